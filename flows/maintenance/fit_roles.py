"""Fits the role model that we ship: `python -m flows.maintenance.fit_roles LABELS... --postings FILE...`.

Decides who teaches, who judges, and what is printed and written. Employers held out whole judge the fit once and teach
nothing; the others teach, and judge in cross-validation by employer. Leaves labels, fit and figures to `flows.roles`.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from flows.roles.every_word import EVERY_WORD, Text, write_words
from flows.roles.fit import (
    WEIGHTS,
    Fit,
    calibrate,
    cross_fit,
    fit,
    teach_titles,
    weight_rows,
    write_weights,
)
from flows.roles.judge import (
    CONFUSION,
    HELD_OUT,
    SCORED,
    SCORES,
    print_report,
    score_employers,
    write_confusion,
    write_scores,
)
from flows.roles.labels import (
    Example,
    Label,
    Row,
    employer_of,
    is_held_out,
    join_labels,
    posting_features,
    read_labels,
    read_postings,
)
from transforms.readers.role.doubt import read_doubtful
from transforms.readers.role.every_word import count_words
from transforms.vocabulary import READ_ROLES

SEEDS = (0, 1, 2)
"""Shuffles of the folds. Their spread says how much of a difference is noise."""

ENOUGH_BY_CHANCE = 60
"""Labels of a role drawn by chance that say more of its misreadings than five times as many drawn by title."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Judged:
    """A fit with its temperature, and log-odds of labels by models that saw no posting of their employers.

    `crossed`: of each shuffle of the teaching examples. `held_out`: of the examples of employers held out whole.
    """

    model: Fit
    temperature: float
    teaching: list[Example]
    crossed: list[Floats]
    held: list[Example]
    held_out: Floats


def main(arguments: Sequence[str] | None = None) -> None:
    """Fits both models, prints how good they are and writes the tables of weights and of confusion."""
    options = _parser().parse_args(arguments)
    postings = read_postings(options.postings)
    labels = [label for path in options.labels for label in read_labels(path)]
    samples = _samples(labels)
    body = _judge("body", labels, postings, [], _unlabelled_texts(labels, postings))
    body = _read_again(body, postings)
    _report("body", body, samples)
    pupils = _taught_titles(body, labels, postings)
    title = _judge("title", labels, postings, pupils)
    _report("title", title, samples)
    if options.check:
        return
    rows = weight_rows("body", body.model, body.temperature)
    rows += weight_rows("title", title.model, title.temperature)
    write_weights(rows, options.out)
    if body.model.axes is not None:
        write_words(body.model.axes, body.model.word_weights, options.words)
    write_confusion(*_readings(body, _typical(labels)), options.confusion)
    write_confusion([one.role for one in body.held], _held_out_roles(body), options.held_out)
    scores = [*_score_rows("body", body, samples), *_score_rows("title", title, samples)]
    write_scores(scores, options.scores)
    print(f"\n{len(rows)} rows written to {options.out}")


def _judge(
    basis: str,
    labels: Sequence[Label],
    postings: Mapping[str, Row],
    pupils: list[Example],
    texts: Sequence[Text] = (),
) -> Judged:
    """The model of this basis, taught by these labels and by `pupils`, which are judged nowhere. `texts` have no label."""
    examples = join_labels(labels, postings, basis)
    teaching = [one for one in examples if not is_held_out(one.employer)]
    held = [one for one in examples if is_held_out(one.employer)]
    runs = [cross_fit(teaching, pupils, basis, seed, texts) for seed in SEEDS]
    model = fit([*teaching, *pupils], basis, texts)
    temperature = calibrate(teaching, runs, _samples(labels)["drawn"])
    held_out = model.logits(held) if held else np.zeros((0, len(READ_ROLES)))
    return Judged(model, temperature, teaching, runs, held, held_out)


def _read_again(judged: Judged, postings: Mapping[str, Row]) -> Judged:
    """The same with what the second reader adds for employers held out. It has learned from the others' labels."""
    features = [posting_features(postings[one.id], "body") for one in judged.held]
    joined = read_doubtful(features, judged.held_out / judged.temperature).scores
    return replace(judged, held_out=joined * judged.temperature)


def _unlabelled_texts(labels: Iterable[Label], postings: Mapping[str, Row]) -> list[Text]:
    """The words of the other postings of employers that are not held out."""
    labelled = {label.id for label in labels}
    others = [
        posting
        for key, posting in sorted(postings.items())
        if key not in labelled and not is_held_out(employer_of(posting))
    ]
    read = ((employer_of(posting), posting_features(posting, "body").work) for posting in others)
    return [Text(employer, count_words(work)) for employer, work in read if work]


