"""Scores readings against hand-made labels: the figures by which Rolecall's readers are judged, for anybody's labels.

Decides the figures, their names (those of the labels' own scorer) and their intervals.
Leaves what counts as right in one posting to `transforms.statistics.evaluation.mistakes`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from transforms.statistics.columns import counts, reals, texts
from transforms.statistics.evaluation.mistakes import (
    EXACT_FIELDS,
    SET_FIELDS,
    Hits,
    Pair,
    count_hits,
    count_mistakes,
    f1,
    is_scored,
    items_of,
    known_skills,
    pay_ranges,
)
from transforms.statistics.intervals import SEED, TAILS, wilson_share
from transforms.vocabulary import FOCUS

OFTEN = 10
"""Macro averages count what the labels name at least so often. An F1 of three cases is noise."""

DRAWS = 200
"""Bootstrap samples of postings. A bound is then good to a tenth of the interval's width."""

_MACRO = "role_macro_f1_focus"
_FIGURES = pl.Schema(texts("figure") | reals("value low high") | counts("n"))
_MISTAKES = pl.Schema(texts("id label read evidence") | reals("confidence"))


@dataclass
class _Table:
    """The figures found so far, and the hits per posting of those whose interval is still to be drawn."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    hits: dict[str, list[Hits]] = field(default_factory=dict)

    def add(self, figure: str, value: float, n: int) -> None:
        self.rows.append({"figure": figure, "value": value, "n": n})

    def add_share(self, figure: str, n_right: int, n: int) -> None:
        """A share with its Wilson interval. Left out when it is of nothing."""
        if n:
            self.add(figure, n_right / n, n)
            low, high = wilson_share(n_right / n, n)
            self.rows[-1] |= {"low": low, "high": high}

    def add_f1(self, figure: str, hits: list[Hits]) -> None:
        right, extra, missed = _sum_hits(hits)
        self.add(figure, f1(right, extra, missed), right + missed)
        self.hits[figure] = hits

    def add_sets(self, name: str, hits: list[Hits]) -> None:
        """Precision, recall and F1 of sets, pooled over postings."""
        right, extra, missed = _sum_hits(hits)
        n_read, n_true = right + extra, right + missed
        self.add(f"{name}_precision", right / n_read if n_read else 1.0, n_read)
        self.add(f"{name}_recall", right / n_true if n_true else 1.0, n_true)
        self.add_f1(f"{name}_f1", hits)


def _sum_hits(hits: Sequence[Hits]) -> Hits:
    right, extra, missed = (sum(part) for part in zip(*hits, strict=True))
    return right, extra, missed


def score_figures(pairs: Sequence[Pair]) -> pl.DataFrame:
    """One row per figure: figure, value, low, high, n (what it is a share of).

    `low` and `high` bound 95 %: Wilson's for shares, drawn over postings for the F1s, null for precision and recall of sets
    and for averages over skills or countries.
    """
    table = _Table()
    if of_roles := [pair for pair in pairs if pair[0].get("role")]:
        _add_roles(table, of_roles)
    for name in EXACT_FIELDS:
        asked = [count_mistakes(name, *pair) for pair in pairs if is_scored(name, pair[0])]
        table.add_share(f"{name}_accuracy", asked.count(0), len(asked))
    if paid := [pair for pair in pairs if "pay" in pair[0]]:
        hits = [count_hits(pay_ranges(label), pay_ranges(read)) for label, read in paid]
        table.add_sets("pay", hits)
        n_exact = sum(not extra and not missed for _, extra, missed in hits)
        table.add_share("pay_posting_exact", n_exact, len(hits))
    known = known_skills([label for label, _ in pairs])
    for name in SET_FIELDS:
        if named := [pair for pair in pairs if name in pair[0]]:
            sets = [(items_of(name, label), items_of(name, read, known)) for label, read in named]
            table.add_sets(name, [count_hits(Counter(true), Counter(read)) for true, read in sets])
            _add_macro(table, name, sets)
    _draw_bounds(table)
    return pl.DataFrame(table.rows, schema=_FIGURES)


def _add_roles(table: _Table, pairs: Sequence[Pair]) -> None:
    roles = [(label["role"], read.get("role")) for label, read in pairs]
    by_role = {
        role: [_role_hits(role, true, read) for true, read in roles]
        for role in sorted({true for true, _ in roles})
    }
    scores = {role: f1(*_sum_hits(hits)) for role, hits in by_role.items()}
    focus = [role for role in FOCUS if role in scores]
    table.add_share("role_accuracy", sum(true == read for true, read in roles), len(roles))
    lenient = sum(
        read.get("role") in (label["role"], label.get("role_alt") or label["role"])
        for label, read in pairs
    )
    table.add_share("role_accuracy_lenient", lenient, len(roles))
    if focus:
        table.add(_MACRO, sum(scores[role] for role in focus) / len(focus), len(roles))
    table.add("role_macro_f1_all", sum(scores.values()) / len(scores), len(roles))
    for role in focus:
        right, extra, missed = _sum_hits(by_role[role])
        table.add_share(f"{role}_precision", right, right + extra)
        table.add_share(f"{role}_recall", right, right + missed)
        table.add_f1(f"{role}_f1", by_role[role])


def _role_hits(role: str, true: str, read: str | None) -> Hits:
    return int(true == read == role), int(read == role != true), int(true == role != read)


def _add_macro(
    table: _Table, name: str, sets: Sequence[tuple[frozenset[str], frozenset[str]]]
) -> None:
    """The mean F1 of the skills (or countries) that are labelled often."""
    right = Counter(item for true, read in sets for item in true & read)
    extra = Counter(item for true, read in sets for item in read - true)
    missed = Counter(item for true, read in sets for item in true - read)
    often = [item for item in sorted(right | missed) if right[item] + missed[item] >= OFTEN]
    if often:
        mean = sum(f1(right[item], extra[item], missed[item]) for item in often) / len(often)
        table.add(f"{name}_macro_f1", mean, len(often))


def _draw_bounds(table: _Table) -> None:
    """Bounds of the F1s from bootstrap samples of whole postings, the focus roles' mean among them."""
    drawn: dict[str, list[float]] = {}
    for n_postings in sorted({len(hits) for hits in table.hits.values()}):
        same = {name: hits for name, hits in table.hits.items() if len(hits) == n_postings}
        drawn |= _draw_scores(same, n_postings)
    for row in table.rows:
        if scores := drawn.get(row["figure"]):
            row["low"], row["high"] = np.quantile(scores, TAILS).tolist()


