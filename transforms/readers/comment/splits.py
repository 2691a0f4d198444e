"""Splits phrases that name several titles: "Backend, Frontend Engineers" are two, "Senior/Staff Engineer" is one.

Decides how many openings a phrase names, by the labelling guide of comments: one opening per kind. Leaves to
`transforms.readers.comment.openings.precedence` which phrases of a comment are asked about.
"""

from __future__ import annotations

import re
from itertools import combinations

from transforms.readers.comment.kinds import (
    is_kind,
    is_language,
    is_of_language,
    titles_in_brackets,
)
from transforms.readers.comment.titles import (
    LONGEST_TITLE,
    ending_noun,
    is_area,
    is_plural,
    is_title,
    is_title_and_two_areas,
    tidy,
    trim,
    without_brackets,
)
from transforms.readers.comment.words import plain_words, words

_COMMAS = re.compile(
    r"\s*(?:,\s*(?:and|&|or)\s|[,;]|\s&\s|\band/or\b|\s(?:and|und|plus)\s|\s\+\s)\s*"
)
_MODIFIES = re.compile(r"\s(?!of\b|in\b|for\b|at\b|-|[IVX]+\b)[A-Za-z]{3,}$")
"""A noun before another word is an area: "Developer Primitives"."""

_NO_BUILDER = re.compile(r"scientist|analyst|manager|consultant|director|designer", re.I)
_ANALYSES = re.compile(r"scientist|analyst", re.I)
_FOUNDER = re.compile(r"^co-?founder\s*(?:&|and|\+|,)|(?:&|and|\+|,)\s*co-?founder$", re.I)
_BUILDS = re.compile(r"engineer|dev|programmer|expert|architect|lead", re.I)
_AND_ONE = re.compile(r"\s(?:&|\+|and)\s[\w-]+$")
"""One more word behind all others: "Low-level Developers and Sales"."""

_ARTICLE = re.compile(
    r"^(?:(?:including|such as|especially)\s+)?(?:(?:an?|the|some|any|one|\d+(?:\s?x)?)\s+)?(?=\w)",
    re.I,
)
_FEWEST_SPACED = 3
"""Parts between spaced slashes that are a list: "Infra / Platform / ML Infra". Two may be one job."""

_ONE_UNKNOWN_IN = 4
_LONGEST_KIND = 3
"""Words of a kind that no list knows."""

_OR = re.compile(r"\sor\s")
_SLASHES = re.compile(r"\s*/\s*")
_IN_BRACKETS = re.compile(r"[(\[][^)\]]*[)\]]?")
_AND_SO_ON = re.compile(r"(?:many |and )?(?:more|others?|etc|so on)\W*", re.I)

_OPPOSITES = re.compile(
    r"\bfront[- ]?end\s*(?:&|and)\s*back[- ]?end\b|\bback[- ]?end\s*(?:&|and)\s*front[- ]?end\b",
    re.I,
)
_OF_ONE = re.compile(
    r"^(?:\w[\w.+#-]*\s+){1,3}(?:&|and)\s+(?:[\w.+#-]+\s+){1,2}(?:engineer|developer|dev|designer"
    r"|manager|scientist|lead|analyst|architect|specialist|officer|director|executive|coordinator"
    r"|intern|expert|associate)\W*$",
    re.I,
)


def split_titles(phrase: str) -> list[str]:
    """The titles that a phrase names, in order. [] when it names none.

    "Engineers (frontend, backend)" and "Frontend and Backend Engineers" give one title per kind. "Engineer, Platform" and
    "Senior/Staff Engineer" stay whole.
    """
    phrase = _as_several(tidy(phrase))
    if titles := titles_in_brackets(phrase):
        return titles
    parts = [part for part in _outside_brackets(phrase, _COMMAS) if trim(part)]
    if is_title_and_two_areas(phrase) or (len(parts) == 2 and _FOUNDER.search(phrase)):
        return [phrase]
    first = "".join(parts[:1]).removeprefix("Lead ")
    is_pair = len(parts) == 2 and _is_one_job(phrase) and not is_title(first, needs_noun=True)
    is_pair |= len(parts) == 2 and "," not in phrase and _is_of_one_person(*parts)
    return (
        _split_slashes(phrase)
        if len(parts) == 1 or is_pair
        else _merge(parts, and_last=bool(_AND_ONE.search(phrase)))
    )


