"""Finds job titles in short phrases and splits lists of them: "Backend, Frontend Engineers" are two, "Senior/Staff Engineer" one.

Decides whether a phrase is a title, and how many openings it names (`gold/HN_GUIDE.md`'s rulings: one opening per kind).
Leaves to `transforms.comment` which phrases of a comment to ask about, and to `transforms.roles` what the role is.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

_LONGEST_TITLE = 90
"""Characters. A longer phrase is a sentence that mentions a job."""

_MOST_WORDS = 11


@cache
def words(name: str) -> re.Pattern[str]:
    """The named word list of `comments.toml` as one pattern of whole words."""
    table = tomllib.loads(files("transforms").joinpath("lexicons", "comments.toml").read_text("utf-8"))
    entries = table[name]
    if name == "asking":
        return re.compile("|".join(entries), re.I | re.S)
    return re.compile(
        rf"(?<![\w.])(?:{'|'.join(sorted(entries, key=lambda entry: (-len(entry), entry)))})(?![\w])", re.I
    )


def is_title(phrase: str, *, needs_noun: bool = False) -> bool:
    """Whether a short phrase names a job: a role noun, and none of the words of sentences and requirements.

    `needs_noun`: "Backend" or "QA" alone will not do.
    """
    bare = without_brackets(phrase)
    if not 2 <= len(bare) <= _LONGEST_TITLE or len(bare.split()) > _MOST_WORDS:
        return False
    named = words("nouns").search(bare) or (not needs_noun and words("soft_nouns").search(bare))
    return bool(named) and not words("not_title").search(bare)


def without_brackets(phrase: str) -> str:
    """The phrase without what stands in brackets."""
    return re.sub(r"\s*[(\[][^)\]]*[)\]]?", " ", phrase).strip()


_EDGES = " \t-–—*+•·:;,.|>#=~\"'“”"
_TAIL = re.compile(
    r"\s*(?:[-–—|,:@]\s*|\b(?:in|at)\s+)?(?:\(?\b(?:roles?|positions?|openings?|wanted|needed|opportunit\w+|full[- ]?time|part[- ]?time|remote|on-?site|hybrid)\b\)?\s*)+$",
    re.I,
)


_TERMS_IN_BRACKETS = re.compile(
    r"\s*[(\[][^)\]]*\b(?:remote|on-?site|hybrid|full[- ]?time|part[- ]?time|opening next \w+|all levels|multiple|[mfdwx]/[mfdwx]/?[mfdwx]?)\b[^)\]]*[)\]]\s*$",
    re.I,
)


def tidy(phrase: str) -> str:
    """A title as written, without bullets, links, trailing "role" or "(Remote)"."""
    phrase = re.sub(r"\s*(?:https?://|www\.)\S+|\(?\s*⟨⟩\s*\)?", " ", phrase).replace("  ", " ").strip(_EDGES)
    phrase = _TERMS_IN_BRACKETS.sub("", phrase).strip(_EDGES)
    phrase = re.sub(r"^(?:an?|the|our|for|several|some|two|three|\d+x?)\s+", "", phrase, flags=re.I)
    while True:
        shorter = _TAIL.sub("", phrase).strip(_EDGES)
        if shorter == phrase or not shorter:
            break
        phrase = shorter
    if phrase.count("(") > phrase.count(")"):
        phrase = phrase[: phrase.rindex("(")].strip(_EDGES) if phrase.endswith("(") else phrase + ")"
    return phrase


_COMMAS = re.compile(r"\s*(?:,\s*(?:and|&|or)\s|[,;]|\s&\s|\band/or\b|\s(?:and|und|plus)\s|\s\+\s)\s*")
_SLASHES = re.compile(r"\s*/\s*")


def split_titles(phrase: str) -> list[str]:
    """The titles that a phrase names, in order; [] when it names none.

    "Engineers (frontend, backend)" and "Frontend and Backend Engineers" give one title a kind; "Engineer, Platform" and
    "Senior/Staff Engineer" stay whole.
    """
    phrase = tidy(phrase)
    if in_brackets := _kinds_in_brackets(phrase):
        return in_brackets
    parts = [part for part in _outside_brackets(phrase, _COMMAS) if part.strip(_EDGES)]
    if len(parts) == 1 or (len(parts) == 2 and _ONE_JOB.search(phrase)):
        return _split_slashes(phrase)
    return _merge(parts)


def _outside_brackets(phrase: str, separator: re.Pattern[str]) -> list[str]:
    """`phrase` cut at a separator, brackets kept whole."""
    hidden = re.sub(r"[(\[][^)\]]*[)\]]?", lambda found: "\x00" * len(found[0]), phrase)
    parts, start = [], 0
    for found in separator.finditer(hidden):
        parts.append(phrase[start : found.start()])
        start = found.end()
    return [*parts, phrase[start:]]


_ENDING_NOUN = re.compile(
    r"(engineers?|developers?|devs?|designers?|managers?|scientists?|leads?|analysts?|architects?|programmers?|experts?|interns?|specialists?|testers?|positions|roles)\W*$",
    re.I,
)


def _kinds_in_brackets(phrase: str) -> list[str]:
    """A plural head with brackets full of kinds, "Software engineers (frontend and backend)": one title a kind."""
    found = re.fullmatch(r"(?P<head>[^(]*\b\w+s)\s*\((?P<kinds>[^)]+)\)?", phrase)
    if not found or not words("nouns").search(found["head"]):
        return []
    kinds = [
        kind.strip(_EDGES)
        for kind in re.split(r"\s*(?:[,;/]|\band\b|&|\bor\b)\s*", found["kinds"])
        if kind.strip(_EDGES)
    ]
    if len(kinds) < 2 or not all(_is_kind(kind) or is_title(kind) for kind in kinds):
        return []
    noun = _ENDING_NOUN.search(found["head"])
    ending = re.sub(r"s$", "", noun[1]) if noun else ""
    return [
        kind if words("nouns").search(kind) and _ENDING_NOUN.search(kind) else f"{kind} {ending}".strip()
        for kind in kinds
    ]


_LANGUAGES = re.compile(
    r"^(?:java|javascript|js|typescript|python|ruby|rails|ruby on rails|php|go|golang|scala|clojure|elixir|rust|c|c\+\+|c#|\.net|node(?:\.?js)?|react(?:\.?js)?|angular(?:js)?|django|haskell|erlang|swift|kotlin|vue|aws|sql|ai integrations)$",
    re.I,
)


def _is_kind(phrase: str) -> bool:
    bare = words("seniorities").sub(" ", phrase).strip(_EDGES)
    return bool(words("kinds").fullmatch(bare)) and not _LANGUAGES.match(bare)


_ONE_JOB = re.compile(
    r"^(?:ui|ux)\s*/\s*(?:ui|ux)\b|\bci\s*/\s*cd\b|\b(?:sales|marketing|product|design|operations|growth|business|people|hr|finance|customer)\s*(?:&|and)\s*(?:\w+\s+)?\w+[^s]$",
    re.I,
)
"""Pairs of kinds that are one job: "UI/UX Designer", "Sales and Marketing Manager"."""


def _split_slashes(phrase: str) -> list[str]:
    """One phrase without commas: "Frontend / Backend Engineer" is two kinds; "Senior/Staff", "UI/UX", "Developer / Engineer" one."""
    parts = _outside_brackets(phrase, _SLASHES)
    if len(parts) == 1 or _ONE_JOB.search(phrase):
        return [phrase] if is_title(phrase) else []
    if all(is_title(part, needs_noun=True) and len(part.split()) >= 2 for part in parts) and not _same_job(*parts[:2]):
        return [tidy(part) for part in parts]
    if is_title(phrase) and all(_is_kind(part) for part in parts[:-1]):
        head = parts[-1].split()
        if len(head) >= 2 and _is_kind(" ".join(head[:-1])):
            return [f"{tidy(part)} {head[-1]}" for part in parts[:-1]] + [tidy(parts[-1])]
    return [phrase] if is_title(phrase) else []


def _same_job(a: str, b: str) -> bool:
    """Whether two titles differ only in the noun or the step: "Quantitative Developer / Engineer"."""
    one, other = _telling_words(a), _telling_words(b)
    return not one or not other or one == other


def _telling_words(title: str) -> set[str]:
    return set(re.findall(r"[a-z+#.]+", words("seniorities").sub(" ", title.lower()))) - _PLAIN


_PLAIN = frozenset(
    ["engineer", "engineers", "developer", "developers", "software", "dev", "devs", "programmer", "swe", "of"]
)


def _merge(parts: list[str]) -> list[str]:
    """Comma-separated parts as titles: a bare kind takes the noun of the title after it, an area the title before it."""
    titles: list[str] = []
    waiting: list[str] = []
    for part in parts:
        piece = part.strip(_EDGES)
        if not piece or _AND_SO_ON.fullmatch(piece):
            continue
        is_area = not words("nouns").search(without_brackets(piece))
        if is_area and titles and not waiting and not _is_list_of_kinds(parts):
            titles[-1] = f"{titles[-1]}, {piece}"
        elif _is_kind(piece) and not _ENDING_NOUN.search(piece):
            waiting.append(piece)
        elif is_title(piece):
            noun = _ENDING_NOUN.search(without_brackets(piece))
            if noun:
                titles += [kind if _ENDING_NOUN.search(kind) else f"{kind} {noun[1]}" for kind in waiting]
                waiting = []
            titles += split_titles(piece) if piece != ", ".join(parts) else [tidy(piece)]
        elif words("seniorities").fullmatch(piece):
            continue
        elif _LANGUAGES.match(piece) or words("areas").fullmatch(piece):
            waiting.append(piece)
    if (
        waiting
        and (titles or len(waiting) >= 2)
        and all(words("areas").fullmatch(kind) or _is_kind(kind) for kind in waiting)
    ):
        titles += waiting
    return [title for title in titles if len(title) <= _LONGEST_TITLE]


def kinds_in(phrase: str) -> list[str]:
    """The kinds of a pure list of kinds, "mobile, backend & front-end"; [] when anything else is in it."""
    kinds = [
        piece.strip(_EDGES)
        for piece in re.split(r"\s*(?:,\s*(?:and|or)\s|[,;/&]|\band\b)\s*", phrase)
        if piece.strip(_EDGES)
    ]
    return kinds if len(kinds) >= 2 and all(_is_kind(kind) for kind in kinds) else []


_AND_SO_ON = re.compile(r"(?:many |and )?(?:more|others?|etc|so on)\W*", re.I)


def _is_list_of_kinds(parts: list[str]) -> bool:
    """Whether most parts are kinds of their own: "Frontend Engineer, Backend, DevOps"."""
    return sum(_is_kind(part.strip(_EDGES)) for part in parts) >= 2
