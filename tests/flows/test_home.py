"""What may be written into a data folder: never into an export, and nothing real into the demo's."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Rolecall = Callable[..., "subprocess.CompletedProcess[str]"]

TAKING = [
    ["run", "--plain"],
    ["scrape"],
    ["scrape", "--shard", "1/2"],
    ["backfill", "hackernews", "--since", "2026-01"],
    ["import", "postings.jsonl", "--name", "labs"],
]
REBUILDING = [["classify"], ["store"], ["report"], ["demo", "--plain"]]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "postings.jsonl").write_text('{"id": "1", "title": "Engineer", "text": "Build."}\n')
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


def write(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).write_text("{}")


@pytest.mark.parametrize("words", [*TAKING, *REBUILDING])
def test_nothing_is_written_into_an_export(
    rolecall: Rolecall, home: Path, words: list[str]
) -> None:
    write(home, "datapackage.json", "SHA256SUMS", "market.duckdb")
    done = rolecall(*words)
    assert done.returncode == 2
    assert "home is an export, and stays as it is: name another ROLECALL_HOME" in done.stderr
    assert sorted(file.name for file in home.iterdir()) == [
        "SHA256SUMS", "datapackage.json", "market.duckdb",
    ]  # fmt: skip


@pytest.mark.parametrize("words", TAKING)
def test_nothing_real_is_taken_into_the_demos_folder(
    rolecall: Rolecall, home: Path, words: list[str]
) -> None:
    write(home, "rehearsal.json")
    done = rolecall(*words)
    assert done.returncode == 2
    assert "is the demo's folder, whose employers are invented" in done.stderr
    assert not (home / "lake").exists()


def test_the_demos_market_can_be_rebuilt_from_its_lake(rolecall: Rolecall, home: Path) -> None:
    write(home, "rehearsal.json")
    assert rolecall("store").returncode == 6  # there is nothing in its lake yet


def test_a_folder_with_a_lake_is_no_export(rolecall: Rolecall, home: Path) -> None:
    write(home, "datapackage.json", "SHA256SUMS")
    (home / "lake").mkdir()
    assert rolecall("store").returncode == 6
