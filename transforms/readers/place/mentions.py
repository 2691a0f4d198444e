"""Finds the names in a location string and in other words, and what the gazetteer knows of each.

Decides where a name begins and ends, and which words around it say nothing ("Greater Seattle area"). Leaves to
`transforms.readers.place.locations` which of a name's meanings is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from transforms.readers.place.gazetteer import Meaning, gazetteer
from transforms.text.folding import fold_name

LONGEST_LOCATION = 4000
"""A location field is hostile input too. The longest honest one seen lists 60 cities in 1,500 characters."""

_LONGEST_NAME_WORDS = 5
_SCANNED_CITY_THOUSANDS = 100
"""A city found inside other words ("Berlin office campus") must be this large: small towns share names with plain words."""

_HARD_BREAK = re.compile(r"[|;/\n•·]+")
_SOFT_BREAK = re.compile(r"[,:()\[\]–—→+]+|\s-+\s|\s-(?=\w)|(?<=\w)-\s")
_CONJUNCTION = re.compile(r"\s+(or|and|&|oder|und|et|of)\s+")
_WAY_OF_WORKING = re.compile(r"\b(?:remote|on-?site|hybrid)\b", re.I)
_BEGINS_AFRESH = re.compile(r"(?:(?:or|and|&) )+(?=\S)")
_NOISE = re.compile(
    r"\([^()]{0,60} area\)|\b\d{4,6}(?:-\d{4})?\b|\bhttps?://\S+|\bno remotes?\b"
    r"|(?<=remote)(?: is| work|:)? ok(?:ay)?\b|(?<=site) ok\b",
    re.I,
)
_CODES_FIRST = re.compile(
    r"(?:^|(?<=[|;] ))([A-Z]{2,3})[-.]([A-Z]{2})[-.]([A-Z][\w .']+)(?=$|[|;])"
)
"""A country's and a region's code before the town: "US-VA-Sterling", "USA.VA.Reston"."""

_SAYS_COUNTRY = re.compile(
    r"(?:\s*\((?:the )?(?:country|nation|republic(?: of)?)\)|, (?:the )?republic of)(?=\W|$)", re.I
)
_SLASH_CODE = re.compile(r"([^|;/,\n•·]+?)\s*/\s*([A-Z]{2,3})\b")
"""A code behind a slash: "Curitiba/PR". A second place in "London/NY"."""

_BETWEEN_WORDS = re.compile(r"[\s\-_,()/:|–]+")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a location string. `meaning` is None for words the gazetteer does not know.

    `is_alternative`: "or", "and" or a way of working stands between it and the name before it ("London, Remote (US)").
    """

    text: str
    meaning: Meaning | None
    is_alternative: bool = False


def find_mentions(location: str) -> Iterator[list[Mention]]:
    """The names of each part of a location string. Parts are what "|", ";" and "/" separate."""
    location = _NOISE.sub(" ", location[:LONGEST_LOCATION])
    location = _CODES_FIRST.sub(r"\3, \2, \1", location)
    location = _SLASH_CODE.sub(_with_its_code, _SAYS_COUNTRY.sub(" Country", location))
    for part in _HARD_BREAK.split(location):
        if found := _in_part(part):
            yield _with_codes_behind_towns(found)


def _in_part(part: str) -> list[Mention]:
    found: list[Mention] = []
    is_behind_way = False
    for token in map(str.strip, _SOFT_BREAK.split(part)):
        named = _in_token(token)
        found += _as_alternative(named) if is_behind_way else named
        is_behind_way = not named and bool(_WAY_OF_WORKING.search(token) or is_behind_way)
    return found


def _with_codes_behind_towns(part: list[Mention]) -> list[Mention]:
    """The names with the meaning of codes that are a country right behind one of its towns only: "Doha, QA"."""
    codes = gazetteer().behind_town
    if not any(mention.text in codes for mention in part):
        return part
    before = [Meaning(), *(mention.meaning or Meaning() for mention in part)]
    return [
        replace(mention, meaning=codes[mention.text])
        if mention.text in codes and town.city_in(codes[mention.text])
        else mention
        for town, mention in zip(before, part, strict=False)
    ]


