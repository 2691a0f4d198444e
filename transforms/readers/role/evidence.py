"""Shows what a role was read from: the sources that speak loudest, and the words of the posting behind each.

Decides which sources are shown and how each is worded. Leaves how loud a source speaks to `transforms.readers.role.model`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from transforms.readers.role.columns import Floats, columns
from transforms.readers.role.every_word import BETWEEN, WordAmounts, word_table
from transforms.readers.role.features import TITLE_MAX_CHARS, RoleFeatures
from transforms.readers.role.phrases import keys_of
from transforms.readers.role.words import role_words
from transforms.text.words import Indexes

_EVIDENCE_ITEMS = 6
# Pairs repeat the words beside them, so more are looked at than are shown.
_WORDS_SHOWN, _WORDS_LOOKED_AT = 5, 15
# Sums of the same weights in another order differ by less, and different weights by more.
_SAME_GAIN = 1e-11


class Evidence(NamedTuple):
    """One reason: what was looked for, the words found, and how far they speak for the role against the runner-up.

    `weight` is in units of log-odds, and negative when the words speak against the role that was chosen.
    """

    feature: str
    phrase: str
    weight: float


class WordLead(NamedTuple):
    """What words and pairs of words say for the role that was chosen against the runner-up. `weights`: word x role."""

    weights: Floats
    best: int
    second: int


@cache
def sources() -> tuple[str, ...]:
    """Every source by name: what is counted in a body, then title, department and all words."""
    return (*columns().sources, "title", "department", "words")


@cache
def _ranks() -> Indexes:
    """The place of each of `sources` in the order of their names."""
    ranks: Indexes = np.argsort(np.argsort(sources()))
    return ranks


def strongest(gains: Floats) -> Indexes:
    """The sources that speak loudest, for or against, as their columns: one row a posting, the loudest first."""
    # Of sources that say the same the first by name counts, also when their last digits differ.
    order = np.abs(gains) - _ranks() * _SAME_GAIN
    found: Indexes = np.argsort(-order, axis=1)[:, :_EVIDENCE_ITEMS]
    return found


def explain(
    features: RoleFeatures, shown: Sequence[int], gains: Sequence[float], lead: WordLead
) -> tuple[Evidence, ...]:
    """The evidence of one posting, from its strongest sources, as indexes in `sources`, and what each says.

    Sources that say nothing, so 0, are left out.
    """
    reasons = _reasons()
    evidence = [
        Evidence(reasons[source].shown, _words_of(reasons[source], features, lead), gain)
        for source, gain in zip(shown, gains, strict=True)
        if gain
    ]
    return tuple(evidence)


def loudest_first(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """As much of this evidence as is shown, the loudest first."""
    return tuple(sorted(evidence, key=lambda one: -abs(one.weight))[:_EVIDENCE_ITEMS])


class _Reason(NamedTuple):
    """A source in words: its kind, what is said of it, and where its own words are to be found."""

    kind: str
    shown: str
    families: tuple[int, ...] = ()
    """As indexes, and those of a theme as `keys_of` gives them."""
    words: str = ""


@cache
def _reasons() -> tuple[_Reason, ...]:
    return tuple(map(_reason_of, sources()))


def _reason_of(source: str) -> _Reason:
    known = role_words()
    kind, _, rest = source.partition(": ")
    if kind == "line":
        return _Reason(kind, "duties: on one line", words=rest)
    if kind == "theme":
        return _Reason(kind, f"balance: {known.about[rest]}", keys_of(known.themes[rest]))
    if kind in ("duties", "asks"):
        return _Reason(kind, f"{kind}: {known.about[rest]}", (known.family_names.index(rest),))
    if kind == "words":
        return _Reason(kind, "words of duties and asks")
    return _Reason(kind, kind)


def _words_of(reason: _Reason, features: RoleFeatures, lead: WordLead) -> str:
    """The words of the posting behind a source."""
    kind = reason.kind
    if kind == "theme":
        return ", ".join(dict.fromkeys(features.first_phrases(reason.families)))
    if kind in ("duties", "asks"):
        return ", ".join(features.phrases(kind, *reason.families))
    if kind == "line":
        return reason.words
    if kind == "words":
        return ", ".join(_loudest_words(features.words, lead))
    if kind == "title":
        return shown_title(features)
    return " ".join(features.department[:TITLE_MAX_CHARS].split())


def shown_title(features: RoleFeatures) -> str:
    """The title as evidence shows it."""
    return " ".join(features.title[:TITLE_MAX_CHARS].split())


def _loudest_words(said: WordAmounts, lead: WordLead) -> list[str]:
    """The words and pairs that say most of what all say together, for the role or against it, the loudest first."""
    weights = lead.weights.take(said.rows, axis=0)
    gains = said.amounts * (weights[:, lead.best] - weights[:, lead.second])
    order = -gains if gains.sum() > 0 else gains
    # To sort the whole takes three times as long.
    enough = _WORDS_LOOKED_AT
    least = np.partition(order, enough)[enough] if len(order) > enough else np.inf
    near = np.flatnonzero(order <= least)
    loudest = near[order[near].argsort(kind="stable")]
    return _each_once(word_table().words[row] for row in said.rows[loudest].tolist())


def _each_once(entries: Iterable[str]) -> list[str]:
    """The first of these words and pairs, without those that repeat a word: "explain" or "to explain", not both."""
    shown, words = list[str](), set[str]()
    for entry in entries:
        parts = entry.split(BETWEEN)
        if words.isdisjoint(parts):
            shown.append(entry)
            words.update(parts)
    return shown[:_WORDS_SHOWN]
