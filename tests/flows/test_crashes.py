"""`kill -9` at any moment: what was acknowledged stays, the market opens, and the next run finishes the work."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import polars as pl
import pytest

from flows.lake.disk import write_parquet
from flows.lake.parts import Lake
from flows.lake.session import writing
from flows.rehearsal.server import RehearsalServer
from flows.rehearsal.truth import Market
from flows.settings import Settings
from reports.site import disk
from warehouse import market

N_KILLS = 8
LONGEST_S = 5.0  # a little longer than a whole run of this market, so that kills fall on every stop


def test_killed_runs_lose_nothing_acknowledged_and_the_next_run_finishes(
    tmp_path: Path,
    small_market: Market,
    serve_market: Callable[..., RehearsalServer],
    board_list: Callable[[RehearsalServer], Path],
    launch: Callable[..., "subprocess.Popen[bytes]"],
    rolecall: Callable[..., "subprocess.CompletedProcess[str]"],
) -> None:
    server = serve_market()
    boards, home = str(board_list(server)), tmp_path / "home"
    lake, moments = Lake(home / "lake"), random.Random(20261123)
    acknowledged: set[str] = set()
    for kill in range(N_KILLS):
        running = launch(
            "run",
            "--plain",
            "--boards",
            boards,
            "--as-of",
            f"2026-11-{10 + kill}",
            mirror=server.url,
        )
        time.sleep(LONGEST_S * (kill + moments.random()) / N_KILLS)
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
        looks = set(lake.looks()["look_id"])
        assert acknowledged <= looks
        acknowledged = looks
        assert lake.known_hashes() >= set(lake.sightings()["content_hash"])
        assert all(
            page.read_text(encoding="utf-8").rstrip().endswith("</html>")
            for page in (home / "site").rglob("latest/*.html")
        )
        if (home / "market.duckdb").exists():
            with duckdb.connect(str(home / "market.duckdb"), read_only=True) as con:
                assert con.execute("select count(*) from mart_edition").fetchall() == [(1,)]
    done = rolecall(
        "run", "--plain", "--boards", boards, "--as-of", "2026-11-23", mirror=server.url
    )
    assert done.returncode == 0, done.stderr
    assert acknowledged < set(lake.looks()["look_id"])
    assert list(lake.folder.rglob("*.tmp")) == []
    expected = sum(
        len(small_market.postings_open(employer.board, small_market.days()[-1]))
        for employer in small_market.employers
    )
    with duckdb.connect(str(home / "market.duckdb"), read_only=True) as con:
        assert con.execute("select count(*) from posting where is_open").fetchall() == [(expected,)]
    assert (home / "site" / "latest" / "index.html").exists()
    assert not (home / "run.lock").exists()


def test_a_report_that_a_killed_run_had_set_aside_is_back_even_when_the_next_run_fails(
    tmp_path: Path,
) -> None:
    aside = tmp_path / "site" / ".latest.old"
    aside.mkdir(parents=True)
    (aside / "index.html").write_text("<html></html>", encoding="utf-8")
    with pytest.raises(ZeroDivisionError), writing(Settings(home=tmp_path)):
        raise ZeroDivisionError
    assert (tmp_path / "site" / "latest" / "index.html").exists()


def a_part_of_the_lake(folder: Path) -> Path:
    write_parquet(pl.DataFrame({"n": [1]}), folder / "part.parquet")
    return folder / "part.parquet"


def the_market(folder: Path) -> Path:
    built = folder / ".market.unfinished.duckdb"
    market.build(built, {})
    market.publish(built, folder / "market.duckdb")
    return folder / "market.duckdb"


def a_page(folder: Path) -> Path:
    disk.write(folder / "index.html", b"<html></html>")
    return folder / "index.html"


def an_edition(folder: Path) -> Path:
    disk.publish(folder / "2026-11-23", {"index.html": "<html></html>"})
    return folder / "2026-11-23"


@pytest.mark.parametrize("write", [a_part_of_the_lake, the_market, a_page, an_edition])
@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="looks at open files through /proc")
def test_what_is_written_is_flushed_before_it_is_renamed_and_its_folder_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Callable[[Path], Path]
) -> None:
    flushed: list[tuple[Path, set[str]]] = []
    fsync = os.fsync

    def note(opened: int) -> None:
        names = {path.name for path in tmp_path.iterdir() if not path.name.startswith(".")}
        flushed.append((Path(f"/proc/self/fd/{opened}").readlink(), names))
        fsync(opened)

    monkeypatch.setattr(os, "fsync", note)
    written = write(tmp_path)
    first, last = flushed[0], flushed[-1]
    assert first[0] != tmp_path
    assert first[1] == set()
    assert last[0] == tmp_path
    assert written.name in last[1]


WORKER = """
import time
from flows.sandbox.workers import READERS_BYTES, Workers

workers = Workers(1, READERS_BYTES)
workers.run(len, "any")
print(*workers._pool._processes, flush=True)
time.sleep(600)
"""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes through /proc")
def test_the_workers_of_a_killed_run_end_with_it() -> None:
    run = subprocess.Popen([sys.executable, "-c", WORKER], stdout=subprocess.PIPE, text=True)
    assert run.stdout is not None
    worker = Path("/proc") / run.stdout.readline().strip()
    run.kill()
    run.wait()
    run.stdout.close()
    until = time.monotonic() + 60
    while is_running(worker) and time.monotonic() < until:
        time.sleep(0.05)
    outlives = is_running(worker)
    if outlives:
        os.kill(int(worker.name), signal.SIGKILL)
    assert not outlives


def is_running(process: Path) -> bool:
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
