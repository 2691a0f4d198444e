"""Prints what looking at boards takes: seconds and memory by number of boards, and for one board of 40 MB.

    python tests/benchmarks/bench_scrape.py [--boards 250 500 1000 2000] [--megabytes 40]

Invented boards of 30 postings with texts of 4.5 kB, a third each in the dialects of Greenhouse, Lever and Ashby, on loopback,
where no politeness delay applies. Each figure is `rolecall scrape` in a process of its own, on an empty data folder but for
the second look at the most boards; the idle process is `rolecall scrape` on one board of one posting. The aims: 1,000 boards in 90 s and 1 GB on two cores, a
peak that does not grow with the number of boards, and 400 MB for the 40 MB board above the idle process.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import polars as pl

from flows.lake.parts import Lake
from tests.benchmarks.command_cost import Cost, measure_command, rolecall_environment
from tests.benchmarks.invented import CITIES, SEED, TITLES, invented_html
from tests.benchmarks.served_folder import serving

A_BOARD = 30
N_TEXTS = 300
"""Different texts; each posting has one of them and its own id, so each body is its own."""

DIALECTS = ("greenhouse", "lever", "ashby")
PATHS = {
    "greenhouse": "boards-api.greenhouse.io/v1/boards/{}/jobs",
    "lever": "api.lever.co/v0/postings/{}",
    "ashby": "api.ashbyhq.com/posting-api/job-board/{}",
}


def posting(dialect: str, number: int, html: str, choose: random.Random) -> dict[str, object]:
    """One posting with the fields of its dialect that a look at a board reads."""
    title, city = choose.choice(TITLES), choose.choice(CITIES)
    if dialect == "greenhouse":
        return {"id": number, "title": title, "location": {"name": city}, "content": html}
    if dialect == "lever":
        return {
            "id": f"{number:032x}",
            "text": title,
            "categories": {"location": city},
            "description": html,
        }
    return {
        "id": f"{number:032x}",
        "title": title,
        "location": city,
        "isListed": True,
        "descriptionHtml": html,
    }


def board(dialect: str, postings: list[dict[str, object]]) -> bytes:
    """A board's reply in its dialect."""
    if dialect == "greenhouse":
        return json.dumps({"jobs": postings, "meta": {"total": len(postings)}}).encode()
    return json.dumps(
        postings if dialect == "lever" else {"jobs": postings, "apiVersion": "1"}
    ).encode()


def write_board(folder: Path, dialect: str, slug: str, postings: list[dict[str, object]]) -> None:
    """Puts a board where the server finds it."""
    file = folder / PATHS[dialect].format(slug)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(gzip.compress(board(dialect, postings), 6, mtime=0))


def write_boards(folder: Path, n_boards: int) -> list[tuple[str, str]]:
    """Writes invented boards; their (source, slug)."""
    choose = random.Random(SEED)
    texts = [invented_html(choose, choose.choice(TITLES)) for _ in range(N_TEXTS)]
    written = []
    for number in range(n_boards):
        dialect, slug = DIALECTS[number % len(DIALECTS)], f"board{number:05d}"
        first = number * A_BOARD
        rows = [
            posting(dialect, first + one, choose.choice(texts), choose) for one in range(A_BOARD)
        ]
        write_board(folder, dialect, slug, rows)
        written.append((dialect, slug))
    return written


def write_large(folder: Path, megabytes: float) -> tuple[str, str]:
    """Writes one board of so many megabytes."""
    choose = random.Random(SEED)
    rows: list[dict[str, object]] = []
    n_bytes = 0.0
    while n_bytes < 1e6 * megabytes:
        html = invented_html(choose, choose.choice(TITLES))
        rows.append(posting("greenhouse", len(rows), html, choose))
        n_bytes += len(json.dumps(rows[-1]))
    write_board(folder, "greenhouse", "large", rows)
    return "greenhouse", "large"


def scraped(boards: list[tuple[str, str]], address: str, home: Path) -> tuple[Cost, pl.DataFrame]:
    """What one look at each of the boards takes, and the looks of this run."""
    listed = home / "boards.csv"
    listed.write_text(
        "source,board\n" + "".join(f"{source},{slug}\n" for source, slug in boards),
        encoding="utf-8",
    )
    lake = Lake(home / "data" / "lake")
    earlier = lake.looks()["look_id"]
    command = [sys.executable, "-m", "flows.cli", "scrape", "--boards", str(listed)]
    taken = measure_command(command, rolecall_environment(home / "data", address))
    return taken, lake.looks().filter(~pl.col("look_id").is_in(earlier.implode()))


def main() -> None:
    """Prints one line a size."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--boards", type=int, nargs="*", default=[250, 500, 1000, 2000])
    parser.add_argument("--megabytes", type=float, default=40)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        boards = write_boards(folder, max(asked.boards, default=0))
        large = write_large(folder, asked.megabytes)
        write_board(
            folder,
            "greenhouse",
            "idle",
            [posting("greenhouse", 1, "<p>One.</p>", random.Random(SEED))],
        )
        sizes = [(f"{n:,}", boards[:n], str(n)) for n in asked.boards]
        if asked.boards:
            n = max(asked.boards)
            sizes.append((f"{n:,} again", boards[:n], str(n)))
        print(
            f"{'boards':>16}{'postings':>10}{'MB sent':>9}{'wall s':>8}{'CPU s':>8}{'peak MB':>9}{'above idle MB':>15}"
        )
        with serving(folder) as address:
            idle_mb = 0.0
            one, many = (
                ("one, idle", [("greenhouse", "idle")], "idle"),
                ("one, large", [large], "large"),
            )
            for what, chosen, place in [one, *sizes, many]:
                home = folder / "homes" / place
                home.mkdir(parents=True, exist_ok=True)
                taken, looks = scraped(chosen, address, home)
                assert set(looks["outcome"]) <= {"complete", "unchanged"}, (
                    looks["error"].drop_nulls().to_list()
                )
                peak_mb = 1000 * taken.peak_gb
                idle_mb = idle_mb or peak_mb
                print(
                    f"{what:>16}{looks['n_postings'].sum():10,}{looks['n_bytes'].sum() / 1e6:9.1f}{taken.wall_s:8.1f}"
                    f"{taken.cpu_s:8.1f}{peak_mb:9.0f}{peak_mb - idle_mb:15.0f}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
