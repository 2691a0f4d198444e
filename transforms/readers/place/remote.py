"""Reads where the work is done: remote, hybrid, onsite, or null when the posting does not say.

Decides from the location strings and the title first, then from the clauses of the text that speak of offices and homes.
Leaves the places themselves to `transforms.readers.place.locations`. A board's own flag is no evidence, for it contradicts
the text too often: `transforms.readers.place.places` uses it only when nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from ahocorasick_rs import AhoCorasick

from transforms.text.document import Document
from transforms.text.folding import lower
from transforms.text.lexicon import lexicon
from transforms.text.lines import Cues, as_hits
from transforms.text.phrases import Phrases, every_phrase
from transforms.text.rule import words_pattern

LONGEST_CLAUSE = 400
"""Patterns look at one clause at a time. A longer one is wreckage of markup, and is read only this far around its trigger."""

_PLAIN = 4
"""The strength from which a pattern speaks of this job, rather than of how everybody works there."""

_SURE = 6
"""The strength from which a pattern counts days or denies: a clause may also speak of something else beside it."""

_DENIED = 7
"""The strength of a pattern that denies remote work. It outweighs a board's location field."""

POLICIES = ("hybrid", "onsite", "remote")
"""In the order that decides when a posting says two things equally: "remote or hybrid" is hybrid."""

_SILENT_KINDS = frozenset({"legal"})
"""Equal-opportunity and privacy texts speak of remote interviews and accommodations, never of this job."""

_NOTES = ("note", "please note")
"""Headings of legal texts that stand before a word on this job too: "Note: this is a fully remote role"."""

_LEXICONS = ("remote_abroad.toml", "remote.toml")
"""Other languages first: their words for hybrid and remote are parts of English patterns too."""

_OF_THIS_JOB = re.compile(r"\bthis (?:is an? |role|position|job|opportunity)")
_LABEL_PARTS = re.compile(r"[|;\n]")
_CLAUSE_END = re.compile(r"\n|(?<=[.!?;])\s")


@dataclass(frozen=True, slots=True)
class _Pattern:
    """One entry of `remote.toml`."""

    policy: str
    strength: int
    found: re.Pattern[str]


@cache
def _entries() -> list[dict[str, Any]]:
    return [entry for name in _LEXICONS for entry in lexicon(__package__, name)["pattern"]]


@cache
def _patterns() -> tuple[_Pattern, ...]:
    return tuple(
        _Pattern(entry["policy"], entry["strength"], words_pattern("|".join(entry["any"])))
        for entry in _entries()
    )


@cache
def _needs() -> Phrases[int]:
    """The words without one of which a pattern cannot match, each with the pattern's index. Most clauses lack most."""
    needs = [(word, index) for index, entry in enumerate(_entries()) for word in entry["needs"]]
    return Phrases(needs)


def _trigger_words() -> list[str]:
    stated = [lexicon(__package__, name)["triggers"] for name in _LEXICONS]
    return list(dict.fromkeys(trigger for words in stated for trigger in words))


@cache
def _triggers() -> AhoCorasick:
    return every_phrase(_trigger_words())


_TRIGGERS = Cues(lambda: ((word, None) for word in _trigger_words()), as_hits)


@cache
def _elsewhere() -> re.Pattern[str]:
    return words_pattern(
        "|".join(lexicon(__package__, "remote.toml")["not_about_the_place_of_work"])
    )


@cache
def _label(name: str) -> re.Pattern[str]:
    return words_pattern("|".join(lexicon(__package__, "remote.toml")["label"][name]), re.I)


def read_remote(locations: Sequence[str], title: str, document: Document) -> str | None:
    """Remote policy as the posting says it: the location string, then the title, then the text."""
    named = labels_policy(locations) or title_policy(title)
    if named == "remote" and _denies(document):
        return "onsite"
    return named or text_policy(document)


