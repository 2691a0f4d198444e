"""Reads schema.org JobPosting: what its properties mean.

Decides how the many ways of writing one property become one (a text or an object, one or a list, escaped or not). Leaves
where it stands in a page to `flows.sources.kit.job_markup`, and which pages are asked to `flows.sources.careers_page`; other
sources whose pages carry the same markup can use both.
Vocabulary: https://schema.org/JobPosting
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape
from typing import Any

from flows.sources.kit.fields import (
    Object,
    country_code,
    distinct,
    employment_type,
    id_text,
    inner,
    iso_date,
    link,
    objects,
    prose,
    stated_pay,
    text,
    title_at,
)
from transforms.posting import Posting, StatedPay

# Further texts that sites move out of `description`, each under the heading it is read by.
_TEXTS = {
    "responsibilities": "Responsibilities",
    "qualifications": "Qualifications",
    "experienceRequirements": "Experience requirements",
    "educationRequirements": "Education requirements",
    "skills": "Skills",
    "jobBenefits": "Benefits",
    "incentiveCompensation": "Incentives",
}
MARKUP_PROPERTIES = frozenset({"description", *_TEXTS})
"""Properties whose value is a text with markup."""

_NAME_DEPTH_MAX = 4  # Meta sends an address in a country, whose name is a list
_UNITS = {
    "HOUR": "hour",
    "DAY": "day",
    "WEEK": "week",
    "MONTH": "month",
    "YEAR": "year",
    "ANNUAL": "year",
}


def identifier_of(job: Object) -> str | None:
    """The employer's own id of the job, when it can be told from a name: it has a digit in it."""
    value = job.get("identifier")
    for item in value if isinstance(value, list) else [value]:
        found = id_text(inner(item, "value") if isinstance(item, dict) else item)
        if found and any(letter.isdigit() for letter in found):
            return found
    return None


def read_job_posting(
    job: Object, external_id: str, employer: str | None, url: str | None
) -> Posting:
    """One JobPosting as a row of POSTING.

    Raises:
        PayloadChanged: it has no title.
    """
    if isinstance(title := job.get("title", job.get("name")), str):
        job = job | {"title": unescape(title)}
    description = _description(job)
    is_html = description is not None and "<" in description
    countries = [
        _name(inner(place, "address", "addressCountry"))
        for place in objects(job.get("jobLocation"))
    ]
    return Posting(
        external_id=external_id,
        title=title_at(job, "title"),
        employer=employer or _name(job.get("hiringOrganization")),
        url=link(url) or link(_plain(job.get("url"))),
        department=_plain(job.get("department")) or _name(job.get("employmentUnit")),
        locations=_locations(job),
        country_codes_stated=distinct(map(country_code, countries)),
        remote_stated="remote"
        if "TELECOMMUTE" in str(job.get("jobLocationType")).upper()
        else None,
        employment_type=_first(job.get("employmentType"), employment_type),
        posted_date=iso_date(job.get("datePosted")),
        language_stated=_name(job.get("inLanguage")),
        description_html=description if is_html else None,
        description_plain=None if is_html else description,
        pay_stated=_pay(job),
    )


def _plain(value: Any) -> str | None:
    found = text(unescape(value)) if isinstance(value, str) else None
    # iCIMS fills every empty field with this word.
    return None if found in (None, "UNAVAILABLE") else found


def _name(value: Any) -> str | None:
    """A thing's name: sent as a text, an object with a name, or a list of either, whose first counts."""
    for _ in range(_NAME_DEPTH_MAX):
        if isinstance(value, list):
            value = value[0] if value else None
        elif isinstance(value, dict):
            value = value.get("name")
    return _plain(value)


def _first(value: Any, read: Callable[[Any], str | None]) -> str | None:
    return next(
        (
            found
            for item in (value if isinstance(value, list) else [value])
            if (found := read(item))
        ),
        None,
    )


def _locations(job: Object) -> tuple[str, ...]:
    places = job.get("jobLocation")
    found = distinct(map(_place, places if isinstance(places, list) else [places]))
    if found:
        return found
    # Without a place, a remote job is where applicants may live.
    allowed = job.get("applicantLocationRequirements")
    return distinct(map(_name, allowed if isinstance(allowed, list) else [allowed]))


def _place(value: Any) -> str | None:
    address = inner(value, "address")
    if isinstance(address, list):
        address = address[0] if address else None
    if isinstance(address, dict):
        parts = [
            _name(address.get(key))
            for key in ("addressLocality", "addressRegion", "addressCountry")
        ]
        if found := ", ".join(distinct(parts)):
            return found
    return _plain(address) or _name(value)


def _description(job: Object) -> str | None:
    """The description and the texts beside it that it does not already hold, as HTML or plain text."""
    whole = _unescaped(job.get("description")) or ""
    letters = _letters(whole)
    for key, heading in _TEXTS.items():
        values = job.get(key)
        for value in values if isinstance(values, list) else [values]:
            part = _unescaped(value)
            if part and _plain(part) and _letters(part)[:200] not in letters:
                whole += f"\n<h3>{heading}</h3>\n{part if '<' in part else escape(part)}"
    return whole.strip() or None


def _unescaped(value: Any) -> str | None:
    """A text as markup: escaped once more by some sites, and with its line breaks spelled out by others."""
    found = prose(value)
    if found is None:
        return None
    if "&lt;" in found and not re.search(r"<[a-zA-Z/]", found):
        found = unescape(found)
    return found.replace("\\r\\n", "\n").replace("\\n", "\n")


def _letters(markup: str) -> str:
    return re.sub(r"<[^<>]*>|[^\w]+", "", markup)


def _pay(job: Object) -> tuple[StatedPay, ...]:
    stated = job.get("baseSalary")
    ranges = [_range(item, job) for item in (stated if isinstance(stated, list) else [stated])]
    return tuple(pay for pay in ranges if pay)


def _range(amount: Any, job: Object) -> StatedPay | None:
    """A MonetaryAmount, in which the value is a number or a QuantitativeValue, or is missing and its parts stand alone."""
    currency = inner(amount, "currency") or job.get("salaryCurrency")
    value = inner(amount, "value") if isinstance(amount, dict) and "value" in amount else amount
    if not isinstance(value, dict):
        value = {"value": value}
    low, high = (
        value.get("minValue") or value.get("value"),
        value.get("maxValue") or value.get("value"),
    )
    unit = str(value.get("unitText") or inner(amount, "unitText")).upper()
    return stated_pay(
        low, high, currency, next((word for name, word in _UNITS.items() if name in unit), None)
    )
