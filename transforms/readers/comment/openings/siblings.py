"""Finds the items of a list that only their neighbours explain: "- Routing" among openings, "- Expert programmer" among skills.

Decides which lines are items of one list, which of them name an opening though no word in them is a job, and which title
names none because its list is of something else. Leaves other items to `transforms.readers.comment.openings.lists`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping

from transforms.readers.comment.header import is_terms, looks_like_place
from transforms.readers.comment.kinds import is_kind
from transforms.readers.comment.lines import LINK, CommentLine
from transforms.readers.comment.titles import is_area, is_title, tidy, without_brackets
from transforms.readers.comment.words import plain_words, words

_MOST_BETWEEN = 3
"""Lines of text between two items of one list at the most."""

_MOST_WORDS = 5
_LONGEST_BARE = 60
"""Characters of a line that may stand in a list without bullets."""

_FEWEST_BARE_TITLES = 3
_PLAIN_LIST = 5
"""Titles of a list in which one more line is an opening, whatever it says."""

_LONGEST_ITEM = 300
_LIST_OF_OTHERS = 3
"""Items that make a list of something else. At most one in this many looks like a title."""

_LABELLED = re.compile(r"\s*(?:$|[:–—|(.;]|-\s|⟨)")
_NO_NAME = re.compile(r"[$€£@%?!]|\d{2}")

Head = Callable[[str], tuple[str, str]]
"""Cuts a line behind its first phrase."""


def named_by_siblings(
    lines: list[CommentLine], titled: Mapping[int, object], shut: set[int], head: Head
) -> dict[int, str]:
    """(line, title) of further items of lists in which most items are titles. `shut`: lines that ask for something."""
    if not titled:
        return {}
    named: dict[int, str] = {}
    for items in [*_lists(lines), *_bare_lists(lines)]:
        others = [number for number in items if number not in titled]
        works = [number for number in others if _is_plainly_work(_name(lines[number], head))]
        n_titles = len(items) - len(others) + len(works)
        fewest = max(1, len(others) - len(works))
        are_linked = all(lines[number].has_link for number in items)
        if items and not (lines[items[0]].bullet or are_linked):
            fewest = max(_FEWEST_BARE_TITLES, 2 * (len(others) - len(works)))
        if not others or n_titles < fewest or shut & set(items):
            continue
        for number in others:
            line = lines[number]
            name = _name(line, head)
            is_lone = len(others) == 1 and n_titles >= _PLAIN_LIST
            if name and (line.bullet or line.has_link or is_lone or _is_work(name)):
                named[number] = name
    return named


def strays(lines: list[CommentLine], titled: Collection[int]) -> set[int]:
    """Lines with a title whose list is one of something else: "* Expert programmer" among five things that are asked."""
    found: set[int] = set()
    for items in _lists(lines, most_between=0):
        named = [number for number in items if number in titled]
        if len(items) < _LIST_OF_OTHERS or len(named) * _LIST_OF_OTHERS > len(items):
            continue
        heads = {number for number in named if number == items[0] and _is_bare(lines[number])}
        found |= {number for number in named if not lines[number].has_link} - heads
    return found


def _is_bare(line: CommentLine) -> bool:
    return len(line.text) <= _LONGEST_BARE


def _is_work(name: str) -> bool:
    """Whether a name is one of work without its list: a title, a kind or an area."""
    return is_title(name) or is_kind(name) or is_area(name)


def _is_plainly_work(name: str) -> bool:
    """The same, but a title needs its noun."""
    return bool(name) and (is_title(name, needs_noun=True) or is_kind(name) or is_area(name))


def _lists(lines: list[CommentLine], most_between: int = _MOST_BETWEEN) -> Iterator[list[int]]:
    """The lines with the same bullet that follow each other, up to a few lines of text between two."""
    run: list[int] = []
    for number, line in enumerate(lines[1:], start=1):
        if not line.bullet:
            # A heading begins another list. Of a list with numbers it may be a part.
            if line.text.endswith(":") and not (run and "1" in lines[run[-1]].bullet):
                yield run
                run = []
            continue
        goes_on = run and lines[run[-1]].bullet == line.bullet
        if goes_on and number - run[-1] <= most_between + 1:
            run.append(number)
            continue
        yield run
        run = [number]
    yield run


def _bare_lists(lines: list[CommentLine]) -> Iterator[list[int]]:
    """The short lines without bullets that follow each other."""
    run: list[int] = []
    for number, line in enumerate(lines[1:], start=1):
        if (
            line.bullet
            or len(line.text) > _LONGEST_BARE
            or line.text.endswith((":", ".", "!", "?"))
        ):
            continue
        if run and number != run[-1] + 1:
            yield run
            run = []
        run.append(number)
    yield run


def _name(line: CommentLine, head: Head) -> str:
    """The short phrase that an item begins with and explains. "" for a sentence, a place, terms or a link."""
    phrase, rest = head(line.text)
    name = tidy(without_brackets(phrase))
    if not name[:1].isupper() or len(line.text) > _LONGEST_ITEM or not _LABELLED.match(rest):
        return ""
    said = name.lower().split()
    if len(said) > _MOST_WORDS or _NO_NAME.search(name) or LINK in name:
        return ""
    if not plain_words("not_title").isdisjoint(said) or words("not_title").search(name):
        return ""
    is_place = looks_like_place(name) and not is_title(name)
    is_other = is_terms(name) or is_place or words("traits").fullmatch(name)
    return "" if is_other or words("not_place").fullmatch(name) else tidy(phrase)
