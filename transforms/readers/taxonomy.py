"""Knows the skills that a posting can name, and every way in which each is written.

Decides what `skills.toml` means (see docs/skills.md): ids, parents, spellings, and the contexts in which the same letters
mean something else. Leaves finding them in a posting to `transforms.readers.skills`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

from transforms.text.lexicon import lexicon
from transforms.text.rule import Rule, rule

_BRITISH = (
    (re.compile(r"(?<=\w{4})iz(ation|ed?|ing)\b"), r"is\1"),
    (re.compile(r"(model|label)ing"), r"\1ling"),
)


@dataclass(frozen=True, slots=True)
class Skill:
    """One entry of the taxonomy, without its ways of being written."""

    id: str
    name: str
    category: str
    parents: tuple[str, ...]
    since: int | None
    is_employer: bool


@dataclass(frozen=True, slots=True)
class Contexts:
    """What must not stand before and after a form, what must be near, and what must not. None: anything."""

    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    near: Rule | None
    exclude: Rule | None


@dataclass(frozen=True, slots=True)
class Form:
    """One way of writing a skill."""

    counted: tuple[str, ...]
    """The skill's id first, then those of its parents and theirs."""
    contexts: Contexts | None
    """None: it is the skill in every context."""
    written: frozenset[str] | None = None
    """Its spellings, where capitals matter."""
    pattern: re.Pattern[str] | None = None


@cache
def taxonomy() -> dict[str, Skill]:
    """Every skill by id, in the order of the lexicon."""
    return {
        id_: Skill(
            id_,
            entry["name"],
            category,
            tuple(entry.get("parents", ())),
            entry.get("since"),
            entry.get("employer", False),
        )
        for category, id_, entry in _entries()
    }


def _entries() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for category, entries in lexicon(__package__, "skills.toml").items():
        for id_, entry in entries.items():
            yield category, id_, entry


def skill_forms() -> dict[str, tuple[int, list[Form]]]:
    """Every spelling in lower case, with the padding at both its ends and the forms it may be."""
    found: dict[str, tuple[int, list[Form]]] = {}
    for _, id_, entry in _entries():
        counted = _with_ancestors(id_)
        is_name_alias = entry.get("is_name_alias", not entry.get("cased"))
        aliases = [*entry.get("aliases", ()), *((entry["name"],) if is_name_alias else ())]
        for group in ({**entry, "aliases": aliases}, *entry.get("also", ())):
            for key, form in _group_forms(counted, group):
                for pattern, padding in _padded(key):
                    found.setdefault(pattern, (padding, []))[1].append(form)
    return found


def _with_ancestors(id_: str) -> tuple[str, ...]:
    """A skill's id, its parents' and theirs in turn, each once."""
    counted = [id_]
    for known in counted:
        parents = taxonomy()[known].parents
        counted.extend(parent for parent in parents if parent not in counted)
    return tuple(counted)


def _padded(key: str) -> list[tuple[str, int]]:
    """The key with its padding. A single letter is looked for only between separators, for it is in every word."""
    if len(key) > 1:
        return [(key, 0)]
    separators = product(" \n,/(|&\"'[*:;", " \n,/)|&\"'].*:;-")
    return [(left + key + right, 1) for left, right in separators]


def _group_forms(counted: tuple[str, ...], group: Mapping[str, Any]) -> Iterator[tuple[str, Form]]:
    """The forms of words that share their contexts, each with the lower-case key that finds it."""
    contexts = _contexts(group)
    written = frozenset(group.get("cased", ()))
    for key in sorted({word.lower() for word in written}):
        yield key, Form(counted, contexts, written)
    spellings = (spelling for alias in group.get("aliases", ()) for spelling in _spell(alias))
    for key in sorted(set(spellings)):
        yield key, Form(counted, contexts)
    if "cue" in group:
        yield group["cue"], Form(counted, contexts, pattern=re.compile(group["pattern"]))


def _spell(alias: str) -> Iterator[str]:
    """An alias with a hyphen or a space at each joint, in American and British spelling."""
    parts = re.split(r"([ -])", alias.lower())
    joints = [(" ", "-") if part in (" ", "-") else (part,) for part in parts]
    for spelled in map("".join, product(*joints)):
        yield spelled
        for american, british in _BRITISH:
            spelled = american.sub(british, spelled)
        yield spelled


def _contexts(group: Mapping[str, Any]) -> Contexts | None:
    """The contexts of a group, compiled. None where it has none."""
    before = "|".join(f"(?:{part})" for part in group.get("before", ()))
    after = "|".join(group.get("after", ()))
    contexts = Contexts(
        re.compile(f"(?:{before})$") if before else None,
        re.compile(after) if after else None,
        rule(group["near"]) if "near" in group else None,
        rule(group["exclude"]) if "exclude" in group else None,
    )
    is_free = not (before or after or contexts.near or contexts.exclude)
    return None if is_free else contexts
