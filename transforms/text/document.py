"""Cuts a posting's text into a `Document`: sections by what each is about.

Decides where a section begins and which of `KINDS` it is, so that "company boilerplate" means the same to every reader.
The words it knows are data: `sections.toml`. Leaves to `transforms.text.markup` what form the text has, and to the
readers what a section's words mean.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache

from transforms.text.folding import fold_heading, with_plain_i
from transforms.text.lexicon import lexicon
from transforms.text.markup import HEADING_MAX_CHARS, MARKED_HEADING, clean_text, html_to_text
from transforms.text.phrases import Phrases
from transforms.text.repeated import once_a_line
from transforms.text.rule import words_pattern

KINDS = ("about", "duties", "requirements", "preferred", "benefits", "legal", "other")
"""about: what the company says of itself. duties: the work. requirements, preferred: what is asked. benefits: pay and
perks. legal: equal opportunity, privacy, how to apply. other: text that neither a heading nor its own words place."""

WORK_KINDS = frozenset({"duties", "requirements", "preferred"})
COMPANY_KINDS = frozenset({"about", "benefits", "legal"})
"""Sections that are not about this job: their skills, levels and degrees are those of the company and its people."""

_HEADING_MAX_WORDS = 11
_BARE_MAX_WORDS = 7
# Long enough for: The responsibilities of the position include, but are not limited to, the following
_COLON_MAX_CHARS = 120
# "Requirements: five years of ..." opens a section. "Salary: EUR 50,000" and "Education: Bachelor" are facts of one line.
_INLINE_OPENS_CHARS = 60
_INLINE_WITHIN_CHARS = 50
_BOLD_RANK, _COLON_RANK, _UNRANKED = 7, 8, 9

_INLINE_HEADING = re.compile(r"([A-Z][\w'’ &/,-]{2,45}?)\s*:\s+(?=\S)")


# Not frozen: that makes it twice as slow to build, and a posting has ten.
@dataclass(slots=True)
class Section:
    """One stretch of a posting. `text` holds one paragraph or list item a line. List items begin with "- "."""

    kind: str
    heading: str
    text: str
    written: str = field(init=False, repr=False, compare=False)
    """Heading and text, each between line ends."""
    lowered: str = field(init=False, repr=False, compare=False)
    """The same in lower case, made once for all readers. Each letter has the same position as in `written`."""

    def __post_init__(self) -> None:
        written = f"\n{self.heading}\n{self.text}\n"
        lowered = written.lower()
        if len(lowered) != len(written):
            written = with_plain_i(written)
            lowered = written.lower()
        self.written, self.lowered = written, lowered

    @property
    def lowered_text(self) -> str:
        """The text in lower case."""
        return self.lowered[len(self.heading) + 2 : -1]


# No two are compared, and what a reader has just found in one is looked up by it.
@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A posting's words. `text` is the whole, headings included. `sections` are its parts in order."""

    text: str
    sections: tuple[Section, ...]

    def of(self, *kinds: str) -> str:
        """The text of the sections of these kinds, joined by newlines."""
        return "\n".join(section.text for section in self.sections if section.kind in kinds)

    def with_headings(self, but_kinds: Container[str], *, lowered: bool = False) -> str:
        """The text of the sections of all but these kinds, each begun by its heading, in lower case if so wanted."""
        # "Location: Berlin" is a heading and its text to the splitter. Here it must be read as one line again.
        parts = [
            (part.heading.lower(), part.lowered_text) if lowered else (part.heading, part.text)
            for part in self.sections
            if part.kind not in but_kinds
        ]
        return "\n".join(f"{heading}: {text}" if heading else text for heading, text in parts)


@cache
def _whole_headings() -> dict[str, str]:
    """Kind by the words of a heading, in every language."""
    kinds = _headings()
    languages = lexicon(__package__, "headings.toml").values()
    elsewhere = [
        (kind, language.get(kind, ())) for kind in reversed(kinds) for language in languages
    ]
    english = [(kind, kinds[kind]["whole"]) for kind in reversed(kinds)]
    return {phrase: kind for kind, phrases in (*elsewhere, *english) for phrase in phrases}


