"""Reads the language of a posting: by its frequent words, or by a trained model if these do not decide.

Decides the code, or that a text is too thin for one. Chinese, Japanese and Korean show by their script. Leaves to the readers what they can read in it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain

import numpy as np

from transforms.text.lexicon import lexicon
from transforms.text.words import Vocabulary, Words, cut_words

SAMPLE_CHARS = 500
"""Read at the beginning and in the middle: a posting may open with an English motto and go on in Dutch."""

MODEL_CHARS = 2_000

FEWEST_WORDS = 12
"""Fewer words are names and titles, which say little ("Senior Data Engineer, Berlin")."""

CLEAR_SHARE = 0.10
"""Share of a text's words that the winner's frequent words make up. Running text has 0.2 to 0.45."""

CLEAR_LEAD = 1.6
"""How many times the runner-up's share. Below, as for Danish and Swedish or lists of tools, the model decides."""

PLAIN_ENGLISH_SHARE = 0.18
"""No other language's text reaches this share of frequent English words ("of", "is" and "we" are Dutch too: 0.05). Most
postings do, so their other votes need not be counted."""

SCRIPT_SHARE, KANA_SHARE = 0.3, 0.1
"""Share of a text's letters in Chinese, Japanese or Korean script that settles it, and of kana that makes it Japanese."""

_WORD = re.compile(r"[^\W\d_]+")
_CJK = re.compile(r"[\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_TYPOGRAPHIC_SIGNS = "’‘“”–—•·…\xa0"
_BLANK_BUT_LETTERS = {code: " " for code in range(128) if not chr(code).isalpha()}
_CODE = re.compile(
    r"([a-z]{2})(?:[-_](?:[a-z]{2,4}|\d{3}))*$"
)  # "en", "en-us", "es-419", "zh-hans-cn"


@cache
def _frequent(code: str) -> frozenset[str]:
    return frozenset(lexicon(__package__, "languages.toml")["frequent"][code])


@cache
def _languages_of_word() -> dict[str, tuple[str, ...]]:
    codes = lexicon(__package__, "languages.toml")["frequent"]
    words = frozenset[str]().union(*map(_frequent, codes))
    return {word: tuple(code for code in codes if word in _frequent(code)) for word in words}


def read_language(text: str, stated: str | None) -> str | None:
    """ISO 639-1 code of a text, or what the board states when the text is too thin. None when neither says."""
    return _read_sample(_sample(text), text, stated)


def read_languages(texts: Sequence[str], stated: Iterable[str | None]) -> list[str | None]:
    """The language of each text, as `read_language` reads it. Plain English is seen in half the time."""
    samples = list(map(_sample, texts))
    are_english = chain.from_iterable(map(_are_plain_english, cut_words(samples)))
    return [
        "en" if is_english else _read_sample(sample, text, own)
        for is_english, sample, text, own in zip(are_english, samples, texts, stated, strict=True)
    ]


def _sample(text: str) -> str:
    middle = max(len(text) // 2, SAMPLE_CHARS)
    return (text[:SAMPLE_CHARS] + " " + text[middle : middle + SAMPLE_CHARS]).lower()


@cache
def _english() -> Vocabulary:
    return Vocabulary(sorted(_frequent("en")))


def _are_plain_english(words: Words) -> list[bool]:
    """Whether each sample shows plain English, also when its figures are taken for words of no language."""
    are_frequent = _english().rows(words.numbers) < len(_frequent("en"))
    have_letters = np.frombuffer(words.letters, np.uint8)[words.starts] > ord("9")
    n_words = np.diff(words.bounds)
    n_frequent, n_lettered = (
        np.diff(np.append(0, np.cumsum(are_so))[words.bounds])
        for are_so in (are_frequent, have_letters)
    )
    is_plain = (n_frequent >= PLAIN_ENGLISH_SHARE * n_words) & (n_lettered >= FEWEST_WORDS)
    found: list[bool] = is_plain.tolist()
    return found


def _read_sample(sample: str, text: str, stated: str | None) -> str | None:
    words = _words(sample)
    if sum(map(_frequent("en").__contains__, words)) >= PLAIN_ENGLISH_SHARE * len(words) > 2:
        return "en"
    if not sample.isascii() and (code := _by_script(sample)):
        return code
    if len(words) < FEWEST_WORDS:
        return stated_code(stated)
    return _clear_winner(words) or _ask_model(text[:MODEL_CHARS])


def _by_script(sample: str) -> str | None:
    """The language of a script without blanks, for its texts have too few words to count."""
    if not (letters := _CJK.findall(sample)):
        return None
    if len(letters) < SCRIPT_SHARE * sum(map(str.isalpha, sample)):
        return None
    n_korean = sum(letter >= "\uac00" for letter in letters)
    n_kana = sum(letter <= "\u30ff" for letter in letters)
    if n_korean > len(letters) / 2:
        return "ko"
    return "ja" if n_kana >= KANA_SHARE * len(letters) else "zh"


def _clear_winner(words: list[str]) -> str | None:
    """The language with far more frequent words than any other."""
    languages = _languages_of_word()
    votes = Counter(code for word in words for code in languages.get(word, ()))
    (best, most), (_, second) = [*votes.most_common(2), ("", 0), ("", 0)][:2]
    return best if most >= max(CLEAR_SHARE * len(words), CLEAR_LEAD * second) else None


def _words(text: str) -> list[str]:
    """The runs of letters."""
    # Most texts are ASCII but for a few signs. They need no regular expression and so a third of the time.
    for sign in () if text.isascii() else _TYPOGRAPHIC_SIGNS:
        text = text.replace(sign, " ")
    return text.translate(_BLANK_BUT_LETTERS).split() if text.isascii() else _WORD.findall(text)


def stated_code(stated: str | None) -> str | None:
    """ISO 639-1 code of what a board states ("en", "EN-US", "German"). None when we know no such language."""
    if not stated:
        return None
    names: dict[str, str] = lexicon(__package__, "languages.toml")["names"]
    plain = stated.strip().lower()
    found = _CODE.match(plain)
    return found[1] if found else names.get(plain)


def _ask_model(text: str) -> str | None:
    # Its model takes 0.3 s to load, and most parts of the lake never need it.
    import py3langid

    code = str(py3langid.classify(text)[0])
    return code if len(code) == 2 else None  # "zxx": no language at all
