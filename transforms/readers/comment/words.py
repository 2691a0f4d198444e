"""The word lists of `comments.toml` as patterns.

Decides that an entry is found as a whole word and in any case. Leaves what a word says to the modules that ask.
"""

from __future__ import annotations

import re
from functools import cache

from transforms.text.lexicon import lexicon

_LETTER = re.compile(r"[A-Za-z](?![?*+{|])")
_PATTERNS = frozenset({"asking", "blends", "far_apart", "no_demand", "no_names", "not_hiring"})


@cache
def words(name: str) -> re.Pattern[str]:
    """A word list as one pattern of whole words. The entries of some lists are patterns of their own."""
    entries: list[str] = lexicon(__package__, "comments.toml")[name]
    if name in _PATTERNS:
        return re.compile("|".join(entries), re.I | re.S)
    longest_first = sorted(entries, key=lambda entry: (-len(entry), entry))
    return re.compile(rf"(?<![\w.])(?:{_by_first_letter(longest_first)})(?![\w])", re.I)


def _by_first_letter(entries: list[str]) -> str:
    """The entries as one choice, told apart by their first letter: at most words it then fails at once."""
    rests: dict[str, list[str]] = {}
    loose: list[str] = []
    for entry in entries:
        if _LETTER.match(entry):
            rests.setdefault(entry[0].lower(), []).append(entry[1:])
        else:
            loose.append(entry)
    return "|".join([f"{first}(?:{'|'.join(ends)})" for first, ends in rests.items()] + loose)


@cache
def plain_words(name: str) -> frozenset[str]:
    """The entries that are one word without a choice. Found in a set, they spare most phrases the pattern."""
    return frozenset(
        entry for entry in lexicon(__package__, "comments.toml")[name] if entry.isalpha()
    )
