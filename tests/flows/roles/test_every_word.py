"""How single words get their weights: which are weighed, and that a run reads what the fit saw."""

from __future__ import annotations

import csv
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from flows.roles import every_word
from flows.roles.every_word import Text, find_axes, write_words
from transforms.readers.role import every_word as run_time
from transforms.readers.role.every_word import (
    COLUMNS,
    count_words,
    pair_vocabulary,
    read_words,
    vocabulary,
    word_table,
)
from transforms.text.words import cut_together
from transforms.vocabulary import READ_ROLES

# Not imported here: each worker of pytest-xdist collects this file, and one runs it.
pytestmark = pytest.mark.skipif(
    not find_spec("sklearn"),
    reason="scikit-learn is needed for fitting only (pip install '.[fit]')",
)

WORK = ("train models on gpus", "train agents with prompts", "sell cars and trucks")


@pytest.fixture(autouse=True)
def of_a_small_market(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(every_word, "MIN_EMPLOYERS", 2)
    monkeypatch.setattr(every_word, "MOST_TEXTS", 0.9)
    monkeypatch.setattr(every_word, "PAIR_MIN_EMPLOYERS", 2)
    monkeypatch.setattr(every_word, "PAIR_MOST_TEXTS", 0.5)
    monkeypatch.setattr(every_word, "N_AXES", 3)


def texts(n_employers: int) -> list[Text]:
    """Each employer has a job of each kind of work, and names itself."""
    return [
        Text(f"Employer {number}", count_words(f"{work} at employer{number}"))
        for number in range(n_employers)
        for work in WORK
    ]


def test_neither_a_name_nor_a_word_of_every_text_is_weighed() -> None:
    axes = find_axes(texts(4))
    assert axes is not None
    assert axes.words == sorted(set(" ".join(WORK).split()))
    assert {"employer0", "at"} <= texts(1)[0].words.keys()


def test_pairs_are_weighed_beside_the_words_unless_they_name_an_employer() -> None:
    axes = find_axes(texts(4))
    assert axes is not None
    pairs = {f"{first} {second}" for work in WORK for first, second in pairwise(work.split())}
    assert axes.pairs == sorted(pairs | {"gpus at", "prompts at", "trucks at"})
    assert axes.pair_idf.shape == (len(axes.pairs),)


def test_too_few_words_have_no_axes() -> None:
    assert find_axes(texts(1)) is None
    assert find_axes([]) is None


def test_words_that_occur_together_lie_together() -> None:
    axes = find_axes(texts(4))
    assert axes is not None
    placed = axes.project([{"models": 1}, {"gpus": 1}, {"trucks": 1}]).toarray()
    models, gpus, trucks = placed[:, : axes.axes.shape[1]]
    assert models @ gpus > 0.9 * (models @ models) > 10 * abs(models @ trucks)


def test_a_word_and_a_pair_also_count_by_themselves() -> None:
    axes = find_axes(texts(4))
    assert axes is not None
    seen = [{"gpus": 2}, {"at": 1}, {"train models": 1}]
    by_themselves = axes.project(seen).toarray()[:, axes.axes.shape[1] :]
    entries = [*axes.words, *axes.pairs]
    counted = [[each == said for each in entries] for said in ("gpus", None, "train models")]
    assert by_themselves.tolist() == (every_word.OWN_SCALE * np.array(counted)).tolist()


def test_a_run_reads_in_a_text_what_the_fit_saw_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    axes = find_axes(texts(4))
    assert axes is not None
    n_weights = 3 + len(axes.words) + len(axes.pairs)
    weights = np.linspace(-2, 2, n_weights * len(READ_ROLES)).reshape(len(READ_ROLES), n_weights)
    write_words(axes, weights, tmp_path / "words.csv")
    rows = list(csv.reader((tmp_path / "words.csv").read_text("utf-8").splitlines()))
    assert tuple(rows[0]) == COLUMNS
    monkeypatch.setattr(run_time, "csv_rows", lambda package, name: iter(rows[1:]))
    caches = (word_table, vocabulary, pair_vocabulary)
    for cached in caches:
        cached.cache_clear()
    text = "train models on gpus, models and prompts at employer1"
    try:
        words = cut_together([text])
        (read,) = read_words(words, vocabulary().rows(words.numbers), [True])
        said = read.amounts @ word_table().weights[read.rows]
    finally:
        for cached in caches:
            cached.cache_clear()
    (seen,) = axes.project([count_words(text)]).toarray()
    assert said.tolist() == pytest.approx((weights @ seen).tolist(), abs=0.02)
