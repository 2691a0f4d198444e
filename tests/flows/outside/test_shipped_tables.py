"""The tables that the report reads and no lake holds: outside facts, the change log, how often roles are read right."""

from collections import Counter
from importlib.resources import files
from itertools import product
from pathlib import Path

import polars as pl
import pytest

from flows.outside.facts import outside_facts
from flows.report import read_beside
from transforms.vocabulary import READ_ROLES

FLOWS = Path(__file__).resolve().parents[3] / "flows"
WAREHOUSE = FLOWS.parent / "warehouse"
METROS = pl.Series(["all", "Seattle-Tacoma-Bellevue, WA", "Seattle-Tacoma-Bellevue, WA"])


def test_outside_facts_name_their_source_licence_and_address() -> None:
    facts = outside_facts(METROS)
    assert (
        facts.select(
            pl.col("source", "area", "measure", "value", "licence", "url").null_count().sum()
        ).row(0)
        == (0,) * 6
    )
    table = (WAREHOUSE / "marts" / "mart_benchmark.sql").read_text("utf-8")
    assert all(f"\n    {column} " in table for column in facts.columns)


def test_a_share_of_an_outside_source_is_a_share_of_each_month_once() -> None:
    shares = outside_facts(METROS).filter(pl.col("measure").str.contains("share"))
    assert shares["value"].is_between(0, 1).all()
    assert not shares.select("source", "area", "period_start").is_duplicated().any()
    assert all("CC BY 4.0" in source for source in shares["source"].unique())


def test_wages_of_an_area_stand_beside_its_band_alone_and_once() -> None:
    areas = outside_facts(METROS).filter(pl.col("area").str.contains(", "))
    assert set(areas["area"]) == {"Seattle-Tacoma-Bellevue, WA"}
    wages = dict(areas.sort("value").select("measure", "value").iter_rows())
    assert [name for name in wages if name != "mean"] == ["p10", "p25", "p50", "p75", "p90"]
    assert len(wages) == 6


def test_the_change_log_dates_and_explains_each_change() -> None:
    log = read_beside()["change_log"]
    assert log.schema == {"changed_date": pl.Date, "kind": pl.String, "what": pl.String}
    assert log["changed_date"].is_sorted()
    assert set(log["kind"]) <= {"reader", "panel", "law", "method"}


@pytest.fixture
def confusion() -> pl.DataFrame:
    text = files("transforms.statistics.growth").joinpath("roles_confusion.csv").read_bytes()
    return pl.read_csv(text).rename({"true": "true_role", "read": "read_role"})


def test_the_confusion_holds_every_pair_of_roles_once(confusion: pl.DataFrame) -> None:
    pairs = set(confusion.select("true_role", "read_role").rows())
    assert pairs == {(true, read) for true in READ_ROLES for read in READ_ROLES}
    assert confusion.height == len(pairs)


def test_most_of_each_role_is_read_right(confusion: pl.DataFrame) -> None:
    right = confusion.filter(pl.col("true_role") == pl.col("read_role"))["n"].sum()
    assert right / confusion["n"].sum() > 0.8


def test_the_figures_on_employers_held_out_lie_in_their_intervals_and_are_of_the_matrix_beside() -> (
    None
):
    scores, matrix = read_beside()["role_scores"], read_beside()["role_held_out"]
    judged = Counter(zip(scores["basis"], scores["labels"], strict=True))
    assert judged == dict.fromkeys(product(("body", "title"), ("drawn", "listed", "all")), 9)
    assert scores.filter(~pl.col("value").is_between("low", "high")).is_empty()
    whole = scores.filter(
        pl.col("basis") == "body", pl.col("labels") == "all", pl.col("figure") == "accuracy"
    ).row(0, named=True)
    right = matrix.filter(pl.col("true_role") == pl.col("read_role"))["n"].sum()
    assert matrix["n"].sum() == whole["n"]
    assert round(right / whole["n"], 4) == whole["value"]
