"""Reads schema.org JobPosting: what its properties mean.

Decides how the many ways of writing one property become one (a text or an object, one or a list, escaped or not).
Leaves where it stands in a page to `flows.sources.kit.job_markup`, and which pages are asked for to each source.
Vocabulary: https://schema.org/JobPosting
"""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from typing import Any

from flows.sources.kit import values, words
from flows.sources.kit.fields import JsonObject, RawObject, as_list
from transforms.posting import Posting, StatedPay

# Texts that sites move out of `description`, each under the heading it is read by.
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

_OTHER_PROPERTIES = (
    "@type title name value identifier url datePosted validThrough employmentType hiringOrganization department"
    " employmentUnit jobLocation jobLocationType applicantLocationRequirements address addressLocality addressRegion"
    " addressCountry baseSalary currency salaryCurrency minValue maxValue unitText unitCode inLanguage directApply"
)
_USUAL_CASE = {name.lower(): name for name in (*_OTHER_PROPERTIES.split(), *MARKUP_PROPERTIES)}
_CASE_DEPTH_MAX = 8

_BARE_SITE = re.compile(r"https?://[^/?#]*/?")
_NAME_DEPTH_MAX = 4  # Meta sends an address in a country, whose name is a list
_ADDRESS = ("addressLocality", "addressRegion", "addressCountry")
_UNIT_WITHIN = re.compile(
    r"(?<!BI)(?<!BI[-_ ])(?<!SEMI)(?<!SEMI[-_ ])(HOUR|DAY|WEEK|MONTH|YEAR|ANNU)"
)


def in_usual_case(value: Any, depth: int = 0) -> Any:
    """Markup with its properties in the case that schema.org gives them ("JobLocation"). Values stay as sent."""
    if depth > _CASE_DEPTH_MAX:
        return value
    if isinstance(value, list):
        return [in_usual_case(item, depth + 1) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key if (name := _USUAL_CASE.get(key.lower(), key)) in value else name: in_usual_case(
            part, depth + 1
        )
        for key, part in value.items()
    }


def identifier_of(job: JsonObject) -> str | None:
    """The employer's own id of the job. It has a digit in it, which tells it from a name, and is no address of a site."""
    return values.first(map(_own_id, as_list(job.get("identifier"))))


def _own_id(identifier: Any) -> str | None:
    sent = _valued(identifier)
    found, name = values.id_text(sent.get("value")), sent.text("name")
    return found if found and found != name and _is_id(found) else None


def _is_id(name: str) -> bool:
    has_digit = any(letter.isdigit() for letter in name)
    return has_digit and bool(name.strip("0")) and not _BARE_SITE.fullmatch(name)


def _valued(sent: Any) -> JsonObject:
    """An object with its `value`. What is sent as no object is the value itself."""
    return JsonObject(sent if isinstance(sent, dict) else {"value": sent})


def read_job_posting(job: JsonObject, url: str | None) -> Posting:
    """One JobPosting as a row of POSTING. `url`: the page's address, where it is known.

    Raises:
        PayloadChanged: it has no title.
    """
    if isinstance(title := job.value.get("title", job.get("name")), str):
        job = job | {"title": unescape(title)}
    text = values.with_paragraph(_description(job), "Salary", _pay_in_words(job))
    html, plain = values.html_or_plain(text)
    is_remote = "TELECOMMUTE" in str(job.get("jobLocationType")).upper()
    return Posting(
        title=job.title("title"),
        employer=_name(job.get("hiringOrganization")),
        url=values.link(url) or values.link(_plain(job.get("url"))),
        department=_plain(job.get("department")) or _name(job.get("employmentUnit")),
        locations=_locations(job),
        country_codes_stated=_countries(job),
        remote_stated="remote" if is_remote else None,
        employment_type=values.first(map(words.employment_type, job.all("employmentType"))),
        posted_date=job.date("datePosted"),
        apply_until_date=job.date("validThrough"),
        language_stated=_name(job.get("inLanguage")),
        description_html=html,
        description_plain=plain,
        pay_stated=tuple(pay for amount in job.all("baseSalary") for pay in _pay(amount, job)),
    )


def read_listed_job(job: JsonObject, url: str | None) -> Posting:
    """The JobPosting of a job that its board's own list names, without the last day on which it can be answered.

    The list says at every look what is open. The page is read again only when its row changes or is due, so a day that the
    employer has put off since would close a job that is still listed.

    Raises:
        PayloadChanged: it has no title.
    """
    return replace(read_job_posting(job, url), apply_until_date=None)


def _plain(value: Any) -> str | None:
    found = values.text(unescape(value)) if isinstance(value, str) else None
    # iCIMS fills every empty field with this word.
    return None if found == "UNAVAILABLE" else found


def _name(value: Any) -> str | None:
    """A thing's name: sent as a text, an object with a name, or a list of either (the first counts)."""
    for _ in range(_NAME_DEPTH_MAX):
        if isinstance(value, list):
            value = value[0] if value else None
        elif isinstance(value, dict):
            value = value.get("name")
    return _plain(value)


