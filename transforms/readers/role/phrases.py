"""Finds the phrases of roles in many postings at once, and counts what they say: families, and verbs with their objects.

Decides that a phrase counts once for a family however often it is said, and that a verb and an object belong together
on one line of the duties. Leaves what a phrase says to `transforms.readers.role.words`, and what a count is worth to
`transforms.readers.role.columns`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from transforms.readers.role.columns import Counts
from transforms.readers.role.every_word import vocabulary
from transforms.readers.role.words import Hit, RoleWords, role_words
from transforms.readers.work import Work
from transforms.text.words import BLANK, Indexes

# Room in one number for where a phrase starts and how long it is, so that one sort puts spots in order.
_START_BITS, _LENGTH_BITS = 32, 8
_LONGEST = (1 << _LENGTH_BITS) - 1


Spot = tuple[int, int]
"""Where a phrase starts in its text, and where it ends."""


class Spots:
    """Where each different phrase of some texts stands first, in the duties and in the asks."""

    def __init__(self, keys: Indexes, starts: Indexes, ends: Indexes, n_texts: int) -> None:
        """Of each phrase the key of its text, part and family, in ascending order, and where it stands."""
        self._keys: list[int] = keys.tolist()
        self._starts: list[int] = starts.tolist()
        self._ends: list[int] = ends.tolist()
        at = np.flatnonzero(np.diff(keys, prepend=-1))
        texts, own = np.divmod(keys[at], _key(1, 0))
        bounds = np.searchsorted(texts, np.arange(n_texts + 1)).tolist()
        keyed, firsts = own.tolist(), at.tolist()
        self._firsts = [
            dict(zip(keyed[first:last], firsts[first:last], strict=True))
            for first, last in pairwise(bounds)
        ]
        """By text: the first spot of each key of its own, as its index in `_starts` and `_ends`."""

    def of(self, text: int, part: int, family: int) -> Sequence[Spot]:
        """In the order of the text. Of those that begin together the longest comes first. `part`: 0 duties, 1 asks."""
        first = self._firsts[text].get(_key(0, part) + family)
        if first is None:
            return []
        last = bisect_right(self._keys, self._keys[first], first)
        return list(zip(self._starts[first:last], self._ends[first:last], strict=True))

    def firsts(self, text: int, keys: Iterable[int], most: int) -> list[Spot]:
        """The first phrase of each of these families that has any, in the order of their keys (`keys_of`)."""
        firsts, found = self._firsts[text], list[Spot]()
        for key in keys:
            if key in firsts:
                found.append((self._starts[firsts[key]], self._ends[firsts[key]]))
                if len(found) == most:
                    break
        return found


def keys_of(families: Sequence[int]) -> tuple[int, ...]:
    """The keys of these families in a text: those of the duties come first."""
    return *families, *(_key(0, 1) + family for family in families)


@cache
def _n_families() -> int:
    return len(role_words().family_names)


def _key(text: Any, part: Any) -> Any:
    """The key of the first family in a part of a text. Those of the other families follow it."""
    return (2 * text + part) * _n_families()


@dataclass(frozen=True, slots=True)
class _Hits:
    """Phrases found: which, in which text, where they start, and in which part of it."""

    phrases: Indexes
    texts: Indexes
    starts: Indexes
    parts: Indexes

    def only(self, chosen: Indexes | NDArray[np.bool_]) -> _Hits:
        """These of them, by their indexes or by whether each is chosen."""
        return _Hits(
            self.phrases[chosen], self.texts[chosen], self.starts[chosen], self.parts[chosen]
        )


def find_phrases(
    work: Work, rows: Indexes, known: Sequence[RoleWords | None]
) -> tuple[Counts, Spots]:
    """What the phrases of each text say, and where they stand.

    Args:
        work: the texts.
        rows: of each of their words, its row in `vocabulary`.
        known: of each text, the words of its language. None: it is not read.
    """
    n_texts = len(known)
    counts = Counts.none(n_texts)
    spots = [np.zeros(0, dtype=np.intp)]
    for words in set(filter(None, known)):
        texts = np.flatnonzero([words is one for one in known])
        hits = _join(_sought(work, texts, words), _known(work, rows, texts, words))
        counts.lines += _count_lines(hits, work, words, n_texts)
        spots.append(_spots(hits.only(_firsts(hits, words)), words))
    packed = np.sort(np.concatenate(spots))
    keys = packed >> (_START_BITS + _LENGTH_BITS)
    n_found = np.bincount(keys, minlength=counts.families.size)
    counts.families += n_found.reshape(counts.families.shape)
    starts = packed >> _LENGTH_BITS & (1 << _START_BITS) - 1
    return counts, Spots(keys, starts, starts + _LONGEST - (packed & _LONGEST), n_texts)


def _sought(work: Work, texts: Indexes, known: RoleWords) -> _Hits:
    """The phrases of these texts that are sought."""
    finder, words = known.finder, work.words
    letters, firsts = memoryview(words.letters), words.firsts.tolist()
    n_found = list[int]()

    def find() -> Iterator[list[Hit]]:
        # One text at a time, so that its hits leave their room in memory to those of the next.
        for text in texts.tolist():
            hits = finder.find(work.texts[text], letters[firsts[text] - 1 : firsts[text + 1]])
            n_found.append(len(hits))
            yield hits

    numbers = np.fromiter(chain.from_iterable(chain.from_iterable(find())), np.intp)
    phrases = finder.sought[numbers[::3]]
    hits = _placed(phrases, np.repeat(texts, n_found), numbers[1::3], work)
    begins = words.firsts[hits.texts] + hits.starts
    signs = np.frombuffer(words.signs, np.uint8)[begins[:, None] + finder.places[phrases]]
    return hits.only((signs == finder.signs[phrases]).all(axis=1))


def _known(work: Work, rows: Indexes, texts: Indexes, known: RoleWords) -> _Hits:
    """The phrases of these texts that are one whole word."""
    words = work.words
    phrases = _phrase_of_row(known)[rows]
    letters = np.frombuffer(words.letters, np.uint8)
    at = np.flatnonzero(phrases >= 0)
    # Beside a letter of another script it is not the whole.
    is_whole = (letters[words.starts[at] - 1] == BLANK) & (letters[words.ends[at]] == BLANK)
    owners = np.repeat(np.arange(words.n_texts), np.diff(words.bounds))[at]
    is_read = np.zeros(words.n_texts, dtype=np.bool_)
    is_read[texts] = True
    hits = _placed(phrases[at], owners, words.starts[at] - words.firsts[owners], work)
    return hits.only(is_whole & is_read[owners])


@cache
def _phrase_of_row(known: RoleWords) -> Indexes:
    """By row of `vocabulary`: the phrase that the word is. -1: none."""
    phrases = known.finder.words
    return np.array([*(phrases.get(word, -1) for word in vocabulary().words), -1], dtype=np.intp)


def _placed(phrases: Indexes, texts: Indexes, starts: Indexes, work: Work) -> _Hits:
    """Hits with the part of the text in which they stand."""
    parts = starts > np.array(work.n_duties, dtype=np.intp)[texts]
    return _Hits(phrases, texts, starts, parts.astype(np.intp))


def _join(*found: _Hits) -> _Hits:
    return _Hits(
        *(
            np.concatenate([getattr(hits, name) for hits in found])
            for name in ("phrases", "texts", "starts", "parts")
        )
    )


def _firsts(hits: _Hits, known: RoleWords) -> Indexes:
    """The hits whose phrase has not been said before in the same part of a text."""
    n_phrases = len(known.actions)
    keys = (2 * hits.texts + hits.parts) * n_phrases + hits.phrases
    order = np.arange(len(keys))
    first = np.empty(2 * n_phrases * (int(hits.texts.max(initial=0)) + 1), dtype=np.intp)
    # Of those that are written to one place the last stays.
    first[keys[::-1]] = order[::-1]
    return np.flatnonzero(first[keys] == order)


def _spots(hits: _Hits, known: RoleWords) -> Indexes:
    """Where the families stand: key, start and length in one number, the longest of one start first."""
    families = known.families[hits.phrases]
    at, which = np.nonzero(families >= 0)
    hits = hits.only(at)
    keys = _key(hits.texts, hits.parts) + families[at, which]
    shortness = _LONGEST - known.finder.lengths[hits.phrases]
    packed: Indexes = ((keys << _START_BITS) + hits.starts << _LENGTH_BITS) + shortness
    return packed


def _count_lines(hits: _Hits, work: Work, known: RoleWords, n_texts: int) -> Indexes:
    """Text x pair: how many lines of the duties hold each pair of a verb and an object."""
    actions = known.actions[hits.phrases]
    chosen = np.flatnonzero((actions > 0) & (hits.parts == 0))
    actions, texts = actions[chosen], hits.texts[chosen]
    line_ends = np.flatnonzero(np.frombuffer(work.words.signs, np.uint8) == ord("\n"))
    lines = np.searchsorted(line_ends, work.words.firsts[texts] + hits.starts[chosen])
    said, owners = np.zeros((2, len(line_ends) + 1), dtype=np.intp)
    np.bitwise_or.at(said, lines, actions)
    owners[lines] = texts
    n_verbs, n_objects, n_pairs = len(known.verbs), len(known.objects), len(known.pairs)
    both = np.flatnonzero((said >> n_verbs > 0) & (said & (1 << n_verbs) - 1 > 0))
    said, texts = said[both], owners[both]
    bits = said[:, None] >> np.arange(n_verbs + n_objects) & 1 > 0
    line, pair = np.divmod(
        np.flatnonzero(bits[:, :n_verbs, None] & bits[:, None, n_verbs:]), n_pairs
    )
    n_lines = np.bincount(texts[line] * n_pairs + pair, minlength=n_texts * n_pairs)
    return n_lines.reshape(n_texts, n_pairs)
