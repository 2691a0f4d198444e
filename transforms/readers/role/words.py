"""The words of roles, made ready for matching: `roles.toml` as one finder of phrases, with what each phrase says.

Decides which families, verbs and objects a phrase belongs to, and which themes are weighed against each other. Leaves
what is read in a posting to `transforms.readers.role.features`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from itertools import permutations, product
from typing import Any

from ahocorasick_rs import AhoCorasick

from transforms.readers.role.glossary import WITHOUT_BLANKS, false_friends, work_phrases
from transforms.text.lexicon import lexicon
from transforms.text.phrases import every_phrase


@dataclass(frozen=True, slots=True)
class RoleWords:
    """`roles.toml` made ready for matching. A phrase is known by its index in `finder`."""

    finder: AhoCorasick
    ends_word: tuple[bool, ...]
    """Whether each phrase ends where a word must end: it is no stem, and its last sign is a letter or a figure."""
    families: tuple[tuple[int, ...], ...]
    """The families that each phrase belongs to, as indexes in `family_names`."""
    family_names: tuple[str, ...]
    actions: tuple[tuple[int, int] | None, ...]
    """Of each phrase that has any: its verbs and its objects, one bit each in the order of `verbs` and `objects`."""
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
    index_of = {name: index for index, name in enumerate(families)}
    return RoleWords(
        finder=_finder([phrase.removesuffix("*") for phrase in phrases], language),
        ends_word=tuple(phrase[-1].isalnum() for phrase in phrases),
        families=tuple(
            tuple(map(index_of.__getitem__, meanings[phrase]["family"])) for phrase in phrases
        ),
        family_names=tuple(families),
        actions=tuple(_action(verbs, objects, meanings[phrase]) for phrase in phrases),
        verbs=verbs,
        objects=objects,
        pairs=tuple(f"line: {verb} + {thing}" for verb, thing in product(verbs, objects)),
        titles=tuple(
            (name, re.compile(entry["pattern"])) for name, entry in table["title"].items()
        ),
        interacting=tuple(table["interaction"]["titles"]),
        about=_descriptions(table),
        has_blanks=language not in WITHOUT_BLANKS,
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


def _finder(phrases: list[str], language: str | None) -> AhoCorasick:
    # Most postings are English: a DFA saves them a third of the search, and costs 10 MB that each other language is spared.
    return AhoCorasick(phrases) if language else every_phrase(phrases)


def _action(
    verbs: tuple[str, ...], objects: tuple[str, ...], meaning: dict[str, list[str]]
) -> tuple[int, int] | None:
    """The verbs and objects of a phrase. None without any."""
    action = _bits(verbs, meaning["verb"]), _bits(objects, meaning["object"])
    return action if any(action) else None


def _bits(names: tuple[str, ...], chosen: list[str]) -> int:
    return sum(1 << names.index(name) for name in set(chosen))
