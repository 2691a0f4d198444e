"""Finds the skills that a posting names, and whether it requires, prefers or only mentions each.

Decides which words of which sections name a skill of the taxonomy (`skills.toml`, see docs/skills.md). Leaves to
`transforms.text.document` what a section is about and to the marts what a share of postings means. One Aho-Corasick pass over the
lower-cased text finds every alias; word boundaries, case and context then decide, so a posting costs its hits, not the
size of the taxonomy.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product
from typing import Any

from ahocorasick_rs import AhoCorasick, Implementation

from transforms.text.document import Document, Section
from transforms.text.lexicon import lexicon
from transforms.text.rule import Rule, rule

REQUIREMENTS = ("mentioned", "preferred", "required")
"""Weakest first: a skill named several times keeps the strongest."""

_STRONGEST = len(REQUIREMENTS) - 1
_UNFOUND = (-1, "")

UNREAD_KINDS = frozenset({"about", "benefits", "legal"})
"""Sections whose words are the company's own: a skill named only there is boilerplate, not a requirement."""

_BEFORE_CHARS = 24
"""How far back a `before` context is looked for: the longest of them is a few words."""

_NEAR_CHARS = 120
"""How far on either side, within the line, `near` and `exclude` look: a list of tools, not a whole page on one line."""


_ABBREVIATIONS = frozenset({"e.g", "i.e"})
"""Their full stop ends no sentence: "languages (e.g. Java)"."""

_EMPLOYER_VOICES = (
    "At",
    "About",
    "Join",
    "join",
    "Why",
    "Life at",
    "Working at",
    "Welcome to",
    "here at",
)
"""How a posting speaks of its own company: "At Databricks, we ...". A lower-case "at" would also be "customers at"."""


@dataclass(frozen=True, slots=True)
class SkillMention:
    """One skill of a posting. `phrase`: the words that named it, as written (those of the child for a parent skill)."""

    skill: str
    category: str
    requirement: str
    phrase: str


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
class _Form:
    """One way of writing a skill, and the contexts in which the same letters mean something else."""

    counted: tuple[str, ...]
    """The skill's id first, then those of its parents and theirs."""
    written: frozenset[str] | None
    pattern: re.Pattern[str] | None
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    near: Rule | None
    exclude: Rule | None
    is_free: bool
    """Whether it is the skill in every context."""


@cache
def taxonomy() -> dict[str, Skill]:
    """Every skill by id, in the order of the lexicon."""
    return {skill.id: skill for skill, _ in _entries()}


def read_skills(title: str, document: Document) -> tuple[SkillMention, ...]:
    """The skills of one posting, each once with its strongest requirement, sorted by id.

    Skills named only where the company speaks of itself, its benefits or the law are left out, unless the line asks the
    applicant for them. A parent is counted with its child (SageMaker gives AWS too). A company's name is not a skill in its
    own postings. Never raises on text.
    """
    found: dict[str, tuple[int, str]] = {}
    _add_mentions(found, Section("title", "", title))
    for section in document.sections:
        _add_mentions(found, section)
    skills = taxonomy()
    return tuple(
        _mention(id_, rank, phrase)
        for id_, (rank, phrase) in sorted(found.items())
        if not (skills[id_].is_employer and _is_employer(phrase, document.text))
    )


@lru_cache(maxsize=20_000)
def _mention(id_: str, rank: int, phrase: str) -> SkillMention:
    """One mention; kept, for the same few thousand are made over and over."""
    return SkillMention(id_, taxonomy()[id_].category, REQUIREMENTS[rank], phrase)


