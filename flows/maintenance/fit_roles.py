"""Fits the weights of the role model from labelled postings: `python -m flows.maintenance.fit_roles LABELS... --postings FILE...`.

Decides how the table of weights is made and how good it is: multinomial logistic regression on the features of
`transforms.readers.role.features`, cross-validated by employer, its confidence calibrated on postings of employers it did not see. Leaves
what a feature is to `transforms.readers.role.features`. scikit-learn is needed here and nowhere else.

A label says how sure the labeller was; a posting that could be two roles teaches both, in the shares of `ALT_SHARE`.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold

from transforms.readers.role.features import role_features
from transforms.statistics.intervals import wilson_share
from transforms.text.document import read_document
from transforms.vocabulary import FOCUS, READ_ROLES

ALT_SHARE = {"high": 0.10, "medium": 0.30, "low": 0.45}
"""How much of a posting's weight its second role gets; chosen in grouped cross-validation (+1.2 points of accuracy)."""
# Inverse regularisation, chosen in grouped cross-validation among 0.01 .. 0.3: a wide flat top.
STRENGTH = {"body": 0.04, "title": 0.10}
# A feature seen at fewer employers than this is a name, not a sign. The title's model sees ten times as many postings.
MIN_EMPLOYERS = {"body": 3, "title": 8}
# Weights that cannot move a decision are left out of the table.
NEGLIGIBLE = 0.008
# Titles taught by the body's model: only where it is sure, few from each employer, each worth a third of a label.
TAUGHT_FROM, TAUGHT_PER_EMPLOYER, TAUGHT_WEIGHT = 0.9, 10, 0.3
FOLDS = 5
SEEDS = (0, 1, 2)
WEIGHTS = (
    Path(__file__).resolve().parents[2] / "transforms" / "readers" / "role" / "roles_weights.csv"
)


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled posting: `values` are its features under the basis of the model to be fitted."""

    id: str
    employer: str
    role: str
    alt: str | None
    sureness: str
    values: dict[str, float]
    weight: float = 1.0

    def targets(self) -> list[tuple[str, float]]:
        """The roles it teaches, with their shares."""
        share = ALT_SHARE[self.sureness] if self.alt and self.alt != self.role else 0.0
        shares = [(self.role, 1 - share)] + ([(self.alt, share)] if self.alt and share else [])
        return [(role, part * self.weight) for role, part in shares]


def _records(path: Path) -> list[dict[str, object]]:
    if path.suffix == ".parquet":
        return pl.read_parquet(path).to_dicts()
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def _employer(posting: dict[str, object]) -> str:
    return str(posting.get("company") or posting.get("employer") or posting["id"]).lower()


def read_examples(labels: Iterable[Path], postings: Iterable[Path], basis: str) -> list[Example]:
    """Joins labels to postings by id, sorted by id; a label whose posting is nowhere is skipped with a note."""
    bodies = {str(row["id"]): row for path in postings for row in _records(path)}
    examples: dict[str, Example] = {}
    for label in (row for path in labels for row in _records(path)):
        posting = bodies.get(str(label["id"]))
        if posting is None:
            print(f"no posting for label {label['id']}: skipped", file=sys.stderr)
            continue
        document = read_document(plain=str(posting.get("text") or "") if basis == "body" else "")
        title, department = str(posting["title"]), posting.get("department")
        features = role_features(title, str(department) if department else None, document)
        examples[str(label["id"])] = Example(
            id=str(label["id"]),
            employer=_employer(posting),
            role=str(label["role"]),
            alt=str(label["role_alt"]) if label.get("role_alt") else None,
            sureness=str(label.get("role_conf") or "medium"),
            values=features.values,
        )
    return [examples[key] for key in sorted(examples)]


def taught_titles(
    body: Fit, temperature: float, postings: Iterable[Path], labelled: set[str]
) -> list[Example]:
    """Titles of unlabelled postings with the role that the body's model reads in their text, where it is sure.

    They teach the title's model what 1,100 labels cannot: which words stand in the titles of nurses and account managers.
    """
    rows = {
        str(row["id"]): row
        for path in postings
        for row in _records(path)
        if str(row["id"]) not in labelled
    }
    pupils: list[Example] = []
    taken: Counter[tuple[str, str]] = Counter()
    for key in sorted(rows):
        row = rows[key]
        employer, title, department = _employer(row), str(row["title"]), row.get("department")
        place = str(department) if department else None
        whole = role_features(title, place, read_document(plain=str(row.get("text") or "")))
        if whole.basis != "body":
            continue
        chances = probabilities(
            body.logits([Example(key, employer, "", None, "", whole.values)]), temperature
        )[0]
        role = READ_ROLES[int(chances.argmax())]
        if chances.max() < TAUGHT_FROM or taken[employer, role] >= TAUGHT_PER_EMPLOYER:
            continue
        taken[employer, role] += 1
        values = role_features(title, place, read_document()).values
        pupils.append(Example(key, employer, role, None, "high", values, TAUGHT_WEIGHT))
    return pupils


def known_features(examples: Sequence[Example], basis: str) -> list[str]:
    """The features that enough employers show, sorted by name."""
    employers: dict[str, set[str]] = defaultdict(set)
    for example in examples:
        for name in example.values:
            employers[name].add(example.employer)
    return sorted(name for name, seen in employers.items() if len(seen) >= MIN_EMPLOYERS[basis])


def _matrix(examples: Sequence[Example], features: Sequence[str]) -> csr_matrix:
    column = {name: number for number, name in enumerate(features)}
    cells = [
        (row, column[name], value)
        for row, example in enumerate(examples)
        for name, value in example.values.items()
        if name in column
    ]
    rows, columns, values = zip(*cells, strict=True)
    return csr_matrix((values, (rows, columns)), shape=(len(examples), len(features)))


@dataclass(frozen=True, slots=True)
class Fit:
    """Weights by role (rows, in the order of `READ_ROLES`) and feature (columns)."""

    features: list[str]
    weights: NDArray[np.float64]
    intercept: NDArray[np.float64]

    def logits(self, examples: Sequence[Example]) -> NDArray[np.float64]:
        """Log-odds, one row an example, one column a role."""
        return np.asarray(_matrix(examples, self.features) @ self.weights.T + self.intercept)


def fit(examples: Sequence[Example], basis: str) -> Fit:
    """The multinomial model of these examples. Deterministic: same examples, same weights."""
    features = known_features(examples, basis)
    targets = [
        (row, role, share)
        for row, example in enumerate(examples)
        for role, share in example.targets()
    ]
    rows = [row for row, _, _ in targets]
    model = LogisticRegression(C=STRENGTH[basis], max_iter=1000, tol=1e-5)
    model.fit(
        _matrix(examples, features)[rows],
        [role for _, role, _ in targets],
        sample_weight=[share for _, _, share in targets],
    )
    order = [
        list(model.classes_).index(role) if role in model.classes_ else None for role in READ_ROLES
    ]
    if None in order:
        raise SystemExit(
            f"no label of the role {READ_ROLES[order.index(None)]!r}: every role needs examples"
        )
    return Fit(features, model.coef_[order], model.intercept_[order])


def out_of_employer_logits(
    examples: Sequence[Example], extra: Sequence[Example], basis: str, seed: int
) -> NDArray[np.float64]:
    """Log-odds of each example by a model that saw no posting of its employer; `extra` teaches and is not judged."""
    logits = np.zeros((len(examples), len(READ_ROLES)))
    splitter = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)
    employers = [example.employer for example in examples]
    for train, test in splitter.split(employers, [example.role for example in examples], employers):
        unseen = {employers[row] for row in test}
        model = fit(
            [examples[row] for row in train] + [one for one in extra if one.employer not in unseen],
            basis,
        )
        logits[test] = model.logits([examples[row] for row in test])
    return logits


def probabilities(logits: NDArray[np.float64], temperature: float) -> NDArray[np.float64]:
    """Softmax of the log-odds, row by row."""
    shifted = np.exp((logits - logits.max(axis=1, keepdims=True)) / temperature)
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True))


def best_temperature(logits: NDArray[np.float64], roles: Sequence[str]) -> float:
    """The temperature under which the labels are likeliest (one parameter, so it cannot overfit much)."""
    truth = np.array([READ_ROLES.index(role) for role in roles])
    grid = [round(0.30 + 0.02 * step, 2) for step in range(76)]
    losses = [
        -float(np.mean(np.log(probabilities(logits, t)[np.arange(len(truth)), truth] + 1e-12)))
        for t in grid
    ]
    return grid[int(np.argmin(losses))]


def f1_of(role: str, truth: Sequence[str], said: Sequence[str]) -> float:
    """F1 of one role; 0 when it is never right."""
    pairs = Counter(zip(truth, said, strict=True))
    both = pairs[role, role]
    wrong = sum(
        count for (true, guess), count in pairs.items() if (true == role) != (guess == role)
    )
    return 2 * both / (2 * both + wrong) if both else 0.0


def focus_interval(
    examples: Sequence[Example], said: Sequence[str], draws: int = 400
) -> dict[str, tuple[float, float]]:
    """95 % bootstrap intervals over employers of each focus role's F1 and of their mean."""
    by_employer: dict[str, list[int]] = defaultdict(list)
    for row, example in enumerate(examples):
        by_employer[example.employer].append(row)
    groups, rng = [by_employer[name] for name in sorted(by_employer)], np.random.default_rng(0)
    drawn: dict[str, list[float]] = defaultdict(list)
    for _ in range(draws):
        rows = [row for group in rng.integers(0, len(groups), len(groups)) for row in groups[group]]
        figures = [
            f1_of(role, [examples[r].role for r in rows], [said[r] for r in rows]) for role in FOCUS
        ]
        for name, figure in zip(
            (*FOCUS, "macro"), (*figures, sum(figures) / len(figures)), strict=True
        ):
            drawn[name].append(figure)
    return {
        name: (float(np.quantile(values, 0.025)), float(np.quantile(values, 0.975)))
        for name, values in drawn.items()
    }


