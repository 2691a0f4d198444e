"""What counts as right in one reading, held against its hand-made label.

Decides per field: roles and levels exactly, pay ranges exactly in bounds, currency and period (base and unclear kinds only),
skills and countries as sets. Leaves the figures over many postings to `transforms.statistics.evaluation.scoring`.

A field labelled "skip" is not scored, and a field the labels lack is left out. Skills are those that the labels can name:
the guide's vocabulary (`guide_skills.csv`) and whatever else the labels hold. The rest of the taxonomy is neither right nor
wrong.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from transforms.text.lexicon import csv_records

EXACT_FIELDS = ("level", "degree", "remote", "years_min")
SET_FIELDS = ("skills", "countries")
FIELDS = ("role", *EXACT_FIELDS, "pay", *SET_FIELDS)
"""Every field that is scored, in the order of the figures."""

Record = Mapping[str, Any]
Pair = tuple[Record, Record]
"""A label and what was read, of one posting. An empty reading is one that is missing."""

Hits = tuple[int, int, int]
"""Right, read but wrong, missed: of one posting, or summed."""


@cache
def guide_skills() -> frozenset[str]:
    """The ids of the labelling guide's vocabulary: what hand-made labels name."""
    return frozenset(row["id"] for row in csv_records(__package__, "guide_skills.csv"))


def known_skills(labels: Sequence[Record]) -> frozenset[str]:
    """What these labels can name: the guide's vocabulary and every id they hold."""
    return guide_skills().union(*(label.get("skills") or () for label in labels))


def count_mistakes(name: str, label: Record, read: Record) -> int:
    """How many mistakes one field of one reading holds. Ranges, skills and countries count one by one.

    A field that the label lacks or skips holds none. Skills count within the guide's vocabulary and the label's own.
    """
    if not is_scored(name, label):
        return 0
    if name == "pay":
        _, extra, missed = count_hits(pay_ranges(label), pay_ranges(read))
        return extra + missed
    if name in SET_FIELDS:
        return len(items_of(name, label) ^ items_of(name, read, known_skills([label])))
    return int(label[name] != read.get(name, "missing"))


def is_scored(name: str, label: Record) -> bool:
    """Whether the label says anything of the field."""
    return name in label and label[name] != "skip"


def pay_ranges(record: Record) -> Counter[tuple[Any, ...]]:
    """The distinct base ranges of a record: (min, max, currency, period). On-target and total packages are left out."""
    stated = record.get("pay") or ()
    distinct = {json.dumps(pay, sort_keys=True, default=str): pay for pay in stated}
    return Counter(
        tuple(pay.get(name) for name in ("min", "max", "currency", "period"))
        for pay in distinct.values()
        if pay.get("kind", "base") in ("base", "unclear")
    )


def items_of(name: str, record: Record, known: Collection[str] | None = None) -> frozenset[str]:
    """A record's skills or countries. With `known`, a reading's skills of the whole taxonomy, as far as they are known."""
    if name == "skills" and known is not None:
        read = record.get("skill_requirements") or record.get("skills") or ()
        return frozenset(read).intersection(known)
    return frozenset(record.get(name) or ())


def count_hits(true: Counter[Any], read: Counter[Any]) -> Hits:
    """Right, wrongly read and missed items."""
    return (true & read).total(), (read - true).total(), (true - read).total()


def f1(right: float, extra: float, missed: float) -> float:
    """The F1 of so many right, wrongly read and missed. 1 when there was nothing to find and nothing found."""
    total = 2 * right + extra + missed
    return 2 * right / total if total else 1.0
