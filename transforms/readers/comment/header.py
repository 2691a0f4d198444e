"""Reads the first line of a Hacker News comment: employer, places and way of working.

The convention is "Employer | Title | Place | REMOTE | Pay"; older comments put the place first or use dashes and commas.
Decides which part is the employer and which may be places. Leaves the titles to `transforms.readers.comment.openings` and what the
places mean to `transforms.readers.place.places`.
"""

from __future__ import annotations

import re

from transforms.readers.comment.lines import LINK, Line
from transforms.readers.comment.titles import is_title, without_brackets, words

LONGEST_NAME = 80
"""Characters of an employer's name at the most; a longer first part is prose."""


def names_only_a_job(part: str) -> bool:
    """Whether a first part is a title rather than the employer ("Analyst Group", "Expert Systems Inc")."""
    return (
        is_title(part)
        and bool(
            words("seniorities").match(part)
            or re.search(r"(?:engineer|developer|designer|scientist)s?\b", part, re.I)
        )
        and len(part.split()) >= 2
    )


def is_terms(part: str) -> bool:
    """Whether a part says only the terms: full-time, on-site, visa."""
    return bool(words("terms").search(part)) and not any(
        map(str.isalpha, words("terms").sub(" ", part))
    )


_NAMED_IN_PROSE = re.compile(
    r"(?:At |Here at )?(?P<name>[A-Z][\w.&' -]{1,40}?)\s*(?:\([^)]*\))?,?\s+(?:is|are|we're|we are)\b"
)


_TOWN_AND_STATE = re.compile(r"[A-Z][\w.' -]{1,40},\s*(?:[A-Z]{2}\b|[A-Z][a-z]{3,}\b|USA|UK)")


def looks_like_place(part: str) -> bool:
    """Whether a part begins as a place does: "Austin, TX", "Berlin, Germany", "New York City"."""
    town = words("towns").match(part)
    return bool(_TOWN_AND_STATE.match(part)) or (
        town is not None and len(part) - town.end() <= _AFTER_TOWN
    )


_AFTER_TOWN = 30
"""Characters that may follow a town in its part: "London (onsite)"; more is a sentence about it."""


def name_in_prose(line: str) -> str | None:
    """The employer that a sentence begins with: "Acme (acme.example) is hiring …"; None for "We are hiring"."""
    found = _NAMED_IN_PROSE.match(line)
    return found["name"].strip() if found and not found["name"].lower().startswith("we") else None


def employer_of(header: str, parts: list[str]) -> str | None:
    """The first part of the header; the second when the first is a place ("New York City - Moat"), as older comments do."""
    if "|" not in header and _NAMED_IN_PROSE.match(header):
        return name_in_prose(header)
    candidates = parts[:1]
    if "|" not in header and parts and looks_like_place(parts[0]):
        candidates = parts[1:3]
    for part in candidates:
        name = without_brackets(part) or part.strip("()[] ")
        name = re.sub(r"\s+(?:is|are)\s+(?:hiring|looking)\b.*$", "", name.replace(LINK, "")).strip(
            " -–—,:;|*"
        )
        if re.match(r"(?:we(?:['’]re)?|hiring|looking for|hey|hi|hello)\b", name, re.I):
            continue
        if (
            name
            and len(name) <= LONGEST_NAME
            and not (is_title(name) or names_only_a_job(name) or is_terms(name))
        ):
            return name
    return (
        parts[0]
        if parts
        and candidates == parts[:1]
        and is_title(parts[0])
        and not names_only_a_job(parts[0])
        else None
    )


_REMOTE = re.compile(r"\b(?:remote|wfh|work from home|distributed|anywhere)\b", re.I)


_ONSITE = re.compile(r"\b(?:on-?site|in[- ]person|in[- ]office)\b", re.I)


_HYBRID = re.compile(r"\bhybrid\b", re.I)


_NO_REMOTE = re.compile(r"\b(?:no remote|not remote|remote:? no|no remotes?)\b", re.I)


def remote_of(header: str, lines: list[Line]) -> str | None:
    """The one way of working that the header (else the comment) names; None when none or several are."""
    for words_of in (header, " ".join(line.text for line in lines[1:])):
        said = _NO_REMOTE.sub(" onsite ", words_of)
        ways = [
            way
            for way, pattern in (("remote", _REMOTE), ("onsite", _ONSITE), ("hybrid", _HYBRID))
            if pattern.search(said)
        ]
        if ways:
            return ways[0] if len(ways) == 1 else None
    return None


_PLACE = re.compile(r"^[A-ZÀ-Þ(]|^remote|^anywhere", re.I)


_MONEY = re.compile(r"[$€£₹]|\d{2,3}\s?k\b", re.I)


def locations_of(parts: list[str], employer: str | None) -> tuple[str, ...]:
    """The parts of the header that may be places, as written: what is no employer, title, term, link or pay."""
    places = []
    for index, part in enumerate(parts):
        if index == 0 and not (looks_like_place(part) and part != employer):
            continue
        if len(part) > 120 or not _PLACE.match(part) or _MONEY.search(part) or is_title(part):
            continue
        if words("not_place").search(part) and not _REMOTE.search(part) and "," not in part:
            continue
        if part == employer or (is_terms(part) and not _REMOTE.search(part)):
            continue
        places.append(part)
    return tuple(dict.fromkeys(places))
