"""Reads which of the eight roles a posting is, by the work it describes, and says which phrases decided.

Decides the role, how sure that is (calibrated) and the evidence. The model is a table that a person can read: the named
features of `transforms.readers.role.features` with one weight per role in `roles_weights.csv`, summed. A person's own weights
(`transforms.readers.role.own`), when there are any, are added. Leaves fitting to
`flows.roles.fit`, and to the warehouse from which confidence on a role counts in a mart.

A posting without a body worth reading is judged by the title's own table of weights, and its basis says so. Where the
body has no headings (a comment that offers five jobs, a bare paragraph) the title's table has a say beside the body's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import exp

import numpy as np
from numpy.typing import NDArray

from transforms.readers.role.features import (
    PHRASES_SHOWN,
    TITLE_MAX_CHARS,
    RoleFeatures,
    role_features,
)
from transforms.readers.role.own import INTERCEPT, OwnWeights, own_weights
from transforms.readers.role.words import role_words
from transforms.text.document import Document
from transforms.text.lexicon import csv_records
from transforms.vocabulary import READ_ROLES

ROLE_CONFIDENCE_FLOOR = 0.5
"""Below this chance of being right a role is more likely wrong than right: statistics count the posting as `unclear`."""

UNREAD_CONFIDENCE = 0.4
"""The most that `other` is believed of a text in a language without a glossary: no known word says that it is other work."""

_EVIDENCE_ITEMS = 6
# Cross-validated on the 77 labelled postings whose duties and asks stand under no heading: 0.88 right by the body
# alone, 0.90 with this. On 142 openings of Hacker News comments, 0.80 and 0.86.
_TITLE_SAY_UNSECTIONED = 0.4


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason: what was looked for, the words found, and how far they speak for the role against the runner-up.

    `weight` is in units of log-odds, and negative when the words speak against the role that was chosen.
    """

    feature: str
    phrase: str
    weight: float


@dataclass(frozen=True, slots=True)
class RoleReading:
    """The role of one posting. `confidence` is the calibrated probability of `role`. `basis` is body or title."""

    role: str
    confidence: float
    basis: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class _Weights:
    """Both tables of weights, already divided by their temperatures: sums are calibrated log-odds."""

    intercepts: dict[str, NDArray[np.float64]]
    """By basis."""
    rows: dict[str, dict[str, int]]
    """By basis: the row of `matrix` that each feature has."""
    matrix: NDArray[np.float64]
    sources: tuple[str, ...]
    """What a reader can check behind each row: several features may stand on the same words."""


@lru_cache(maxsize=4)
def _weights(own: OwnWeights | None) -> _Weights:
    """The weights of the body's and the title's model: one row per feature, in the order of `READ_ROLES`."""
    tables: dict[str, dict[str, list[float]]] = {"body": {}, "title": {}}
    for row in csv_records(__package__, "roles_weights.csv"):
        tables[row["basis"]][row["feature"]] = [float(row[role]) for role in READ_ROLES]
    intercepts, rows = {}, dict[str, dict[str, int]]()
    matrix, sources = list[NDArray[np.float64]](), list[str]()
    for basis, table in tables.items():
        temperature = table.pop("(temperature)")[0]
        weights = {feature: np.array(row) / temperature for feature, row in table.items()}
        for feature, added in (own.rows[basis] if own else {}).items():
            weights[feature] = weights.get(feature, 0.0) + added
        intercepts[basis] = weights.pop(INTERCEPT)
        rows[basis] = {feature: row for row, feature in enumerate(weights, start=len(sources))}
        matrix.append(np.array(list(weights.values())))
        sources += map(_source_of, weights)
    return _Weights(intercepts, rows, np.concatenate(matrix), tuple(sources))


def _source_of(feature: str) -> str:
    """The evidence a feature belongs to: the title, a family in a part, a line, or the theme that leads."""
    kind, _, rest = feature.partition(": ")
    if kind in {"title", "title word"}:
        return "title"
    if kind == "title x theme":
        return f"theme: {rest.split(' x ')[1]}"
    if kind == "theme":
        return f"theme: {rest.split(' over ')[0]}"
    return {"share": f"duties: {rest}", "department": "department"}.get(kind, feature)


