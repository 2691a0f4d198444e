"""Reads the first line of a Hacker News comment: employer, places and way of working.

The convention is "Employer | Title | Place | REMOTE | Pay". Older comments put the place first or use dashes and commas.
Decides which part is the employer and which may be places. Leaves the titles to `transforms.readers.comment.openings`
and what the places mean to `transforms.readers.place.places`.
"""

from __future__ import annotations

import re

from transforms.readers.comment.lines import LINK, Line
from transforms.readers.comment.titles import is_title, without_brackets
from transforms.readers.comment.words import words

LONGEST_NAME = 80
"""Characters of an employer's name at the most. A longer first part is prose."""

_AFTER_TOWN = 30
"""Characters that may follow a town in its part: "London (onsite)". More is a sentence about it."""

_LONGEST_PLACE = 120

_CRAFT = re.compile(r"(?:engineer|developer|designer|scientist)s?\b", re.I)
_NAMED_IN_PROSE = re.compile(
    r"(?:At |Here at )?(?P<name>[A-Z][\w.&' -]{1,40}?)\s*(?:\([^)]*\))?,?"
    r"\s+(?:is|are|we're|we are)\b"
)
_HIRES = re.compile(r"\s+(?:is|are)\s+(?:hiring|looking)\b.*$")
_GREETING = re.compile(r"(?:we(?:['’]re)?|hiring|looking for|hey|hi|hello)\b", re.I)
_TOWN_AND_STATE = re.compile(r"[A-Z][\w.' -]{1,40},\s*(?:[A-Z]{2}\b|[A-Z][a-z]{3,}\b|USA|UK)")
_PLACE = re.compile(r"^[A-ZÀ-Þ(]|^remote|^anywhere", re.I)
_MONEY = re.compile(r"[$€£₹]|\d{2,3}\s?k\b", re.I)

_NO_REMOTE = re.compile(r"\b(?:no remote|not remote|remote:? no|no remotes?)\b", re.I)
_WAYS = {
    "remote": re.compile(r"\b(?:remote|wfh|work from home|distributed|anywhere)\b", re.I),
    "onsite": re.compile(r"\b(?:on-?site|in[- ]person|in[- ]office)\b", re.I),
    "hybrid": re.compile(r"\bhybrid\b", re.I),
}


def names_only_a_job(part: str) -> bool:
    """Whether a first part is a title rather than the employer ("Analyst Group", "Expert Systems Inc")."""
    if len(part.split()) < 2 or not is_title(part):
        return False
    return bool(words("seniorities").match(part) or _CRAFT.search(part))


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


def employer_of(header: str, parts: list[str]) -> str | None:
    """The first part of the header, or the second if the first is a place ("New York City - Moat"), as in older comments."""
    if "|" not in header and _NAMED_IN_PROSE.match(header):
        return name_in_prose(header)
    is_place_first = "|" not in header and bool(parts) and looks_like_place(parts[0])
    for part in parts[1:3] if is_place_first else parts[:1]:
        name = without_brackets(part) or part.strip("()[] ")
        name = _HIRES.sub("", name.replace(LINK, "")).strip(" -–—,:;|*")
        if _is_name(name):
            return name
    # "Analyst Group" is a title to us, and the only name there is.
    is_name = parts and not is_place_first and is_title(parts[0]) and not names_only_a_job(parts[0])
    return parts[0] if is_name else None


def _is_name(name: str) -> bool:
    """Whether a part can be an employer's name: no greeting, sentence, title or terms."""
    if not 0 < len(name) <= LONGEST_NAME or _GREETING.match(name):
        return False
    return not (is_title(name) or is_terms(name))


def remote_of(header: str, lines: list[Line]) -> str | None:
    """The one way of working that the header (else the comment) names. None when none or several are."""
    for text in (header, " ".join(line.text for line in lines[1:])):
        said = _NO_REMOTE.sub(" onsite ", text)
        ways = [way for way, pattern in _WAYS.items() if pattern.search(said)]
        if ways:
            return ways[0] if len(ways) == 1 else None
    return None


def locations_of(parts: list[str], employer: str | None) -> tuple[str, ...]:
    """The parts of the header that may be places, as written: what is no employer, title, term, link or pay."""
    rest = [part for part in parts[:1] if looks_like_place(part)] + parts[1:]
    return tuple(dict.fromkeys(part for part in rest if part != employer and _may_be_place(part)))


def _may_be_place(part: str) -> bool:
    if len(part) > _LONGEST_PLACE or not _PLACE.match(part) or _MONEY.search(part):
        return False
    if is_title(part):
        return False
    if _WAYS["remote"].search(part):
        return True
    return not is_terms(part) and ("," in part or not words("not_place").search(part))
