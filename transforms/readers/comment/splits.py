"""Splits phrases that name several titles: "Backend, Frontend Engineers" are two, "Senior/Staff Engineer" is one.

Decides how many openings a phrase names, by the labelling guide of comments: one opening per kind. Leaves to
`transforms.readers.comment.openings` which phrases of a comment are asked about.
"""

from __future__ import annotations

import re
from itertools import combinations

from transforms.readers.comment.kinds import is_kind, is_language, titles_in_brackets
from transforms.readers.comment.titles import (
    LONGEST_TITLE,
    ending_noun,
    is_plural,
    is_title,
    tidy,
    trim,
    without_brackets,
)
from transforms.readers.comment.words import single_words, words

_COMMAS = re.compile(
    r"\s*(?:,\s*(?:and|&|or)\s|[,;]|\s&\s|\band/or\b|\s(?:and|und|plus)\s|\s\+\s)\s*"
)
_SLASHES = re.compile(r"\s*/\s*")
_IN_BRACKETS = re.compile(r"[(\[][^)\]]*[)\]]?")
_AND_SO_ON = re.compile(r"(?:many |and )?(?:more|others?|etc|so on)\W*", re.I)

_BLEND = re.compile(
    r"\b(?:ui|ux|ai|ml|ci|dev ?ops)\s*/\s*(?:ui|ux|ml|ai|cd|sre|design|product)\b", re.I
)
"""Pairs that are one craft even of several people: "AI/ML Engineers", "UX/UI Designers"."""

_OPPOSITES = re.compile(
    r"\bfront[- ]?end\s*(?:&|and)\s*back[- ]?end\b|\bback[- ]?end\s*(?:&|and)\s*front[- ]?end\b",
    re.I,
)
_OF_ONE = re.compile(
    r"^(?:\w[\w.+#-]*\s+){1,3}(?:&|and)\s+(?:[\w.+#-]+\s+){1,2}(?:engineer|developer|dev|designer"
    r"|manager|scientist|lead|analyst|architect|specialist)\W*$",
    re.I,
)


def split_titles(phrase: str) -> list[str]:
    """The titles that a phrase names, in order. [] when it names none.

    "Engineers (frontend, backend)" and "Frontend and Backend Engineers" give one title a kind. "Engineer, Platform" and
    "Senior/Staff Engineer" stay whole.
    """
    phrase = tidy(phrase)
    if titles := titles_in_brackets(phrase):
        return titles
    parts = [part for part in _outside_brackets(phrase, _COMMAS) if trim(part)]
    is_pair = len(parts) == 2 and _is_one_job(phrase) and not is_title(parts[0], needs_noun=True)
    return _split_slashes(phrase) if len(parts) == 1 or is_pair else _merge(parts)


def _outside_brackets(phrase: str, separator: re.Pattern[str]) -> list[str]:
    """`phrase` cut at a separator, brackets kept whole."""
    hidden = _IN_BRACKETS.sub(lambda found: "\x00" * len(found[0]), phrase)
    parts, start = [], 0
    for found in separator.finditer(hidden):
        parts.append(phrase[start : found.start()])
        start = found.end()
    return [*parts, phrase[start:]]


def _is_one_job(phrase: str) -> bool:
    """Two kinds before a noun in the singular are one job, "Platform & Infrastructure Engineer", unless they are opposites."""
    is_singular = bool(_OF_ONE.match(phrase)) and not _OPPOSITES.search(phrase)
    return is_singular or bool(_BLEND.search(phrase))


def _split_slashes(phrase: str) -> list[str]:
    """The titles of a phrase without commas. A slash parts whole titles, and kinds before a plural.

    "Data Engineer / Designer Lead" and "Frontend/Backend Engineers" are two. "AI/ML Engineer", "Senior/Staff Engineer",
    "Developer / Engineer" and "DevOps/Infrastructure Engineer" are one.
    """
    parts = _outside_brackets(phrase, _SLASHES)
    whole = [phrase] if is_title(phrase) else []
    if len(parts) == 1 or _BLEND.search(phrase):
        return whole
    are_titles = all(is_title(part, needs_noun=True) and len(part.split()) >= 2 for part in parts)
    is_alias = len(parts) == 2 and " / " not in phrase and not is_plural(parts[0])
    if are_titles and not is_alias and not all(_same_job(*pair) for pair in combinations(parts, 2)):
        return [tidy(part) for part in parts]
    *first_kinds, last = parts
    *last_kind, noun = last.split() or [""]
    if (
        whole
        and last_kind
        and is_plural(noun)
        and all(map(is_kind, [*first_kinds, " ".join(last_kind)]))
    ):
        return [f"{tidy(kind)} {noun}" for kind in first_kinds] + [tidy(last)]
    return whole


def _same_job(a: str, b: str) -> bool:
    """Whether two titles differ only in the noun or the step: "Quantitative Developer / Engineer"."""
    one, other = _telling_words(a), _telling_words(b)
    return not one or not other or one == other


def _telling_words(title: str) -> set[str]:
    without_steps = words("seniorities").sub(" ", title.lower())
    return set(re.findall(r"[a-z+#.]+", without_steps)) - single_words("any_engineer")


def _merge(parts: list[str]) -> list[str]:
    """Comma-separated parts as titles: a bare kind takes the noun of the title after it, an area the title before it."""
    found: list[tuple[str, bool]] = []  # a title, or a kind that waits for its noun
    for piece in filter(None, map(trim, parts)):
        if _AND_SO_ON.fullmatch(piece):
            continue
        if _is_area_of_last(piece, found, parts):
            found[-1] = (f"{found[-1][0]}, {piece}", False)
        elif is_kind(piece) and not ending_noun(piece):
            found.append((piece, True))
        elif is_title(piece):
            if noun := ending_noun(without_brackets(piece)):
                found = [
                    (_with_noun(title, noun) if waits else title, False) for title, waits in found
                ]
            found += [(title, False) for title in split_titles(piece)]
        elif not words("seniorities").fullmatch(piece) and (
            is_language(piece) or words("areas").fullmatch(piece)
        ):
            found.append((piece, True))
    stands = len(found) >= 2 and all(_is_area_or_kind(kind) for kind, waits in found if waits)
    titles = [title for title, waits in found if stands or not waits]
    return [title for title in titles if len(title) <= LONGEST_TITLE]


def _is_area_of_last(piece: str, found: list[tuple[str, bool]], parts: list[str]) -> bool:
    """Whether a part names the area of the title before it: "Software Engineer, Platform"."""
    if not found or words("nouns").search(without_brackets(piece)):
        return False
    has_waiting = any(waits for _, waits in found)
    # "…, …, GTM"
    is_of_its_own = len(found) >= 2 and piece.isupper() and words("areas").fullmatch(piece)
    # "Frontend Engineer, Backend, DevOps"
    is_list_of_kinds = sum(is_kind(trim(part)) for part in parts) >= 2
    return not (has_waiting or is_of_its_own or is_list_of_kinds)


def _is_area_or_kind(phrase: str) -> bool:
    return bool(words("areas").fullmatch(without_brackets(phrase))) or is_kind(phrase)


def _with_noun(kind: str, noun: str) -> str:
    is_whole = ending_noun(kind) or kind.lower().endswith("engineering")
    return kind if is_whole else f"{kind} {noun}"
