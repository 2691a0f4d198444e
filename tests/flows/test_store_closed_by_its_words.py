"""What a posting's own words say closed or no opening is not counted as open, though the board goes on listing it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
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
from flows.sources import Payload

Rows = Callable[[str], list[tuple[Any, ...]]]
START = datetime(2026, 6, 1)
TEXT = "<p>You train models and ship them.</p>"


def page(number: int, **more: object) -> dict[str, object]:
    job = {"@type": "JobPosting", "title": f"Machine Learning Engineer {number}"}
    return job | {"identifier": f"R-{number}", "description": TEXT} | more


def job(number: int, **more: object) -> dict[str, object]:
    return {
        "id": number,
        "internal_job_id": number,
        "title": "Data Scientist",
        "content": TEXT,
    } | more


PAGES = [
    page(1),
    page(2, validThrough="2026-12-31"),
    page(3, validThrough="2026-06-10T23:59:59Z"),
    page(4, validThrough="2025-06-30"),
    page(5, validThrough="0001-01-01"),
]
JOBS = [
    job(1),
    job(2, internal_job_id=None),
    job(3, title="General Application"),
]


def look(source: str, board: str, week: int, bodies: list[dict[str, object]], key: str) -> Look:
    row = dict.fromkeys(LOOK) | {"look_id": f"{week}:{board}", "source": source, "board": board}
    row |= {"employer": board, "looked_at": START + timedelta(weeks=week), "outcome": "complete"}
    row |= {"n_postings": len(bodies)}
    return Look(row, [Payload(str(body[key]), json.dumps(body).encode()) for body in bodies])


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    home: Path = tmp_path_factory.mktemp("closed")
    lake, known = Lake(home / "lake"), set[str]()
    for week in range(4):
        looks = [
            look("careers_page", "jobs.acme.example", week, PAGES, "identifier"),
            look("greenhouse", "acme", week, JOBS, "id"),
        ]
        found = pl.DataFrame([each.row for each in looks], schema=LOOK)
        lake.write_part(f"{week:04d}", found, *split_seen(looks, known, frozenset()))
    classify_lake(lake, n_workers=1)
    settings = Settings(home=home)
    store.build_market(lake, settings, START + timedelta(weeks=3))

    def ask(query: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(settings.market_file), read_only=True) as con:
            return con.execute(query).fetchall()

    return ask


def test_a_posting_is_closed_after_its_last_day_though_its_page_is_still_there(rows: Rows) -> None:
    found = rows(
        "select external_id, is_open, closed_at::date, apply_until_date from posting "
        "where source = 'careers_page' order by external_id"
    )
    assert found == [
        ("R-1", True, None, None),
        ("R-2", True, None, date(2026, 12, 31)),
        ("R-3", False, date(2026, 6, 15), date(2026, 6, 10)),
        ("R-5", True, None, date(1, 1, 1)),
    ]


def test_a_prospect_is_kept_and_marked_and_no_figure_counts_it(rows: Rows) -> None:
    found = rows(
        "select external_id, is_prospect, is_open, role_counted is null from posting "
        "where source = 'greenhouse' order by external_id"
    )
    assert found == [("1", False, True, False), ("2", True, None, True), ("3", True, None, True)]
    open_postings = (
        "select n_open_postings from mart_employer_demand where role = 'all' and employer = 'acme'"
    )
    assert rows(open_postings) == [(1,)]
