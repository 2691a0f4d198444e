"""Cuts many texts into words at once, and gives every stretch of a text a number by which it is known again.

Decides what a word is: a run of letters and figures, all in Latin-1 or none. Leaves to the readers which words they know.

A posting has six hundred words. To make an object of Python of each costs more than all that is done with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Indexes = NDArray[np.intp]
Numbers = NDArray[np.uint64]

BLANK = 32
"""What stands in `Words.letters` for every sign that is neither a letter nor a figure."""

# Texts cut together: enough that a call of numpy costs little for each, few enough to stay in the processor's cache.
_CHARS_TOGETHER, _TEXTS_TOGETHER = 150_000, 500
_PIECE = 8  # signs that are read as one number
_MOST_SIGNS = 64
"""Longer stretches are known by so many signs and their length."""

# Letters beyond Latin-1 share the bytes that Latin-1 gives to no sign.
_FIRST_OTHER, _N_OTHERS = 0x80, 32
_N_SIGNS = 0x20000  # beyond are rare signs of Chinese
_LETTERS = bytes(
    byte if chr(byte).isalnum() or _FIRST_OTHER <= byte < _FIRST_OTHER + _N_OTHERS else BLANK
    for byte in range(256)
)
# Never change them: fingerprints of different runs are compared.
_BY_LENGTH, _BY_SIGNS = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9)
_FIRST_SIGNS = np.array([(1 << 8 * n) - 1 for n in range(_PIECE + 1)], dtype=np.uint64)


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The words of texts. A position counts from the beginning of the first text; one sign stands between two texts."""

    n_texts: int
    firsts: Indexes
    """By text, the position of its first sign. The last entry is the end of the last text, and one more."""
    signs: bytes
    """By position: the sign in Latin-1, or what stands for it. Eight more follow."""
    letters: bytes
    """The same, with `BLANK` for all but letters and figures."""
    starts: Indexes
    """By word, the position of its first letter."""
    ends: Indexes
    """By word, the position behind its last letter."""
    bounds: Indexes
    """By text, the index of its first word. The last entry is the number of words."""

    numbers: Numbers
    """By word, its number."""

    def numbers_of(self, starts: Indexes, ends: Indexes) -> Numbers:
        """The number of each stretch between two positions: the same for the same signs, wherever they stand."""
        return _number(self.signs, starts, ends)


def _number(signs: bytes, starts: Indexes, ends: Indexes) -> Numbers:
    pieces = np.ndarray((len(signs) - _PIECE,), "<u8", signs, strides=(1,))
    lengths = ends - starts
    numbers = lengths.astype(np.uint64)
    numbers *= _BY_LENGTH
    # `take` would first copy all pieces, which overlap, to where they do not.
    first = pieces[starts]
    first &= _FIRST_SIGNS.take(lengths, mode="clip")
    numbers += first
    numbers = _mix(numbers) * _BY_SIGNS
    for n_read in range(_PIECE, _MOST_SIGNS, _PIECE):
        longer = np.flatnonzero(lengths > n_read)
        if not len(longer):
            break
        more = pieces[starts[longer] + n_read]
        more &= _FIRST_SIGNS.take(lengths[longer] - n_read, mode="clip")
        more += numbers[longer]
        numbers[longer] = _mix(more) * _BY_SIGNS
    return _mix(numbers)


def _mix(numbers: Numbers) -> Numbers:
    """Takes the high bits of numbers to their low bits too. A product takes low bits to high ones only."""
    numbers ^= numbers >> np.uint64(32)
    return numbers


def cut_words(texts: Iterable[str]) -> Iterator[Words]:
    """The words of texts, of some of them at a time."""
    return map(cut_together, _some_at_a_time(texts))


def cut_together(texts: Sequence[str]) -> Words:
    """The words of few or short texts."""
    joined = "\n".join(["", *texts, ""])
    signs = _signs(joined)
    letters = signs[: len(joined)].translate(_LETTERS)
    is_letter = np.frombuffer(letters, np.uint8) != BLANK
    turns = np.flatnonzero(is_letter[1:] != is_letter[:-1]) + 1
    starts, ends = turns[::2], turns[1::2]
    if not joined.isascii():
        between = _between_scripts(letters)
        # Both are in order, so a stable sort merges them.
        starts, ends = (np.sort(np.append(each, between), kind="stable") for each in (starts, ends))
    firsts = np.cumsum([1, *(len(text) + 1 for text in texts)], dtype=np.intp)
    return Words(
        n_texts=len(texts),
        firsts=firsts,
        signs=signs,
        letters=letters,
        starts=starts,
        ends=ends,
        bounds=np.searchsorted(starts, firsts),
        numbers=_number(signs, starts, ends),
    )