def print_report(
    examples: Sequence[Example], runs: Sequence[NDArray[np.float64]], temperature: float
) -> None:
    """Grouped cross-validated figures, the confusion matrix of the first run and the reliability table over all runs."""
    truth = [example.role for example in examples]
    said = [[READ_ROLES[best] for best in logits.argmax(axis=1)] for logits in runs]
    right = [sum(t == s for t, s in zip(truth, run, strict=True)) for run in said]
    low, high = wilson_share(right[0] / len(truth), len(truth))
    print(
        f"postings {len(truth)}  employers {len({example.employer for example in examples})}  runs {len(runs)}"
    )
    print(f"role_accuracy       {np.mean(right) / len(truth):.3f}  [{low:.3f}, {high:.3f}]")
    intervals = focus_interval(examples, said[0])
    scores = {role: float(np.mean([f1_of(role, truth, run) for run in said])) for role in FOCUS}
    scores["macro"] = sum(scores.values()) / len(FOCUS)
    for name, score in scores.items():
        print(
            f"{name + ' F1':<19} {score:.3f}  [{intervals[name][0]:.3f}, {intervals[name][1]:.3f}]"
        )
    for sureness in ALT_SHARE:
        rows = [row for row, example in enumerate(examples) if example.sureness == sureness]
        hits = sum(truth[row] == said[0][row] for row in rows)
        print(f"labelled {sureness:<7} {hits}/{len(rows)} right")
    print("\nlabel \\ read       " + " ".join(f"{role[:8]:>8}" for role in READ_ROLES))
    counts = Counter(zip(truth, said[0], strict=True))
    for role in READ_ROLES:
        print(f"{role:<19}" + " ".join(f"{counts[role, other]:>8}" for other in READ_ROLES))
    print_reliability(truth, runs, temperature)


