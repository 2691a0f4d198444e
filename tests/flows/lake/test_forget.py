"""What is to be forgotten goes from every file of the lake, and never comes back."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from flows.classify import classify_lake
from flows.errors import UsageError
from flows.files.importing import import_file
from flows.lake.parts import Lake
from flows.lake.retention.forget import find, forget
from flows.lake.tables import posting_hash
from flows.lake.versions import present_version
from flows.rehearsal.server import RehearsalServer
from flows.settings import Settings

AS_OF = datetime(2026, 11, 23)
RECORDS = """\
{"id": "1", "title": "AI Engineer", "company": "Juniper Row", "text": "Agents", "url": "https://jobs.example/1"}
{"id": "2", "title": "Data Scientist", "company": "Acme Inc.", "text": "SQL"}
{"id": "3", "title": "ML Engineer", "company": "ACME", "text": "Training"}
{"id": "4", "company": "Acme", "text": "without a title"}
"""


def imported(lake: Lake, tmp_path: Path, run_id: str = "r1") -> None:
    file = tmp_path / "postings.jsonl"
    file.write_text(RECORDS)
    import_file(lake, file, "mine", {}, AS_OF, run_id)
    classify_lake(lake, n_workers=1)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    lake = Lake(tmp_path / "lake")
    imported(lake, tmp_path)
    return lake


def ids_kept(lake: Lake) -> dict[str, list[str]]:
    frames = {
        "bodies": pl.concat([lake.bodies(part) for part in lake.parts()]),
        "sightings": lake.sightings(),
        "postings": pl.read_parquet(lake.posting_files()),
        "quarantine": lake.quarantine(),
    }
    return {kind: frame["external_id"].unique().sort().to_list() for kind, frame in frames.items()}


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        ("acme", ["2", "3"]),
        ("Juniper Row", ["1"]),
        ("https://jobs.example/1", ["1"]),
        ("imported:mine:2", ["2"]),
        ("imported:mine:4", ["4"]),
    ],
)
def test_postings_are_found_by_employer_address_or_id(
    lake: Lake, wanted: str, ids: list[str]
) -> None:
    assert find(lake, wanted)["external_id"].to_list() == ids


def test_what_is_not_there_is_said(lake: Lake) -> None:
    with pytest.raises(UsageError, match="'Nobody': no posting"):
        find(lake, "Nobody")


def test_a_forgotten_posting_is_in_no_file_and_the_others_are_untouched(
    lake: Lake, tmp_path: Path
) -> None:
    assert "r1-0000" in lake.parts_read_by(present_version())
    forget(lake, Settings(home=tmp_path), find(lake, "acme"))
    forget(lake, Settings(home=tmp_path), find(lake, "imported:mine:4"))
    assert ids_kept(lake) == {
        "bodies": ["1"],
        "sightings": ["1"],
        "postings": ["1"],
        "quarantine": [],
    }
    assert "r1-0000" in lake.parts_read_by(present_version())
    assert b"Acme" not in b"".join(file.read_bytes() for file in lake.folder.rglob("*.parquet"))


def test_only_hashes_are_remembered(lake: Lake, tmp_path: Path) -> None:
    forget(lake, Settings(home=tmp_path), find(lake, "imported:mine:2"))
    assert lake.forgotten() == {posting_hash("imported", "mine", "2")}
    assert pl.read_parquet(lake.folder / "forgotten.parquet").columns == ["posting_hash"]


def test_a_forgotten_posting_is_not_stored_again(lake: Lake, tmp_path: Path) -> None:
    forget(lake, Settings(home=tmp_path), find(lake, "acme"))
    imported(lake, tmp_path, "r2")
    assert ids_kept(lake)["sightings"] == ["1", "4"]
    assert ids_kept(lake)["bodies"] == ["1", "4"]


def test_what_a_kill_left_half_done_is_finished_by_the_next_call(
    lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace, calls = Path.replace, []

    def killed_at_the_third(self: Path, target: Path) -> Path:
        calls.append(target)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return replace(self, target)

    found = find(lake, "acme")
    monkeypatch.setattr(Path, "replace", killed_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        forget(lake, Settings(home=tmp_path), found)
    monkeypatch.undo()
    assert ids_kept(lake)["postings"] == ["1"]
    assert "2" in ids_kept(lake)["bodies"]
    forget(lake, Settings(home=tmp_path), find(lake, "Juniper Row").clear())
    assert ids_kept(lake) == {
        kind: ["4"] if kind == "quarantine" else ["1", "4"] if kind != "postings" else ["1"]
        for kind in ids_kept(lake)
    }


def test_a_market_left_over_from_failed_checks_goes_too(lake: Lake, tmp_path: Path) -> None:
    Settings(home=tmp_path).unfinished_market_file.write_bytes(b"old")
    forget(lake, Settings(home=tmp_path), find(lake, "acme"))
    assert not Settings(home=tmp_path).unfinished_market_file.exists()


def test_the_command_removes_an_employer_from_lake_and_market_and_asks_before(
    tmp_path: Path,
    serve_market: Callable[..., RehearsalServer],
    board_list: Callable[[RehearsalServer], Path],
    after_a_run: Callable[[Path], Path],
    rolecall: Callable[..., "object"],
) -> None:
    server = serve_market()
    arguments = ("run", "--plain", "--boards", str(board_list(server)), "--as-of", "2026-11-23")
    lake = Lake(after_a_run(tmp_path / "home") / "lake")
    employer = pl.read_parquet(lake.posting_files())["employer"].mode().sort()[0]
    refused = rolecall("forget", employer)
    assert refused.returncode == 1
    assert not find(lake, employer).is_empty()
    assert rolecall("forget", employer, "--yes").returncode == 0
    assert rolecall(*arguments, mirror=server.url).returncode == 0
    left = rolecall("sql", "--csv", "select employer, count(*) from posting group by all")
    assert left.returncode == 0
    assert employer not in left.stdout
    with pytest.raises(UsageError):
        find(lake, employer)


def test_labels_of_what_is_forgotten_go_too_and_those_of_others_stay(
    lake: Lake, tmp_path: Path
) -> None:
    settings = Settings(home=tmp_path)
    others = '{"id": "imported:mine:1", "role": "ai_engineer"}\nnot a label\n'
    doomed = (
        '{"id": "imported:mine:2#3", "role": "other"}\n{"id": "imported:mine:3", "role": "other"}\n'
    )
    settings.own_labels_file.write_text(others + doomed)
    forget(lake, settings, find(lake, "acme"))
    assert settings.own_labels_file.read_text() == others