def _locations(job: JsonObject) -> tuple[str, ...]:
    places = _places(job)
    found = values.distinct(map(_place, places))
    names = values.distinct(_name(place.get("name")) for place in places)
    if (
        len(found) == 1
        and len(names) > 1
        and all("," in name and words.is_place(name) for name in names)
    ):
        # Meta gives each of a job's places its own name and the first one's address.
        return names
    # Without a place, a remote job is where applicants may live.
    return found or values.distinct(map(_name, job.all("applicantLocationRequirements")))


def _places(job: JsonObject) -> list[JsonObject]:
    """The job's places, each with one address. A place with several is several."""
    return [
        JsonObject(place | {"address": address})
        for place in map(_as_place, job.all("jobLocation"))
        for address in as_list(place.get("address")) or [None]
    ]


def _as_place(sent: Any) -> RawObject:
    return sent if isinstance(sent, dict) else {"name": sent}


def _countries(job: JsonObject) -> tuple[str, ...]:
    """The countries of the job's places. Without a place, those that applicants may live in: "DE" is no Delaware there."""
    places = _places(job)
    has_place = any(map(_place, places))
    own = (_name(place.get("address", "addressCountry")) for place in places)
    return values.distinct(map(words.country_code, own if has_place else _required_countries(job)))


def _required_countries(job: JsonObject) -> list[str | None]:
    required = job.all("applicantLocationRequirements")
    return [_name(each) for each in required if not _is_within_a_country(each)]


def _is_within_a_country(value: Any) -> bool:
    kind = str(value.get("@type")) if isinstance(value, dict) else ""
    return bool(re.search(r"State|City|AdministrativeArea", kind))


def _place(place: JsonObject) -> str | None:
    address = place.get("address")
    parts = [_name(address.get(key)) for key in _ADDRESS] if isinstance(address, dict) else []
    return values.joined(parts) or _plain(address) or _name(place.get("name"))


def _description(job: JsonObject) -> str | None:
    """The description, with the texts beside it that it does not already hold."""
    whole = _markup(job.get("description")) or ""
    letters = values.letters(whole)
    beside = [
        (heading, part)
        for key, heading in _TEXTS.items()
        for part in map(_markup, job.all(key))
        if part and _plain(part) and values.letters(part)[:200] not in letters
    ]
    return values.sections((None, whole), *beside) if beside else whole.strip() or None


def _markup(value: Any) -> str | None:
    """A text as markup. Some sites escape it once more, others spell its line breaks out."""
    found = values.prose(value)
    if found is None:
        return None
    found = values.unescaped(found) or ""
    return found.replace("\\r\\n", "\n").replace("\\n", "\n")


def _pay(amount: Any, job: JsonObject) -> tuple[StatedPay, ...]:
    """A MonetaryAmount. Its value is a number or a QuantitativeValue, or its parts stand alone."""
    outer, stated = _parts_of_amount(amount)
    return words.stated_pay(
        stated.get("minValue") or stated.get("value"),
        stated.get("maxValue") or stated.get("value"),
        outer.get("currency") or job.get("salaryCurrency"),
        _period(stated) or _period(outer),
    )


def _parts_of_amount(amount: Any) -> tuple[JsonObject, JsonObject]:
    """A MonetaryAmount, which has the currency, and the number or QuantitativeValue within. They may be one."""
    outer = JsonObject(amount if isinstance(amount, dict) else {})
    return outer, _valued(outer.get("value") if "value" in outer.value else amount)


def _pay_in_words(job: JsonObject) -> str | None:
    """Pay in words where a number belongs ("40,000 - 50,000"), with the currency and the unit beside it. It is read as text."""
    return values.first(map(_amount_in_words, job.all("baseSalary")))


_SUM = re.compile(
    r"[$€£¥]\s?\d|\d\s?k\b|\d[.,]\d{3}|\b(?:up to|from)\s\d{4,}|\d{4,}\s?[-–]\s?\d{4,}",
    re.IGNORECASE,
)
"""What a sum looks like. A telephone number or a grade looks otherwise."""


def _amount_in_words(amount: Any) -> str | None:
    outer, stated = _parts_of_amount(amount)
    names = ("value", "minValue", "maxValue")
    bounds = values.distinct(map(stated.text, names))
    said = " - ".join(bounds)
    sent = [part.get(name) for part in (outer, stated) for name in names]
    if not _SUM.search(said) or any(values.number(bound) is not None for bound in sent):
        return None
    currency, period = outer.text("currency"), _period(stated) or _period(outer)
    has_currency = re.search(r"[$€£¥]", said) or (currency and currency in said)
    parts = [said, None if has_currency else currency, period and f"per {period}"]
    return " ".join(filter(None, parts))


def _period(part: JsonObject) -> str | None:
    """The period of an amount: its unit's text, or its code ("ANN")."""
    units = filter(None, map(part.text, ("unitText", "unitCode")))
    return values.first(map(_period_of, units))


def _period_of(unit: str) -> str | None:
    within = _UNIT_WITHIN.search(unit.upper())
    return words.pay_period(unit) or words.pay_period(within and within[0])
