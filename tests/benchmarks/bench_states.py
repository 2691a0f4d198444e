"""Follows 3,100 boards with 112,000 postings over four days, from the boards to the market, and checks every count.

    python tests/benchmarks/bench_states.py [--boards 3100] [--postings 112000] [--days 4]

Generated states: no record of so many boards on successive days is at hand. Names of boards are those of real Greenhouse
boards, titles, places and dates those of real postings where ../shared is present, and invented ones elsewhere; which
posting stands on which board, which appear and which go is drawn by seed. A posting is title, place, id and date, without
a text. For each day `rolecall scrape`, `classify` and `store` run in processes of their own against a server on loopback.

Prints what they took together, and per day how many postings are new and gone: as the market says (`first_seen_at`,
`closed_at`, `is_open`), and as the sets of ids in the states differ. The aims: ten minutes and 4 GB on two cores, and equal
numbers.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
import polars as pl

from flows.settings import Settings
from tests.benchmarks.command_cost import Cost, measure_command, rolecall_environment
from tests.benchmarks.invented import CITIES, SEED, TITLES
from tests.benchmarks.served_folder import serving
from warehouse import read

SHARED = Path(
    os.environ.get("ROLECALL_SHARED") or Path(__file__).resolve().parents[2].parent / "shared"
)
FIRST_DAY = date(2026, 3, 2)
NEW_A_DAY, GONE_A_DAY = 0.015, 0.014
"""Shares of all postings: a mean life of ten weeks, and slow growth."""

SPREAD = 1.2
"""Standard deviation of the logarithm of a board's size: most boards list a dozen postings, the largest a thousand."""

FIRST_ID = 4_000_000_000

State = dict[str, dict[int, tuple[str, str, str]]]
"""Per board, its postings by id: title, place and date."""


@dataclass(frozen=True)
class Facts:
    """What generated postings are made of."""

    boards: Sequence[str]
    titles_and_places: Sequence[tuple[str, str]]


def invented_facts(n_boards: int) -> Facts:
    """The same everywhere."""
    boards = [f"board{number:05d}" for number in range(n_boards)]
    return Facts(boards, [(title, city) for title in TITLES for city in CITIES])


def real_facts(n_boards: int) -> Facts:
    """Names of real boards, titles and places of real postings; invented ones where ../shared is absent."""
    listed, corpus = SHARED / "reference" / "boards.parquet", SHARED / "corpus" / "postings.parquet"
    if not (listed.exists() and corpus.exists()):
        return invented_facts(n_boards)
    slugs = pl.read_parquet(listed).filter(
        pl.col("ats") == "greenhouse",
        pl.col("slug").str.contains(r"^[A-Za-z0-9][A-Za-z0-9_-]{0,98}$"),
    )["slug"]
    # A posting without a title goes to the quarantine: it is sighted, but never in the market.
    named = pl.read_parquet(corpus, columns=["title", "location"]).filter(
        pl.col("title").str.contains(r"\w")
    )
    return Facts(
        slugs.unique().sort().sample(n_boards, seed=SEED, shuffle=True).to_list(),
        list(named.drop_nulls().unique(maintain_order=True).iter_rows()),
    )


def states(known: Facts, n_postings: int, n_days: int) -> Iterator[State]:
    """The boards on successive days. A posting that is gone never comes back."""
    generator = np.random.default_rng(SEED)
    weights = np.exp(generator.normal(0, SPREAD, len(known.boards)))
    weights /= weights.sum()
    state: State = {board: {} for board in known.boards}
    next_id = FIRST_ID

    def add(n_new: int, day: date) -> None:
        nonlocal next_id
        places = generator.choice(len(known.boards), n_new, p=weights)
        chosen = generator.integers(0, len(known.titles_and_places), n_new)
        ages = generator.integers(0, 60, n_new)
        for place, which, age in zip(places.tolist(), chosen.tolist(), ages.tolist(), strict=True):
            posted = (day - timedelta(days=age)).isoformat()
            state[known.boards[place]][next_id] = (*known.titles_and_places[which], posted)
            next_id += 1

    add(n_postings, FIRST_DAY)
    yield {board: dict(postings) for board, postings in state.items()}
    for number in range(1, n_days):
        everything = [(board, one) for board, postings in state.items() for one in postings]
        for index in np.flatnonzero(generator.random(len(everything)) < GONE_A_DAY).tolist():
            board, one = everything[index]
            del state[board][one]
        add(round(NEW_A_DAY * n_postings), FIRST_DAY + timedelta(days=number))
        yield {board: dict(postings) for board, postings in state.items()}


def write_states(folder: Path, days: Sequence[State]) -> None:
    """Puts each day's boards where the server finds them; a board that did not change is the same file."""
    for number, state in enumerate(days):
        boards = folder / str(number) / "boards-api.greenhouse.io" / "v1" / "boards"
        before = folder / str(number - 1) / "boards-api.greenhouse.io" / "v1" / "boards"
        for board, postings in state.items():
            file = boards / board / "jobs"
            file.parent.mkdir(parents=True)
            if number and days[number - 1][board] == postings:
                file.hardlink_to(before / board / "jobs")
            else:
                file.write_bytes(gzip.compress(_reply(board, postings), 1, mtime=0))


