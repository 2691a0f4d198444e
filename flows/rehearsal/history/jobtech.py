"""Sweden's archive of adverts in rehearsal: as many adverts a month as were planted, in the documented fields.

Decides how an advert is written: Swedish and English titles, pay as a sentence, contacts that nobody may keep. Which roles a
month holds is drawn as for the hiring threads, by lots of its own. Leaves that to `hiring_threads` and addresses to `hosts`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from flows.rehearsal.hiring_threads import HiringThread, simulate_threads
from flows.rehearsal.planted import Opening
from flows.rehearsal.truth import Market
from flows.rehearsal.words import write_parts

HOST = "historical.api.jobtechdev.se"
PATH = "/search"

_LOTS = 3  # beside those of the market, the threads and the filings
_REACHED = 2_100
_TOWNS = (
    ("Stockholm", "Stockholms län"),
    ("Göteborg", "Västra Götalands län"),
    ("Malmö", "Skåne län"),
)
_TITLES = {
    "ml_engineer": "Maskininlärningsingenjör",
    "data_engineer": "Dataingenjör",
    "data_analyst": "Dataanalytiker",
    "software_engineer": "Systemutvecklare",
}
"""A third of these roles' adverts have a Swedish title. The others are in English, as half of the real ones are."""

Advert = dict[str, Any]


class Archive:
    """Answers searches of the archive with the adverts published by a day."""

    def __init__(self, market: Market) -> None:
        self._market = market

    @cached_property
    def months(self) -> tuple[HiringThread, ...]:
        """What each month holds, oldest first."""
        return simulate_threads(self._market, _LOTS)

    @cached_property
    def _adverts(self) -> tuple[tuple[date, Advert], ...]:
        found = []
        for month in self.months:
            openings = [each for comment in month.comments for each in comment.openings]
            for number, opening in enumerate(openings):
                day = month.month + timedelta(days=number % 28)
                found.append((day, _advert(opening, month.id + number, day, number)))
        return tuple(sorted(found, key=lambda dated: dated[0]))

    def search(self, query: Mapping[str, str], day: date) -> bytes | None:
        """A page of the adverts of a span of days. None: the search cannot be answered."""
        try:
            first, last = (date.fromisoformat(query[f"historical-{end}"]) for end in ("from", "to"))
            offset, limit = int(query["offset"]), int(query["limit"])
        except (KeyError, ValueError):
            return None
        # The archive also lists what was only open in the span: an advert of the last days of the month before.
        early = first - timedelta(days=2)
        hits = [
            advert for published, advert in self._adverts if early <= published <= min(last, day)
        ]
        page = hits[offset : min(offset + limit, _REACHED)]
        return json.dumps({"total": {"value": len(hits)}, "hits": page}).encode()


def _advert(opening: Opening, name: int, day: date, number: int) -> Advert:
    town, region = _TOWNS[opening.key % len(_TOWNS)]
    title = _TITLES.get(opening.role) if number % 3 == 0 else None
    html = "".join(part.html() for part in write_parts(opening))
    return {
        "id": str(name),
        "headline": title or opening.title,
        "description": {"text": None, "text_formatted": html},
        "employer": {
            "name": f"{opening.employer.name} AB",
            "workplace": opening.employer.name,
            "email": "rehearsal-contact@example.org",
            "phone_number": "08-555 01 00",
        },
        "occupation": {"label": "Systemutvecklare/Programmerare"},
        "workplace_address": {
            "municipality": town,
            "region": region,
            "country": "Sverige",
            "city": None,
        },
        "number_of_vacancies": 1 + number % 3,
        "salary_description": f"{45 + number % 20} 000 kr per månad" if number % 4 == 0 else None,
        "employment_type": {"label": "Vanlig anställning"},
        "working_hours_type": {"label": "Heltid"},
        "publication_date": f"{day}T00:00:00",
        "webpage_url": f"https://arbetsformedlingen.se/platsbanken/annonser/{name}",
        "application_contacts": [{"name": "Rehearsal Contact", "telephone": "08-555 01 01"}],
    }
