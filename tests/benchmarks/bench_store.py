"""Prints time and memory of the store flow by number of postings: the cost of one must not grow with their number.

    python tests/benchmarks/bench_store.py [--postings 50000 100000 200000] [--weeks 104]

Writes a lake of invented readings (a hundred postings a board, a mean life of twelve weeks, copies and reposts, texts of
4 kB, pay for half of them) and rebuilds the market from it as `rolecall run` does, from nothing and with one new look, then asks
it for a mart and for the report, each in a process of its own. CPU seconds decide: where other work shares the machine, the wall clock measures that work too.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import ParamSpec, TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
import polars as pl

from flows import report, store
from flows.lake.parts import Lake
from flows.lake.tables import LOOK, QUARANTINE, READ_POSTING, SIGHTING
from flows.lake.versions import present_version
from flows.settings import Settings
from transforms.readers.taxonomy import taxonomy
from transforms.vocabulary import ROLES
from warehouse import read

Given, Made = ParamSpec("Given"), TypeVar("Made")

START = datetime(2024, 1, 1, 6)
A_BOARD = 100
CLOSING = 1 / 12
COPIED = 0.15
SKILLS_NAMED = 8
TEXT_CHARS = 4000
OTHER_SHARE = 0.6
PLACES = (
    ("US", "California"),
    ("US", "New York"),
    ("US", "Texas"),
    ("DE", None),
    ("GB", None),
    ("NL", None),
)

COLUMNS = {
    "postings": ("postings", ","),
    "sightings": ("sightings", ","),
    "openings": ("openings", ","),
    "facts s": ("facts", ".1f"),
    "marts s": ("measured", ".1f"),
    "all s": ("seconds", ".1f"),
    "CPU s": ("cpu", ".1f"),
    "GB": ("memory_gb", ".2f"),
    "CPU ms a posting": ("cpu_ms", ".3f"),
    "next s": ("next_seconds", ".1f"),
    "next CPU s": ("next_cpu", ".1f"),
    "file GB": ("file_gb", ".2f"),
    "mart s": ("mart_seconds", ".2f"),
    "report s": ("report_seconds", ".1f"),
    "report GB": ("report_gb", ".2f"),
}
"""What is printed, with its name and its form. "next": the rebuild after it, when only the last look is new."""


def write_lake(folder: Path, n_postings: int, n_weeks: int) -> Lake:
    """A lake of invented looks, sightings and readings; the same ones in every run."""
    generator = np.random.default_rng(n_postings)
    opened = generator.integers(-12, n_weeks, n_postings)
    closed = np.maximum(opened, 0) + generator.geometric(CLOSING, n_postings)
    board = generator.integers(0, max(n_postings // A_BOARD, 1), n_postings)
    # A copy has the text and title of another posting of its board: the one before it when sorted by board.
    board.sort()
    text = np.arange(n_postings)
    is_copy = (generator.random(n_postings) < COPIED) & (np.diff(board, prepend=-1) == 0)
    text[is_copy] = text[np.flatnonzero(is_copy) - 1]
    readings = _readings(generator, board, text)
    lake = Lake(folder)
    for week in range(n_weeks):
        name = f"{week:03d}"
        at = START + timedelta(weeks=week)
        lake.write_part(
            name,
            _looks(week, at, int(board.max()) + 1),
            _sightings(week, board, opened, closed),
            pl.DataFrame(),
        )
        first = np.flatnonzero(np.maximum(opened, 0) == week)
        lake.write_postings(
            name, readings[first], pl.DataFrame(schema=QUARANTINE), present_version()
        )
    return lake


def _looks(week: int, at: datetime, n_boards: int) -> pl.DataFrame:
    boards = [f"b{number:05d}" for number in range(n_boards)]
    known = {
        "look_id": [f"{week:03d}-{board}" for board in boards],
        "board": boards,
        "employer": [f"Employer {board}" for board in boards],
    }
    same = {"run_id": f"{week:03d}", "source": "ashby", "looked_at": at, "outcome": "complete"}
    return _conform(
        pl.DataFrame(known).with_columns(pl.lit(value).alias(name) for name, value in same.items()),
        LOOK,
    )


def _sightings(
    week: int, board: np.ndarray, opened: np.ndarray, closed: np.ndarray
) -> pl.DataFrame:
    there = np.flatnonzero((opened <= week) & (week < closed))
    frame = pl.DataFrame({"number": there, "place": board[there]})
    name = pl.format("b{}", pl.col("place").cast(pl.String).str.zfill(5))
    return _conform(
        frame.with_columns(
            board=name,
            look_id=pl.format("{}-{}", pl.lit(f"{week:03d}"), name),
            source=pl.lit("ashby"),
            external_id=pl.col("number").cast(pl.String),
            content_hash=pl.col("number").cast(pl.String),
        ),
        SIGHTING,
    )


def _readings(generator: np.random.Generator, board: np.ndarray, text: np.ndarray) -> pl.DataFrame:
    """What the readers would say of each posting; what depends on the text is the same for copies."""
    n = len(board)
    is_other = generator.random(n) < OTHER_SHARE
    role = np.where(is_other, "other", np.array(ROLES)[generator.integers(0, len(ROLES), n)])[text]
    level = np.array(["junior", "mid", "senior", "staff"])[generator.integers(0, 4, n)][text]
    place = generator.integers(0, len(PLACES), n)
    middle = np.exp(
        12 + generator.normal(0, 0.15, n // A_BOARD + 1)[board] + generator.normal(0, 0.2, n)
    )
    names = sorted(taxonomy())
    chosen = generator.integers(0, len(names), (n, SKILLS_NAMED))
    words = [
        "".join(generator.permutation(list("invented text of a posting ")).tolist())
        for _ in range(997)
    ]
    texts = pl.Series([(each * 150)[:TEXT_CHARS] for each in words])
    columns = {
        "external_id": [str(number) for number in range(n)],
        "employer": [f"Employer b{number:05d}" for number in board],
        "board": [f"b{number:05d}" for number in board],
        "title": [
            f"{one} {kind} {number % 7}"
            for one, kind, number in zip(level, role, text, strict=True)
        ],
        "role": role.tolist(),
        "level": level.tolist(),
        "country_codes": [[PLACES[one][0]] for one in place],
        "region": [PLACES[one][1] for one in place],
        "description_text": texts[text % 997],
        "pay": _pay(middle, generator.random(n) < 0.5),
        "skills": _skills(pl.Series(names), chosen),
        "fingerprint": pl.Series(generator.integers(0, 2**32, (n, 64), dtype=np.uint32)[text]),
    }
    same = {
        "source": "ashby",
        "role_confidence": 0.9,
        "role_basis": "body",
        "degree": "bachelor",
        "remote_policy": "remote",
    }
    frame = pl.DataFrame(
        columns,
        schema_overrides={name: READ_POSTING[name] for name in columns if name in READ_POSTING},
    )
    known = frame.with_columns(
        *(pl.lit(value).alias(name) for name, value in same.items()),
        sighted_id="external_id",
        content_hash="external_id",
        location_raw=pl.col("region"),
    )
    return _conform(known, READ_POSTING)


# Lists of a million postings are made in columns: as objects of Python they would not fit in memory.


def _pay(middle: np.ndarray, is_stated: np.ndarray) -> pl.Series:
    """A list of one range, or none."""
    same = {"currency": "USD", "period": "year", "kind": "base", "basis": "text", "place": None}
    stated = pl.struct(
        min=0.9 * pl.col("middle"),
        max=1.1 * pl.col("middle"),
        **{k: pl.lit(v) for k, v in same.items()},
    )
    made = pl.DataFrame({"middle": middle, "is_stated": is_stated}).with_row_index("row")
    ranges = made.filter("is_stated").select("row", pay=stated.implode().over("row"))
    return made.join(ranges, on="row", how="left", maintain_order="left")["pay"].fill_null([])


def _skills(names: pl.Series, chosen: np.ndarray) -> pl.Series:
    """A list of as many skills as are `chosen` for each posting."""
    same = {"category": "x", "requirement": "required", "phrase": "x"}
    each = pl.DataFrame({"skill": names[chosen.ravel()]}).select(
        item=pl.struct("skill", **{name: pl.lit(value) for name, value in same.items()})
    )
    return each["item"].reshape(chosen.shape).arr.to_list()


def _conform(frame: pl.DataFrame, schema: pl.Schema) -> pl.DataFrame:
    return frame.select(
        (pl.col(name) if name in frame.columns else pl.lit(None)).cast(kind).alias(name)
        for name, kind in schema.items()
    )


def ask(folder: Path) -> None:
    """Asks the market for a mart and for the report, and prints what each took."""
    settings, began = Settings(home=folder), time.perf_counter()
    read.query(settings.market_file, "from mart_pay_band where role = 'ai_engineer'")
    asked = time.perf_counter() - began
    report.build_report(settings)
    found = {
        "mart_seconds": asked,
        "report_seconds": time.perf_counter() - began - asked,
        "report_gb": peak_gb(),
        "file_gb": settings.market_file.stat().st_size / 1e9,
    }
    print(json.dumps(found))


def peak_gb() -> float:
    """The most memory that this process ever held."""
    status = Path("/proc/self/status")
    if (
        status.exists()
    ):  # what getrusage says counts what the parent held when it began this process
        lines = status.read_text(encoding="utf-8").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def run(folder: Path, n_weeks: int) -> None:
    """Rebuilds the market of one lake and prints what it took, the two large parts of it apart."""
    seconds: dict[str, float] = {}
    store.gather_facts = timed("facts", store.gather_facts, seconds)
    store.measure = timed("measured", store.measure, seconds)
    began, spent = time.perf_counter(), time.process_time()
    frames = store.build_market(
        Lake(folder / "lake"), Settings(home=folder), START + timedelta(weeks=n_weeks)
    )
    whole = {
        "seconds": time.perf_counter() - began,
        "cpu": time.process_time() - spent,
        "memory_gb": peak_gb(),
    }
    n_openings = int(frames["mart_edition"]["n_openings"].item())
    print(json.dumps({"openings": n_openings, **seconds, **whole}))


def timed(
    name: str, work: Callable[Given, Made], seconds: dict[str, float]
) -> Callable[Given, Made]:
    """`work`, whose wall clock is noted under `name`."""

    def done(*args: Given.args, **kwargs: Given.kwargs) -> Made:
        began = time.perf_counter()
        try:
            return work(*args, **kwargs)
        finally:
            seconds[name] = time.perf_counter() - began

    return done


def told(*arguments: str) -> dict[str, float]:
    """What this script says last when it is called so, in a process of its own."""
    command = [sys.executable, __file__, *arguments]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    found: dict[str, float] = json.loads(said.splitlines()[-1])
    return found


def measure(folder: Path, n_postings: int, n_weeks: int) -> dict[str, float]:
    """What the market of one size takes: from nothing, with the last look new, and when it is asked."""
    lake = write_lake(folder / "lake", n_postings, n_weeks)
    sightings = pl.scan_parquet(lake.folder / "sightings" / "*.parquet").select(pl.len())
    build = ("--weeks", str(n_weeks), "--lake", str(folder))
    found = told(*build)
    max((lake.folder / "likeness").glob("*/*.parquet")).unlink()
    following = {f"next_{name}": value for name, value in told(*build).items()}
    sizes = {
        "postings": n_postings,
        "sightings": sightings.collect().item(),
        "cpu_ms": 1000 * found["cpu"] / n_postings,
    }
    return sizes | found | following | told("--market", str(folder))


def main() -> None:
    """Prints one line a size."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--postings", type=int, nargs="+", default=[50_000, 100_000, 200_000])
    parser.add_argument("--weeks", type=int, default=104)
    parser.add_argument("--lake", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--market", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.lake:
        run(asked.lake, asked.weeks)
        return
    if asked.market:
        ask(asked.market)
        return
    print("".join(f"{name:>{max(len(name) + 2, 8)}}" for name in COLUMNS))
    for n_postings in asked.postings:
        with tempfile.TemporaryDirectory() as folder:
            found = measure(Path(folder), n_postings, asked.weeks)
        cells = (f"{found[key]:{form}}" for key, form in COLUMNS.values())
        print(
            "".join(
                f"{cell:>{max(len(name) + 2, 8)}}"
                for name, cell in zip(COLUMNS, cells, strict=True)
            ),
            flush=True,
        )


if __name__ == "__main__":
    main()
