"""Teaches the second reader that we ship: `python -m flows.maintenance.fit_second_reader LABELS... --postings FILE... --start FOLDER`.

Decides who teaches and who judges it. Employers held out whole do neither. Of the others one in ten teaches nothing: with them
`SURE_FROM`, `FIRST_SHARE` and `SECOND_SHARE` of `transforms.readers.role.doubt` were chosen. Leaves learning to
`flows.roles.second_reader`. Two hours on two cores and some 8 GB of memory. It needs torch, transformers and the folder of all-MiniLM-L6-v2.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from hashlib import sha1
from pathlib import Path

import numpy as np
from scipy.special import log_softmax, softmax

from flows.roles.fit import Floats, calibrate, cross_fit
from flows.roles.judge import focus_f1
from flows.roles.labels import (
    Row,
    is_held_out,
    join_labels,
    posting_features,
    read_labels,
    read_postings,
)
from flows.roles.lessons import Lesson, leave_out_sure, lessons_of, used_pieces
from flows.roles.second_reader import TorchReader, starting_pieces, write_reader
from transforms.readers.role.doubt import FIRST_SHARE, SECOND_SHARE, in_doubt
from transforms.readers.role.second_reader import WEIGHTS, cut_posting, second_reader
from transforms.vocabulary import READ_ROLES

APART_ONE_IN = 10
SHARES = ((1.0, 0.0), (0.0, 1.0), (FIRST_SHARE, SECOND_SHARE))
"""How much each reader counts: the first alone, the second alone, and both as a run has them."""

MOST_MOVED = 0.25
"""8 bits and fewer pieces move no chance of a role by more than this: of 667 postings in doubt the most was 0.17."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Teaches the second reader, prints what it adds for employers apart, and writes it."""
    options = _parser().parse_args(arguments)
    postings = read_postings(options.postings)
    labels = [label for path in options.labels for label in read_labels(path)]
    examples = join_labels(labels, postings, "body")
    examples = [one for one in examples if not is_held_out(one.employer)]
    crossed = cross_fit(examples, [], "body", seed=0)
    drawn = {label.id for label in labels if label.sample in ("chance", "drawn")}
    crossed /= calibrate(examples, [crossed], drawn)
    first = {one.id: row for one, row in zip(examples, crossed, strict=True)}
    pieces = starting_pieces(options.start)
    lessons = [one for one in lessons_of(labels, postings, pieces) if not is_held_out(one.employer)]
    apart = [one for one in lessons if is_apart(one.employer)]
    teaching = leave_out_sure([one for one in lessons if not is_apart(one.employer)], first)
    print(f"{len(teaching)} teach, {len(apart)} stand apart", file=sys.stderr)
    reader = TorchReader(options.start)
    for step, loss in reader.train(teaching, first):
        print(f"{step} steps: loss {loss:.3f}", file=sys.stderr, flush=True)
    write_reader(reader.arrays(pieces, used_pieces(lessons, pieces)), options.out)
    scores = np.array([first[one.id] for one in apart])
    doubtful = in_doubt(scores)
    judged = [apart[row] for row in doubtful]
    trained = np.array([reader.read(one.cut) for one in judged])
    written = _read_written(options.out, postings, judged)
    print(f"{len(judged)} of {len(apart)} are in doubt")
    _report(judged, scores[doubtful], written)
    moved = np.abs(softmax(written, axis=1) - softmax(trained, axis=1)).max()
    if moved > MOST_MOVED:
        raise SystemExit(
            f"the written reader moves a chance by {moved:.2f}: it is not what was taught"
        )


def is_apart(employer: str) -> bool:
    """Whether this employer's labels judge the second reader while it is made, and teach it nothing."""
    # Another hash than that of employers held out, of whom none would be left.
    return int(sha1(f"ft{employer}".encode()).hexdigest(), 16) % APART_ONE_IN == 0  # noqa: S324 - no secret


def _read_written(path: Path, postings: Mapping[str, Row], judged: Sequence[Lesson]) -> Floats:
    """Log-odds by the file that was written, posting x role, as a run would have them."""
    reader = second_reader(path)
    features = [posting_features(postings[one.id], "body") for one in judged]
    cuts = [cut_posting(reader.pieces, one.title, one.department, one.work) for one in features]
    return np.array([reader.read(cut).scores for cut in cuts])


def _report(judged: Sequence[Lesson], first: Floats, second: Floats) -> None:
    """How good each reader is alone, and both together, on postings in doubt. Log-odds are posting x role."""
    true = np.array([np.argmax(one.targets) for one in judged])
    roles = np.array(READ_ROLES)
    print("first second  F1 of the three and their mean  accuracy  log loss")
    for of_first, of_second in SHARES:
        joined = of_first * first + of_second * second
        read = joined.argmax(axis=1)
        f1 = focus_f1(roles[true], roles[read]).round(3)
        loss = -log_softmax(joined, axis=1)[np.arange(len(true)), true].mean()
        print(f"{of_first:>5} {of_second:>6}  {f1}  {(read == true).mean():.3f}  {loss:.3f}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("labels", nargs="+", type=Path, help="CSV or JSONL of labels")
    parser.add_argument("--postings", nargs="+", type=Path, required=True)
    parser.add_argument("--start", type=Path, required=True, help="the folder of all-MiniLM-L6-v2")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    return parser


if __name__ == "__main__":
    main()
