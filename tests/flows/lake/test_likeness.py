"""Kept work changes no market: whatever was kept, the tables are those of a lake that kept nothing."""

import json
import shutil
from datetime import datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest

from flows.classify import classify_lake
from flows.files.importing import import_file
from flows.lake import likeness
from flows.lake.likeness import scan_likeness
from flows.lake.parts import Lake
from flows.lake.retention.forget import find, forget
from flows.settings import Settings
from flows.store import build_market

FIRST, SECOND = datetime(2026, 11, 16), datetime(2026, 11, 23)
DUTIES = [f"- You build part {number} of our search, from data to service." for number in range(20)]
WHOLE = "\n".join([*DUTIES, "Fluent in German.", "SQL and Python are asked for."])
TEXTS = {
    "1": WHOLE,
    "2": WHOLE,
    "3": "\n".join(DUTIES[:9]),
    "4": WHOLE.replace("German", "Spanish"),
    "5": WHOLE.replace("Fluent in German", "About you"),
    "6": "You draw maps.",
}
NEW = {"7": WHOLE, "8": "\n".join(reversed(DUTIES))}


def take_in(lake: Lake, texts: dict[str, str], at: datetime) -> None:
    posting = {"title": "ML Engineer", "company": "Acme", "board": "acme"}
    rows = [posting | {"id": name, "text": text} for name, text in texts.items()]
    file = lake.folder.parent / "postings.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)))
    import_file(lake, file, "mine", {}, at, f"{at:%Y%m%d}")
    classify_lake(lake, n_workers=1)


@pytest.fixture(scope="module")
def lakes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A lake after its first look and after its second."""
    folder = tmp_path_factory.mktemp("lakes")
    once, twice = folder / "once", folder / "twice"
    take_in(Lake(once), TEXTS, FIRST)
    shutil.copytree(once, twice)
    take_in(Lake(twice), TEXTS | NEW, SECOND)
    return once, twice


@pytest.fixture
def lake(lakes: tuple[Path, Path], tmp_path: Path) -> Lake:
    """A lake that has looked twice."""
    return Lake(shutil.copytree(lakes[1], tmp_path / "lake"))


def kept_files(lake: Lake) -> dict[Path, int]:
    files = (lake.folder / "likeness").rglob("*.parquet")
    return {file: file.stat().st_mtime_ns for file in files}


def market_of(lake: Lake) -> dict[str, list[str]]:
    """Every row of every table, sorted: DuckDB joins with several threads, in no order."""
    settings = Settings(home=lake.folder.parent)
    build_market(lake, settings, SECOND)
    with duckdb.connect(str(settings.market_file), read_only=True) as con:
        names = con.execute("select table_name from duckdb_tables()").fetchall()
        return {
            name: sorted(map(repr, con.execute(f'from "{name}"').fetchall())) for (name,) in names
        }


def test_a_market_is_the_same_from_kept_work_and_from_nothing(lake: Lake):
    from_nothing = market_of(lake)
    kept = kept_files(lake)
    assert len(kept) == len(lake.posting_files())
    assert market_of(lake) == from_nothing
    assert kept_files(lake) == kept
    assert 1 < len(from_nothing["opening"]) < len(TEXTS | NEW)


def test_only_what_is_new_is_taken(lakes: tuple[Path, Path], tmp_path: Path, lake: Lake):
    growing = Lake(shutil.copytree(lakes[0], tmp_path / "growing" / "lake"))
    market_of(growing)
    before = kept_files(growing)
    shutil.copytree(lakes[1], growing.folder, dirs_exist_ok=True)
    assert market_of(growing) == market_of(lake)
    assert before.items() < kept_files(growing).items()


def test_rows_are_numbered_as_the_readings_are(lake: Lake):
    texts = pl.concat([pl.read_parquet(file) for file in lake.posting_files()])
    found = scan_likeness(lake).sort("row").collect()
    assert found["row"].to_list() == list(range(texts.height))
    assert found["languages"].to_list() == [
        "german" if "German" in text else "spanish" if "Spanish" in text else ""
        for text in texts["description_text"]
    ]


def test_what_another_version_kept_is_deleted(lake: Lake, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(likeness, "likeness_version", lambda: "earlier")
    from_nothing = market_of(lake)
    earlier = kept_files(lake)
    # What an earlier version took is wrong by the present one.
    for file in earlier:
        wrong = pl.read_parquet(file).with_columns(languages=pl.lit("klingon"))
        wrong.write_parquet(file, metadata=pl.read_parquet_metadata(file))
    monkeypatch.undo()
    assert market_of(lake) == from_nothing
    assert not earlier.keys() & kept_files(lake).keys()
    assert not (lake.folder / "likeness" / "earlier").exists()


def test_what_was_taken_from_other_readings_or_is_damaged_is_taken_again(lake: Lake):
    from_nothing = market_of(lake)
    first, second = sorted(kept_files(lake))
    second.write_bytes(first.read_bytes())
    first.write_bytes(b"PAR1 no table PAR1")
    assert market_of(lake) == from_nothing


def test_what_a_damaged_disk_has_changed_is_taken_again(lake: Lake):
    from_nothing = market_of(lake)
    for file in kept_files(lake):
        # It still decodes, and names the readings it was taken from.
        changed = pl.read_parquet(file).with_columns(languages=pl.lit("klingon"))
        changed.write_parquet(file, metadata=pl.read_parquet_metadata(file))
    assert market_of(lake) == from_nothing
    assert "klingon" not in scan_likeness(lake).collect()["languages"]


def test_what_is_forgotten_leaves_the_kept_work_too(lake: Lake):
    market_of(lake)
    scan_likeness(lake)
    forget(lake, Settings(home=lake.folder.parent), find(lake, "imported:mine/acme:7"))
    assert not kept_files(lake)
    forgotten = market_of(lake)
    assert "mine/acme:7" not in str(forgotten)
    assert scan_likeness(lake).collect().height == len(pl.read_parquet(lake.posting_files()))


def test_an_empty_lake_has_no_likeness(tmp_path: Path):
    assert scan_likeness(Lake(tmp_path / "lake")).collect().is_empty()
