"""Imports 535,000 sightings of 13,000 postings with texts, from the file to the report.

    python tests/benchmarks/bench_import.py [--postings 13000] [--days 90] [--kind parquet|csv|jsonl] [--ledger]

Generated: each of 300 boards lists its postings daily, and one in sixty is replaced every day. By default every row repeats
the posting's text of about 4.5 kB, as a table joined by hand does; --apart puts the texts into a second file. --ledger
writes a row a posting with the days on which it came and went. `rolecall import` runs in a process of its own.

Prints wall clock, CPU seconds and peak memory. The aims on two cores: 60 seconds and 2 GB.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
import polars as pl

from tests.benchmarks.command_cost import measure_command, rolecall_environment
from tests.benchmarks.invented import CITIES, SEED, TITLES, invented_html

FIRST_DAY = date(2026, 1, 5)
N_BOARDS = 300


def invent_postings(n: int, n_days: int) -> pl.DataFrame:
    """One row per posting: what it says, and the numbers of its first and its last day."""
    draws = np.random.default_rng(SEED)
    # Lives of 38 to 84 days, cut at both ends: 13,000 postings are listed some 535,000 times.
    begin = draws.integers(-30, n_days, n)
    last = begin + draws.integers(38, 85, n)
    board = draws.integers(0, N_BOARDS, n)
    choose = random.Random(SEED)
    return pl.DataFrame(
        {
            "source": "greenhouse",
            "board": [f"board{number:03d}" for number in board],
            "employer": [f"Employer {number:03d}" for number in board],
            "id": np.arange(n) + 4_000_000_000,
            "title": [TITLES[number % len(TITLES)] for number in range(n)],
            "location": [CITIES[number % len(CITIES)] for number in range(n)],
            "html": [invented_html(choose, TITLES[number % len(TITLES)]) for number in range(n)],
            "first": np.maximum(begin, 0),
            "last": np.minimum(last, n_days - 1),
        }
    ).filter(pl.col("first") <= pl.col("last"))


def _day(column: str) -> pl.Expr:
    return pl.lit(FIRST_DAY) + pl.duration(days=pl.col(column))


def write_sightings(postings: pl.DataFrame, file: Path) -> int:
    """Writes a row a posting a day, in the order of the days. Returns how many."""
    daily = postings.with_columns(day=pl.int_ranges("first", pl.col("last") + 1)).explode("day")
    rows = (
        daily.sort("day", "board", "id")
        .with_columns(seen_on=_day("day"))
        .drop("first", "last", "day")
    )
    _write(rows, file)
    return rows.height


def write_ledger(postings: pl.DataFrame, file: Path) -> int:
    """Writes a row a posting. Returns how many."""
    is_open = pl.col("last") == pl.col("last").max()
    removed = pl.when(~is_open).then(_day("last") + timedelta(days=1))
    rows = postings.with_columns(first_seen=_day("first"), last_seen=_day("last"), removed=removed)
    _write(rows.drop("first", "last"), file)
    return rows.height


def _write(rows: pl.DataFrame, file: Path) -> None:
    write = {".csv": rows.write_csv, ".jsonl": rows.write_ndjson, ".parquet": rows.write_parquet}
    write[file.suffix](file)


def main() -> None:
    """Measures one import."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--postings", type=int, default=13_000)
    parser.add_argument("--days", type=int, default=90)
    parser.add_argument("--kind", choices=["parquet", "csv", "jsonl"], default="parquet")
    parser.add_argument("--apart", action="store_true", help="texts in a second file")
    parser.add_argument("--ledger", action="store_true", help="a row a posting")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="rolecall-import-") as folder:
        file, postings = (
            Path(folder) / f"rows.{chosen.kind}",
            invent_postings(chosen.postings, chosen.days),
        )
        extra = []
        if chosen.apart:
            beside = Path(folder) / "postings.parquet"
            postings.drop("first", "last").write_parquet(beside)
            extra = ["--postings", str(beside)]
            postings = postings.select("source", "board", "id", "first", "last")
        n_rows = (write_ledger if chosen.ledger else write_sightings)(postings, file)
        size_mb = file.stat().st_size / 1e6
        print(
            f"{n_rows:,} rows of {postings.height:,} postings, {size_mb:,.0f} MB of {chosen.kind}"
        )
        home = Path(folder) / "home"
        command = [
            sys.executable,
            "-m",
            "flows.cli",
            "import",
            str(file),
            "--name",
            "bench",
            *extra,
        ]
        cost = measure_command(command, rolecall_environment(home, ""))
        lake_mb = sum(part.stat().st_size for part in (home / "lake").rglob("*.parquet")) / 1e6
        print(cost.said)
        print(
            f"{cost.wall_s:.1f} s, {cost.cpu_s:.1f} s of CPU, {cost.peak_gb:.2f} GB at most; "
            f"the lake holds {lake_mb:,.0f} MB"
        )


if __name__ == "__main__":
    main()
