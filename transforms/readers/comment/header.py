"""Reads the first line of a Hacker News comment: which part is the employer, and what a part can be.

The convention is "Employer | Title | Place | REMOTE | Pay". Older comments put the place first or use dashes and commas.
Decides which part is the employer. Leaves the titles to `transforms.readers.comment.openings.precedence` and the places and the
way of working to `transforms.readers.comment.places`.
"""

from __future__ import annotations

import re
from functools import lru_cache

from transforms.readers.comment.lines import LINK
from transforms.readers.comment.titles import ending_noun, is_title, without_brackets
from transforms.readers.comment.words import words
from transforms.readers.place.gazetteer import Meaning, gazetteer

LONGEST_NAME = 80
"""Characters of an employer's name at the most. A longer first part is prose."""

_AFTER_TOWN = 30
"""Characters that may follow a town in its part: "London (onsite)". More is a sentence about it."""

_CRAFT = re.compile(r"(?:engineer|developer|designer|scientist)s?\b", re.I)
_NAMED_IN_PROSE = re.compile(
    r"(?:At |Here at )?(?P<name>[A-Z][\w.&' -]{1,40}?)\s*(?:\([^)]*\))?,?"
    r"\s+(?:is|are|we're|we are)\b"
)
_BETWEEN_PLACES = re.compile(
    r"\s*(?:[,/&|();+]|\s[-–—]\s|\b(?:and|or|the|in)\b|\s(?=[A-Z]{2}$))\s*"
)
_TOWN_THOUSANDS = 200
"""A smaller town that stands alone may as well be a name: "Square", "Moat"."""

HIRING_COUNTRIES = frozenset(
    "US CA GB IE DE FR NL BE ES PT IT CH AT SE NO DK FI PL AU NZ IN SG IL".split()
)
"""Where threads hire. A region elsewhere that stands alone may as well be a name: "Meta" is one of Colombia."""

_LABEL = re.compile(r"(?:location|place|seeking freelancers?|hiring|remote)\b\s*(?::|$)", re.I)
"""What is written before the name, and is none."""

_NAME_LABEL = re.compile(r"(?:company|employer|organi[sz]ation|startup)(?: name)?\s*:\s*", re.I)
"""What is written before the name: "Company: Acme"."""

_LAST_NAME = 4
"""A name stands among the first parts."""

_BEHIND_TITLE = re.compile(r"\s(?:at|@)\s(?P<name>[A-Z][\w.&' ]{1,40})")
_BEHIND_NAME = re.compile(r"\s+[-–—/]+\s+|\s?:\s|\s(?=Location:)")
_HIRES = re.compile(r"\s+(?:is|are)\s+(?:hiring|looking)\b.*$")
_GREETING = re.compile(r"(?:we(?:['’]re)?|hiring|looking for|hey|hi|hello)\b", re.I)
_TOWN_AND_STATE = re.compile(r"[A-Z][\w.' -]{1,40},\s*(?:[A-Z]{2}\b|[A-Z][a-z]{3,}\b|USA|UK)")
MONEY = re.compile(r"[$€£₹]|\d{2,3}\s?k\b", re.I)


def names_only_a_job(part: str) -> bool:
    """Whether a first part is a title rather than the employer ("Analyst Group", "Expert Systems Inc")."""
    if len(part.split()) < 2 or not is_title(part):
        return False
    return bool(words("seniorities").match(part) or _CRAFT.search(part) or ending_noun(part))


def is_terms(part: str) -> bool:
    """Whether a part says only the terms: full-time, on-site, visa."""
    terms = words("terms")
    return bool(terms.search(part)) and not any(map(str.isalpha, terms.sub(" ", part)))


def looks_like_place(part: str) -> bool:
    """Whether a part begins as a place does: "Austin, TX", "Berlin, Germany", "New York City"."""
    town = words("towns").match(part)
    is_town = town is not None and len(part) - town.end() <= _AFTER_TOWN
    return is_town or bool(_TOWN_AND_STATE.match(part))


