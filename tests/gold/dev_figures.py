"""Measures the readers on the hand-made dev labels, and compares with what they reached before.

The labels and texts are not part of the project: they lie in a folder `shared` beside the checkout, or where ROLECALL_SHARED
says. The baseline holds figures, ids and counts of mistakes, no text. These are postings that the readers were tuned on: the
figures guard against steps back and say little of other employers.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from flows.files.label import label_records
from flows.sources import Board, Payload, hackernews
from transforms.posting import posting_frame
from transforms.readers.reading import read_postings
from transforms.statistics.evaluation.mistakes import FIELDS, Pair, count_mistakes, f1, pay_ranges
from transforms.statistics.evaluation.scoring import score_figures
from transforms.vocabulary import FOCUS

BASELINE = Path(__file__).parent / "baseline.json"
TOLERANCE = 0.01
"""A figure may fall by so much: one posting of the smaller classes moves it that far."""

GUARDED = {
    "role_accuracy": "role",
    "role_macro_f1_focus": "role",
    "ai_engineer_f1": "role",
    "ml_engineer_f1": "role",
    "data_scientist_f1": "role",
    "level_accuracy": "level",
    "years_min_accuracy": "years_min",
    "degree_accuracy": "degree",
    "remote_accuracy": "remote",
    "pay_f1": "pay",
    "skills_f1": "skills",
    "countries_f1": "countries",
    "hn_role_f1": "hn_role",
    "hn_role_f1_focus": "hn_role",
    "hn_pay_f1": "hn_pay",
    "hn_openings_exact": "hn_openings",
}
"""Figure -> the field whose mistakes lower it."""

HN_FIELDS = ("hn_role", "hn_pay", "hn_openings")
MISTAKE_FIELDS = (*FIELDS, *HN_FIELDS)

_MOST_MISTAKES = 9  # a digit each in the baseline

Ranges = Counter[tuple[Any, ...]]


@dataclass(frozen=True)
class Measured:
    """`figures` by name; `mistakes` by posting id: how many in each of `MISTAKE_FIELDS`, a digit each."""

    figures: dict[str, float]
    mistakes: dict[str, str]


def gold_folder() -> Path | None:
    """Where the labels are, or None when they are not on this machine."""
    shared = (
        os.environ.get("ROLECALL_SHARED") or Path(__file__).resolve().parents[2].parent / "shared"
    )
    folder = Path(shared) / "gold"
    return folder if (folder / "dev_labels.jsonl").is_file() else None


def measure_readers(gold: Path) -> Measured:
    """Reads every labelled posting and comment and scores the readings."""
    postings, comments = _postings(gold), _comments(gold)
    figures = dict(score_figures(postings).select("figure", "value").iter_rows())
    figures |= {
        "hn_role_f1": _f1(comments, "roles"),
        "hn_role_f1_focus": _f1(comments, "roles", lambda role: role in FOCUS),
        "hn_pay_f1": _f1(comments, "pay"),
        "hn_openings_exact": sum(
            true["roles"].total() == read["roles"].total() for _, true, read in comments
        )
        / len(comments),
    }
    mistakes = {
        str(label["id"]): _digits(
            [count_mistakes(name, label, read) for name in FIELDS] + [0] * len(HN_FIELDS)
        )
        for label, read in postings
    }
    for name, true, read in comments:
        numbers = [_difference(true[part], read[part]) for part in ("roles", "pay")]
        numbers.append(abs(true["roles"].total() - read["roles"].total()))
        mistakes[f"hackernews:{name}"] = _digits([0] * len(FIELDS) + numbers)
    return Measured(
        {name: round(figures[name], 4) for name in GUARDED}, dict(sorted(mistakes.items()))
    )


def falls(before: Measured, now: Measured) -> list[str]:
    """One line per guarded figure that fell by more than the tolerance, with the postings that are read worse than before."""
    lines = []
    for name, value in before.figures.items():
        if now.figures[name] < value - TOLERANCE:
            worse = (
                ", ".join(_worse(GUARDED[name], before, now))
                or "none: postings or labels have changed"
            )
            lines.append(
                f"{name} fell from {value:.4f} to {now.figures[name]:.4f}; read worse than before: {worse}"
            )
    return lines


def table(before: Measured, now: Measured) -> list[str]:
    """The figures as lines for people, with what changed since the baseline."""
    lines = [
        "tuned on these postings: a guard against steps back, not what other employers' postings would give"
    ]
    for name, value in now.figures.items():
        step = value - before.figures.get(name, value)
        lines.append(f"{name:22} {value:.4f}" + (f"  {step:+.4f}" if abs(step) >= 0.00005 else ""))
    return lines


def read_baseline() -> Measured:
    """What `renew_baseline.py` wrote."""
    kept = json.loads(BASELINE.read_text(encoding="utf-8"))
    assert kept["fields"] == list(MISTAKE_FIELDS), "the baseline is of other fields: renew it"
    return Measured(kept["figures"], kept["mistakes"])


def write_baseline(measured: Measured) -> None:
    """Keeps the figures and, by posting, the counts of mistakes."""
    kept = {"fields": MISTAKE_FIELDS, "figures": measured.figures, "mistakes": measured.mistakes}
    BASELINE.write_text(json.dumps(kept, indent=0) + "\n", encoding="utf-8")


def _postings(gold: Path) -> list[Pair]:
    records = [
        json.loads(line)
        for line in (gold / "dev_postings.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    read = {each["id"]: each for each in label_records(records)}
    return [(label, read.get(label["id"], {})) for label in _lines(gold / "dev_labels.jsonl")]


def _comments(gold: Path) -> list[tuple[int, dict[str, Ranges], dict[str, Ranges]]]:
    """Of each labelled comment its id, and the multisets of roles and of distinct base ranges, labelled and read."""
    labels = {label["id"]: label for label in _lines(gold / "hn_dev_labels.jsonl")}
    files = gold.parent / "replay" / "data" / "hackernews_*.parquet"
    texts = (
        pl.scan_parquet(files)
        .filter(pl.col("id").is_in(list(labels)))
        .select("id", "text")
        .sort("id")
        .collect()
    )
    assert texts.height == len(labels), "a labelled comment has no text"
    found = []
    for name, text in texts.iter_rows():
        body = json.dumps({"id": name, "text": text}).encode()
        openings = hackernews.parse(
            Payload(str(name), body, None), Board("hackernews", "whoishiring")
        )
        rows = read_postings(posting_frame(openings)).to_dicts()
        pay = Counter(dict.fromkeys((r for row in rows for r in pay_ranges(row)), 1))
        label = labels[name]
        true = {
            "roles": Counter(opening["role"] for opening in label["openings"]),
            "pay": Counter(dict.fromkeys(pay_ranges(label), 1)),
        }
        found.append((name, true, {"roles": Counter(row["role"] for row in rows), "pay": pay}))
    return found


def _lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def _f1(
    comments: list[tuple[int, dict[str, Ranges], dict[str, Ranges]]],
    part: str,
    keep: Callable[[Any], bool] = lambda _: True,
) -> float:
    right = extra = missed = 0
    for _, true, read in comments:
        a = Counter({item: n for item, n in true[part].items() if keep(item)})
        b = Counter({item: n for item, n in read[part].items() if keep(item)})
        right, extra, missed = (
            right + (a & b).total(),
            extra + (b - a).total(),
            missed + (a - b).total(),
        )
    return f1(right, extra, missed)


def _difference(true: Ranges, read: Ranges) -> int:
    return (true - read).total() + (read - true).total()


def _digits(numbers: list[int]) -> str:
    return "".join(str(min(number, _MOST_MISTAKES)) for number in numbers)


def _worse(name: str, before: Measured, now: Measured) -> list[str]:
    at = MISTAKE_FIELDS.index(name)
    return [
        posting
        for posting, digits in now.mistakes.items()
        if digits[at] > before.mistakes.get(posting, digits)[at]
    ]
