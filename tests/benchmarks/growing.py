"""Prints what more boards and more years ask for: requests, bytes, the lake, and a rebuild by number of workers.

    python tests/benchmarks/growing.py [--boards 100000] [--postings 10000000] [--years 5]

Nothing is looked at. Boards are drawn from the bundled panels with their real sources and hosts, so that shared hosts weigh
as they do. What a row takes on disk is measured: a part of the lake is written and its files are weighed. What a posting
takes to read and to store is given by `make bench` and `make bench-store`, and can be set.
"""

from __future__ import annotations

import argparse
import secrets
import sys
import tempfile
from collections import Counter
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
import polars as pl

from flows.boards.estimate import estimate_requests
from flows.boards.lists import read_boards
from flows.boards.shards import host_group, shard_of
from flows.lake.parts import Lake
from flows.lake.retention.merging import BYTES_A_PART
from flows.lake.tables import BODY, LOOK, SIGHTING
from flows.settings import Settings
from flows.sources import Board

LIFE_DAYS = 84  # an advert's mean life, as in bench_store.py
TEXT_BYTES = 4_000  # a long posting's, as in bench_store.py
READ_MS, STORE_MS = (
    0.77,
    0.85,
)  # CPU a posting: `make bench` (2,600 a second on two cores), `make bench-store`
BOARDS_A_PART = 200
UNMERGED_DAYS = 90 + 31  # until the raw bodies of a whole month are gone
WORKERS = (1, 2, 8, 32, 128)
SHARDS = (1, 2, 8, 32)
N_WORDS = 20_000


def draw_boards(n_boards: int, chance: np.random.Generator) -> list[Board]:
    """Boards with the sources and hosts of the bundled panels. A host of its own stays one, however often it is drawn."""
    pool = [board for board in read_boards(panel="all") if board.source != "hackernews"]
    drawn = chance.integers(len(pool), size=n_boards)
    return [Board(pool[i].source, _numbered(pool[i], n)) for n, i in enumerate(drawn.tolist())]


def _numbered(board: Board, number: int) -> str:
    """A name of its own, on the same shared host or on a new one."""
    return f"n{number}-{board.slug}"