def read_role(
    title: str, department: str | None, document: Document, language: str | None = None
) -> RoleReading:
    """The role of a posting, by its work, or by its title when there is no body to read.

    Always gives a role: an unsure one has a low confidence (0..1), it is never null. `language` is that of the body.
    """
    features = role_features(title, department, document, language)
    weights = _weights(own_weights())
    rows, votes, totals = _cast_votes(features, weights)
    scores = (totals + votes.sum(axis=0)).tolist()
    best, second = sorted(range(len(READ_ROLES)), key=lambda role: (-scores[role], role))[:2]
    confidence = 1 / sum([exp(score - scores[best]) for score in scores])
    if READ_ROLES[best] == "other" and not features.is_language_read:
        confidence = min(confidence, UNREAD_CONFIDENCE)
    gains: dict[str, float] = defaultdict(float)
    for row, gain in zip(rows, (votes[:, best] - votes[:, second]).tolist(), strict=True):
        gains[weights.sources[row]] += gain
    evidence = _evidence(features, title, department, gains)
    return RoleReading(READ_ROLES[best], round(confidence, 4), features.basis, evidence)


def score_roles(features: RoleFeatures, own: OwnWeights | None = None) -> NDArray[np.float64]:
    """The calibrated log-odds of each role, in the order of `READ_ROLES`, by the shipped weights and `own` alone."""
    _, votes, totals = _cast_votes(features, _weights(own))
    scores: NDArray[np.float64] = totals + votes.sum(axis=0)
    return scores


def _cast_votes(
    features: RoleFeatures, weights: _Weights
) -> tuple[list[int], NDArray[np.float64], NDArray[np.float64]]:
    """The rows of `weights` that hold, what each says of each role, and what is said before any of them."""
    totals = np.zeros(len(READ_ROLES))
    rows, amounts = list[int](), list[float]()
    for basis, say in _votes(features).items():
        totals += weights.intercepts[basis] * say
        row_of = weights.rows[basis]
        known = [name for name in features.values if name in row_of]
        rows += map(row_of.__getitem__, known)
        amounts += [features.values[name] * say for name in known]
    chosen = weights.matrix.take(np.array(rows, dtype=np.intp), axis=0)
    return rows, chosen * np.array(amounts)[:, None], totals


def _votes(features: RoleFeatures) -> dict[str, float]:
    """Which tables of weights are asked, and the say of each."""
    if features.basis == "title":
        return {"title": 1.0}
    if features.is_sectioned:
        return {"body": 1.0}
    return {"body": 1 - _TITLE_SAY_UNSECTIONED, "title": _TITLE_SAY_UNSECTIONED}


def _evidence(
    features: RoleFeatures, title: str, department: str | None, gains: Mapping[str, float]
) -> tuple[Evidence, ...]:
    """The strongest sources with the words behind them."""
    ranked = sorted([(-abs(gain), name) for name, gain in gains.items()])[:_EVIDENCE_ITEMS]
    return tuple(
        Evidence(*_explain(name, features, title, department), weight)
        for _, name in ranked
        if (weight := round(gains[name], 3))
    )


def _explain(
    name: str, features: RoleFeatures, title: str, department: str | None
) -> tuple[str, str]:
    """A source in words, and the words of the posting behind it."""
    known = role_words()
    kind, _, rest = name.partition(": ")
    if kind in ("title", "department"):
        words = title if kind == "title" else department or ""
        return name, " ".join(words[:TITLE_MAX_CHARS].split())
    if kind == "line":
        return "duties: on one line", rest
    if kind == "theme":
        shown = [family for family in known.themes[rest] if family in features.spots]
        firsts = map(features.first_phrase, shown[:PHRASES_SHOWN])
        return f"balance: {known.about[rest]}", ", ".join(dict.fromkeys(firsts))
    return f"{kind}: {known.about[rest]}", ", ".join(features.phrases(name))
