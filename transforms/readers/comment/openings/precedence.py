"""Finds the openings that a Hacker News comment names: in its first line, in lists, in its sentences.

Decides which of them count: a list outranks the first line, which outranks prose. A vague "engineers" gives way to the
kinds that are named later. Leaves lists to `transforms.readers.comment.openings.lists`, prose to
`transforms.readers.comment.openings.sentences` and how a phrase splits into titles to `transforms.readers.comment.splits`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, filterfalse

from transforms.readers.comment.header import is_place, is_terms, names_only_a_job
from transforms.readers.comment.kinds import titles_in_brackets
from transforms.readers.comment.lines import CommentLine
from transforms.readers.comment.openings.areas import areas_in_sentences
from transforms.readers.comment.openings.lists import (
    has_a_first_line_each,
    listed_titles,
    titles_opening_a_line,
)
from transforms.readers.comment.openings.rows import titles_between_dots, titles_of_row
from transforms.readers.comment.openings.sentences import (
    further_titles,
    invited_interns,
    is_vague,
    longest_asked,
    titles_in_sentences,
)
from transforms.readers.comment.splits import split_titles
from transforms.readers.comment.titles import is_plural, is_title, without_brackets, without_lead
from transforms.readers.comment.words import plain_words, words

_MOST_OPENINGS = 30
"""A comment has never listed more. A longer list is an attack or a mistake of ours."""

_LONGEST_PART = 220
_SAME_LIST = 2
"""Lines between two items of one list at the most (a link may stand between). A title that comes back later is the same."""

_AGAIN = "\u200b"
"""Put behind a title that a list gives once more, and taken off again before anybody reads it."""

_ADDS = re.compile(r"(?:other|additional|further|also)\b", re.I)
"""A line that begins so, "Other positions: …", lists what comes on top of the first line."""

_ADDS_BELOW = re.compile(r"\b(?:also|additional(?:ly)?|in addition)\b[^.]*:?\s*$", re.I)
"""A line above a list that says so: "We're also looking for:"."""

_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6} | {
    str(n): n for n in range(2, 10)
}
_STATED = re.compile(
    rf"\b({'|'.join(_NUMBERS)})\s+(?:[a-z-]+\s){{0,2}}(?:positions|roles|openings|opportunities|jobs)\b",
    re.I,
)
_AND_OTHERS = re.compile(
    r"(?:\+|and|&|,)\s*(?:more|others?|other roles)\b|\bmultiple\b|\bseveral\b", re.I
)
"""A first line that says that it does not name them all."""

_MANY = 3
"""Titles of a phrase among which an "engineer" is one of its own."""

_DIVIDER = re.compile(r"[|¦│–—]|\s[-•·]\s")
_SEVERAL_OF = re.compile(
    r"(?:various|multiple|several|many)\s+(?P<listed>.*[,&].*)\s(?:positions|roles|openings|jobs)",
    re.I,
)
"""A part that names what there are several of: "Various Software Engineer, DevOps, and QA positions"."""

_BETWEEN_TERMS = re.compile(r"[,/]")
_WAY_OF_WORKING = re.compile(r"remote|on-?site|hybrid", re.I)
_UNSPECIFIC = re.compile(
    r"^(?:software|generalist|startup|[\"“”]|senior|sr\.?|staff|principal|lead|founding|product|full[- ]?stack"
    r"|back[- ]?end|front[- ]?end|\W)*"
    r"\s*(?:engineer|developer|dev|swe)s?\b",
    re.I,
)


def openings_named(lines: list[CommentLine], parts: list[str]) -> tuple[list[str], dict[int, int]]:
    """The titles of a comment, and by the index of each title with a line of its own, the index of that line."""
    in_header = _header_titles(parts, is_divided=bool(_DIVIDER.search(lines[0].text)))
    listed = _mark_repeats(listed_titles(lines), lines)
    if not listed:
        return _titles_without_list(in_header, lines), {}
    line_of = {_key(title): line for line, title in reversed(listed)}
    missing = {_key(title) for title in _missing_in_list(in_header, listed, lines)}
    named = _distinct([*in_header, *(title for _, title in listed)])
    titles = [title for title in named if _key(title) in line_of or _key(title) in missing]
    titles += [title for title in _unlike(further_titles(lines)) if not _is_among(title, titles)]
    where = {
        index: line_of[_key(title)] for index, title in enumerate(titles) if _key(title) in line_of
    }
    if len(missing) == 1 and has_a_first_line_each(listed, lines):
        where |= {index: 0 for index, title in enumerate(titles) if _key(title) in missing}
    return [title.rstrip(_AGAIN) for title in titles], where


def _titles_without_list(in_header: list[str], lines: list[CommentLine]) -> list[str]:
    """The titles of the header, or of the prose where it says more."""
    further = further_titles(lines)
    also = set(chain.from_iterable(further))
    is_told = any(not is_vague(title) for title in in_header)
    titles = (_whole_list if is_told else _titles_told)(in_header, lines, also)
    if _AND_OTHERS.search(lines[0].text):
        asked = titles_in_sentences(lines, also)
        further += [list(filter(_is_specific, phrase)) for phrase in asked]
    # "Software Engineers" of the first line are no electrical engineers that a sentence asks for, too.
    named = list(filterfalse(is_vague, titles))
    new = [title for title in _unlike(further) if not _is_among(title, named)]
    return _distinct([*titles, *new, *invited_interns(lines, titles)])


def _titles_told(in_header: list[str], lines: list[CommentLine], also: set[str]) -> list[str]:
    """The titles that the prose gives where the header says no more than "engineers". `also`: what it asks for besides."""
    said = _unlike(titles_in_sentences(lines, also))
    is_more = not in_header or (len(said) > len(in_header) and not also.issuperset(said))
    titles = (said if is_more else in_header) or titles_opening_a_line(lines)
    areas = areas_in_sentences(lines)
    return areas if len(areas) > len(titles) else titles


def _whole_list(in_header: list[str], lines: list[CommentLine], also: set[str]) -> list[str]:
    """The titles of the header, or of the prose that asks for all of them, and for more."""
    # A lone title gives way to one list that holds it, not to what several sentences say.
    is_alone = len(in_header) == 1
    whole = [longest_asked(lines)] if is_alone else titles_in_sentences(lines, also)
    said = _unlike(whole)
    said = said if len(said) >= _MANY else list(filter(_telling_words, said))
    is_whole = len(said) > len(in_header) and all(_is_among(title, said) for title in in_header)
    return said if is_whole else in_header


def _unlike(phrases: list[list[str]]) -> list[str]:
    """The titles without those that may name the job of an earlier phrase. One phrase names each of its jobs once."""
    kept: list[str] = []
    for titles in phrases:
        telling = [title for title in titles if not is_vague(title)]
        if telling and len(kept) == 1 and is_vague(kept[0]) and _is_said_before(telling[0], kept):
            kept = []  # "developers", and later which ones
        kept += [title for title in titles if not _is_said_before(title, kept)]
    return _distinct(kept)


def _is_said_before(title: str, kept: list[str]) -> bool:
    others = [other for other in kept if _telling_words(other) or _UNSPECIFIC.match(title)]
    return _is_among(title, others)


def _missing_in_list(
    in_header: list[str], listed: list[tuple[int, str]], lines: list[CommentLine]
) -> list[str]:
    """The titles of the header that a list below does not give under another name."""
    new = [title for title in in_header if not _is_among(title, [title for _, title in listed])]
    if has_a_first_line_each(listed, lines):
        below = {_key(title) for _, title in listed}
        return [title for title in in_header if _key(title) not in below]
    if _is_whole(listed, lines):
        return []
    if _ADDS_BELOW.search(lines[listed[0][0] - 1].text) or all(
        _ADDS.match(lines[line].text) for line, _ in listed
    ):
        return new
    if len(new) == 1 and len(in_header) > 1 and len(listed) == len(in_header):
        return []  # the list gives every title of the first line again, one in other words
    if len(listed) < len(in_header) or all(map(_is_specific, in_header)):
        return [title for title in new if _is_specific(title)]
    return []


def _mark_repeats(listed: list[tuple[int, str]], lines: list[CommentLine]) -> list[tuple[int, str]]:
    """Marks a title that comes again in the next lines of its list: "Engineer - London", "Engineer - Tallinn" are two."""
    marked: list[tuple[int, str]] = []
    for run in _runs(listed, lines):
        n_of = Counter(title for _, title in run)
        # A list whose titles all come again is followed by what each of them does.
        is_said_twice = len(n_of) > 1 and min(n_of.values()) > 1
        times: Counter[str] = Counter()
        for line, title in run:
            marked.append((line, title + _AGAIN * (0 if is_said_twice else times[title])))
            times[title] += 1
    return marked


def _runs(
    listed: list[tuple[int, str]], lines: list[CommentLine]
) -> Iterator[list[tuple[int, str]]]:
    """The titles that follow each other closely, in lines of the same form."""
    run: list[tuple[int, str]] = []
    for line, title in listed:
        before = run[-1][0] if run else line
        if line - before > _SAME_LIST or lines[line].bullet != lines[before].bullet:
            yield run
            run = []
        run.append((line, title))
    yield run


def _is_whole(listed: list[tuple[int, str]], lines: list[CommentLine]) -> bool:
    """Whether a list has as many titles as the comment says it has openings: "we have two open positions"."""
    stated = (_STATED.search(line.text) for line in lines)
    return any(_NUMBERS[found[1].lower()] == len(listed) for found in stated if found)


def _distinct(titles: list[str]) -> list[str]:
    first: dict[str, str] = {}
    for title in titles:
        first.setdefault(_key(title), title)
    return list(first.values())[:_MOST_OPENINGS]


def _key(title: str) -> str:
    return re.sub(r"[^\w\u200b]+", " ", title.lower()).strip()


def _header_titles(parts: list[str], is_divided: bool) -> list[str]:
    """The titles of a first line. Without bars or dashes only those that begin with a capital, as names do."""
    titles: list[str] = []
    for index, part in enumerate(map(without_lead, parts)):
        if len(part) > _LONGEST_PART or words("several").fullmatch(part):
            continue
        if index == 0 and len(parts) > 1 and not (names_only_a_job(part) or titles_of_row(part)):
            continue
        if index and (_is_terms_and_places(part) or not (is_divided or part[:1].isupper())):
            continue
        if dotted := titles_between_dots(part):
            titles += dotted
            continue
        before, colon, after = part.partition(": ")
        after = after.strip("[] ") if after.startswith("[") else after
        part = after if colon and not is_title(before) and is_title(after) else part
        if colon and is_plural(before) and (each := titles_in_brackets(f"{before} ({after})")):
            titles += each
            continue
        if several := _SEVERAL_OF.fullmatch(part):
            part = several["listed"]
        titles += split_titles(_without_place(part))
    return [title for title in titles if not _is_several_terms(title)]


def _is_several_terms(title: str) -> bool:
    are_terms = " " in title and is_terms(title)
    return are_terms or (bool(_BETWEEN_TERMS.search(title)) and _is_terms_and_places(title))


def _is_terms_and_places(part: str) -> bool:
    """Whether a part says only the terms, or the terms and where: "Interns, Remote, Zurich, Switzerland"."""
    first, *others = (piece.strip() for piece in part.split(","))
    if not is_terms(first.replace("/", " ")):
        return False
    return all(is_terms(other.replace("/", " ")) or is_place(other) for other in others)


def _without_place(part: str) -> str:
    """The part without a trailing " - San Francisco" or " - Remote friendly"."""
    head, _, tail = part.rpartition(" - ")
    is_place = head and (words("towns").match(tail) or _WAY_OF_WORKING.match(tail))
    return head if is_place else part


def _is_specific(title: str) -> bool:
    """More than "Software Engineers": a kind or an area that a list below could not mean by another name."""
    if is_vague(title) or _UNSPECIFIC.match(title):
        return False
    return bool(words("nouns").search(title))


def _is_among(title: str, others: Iterable[str]) -> bool:
    """Whether another title may name the same job: the telling words of one are all among the other's."""
    return any(_may_be_same(title, other) for other in others)


