"""Finds the areas of work that a sentence lists instead of titles: "roles across hardware, IT, MLOps and sales".

Decides which lists are lists of areas. Leaves sentences that name people to `transforms.readers.comment.openings.sentences`.
"""

from __future__ import annotations

import re
from itertools import chain

from transforms.readers.comment.kinds import is_kind
from transforms.readers.comment.lines import CommentLine
from transforms.readers.comment.splits import split_titles
from transforms.readers.comment.titles import is_area, is_plural, is_title, trim
from transforms.readers.comment.words import words

_MOST_WORDS = 4
_FEWEST = 2
"""Known areas in a list at the least."""

_LISTED = re.compile(
    r"\b(?=(?:roles?|positions?|openings?|jobs|hiring|resumes|the list|speciali?t\w+|disciplines|across the board"
    r"|kinds of people|opportunities|across (?:the|our) (?:\w+ )?stack"
    r"|(?:engineers?|developers?|people) of (?:all|every|various|different) \w+)\b"
    r"[^.;:()]{0,60}?(?:\b(?:in|across|for|including|includes?|such as|like|within)\b"
    r"(?: the board(?: in)?)?|:|--|[—–]|\()\s*(?P<areas>[^.;:()]{5,220}))",
    re.I,
)
_ROLES_BEHIND = re.compile(
    r"(?:\b(?:for|hiring|in|have|on)\s|\()(?P<areas>[^.;:()]{5,120}?)"
    r"\s(?:roles|positions|openings|jobs)\b",
    re.I,
)
"""A list before its noun: "(software, data and design roles)", "we have product, design and sales positions"."""

_NAME = r"[\w/-]+(?: [\w/-]+){0,2}"
_TWO_BEFORE = re.compile(
    rf"(?<!, )\b(?P<first>{_NAME}) (?:and|&) (?P<second>{_NAME})"
    r" (?:roles|positions|openings|jobs)\b(?! of\b)",
    re.I,
)
_TWO_BEHIND = re.compile(
    r"\b(?:roles|positions|openings|jobs) (?:in|for|within|across)(?: the| our| both)*"
    rf" (?P<first>{_NAME}) (?:and|&) (?P<second>{_NAME})",
    re.I,
)
"""Two areas at a word that says that there are several openings."""

_SEVERAL = ("roles", "positions", "openings", "jobs")
_HOW_MANY = frozenset({"open", "many", "multiple", "several", "various", "available"})

_COMMAS = re.compile(r"\s*,\s*(?:and\s|or\s|&\s)?\s*")
_LAST_TWO = re.compile(r"\s(?:and|or|plus)\s|\s[&+]\s")
_ASIDE = re.compile(
    r"\b(?:and )?(?:more|beyond|others?|other \w+|etc|so on|various|more roles)\W*$"
)
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)(?=[,;]| and\b)")
_BEFORE = re.compile(r"^(?:both|our|an?|the|all|multiple|several)\s+", re.I)

_MADE = re.compile(r"\bto (?:build|develop|design|create|ship|work on|own|help)\b[^.;:()]*$", re.I)
"""Before a list of what is built, not of who builds it: "engineers to build the core platform: APIs, back ends, …"."""


def areas_in_sentences(lines: list[CommentLine]) -> list[str]:
    """The areas of the longest list of areas in which the comment says that it hires."""
    found: list[str] = _two_areas(lines)
    for line in lines:
        if "," not in line.text and ";" not in line.text:
            continue
        plain = _IN_BRACKETS.sub("", line.text)
        plain = plain.replace(";", ",") if plain.count(";") >= _FEWEST else plain
        listings = [_LISTED.finditer(text) for text in dict.fromkeys((line.text, plain))]
        for listed in chain(*listings, _ROLES_BEHIND.finditer(line.text)):
            if _MADE.search(listed.string[listed.start() : listed.start("areas")].rstrip(" :—–-(")):
                continue
            areas = areas_of(listed["areas"])
            found = areas if len(areas) > len(found) else found
    return found


def _two_areas(lines: list[CommentLine]) -> list[str]:
    """The areas of "many engineering and data science roles", of "positions in Engineering and Product"."""
    for line in lines:
        if not any(word in line.text for word in _SEVERAL):
            continue
        for found in chain(_TWO_BEFORE.finditer(line.text), _TWO_BEHIND.finditer(line.text)):
            said = [word for word in found["first"].split() if word.lower() not in _HOW_MANY]
            tails = (" ".join(said[start:]) for start in range(len(said)))
            heads = (" ".join(found["second"].split()[:end]) for end in (3, 2, 1))
            first = next(filter(_is_work, tails), None)
            second = next(
                filter(_is_work, heads if found.re is _TWO_BEHIND else [found["second"]]), None
            )
            if first and second:
                return [first, second]
    return []


def _is_work(phrase: str) -> bool:
    return is_area(phrase.lower()) or is_kind(phrase)


def areas_of(listed: str) -> list[str]:
    """The pieces of a list of areas. [] when too few of them are known areas."""
    *pieces, last = _COMMAS.split(_ASIDE.sub("", listed))
    pieces += _LAST_TWO.split(last) if len(pieces) < 2 or " and " not in last else _two(last)
    pieces = [bare for piece in pieces if (bare := trim(_BEFORE.sub("", _ASIDE.sub("", piece))))]
    # A sentence may go on behind its list: "… and sales to join us in Berlin".
    short = [piece for piece in pieces if len(piece.split()) <= _MOST_WORDS]
    known = [piece for piece in short if _is_known(piece)]
    if len(known) < _FEWEST or len(known) * 2 < len(pieces):
        return []
    named = [piece for piece in short if not words("not_title").search(piece)]
    return [title for piece in named for title in _each_of(piece)]


def _each_of(piece: str) -> list[str]:
    """The titles of "Android and iOS engineers". Of two areas, "risk & compliance", the one piece."""
    return (split_titles(piece) if is_plural(piece) else []) or [piece]


def _two(last: str) -> list[str]:
    """Cuts at the last "and": "risk & compliance and finance" are two."""
    head, _, tail = last.rpartition(" and ")
    return [head, tail]


def _is_known(piece: str) -> bool:
    return is_area(piece.lower()) or is_kind(piece) or is_title(piece)
