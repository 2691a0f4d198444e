"""The boards' own dialects: one board's open postings as Greenhouse, Lever, Ashby or a careers page would give them.

Decides ids, addresses, timestamps and field shapes, after the platforms' real replies. Everything about a posting is
rendered from the posting alone, so its bytes stay the same for as long as it is open. Leaves which postings are open to
`truth`, their words to `words`, hiring threads to `hiring_threads`, and HTTP to `server`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, time
from functools import lru_cache
from hashlib import blake2b
from html import escape
from typing import Any

from flows.rehearsal.planted import Employer, Offer, SimulatedPosting, planted
from flows.rehearsal.words import Part, money, write_parts

POSTINGS_KEPT = (
    20_000  # rendered postings kept in memory: the demo's 6,000, at 5 kB each, with room
)
_ASHBY_INTERVALS = {"year": "1 YEAR", "month": "1 MONTH", "hour": "1 HOUR"}
_LEVER_INTERVALS = {"year": "per-year-salary", "month": "per-month-salary", "hour": "per-hour-wage"}
_GREENHOUSE_WORDS = {"year": "Annual Salary:", "month": "Monthly Salary:", "hour": "Hourly Wage:"}


def number_of(posting: SimulatedPosting) -> int:
    """The posting's id where ids are numbers: ten digits, as Greenhouse gives them."""
    return 4_000_000_000 + posting.key % 3_999_999_999


def uuid_of(posting: SimulatedPosting) -> str:
    """The posting's id where ids are UUIDs."""
    digits = blake2b(str(posting.key).encode(), digest_size=16).hexdigest()
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"


def path_of(posting: SimulatedPosting) -> str:
    """The posting's page on its employer's own careers site."""
    words = "".join(letter if letter.isalnum() else "-" for letter in posting.opening.title.lower())
    return f"/jobs/{number_of(posting)}-{'-'.join(filter(None, words.split('-')))}"


def greenhouse_list(postings: Sequence[SimulatedPosting], has_content: bool = True) -> bytes:
    """GET /v1/boards/{token}/jobs."""
    jobs = b",".join(greenhouse_job(posting, has_content) for posting in postings)
    return b'{"jobs":[' + jobs + b'],"meta":{"total":' + str(len(postings)).encode() + b"}}"


@lru_cache(maxsize=POSTINGS_KEPT)
def greenhouse_job(posting: SimulatedPosting, has_content: bool = True) -> bytes:
    """One job of a Greenhouse list. `content` is HTML escaped once; pay stands in it, never in a field of its own."""
    opening, number = posting.opening, number_of(posting)
    published = _opened_at(posting).astimezone(UTC).isoformat(timespec="seconds")
    department = planted()["departments"][opening.role]
    job: dict[str, Any] = {
        "absolute_url": f"https://job-boards.greenhouse.io/{opening.employer.slug}/jobs/{number}",
        "data_compliance": [{"type": "gdpr", "requires_consent": False, "retention_period": None}],
        "internal_job_id": number - 1_000_000,
        "location": {"name": "; ".join(_place_names(posting))},
        "metadata": [
            {
                "id": 4036944,
                "name": "Workplace",
                "value": opening.remote.title(),
                "value_type": "single_select",
            }
        ],
        "id": number,
        "updated_at": published,
        "requisition_id": f"R-{opening.key % 100_000:05d}",
        "title": opening.title,
        "company_name": opening.employer.name,
        "first_published": published,
        "language": "en",
    }
    if has_content:
        job["content"] = escape(_greenhouse_html(posting))
        job["departments"] = [
            {"id": 4000 + len(department), "name": department, "child_ids": [], "parent_id": None}
        ]
        job["offices"] = [
            {"id": 7000, "name": city, "location": city, "child_ids": [], "parent_id": None}
            for city in posting.cities
        ]
    return _json(job)


def lever_list(postings: Sequence[SimulatedPosting]) -> bytes:
    """GET /v0/postings/{site}?mode=json: a bare array."""
    return b"[" + b",".join(lever_posting(posting) for posting in postings) + b"]"