def _may_be_same(title: str, other: str) -> bool:
    crafts = {_craft(title), _craft(other)}
    one, two = _telling_words(title), _telling_words(other)
    aside, of_other = (name.partition("(")[2].rstrip(")") for name in (title, other))
    if aside and of_other and not (aside.startswith(of_other) or of_other.startswith(aside)):
        return False  # "Software Engineer (Embedded)", "Software Engineer (Web)"
    if not one or not two:
        return len(crafts) == 1  # "engineers" may be any engineer, and no designer
    return (len(crafts) == 1 or "" in crafts) and (one <= two or two <= one)


def _craft(title: str) -> str:
    """What tells a "data scientist" from a "data engineer": the noun of the craft, "" when none is named."""
    said = re.findall(r"[a-z]+?(?=s?\b)", without_brackets(title).lower())
    crafts = [word for word in said if word in plain_words("crafts")]
    is_engineer = not plain_words("any_engineer").isdisjoint(said)
    return crafts[-1] if crafts else "engineer" * is_engineer


def _telling_words(title: str) -> set[str]:
    singular = re.sub(r"(?<=[a-z])s\b", "", without_brackets(title).lower())
    singular = singular.replace("fullstack", "full stack")
    singular = re.sub(r"\binfra\b", "infrastructure", singular)
    return set(re.findall(r"[a-z]{2,}", singular)) - plain_words("in_many_titles")
