"""The words of roles, made ready for matching: by language one finder of phrases, with what each phrase says.

Decides which families, verbs and objects a phrase belongs to, where it stands as words of its own, and which themes are
weighed against each other. Leaves counting phrases to `transforms.readers.role.phrases`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, permutations, product, zip_longest
from typing import Any

import numpy as np
from ahocorasick_rs import AhoCorasick, BytesAhoCorasick, Implementation

from transforms.readers.role.glossary import LANGUAGES, WITHOUT_BLANKS, false_friends, work_phrases
from transforms.text.folding import FIRST_CJK
from transforms.text.lexicon import lexicon
from transforms.text.words import Indexes, cut_together, letters_of

Hit = tuple[int, int, int]
"""A phrase, where it starts in its text, and a number without meaning."""


class PhraseFinder:
    """Finds phrases that stand as words of their own in a text: a stem (`model*`) where a word begins with it."""

    def __init__(self, phrases: Sequence[str], language: str | None) -> None:
        self.phrases = [phrase.removesuffix("*") for phrase in phrases]
        self.ends_word = [phrase[-1].isalnum() for phrase in phrases]
        """Whether each ends where a word must end: it is no stem, and its last sign is a letter or a figure."""
        self.lengths: Indexes = np.array(list(map(len, self.phrases)))
        cut = cut_together(self.phrases)
        own = ([at for at, sign in enumerate(one) if not sign.isalnum()] for one in self.phrases)
        self.places = _pad_rows(own, 0)
        """Phrase x its signs that are no letters: where each stands. Filled up with the first sign of all."""
        self.signs = np.frombuffer(cut.signs, np.uint8)[cut.firsts[:-1, None] + self.places]
        """Phrase x the signs at these places, as they are in `Words.signs`."""
        self._in_letters: BytesAhoCorasick | None = None
        if language in WITHOUT_BLANKS:
            self.sought, self.words = np.arange(len(phrases)), dict[str, int]()
            self._in_text = AhoCorasick(self.phrases)
            return
        self.words = {phrase: index for index, phrase in enumerate(phrases) if _is_word(phrase)}
        """The phrases that are one whole word. They are not sought, for a vocabulary knows them."""
        self.sought = np.delete(np.arange(len(phrases)), list(self.words.values()))
        # With blanks around a phrase the search itself sees where words begin and end, and finds a third less.
        patterns = [
            f" {self.phrases[index]}{' ' if self.ends_word[index] else ''}"
            for index in self.sought.tolist()
        ]
        self._in_letters = BytesAhoCorasick(letters_of(patterns), implementation=Implementation.DFA)

    def find(self, text: str, letters: memoryview) -> list[Hit]:
        """The phrases sought in a text, by their indexes in `sought`, also those with other signs between their words.

        `letters`: the text as it stands in `Words.letters`, with the sign before it and the one behind.
        """
        if self._in_letters:
            return self._in_letters.find_matches_as_indexes(letters, overlapping=True)
        bounded = text + " "  # stands after the last character and, as [-1], before the first
        return [
            (phrase, start, end)
            for phrase, start, end in self._in_text.find_matches_as_indexes(text, overlapping=True)
            if not (bounded[start - 1].isalnum() and _is_inside(bounded, start))
            and not (self.ends_word[phrase] and bounded[end].isalnum() and _is_inside(bounded, end))
        ]


def _pad_rows(rows: Iterable[Sequence[int]], filler: int) -> Indexes:
    """Rows of different lengths as one matrix, the shorter ones filled up."""
    return np.array(list(zip_longest(*rows, fillvalue=filler))).T.copy()


def _is_word(phrase: str) -> bool:
    """Whether a phrase is one whole word, as `transforms.text.words` cuts them: it is no stem and has no sign of its own."""
    return phrase.isalnum() and max(phrase) <= "\xff"


def _is_inside(text: str, index: int) -> bool:
    """Whether the letters before and at an index belong to one word: neither is Chinese, Japanese or Korean."""
    return text[index - 1] < FIRST_CJK and text[index] < FIRST_CJK


# Two are the same when they are of one language.
@dataclass(frozen=True, slots=True, eq=False)
class RoleWords:
    """`roles.toml` made ready for matching. A phrase is known by its index in `finder`."""

    finder: PhraseFinder
    families: Indexes
    """Phrase x the families that it belongs to, as indexes in `family_names`. -1: no more."""
    family_names: tuple[str, ...]
    actions: Indexes
    """By phrase: its verbs and its objects, one bit each in the order of `verbs` and then of `objects`."""
    verbs: tuple[str, ...]
    objects: tuple[str, ...]
    pairs: tuple[str, ...]
    """The feature of each verb with each object: those of the first verb, then those of the next."""
    titles: tuple[tuple[str, re.Pattern[str]], ...]
    themes: dict[str, tuple[int, ...]]
    """The families that each theme is made of, as indexes in `family_names`."""
    themes_of: dict[str, tuple[str, ...]]
    """The themes that each family belongs to."""
    leads: tuple[tuple[str, str, str], ...]
    """Every theme against every other, with the name of the feature for the lead of the first."""
    interacting: tuple[str, ...]
    """The titles that say more beside a theme."""
    about: dict[str, str]


@cache
def one_word_phrases() -> frozenset[str]:
    """The phrases of all languages that are one whole word."""
    table = lexicon(__package__, "roles.toml")
    groups = (table["verb"], table["object"])
    families = (family["phrases"] for family in table["family"].values())
    english = chain(chain.from_iterable(families), *(chain(*group.values()) for group in groups))
    others = (phrase for language in LANGUAGES for phrase, _ in work_phrases(language))
    return frozenset(filter(_is_word, chain(english, others)))


@cache
def role_words(language: str | None = None) -> RoleWords:
    """The lexicon of roles, with the words of one of the glossary's languages, read once a process."""
    table = lexicon(__package__, "roles.toml")
    families = {name: family["phrases"] for name, family in table["family"].items()}
    groups = {"family": families, "verb": table["verb"], "object": table["object"]}
    meanings = _by_phrase(groups)
    for word in false_friends(language):
        del meanings[word]
    for phrase, english in work_phrases(language):
        for group, names in meanings[english if english in meanings else f"{english}*"].items():
            meanings[phrase][group] += names
    phrases = sorted(meanings)
    themes = {name: tuple(entry["families"]) for name, entry in table["theme"].items()}
    verbs, objects = tuple(table["verb"]), tuple(table["object"])
    index_of = {name: index for index, name in enumerate(families)}
    return RoleWords(
        finder=PhraseFinder(phrases, language),
        families=_pad_rows(
            ([index_of[name] for name in meanings[phrase]["family"]] for phrase in phrases), -1
        ),
        family_names=tuple(families),
        actions=np.array(
            [
                _bits(verbs, meanings[phrase]["verb"])
                | _bits(objects, meanings[phrase]["object"]) << len(verbs)
                for phrase in phrases
            ]
        ),
        verbs=verbs,
        objects=objects,
        pairs=tuple(f"line: {verb} + {thing}" for verb, thing in product(verbs, objects)),
        titles=tuple(
            (name, re.compile(entry["pattern"])) for name, entry in table["title"].items()
        ),
        interacting=tuple(table["interaction"]["titles"]),
        about=_descriptions(table),
        themes={
            theme: tuple(map(index_of.__getitem__, families)) for theme, families in themes.items()
        },
        themes_of={
            family: tuple(theme for theme, families in themes.items() if family in families)
            for family in table["family"]
        },
        leads=tuple(
            (first, second, f"theme: {first} over {second}")
            for first, second in permutations(themes, 2)
        ),
    )


def _by_phrase(groups: dict[str, dict[str, list[str]]]) -> dict[str, dict[str, list[str]]]:
    """The families, verbs and objects of each phrase."""
    meanings: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for group, names in groups.items():
        for name, phrases in names.items():
            for phrase in phrases:
                meanings[phrase][group].append(name)
    return meanings


def _descriptions(table: dict[str, Any]) -> dict[str, str]:
    """The description of each family, title and theme."""
    kinds = ("family", "title", "theme")
    return {name: entry["about"] for kind in kinds for name, entry in table[kind].items()}


def _bits(names: tuple[str, ...], chosen: list[str]) -> int:
    return sum(1 << names.index(name) for name in set(chosen))
