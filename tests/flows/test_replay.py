"""The main job on recorded real boards: nothing that a board lists is lost. Needs ../shared/replay; skipped without it.

Of the 279 boards of Ashby one in three is watched, and every other board: all of them take half a minute more.
"""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import httpx
import polars as pl
import pytest

SHARED = Path(
    os.environ.get("ROLECALL_SHARED") or Path(__file__).resolve().parents[2].parent / "shared"
)
REPLAY = SHARED / "replay" / "replay.py"

pytestmark = pytest.mark.skipif(
    not REPLAY.exists(), reason="needs the recorded boards of ../shared/replay"
)

PERIODS = {
    "YEAR": "year",
    "MONTH": "month",
    "WEEK": "week",
    "DAY": "day",
    "HOUR": "hour",
    "TIME": "once",
}


@pytest.fixture(scope="module")
def replay() -> Iterator[str]:
    with subprocess.Popen(
        [sys.executable, str(REPLAY), "--port", "0"], stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        address = re.search(r"http://\S+", server.stdout.readline())
        assert address
        yield address.group()
        server.kill()


@pytest.fixture(scope="module")
def home(replay: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder after one run on the watched boards."""
    folder = tmp_path_factory.mktemp("replay")
    boards = folder / "boards.csv"
    lines = httpx.get(f"{replay}/_boards", timeout=60).text.splitlines()
    ashby = [line for line in lines if line.startswith("ashby")]
    others = [line for line in lines if not line.startswith(("ashby", "hackernews"))]
    boards.write_text("\n".join([*others, *ashby[::3]]) + "\n", encoding="utf-8")
    done = rolecall(
        folder,
        replay,
        "run",
        "--no-history",
        "--plain",
        "--boards",
        str(boards),
        "--as-of",
        "2026-11-23",
    )
    assert done.returncode == 0, done.stderr
    return folder


def rolecall(home: Path, mirror: str, *words: str) -> "subprocess.CompletedProcess[str]":
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("ROLECALL_")
    }
    environment |= {"ROLECALL_HOME": str(home), "ROLECALL_MIRROR": mirror}
    return subprocess.run(
        [sys.executable, "-m", "flows.cli", *words],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def ids(home: Path, source: str) -> set[str]:
    with duckdb.connect(str(home / "market.duckdb"), read_only=True) as con:
        return {
            row[0]
            for row in con.execute(
                "select board || '/' || external_id from posting where source = ?", [source]
            ).fetchall()
        }


def ashby(home: Path) -> list[dict[str, Any]]:
    """What the watched boards of Ashby list."""
    files = sorted((REPLAY.parent / "data").glob("ashby*.parquet"))
    watched = watched_boards(home)
    return [
        row
        for file in files
        for row in pl.read_parquet(file).iter_rows(named=True)
        if row["isListed"] and ("ashby", row["board"]) in watched
    ]


def watched_boards(home: Path) -> set[tuple[str, str]]:
    boards = pl.read_csv(home / "boards.csv", infer_schema=False)
    return set(boards.select("source", "board").rows())


def test_every_look_is_complete(home: Path) -> None:
    with duckdb.connect(str(home / "market.duckdb"), read_only=True) as con:
        assert con.execute("select outcome, count(*) from look group by outcome").fetchall() == [
            ("complete", len(watched_boards(home)))
        ]


def test_every_listed_ashby_posting_is_there(home: Path) -> None:
    assert ids(home, "ashby") == {f"{row['board']}/{row['id']}" for row in ashby(home)}


def test_every_greenhouse_job_and_every_lever_posting_is_there(home: Path) -> None:
    data = REPLAY.parent / "data"
    lists = {
        file.name.split("_")[0]: json.loads(file.read_text())["jobs"]
        for file in sorted((data / "greenhouse").glob("*_list_*.json"))
    }
    assert {f"{board}/{job['id']}" for board, jobs in lists.items() for job in jobs} <= ids(
        home, "greenhouse"
    )
    postings = {
        file.name.split("_")[0]: json.loads(file.read_text())
        for file in sorted((data / "lever").glob("*.json"))
    }
    assert {f"{board}/{job['id']}" for board, jobs in postings.items() for job in jobs} == ids(
        home, "lever"
    )


def test_every_ashby_salary_component_is_there_zones_apart(home: Path) -> None:
    with duckdb.connect(str(home / "market.duckdb"), read_only=True) as con:
        stored = con.execute(
            "select external_id, pay_min, pay_max, currency, posting_pay.period from posting_pay join posting using (posting_id) "
            "where source = 'ashby' and basis = 'structured'"
        ).fetchall()
    have = Counter(stored)
    n_components = 0
    for row in ashby(home):
        compensation = json.loads(row["compensation_json"] or "null") or {}
        for tier in compensation.get("compensationTiers") or ():
            for part in tier["components"]:
                if part["compensationType"] != "Salary" or (
                    part["minValue"] is None and part["maxValue"] is None
                ):
                    continue
                bounds = [value or None for value in (part["minValue"], part["maxValue"])]
                period = PERIODS[part["interval"].split()[-1]]
                assert have[row["id"], *bounds, part["currencyCode"], period], (row["id"], part)
                n_components += 1
    assert n_components > 300


def test_a_backfill_of_hacker_news_adds_one_thread_a_month_and_goes_on_where_it_stopped(
    home: Path, replay: str
) -> None:
    for until in ("2012-01", "2012-03"):
        done = rolecall(
            home,
            replay,
            "backfill",
            "hackernews",
            "--since",
            "2012-01",
            "--until",
            until,
            "--as-of",
            "2026-11-23",
        )
        assert done.returncode == 0, done.stderr
    with duckdb.connect(str(home / "market.duckdb"), read_only=True) as con:
        looks = con.execute(
            "select period, count(*) from look where source = 'hackernews' group by period order by period"
        ).fetchall()
        assert looks == [("2012-01", 1), ("2012-02", 1), ("2012-03", 1)]
        openings = con.execute(
            "select count(*) from posting where source = 'hackernews' and is_open is null"
        ).fetchall()[0][0]
        assert openings > 500
