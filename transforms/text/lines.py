"""Finds in one pass over a line what all readers look for in it, once for the many postings that repeat the line.

Decides how the cues of all readers are searched together. Leaves word boundaries, and what a hit says, to the reader that
asks, and how a text is cut into lines to `transforms.text.document`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Any, Generic, TypeVar

from ahocorasick_rs import AhoCorasick

from transforms.text.folding import FIRST_CJK, lower, with_plain_i
from transforms.text.phrases import every_phrase
from transforms.text.repeated import Remembered

Meaning = TypeVar("Meaning")
Reading = TypeVar("Reading")

Hits = list[tuple[Any, int, int]]
"""What each hit means, its start and its end in `Line.lowered`, in the order of the ends."""


class Cues(Generic[Meaning, Reading]):
    """Phrases in lower case that a reader looks for in every line, and what it makes of a line that holds some.

    A reader states its cues when its module is loaded.

    Args:
        phrases: gives each phrase with what it means, when the first line is read.
        read: makes of a line and its hits what they say. It is asked once for a line, however many postings repeat it. What
            it returns must not be a list (that is a line's hits before they are read), and must not be changed.
        begin_words: a phrase that begins with a letter or a digit is no hit behind a letter of a script with blanks.
    """

    def __init__(
        self,
        phrases: Callable[[], Iterable[tuple[str, Meaning]]],
        read: Callable[[Line, list[tuple[Meaning, int, int]]], Reading],
        *,
        begin_words: bool = False,
    ) -> None:
        self.phrases = phrases
        self.begin_words = begin_words
        self._read = read
        STATED.append(self)
        # What is known of lines lacks these cues.
        _prepared.cache_clear()
        _lines.forget()

    def of(self, line: Line) -> Reading | None:
        """What the reader makes of a line. None without a hit."""
        found = line.found.get(self)
        if isinstance(found, list):
            found = line.found[self] = self._read(line, found)
        return found

    def are_in(self, lines: Iterable[Line]) -> bool:
        """Whether the reader makes something of any of the lines."""
        return any(bool(self.of(line)) for line in lines if line.found and self in line.found)


def as_hits(_: Line, hits: list[tuple[Meaning, int, int]]) -> tuple[tuple[Meaning, int, int], ...]:
    """For a reader to whom the hits themselves are what it wants to know."""
    return tuple(hits)


# Its `__init__` is written out, for that of a dataclass is not compiled: a posting has many new lines.
@dataclass(slots=True, init=False)
class Line:
    """A line of a posting, and what readers have found in it.

    `lowered` is the line in lower case, between two line ends: so each hit has a sign on both sides. `found` holds the hits of
    each reader's cues. Once the reader has asked, it holds what the reader makes of them instead. Of most lines it is empty,
    which is seen sooner than what it holds.
    """

    text: str
    lowered: str
    found: dict[Cues[Any, Any], Any]

    def __init__(self, text: str, lowered: str, found: dict[Cues[Any, Any], Any]) -> None:
        self.text, self.lowered, self.found = text, lowered, found

    @property
    def written(self) -> str:
        """The line between two line ends, each letter where it stands in `lowered`."""
        written = f"\n{self.text}\n"
        return written if len(written) == len(self.lowered) else with_plain_i(written)


_NOTHING: dict[Cues[Any, Any], Any] = {}
_AT_ONCE = 200
"""Lines in one pass: enough to keep the finder in the processor's cache, few enough that their hits take little memory."""


def lines_of(texts: Sequence[str]) -> list[Line]:
    """The line of each of many texts without line ends. Those that are new are read in one pass."""
    known = _lines.known(texts)
    new = dict.fromkeys(text for text, line in zip(texts, known, strict=True) if line is None)
    # ASCII by itself: one letter of another script makes the whole pass take twice as long.
    in_order = sorted(new, key=str.isascii)
    parts = [in_order[first : first + _AT_ONCE] for first in range(0, len(new), _AT_ONCE)]
    made = {line.text: line for part in parts for line in _read(part)}
    for text, line in made.items():
        _lines.keep(text, line)
    return [line or made[text] for line, text in zip(known, texts, strict=True)]


def _read(texts: Sequence[str]) -> list[Line]:
    lowered = lower("\n".join(["", *texts, ""]))
    finder, meanings = _prepared()
    found: list[dict[Cues[Any, Any], Hits]] = [_NOTHING for _ in texts]
    ends = list(accumulate((len(text) + 1 for text in texts), initial=0))
    at, begin, end_of_line, own = -1, 0, 0, _NOTHING
    for index, start, end in finder.find_matches_as_indexes(lowered, overlapping=True):
        cues, meaning, begins_word = meanings[index]
        if begins_word and (before := lowered[start - 1]).isalpha() and before < FIRST_CJK:
            continue
        if end > end_of_line:
            at = bisect_left(ends, end - 1, at + 1) - 1
            begin, end_of_line = ends[at], ends[at + 1] + 1
            own = found[at] = {}
        hits = own.get(cues)
        if hits is None:
            own[cues] = [(meaning, start - begin, end - begin)]
        else:
            hits.append((meaning, start - begin, end - begin))
    return [
        Line(text, lowered[begin : end + 1], own)
        for text, begin, end, own in zip(texts, ends, ends[1:], found, strict=False)
    ]


def _read_one(text: str) -> Line:
    return _read([text])[0]


STATED: list[Cues[Any, Any]] = []
"""The cues of all readers. A line that was read before the last of them was stated lacks its hits."""

_lines = Remembered(_read_one)
line_of = _lines.__getitem__
"""The `Line` of a text without line ends. It must not be changed: the next posting with this line gets the same one."""


@cache
def _prepared() -> tuple[AhoCorasick, list[tuple[Cues[Any, Any], Any, bool]]]:
    """A finder of the phrases of all readers. For each phrase whose it is, what it means and whether it must begin a word."""
    wanted = [(phrase, cues, meaning) for cues in STATED for phrase, meaning in cues.phrases()]
    return every_phrase([phrase for phrase, _, _ in wanted]), [
        (cues, meaning, cues.begin_words and phrase[0].isalnum())
        for phrase, cues, meaning in wanted
    ]