@lru_cache(maxsize=POSTINGS_KEPT)
def lever_posting(posting: SimulatedPosting) -> bytes:
    """One posting of a Lever site: the requirements stand in `lists`, as items without a list around them."""
    opening, parts = (
        posting.opening,
        {part.kind: part for part in write_parts(posting.opening, posting.n_repost)},
    )
    address = f"https://jobs.lever.co/{opening.employer.slug}/{uuid_of(posting)}"
    places = _place_names(posting)
    closing = [parts["benefits"], parts["legal"]]
    body: dict[str, Any] = {
        "id": uuid_of(posting),
        "text": opening.title,
        "categories": {
            "commitment": "Internship" if opening.level == "intern" else "Full-time",
            "department": planted()["departments"][opening.role],
            "location": places[0],
            "team": planted()["departments"][opening.role],
            "allLocations": places,
        },
        "country": opening.country,
        "createdAt": int(_opened_at(posting).timestamp() * 1000),
        "description": parts["about"].html() + f"<p>{escape(parts['duties'].paragraphs[0])}</p>",
        "descriptionPlain": parts["about"].plain() + "\n" + parts["duties"].paragraphs[0],
        "lists": [
            {"text": parts[kind].heading, "content": parts[kind].html_items()}
            for kind in ("duties", "requirements", "preferred")
        ],
        "additional": "".join(part.html() for part in closing),
        "additionalPlain": "\n\n".join(part.plain() for part in closing),
        "hostedUrl": address,
        "applyUrl": f"{address}/apply",
        "workplaceType": opening.remote,
    }
    if opening.offer and opening.offer.is_structured:
        offer = opening.offer
        interval = _LEVER_INTERVALS[offer.period]
        body["salaryRange"] = {
            "currency": offer.currency,
            "interval": interval,
            "min": offer.low,
            "max": offer.high,
        }
    return _json(body)


def ashby_board(
    employer: Employer, postings: Sequence[SimulatedPosting], has_compensation: bool = True
) -> bytes:
    """GET /posting-api/job-board/{board}. Each board also carries one unlisted job, which is not on its page."""
    jobs = [ashby_job(posting, has_compensation) for posting in postings]
    return b'{"jobs":[' + b",".join([*jobs, _unlisted_job(employer)]) + b'],"apiVersion":"1"}'


@lru_cache(maxsize=POSTINGS_KEPT)
def ashby_job(posting: SimulatedPosting, has_compensation: bool = True) -> bytes:
    """One job of an Ashby board."""
    opening, parts = posting.opening, write_parts(posting.opening, posting.n_repost)
    address = f"https://jobs.ashbyhq.com/{opening.employer.slug}/{uuid_of(posting)}"
    department = planted()["departments"][opening.role]
    job: dict[str, Any] = {
        "id": uuid_of(posting),
        "title": opening.title,
        "department": department,
        "team": department,
        "employmentType": "Intern" if opening.level == "intern" else "FullTime",
        "location": _place_names(posting)[0],
        "shouldDisplayCompensationOnJobPostings": bool(
            opening.offer and opening.offer.is_structured
        ),
        "secondaryLocations": [
            {"location": city, "address": _ashby_address(city, opening.country)}
            for city in posting.cities[1:]
        ],
        "publishedAt": _opened_at(posting).isoformat(timespec="milliseconds"),
        "isListed": True,
        "isRemote": {"remote": True, "onsite": False}.get(opening.remote),
        "address": _ashby_address(posting.cities[0], opening.country),
        "jobUrl": address,
        "applyUrl": f"{address}/application",
        "descriptionHtml": "".join(part.html("h2") for part in parts),
        "descriptionPlain": "\n\n".join(part.plain() for part in parts),
    }
    if has_compensation:
        job["compensation"] = _ashby_compensation(posting)
    return _json(job)


def _greenhouse_html(posting: SimulatedPosting) -> str:
    """Half of the stated pay stands in Greenhouse's own pay block, the rest in a sentence of the benefits."""
    opening, parts = posting.opening, write_parts(posting.opening, posting.n_repost)
    if opening.offer is None or opening.key % 2:
        return "".join(part.html() for part in parts)
    without_pay = (
        Part(part.kind, part.heading, (), part.items) if part.kind == "benefits" else part
        for part in parts
    )
    return "".join(part.html() for part in without_pay) + _greenhouse_pay(
        opening.offer, opening.country
    )


