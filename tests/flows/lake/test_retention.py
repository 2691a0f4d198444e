"""Raw bodies leave when their time is over; what was read of them, and the hashes that keep them from coming twice, stay."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from flows import pipeline
from flows.classify import classify_lake
from flows.doctor import examine
from flows.lake.parts import Lake
from flows.lake.retention.old_bodies import remove_old_bodies
from flows.lake.tables import BODY, LOOK, SIGHTING, content_hash
from flows.lake.versions import Version, present_version
from flows.settings import Settings
from tests.flows.conftest import Command
from tests.flows.small_parts import write_weekly_parts

OLDER, LATER = (Version(readers, {}) for readers in ("older", "later"))
FIRST_DAY = datetime(2026, 1, 5)


def look_of(lake: Lake, part: str, looked_at: datetime, ids: list[str]) -> None:
    """A complete look at an imported board that brings the postings of these ids for the first time."""
    look = {
        "look_id": part,
        "source": "imported",
        "board": "mine",
        "looked_at": looked_at,
        "outcome": "complete",
    }
    rows = []
    for external_id in ids:
        body = json.dumps(
            {"title": f"Data Scientist {external_id}", "company": "Acme", "text": "SQL"}
        ).encode()
        name = content_hash("imported", "mine", external_id, body)
        row = {
            "content_hash": name,
            "source": "imported",
            "board": "mine",
            "external_id": external_id,
        }
        rows.append({**row, "body": body, "look_id": part})
    sightings = [{name: row.get(name) for name in SIGHTING} for row in rows]
    lake.write_part(
        part,
        pl.DataFrame([look], schema=LOOK),
        pl.DataFrame(sightings, schema=SIGHTING),
        pl.DataFrame(rows, schema=BODY),
    )


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """Two weekly looks, read."""
    lake = Lake(tmp_path / "lake")
    look_of(lake, "a", FIRST_DAY, ["1", "2"])
    look_of(lake, "b", FIRST_DAY + timedelta(days=7), ["3"])
    classify_lake(lake, n_workers=1)
    return lake


@pytest.mark.parametrize(
    ("keep_days", "days_later", "kept"),
    [(90, 89, ["a", "b"]), (90, 90, ["b"]), (90, 97, []), (0, 7, []), (10**9, 10_000, ["a", "b"])],
)
def test_a_part_is_emptied_when_all_its_bodies_are_so_many_days_old(
    lake: Lake, keep_days: int, days_later: int, kept: list[str]
) -> None:
    remove_old_bodies(lake, keep_days, FIRST_DAY + timedelta(days=days_later))
    assert lake.kept_parts() == kept


def test_what_was_read_stays_and_nothing_is_stored_twice(lake: Lake) -> None:
    hashes, postings = lake.known_hashes(), pl.read_parquet(lake.posting_files())
    assert remove_old_bodies(lake, 0, datetime(2027, 1, 1)) == 2
    assert lake.known_hashes() == hashes
    assert lake.bodies("a")["body"].null_count() == 2
    assert pl.read_parquet(lake.posting_files()).equals(postings)
    assert remove_old_bodies(lake, 0, datetime(2027, 1, 1)) == 0


def test_nothing_is_emptied_before_the_present_readers_have_been_over_it(lake: Lake) -> None:
    look_of(lake, "c", FIRST_DAY, ["4"])
    lake.write_postings("a", pl.DataFrame({"x": [1]}), lake.quarantine(), OLDER)
    remove_old_bodies(lake, 0, datetime(2027, 1, 1))
    assert lake.kept_parts() == ["a", "c"]


def test_later_readers_are_not_offered_what_is_gone_and_the_doctor_counts_it(
    lake: Lake, tmp_path: Path
) -> None:
    remove_old_bodies(lake, 90, FIRST_DAY + timedelta(days=90))
    assert list(lake.stale_parts(LATER)) == ["b"]
    assert "a" in lake.parts_read_by(present_version())
    findings, _ = examine(Settings(home=tmp_path, keep_raw_days=90), FIRST_DAY + timedelta(days=90))
    assert (
        "1 parts are past 90 days" in findings.filter(pl.col("what") == "raw bodies")["detail"][0]
    )


def test_a_killed_rewrite_leaves_the_bodies_whole(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    before = lake.bodies("a")
    monkeypatch.setattr(Path, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        lake.empty_bodies("a")
    monkeypatch.undo()
    assert lake.bodies("a").equals(before)
    assert lake.kept_parts() == ["a", "b"]


def test_a_run_keeps_to_the_setting_and_to_its_own_day(lake: Lake) -> None:
    settings = Settings(keep_raw_days=90)
    assert pipeline.retain_stop(lake, settings, FIRST_DAY) == 0
    assert pipeline.retain_stop(lake, settings, FIRST_DAY + timedelta(days=200)) == 2


def test_stops_that_are_run_one_by_one_keep_raw_bodies_no_longer_than_a_run(
    tmp_path: Path, rolecall: Command
) -> None:
    """As when shards are scraped on several machines, and one of them classifies."""
    lake = Lake(tmp_path / "home" / "lake")
    write_weekly_parts(lake, 20)
    done = rolecall("classify")
    assert done.returncode == 0, done.stderr
    assert {part[:6] for part in lake.emptied_parts()} == {"202607", "202608"}
    assert {part[:6] for part in lake.kept_parts()} == {"202609", "202610"}
    assert rolecall("classify", home=tmp_path / "empty").returncode == 0
