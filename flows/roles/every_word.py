"""Finds what thousands of single words have in common, so that a few thousand labels can weigh them all.

Decides which words are weighed, and by what: along the axes that best tell texts apart, labelled or not (latent semantic
analysis), and each by itself. A word that few labels show gets its weight from the words it occurs with, and one that many
show has a weight of its own beside. Pairs of words ("fine tuning", "experience with") are weighed by themselves alone. Leaves
these weights to `flows.roles.fit`, and how a text's words are counted to `transforms.readers.role.every_word`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags, hstack

from flows.roles.labels import Row, write_csv
from flows.roles.matrix import feature_matrix
from transforms.readers.role.every_word import BETWEEN, COLUMNS, TABLE

# All chosen in grouped cross-validation, with wide flat tops: 15 to 40 employers, 100 to 300 axes, scales of 7 to 14. The more
# labels, the more axes they can weigh.
MIN_EMPLOYERS = 30
# Words that more texts hold, as "and" or "team", say little. Without them ai_engineer gains a point at the same accuracy, and the
# evidence shows words that mean something.
MOST_TEXTS = 0.2
# A pair is less often said, and "with the" says a little more than "the".
PAIR_MIN_EMPLOYERS, PAIR_MOST_TEXTS = 100, 0.1
N_AXES = 250
# A word's amount is small, since the squares of all amounts in a text sum to 1. So few words could ever outweigh a family.
SCALE = 10.0
# The larger, the easier a word gets a weight that its axes do not give it. Chosen in the same way among 5, 8 and 14.
OWN_SCALE = 8.0
EVERY_WORD = Path(str(files("transforms.readers.role").joinpath(TABLE)))

Floats = NDArray[np.float64]


class Text(NamedTuple):
    """The words of one posting's duties and asks, and the pairs of words, with how often each is said."""

    employer: str
    words: Mapping[str, int]


@dataclass(frozen=True, eq=False)
class Axes:
    """Words, sorted, with the inverse document frequency of each and what it is worth on each axis (word x axis).

    `pairs` are words too, each of two words, sorted. They are worth nothing on the axes.
    """

    words: list[str]
    idf: Floats
    axes: Floats
    pairs: list[str]
    pair_idf: Floats

    def project(self, texts: Sequence[Mapping[str, int]]) -> csr_matrix:
        """Where texts lie on the axes, then on each word by itself, then on each pair: one row a text.

        `SCALE` is the farthest that one can be from the middle of the axes, and `OWN_SCALE` from that of the words or pairs.
        """
        amounts = _scale(feature_matrix(texts, self.words), self.idf)
        pairs = _scale(feature_matrix(texts, self.pairs), self.pair_idf)
        on_axes = csr_matrix(amounts @ self.axes * SCALE)
        return hstack([on_axes, amounts * OWN_SCALE, pairs * OWN_SCALE]).tocsr()


def find_axes(texts: Sequence[Text]) -> Axes | None:
    """The words and pairs of these texts that are weighed, and the axes of the words. None where there are fewer words than axes."""
    from sklearn.utils.extmath import randomized_svd

    words, pairs = _telling_words(texts)
    if len(words) <= N_AXES:
        return None
    counts = feature_matrix([text.words for text in texts], words)
    idf = _idf(counts)
    _, _, axes = randomized_svd(_scale(counts, idf), N_AXES, n_iter=3, random_state=0)
    pair_idf = _idf(feature_matrix([text.words for text in texts], pairs))
    return Axes(words, idf, axes.T, pairs, pair_idf)


def _telling_words(texts: Sequence[Text]) -> tuple[list[str], list[str]]:
    """The words, and the pairs, that enough employers say, and not most texts. Those of fewer employers are names."""
    said: dict[str, set[str]] = defaultdict(set)
    for text in texts:
        said[text.employer].update(text.words)
    n_employers = Counter(chain.from_iterable(said.values()))
    n_texts = Counter(chain.from_iterable(text.words for text in texts))
    words, pairs = list[str](), list[str]()
    for word in sorted(n_employers):
        found, least, most = (
            (pairs, PAIR_MIN_EMPLOYERS, PAIR_MOST_TEXTS)
            if BETWEEN in word
            else (words, MIN_EMPLOYERS, MOST_TEXTS)
        )
        if n_employers[word] >= least and n_texts[word] <= most * len(texts):
            found.append(word)
    return words, pairs


def _idf(counts: csr_matrix) -> Floats:
    """The inverse document frequency of each word (column) of these texts (rows), as it is written down."""
    n_texts, n_words = counts.shape
    showing = np.bincount(counts.indices, minlength=n_words)
    idf: Floats = np.round(np.log((1 + n_texts) / (1 + showing)) + 1, 3)
    return idf


def _scale(counts: csr_matrix, idf: Floats) -> csr_matrix:
    """Counts times inverse document frequency, each row of a length of 1: what `transforms.readers.role.every_word` does at run time."""
    amounts = counts.multiply(idf).tocsr()
    lengths = np.sqrt(np.asarray(amounts.multiply(amounts).sum(axis=1)).ravel())
    return (diags(1 / np.where(lengths > 0, lengths, 1.0)) @ amounts).tocsr()


def write_words(axes: Axes, weights: Floats, path: Path = EVERY_WORD) -> None:
    """Writes each word, and then each pair, with its weight for each role.

    `weights`: by role those of the axes, of the words and of the pairs, as they were fitted.
    """
    n_axes = axes.axes.shape[1]
    on_axes, alone = weights[:, :n_axes].T, OWN_SCALE * weights[:, n_axes:].T
    n_words = len(axes.words)
    by_word = [*(SCALE * axes.axes @ on_axes + alone[:n_words]), *alone[n_words:]]
    names, idfs = [*axes.words, *axes.pairs], [*axes.idf, *axes.pair_idf]
    rows: list[Row] = [
        dict(zip(COLUMNS, (word, f"{idf:.3f}", *(f"{each:.2f}" for each in row)), strict=True))
        for word, idf, row in zip(names, idfs, by_word, strict=True)
    ]
    write_csv(rows, COLUMNS, path)
