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
from functools import cache, lru_cache
from itertools import starmap
from typing import NamedTuple

import numpy as np

from transforms.readers.role.columns import Floats, columns
from transforms.readers.role.doubt import (
    Again,
    best_chances,
    explain_again,
    read_doubtful,
    two_best,
)
from transforms.readers.role.every_word import WordAmounts, word_table
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
from transforms.readers.role.own import BASES, INTERCEPT, OwnWeights, own_weights
from transforms.readers.work import Work, read_work
from transforms.text.document import Document
from transforms.text.lexicon import csv_records
from transforms.text.words import Indexes
from transforms.vocabulary import READ_ROLES

ROLE_CONFIDENCE_FLOOR = 0.5
"""Below this chance of being right a role is more likely wrong than right: statistics count the posting as `unclear`."""

UNREAD_CONFIDENCE = 0.4
"""The most that `other` is believed of a text in a language without a glossary: no known word says that it is other work."""

# Cross-validated on the 1,261 labelled postings whose duties and asks stand under no heading: 0.839 right by the body alone,
# 0.846 with this. On 346 openings of Hacker News comments, 0.913 and 0.918. With 0.4 these are 0.838 and 0.923.
_TITLE_SAY_UNSECTIONED = 0.25


class RoleReading(NamedTuple):
    """The role of one posting. `confidence` is the calibrated probability of `role`. `basis` is body or title."""

    role: str
    confidence: float
    basis: str
    evidence: tuple[Evidence, ...]


_TEMPERATURE = "(temperature)"
_TABLES = ("body", "title", "mixed")
"""The tables of weights. A body without headings is judged by the other two, mixed."""


@dataclass(frozen=True, slots=True, eq=False)
class _Weights:
    """The tables of weights, already divided by their temperatures: sums are calibrated log-odds. Roles as in `READ_ROLES`."""

    intercepts: Floats
    """Table x role."""
    bodies: Floats
    """Table x feature x role: the features of `columns().names`."""
    by_role: Floats
    """The same, table x role x feature."""
    others: tuple[tuple[Mapping[str, int], Floats], ...]
    """By table: the row of each feature, by name, and the rows. Those of title and department are looked up in it."""
    words: tuple[Floats, ...]
    """By table: word x role, for the words of `word_table`."""


@dataclass(frozen=True, slots=True)
class _Votes:
    """What is said of the roles of a batch: one row a posting."""

    tables: Indexes
    """The table that each posting is judged by, as its index in `_TABLES`."""
    bodies: Floats
    """The values of `columns().names`."""
    by_role: Floats
    """The weights of these values, table x role x feature."""
    titles: Floats
    departments: Floats
    words: Floats
    scores: Floats
    """The sum of all that is said, by role, in log-odds."""


@lru_cache(maxsize=4)
def _weights(own: OwnWeights | None) -> _Weights:
    """The shipped weights, with a person's own added."""
    body, title = (_rows(basis, own) for basis in BASES)
    mixed = {name: (1 - _TITLE_SAY_UNSECTIONED) * row for name, row in body.items()}
    for name, row in title.items():
        mixed[name] = mixed.get(name, 0.0) + _TITLE_SAY_UNSECTIONED * row
    tables, names = (body, title, mixed), columns().names
    nothing = np.zeros(len(READ_ROLES))
    bodies = np.array([[table.get(name, nothing) for name in names] for table in tables])
    return _Weights(
        intercepts=np.array([table[INTERCEPT] for table in tables]),
        bodies=bodies,
        by_role=bodies.transpose(0, 2, 1).copy(),
        others=tuple(
            ({name: row for row, name in enumerate(table)}, np.array(list(table.values())))
            for table in tables
        ),
        words=_words_by_table(),
    )


def _words_by_table() -> tuple[Floats, ...]:
    """The weights of words and pairs. They speak of the work, so a title alone has none."""
    words = word_table().weights / _stated_rows("body")[_TEMPERATURE][0]
    return words, np.zeros_like(words), (1 - _TITLE_SAY_UNSECTIONED) * words


def _rows(basis: str, own: OwnWeights | None) -> dict[str, Floats]:
    """The weights of one basis by feature."""
    stated = _stated_rows(basis)
    temperature = stated[_TEMPERATURE][0]
    weights = {name: row / temperature for name, row in stated.items() if name != _TEMPERATURE}
    for feature, added in (own.rows[basis] if own else {}).items():
        weights[feature] = weights.get(feature, 0.0) + added
    return weights


@cache
def _stated_rows(basis: str) -> Mapping[str, Floats]:
    """The rows of a basis as the table states them, the temperature among them."""
    return {
        row["feature"]: np.array([float(row[role]) for role in READ_ROLES])
        for row in csv_records(__package__, "roles_weights.csv")
        if row["basis"] == basis
    }


