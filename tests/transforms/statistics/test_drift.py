"""Drift: what a kind of board has stopped saying, told from chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.posting import PAY
from transforms.statistics import drift

START = datetime(2026, 11, 1, 6)
LOOK = pl.Schema(
    dict.fromkeys(["look_id", "source", "board", "outcome", "repeats_look_id"], pl.String())
    | {"looked_at": pl.Datetime("us")}
)
SIGHTING = pl.Schema(
    dict.fromkeys(["look_id", "source", "board", "external_id", "content_hash"], pl.String())
)
CONTENT = pl.Schema(
    dict.fromkeys(["source", "board", "sighted_id", "content_hash"], pl.String())
    | dict.fromkeys(
        ["url", "department", "remote_stated", "employment_type", "language_stated"], pl.String()
    )
    | dict.fromkeys(["locations", "country_codes_stated"], pl.List(pl.String()))
    | {"posted_date": pl.Date(), "pay_stated": pl.List(PAY), "fingerprint": pl.List(pl.UInt32())}
)
PAID = [
    {
        "min": 1.0,
        "max": 2.0,
        "currency": "USD",
        "period": "year",
        "kind": "base",
        "basis": "structured",
    }
]

Day = Mapping[str, int | str]
"""Per board, how many postings its look listed, or the outcome of a look that brought none (`partial:30` brought some)."""


def measure(
    days: Sequence[Day],
    paid: Sequence[float] = (),
    *,
    unread_days: Sequence[int] = (),
    census: Sequence[str] = (),
    source: str = "ashby",
) -> dict[str, dict[str, object]]:
    """The rows by item. `paid`: which share of each day's postings states pay; all of them by default."""
    looks, sightings, contents = [], [], []
    for number, day in enumerate(days):
        share = paid[number] if number < len(paid) else 1.0
        for board, seen in day.items():
            look_id = f"{number:03d}:{board}"
            outcome, _, part = (
                ("complete", "", seen) if isinstance(seen, int) else seen.partition(":")
            )
            looks.append((look_id, source, board, outcome, None, START + timedelta(days=number)))
            n = int(part or 0)
            for seat in range(n):
                is_paid = seat < round(share * n)
                name = f"{board}{seat}{is_paid}" + ("new" if number in unread_days else "")
                sightings.append((look_id, source, board, str(seat), name))
                if number not in unread_days:
                    contents.append((source, board, str(seat), name, is_paid))
    rows = [
        (
            *key,
            "https://x.example",
            "Data",
            None,
            "full_time",
            "en",
            ["Berlin"],
            [],
            START.date(),
            PAID * is_paid,
            [1],
        )
        for *key, is_paid in dict.fromkeys(contents)
    ]
    found = drift.measure_drift(
        pl.DataFrame(looks, schema=LOOK, orient="row"),
        pl.LazyFrame(sightings, schema=SIGHTING, orient="row"),
        pl.LazyFrame(rows, schema=CONTENT, orient="row"),
        census,
    )
    return {row["item"]: row for row in found.iter_rows(named=True)}


def verdicts(rows: Mapping[str, Mapping[str, object]]) -> dict[str, str]:
    """The items that have fallen."""
    return {
        item: str(row["verdict"])
        for item, row in rows.items()
        if row["verdict"] in ("error", "warning")
    }


def test_a_field_that_falls_silent_is_an_error_and_nothing_else_is() -> None:
    rows = measure([{"a": 30, "b": 20}] * 15, [0.98] * 14 + [0.0])
    assert verdicts(rows) == {"pay": "error"}
    assert rows["pay"]["note"] == "0 of 50 postings have pay (0%); usually 98% do"
    assert (rows["pay"]["n"], rows["pay"]["n_of"], rows["pay"]["looked_date"]) == (
        0,
        50,
        datetime(2026, 11, 15).date(),
    )


def test_a_field_that_a_quarter_of_the_postings_have_lost_is_a_warning() -> None:
    assert verdicts(measure([{"a": 200}] * 15, [0.9] * 14 + [0.4])) == {"pay": "warning"}


