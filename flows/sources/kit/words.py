"""Reads the words that boards use for terms, workplaces, countries and pay.

Decides what "Vollzeit" or "UK" means in a field of its own, the same for every source. Leaves which field holds
such a word to each source, and words in a text to `transforms.readers`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from flows.sources.kit.values import first, number, only, text
from transforms.posting import StatedPay
from transforms.readers.place.gazetteer import iso_country
from transforms.readers.place.locations import countries_of, read_location

# The rarer word decides: "Intern (Full-time)" is an internship, "Full-time contractor" a contract.
_EMPLOYMENT_TYPES = {
    "intern": r"\bintern(ship)?s?\b|\bco-?op\b|\bwerkstudent|\bworking student\b|\bstage\b|\bstagiair|praktik(?:um|ant)"
    r"|\bpr[áa]cticas\b|\bbecari[oa]\b",
    "volunteer": r"\bvolunteer",
    "temporary": r"\btemp(orary)?\b|fixed[- _]term|\bseasonal\b|\bbefristet|\bcdd\b|\bint[ée]rim\b|\btijdelijk|\btemporal\b",
    "contract": r"\bcontract(or|ual)?\b|\bfreelance",
    "part_time": r"part[- _]?time|\bteilzeit|\btemps partiel|\bdeeltijd|\b(?:jornada|tiempo) parcial|\bdeltid",
    "full_time": r"full[- _]?time|\bpermanent\b|\bregular\b|\bvollzeit|\btemps plein|\bvoltijd|\b(?:jornada|tiempo) complet[oa]"
    r"|\bheltid",
}
# A permanent contract is not contract work. "Contract to permanent" is.
_WITHOUT_END = (
    r"permanent|indefinite|open[- ]ended|unbefristete[rns]?|unlimited|vast|indefinido|indeterminato"
    r"|[àa] dur[ée]e ind[ée]termin[ée]e|por tiempo indefinido|a tempo indeterminato"
)
_A_CONTRACT = (
    r"(?:(?:employment|work(?:ing)?|labou?r)[- ])?(?:contract|contrat|contrato|contratto|vertrag)"
)
_PERMANENT = re.compile(
    rf"\b(?:{_WITHOUT_END})[- ]{_A_CONTRACT}\b|\b{_A_CONTRACT}[\s(,:/–-]{{1,4}}(?:{_WITHOUT_END})\b\)?"
    r"|\bunbefristet\w*|\bfestanstellung\b|\bcdi\b"
)
_WORKPLACES = {
    "remote": r"\bremote|telecommute|work from home",
    "hybrid": r"\bhybrid",
    "onsite": r"\bon-?\s?site\b|\bin[- ]?office\b|\bin[- ]person\b",
}
_NOT_REMOTE = re.compile(
    r"\b(?:not|no|non|never|without|kein|keine|nicht|pas de|niet|geen)[\s_-]+(?:(?:a|an|fully|100%|eligible for|available)\s+)?"
    r"(?:remote|telecommut\w*|work from home)\w*"
    r"|\b(?:remote|telecommut\w*)(?:\s+\w+)?\s*[:=?–-]+\s*(?:no|none|false|not?\b.{0,20}|0|nein|non)\b"
    r"|\bremote\s+(?:is\s+)?(?:not|isn't)\b(?:\s+\w+)?"
)
_OF_CHINA = re.compile(r"\A(Taiwan|Hong Kong|Macao|Macau),\s*(?:[\w ]+ of )?China\Z", re.IGNORECASE)
_PERIOD_STARTS = {
    "year": "year",
    "annu": "year",
    "jahr": "year",
    "jähr": "year",
    "jaar": "year",
    "mont": "month",
    "monat": "month",
    "maand": "month",
    "mois": "month",
    "week": "week",
    "woche": "week",
    "day": "day",
    "dail": "day",
    "hour": "hour",
    "stund": "hour",
    "heure": "hour",
}
# UNECE codes, as schema.org's `unitCode` has them, and short forms. Only whole words: "mon" begins "money" too.
_PERIOD_CODES = {
    "ann": "year",
    "anno": "year",
    "pa": "year",
    "p.a.": "year",
    "p.a": "year",
    "yr": "year",
    "an": "year",
    "año": "year",
    "mon": "month",
    "mth": "month",
    "pm": "month",
    "p.m.": "month",
    "mes": "month",
    "wee": "week",
    "wk": "week",
    "tag": "day",
    "jour": "day",
    "hur": "hour",
    "hr": "hour",
    "uur": "hour",
    "hora": "hour",
    "p.h.": "hour",
}
_PER = re.compile(r"\A(?:per|pro|par|por|je|1)[-_ /]+")
_AMOUNT_MIN = 1.0  # boards write 0.01 into a field that must be filled
_AMOUNT_MAX = 1e15  # only noise is above. Odd sums below it are kept, and flagged when converted


def employment_type(value: Any) -> str | None:
    """The terms of a job ("Full-time", "FULL_TIME", "Internship"). None for words it does not know."""
    said = _PERMANENT.sub("permanent", _lowered(value))
    return first(_said(_EMPLOYMENT_TYPES, said))


def workplace(value: Any) -> str | None:
    """remote, hybrid or onsite, when `value` says exactly one of them. "Not remote" says none."""
    return only(_said(_WORKPLACES, _NOT_REMOTE.sub(" ", _lowered(value))))


def _lowered(value: Any) -> str:
    return value.lower() if isinstance(value, str) else ""


def _said(patterns: Mapping[str, str], text: str) -> list[str]:
    """The names whose pattern the text has, in their order."""
    return [name for name, pattern in patterns.items() if re.search(pattern, text)]


def country_code(value: Any) -> str | None:
    """The ISO 3166 alpha-2 code for a country's code ("US", also "UK") or name. None for other words."""
    name = text(value)
    return _country(name) if name else None


