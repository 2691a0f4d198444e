"""Reads where the work is done: remote, hybrid, onsite, or null when the posting does not say.

Decides from the location strings and the title first, then from the clauses of the text that speak of offices and homes.
Leaves the places themselves to `transforms.readers.place.locations`. A board's own flag is no evidence (it contradicts the text too
often, see the labelling guide): `transforms.readers.place.places` uses it only when nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from ahocorasick_rs import AhoCorasick, Implementation

from transforms.text.document import Document
from transforms.text.lexicon import lexicon

LONGEST_CLAUSE = 400
"""Patterns look at one clause at a time; a longer one is wreckage of markup, and is read only this far around its trigger."""

POLICIES = ("hybrid", "onsite", "remote")
"""In the order that decides when a posting says two things equally: "remote or hybrid" is hybrid."""

SILENT_KINDS = frozenset({"legal"})
"""Equal-opportunity and privacy texts speak of remote interviews and accommodations, never of this job."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One entry of `remote.toml`: `needs` are words without one of which `found` cannot match (most clauses lack them)."""

    policy: str
    strength: int
    needs: tuple[str, ...]
    found: re.Pattern[str]

    def matches(self, clause: str) -> bool:
        """Whether the clause says so."""
        return any(word in clause for word in self.needs) and self.found.search(clause) is not None


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Compiled `remote.toml`."""

    triggers: AhoCorasick
    elsewhere: re.Pattern[str]
    patterns: tuple[Pattern, ...]


@cache
def _lexicon() -> Lexicon:
    stated = lexicon(__package__, "remote.toml")
    return Lexicon(
        AhoCorasick(stated["triggers"], implementation=Implementation.DFA),
        re.compile("|".join(stated["not_about_the_place_of_work"])),
        tuple(
            Pattern(
                entry["policy"],
                entry["strength"],
                tuple(entry["needs"]),
                re.compile("|".join(entry["any"])),
            )
            for entry in stated["pattern"]
        ),
    )


_LABEL_HYBRID = re.compile(r"\bhybrid|\bhíbrido|\bhybride", re.I)
_LABEL_REMOTE = re.compile(
    r"\bremote\b(?![ -](?:sens|friendly|patient|access|monitor|support|operat|control|desktop))"
    r"|\bwork from (?:home|anywhere)|\bhome[- ]?(?:based|office)|\bdistributed\b|\banywhere\b|\bteletrabajo\b|\btelework|\bwfh\b",
    re.I,
)
_LABEL_ONSITE = re.compile(r"\bon-?site\b|\bon site\b|\bin[- ]office\b|\bin[- ]person\b", re.I)
_WORLDWIDE = re.compile(r"^\W*(?:global|globally|worldwide|world)\W*$", re.I)
_NOT_REMOTE = re.compile(r"\b(?:not|no|non)[- ]remote", re.I)
_TITLE_NOISE = re.compile(
    r"remote sensing|hybrid (?:cloud|search|ai|fund)|distributed|anywhere|on-?site (?:support|service|tech)",
    re.I,
)
_LABEL_PARTS = re.compile(r"[|;\n]")
_CLAUSE_END = re.compile(r"\n|(?<=[.!?;])\s")


def label_policy(label: str) -> str | None:
    """What a location string says ("Berlin - hybrid", "Remote (US)"): hybrid before remote before onsite."""
    if _LABEL_HYBRID.search(label):
        return "hybrid"
    if _LABEL_REMOTE.search(label) and not _NOT_REMOTE.search(label):
        return "remote"
    if _LABEL_ONSITE.search(label):
        return "onsite"
    return "remote" if _WORLDWIDE.match(label) else None


def labels_policy(labels: Iterable[str]) -> str | None:
    """What location strings say together, each part of "A | B" by itself: remote when one of them allows it."""
    parts = (part for label in labels for part in _LABEL_PARTS.split(label))
    said = {policy for part in parts if (policy := label_policy(part))}
    return next((policy for policy in ("remote", "hybrid", "onsite") if policy in said), None)


def title_policy(title: str) -> str | None:
    """What a title says of the place of work, products and research fields set aside ("remote sensing")."""
    return label_policy(_TITLE_NOISE.sub(" ", title))


def clauses(text: str) -> Iterator[str]:
    """The clauses of a text that hold a trigger, in lower case, each once."""
    lowered = text.lower()
    if len(lowered) != len(text):
        # "İ" grows when lowered; positions are only used within `lowered`, so nothing else depends on the length.
        text = lowered
    done = -1
    for _, start, end in _lexicon().triggers.find_matches_as_indexes(lowered):
        if start < done:
            continue
        begin = max(lowered.rfind("\n", 0, start) + 1, start - LONGEST_CLAUSE)
        for stop in (". ", "! ", "? "):
            begin = max(begin, lowered.rfind(stop, begin, start) + 1)
        found = _CLAUSE_END.search(lowered, end, start + LONGEST_CLAUSE)
        done = found.start() if found else min(len(lowered), start + LONGEST_CLAUSE)
        yield lowered[begin:done].strip()


@lru_cache(maxsize=20_000)
def _clause_policy(clause: str) -> tuple[str, int] | None:
    """The policy that a clause speaks for, and how strongly; None when it speaks of none or of something else.

    Cached because employers say it in the same words in all their postings: 7 of 10 clauses of a day of boards are known.
    """
    remote = _lexicon()
    said = next((pattern for pattern in remote.patterns if pattern.matches(clause)), None)
    return None if said is None or remote.elsewhere.search(clause) else (said.policy, said.strength)


def text_policy(document: Document) -> str | None:
    """What the text says: the policy with the highest sum of strengths; hybrid, then onsite, when equal."""
    sums = dict.fromkeys(POLICIES, 0)
    for clause in dict.fromkeys(clauses(_readable(document))):
        if said := _clause_policy(clause):
            policy, strength = said
            sums[policy] += strength
    best = max(POLICIES, key=lambda policy: sums[policy])
    return best if sums[best] else None


def _readable(document: Document) -> str:
    return "\n".join(
        # "Location: Hybrid" is a heading and its text to the splitter; here it must be read as one line again.
        f"{section.heading}: {section.text}" if section.heading else section.text
        for section in document.sections
        if section.kind not in SILENT_KINDS
    )


def read_remote(locations: Sequence[str], title: str, document: Document) -> str | None:
    """Remote policy as the posting says it; the location string, then the title, then the text."""
    return labels_policy(locations) or title_policy(title) or text_policy(document)
