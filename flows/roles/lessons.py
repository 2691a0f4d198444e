"""The lessons of the second reader of roles: labelled postings, cut as it sees them.

Decides which postings teach, in what order they come, and which pieces of words are worth keeping. Leaves learning to
`flows.roles.second_reader`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

from flows.roles.labels import Label, Row, employer_of, posting_features, share_roles
from transforms.readers.role.pieces import BEGINS, ENDS, INSIDE, UNKNOWN, Pieces
from transforms.readers.role.second_reader import Cut, cut_posting
from transforms.vocabulary import READ_ROLES

BATCH = 16
# Texts of one length side by side: no time goes to padding.
_BATCHES_SORTED = 40
# What the first reader knows without it, employers apart, teaches the second little: three in four are left out.
SURE, SURE_KEPT = 0.97, 0.25
# A piece that fewer employers use is cut into smaller ones.
PIECE_MIN_EMPLOYERS = 3

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Lesson:
    """One posting as the second reader sees it, and what its label says of each role (in the order of `READ_ROLES`)."""

    id: str
    employer: str
    cut: Cut
    targets: tuple[float, ...]


def lessons_of(
    labels: Sequence[Label], postings: Mapping[str, Row], pieces: Pieces
) -> list[Lesson]:
    """The labelled postings whose work is in English. The others have no second reading. Of two labels with one id the later counts."""
    lessons = []
    for label in {label.id: label for label in labels}.values():
        posting = postings.get(label.id)
        features = posting_features(posting, "body") if posting else None
        if posting is None or features is None or not features.work:
            continue
        cut = cut_posting(pieces, features.title, features.department, features.work)
        shares = share_roles(label.role, label.alt, label.sureness)
        targets = tuple(shares.get(role, 0.0) for role in READ_ROLES)
        lessons.append(Lesson(label.id, employer_of(posting), cut, targets))
    return lessons


def leave_out_sure(lessons: Sequence[Lesson], first: Mapping[str, Floats]) -> list[Lesson]:
    """Those that teach. `first`: of each by id, the first reader's log-odds by a fit that saw no posting of the employer."""
    generator = np.random.default_rng(5)
    kept = []
    for lesson in lessons:
        role = int(np.argmax(lesson.targets))
        is_sure = softmax(first[lesson.id])[role] > SURE
        if not is_sure or generator.random() <= SURE_KEPT:
            kept.append(lesson)
    return kept


def shorten(cut: Cut, most_pieces: int) -> Cut:
    """The same posting as it is seen with no more pieces than these. They are more than those of the title."""
    line_of = cut.line_of[: most_pieces - cut.n_title]
    n_lines = line_of[-1] + 1 if line_of else 0
    return Cut(cut.rows[:most_pieces], cut.n_title, line_of, cut.lines[:n_lines])


def used_pieces(lessons: Sequence[Lesson], pieces: Pieces) -> list[str]:
    """The pieces worth keeping: special ones, single signs, and those in postings of enough employers."""
    employers = defaultdict(set)
    for lesson in lessons:
        for row in set(lesson.cut.rows):
            employers[row].add(lesson.employer)
    return [
        piece
        for piece, row in pieces.row_of.items()
        if len(employers[row]) >= PIECE_MIN_EMPLOYERS
        or len(piece.removeprefix(INSIDE)) == 1
        or piece in (UNKNOWN, BEGINS, ENDS)
    ]


def batches(lengths: Sequence[int], epochs: int) -> Iterator[list[int]]:
    """Every lesson once an epoch, in batches of like length, drawn anew each time."""
    generator = np.random.default_rng(0)
    n_sorted = BATCH * _BATCHES_SORTED
    for _ in range(epochs):
        order = generator.permutation(len(lengths)).tolist()
        chunks = [order[start : start + n_sorted] for start in range(0, len(order), n_sorted)]
        ordered = [sorted(chunk, key=lengths.__getitem__) for chunk in chunks]
        drawn = [
            chunk[start : start + BATCH]
            for chunk in ordered
            for start in range(0, len(chunk), BATCH)
        ]
        generator.shuffle(drawn)
        yield from drawn
