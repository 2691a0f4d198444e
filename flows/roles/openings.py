"""Learns how the two readers of roles are joined for an opening of a "Who is hiring?" comment, and judges what is read of comments.

Decides which openings teach: those of comments whose number of openings is read rightly, since nothing else says which label
is whose. Leaves finding openings to `transforms.readers.comment`, and what a joining does to `transforms.readers.role.doubt`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, starmap
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import log_softmax, softmax

from flows.roles.labels import share_roles
from transforms.readers.comment.comment import Opening, read_comment
from transforms.readers.role.doubt import FIRST_SHARE, SECOND_SHARE, Joining, own_lines
from transforms.readers.role.features import role_features
from transforms.readers.role.model import first_scores, read_role
from transforms.readers.role.second_reader import read_again
from transforms.text.document import Document, read_document
from transforms.vocabulary import FOCUS, READ_ROLES

Floats = NDArray[np.float64]

_PULL = 1e-3
"""How strongly shares and leanings are held near those of a whole posting."""


@dataclass(frozen=True, slots=True)
class OpeningLabel:
    """What readers said of one opening. `alt`: its second role, if there is a contest."""

    role: str
    alt: str | None = None
    sureness: str = "medium"


class Lesson(NamedTuple):
    """One opening: the comment it is of, both readers' log-odds and, by role, how much its label says for it."""

    comment: int
    first: Floats
    second: Floats
    target: Floats


def read_opening_labels(path: Path) -> dict[int, list[OpeningLabel]]:
    """By the id of a comment its labelled openings, of JSON Lines: {"id", "openings": [{"role", "role_alt", "role_conf"}]}."""
    rows = map(json.loads, path.read_text("utf-8").splitlines())
    return {row["id"]: list(map(_label, row["openings"])) for row in rows}


def _label(stated: Mapping[str, str | None]) -> OpeningLabel:
    return OpeningLabel(
        str(stated["role"]), stated.get("role_alt"), stated.get("role_conf") or "medium"
    )


def read_texts(paths: Iterable[Path], names: Collection[int]) -> dict[int, str]:
    """The comments with these ids, as HTML, of files with the columns id and text."""
    rows = (
        pl.scan_parquet(path) if path.suffix == ".parquet" else pl.scan_ndjson(path)
        for path in paths
    )
    wanted = (some.filter(pl.col("id").is_in(list(names))).select("id", "text") for some in rows)
    return dict(chain.from_iterable(some.collect().iter_rows() for some in wanted))


def lessons_of(
    labels: Mapping[int, Sequence[OpeningLabel]], texts: Mapping[int, str]
) -> list[Lesson]:
    """What comments teach. An opening whose lines say nothing has no second reading, and teaches nothing."""
    lessons: list[Lesson] = []
    for name in sorted(labels.keys() & texts.keys()):
        openings = read_comment(texts[name]).openings
        if len(openings) == len(labels[name]):
            pairs = zip(openings, labels[name], strict=True)
            read = (_lesson(name, texts[name], *pair) for pair in pairs)
            lessons += filter(None, read)
    return lessons


def _lesson(name: int, text: str, opening: Opening, label: OpeningLabel) -> Lesson | None:
    features = role_features(opening.title, None, _work(opening, text))
    if not (lines := own_lines(features)):
        return None
    shares = share_roles(label.role, label.alt, label.sureness)
    target = np.array([shares.get(role, 0.0) for role in READ_ROLES])
    second = read_again(features.title, "", lines).scores
    return Lesson(name, first_scores(features), second, target)


def _work(opening: Opening, text: str) -> Document:
    return read_document(html=text if opening.work is None else opening.work)


def fit_joining(lessons: Sequence[Lesson], sure_from: float) -> Joining:
    """The joining under which the labels of what is not sure are likeliest. Deterministic."""
    doubtful = [one for one in lessons if softmax(one.first).max() < sure_from]
    first, second, target = (np.array([one[at] for one in doubtful]) for at in (1, 2, 3))
    start = np.array([FIRST_SHARE, SECOND_SHARE, *np.zeros(len(READ_ROLES))])

    def loss(values: Floats) -> tuple[float, Floats]:
        logits = values[0] * first + values[1] * second + values[2:]
        chances = log_softmax(logits, axis=1)
        wrong = (np.exp(chances) - target) / len(doubtful)
        slopes = np.array([(first * wrong).sum(), (second * wrong).sum(), *wrong.sum(axis=0)])
        pulled = values - start
        lost = -(target * chances).sum() / len(doubtful) + _PULL * (pulled**2).sum()
        return float(lost), slopes + 2 * _PULL * pulled

    found = minimize(loss, start, jac=True, method="L-BFGS-B").x.round(2)
    leanings = tuple(found[2:].tolist())
    return Joining(sure_from, float(found[0]), float(found[1]), leanings)


class CommentFigures(NamedTuple):
    """How well comments are read. `focus`: of the three roles that Rolecall exists for. F1 is over openings."""

    n_comments: int
    right_number: float
    role_f1: float
    focus_f1: float


def judge_comments(
    labels: Mapping[int, Sequence[OpeningLabel]], texts: Mapping[int, str]
) -> CommentFigures:
    """Reads labelled comments as a run does, and compares the multiset of roles of each with its labels."""
    pairs = list(_read_and_true(labels, texts))
    right = sum(read.total() == true.total() for read, true in pairs)
    return CommentFigures(len(pairs), right / len(pairs), _f1(pairs, READ_ROLES), _f1(pairs, FOCUS))


def _read_and_true(
    labels: Mapping[int, Sequence[OpeningLabel]], texts: Mapping[int, str]
) -> Iterator[tuple[Counter[str], Counter[str]]]:
    for name in sorted(labels.keys() & texts.keys()):
        openings = read_comment(texts[name]).openings
        read = Counter(
            read_role(one.title, None, _work(one, texts[name]), is_opening=True).role
            for one in openings
        )
        yield read, Counter(label.role for label in labels[name])


def _f1(pairs: Sequence[tuple[Counter[str], Counter[str]]], roles: Sequence[str]) -> float:
    def only(named: Counter[str], other: Counter[str]) -> tuple[int, int]:
        kept = Counter({role: n for role, n in named.items() if role in roles})
        true = Counter({role: n for role, n in other.items() if role in roles})
        return (kept & true).total(), kept.total() + true.total()

    hits, named = map(sum, zip(*starmap(only, pairs), strict=True))
    return 2 * hits / named
