"""Finds the lines of a posting that may ask for something, by topic, and the sentences they hold.

Decides which lines hold a cue of `asks.toml`, where a sentence ends, and whether it is only a wish by the section or
heading it stands under. Leaves what a sentence requires to the other modules of asks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from transforms.text.document import Document, Section
from transforms.text.lexicon import lexicon
from transforms.text.lines import Cues, Line
from transforms.text.rule import Rule, rule

_WHOLE_LINE_TOPICS = frozenset({"years", "degree"})
"""Topics read by the sentence, once a line. The others are read around each of their cues."""

_COMPANY_KINDS = frozenset({"about", "benefits"})
"""Sections whose years and degrees are the company's own, but for a list item that plainly asks."""

_ASKING_ITEM = re.compile(
    r"(?i)- (?:an? |minimum (?:of )?|at least )?"
    r"(?:bachelor|master|ph\.?d|b\.?s\b|m\.?s\b|\d+\+? ?(?:- ?\d+ )?years? of)"
)
"""A list item that asks for years or a degree under a heading about the company: the splitter missed a heading."""

_SENTENCE_END = re.compile(r"[.;!?](?<=[a-z)].)\s+(?=[A-Z])")
"""A full stop after a word of small letters: "B.S. Computer Science" is one sentence."""

_INLINE_HEADING = re.compile(
    r"(?=\b(?:BASIC|PREFERRED|MINIMUM|REQUIRED|Preferred|Basic|Minimum|Required)"
    r" (?:Q|q)(?:ualifications|UALIFICATIONS))"
)
_WISH_HEADING = re.compile(
    r"(?i)^(?:preferred|desired|additional) (?:qualifications|skills|experience|requirements)"
    r"|^nice[- ]to[- ]have"
)
_NEED_HEADING = re.compile(
    r"(?i)^(?:basic|minimum|required) (?:qualifications|skills|requirements)"
)


class CuedLine(NamedTuple):
    """A line that holds a cue, and where the (first) cue is in it."""

    section: Section
    text: str
    kind: str
    hit_start: int
    hit_end: int


class Sentence(NamedTuple):
    """One sentence, its section's heading and whether it is only a wish by the section or heading it stands under."""

    text: str
    heading: str
    is_wish: bool


# The level of a posting is read right after its asks, from the same lines.
@lru_cache(maxsize=1)
def cued_lines(document: Document) -> dict[str, list[CuedLine]]:
    """The lines of a posting that hold a cue, by topic, in order, so that a posting pays for what it says."""
    cued: dict[str, list[CuedLine]] = {}
    for section in document.sections:
        for line in section.lines:
            if not line.found or _CUES not in line.found:
                continue
            for topic, kind, start, end in _CUES.of(line) or ():
                cued.setdefault(topic, []).append(CuedLine(section, line.text, kind, start, end))
    return cued


def _cued(
    _: Line, hits: list[tuple[tuple[str, str], int, int]]
) -> tuple[tuple[str, str, int, int], ...]:
    """Each cue of a line, with its topic, its kind and where it stands. Years and degree are named once a line."""
    cued: list[tuple[str, str, int, int]] = []
    whole_line_topics = set()
    for (topic, kind), start, end in hits:
        if topic in whole_line_topics:
            continue
        if topic in _WHOLE_LINE_TOPICS:
            whole_line_topics.add(topic)
        # Hits count from the line end before the line.
        cued.append((topic, kind, start - 1, end - 1))
    return tuple(cued)


def sentences(lines: Sequence[CuedLine]) -> Iterator[Sentence]:
    """The sentences of cued lines, but for those of the company's own sections, in order."""
    for line in lines:
        yield from _sentences_of(line.text, line.section.kind, line.section.heading)


# Employers ask in the same words in all their postings, and years and degrees on the same lines.
@lru_cache(maxsize=20_000)
def _sentences_of(line: str, kind: str, heading: str) -> tuple[Sentence, ...]:
    if kind in _COMPANY_KINDS and not _ASKING_ITEM.match(line):
        return ()
    found: list[Sentence] = []
    is_wish = kind == "preferred"
    for part in _split(line):
        if _WISH_HEADING.match(part):
            is_wish = True
        elif _NEED_HEADING.match(part):
            is_wish = False
        found.append(Sentence(part, heading, is_wish))
    return tuple(found)


def _split(line: str) -> list[str]:
    """The sentences of a line, cut also at headings that a board ran into the paragraph."""
    # Most lines are one list item: cheap looks spare them the regular expressions.
    parts = _SENTENCE_END.split(line) if ". " in line or "; " in line else [line]
    if "ualif" in line or "UALIF" in line:
        parts = [piece for part in parts for piece in _INLINE_HEADING.split(part)]
    return parts


def _cues() -> list[tuple[str, tuple[str, str]]]:
    """Every cue with its topic, and for a phrase of mathematics its kind."""
    words = lexicon(__package__, "asks.toml")
    cues = [(cue, (topic, "")) for topic, table in words.items() for cue in table.get("cues", ())]
    cues += [(cue, ("degree", "")) for form in words["degree"]["forms"] for cue in form["cues"]]
    cues += [(cue, ("math", kind)) for kind, phrases in words["math"].items() for cue in phrases]
    return cues


# "5yrs" and "3年" are a figure and a word.
_CUES = Cues(_cues, _cued, begin_words=True)


@cache
def rules_of(topic: str) -> dict[str, Rule]:
    """The rules of a topic, by name."""
    table = lexicon(__package__, "asks.toml")[topic]
    return {name: rule(source) for name, source in table.items() if isinstance(source, str)}