def _taught_titles(
    body: Judged, labels: Iterable[Label], postings: Mapping[str, Row]
) -> list[Example]:
    """The titles that the body's model teaches. Employers held out teach none."""
    open_postings = {
        key: posting for key, posting in postings.items() if not is_held_out(employer_of(posting))
    }
    return teach_titles(body.model, body.temperature, open_postings, {label.id for label in labels})


def _samples(labels: Iterable[Label]) -> dict[str, set[str]]:
    """The labels that are judged together, as ids by name: those drawn by chance or title, those listed, and all."""
    ids: dict[str, set[str]] = {"drawn": set(), "listed": set(), "all": set()}
    for label in labels:
        ids["all"].add(label.id)
        if label.sample != "doubt":
            ids["listed" if label.sample == "listed" else "drawn"].add(label.id)
    return ids


def _report(basis: str, judged: Judged, samples: Mapping[str, set[str]]) -> None:
    """Prints the figures of each sample, of employers cross-validated and held out."""
    for who, examples, runs in (
        ("cross-validated", judged.teaching, judged.crossed),
        ("held out whole", judged.held, [judged.held_out]),
    ):
        for which, ids in samples.items():
            rows = [row for row, one in enumerate(examples) if one.id in ids]
            if rows:
                print(f"\n== {basis} model, employers {who}, {which} labels ==")
                _print_figures([examples[row] for row in rows], [run[rows] for run in runs], judged)


def _held_out_roles(judged: Judged) -> list[str]:
    """What each posting of an employer held out is read as."""
    return [READ_ROLES[role] for role in judged.held_out.argmax(axis=1)]


def _score_rows(
    basis: str, judged: Judged, samples: Mapping[str, set[str]]
) -> Iterator[dict[str, object]]:
    """How good the model is for employers held out: one row a sample that has labels and a figure of `SCORED`."""
    read = np.array(_held_out_roles(judged))
    true, employers = (
        np.array([getattr(one, name) for one in judged.held]) for name in ("role", "employer")
    )
    for labels, ids in samples.items():
        rows = np.array([one.id in ids for one in judged.held], dtype=bool)
        if not rows.any():
            continue
        scores = score_employers(true[rows], read[rows], employers[rows])
        n = {"n": int(rows.sum()), "n_employers": len(set(employers[rows]))}
        for (figure, role), (value, low, high) in zip(
            SCORED, scores.round(4).tolist(), strict=True
        ):
            yield {
                "basis": basis,
                "labels": labels,
                "figure": figure,
                "role": role,
                "value": value,
                "low": low,
                "high": high,
            } | n


def _print_figures(examples: list[Example], runs: list[Floats], judged: Judged) -> None:
    print_report(
        [one.role for one in examples],
        [one.employer for one in examples],
        [one.sureness for one in examples],
        runs,
        judged.temperature,
    )


def _typical(labels: Sequence[Label]) -> Mapping[str, str]:
    """The labels that say how often each role is misread, with their sample: chance alone where it drew enough of the role.

    Titles of the field find the AI engineers that boards hold, but only such software engineers as look like them.
    """
    by_chance = Counter(label.role for label in labels if label.sample == "chance")
    return {
        label.id: label.sample
        for label in labels
        if label.sample == "chance"
        or (label.sample == "drawn" and by_chance[label.role] < ENOUGH_BY_CHANCE)
    }


def _readings(judged: Judged, typical: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Labelled and read role of these postings, by readers that saw no posting of their employers.

    Those drawn from titles are of employers held out. Those of chance are so few that the first reader's cross-validation is
    asked too: it tells how often other work is taken for work of the field, and few of these postings are in doubt (17 of 301).
    """
    crossed = zip(judged.teaching, judged.crossed[0].argmax(axis=1).tolist(), strict=True)
    held = zip(judged.held, judged.held_out.argmax(axis=1).tolist(), strict=True)
    read = [(one, role) for one, role in crossed if typical.get(one.id) == "chance"]
    read += [(one, role) for one, role in held if one.id in typical]
    return [one.role for one, _ in read], [READ_ROLES[role] for _, role in read]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("labels", nargs="+", type=Path, help="CSV or JSONL of labels")
    parser.add_argument(
        "--postings",
        nargs="+",
        type=Path,
        required=True,
        help="JSONL or Parquet with id, title, company, department, text",
    )
    parser.add_argument("-o", "--out", type=Path, default=WEIGHTS)
    parser.add_argument("--words", type=Path, default=EVERY_WORD)
    parser.add_argument("--confusion", type=Path, default=CONFUSION)
    parser.add_argument("--held-out", type=Path, default=HELD_OUT)
    parser.add_argument("--scores", type=Path, default=SCORES)
    parser.add_argument("--check", action="store_true", help="print the figures, write nothing")
    return parser


if __name__ == "__main__":
    main()