def _as_several(phrase: str) -> str:
    """The phrase with "and" for the "or" between people of two kinds: "Frontend or DevOps Engineers"."""
    choices = _outside_brackets(phrase, _OR) if " or " in phrase else []
    if len(choices) < 2 or not is_title(choices[-1], needs_noun=True):
        return phrase
    are_titles = all(is_title(choice, needs_noun=True) for choice in choices)
    are_kinds = is_plural(phrase) and all(map(_is_title_or_kind, choices))
    are_several = (are_titles or are_kinds) and _all_differ(list(map(without_brackets, choices)))
    return " and ".join(choices) if are_several else phrase


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
    if all(is_language(trim(piece)) for piece in re.split(r"\s[+&]\s", _before_noun(phrase))):
        return True
    is_singular = bool(_OF_ONE.match(phrase)) and not _OPPOSITES.search(phrase)
    return is_singular or bool(words("blends").search(phrase))


def _is_of_one_person(first: str, second: str) -> bool:
    """Whether two titles are one person's: the second says no kind of its own, "Front-end Designer & Developer"."""
    are_singular = not (is_plural(first) or is_plural(second))
    is_noun = ending_noun(second) == second and second.lower() != "intern"
    return are_singular and is_noun and len(first.split()) > 1


def _before_noun(phrase: str) -> str:
    """What stands before the noun: "Python + TypeScript" of "Python + TypeScript Engineers"."""
    return phrase.rpartition(" ")[0]


def _split_slashes(phrase: str) -> list[str]:
    """The titles of a phrase without commas. A slash parts whole titles, and kinds before a plural.

    "Data Engineer / Designer Lead" and "Frontend/Backend Engineers" are two. "AI/ML Engineer", "Senior/Staff Engineer",
    "Developer / Engineer" and "DevOps/Infrastructure Engineer" are one.
    """
    parts = _outside_brackets(phrase, _SLASHES)
    whole = [phrase] if is_title(phrase) else []
    # "DevOps/Software Engineer" is one opening.
    is_pair = len(parts) == 2 and whole and not _are_far_apart(phrase, parts)
    if len(parts) == 1 or is_pair or words("blends").search(phrase):
        return whole
    if (far := words("far_apart").search(phrase)) and far["step"]:
        return [tidy(part) for part in parts]  # "Founding Engineer / Founding GTM"
    are_titles = all(is_title(part, needs_noun=True) and len(part.split()) >= 2 for part in parts)
    is_same = [_same_job(*pair) for pair in combinations(parts, 2)]
    if are_titles and not all(is_same):
        return [tidy(part) for part in parts]
    is_row = " / " in phrase and len(parts) >= _FEWEST_SPACED
    if is_row and _all_differ(parts) and all(map(_is_title_or_kind, parts)):
        return [tidy(part) for part in parts]
    if _is_row_of_kinds(parts):
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


def _are_far_apart(phrase: str, parts: list[str]) -> bool:
    """Whether two kinds, or people of two crafts, are two openings: "Data Scientists/ML researchers"."""
    crafts = {title.split()[-1].lower() for title in parts if title.endswith("s")}
    are_people = all(is_title(part, needs_noun=True) for part in parts)
    return bool(words("far_apart").search(phrase)) or (are_people and len(crafts) == 2)


def _is_title_or_kind(phrase: str) -> bool:
    return is_kind(phrase) or is_title(phrase, needs_noun=True)


def _all_differ(titles: list[str]) -> bool:
    """Whether no two titles say the same. One that says no kind, "SWE", differs from those that do."""
    telling = [frozenset(_telling_words(title)) for title in titles]
    return len(set(telling)) == len(telling)


def _is_row_of_kinds(parts: list[str]) -> bool:
    """Whether a row is one of kinds, "Frontend/Backend/Mobile/Business". One of four may be unknown."""
    known = sum(map(is_kind, parts))
    return known >= _FEWEST_SPACED and known >= len(parts) - len(parts) // _ONE_UNKNOWN_IN


def _same_job(a: str, b: str) -> bool:
    """Whether two titles differ only in the noun or the step: "Quantitative Developer / Engineer"."""
    one, other = _telling_words(a), _telling_words(b)
    return not one or not other or one == other


def _telling_words(title: str) -> set[str]:
    without_steps = words("seniorities").sub(" ", title.lower())
    return set(re.findall(r"[a-z+#.]+", without_steps)) - plain_words("any_engineer")


