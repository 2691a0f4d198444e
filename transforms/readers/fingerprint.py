"""Fingerprints a posting's words, so that copies and reposts of one opening can be found without comparing every text.

Decides how words are hashed, and when the whole text counts because too little is said of the work. Leaves to
`transforms.readers.work` which sections speak of the work, and to `transforms.history.same_job` how similar is the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np
from rensa import RMinHash

from transforms.readers.work import Work, read_work
from transforms.text.document import Document
from transforms.text.words import Numbers, Words, cut_words

PERMUTATIONS = 64
"""Standard error of the similarity is about 1/sqrt(64) = 0.06 at worst, 0.045 at 0.85: enough beside equal titles."""

SEED = 1
"""Never change it: fingerprints of different runs are compared."""

FEWEST_WORDS = 20
"""With fewer words outside the boilerplate the sections are not to be trusted, and the whole text is hashed."""

_SECOND, _THIRD = np.uint64(0x94D049BB133111EB), np.uint64(0xD6E8FEB86659FD93)
"""What tells the words of a triple apart by their order. Never change them either."""


def fingerprint(document: Document) -> list[int]:
    """MinHash of a posting's own words: 64 numbers below 2**32. Empty when there is no text.

    The same words give the same numbers on every machine and in every version of Python. Many are read in a tenth of the
    time by `fingerprints`.
    """
    return fingerprints([document], read_work([document]))[0]


def fingerprints(documents: Sequence[Document], works: Iterable[Work]) -> list[list[int]]:
    """The fingerprint of each posting. `works`: what `read_work` gives for the same documents."""
    found, n_words = list[list[int]](), list[int]()
    for work in works:
        found += _sketch(work.words)
        n_words += np.diff(work.words.bounds).tolist()
    thin = [index for index, n in enumerate(n_words) if n < FEWEST_WORDS]
    whole = cut_words(documents[index].text.lower() for index in thin)
    for index, numbers in zip(thin, chain.from_iterable(map(_sketch, whole)), strict=True):
        found[index] = numbers
    return found


def _sketch(words: Words) -> list[list[int]]:
    """The fingerprint of each text."""
    bounds = words.bounds.astype(np.uint64)
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(
        _triples(words), bounds, PERMUTATIONS, SEED
    )
    n_words = np.diff(words.bounds).tolist()
    return [row if n else [] for row, n in zip(matrix.to_rows(), n_words, strict=True)]


def _triples(words: Words) -> Numbers:
    """By word, the number of it and the next two. Behind the last word of a text stand none."""
    lasts = words.bounds[1:][np.diff(words.bounds) > 0] - 1
    triples, following = words.numbers.copy(), words.numbers
    for place in (_SECOND, _THIRD):
        following = np.append(following[1:], np.uint64(0))
        following[lasts] = 0
        triples += following * place
    return triples
