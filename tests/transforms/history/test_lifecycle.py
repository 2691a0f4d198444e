"""Lifecycles: what looks and sightings may conclude (DESIGN, section 3)."""

from __future__ import annotations

from datetime import datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from transforms.history import lifecycle

START = datetime(2026, 1, 5)


def day(week: float) -> datetime:
    return START + timedelta(weeks=week)


def look(
    week: float, listed: str | None, outcome: str = "complete", **more: object
) -> dict[str, object]:
    """A look at board "b" in a week; `listed` names the postings it showed, one letter each."""
    return {"week": week, "listed": listed or "", "outcome": outcome, **more}


def frames(*looks: dict[str, object]) -> tuple[pl.DataFrame, pl.DataFrame]:
    look_rows, sighting_rows = [], []
    for number, row in enumerate(looks):
        look_id = str(row.get("look_id", f"look{number:02d}"))
        source, board = str(row.get("source", "ashby")), str(row.get("board", "b"))
        look_rows.append(
            (
                look_id,
                source,
                board,
                day(float(str(row["week"]))),
                row["outcome"],
                row.get("repeats"),
                row.get("period"),
            )
        )
        listed = str(row["listed"])
        ids = listed.split() if " " in listed else list(listed)
        sighting_rows += [
            (look_id, source, board, name, f"{name}:{row.get('content', 1)}") for name in ids
        ]
    look_schema = {
        "look_id": pl.String,
        "source": pl.String,
        "board": pl.String,
        "looked_at": pl.Datetime("us"),
        "outcome": pl.String,
        "repeats_look_id": pl.String,
        "period": pl.String,
    }
    sighting_schema = dict.fromkeys(
        ["look_id", "source", "board", "external_id", "content_hash"], pl.String
    )
    return (
        pl.DataFrame(look_rows, schema=look_schema, orient="row"),
        pl.DataFrame(sighting_rows, schema=sighting_schema, orient="row"),
    )


def trace(*looks: dict[str, object]) -> lifecycle.Traces:
    return lifecycle.trace(*frames(*looks), ["hackernews"])


def lives(*looks: dict[str, object]) -> dict[str, dict[str, object]]:
    return {row["external_id"]: row for row in trace(*looks).postings.iter_rows(named=True)}


def many(n: int, start: int = 0) -> str:
    return " ".join(f"p{number:03d}" for number in range(start, start + n))


def test_a_posting_closes_at_the_first_complete_look_that_no_longer_lists_it():
    found = lives(look(0, "ab"), look(1, "ab"), look(2, "a"), look(3, "a"))
    assert found["b"]["closed_at"] == day(2)
    assert found["b"]["last_seen_at"] == day(1)
    assert found["b"]["is_open"] is False
    assert found["a"]["closed_at"] is None
    assert found["a"]["is_open"] is True


@pytest.mark.parametrize("outcome", ["partial", "missing", "refused", "failed"])
def test_a_look_that_did_not_list_the_whole_board_closes_nothing(outcome: str):
    assert lives(look(0, "ab"), look(1, "", outcome))["b"]["is_open"] is True


def test_a_partial_look_shows_postings_without_closing_the_others():
    found = lives(look(0, "ab"), look(1, "c", "partial"), look(2, "abc"))
    assert found["c"]["first_seen_at"] == day(1)
    assert found["c"]["is_left_truncated"] is False
    assert [found[name]["n_gaps"] for name in "abc"] == [0, 0, 0]


def test_a_posting_seen_only_in_a_partial_look_closes_at_the_next_complete_one():
    assert lives(look(0, "a"), look(1, "ac", "partial"), look(2, "a"))["c"]["closed_at"] == day(2)


def test_an_unchanged_look_repeats_the_sightings_of_the_look_it_names():
    found = lives(look(0, "ab"), look(1, "", "unchanged", repeats="look00"), look(2, "a"))
    assert found["b"]["last_seen_at"] == day(1)
    assert found["b"]["closed_at"] == day(2)


