"""What nobody knows to be open is not counted as open; growth, which works from looks, does not change by that."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from flows import store
from flows.boards.look import Look
from flows.classify import classify_lake
from flows.lake.parts import Lake
from flows.lake.tables import LOOK
from flows.scrape import split_seen
from flows.settings import Settings
from flows.sources import Payload, every_source
from transforms.history import lifecycle

Rows = Callable[[str], list[tuple[Any, ...]]]

START = datetime(2026, 8, 3)
WEEKS = 10
SILENT_FROM = 4
"""The week from which board b0 answers no longer: at the end its last list is six weeks old."""


def listed(source: str, board: str, week: int) -> list[dict[str, str]]:
    """Two openings a board, one of them another from the second week on; the feed's newest change every week."""
    if source == "remoteok":
        return [{"id": f"{week}", "position": f"AI Engineer {week}", "company": "Feed Maker"}]
    numbers = (1, 2 if week < 2 else 3)
    return [
        {"id": f"{board}-{number}", "title": f"ML Engineer, team {number}"} for number in numbers
    ]


def looks_of(week: int) -> list[Look]:
    boards = [("ashby", f"b{number}") for number in range(12)] + [("remoteok", "remoteok")]
    return [look(source, board, week) for source, board in boards]


def look(source: str, board: str, week: int) -> Look:
    jobs = [] if board == "b0" and week >= SILENT_FROM else listed(source, board, week)
    outcome = "partial" if source == "remoteok" else "complete" if jobs else "failed"
    row = dict.fromkeys(LOOK) | {"look_id": f"{week:02d}:{board}", "source": source, "board": board}
    row |= {
        "employer": f"Employer {board}",
        "looked_at": START + timedelta(weeks=week),
        "outcome": outcome,
    }
    row |= {"n_postings": len(jobs), "is_excerpt": source == "remoteok"}
    return Look(row, [Payload(job["id"], json.dumps(job).encode(), None) for job in jobs])


def build(home: Path) -> Rows:
    lake, known = Lake(home / "lake"), set[str]()
    for week in range(WEEKS):
        looks = looks_of(week)
        found = pl.DataFrame([each.row for each in looks], schema=LOOK)
        lake.write_part(f"{week:04d}", found, *split_seen(looks, known, frozenset()))
    classify_lake(lake, n_workers=1)
    settings = Settings(home=home)
    store.build_market(lake, settings, START + timedelta(weeks=WEEKS - 1))

    def rows(query: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(settings.market_file), read_only=True) as con:
            return con.execute(query).fetchall()

    return rows


@pytest.fixture(scope="module")
def bounded(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    return build(tmp_path_factory.mktemp("bounded"))


@pytest.fixture(scope="module")
def endless(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    """The same market if what was once seen counted as open for ever."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lifecycle, "CARRY_DAYS", 10_000)
        patch.setattr(store, "raise_on_bad_rows", lambda found, unfinished: None)
        return build(tmp_path_factory.mktemp("endless"))


def test_a_silent_boards_postings_are_neither_open_nor_closed(bounded: Rows) -> None:
    found = "select external_id, is_open, closed_at is not null from posting where board = 'b0' order by 1"
    assert bounded(found) == [("b0-1", None, False), ("b0-2", False, True), ("b0-3", None, False)]
    assert bounded(
        "select distinct is_open from posting where board = 'b1' and closed_at is null"
    ) == [(True,)]


def test_a_feeds_posting_counts_as_open_for_28_days_after_its_own_last_sighting(
    bounded: Rows,
) -> None:
    found = bounded(
        "select external_id::int, is_open from posting where source = 'remoteok' order by 1"
    )
    assert found == [(week, None if week < WEEKS - 1 - 4 else True) for week in range(WEEKS)]


def test_openings_that_nobody_knows_to_be_open_are_counted_nowhere(
    bounded: Rows, endless: Rows
) -> None:
    assert bounded("select is_open, count(*) from opening group by 1 order by 1 nulls last") == [
        (False, 12),
        (True, 27),
        (None, 7),
    ]
    assert bounded("select n_open_openings from mart_edition") == [(27,)]
    assert endless("select n_open_openings from mart_edition") == [(34,)]
    silent = "select n_open_openings, n_open_postings, n_countries from mart_employer_demand where employer_key = 'employerb0' and role = 'all'"
    assert bounded(silent) == [(0, 0, None)]


def test_the_quality_mart_counts_what_is_unknown_and_says_why(bounded: Rows) -> None:
    assert bounded(
        "select source, item, n, n_of from mart_quality where section = 'lifecycles' order by 1"
    ) == [
        ("ashby", "openness unknown: board has not answered", 2, 24),
        ("remoteok", "openness unknown: feed shows only its newest", 5, 10),
    ]


def test_the_market_names_every_kind_of_board_that_can_be_read(bounded: Rows) -> None:
    assert bounded("select name, title, never_gives, basis from source") == [
        (source.name, source.title, list(source.never_gives), source.basis)
        for source in every_source().values()
    ]


UNTOUCHED = (
    "mart_role_growth mart_growth_headline mart_growth_flow mart_duration mart_pay_band mart_skill_demand mart_role_profile"
).split()


@pytest.mark.parametrize("mart", UNTOUCHED)
def test_growth_and_what_describes_a_year_of_postings_do_not_change(
    bounded: Rows, endless: Rows, mart: str
) -> None:
    assert bounded(f"select * from {mart}") == endless(f"select * from {mart}")


def test_the_silent_board_leaves_the_panel_as_before(bounded: Rows) -> None:
    assert bounded(
        "select sum(n_left) from mart_growth_flow where role = 'all' and grain = 'week'"
    ) == [(2,)]
