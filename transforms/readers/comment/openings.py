"""Finds the openings that a Hacker News comment names: in its first line, in lists, in its sentences.

Decides which of them count: a list outranks the first line, which outranks prose; a vague "engineers" gives way to the
kinds that are named later. Leaves lists to `transforms.readers.comment.lists`, prose to `transforms.readers.comment.sentences` and how a
phrase splits into titles to `transforms.readers.comment.titles`.
"""

from __future__ import annotations

import re

from transforms.readers.comment.header import is_terms, names_only_a_job
from transforms.readers.comment.lines import Line
from transforms.readers.comment.lists import listed_titles, titles_opening_a_line
from transforms.readers.comment.sentences import (
    also_asked,
    invited_interns,
    is_vague,
    titles_in_sentences,
)
from transforms.readers.comment.titles import is_title, split_titles, without_brackets, words

_MOST_OPENINGS = 30
"""A comment has never listed more; a longer list is an attack or a mistake of ours."""


def openings_named(lines: list[Line], parts: list[str]) -> tuple[list[str], dict[int, int]]:
    """The titles of a comment, and for those with a line of their own, its number by the title's place in the list."""
    in_header = _header_titles(parts, is_divided=bool(_DIVIDER.search(lines[0].text)))
    listed = _told_apart(listed_titles(lines))
    if not listed:
        titles = in_header
        if not titles or all(is_vague(title) for title in titles):
            told = titles_in_sentences(lines)
            titles = told if not titles or len(told) > len(titles) else titles
            titles = titles or titles_opening_a_line(lines)
        also = [
            title
            for title in also_asked(lines)
            if not any(_overlap(title, other) for other in titles)
        ]
        return _distinct([*titles, *also, *invited_interns(lines, titles)]), {}
    missing = []
    if all(_ADDS.match(lines[line].text) for line, _ in listed):
        missing = [
            title for title in in_header if not any(_overlap(title, other) for _, other in listed)
        ]
    elif len(listed) < len(in_header) or all(_is_specific(title) for title in in_header):
        missing = [
            title
            for title in in_header
            if not any(_overlap(title, other) for _, other in listed) and _is_specific(title)
        ]
    named = [*in_header, *(title for _, title in listed)]
    chosen = {_key(title) for title in missing} | {_key(title) for _, title in listed}
    titles = [title for title in _distinct(named) if _key(title) in chosen]
    lines_at = {_key(title): line for line, title in reversed(listed)}
    where = {
        place: lines_at[_key(title)]
        for place, title in enumerate(titles)
        if _key(title) in lines_at
    }
    return [title.rstrip(_AGAIN) for title in titles], where


_ADDS = re.compile(r"(?:other|additional|further|also)\b", re.I)
"""A line that begins so, "Other positions: …", lists what comes on top of the first line."""

_AGAIN = "\u200b"
"""Behind a title that a list gives once more; taken off again before anybody reads it."""

_SAME_LIST = 2
"""Lines between two items of one list at the most (a link may stand between); a title that comes back later is the same."""


def _told_apart(listed: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Marks a title that comes again in the next lines of its list: "Engineer - London", "Engineer - Tallinn" are two."""
    last: dict[str, int] = {}
    times: dict[str, int] = {}
    out: list[tuple[int, str]] = []
    for line, title in listed:
        is_item = 0 < line - last.get(title, -_SAME_LIST) <= _SAME_LIST
        times[title] = times.get(title, 0) + is_item
        out.append((line, title + _AGAIN * times[title] if is_item else title))
        last[title] = line
    return out


def _distinct(titles: list[str]) -> list[str]:
    seen: dict[str, str] = {}
    for title in titles:
        seen.setdefault(_key(title), title)
    return list(seen.values())[:_MOST_OPENINGS]


def _key(title: str) -> str:
    return re.sub(r"[^\w\u200b]+", " ", title.lower()).strip()


_DIVIDER = re.compile(r"[|¦│–—]|\s[-•·]\s")


def _header_titles(parts: list[str], is_divided: bool) -> list[str]:
    """The titles of a first line; of one without bars or dashes only those that begin with a capital, as names do."""
    titles: list[str] = []
    for index, part in enumerate(parts):
        if len(part) > 220 or words("several").fullmatch(part):
            continue
        if index == 0 and len(parts) > 1 and not names_only_a_job(part):
            continue
        if index and (is_terms(part) or (not is_divided and not part[:1].isupper())):
            continue
        before, colon, after = part.partition(": ")
        part = after if colon and not is_title(before) and is_title(after) else part
        titles += split_titles(_without_place(part))
    return titles


def _without_place(part: str) -> str:
    """The part without a trailing " - San Francisco" or " - Remote friendly"."""
    head, dash, tail = part.rpartition(" - ")
    is_place = words("towns").match(tail) or re.match(r"remote|on-?site|hybrid", tail, re.I)
    return head if dash and head and is_place else part


def _is_specific(title: str) -> bool:
    """More than "Software Engineers": a kind or an area that a list below could not mean by another name."""
    return (
        not is_vague(title)
        and not re.match(
            r"^(?:software|senior|sr\.?|staff|principal|lead|founding|product|full[- ]?stack|back[- ]?end|front[- ]?end|\W)*\s*(?:engineer|developer|dev|swe)s?\b",
            title,
            re.I,
        )
        and bool(words("nouns").search(title))
    )


def _overlap(a: str, b: str) -> bool:
    """Whether two titles may name one job: the telling words of one are all among the other's."""
    one, other = _telling(a), _telling(b)
    return one <= other or other <= one


def _telling(title: str) -> set[str]:
    return (
        set(re.findall(r"[a-z]{2,}", re.sub(r"(?<=[a-z])s\b", "", without_brackets(title).lower())))
        - _COMMON
    )


_COMMON = frozenset(
    "engineer developer senior sr junior staff principal of and the software dev technical founding".split()
)
