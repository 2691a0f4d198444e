"""The Query page beside the site: the engine, the market without texts, and the page.

Decides that a site has the page from the day on which its engine was fetched, and that each report renews it. Leaves the
page to `reports.site.query` and the market's copy to `warehouse.extract`.
"""

from __future__ import annotations

from pathlib import Path

from flows.engine.fetch import fetch_engine, version
from flows.settings import Settings
from reports.answers import Answer
from reports.site import query
from warehouse import extract


def engine_folder(site: Path) -> Path:
    """Where a site keeps the engine. Its version is in the name, so that a browser's cache never mixes two."""
    return site / query.FOLDER / f"engine-{version()}"


def add_engine(site: Path, packed: Path | None = None) -> Path:
    """Puts the engine into the site, which from then on has the Query page. Raises as `fetch_engine`."""
    folder = engine_folder(site)
    fetch_engine(folder, packed)
    return folder


def renew(answer: Answer, settings: Settings) -> bool:
    """Rewrites page and market when the site has the engine. Returns whether it has."""
    engine = engine_folder(settings.site_folder)
    if not engine.is_dir():
        return False
    market = engine.parent / query.MARKET
    beside = market.with_name(f".{market.name}.new")
    extract.copy_without_texts(settings.market_file, beside, settings.memory_bytes)
    beside.replace(market)
    query.write_page(answer, settings.site_folder, engine.name)
    return True