def _add_mentions(found: dict[str, tuple[int, str]], section: Section) -> None:
    """Adds a section's skills to those found: the requirement's rank and the phrase, the strongest kept."""
    # One letter has a longer lower case, which would shift every position after it; typeset hyphens are hyphens.
    text = (
        f"\n{section.heading}\n{section.text}\n".replace("\u0130", "I")
        .replace("\u2011", "-")
        .replace("\u2010", "-")
    )
    lowered = text.lower()
    ranks = _ranks_of(section.kind, lowered)
    if ranks is None:
        return
    # Without abbreviations every mention of a sentence has the same rank, which is known sooner than its contexts.
    is_ranked_first = not any(f"{short}. " in lowered for short in _ABBREVIATIONS)
    automaton, meanings = _automaton()
    for index, start, end in automaton.find_matches_as_indexes(lowered, overlapping=True):
        padding, forms = meanings[index]
        if lowered[start + padding - 1].isalnum():
            continue
        start, end = start + padding, end - padding
        for form in forms:
            known = found.get(form.counted[0], _UNFOUND)[0]
            if known == _STRONGEST:
                continue
            stop = _end_of(form, text, lowered, start, end)
            if not stop:
                continue
            rank = ranks.at(start, stop) if is_ranked_first else _STRONGEST
            if known < rank and (form.is_free or _context_allows(form, text, lowered, start, stop)):
                if not is_ranked_first:
                    rank = ranks.at(start, stop)
                for id_ in form.counted:
                    if found.get(id_, _UNFOUND)[0] < rank:
                        found[id_] = (rank, text[start:stop])


def _end_of(form: _Form, text: str, lowered: str, start: int, end: int) -> int:
    """Where the words of a form end, or 0 when the letters at this place are not those words."""
    if form.pattern is not None:
        matched = form.pattern.match(lowered, start)
        return matched.end() if matched else 0
    if form.written is not None and text[start:end] not in form.written:
        return 0
    following = lowered[end]
    if following == "s" and end - start > 2 and (form.written is None or text[end] == "s"):
        end += 1
        following = lowered[end]
    return 0 if following.isalnum() else end


def _context_allows(form: _Form, text: str, lowered: str, start: int, end: int) -> bool:
    if form.before is not None and form.before.search(text[max(0, start - _BEFORE_CHARS) : start]):
        return False
    if form.after is not None and form.after.match(text, end):
        return False
    if form.near is None and form.exclude is None:
        return True
    left = text.rfind("\n", max(0, start - _NEAR_CHARS), start) + 1 or max(0, start - _NEAR_CHARS)
    right = text.find("\n", end, end + _NEAR_CHARS)
    around = slice(left, right if right >= 0 else end + _NEAR_CHARS)
    if form.exclude is not None and form.exclude.is_in(text[around], lowered[around]):
        return False
    return form.near is None or form.near.is_in(text[around], lowered[around])


@dataclass(slots=True)
class _Ranks:
    """The requirement's rank of every sentence of one section, computed once a sentence."""

    kind: str
    lowered: str
    words: list[tuple[int, int, int]]
    """Number of each requirement word, where it begins and ends, in the order of the ends."""
    ends: list[int]
    known: dict[int, int]

    def at(self, start: int, end: int) -> int:
        """Rank in `REQUIREMENTS` of the sentence around a mention; -1 when it is only the company's own words."""
        if not self.words or self.kind == "preferred":
            return _requirement(self.kind, ())
        lowered = self.lowered
        line_start = lowered.rfind("\n", 0, start)
        left = lowered.rfind(". ", line_start, start)
        while left >= 0 and lowered[left - 3 : left] in _ABBREVIATIONS:
            left = lowered.rfind(". ", line_start, left)
        left = max(left, line_start)
        rank = self.known.get(left)
        if rank is None:
            right = lowered.find("\n", end)
            stop = lowered.find(". ", end, right)
            rank = self.known[left] = _requirement(
                self.kind, self._said(left, stop if stop >= 0 else right)
            )
        return rank

    def _said(self, left: int, right: int) -> set[str]:
        meanings = _requirement_words()[1]
        within = self.words[bisect_right(self.ends, left) : bisect_right(self.ends, right)]
        return {meanings[number] for number, start, _ in within if start >= left}


def _ranks_of(kind: str, lowered: str) -> _Ranks | None:
    """The ranks of a section's sentences; None when it is the company's own and asks for nothing."""
    automaton, meanings = _requirement_words()
    words = automaton.find_matches_as_indexes(lowered, overlapping=True)
    if kind in UNREAD_KINDS and not any(meanings[number] == "asking" for number, _, _ in words):
        return None
    return _Ranks(kind, lowered, words, [end for _, _, end in words], {})


def _requirement(kind: str, said: Collection[str]) -> int:
    """Rank of a sentence that says so, in a section of this kind."""
    if kind in UNREAD_KINDS and "asking" not in said:
        return -1
    if kind == "preferred" or "preferred" in said:
        return 1
    return 2 if kind in ("requirements", "title") or "required" in said else 0


