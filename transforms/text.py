"""Turns a posting's HTML, markdown or plain text into a `Document`: clean text cut into sections by what each is about.

Decides where a section begins and which of `KINDS` it is, so that "company boilerplate" means the same to every reader.
The words it knows are data: `lexicons/sections.toml`. Leaves to the readers what a section's words mean.

The text comes out in one canonical form whatever went in: a line a paragraph, "- " before list items, "## " (with the
rank of an HTML heading) or "**...**" around headings, no other markup, no control characters.
"""

from __future__ import annotations

import html as entities
import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from ahocorasick_rs import AhoCorasick, Implementation

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


# Ten times the longest honest posting of the 15,000 looked at (31 k): beyond it a body is an attack or an accident.
_MAX_CHARS = 300_000
_HEADING_MAX_CHARS = 80
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

# Tags are rewritten by one regular expression rather than a parser: a tree is never needed here, it is as fast as
# Lexbor's, and 100,000 nested <div> cost 0.05 s where Lexbor takes 20 s. [^<>]* keeps it linear on unclosed tags.
_TAG = re.compile(r"<(/?[a-zA-Z][a-zA-Z0-9]*)(?:[\s/][^<>]*)?>")
_UNSEEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|noscript|template|title|svg)\b.*?(?:</\1\s*>|\Z)|<!\[CDATA\[|\]\]>|<[!?][^<>]*>",
    re.S | re.I,
)
# The beginnings of all that is unseen (and a little more): most texts have none, and this finds that out 30 times sooner.
_UNSEEN_MARK = re.compile(r"<(?:[!?]|[sS][cCvV]|[sS][tT][yY]|[nN][oO]|[tT][eE]|[tT][iI][tT])")
_ESCAPED_TAG = re.compile(r"&lt;/?(?:p|div|ul|li|br|h[1-6]|strong|span|b)\b", re.I)
_BLOCK_TAG = re.compile(r"<(?:p|div|ul|ol|li|br|h[1-6]|tr|section)\b", re.I)
_BOLD_OPEN, _BOLD_CLOSE, _ITEM = "\ue000", "\ue001", "\ue002"
_BLOCKS = (
    "p",
    "div",
    "tr",
    "ul",
    "ol",
    "dl",
    "dt",
    "dd",
    "table",
    "section",
    "article",
    "header",
    "footer",
    "blockquote",
    "pre",
    "hr",
    "main",
)
_REPLACEMENT: dict[str, str] = (
    {slash + tag: "\n" for slash in ("", "/") for tag in _BLOCKS}
    | {"br": "\n", "li": f"\n{_ITEM}", "/li": "\n", "td": " ", "th": " "}
    | {"b": _BOLD_OPEN, "strong": _BOLD_OPEN, "/b": _BOLD_CLOSE, "/strong": _BOLD_CLOSE}
    | {f"h{rank}": "\n" + "#" * rank + " " for rank in range(1, 7)}
    | {f"/h{rank}": "\n" for rank in range(1, 7)}
)
_REPLACEMENT |= {tag.upper(): text for tag, text in _REPLACEMENT.items()}
_ITEM_GAP = re.compile(f"{_ITEM}[\\s{_ITEM}]*")
# Begins with a letter of its own, not with a count of them: only then is it sought at the speed of `str.find`.
_HEADING_GAP = re.compile(r"(##{0,5})\s*\n\s*")
_BOLD_SPAN = re.compile(f"{_BOLD_OPEN}[^{_BOLD_CLOSE}]*(?:{_BOLD_CLOSE}|$)")
_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ud800-\udfff\ue000-\uf8ff\ufeff\ufffe\uffff]"
)
_ESCAPE = re.compile(r"\\([-.()\[\]*_#+!&~>|`])")
_LINK = re.compile(r"!?\[([^\[\]\n]{0,200})\]\((?:[^()\s]{0,500})\)")
_BULLET = re.compile(r"(?:[-*•·●▪■□◦‣∙–—➢➤►→»✓✔✅⁃o+]|\d{1,2}[.)])\s+(?=\S)")
_MARKED = re.compile(
    r"(#{1,6})\s+(.+?)[\s#]*$|\*\*\*?(.{2,120}?)\*?\*\*\s*:?$|__(.{2,120}?)__\s*:?$|[-=*_]{3,}\s*(.{3,80}?)\s*[-=*_]{3,}$"
)
_RULE = re.compile(r"[-=*_—–.\s#]+$")
_INLINE_HEADING = re.compile(r"([A-Z][\w'’ &/,-]{2,45}?)\s*:\s+(?=\S)")
_NOT_WORD = re.compile(r"[^a-z0-9]+")