def _merge(parts: list[str], *, and_last: bool) -> list[str]:
    """Comma-separated parts as titles: a bare kind takes the noun of the title after it, an area the title before it."""
    found: list[tuple[str, bool]] = []  # a title, or a kind that waits for its noun
    pieces = list(filter(None, map(_without_article, parts)))
    for number, piece in enumerate(pieces):
        if _AND_SO_ON.fullmatch(piece):
            continue
        is_before_more = (is_kind(piece) or is_of_language(piece)) and any(
            map(_are_kinds_of_people, pieces[number + 1 :])
        )
        is_before_more |= bool(found) and _is_other_kind(piece, found[-1][0])
        if not is_before_more and _is_area_of_last(piece, found, parts, is_last_of_two=and_last):
            found[-1] = (f"{found[-1][0]}, {piece}", False)
        elif is_kind(piece) and not words("nouns").fullmatch(piece):
            found.append((piece, True))
        elif is_title(piece):
            if noun := ending_noun(without_brackets(piece)):
                found = [
                    (_with_noun(title, noun) if waits else title, False) for title, waits in found
                ]
            found += [(title, False) for title in split_titles(piece)]
        elif not words("seniorities").fullmatch(piece) and (
            is_of_language(piece) or is_area(piece) or _is_kind_beside_others(number, pieces)
        ):
            found.append((piece, True))
    stands = len(found) >= 2 and all(_is_area_or_kind(kind) for kind, waits in found if waits)
    titles = [title for title, waits in found if stands or not waits]
    return [title for title in titles if len(title) <= LONGEST_TITLE]


def _are_kinds_of_people(piece: str) -> bool:
    """Whether a part is a kind and a noun in the plural, which kinds before it share: "backend developers"."""
    kind, _, noun = piece.rpartition(" ")
    return is_plural(noun) and is_kind(kind)


def _is_kind_beside_others(number: int, pieces: list[str]) -> bool:
    """Whether an unknown piece is a kind among known ones: "hardware, electronics and software engineers"."""
    said = pieces[number].split()
    if len(said) > _LONGEST_KIND or "of" in said or words("not_title").search(pieces[number]):
        return False
    end = next((at for at in range(number, len(pieces)) if ending_noun(pieces[at])), number)
    if end == number or not (_are_kinds_of_people(pieces[end]) and _BUILDS.search(pieces[end])):
        return False
    start = max((at + 1 for at in range(number) if ending_noun(pieces[at])), default=0)
    n_known = 1 + sum(
        is_of_language(piece) or _is_area_or_kind(piece) for piece in pieces[start:end]
    )
    return n_known > (end - start + 1) // 2


def _is_other_kind(piece: str, title: str) -> bool:
    """Whether a part is a kind beside a title that has one: "Full Stack Developer, DevOps"."""
    is_soft = words("soft_nouns").fullmatch(piece)
    kind = words("built_kinds").match(title)
    return bool(is_soft) and kind is not None and kind[0].lower() != "mobile"


def _without_article(piece: str) -> str:
    return _ARTICLE.sub("", trim(piece))


def _is_area_of_last(
    piece: str, found: list[tuple[str, bool]], parts: list[str], *, is_last_of_two: bool
) -> bool:
    """Whether a part names the area of the title before it: "Software Engineer, Platform"."""
    bare = without_brackets(piece)
    nouns = words("nouns").finditer(bare)
    if not found or any(not _MODIFIES.match(bare, noun.end()) for noun in nouns):
        return False
    has_waiting = any(waits for _, waits in found)
    # "…, …, GTM", "Engineers + EA"
    is_own_area = is_area(piece) and (piece.isupper() or is_plural(found[-1][0]))
    is_business = words("trades").fullmatch(piece) and _BUILDS.search(found[-1][0])
    if is_business or (len(found) >= 2 and is_title(piece)):
        return False
    is_of_its_own = is_own_area and (len(found) >= 2 or is_last_of_two)
    # "Frontend Engineer, Backend, DevOps"
    is_list_of_kinds = sum(is_kind(trim(part)) for part in parts) >= 2
    return not (has_waiting or is_of_its_own or is_list_of_kinds)


def _is_area_or_kind(phrase: str) -> bool:
    return is_area(without_brackets(phrase)) or is_kind(phrase)


def _with_noun(kind: str, noun: str) -> str:
    if is_language(kind) and not _BUILDS.match(noun):
        noun = "engineer"
    if words("built_kinds").fullmatch(kind) and _NO_BUILDER.match(noun):
        noun = "engineer"
    is_whole = (
        ending_noun(kind)
        or kind.lower().endswith("engineering")
        or (_ANALYSES.match(noun) and words("business_areas").fullmatch(kind))
    )
    return kind if is_whole else f"{kind} {noun}"
