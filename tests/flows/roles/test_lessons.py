"""Which labels teach the second reader of roles, in what order they come, and which pieces of words are kept."""

from __future__ import annotations

import numpy as np
import pytest

from flows.roles.labels import Label
from flows.roles.lessons import (
    BATCH,
    PIECE_MIN_EMPLOYERS,
    SURE_KEPT,
    Lesson,
    batches,
    leave_out_sure,
    lessons_of,
    shorten,
    used_pieces,
)
from transforms.readers.role.pieces import Pieces
from transforms.readers.role.second_reader import Cut
from transforms.vocabulary import READ_ROLES

PIECES = Pieces(["[UNK]", "[CLS]", "[SEP]", "a", "##b", "train", "models", "rare", "##ly"])
DUTIES = (
    "Responsibilities:\n- Train models and serve them to millions of people who use the product\n"
    * 3
)
AUFGABEN = (
    "Deine Aufgaben:\n- Du trainierst Modelle und betreibst sie für die Nutzer unseres Produkts\n"
    * 3
)


def lesson(number: int, employer: str = "acme", rows: tuple[int, ...] = (1, 5, 2)) -> Lesson:
    targets = tuple(float(role == "ml_engineer") for role in READ_ROLES)
    return Lesson(
        f"id:{number}", employer, Cut(list(rows), 1, [0] * (len(rows) - 1), ("train",)), targets
    )


def chances(role: str, lead: float) -> np.ndarray:
    return np.where(np.array(READ_ROLES) == role, lead, 0.0)


def test_a_label_teaches_if_the_work_is_described_in_english() -> None:
    postings = {
        key: {"id": key, "title": "ML Engineer", "company": "Acme", "text": text}
        for key, text in (("en", DUTIES), ("de", AUFGABEN), ("none", ""))
    }
    labels = [
        Label(key, "ml_engineer", "ai_engineer", "low") for key in ("en", "de", "none", "gone")
    ]
    (found,) = lessons_of(labels, postings, PIECES)
    assert (found.id, found.employer) == ("en", "acme")
    assert dict(zip(READ_ROLES, found.targets, strict=True)) == dict.fromkeys(READ_ROLES, 0.0) | {
        "ml_engineer": 0.7,
        "ai_engineer": 0.3,
    }


def test_most_of_what_the_first_reader_is_sure_of_and_right_about_is_left_out() -> None:
    lessons = [lesson(number) for number in range(200)]
    first = {f"id:{number}": chances("ml_engineer", 9.0) for number in range(100)}
    first |= {f"id:{number}": chances("data_scientist", 9.0) for number in range(100, 200)}
    kept = [one.id for one in leave_out_sure(lessons, first)]
    assert kept == [one.id for one in leave_out_sure(lessons, first)]
    # Those that it misreads all teach.
    assert kept[-100:] == [f"id:{number}" for number in range(100, 200)]
    assert abs(len(kept) - 100 - 100 * SURE_KEPT) <= 15


@pytest.mark.parametrize(
    ("most_pieces", "seen"),
    [
        (9, Cut([1, 5, 2, 6, 6, 2], 3, [0, 1, 1], ("train", "models"))),
        (4, Cut([1, 5, 2, 6], 3, [0], ("train",))),
        (3, Cut([1, 5, 2], 3, [], ())),
    ],
)
def test_a_stage_sees_the_first_pieces_of_a_posting(most_pieces: int, seen: Cut) -> None:
    cut = Cut([1, 5, 2, 6, 6, 2], 3, [0, 1, 1], ("train", "models"))
    assert shorten(cut, most_pieces) == seen


def test_every_lesson_comes_once_an_epoch_beside_others_of_its_length() -> None:
    lengths = [number % 50 for number in range(1000)]
    found = list(batches(lengths, epochs=2))
    assert all(len(batch) <= BATCH for batch in found)
    half = len(found) // 2
    for epoch in (found[:half], found[half:]):
        assert sorted(row for batch in epoch for row in batch) == list(range(1000))
    spread = [
        max(lengths[row] for row in batch) - min(lengths[row] for row in batch) for batch in found
    ]
    assert np.mean(spread) < 5


def test_a_piece_is_kept_that_enough_employers_use_or_that_spells_others() -> None:
    lessons = [lesson(n, f"employer {n}", (1, 5, 6, 2)) for n in range(PIECE_MIN_EMPLOYERS)]
    lessons += [lesson(9, "one", (1, 7, 8, 2))] * PIECE_MIN_EMPLOYERS
    assert used_pieces(lessons, PIECES) == [
        "[UNK]",
        "[CLS]",
        "[SEP]",
        "a",
        "##b",
        "train",
        "models",
    ]
