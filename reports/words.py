"""The words shown for stored values: levels, kinds of board, attributes of the profile, outcomes.

Decides wording only; a value that is not known here is shown as it is stored, with its underscores as spaces.
"""

from __future__ import annotations

from collections.abc import Mapping

from reports import numbers

LEVELS: Mapping[str, str] = {
    "all": "All levels",
    "intern": "Intern",
    "junior": "Entry and junior",
    "mid": "Mid",
    "senior": "Senior",
    "staff": "Staff and principal",
    "manager": "Manager",
}

SOURCES: Mapping[str, str] = {
    "greenhouse": "Greenhouse",
    "lever": "Lever",
    "ashby": "Ashby",
    "hackernews": "Hacker News",
    "careers_page": "Careers pages",
}

ATTRIBUTES: Mapping[str, str] = {
    "remote": "Remote policy",
    "level": "Level",
    "degree": "Degree required",
    "years_min": "Years asked",
    "math": "Mathematics named",
    "portfolio": "Portfolio or open source",
    "visa": "Visa",
    "equity": "Equity",
    "pay_disclosed": "Pay stated",
    "median_pay_usd": "Median base pay, USD",
    "top_skill": "Key skills",
}
"""Attributes of the profile in the order in which they are told."""

EVIDENCE: Mapping[str, str] = {
    **{
        name: f"#roles_{name}" for name in ("remote", "level", "degree", "math", "portfolio", "equity", "pay_disclosed")
    },
    "median_pay_usd": "pay.html#pay_by_level",
    "top_skill": "skills.html",
}
"""Where an attribute's figure stands."""

_VALUES: Mapping[str, str] = {
    "none_stated": "None stated",
    "phd": "Doctorate",
    "true": "Yes",
    "false": "No",
    **LEVELS,
}


def word(value: str | None) -> str:
    """A stored value in words: level names, degrees, yes and no; anything else as it is stored, spaced."""
    text = value or "any"
    return _VALUES.get(text) or numbers.shown(text.replace("_", " ").capitalize())[0]
