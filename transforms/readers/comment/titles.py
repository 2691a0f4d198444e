"""Finds job titles in short phrases and splits lists of them: "Backend, Frontend Engineers" are two, "Senior/Staff Engineer" one.

Decides whether a phrase is a title, and how many openings it names (`gold/HN_GUIDE.md`'s rulings: one opening per kind).
Leaves to `transforms.readers.comment.comment` which phrases of a comment to ask about, and to `transforms.readers.role.model` what the role is.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import combinations

from transforms.text.lexicon import lexicon

_LONGEST_TITLE = 90
"""Characters. A longer phrase is a sentence that mentions a job."""

_MOST_WORDS = 11


@cache
def _plain_words(name: str) -> frozenset[str]:
    """The entries of a list that are one word without a choice: found in a set, most phrases need no pattern."""
    return frozenset(
        entry for entry in lexicon(__package__, "comments.toml")[name] if entry.isalpha()
    )


@cache
def words(name: str) -> re.Pattern[str]:
    """The named word list of `comments.toml` as one pattern of whole words."""
    entries = lexicon(__package__, "comments.toml")[name]
    if name == "asking":
        return re.compile("|".join(entries), re.I | re.S)
    return re.compile(
        rf"(?<![\w.])(?:{'|'.join(sorted(entries, key=lambda entry: (-len(entry), entry)))})(?![\w])",
        re.I,
    )


def is_title(phrase: str, *, needs_noun: bool = False) -> bool:
    """Whether a short phrase names a job: a role noun, and none of the words of sentences and requirements.

    `needs_noun`: "Backend" or "QA" alone will not do.
    """
    bare = without_brackets(phrase)
    if (
        not 2 <= len(bare) <= _LONGEST_TITLE
        or sum(map(_has_letter, said := bare.lower().split())) > _MOST_WORDS
    ):
        return False
    if not _plain_words("not_title").isdisjoint(said):
        return False
    if (lead := _LEAD_AS_VERB.match(bare)) and not _names_work(bare[lead.end() :]):
        return False
    named = words("nouns").search(bare) or (not needs_noun and words("soft_nouns").search(bare))
    return bool(named) and not words("not_title").search(bare)


def _has_letter(word: str) -> bool:
    return any(map(str.isalpha, word))


_LEAD_AS_VERB = re.compile(r"[Ll]eads?\s+(?=[a-z])")
"""Upper or lower case as written: "Lead new features with partners" is a duty, "Lead Design" a job."""


def _names_work(phrase: str) -> bool:
    """Whether a phrase begins as a title does: "software engineer", "data scientist"."""
    return any(words(name).match(phrase) for name in ("kinds", "nouns", "soft_nouns")) and is_title(
        phrase
    )


def without_brackets(phrase: str) -> str:
    """The phrase without what stands in brackets."""
    if "(" not in phrase and "[" not in phrase:
        return phrase.strip()
    return re.sub(r"\s*[(\[][^)\]]*[)\]]?", " ", phrase).strip()


_EDGES = " \t-–—*+•·:;,|>#=~\"'“”"


def _trim(phrase: str) -> str:
    """The phrase without the signs around it; a dot before it stays (".NET")."""
    return phrase.rstrip(_EDGES + ".").lstrip(_EDGES)


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
    phrase = _trim(
        re.sub(r"\s*(?:https?://|www\.)\S+|\(?\s*⟨⟩\s*\)?", " ", phrase).replace("  ", " ")
    )
    phrase = _trim(_TERMS_IN_BRACKETS.sub("", phrase))
    phrase = re.sub(
        r"^(?:an?|the|our|for|several|some|two|three|\d+\s?x?)\s+", "", phrase, flags=re.I
    )
    while True:
        shorter = _trim(_TAIL.sub("", phrase))
        if shorter == phrase or not shorter:
            break
        phrase = shorter
    if phrase.count("(") > phrase.count(")"):
        phrase = _trim(phrase[: phrase.rindex("(")]) if phrase.endswith("(") else phrase + ")"
    return phrase


_COMMAS = re.compile(
    r"\s*(?:,\s*(?:and|&|or)\s|[,;]|\s&\s|\band/or\b|\s(?:and|und|plus)\s|\s\+\s)\s*"
)
_SLASHES = re.compile(r"\s*/\s*")


def split_titles(phrase: str) -> list[str]:
    """The titles that a phrase names, in order; [] when it names none.

    "Engineers (frontend, backend)" and "Frontend and Backend Engineers" give one title a kind; "Engineer, Platform" and
    "Senior/Staff Engineer" stay whole.
    """
    phrase = tidy(phrase)
    if in_brackets := _kinds_in_brackets(phrase):
        return in_brackets
    parts = [part for part in _outside_brackets(phrase, _COMMAS) if _trim(part)]
    if len(parts) == 1 or (
        len(parts) == 2 and _is_one_job(phrase) and not is_title(parts[0], needs_noun=True)
    ):
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


_PLAINLY_KINDS = 3
"""Known kinds in brackets that make the rest of a list kinds too: "(backend, frontend, data, viz, FDE)"."""

_HEAD_OF_KINDS = re.compile(r"(?P<head>[^(]*\b(?:\w+s|engineering))\s*\((?P<kinds>[^)]+)\)?", re.I)


def _kinds_in_brackets(phrase: str) -> list[str]:
    """A plural head with brackets full of kinds, "Software engineers (frontend and backend)": one title a kind."""
    found = _HEAD_OF_KINDS.fullmatch(phrase)
    if not found or not (
        words("nouns").search(found["head"]) or found["head"].lower().endswith("engineering")
    ):
        return []
    separator = _BETWEEN_KINDS if re.search(r",|;", found["kinds"]) else _BETWEEN_PAIR
    kinds = [_trim(kind) for kind in separator.split(found["kinds"]) if _trim(kind)]
    known = [_is_kind(kind.split("/")[0]) or is_title(kind, needs_noun=True) for kind in kinds]
    fewest = (
        2
        if len(kinds) == 2 and "/" in found["kinds"]
        else min(_PLAINLY_KINDS, (len(kinds) + 1) // 2)
    )
    if len(kinds) < 2 or not known[0] or sum(known) < fewest:
        return []
    noun = _ENDING_NOUN.search(found["head"])
    ending = re.sub(r"s$", "", noun[1], flags=re.I) if noun else "engineer"
    return [
        kind
        if words("nouns").search(kind) and _ENDING_NOUN.search(kind)
        else f"{kind} {ending}".strip()
        for kind in kinds
    ]


_BETWEEN_KINDS = re.compile(r"\s*(?:[,;]|\band\b|&|\bor\b)\s*", re.I)
_BETWEEN_PAIR = re.compile(r"\s*(?:[/]|\band\b|&|\bor\b)\s*", re.I)


_LANGUAGES = re.compile(
    r"^(?:java|javascript|js|typescript|python|ruby|rails|ruby on rails|php|go|golang|scala|clojure|elixir|rust|c|c\+\+|c#|\.net|node(?:\.?js)?|react(?:\.?js)?|angular(?:js)?|django|haskell|erlang|swift|kotlin|vue|aws|sql|ai integrations)$",
    re.I,
)


def _is_kind(phrase: str) -> bool:
    """A kind or two in a row: "backend", "data platform", "senior cloud infrastructure"; a language alone is a skill."""
    bare = _trim(words("seniorities").sub(" ", without_brackets(phrase)))
    if _LANGUAGES.match(bare):
        return False
    return bool(bare) and all(words("kinds").fullmatch(half) for half in (_halves(bare) or [bare]))


def _halves(phrase: str) -> list[str]:
    return [] if words("kinds").fullmatch(phrase) or phrase.count(" ") != 1 else phrase.split()


_BLEND = re.compile(
    r"\b(?:ui|ux|ai|ml|ci|dev ?ops)\s*/\s*(?:ui|ux|ml|ai|cd|sre|design|product)\b", re.I
)
"""Pairs that are one craft even of several people: "AI/ML Engineers", "UX/UI Designers"."""

_OPPOSITES = re.compile(
    r"\bfront[- ]?end\s*(?:&|and)\s*back[- ]?end\b|\bback[- ]?end\s*(?:&|and)\s*front[- ]?end\b",
    re.I,
)
_OF_ONE = re.compile(
    r"^(?:\w[\w.+#-]*\s+){1,3}(?:&|and)\s+(?:[\w.+#-]+\s+){1,2}(?:engineer|developer|dev|designer|manager|scientist|lead|analyst|architect|specialist)\W*$",
    re.I,
)


def _is_one_job(phrase: str) -> bool:
    """Two kinds before a noun in the singular are one job, "Platform & Infrastructure Engineer", unless they are opposites."""
    return bool(_BLEND.search(phrase)) or (
        bool(_OF_ONE.match(phrase)) and not _OPPOSITES.search(phrase)
    )


def _split_slashes(phrase: str) -> list[str]:
    """One phrase without commas: a slash between whole titles or before a plural parts kinds, before a singular it joins them.

    "Data Engineer / Designer Lead" and "Frontend/Backend Engineers" are two; "AI/ML Engineer", "Senior/Staff Engineer",
    "Developer / Engineer" and "DevOps/Infrastructure Engineer" one.
    """
    parts = _outside_brackets(phrase, _SLASHES)
    if len(parts) == 1 or _BLEND.search(phrase):
        return [phrase] if is_title(phrase) else []
    is_whole = all(is_title(part, needs_noun=True) and len(part.split()) >= 2 for part in parts)
    is_alias = len(parts) == 2 and " / " not in phrase and not _is_plural(parts[0])
    if is_whole and not is_alias and any(not _same_job(*pair) for pair in combinations(parts, 2)):
        return [tidy(part) for part in parts]
    if is_title(phrase) and all(_is_kind(part) for part in parts[:-1]):
        head = parts[-1].split()
        if len(head) >= 2 and _is_plural(head[-1]) and _is_kind(" ".join(head[:-1])):
            return [f"{tidy(part)} {head[-1]}" for part in parts[:-1]] + [tidy(parts[-1])]
    return [phrase] if is_title(phrase) else []


def _is_plural(title: str) -> bool:
    noun = _ENDING_NOUN.search(title)
    return noun is not None and noun[1].lower().endswith("s")


def _same_job(a: str, b: str) -> bool:
    """Whether two titles differ only in the noun or the step: "Quantitative Developer / Engineer"."""
    one, other = _telling_words(a), _telling_words(b)
    return not one or not other or one == other


def _telling_words(title: str) -> set[str]:
    return set(re.findall(r"[a-z+#.]+", words("seniorities").sub(" ", title.lower()))) - _PLAIN


_PLAIN = frozenset(
    [
        "engineer",
        "engineers",
        "developer",
        "developers",
        "software",
        "dev",
        "devs",
        "programmer",
        "swe",
        "of",
    ]
)


def _merge(parts: list[str]) -> list[str]:
    """Comma-separated parts as titles: a bare kind takes the noun of the title after it, an area the title before it."""
    found: list[tuple[str, bool]] = []  # a title, or a kind that waits for its noun
    for part in parts:
        piece = _trim(part)
        if not piece or _AND_SO_ON.fullmatch(piece):
            continue
        is_area = not words("nouns").search(without_brackets(piece))
        has_waiting = any(waits for _, waits in found)
        is_of_its_own = (
            len(found) >= 2 and piece.isupper() and bool(words("areas").fullmatch(piece))
        )  # "…, …, GTM"
        if (
            is_area
            and found
            and not has_waiting
            and not is_of_its_own
            and not _is_list_of_kinds(parts)
        ):
            found[-1] = (f"{found[-1][0]}, {piece}", False)
        elif _is_kind(piece) and not _ENDING_NOUN.search(piece):
            found.append((piece, True))
        elif is_title(piece):
            if noun := _ENDING_NOUN.search(without_brackets(piece)):
                found = [
                    (_with_noun(kind, noun[1]) if waits else kind, False) for kind, waits in found
                ]
            found += [(title, False) for title in split_titles(piece)]
        elif not words("seniorities").fullmatch(piece) and (
            _LANGUAGES.match(piece) or words("areas").fullmatch(piece)
        ):
            found.append((piece, True))
    waiting = [kind for kind, waits in found if waits]
    stands = len(found) >= 2 and all(
        words("areas").fullmatch(without_brackets(kind)) or _is_kind(kind) for kind in waiting
    )
    return [
        title for title, waits in found if (stands or not waits) and len(title) <= _LONGEST_TITLE
    ]


def _with_noun(kind: str, noun: str) -> str:
    return (
        kind
        if _ENDING_NOUN.search(kind) or kind.lower().endswith("engineering")
        else f"{kind} {noun}"
    )


def is_area(phrase: str) -> bool:
    """Whether a phrase is an area of work or two, "Sales & Business Development", and nothing else."""
    pieces = re.split(r"\s*(?:&|\band\b|/)\s*", phrase)
    return all(words("areas").fullmatch(piece) for piece in pieces)


def kinds_in(phrase: str) -> list[str]:
    """The kinds of a pure list of kinds, "mobile, backend & front-end"; [] when anything else is in it."""
    kinds = [
        _trim(piece)
        for piece in re.split(r"\s*(?:,\s*(?:and|or)\s|[,;/&]|\band\b)\s*", phrase)
        if _trim(piece)
    ]
    return kinds if len(kinds) >= 2 and all(_is_kind(kind) for kind in kinds) else []


_AND_SO_ON = re.compile(r"(?:many |and )?(?:more|others?|etc|so on)\W*", re.I)


def _is_list_of_kinds(parts: list[str]) -> bool:
    """Whether most parts are kinds of their own: "Frontend Engineer, Backend, DevOps"."""
    return sum(_is_kind(_trim(part)) for part in parts) >= 2
