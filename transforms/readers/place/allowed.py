"""Finds the countries that a posting's text allows or prices explicitly, beside those of its location field.

Decides by clauses: words that speak of this job or its candidates with a list of places right behind them ("must be based
in the US or Canada"), or a list of places right before pay or candidates ("For Canada-based roles"). A clause about the
company, its people or its customers allows nothing. Leaves names to `transforms.readers.place.locations`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from transforms.readers.place.gazetteer import (
    LARGE_CITY_THOUSANDS,
    Meaning,
    gazetteer,
    written_names,
)
from transforms.readers.place.locations import countries_of, read_location
from transforms.text.document import Document
from transforms.text.lexicon import lexicon
from transforms.text.lines import Cues, as_hits
from transforms.text.rule import words_pattern

LONGEST_CLAUSE = 500
LONGEST_LIST = 300
"""Characters of a list of places that are read. The longest honest ones name twenty states."""

LONGEST_NAME = 4
_NAME_CHARS = 60

SHORT_CODES = frozenset({"US", "USA", "UK", "UAE", "EU", "U.S", "U.S.", "U.S.A.", "U.K."})
"""The only codes read in running text: "IN", "OR" and "IT" are words there."""

_SILENT_KINDS = frozenset({"about", "legal"})

_WORD = re.compile(r"[^\W\d_](?:[\w'’-]|\.(?=\w))*\.?|[,/()|;&+–-]")
_CLAUSE_END = re.compile(r"\n|(?<=[a-z0-9)][.!?;])\s")
_HOME = re.compile(
    r"\b(?:headquarter(?:ed|s)|hq|located|based|offices?),? (?:is |are )?(?:out of |in)\b", re.I
)
_US_STATES_BEGIN = ("following states", "all 50 ", "all fifty ", "any u")
_US_STATES = re.compile(
    r"following states\b|\ball (?:50|fifty) (?:u\.?s\.? )?states|\bany u\.?s\.? state", re.I
)


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """Compiled `allowed.toml`."""

    triggers: tuple[str, ...]
    before: re.Pattern[str]
    after: re.Pattern[str]
    elsewhere: re.Pattern[str]
    articles: frozenset[str]
    joints: frozenset[str]
    not_places: frozenset[str]


@cache
def _lexicon() -> _Lexicon:
    stated = lexicon(__package__, "allowed.toml")
    return _Lexicon(
        tuple(stated["triggers"]),
        re.compile(r"(?<!\w)(?:" + "|".join(stated["before"]) + r")(?:(?<=\W)|(?!\w))", re.I),
        words_pattern("|".join(stated["after"])),
        words_pattern("|".join(stated["not_this_job"]), re.I),
        frozenset(stated["articles"]),
        frozenset(stated["joints"]),
        frozenset(stated["not_a_place_before"]),
    )


def _cues() -> Iterator[tuple[str, None]]:
    return ((words, None) for words in (*_lexicon().triggers, *_US_STATES_BEGIN))


_TRIGGERS = Cues(_cues, as_hits)


def allowed_countries(document: Document, known: tuple[str, ...]) -> tuple[str, ...]:
    """Codes of the countries that the text allows or prices, in the order of the text. `known` decides namesakes."""
    words = _lexicon()
    lines = list(document.lines_with(_TRIGGERS, _SILENT_KINDS))
    found = dict.fromkeys(["US"] if not known and any(map(_US_STATES.search, lines)) else [])
    for clause in (clause for line in lines for clause in _clauses(line, frozenset(known))):
        if words.elsewhere.search(clause):
            continue
        for match in words.before.finditer(clause):
            listed = _listed(clause[match.end() : match.end() + LONGEST_LIST], known)
            found.update(dict.fromkeys(listed))
        for match in words.after.finditer(clause):
            found.update(dict.fromkeys(_named_before(clause[: match.start()], known)))
    return tuple(found)


def home_countries(document: Document) -> tuple[str, ...]:
    """Countries of the office that a text names first, for a location field that says only "Headquarters"."""
    for match in _HOME.finditer(document.text):
        found = _listed(document.text[match.end() : match.end() + LONGEST_LIST], ())
        if found:
            return found
    return ()


def _clauses(text: str, known: frozenset[str]) -> Iterator[str]:
    """The clauses of a line that name a place outside the known countries and hold a trigger, each once."""
    finder, countries = _names()
    done = -1
    for index, start, end in finder.find_matches_as_indexes(text):
        if start < done or countries[index] <= known:
            continue
        if text[start - 1 : start].isalnum() or text[end : end + 1].isalnum():
            continue
        begin = max(text.rfind("\n", 0, start) + 1, start - LONGEST_CLAUSE, done, 0)
        begin = max(begin, *(text.rfind(stop, begin, start) + 1 for stop in ("! ", "? ", "; ")))
        sentences = [match.end() for match in _CLAUSE_END.finditer(text, begin, start)]
        stop = _CLAUSE_END.search(text, end, start + LONGEST_CLAUSE)
        done = stop.start() if stop else min(len(text), start + LONGEST_CLAUSE)
        clause = text[sentences[-1] if sentences else begin : done]
        lowered = clause.lower()
        if any(trigger in lowered for trigger in _lexicon().triggers):
            yield clause


@cache
def _names() -> tuple[AhoCorasick, tuple[frozenset[str], ...]]:
    """A finder of every name worth finding in running text, and the countries that each can mean."""
    notable = {
        name: frozenset(_countries(meaning))
        for name, meaning in written_names().items()
        if (len(name) > 3 or name in SHORT_CODES) and _is_notable(meaning)
    }
    spelled = sorted(notable)
    finder = AhoCorasick(spelled, matchkind=MatchKind.LeftmostLongest)
    return finder, tuple(notable[name] for name in spelled)


def _countries(meaning: Meaning) -> set[str]:
    """The countries that a name in running text can mean. Of a city's namesakes, only the largest."""
    largest = max(meaning.cities, key=lambda city: city.thousands, default=None)
    return meaning.admin_countries | ({largest.country} if largest else set())


