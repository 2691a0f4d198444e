"""A lake that lost files: no market is made of it as if they had never been."""

from __future__ import annotations

import json
import logging
import shutil
from datetime import datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest

from flows import store
from flows.boards.look import Look
from flows.classify import classify_lake
from flows.errors import CheckFailed
from flows.lake.losses import fail_lost_looks
from flows.lake.parts import Lake
from flows.lake.retention.forget import remove_postings
from flows.lake.tables import LOOK, posting_hash
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


def opened(lake: Lake) -> dict[str, bool]:
    market = Path(str(lake.folder)).parent / "market.duckdb"
    with duckdb.connect(str(market), read_only=True) as con:
        return dict(con.execute("select external_id, is_open from posting order by 1").fetchall())


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


def test_a_look_whose_sightings_are_gone_closes_nothing(
    lake: Lake, caplog: pytest.LogCaptureFixture
) -> None:
    (lake.folder / "sightings" / "16.parquet").unlink()
    with caplog.at_level(logging.WARNING):
        looks = stored(lake)
    assert "the lake has lost what 1 looks saw, the first at 2026-11-16" in caplog.text
    lost = looks.filter(look_id="16").select("outcome", "error").row(0)
    assert lost == ("failed", "the lake has lost what this look saw")
    assert opened(lake) == {"1": True, "2": True}


def test_postings_whose_bodies_are_gone_are_warned_of(
    lake: Lake, caplog: pytest.LogCaptureFixture
) -> None:
    for kind in ("looks", "sightings", "bodies"):
        (lake.folder / kind / "09.parquet").unlink()
    with caplog.at_level(logging.WARNING):
        stored(lake)
    assert "has lost the words of 1 postings that it saw" in caplog.text
    assert opened(lake) == {"3": True}


def test_a_look_that_repeats_one_whose_sightings_are_gone_closes_nothing(lake: Lake) -> None:
    row = dict.fromkeys(LOOK) | {"look_id": "17", "source": "ashby", "board": "example-co"}
    row |= {"looked_at": datetime(2026, 11, 17), "outcome": "unchanged", "repeats_look_id": "16"}
    looks = pl.concat([lake.looks(), pl.DataFrame([row], schema=LOOK)])
    assert fail_lost_looks(lake, looks)["outcome"].to_list() == [
        "complete",
        "complete",
        "unchanged",
    ]
    (lake.folder / "sightings" / "16.parquet").unlink()
    assert fail_lost_looks(lake, looks)["outcome"].to_list() == ["complete", "failed", "failed"]


def test_a_look_all_of_whose_postings_are_forgotten_is_not_lost(lake: Lake) -> None:
    keys = [posting_hash("ashby", "example-co", number) for number in ("2", "3")]
    remove_postings(lake, keys)
    assert fail_lost_looks(lake, lake.looks())["outcome"].to_list() == ["complete", "complete"]
