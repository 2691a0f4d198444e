"""Reads a comment of a "Who is hiring?" thread: who hires, for which openings, where, and whether it is a posting at all.

Decides whether a comment is a posting and which of its words belong to which opening. Leaves its lines to
`transforms.readers.comment.lines`, its first line to `transforms.readers.comment.header`, where its openings are to
`transforms.readers.comment.places`, its titles to `transforms.readers.comment.openings.precedence`, and role, level, pay and
places of each opening to their readers, which get the title and the opening's own text.

All of a comment is text by strangers: nothing here may raise on it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from transforms.readers.comment.header import (
    LONGEST_NAME,
    employer_of,
    is_place,
    is_terms,
    looks_like_place,
    name_in_prose,
)
from transforms.readers.comment.lines import LINK, CommentLine, header_parts, lines_of
from transforms.readers.comment.no_names import real_name
from transforms.readers.comment.openings.mentions import titles_mentioned
from transforms.readers.comment.openings.precedence import openings_named
from transforms.readers.comment.places import (
    locations_of,
    own_places,
    places_of,
    remote_of,
    way_of,
)
from transforms.readers.comment.spelling import spelled_out
from transforms.readers.comment.titles import is_title
from transforms.readers.comment.words import words

SEVERAL = "multiple roles"
"""The title of the one opening of a comment that names none."""

_MOST_CHARS = 40_000
"""Hacker News cuts comments far below this. What lies beyond is not read."""

_ADVERT_CHARS = 200
_DESCRIBED_LINES = 6
"""A stretch after the last title of a list ends here at the latest. What follows is about all openings."""

_BLOCK_LINES = 12
"""The same between two titles in capitals, which part a comment into blocks."""

_LONGEST_HEADING = 70
_FEWEST_CAPITALS = 6
"""Letters of a title in capitals at the least: "QA" and "SRE" are written so anywhere."""

_IS_HIRING = re.compile(
    r"\b(?:we're|we are|is|are) (?:hiring|looking for)\b|\b(?:an?|the) (?:new|open) (?:role|position)\b",
    re.I,
)
_HAS_WORD = re.compile(r"[^\W\d_]{3}")
_DASH = re.compile(r"\s[-–—]+\s")


@dataclass(frozen=True, slots=True)
class Opening:
    """One opening. `text`: the comment as HTML without what describes the others, None when it stands for all of it.

    `work`: as HTML what describes this opening alone, "" for nothing. None when the comment has no other opening.
    `own_places`: what its own lines say of its place ("US Remote").
    """

    title: str
    text: str | None = None
    work: str | None = None
    own_places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comment:
    """What a comment says. No `openings` when it is not a posting. `remote` None when nothing or several ways are said."""

    employer: str | None
    openings: tuple[Opening, ...]
    locations: tuple[str, ...]
    remote: str | None
    is_posting: bool

    def locations_of(self, opening: Opening) -> tuple[str, ...]:
        """Where one of the openings is, as its own lines and the comment say."""
        return places_of(opening.own_places, self.locations)

    def remote_of(self, opening: Opening) -> str | None:
        """The way of working of one of the openings: its own, else the comment's."""
        return way_of(opening.own_places) or self.remote


_NO_POSTING = Comment(None, (), (), None, False)


def read_comment(html: str) -> Comment:
    """The openings of one top-level comment. Never raises. A comment that is no posting has `is_posting` False."""
    lines = lines_of(html[:_MOST_CHARS])
    if not lines or not _speaks_as_employer(lines):
        return _NO_POSTING
    first = next((index for index, line in enumerate(lines[:3]) if _has_bars(line)), 0)
    above, lines = lines[:first], lines[first:]
    head, parts = lines[0].text, header_parts(lines[0].text)
    if above and len(above[0].text) <= LONGEST_NAME and is_title(parts[0]):
        parts = [above[0].text.replace(LINK, "").strip(" (),-|"), *parts]
    titles, line_of = openings_named(lines, parts)
    if not titles and not _is_advert(lines):
        return _NO_POSTING
    employer = employer_of(head, parts)
    if (len(parts) == 1 and looks_like_place(parts[0])) or all(map(_is_no_name, parts)):
        employer = name_in_prose(lines[1].text) if len(lines) > 1 else None
    employer = real_name(employer, parts)
    titles = list(map(spelled_out, titles or titles_mentioned(lines, parts)))
    openings = _with_text(titles or [SEVERAL], line_of, lines)
    # What the line of one of several openings says is not said of the others.
    own = {0, *line_of.values()} if len(openings) > 1 else {0}
    remote = remote_of(head, (line for index, line in enumerate(lines) if index not in own))
    return Comment(employer, openings, locations_of(parts, employer, lines), remote, True)


