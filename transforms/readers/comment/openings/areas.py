"""Finds the areas of work that a sentence lists instead of titles: "roles across hardware, IT, MLOps and sales".

Decides which lists are lists of areas. Leaves sentences that name people to `transforms.readers.comment.openings.sentences`.
"""

from __future__ import annotations

import re
from itertools import chain

from transforms.readers.comment.kinds import is_kind
from transforms.readers.comment.lines import CommentLine
from transforms.readers.comment.titles import is_area, is_title, trim
from transforms.readers.comment.words import words

_MOST_WORDS = 4
_FEWEST = 3
"""Areas in a list at the least. Two may be what one person does."""

_LISTED = re.compile(
    r"\b(?=(?:roles?|positions?|openings?|jobs|hiring|speciali?t\w+|disciplines|across the board"
    r"|kinds of people|opportunities|across (?:the|our) (?:\w+ )?stack"
    r"|(?:engineers?|developers?|people) of (?:all|every|various|different) \w+)\b"
    r"[^.;:()]{0,60}?(?:\b(?:in|across|for|including|such as|like|within)\b"
    r"(?: the board(?: in)?)?|:|--|[—–]|\()\s*(?P<areas>[^.;:()]{5,220}))",
    re.I,
)
_ROLES_BEHIND = re.compile(
    r"(?:\b(?:for|hiring|in|have|on)\s|\()(?P<areas>[^.;:()]{5,120}?)"
    r"\s(?:roles|positions|openings|jobs)\b",
    re.I,
)
"""A list before its noun: "(software, data and design roles)", "we have product, design and sales positions"."""

_COMMAS = re.compile(r"\s*,\s*(?:and\s|or\s|&\s)?\s*")
_LAST_TWO = re.compile(r"\s(?:and|or|plus)\s|\s[&+]\s")
_ASIDE = re.compile(
    r"\b(?:and )?(?:more|beyond|others?|other \w+|etc|so on|various|more roles)\W*$"
)
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)(?=[,;]| and\b)")
_BEFORE = re.compile(r"^(?:both|our|an?|the|all|multiple|several)\s+", re.I)


def areas_in_sentences(lines: list[CommentLine]) -> list[str]:
    """The areas of the longest list of areas in which the comment says that it hires."""
    found: list[str] = []
    for line in lines:
        if "," not in line.text and ";" not in line.text:
            continue
        plain = _IN_BRACKETS.sub("", line.text)
        plain = plain.replace(";", ",") if plain.count(";") >= _FEWEST else plain
        listings = [_LISTED.finditer(text) for text in dict.fromkeys((line.text, plain))]
        for listed in chain(*listings, _ROLES_BEHIND.finditer(line.text)):
            areas = _areas(listed["areas"])
            found = areas if len(areas) > len(found) else found
    return found


def _areas(listed: str) -> list[str]:
    """The pieces of a list of areas. [] when too few of them are known areas."""
    *pieces, last = _COMMAS.split(_ASIDE.sub("", listed))
    pieces += _LAST_TWO.split(last) if len(pieces) < 2 or " and " not in last else _two(last)
    pieces = [bare for piece in pieces if (bare := trim(_BEFORE.sub("", _ASIDE.sub("", piece))))]
    # A sentence may go on behind its list: "… and sales to join us in Berlin".
    short = [piece for piece in pieces if len(piece.split()) <= _MOST_WORDS]
    known = [piece for piece in short if _is_known(piece)]
    if len(known) < _FEWEST or len(known) * 2 < len(pieces):
        return []
    return [piece for piece in short if not words("not_title").search(piece)]


def _two(last: str) -> list[str]:
    """Cuts at the last "and": "risk & compliance and finance" are two."""
    head, _, tail = last.rpartition(" and ")
    return [head, tail]


def _is_known(piece: str) -> bool:
    return is_area(piece.lower()) or is_kind(piece) or is_title(piece)
