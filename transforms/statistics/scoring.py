"""Scores readings against hand-made labels: the figures by which Rolecall's readers are judged, for anybody's labels.

Decides what counts as right: roles and levels exactly, pay ranges exactly in bounds, currency and period (base and unclear
kinds only), skills and countries as sets. A field labelled "skip" is not scored; a field the labels lack is left out.
Skills are those that the labels can name: the guide's vocabulary (`guide_skills.csv`) and whatever else the labels
hold; the rest of the taxonomy is neither right nor wrong.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import polars as pl

from transforms.statistics.intervals import CONFIDENCE, SEED, wilson_share
from transforms.text.lexicon import csv_records
from transforms.vocabulary import FOCUS

EXACT_FIELDS = ("level", "degree", "remote", "years_min")
SET_FIELDS = ("skills", "countries")
FIELDS = ("role", *EXACT_FIELDS, "pay", *SET_FIELDS)
"""Every field that is scored, in the order of the figures."""

_OFTEN = (
    10  # macro averages count what the labels name at least so often: an F1 of three cases is noise
)
_DRAWS = (
    200  # bootstrap samples of postings: a bound is then good to a tenth of the interval's width
)

Record = Mapping[str, Any]
Pair = tuple[Record, Record]
"""A label and what was read, of one posting; an empty reading is one that is missing."""

Hits = tuple[int, int, int]
"""Right, read but wrong, missed: of one posting, or summed."""

_FIGURES = {
    "figure": pl.String,
    "value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "n": pl.Int64,
}
_MISTAKES = dict.fromkeys(("id", "label", "read", "evidence"), pl.String) | {
    "confidence": pl.Float64
}


@cache
def guide_skills() -> frozenset[str]:
    """The ids of the labelling guide's vocabulary: what hand-made labels name."""
    return frozenset(row["id"] for row in csv_records(__package__, "guide_skills.csv"))


