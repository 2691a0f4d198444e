"""Reads which of the eight roles a posting is, by the work it describes, and says which phrases decided.

Decides the role, how sure that is (calibrated) and the evidence. The first reader is a table that a person can read: the named
features of `transforms.readers.role.features` with one weight per role in `roles_weights.csv`, summed, and the words of the
work, and pairs of them, with their own in `every_word.csv`. A person's own weights (`transforms.readers.role.own`), when there
are any, are added. Leaves fitting to `flows.roles.fit`, what is read once more in doubt to `transforms.readers.role.doubt`, and to
the warehouse from which confidence on a role counts in a mart.

A posting without a body worth reading is judged by the title's own table of weights, and its basis says so. Where the
body has no headings (a comment that offers five jobs, a bare paragraph) the title's table has a say beside the body's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import starmap
from typing import NamedTuple

import numpy as np

from transforms.readers.role.columns import Floats, columns
from transforms.readers.role.doubt import (
    Again,
    best_chances,
    explain_again,
    joining_of,
    read_doubtful,
    two_best,
)
from transforms.readers.role.every_word import WordAmounts
from transforms.readers.role.evidence import (
    Evidence,
    WordLead,
    explain,
    shown_title,
    strongest,
)
from transforms.readers.role.features import (
    RoleFeatures,
    department_values,
    read_features,
    title_values,
)
from transforms.readers.role.own import OwnWeights, own_weights
from transforms.readers.role.weights import TABLES, weights_of
from transforms.readers.work import Work, read_work
from transforms.text.document import Document
from transforms.text.words import Indexes
from transforms.vocabulary import READ_ROLES

ROLE_CONFIDENCE_FLOOR = 0.5
"""Below this chance of being right a role is more likely wrong than right: statistics count the posting as `unclear`."""

UNREAD_CONFIDENCE = 0.4
"""The most that `other` is believed of a text in a language without a glossary: no known word says that it is other work."""


class RoleReading(NamedTuple):
    """The role of one posting. `confidence` is the calibrated probability of `role`.

    `basis` is body, or title where the title and the department alone were read.
    """

    role: str
    confidence: float
    basis: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class _Votes:
    """What is said of the roles of a batch: one row a posting."""

    tables: Indexes
    """The table that each posting is judged by, as its index in `TABLES`."""
    bodies: Floats
    """The values of `columns().names`."""
    by_role: Floats
    """The weights of these values, table x role x feature."""
    titles: Floats
    departments: Floats
    words: Floats
    scores: Floats
    """The sum of all that is said, by role, in log-odds."""


def read_role(
    title: str,
    department: str | None,
    document: Document,
    language: str | None = None,
    is_opening: bool = False,
) -> RoleReading:
    """The role of one posting, or of one opening of a comment. Many are read in half the time by `read_roles`."""
    works, languages = read_work([document]), [language]
    return read_roles(
        [title], [department], [document], languages, works, are_openings=[is_opening]
    )[0]


def read_roles(
    titles: Sequence[str],
    departments: Sequence[str | None],
    documents: Sequence[Document],
    languages: Sequence[str | None],
    works: Iterable[Work],
    again: bool = True,
    are_openings: Sequence[bool] | None = None,
) -> list[RoleReading]:
    """The role of each posting, by its work, or by its title when there is no body to read.

    Always gives a role: an unsure one has a low confidence (0..1), it is never null. A language is that of the body.
    `works` is what `read_work` gives for the documents. `again`: whether what is in doubt is read once more. `are_openings`:
    whether each is an opening of a comment, None when none is. What is read of a posting does not depend on the others.
    """
    features = list(read_features(titles, departments, documents, languages, works))
    if not features:
        return []
    votes = _cast_votes(features, own_weights())
    both = Again(votes.scores, {})
    if again:
        both = _read_doubtful(features, votes, own_weights(), are_openings)
    best, second = two_best(both.scores)
    gains = _gains(votes, best, second)
    shown = strongest(gains)
    weights = np.take_along_axis(gains, shown, axis=1).round(3)
    words = map(weights_of(own_weights()).words.__getitem__, votes.tables.tolist())
    leads = list(starmap(WordLead, zip(words, best.tolist(), second.tolist(), strict=True)))
    evidence = list(map(explain, features, shown.tolist(), weights.tolist(), leads))
    for row, reading in both.readings.items():
        title = shown_title(features[row])
        joining = joining_of(bool(are_openings and are_openings[row]))
        evidence[row] = explain_again(
            evidence[row], reading, leads[row], title, documents[row], joining
        )
    chances = best_chances(both.scores).round(4).tolist()
    bases = ["body" if row in both.readings else one.basis for row, one in enumerate(features)]
    judged = zip(features, best.tolist(), chances, bases, evidence, strict=True)
    return list(starmap(_reading, judged))


def read_roles_of_titles(titles: Sequence[str]) -> list[RoleReading]:
    """The role of each title, where no more is known than the title."""
    unknown, bodies = [None] * len(titles), [Document("", ())] * len(titles)
    return read_roles(titles, unknown, bodies, unknown, read_work(bodies))


def score_roles(
    features: RoleFeatures, own: OwnWeights | None = None, is_opening: bool = False
) -> Floats:
    """The calibrated log-odds of each role, in the order of `READ_ROLES`, by the shipped weights and `own` alone."""
    votes = _cast_votes([features], own)
    scores: Floats = _read_doubtful([features], votes, own, [is_opening]).scores[0]
    return scores


def first_scores(features: RoleFeatures, own: OwnWeights | None = None) -> Floats:
    """The same by the first reader alone."""
    scores: Floats = _cast_votes([features], own).scores[0]
    return scores


def added_scores(features: RoleFeatures, own: OwnWeights) -> Floats:
    """What a person's own weights add to `score_roles` of the shipped ones: the same whatever the second reader says."""
    return first_scores(features, own) - first_scores(features)


