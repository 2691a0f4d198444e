"""Cuts a posting's text into a `Document`: sections by what each is about.

Decides where a section begins and which of `KINDS` it is, so that "company boilerplate" means the same to every reader.
The words it knows are data: `sections.toml`. Leaves to `transforms.text.markup` what form the text has, and to the
readers what a section's words mean.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import islice
from typing import Any

from transforms.text.digits import digit_places
from transforms.text.folding import fold_heading, lower
from transforms.text.lexicon import lexicon
from transforms.text.lines import STATED, Cues, Line, line_of, lines_of
from transforms.text.markup import HEADING_MAX_CHARS, MARKED_HEADING, clean_lines, html_to_lines
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


# Its `__init__` is written out, for that of a dataclass is not compiled: a posting has ten.
@dataclass(slots=True, init=False)
class Section:
    """One stretch of a posting. `text` holds one paragraph or list item a line. List items begin with "- "."""

    kind: str
    heading: str
    text: str
    _lines: list[Line] | None = field(repr=False, compare=False)
    _n_stated: int = field(repr=False, compare=False)
    _lowered_text: str | None = field(repr=False, compare=False)

    def __init__(
        self, kind: str, heading: str, text: str, known_lines: list[Line] | None = None
    ) -> None:
        """`known_lines`: the lines of the text, if the caller has them."""
        self.kind, self.heading, self.text = kind, heading, text
        self._lines = None if known_lines is None else [line_of(heading), *known_lines]
        self._n_stated, self._lowered_text = len(STATED), None

    @property
    def lines(self) -> list[Line]:
        """The heading, an empty line when there is none, and each line of the text, with what readers find in it."""
        if self._lines is None or self._n_stated != len(STATED):
            self._lines = lines_of([self.heading, *self.text.split("\n")])
            self._n_stated = len(STATED)
        return self._lines

    @property
    def lowered_text(self) -> str:
        """The text in lower case, made once for all readers. Each letter has the same position as in `text`."""
        if self._lowered_text is None:
            self._lowered_text = lower(self.text)
        return self._lowered_text


# What a reader has just found in one is looked up by it.
@dataclass(slots=True, eq=False)
class Document:
    """A posting's words. `text` is the whole, headings included. `sections` are its parts in order."""

    text: str
    sections: tuple[Section, ...]
    known_lines: list[Line] | None = None
    """The lines of the text, if the caller has them."""
    _digits: list[int] | None = field(default=None, init=False)

    @property
    def digits(self) -> list[int]:
        """Where the digits of the text stand, found once for all readers."""
        if self._digits is None:
            self._digits = digit_places(self.text)
        return self._digits

    @property
    def lines(self) -> list[Line]:
        """The lines of the text as they are, those that became headings too."""
        return lines_of(self.text.split("\n")) if self.known_lines is None else self.known_lines

    def of(self, *kinds: str) -> str:
        """The text of the sections of these kinds, joined by newlines."""
        return "\n".join(section.text for section in self.sections if section.kind in kinds)

    def lines_with(self, cues: Cues[Any, Any], but_kinds: Container[str]) -> Iterator[str]:
        """The lines that hold one of the cues in the sections of all but these kinds, in order.

        "Location: Berlin" is a heading and its text to the splitter. Here a heading and the line after it are one line.
        """
        for part in self.sections:
            if part.kind in but_kinds:
                continue
            lines = part.lines
            if part.heading:
                first = lines[1] if len(lines) > 1 else line_of("")
                if cues in lines[0].found or cues in first.found:
                    yield f"{part.heading}: {first.text}"
            for line in lines[2 if part.heading else 1 :]:
                if line.found and cues in line.found:
                    yield line.text


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


def _cues() -> Iterator[tuple[str, str]]:
    """Words that settle of which kind a paragraph is, with either apostrophe."""
    for kind, phrases in lexicon(__package__, "sections.toml")["cues"].items():
        for phrase in phrases:
            for written in {phrase, phrase.replace("'", "’")}:
                yield written, kind


def _kinds_said(_: Line, hits: list[tuple[str, int, int]]) -> frozenset[str]:
    return frozenset(kind for kind, _, _ in hits)


_CUES = Cues(_cues, _kinds_said)


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


def _kind_of(line: Line, kind: str) -> str:
    """The kind of a line under a heading of a kind: its own words decide where the heading does not."""
    # No cue moves an item out of the duties or asks, so most of the text need not be searched for any.
    if kind in WORK_KINDS and line.text.startswith("- "):
        return kind
    cues = _CUES.of(line) or frozenset()
    if "legal" in cues:
        return "legal"
    if kind != "other" or ("duties" in cues and "about" in cues):
        return kind
    by_strength = ("duties", "requirements", "benefits", "about")
    return next((own for own in by_strength if own in cues), kind)


def _assign_lines(lines: Iterable[Line]) -> Iterator[tuple[str, str, Line | None]]:
    """The kind and heading of each line, and the line. None for a heading alone."""
    heading, kind, rank = "", "other", _UNRANKED
    for line in lines:
        text = line.text
        # Most lines are items. An item opens a section only if it ends in a colon.
        is_plain = not text or (text[-1] != ":" and text.startswith("- "))
        found = None if is_plain else _heading_of(text)
        if found is None:
            own = _kind_of(line, kind) if _CUES in line.found else kind
            yield own, heading, line if text else None
        elif found.rest and (len(found.rest) < _INLINE_OPENS_CHARS or found.kind not in WORK_KINDS):
            yield found.kind or kind, found.text, line_of(found.rest)
        elif found.kind is None:
            # An unknown heading below a known one is a part of it ("Data pipelines" under "Responsibilities").
            kind = kind if found.rank > rank else "other"
            heading = found.text
            yield kind, heading, None
        else:
            heading, kind, rank = found.text, found.kind, found.rank
            yield kind, heading, line_of(found.rest) if found.rest else None


def _split(every_line: Iterable[Line]) -> tuple[Section, ...]:
    """Cuts canonical text into sections at its headings, and at paragraphs whose own words say another kind."""
    sections: list[Section] = []
    kind, heading, lines = "other", "", list[Line]()
    for line_kind, line_heading, line in _assign_lines(every_line):
        if line_kind != kind or line_heading != heading:
            # A heading whose first paragraph says another kind leaves no empty section behind.
            if lines or (heading and heading != line_heading):
                sections.append(_section(kind, heading, lines))
            kind, heading, lines = line_kind, line_heading, []
        if line:
            lines.append(line)
    sections.append(_section(kind, heading, lines))
    return tuple(sections)


def _section(kind: str, heading: str, lines: list[Line]) -> Section:
    return Section(kind, heading, "\n".join([line.text for line in lines]), lines)


def read_document(html: str | None = None, plain: str | None = None) -> Document:
    """The document of a posting, from its HTML when there is one, else from plain text or markdown.

    Both may be None or empty: the document then has an empty text and one empty section.
    """
    return read_documents([html], [plain])[0]


def read_documents(htmls: Sequence[str | None], plains: Sequence[str | None]) -> list[Document]:
    """The documents of many postings. Step by step is faster: what a step knows stays in the processor's cache."""
    pairs = zip(htmls, plains, strict=True)
    return cut_documents([html_to_lines(a) if a else clean_lines(b or "") for a, b in pairs])


def cut_documents(texts: Sequence[list[str]]) -> list[Document]:
    """The documents of texts in canonical form, each given as its lines."""
    read = iter(lines_of([line for lines in texts for line in lines]))
    by_text = [list(islice(read, len(lines))) for lines in texts]
    return list(map(Document, map("\n".join, texts), map(_split, by_text), by_text))
