"""Finds kinds of people in short phrases: "backend", "data platform", "Engineers (frontend, backend)".

Decides what is a kind of engineer or designer rather than a title or a skill. Leaves lists of whole titles to
`transforms.readers.comment.splits`.
"""

from __future__ import annotations

import re
from functools import lru_cache

from transforms.readers.comment.titles import ending_noun, is_title, trim, without_brackets
from transforms.readers.comment.words import words

_PAIR = 2
_PLAINLY_KINDS = 3
"""Known kinds in brackets that make the rest of a list kinds too: "(backend, frontend, data, viz, FDE)"."""

_HEAD_OF_KINDS = re.compile(
    r"(?P<head>[^(]*\b(?:\w+['’]?s|engineering))\s*\((?P<kinds>[^)]+)\)?", re.I
)
_IS_NO_TEAM = re.compile(r"\bdesigners\b|\b(?:director|head|vp|chief)\b", re.I)
"""Heads whose brackets say what one craft or one person works on: "Designers (iOS/Android)", "Director (iOS or Android)"."""

_BETWEEN_KINDS = re.compile(r"\s*(?:[,;]|\band\b|&|\bor\b)\s*", re.I)
_BETWEEN_PAIR = re.compile(r"\s*(?:[/]|\band\b|&|\bor\b)\s*", re.I)
_LIST_OF_KINDS = re.compile(r"\s*(?:,\s*(?:and|or)\s|[,;/&]|\band\b)\s*")


# A part of a comment is asked about several times.
@lru_cache(maxsize=4_000)
def is_kind(phrase: str) -> bool:
    """A kind or two in a row: "backend", "data platform", "senior cloud infrastructure". A language alone is a skill."""
    bare = without_brackets(phrase)
    bare = trim(words("seniorities").sub(" ", bare) if " " in bare else bare)
    if not bare or is_language(bare):
        return False
    kinds = words("kinds")
    if kinds.fullmatch(bare):
        return True
    pieces = bare.split("/") if "/" in bare else bare.split()
    return len(pieces) == _PAIR and all(kinds.fullmatch(piece.strip()) for piece in pieces)


def is_language(phrase: str) -> bool:
    """Whether a phrase is a programming language or a tool, and nothing else."""
    return bool(words("languages").fullmatch(phrase))


def is_of_language(phrase: str) -> bool:
    """Whether a phrase is a language, with a seniority or without: "senior Java"."""
    return is_language(words("seniorities").sub("", phrase).strip())


def kinds_in(phrase: str) -> list[str]:
    """The kinds of a pure list of kinds, "mobile, backend & front-end". [] when anything else is in it."""
    kinds = [kind for piece in _LIST_OF_KINDS.split(phrase) if (kind := trim(piece))]
    return kinds if len(kinds) >= 2 and all(map(is_kind, kinds)) else []


def titles_in_brackets(phrase: str) -> list[str]:
    """One title per kind for a plural head with kinds in brackets: "Software engineers (frontend and backend)"."""
    found = _HEAD_OF_KINDS.fullmatch(phrase)
    if not found:
        return []
    head, listed = found["head"], found["kinds"]
    if (
        words("blends").fullmatch(listed)
        or _IS_NO_TEAM.search(head)
        or not (words("nouns").search(head) or head.lower().endswith("engineering"))
    ):
        return []
    separator = _BETWEEN_KINDS if re.search(r",|;", listed) else _BETWEEN_PAIR
    kinds = [kind for piece in separator.split(listed) if (kind := trim(piece))]
    if len(kinds) < 2 or not _are_kinds(kinds, is_pair=len(kinds) == 2 and "/" in listed):
        return []
    ending = re.sub(r"s$", "", ending_noun(head) or "engineer", flags=re.I)
    return [
        kind if words("nouns").search(kind) and ending_noun(kind) else f"{kind} {ending}".strip()
        for kind in kinds
    ]


def _are_kinds(listed: list[str], *, is_pair: bool) -> bool:
    """Whether the first of a list and enough others are known kinds."""
    known = [is_kind(kind.split("/")[0]) or is_title(kind, needs_noun=True) for kind in listed]
    fewest = 2 if is_pair else min(_PLAINLY_KINDS, (len(listed) + 1) // 2)
    if len(listed) >= _PLAINLY_KINDS and any(known):
        # "(Ruby, Go, Android)": the languages are kinds, too.
        known = [one or is_language(kind) for one, kind in zip(known, listed, strict=True)]
    return known[0] and sum(known) >= fewest
