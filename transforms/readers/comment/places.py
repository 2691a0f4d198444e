"""Finds in a Hacker News comment what says where its openings are, and how they are worked.

Decides which parts of the first line may be places, which place the text names where that line names none, and what the own
line of an opening says. Leaves what the places mean to `transforms.readers.place.places`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import chain

from transforms.readers.comment.header import (
    HIRING_COUNTRIES,
    MONEY,
    is_large,
    is_terms,
    looks_like_place,
)
from transforms.readers.comment.lines import LINK, CommentLine
from transforms.readers.comment.titles import is_title
from transforms.readers.comment.words import words
from transforms.readers.place.gazetteer import Meaning, gazetteer
from transforms.readers.place.locations import read_location
from transforms.readers.place.mentions import find_mentions
from transforms.readers.place.metros import metros_in
from transforms.readers.place.remote import labels_policy

_LONGEST_PLACE = 120
_SPOKEN_LINES = 8
"""Lines in which a comment says where it hires, when its first line does not."""

_PLACE = re.compile(r"^[A-ZÀ-Þ(]|^remote|^anywhere", re.I)
_NO_REMOTE = re.compile(r"\b(?:no remote|not remote|remote:? no|no remotes?)\b", re.I)
_WAYS = {
    "remote": re.compile(
        r"\b(?:remote|wfh|work from home|anywhere|distributed(?=\s*(?:$|[|(),;/.]|(?:teams?|company|startup|workforce|across)\b)|\s[-–—]\s))\b",
        re.I,
    ),
    "onsite": re.compile(r"\b(?:on-?site|in[- ]person|in[- ]office)\b", re.I),
    "hybrid": re.compile(r"\bhybrid\b", re.I),
}
_SHOUTED = re.compile(
    r"\b(?:REMOTE|ON-?SITE)\b|\b(?i:all) (?:\w+ ){0,2}(?:jobs|positions|roles)\b[^.;]{0,30}"
)
"""The threads' own words for a way of working, in capitals as the threads ask for them, or said of all openings."""

_PARTS = re.compile(r"[|¦│;()\[\]]|\s[-–—]+\s|:\s|\.\s")
_PLACE_PARTS = re.compile(_PARTS.pattern + r"|\s(?:~|•|::|//|@)\s")
_IN = re.compile(
    r"(?:[A-Z0-9][\w.'’)-]*|\b(?:hiring|based|located|headquartered|offices?|teams?|work|is|company|startup|firm)) (?:in|at) "
    r"(?:the |downtown )?(?P<place>[A-Z][\w.'’-]*(?:(?:, | (?:or|and|&) |/| )[A-Z][\w.'’-]*){0,6})"
)
"""A place behind a name or a word of where people work. A product for "farmers in Kenya" is made elsewhere."""

_LONGEST_NAME = 30
_WRITTEN_LINES = 3
"""Lines in which a place may stand by itself."""

_BAR = re.compile(r"[|¦│]")

_BETWEEN = re.compile(r"\s*[/&+]\s*")
_OWN_CHARS = 200
_LONGEST_OWN = 80
_LABELLED = re.compile(r"(?:job |work |office )?locations?\s*:\s*(?P<place>.{2,120})$", re.I)
_CRAFTS = ("nouns", "soft_nouns", "languages", "not_place")
_SPOKEN = re.compile(
    r"\b(?:(?i:hiring|looking for)\b[^.:;!?]{3,60}|(?i:we(?:['’]re| are) (?:all )?(?:based|located)"
    r"|our (?:\w+ )?(?:office|headquarters|hq|team)(?: is|['’]s)?(?: based| located)?"
    r"|(?:roles?|positions?|jobs?|openings?)(?: is| are)?(?: based| located)?))\s(?:in|at)\s(?:the\s)?"
    r"(?P<place>[A-Z][\w.'’-]*(?:(?:, | (?:or|and|&) |/| )[A-Z][\w.'’-]*){0,6})"
)
"""A sentence that says where people are hired: "We're hiring for several roles in NYC"."""