def test_an_unchanged_look_that_repeats_an_unknown_look_concludes_nothing():
    assert (
        lives(look(0, "ab"), look(1, "", "unchanged", repeats="elsewhere"))["a"]["is_open"] is True
    )


def test_an_unchanged_look_closes_what_its_list_does_not_hold():
    found = lives(
        look(0, "a"), look(1, "ab", "partial"), look(2, "", "unchanged", repeats="look00")
    )
    assert found["b"]["closed_at"] == day(2)


def test_a_board_shows_at_its_first_look_what_may_be_old():
    found = lives(look(0, "a"), look(1, "ab"))
    assert found["a"]["is_left_truncated"] is True
    assert found["b"]["is_left_truncated"] is False


def test_what_partial_looks_showed_before_the_first_complete_one_may_be_old_too():
    assert lives(look(0, "a", "partial"), look(1, "ab"))["b"]["is_left_truncated"] is True


def test_a_posting_that_comes_back_reopens_and_keeps_its_gap():
    found = lives(
        look(0, "ab"), look(1, "a"), look(2, "ab"), look(3, "a"), look(4, "a"), look(5, "ab")
    )
    assert found["b"]["n_gaps"] == 2
    assert found["b"]["is_open"] is True
    assert found["b"]["first_seen_at"] == day(0)


def test_a_look_that_failed_is_no_gap():
    assert lives(look(0, "a"), look(1, "", "failed"), look(2, "a"))["a"]["n_gaps"] == 0


def test_a_third_of_the_board_once_is_held_as_suspect_and_closes_nothing():
    traces = trace(look(0, many(30)), look(1, many(30)), look(2, many(10)), look(3, many(30)))
    assert traces.looks["is_suspect"].to_list() == [False, False, True, False]
    assert traces.postings["closed_at"].null_count() == 30
    assert traces.postings["n_gaps"].sum() == 0


def test_a_second_low_look_agrees_and_closes_at_its_own_time():
    traces = trace(
        look(0, many(30)),
        look(1, many(30)),
        look(2, many(10)),
        look(3, many(10)),
        look(4, many(10)),
    )
    assert traces.looks["is_suspect"].to_list() == [False, False, True, False, False]
    assert traces.postings.filter(~pl.col("is_open"))["closed_at"].to_list() == [day(3)] * 20


def test_an_unchanged_look_after_a_suspect_one_agrees_with_it():
    traces = trace(look(0, many(30)), look(1, many(10)), look(2, "", "unchanged", repeats="look01"))
    assert traces.postings.filter(~pl.col("is_open"))["closed_at"].to_list() == [day(2)] * 20


def test_an_empty_list_from_a_full_board_is_suspect():
    assert trace(look(0, many(12)), look(1, "")).looks["is_suspect"].to_list() == [False, True]


def test_a_small_board_may_halve():
    assert trace(look(0, many(9)), look(1, "")).postings["is_open"].to_list() == [False] * 9


def test_half_of_the_board_is_not_less_than_half():
    assert trace(look(0, many(40)), look(1, many(20))).looks["is_suspect"].to_list() == [
        False,
        False,
    ]


def test_what_a_board_usually_lists_is_the_median_of_its_last_five_looks():
    sizes = [100, 100, 30, 30, 30, 30, 30, 14]
    suspects = (
        trace(*(look(week, many(size)) for week, size in enumerate(sizes)))
        .looks["is_suspect"]
        .to_list()
    )
    assert suspects == [False, False, True, False, False, False, False, True]


def test_a_first_look_that_lists_a_third_of_the_board_does_not_make_the_rest_new():
    traces = trace(look(0, many(10)), look(1, many(30)), look(2, many(30)))
    assert traces.looks["is_suspect"].to_list() == [True, False, False]
    assert traces.postings["is_left_truncated"].all()