def _read_doubtful(
    features: Sequence[RoleFeatures],
    votes: _Votes,
    own: OwnWeights | None,
    are_openings: Sequence[bool] | None = None,
) -> Again:
    """What both readers say together. A person's own weights do not decide what is in doubt, and count in full."""
    if own is None:
        return read_doubtful(features, votes.scores, are_openings)
    shipped = _cast_votes(features, None).scores
    again = read_doubtful(features, shipped, are_openings)
    rows, scores = list(again.readings), votes.scores.copy()
    scores[rows] += again.scores[rows] - shipped[rows]
    return again._replace(scores=scores)


def _cast_votes(features: Sequence[RoleFeatures], own: OwnWeights | None) -> _Votes:
    weights = weights_of(own)
    tables = list(map(_table_of, features))
    bodies = np.array([one.body for one in features])
    judged = list(zip(tables, features, strict=True))
    titles = np.array([_title_votes(own, table, one.title) for table, one in judged])
    departments = np.array([_department_votes(own, table, one.department) for table, one in judged])
    # One product a posting: in a product of matrices the last digit of a row depends on how many rows there are.
    worked = [body @ weights.bodies[table] for body, table in zip(bodies, tables, strict=True)]
    words = np.array([_word_votes(one.words, weights.words[table]) for table, one in judged])
    scores = weights.intercepts[tables] + titles + departments + words + worked
    return _Votes(np.array(tables), bodies, weights.by_role, titles, departments, words, scores)


def _word_votes(words: WordAmounts, weights: Floats) -> Floats:
    """What words and pairs of words say of each role."""
    said: Floats = words.amounts @ weights.take(words.rows, axis=0)
    return said


def _table_of(features: RoleFeatures) -> int:
    """The table that a posting is judged by, as its index in `TABLES`."""
    if features.basis == "title":
        return TABLES.index("title")
    return TABLES.index("body" if features.is_sectioned else "mixed")


# Boards repeat their titles and departments.
@lru_cache(maxsize=10_000)
def _title_votes(own: OwnWeights | None, table: int, title: str) -> Floats:
    return _sum_votes(own, table, title_values(title))


@lru_cache(maxsize=10_000)
def _department_votes(own: OwnWeights | None, table: int, department: str) -> Floats:
    return _sum_votes(own, table, department_values(department))


def _sum_votes(own: OwnWeights | None, table: int, values: Mapping[str, float]) -> Floats:
    """What the named features say of each role."""
    row_of, matrix = weights_of(own).others[table]
    known = [name for name in values if name in row_of]
    said: Floats = (
        np.array([values[name] for name in known]) @ matrix[[row_of[name] for name in known]]
    )
    return said


def _gains(votes: _Votes, best: Indexes, second: Indexes) -> Floats:
    """How far each source speaks for the best role against the second: one row a posting, in the order of `sources`."""
    worked = votes.by_role[votes.tables, best]
    worked -= votes.by_role[votes.tables, second]
    worked *= votes.bodies
    worked = np.add.reduceat(worked, columns().starts, axis=1)
    postings = np.arange(len(best))
    others = [
        said[postings, best] - said[postings, second]
        for said in (votes.titles, votes.departments, votes.words)
    ]
    return np.column_stack([worked, *others])


def _reading(
    features: RoleFeatures, best: int, confidence: float, basis: str, evidence: tuple[Evidence, ...]
) -> RoleReading:
    """The reading of one posting. `best`: its role, as an index in `READ_ROLES`."""
    role = READ_ROLES[best]
    if role == "other" and not features.is_language_read:
        confidence = min(confidence, UNREAD_CONFIDENCE)
    return RoleReading(role, confidence, basis, evidence)
