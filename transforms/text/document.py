"""Cuts a posting's text into a `Document`: sections by what each is about.

Decides where a section begins and which of `KINDS` it is, so that "company boilerplate" means the same to every reader.
The words it knows are data: `sections.toml`. Leaves to `transforms.text.markup` what form the text has, and to the
readers what a section's words mean.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from ahocorasick_rs import AhoCorasick, Implementation

from transforms.text.lexicon import lexicon
from transforms.text.markup import HEADING_MAX_CHARS, MARKED_HEADING, clean_text, html_to_text

KINDS = ("about", "duties", "requirements", "preferred", "benefits", "legal", "other")
"""about: what the company says of itself. duties: the work. requirements, preferred: what is asked. benefits: pay and
perks. legal: equal opportunity, privacy, how to apply. other: text that neither a heading nor its own words place."""


@dataclass(frozen=True, slots=True)
class Section:
    """One stretch of a posting. `text` holds one paragraph or list item a line; list items begin with "- "."""

    kind: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """A posting's words. `text` is the whole, headings included; `sections` are its parts in order."""

    text: str
    sections: tuple[Section, ...]

    def of(self, *kinds: str) -> str:
        """The text of the sections of these kinds, joined by newlines."""
        return "\n".join(section.text for section in self.sections if section.kind in kinds)


_HEADING_MAX_WORDS = 11
_BARE_MAX_WORDS = 7
# Long enough for: The responsibilities of the position include, but are not limited to, the following
_COLON_MAX_CHARS = 120
# "Requirements: five years of ..." opens a section; "Salary: EUR 50,000" and "Education: Bachelor" are facts of one line.
_INLINE_OPENS_CHARS = 60
_BOLD_RANK = 7
_COLON_RANK = 8
_UNRANKED = 9
_WORK_KINDS = frozenset(["duties", "requirements", "preferred"])

_INLINE_HEADING = re.compile(r"([A-Z][\w'’ &/,-]{2,45}?)\s*:\s+(?=\S)")
_NOT_WORD = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class _Lexicon:
    whole: dict[str, str]
    part: tuple[tuple[str, re.Pattern[str]], ...]
    cues: AhoCorasick
    cue_kinds: tuple[str, ...]


@cache
def _lexicon() -> _Lexicon:
    table = lexicon(__package__, "sections.toml")
    kinds = [kind for kind in table if kind != "cues"]
    cues = [(words, kind) for kind, phrases in table["cues"].items() for words in phrases]
    return _Lexicon(
        whole={phrase: kind for kind in reversed(kinds) for phrase in table[kind]["whole"]},
        part=tuple((kind, re.compile("|".join(table[kind]["part"]))) for kind in kinds),
        # A DFA: for some hundred words it takes less than half the time of the default.
        cues=AhoCorasick([words for words, _ in cues], implementation=Implementation.DFA),
        cue_kinds=tuple(kind for _, kind in cues),
    )


def _plain_words(phrase: str) -> str:
    """Lower-case letters and digits with single blanks: accents, apostrophes and punctuation taken out."""
    phrase = phrase.lower()
    if not phrase.isascii():
        phrase = (
            unicodedata.normalize("NFKD", phrase.replace("’", "").replace("ß", "ss"))
            .encode("ascii", "ignore")
            .decode()
        )
    return _NOT_WORD.sub(" ", phrase.replace("'", "")).strip()


@lru_cache(maxsize=20_000)
def _known_kind(words: str) -> str | None:
    sections = _lexicon()
    if kind := sections.whole.get(words):
        return kind
    return next((kind for kind, pattern in sections.part if pattern.search(words)), None)


@dataclass(frozen=True, slots=True)
class _Heading:
    """A heading found: `kind` None when its words are unknown, `rest` the text on the same line after it."""

    text: str
    kind: str | None
    rank: int
    rest: str = ""


def _heading_of(line: str) -> _Heading | None:
    """The heading that a line is or begins with, or None when the line is plain text."""
    is_item = line.startswith("- ")
    if line[0] in "#*_-=" and not is_item and (marked := MARKED_HEADING.match(line)):
        text = next(group for group in marked.groups()[1:] if group).strip(" :*#_-")
        rank = len(marked[1]) if marked[1] else _BOLD_RANK
        kind = _known_kind(_plain_words(text))
        is_sentence = text.endswith((".", "!", ";")) and text.count(" ") > 5
        if (
            len(text) <= HEADING_MAX_CHARS
            and text.count(" ") < _HEADING_MAX_WORDS
            and (kind or not is_sentence)
        ):
            return _Heading(text, kind, rank)
        return None
    n_chars, ends_in_colon = len(line), line[-1] == ":"
    if n_chars <= HEADING_MAX_CHARS or (ends_in_colon and n_chars <= _COLON_MAX_CHARS):
        bare = _bare_heading(line, ends_in_colon)
        if bare is not None:
            return bare
    if not is_item and ":" in line[:50] and (inline := _INLINE_HEADING.match(line)):
        kind = _lexicon().whole.get(_plain_words(inline[1]))
        if kind is not None:
            return _Heading(inline[1], kind, _COLON_RANK, line[inline.end() :])
    return None