def test_only_the_very_first_look_is_held_against_the_next():
    traces = trace(look(0, many(10)), look(1, many(11)), look(2, many(30)))
    assert traces.looks["is_suspect"].to_list() == [False, False, False]
    assert traces.postings["is_left_truncated"].sum() == 10


def missing(*weeks: float) -> list[dict[str, object]]:
    return [look(week, None, "missing") for week in weeks]


def test_a_board_that_three_looks_on_three_days_do_not_find_is_closed_as_of_the_first_of_them():
    traces = trace(look(0, "ab"), look(1, "ab"), *missing(2, 3, 4))
    assert traces.postings["closed_at"].to_list() == [day(2)] * 2
    assert traces.postings["last_seen_at"].to_list() == [day(1)] * 2
    assert traces.looks["is_death"].to_list() == [False, False, True, True, True]


@pytest.mark.parametrize(
    "weeks",
    [(2.0, 3.0), (2.0, 2 + 1 / 168, 2 + 2 / 168, 2 + 3 / 168)],
    ids=["two looks", "four looks on one day"],
)
def test_a_board_that_is_missing_less_surely_closes_nothing(weeks: tuple[float, ...]):
    traces = trace(look(0, "ab"), *missing(*weeks))
    assert traces.postings["is_open"].all()
    assert not traces.looks["is_death"].any()


def test_failed_looks_between_missing_ones_say_nothing_either_way():
    found = lives(look(0, "a"), *missing(1, 2), look(3, "", "failed"), *missing(4))
    assert found["a"]["closed_at"] == day(1)


@pytest.mark.parametrize("outcome", ["complete", "partial"])
def test_a_board_that_comes_back_had_not_vanished(outcome: str):
    traces = trace(look(0, "ab"), *missing(1, 2, 3, 4), look(5, "a", outcome))
    found = {row["external_id"]: row for row in traces.postings.iter_rows(named=True)}
    assert not traces.looks["is_death"].any()
    assert (found["a"]["is_open"], found["a"]["n_gaps"]) == (True, 0)
    assert found["b"]["closed_at"] == (day(5) if outcome == "complete" else None)


def test_a_board_that_was_never_there_does_not_vanish():
    assert not trace(*missing(0, 1, 2, 3)).looks["is_death"].any()
    assert not trace(*missing(0, 1, 2), look(3, "a")).looks["is_death"].any()


def test_a_census_thread_that_is_taken_down_closes_nothing():
    gone = [
        look(week, None, "missing", source="hackernews", period="2026-01") for week in (1, 2, 3)
    ]
    traces = trace(look(0, "a", source="hackernews", period="2026-01"), *gone)
    assert not traces.looks["is_death"].any()
    assert traces.postings["closed_at"].to_list() == [None]


def test_looks_out_of_order_are_sorted():
    ordered = trace(
        look(0, "ab", look_id="x"), look(1, "a", look_id="y"), look(2, "ac", look_id="z")
    )
    shuffled = trace(
        look(2, "ac", look_id="z"), look(0, "ab", look_id="x"), look(1, "a", look_id="y")
    )
    assert_frame_equal(ordered.postings, shuffled.postings)


def test_the_latest_content_speaks_for_a_posting():
    assert lives(look(0, "a", content=1), look(1, "a", content=2))["a"]["content_hash"] == "a:2"


def test_a_second_run_with_the_same_as_of_changes_nothing():
    once = lives(look(0, "ab"), look(1, "a"))
    again = lives(look(0, "ab"), look(1, "a"), look(1, "", "unchanged", repeats="look01"))
    twice = lives(look(0, "ab"), look(1, "a"), look(1, "a"))
    assert once == again == twice


def test_of_two_complete_looks_at_one_instant_the_last_concludes():
    found = lives(look(0, "ab"), look(1, "ab"), look(1, "a"))
    assert found["b"]["closed_at"] == day(1)
    assert found["a"]["is_open"] is True


