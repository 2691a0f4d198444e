"""Fits a person's own weights to their own labels, on top of the shipped role model.

Decides the method: a multinomial logistic regression whose starting point is what the shipped model says of each posting,
and whose penalty (L2) is on what is added to it. So where labels say nothing new, readings stay as they are. Leaves what a label is to
`flows.roles.labels`, the form of the weights to `transforms.readers.role.own`, and where they lie to `flows.own_weights`.

The shipped labels cannot teach again, since their postings are not shipped. All that is known of them is the model.
Every figure is of employers whose labels the fit did not see.
"""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scipy.special import log_softmax, softmax

from flows.errors import UsageError
from flows.roles.judge import focus_f1
from flows.roles.labels import Label, Row, employer_of, posting_features, share_roles
from flows.roles.matrix import feature_matrix, known_features
from transforms.readers.role.features import RoleFeatures
from transforms.readers.role.model import added_scores, score_roles
from transforms.readers.role.own import BASES, COLUMNS, INTERCEPT, OwnWeights, parse_own_weights
from transforms.vocabulary import FOCUS, READ_ROLES

LEAST_LABELS = 100
LEAST_EMPLOYERS = 20
"""Below these, a fifth held out says nothing of whether the fit helps."""

ANCHOR = 40.0
"""How strongly the added weights are shrunk to zero. On the hand-made labels, a model of half of the employers was refitted
with 60 to 335 labels of a quarter and judged on the rest, three times. 12 (the shipped fit's own penalty at the time)
made 60 labels do harm, and 120 learned less from hundreds. From 120 labels on, 40 made log loss fall in eight of nine cases."""

FEW_EMPLOYERS = 2
"""A feature of one employer is its name, not a sign."""

