"""Recruitee (now Tellent): careers sites at {name}.recruitee.com and on companies' own domains.

API: https://docs.recruitee.com (the Careers Site API)
One reply is the whole board with its texts and pay. The text comes in two parts that belong together, `description` and
`requirements`, in the site's first language. It never gives the language. Amounts are texts. A monthly one (common in
the Netherlands) is for full-time hours unless the text says otherwise. Remote, hybrid and on site are three flags. Where
several are set, none of them is the policy.
Terms and rate: public, meant for careers sites, no documented limit. One request a second is ours.
Payload basis: transcribed from two boards of 2026-09, one of them whole in its fields. Last checked: 2026-11.
"""

from __future__ import annotations

from collections.abc import Iterator

from flows.sources import Board, Get, Payload, Source
from flows.sources.kit import fields, listing, values, words
from transforms.posting import Posting, StatedPay

SOURCE = Source(
    name="recruitee",
    title="Recruitee",
    home="https://recruitee.com",
    docs_url="https://docs.recruitee.com",
    # The name before .recruitee.com, or the whole host of a careers site on a domain of its own.
    slug_pattern=r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?){0,4}",
    address_patterns=(
        r"https?://(?!(?:www|api|app|docs|support|auth)\.)(?P<slug>[a-z0-9-]+)\.recruitee\.com(?:[/?#:]|$)",
    ),
    hosts=("recruitee.com",),
    host_template="{slug}.recruitee.com",
    never_gives=("language_stated",),
    payload_basis="transcribed",
    checked_on="2026-11-23",
)

# "18.50 a month" is an hour's pay in the wrong field: all 348 offers of one staffing agency had it in 2026.
_MONTH_MIN = 200.0
_WORKPLACES = {"remote": "remote", "hybrid": "hybrid", "on_site": "onsite"}


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields every published offer of the board. One request."""
    site = f"https://{SOURCE.host(board)}/"
    reply = listing.open_feed(get, f"{site}api/offers/", site)
    yield from listing.read_page(reply, "offers").rows


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one offer of the Careers Site API."""
    job = fields.read_object(payload.body)
    places = job.objects("locations")
    flags = [policy for name, policy in _WORKPLACES.items() if job.get(name) is True]
    terms = str(job.get("employment_type_code")).replace("_", " ")
    return [
        Posting(
            title=job.title("title"),
            employer=job.text("company_name"),
            url=job.link("careers_url"),
            department=job.text("department"),
            locations=values.distinct(map(_place, places))
            or values.distinct([job.text("location") or _place(job)]),
            country_codes_stated=values.distinct(map(_country, [*places, job])),
            remote_stated=values.only(flags),
            employment_type=words.employment_type(terms),
            posted_date=job.date("published_at") or job.date("created_at"),
            description_html=values.sections(
                (None, job.prose("description")), ("Requirements", job.prose("requirements"))
            ),
            pay_stated=tuple(pay for part in job.objects("salary") for pay in _pay(part)),
        )
    ]


def _place(place: fields.JsonObject) -> str | None:
    state = "state" if "state" in place.value else "state_name"
    named = values.joined(map(place.text, ("city", state, "country")))
    return named or place.text("name")


def _country(place: fields.JsonObject) -> str | None:
    return words.country_code(place.get("country_code") or place.get("country"))


def _pay(part: fields.JsonObject) -> tuple[StatedPay, ...]:
    found = part.pay("min", "max", "currency", "period")
    return tuple(pay for pay in found if not _is_hourly(pay))


def _is_hourly(pay: StatedPay) -> bool:
    return pay.period == "month" and (pay.max or pay.min or 0) < _MONTH_MIN
