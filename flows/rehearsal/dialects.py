"""The boards' own dialects: a board's open postings as Greenhouse, Lever or Ashby would give them.

Decides ids, addresses, timestamps and field shapes, after the platforms' real replies. Renders a
posting from itself alone, so its bytes stay the same for as long as it is open. Leaves which postings
are open to `truth`, their words to `words`, and hosts and HTTP to `hosts` and `server`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, time
from functools import lru_cache
from hashlib import blake2b
from html import escape
from importlib.resources import files
from typing import Any

from flows.rehearsal.planted import Employer, Opening, SimulatedPosting, planted
from flows.rehearsal.words import Part, money, write_parts

Fields = dict[str, Any]

POSTINGS_KEPT = 20_000  # rendered postings in memory: the demo's 6,000, at 5 kB each, with room
_ASHBY_INTERVALS = {"year": "1 YEAR", "month": "1 MONTH", "hour": "1 HOUR"}
_LEVER_INTERVALS = {"year": "per-year-salary", "month": "per-month-salary", "hour": "per-hour-wage"}
_GREENHOUSE_WORDS = {"year": "Annual Salary:", "month": "Monthly Salary:", "hour": "Hourly Wage:"}
_GREENHOUSE_PAY = (
    '<div class="content-pay-transparency"><div class="pay-input"><div class="title">{words}</div>'
    '<div class="pay-range"><span>{low}</span><span class="divider">&mdash;</span>'
    "<span>{high} {currency}</span></div></div></div>"
)
_NO_COMPENSATION: Fields = {
    "compensationTierSummary": None,
    "scrapeableCompensationSalarySummary": None,
    "compensationTiers": [],
    "summaryComponents": [],
}
_EQUITY = {
    "compensationType": "EquityPercentage",
    "interval": "NONE",
    "currencyCode": None,
    "minValue": None,
    "maxValue": None,
}


def number_of(posting: SimulatedPosting) -> int:
    """The posting's id where ids are numbers: ten digits, as Greenhouse gives them."""
    return 4_000_000_000 + posting.key % 3_999_999_999


def uuid_of(posting: SimulatedPosting) -> str:
    """The posting's id where ids are UUIDs."""
    return _uuid(str(posting.key))


def _uuid(key: str) -> str:
    digits = blake2b(key.encode(), digest_size=16).hexdigest()
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
    """One job of a Greenhouse list. `content` is HTML escaped once. Pay has no field of its own."""
    opening, number = posting.opening, number_of(posting)
    employer = opening.employer
    published = _opened_at(posting).isoformat(timespec="seconds")
    workplace = {"id": 4036944, "name": "Workplace", "value": opening.remote.title()}
    job: Fields = {
        "absolute_url": f"https://job-boards.greenhouse.io/{employer.slug}/jobs/{number}",
        "data_compliance": [{"type": "gdpr", "requires_consent": False, "retention_period": None}],
        "internal_job_id": number - 1_000_000,
        "location": {"name": "; ".join(_place_names(posting))},
        "metadata": [{**workplace, "value_type": "single_select"}],
        "id": number,
        "updated_at": published,
        "requisition_id": f"R-{opening.key % 100_000:05d}",
        "title": opening.title,
        "company_name": employer.name,
        "first_published": published,
        "language": "en",
    }
    if has_content:
        department = _department(opening)
        top: Fields = {"child_ids": [], "parent_id": None}
        job["content"] = escape(_greenhouse_html(posting))
        job["departments"] = [{"id": 4000 + len(department), "name": department, **top}]
        job["offices"] = [
            {"id": 7000, "name": city, "location": city, **top} for city in posting.cities
        ]
    return _json(job)


def _greenhouse_html(posting: SimulatedPosting) -> str:
    """Half of the stated pay stands in Greenhouse's pay block, the rest in a sentence of the benefits."""
    opening, parts = posting.opening, write_parts(posting.opening, posting.n_repost)
    if opening.offer is None or opening.key % 2:
        return "".join(part.html() for part in parts)
    without_pay = (
        Part(part.kind, part.heading, (), part.items) if part.kind == "benefits" else part
        for part in parts
    )
    low, high = (
        money(amount, opening.country) for amount in (opening.offer.low, opening.offer.high)
    )
    words = _GREENHOUSE_WORDS[opening.offer.period]
    pay = _GREENHOUSE_PAY.format(words=words, low=low, high=high, currency=opening.offer.currency)
    return "".join(part.html() for part in without_pay) + pay


def lever_list(postings: Sequence[SimulatedPosting]) -> bytes:
    """GET /v0/postings/{site}?mode=json: a bare array."""
    return b"[" + b",".join(lever_posting(posting) for posting in postings) + b"]"


@lru_cache(maxsize=POSTINGS_KEPT)
def lever_posting(posting: SimulatedPosting) -> bytes:
    """One posting of a Lever site. Requirements stand in `lists`, as items without a list around them."""
    opening = posting.opening
    parts = {part.kind: part for part in write_parts(opening, posting.n_repost)}
    address = f"https://jobs.lever.co/{opening.employer.slug}/{uuid_of(posting)}"
    department, places = _department(opening), _place_names(posting)
    about, remote = parts["about"], parts["duties"].paragraphs[0]
    closing = [parts["benefits"], parts["legal"]]
    lists = [parts[kind] for kind in ("duties", "requirements", "preferred")]
    body: Fields = {
        "id": uuid_of(posting),
        "text": opening.title,
        "categories": {
            "commitment": "Internship" if opening.level == "intern" else "Full-time",
            "department": department,
            "location": places[0],
            "team": department,
            "allLocations": places,
        },
        "country": opening.country,
        "createdAt": int(_opened_at(posting).timestamp() * 1000),
        "description": about.html() + f"<p>{escape(remote)}</p>",
        "descriptionPlain": about.plain() + "\n" + remote,
        "lists": [{"text": part.heading, "content": part.html_items()} for part in lists],
        "additional": "".join(part.html() for part in closing),
        "additionalPlain": "\n\n".join(part.plain() for part in closing),
        "hostedUrl": address,
        "applyUrl": f"{address}/apply",
        "workplaceType": opening.remote,
    }
    if offer := opening.structured_offer:
        body["salaryRange"] = {
            "currency": offer.currency,
            "interval": _LEVER_INTERVALS[offer.period],
            "min": offer.low,
            "max": offer.high,
        }
    return _json(body)


