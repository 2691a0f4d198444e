"""A census: what each month's thread holds, by role."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import polars as pl
import pytest

from transforms.statistics.census.months import CENSUS, measure_census
from transforms.statistics.growth.misreading import draw_correction
from transforms.vocabulary import ROLES

POSTING = pl.Schema(
    {
        "source": pl.String,
        "external_id": pl.String,
        "posting_id": pl.String,
        "opening_id": pl.String,
        "employer_key": pl.String,
        "role_counted": pl.String,
        "is_census": pl.Boolean,
        "period": pl.String,
    }
)
LOOK = pl.Schema(
    {
        "source": pl.String(),
        "outcome": pl.String(),
        "period": pl.String(),
        "looked_at": pl.Datetime("us"),
    }
)


def post(
    number: str, role: str = "other", month: str = "2016-01", **more: object
) -> dict[str, object]:
    name = f"{month}:{number}"
    return {
        "source": "hackernews",
        "external_id": number,
        "posting_id": name,
        "opening_id": name,
        "employer_key": f"e{number}",
        "role_counted": role,
        "is_census": True,
        "period": month,
    } | more


def month(name: str, n_of_role: int, n: int) -> list[dict[str, object]]:
    return [
        post(str(number), "data_scientist" if number < n_of_role else "other", name)
        for number in range(n)
    ]


LONG_AFTER = datetime(2026, 11, 23)


def measure(
    *posts: dict[str, object], outcome: str = "complete", looked_at: datetime = LONG_AFTER
) -> pl.DataFrame:
    months = sorted({str(row["period"]) for row in posts if row["period"]})
    looks = pl.DataFrame(
        [("hackernews", outcome, name, looked_at) for name in months], schema=LOOK, orient="row"
    )
    return measure_census(pl.DataFrame(list(posts), schema=POSTING), looks)


def row(found: pl.DataFrame, role: str, start: date = date(2016, 1, 1)) -> dict[str, object]:
    return found.filter(role=role, period_start=start).row(0, named=True)


def test_a_post_may_hold_several_openings():
    found = measure(
        post("1", "data_scientist"),
        post("1#2", "ml_engineer"),
        post("1#3", "data_scientist"),
        post("2"),
    )
    counts = {role: row(found, role) for role in ("data_scientist", "ai_engineer", "all")}
    assert [counts[role]["n_openings"] for role in counts] == [2, 0, 4]
    assert [counts[role]["n_posts"] for role in counts] == [2, 2, 2]  # of the thread
    assert row(found, "data_scientist")["opening_share"] == 0.5


def test_the_share_lies_inside_its_interval():
    found = row(measure(*month("2016-01", 30, 100)), "data_scientist")
    assert found["opening_share"] == 0.3
    assert 0.2 < found["share_low"] < 0.3 < found["share_high"] < 0.41  # type: ignore[operator]


def mixed_month(name: str, n_science: int) -> list[dict[str, object]]:
    """A hundred openings: so many read as data scientists, twenty as ML engineers, others as software engineers."""
    kinds = ["data_scientist"] * n_science + ["ml_engineer"] * 20
    kinds += ["software_engineer"] * (100 - len(kinds))
    return [post(str(number), role, name) for number, role in enumerate(kinds)]


def test_a_share_and_its_change_are_put_right_for_misread_roles():
    posts = [*mixed_month("2015-01", 25), *mixed_month("2016-01", 35)]
    looks = pl.DataFrame(
        [("hackernews", "complete", name, LONG_AFTER) for name in ("2015-01", "2016-01")],
        schema=LOOK,
        orient="row",
    )
    confusion = np.eye(8) * 1e9
    confusion[1, 1], confusion[1, 2] = 0.8e9, 0.2e9  # ML engineers read as data scientists
    found = measure_census(pl.DataFrame(posts, schema=POSTING), looks, draw_correction(confusion))
    science, learning = row(found, "data_scientist"), row(found, "ml_engineer")
    assert (science["n_openings"], science["opening_as_read_share"]) == (35, 0.35)
    assert science["opening_share"] == pytest.approx(0.30, rel=1e-4)
    assert learning["opening_share"] == pytest.approx(0.25, rel=1e-4)
    assert science["yoy_share"] == pytest.approx(0.30 / 0.20 - 1, rel=1e-3)
    assert science["yoy_low"] < 0.5 < science["yoy_high"]  # type: ignore[operator]


def test_the_change_on_the_year_is_of_the_share():
    found = measure(*month("2016-01", 30, 100), *month("2017-01", 90, 200))
    later = row(found, "data_scientist", date(2017, 1, 1))
    assert later["yoy_share"] == pytest.approx(0.45 / 0.30 - 1)
    assert later["yoy_low"] < later["yoy_share"] < later["yoy_high"]  # type: ignore[operator]
    assert row(found, "data_scientist")["yoy_share"] is None


def test_for_all_roles_the_change_is_of_the_number_of_openings():
    found = measure(*month("2016-01", 0, 100), *month("2017-01", 0, 150))
    assert row(found, "all", date(2017, 1, 1))["yoy_share"] == pytest.approx(0.5)
    assert row(found, "all")["opening_share"] is None


def test_a_change_of_few_openings_is_not_printed():
    later = row(
        measure(*month("2016-01", 19, 100), *month("2017-01", 50, 100)),
        "data_scientist",
        date(2017, 1, 1),
    )
    assert later["yoy_share"] is None
    assert later["note"] == "change on the year: too few (n = 19)"


def test_a_month_without_the_year_before_has_no_change():
    found = row(measure(*month("2017-01", 30, 100)), "data_scientist", date(2017, 1, 1))
    reason = "change on the year: there is no month a year before"
    assert (found["yoy_share"], found["note"]) == (None, reason)


def test_every_month_without_a_change_on_the_year_says_why():
    found = measure(*month("2016-01", 0, 5), *month("2017-01", 30, 100))
    assert found.filter(pl.col("yoy_share").is_null(), pl.col("note").is_null()).is_empty()
    reason = "change on the year: fewer than 20 openings in one of the two months"
    for role in ("data_scientist", "all"):
        assert row(found, role, date(2017, 1, 1))["note"] == reason


def test_a_thread_that_was_not_read_in_full_says_so():
    assert (
        row(measure(*month("2016-01", 3, 10), outcome="partial"), "all")["note"]
        == "the thread was not read in full"
    )


def test_a_thread_that_was_read_while_it_was_filling_is_not_compared_with_a_whole_one():
    posts = [*month("2015-12", 100, 400), *month("2016-12", 10, 30)]
    found = measure(*posts, looked_at=datetime(2016, 12, 2)).filter(
        pl.col("period_start") == date(2016, 12, 1)
    )
    assert found["yoy_share"].to_list() == [None] * found.height
    assert set(found["note"]) == {
        "the month is not over: the thread was still filling when it was read"
    }


def test_copies_of_an_opening_in_one_thread_count_once():
    assert row(measure(post("1"), post("2", opening_id="2016-01:1")), "all")["n_openings"] == 1


def test_boards_and_odd_periods_are_left_out():
    assert measure(
        post("1", is_census=False), post("2", period="someday"), post("3", month="x", period=None)
    ).is_empty()


def test_no_census_gives_no_rows():
    assert measure().schema == CENSUS


def test_a_role_that_no_opening_is_read_as_has_zero_with_its_interval() -> None:
    """Ten employers with one opening each: by Wilson up to t² / (n + t²) of them may be of the role."""
    postings = pl.DataFrame(month("2016-01", 4, 10) + month("2016-02", 0, 10), schema=POSTING)
    found = measure_census(postings, pl.DataFrame(schema=LOOK))
    none = found.filter(pl.col("n_openings") == 0)
    assert set(none["role"]) == set(ROLES)
    assert none.filter(pl.col("role") == "data_scientist")["period_start"].to_list() == [
        date(2016, 2, 1)
    ]
    assert none["opening_share"].to_list() == [0.0] * none.height
    assert none["share_high"].to_list() == pytest.approx(
        [2.262**2 / (10 + 2.262**2)] * none.height, rel=1e-3
    )
    assert found.group_by("period_start").len()["len"].to_list() == [len(ROLES) + 1] * 2
