"""The words of roles, made ready for matching: `roles.toml` as one finder of phrases, with what each phrase says.

Decides which families, verbs and objects a phrase belongs to, and which themes are weighed against each other. Leaves
what is read in a posting to `transforms.readers.role.features`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from itertools import permutations
from typing import Any

from ahocorasick_rs import AhoCorasick

from transforms.readers.role.glossary import WITHOUT_BLANKS, false_friends, work_phrases
from transforms.text.lexicon import lexicon


@dataclass(frozen=True, slots=True)
class RoleWords:
    """`roles.toml` made ready for matching. A phrase is known by its index in `finder`."""

    finder: AhoCorasick
    ends_word: tuple[bool, ...]
    """Whether each phrase ends where a word must end: it is no stem, and its last sign is a letter or a figure."""
    families: tuple[tuple[str, ...], ...]
    """The families that each phrase belongs to."""
    actions: dict[int, tuple[int, int]]
    """By phrase, of those that have any: its verbs and its objects, one bit each in the order of `verbs` and `objects`."""
    verbs: tuple[str, ...]
    objects: tuple[str, ...]
    titles: tuple[tuple[str, re.Pattern[str]], ...]
    themes: dict[str, tuple[str, ...]]
    """The "part: family" names that each theme is made of, those of the duties first."""
    themes_of: dict[str, tuple[str, ...]]
    """The themes that each family belongs to."""
    leads: tuple[tuple[str, str, str], ...]
    """Every theme against every other, with the name of the feature for the lead of the first."""
    interacting: frozenset[str]
    about: dict[str, str]
    has_blanks: bool
    """Whether the language stands words apart by blanks."""


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
    return RoleWords(
        finder=AhoCorasick([phrase.removesuffix("*") for phrase in phrases]),
        ends_word=tuple(phrase[-1].isalnum() for phrase in phrases),
        families=tuple(tuple(meanings[phrase]["family"]) for phrase in phrases),
        actions={
            index: (_bits(verbs, meaning["verb"]), _bits(objects, meaning["object"]))
            for index, meaning in enumerate(map(meanings.__getitem__, phrases))
            if meaning["verb"] or meaning["object"]
        },
        verbs=verbs,
        objects=objects,
        titles=tuple(
            (name, re.compile(entry["pattern"])) for name, entry in table["title"].items()
        ),
        interacting=frozenset(table["interaction"]["titles"]),
        about=_descriptions(table),
        has_blanks=language not in WITHOUT_BLANKS,
        themes={
            theme: tuple(f"{part}: {family}" for part in ("duties", "asks") for family in families)
            for theme, families in themes.items()
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