@pytest.mark.parametrize(
    ("day", "verdict"),
    [
        ({"a": "failed", "b": "missing"}, {"postings": "error"}),
        ({"a": 0, "b": 0}, {"postings": "error"}),
        ({"a": "failed", "b": 30}, {}),
        ({"a": "partial", "b": "failed"}, {}),
        ({"a": 5, "b": 5}, {"postings": "warning"}),
        ({"a": 25, "b": 20}, {}),
    ],
    ids=[
        "all looks failed",
        "all lists empty",
        "one board failed",
        "a partial look",
        "most are gone",
        "some are gone",
    ],
)
def test_a_source_is_silent_when_no_board_of_it_gives_any_posting(
    day: Day, verdict: dict[str, str]
) -> None:
    assert verdicts(measure([{"a": 30, "b": 30}] * 14 + [day])) == verdict


def test_the_silence_of_a_source_says_how_its_looks_ended_and_what_was_usual() -> None:
    rows = measure([{"a": 30, "b": 30}] * 14 + [{"a": "failed", "b": "missing"}])
    assert rows["postings"]["note"] == (
        "none of 2 visits reached its board (1 failed, 1 missing); usually 60 postings are listed"
    )
    assert (rows["postings"]["n_boards"], rows["postings"]["n_boards_reached"]) == (2, 0)


def test_the_silence_of_one_board_is_worded_in_the_singular() -> None:
    unreached = measure([{"a": 30}] * 14 + [{"a": "failed"}])
    assert unreached["postings"]["note"] == (
        "the visit did not reach its board (1 failed); usually 30 postings are listed"
    )
    empty = measure([{"a": 30}] * 14 + [{"a": 0}])
    assert empty["postings"]["note"] == (
        "no posting at all on 1 board that answered; usually 30 are listed"
    )


def test_a_source_that_always_had_few_postings_warns_when_it_cannot_be_reached() -> None:
    assert verdicts(measure([{"a": 4}] * 14 + [{"a": "failed"}])) == {"postings": "warning"}


def test_postings_that_can_no_longer_be_read_are_one_error_not_one_for_each_field() -> None:
    rows = measure([{"a": 40}] * 15, unread_days=[14])
    assert verdicts(rows) == {"read": "error"}
    assert rows["read"]["note"] == "0 of 40 postings can be read (0%); usually 100% do"


def test_a_small_board_does_not_cry_wolf() -> None:
    rows = measure([{"a": 12}] * 15, [1.0] * 14 + [0.0])
    assert verdicts(rows) == {}
    assert rows["pay"]["verdict"] == "unknown"


def test_two_earlier_looks_do_not_say_what_is_usual() -> None:
    assert verdicts(measure([{"a": 100}] * 3, [1.0, 1.0, 0.0])) == {}
    assert verdicts(measure([{"a": 100}] * 4, [1.0, 1.0, 1.0, 0.0])) == {"pay": "error"}


def test_a_board_is_compared_with_itself_whichever_boards_were_looked_at() -> None:
    # `poor` has never stated pay: that the day's looks went to it alone is no fall.
    rows = measure([{"rich": 100}] * 4 + [{"poor": 100}] * 4, [1.0] * 4 + [0.0] * 4)
    assert verdicts(rows) == {}
    assert rows["pay"]["usual_share"] == 0.0


def test_one_bad_day_among_the_earlier_ones_changes_nothing() -> None:
    assert verdicts(measure([{"a": 100}] * 15, [1.0] * 7 + [0.0] + [1.0] * 7)) == {}


def test_days_more_than_a_fortnight_of_looks_ago_are_forgotten() -> None:
    assert verdicts(measure([{"a": 100}] * 30, [1.0] * 14 + [0.0] * 16)) == {}


def test_a_silence_is_told_until_it_ends() -> None:
    assert verdicts(measure([{"a": 100}] * 5 + [{"a": "failed"}] * 30)) == {"postings": "error"}
    assert verdicts(measure([{"a": 100}] * 5 + [{"a": "failed"}] * 30 + [{"a": 100}])) == {}


