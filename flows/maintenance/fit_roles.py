"""Fits the role model that we ship: `python -m flows.maintenance.fit_roles LABELS... --postings FILE...`.

Decides what is printed and written. Leaves the labels, the fit and the figures to `flows.roles`.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from flows.roles.fit import (
    STRENGTH,
    WEIGHTS,
    Fit,
    best_temperature,
    cross_fit,
    fit,
    teach_titles,
    weight_rows,
    write_weights,
)
from flows.roles.judge import print_report
from flows.roles.labels import Example, join_labels, read_labels, read_postings

SEEDS = (0, 1, 2)
"""Shuffles of the folds. Their spread says how much of a difference is noise."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Fits both models, prints how good they are and writes the table of weights."""
    asked = _parser().parse_args(arguments)
    postings = read_postings(asked.postings)
    judging, teaching = (
        [label for path in paths for label in read_labels(path)]
        for paths in (asked.labels, asked.also)
    )
    known = {label.id for label in judging}
    teaching = [label for label in teaching if label.id not in known]
    judged = {basis: join_labels(judging, postings, basis) for basis in STRENGTH}
    extra = {basis: join_labels(teaching, postings, basis) for basis in STRENGTH}
    body, temperature = _judged_fit("body", judged["body"], extra["body"])
    labelled = known | {label.id for label in teaching}
    extra["title"] += teach_titles(body, temperature, postings, labelled)
    title, title_temperature = _judged_fit("title", judged["title"], extra["title"])
    rows = weight_rows("body", body, temperature)
    rows += weight_rows("title", title, title_temperature)
    if not asked.check:
        write_weights(rows, asked.out)
        print(f"\n{len(rows)} rows written to {asked.out}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("labels", nargs="+", type=Path, help="CSV or JSONL of labels")
    parser.add_argument(
        "--also", nargs="*", type=Path, default=[], help="labels that teach but are not judged"
    )
    parser.add_argument(
        "--postings",
        nargs="+",
        type=Path,
        required=True,
        help="JSONL or Parquet with id, title, company, department, text",
    )
    parser.add_argument("-o", "--out", type=Path, default=WEIGHTS)
    parser.add_argument("--check", action="store_true", help="print the figures, write nothing")
    return parser


def _judged_fit(
    basis: str, examples: Sequence[Example], extra: Sequence[Example]
) -> tuple[Fit, float]:
    """The model of all these examples and its temperature; prints how good it is for employers it did not see."""
    print(f"\n== {basis} model, cross-validated by employer ==")
    runs = [cross_fit(examples, extra, basis, seed) for seed in SEEDS]
    roles = [example.role for example in examples]
    temperature = best_temperature(np.concatenate(runs), roles * len(runs))
    print_report(
        roles,
        [example.employer for example in examples],
        [example.sureness for example in examples],
        runs,
        temperature,
    )
    return fit([*examples, *extra], basis), temperature


if __name__ == "__main__":
    main()
