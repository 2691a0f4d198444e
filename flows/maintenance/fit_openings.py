"""Fits how both readers of roles are joined for an opening of a comment: `python -m flows.maintenance.fit_openings LABELS... --comments FILE...`.

Decides which labels teach: those of comments of 2023 and later, since hardly an older one names an AI engineer. Prints the
joining to be written into `transforms.readers.role.doubt`, and what it does to labels that did not teach it. Leaves learning
and judging to `flows.roles.openings`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np
from scipy.special import softmax

from flows.roles.openings import (
    Floats,
    Lesson,
    OpeningLabel,
    fit_joining,
    judge_comments,
    lessons_of,
    read_opening_labels,
    read_texts,
)
from transforms.readers.role.doubt import OF_OPENING, OF_POSTING, Joining
from transforms.vocabulary import READ_ROLES

RECENT_FROM = 34_200_000
"""The first comments of 2023 have this id."""

_FOLDS = 5


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints how well the labelled comments are read and, without `--check`, the joining that they teach."""
    options = _parser().parse_args(arguments)
    files = {path: read_opening_labels(path) for path in options.labels}
    labels: dict[int, list[OpeningLabel]] = {}
    for read in files.values():
        labels |= read
    texts = read_texts(options.comments, labels)
    for path, read in files.items():
        figures = judge_comments(read, texts) if read.keys() & texts.keys() else None
        print(f"{path.name}: {figures or 'no text of its comments is among those given'}")
    if options.check:
        return
    lessons = lessons_of({name: one for name, one in labels.items() if name >= RECENT_FROM}, texts)
    if not lessons:
        sys.exit("fit_openings: no comment of 2023 or later among these labels and texts")
    print(f"{len(lessons)} openings teach")
    crossed = np.concatenate([_held_apart(lessons, fold) for fold in range(_FOLDS)])
    for name, right in zip(("as a posting", "joined anew"), crossed.mean(axis=0), strict=True):
        print(f"{name}: {right:.3f} right in folds of comments")
    print(fit_joining(lessons, OF_OPENING.sure_from))


def _held_apart(lessons: Sequence[Lesson], fold: int) -> Floats:
    """Of the lessons of one fold, whether each is right as a posting is joined, and as the other folds teach."""
    joining = fit_joining([one for one in lessons if _fold(one) != fold], OF_OPENING.sure_from)
    apart = [one for one in lessons if _fold(one) == fold]
    return np.array(
        [[_is_right(one, OF_POSTING), _is_right(one, joining)] for one in apart], dtype=float
    ).reshape(-1, 2)


def _fold(lesson: Lesson) -> int:
    return int(sha256(str(lesson.comment).encode()).hexdigest(), 16) % _FOLDS


def _is_right(lesson: Lesson, joining: Joining) -> bool:
    scores = lesson.first
    if softmax(scores).max() < joining.sure_from:
        scores = joining.first * scores + joining.second * lesson.second + joining.leanings
    return READ_ROLES[scores.argmax()] == READ_ROLES[lesson.target.argmax()]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m flows.maintenance.fit_openings",
        description="Fits how both readers of roles are joined for openings of comments, and prints how well comments are read.",
    )
    parser.add_argument(
        "labels", nargs="+", type=Path, help="JSON Lines: id and openings of comments"
    )
    parser.add_argument(
        "--comments",
        nargs="+",
        type=Path,
        required=True,
        help="Parquet or JSON Lines: id and text (HTML) of comments",
    )
    parser.add_argument(
        "--check", action="store_true", help="print how well they are read, and fit nothing"
    )
    return parser


if __name__ == "__main__":
    main()
