"""The present market: the year up to the newest sighting, one row an opening."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl

from transforms.history.last_year import (
    keep_last_year,
    keep_one_per_opening,
    keep_year_before,
    present_period,
)

SCHEMA = {
    "posting_id": pl.String,
    "opening_id": pl.String,
    "employer_key": pl.String,
    "last_seen_at": pl.Datetime("us"),
    "is_census": pl.Boolean,
    "period": pl.String,
}


def kept(*rows: tuple[str, str | None, datetime, bool, str | None]) -> dict[str, date]:
    made = [
        (name, name, employer, seen, is_census, period)
        for name, employer, seen, is_census, period in rows
    ]
    found = keep_last_year(pl.DataFrame(made, schema=SCHEMA, orient="row"))
    return dict(found.select("posting_id", "seen_date").iter_rows())


def test_it_reaches_back_one_year_from_the_newest_sighting():
    newest, old = datetime(2026, 6, 1), datetime(2025, 6, 1)
    assert set(kept(("new", "e", newest, False, None), ("old", "e", old, False, None))) == {"new"}
    assert set(
        kept(("new", "e", newest, False, None), ("old", "e", datetime(2025, 6, 2), False, None))
    ) == {
        "new",
        "old",
    }


def test_its_first_and_last_day_are_a_year_apart_and_unknown_without_postings():
    row = ("new", "new", "e", datetime(2026, 6, 1), False, None)
    postings = pl.DataFrame([row], schema=SCHEMA, orient="row")
    assert present_period(postings) == (date(2025, 6, 2), date(2026, 6, 1))
    assert present_period(postings.clear()) is None


def test_a_census_filled_in_today_is_dated_by_its_month():
    today = datetime(2026, 6, 1)
    found = kept(
        ("live", "e", today, False, None),
        ("post", "e", today, True, "2026-02"),
        ("past", "e", today, True, "2017-02"),
    )
    assert found == {"live": date(2026, 6, 1), "post": date(2026, 2, 28)}


def test_a_running_months_thread_is_dated_by_its_last_sighting_and_ends_no_year_in_the_future():
    today, year_ago = datetime(2026, 6, 3), datetime(2025, 6, 10)
    found = kept(
        ("thread", "e", today, True, "2026-06"),
        ("old", "e", year_ago, False, None),
    )
    assert found == {"thread": date(2026, 6, 3), "old": date(2025, 6, 10)}


def test_a_market_of_old_threads_alone_has_a_present_of_its_own():
    today = datetime(2026, 6, 1)
    assert set(kept(("a", "e", today, True, "2017-12"), ("b", "e", today, True, "2016-01"))) == {
        "a"
    }


def test_odd_periods_and_nameless_employers_are_left_out():
    today = datetime(2026, 6, 1)
    assert (
        kept(
            ("a", None, today, False, None),
            ("b", "e", today, True, "soon"),
            ("c", "e", today, True, None),
        )
        == {}
    )


def test_an_opening_is_shown_by_its_smallest_posting():
    rows = [
        ("b", "x", "e", datetime(2026, 6, 1), False, None),
        ("a", "x", "e", datetime(2026, 6, 1), False, None),
    ]
    assert keep_one_per_opening(pl.DataFrame(rows, schema=SCHEMA, orient="row"))[
        "posting_id"
    ].to_list() == ["a"]


def test_the_year_before_holds_what_was_there_then():
    rows = [
        ("gone", datetime(2025, 1, 1), datetime(2025, 3, 1)),
        ("stays", datetime(2025, 1, 1), datetime(2026, 6, 1)),
        ("new", datetime(2026, 1, 1), datetime(2026, 6, 1)),
        ("ancient", datetime(2023, 1, 1), datetime(2024, 1, 1)),
    ]
    made = [(name, name, "e", first, last, False, None) for name, first, last in rows]
    columns = [
        "posting_id",
        "opening_id",
        "employer_key",
        "first_seen_at",
        "last_seen_at",
        "is_census",
        "period",
    ]
    schema = SCHEMA | {"first_seen_at": pl.Datetime("us")}
    frame = pl.DataFrame(made, schema={name: schema[name] for name in columns}, orient="row")
    assert set(keep_year_before(frame)["posting_id"]) == {"gone", "stays"}
