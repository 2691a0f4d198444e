"""Prints how many postings a second the readers do, part by part, on one process and on two.

    python tests/benchmarks/bench_reading.py [FILE] [--postings N]

Without FILE it reads invented postings of about 4.5 kB of visible text, the same ones in every run. FILE is a Parquet file
with a `text` or `description_plain` column, and `title`, `location` or `html` columns when it has them. CPU seconds decide
the rates by part (a shared machine's wall clock says little); the whole reading is also timed by the wall.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import polars as pl

from transforms.asks import read_asks
from transforms.fingerprint import fingerprint
from transforms.language import read_language
from transforms.level import read_level
from transforms.pay import read_pay
from transforms.places import read_places
from transforms.posting import Posting, posting_frame
from transforms.reading import read_postings
from transforms.roles import read_role
from transforms.skills import read_skills
from transforms.text import clean_text, html_to_text, read_document, split_sections

SEED = 20260101
PIECE = 500
"""Postings a task: a slice of a lake part, as `flows.classify` gives its workers."""

TITLES = (
    "AI Engineer",
    "Senior Machine Learning Engineer",
    "Data Scientist II",
    "Staff Data Engineer",
    "Account Executive",
)
CITIES = ("Berlin, Germany", "Remote (US/Canada)", "New York, NY", "London", "Toronto, ON | Remote - EMEA", "Utrecht")
OPENERS = (
    "Design and ship",
    "Own the quality of",
    "Work with product on",
    "Measure and improve",
    "Write and review",
    "Operate",
)
THINGS = (
    "LLM applications with retrieval over vector stores and careful evals",
    "training pipelines in PyTorch on Kubernetes with MLflow tracking",
    "experiments and causal analyses in Python and SQL on Snowflake",
    "streaming pipelines with Kafka, Spark and dbt into the warehouse",
    "services in Go and TypeScript behind a REST API on AWS",
    "dashboards that the sales team opens every morning",
)
PLAIN_THINGS = (
    "the forms that clinics fill in twice today",
    "a planning board for the night shift",
    "the way reports reach the people who asked for them",
    "a first version with three customers in the room",
    "what breaks most often, and tell everybody why",
    "notes that a colleague can pick up on Monday",
)
"""Most lines of real postings name no tool: with these in between, a posting names about nine skills, as real ones do."""

ENDS = (
    "so that nurses spend less time on forms.",
    "across twelve countries and three time zones.",
    "and explain the trade-offs in writing.",
    "together with a designer and two researchers.",
    "from the first sketch to the on-call rota.",
)
ASKS = (
    "3+ years of experience with production software in a small team",
    "Bachelor's degree in computer science, statistics or equivalent experience",
    "Solid linear algebra and probability, and an eye for leaking features",
    "Fluent Python; SQL that another person can read",
    "Nice to have: Rust, Terraform, or a public repository to show us",
)
PAY_LINES = (
    "The base salary range for this role is $152,000 - $187,500 per year, plus equity.",
    "Wir bieten 65.000 - 80.000 € brutto im Jahr.",
    "We offer a competitive salary and 28 days of holiday.",
    "This role is hybrid: three days a week in our office.",
)


def invented_html(choose: random.Random) -> str:
    """One posting's HTML with about 4.5 kB of visible text, in the sections that postings have."""

    theme = choose.choice(THINGS)

    def sentence() -> str:
        thing = theme if choose.random() < 0.2 else choose.choice(PLAIN_THINGS)
        return f"{choose.choice(OPENERS)} {thing} {choose.choice(ENDS)}"

    def items(lines: list[str]) -> str:
        return "<ul>" + "".join(f"<li>{line}</li>" for line in lines) + "</ul>"

    about = " ".join(sentence() for _ in range(8))
    duties = items([sentence() for _ in range(18)])
    asks = items([*choose.sample(ASKS, 3), f"Comfortable with {theme}", *(sentence() for _ in range(8))])
    benefits = items([choose.choice(PAY_LINES), "Health insurance &amp; pension", "A budget for books"])
    legal = " ".join(["We are an equal opportunity employer and value what sets people apart."] * 5)
    return (
        f"<h2>About us</h2><p>{about}</p><h2>What you will do</h2>{duties}<p><strong>Requirements</strong></p>{asks}"
        f"<h3>Benefits</h3>{benefits}<p>{legal}</p>"
    )


