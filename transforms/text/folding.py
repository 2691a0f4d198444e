"""Folds text for comparison.

Decides which differences do not count: case, accents, hyphens, points. Leaves what is compared to the readers.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

FIRST_CJK = "\u2e80"
"""Scripts from here on write no blanks: a Latin word or a figure may stand right beside their letters."""

_NOT_WORD = re.compile(r"[^a-z0-9\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3]+")
_APOSTROPHES_AND_POINTS = str.maketrans("-", " ", ".'’‘")
_HYPHENS_AND_MARKUP = {"-": " ", "‑": " ", "‐": " ", "’": "'", "*": " ", "_": " "}
_LETTERS = str.maketrans(
    dict(zip("øØłŁđıẖ", "oolldih", strict=True)) | {"ß": "ss", "æ": "ae", "œ": "oe"}
)


def with_plain_i(text: str) -> str:
    """The text with "İ" as "I", so that each letter of its lower case stands where it stood."""
    # No other letter has a longer lower case, which would shift every position after it.
    return text.replace("\u0130", "I")


def lower(text: str) -> str:
    """The text in lower case, each letter where it stood."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else with_plain_i(text).lower()


def fold_markup(text: str) -> str:
    """Lower case, with hyphens and markup as blanks."""
    text = text.lower()
    # Six searches that mostly find nothing take a quarter of the time of a table that sees every letter.
    for sign, plain in _HYPHENS_AND_MARKUP.items():
        text = text.replace(sign, plain)
    return text


def fold_heading(phrase: str) -> str:
    """Lower-case letters and digits with single blanks, without accents, apostrophes and punctuation.

    Letters of Chinese, Japanese and Korean stay as they are.
    """
    phrase = phrase.lower()
    if not phrase.isascii():
        phrase = "".join(map(_plain_letter, phrase.replace("’", "").translate(_LETTERS)))
    return _NOT_WORD.sub(" ", phrase.replace("'", "")).strip()


@lru_cache(maxsize=5_000)
def _plain_letter(letter: str) -> str:
    """A letter without its accents. Scripts without blanks keep theirs."""
    if letter >= FIRST_CJK:
        return letter
    return unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode()


# The same few thousand names and words of titles are asked for over and over.
@lru_cache(maxsize=50_000)
def fold_name(name: str) -> str:
    """A place's name in lower case, without accents or points, with hyphens as blanks and "St" as "saint"."""
    # Eight names of ten are ASCII, and the gazetteer folds thirty thousand in every process that reads.
    if not name.isascii():
        letters = unicodedata.normalize("NFKD", name.translate(_LETTERS))
        name = "".join([letter for letter in letters if not unicodedata.combining(letter)])
    words = name.lower().translate(_APOSTROPHES_AND_POINTS).split()
    if len(words) > 1 and words[0] == "st":
        words[0] = "saint"
    return " ".join(words)
