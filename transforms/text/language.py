"""Tells the language of a posting: by its frequent words, by a trained model when these do not decide.

Decides the code or that a text is too thin for one. Leaves to the readers what they can read in it.
"""

from __future__ import annotations

import re
from functools import cache

from transforms.text.lexicon import lexicon

SAMPLE_CHARS = 500
"""Read at the beginning and in the middle: a posting may open with an English motto and go on in Dutch."""

MODEL_CHARS = 2_000

FEWEST_WORDS = 12
"""Fewer words are names and titles, which say little ("Senior Data Engineer, Berlin")."""

CLEAR_SHARE = 0.10
"""Share of a text's words that the winner's frequent words make up; running text has 0.2 to 0.45."""

CLEAR_LEAD = 1.6
"""How many times the runner-up's share. Below, as for Danish and Swedish or lists of tools, the model decides."""

PLAIN_ENGLISH_SHARE = 0.18
"""No other language's text reaches this share of frequent English words ("of", "is" and "we" are Dutch too: 0.05), and
most postings do, so their other votes need not be counted."""

_WORD = re.compile(r"[^\W\d_]+")
_TYPOGRAPHIC_SIGNS = "’‘“”–—•·…\xa0"
_BLANK_BUT_LETTERS = {code: " " for code in range(128) if not chr(code).isalpha()}
_CODE = re.compile(r"^([a-z]{2})(?:[-_][A-Za-z]{2,4})?$")
_NAMES = {
    "english": "en",
    "german": "de",
    "deutsch": "de",
    "french": "fr",
    "dutch": "nl",
    "spanish": "es",
}


@cache
def _frequent(code: str) -> frozenset[str]:
    return frozenset(lexicon(__package__, "languages.toml")[code])


@cache
def _languages_of_word() -> dict[str, tuple[str, ...]]:
    words = {
        word for frequent in lexicon(__package__, "languages.toml").values() for word in frequent
    }
    return {
        word: tuple(
            code for code in lexicon(__package__, "languages.toml") if word in _frequent(code)
        )
        for word in words
    }


def read_language(text: str, stated: str | None) -> str | None:
    """ISO 639-1 code of a text; the board's own word for it when the text is too thin; None when neither says."""
    middle = max(len(text) // 2, SAMPLE_CHARS)
    words = _words((text[:SAMPLE_CHARS] + " " + text[middle : middle + SAMPLE_CHARS]).lower())
    if len(words) < FEWEST_WORDS:
        return stated_code(stated)
    if sum(map(_frequent("en").__contains__, words)) >= PLAIN_ENGLISH_SHARE * len(words):
        return "en"
    votes: dict[str, int] = {}
    languages = _languages_of_word()
    for word in words:
        for code in languages.get(word, ()):
            votes[code] = votes.get(code, 0) + 1
    ranked = sorted(votes, key=lambda code: (-votes[code], code))
    if ranked and votes[ranked[0]] >= CLEAR_SHARE * len(words):
        runner_up = votes[ranked[1]] if len(ranked) > 1 else 0
        if votes[ranked[0]] >= CLEAR_LEAD * runner_up:
            return ranked[0]
    return _modelled(text[:MODEL_CHARS])


def _words(text: str) -> list[str]:
    """Runs of letters; ASCII, which most texts are but for such signs, needs no regular expression and a third of the time."""
    for sign in () if text.isascii() else _TYPOGRAPHIC_SIGNS:
        text = text.replace(sign, " ")
    return text.translate(_BLANK_BUT_LETTERS).split() if text.isascii() else _WORD.findall(text)


def stated_code(stated: str | None) -> str | None:
    """ISO 639-1 code of what a board states ("en", "en-US", "German"); None when it is no language we know."""
    if not stated:
        return None
    found = _CODE.match(stated.strip())
    return found.group(1) if found else _NAMES.get(stated.strip().lower())


def _modelled(text: str) -> str | None:
    # Its model takes 0.3 s to load, and most parts of the lake never need it.
    import py3langid

    code = str(py3langid.classify(text)[0])
    return code if len(code) == 2 else None  # "zxx": no language at all