def print_reliability(
    truth: Sequence[str], runs: Sequence[NDArray[np.float64]], temperature: float
) -> None:
    """Stated confidence against the share that was right, by tenths, and the expected calibration error."""
    sure = np.concatenate([probabilities(logits, temperature).max(axis=1) for logits in runs])
    right = np.concatenate(
        [
            [
                READ_ROLES[best] == role
                for best, role in zip(logits.argmax(axis=1), truth, strict=True)
            ]
            for logits in runs
        ]
    )
    error = 0.0
    print(f"\ntemperature {temperature}\nconfidence     n  stated   right")
    for tenth in range(10):
        held = (sure >= tenth / 10) & ((sure < (tenth + 1) / 10) | (tenth == 9))
        if n := int(held.sum()):
            error += n / len(sure) * abs(float(sure[held].mean()) - float(right[held].mean()))
            print(
                f"{tenth / 10:.1f}-{(tenth + 1) / 10:.1f} {n:>7}   {sure[held].mean():.3f}   {right[held].mean():.3f}"
            )
    print(f"expected calibration error {error:.4f}")


def weight_rows(basis: str, model: Fit, temperature: float) -> list[dict[str, str]]:
    """The model as rows of the table: the two special rows first, then features by name."""
    rows = [
        ("(temperature)", np.full(len(READ_ROLES), temperature)),
        ("(intercept)", model.intercept),
    ]
    rows += [
        (name, model.weights[:, column])
        for column, name in enumerate(model.features)
        if np.abs(model.weights[:, column]).max() >= NEGLIGIBLE
    ]
    return [
        {"basis": basis, "feature": name}
        | {role: f"{weight:.3f}" for role, weight in zip(READ_ROLES, weights, strict=True)}
        for name, weights in rows
    ]


