"""Finds what thousands of single words have in common, so that a few thousand labels can weigh them all.

Decides which words are weighed, and by what: along the axes that best tell texts apart, labelled or not (latent semantic
analysis), and each by itself. A word that few labels show gets its weight from the words it occurs with, and one that many
show has a weight of its own beside. Leaves these weights to `flows.roles.fit`, and how a text's words are counted to
`transforms.readers.role.every_word`.
"""

from __future__ import annotations

from collections import Counter
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
from flows.roles.matrix import feature_matrix, known_features
from transforms.readers.role.every_word import COLUMNS, TABLE

# All chosen in grouped cross-validation, with wide flat tops: 15 to 40 employers, 100 to 300 axes, scales of 7 to 14. The more
# labels, the more axes they can weigh.
MIN_EMPLOYERS = 30
# Words that more texts hold, as "and" or "team", say little. Without them ai_engineer gains a point at the same accuracy, and the
# evidence shows words that mean something.
MOST_TEXTS = 0.2
N_AXES = 250
# A word's amount is small, since the squares of all amounts in a text sum to 1. So few words could ever outweigh a family.
SCALE = 10.0
# The larger, the easier a word gets a weight that its axes do not give it. Chosen in the same way among 5, 8 and 14.
OWN_SCALE = 8.0
EVERY_WORD = Path(str(files("transforms.readers.role").joinpath(TABLE)))

Floats = NDArray[np.float64]


class Text(NamedTuple):
    """The words of one posting's duties and asks, with how often each is said."""

    employer: str
    words: Mapping[str, int]


@dataclass(frozen=True, eq=False)
class Axes:
    """Words, sorted, with the inverse document frequency of each and what it is worth on each axis (word x axis)."""

    words: list[str]
    idf: Floats
    axes: Floats

    def project(self, texts: Sequence[Mapping[str, int]]) -> csr_matrix:
        """Where texts lie on the axes, then on each word by itself: one row a text.

        `SCALE` is the farthest that one can be from the middle of the axes, and `OWN_SCALE` from that of the words.
        """
        amounts = _scale(feature_matrix(texts, self.words), self.idf)
        return hstack([csr_matrix(amounts @ self.axes * SCALE), amounts * OWN_SCALE]).tocsr()


def find_axes(texts: Sequence[Text]) -> Axes | None:
    """The axes of these texts. None when they have fewer words of enough employers than there are axes."""
    from sklearn.utils.extmath import randomized_svd

    words = _telling_words(texts)
    if len(words) <= N_AXES:
        return None
    counts = feature_matrix([text.words for text in texts], words)
    n_texts = np.bincount(counts.indices, minlength=len(words))
    idf = np.round(np.log((1 + len(texts)) / (1 + n_texts)) + 1, 3)
    _, _, axes = randomized_svd(_scale(counts, idf), N_AXES, n_iter=3, random_state=0)
    return Axes(words, idf, axes.T)


def _telling_words(texts: Sequence[Text]) -> list[str]:
    """The words that enough employers say, and not most texts. Those of fewer employers are names."""
    n_texts = Counter(chain.from_iterable(text.words for text in texts))
    known = known_features(texts, MIN_EMPLOYERS)
    return [word for word in known if n_texts[word] <= MOST_TEXTS * len(texts)]


def _scale(counts: csr_matrix, idf: Floats) -> csr_matrix:
    """Counts times inverse document frequency, each row of a length of 1: what `transforms.readers.role.every_word` does at run time."""
    amounts = counts @ diags(idf)
    lengths = np.sqrt(np.asarray(amounts.multiply(amounts).sum(axis=1)).ravel())
    return (diags(1 / np.where(lengths > 0, lengths, 1.0)) @ amounts).tocsr()


def write_words(axes: Axes, weights: Floats, path: Path = EVERY_WORD) -> None:
    """Writes each word with its weight for each role. `weights`: by role those of the axes, then those of the words, as they were fitted."""
    n_axes = axes.axes.shape[1]
    by_word = SCALE * axes.axes @ weights[:, :n_axes].T + OWN_SCALE * weights[:, n_axes:].T
    rows: list[Row] = [
        dict(zip(COLUMNS, (word, f"{idf:.3f}", *(f"{each:.2f}" for each in row)), strict=True))
        for word, idf, row in zip(axes.words, axes.idf, by_word, strict=True)
    ]
    write_csv(rows, COLUMNS, path)