def test_a_feed_whose_looks_are_never_whole_is_judged_by_them() -> None:
    assert verdicts(measure([{"feed": "partial:100"}] * 14 + [{"feed": "partial:20"}])) == {
        "postings": "warning"
    }
    assert verdicts(measure([{"feed": "partial:100"}] * 14 + [{"feed": "failed"}])) == {
        "postings": "error"
    }
    assert verdicts(measure([{"feed": "partial:100"}] * 15, [1.0] * 14 + [0.0])) == {"pay": "error"}


def test_a_partial_look_at_a_board_that_is_else_seen_whole_counts_for_its_fields_alone() -> None:
    assert verdicts(measure([{"a": 100}] * 14 + [{"a": "partial:40"}])) == {}
    assert verdicts(measure([{"a": 100}] * 14 + [{"a": "partial:40"}], [1.0] * 14 + [0.0])) == {
        "pay": "error"
    }


def test_a_field_that_fills_up_is_no_alarm() -> None:
    assert verdicts(measure([{"a": 100}] * 15, [0.0] * 14 + [1.0])) == {}


def test_a_census_whose_new_list_is_still_short_is_no_alarm() -> None:
    days: list[Day] = [{"whoishiring": 400}] * 14 + [{"whoishiring": 40}]
    assert verdicts(measure(days, census=["hackernews"], source="hackernews")) == {}
    assert verdicts(measure(days)) == {"postings": "warning"}


def test_an_unchanged_look_shows_what_the_look_it_repeats_has_shown() -> None:
    looks = [("0", "ashby", "a", "complete", None, START)]
    looks += [
        (str(day), "ashby", "a", "unchanged", "0", START + timedelta(days=day))
        for day in range(1, 6)
    ]  # type: ignore[misc]
    sightings = [("0", "ashby", "a", str(seat), "h") for seat in range(40)]
    found = drift.measure_drift(
        pl.DataFrame(looks, schema=LOOK, orient="row"),
        pl.LazyFrame(sightings, schema=SIGHTING, orient="row"),
        pl.LazyFrame(schema=CONTENT),
        [],
    )
    row = found.row(by_predicate=pl.col("item") == "postings", named=True)
    assert (row["n"], row["n_usual"], row["verdict"]) == (40, 40.0, "steady")


def test_no_look_at_all_gives_no_row() -> None:
    assert measure([]) == {}


@settings(max_examples=60, deadline=None)
@given(
    sizes=st.lists(st.integers(0, 60), min_size=1, max_size=4),
    n_days=st.integers(1, 20),
    share=st.floats(0, 1),
)
def test_a_steady_source_never_alarms(sizes: list[int], n_days: int, share: float) -> None:
    day: Day = {f"b{number}": size for number, size in enumerate(sizes)}
    assert verdicts(measure([day] * n_days, [share] * n_days)) == {}


@settings(max_examples=60, deadline=None)
@given(
    n=st.integers(20, 120),
    share=st.floats(0.3, 1),
    noise=st.lists(st.floats(-1.5, 1.5), min_size=15, max_size=15),
)
def test_chance_of_one_and_a_half_standard_errors_never_alarms(
    n: int, share: float, noise: list[float]
) -> None:
    error = (share * (1 - share) / n) ** 0.5
    shares = [min(1.0, max(0.0, share + z * error)) for z in noise]
    assert verdicts(measure([{"a": n}] * 15, shares)) == {}


@settings(max_examples=40, deadline=None)
@given(n=st.integers(30, 120), share=st.floats(0.6, 1), n_days=st.integers(4, 15))
def test_a_silent_field_of_thirty_postings_or_more_always_alarms(
    n: int, share: float, n_days: int
) -> None:
    shares = [share] * (n_days - 1) + [0.0]
    assert verdicts(measure([{"a": n}] * n_days, shares)) == {"pay": "error"}


def test_rows_do_not_depend_on_the_order_of_what_comes_in() -> None:
    forward = measure([{"a": 30, "b": 20}] * 5)
    backward = measure([{"b": 20, "a": 30}] * 5)
    assert forward == backward
