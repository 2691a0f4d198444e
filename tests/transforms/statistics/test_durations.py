"""Durations: Kaplan-Meier with delayed entry (docs/methods.md, Durations)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.statistics import durations

START = datetime(2026, 1, 5)
AS_OF = date(2027, 1, 1)
POSTING = pl.Schema(
    dict.fromkeys(
        ["posting_id", "opening_id", "source", "board", "employer_key", "role_counted"], pl.String()
    )
    | dict.fromkeys(["first_seen_at", "last_seen_at", "closed_at"], pl.Datetime("us"))
    | {"posted_date": pl.Date()}
    | dict.fromkeys(["is_left_truncated", "is_date_implausible", "is_census"], pl.Boolean())
)
LOOK = pl.Schema(
    dict.fromkeys(["source", "board", "outcome"], pl.String())
    | {"looked_at": pl.Datetime("us"), "is_suspect": pl.Boolean()}
)


def week(number: int) -> datetime:
    return START + timedelta(weeks=number)


def posting(
    name: str, first: int, last: int, closed: int | None, **more: object
) -> dict[str, object]:
    """A posting that the looks of weeks `first` to `last` listed and the look of week `closed` no longer did."""
    return {
        "posting_id": name,
        "opening_id": name,
        "source": "ashby",
        "board": "b",
        "employer_key": f"e{name}",
        "role_counted": "ai_engineer",
        "first_seen_at": week(first),
        "last_seen_at": week(last),
        "closed_at": None if closed is None else week(closed),
        "posted_date": None,
        "is_left_truncated": False,
        "is_date_implausible": False,
        "is_census": False,
    } | more


def measure(postings: list[dict[str, object]], n_looks: int = 30) -> dict[str, object]:
    looks = [("ashby", "b", "complete", week(number), False) for number in range(n_looks)]
    found = durations.measure_durations(
        pl.DataFrame(postings, schema=POSTING),
        pl.DataFrame(looks, schema=LOOK, orient="row"),
        AS_OF,
    )
    rows = found.filter(role="ai_engineer").to_dicts()
    return rows[0] if rows else {}


def test_opening_and_closing_lie_halfway_between_two_looks():
    # Opened between weeks 0 and 1, closed between weeks 3 and 4: from 0.5 to 3.5 weeks.
    found = measure([posting(f"p{n}", 1, 3, 4) for n in range(20)])
    assert (found["median_days"], found["p25_days"], found["p75_days"]) == (21.0, 21.0, 21.0)
    assert (found["n_openings"], found["n_closed"], found["n_employers"], found["note"]) == (
        20,
        20,
        20,
        None,
    )


def test_what_is_still_open_counts_as_long_as_it_was_watched():
    closed = [posting(f"c{n}", 1, 2, 3) for n in range(10)]
    still = [posting(f"o{n}", 1, 20, None) for n in range(11)]
    assert measure(closed + still)["median_days"] is None
    assert (
        measure(closed + still)["note"]
        == "half of them were not seen to close (10 closed of n = 21)"
    )
    assert measure(closed + still[:10])["median_days"] == 14.0


def test_the_short_watched_do_not_shorten_the_median():
    closed = [posting(f"c{n}", 1, 9, 10) for n in range(20)]
    new = [posting(f"n{n}", 10, 11, None) for n in range(40)]
    assert measure(closed + new)["median_days"] == 63.0


def test_what_a_first_look_showed_is_at_risk_from_the_age_at_which_it_was_seen():
    young = [posting(f"y{n}", 1, 2, 3) for n in range(20)] + [
        posting(f"z{n}", 1, 9, 10) for n in range(20)
    ]
    old = [
        posting(
            f"o{n}",
            0,
            4,
            5,
            is_left_truncated=True,
            posted_date=(START - timedelta(days=100)).date(),
        )
        for n in range(40)
    ]
    # From day 0 the old ones would make the median 131 days: they never were at risk before their hundredth day.
    assert measure(young + old)["median_days"] == 14.0
    assert measure(young + old)["p75_days"] == 63.0


@pytest.mark.parametrize("odd", [{"posted_date": None}, {"is_date_implausible": True}])
def test_without_a_believable_date_what_a_first_look_showed_has_no_age(odd: dict[str, object]):
    old = {"is_left_truncated": True, "posted_date": date(2026, 1, 1)} | odd
    assert measure([posting(f"p{n}", 0, 3, 4, **old) for n in range(30)]) == {}


def test_a_repost_goes_on_with_its_opening():
    first = [posting(f"p{n}", 1, 3, 4) for n in range(20)]
    again = [posting(f"r{n}", 5, 7, 8, opening_id=f"p{n}") for n in range(20)]
    found = measure(first + again)
    assert (found["median_days"], found["n_openings"]) == (49.0, 20)


def test_a_census_closes_nothing():
    assert measure([posting(f"p{n}", 1, 3, None, is_census=True) for n in range(30)]) == {}


@pytest.mark.parametrize(("n", "n_closed", "per_employer"), [(19, 19, 1), (40, 9, 1), (40, 40, 10)])
def test_below_the_floors_nothing_is_printed(n: int, n_closed: int, per_employer: int):
    postings = [
        posting(f"p{k}", 1, 3, 4 if k < n_closed else None, employer_key=f"e{k // per_employer}")
        for k in range(n)
    ]
    found = measure(postings)
    assert found["median_days"] is None
    assert str(found["note"]).startswith(f"too few ({n_closed} closed of n = {n}")


def test_the_median_lies_in_its_interval_which_one_employer_alone_may_not_narrow():
    mixed = [posting(f"p{n}", 1, 2 + n % 8, 3 + n % 8, employer_key=f"e{n % 8}") for n in range(80)]
    spread = [posting(f"p{n}", 1, 2 + n % 8, 3 + n % 8) for n in range(80)]
    alike, apart = measure(mixed), measure(spread)
    assert alike["median_days"] == apart["median_days"]
    for found in (alike, apart):
        assert found["median_low"] <= found["median_days"] <= found["median_high"]  # type: ignore[operator]
    assert alike["median_high"] - alike["median_low"] > apart["median_high"] - apart["median_low"]  # type: ignore[operator]


def test_the_textbook_table():
    """Kaplan-Meier by hand: ages 1, 2+, 3, 3, 5 with an entry at age 2 that closes at 4."""
    entry, end = np.array([0.0, 0, 0, 0, 0, 2]), np.array([1.0, 2, 3, 3, 5, 4])
    closed = np.array([1.0, 0, 1, 1, 1, 1])
    curve = durations.estimate_survival(entry, end, closed, np.arange(6), np.ones((1, 6)))
    assert curve.ages.tolist() == [1, 3, 4, 5]
    assert curve.at_risk.tolist() == [5, 4, 2, 1]
    assert curve.surviving[0].tolist() == pytest.approx(
        [4 / 5, 4 / 5 * 2 / 4, 4 / 5 * 2 / 4 / 2, 0]
    )


@given(st.lists(st.integers(1, 50), min_size=1, max_size=60))
def test_when_all_have_closed_the_curve_is_what_is_left_of_them(ages: list[int]):
    end = np.array(ages, dtype=float)
    curve = durations.estimate_survival(
        np.zeros(len(end)), end, np.ones(len(end)), np.arange(len(end)), np.ones((1, len(end)))
    )
    assert curve.surviving[0] == pytest.approx([(end > age).mean() for age in curve.ages])
    assert curve.quantile(0.5)[0] == np.sort(end)[(len(end) - 1) // 2]