def _listed(text: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """Countries of the list of places that a text opens with. Empty when it opens with other words."""
    stated, words = _lexicon(), _WORD.findall(text)
    lead_in = stated.articles | stated.joints
    begin = 0
    while begin < len(words) and words[begin].lower().strip(".") in lead_in:
        begin += 1
    end = start = begin
    while start < len(words):
        used = _name_length(words, start)
        following = start + used
        if not used or (following < len(words) and words[following].lower() in stated.not_places):
            break
        end = start = following
        while start < len(words) and words[start].lower() in stated.joints:
            start += 1
        if start == end:
            break
    return countries_of(read_location(" ".join(words[begin:end]), known)[0])


def _name_length(words: list[str], start: int) -> int:
    """How many words the longest known name at a word takes. 0 when there is none, or only a small town's."""
    for length in range(min(LONGEST_NAME, len(words) - start), 0, -1):
        name = " ".join(words[start : start + length])
        if not (name[0].isupper() and words[start + length - 1][0].isalpha()):
            continue
        if len(name.rstrip(".")) <= 3 and name not in SHORT_CODES:
            # "Jersey City, NJ": a state's code counts only behind its city.
            is_behind_city = start > 1 and words[start - 1] == ","
            return int(is_behind_city and len(name) == 2 and gazetteer().meaning(name) is not None)
        meaning = gazetteer().meaning(name)
        if meaning is not None:
            has_region = words[start + length : start + length + 1] == [","]
            return length if has_region or _is_notable(meaning) else 0
    return 0


def _is_notable(meaning: Meaning) -> bool:
    """Countries, regions, wide regions and large cities: small towns share their names with too many words."""
    is_large = not meaning.cities or meaning.largest_city >= LARGE_CITY_THOUSANDS
    return is_large or meaning.is_admin


def _named_before(text: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """Countries named by the last capitalised words of a text ("... For Canada")."""
    words = _WORD.findall(text[-_NAME_CHARS:])
    for length in range(min(LONGEST_NAME, len(words)), 0, -1):
        if _name_length(words, len(words) - length) == length:
            name = " ".join(words[-length:])
            meaning = gazetteer().meaning(name)
            is_city = meaning is None or meaning.cities
            return () if is_city else countries_of(read_location(name, known)[0])
    return ()
