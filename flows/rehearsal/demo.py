"""The demo: the main job on the rehearsal market, two years of weekly looks over real HTTP on loopback, no network needed.

Decides the days that are walked and where the demo's data live. Leaves the market to `flows.rehearsal.truth`. An
interrupted demo goes on where it stopped. A changed market starts afresh.
"""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from datetime import datetime, time

import polars as pl

from flows import pipeline
from flows.backfill import backfill
from flows.filings.listing import parse_since, parse_until
from flows.filings.take import take_files
from flows.home import REHEARSAL_MARKER
from flows.lake.disk import delete_folder
from flows.lake.parts import Lake
from flows.lake.tables import LOOK
from flows.progress import counted, progress_of
from flows.rehearsal.server import RehearsalServer
from flows.rehearsal.truth import DEMO_LAST_DAY, Market, demo_market
from flows.scrape import look_at_boards
from flows.settings import Settings

log = logging.getLogger(__name__)

LAST_DAY = datetime.combine(DEMO_LAST_DAY, time())
"""The UTC time the demo's report speaks for: fixed, so that everybody's demo gives the same pages."""


def run_demo(
    settings: Settings, market: Market | None = None, wrap: pipeline.Wrap = pipeline.plainly
) -> pipeline.Summary:
    """All four stops on the demo's market, or on another simulated one."""
    ours = settings.rehearsal
    return pipeline.run(
        ours, LAST_DAY, lambda lake: walk(lake, ours, market), wrap=wrap, is_rehearsal=True
    )


def walk(lake: Lake, settings: Settings, market: Market | None = None) -> pl.DataFrame:
    """Looks at every board in every week of the market's history, then at every hiring thread and filing.

    Skips the weeks that an interrupted demo already looked at. Returns the looks of this call.
    """
    market = market or demo_market()
    _start_afresh_unless_same(lake, settings, market)
    seen = set(lake.looks()["looked_at"])
    days = [datetime.combine(day, time()) for day in market.days()]
    progress = progress_of("weeks")
    looks = [pl.DataFrame(schema=LOOK)]
    with RehearsalServer(market) as server:
        ours = replace(settings, mirror=server.url, pace_s=0.0)
        boards = [board for board in server.boards() if board.source != "hackernews"]
        for n_weeks, day in enumerate(days, start=1):
            if day not in seen:
                server.day = day.date()
                run_id = pipeline.new_run_id(lake, day)
                looks.append(look_at_boards(boards, ours, lake, day, run_id, level=logging.DEBUG))
            if progress:
                progress(n_weeks, len(days), f"week of {day:%Y-%m-%d}")
        server.day = LAST_DAY.date()
        since, until = f"{days[0]:%Y-%m}", f"{LAST_DAY:%Y-%m}"
        looks.append(backfill(lake, ours, "hackernews", since, until, LAST_DAY))
        filed = parse_since(f"FY{days[0].year}"), parse_until(f"FY{LAST_DAY.year + 1}")
        take_files(lake, ours, *filed, LAST_DAY)
    n_walked = sum(day not in seen for day in days)
    log.info("walked %s of the market, %d of them now", counted(len(days), "week"), n_walked)
    return pl.concat(looks)


def _start_afresh_unless_same(lake: Lake, settings: Settings, market: Market) -> None:
    marker = settings.home / REHEARSAL_MARKER
    name = json.dumps({"market": market.fingerprint})
    if marker.exists():
        if marker.read_text(encoding="utf-8") == name:
            return
        log.info("the rehearsal market has changed: its lake starts afresh")
        delete_folder(lake.folder)
    settings.home.mkdir(parents=True, exist_ok=True)
    beside = marker.with_name(f".{marker.name}.new")
    beside.write_text(name, encoding="utf-8")
    beside.replace(
        marker
    )  # never half-written: that would read as another market, and cost the lake