def _signs(text: str) -> bytes:
    """One byte a sign, and the length of a piece more."""
    signs = text.encode("latin-1", "replace") + bytes(_PIECE)
    if text.isascii():
        return signs
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    others = np.flatnonzero(codes > 0xFF)
    replaced = np.frombuffer(bytearray(signs), np.uint8)
    replaced[others] = _others().take(codes[others], mode="clip")
    return replaced.tobytes()


def numbers_of(stretches: Sequence[str]) -> Numbers:
    """The number of each stretch by itself, as `Words.numbers` gives it wherever the stretch stands."""
    cut = cut_together(stretches)
    return cut.numbers_of(cut.firsts[:-1], cut.firsts[1:] - 1)


def letters_of(stretches: Sequence[str]) -> list[bytes]:
    """Each stretch by itself, as it stands in `Words.letters`."""
    cut = cut_together(stretches)
    return [cut.letters[first : behind - 1] for first, behind in pairwise(cut.firsts.tolist())]


_Table = tuple[int, NDArray[np.int32]]


class Vocabulary:
    """Words that a reader knows, found by their numbers."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = tuple(words)
        # The last: no word has the number 0.
        self._numbers: Numbers = np.append(numbers_of(words), np.uint64(0))
        self._tables = list(self._make_tables())

    def rows(self, numbers: Numbers) -> Indexes:
        """The index of each known word. Of an unknown one: how many are known."""
        return self._rows_by(self._tables, numbers).astype(np.intp)

    def _rows_by(self, tables: Sequence[_Table], numbers: Numbers) -> NDArray[np.int32]:
        # The first table finds most of what is known, so only the rest is looked up in the others.
        (shift, table), *others = tables
        rows: NDArray[np.int32] = table.take(_slots(numbers, shift))
        found = self._numbers.take(rows)
        # Where a slot is empty no word of it came into another table.
        left = np.flatnonzero((found != numbers) & (found != 0))
        unknown = len(self._numbers) - 1
        rows[left] = self._rows_by(others, numbers.take(left)) if others else unknown
        return rows

    def _make_tables(self) -> Iterator[_Table]:
        """Tables from sixteen bits of a number to its word. A word whose place is taken comes into the next table."""
        left = np.arange(len(self._numbers) - 1)
        for shift in (48, 32, 16, 0):
            table = np.full(2**16, len(self._numbers) - 1, dtype=np.int32)
            slots = _slots(self._numbers[left], shift)
            table[slots] = left
            yield shift, table
            left = left[table[slots] != left]
            if not len(left):
                return
        raise ValueError(f"{len(left)} words have the numbers of other words")


def _slots(numbers: Numbers, shift: int) -> Indexes:
    slots: Indexes = ((numbers >> np.uint64(shift)) & np.uint64(0xFFFF)).astype(np.intp)
    return slots


def _some_at_a_time(texts: Iterable[str]) -> Iterator[list[str]]:
    some, n_chars = list[str](), 0
    for text in texts:
        if some and (n_chars + len(text) > _CHARS_TOGETHER or len(some) == _TEXTS_TOGETHER):
            yield some
            some, n_chars = [], 0
        some.append(text)
        n_chars += len(text)
    if some:
        yield some


def _between_scripts(letters: bytes) -> Indexes:
    """Where a word's Latin letters are followed by others, or others by Latin ones."""
    codes = np.frombuffer(letters, np.uint8)
    is_other = (codes >= _FIRST_OTHER) & (codes < _FIRST_OTHER + _N_OTHERS)
    turns: Indexes = np.flatnonzero(is_other[1:] != is_other[:-1]) + 1
    between: Indexes = turns[(codes[turns - 1] != BLANK) & (codes[turns] != BLANK)]
    return between


@cache
def _others() -> NDArray[np.uint8]:
    """By sign, for those beyond Latin-1: what stands for it. The last entry is for all signs beyond."""
    others = [
        _FIRST_OTHER + code % _N_OTHERS if chr(code).isalnum() else ord("?")
        for code in range(_N_SIGNS)
    ]
    return np.array([*others, ord("?")], dtype=np.uint8)