def html_to_text(html: str) -> str:
    """Visible text of an HTML fragment in canonical form; markup that was escaped twice is read once more."""
    html = html[:_MAX_CHARS]
    if _ESCAPED_TAG.search(html) and not _BLOCK_TAG.search(html):
        html = entities.unescape(html)
    if not _BLOCK_TAG.search(html):
        return clean_text(_TAG.sub("", _UNSEEN.sub(" ", html)))
    if _UNSEEN_MARK.search(html):
        html = _UNSEEN.sub(" ", html)
    html = html.replace("\n", " ")
    pieces = _TAG.split(html)  # text and names of tags in turn
    pieces[1::2] = [_REPLACEMENT.get(name, "") for name in pieces[1::2]]
    text = "".join(pieces)
    text = _ITEM_GAP.sub("- ", text)
    text = _HEADING_GAP.sub(_join_heading, text)
    if "&" in text:
        text = entities.unescape(text)
    if _BOLD_OPEN in text:
        text = "\n".join([_mark_bold_line(line) if _BOLD_OPEN in line else line for line in text.split("\n")])
    return clean_text(text)


def _join_heading(gap: re.Match[str]) -> str:
    """A heading's mark that stands alone on its line is joined to the next line's words."""
    # Not by ^ in the expression: that would try every place of the text instead of the few that hold a mark.
    begins_line = gap.start() == 0 or gap.string[gap.start() - 1] == "\n"
    return f"{gap[1]} " if begins_line else gap[0]


def _mark_bold_line(line: str) -> str:
    """A line that is bold as a whole becomes a heading; bold words inside a line lose their mark."""
    bare = line.replace(_BOLD_OPEN, "").replace(_BOLD_CLOSE, "").strip()
    is_whole = not _BOLD_SPAN.sub("", line).strip(" \t\xa0:.-_") and bool(bare)
    if is_whole and len(bare) <= _HEADING_MAX_CHARS and not bare.startswith(("#", "- ")):
        return f"**{bare}**"
    return bare


def clean_text(text: str) -> str:
    """Plain text or markdown in canonical form: entities resolved, escapes and inline marks undone, no empty lines."""
    text = text[:_MAX_CHARS]
    if "&" in text:
        text = entities.unescape(text)
        if "&" in text and "&amp;" in text:
            text = entities.unescape(text)
    if "\\" in text:
        text = _ESCAPE.sub(r"\1", text)
    # A single character is found ten times as fast as two.
    if "]" in text and "](" in text:
        text = _LINK.sub(r"\1", text)
    text = "\n".join(filter(None, map(_clean_line, filter(None, text.splitlines()))))
    for half in ("*", "_"):
        if half in text and half * 2 in text:
            lines = text.split("\n")
            text = "\n".join(
                filter(None, [_unmark(line) if half in line and half * 2 in line else line for line in lines])
            )
    return text


def _clean_line(line: str) -> str:
    """The line with single blanks and one kind of bullet; empty when it is a rule or holds nothing to see."""
    if line.isprintable():
        # A blank is then the only white space in it, and lines seldom have two in a row.
        line = " ".join(line.split()) if "  " in line else line.strip()
    else:
        line = " ".join(_UNPRINTABLE.sub("", " ".join(line.split())).split())
    if not line:
        return ""
    # Most lines begin with a letter or are items already.
    if not (line[0].isalpha() or (line.startswith("- ") and line[2:3].isalnum())) or line.startswith("o "):
        if _RULE.match(line):
            return ""
        if bullet := _BULLET.match(line):
            line = "- " + line[bullet.end() :]
    return line


def _unmark(line: str) -> str:
    """Inline bold marks taken out; a line that is bold as a whole keeps them as its heading mark."""
    bare = line.replace("**", "").replace("__", "").strip("* ").strip()
    if _MARKED.match(line) and line.count("**") <= 2 and len(bare) <= _HEADING_MAX_CHARS and not line.startswith("- "):
        return line if line.startswith("#") else f"**{bare}**"
    return bare


