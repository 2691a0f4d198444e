"""A lake that lost files: no market is made of it as if they had never been."""

from __future__ import annotations

import json
import logging
import shutil
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from flows import store
from flows.boards.look import Look
from flows.classify import classify_lake
from flows.errors import CheckFailed
from flows.lake.parts import Lake
from flows.lake.tables import LOOK
from flows.scrape import split_seen
from flows.settings import Settings
from flows.sources import Payload

DAYS = [datetime(2026, 11, 9), datetime(2026, 11, 16)]


def seen(lake: Lake, day: datetime, *numbers: int) -> None:
    """A part with one whole look at a board, which lists these postings."""
    row = dict.fromkeys(LOOK) | {"look_id": f"{day:%d}", "source": "ashby", "board": "example-co"}
    row |= {"looked_at": day, "outcome": "complete", "n_postings": len(numbers)}
    jobs = [{"id": str(number), "title": f"ML Engineer, team {number}"} for number in numbers]
    look = Look(row, [Payload(job["id"], json.dumps(job).encode(), None) for job in jobs])
    found = pl.DataFrame([row], schema=LOOK)
    lake.write_part(
        f"{day:%d}", found, *split_seen([look], set(lake.known_hashes()), lake.forgotten())
    )


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    lake = Lake(tmp_path / "lake")
    seen(lake, DAYS[0], 1, 2)
    seen(lake, DAYS[1], 2, 3)
    classify_lake(lake, n_workers=1)
    return lake


def stored(lake: Lake) -> pl.DataFrame:
    return store.build_market(lake, Settings(home=Path(str(lake.folder)).parent), DAYS[1])["look"]


def test_a_lake_whose_readings_are_gone_makes_no_empty_market(lake: Lake) -> None:
    stored(lake)
    market = Path(str(lake.folder)).parent / "market.duckdb"
    before = market.read_bytes()
    shutil.rmtree(str(lake.folder / "postings"))
    with pytest.raises(CheckFailed, match="none of them is read: run `rolecall classify` first"):
        stored(lake)
    assert market.read_bytes() == before


def test_a_part_that_is_not_read_is_warned_of(lake: Lake, caplog: pytest.LogCaptureFixture) -> None:
    next(iter(Path(str(lake.folder)).glob("postings/*/09.parquet"))).unlink()
    with caplog.at_level(logging.WARNING):
        stored(lake)
    assert "lacks the postings of 1 of 2 parts" in caplog.text