@cache
def _parts_of_headings() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Kinds with the patterns of what their headings hold."""
    return tuple(
        (kind, words_pattern("|".join(words["part"]))) for kind, words in _headings().items()
    )


def _headings() -> dict[str, dict[str, list[str]]]:
    table = lexicon(__package__, "sections.toml")
    return {kind: words for kind, words in table.items() if kind != "cues"}


@cache
def _cues() -> Phrases[str]:
    cues = lexicon(__package__, "sections.toml")["cues"]
    return Phrases((phrase, kind) for kind, phrases in cues.items() for phrase in phrases)


@lru_cache(maxsize=20_000)
def _known_kind(words: str) -> str | None:
    if kind := _whole_headings().get(words):
        return kind
    return next((kind for kind, pattern in _parts_of_headings() if pattern.search(words)), None)


@dataclass(frozen=True, slots=True)
class _Heading:
    """A heading found. `kind` is None when its words are unknown. `rest` is the text after it on its line."""

    text: str
    kind: str | None
    rank: int
    rest: str = ""


@once_a_line
def _heading_of(line: str) -> _Heading | None:
    """The heading that a line is or begins with, or None when the line is plain text."""
    is_item = line.startswith("- ")
    if line[0] in "#*_-=" and not is_item and (marked := MARKED_HEADING.match(line)):
        return _marked_heading(marked)
    ends_in_colon = line[-1] == ":"
    longest = _COLON_MAX_CHARS if ends_in_colon else HEADING_MAX_CHARS
    if len(line) <= longest and (bare := _bare_heading(line, ends_in_colon)):
        return bare
    if is_item or ":" not in line[:_INLINE_WITHIN_CHARS]:
        return None
    inline = _INLINE_HEADING.match(line)
    kind = inline and _whole_headings().get(fold_heading(inline[1]))
    return _Heading(inline[1], kind, _COLON_RANK, line[inline.end() :]) if inline and kind else None


def _marked_heading(marked: re.Match[str]) -> _Heading | None:
    """The heading of a marked line, or None when the line is an emphasised sentence."""
    text = next(group for group in marked.groups()[1:] if group).strip(" :*#_-")
    n_blanks = text.count(" ")
    kind = _known_kind(fold_heading(text))
    is_sentence = text.endswith((".", "!", ";")) and n_blanks > 5 and not kind
    if len(text) > HEADING_MAX_CHARS or n_blanks >= _HEADING_MAX_WORDS or is_sentence:
        return None
    return _Heading(text, kind, len(marked[1]) if marked[1] else _BOLD_RANK)


def _bare_heading(line: str, ends_in_colon: bool) -> _Heading | None:
    """A heading without markup: known as a whole, ended by a colon with words we know, or all in capitals."""
    is_item = line.startswith("- ")
    is_long = line.count(" ") >= _BARE_MAX_WORDS
    if (is_item and (is_long or not ends_in_colon)) or (is_long and not ends_in_colon):
        return None
    text = line.strip(" :-")
    words = fold_heading(text)
    is_capitals = line.isupper() and not is_item
    is_plain = is_item or not (ends_in_colon or is_capitals)
    kind = _whole_headings().get(words) if is_plain else _known_kind(words)
    return _Heading(text, kind, _COLON_RANK) if kind or (is_capitals and len(line) > 6) else None


@once_a_line
def _cues_of(line: str) -> set[str]:
    """The kinds whose cue words occur in a line."""
    cues = _cues()
    return {cues.meanings[cue] for cue, *_ in cues.find(line.lower().replace("’", "'"))}


def _kind_of(line: str, kind: str) -> str:
    """The kind of a line under a heading of a kind: its own words decide where the heading does not."""
    # No cue moves an item out of the duties or asks, so most of the text need not be searched for any.
    if kind in WORK_KINDS and line.startswith("- "):
        return kind
    cues = _cues_of(line)
    if "legal" in cues:
        return "legal"
    if not cues or kind != "other" or ("duties" in cues and "about" in cues):
        return kind
    by_strength = ("duties", "requirements", "benefits", "about")
    return next((own for own in by_strength if own in cues), kind)


def _assign_lines(text: str) -> Iterator[tuple[str, str, str]]:
    """The kind, heading and text of each line. A heading alone comes with an empty text."""
    heading, kind, rank = "", "other", _UNRANKED
    for line in text.split("\n"):
        found = _heading_of(line) if line else None
        if found is None:
            yield _kind_of(line, kind), heading, line
        elif found.rest and (len(found.rest) < _INLINE_OPENS_CHARS or found.kind not in WORK_KINDS):
            yield found.kind or kind, found.text, found.rest
        elif found.kind is None:
            # An unknown heading below a known one is a part of it ("Data pipelines" under "Responsibilities").
            kind = kind if found.rank > rank else "other"
            heading = found.text
            yield kind, heading, ""
        else:
            heading, kind, rank = found.text, found.kind, found.rank
            yield kind, heading, found.rest


def split_sections(text: str) -> tuple[Section, ...]:
    """Cuts canonical text into sections at its headings, and at paragraphs whose own words say another kind."""
    sections: list[Section] = []
    kind, heading, lines = "other", "", list[str]()
    for line_kind, line_heading, line in _assign_lines(text):
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
