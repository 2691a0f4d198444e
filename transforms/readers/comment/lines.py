"""Cuts a Hacker News comment into lines, and its first line into parts.

Decides what a line, a bullet and a part are. Links become one sign, so that no word of an address is read as a title.
Leaves what the lines mean to `transforms.readers.comment.openings.precedence` and `transforms.readers.comment.header`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

LINK = "⟨⟩"

_ANCHOR = re.compile(r"<a\s[^>]{0,900}>.{0,400}?</a>|https?://\S+", re.I | re.S)
_BREAK = re.compile(r"<p>|</p>|\n|<br\s*/?>|<pre>|</pre>", re.I)
_NUMBER = re.compile(r"\d+")
_TAG = re.compile(r"<[^>]{0,400}>")
_BROKEN_LIST = re.compile(r",\n(?=[^\n<*•-])")
"""A list of a sentence that goes on in the next line: "We hire Data Scientists,⏎Data Engineers and Designers"."""

_NEXT_LINKED = re.compile(
    r"(</a>|https?://[^\s<]+)\s*[|,;]?\s+(?=(?:[A-Z]|iOS)[^<>:]{1,60}:\s*(?:<a\s|https?:))"
)
"""Behind the link of "Designer: … Writer: …", where each name has one."""

_BULLET = re.compile(
    r"^(?:[-–—]{0,3}>+|//+|\+\+|--(?=\s)|[-–—*+•·●▪◦°∙‣»→✓]|#{1,3}(?=\s)|\(?\d{1,2}[.):/](?!\d)|#\d{1,2}\b[.:)]?|\[\d{1,2}\]"
    r"|[a-h]\)(?=\s)|(?:[\u2600-\u27bf\u2b00-\u2bff\U0001f300-\U0001faff]\ufe0f?)+)\s*(?=\S)"
)
_RULED = re.compile(r"^(?:[=~_–—:]|-(?=-)|#(?=#)){2,}-?\s*(?P<heading>\w.{1,78}?)\s*[-=~_–—#:]*$")
"""A heading between rulers, "== Open roles ==", "—— Front-end Engineer ——"."""

_RULERS = frozenset("=~_–—-#:")
_EMPHASIS = re.compile(r"(?<![\w*])([*_]{1,2})(?=[^\s*_])([^*]{1,90}?)(?<=[^\s*])\1(?![\w*])")
_NAMED_LINK = re.compile(rf"\[([^\[\]]{{2,90}})\]\(\s*{LINK}\s*\)")
"""A link as Markdown writes it: "[Data Engineer](…)"."""

_INLINE_BULLETS = re.compile(r"(?<=[:.\w)])\s+(?:[-*•])\s+(?=[A-Z])")
_INTRODUCED = re.compile(
    r"(?:positions|roles|openings|hiring|for|jobs)[^:.]{0,40}(?::|(?<= for))\s[-*•]\s", re.I
)
_MAY_LIST = re.compile(r"(?::| for) [-*•] ")
_FEWEST_STARS = 2
_STARRED = re.compile(
    r"(?:roles|positions|openings|hiring|jobs)\b[^:*]{0,90}:(?=[^*]{3,90} \* )", re.I
)
"""Before a list whose items only stars part: "Open roles: ML Engineer * Data Engineer * Designer"."""

_STARS_ALONE = re.compile(r"\*\s?[A-Z][^*.]{2,60}(?:\s\*\s?\w[^*]{2,60}){1,12}\s?\*?$")
_NEXT_STAR = re.compile(r"\s\*\s?(?=\w)")
"""Items that only stars part, on a line of their own: "* Data Engineer *Designer"."""

_PROSE = re.compile(r"(?<=[\w)])\s+(?=(?:We|We're|We’re|I'm|Our|Hi)\s)|\s(?=(?:We are|We're)\b)")

_BARS_IN_BRACKETS = re.compile(r"\[(?P<kinds>[^\[\]|]+(?:\|[^\[\]|]+)+)\]\s*(?P<noun>[A-Z]\w+)")

_LONGEST_HEAD = 200
"""Characters in which a title must end. A longer phrase is no title, wherever it is cut."""

CUT = re.compile(
    rf"(?=[\s({LINK[0]}:.;$€£–—-])(?:\s*\(?\s*{LINK}|\s+[-–—]{{1,2}}\s+"
    r"|(?<=[A-Za-z]{2}[a-z])-\s(?=[A-Z]|\S+@)(?!Stack|End)|[–—]|:\s|:$|\s\|\s|\s•\s|\s[-–]>"
    r"|(?<!\bSr)(?<!\bJr)(?<!\.[A-Z])\.\s|\.$|\s=>|\s?\(?[$€£]\d|;\s)"
)
"""Where the first phrase of a line ends. Most letters fail at its first look ahead."""

_SEPARATORS = (
    re.compile(r"\s*[|¦│]+\s*"),
    re.compile(r"\s+[-–—•·]+\s+|\s*[–—]\s*"),
    re.compile(r"\.\s+|,\s+(?![A-Z]{2}\b)|;\s+"),
)
"""What parts a first line, clearest first."""


@dataclass(frozen=True, slots=True)
class CommentLine:
    """One line: its HTML, its text (links as "⟨⟩"), and the bullet it begins with. Numbers are the bullet "1"."""

    html: str
    text: str
    bullet: str = ""

    @property
    def has_bullet(self) -> bool:
        """Whether the line is an item of a list."""
        return bool(self.bullet)

    @property
    def has_link(self) -> bool:
        """Whether the line links anywhere."""
        return LINK in self.text


def lines_of(html: str) -> list[CommentLine]:
    """Every line of a comment that has a word, in order. Paragraphs and line breaks both end a line."""
    lines = []
    html = _NEXT_LINKED.sub(r"\1\n", html) if html.count("http") > 1 else html
    for raw in _BREAK.split(_BROKEN_LIST.sub(", ", _split_inline_bullets(html))):
        marked = _ANCHOR.sub(f" {LINK} ", raw) if "http" in raw or "<a " in raw.lower() else raw
        plain = _TAG.sub("", marked) if "<" in marked else marked
        text = " ".join(unescape(plain).replace("\u200b", "").split())
        if "](" in text:
            text = _NAMED_LINK.sub(rf"\1 {LINK}", text)
        if "*" in text or "_" in text:
            text = _EMPHASIS.sub(r"\2", text)
        if text[:1] in _RULERS and (ruled := _RULED.match(text)):
            text = ruled["heading"]
        if text:
            bullet = _BULLET.match(text)
            sign = _NUMBER.sub("1", bullet[0].strip()) if bullet else ""
            lines.append(CommentLine(raw, text[bullet.end() :] if bullet else text, sign))
    return lines


def _split_inline_bullets(html: str) -> str:
    """Gives each item of "Open Positions: - Lead iOS Engineer - QA Engineer" a line of its own."""
    if "*" not in html and not _MAY_LIST.search(html):
        return html
    out = []
    for paragraph in re.split(r"(<p>|\n)", html):
        if paragraph.count(" * ") >= _FEWEST_STARS and (first := _STARRED.search(paragraph)):
            stars = paragraph[first.end() :].replace(" * ", "\n- ")
            out.append(f"{paragraph[: first.end()]}\n- {stars}")
            continue
        if paragraph.startswith("*") and _STARS_ALONE.match(paragraph):
            out.append(_NEXT_STAR.sub("\n* ", paragraph))
            continue
        is_list = _MAY_LIST.search(paragraph) and _INTRODUCED.search(paragraph)
        out.append(_INLINE_BULLETS.sub("\n- ", paragraph) if is_list else paragraph)
    return "".join(out)


def _as_list(found: re.Match[str]) -> str:
    """Writes "[Platform | Systems] Engineer" as "Engineers (Platform, Systems)"."""
    kinds = ", ".join(kind.strip() for kind in found["kinds"].split("|"))
    return f"{found['noun'].removesuffix('s')}s ({kinds})"


def header_parts(header: str) -> list[str]:
    """The parts of a first line: cut at bars, else at " - " and the like, else at sentence ends and commas."""
    header = _BARS_IN_BRACKETS.sub(_as_list, header.replace(LINK, " ").strip())
    for separator in _SEPARATORS:
        parts = [bare for part in separator.split(header) if (bare := part.strip(" -–—,;."))]
        if len(parts) >= 2:
            return [*parts[:-1], _PROSE.split(parts[-1])[0].strip()]
    return [part for part in re.split(r"\s+[-–—]+\s+", header) if part]


def head_of_line(text: str) -> tuple[str, str]:
    """A line cut where its first phrase ends. Brackets stay with the phrase."""
    cut = CUT.search(text, 0, _LONGEST_HEAD)
    at = cut.start() if cut else len(text)
    if "(" in text[:at] and ")" not in text[:at] and ")" in text[at : at + 60]:
        at = text.index(")", at) + 1
    return text[:at].strip(), text[at:]