def _is_no_name(part: str) -> bool:
    return is_place(part) or is_terms(part)


def _has_bars(line: CommentLine) -> bool:
    return line.text.count("|") >= 2


def _speaks_as_employer(lines: list[CommentLine]) -> bool:
    """Not a question, a reply, an aside or somebody who seeks work, whatever bars their lines have."""
    said = filter(_HAS_WORD.search, (line.text for line in lines))
    whole = " ".join(islice(said, 4))[:600]
    hires_nobody = " no" in whole and words("not_hiring").search(whole)
    if hires_nobody or words("no_demand").match(whole):
        return False
    if _has_bars(lines[0]) or not words("asking").search(whole):
        return True
    return bool(_IS_HIRING.search(whole)) and not whole.rstrip().endswith("?")


def _is_advert(lines: list[CommentLine]) -> bool:
    if _has_bars(lines[0]) or len(_DASH.findall(lines[0].text)) >= 2:
        return True
    whole = " ".join(line.text for line in lines)
    return bool(words("hiring").search(whole)) and (len(whole) >= _ADVERT_CHARS or LINK in whole)


def _with_text(
    titles: list[str], line_of: dict[int, int], lines: list[CommentLine]
) -> tuple[Opening, ...]:
    """Gives every opening the comment without the lines that describe other openings, and the lines that describe it.

    What the comment says of all of them, or of the company, is no evidence of the work of any one.
    """
    if len(titles) < 2:
        return tuple(map(Opening, titles))
    line_of = line_of | _blocks(titles, line_of, lines)
    starts = sorted(set(line_of.values()))
    own = {start: _stretch(start, starts, lines) for start in starts} if len(starts) > 1 else {}
    taken = {index for stretch in own.values() for index in stretch}
    openings = []
    for number, title in enumerate(titles):
        stretch = own.get(line_of.get(number, -1), range(0))
        others = taken.difference(stretch)
        kept = [line.html for index, line in enumerate(lines) if index not in others]
        work = "<p>".join(lines[index].html for index in stretch)
        is_alone = list(line_of.values()).count(line_of.get(number, -1)) == 1
        places = own_places(lines[line_of[number] :][: len(stretch) or 1]) if is_alone else ()
        openings.append(Opening(title, "<p>".join(kept) if own else None, work, places))
    return tuple(openings)


def _blocks(titles: list[str], line_of: dict[int, int], lines: list[CommentLine]) -> dict[int, int]:
    """By the index of each title without a line the one heading in capitals that begins with it."""
    headings = {
        line.text.lower(): index
        for index, line in enumerate(lines)
        if index and _is_block(line) and index not in line_of.values()
    }
    found: dict[int, int] = {}
    for number, title in enumerate(titles) if headings else ():
        begins = re.compile(rf"{re.escape(title.lower())}\b")
        named = [index for heading, index in headings.items() if begins.match(heading)]
        if number not in line_of and len(named) == 1:
            found[number] = named[0]
    return found


def _is_block(line: CommentLine) -> bool:
    """Whether a line is a heading in capitals."""
    is_short = _FEWEST_CAPITALS <= len(line.text) <= _LONGEST_HEADING
    return is_short and line.text.isupper() and not line.has_bullet


def _stretch(start: int, starts: list[int], lines: list[CommentLine]) -> range:
    """The lines that describe the opening of line `start`: up to the next opening, or this line alone when it says enough."""
    position = starts.index(start)
    are_blocks = all(_is_block(lines[other]) for other in starts)
    most = _BLOCK_LINES if are_blocks else _DESCRIBED_LINES
    if position + 1 < len(starts):
        n_lines = starts[position + 1] - start
        return range(start, start + (n_lines if n_lines <= most else 1))
    usual = start - starts[position - 1] if position else 1
    return range(start, min(len(lines), start + min(usual, most)))
