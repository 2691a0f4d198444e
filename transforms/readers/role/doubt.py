"""Has a posting read once more when its role is in doubt, and joins what the two readers say.

Decides which postings are in doubt, how much each reader then counts, and which lines are shown as evidence. Leaves what the
second reader says to `transforms.readers.role.second_reader`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from transforms.readers.role.columns import Floats
from transforms.readers.role.evidence import Evidence, WordLead, loudest_first
from transforms.readers.role.features import RoleFeatures
from transforms.readers.role.second_reader import SecondReading, read_again
from transforms.text.document import Document
from transforms.text.folding import lower
from transforms.text.personal import kept_text
from transforms.text.words import Indexes

SURE_FROM = 0.8
"""A role that is so likely is not read again: nearly all of these are right, and reading again takes a hundred times as long."""

# Chosen, with the bound above, on employers that neither reader had learned from (docs/role-model.md).
FIRST_SHARE, SECOND_SHARE = 0.6, 0.6

TITLE_AGAIN, LINE_AGAIN = "title, read again", "line, read again"
"""The names of its evidence."""
_LINES_SHOWN, _LINE_SHOWN_CHARS = 3, 120


class Again(NamedTuple):
    """What is said of each posting in the end, and the second reading of those that were in doubt, by row."""

    scores: Floats
    readings: Mapping[int, SecondReading]


def read_doubtful(features: Sequence[RoleFeatures], scores: Floats) -> Again:
    """Reads again what is in doubt and has work described in English: the second reader knows no other language.

    Args:
        features: of each posting.
        scores: the first reader's log-odds, posting x role.
    """
    joined, readings = scores.copy(), {}
    for row in in_doubt(scores).tolist():
        posting = features[row]
        if posting.work:
            reading = read_again(posting.title, posting.department, posting.work)
            joined[row] = FIRST_SHARE * scores[row] + SECOND_SHARE * reading.scores
            readings[row] = reading
    return Again(joined, readings)


def in_doubt(scores: Floats) -> Indexes:
    """The postings, as rows, whose role is unsure. `scores`: log-odds, posting x role."""
    found: Indexes = np.flatnonzero(best_chances(scores) < SURE_FROM)
    return found


def two_best(scores: Floats) -> tuple[Indexes, Indexes]:
    """By posting, its two likeliest roles. Of two roles with one score the first counts."""
    best, second = np.argsort(-scores, axis=1, kind="stable")[:, :2].T
    return best, second


def best_chances(scores: Floats) -> Floats:
    """By posting, how likely its best role is right, when its scores are log-odds."""
    chances: Floats = 1 / np.exp(scores - scores.max(axis=1, keepdims=True)).sum(axis=1)
    return chances


def explain_again(
    first: Sequence[Evidence],
    reading: SecondReading,
    lead: WordLead,
    title: str,
    document: Document,
) -> tuple[Evidence, ...]:
    """The evidence of the first reader, at its share, with the title and the lines that counted most for the second.

    A line with a contact's name, address or number is not shown.
    """
    by_title = SECOND_SHARE * (reading.by_title[lead.best] - reading.by_title[lead.second])
    by_line = SECOND_SHARE * (reading.by_line[:, lead.best] - reading.by_line[:, lead.second])
    can_be_shown = {lower(line): line for line in kept_text(document).split("\n")}
    sums = dict[str, float]()
    for line, gain in zip(reading.lines, by_line.tolist(), strict=True):
        if shown := can_be_shown.get(line):
            sums[shown] = sums.get(shown, 0.0) + gain
    loudest = sorted(sums.items(), key=lambda told: -abs(told[1]))[:_LINES_SHOWN]
    evidence = [one._replace(weight=round(FIRST_SHARE * one.weight, 3)) for one in first]
    evidence.append(Evidence(TITLE_AGAIN, title, round(float(by_title), 3)))
    evidence += [
        Evidence(LINE_AGAIN, line.strip()[:_LINE_SHOWN_CHARS], round(gain, 3))
        for line, gain in loudest
    ]
    return loudest_first(one for one in evidence if one.weight)
