"""Prints what grouping postings into openings costs by their number: the cost of one must not grow with it.

    python tests/benchmarks/bench_openings.py [--postings 50000 100000 200000]

A hundred invented postings a board, few titles, texts of 4 kB of which a third name a language, a third copies or near copies in
other places (every fourth of them cut to a third), and one mass poster with a hundredth of all postings. Each size in a process of its own; CPU seconds decide.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
import polars as pl

from transforms.history import openings

A_BOARD = 100
COPIED = 1 / 3
MASS = 1 / 100
CUT = 1 / 4
TITLES = (
    "Data Scientist",
    "ML Engineer",
    "Account Executive - Mall {n}",
    "Data Engineer, Team {n}",
    "Nurse ({place})",
)
SENTENCES = [
    f"You draw maps of coast {n} and explain them to sailor {n} there. " for n in range(5_000)
]
LANGUAGES = ("", "You are fluent in German and English. ")


def postings(n: int) -> pl.DataFrame:
    """Invented postings with the columns that `openings.group` reads; the same ones in every run."""
    generator = np.random.default_rng(n)
    board = np.where(generator.random(n) < MASS, 0, generator.integers(1, max(n // A_BOARD, 2), n))
    order = np.argsort(board, kind="stable")
    board = board[order]
    text = np.arange(n)
    is_copy = (generator.random(n) < COPIED) & (np.diff(board, prepend=-1) == 0)
    for row in np.flatnonzero(is_copy):
        text[row] = text[row - 1]
    is_cut = is_copy & (generator.random(n) < CUT)
    prints = generator.integers(0, 2**32, (n, 64), dtype=np.uint32)[
        np.where(is_cut, np.arange(n), text)
    ]
    prints ^= (generator.random(prints.shape) < 0.1).astype(np.uint32)
    place = generator.integers(0, 300, n)
    kinds = generator.integers(0, len(TITLES), n)[text]
    seen = datetime(2026, 1, 5)
    return pl.DataFrame(
        {
            "posting_id": [f"ashby:b{number}:{row}" for row, number in enumerate(board)],
            "board": [f"b{number}" for number in board],
            "employer": [f"Employer {number}" for number in board],
            "title": [
                TITLES[kind].format(n=row % 9, place=f"City{row % 300}")
                for row, kind in zip(place, kinds, strict=True)
            ],
            "location_raw": [f"City{number}" for number in place],
            "description_text": [
                written(number, 20 if cut else 60) for number, cut in zip(text, is_cut, strict=True)
            ],
            "fingerprint": prints.tolist(),
            "country_codes": [["DE"]] * n,
        },
        schema_overrides={"fingerprint": pl.List(pl.UInt32)},
    ).with_columns(
        employer_key=openings.employer_key(pl.col("employer")),
        source=pl.lit("ashby"),
        city="location_raw",
        region=pl.lit(None, dtype=pl.String),
        first_seen_at=pl.lit(seen),
        last_seen_at=pl.lit(seen),
        closed_at=pl.lit(None, dtype=pl.Datetime("us")),
        is_open=pl.lit(True),
        is_left_truncated=pl.lit(True),
        is_census=pl.lit(False),
        period=pl.lit(None, dtype=pl.String),
        role_counted=pl.lit("other"),
        level=pl.lit(None, dtype=pl.String),
    )


def written(number: int, n_sentences: int) -> str:
    """The text of this number, or its beginning."""
    begin = 61 * number % (len(SENTENCES) - 60)
    return "".join(SENTENCES[begin : begin + n_sentences]) + LANGUAGES[int(number % 3 == 0)]


def run(n: int) -> None:
    """Groups once and prints one line."""
    frame = postings(n).with_row_index("row")
    contents = frame.lazy()
    wall, cpu = time.perf_counter(), time.process_time()
    found = openings.group(frame.drop("fingerprint", "description_text"), contents).openings
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(
        f"{n:>8} postings {found.height:>8} openings {wall:6.1f} s {cpu:6.1f} s CPU {1e6 * cpu / n:6.0f} µs CPU a posting"
    )


def main() -> None:
    """Runs each size in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--postings", type=int, nargs="+", default=[50_000, 100_000, 200_000])
    parser.add_argument("--one", action="store_true", help="this size in this process")
    options = parser.parse_args()
    for n in options.postings:
        if options.one:
            run(n)
        else:
            subprocess.run([sys.executable, __file__, "--one", "--postings", str(n)], check=True)


if __name__ == "__main__":
    main()