def _with_its_code(match: re.Match[str]) -> str:
    """A town and the code behind its slash, with a comma when it is a town of that region or country."""
    town, code = map(gazetteer().whole_meaning, match.groups())
    code = code or gazetteer().behind_town.get(match[2])
    state = gazetteer().slash_states.get(match[2])
    if town and state and town.city_in(state):
        return f"{match[1]}, {state.countries[0]}"
    return ", ".join(match.groups()) if town and code and town.city_in(code) else match[0]


def _in_token(token: str) -> list[Mention]:
    """One token: a whole name, names joined by "or", or names among other words."""
    if afresh := _BEGINS_AFRESH.match(token):
        return _as_alternative(_in_token(token[afresh.end() :]))
    found = _whole_name(token)
    if found is not None:
        return [found]
    first, *joined = _CONJUNCTION.split(token)
    if joined:
        mentions = _in_token(first)
        for word, behind in zip(joined[::2], joined[1::2], strict=True):
            found_behind = _in_token(behind.strip())
            mentions += found_behind if word == "of" else _as_alternative(found_behind)
        return mentions
    bare = _without_fillers(token)
    return list(scan(token, _SCANNED_CITY_THOUSANDS)) or ([Mention(bare, None)] if bare else [])


def _as_alternative(found: list[Mention]) -> list[Mention]:
    return [replace(found[0], is_alternative=True), *found[1:]] if found else []


def _whole_name(token: str) -> Mention | None:
    """The token as one name, if need be without the words around it that say nothing ("Greater Seattle area")."""
    index = gazetteer()
    while token:
        if fold_name(token) not in index.fillers or _is_state_code(token):
            meaning = index.whole_meaning(token)
            if meaning is not None:
                return Mention(token.strip(" *.-"), meaning)
        shorter = _without_one_filler(token)
        if shorter == token:
            return None
        token = shorter
    return None


def _without_one_filler(token: str) -> str:
    """The token without one word at its end, or else its start, that says nothing about where."""
    head, _, last = token.rpartition(" ")
    if _is_filler(last):
        return head.strip()
    first, _, tail = token.partition(" ")
    return tail.strip() if _is_filler(first) else token


def _without_fillers(token: str) -> str:
    while (shorter := _without_one_filler(token)) != token:
        token = shorter
    return token


def _is_filler(word: str) -> bool:
    folded = fold_name(word.strip("*,.-\"'"))
    return (not folded or folded in gazetteer().fillers) and not _is_state_code(word)


def _is_state_code(word: str) -> bool:
    return len(word) == 2 and word.isupper() and word in gazetteer().codes


def scan(text: str, thousands_min: int) -> Iterator[Mention]:
    """Names among other words, longest first, left to right. Cities only when large or followed by their state."""
    words = [word for word in _BETWEEN_WORDS.split(text) if word]
    start = end = 0
    while start < len(words):
        for length in range(min(_LONGEST_NAME_WORDS, len(words) - start), 0, -1):
            name = " ".join(words[start : start + length])
            following = words[start + length] if start + length < len(words) else ""
            meaning = _scanned_meaning(name, following, 0 < start == end, thousands_min)
            if meaning is not None:
                yield Mention(name, meaning)
                start = end = start + length
                break
        else:
            start += 1


def _scanned_meaning(
    name: str, following: str, is_behind_name: bool, thousands_min: int
) -> Meaning | None:
    """What a name among other words means. None when it is more likely no name."""
    is_state_code = _is_state_code(name)
    if " " not in name and not is_state_code and fold_name(name) in gazetteer().fillers:
        return None
    meaning = gazetteer().meaning(name)
    if meaning is None or not (name[0].isupper() or meaning.countries):
        return None
    if is_state_code and not meaning.countries and not is_behind_name:
        # "ON" and "IN" are words too: a state's code counts right behind the name of its city or country.
        return None
    is_small_city = meaning.cities and not meaning.is_admin and meaning.largest_city < thousands_min
    return None if is_small_city and not _is_state_code(following) else meaning
