"""Reads which of the eight roles a posting is, by the work it describes, and says which phrases decided.

Decides the role, how sure that is (calibrated) and the evidence. The model is a table that a person can read: the named
features of `transforms.role_features` with one weight a role in `lexicons/roles_weights.csv`, summed; no other machinery.
Fitting is `flows.fit_roles`'s; from which confidence on a role counts in a mart is the warehouse's.

A posting without a body worth reading is judged by the title's own table of weights, and its basis says so. Where the
body has no headings (a comment that offers five jobs, a bare paragraph) the title's table has a say beside the body's.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp

import numpy as np
from numpy.typing import NDArray

from transforms.role_features import PHRASES_SHOWN, TITLE_MAX_CHARS, RoleFeatures, role_features, role_lexicon
from transforms.text import Document

ROLES = (
    "ai_engineer",
    "ml_engineer",
    "data_scientist",
    "research_scientist",
    "data_engineer",
    "data_analyst",
    "software_engineer",
    "other",
)
"""The first three are the focus; the next four their neighbours."""

ROLE_CONFIDENCE_FLOOR = 0.5
"""Below this chance of being right a role is more likely wrong than right: statistics count the posting as `unclear`."""

_EVIDENCE_ITEMS = 6
# Cross-validated on the 77 labelled postings whose duties and asks stand under no heading: 0.88 right by the body
# alone, 0.90 with this; on 142 openings of Hacker News comments 0.80 and 0.86.
_TITLE_SAY_UNSECTIONED = 0.4


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason: what was looked for, the words found, and how far they speak for the role against the runner-up.

    `weight` is in units of log-odds; negative when the words speak against the role that was chosen.
    """

    feature: str
    phrase: str
    weight: float


@dataclass(frozen=True, slots=True)
class RoleReading:
    """The role of one posting. `confidence` is the calibrated probability of `role`; `basis` is body or title."""

    role: str
    confidence: float
    basis: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class _Weights:
    """One table of weights, already divided by its temperature: sums are calibrated log-odds."""

    intercept: NDArray[np.float64]
    number: dict[str, int]
    """Row of `matrix` by feature."""
    matrix: NDArray[np.float64]
    source: tuple[str, ...]
    """What a reader can check behind each row: several features may stand on the same words."""


@cache
def _weights(basis: str) -> _Weights:
    """The weights of the body's or the title's model: one row a feature, in the order of `ROLES`."""
    by_feature: dict[str, list[float]] = {}
    text = files("transforms").joinpath("lexicons/roles_weights.csv").read_text("utf-8")
    for row in csv.DictReader(text.splitlines()):
        if row["basis"] == basis:
            by_feature[row["feature"]] = [float(row[role]) for role in ROLES]
    temperature = by_feature.pop("(temperature)")[0]
    intercept = np.array(by_feature.pop("(intercept)")) / temperature
    return _Weights(
        intercept,
        {name: number for number, name in enumerate(by_feature)},
        np.array(list(by_feature.values())) / temperature,
        tuple(map(_source_of, by_feature)),
    )


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


def _evidence(
    features: RoleFeatures, title: str, department: str | None, gains: Mapping[str, float]
) -> tuple[Evidence, ...]:
    """The strongest sources with the words behind them."""
    ranked = sorted(gains.items(), key=lambda item: (-abs(item[1]), item[0]))[:_EVIDENCE_ITEMS]
    return tuple(
        _explained(name, round(weight, 3), features, title, department) for name, weight in ranked if round(weight, 3)
    )


def _explained(name: str, weight: float, features: RoleFeatures, title: str, department: str | None) -> Evidence:
    about = role_lexicon().about
    kind, _, rest = name.partition(": ")
    if kind == "title":
        return Evidence(name, " ".join(title[:TITLE_MAX_CHARS].split()), weight)
    if kind == "department":
        return Evidence(name, " ".join((department or "")[:TITLE_MAX_CHARS].split()), weight)
    if kind == "line":
        return Evidence("duties: on one line", rest, weight)
    if kind == "theme":
        families = [f"{part}: {family}" for part in ("duties", "asks") for family in role_lexicon().themes[rest]]
        shown = [family for family in families if family in features.spots][:PHRASES_SHOWN]
        firsts = [features.phrases(family, 1)[0] for family in shown]
        return Evidence(f"balance: {about[rest]}", ", ".join(dict.fromkeys(firsts)), weight)
    return Evidence(f"{kind}: {about[rest]}", ", ".join(features.phrases(name)), weight)


def _votes(features: RoleFeatures) -> dict[str, float]:
    """Which tables of weights are asked, and the say of each."""
    if features.basis == "title":
        return {"title": 1.0}
    return (
        {"body": 1.0}
        if features.is_sectioned
        else {"body": 1 - _TITLE_SAY_UNSECTIONED, "title": _TITLE_SAY_UNSECTIONED}
    )


def read_role(title: str, department: str | None, document: Document) -> RoleReading:
    """The role of a posting, by its work; by its title when there is no body to read.

    Always gives a role: an unsure one has a low confidence (0..1), it is never null.
    """
    features = role_features(title, department, document)
    totals = np.zeros(len(ROLES))
    sources: list[str] = []
    parts: list[NDArray[np.float64]] = []
    for basis, say in _votes(features).items():
        weights = _weights(basis)
        rows_of, numbers, amounts = weights.number, list[int](), list[float]()
        for name, value in features.values.items():
            if (number := rows_of.get(name)) is not None:
                numbers.append(number)
                amounts.append(value * say)
        rows = weights.matrix[numbers] * np.array(amounts)[:, None]
        totals += weights.intercept * say + rows.sum(axis=0)
        sources += [weights.source[number] for number in numbers]
        parts.append(rows)
    scores = totals.tolist()
    best, second = sorted(range(len(ROLES)), key=lambda number: (-scores[number], number))[:2]
    confidence = 1 / sum(exp(score - scores[best]) for score in scores)
    gains: dict[str, float] = defaultdict(float)
    all_rows = np.concatenate(parts)
    for source, gain in zip(sources, (all_rows[:, best] - all_rows[:, second]).tolist(), strict=True):
        gains[source] += gain
    return RoleReading(ROLES[best], round(confidence, 4), features.basis, _evidence(features, title, department, gains))