def ashby_board(
    employer: Employer, postings: Sequence[SimulatedPosting], has_compensation: bool = True
) -> bytes:
    """GET /posting-api/job-board/{board}. Each board also has one unlisted job, not on its page."""
    jobs = [ashby_job(posting, has_compensation) for posting in postings]
    return b'{"jobs":[' + b",".join([*jobs, _unlisted_job(employer)]) + b'],"apiVersion":"1"}'


def _unlisted_job(employer: Employer) -> bytes:
    job = json.loads(files(__package__).joinpath("ashby_unlisted.json").read_text("utf-8"))
    address = f"https://jobs.ashbyhq.com/{employer.slug}/{_uuid(employer.slug)}"
    own = {"id": _uuid(employer.slug), "jobUrl": address, "applyUrl": f"{address}/application"}
    return _json(job | own)


@lru_cache(maxsize=POSTINGS_KEPT)
def ashby_job(posting: SimulatedPosting, has_compensation: bool = True) -> bytes:
    """One job of an Ashby board."""
    opening, parts = posting.opening, write_parts(posting.opening, posting.n_repost)
    address = f"https://jobs.ashbyhq.com/{opening.employer.slug}/{uuid_of(posting)}"
    addresses = [_ashby_address(city, opening.country) for city in posting.cities]
    department = _department(opening)
    job: Fields = {
        "id": uuid_of(posting),
        "title": opening.title,
        "department": department,
        "team": department,
        "employmentType": "Intern" if opening.level == "intern" else "FullTime",
        "location": _place_names(posting)[0],
        "shouldDisplayCompensationOnJobPostings": opening.structured_offer is not None,
        "secondaryLocations": [
            {"location": city, "address": at}
            for city, at in zip(posting.cities[1:], addresses[1:], strict=True)
        ],
        "publishedAt": _opened_at(posting).isoformat(timespec="milliseconds"),
        "isListed": True,
        "isRemote": {"remote": True, "onsite": False}.get(opening.remote),
        "address": addresses[0],
        "jobUrl": address,
        "applyUrl": f"{address}/application",
        "descriptionHtml": "".join(part.html("h2") for part in parts),
        "descriptionPlain": "\n\n".join(part.plain() for part in parts),
    }
    if has_compensation:
        job["compensation"] = _ashby_compensation(posting)
    return _json(job)


def _ashby_compensation(posting: SimulatedPosting) -> Fields:
    offer = posting.opening.structured_offer
    if offer is None:
        return _NO_COMPENSATION
    low, high = (
        _short_money(amount, posting.opening.country) for amount in (offer.low, offer.high)
    )
    salary = {
        "compensationType": "Salary",
        "interval": _ASHBY_INTERVALS[offer.period],
        "currencyCode": offer.currency,
        "minValue": offer.low,
        "maxValue": offer.high,
    }
    stem, summary = uuid_of(posting)[:-2], f"{low} – {high}"
    tier = {
        "id": f"{stem}71",
        "tierSummary": f"{summary} • Offers Equity",
        "title": None,
        "additionalInformation": None,
        "components": [
            {"id": f"{stem}e1", "summary": "Offers Equity", **_EQUITY},
            {"id": f"{stem}5a", "summary": summary, **salary},
        ],
    }
    return {
        "compensationTierSummary": f"{summary} • Offers Equity",
        "scrapeableCompensationSalarySummary": f"{low} - {high}",
        "compensationTiers": [tier],
        "summaryComponents": [_EQUITY, salary],
    }


def _department(opening: Opening) -> str:
    return str(planted()["departments"][opening.role])


def _place_names(posting: SimulatedPosting) -> list[str]:
    """The places as the board writes them: "Remote - Germany", or the cities."""
    opening = posting.opening
    if opening.remote == "remote":
        return [f"Remote - {planted()['countries'][opening.country]['name']}"]
    return list(posting.cities)


def _ashby_address(city: str, country: str) -> Fields:
    return {"postalAddress": postal_address(city, planted()["countries"][country]["name"])}


def postal_address(city: str, country: str) -> dict[str, str]:
    """A place in the words of schema.org: locality, region where it is a state, country as given."""
    locality, _, region = city.partition(", ")
    is_state = len(region) == 2 and region != "UK"
    state = {"addressRegion": region} if is_state else {}
    return {"addressLocality": locality, **state, "addressCountry": country}


def _short_money(amount: int, country: str) -> str:
    if amount < 10_000:
        return money(amount, country)
    sign = planted()["countries"][country]["sign"]
    return f"{sign}{amount / 1000:g}K" if amount < 1_000_000 else f"{sign}{amount / 1_000_000:g}M"


def _opened_at(posting: SimulatedPosting) -> datetime:
    """A working hour of the posting's first day, the same at each look."""
    clock = time(8 + posting.key % 9, posting.key % 60, posting.key % 59)
    return datetime.combine(posting.opened_date, clock, UTC)


def _json(data: Fields) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
