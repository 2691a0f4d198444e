"""Prints how many postings a second the readers do: part by part, on one process and two, by size, and beside the peers.

What is in doubt of its role is not read again there: it is counted and timed by itself.

    python tests/benchmarks/bench_reading.py [FILE] [--postings N] [--peers FOLDER]

Without FILE it reads invented postings of about 4.5 kB of visible text, the same ones in every run. FILE is a Parquet file
with a `text` or `description_plain` column, and `title`, `location` or `html` columns when it has them. FOLDER holds the
peers (see `peers.py`). CPU seconds decide: where other work shares the machine, the wall clock measures that work too.
After `make wheel` with a C compiler the compiled readers are measured too, in a process of their own.
"""

from __future__ import annotations

import argparse
import gc
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar
from zipfile import ZipFile

# Last: an unpacked wheel on PYTHONPATH comes before the checkout.
sys.path.append(str(Path(__file__).resolve().parents[2]))

import polars as pl

from flows.classify import warm_up
from tests.benchmarks.invented import invented
from tests.benchmarks.peers import peers
from tests.compiled_wheel import compiled_wheel
from transforms.posting import Posting, posting_frame
from transforms.readers import skills
from transforms.readers.asks.asks import read_asks
from transforms.readers.fingerprint import fingerprints
from transforms.readers.level import read_level
from transforms.readers.pay.ranges import read_pay
from transforms.readers.place.places import read_places
from transforms.readers.reading import read_postings
from transforms.readers.role.model import read_roles
from transforms.readers.role.second_reader import read_again
from transforms.readers.skills import read_skills
from transforms.readers.work import Work, read_work
from transforms.text.document import cut_documents
from transforms.text.language import read_languages
from transforms.text.markup import clean_lines, html_to_lines
from transforms.text.personal import kept_text

TARGET = 5000
"""Postings of 4.5 kB a second on two cores, by compiled readers (issue 16)."""

SAMPLE_AGAIN = 40
"""Postings in doubt that are timed."""

IS_COMPILED = not str(skills.__file__).endswith(".py")

Item = TypeVar("Item")
Result = TypeVar("Result")

PIECE = 500
"""Postings a task: a slice of a lake part, as `flows.classify` gives its workers."""

SAMPLE = 1000
"""Postings that each part reads alone; the best third of them counts, for the others hold the machine's other work."""

STRETCHES = 3


def from_file(path: Path, n_postings: int) -> pl.DataFrame:
    """The first postings of a Parquet file, with the columns it has."""
    frame = pl.read_parquet(path).head(n_postings)
    return posting_frame(
        Posting(
            external_id=str(number),
            title=row.get("title") or "untitled",
            employer=row.get("company") or row.get("employer"),
            locations=(row["location"],) if row.get("location") else (),
            description_html=row.get("html"),
            description_plain=None
            if row.get("html")
            else row.get("text") or row.get("description_plain"),
        )
        for number, row in enumerate(frame.iter_rows(named=True))
    )