def _denies(document: Document) -> bool:
    """Whether the text denies remote work, whatever a board's location field says."""
    return any(
        (said := _clause_policy(clause)) and said.strength == _DENIED
        for clause in _clauses(document)
    )


def labels_policy(labels: Iterable[str]) -> str | None:
    """What location strings say together, each part of "A | B" by itself: remote when one of them allows it."""
    said = {_label_policy(part) for label in labels for part in _LABEL_PARTS.split(label)}
    return next((policy for policy in ("remote", "hybrid", "onsite") if policy in said), None)


def title_policy(title: str) -> str | None:
    """What a title says of the place of work, products and research fields set aside ("remote sensing")."""
    return _label_policy(_label("title_noise").sub(" ", title))


# Boards repeat their places and titles.
@lru_cache(maxsize=20_000)
def _label_policy(label: str) -> str | None:
    """What a location string says ("Berlin - hybrid", "Remote (US)"): hybrid before remote before onsite."""
    if _label("hybrid").search(label):
        return "hybrid"
    if _label("remote").search(label) and not _label("not_remote").search(label):
        return "remote"
    if _label("onsite").search(label):
        return "onsite"
    return "remote" if _label("worldwide").fullmatch(label) else None


def text_policy(document: Document) -> str | None:
    """What the text says: the policy with the highest sum of strengths. Hybrid, then onsite, when equal."""
    sums = dict.fromkeys(POLICIES, 0)
    for clause in dict.fromkeys(_clauses(document)):
        if said := _clause_policy(clause):
            sums[said.policy] += said.strength
    best = max(POLICIES, key=sums.__getitem__)
    return best if sums[best] else None


def _clauses(document: Document) -> Iterator[str]:
    """The clauses in lower case that hold a trigger."""
    for line in document.lines_with(_TRIGGERS, _SILENT_KINDS):
        yield from _clauses_of(lower(line))
    for section in document.sections:
        if section.kind in _SILENT_KINDS and section.heading.lower() in _NOTES:
            first = lower(section.text.partition("\n")[0])
            yield from filter(_is_plainly_of_this_job, _clauses_of(first))


def _is_plainly_of_this_job(clause: str) -> bool:
    said = _clause_policy(clause) if _OF_THIS_JOB.search(clause) else None
    return said is not None and said.strength >= _PLAIN


def _clauses_of(text: str) -> Iterator[str]:
    """The clauses of a line in lower case that hold a trigger, each once."""
    done = -1
    for _, start, end in _triggers().find_matches_as_indexes(text):
        if start < done:
            continue
        begin = max(text.rfind("\n", 0, start) + 1, start - LONGEST_CLAUSE)
        for stop in (". ", "! ", "? "):
            begin = max(begin, text.rfind(stop, begin, start) + 1)
        found = _CLAUSE_END.search(text, end, start + LONGEST_CLAUSE)
        done = found.start() if found else min(len(text), start + LONGEST_CLAUSE)
        yield text[begin:done].strip()


# Employers say it in the same words in all their postings: 7 of 10 clauses of a day of boards are known.
@lru_cache(maxsize=20_000)
def _clause_policy(clause: str) -> _Pattern | None:
    """The pattern that a clause matches first. None when it matches none or speaks of something else."""
    if _elsewhere().search(clause):
        # Of a clause that counts days and also speaks of something else, its other parts still count.
        parts = clause.split(", ")
        kept = [part for part in parts if not _elsewhere().search(part)]
        said = _first_pattern(", ".join(kept)) if len(kept) < len(parts) else None
        return said if said and said.strength >= _SURE else None
    return _first_pattern(clause)


def _first_pattern(clause: str) -> _Pattern | None:
    needs = _needs()
    possible = sorted({needs.meanings[word] for word, *_ in needs.find(clause)})
    patterns = map(_patterns().__getitem__, possible)
    return next((pattern for pattern in patterns if pattern.found.search(clause)), None)