def invented(n_postings: int) -> pl.DataFrame:
    """Invented postings in `POSTING`, the same for the same number."""
    choose = random.Random(SEED)
    return posting_frame(
        Posting(
            external_id=str(number),
            title=choose.choice(TITLES),
            employer=f"Employer {number % 400}",
            locations=tuple(choose.choice(CITIES).split(" | ")),
            description_html=invented_html(choose),
        )
        for number in range(n_postings)
    )


def from_file(path: Path, n_postings: int) -> pl.DataFrame:
    """The first postings of a Parquet file, with the columns it has."""
    frame = pl.read_parquet(path).head(n_postings)
    rows = frame.iter_rows(named=True)
    return posting_frame(
        Posting(
            external_id=str(number),
            title=row.get("title") or "untitled",
            employer=row.get("company") or row.get("employer"),
            locations=(row["location"],) if row.get("location") else (),
            description_html=row.get("html"),
            description_plain=None if row.get("html") else row.get("text") or row.get("description_plain"),
        )
        for number, row in enumerate(rows)
    )


def parts(postings: pl.DataFrame) -> Iterator[tuple[str, float]]:
    """Each part's name and the CPU seconds it took for all postings."""
    rows = list(postings.iter_rows(named=True))
    documents = [read_document(html=row["description_html"], plain=row["description_plain"]) for row in rows]
    places = [(row["locations"], row["title"], document) for row, document in zip(rows, documents, strict=True)]

    def timed(work: Callable[[int], object]) -> float:
        work(0)
        start = time.process_time()
        for number in range(len(rows)):
            work(number)
        return time.process_time() - start

    def text_of(number: int) -> str:
        row = rows[number]
        html = row["description_html"]
        return html_to_text(html) if html else clean_text(row["description_plain"] or "")

    # The language model is loaded once a process, at the first text that frequent words do not decide.
    read_language("データ分析 " * 20, None)
    yield "markup to text", timed(text_of)
    yield "sections", timed(lambda i: split_sections(documents[i].text))
    yield "places", timed(lambda i: read_places(places[i][0], [], None, places[i][1], documents[i]))
    yield "asks", timed(lambda i: read_asks(rows[i]["title"], documents[i]))
    yield "level", timed(lambda i: read_level(rows[i]["title"], documents[i], None))
    yield "role", timed(lambda i: read_role(rows[i]["title"], rows[i]["department"], documents[i]))
    yield "pay", timed(lambda i: read_pay(documents[i], rows[i]["title"], ["US"], rows[i]["locations"]))
    yield "skills", timed(lambda i: read_skills(rows[i]["title"], documents[i]))
    yield "language", timed(lambda i: read_language(documents[i].text, None))
    yield "fingerprint", timed(lambda i: fingerprint(documents[i]))


def whole(postings: pl.DataFrame, n_processes: int) -> float:
    """Wall seconds for the whole reading, workers warm."""
    pieces = [postings.slice(start, PIECE) for start in range(0, postings.height, PIECE)]
    if n_processes == 1:
        read_postings(pieces[0].head(20))
        start = time.perf_counter()
        for piece in pieces:
            read_postings(piece)
        return time.perf_counter() - start
    # Polars has threads of its own, and a forked child would wait for them for ever.
    with ProcessPoolExecutor(n_processes, mp_context=get_context("spawn")) as pool:
        list(pool.map(read_postings, [pieces[0].head(20)] * n_processes * 2))
        start = time.perf_counter()
        list(pool.map(read_postings, pieces))
        return time.perf_counter() - start


def main() -> None:
    """Prints the table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("file", nargs="?", type=Path)
    arguments.add_argument("--postings", type=int, default=20_000)
    given = arguments.parse_args()
    postings = from_file(given.file, given.postings) if given.file else invented(given.postings)
    sample = postings.head(2_000)
    size = sum(len(text) for text in read_postings(sample.head(200))["description_text"].drop_nulls()) / 200
    print(f"{postings.height} postings, {size:.0f} characters of text each")
    total = 0.0
    for name, seconds in parts(sample):
        total += seconds
        print(
            f"{name:16} {seconds / sample.height * 1e6:7.0f} us  {sample.height / max(seconds, 1e-9):9.0f} postings/s a core"
        )
    print(
        f"{'sum of the parts':16} {total / sample.height * 1e6:7.0f} us  {sample.height / total:9.0f} postings/s a core"
    )
    for n_processes in (1, 2):
        seconds = whole(postings, n_processes)
        print(
            f"whole reading, {n_processes} process{'es' if n_processes > 1 else '  '}: {postings.height / seconds:9.0f} postings/s"
        )


if __name__ == "__main__":
    main()