def test_a_failed_look_at_the_instant_of_a_complete_one_changes_nothing():
    assert lives(look(0, "ab"), look(1, "a"), look(1, "", "failed"))["b"]["closed_at"] == day(1)


def test_a_census_has_no_lifecycle():
    post = lives(
        look(0, "a", source="hackernews", period="2026-01"),
        look(1, "", source="hackernews", period="2026-01"),
    )["a"]
    assert post["is_open"] is None
    assert post["closed_at"] is None
    assert post["period"] == "2026-01"
    assert post["is_census"] is True


def test_boards_do_not_close_each_others_postings():
    found = lives(look(0, "a", board="one"), look(1, "b", board="two"))
    assert found["a"]["is_open"] is True


def test_a_posting_listed_twice_in_one_look_is_one():
    looks, sightings = frames(look(0, "aa"), look(1, "a"), look(2, ""))
    found = lifecycle.trace(looks, sightings, []).postings
    assert found.height == 1
    assert found["closed_at"].to_list() == [day(2)]


def test_an_empty_lake_gives_empty_frames():
    traces = trace()
    assert traces.looks.is_empty()
    assert traces.postings.is_empty()


def replayed(looks: list[tuple[str, str]]) -> dict[str, tuple[bool, int]]:
    """The rules written the slow way: walk the looks, keep who is open."""
    is_open: dict[str, bool] = {}
    gaps: dict[str, int] = {}
    for outcome, listed in looks:
        for name in listed:
            if name in is_open and not is_open[name]:
                gaps[name] += 1
            is_open[name] = True
            gaps.setdefault(name, 0)
        if outcome == "complete":
            for name in is_open:
                is_open[name] = name in listed
    return {name: (is_open[name], gaps[name]) for name in is_open}


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["complete", "partial", "failed"]), st.sets(st.sampled_from("abcd"))
        ),
        max_size=9,
    )
)
def test_vectorised_lifecycles_equal_a_walk_through_the_looks(history: list[tuple[str, set[str]]]):
    told = [
        (outcome, "" if outcome == "failed" else "".join(sorted(listed)))
        for outcome, listed in history
    ]
    found = lives(*(look(week, listed, outcome) for week, (outcome, listed) in enumerate(told)))
    assert {name: (row["is_open"], row["n_gaps"]) for name, row in found.items()} == replayed(told)


def test_what_only_an_earlier_look_of_the_same_instant_showed_was_gone_then():
    looks, sightings = frames(
        look(0, "abc"), look(1, "abc", look_id="x1"), look(1, "ab", look_id="x2")
    )
    rows = {
        row["external_id"]: row for row in lifecycle.trace(looks, sightings, []).postings.to_dicts()
    }
    assert (rows["c"]["last_seen_at"], rows["c"]["closed_at"]) == (day(0), day(1))
    assert rows["a"]["is_open"]


def test_what_was_only_ever_seen_at_an_instant_that_did_not_list_it_in_the_end_is_not_there():
    looks, sightings = frames(look(0, "abc", look_id="x1"), look(0, "ab", look_id="x2"))
    assert sorted(lifecycle.trace(looks, sightings, []).postings["external_id"]) == ["a", "b"]


def test_a_young_thread_of_a_census_is_no_drop_of_the_one_before():
    long, short = " ".join(f"p{n}" for n in range(40)), "q1 q2 q3"
    looks, sightings = frames(
        look(0, long, source="hackernews", period="2026-01"),
        look(5, short, source="hackernews", period="2026-02"),
    )
    assert lifecycle.trace(looks, sightings, ["hackernews"]).looks["is_suspect"].to_list() == [
        False,
        False,
    ]