def name_in_prose(line: str) -> str | None:
    """The employer that a sentence begins with: "Acme (acme.example) is hiring …". None for "We are hiring"."""
    found = _NAMED_IN_PROSE.match(line)
    return found["name"].strip() if found and not found["name"].lower().startswith("we") else None


# The first part is asked about twice, and towns come again.
@lru_cache(maxsize=4_000)
def is_place(part: str) -> bool:
    """Whether every name in a part is a place's: "Chicago, IL", "Germany", "SF / NYC / DC". A town alone must be large."""
    names = [name for name in _BETWEEN_PLACES.split(part) if name and not is_terms(name)]
    is_alone = len(names) == 1
    return bool(names) and all(_is_place_name(name, is_alone=is_alone) for name in names)


def _is_place_name(name: str, *, is_alone: bool) -> bool:
    meaning = gazetteer().whole_meaning(name)
    if meaning is None:
        return bool(words("towns").fullmatch(name))
    return is_large(meaning) if is_alone else True


def is_large(meaning: Meaning) -> bool:
    """Whether a name that stands alone means the place: a country, a region where threads hire, a large town."""
    is_region = not HIRING_COUNTRIES.isdisjoint(country for country, _ in meaning.regions)
    return bool(meaning.countries) or is_region or meaning.largest_city >= _TOWN_THOUSANDS


def employer_of(header: str, parts: list[str]) -> str | None:
    """The first part of the header that can be a name. Places, terms and titles may stand before it, as in older comments."""
    if "|" not in header and _NAMED_IN_PROSE.match(header):
        return name_in_prose(header)
    if not parts:
        return None
    if _stands_before_name(parts[0], has_bars="|" in header):
        return next(filter(None, map(_later_name, parts[1:_LAST_NAME])), None)
    is_job = names_only_a_job(parts[0])
    if is_job and (behind := _BEHIND_TITLE.search(parts[0])):
        return behind["name"].strip()
    if is_job and len(parts) > 1:
        before = _BEHIND_NAME.split(parts[0])[0]
        return next(filter(None, map(_later_name, [before, *parts[1:_LAST_NAME]])), None)
    # "Analyst Group" is a title to us, and the only name there is.
    return _name_in(parts[0]) or (parts[0] if is_title(parts[0]) and not is_job else None)


def _stands_before_name(part: str, *, has_bars: bool) -> bool:
    """Whether a first part is a place, terms or a label rather than the employer."""
    if is_place(part) or _LABEL.match(part):
        return True
    return is_terms(part) if has_bars else looks_like_place(part)


def _later_name(part: str) -> str | None:
    """The name in a part behind the first, where places, titles, terms and skills stand too."""
    name = _name_in(part)
    if name is None or not name[:1].isupper() or is_place(name) or looks_like_place(name):
        return None
    is_skill = words("not_place").match(name) or words("languages").match(name)
    return None if is_skill or is_title(part) or MONEY.search(part) else name


def _name_in(part: str) -> str | None:
    """The name that a part begins with: what stands in brackets, is hired, or is a place behind a dash is none of it."""
    name = without_brackets(part) or part.strip("()[] ")
    name = _NAME_LABEL.sub("", name, count=1) if _NAME_LABEL.match(name) else name
    name = _HIRES.sub("", name.replace(LINK, ""))
    name, *others = _BEHIND_NAME.split(name.strip(" -–—,:;|*#!"))
    for other in others:
        if is_place(other) or looks_like_place(other) or is_terms(other) or _LABEL.match(other):
            break
        name = f"{name} - {other}"
    name = name.strip(" -–—,:;|*")
    return name if _is_name(name) else None


def _is_name(name: str) -> bool:
    """Whether a part can be an employer's name: no greeting, sentence, title or terms."""
    if not 0 < len(name) <= LONGEST_NAME or _GREETING.match(name):
        return False
    return not (is_title(name) or is_terms(name))