FOLDS = 5
_NEGLIGIBLE = 0.005
_CHANGES_SHOWN = 15

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled posting: what the body's and the title's model see of it, and the chance of each role by its label.

    `shipped`: its log-odds by the shipped readers, by basis. To read one in doubt takes a tenth of a second, so it is done once.
    """

    id: str
    employer: str
    label: Label
    features: Mapping[str, RoleFeatures]
    shipped: Mapping[str, Floats]
    target: Floats


@dataclass(frozen=True, slots=True)
class Refit:
    """What came of a fit. `figures`: figure, before, after. `changes`: the features that moved most.

    `problem`: why the weights should not be kept. Empty when they read unseen employers better.
    """

    own: OwnWeights
    figures: pl.DataFrame
    changes: pl.DataFrame
    problem: str


def join_cases(labels: Iterable[Label], postings: Mapping[str, Row]) -> list[Case]:
    """The labels whose posting is known, sorted by id. Of two with one id the later counts."""
    known = {label.id: label for label in labels if label.id in postings}
    return [_case(known[key], postings[key]) for key in sorted(known)]


def _case(label: Label, posting: Row) -> Case:
    shares = share_roles(label.role, label.alt, label.sureness)
    target = np.array([shares.get(role, 0.0) for role in READ_ROLES])
    features = {basis: posting_features(posting, basis) for basis in BASES}
    is_opening = bool(posting.get("is_opening"))
    shipped = {basis: score_roles(seen, None, is_opening) for basis, seen in features.items()}
    return Case(label.id, employer_of(posting), label, features, shipped, target)


def refit(cases: Sequence[Case], remark: str) -> Refit:
    """The weights that these labels teach, and how well such weights read employers that they did not see.

    Raises:
        UsageError: the labels are too few to judge by.
    """
    require_enough(cases)
    before = np.array([_scores(case, None) for case in cases])
    after = _cross_score(cases)
    figures = _compare(cases, before, after)
    problem = find_problem(cases, _losses(cases, before), _losses(cases, after))
    own = fit_own(cases, remark)
    return Refit(own, figures, _list_changes(own), problem)


def require_enough(cases: Sequence[Case]) -> None:
    """Raises UsageError, with what is missing, when there are too few labels to fit and to judge by."""
    n_employers = len({case.employer for case in cases})
    if len(cases) < LEAST_LABELS or n_employers < LEAST_EMPLOYERS:
        raise UsageError(
            f"a refit needs {LEAST_LABELS} labels of postings in this market, of {LEAST_EMPLOYERS} employers; "
            f"there are {len(cases)} of {n_employers}. `rolecall review` takes them one key each"
        )
    if len({case.label.role for case in cases}) < 2:
        raise UsageError("every label says the same role, which teaches nothing: label others too")


def fit_own(cases: Sequence[Case], remark: str = "") -> OwnWeights:
    """The weights of these labels. Deterministic: same labels, same weights."""
    text = io.StringIO()
    for line in remark.splitlines():
        text.write(f"{line}\n")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for basis in BASES:
        # A posting without a body has no features of one, and teaches the title's table alone.
        seen = [case for case in cases if case.features[basis].basis == basis]
        if seen:
            writer.writerows(_fit_basis(seen, basis))
    return parse_own_weights(text.getvalue())


def _fit_basis(cases: Sequence[Case], basis: str) -> list[list[str]]:
    """The rows of one table: the intercept, then the features by name."""
    seen = [(case.employer, case.features[basis].values) for case in cases]
    names = [INTERCEPT, *known_features(seen, FEW_EMPLOYERS)]
    matrix = feature_matrix([{INTERCEPT: 1.0, **values} for _, values in seen], names)
    offsets = np.array([case.shipped[basis] for case in cases])
    weights = anchored_fit(matrix, offsets, np.array([case.target for case in cases]))
    return [
        [basis, name, *(f"{weight:.3f}" for weight in row)]
        for name, row in zip(names, weights, strict=True)
        if np.abs(row).max() >= _NEGLIGIBLE
    ]


def anchored_fit(
    matrix: csr_matrix, offsets: Floats, targets: Floats, anchor: float = ANCHOR
) -> Floats:
    """Weights (feature x role) to add, so that offsets and they together make the targets likely.

    Args:
        matrix: posting x feature.
        offsets: posting x role, the log-odds before.
        targets: posting x role, the chance of each role by the label.
        anchor: the penalty on half the sum of squares of the weights.
    """
    shape = (matrix.shape[1], offsets.shape[1])

    def loss(flat: Floats) -> tuple[float, Floats]:
        weights = flat.reshape(shape)
        scores = offsets + matrix @ weights
        error = softmax(scores, axis=1) - targets
        value = -(targets * log_softmax(scores, axis=1)).sum() + anchor / 2 * (flat**2).sum()
        return float(value), (matrix.T @ error + anchor * weights).ravel()

    found = minimize(
        loss, np.zeros(shape[0] * shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 500}
    )
    weights: Floats = found.x.reshape(shape)
    return weights


def _scores(case: Case, own: OwnWeights | None) -> Floats:
    """The log-odds of a posting as it is read: by its body, or by its title where it has none."""
    shipped = case.shipped["body"]
    return shipped + added_scores(case.features["body"], own) if own else shipped


def _cross_score(cases: Sequence[Case]) -> Floats:
    """Log-odds of each posting by weights that no label of its employer taught."""
    scores = np.zeros((len(cases), len(READ_ROLES)))
    folds = _fold_employers(cases)
    for fold in range(FOLDS):
        own = fit_own([case for case in cases if folds[case.employer] != fold])
        for row, case in enumerate(cases):
            if folds[case.employer] == fold:
                scores[row] = _scores(case, own)
    return scores


def _fold_employers(cases: Sequence[Case]) -> dict[str, int]:
    """Employers in folds of about as many labels each: the largest first, each into the smallest fold."""
    n_labels = Counter(case.employer for case in cases)
    sizes, folds = [0] * FOLDS, {}
    for employer in sorted(n_labels, key=lambda name: (-n_labels[name], name)):
        folds[employer] = sizes.index(min(sizes))
        sizes[folds[employer]] += n_labels[employer]
    return folds


def _losses(cases: Sequence[Case], scores: Floats) -> Floats:
    """The log loss of each label."""
    targets = np.array([case.target for case in cases])
    losses: Floats = -(targets * log_softmax(scores, axis=1)).sum(axis=1)
    return losses


def find_problem(cases: Sequence[Case], before: Floats, after: Floats) -> str:
    """Says so when log losses fell by no more than their error, employers being the clusters. Else empty."""
    gain = before - after
    by_employer: dict[str, float] = defaultdict(float)
    for case, each in zip(cases, gain - gain.mean(), strict=True):
        by_employer[case.employer] += float(each)
    error = float(np.sqrt(sum(off**2 for off in by_employer.values()))) / len(gain)
    if gain.mean() > error:
        return ""
    return (
        "nothing was changed: on employers that the fit did not see, these labels do not make readings surer "
        f"(mean log loss {before.mean():.3f} before, {after.mean():.3f} after, error {error:.3f}). "
        "More labels may: `rolecall review` has those first that teach most"
    )


def _compare(cases: Sequence[Case], before: Floats, after: Floats) -> pl.DataFrame:
    """Each figure by the shipped weights and by those of the other folds."""
    true = np.array([case.label.role for case in cases])
    read = [np.array(READ_ROLES)[scores.argmax(axis=1)] for scores in (before, after)]
    f1s = [focus_f1(true, each) for each in read]
    rows: list[tuple[object, ...]] = [
        ("accuracy", len(true), *(float((true == each).mean()) for each in read))
    ]
    for at, role in enumerate(FOCUS):
        if n := int((true == role).sum()):
            rows.append((f"{role} F1", n, *(float(each[at]) for each in f1s)))
    losses = (float(_losses(cases, scores).mean()) for scores in (before, after))
    rows.append(("mean log loss (less is better)", len(true), *losses))
    columns = ["figure", "n labels", "before", "after"]
    return pl.DataFrame(rows, schema=columns, orient="row")


def _list_changes(own: OwnWeights) -> pl.DataFrame:
    """The features whose weights moved most, each with the role that gained most and the one that lost most."""
    moved = [(basis, name, row) for basis, table in own.rows.items() for name, row in table.items()]
    moved.sort(key=lambda entry: (-float(entry[2].max() - entry[2].min()), *entry[:2]))
    rows = [
        (basis, name, *_extreme(row, row.argmax()), *_extreme(row, row.argmin()))
        for basis, name, row in moved[:_CHANGES_SHOWN]
    ]
    columns = ["basis", "feature", "speaks more for", "by", "speaks less for", "by (less)"]
    return pl.DataFrame(rows, schema=columns, orient="row")


def _extreme(row: Floats, at: np.intp) -> tuple[str, float]:
    return READ_ROLES[int(at)], float(row[at])


def count_rereadings(postings: Iterable[Row], own: OwnWeights) -> pl.DataFrame:
    """How many of these postings are read as each role, before and after: role, before, after."""
    counts = {role: [0, 0] for role in READ_ROLES}
    for posting in postings:
        features = posting_features(posting, "body")
        before = score_roles(features)
        for at, scores in enumerate((before, before + added_scores(features, own))):
            counts[READ_ROLES[int(scores.argmax())]][at] += 1
    rows = [(role, *both) for role, both in counts.items()]
    return pl.DataFrame(rows, schema=["role", "before", "after"], orient="row")
