"""Reads a comment of a "Who is hiring?" thread: who hires, for which openings, where, and whether it is a posting at all.

Decides whether a comment is a posting and which of its words belong to which opening. Leaves its lines to
`transforms.readers.comment.lines`, its first line to `transforms.readers.comment.header`, its titles to `transforms.readers.comment.openings`, and
role, level, pay and places of each opening to their readers, which get the title and the opening's own text.

All of a comment is text by strangers: nothing here may raise on it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from transforms.readers.comment.header import (
    LONGEST_NAME,
    employer_of,
    locations_of,
    looks_like_place,
    name_in_prose,
    remote_of,
)
from transforms.readers.comment.lines import LINK, Line, header_parts, lines_of
from transforms.readers.comment.openings import openings_named
from transforms.readers.comment.titles import is_title, words

SEVERAL = "multiple roles"
"""The title of the one opening of a comment that names none."""


_MOST_CHARS = 40_000
"""Hacker News cuts comments far below this; what lies beyond is not read."""


@dataclass(frozen=True, slots=True)
class Opening:
    """One opening. `text`: the comment as HTML without what describes the others; None when it stands for all of it."""

    title: str
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    """What a comment says. No `openings` when it is not a posting; `remote` None when nothing or several ways are said."""

    employer: str | None
    openings: tuple[Opening, ...]
    locations: tuple[str, ...]
    remote: str | None
    is_posting: bool


def read_comment(html: str) -> Comment:
    """The openings of one top-level comment. Never raises; a comment that is no posting has `is_posting` False."""
    lines = lines_of(html[:_MOST_CHARS])
    if not lines or not _speaks_as_employer(lines):
        return Comment(None, (), (), None, False)
    first = next((number for number, line in enumerate(lines[:3]) if line.text.count("|") >= 2), 0)
    above, lines = lines[:first], lines[first:]
    head, parts = lines[0], header_parts(lines[0].text)
    if above and len(above[0].text) <= LONGEST_NAME and is_title(parts[0]):
        parts = [above[0].text.replace(LINK, "").strip(" (),-|"), *parts]
    titles, at_line = openings_named(lines, parts)
    if not titles and not _is_advert(lines):
        return Comment(None, (), (), None, False)
    openings = _with_text(titles or [SEVERAL], at_line, lines)
    employer = employer_of(head.text, parts)
    if len(parts) == 1 and looks_like_place(parts[0]):
        employer = name_in_prose(lines[1].text) if len(lines) > 1 else None
    return Comment(
        employer, openings, locations_of(parts, employer), remote_of(head.text, lines), True
    )


def _speaks_as_employer(lines: list[Line]) -> bool:
    """Not a question, a reply or somebody who seeks work."""
    whole = " ".join(line.text for line in lines[:4])[:600]
    if words("asking").search(whole) and lines[0].text.count("|") < 2:
        return bool(
            re.search(r"\b(?:we're|we are|is|are) (?:hiring|looking for)\b", whole, re.I)
        ) and not whole.rstrip().endswith("?")
    return True


def _is_advert(lines: list[Line]) -> bool:
    if lines[0].text.count("|") >= 2 or len(re.findall(r"\s[-–—]+\s", lines[0].text)) >= 2:
        return True
    whole = " ".join(line.text for line in lines)
    return bool(words("hiring").search(whole)) and (len(whole) >= 200 or LINK in whole)


def _with_text(
    titles: list[str], at_line: dict[int, int], lines: list[Line]
) -> tuple[Opening, ...]:
    """Gives every opening the comment without the lines that describe other openings; the whole when there is but one."""
    if len(titles) < 2 or len(at_line) < 2:
        return tuple(Opening(title) for title in titles)
    starts = sorted(set(at_line.values()))
    own = {start: _stretch(start, starts, lines) for start in starts}
    taken = {number for stretch in own.values() for number in stretch}
    openings = []
    for index, title in enumerate(titles):
        mine = set(own.get(at_line.get(index, -1), ()))
        kept = [
            line.html for number, line in enumerate(lines) if number in mine or number not in taken
        ]
        openings.append(Opening(title, "<p>".join(kept)))
    return tuple(openings)


_DESCRIBED_LINES = 6
"""A stretch after the last title of a list ends here at the latest: what follows is about all openings."""


def _stretch(start: int, starts: list[int], lines: list[Line]) -> range:
    """The lines that describe the opening of line `start`: up to the next opening, or this line alone when it says enough."""
    later = [other for other in starts if other > start]
    if later:
        return (
            range(start, later[0])
            if later[0] - start <= _DESCRIBED_LINES
            else range(start, start + 1)
        )
    earlier = [other for other in starts if other < start]
    usual = start - earlier[-1] if earlier else 1
    return range(start, min(len(lines), start + min(usual, _DESCRIBED_LINES)))
