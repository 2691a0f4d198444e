"""The Query page: a reader's own questions of the market, answered in the browser.

Decides where the page lies in the site and which examples it offers. Leaves the engine's files to `flows.engine`, and what
happens on the page to `static/query.js`.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from reports.answers import Answer
from reports.page import Edition
from reports.site import assets, disk
from reports.site.rendering import environment
from reports.wording import numbers

FOLDER = "query"
MARKET = "market.duckdb"


@dataclass(frozen=True, slots=True)
class Example:
    """A query that is offered, and the question that it answers."""

    question: str
    sql: str


def examples() -> list[Example]:
    """The queries of the README."""
    text = files("reports.site").joinpath("examples.sql").read_text("utf-8")
    parts = (part.strip().partition("\n") for part in text.strip().split("\n\n"))
    return [Example(head.removeprefix("-- "), sql.strip()) for head, _, sql in parts]


def has_page(site: Path) -> bool:
    """Whether a site has the Query page: its other pages then link to it."""
    return any((site / FOLDER).glob("engine-*"))


def write_page(answer: Answer, site: Path, engine: str) -> Path:
    """Writes the page beside the engine, whose folder is called `engine`."""
    env = environment()
    page = site / FOLDER / "index.html"
    text = env.get_template("query.html").render(
        edition=Edition.from_row(answer("edition").row(0, named=True)),
        day=numbers.day(answer("edition")["as_of"][0]),
        assets=assets.write_assets(site / "static", env),
        engine=engine,
        market=MARKET,
        examples=examples(),
    )
    disk.write(page, text.encode())
    return page