def remote_of(header: str, below: Iterable[CommentLine]) -> str | None:
    """The one way of working that the header (else the lines below it) names. None when none or several are.

    Below the header only a word in capitals or a part that says only where counts: systems are distributed, apps hybrid,
    and gyms on site.
    """
    ways = set(_ways_in(header)) or {way for line in below for way in _ways_stated(line.text)}
    return next(iter(ways)) if len(ways) == 1 else None


def _ways_stated(line: str) -> list[str]:
    if not _ways_in(line):
        return []
    said = _NO_REMOTE.sub(" ONSITE ", line)
    parts = [part for part in map(str.strip, _PARTS.split(said)) if _says_only_where(part)]
    return _ways_in("; ".join([*parts, *_SHOUTED.findall(said)]))


def _ways_in(text: str) -> list[str]:
    said = _NO_REMOTE.sub(" onsite ", text)
    return [way for way, pattern in _WAYS.items() if pattern.search(said)]


def locations_of(
    parts: list[str], employer: str | None, lines: Sequence[CommentLine]
) -> tuple[str, ...]:
    """The parts of the header that may be places, as written, else the place where a sentence says that people are hired."""
    rest = [part for part in parts[:1] if looks_like_place(part)] + parts[1:]
    named = dict.fromkeys(part for part in rest if part != employer and _may_be_place(part))
    # "Acme (Ghent, Belgium)" was cut at its comma.
    whole = [part for part in named if part.count(")") <= part.count("(")]
    if any(map(_names_place, whole)):
        return tuple(named)
    found = _standing(lines) or _spoken(lines) or _behind_in(lines[0].text)
    return (*whole, *found) if found else tuple(named)


def _may_be_place(part: str) -> bool:
    """Whether a part is no title, term, link or pay, and names a place or a way of working."""
    if len(part) > _LONGEST_PLACE or not _PLACE.match(part) or MONEY.search(part):
        return False
    if is_title(part):
        return False
    if _WAYS["remote"].search(part):
        return True
    if is_terms(part) or ("," not in part and words("not_place").search(part)):
        return False
    return _names_place(part) or labels_policy((part,)) is not None


def _names_place(part: str) -> bool:
    """Whether a part names a place where threads hire. Beside words of a craft it must be a large one or a country.

    Of the small towns far away most are meant as words: "Mongo", "Unity".
    """
    if metros_in(part):
        return True
    is_of_craft = any(words(name).search(part) for name in _CRAFTS)
    is_meant = is_large if is_of_craft else _is_there
    found = (mention.meaning for names in find_mentions(part) for mention in names)
    return any(is_meant(meaning) for meaning in found if meaning is not None)


def _is_there(meaning: Meaning) -> bool:
    is_wide = not (meaning.cities or meaning.is_admin)
    is_near = any(city.country in HIRING_COUNTRIES for city in meaning.cities)
    return is_wide or is_near or is_large(meaning)


def _standing(lines: Sequence[CommentLine]) -> tuple[str, ...]:
    """The places that stand by themselves in the first line, "Acme (Berlin)", and at the beginning of the next two."""
    first, *below = (_PLACE_PARTS.split(line.text[:_OWN_CHARS]) for line in lines[:_WRITTEN_LINES])
    alone = dict.fromkeys(map(_place_ending, chain(first, *map(_leading, below))))
    return tuple(place for place in alone if place)


def _leading(parts: list[str]) -> list[str]:
    """The parts of a lower line that may be places. Beside other words only those with a comma, of a long line its first.

    "Seattle, WA - near the station" tells where, and "Austin (CTO) and I founded it" does not.
    """
    said = [part for part in map(str.strip, parts) if part]
    is_short = sum(map(len, said)) <= _LONGEST_OWN
    if is_short and all(_says_only_where(part) or is_terms(part) for part in said):
        return said
    return [part for part in (said if is_short else said[:1]) if "," in part]


