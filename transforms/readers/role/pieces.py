"""Cuts text into the pieces of words that a language model knows: WordPiece, as the uncased BERT models use it.

Decides where a word begins and ends, and which pieces it falls into: the longest that is known first. Leaves which pieces
are known, and what they mean, to the model. Unlike BERT's, a sign that is no letter and no figure is always a word of its
own, also a currency sign, an arrow or one that nobody sees, and Chinese is not cut letter by letter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

UNKNOWN, BEGINS, ENDS = "[UNK]", "[CLS]", "[SEP]"
INSIDE = "##"
"""What a piece begins with that stands inside a word."""

# A run of letters and figures, or one other sign.
_WORDS = re.compile(r"[^\W_]+|\S")
_MOST_LETTERS = 100
"""A longer word is unknown, as in BERT."""


class Pieces:
    """The pieces that a model knows, each with its row.

    Args:
        known: the pieces in the order of their rows, `UNKNOWN` among them.
    """

    def __init__(self, known: Sequence[str]) -> None:
        self.row_of = {piece: row for row, piece in enumerate(known)}
        self._rows_of_word = lru_cache(maxsize=20_000)(self._cut)

    def rows(self, text: str) -> Iterator[int]:
        """The rows of the pieces of a text, in their order. Case and accents do not count."""
        for word in words_of(text):
            if len(word) > _MOST_LETTERS:
                yield self.row_of[UNKNOWN]
            else:
                yield from self._rows_of_word(word)

    def _cut(self, word: str) -> tuple[int, ...]:
        """The rows of one word: always the longest known beginning, and of the rest again."""
        rows, start = list[int](), 0
        while start < len(word):
            prefix = INSIDE if start else ""
            ends = range(len(word), start, -1)
            end = next((end for end in ends if prefix + word[start:end] in self.row_of), None)
            if end is None:
                return (self.row_of[UNKNOWN],)
            rows.append(self.row_of[prefix + word[start:end]])
            start = end
        return tuple(rows)


def words_of(text: str) -> Iterator[str]:
    """The words and signs of a text, in lower case and without accents."""
    lowered = text.lower()
    if not lowered.isascii():
        letters = unicodedata.normalize("NFD", lowered)
        lowered = "".join(letter for letter in letters if unicodedata.category(letter) != "Mn")
    return (word.group() for word in _WORDS.finditer(lowered))
