"""Prints how good a role model is for employers that it did not see.

Decides the figures: accuracy, F1 of the focus roles, the confusion of labels, and whether a stated confidence is right.
Leaves the models that are judged to `flows.roles.fit`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

from flows.roles.labels import write_csv
from transforms.statistics.intervals import TAILS, wilson_share
from transforms.vocabulary import FOCUS, READ_ROLES

Floats = NDArray[np.float64]
Words = NDArray[np.str_]

SCORED = (
    ("accuracy", "all"),
    *(("f1", role) for role in (*FOCUS, "research_scientist", "macro")),
    *(("count", role) for role in FOCUS),
)
"""What `score_employers` says: the figure and its role. `count`: how many postings are read as the role, over how many are."""

CONFUSION = Path(str(files("transforms.statistics.growth").joinpath("roles_confusion.csv")))

SCORES = Path(str(files("flows").joinpath("role_scores.csv")))
HELD_OUT = Path(str(files("flows").joinpath("role_held_out.csv")))

DRAWS = 400
"""Bootstrap samples of employers: a bound is then good to a twentieth of the interval's width."""


def print_report(
    truth: Sequence[str],
    employers: Sequence[str],
    sureness: Sequence[str],
    runs: Sequence[Floats],
    temperature: float,
) -> None:
    """Prints the figures of several cross-validations. Intervals, confusion and sureness are those of the first.

    Args:
        truth: the label of each posting.
        employers: its employer.
        sureness: how sure the labeller was.
        runs: of each cross-validation the log-odds, one row a posting, one column a role.
        temperature: what the log-odds are divided by before they become a confidence.
    """
    true = np.array(truth)
    read = [np.array(READ_ROLES)[logits.argmax(axis=1)] for logits in runs]
    print(f"postings {len(true)}  employers {len(set(employers))}  runs {len(runs)}")
    _print_accuracy(true, read)
    _print_focus(true, read, np.array(employers))
    _print_counts(true, read)
    for word in ("high", "medium", "low"):
        labelled = np.array(sureness) == word
        print(f"labelled {word:<7} {(true == read[0])[labelled].sum()}/{labelled.sum()} right")
    _print_confusion(true, read[0])
    _print_reliability(true, read, runs, temperature)


def focus_f1(true: Words, read: Words) -> Floats:
    """F1 of each focus role, then their mean. 0 for a role that is never right."""
    scores = np.array([_f1(true == role, read == role) for role in FOCUS])
    return np.append(scores, scores.mean())


def confusion(true: Words, read: Words) -> NDArray[np.int64]:
    """How many postings of each role (row) were read as each (column), in the order of `READ_ROLES`."""
    counts = np.zeros((len(READ_ROLES), len(READ_ROLES)), dtype=np.int64)
    rows, columns = ([READ_ROLES.index(word) for word in words] for words in (true, read))
    np.add.at(counts, (rows, columns), 1)
    return counts


def score_employers(true: Words, read: Words, employers: Words) -> Floats:
    """The figures of `SCORED` (rows): value, lower and upper 95 % bound by a bootstrap over employers."""
    drawn = [_scores(true[rows], read[rows]) for rows in _draw_employers(employers)]
    return np.column_stack([_scores(true, read), *np.quantile(drawn, TAILS, axis=0)])


def _scores(true: Words, read: Words) -> Floats:
    of_focus, macro = focus_f1(true, read)[:-1], focus_f1(true, read)[-1]
    research = _f1(true == "research_scientist", read == "research_scientist")
    counts = [(read == role).sum() / max(1, (true == role).sum()) for role in FOCUS]
    return np.array([np.mean(true == read), *of_focus, research, macro, *counts])


def _f1(is_true: NDArray[np.bool_], is_read: NDArray[np.bool_]) -> float:
    both, either = (is_true & is_read).sum(), is_true.sum() + is_read.sum()
    return float(2 * both / either) if both else 0.0


def _print_accuracy(true: Words, read: Sequence[Words]) -> None:
    shares = [np.mean(true == run) for run in read]
    low, high = wilson_share(float(shares[0]), len(true))
    print(f"role_accuracy       {np.mean(shares):.3f}  [{low:.3f}, {high:.3f}]")


def _print_focus(true: Words, read: Sequence[Words], employers: Words) -> None:
    scores = np.mean([focus_f1(true, run) for run in read], axis=0)
    bounds = _focus_bounds(true, read[0], employers)
    for role, score, low, high in zip((*FOCUS, "macro"), scores, *bounds, strict=True):
        print(f"{role + ' F1':<19} {score:.3f}  [{low:.3f}, {high:.3f}]")


def _print_counts(true: Words, read: Sequence[Words]) -> None:
    """How far the number of postings read as a focus role lies from the number that are."""
    for role in FOCUS:
        n_true = max(1, (true == role).sum())
        n_read = np.mean([(run == role).sum() for run in read])
        print(f"{role + ' count':<19} {n_read:.0f} read, {n_true} true: {n_read / n_true - 1:+.1%}")


def _focus_bounds(true: Words, read: Words, employers: Words) -> Floats:
    """95 % bootstrap bounds over employers of what `focus_f1` gives."""
    drawn = [focus_f1(true[rows], read[rows]) for rows in _draw_employers(employers)]
    return np.quantile(drawn, TAILS, axis=0)


def _draw_employers(employers: Words) -> Iterator[NDArray[np.intp]]:
    """The postings of as many employers as there are, drawn with replacement, `DRAWS` times."""
    groups = [np.flatnonzero(employers == employer) for employer in np.unique(employers)]
    generator = np.random.default_rng(0)
    for _ in range(DRAWS):
        chosen = generator.integers(0, len(groups), len(groups))
        yield np.concatenate([groups[group] for group in chosen])


def _print_confusion(true: Words, read: Words) -> None:
    print("\nlabel \\ read       " + " ".join(f"{role[:8]:>8}" for role in READ_ROLES))
    for role, row in zip(READ_ROLES, confusion(true, read), strict=True):
        print(f"{role:<19}" + " ".join(f"{count:>8}" for count in row))


def _print_reliability(
    true: Words, read: Sequence[Words], runs: Sequence[Floats], temperature: float
) -> None:
    """Stated confidence against the share that was right, by tenths, and the expected calibration error."""
    sure = np.concatenate([softmax(logits / temperature, axis=1).max(axis=1) for logits in runs])
    right = np.concatenate([true == run for run in read])
    tenths = np.minimum((sure * 10).astype(int), 9)
    error = 0.0
    print(f"\ntemperature {temperature}\nconfidence     n  stated   right")
    for tenth in np.unique(tenths):
        held = tenths == tenth
        stated, share = sure[held].mean(), right[held].mean()
        error += held.mean() * abs(stated - share)
        bounds = f"{tenth / 10:.1f}-{(tenth + 1) / 10:.1f}"
        print(f"{bounds} {held.sum():>7}   {stated:.3f}   {share:.3f}")
    print(f"expected calibration error {error:.4f}")


def write_scores(rows: Sequence[Mapping[str, object]], path: Path = SCORES) -> None:
    """Writes how good the model is for employers held out: the CSV that the methods page shows."""
    write_csv(rows, tuple(rows[0]), path)


def write_confusion(true: Sequence[str], read: Sequence[str], path: Path = CONFUSION) -> None:
    """Writes how often each role was read as each: the CSV that corrects levels and growth for misreading."""
    counts = confusion(np.array(true), np.array(read))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("true", "read", "n"))
        for role, row in zip(READ_ROLES, counts.tolist(), strict=True):
            writer.writerows((role, other, n) for other, n in zip(READ_ROLES, row, strict=True))