@dataclass(frozen=True, slots=True)
class _Lexicon:
    whole: dict[str, str]
    part: tuple[tuple[str, re.Pattern[str]], ...]
    cues: AhoCorasick
    cue_kinds: tuple[str, ...]


@cache
def _lexicon() -> _Lexicon:
    table = tomllib.loads(files("transforms").joinpath("lexicons/sections.toml").read_text("utf-8"))
    kinds = [kind for kind in table if kind != "cues"]
    cues = [(words, kind) for kind, phrases in table["cues"].items() for words in phrases]
    return _Lexicon(
        whole={phrase: kind for kind in reversed(kinds) for phrase in table[kind]["whole"]},
        part=tuple((kind, re.compile("|".join(table[kind]["part"]))) for kind in kinds),
        # A DFA: for some hundred words it takes less than half the time of the default.
        cues=AhoCorasick([words for words, _ in cues], implementation=Implementation.DFA),
        cue_kinds=tuple(kind for _, kind in cues),
    )


def plain_words(phrase: str) -> str:
    """Lower-case letters and digits with single blanks: accents, apostrophes and punctuation taken out."""
    phrase = phrase.lower()
    if not phrase.isascii():
        phrase = (
            unicodedata.normalize("NFKD", phrase.replace("’", "").replace("ß", "ss")).encode("ascii", "ignore").decode()
        )
    return _NOT_WORD.sub(" ", phrase.replace("'", "")).strip()


@lru_cache(maxsize=20_000)
def _known_kind(words: str) -> str | None:
    lexicon = _lexicon()
    if kind := lexicon.whole.get(words):
        return kind
    return next((kind for kind, pattern in lexicon.part if pattern.search(words)), None)


def kind_of_heading(heading: str) -> str:
    """Which of `KINDS` a heading opens; `other` when it says nothing we know."""
    return _known_kind(plain_words(heading)) or "other"


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
    if line[0] in "#*_-=" and not is_item and (marked := _MARKED.match(line)):
        text = next(group for group in marked.groups()[1:] if group).strip(" :*#_-")
        rank = len(marked[1]) if marked[1] else _BOLD_RANK
        kind = _known_kind(plain_words(text))
        is_sentence = text.endswith((".", "!", ";")) and text.count(" ") > 5
        if len(text) <= _HEADING_MAX_CHARS and text.count(" ") < _HEADING_MAX_WORDS and (kind or not is_sentence):
            return _Heading(text, kind, rank)
        return None
    n_chars, ends_in_colon = len(line), line[-1] == ":"
    if n_chars <= _HEADING_MAX_CHARS or (ends_in_colon and n_chars <= _COLON_MAX_CHARS):
        bare = _bare_heading(line, ends_in_colon)
        if bare is not None:
            return bare
    if not is_item and ":" in line[:50] and (inline := _INLINE_HEADING.match(line)):
        kind = _lexicon().whole.get(plain_words(inline[1]))
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
    words = plain_words(text)
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
    lexicon = _lexicon()
    found: dict[int, set[str]] = {}
    # Lower-casing can change the length of a text but never adds a line, so positions are counted in the lowered one.
    lowered = "\n".join(lines).lower().replace("’", "'")
    number = counted = 0
    for cue, start, _ in lexicon.cues.find_matches_as_indexes(lowered, overlapping=True):
        # Cues come by their ends, and none spans a line: one that begins before the last is in the same line.
        if start > counted:
            number += lowered.count("\n", counted, start)
            counted = start
        found.setdefault(number, set()).add(lexicon.cue_kinds[cue])
    return found


def _kind_of_line(kind: str, cues: set[str]) -> str:
    """The kind that a line with these cues has in a section of this kind: its own words decide where the heading does not."""
    if "legal" in cues:
        return "legal"
    if kind != "other" or ("duties" in cues and "about" in cues):
        return kind
    return next((own for own in ("duties", "requirements", "benefits", "about") if own in cues), kind)


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
        elif found.rest and (len(found.rest) < _INLINE_OPENS_CHARS or found.kind not in _WORK_KINDS):
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
