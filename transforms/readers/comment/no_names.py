"""Tells the names of employers from what stands where a name should: places, terms, requests and rules of signs.

Decides when a part that was taken for a name is none. Leaves the choice among the parts to `transforms.readers.comment.header`.
"""

from __future__ import annotations

import re

from transforms.readers.comment.header import HIRING_COUNTRIES, is_terms
from transforms.readers.comment.words import words
from transforms.readers.impersonal import clean_name
from transforms.readers.place.gazetteer import Meaning, gazetteer

_BETWEEN = re.compile(r"\s*[,/&|;()+.:]+\s*|\s[-–—]\s|\s(?=[A-Z]{2}$)")
_WORD = re.compile(r"(?=.*[^\W\d_])(?:.*?[^\W_]){2}|\d&\d", re.S)
_HIRED_AT = re.compile(
    r".*\b(?i:engineer|developer|designer|scientist|manager|analyst|architect|administrator|lead|intern|dev|hacker)s?\b"
    r".{0,30}?\s@\s(?P<name>[A-Z][\w.&'-]*(?: [A-Z][\w.&'-]*){0,3})"
)
"""A title before the name: "Back-End Engineers @ Acme.com in NYC"."""

_TOWN_THOUSANDS = 20
"""A name of two words that is also a town's is the town from this size on: "Redwood City"."""

_CITY_THOUSANDS = 200
"""A single word is the town from this size on, and only where threads hire: "Orion" is a town, and rarely meant."""


def real_name(name: str | None, parts: list[str]) -> str | None:
    """The employer's name without addresses. None when it is not a name.

    Args:
        name: what was taken for the name.
        parts: the parts of the first line, in which a town stands before its state.
    """
    kept = clean_name(_without_place(name)) if name else None
    return None if kept is None or _is_no_name(kept, parts) else kept


def _without_place(name: str) -> str:
    """The name without what stands on the other side of a sign: a title before it, a place behind it."""
    before, sign, behind = name.partition(" @ ")
    if not sign:
        return name
    if hired_at := _HIRED_AT.match(name):
        return hired_at["name"]
    is_place = behind[:1].isdigit() or _says_only_where(behind, [])
    return before.strip() if is_place else name


def _is_no_name(name: str, parts: list[str]) -> bool:
    is_request = words("no_names").fullmatch(name)
    return not _WORD.match(name) or bool(is_request) or _says_only_where(name, parts)


def _says_only_where(name: str, parts: list[str]) -> bool:
    """Whether places, terms and the words between them are all there is: "USA REMOTE", "ONSITE in NYC", "Orange | California"."""
    rest = " ".join(words("around_places").sub(" ", name).split()).strip(" -–—,;:/|.()")
    names = [part for part in _BETWEEN.split(rest) if part and not is_terms(part)]
    if not names:
        return True
    meanings = [_meaning(part) for part in names]
    if any(meaning is None for meaning in meanings):
        return False
    if len(names) == 1 and _stands_before_its_state(name, parts):
        return True
    is_long = len(names) > 1 or " " in rest
    return any(_is_meant(meaning, is_long) for meaning in meanings if meaning)


def _meaning(name: str) -> Meaning | None:
    if name.lower().startswith("university"):
        return None  # campuses are towns of the census
    if words("towns").fullmatch(name):
        return Meaning()
    return gazetteer().whole_meaning(name)


def _is_meant(meaning: Meaning, is_long: bool) -> bool:
    """Whether a place is meant rather than a namesake of it."""
    if meaning.countries or not (meaning.regions or meaning.cities):
        return True
    if any(country in HIRING_COUNTRIES for country, _ in meaning.regions):
        return True
    least = _TOWN_THOUSANDS if is_long else _CITY_THOUSANDS
    return any(
        city.thousands >= least and city.country in HIRING_COUNTRIES for city in meaning.cities
    )


def _stands_before_its_state(name: str, parts: list[str]) -> bool:
    after = parts[parts.index(name) + 1 :] if name in parts else []
    state = gazetteer().whole_meaning(_BETWEEN.split(after[0])[0]) if after else None
    town = gazetteer().whole_meaning(name)
    return bool(state and town and state.is_admin and town.city_in(state))