def _draw_scores(hits: dict[str, list[Hits]], n_postings: int) -> dict[str, list[float]]:
    counted = np.array(list(hits.values()), dtype=np.int32)
    generator = np.random.default_rng([SEED, n_postings])
    focus = [name for name in (f"{role}_f1" for role in FOCUS) if name in hits]
    drawn: dict[str, list[float]] = {name: [] for name in (*hits, *([_MACRO] if focus else []))}
    for _ in range(DRAWS):
        sums = counted[:, generator.integers(0, n_postings, n_postings)].sum(axis=1).tolist()
        sample = {name: f1(*each) for name, each in zip(hits, sums, strict=True)}
        if focus:
            sample[_MACRO] = sum(sample[name] for name in focus) / len(focus)
        for name, value in sample.items():
            drawn[name].append(value)
    return drawn


def count_confusion(pairs: Sequence[Pair]) -> pl.DataFrame:
    """One row per labelled role, one column per role read: how often."""
    roles = Counter(
        (label["role"], read.get("role") or "not read")
        for label, read in pairs
        if label.get("role")
    )
    columns = sorted({role for pair in roles for role in pair})
    labelled = sorted({true for true, _ in roles})
    return pl.DataFrame(
        [{"label": true, **{read: roles[true, read] for read in columns}} for true in labelled]
    )


def score_roles(pairs: Sequence[Pair]) -> pl.DataFrame:
    """One row per role: precision and recall with 95 % Wilson intervals, and how many were labelled and read."""
    roles = [(label["role"], read.get("role")) for label, read in pairs if label.get("role")]
    rows = []
    for role in sorted({role for pair in roles for role in pair if role}):
        right, extra, missed = _sum_hits([_role_hits(role, true, read) for true, read in roles])
        shares = _share("precision", right, right + extra) | _share("recall", right, right + missed)
        rows.append({"role": role, **shares, "n_labelled": right + missed, "n_read": right + extra})
    return pl.DataFrame(rows)


def _share(name: str, n_right: int, n: int) -> dict[str, float | None]:
    low, high = wilson_share(n_right / n, n) if n else (None, None)
    return {name: n_right / n if n else None, f"{name}_low": low, f"{name}_high": high}


def find_worst_mistakes(pairs: Sequence[Pair], n: int) -> pl.DataFrame:
    """The wrong roles the reader was surest of: id, label, read, evidence (what misled it), confidence."""
    wrong = [
        (label, read)
        for label, read in pairs
        if label.get("role") and read and label["role"] != read.get("role")
    ]
    wrong.sort(key=lambda pair: (-(pair[1].get("role_confidence") or 0.0), str(pair[0]["id"])))
    rows = [
        {
            "id": str(label["id"]),
            "label": label["role"],
            "read": read.get("role"),
            "evidence": _show_evidence(read.get("role_evidence") or []),
            "confidence": read.get("role_confidence"),
        }
        for label, read in wrong[:n]
    ]
    return pl.DataFrame(rows, schema=_MISTAKES)


def _show_evidence(items: Sequence[dict[str, Any]]) -> str:
    return "; ".join(f"{item['phrase']} ({item['weight']:+.1f})" for item in items[:4])