def timed(work: Callable[[Item], Result], items: Sequence[Item]) -> tuple[list[Result], float]:
    """What the work gives for each item, and the CPU microseconds that one takes, in the best stretch of them.

    Each is worked on once: readers remember lines, so a second round over the same text would be too kind.
    """
    results, means = list[Result](), list[float]()
    length = -(-len(items) // STRETCHES)
    for first in range(0, len(items), length):
        stretch = items[first : first + length]
        gc.disable()  # as `read_postings` does
        start = time.process_time()
        results += map(work, stretch)
        means.append((time.process_time() - start) / len(stretch) * 1e6)
        gc.enable()
    return results, min(means)


def parts(sample: pl.DataFrame, others: pl.DataFrame) -> Iterator[tuple[str, float]]:
    """Each part's name and the CPU microseconds it takes for a posting of the sample, and of others for the whole."""
    warm_up()
    rows = list(sample.iter_rows(named=True))
    numbers = range(len(rows))

    def lines_of_row(row: dict[str, Any]) -> list[str]:
        html = row["description_html"]
        return html_to_lines(html) if html else clean_lines(row["description_plain"] or "")

    cut, microseconds = timed(lines_of_row, rows)
    yield "markup to text", microseconds
    length = -(-len(rows) // STRETCHES)
    stretches = [slice(first, first + length) for first in range(0, len(rows), length)]
    found, microseconds = timed(cut_documents, [cut[stretch] for stretch in stretches])
    yield "cues and sections", microseconds / length
    documents = [document for some in found for document in some]

    def places_of(number: int) -> object:
        return read_places(
            rows[number]["locations"], [], None, rows[number]["title"], documents[number]
        )

    works: dict[str, Callable[[int], object]] = {
        "places": places_of,
        "asks": lambda i: read_asks(rows[i]["title"], documents[i]),
        "level": lambda i: read_level(rows[i]["title"], documents[i], None),
        "pay": lambda i: read_pay(documents[i], rows[i]["title"], ["US"], rows[i]["locations"]),
        "skills": lambda i: read_skills(rows[i]["title"], documents[i]),
        "personal data": lambda i: kept_text(documents[i]),
    }
    for name, work in works.items():
        yield name, timed(work, numbers)[1]

    works_cut, microseconds = timed(lambda stretch: list(read_work(documents[stretch])), stretches)
    yield "words", microseconds / length
    stretched = list(zip(stretches, works_cut, strict=True))

    def prints_of(one: tuple[slice, list[Work]]) -> object:
        stretch, works = one
        return fingerprints(documents[stretch], works)

    def roles_of(one: tuple[slice, list[Work]]) -> object:
        stretch, works = one
        titles, departments = (sample[name][stretch].to_list() for name in ("title", "department"))
        unknown = [None] * len(titles)
        return read_roles(titles, departments, documents[stretch], unknown, works, again=False)

    def languages_of(stretch: slice) -> object:
        texts = [document.text for document in documents[stretch]]
        return read_languages(texts, [None] * len(texts))

    yield "language", timed(languages_of, stretches)[1] / length
    yield "fingerprint", timed(prints_of, stretched)[1] / length
    yield "role", timed(roles_of, stretched)[1] / length
    pieces = list(others.iter_slices(-(-others.height // STRETCHES)))
    yield "whole reading", timed(read_once, pieces)[1] / pieces[0].height


def read_once(postings: pl.DataFrame) -> pl.DataFrame:
    """Every field, without reading again what is in doubt of its role."""
    return read_postings(postings, again=False)


def print_again(sample: pl.DataFrame, texts: Sequence[str]) -> None:
    """What a run does beside: how many roles are in doubt, and what it takes to read one of them again."""
    read = read_postings(sample)["role_evidence"].to_list()
    doubtful = [row for row, found in enumerate(read) if "read again" in str(found)]
    again = [(sample["title"][row], "", texts[row].lower()) for row in doubtful[:SAMPLE_AGAIN]]
    milliseconds = timed(lambda one: read_again(*one), again)[1] / 1000 if again else 0.0
    print(
        f"of {sample.height} {len(doubtful)} are in doubt; to read one again: {milliseconds:.0f} ms"
    )


def read_piece(piece: pl.DataFrame) -> tuple[int, float, int]:
    """Reads a piece: how many postings, in how many CPU seconds, and the process's peak memory in MB."""
    start = time.process_time()
    n_read = read_once(piece).height
    return n_read, time.process_time() - start, peak_mb()


def peak_mb() -> int:
    """The most memory that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def stream(postings: pl.DataFrame, n_postings: int) -> Iterator[pl.DataFrame]:
    """So many postings in pieces, from the given ones over and over: no more of them are ever in memory."""
    starts = range(0, postings.height, PIECE)
    endless = (postings.slice(start, PIECE) for _ in iter(int, 1) for start in starts)
    return islice(endless, max(1, n_postings // PIECE))


def whole(postings: pl.DataFrame, n_postings: int, n_processes: int) -> tuple[float, float, int]:
    """Wall seconds, CPU seconds of all workers and the largest worker's MB for the whole reading, workers warm."""
    # Polars has threads of its own, and a forked child would wait for them for ever.
    with ProcessPoolExecutor(n_processes, get_context("spawn"), warm_up) as pool:
        list(pool.map(read_piece, [postings.head(20)] * n_processes * 2))
        start = time.perf_counter()
        done = list(pool.map(read_piece, stream(postings, n_postings)))
        return (
            time.perf_counter() - start,
            sum(cpu for _, cpu, _ in done),
            max(mb for _, _, mb in done),
        )


def main() -> None:
    """Prints the tables."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("file", nargs="?", type=Path)
    arguments.add_argument(
        "--postings", type=int, default=20_000, help="how many the largest run reads"
    )
    arguments.add_argument("--peers", type=Path, help="folder that holds the peers' packages")
    given = arguments.parse_args()
    postings = from_file(given.file, 2 * SAMPLE) if given.file else invented(2 * SAMPLE)
    sample = postings.head(SAMPLE)
    ours = print_parts(sample, postings.tail(SAMPLE))
    texts = read_postings(sample)["description_text"].fill_null("").to_list()
    print(f"\npostings of {sum(map(len, texts)) / len(texts):,.0f} characters of text")
    print_again(sample, texts)
    if not IS_COMPILED:
        print_peers(given.peers, ours, sample, texts)
    print_whole(postings, given.postings)
    if not IS_COMPILED:
        measure_compiled()


def measure_compiled() -> None:
    """Runs the same once more with the readers of the compiled wheel, where `make wheel` has made one."""
    wheel = compiled_wheel()
    if wheel is None:
        print(
            "\nno compiled readers to measure: `make wheel` makes them where there is a C compiler"
        )
        return
    with TemporaryDirectory() as folder:
        ZipFile(wheel).extractall(folder)
        environment = {**os.environ, "PYTHONPATH": folder}
        print(flush=True)
        subprocess.run([sys.executable, __file__, *sys.argv[1:]], env=environment, check=True)


def print_parts(sample: pl.DataFrame, others: pl.DataFrame) -> dict[str, float]:
    """Prints and returns CPU microseconds by part."""
    print("compiled readers" if IS_COMPILED else "interpreted readers")
    print("part              us a posting   postings/s a core")
    ours = {}
    for name, microseconds in parts(sample, others):
        ours[name] = microseconds
        print(f"{name:16} {microseconds:13.0f} {1e6 / microseconds:19,.0f}")
    return ours


def print_peers(
    folder: Path | None, ours: dict[str, float], sample: pl.DataFrame, texts: list[str]
) -> None:
    """Prints what the peers take for the same texts, in the same run."""
    html = [row or "" for row in sample["description_html"].to_list()]
    print("\nthe same work by      us a posting   ours is so many times as fast")
    for part, name, work in peers(folder):
        inputs = html if part == "markup to text" else texts
        microseconds = timed(work, inputs)[1]
        print(f"{part}: {name:24} {microseconds:7.0f} {microseconds / ours[part]:10.1f}")


def print_whole(postings: pl.DataFrame, n_postings: int) -> None:
    """Prints rates, CPU seconds and memory of the whole reading for a quarter, a half and all of the postings."""
    print(
        "\nprocesses  postings   wall s   CPU s   postings/s   postings/s by CPU time   largest worker MB"
    )
    for n_processes, n in (
        (1, n_postings // 4),
        (2, n_postings // 4),
        (2, n_postings // 2),
        (2, n_postings),
    ):
        n_read = max(1, n // PIECE) * PIECE
        wall, cpu, megabytes = whole(postings, n_read, n_processes)
        by_cpu = n_read * n_processes / cpu
        print(
            f"{n_processes:9} {n_read:9,} {wall:8.1f} {cpu:7.1f} {n_read / wall:12,.0f} {by_cpu:24,.0f} {megabytes:19,}"
        )
    print(f"the target is {TARGET:,} postings of 4.5 kB a second on two cores")


if __name__ == "__main__":
    main()
