"""Finds the job of a comment that gives no title: an area in its first line, "as an engineer on our team", a tech stack.

Decides the last resort before an opening is called "multiple roles". Leaves titles that are given to
`transforms.readers.comment.openings.precedence`.
"""

from __future__ import annotations

import re

from transforms.readers.comment.kinds import is_kind, is_language
from transforms.readers.comment.lines import LINK, CommentLine
from transforms.readers.comment.splits import split_titles
from transforms.readers.comment.titles import is_area, is_title, tidy, without_brackets
from transforms.readers.comment.words import words

_LONGEST_PART = 60
_MOST_WORDS = 6
_FEWEST_TOOLS = 2
_EVERYDAY_WORDS = frozenset({"go", "c", "swift", "react"})
_ONLY_INTERNS = re.compile(r"intern(?:s|ships?)?", re.I)
_PERSON = re.compile(
    r"\b(?:an?|as an?|another|one|new|more|our next|find|want|hire|need"
    r"|the(?=(?: [\w+#./-]+){2,5} (?:will|is|role)))\s+"
    r"(?P<title>(?:[\w+#./-]+\s+){0,4}?"
    r"(?:engineers?|developers?|programmers?|designers?|scientists?|coders?|managers?|researchers?|analysts?))\b",
    re.I,
)
_STACK = re.compile(
    r"\b(?:tech(?:nology|nical)?(?: stack)?|stack|technologies|languages?)\s*(?:[:=-]|is\b|includes?\b)"
    r"|\b(?:coders?|coding|codebase|developers?|engineers? of|dev)\b",
    re.I,
)


def titles_mentioned(lines: list[CommentLine], parts: list[str]) -> list[str]:
    """The one job that a comment without titles is about, or [] when it names several or none."""
    if any(words("several").search(part) for part in parts):
        return []
    if areas := _areas_in(parts):
        return areas
    if any(map(_ONLY_INTERNS.fullmatch, parts[1:])):
        return ["Intern"]
    for line in lines:
        for found in _PERSON.finditer(line.text.replace(LINK, " ")):
            title = tidy(found["title"])
            if is_title(title, needs_noun=True) and len(title.split()) <= _MOST_WORDS:
                return split_titles(title)[:1] or [title]
    is_software = any(_STACK.search(line.text) for line in lines) or _names_tools(lines)
    return ["software engineer"] if is_software else []


def _names_tools(lines: list[CommentLine]) -> bool:
    """Whether a comment names two languages or tools by which software is written."""
    named = {tool.lower() for line in lines for tool in words("languages").findall(line.text)}
    return len(named - _EVERYDAY_WORDS) >= _FEWEST_TOOLS


def _areas_in(parts: list[str]) -> list[str]:
    """The areas that a part of the first line names: "Platform Engineering", "Founding GTM / Growth", "Rust, Bevy"."""
    for part in parts[1:]:
        bare = without_brackets(part)
        if len(bare) > _LONGEST_PART:
            continue
        pieces = [piece for piece in re.split(r"\s*(?:[,/&+]|\band\b)\s*", bare) if piece]
        named = [words("seniorities").sub("", piece).strip() for piece in pieces]
        if named and all(is_area(name.lower()) or _is_engineering(name) for name in named):
            return [tidy(bare)] if len(named) < 3 else named
        if len(kinds := [name for name in named if is_kind(name)]) >= 2:
            return kinds
        if named and is_language(named[0]):
            return [f"{named[0]} developer"]
    return []


def _is_engineering(name: str) -> bool:
    head, _, last = name.lower().rpartition(" ")
    return last == "engineering" and (not head or is_kind(head))
