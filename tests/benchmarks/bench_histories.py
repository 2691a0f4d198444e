"""Backfills of the two large histories, served on loopback, from the files to the report.

    python tests/benchmarks/bench_histories.py filings [--years 6] [--rows 120000]
    python tests/benchmarks/bench_histories.py ledger [--postings 200000] [--texts 0.3]

filings: a disclosure file a fiscal year. A real year has some 600,000 rows. ledger: a day of the open-jobs ledger in four
parts, of boards of the broad panel over twelve weeks, and a diff with texts of a part of the postings.

Prints wall clock, CPU seconds and peak memory of the command. Generating is not in them.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from flows.boards.lists import read_boards
from flows.rehearsal.filings.department import FOLDER, PAGE, write_rows
from flows.rehearsal.filings.simulate import simulate_filings
from flows.rehearsal.truth import demo_market
from tests.benchmarks.command_cost import measure_command, rolecall_environment
from tests.benchmarks.invented import CITIES, SEED, TITLES, invented_html
from tests.flows.ledger.published import DIFF, LEDGER, Published, Row, parquet
from tests.flows.served_site import Answer, Answers, Site

LAST_DAY = date(2026, 11, 28)
DAYS = 84


def serve_filings(years: int, n_rows: int) -> Answers:
    """The department's page and a file a fiscal year. Each repeats the rehearsal's filings under names and numbers of its own."""
    usual = [filing for quarter in simulate_filings(demo_market()).values() for filing in quarter]
    files = {}
    for year in range(LAST_DAY.year - years + 1, LAST_DAY.year + 1):
        filings = [
            replace(
                usual[n % len(usual)],
                number=year * 1_000_000 + n,
                employer=f"{usual[n % len(usual)].employer} {n // len(usual)}",
                day=date(year - 1, 10, 1) + timedelta(days=n % 360),
            )
            for n in range(n_rows)
        ]
        files[f"LCA_Disclosure_Data_FY{year}.xlsx"] = write_rows(filings, is_text=year % 2 == 0)
    links = "".join(f'<a href="{FOLDER}/{name}">{name}</a>' for name in files)

    def answer(path: str, _nth: int) -> Answer:
        if path.endswith(PAGE):
            return 200, {"Content-Type": "text/html"}, links.encode()
        body = files.get(path.rpartition("/")[2])
        return (200, {}, body) if body else (404, {}, b"")

    return answer


def invent_rows(n: int, choose: random.Random) -> Iterator[Row]:
    """Rows of the ledger: a fifth is there from the start, the others come and go."""
    boards = read_boards(panel="broad")
    first = LAST_DAY - timedelta(days=DAYS)
    for number in range(n):
        board = boards[number % len(boards)]
        begin = max(0, choose.randrange(-DAYS // 4, DAYS))
        end = begin + choose.randrange(7, 90)
        came, gone = (
            datetime.combine(first + timedelta(days=d), datetime.min.time(), UTC)
            for d in (begin, end)
        )
        is_open = end > DAYS
        yield {
            "ats": board.source, "slug": board.slug, "id": str(4_000_000_000 + number),
            "title": TITLES[number % len(TITLES)], "location": CITIES[number % len(CITIES)],
            "url": f"https://jobs.example/{number}", "published_at": came, "first_seen_at": came,
            "last_seen_at": datetime.combine(LAST_DAY, datetime.min.time(), UTC) if is_open else came,
            "removed_at": None if is_open else gone, "is_open": is_open,
        }  # fmt: skip


def serve_ledger(n_postings: int, text_share: float) -> Answers:
    """The crawler's host with a day of the ledger and a diff."""
    choose, published = random.Random(SEED), Published()
    rows = list(invent_rows(n_postings, choose))
    for part in range(4):
        name = f"ledger/{LAST_DAY}/data_{part}.parquet"
        published.files[name] = parquet(rows[part::4], LEDGER)
    texts = [
        {name: row[name] for name in ("ats", "slug", "id", "title")}
        | {"op": "added", "content": invented_html(choose, str(row["title"]))}
        for row in rows[: int(n_postings * text_share)]
    ]
    folder = f"diffs/{LAST_DAY - timedelta(days=1)}__{LAST_DAY}"
    published.files[f"{folder}/data_0.parquet"] = b""
    published.files[f"{folder}/lite/data_0.parquet"] = parquet(texts, DIFF)
    return published.answers()


def main() -> None:
    """Serves what is asked for and measures the command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("what", choices=("filings", "ledger"))
    parser.add_argument("--years", type=int, default=6)
    parser.add_argument("--rows", type=int, default=120_000)
    parser.add_argument("--postings", type=int, default=200_000)
    parser.add_argument("--texts", type=float, default=0.3)
    asked = parser.parse_args()
    if asked.what == "filings":
        answers = serve_filings(asked.years, asked.rows)
        words = ["backfill", "dol_lca", "--since", "FY2015"]
    else:
        answers = serve_ledger(asked.postings, asked.texts)
        words = ["backfill", "open_jobs", "--since", "2026-09", "--panel", "broad"]
    site = Site(answers)
    with tempfile.TemporaryDirectory() as home:
        command = [sys.executable, "-m", "flows.cli", *words, "--as-of", str(LAST_DAY)]
        cost = measure_command(command, rolecall_environment(Path(home), site.url))
    site.close()
    print(cost.said[-1500:])
    print(f"{cost.wall_s:.0f} s wall clock, {cost.cpu_s:.0f} s CPU, {cost.peak_gb:.2f} GB at most")


if __name__ == "__main__":
    main()
