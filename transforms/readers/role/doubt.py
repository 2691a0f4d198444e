"""Has a posting read once more when its role is in doubt, and joins what the two readers say.

Decides which postings are in doubt, how much each reader then counts, and which lines are shown as evidence. Leaves what the
second reader says to `transforms.readers.role.second_reader`.

An opening of a Hacker News comment has a few lines, often one. The first reader learned from whole postings and takes them
for ordinary software work. So openings are read again below a higher bound, and each reader counts by weights of its own.
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
from transforms.vocabulary import READ_ROLES

SURE_FROM = 0.8
"""A role that is so likely is not read again: nearly all of these are right, and reading again takes a hundred times as long."""

# Chosen, with the bound above, on employers that neither reader had learned from (docs/role-model.md).
FIRST_SHARE, SECOND_SHARE = 0.6, 0.6

OPENING_MIN_CHARS = 30
"""An opening whose own lines say less than this is read by its title alone."""


class Joining(NamedTuple):
    """How two readings of one text become one: log-odds = `first` x one + `second` x the other + `leanings`, by role."""

    sure_from: float
    first: float
    second: float
    leanings: tuple[float, ...]


OF_POSTING = Joining(SURE_FROM, FIRST_SHARE, SECOND_SHARE, (0.0,) * len(READ_ROLES))
# `python -m flows.maintenance.fit_openings` fits the shares and the leanings. The bound was chosen in cross-validation.
OF_OPENING = Joining(0.95, 0.66, 0.41, (0.50, 0.01, 0.03, -0.30, -0.25, -0.08, 0.25, -0.17))

TITLE_AGAIN, LINE_AGAIN = "title, read again", "line, read again"
"""The names of its evidence."""
_LINES_SHOWN, _LINE_SHOWN_CHARS = 3, 120


class Again(NamedTuple):
    """What is said of each posting in the end, and the second reading of those that were in doubt, by row."""

    scores: Floats
    readings: Mapping[int, SecondReading]


def joining_of(is_opening: bool) -> Joining:
    """How the readings of a posting, or of an opening of a comment, are joined."""
    return OF_OPENING if is_opening else OF_POSTING


def read_doubtful(
    features: Sequence[RoleFeatures], scores: Floats, are_openings: Sequence[bool] | None = None
) -> Again:
    """Reads again what is in doubt and has work described in English: the second reader knows no other language.

    Args:
        features: of each posting.
        scores: the first reader's log-odds, posting x role.
        are_openings: whether each is an opening of a comment. None: none is.
    """
    are_openings = are_openings or [False] * len(features)
    joinings = list(map(joining_of, are_openings))
    bounds = np.array([joining.sure_from for joining in joinings])
    joined, readings = scores.copy(), {}
    for row in in_doubt(scores, bounds).tolist():
        posting, joining = features[row], joinings[row]
        if work := own_lines(posting) if are_openings[row] else posting.work:
            reading = read_again(posting.title, posting.department, work)
            both = joining.first * scores[row] + joining.second * reading.scores
            joined[row] = both + joining.leanings
            readings[row] = reading
    return Again(joined, readings)


def own_lines(opening: RoleFeatures) -> str:
    """What an opening's own lines say, though too short for a body. Empty when they say nothing, or in another language."""
    is_read = opening.is_english and len(opening.text) > OPENING_MIN_CHARS
    return opening.text if is_read else ""


def in_doubt(scores: Floats, bounds: float | Floats = SURE_FROM) -> Indexes:
    """The postings, as rows, whose role is unsure. `scores`: log-odds, posting x role. `bounds`: from where each is sure."""
    found: Indexes = np.flatnonzero(best_chances(scores) < bounds)
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
    joining: Joining,
) -> tuple[Evidence, ...]:
    """The evidence of the first reader, at its share, with the title and the lines that counted most for the second.

    A line with a contact's name, address or number is not shown.
    """
    by_title = joining.second * (reading.by_title[lead.best] - reading.by_title[lead.second])
    by_line = joining.second * (reading.by_line[:, lead.best] - reading.by_line[:, lead.second])
    can_be_shown = {lower(line): line for line in kept_text(document).split("\n")}
    sums = dict[str, float]()
    for line, gain in zip(reading.lines, by_line.tolist(), strict=True):
        if shown := can_be_shown.get(line):
            sums[shown] = sums.get(shown, 0.0) + gain
    loudest = sorted(sums.items(), key=lambda told: -abs(told[1]))[:_LINES_SHOWN]
    evidence = [one._replace(weight=round(joining.first * one.weight, 3)) for one in first]
    evidence.append(Evidence(TITLE_AGAIN, title, round(float(by_title), 3)))
    evidence += [
        Evidence(LINE_AGAIN, line.strip()[:_LINE_SHOWN_CHARS], round(gain, 3))
        for line, gain in loudest
    ]
    return loudest_first(one for one in evidence if one.weight)