def _greenhouse_pay(offer: Offer, country: str) -> str:
    low, high = money(offer.low, offer, country), money(offer.high, offer, country)
    return (
        f'<div class="content-pay-transparency"><div class="pay-input"><div class="title">{_GREENHOUSE_WORDS[offer.period]}</div>'
        f'<div class="pay-range"><span>{low}</span><span class="divider">&mdash;</span><span>{high} {offer.currency}</span></div></div></div>'
    )


def _ashby_compensation(posting: SimulatedPosting) -> dict[str, Any]:
    offer = posting.opening.offer
    if offer is None or not offer.is_structured:
        return {
            "compensationTierSummary": None,
            "scrapeableCompensationSalarySummary": None,
            "compensationTiers": [],
            "summaryComponents": [],
        }
    low, high = (
        _short_money(amount, offer, posting.opening.country) for amount in (offer.low, offer.high)
    )
    salary = {
        "compensationType": "Salary",
        "interval": _ASHBY_INTERVALS[offer.period],
        "currencyCode": offer.currency,
        "minValue": offer.low,
        "maxValue": offer.high,
    }
    equity = {
        "compensationType": "EquityPercentage",
        "interval": "NONE",
        "currencyCode": None,
        "minValue": None,
        "maxValue": None,
    }
    summary = f"{low} – {high}"
    components = [
        {"id": uuid_of(posting)[:-2] + "e1", "summary": "Offers Equity", **equity},
        {"id": uuid_of(posting)[:-2] + "5a", "summary": summary, **salary},
    ]
    tier = {
        "id": uuid_of(posting)[:-2] + "71",
        "tierSummary": f"{summary} • Offers Equity",
        "title": None,
        "additionalInformation": None,
    }
    return {
        "compensationTierSummary": f"{summary} • Offers Equity",
        "scrapeableCompensationSalarySummary": f"{low} - {high}",
        "compensationTiers": [{**tier, "components": components}],
        "summaryComponents": [equity, salary],
    }


def _unlisted_job(employer: Employer) -> bytes:
    digits = blake2b(employer.slug.encode(), digest_size=16).hexdigest()
    number = f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"
    address = f"https://jobs.ashbyhq.com/{employer.slug}/{number}"
    job = {
        "id": number,
        "title": "General application",
        "department": "People",
        "team": "People",
        "employmentType": "FullTime",
        "location": "Anywhere",
        "shouldDisplayCompensationOnJobPostings": False,
        "secondaryLocations": [],
        "publishedAt": "2024-01-15T09:00:00.000+00:00",
        "isListed": False,
        "isRemote": None,
        "address": None,
        "jobUrl": address,
        "applyUrl": f"{address}/application",
        "descriptionHtml": "<p>Tell us what you would like to do here.</p>",
        "descriptionPlain": "Tell us what you would like to do here.",
        "compensation": {
            "compensationTierSummary": None,
            "compensationTiers": [],
            "summaryComponents": [],
        },
    }
    return _json(job)


def _place_names(posting: SimulatedPosting) -> list[str]:
    """The places as the board writes them: "Remote - Germany", or the cities."""
    opening = posting.opening
    if opening.remote == "remote":
        return [f"Remote - {planted()['countries'][opening.country]['name']}"]
    return list(posting.cities)


def _ashby_address(city: str, country: str) -> dict[str, Any]:
    return {"postalAddress": postal_address(city, planted()["countries"][country]["name"])}


def postal_address(city: str, country: str) -> dict[str, str]:
    """A place in the words of schema.org: locality, region where it is a state, country as given."""
    locality, _, region = city.partition(", ")
    is_state = len(region) == 2 and region != "UK"
    return {
        "addressLocality": locality,
        **({"addressRegion": region} if is_state else {}),
        "addressCountry": country,
    }


def _short_money(amount: int, offer: Offer, country: str) -> str:
    sign = planted()["countries"][country]["sign"]
    if amount < 10_000:
        return f"{sign}{amount:,}"
    return f"{sign}{amount / 1000:g}K" if amount < 1_000_000 else f"{sign}{amount / 1_000_000:g}M"


def _opened_at(posting: SimulatedPosting) -> datetime:
    """A working hour of the posting's first day, the same at each look."""
    return datetime.combine(
        posting.opened_date, time(8 + posting.key % 9, posting.key % 60, posting.key % 59), UTC
    )


def _json(data: dict[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