def weigh_rows(postings_a_board: int) -> dict[str, float]:
    """Bytes of the lake's files by row, in parts as a run writes them."""
    chance = np.random.default_rng(7)
    n_rows = BOARDS_A_PART * postings_a_board
    ids = [secrets.token_hex(16) for _ in range(n_rows)]
    boards = [f"board-{n // postings_a_board}" for n in range(n_rows)]
    looks = pl.DataFrame(
        {
            "look_id": [f"20261123T000000:lever:board-{n}" for n in range(BOARDS_A_PART)],
            "source": "lever",
            "board": [f"board-{n}" for n in range(BOARDS_A_PART)],
            "looked_at": datetime(2026, 11, 23),
            "outcome": "complete",
        }
    )
    keys = {"source": ["lever"] * n_rows, "board": boards, "external_id": ids, "content_hash": ids}
    # As in a language, few words are most of a text, so that it is compressed as a text is.
    words = np.array([secrets.token_urlsafe(int(n)) for n in chance.integers(1, 8, N_WORDS)])
    text = words[np.minimum(chance.zipf(1.3, size=(n_rows, TEXT_BYTES // 6)), N_WORDS) - 1]
    bodies = [" ".join(line).encode() for line in text.tolist()]
    with tempfile.TemporaryDirectory() as folder:
        lake = Lake(Path(folder))
        lake.write_part(
            "part",
            pl.concat([pl.DataFrame(schema=LOOK), looks], how="diagonal"),
            pl.concat([pl.DataFrame(schema=SIGHTING), pl.DataFrame(keys)], how="diagonal"),
            pl.concat(
                [pl.DataFrame(schema=BODY), pl.DataFrame({**keys, "body": bodies})], how="diagonal"
            ),
        )
        size = {kind: (Path(folder) / kind / "part.parquet").stat().st_size for kind in KINDS}
    return {"looks": size["looks"] / BOARDS_A_PART} | {
        kind: size[kind] / n_rows for kind in ("sightings", "bodies")
    }


KINDS = ("looks", "sightings", "bodies")


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--boards", type=int, default=100_000)
    parser.add_argument(
        "--postings", type=int, default=10_000_000, help="seen in all years together"
    )
    parser.add_argument("--years", type=float, default=5)
    parser.add_argument("--read-ms", type=float, default=READ_MS)
    parser.add_argument("--store-ms", type=float, default=STORE_MS)
    asked = parser.parse_args()
    n_days = round(asked.years * 365)
    n_open = asked.postings / (1 + n_days / LIFE_DAYS)
    print(
        f"{asked.boards:,} boards daily for {asked.years:g} years, {asked.postings:,} postings in all: "
        f"{n_open:,.0f} open at a time, {asked.postings / n_days:,.0f} new a day"
    )
    boards = draw_boards(asked.boards, np.random.default_rng(20261123))
    print_requests(boards, n_days)
    print_bytes(asked.boards, asked.postings, n_days, n_open)
    print_workers(asked.postings, asked.read_ms, asked.store_ms)


def print_requests(boards: list[Board], n_days: int) -> None:
    """What a day asks for, and how long its slowest shard takes."""
    found = estimate_requests(boards, pl.DataFrame(schema=LOOK), Settings())
    lists = found.with_columns(
        requests=pl.col("boards"), minutes=pl.col("minutes") / pl.col("requests") * pl.col("boards")
    )
    n_first, n_daily = found["requests"].sum(), lists["requests"].sum()
    print(
        f"\nrequests: {n_first:,} on the first day, from {n_daily:,} a day then, {n_daily * n_days / 1e6:,.0f} million in all"
    )
    print("the longest hosts of a day, at a request a second:")
    for host, n, minutes in (
        lists.sort("minutes", descending=True)
        .select("host", "boards", "minutes")
        .head(4)
        .iter_rows()
    ):
        print(f"  {host:<28} {n:>7,} requests  {minutes / 60:>6.1f} h")
    minutes_of = dict(lists.group_by("host").agg(pl.col("minutes").sum()).iter_rows())
    alone = {host_group(board): board for board in boards}
    print("shards   largest share of the boards")
    for n_shards in SHARDS:
        sizes = Counter(shard_of(board, n_shards) for board in boards)
        print(f"{n_shards:>6}   {max(sizes.values()) / len(boards):>6.0%}")
    print(
        f"{len(alone):,} groups of hosts; no number of shards is faster than the longest host, {max(minutes_of.values()) / 60:.1f} h"
    )


def print_bytes(n_boards: int, n_postings: int, n_days: int, n_open: float) -> None:
    """What the lake holds, by kind."""
    row = weigh_rows(max(1, round(n_open / n_boards)))
    sizes = {
        "looks": row["looks"] * n_boards * n_days,
        "sightings": row["sightings"] * n_open * n_days,
        "bodies, 90 days": row["bodies"] * (n_open + n_postings / n_days * 90),
        "bodies, for ever": row["bodies"] * n_postings,
    }
    a_day = n_boards / BOARDS_A_PART
    old = sum(sizes[kind] for kind in ("looks", "sightings", "bodies, for ever"))
    n_merged = max(n_days / 30, old / BYTES_A_PART)
    print(
        f"\nlake: {a_day * n_days / 1e3:,.0f} thousand parts are written. {a_day * UNMERGED_DAYS:,.0f} "
        f"of the last {UNMERGED_DAYS} days stay, and the others become {n_merged:,.0f} merged ones"
    )
    for kind, size in sizes.items():
        print(f"  {kind:<18} {size / 1e9:>8.1f} GB")


def print_workers(n_postings: int, read_ms: float, store_ms: float) -> None:
    """How long it takes to read all again, and to build the market."""
    hours = n_postings * read_ms / 3.6e6
    print(
        f"\nreading all again: {hours:.1f} hours of one core. The market: {n_postings * store_ms / 3.6e6:.1f} hours, on one machine"
    )
    print("cores   hours of reading")
    for n_workers in WORKERS:
        print(f"{n_workers:>5}   {hours / n_workers:>8.2f}")


if __name__ == "__main__":
    main()