def _behind_in(line: str) -> tuple[str, ...]:
    """The place behind an "in" before the first bar: "Acme in Berlin is hiring"."""
    head = _BAR.split(line[:_OWN_CHARS])[0]
    behind = (_only_where(found["place"]) for found in _IN.finditer(head))
    return tuple(place.rstrip(".,'’-") for place in behind if place)[:1]


def _place_ending(part: str) -> str | None:
    """A part that says only where, or what it says behind a short name and a comma: "Two Sigma, NYC"."""
    name, _, behind = part.partition(",")
    for end in (part, behind if len(name) <= _LONGEST_NAME else ""):
        bare = end.replace(LINK, "").strip(" ,.-–—/")
        if _says_only_where(bare) and read_location(bare)[0]:
            return bare
    return None


def _spoken(lines: Sequence[CommentLine]) -> tuple[str, ...]:
    """The first place in which a sentence says that people are hired. Every name in it must be known."""
    for line in lines[:_SPOKEN_LINES]:
        labelled = _LABELLED.match(line.text)
        if labelled and _names_place(labelled["place"]):
            return (labelled["place"],)
        for found in _SPOKEN.finditer(line.text):
            if place := _only_where(found["place"]):
                return (place.rstrip(".,'’-"),)
    return ()


def _only_where(phrase: str) -> str | None:
    """The longest beginning of a phrase that says only where: "Berlin, Germany" of "Berlin, Germany Our team"."""
    ends = [*(space.start() for space in re.finditer(r",?\s", phrase)), len(phrase)]
    return next((phrase[:end] for end in reversed(ends) if _says_only_where(phrase[:end])), None)


def own_places(lines: Sequence[CommentLine]) -> tuple[str, ...]:
    """What the lines of one opening say of its place: the parts of its first line, and a next line, that say only where."""
    first, *others = (_PARTS.split(line.text[:_OWN_CHARS]) for line in lines[:2])
    below = [part for other in others for part in other if part.strip()]
    parts = [*first, *(below if all(map(_says_only_where, below)) else ())]
    bare = (part.replace(LINK, "").strip(" ,.-–—") for part in parts)
    return tuple(dict.fromkeys(part for part in bare if _says_only_where(part)))


def places_of(own: tuple[str, ...], shared: tuple[str, ...]) -> tuple[str, ...]:
    """The places of one opening: its own, and of the comment's what they leave open, the place or the way of working."""
    if any(read_location(part)[0] for part in own):
        is_open = not any(map(_ways_in, own))
        return (*own, *(part for part in shared if is_open and not _names_place(part)))
    others = [part for part in shared if "remote" not in _ways_in(part)]
    # A location that says remote outranks the opening's own "onsite".
    is_other = way_of(own) not in (None, "remote") and any(map(_names_place, others))
    return (*own, *(others if is_other else shared))


def way_of(own: tuple[str, ...]) -> str | None:
    """The one way of working that an opening's own places name. None when none or several are."""
    ways = {way for part in own for way in _ways_in(part)}
    return next(iter(ways)) if len(ways) == 1 else None


def _says_only_where(part: str) -> bool:
    """Whether places and ways of working are all there is in a part: "US Remote", "SFO or Seattle preferred"."""
    if not 0 < len(part) <= _LONGEST_OWN or MONEY.search(part):
        return False
    names = [
        name
        for piece in words("around_places").sub(",", part).split(",")
        for name in _BETWEEN.split(piece)
        if any(map(str.isalpha, name)) and not is_terms(name)
    ]
    if not names:
        return bool(_ways_in(part))
    # Not `whole_meaning`: "(TV)" and "(IT)" behind a title are no countries.
    meanings = map(gazetteer().meaning, names)
    known = [meaning for meaning in meanings if meaning is not None]
    return len(known) == len(names) and any(map(is_large, known))
