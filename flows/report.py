"""Report: hands the marts of the published market to the pages. Computes nothing itself.

Decides which market is read and where the site is written. Leaves what is shown to `reports`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path

import polars as pl

from flows.errors import NoMarket
from flows.progress import Progress
from flows.settings import Settings
from reports.figures import findings
from reports.site.site import build_site, single_file
from transforms.vocabulary import FOCUS
from warehouse import market

_HOME_MARKET = (
    "US",
    "the United States",
)  # the market with the most stated pay on the boards we read

_SAMPLES = ("pay_unread", "quarantine")
"""Fact tables that the quality page shows some rows of."""


def write_single_file(settings: Settings, out: Path) -> None:
    """Writes the report as one self-contained page to mail. Raises NoMarket when there is no market yet."""
    out.parent.mkdir(parents=True, exist_ok=True)
    single_file(read_frames(settings), out)


def build_report(settings: Settings, progress: Progress | None = None) -> Path:
    """Writes the site from the market.

    Returns:
        The report's first page.

    Raises:
        NoMarket: there is no market yet.
    """
    frames = read_frames(settings)
    pages = build_site(frames, settings.site_folder)
    if progress:
        progress(len(pages), len(pages), "pages")
    return _page_of(settings.site_folder, frames)


def _page_of(site: Path, frames: Mapping[str, pl.DataFrame]) -> Path:
    """First page of the edition just written: `latest`, unless a run of an earlier day filled in an edition before it."""
    day = str(frames["mart_edition"]["as_of"].item())
    editions = sorted(
        folder.name for folder in site.iterdir() if folder.is_dir() and folder.name[:1].isdigit()
    )
    return site / ("latest" if editions[-1] == day else day) / "index.html"


def read_frames(settings: Settings) -> dict[str, pl.DataFrame]:
    """What the pages read, by table. Raises NoMarket when there is no market yet."""
    file = settings.market_file
    if not file.exists():
        raise NoMarket(f"there is no {file} yet; start with `rolecall run` or `rolecall demo`")
    marts = [name for name in market.statements("marts") if name.startswith("mart_")]
    frames = market.read_tables(file, [*marts, *_SAMPLES])
    return frames | read_beside() | {"data_dictionary": market.data_dictionary(file)}


def read_beside() -> dict[str, pl.DataFrame]:
    """What the pages read that no lake holds: the days on which the measure itself changed, and how often roles are read right."""
    confusion = files("transforms.statistics.growth").joinpath("roles_confusion.csv").read_bytes()
    return {
        "change_log": pl.read_csv(Path(__file__).with_name("change_log.csv"), try_parse_dates=True),
        "role_confusion": pl.read_csv(confusion).rename({"true": "true_role", "read": "read_role"}),
    }


def headlines(frames: Mapping[str, pl.DataFrame]) -> Iterator[str]:
    """One line per focus role: how demand for it grows and what it pays, in the words of the pages."""
    for role in FOCUS:
        growth = frames["mart_growth_headline"].filter(
            pl.col("role") == role, pl.col("measure") == "stock"
        )
        pay = frames["mart_pay_band"].filter(
            pl.col("role") == role, pl.col("level") == "all", pl.col("country_code") == _HOME_MARKET[0], pl.col("region") == "all",
            pl.col("measure") == "mid", pl.col("currency") == "USD", "is_converted",
        )  # fmt: skip
        said = [findings.growth(row) for row in growth.head(1).to_dicts()]
        said += [findings.pay(row, _HOME_MARKET[1]) for row in pay.head(1).to_dicts()]
        yield " ".join(said) if said else f"{role}: no posting yet"