def _reply(board: str, postings: dict[int, tuple[str, str, str]]) -> bytes:
    jobs = [
        {
            "id": number,
            "title": title,
            "location": {"name": place},
            "first_published": f"{posted}T09:00:00-05:00",
            "absolute_url": f"https://boards.greenhouse.io/{board}/jobs/{number}",
        }
        for number, (title, place, posted) in postings.items()
    ]
    return json.dumps({"jobs": jobs, "meta": {"total": len(jobs)}}).encode()


def ids(state: State) -> set[str]:
    """The ids of a state as the market writes them."""
    return {
        f"greenhouse:{board}:{number}" for board, postings in state.items() for number in postings
    }


@dataclass(frozen=True)
class Counted:
    """How many postings a day brought and took."""

    n_new: int
    n_gone: int


def true_counts(days: Sequence[State]) -> list[Counted]:
    """What the sets of ids say, the first day apart."""
    return [
        Counted(len(ids(today) - ids(yesterday)), len(ids(yesterday) - ids(today)))
        for yesterday, today in pairwise(days)
    ]


def counts_of_market(file: Path, n_days: int) -> list[Counted]:
    """What the market says of the days after the first."""
    by_day = [
        dict(
            read.query(
                file, f"select {column}::date, count(*) from posting group by all"
            ).iter_rows()
        )
        for column in ("first_seen_at", "closed_at")
    ]
    days = [FIRST_DAY + timedelta(days=number) for number in range(1, n_days)]
    return [Counted(*(counts.get(day, 0) for counts in by_day)) for day in days]


def open_in(file: Path) -> set[str]:
    """The ids of the postings that the market holds for open."""
    return set(read.query(file, "select posting_id from posting where is_open")["posting_id"])


def followed(days: Sequence[State], home: Path, address: str) -> Iterator[tuple[int, str, Cost]]:
    """What each stop of each day took."""
    listed = home / "boards.csv"
    listed.write_text(
        "source,board\n" + "".join(f"greenhouse,{board}\n" for board in days[0]), encoding="utf-8"
    )
    for number in range(len(days)):
        as_of = ("--as-of", (FIRST_DAY + timedelta(days=number)).isoformat())
        for stop, *words in (
            ("scrape", "--boards", str(listed), *as_of),
            ("classify",),
            ("store", *as_of),
        ):
            command = [sys.executable, "-m", "flows.cli", stop, *words]
            yield (
                number,
                stop,
                measure_command(
                    command, rolecall_environment(home / "data", f"{address}/{number}")
                ),
            )


def main() -> None:
    """Prints one line a stop, one line a day, and whether all counts are equal."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--boards", type=int, default=3_100)
    parser.add_argument("--postings", type=int, default=112_000)
    parser.add_argument("--days", type=int, default=4)
    asked = parser.parse_args()
    days = list(states(real_facts(asked.boards), asked.postings, asked.days))
    all_taken, all_open_equal = [], []
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        write_states(home / "states", days)
        file = Settings(home=home / "data").market_file
        print(f"{'day':>4} {'stop':9}{'wall s':>8}{'CPU s':>8}{'peak GB':>9}")
        with serving(home / "states") as address:
            for number, stop, taken in followed(days, home, address):
                all_taken.append(taken)
                print(
                    f"{number:4} {stop:9}{taken.wall_s:8.1f}{taken.cpu_s:8.1f}{taken.peak_gb:9.2f}",
                    flush=True,
                )
                if stop == "store":
                    all_open_equal.append(open_in(file) == ids(days[number]))
        print(
            f" all {len(all_taken):2} stops {sum(one.wall_s for one in all_taken):7.1f}"
            f"{sum(one.cpu_s for one in all_taken):8.1f}{max(one.peak_gb for one in all_taken):9.2f}\n"
        )
        print(
            read.query(
                file,
                "select outcome, count(*) as n_looks from look group by outcome order by outcome",
            )
        )
        bases = "select role_basis, count(*) as n_postings from posting group by role_basis order by role_basis"
        print(read.query(file, bases))
        told, true = counts_of_market(file, asked.days), true_counts(days)
    print(
        f"\n{'day':>4}{'postings':>10}{'new':>8}{'in truth':>10}{'gone':>8}{'in truth':>10}   open ones are the state's"
    )
    print(f"{0:4}{len(ids(days[0])):10,}{'':36}   {all_open_equal[0]}")
    for number, (said, sets) in enumerate(zip(told, true, strict=True), 1):
        print(
            f"{number:4}{len(ids(days[number])):10,}{said.n_new:8,}{sets.n_new:10,}{said.n_gone:8,}{sets.n_gone:10,}"
            f"   {all_open_equal[number]}"
        )
    if told != true or not all(all_open_equal):
        sys.exit("the market and the states differ")


if __name__ == "__main__":
    main()
