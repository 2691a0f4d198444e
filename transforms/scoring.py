"""Scores readings against hand-made labels: the figures by which Rolecall's readers are judged, for anybody's labels.

Decides what counts as right: roles and levels exactly, pay ranges exactly in bounds, currency and period (base and unclear
kinds only), skills and countries as sets. A field labelled "skip" is not scored; a field the labels lack is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from transforms.intervals import wilson

FOCUS = ("ai_engineer", "ml_engineer", "data_scientist")
EXACT_FIELDS = ("level", "degree", "remote", "years_min")
SET_FIELDS = ("skills", "countries")

Record = Mapping[str, Any]
Pair = tuple[Record, Record]
"""A label and what was read, of one posting."""


def figures(pairs: Sequence[Pair]) -> pl.DataFrame:
    """One row per figure: figure, value, n (what it is a share of)."""
    rows: list[tuple[str, float, int]] = []
    roles = [(label["role"], read["role"]) for label, read in pairs if label.get("role")]
    if roles:
        by_role = {role: _f1_of(roles, role) for role in sorted({true for true, _ in roles})}
        focus = [by_role[role] for role in FOCUS if role in by_role]
        rows.append(("role_accuracy", sum(true == read for true, read in roles) / len(roles), len(roles)))
        rows += [("role_macro_f1_focus", sum(focus) / len(focus), len(roles))] if focus else []
        rows += [
            (f"{role}_f1", by_role[role], sum(true == role for true, _ in roles)) for role in FOCUS if role in by_role
        ]
    for field in EXACT_FIELDS:
        asked = [(label[field], read.get(field)) for label, read in pairs if field in label and label[field] != "skip"]
        if asked:
            rows.append((f"{field}_accuracy", sum(true == read for true, read in asked) / len(asked), len(asked)))
    if any("pay" in label for label, _ in pairs):
        rows.append(
            ("pay_f1", *_multiset_f1((pay_ranges(label), pay_ranges(read)) for label, read in pairs if "pay" in label))
        )
    for field in SET_FIELDS:
        sets = [
            (Counter(set(label[field])), Counter(set(read.get(field) or ()))) for label, read in pairs if field in label
        ]
        if sets:
            rows.append((f"{field}_f1", *_multiset_f1(sets)))
    return pl.DataFrame(rows, schema={"figure": pl.String, "value": pl.Float64, "n": pl.Int64}, orient="row")


def confusion(pairs: Sequence[Pair]) -> pl.DataFrame:
    """One row per labelled role, one column per role read: how often."""
    counts = Counter((label["role"], read["role"]) for label, read in pairs if label.get("role"))
    roles = sorted({role for pair in counts for role in pair})
    return pl.DataFrame(
        [
            {"label": true, **{read: counts[true, read] for read in roles}}
            for true in roles
            if any(counts[true, r] for r in roles)
        ]
    )


def per_role(pairs: Sequence[Pair]) -> pl.DataFrame:
    """One row per role: precision and recall with 95 % Wilson intervals, and how many were labelled and read."""
    roles = [(label["role"], read["role"]) for label, read in pairs if label.get("role")]
    rows = []
    for role in sorted({role for pair in roles for role in pair}):
        right = sum(true == read == role for true, read in roles)
        n_read, n_true = sum(read == role for _, read in roles), sum(true == role for true, _ in roles)
        rows.append(
            {
                "role": role,
                **_share("precision", right, n_read),
                **_share("recall", right, n_true),
                "n_labelled": n_true,
                "n_read": n_read,
            }
        )
    return pl.DataFrame(rows)


def worst_mistakes(pairs: Sequence[Pair], n: int) -> pl.DataFrame:
    """The wrong roles the reader was surest of: id, label, read, confidence, and the evidence that misled it."""
    wrong = [(label, read) for label, read in pairs if label.get("role") and label["role"] != read["role"]]
    wrong.sort(key=lambda pair: (-pair[1]["role_confidence"], str(pair[0]["id"])))
    return pl.DataFrame(
        [
            {
                "id": str(label["id"]),
                "label": label["role"],
                "read": read["role"],
                "confidence": read["role_confidence"],
                "evidence": "; ".join(
                    f"{item['phrase']} ({item['weight']:+.1f})" for item in (read["role_evidence"] or [])[:4]
                ),
            }
            for label, read in wrong[:n]
        ],
        schema={
            "id": pl.String,
            "label": pl.String,
            "read": pl.String,
            "confidence": pl.Float64,
            "evidence": pl.String,
        },
    )


def pay_ranges(record: Record) -> Counter[tuple[Any, ...]]:
    """The distinct base ranges of a record: (min, max, currency, period); on-target and total packages apart."""
    stated = {
        (pay.get("min"), pay.get("max"), pay.get("currency"), pay.get("period"))
        for pay in record.get("pay") or ()
        if pay.get("kind", "base") in ("base", "unclear")
    }
    return Counter(stated)


def _multiset_f1(pairs: Iterable[tuple[Counter[Any], Counter[Any]]]) -> tuple[float, int]:
    right = extra = missed = 0
    for true, read in pairs:
        right += sum((true & read).values())
        missed += sum((true - read).values())
        extra += sum((read - true).values())
    total = 2 * right + extra + missed
    return (2 * right / total if total else 1.0), right + missed


def _f1_of(roles: Sequence[tuple[str, str]], role: str) -> float:
    right = sum(true == read == role for true, read in roles)
    wrong = sum((true == role) != (read == role) for true, read in roles)
    return 2 * right / (2 * right + wrong) if right + wrong else 1.0


def _share(name: str, n: int, n_of: int) -> dict[str, float | None]:
    low, high = wilson(n / n_of, n_of) if n_of else (None, None)
    return {name: n / n_of if n_of else None, f"{name}_low": low, f"{name}_high": high}