@lru_cache(maxsize=4096)
def _country(name: str) -> str | None:
    # In a country field two letters are a country. In a location the same two ("CA") are a state first.
    if re.fullmatch(r"[A-Za-z]{2}", name):
        return iso_country(name)
    if name == "Georgia":  # elsewhere the American state
        return "GE"
    # ISO 3166 calls it "Taiwan, Province of China", and Hong Kong and Macao are written likewise.
    return only(countries_of(read_location(_OF_CHINA.sub(r"\1", name))[0]))


def is_place(name: str) -> bool:
    """Whether a location names a place that is known."""
    return read_location(name)[1]


def pay_period(value: Any) -> str | None:
    """The period that a word begins with: "yearly", "Per Hour", "per-year-salary", "1 MONTH", "ANN"."""
    word = _PER.sub("", str(value).strip().lower())
    return _PERIOD_CODES.get(word) or _period_by_start(word)


def _period_by_start(word: str) -> str | None:
    return first(period for start, period in _PERIOD_STARTS.items() if word.startswith(start))


def stated_pay(
    low: Any, high: Any, currency: Any, period: str | None, *, kind: str = "base", place: Any = None
) -> tuple[StatedPay, ...]:
    """The range in a board's own fields, as the one range of a posting.

    Empty when no bound is left, or when currency or period is not stated. Zero and absurd amounts are no bounds.
    Bounds sent the wrong way round are swapped.
    """
    bounds = [_amount(low), _amount(high)]
    code = currency.strip().upper() if isinstance(currency, str) else ""
    if bounds == [None, None] or period is None or not re.fullmatch(r"[A-Z]{3}", code):
        return ()
    if bounds[0] is not None and bounds[1] is not None:
        bounds.sort()
    return (StatedPay(bounds[0], bounds[1], code, period, kind, "structured", text(place)),)


def _amount(value: Any) -> float | None:
    found = number(value)
    return found if found is not None and _AMOUNT_MIN <= found < _AMOUNT_MAX else None