@dataclass
class _Table:
    """The figures found so far, and the hits per posting of those whose interval is still to be drawn."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    hits: dict[str, list[Hits]] = field(default_factory=dict)

    def add(self, figure: str, value: float, n: int) -> None:
        self.rows.append({"figure": figure, "value": value, "low": None, "high": None, "n": n})

    def add_share(self, figure: str, n_right: int, n: int) -> None:
        """A share with its Wilson interval; left out when it is of nothing."""
        if n:
            low, high = wilson_share(n_right / n, n)
            self.rows.append(
                {"figure": figure, "value": n_right / n, "low": low, "high": high, "n": n}
            )

    def add_sets(self, name: str, hits: list[Hits]) -> None:
        """Precision, recall and F1 of sets, pooled over postings."""
        right, extra, missed = (sum(part) for part in zip(*hits, strict=True))
        self.add(
            f"{name}_precision", right / (right + extra) if right + extra else 1.0, right + extra
        )
        self.add(
            f"{name}_recall", right / (right + missed) if right + missed else 1.0, right + missed
        )
        self.add(f"{name}_f1", f1(right, extra, missed), right + missed)
        self.hits[f"{name}_f1"] = hits


def figures(pairs: Sequence[Pair]) -> pl.DataFrame:
    """One row per figure: figure, value, low, high, n (what it is a share of); names as the labels' own scorer has them.

    `low` and `high` bound 95 %: Wilson's for shares, drawn over postings for the F1s, null for precision and recall of sets
    and for averages over skills or countries.
    """
    table = _Table()
    _add_roles(table, [(label, read) for label, read in pairs if label.get("role")])
    for name in EXACT_FIELDS:
        asked = [mistakes_in(name, label, read) for label, read in pairs if _is_asked(name, label)]
        table.add_share(f"{name}_accuracy", asked.count(0), len(asked))
    if paid := [(label, read) for label, read in pairs if "pay" in label]:
        hits = [_hits(pay_ranges(label), pay_ranges(read)) for label, read in paid]
        table.add_sets("pay", hits)
        table.add_share(
            "pay_posting_exact",
            sum(not extra and not missed for _, extra, missed in hits),
            len(hits),
        )
    known = known_skills([label for label, _ in pairs])
    for name in SET_FIELDS:
        if sets := [
            (_set_of(name, label), _set_of(name, read, known))
            for label, read in pairs
            if name in label
        ]:
            table.add_sets(name, [_hits(Counter(true), Counter(read)) for true, read in sets])
            _add_macro(table, name, sets)
    _add_bounds(table)
    return pl.DataFrame(table.rows, schema=_FIGURES)


def _add_roles(table: _Table, pairs: Sequence[Pair]) -> None:
    if not pairs:
        return
    roles = [(label["role"], read.get("role")) for label, read in pairs]
    by_role = {
        role: [_role_hits(role, true, read) for true, read in roles]
        for role in sorted({r for r, _ in roles})
    }
    sums = {
        role: tuple(sum(part) for part in zip(*hits, strict=True)) for role, hits in by_role.items()
    }
    scores = {role: f1(*hits) for role, hits in sums.items()}
    focus = [role for role in FOCUS if role in scores]
    table.add_share("role_accuracy", sum(true == read for true, read in roles), len(roles))
    lenient = sum(
        read.get("role") in (label["role"], label.get("role_alt") or label["role"])
        for label, read in pairs
    )
    table.add_share("role_accuracy_lenient", lenient, len(roles))
    if focus:
        table.add(
            "role_macro_f1_focus", sum(scores[role] for role in focus) / len(focus), len(roles)
        )
    table.add("role_macro_f1_all", sum(scores.values()) / len(scores), len(roles))
    for role in focus:
        right, extra, missed = sums[role]
        table.add_share(f"{role}_precision", right, right + extra)
        table.add_share(f"{role}_recall", right, right + missed)
        table.add(f"{role}_f1", scores[role], right + missed)
        table.hits[f"{role}_f1"] = by_role[role]


def _add_macro(
    table: _Table, name: str, sets: Sequence[tuple[frozenset[str], frozenset[str]]]
) -> None:
    """The mean F1 of the skills (or countries) that are labelled often."""
    right = Counter(item for true, read in sets for item in true & read)
    extra = Counter(item for true, read in sets for item in read - true)
    missed = Counter(item for true, read in sets for item in true - read)
    often = [item for item in sorted(right | missed) if right[item] + missed[item] >= _OFTEN]
    if often:
        mean = sum(f1(right[item], extra[item], missed[item]) for item in often) / len(often)
        table.add(f"{name}_macro_f1", mean, len(often))


def _add_bounds(table: _Table) -> None:
    """Bounds of the F1s from bootstrap samples of whole postings, the focus roles' mean among them."""
    focus = [name for name in (f"{role}_f1" for role in FOCUS) if name in table.hits]
    for n_postings in sorted({len(hits) for hits in table.hits.values()}):
        names = [name for name, hits in table.hits.items() if len(hits) == n_postings]
        counts = np.array([table.hits[name] for name in names], dtype=np.int32)
        generator = np.random.default_rng([SEED, n_postings])
        drawn: dict[str, list[float]] = {name: [] for name in (*names, "role_macro_f1_focus")}
        for _ in range(_DRAWS):
            sums = counts[:, generator.integers(0, n_postings, n_postings)].sum(axis=1).tolist()
            sample = {name: f1(*hits) for name, hits in zip(names, sums, strict=True)}
            for name, value in sample.items():
                drawn[name].append(value)
            if focus and focus[0] in sample:
                drawn["role_macro_f1_focus"].append(
                    sum(sample[name] for name in focus) / len(focus)
                )
        for row in table.rows:
            if drawn.get(row["figure"]):
                tails = [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2]
                row["low"], row["high"] = np.quantile(drawn[row["figure"]], tails).tolist()


