"""The word lists of `comments.toml` as patterns.

Decides that an entry is found as a whole word and in any case. Leaves what a word says to the modules that ask.
"""

from __future__ import annotations

import re
from functools import cache

from transforms.text.lexicon import lexicon


@cache
def words(name: str) -> re.Pattern[str]:
    """A word list as one pattern of whole words. The entries of "asking" are patterns of their own."""
    entries: list[str] = lexicon(__package__, "comments.toml")[name]
    if name == "asking":
        return re.compile("|".join(entries), re.I | re.S)
    longest_first = sorted(entries, key=lambda entry: (-len(entry), entry))
    return re.compile(rf"(?<![\w.])(?:{'|'.join(longest_first)})(?![\w])", re.I)


@cache
def single_words(name: str) -> frozenset[str]:
    """The entries that are one word without a choice. Found in a set, they spare most phrases the pattern."""
    return frozenset(
        entry for entry in lexicon(__package__, "comments.toml")[name] if entry.isalpha()
    )
