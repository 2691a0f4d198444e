"""Which labels teach the second reader, in what order, and what of it is kept. Learning itself needs torch, which no run does."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from flows.maintenance.fit_second_reader import is_apart
from flows.roles.labels import Label
from flows.roles.second_reader import (
    BATCH,
    PIECE_MIN_EMPLOYERS,
    SURE_KEPT,
    Lesson,
    batches,
    leave_out_sure,
    lessons_of,
    used_pieces,
    write_reader,
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
    lessons = [lesson(number) for number in range(300)]
    first = {f"id:{number}": chances("ml_engineer", 9.0) for number in range(100)}
    first |= {f"id:{number}": chances("data_scientist", 9.0) for number in range(100, 200)}
    kept = [one.id for one in leave_out_sure(lessons, first)]
    assert kept == [one.id for one in leave_out_sure(lessons, first)]
    # Those that it misreads, and those that it has not read, all teach.
    assert kept[-200:] == [f"id:{number}" for number in range(100, 300)]
    assert abs(len(kept) - 200 - 100 * SURE_KEPT) <= 15


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


def test_the_same_weights_are_the_same_file(tmp_path: Path) -> None:
    arrays = {"bias": np.arange(8, dtype=np.float32)}
    for name in ("one.npz", "other.npz"):
        write_reader(arrays, tmp_path / name)
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "other.npz").read_bytes()
    with np.load(tmp_path / "one.npz") as stored:
        assert np.array_equal(stored["bias"], arrays["bias"])


def test_one_employer_in_ten_stands_apart() -> None:
    assert 70 < sum(is_apart(f"employer {number}") for number in range(1000)) < 130