def judged_fit(
    basis: str, examples: Sequence[Example], extra: Sequence[Example]
) -> tuple[Fit, float]:
    """The model of all these examples and its temperature; prints how good it is for employers it did not see."""
    print(f"\n== {basis} model, cross-validated by employer ==")
    runs = [out_of_employer_logits(examples, extra, basis, seed) for seed in SEEDS]
    temperature = best_temperature(
        np.concatenate(runs), [example.role for example in examples] * len(runs)
    )
    print_report(examples, runs, temperature)
    return fit([*examples, *extra], basis), temperature


def main(arguments: Sequence[str] | None = None) -> None:
    """Fits both models, prints how good they are and writes the table of weights."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "labels", nargs="+", type=Path, help="JSONL with id, role, role_alt, role_conf"
    )
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
    asked = parser.parse_args(arguments)
    judged = {basis: read_examples(asked.labels, asked.postings, basis) for basis in STRENGTH}
    known = {example.id for example in judged["body"]}
    extra = {
        basis: [
            one for one in read_examples(asked.also, asked.postings, basis) if one.id not in known
        ]
        for basis in STRENGTH
    }
    body, body_temperature = judged_fit("body", judged["body"], extra["body"])
    labelled = known | {example.id for example in extra["body"]}
    pupils = taught_titles(body, body_temperature, asked.postings, labelled)
    title, title_temperature = judged_fit("title", judged["title"], [*extra["title"], *pupils])
    rows = weight_rows("body", body, body_temperature) + weight_rows(
        "title", title, title_temperature
    )
    if not asked.check:
        with asked.out.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, ["basis", "feature", *READ_ROLES], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        print(f"\n{len(rows)} rows written to {asked.out}")


if __name__ == "__main__":
    main()