def openness(*looks: dict[str, object], on: float) -> dict[str, object]:
    """What is known of each posting's openness when another board was visited so many weeks after the first look."""
    lives = trace(*looks, look(on, "z", board="other")).postings
    found = lifecycle.bound_carry(lives)
    assert found.drop("is_open").equals(lives.drop("is_open"))
    return dict(found.filter(board="b").select("external_id", "is_open").iter_rows())


FEED = {"source": "remoteok", "outcome": "partial"}


@pytest.mark.parametrize(
    ("looks", "on", "known"),
    [
        ([look(0, "ab"), look(1, "a")], 1, {"a": True, "b": False}),
        ([look(0, "ab"), look(1, "a")], 5, {"a": True, "b": False}),  # 28 days
        (
            [look(0, "ab"), look(1, "a")],
            5 + 1 / 7,
            {"a": None, "b": False},
        ),  # 29; closed stays closed
        ([look(0, "a"), *(look(week, None, "refused") for week in range(1, 9))], 8, {"a": None}),
        (
            [look(0, "a"), *(look(week, None, "failed") for week in range(1, 9)), look(9, "a")],
            9,
            {"a": True},
        ),
        ([look(0, "a"), look(8, "", "unchanged", repeats="look00")], 8, {"a": True}),
        (
            [look(0, "ab"), look(8, "a", "partial")],
            8,
            {"a": True, "b": None},
        ),  # the pages of b failed
        (
            [look(0, "a"), *(look(week, None, "missing") for week in (1, 6))],
            6,
            {"a": None},
        ),  # no confirmed death
        ([look(0, "a"), *(look(week, None, "missing") for week in (1, 5, 6))], 6, {"a": False}),
        (
            [look(0, "a", **FEED), look(3, "b", **FEED), look(6, "c", **FEED)],
            6,
            {"a": None, "b": True, "c": True},
        ),
        ([look(0, "a", source="hackernews", period="2026-01")], 0, {"a": None}),
    ],
)
def test_openness_is_known_for_28_days_after_a_posting_was_last_seen(
    looks: list[dict[str, object]], on: float, known: dict[str, object]
) -> None:
    assert openness(*looks, on=on) == known


def test_in_a_market_that_nobody_has_fed_for_months_what_was_open_at_the_last_visit_is_open():
    thread = look(40, "q", source="hackernews", period="2026-10")
    silent = [look(0, "s", board="silent"), look(3, "x", board="silent", outcome="failed")]
    lives = trace(look(0, "ab"), look(9, "a"), *silent, thread).postings
    found = lifecycle.bound_carry(lives).filter(~pl.col("is_census"))
    assert dict(found.select("external_id", "is_open").iter_rows()) == {
        "a": True,
        "b": False,
        "s": None,
    }


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["complete", "unchanged", "partial", "missing", "failed"]),
            st.sets(st.integers(0, 30), max_size=30),
        ),
        max_size=9,
    )
)
def test_an_open_posting_was_seen_at_its_boards_last_conclusive_look_or_later(
    history: list[tuple[str, set[int]]],
):
    """So one rule by the last sighting serves boards and feeds alike."""
    shown: list[dict[str, object]] = []
    for week, (outcome, ids) in enumerate(history):
        listed = " ".join(f"p{number}" for number in sorted(ids)) + " "
        is_empty = outcome in {"unchanged", "missing", "failed"} or not ids
        shown.append(look(week, "" if is_empty else listed, outcome, repeats="look00"))
    traces = trace(*shown)
    is_whole = pl.col("outcome").is_in(["complete", "unchanged"]) & pl.col(
        "is_suspect"
    ).not_() | pl.col("is_death")
    is_known = (pl.col("outcome") != "unchanged") | (bool(history) and history[0][0] == "complete")
    last = traces.looks.filter(is_whole & is_known)["looked_at"].max()
    stale = (
        traces.postings.filter("is_open", pl.col("last_seen_at") < last)
        if last
        else traces.postings.clear()
    )
    assert stale.is_empty()
