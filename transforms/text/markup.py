"""Turns HTML, markdown or plain text into one canonical form of text.

The form: a line a paragraph, "- " before list items, "## " (with the rank of an HTML heading) or "**...**" around headings,
no other markup, no control characters. Decides what a reader of the advert sees. Leaves to `transforms.text.document`
which of the marked lines open a section.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Callable

from transforms.text.repeated import once_a_line

HEADING_MAX_CHARS = 80
"""A longer line in bold is an emphasised paragraph."""

MARKED_HEADING = re.compile(
    r"(#{1,6})\s+(.+?)[\s#]*$"
    r"|\*\*\*?(.{2,120}?)\*?\*\*\s*:?$|__(.{2,120}?)__\s*:?$|[-=*_]{3,}\s*(.{3,80}?)\s*[-=*_]{3,}$"
)
"""A whole line that is marked as a heading. The first group is the rank of "## ", and one of the others holds the words."""

# Ten times the longest honest posting of 15,000 (31 k). A longer body is an attack or an accident.
_MAX_CHARS = 300_000

# A tree is never needed here: cutting at the signs of tags is faster than Lexbor's parser, and 100,000 nested <div> cost
# 0.05 s where Lexbor takes 20 s.
_BETWEEN_SIGNS = re.compile("<([^>]*)>")
_TEXT_BEHIND_TAG = re.compile(">([^<]++)")
_TAG = re.compile(r"(/?[a-zA-Z][a-zA-Z0-9]*)(?:[\s/].*)?", re.S)
_UNSEEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|noscript|template|title|svg)\b.*?(?:</\1\s*>|\Z)"
    r"|<!\[CDATA\[|\]\]>|<[!?][^<>]*>",
    re.S | re.I,
)
# The beginnings of all that is unseen, and a little more. Most texts have none, and this finds that out 30 times sooner.
_UNSEEN_MARK = re.compile(r"<(?:[!?]|[sS][cCvV]|[sS][tT][yY]|[nN][oO]|[tT][eE]|[tT][iI][tT])")
_ESCAPED_TAG = re.compile(r"&lt;/?(?:p|div|ul|li|br|h[1-6]|strong|span|b)\b", re.I)
_BLOCK_TAG = re.compile(r"<(?:p|div|ul|ol|li|br|h[1-6]|tr|section)\b", re.I)
# Signs that no advert shows. They are ASCII: passes over a text with one byte a letter take half the time.
_BOLD_OPEN, _BOLD_CLOSE, _ITEM, _HIDES = "\x01", "\x02", "\x03", "\x04"
_UNSURE = "\x05"  # in place of a line that cannot be read without its neighbours
_BLOCKS = (
    "p div tr ul ol dl dt dd table section article header footer blockquote pre hr main".split()
)
_REPLACEMENT: dict[str, str] = (
    {slash + tag: "\n" for slash in ("", "/") for tag in _BLOCKS}
    | {"br": "\n", "li": f"\n{_ITEM}", "/li": "\n", "td": " ", "th": " "}
    | {"b": _BOLD_OPEN, "strong": _BOLD_OPEN, "/b": _BOLD_CLOSE, "/strong": _BOLD_CLOSE}
    | {f"h{rank}": "\n" + "#" * rank + " " for rank in range(1, 7)}
    | {f"/h{rank}": "\n" for rank in range(1, 7)}
)
_REPLACEMENT |= {tag.upper(): text for tag, text in _REPLACEMENT.items()}
_ITEM_GAP = re.compile(f"{_ITEM}[\\s{_ITEM}]+")
# Begins with a plain letter rather than a repeat: only then does `re` search at the speed of `str.find`.
_HEADING_GAP = re.compile(r"(##{0,5})\s*\n\s*")
_MARKS = f"{_ITEM}#"
_MARKS_ALONE = re.compile(f"[\\s{_MARKS}]+$")
_BOLD_SPAN = re.compile(f"{_BOLD_OPEN}[^{_BOLD_CLOSE}]*(?:{_BOLD_CLOSE}|$)")
_UNPRINTABLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064"
    r"\ud800-\udfff\ue000-\uf8ff\ufeff\ufffe\uffff]"
)
_ESCAPE = re.compile(r"\\([-.()\[\]*_#+!&~>|`])")
_LINK = re.compile(r"!?\[([^\[\]\n]{0,200})\]\((?:[^()\s]{0,500})\)")
_BULLET = re.compile(r"(?:[-*•·●▪■□◦‣∙–—➢➤►→»✓✔✅⁃o+]|\d{1,2}[.)])\s+(?=\S)")
_RULE = re.compile(r"[-=*_—–.\s#]+$")


def html_to_lines(html: str) -> list[str]:
    """Lines of the visible text of an HTML fragment, in canonical form. Markup that was escaped twice is read once more.

    A line that stands in many postings is the same object in all of them.
    """
    html = html[:_MAX_CHARS]
    if not _BLOCK_TAG.search(html):
        if "&" in html and _ESCAPED_TAG.search(html):
            html = entities.unescape(html)
        if not _BLOCK_TAG.search(html):
            return clean_lines(_replace_tags(_UNSEEN.sub(" ", html), _nothing_for))
    html = html.replace("\n", " ")
    text = _without_tags(html)
    # Most texts hide nothing, and then no tag left its mark.
    if (_HIDES in text or "<" in text) and _UNSEEN_MARK.search(html):
        html = _UNSEEN.sub(" ", html)
        text = _replace_tags(html, _shown_for)
    lines = list(map(_clean_marked_line, filter(None, text.splitlines())))
    if _UNSURE in lines:
        text = _with_closed_gaps(_replace_tags(html, _shown_for))
        text = _resolve(entities.unescape(text))
        lines = list(map(_clean_resolved_line, filter(None, text.splitlines())))
    return list(filter(None, lines))


def _without_tags(html: str) -> str:
    """The text with what stands for its tags. Those between two stretches of text are read together, and once."""
    # All from ">" to "<" is text, whatever stands around it. So each piece can be read alone.
    pieces = _TEXT_BEHIND_TAG.split(f"{html}\n")
    pieces[:-1:2] = map(_shown_for_tags, pieces[:-1:2])
    if pieces[-1]:
        pieces[-1] = _replace_tags(pieces[-1], _text_for)
    return "".join(pieces)


@once_a_line
def _shown_for_tags(unclosed: str) -> str:
    """What stands for tags side by side, of which the last lacks its ">"."""
    return _with_closed_gaps(_replace_tags(f"{unclosed}>", _text_for))


def _with_closed_gaps(text: str) -> str:
    """The text in which no mark of an item or a heading stands alone on its line."""
    return _HEADING_GAP.sub(_join_heading, _ITEM_GAP.sub(_ITEM, text))


def _replace_tags(html: str, text_for: Callable[[str], str]) -> str:
    """The text, with each tag as the text that stands for it. A "<" that opens no tag stays."""
    # Behind the last ">" nothing is closed: looking there for its like would cost a wall of "<" its square.
    end = html.rfind(">") + 1
    pieces = _BETWEEN_SIGNS.split(html[:end])
    pieces[1::2] = map(text_for, pieces[1::2])
    return "".join([*pieces, html[end:]])


@once_a_line
def _text_for(tag: str) -> str:
    """The same as `_shown_for`, but a tag that may hide something gets a mark of its own."""
    return _HIDES if _UNSEEN_MARK.search(f"<{tag}") else _shown_for(tag)


def _shown_for(between: str) -> str:
    """What stands for a tag: the end of a line, a mark or nothing. Signs that are no tag stay as they are."""
    return _replaced(between, _REPLACEMENT)


def _nothing_for(between: str) -> str:
    return _replaced(between, {})


def _replaced(between: str, replacement: dict[str, str]) -> str:
    """What stands for the signs between "<" and ">". Of several "<" only the last opens a tag."""
    before, opens, tag = between.rpartition("<")
    named = _TAG.fullmatch(tag)
    shown = replacement.get(named[1], "") if named else f"<{tag}>"
    return f"<{before}{shown}" if opens else shown


def _join_heading(gap: re.Match[str]) -> str:
    """Joins a heading's mark that stands alone on its line to the next line's words."""
    # With ^ in the expression, every position of the text would be tried instead of the few that hold a mark.
    begins_line = gap.start() == 0 or gap.string[gap.start() - 1] == "\n"
    return f"{gap[1]} " if begins_line else gap[0]


def _mark_bold(line: str) -> str:
    """A line that is bold as a whole becomes a heading. Bold words inside a line lose their mark."""
    bare = line.replace(_BOLD_OPEN, "").replace(_BOLD_CLOSE, "").strip()
    is_whole = not _BOLD_SPAN.sub("", line).strip(" \t\xa0:.-_") and bool(bare)
    if is_whole and len(bare) <= HEADING_MAX_CHARS and not bare.startswith(("#", "- ")):
        return f"**{bare}**"
    return bare


def clean_lines(text: str) -> list[str]:
    """Lines of plain text or markdown in canonical form: entities resolved, escapes and inline marks undone, no empty lines.

    A line that stands in many postings is the same object in all of them.
    """
    lines = _resolve(text[:_MAX_CHARS]).splitlines()
    return list(filter(None, map(_clean_line, filter(None, lines))))


def _resolve(text: str) -> str:
    """The text with what its entities, escapes and links show."""
    if "&" in text:
        text = entities.unescape(text)
        if "&" in text and "&amp;" in text:
            text = entities.unescape(text)
    if "\\" in text:
        text = _ESCAPE.sub(r"\1", text)
    # A single character is found ten times as fast as two.
    if "]" in text and "](" in text:
        text = _LINK.sub(r"\1", text)
    return text


@once_a_line
def _clean_marked_line(line: str) -> str:
    """A line of HTML in canonical form. Its items and bold words have our own marks.

    `_UNSURE` for marks whose words stand on another line, and for a line that an entity breaks in two.
    """
    if line[0] in _MARKS and _MARKS_ALONE.match(line):
        return _UNSURE
    if "&" in line or "\\" in line or "]" in line:
        line = _resolve(entities.unescape(line))
        if len(line.splitlines()) > 1:
            return _UNSURE
    return _clean_shown_line(line)


def _clean_shown_line(line: str) -> str:
    line = line.replace(_ITEM, "- ")
    return _canonical(_mark_bold(line) if _BOLD_OPEN in line else line)


_clean_resolved_line = once_a_line(_clean_shown_line)


@once_a_line
def _clean_line(line: str) -> str:
    """The line in canonical form. Empty when it is a rule or holds nothing to see."""
    return _canonical(line)


def _canonical(line: str) -> str:
    line = _with_bullet(line)
    # A single character is found ten times as fast as two.
    if "*" in line and "**" in line:
        line = _unmark(line)
    if "_" in line and "__" in line:
        line = _unmark(line)
    return line


def _with_bullet(line: str) -> str:
    """The line with single blanks and one kind of bullet. Empty when it is a rule or holds nothing to see."""
    if line.isprintable():
        # Its only white space is then the blank, and lines seldom have two in a row.
        line = " ".join(line.split()) if "  " in line else line.strip()
    else:
        line = " ".join(_UNPRINTABLE.sub("", " ".join(line.split())).split())
    if not line:
        return ""
    # Most lines begin with a letter or are items already.
    is_item = line.startswith("- ") and line[2:3].isalnum()
    if is_item or (line[0].isalpha() and not line.startswith("o ")):
        return line
    if _RULE.match(line):
        return ""
    bullet = _BULLET.match(line)
    return "- " + line[bullet.end() :] if bullet else line


def _unmark(line: str) -> str:
    """The line without inline bold marks. A line that is bold as a whole keeps them as its heading mark."""
    bare = line.replace("**", "").replace("__", "").strip("* ").strip()
    may_be_heading = len(bare) <= HEADING_MAX_CHARS and not line.startswith("- ")
    if not (may_be_heading and line.count("**") <= 2 and MARKED_HEADING.match(line)):
        return bare
    return line if line.startswith("#") else f"**{bare}**"
