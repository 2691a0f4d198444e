"""Weeks read by different readers: no index crosses from one version to the next (`transforms.statistics.growth.panel`)."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from tests.transforms.statistics.growth.made_up_boards import AS_OF, START, headline, index, ten
from transforms.statistics.growth import growth


def read_by(versions: list[str], weeks: list[int]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Ten boards of ten openings; in each of `weeks` all close, and as many open, read by the next version."""
    boards = ten([10] * 12)
    postings, looks = boards.frames()
    parts = []
    for number, version in enumerate(versions):
        begin = START + timedelta(weeks=weeks[number - 1]) if number else START
        end = START + timedelta(weeks=weeks[number]) if number < len(weeks) else None
        parts.append(
            postings.with_columns(
                posting_id=pl.col("posting_id") + version,
                opening_id=pl.col("opening_id") + version,
                reader_version=pl.lit(version),
                first_seen_at=pl.lit(begin, dtype=pl.Datetime("us")),
                closed_at=pl.lit(end, dtype=pl.Datetime("us")),
                is_left_truncated=pl.lit(number == 0),
            )
        )
    return pl.concat(parts), looks


def test_no_index_crosses_a_change_of_the_readers():
    found = growth.measure_growth(*read_by(["old", "new"], [6]), AS_OF)
    assert index(found) == [None] * 6 + [100.0] * 6
    weeks = found.by_period.filter(role="ai_engineer", grain="week").sort("period_start")
    assert (
        weeks["note"].to_list()[:6]
        == ["read by other versions of the readers: not compared with what they read now"] * 6
    )
    assert weeks["role_share"].to_list() == [None] * 6 + [1.0] * 6
    row = headline(found)
    assert (row["period_from"], row["n_weeks"], row["growth_share"]) == (date(2026, 2, 16), 5, 0.0)
    assert "before 2026-02-16 postings were read by other versions of the readers" in str(
        row["note"]
    )


def test_the_headline_waits_for_two_weeks_read_by_the_same_readers():
    row = headline(growth.measure_growth(*read_by(["old", "new"], [11]), AS_OF))
    assert row["growth_share"] is None
    assert (
        row["note"]
        == "read by other versions of the readers before: needs 2 weeks read by the same"
    )


def test_a_few_read_by_another_version_break_no_index():
    postings, looks = ten([10] * 6).frames()
    is_old = pl.col("posting_id").is_in([f"b{number}:0" for number in range(4)])
    end = (
        pl.when(is_old)
        .then(START + timedelta(weeks=3))
        .otherwise("closed_at")
        .cast(pl.Datetime("us"))
    )
    few = postings.with_columns(
        reader_version=pl.when(is_old).then(pl.lit("old")).otherwise("reader_version"),
        closed_at=end,
    )
    assert index(growth.measure_growth(few, looks, AS_OF)) == [100.0] * 3 + [96.0] * 3


def test_readers_mixed_alike_in_every_week_can_be_compared():
    postings, looks = ten([10] * 6).frames()
    half = (
        pl.when(pl.col("posting_id").str.ends_with("1"))
        .then(pl.lit("old"))
        .otherwise(pl.lit("new"))
    )
    assert (
        index(growth.measure_growth(postings.with_columns(reader_version=half), looks, AS_OF))
        == [100.0] * 6
    )