@cache
def _requirement_words() -> tuple[AhoCorasick, tuple[str, ...]]:
    stated = lexicon(__package__, "requirement.toml")
    words = [(word, name) for name in ("preferred", "required", "asking") for word in stated[name]]
    finder = AhoCorasick([word for word, _ in words], implementation=Implementation.DFA)
    return finder, tuple(name for _, name in words)


def _with_ancestors(id_: str, skills: dict[str, Skill]) -> tuple[str, ...]:
    """A skill's id, its parents' and theirs in turn, each once."""
    counted = [id_]
    for known in counted:
        counted.extend(parent for parent in skills[known].parents if parent not in counted)
    return tuple(counted)


def _is_employer(name: str, text: str) -> bool:
    """Whether the posting speaks as the company of this name."""
    return name in text and any(f"{voice} {name}" in text for voice in _EMPLOYER_VOICES)


def _entries() -> list[tuple[Skill, dict[str, Any]]]:
    return [
        (
            Skill(
                id_,
                entry["name"],
                category,
                tuple(entry.get("parents", ())),
                entry.get("since"),
                entry.get("employer", False),
            ),
            entry,
        )
        for category, entries in lexicon(__package__, "skills.toml").items()
        for id_, entry in entries.items()
    ]


@cache
def _automaton() -> tuple[AhoCorasick, list[tuple[int, list[_Form]]]]:
    """The automaton over every alias; for each of its patterns the padding at both ends and what it may stand for."""
    meanings: dict[str, tuple[int, list[_Form]]] = {}

    def add(key: str, form: _Form) -> None:
        for pattern, padding in _padded(key):
            meanings.setdefault(pattern, (padding, []))[1].append(form)

    skills = taxonomy()
    for skill, entry in _entries():
        counted = _with_ancestors(skill.id, skills)
        is_name_alias = entry.get("is_name_alias", not entry.get("cased"))
        aliases = [*entry.get("aliases", ()), *((entry["name"],) if is_name_alias else ())]
        for group in ({**entry, "aliases": aliases}, *entry.get("also", ())):
            for key, form in _group_forms(counted, group):
                add(key, form)
    return AhoCorasick(list(meanings)), list(meanings.values())


def _padded(key: str) -> list[tuple[str, int]]:
    """The key with its padding; a single letter is asked for only between separators, for it is in every word."""
    if len(key) > 1:
        return [(key, 0)]
    return [
        (left + key + right, 1) for left, right in product(" \n,/(|&\"'[*:;", " \n,/)|&\"'].*:;-")
    ]


def _group_forms(counted: tuple[str, ...], group: dict[str, Any]) -> Iterator[tuple[str, _Form]]:
    """The forms of words that share their contexts, each with the lower-case key that finds it."""
    contexts = _contexts(group)
    is_free = not any(contexts)
    written = frozenset(group.get("cased", ()))
    for key in sorted({word.lower() for word in written}):
        yield key, _Form(counted, written, None, *contexts, is_free)
    for key in sorted(
        {spelling for alias in group.get("aliases", ()) for spelling in _spellings(alias.lower())}
    ):
        yield key, _Form(counted, None, None, *contexts, is_free)
    if "cue" in group:
        yield group["cue"], _Form(counted, None, re.compile(group["pattern"]), *contexts, is_free)


def _spellings(alias: str) -> Iterator[str]:
    """An alias with a hyphen or a space at each joint, in American and British spelling."""
    parts = re.split(r"([ -])", alias)
    joints = [(" ", "-") if part in (" ", "-") else (part,) for part in parts]
    for spelled in map("".join, product(*joints)):
        yield spelled
        british = re.sub(
            r"(model|label)ing",
            r"\1ling",
            re.sub(r"(?<=\w{4})iz(ation|ed?|ing)\b", r"is\1", spelled),
        )
        if british != spelled:
            yield british


def _contexts(
    entry: dict[str, Any],
) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None, Rule | None, Rule | None]:
    """The before, after, near and exclude contexts of an entry, compiled; None where it has none."""
    before = "|".join(f"(?:{part})" for part in entry.get("before", ()))
    after = "|".join(entry.get("after", ()))
    return (
        re.compile(f"(?:{before})$") if before else None,
        re.compile(after) if after else None,
        rule(entry["near"]) if "near" in entry else None,
        rule(entry["exclude"]) if "exclude" in entry else None,
    )
