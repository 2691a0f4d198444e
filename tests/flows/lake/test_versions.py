"""A mended adapter has its own source's history read again, and no other's."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import flows
from flows.classify import classify_lake
from flows.lake.disk import write_parquet
from flows.lake.parts import Lake
from flows.lake.retention.old_bodies import remove_old_bodies, reread_kept_texts
from flows.lake.tables import BODY, LOOK, SIGHTING
from flows.lake.versions import Version, adapter_version, present_version

ROOT = Path(flows.__file__).parents[1]
SOURCES = ROOT / "flows" / "sources"
BODIES = {
    "imported": {"title": "Data Scientist", "company": "Acme", "text": "Python and SQL"},
    "lever": {"text": "ML Engineer", "descriptionPlain": "Train models in Python"},
}
NO_TITLE = {"imported": {}, "lever": {"descriptionPlain": "no title"}}
MENDED = """
from dataclasses import replace

_first_parse = parse


def parse(payload, board):
    return [replace(posting, department="Mended") for posting in _first_parse(payload, board)]
"""
CLASSIFY = """
import sys
from pathlib import Path
from flows.classify import classify_lake
from flows.lake.parts import Lake

print(classify_lake(Lake(Path(sys.argv[1])), n_workers=1))
"""


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """One part with a posting and an unreadable body of each of two sources, read by the present version."""
    lake = Lake(tmp_path / "lake")
    rows = []
    for source in BODIES:
        for external_id, body in (("1", BODIES[source]), ("2", NO_TITLE[source])):
            key = {"source": source, "board": "acme", "external_id": external_id}
            row = {"content_hash": f"{source}{external_id}", "look_id": source}
            rows.append(key | row | {"body": json.dumps(body).encode()})
    looks = [
        {
            "look_id": source,
            "source": source,
            "board": "acme",
            "looked_at": datetime(2026, 1, 5),
            "outcome": "complete",
        }
        for source in BODIES
    ]
    sightings = [{name: row.get(name) for name in SIGHTING} for row in rows]
    lake.write_part(
        "a",
        pl.DataFrame(looks, schema=LOOK),
        pl.DataFrame(sightings, schema=SIGHTING),
        pl.DataFrame(rows, schema=BODY),
    )
    classify_lake(lake, n_workers=1)
    return lake


def before_lever_was_mended() -> Version:
    version = present_version()
    return Version(version.readers, {**version.adapters, "lever": "earlier"})


def read_by(lake: Lake, version: Version) -> pl.DataFrame:
    """Makes what was read that of `version`, which took every title for "Old". Returns what was read."""
    read = lake.postings("a")
    lake.replace_postings("a", read.with_columns(title=pl.lit("Old")), version)
    return read


def titles(lake: Lake) -> dict[str, str]:
    return dict(lake.postings("a").select("source", "title").iter_rows())


def folders(lake: Lake) -> list[str]:
    return sorted(file.name for file in (lake.folder / "postings").iterdir())


def test_only_the_mended_adapters_history_is_read_again(lake: Lake) -> None:
    quarantine = lake.quarantine().sort("source")
    read_by(lake, before_lever_was_mended())
    assert lake.stale_parts(present_version()) == {"a": {"lever"}}
    assert classify_lake(lake, n_workers=1) == 1
    assert titles(lake) == {"imported": "Old", "lever": "ML Engineer"}
    assert_frame_equal(lake.quarantine().sort("source"), quarantine)
    assert quarantine.height == 2


def test_a_superseded_version_leaves_no_folder(lake: Lake) -> None:
    read_by(lake, before_lever_was_mended())
    classify_lake(lake, n_workers=1)
    name = present_version().name
    assert folders(lake) == [name, f"{name}.json"]


def test_a_part_without_the_mended_source_is_handed_over_unread(lake: Lake) -> None:
    version = present_version()
    read_by(lake, Version(version.readers, {**version.adapters, "ashby": "earlier"}))
    assert lake.stale_parts(version) == {}
    assert classify_lake(lake, n_workers=1) == 0
    assert "a" in lake.parts_read_by(version)
    assert set(titles(lake).values()) == {"Old"}


def test_a_new_reader_reads_every_source_again(lake: Lake) -> None:
    read = read_by(lake, Version("earlier", present_version().adapters))
    assert classify_lake(lake, n_workers=1) == 2
    assert_frame_equal(lake.postings("a"), read, check_row_order=False)


def test_kept_text_of_a_mended_adapter_stays_as_it_was_read(lake: Lake) -> None:
    remove_old_bodies(lake, 0, datetime(2027, 1, 1))
    read_by(lake, before_lever_was_mended())
    assert classify_lake(lake, n_workers=1) == reread_kept_texts(lake) == 0
    assert "a" in lake.parts_read_by(present_version())
    assert set(titles(lake).values()) == {"Old"}


@pytest.mark.parametrize("has_raw_bodies", [True, False])
def test_a_lake_from_before_versions_were_folders_is_read_again_without_loss(
    lake: Lake, has_raw_bodies: bool
) -> None:
    read = lake.postings("a")
    if not has_raw_bodies:
        remove_old_bodies(lake, 0, datetime(2027, 1, 1))
    shutil.rmtree(lake.folder / "postings")
    old = read.with_columns(role=pl.lit("other"))
    write_parquet(old, lake.folder / "postings" / "a.parquet", {"reader_version": "0123456789ab"})
    assert [file.parent.name for file in lake.posting_files()] == ["postings"]
    assert classify_lake(lake, n_workers=1) + reread_kept_texts(lake) == 2
    assert_frame_equal(lake.postings("a"), read, check_row_order=False)
    assert not (lake.folder / "postings" / "a.parquet").exists()


def test_a_run_killed_before_it_deletes_the_old_reading_loses_and_doubles_nothing(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    read = read_by(lake, Version("earlier", {}))
    monkeypatch.setattr(Lake, "_supersede", killed)
    with pytest.raises(KeyboardInterrupt):
        lake.replace_postings("a", read, present_version())
    monkeypatch.undo()
    assert len(list(lake.folder.glob("postings/*/a.parquet"))) == 2
    assert_frame_equal(pl.read_parquet(lake.posting_files()), read)
    assert lake.stale_parts(present_version()) == {}


def test_a_mended_parse_is_seen_by_the_next_run(lake: Lake, tmp_path: Path) -> None:
    for package in ("flows", "transforms", "warehouse", "reports"):
        shutil.copytree(
            ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    adapter = tmp_path / "flows" / "sources" / "lever.py"
    n_read = []
    for text in ("\n# a reason\n", MENDED):
        append(adapter, text)
        done = subprocess.run(
            [sys.executable, "-c", CLASSIFY, str(lake.folder)],
            env=os.environ | {"PYTHONPATH": str(tmp_path)},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        )
        n_read.append(int(done.stdout))
    assert n_read == [0, 1]
    departments = dict(lake.postings("a").select("source", "department").iter_rows())
    assert departments == {"imported": None, "lever": "Mended"}


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "sources"
    shutil.copytree(SOURCES, folder, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def append(file: Path, text: str) -> None:
    file.write_text(file.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_an_adapters_own_file_and_the_kit_make_its_version(sources: Path) -> None:
    before = adapter_version("lever", sources)
    assert before == adapter_version("lever")
    append(sources / "ashby.py", "\nADDED = 1\n")
    append(sources / "lever.py", '\n# a reason\n"""Words."""\n')
    assert adapter_version("lever", sources) == before
    append(sources / "kit" / "fields.py", "\nADDED = 1\n")
    with_kit = adapter_version("lever", sources)
    append(sources / "lever.py", "\nADDED = 1\n")
    assert len({before, with_kit, adapter_version("lever", sources)}) == 3


@pytest.mark.parametrize(
    "import_line",
    [
        "from flows.sources.lender import VALUE",
        "from flows.sources import Board, lender",
        "import flows.sources.lender as lent",
        "from flows.sources.kit import lender",
        "def parse():\n    from flows.sources.kit.lender import VALUE",
    ],
)
def test_code_that_an_adapter_imports_counts_whatever_the_form_of_the_import(
    sources: Path, import_line: str
) -> None:
    lenders = sources / "lender.py", sources / "kit" / "lender.py"
    (sources / "borrower.py").write_text(f"{import_line}\n")
    versions = []
    for value in (1, 2):
        for lender in lenders:
            lender.write_text(f"VALUE = {value}\n")
        versions.append(adapter_version("borrower", sources))
    assert versions[0] != versions[1]


def test_a_part_of_the_kit_that_an_adapter_does_not_import_leaves_its_version(
    sources: Path,
) -> None:
    before = {name: adapter_version(name, sources) for name in ("lever", "personio")}
    append(sources / "kit" / "xml.py", "\nADDED = 1\n")
    after = {name: adapter_version(name, sources) for name in ("lever", "personio")}
    assert after["lever"] == before["lever"]
    assert after["personio"] != before["personio"]


def test_a_damaged_list_of_what_a_version_is_made_of_has_everything_read_again(lake: Lake) -> None:
    earlier = before_lever_was_mended()
    read_by(lake, earlier)
    (lake.folder / "postings" / f"{earlier.name}.json").write_text("{")
    assert lake.stale_parts(present_version()) == {"a": {"imported", "lever"}}