@lru_cache(maxsize=20_000)
def _bare_heading(line: str, ends_in_colon: bool) -> _Heading | None:
    """A heading without markup: known as a whole, ended by a colon with words we know, or all in capitals.

    Cached because employers repeat their headings, and the short lines beside them, from posting to posting.
    """
    is_item = line.startswith("- ")
    if line.count(" ") >= _BARE_MAX_WORDS and (is_item or not ends_in_colon):
        return None
    text = line.strip(" :-")
    words = _plain_words(text)
    if is_item:
        kind = _lexicon().whole.get(words) if ends_in_colon else None
    elif ends_in_colon or line.isupper():
        kind = _known_kind(words)
    else:
        kind = _lexicon().whole.get(words)
    is_capitals = line.isupper() and len(line) > 6 and not is_item
    return _Heading(text, kind, _COLON_RANK) if kind or is_capitals else None


def _line_kinds(lines: list[str]) -> dict[int, set[str]]:
    """The kinds whose cue words occur in each line, by line number; lines without cues are absent."""
    sections = _lexicon()
    found: dict[int, set[str]] = {}
    # Lower-casing can change the length of a text but never adds a line, so positions are counted in the lowered one.
    lowered = "\n".join(lines).lower().replace("’", "'")
    number = counted = 0
    for cue, start, _ in sections.cues.find_matches_as_indexes(lowered, overlapping=True):
        # Cues come by their ends, and none spans a line: one that begins before the last is in the same line.
        if start > counted:
            number += lowered.count("\n", counted, start)
            counted = start
        found.setdefault(number, set()).add(sections.cue_kinds[cue])
    return found


def _kind_of_line(kind: str, cues: set[str]) -> str:
    """The kind that a line with these cues has in a section of this kind: its own words decide where the heading does not."""
    if "legal" in cues:
        return "legal"
    if kind != "other" or ("duties" in cues and "about" in cues):
        return kind
    return next(
        (own for own in ("duties", "requirements", "benefits", "about") if own in cues), kind
    )


def _placed_lines(text: str) -> list[tuple[str, str, str]]:
    """Each line with the kind and heading it stands under; a heading alone comes with an empty line."""
    placed: list[tuple[str, str, str]] = []
    undecided: list[int] = []
    heading, kind, rank = "", "other", _UNRANKED
    for line in text.split("\n"):
        found = _heading_of(line) if line else None
        if found is None:
            # No cue moves an item out of the duties or asks, so most of the text need not be searched for any.
            if kind not in _WORK_KINDS or not line.startswith("- "):
                undecided.append(len(placed))
            placed.append((kind, heading, line))
        elif found.rest and (
            len(found.rest) < _INLINE_OPENS_CHARS or found.kind not in _WORK_KINDS
        ):
            placed.append((found.kind or kind, found.text, found.rest))
        elif found.kind is None:
            # An unknown heading below a known one is a part of it ("Data pipelines" under "Responsibilities").
            kind = kind if found.rank > rank else "other"
            heading = found.text
            placed.append((kind, heading, ""))
        else:
            heading, kind, rank = found.text, found.kind, found.rank
            placed.append((kind, heading, found.rest))
    for number, cues in _line_kinds([placed[index][2] for index in undecided]).items():
        kind, heading, line = placed[undecided[number]]
        placed[undecided[number]] = (_kind_of_line(kind, cues), heading, line)
    return placed


def split_sections(text: str) -> tuple[Section, ...]:
    """Cuts canonical text into sections at its headings, and at paragraphs whose own words say another kind."""
    sections: list[Section] = []
    kind, heading, lines = "other", "", list[str]()
    for line_kind, line_heading, line in _placed_lines(text):
        if (line_kind, line_heading) != (kind, heading):
            # A heading whose first paragraph says another kind leaves no empty section behind.
            if lines or (heading and heading != line_heading):
                sections.append(Section(kind, heading, "\n".join(lines)))
            kind, heading, lines = line_kind, line_heading, []
        if line:
            lines.append(line)
    sections.append(Section(kind, heading, "\n".join(lines)))
    return tuple(sections)


def read_document(html: str | None = None, plain: str | None = None) -> Document:
    """The document of a posting, from its HTML when there is one, else from plain text or markdown.

    Both may be None or empty: the document then has an empty text and one empty section.
    """
    text = html_to_text(html) if html else clean_text(plain or "")
    return Document(text, split_sections(text))
