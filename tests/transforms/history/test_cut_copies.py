"""Which text was cut from which: the words held, the lengths, the place, the languages."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.history import cut_copies
from transforms.history.cut_copies import FEWEST_TRIPLES, MOST_HOLDERS, count_words, cut_pairs

SCHEMA = pl.Schema(
    {
        "text": pl.Int64,
        "row": pl.UInt32,
        "block": pl.UInt32,
        "description_text": pl.String,
        "places": pl.List(pl.String),
        "languages": pl.String,
    }
)
WORDS = [f"word{number}" for number in range(200)]
WHOLE = " ".join(WORDS)


def row(description_text: str | None, **more: object) -> dict[str, object]:
    return {
        "block": 1,
        "description_text": description_text,
        "places": ["berlin"],
        "languages": "",
    } | more


def cut(*rows: dict[str, object], labels: list[int] | None = None) -> list[tuple[int, int]]:
    numbered = pl.DataFrame(
        [{"text": number, "row": number, **one} for number, one in enumerate(rows)], schema=SCHEMA
    )
    groups = np.array(labels or range(len(rows)), dtype=np.int64)
    contents = numbered.lazy().select("row", "description_text")
    counted = numbered.with_columns(n_words=count_words(pl.col("description_text")))
    return [(a, b) for a, b in cut_pairs(counted, groups, contents).tolist()]


@pytest.mark.parametrize(
    ("text", "is_cut"),
    [
        (" ".join(WORDS[:100]), True),
        (" ".join(WORDS[60:120]), True),
        (" ".join(WORDS[:50] + WORDS[120:160]), True),
        ("\N{BULLET} " + " ".join(WORDS[:50]).upper() + ", " + " ".join(WORDS[50:90]), True),
        ("Found elsewhere: " + " ".join(WORDS[:100]) + " ... Read more here", True),
        (" ".join(WORDS[:150]), True),
        (" ".join(WORDS[:151]), False),
        (" ".join(WORDS[: FEWEST_TRIPLES + 2]), True),
        (" ".join(WORDS[: FEWEST_TRIPLES + 1]), False),
        (" ".join(WORDS[:60] + ["another"] * 60), True),
        (" ".join(WORDS[:60] + [f"other{number}" for number in range(20)]), False),
        (" ".join(reversed(WORDS[:100])), False),
        ("", False),
        (None, False),
    ],
)
def test_a_text_is_cut_from_a_longer_one_that_holds_nearly_all_its_words_in_order(
    text: str | None, is_cut: bool
):
    assert cut(row(WHOLE), row(text)) == ([(1, 0)] if is_cut else [])


def test_texts_are_compared_a_batch_of_whole_blocks_at_a_time(monkeypatch: pytest.MonkeyPatch):
    rows = [row(text, block=block) for block in range(6) for text in (WHOLE, " ".join(WORDS[:100]))]
    at_once = cut(*rows)
    compared: list[int] = []
    monkeypatch.setattr(cut_copies, "_BATCH_WORDS", 600)
    monkeypatch.setattr(cut_copies, "_LOAD_WORDS", 1200)
    monkeypatch.setattr(cut_copies, "_find_pairs", counting(compared, cut_copies._find_pairs))
    assert cut(*rows) == at_once == [(2 * block + 1, 2 * block) for block in range(6)]
    assert compared == [4, 4, 4]


def counting(
    heights: list[int], find: Callable[[pl.DataFrame], pl.DataFrame]
) -> Callable[[pl.DataFrame], pl.DataFrame]:
    def counted(texts: pl.DataFrame) -> pl.DataFrame:
        heights.append(texts.height)
        return find(texts)

    return counted


def test_texts_of_other_titles_or_in_one_group_already_are_not_compared():
    half = " ".join(WORDS[:100])
    assert cut(row(WHOLE), row(half, block=2)) == []
    assert cut(row(WHOLE), row(half), labels=[7, 7]) == []


@pytest.mark.parametrize(
    ("of_whole", "of_cut", "is_cut"),
    [
        ("german", "german", True),
        ("german", "", True),
        ("", "german", False),
        ("french german", "german", True),
    ],
)
def test_a_cut_text_may_have_lost_a_language_but_asks_for_none_of_its_own(
    of_whole: str, of_cut: str, is_cut: bool
):
    found = cut(row(WHOLE, languages=of_whole), row(" ".join(WORDS[:100]), languages=of_cut))
    assert found == ([(1, 0)] if is_cut else [])


def test_a_cut_text_is_of_one_job_only_the_one_at_its_place():
    beginning = " ".join(WORDS[:100])
    paris, berlin = (
        row(f"{beginning} {'here ' * 90}", places=["paris"]),
        row(f"{beginning} {'there ' * 90}"),
    )
    assert cut(paris, berlin, row(beginning)) == [(2, 1)]
    assert cut(paris, berlin, row(beginning, places=[])) == [(2, 0)]


def test_words_that_very_many_texts_share_do_not_say_of_which_a_text_was_cut():
    template = " ".join(WORDS[:100])
    crowd = [
        row(f"{template} {' '.join(f'{number}x{place}' for place in range(90))}")
        for number in range(MOST_HOLDERS)
    ]
    assert cut(*crowd, row(template)) == []
    own = " ".join(f"3x{place}" for place in range(60))
    assert cut(*crowd, row(f"{template} {own}"[-500:])) == [(MOST_HOLDERS, 3)]


def test_of_no_texts_none_is_cut():
    assert cut() == []


@given(
    st.lists(st.text(alphabet="ab \N{BULLET}.\x00", max_size=400), max_size=6),
    st.randoms(use_true_random=False),
)
def test_any_texts_give_pairs_of_a_shorter_and_a_longer_one_each_shorter_one_once(
    texts: list[str], shuffler: random.Random
):
    rows = [row(text) for text in texts]
    pairs = cut(*rows)
    assert len({short for short, _ in pairs}) == len(pairs)
    assert all(len(texts[short]) < len(texts[long]) for short, long in pairs)