def read_role(
    title: str, department: str | None, document: Document, language: str | None = None
) -> RoleReading:
    """The role of one posting. Many are read in half the time by `read_roles`."""
    return read_roles([title], [department], [document], [language], read_work([document]))[0]


def read_roles(
    titles: Sequence[str],
    departments: Sequence[str | None],
    documents: Sequence[Document],
    languages: Sequence[str | None],
    works: Iterable[Work],
    again: bool = True,
) -> list[RoleReading]:
    """The role of each posting, by its work, or by its title when there is no body to read.

    Always gives a role: an unsure one has a low confidence (0..1), it is never null. A language is that of the body.
    `works` is what `read_work` gives for the documents. `again`: whether what is in doubt is read once more. What is read of a
    posting does not depend on the others.
    """
    features = list(read_features(titles, departments, documents, languages, works))
    if not features:
        return []
    votes = _cast_votes(features, own_weights())
    both = _read_doubtful(features, votes, own_weights()) if again else Again(votes.scores, {})
    best, second = two_best(both.scores)
    gains = _gains(votes, best, second)
    shown = strongest(gains)
    weights = np.take_along_axis(gains, shown, axis=1).round(3)
    words = map(_weights(own_weights()).words.__getitem__, votes.tables.tolist())
    leads = list(starmap(WordLead, zip(words, best.tolist(), second.tolist(), strict=True)))
    evidence = list(map(explain, features, shown.tolist(), weights.tolist(), leads))
    for row, reading in both.readings.items():
        title = shown_title(features[row])
        evidence[row] = explain_again(evidence[row], reading, leads[row], title, documents[row])
    chances = best_chances(both.scores).round(4).tolist()
    judged = zip(features, best.tolist(), chances, evidence, strict=True)
    return list(starmap(_reading, judged))


def read_roles_of_titles(titles: Sequence[str]) -> list[RoleReading]:
    """The role of each title, where no more is known than the title."""
    unknown, bodies = [None] * len(titles), [Document("", ())] * len(titles)
    return read_roles(titles, unknown, bodies, unknown, read_work(bodies))


def score_roles(features: RoleFeatures, own: OwnWeights | None = None) -> Floats:
    """The calibrated log-odds of each role, in the order of `READ_ROLES`, by the shipped weights and `own` alone."""
    scores: Floats = _read_doubtful([features], _cast_votes([features], own), own).scores[0]
    return scores


def added_scores(features: RoleFeatures, own: OwnWeights) -> Floats:
    """What a person's own weights add to `score_roles` of the shipped ones: the same whatever the second reader says."""
    added: Floats = _cast_votes([features], own).scores[0] - _cast_votes([features], None).scores[0]
    return added


def _read_doubtful(
    features: Sequence[RoleFeatures], votes: _Votes, own: OwnWeights | None
) -> Again:
    """What both readers say together. A person's own weights do not decide what is in doubt, and count in full."""
    if own is None:
        return read_doubtful(features, votes.scores)
    shipped = _cast_votes(features, None).scores
    again = read_doubtful(features, shipped)
    rows, scores = list(again.readings), votes.scores.copy()
    scores[rows] += again.scores[rows] - shipped[rows]
    return again._replace(scores=scores)


def _cast_votes(features: Sequence[RoleFeatures], own: OwnWeights | None) -> _Votes:
    weights = _weights(own)
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
    """The table that a posting is judged by, as its index in `_TABLES`."""
    if features.basis == "title":
        return _TABLES.index("title")
    return _TABLES.index("body" if features.is_sectioned else "mixed")


# Boards repeat their titles and departments.
@lru_cache(maxsize=10_000)
def _title_votes(own: OwnWeights | None, table: int, title: str) -> Floats:
    return _sum_votes(own, table, title_values(title))


@lru_cache(maxsize=10_000)
def _department_votes(own: OwnWeights | None, table: int, department: str) -> Floats:
    return _sum_votes(own, table, department_values(department))


def _sum_votes(own: OwnWeights | None, table: int, values: Mapping[str, float]) -> Floats:
    """What the named features say of each role."""
    row_of, matrix = _weights(own).others[table]
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
    features: RoleFeatures, best: int, confidence: float, evidence: tuple[Evidence, ...]
) -> RoleReading:
    """The reading of one posting. `best`: its role, as an index in `READ_ROLES`."""
    role = READ_ROLES[best]
    if role == "other" and not features.is_language_read:
        confidence = min(confidence, UNREAD_CONFIDENCE)
    return RoleReading(role, confidence, features.basis, evidence)
