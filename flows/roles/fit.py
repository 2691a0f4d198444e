"""Fits the tables of weights of the role model from labelled postings.

Decides how a table of weights is made: multinomial logistic regression on the features of
`transforms.readers.role.features`, its confidence calibrated on employers it did not see. Leaves what a label teaches to
`flows.roles.labels` and how good a fit is to `flows.roles.judge`. scikit-learn is needed here and in `every_word`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import hstack
from scipy.special import softmax

from flows.roles.every_word import Axes, Text, find_axes
from flows.roles.labels import Example, Row, employer_of, posting_features, write_csv
from flows.roles.matrix import feature_matrix, known_features
from transforms.readers.role.every_word import count_words
from transforms.vocabulary import READ_ROLES

# Inverse regularisation, chosen in grouped cross-validation among 0.01 .. 0.3: a wide flat top.
STRENGTH = {"body": 0.04, "title": 0.25}
# AI engineers are few, and an even fit reads 5 to 12 % too few of them. Research scientists are the fewest. These weights, chosen
# in grouped cross-validation, bring the counts nearer to the truth at the same accuracy.
EMPHASIS: dict[str, dict[str, float]] = {
    "body": {"ai_engineer": 1.1, "research_scientist": 1.25},
    "title": {"ai_engineer": 1.15},
}
# A feature seen at fewer employers than this is a name, not evidence. The title's model sees ten times as many postings.
MIN_EMPLOYERS = {"body": 3, "title": 8}
# Weights that cannot move a decision are left out of the table.
NEGLIGIBLE = 0.008
# Titles taught by the body's model: only where it is sure, few from each employer, each worth a third of a label.
TAUGHT_FROM, TAUGHT_PER_EMPLOYER, TAUGHT_WEIGHT = 0.9, 10, 0.3
FOLDS = 5
TEMPERATURES = [round(0.30 + 0.02 * step, 2) for step in range(76)]
WEIGHTS = Path(str(files("transforms.readers.role").joinpath("roles_weights.csv")))

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Fit:
    """Weights by role (rows, in the order of `READ_ROLES`) and feature (columns).

    `axes` are those of words, and `word_weights` the weights by role, of the axes, then of the words and of pairs. No axes:
    words are not weighed.
    """

    features: list[str]
    weights: Floats
    intercept: Floats
    axes: Axes | None
    word_weights: Floats

    def logits(self, examples: Sequence[Example]) -> Floats:
        """Log-odds, one row an example, one column a role."""
        matrix = feature_matrix([example.values for example in examples], self.features)
        said: Floats = matrix @ self.weights.T + self.intercept
        if self.axes is not None:
            said += self.axes.project([one.words for one in examples]) @ self.word_weights.T
        return said


def fit(examples: Sequence[Example], basis: str, texts: Sequence[Text] = ()) -> Fit:
    """The multinomial model of these examples. Deterministic: same examples, same weights.

    Args:
        examples: what teaches.
        basis: the table of weights that is fitted.
        texts: further texts, without labels, that say which words go together.

    Raises:
        ValueError: a role has no example.
    """
    from sklearn.linear_model import LogisticRegression

    if missing := set(READ_ROLES) - {example.role for example in examples}:
        raise ValueError(f"no label of the role {min(missing)!r}: every role needs examples")
    seen = [(example.employer, example.values) for example in examples]
    features = known_features(seen, MIN_EMPLOYERS[basis])
    matrix = feature_matrix([values for _, values in seen], features)
    read = [Text(example.employer, example.words) for example in examples if example.words]
    axes = find_axes([*read, *texts])
    if axes is not None:
        placed = axes.project([example.words for example in examples])
        matrix = hstack([matrix, placed]).tocsr()
    targets = [
        (row, role, share * EMPHASIS[basis].get(role, 1.0))
        for row, example in enumerate(examples)
        for role, share in example.targets()
    ]
    model = LogisticRegression(C=STRENGTH[basis], max_iter=500, tol=1e-4)
    model.fit(
        matrix[[row for row, _, _ in targets]],
        [role for _, role, _ in targets],
        sample_weight=[share for _, _, share in targets],
    )
    order = [list(model.classes_).index(role) for role in READ_ROLES]
    weights = model.coef_[order]
    n = len(features)
    return Fit(features, weights[:, :n], model.intercept_[order], axes, weights[:, n:])


def cross_fit(
    examples: Sequence[Example],
    extra: Sequence[Example],
    basis: str,
    seed: int,
    texts: Sequence[Text] = (),
) -> Floats:
    """Log-odds of each example by a model that saw no posting of its employer, with a label or without.

    `extra` teaches and is not judged. `texts`: as `fit` takes them.
    """
    from sklearn.model_selection import StratifiedGroupKFold

    logits = np.zeros((len(examples), len(READ_ROLES)))
    splitter = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)
    employers = [example.employer for example in examples]
    for train, test in splitter.split(employers, [example.role for example in examples], employers):
        unseen = {employers[row] for row in test}
        teaching = [examples[row] for row in train]
        teaching += [one for one in extra if one.employer not in unseen]
        others = [text for text in texts if text.employer not in unseen]
        logits[test] = fit(teaching, basis, others).logits([examples[row] for row in test])
    return logits


def calibrate(examples: Sequence[Example], runs: Sequence[Floats], ordinary: set[str]) -> float:
    """The temperature that makes confidence right for the ordinary ones of these examples, or for all if none is ordinary.

    Postings are labelled because readings of them were in doubt. A title's table that fits those is too modest about the others.

    Args:
        examples: what the log-odds are of.
        runs: log-odds, one row an example, by models that did not see its employer.
        ordinary: ids of examples that chance drew.
    """
    rows = [row for row, one in enumerate(examples) if one.id in ordinary]
    rows = rows or list(range(len(examples)))
    roles = [examples[row].role for row in rows]
    return best_temperature(np.concatenate([run[rows] for run in runs]), roles * len(runs))


def best_temperature(logits: Floats, roles: Sequence[str]) -> float:
    """The temperature under which the labels are likeliest (one parameter, so it cannot overfit much)."""
    truth = np.array([READ_ROLES.index(role) for role in roles])
    return min(TEMPERATURES, key=lambda temperature: _loss(logits / temperature, truth))


def _loss(logits: Floats, truth: NDArray[np.int64]) -> float:
    chances = softmax(logits, axis=1)[np.arange(len(truth)), truth]
    return -float(np.log(chances + 1e-12).mean())


def teach_titles(
    body: Fit, temperature: float, postings: Mapping[str, Row], labelled: set[str]
) -> list[Example]:
    """Titles of unlabelled postings with the role that the body's model reads in their text, where it is sure.

    They teach the title's model what labels alone cannot: the words in the titles of nurses and account managers.
    """
    pupils: list[Example] = []
    taken: Counter[tuple[str, str]] = Counter()
    for key in sorted(postings.keys() - labelled):
        posting, employer = postings[key], employer_of(postings[key])
        whole = posting_features(posting, "body")
        if whole.basis != "body":
            continue
        read = [Example(key, employer, "", None, "", whole.values, count_words(whole.work))]
        chances = softmax(body.logits(read) / temperature, axis=1)[0]
        role = READ_ROLES[int(chances.argmax())]
        if chances.max() < TAUGHT_FROM or taken[employer, role] >= TAUGHT_PER_EMPLOYER:
            continue
        taken[employer, role] += 1
        values = posting_features(posting, "title").values
        pupils.append(Example(key, employer, role, None, "high", values, weight=TAUGHT_WEIGHT))
    return pupils


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


def write_weights(rows: Iterable[dict[str, str]], path: Path = WEIGHTS) -> None:
    """Writes the rows of both tables as the CSV that `transforms.readers.role.model` reads."""
    write_csv(rows, ("basis", "feature", *READ_ROLES), path)