def confusion(pairs: Sequence[Pair]) -> pl.DataFrame:
    """One row per labelled role, one column per role read: how often."""
    counts = Counter(
        (label["role"], read.get("role") or "not read")
        for label, read in pairs
        if label.get("role")
    )
    columns = sorted({role for pair in counts for role in pair})
    labelled = sorted({true for true, _ in counts})
    return pl.DataFrame(
        [{"label": true, **{read: counts[true, read] for read in columns}} for true in labelled]
    )


def per_role(pairs: Sequence[Pair]) -> pl.DataFrame:
    """One row per role: precision and recall with 95 % Wilson intervals, and how many were labelled and read."""
    roles = [(label["role"], read.get("role")) for label, read in pairs if label.get("role")]
    rows = []
    for role in sorted({role for pair in roles for role in pair if role}):
        right = sum(true == read == role for true, read in roles)
        n_read, n_true = (
            sum(read == role for _, read in roles),
            sum(true == role for true, _ in roles),
        )
        row = {
            "role": role,
            **_share("precision", right, n_read),
            **_share("recall", right, n_true),
        }
        rows.append({**row, "n_labelled": n_true, "n_read": n_read})
    return pl.DataFrame(rows)


def worst_mistakes(pairs: Sequence[Pair], n: int) -> pl.DataFrame:
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
            "evidence": "; ".join(
                f"{item['phrase']} ({item['weight']:+.1f})"
                for item in (read.get("role_evidence") or [])[:4]
            ),
            "confidence": read.get("role_confidence"),
        }
        for label, read in wrong[:n]
    ]
    return pl.DataFrame(rows, schema=_MISTAKES)


def mistakes_in(name: str, label: Record, read: Record) -> int:
    """How many mistakes one field of one reading holds: 0 is right; ranges, skills and countries count one by one.

    A field that the label lacks or skips holds none. Skills count within the guide's vocabulary and the label's own.
    """
    if not _is_asked(name, label):
        return 0
    if name == "pay":
        _, extra, missed = _hits(pay_ranges(label), pay_ranges(read))
        return extra + missed
    if name in SET_FIELDS:
        return len(_set_of(name, label) ^ _set_of(name, read, known_skills([label])))
    return int(label[name] != read.get(name, "missing"))


def known_skills(labels: Sequence[Record]) -> frozenset[str]:
    """What these labels can name: the guide's vocabulary and every id they hold."""
    return guide_skills().union(*(label.get("skills") or () for label in labels))


def pay_ranges(record: Record) -> Counter[tuple[Any, ...]]:
    """The distinct base ranges of a record: (min, max, currency, period); on-target and total packages apart."""
    distinct = {
        json.dumps(pay, sort_keys=True, default=str): pay for pay in record.get("pay") or ()
    }.values()
    return Counter(
        (pay.get("min"), pay.get("max"), pay.get("currency"), pay.get("period"))
        for pay in distinct
        if pay.get("kind", "base") in ("base", "unclear")
    )


def f1(right: float, extra: float, missed: float) -> float:
    """The F1 of so many right, wrongly read and missed; 1 when there was nothing to find and nothing found."""
    total = 2 * right + extra + missed
    return 2 * right / total if total else 1.0


def _is_asked(name: str, label: Record) -> bool:
    return name in label and label[name] != "skip"


def _set_of(name: str, record: Record, known: Collection[str] | None = None) -> frozenset[str]:
    """A record's skills or countries; of a reading's skills only the known ones, but any of the taxonomy that are."""
    if name == "skills" and known is not None:
        return frozenset(
            record.get("skill_requirements") or record.get("skills") or ()
        ).intersection(known)
    return frozenset(record.get(name) or ())


def _hits(true: Counter[Any], read: Counter[Any]) -> Hits:
    return sum((true & read).values()), sum((read - true).values()), sum((true - read).values())


def _role_hits(role: str, true: str, read: str | None) -> Hits:
    return int(true == read == role), int(read == role != true), int(true == role != read)


def _share(name: str, n_right: int, n: int) -> dict[str, float | None]:
    low, high = wilson_share(n_right / n, n) if n else (None, None)
    return {name: n_right / n if n else None, f"{name}_low": low, f"{name}_high": high}
