"""Report: answers the pages' questions from the published market.

Decides which market is read and where the site is written. Leaves what is asked and shown to
`reports`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import duckdb
import polars as pl

from flows.digest.series import write_feed
from flows.engine import place as engine
from flows.errors import NoMarket
from flows.progress import Progress
from flows.settings import Settings
from reports.answers import Answer, read_sql
from reports.figures import evidence, findings
from reports.site.site import build_site, single_file
from transforms.vocabulary import FOCUS


def write_single_file(settings: Settings, out: Path) -> None:
    """Writes the report as one self-contained page to mail. Raises NoMarket when there is none."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with open_answers(settings) as answer:
        single_file(answer, out)


def build_report(settings: Settings, progress: Progress | None = None) -> Path:
    """Writes the site from the market.

    Returns:
        The report's first page.

    Raises:
        NoMarket: there is no market yet.
    """
    with open_answers(settings) as answer:
        pages = build_site(answer, settings.site_folder, settings.site_url, settings.keep_editions)
        day = str(answer("edition")["as_of"].item())
        engine.renew(answer, settings)
    write_feed(settings.site_folder, settings.site_url)
    if progress:
        progress(len(pages), len(pages), "pages")
    return _first_page(settings.site_folder, day)


def address_of(settings: Settings, page: Path | None = None) -> str:
    """Where a browser finds a page of the site: below `site_url`, else as a file. By default the newest report's first.

    Raises:
        NoMarket: there is no report yet.
    """
    page = page or settings.site_folder / "latest" / "index.html"
    if not page.exists():
        has_demo = (settings.rehearsal.site_folder / "latest").exists()
        hint = " (there is a demo's: add --rehearsal)" if has_demo else ""
        raise NoMarket(
            f"there is no report in {settings.site_folder} yet; start with `rolecall run` or "
            f"`rolecall demo`{hint}"
        )
    if settings.site_url:
        return (
            f"{settings.site_url.rstrip('/')}/{page.relative_to(settings.site_folder).as_posix()}"
        )
    return page.resolve().as_uri()


def _first_page(site: Path, day: str) -> Path:
    """First page of this edition: in `latest`, unless that holds a newer edition."""
    editions = [folder.name for folder in site.iterdir() if folder.name[:1].isdigit()]
    return site / ("latest" if max(editions) == day else day) / "index.html"


@contextmanager
def open_answers(settings: Settings) -> Iterator[Answer]:
    """Opens the market, read-only, for the pages' questions.

    Raises:
        NoMarket: there is no market yet, or an older version made it and it lacks what a page asks.
    """
    file = settings.market_file
    if not file.exists():
        raise NoMarket(f"there is no {file} yet: start with `rolecall run` or `rolecall demo`")
    with duckdb.connect(str(file), read_only=True) as market:
        try:
            yield answer_from(market, read_beside())
        except (duckdb.CatalogException, duckdb.BinderException) as exc:
            lacking = str(exc).partition("\n")[0]
            raise NoMarket(
                f"{file} was made by an older version ({lacking}): run `rolecall store`"
            ) from exc


def answer_from(market: duckdb.DuckDBPyConnection, beside: Mapping[str, pl.DataFrame]) -> Answer:
    """Answers each question from `market`, once, and a name of `beside` with its frame."""

    @cache
    def answer(stem: str) -> pl.DataFrame:
        return beside[stem] if stem in beside else market.sql(read_sql(stem)).pl()

    return answer


def read_beside() -> dict[str, pl.DataFrame]:
    """What no market holds: when the method changed, and how often roles are read right."""
    here = Path(__file__).parent
    pair = {"true": "true_role", "read": "read_role"}
    return {
        "change_log": pl.read_csv(here / "change_log.csv", try_parse_dates=True),
        "role_held_out": pl.read_csv(here / "role_held_out.csv").rename(pair),
        "role_scores": pl.read_csv(here / "role_scores.csv"),
    }


def headlines(frames: Mapping[str, pl.DataFrame]) -> Iterator[str]:
    """One line per focus role: how demand grows and what it pays, in the words of the pages."""
    for role in FOCUS:
        cell = {"role": role, "level": "all", "country_code": "US", "region": "all"}
        pay = frames["mart_pay_band"].filter("is_converted", **cell, measure="mid", currency="USD")
        sentences = [_growth_in_words(frames, role)]
        sentences += [str(findings.pay(row)) for row in pay.head(1).to_dicts()]
        yield " ".join(filter(None, sentences)) or f"{role}: no posting yet"


def _growth_in_words(frames: Mapping[str, pl.DataFrame], role: str) -> str:
    """The kind of evidence that leads, else the matched boards since their first look."""
    if leads := frames["mart_growth_evidence"].filter("is_lead", role=role).to_dicts():
        return str(evidence.sentence(leads[0]))
    stock = frames["mart_growth_headline"].filter(role=role, measure="stock")
    return "".join(str(findings.growth(row)) for row in stock.head(1).to_dicts())


def history_lines(frames: Mapping[str, pl.DataFrame]) -> Iterator[str]:
    """One line per history that the numbers use: its name and its days."""
    counted = frames["look"].filter("is_counted", pl.col("origin").is_not_null())
    days = counted.group_by("origin").agg(
        from_date=pl.col("looked_at").min().dt.date(),
        until_date=pl.col("looked_at").max().dt.date(),
    )
    for name, begin, end in days.sort("origin").iter_rows():
        yield f"With history from {name} ({begin} to {end})."
