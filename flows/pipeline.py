"""The main job: scrape -> classify -> store -> report. The page a newcomer reads first.

Decides the order of the stops, holds the lock of the data folder around them (`flows.lake.session`) and sums up what
they did. Leaves the work to one module per stop. Every command that rebuilds the market calls `run`; under Prefect
`flows.schedule.market` makes each stop a task.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import ParamSpec, Protocol, TypeVar

import polars as pl

from flows import alarms, backfill, classify, report, scrape, store
from flows.boards import parking
from flows.cluster import reading
from flows.errors import NoMarket, RolecallError
from flows.filings.facts import read_files
from flows.home import require_real
from flows.lake.parts import Lake
from flows.lake.retention import merging, old_bodies
from flows.lake.session import writing
from flows.progress import progress_of
from flows.settings import Settings
from flows.sources import Board
from warehouse import ducklake

log = logging.getLogger(__name__)

Look = Callable[[Lake], pl.DataFrame | None]
"""What a run takes into the lake. Returns its looks, if there are any."""

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class Wrap(Protocol):
    """Wraps a stop before it is called. Prefect makes a task of it."""

    def __call__(
        self, name: str, stop: Callable[Arguments, Result], /
    ) -> Callable[Arguments, Result]:
        """The stop, to be called with the same arguments."""


def plainly(_name: str, stop: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """The stop as it is, without Prefect."""
    return stop


@dataclass
class Summary:
    """What one run did. What a stop alone did not do stays empty."""

    as_of: datetime
    looks: pl.DataFrame | None = None
    n_read: int = 0
    frames: store.Frames = field(default_factory=dict)
    page: Path | None = None

    @property
    def is_rehearsal(self) -> bool:
        """Whether the market that was stored is a simulated one."""
        return bool(self.frames and self.frames["mart_edition"]["is_rehearsal"].item())

    @property
    def headlines(self) -> list[str]:
        """The run's findings, one line per focus role, and on which histories they stand. Empty when nothing was stored."""
        if not self.frames:
            return []
        return [*report.headlines(self.frames), *report.history_lines(self.frames)]

    @property
    def alarms(self) -> list[alarms.Alarm]:
        """What this run found silent or far below the usual, errors first."""
        return alarms.raised(self.frames, self.as_of.date())

    @property
    def outcomes(self) -> dict[str, int]:
        """Looks by outcome."""
        if self.looks is None:
            return {}
        return dict(self.looks.group_by("outcome").len().sort("outcome").iter_rows())


def run(
    settings: Settings,
    as_of: datetime | None,
    look: Look,
    *,
    wrap: Wrap = plainly,
    is_rehearsal: bool = False,
    deletes_old_bodies: bool = False,
) -> Summary:
    """The four stops in a row. Run, demo, backfill, import and forget differ in their `look`.

    Args:
        settings: whose lake, market and site.
        as_of: the instant that the market then speaks for. None: that of the newest look.
        look: takes something into the lake.
        wrap: what each stop goes through before it is called.
        is_rehearsal: whether the pages say that their employers are invented.
        deletes_old_bodies: whether raw bodies older than `keep_raw_days` leave the lake. Never in
            a demo or a backfill: their days lie in the past.

    Raises:
        UsageError: real postings do not belong into this data folder.
        NothingReached: no board could be reached. Market and site stay as they were, as for the others.
        CheckFailed: a data check found bad rows.
        RunInProgress: another run holds the data folder.
        StorageError: the disk is full or the data folder cannot be written.
    """

    def call(name: str, stop: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
        return wrap(name, timed(name, stop))

    if not is_rehearsal:
        require_real(settings)
    with writing(settings) as lake:
        looks = call("scrape", look)(lake)
        as_of = as_of or newest_look(lake)
        summary = Summary(as_of, looks)
        summary.n_read = call("classify", classify_stop)(lake, settings)
        if deletes_old_bodies:
            retain_stop(lake, settings, as_of)
        summary.frames = call("store", store_stop)(lake, settings, as_of, is_rehearsal)
        summary.page = call("report", report_stop)(settings)
    return summary


def run_market(
    boards: Sequence[Board],
    settings: Settings,
    as_of: datetime,
    wrap: Wrap = plainly,
    with_history: bool = False,
) -> Summary:
    """Looks at boards and runs every stop. Alarms and failures go to the webhook. Raises as `run`.

    Args:
        boards: those to look at.
        settings: whose lake, market and site.
        as_of: the instant that the market then speaks for.
        wrap: what each stop goes through before it is called.
        with_history: whether a first run also fetches the hiring threads of two years.
    """
    with alarms.reporting_failure(settings):
        summary = run(
            settings,
            as_of,
            lambda lake: scrape_stop(lake, boards, settings, as_of, with_history),
            wrap=wrap,
            deletes_old_bodies=True,
        )
    alarms.post_alarms(summary.alarms, settings)
    return summary


def timed(name: str, stop: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """The stop, with a line in the log that says how long it took."""

    @wraps(stop)
    def stop_timed(*arguments: Arguments.args, **options: Arguments.kwargs) -> Result:
        began = time.monotonic()
        result = stop(*arguments, **options)
        log.info("%s took %.0f s", name, time.monotonic() - began)
        return result

    return stop_timed


def scrape_stop(
    lake: Lake,
    boards: Sequence[Board],
    settings: Settings,
    as_of: datetime,
    with_history: bool = False,
) -> pl.DataFrame:
    """Looks at every board that is not parked. Raises NothingReached when none answered at all.

    `with_history`: a first run also fetches the hiring threads of two years, so that its report has growth.
    """
    if with_history and backfill.is_history_due(lake.looks()):
        backfill.fetch_history(lake, settings, as_of, progress_of("history"))
    due = parking.boards_due(boards, lake.own_looks(), as_of)
    if due.n_parked:
        log.info(
            "%d parked %s until %s or later: missing on %d days, so looked at weekly",
            due.n_parked,
            "board rests" if due.n_parked == 1 else "boards rest",
            due.parked_until,
            parking.PARKED_AFTER_DAYS,
        )
    looks = scrape.look_at_boards(
        due.boards, settings, lake, as_of, new_run_id(lake, as_of), progress_of("scrape")
    )
    scrape.require_reached(looks)
    return looks


def classify_stop(lake: Lake, settings: Settings) -> int:
    """Reads what the current readers have not read. Returns how many postings and filings."""
    progress = progress_of("classify")
    if settings.engine == "dask":
        return reading.classify_lake(lake, settings.scheduler, progress)
    n_postings = classify.classify_lake(lake, progress) + old_bodies.reread_kept_texts(lake)
    return n_postings + read_files(lake, progress_of("read filings"))


def retain_stop(lake: Lake, settings: Settings, as_of: datetime) -> int:
    """Deletes raw bodies older than `keep_raw_days`, and merges the parts of months without any. Returns how many were emptied."""
    n_emptied = old_bodies.remove_old_bodies(lake, settings.keep_raw_days, as_of)
    merging.merge_old_parts(lake, as_of)
    return n_emptied


def store_stop(
    lake: Lake, settings: Settings, as_of: datetime, is_rehearsal: bool = False
) -> store.Frames:
    """Rebuilds and publishes the market. Warns when `as_of` lies before the newest look.

    Raises, beside what `store.build_market` does:
        RolecallError: the market is rebuilt, and could not be published to the DuckLake of the settings.
    """
    frames = store.build_market(lake, settings, as_of, is_rehearsal)
    if settings.warehouse:
        publish_elsewhere(settings)
    newest = lake.looks()["looked_at"].max()
    if isinstance(newest, datetime) and newest > as_of:
        log.warning(
            "the market now speaks for %s, though there are looks up to %s; `rolecall store` and `rolecall report` bring the "
            "newest back. Looks of a day to come were made under a wrong clock: `rolecall doctor` says what to do",
            as_of.isoformat(" "),
            newest.isoformat(" "),
        )
    return frames


def publish_elsewhere(settings: Settings) -> None:
    """Adds the market to the DuckLake of the settings, unless it holds this edition already."""
    data = settings.warehouse_data or str((settings.home / "warehouse").resolve())
    try:
        snapshot = ducklake.publish(settings.market_file, settings.warehouse, data, settings.s3)
    except ducklake.NotPublished as exc:
        raise RolecallError(
            f"{settings.market_file} is rebuilt, but was not published to ROLECALL_WAREHOUSE: {exc}"
        ) from exc
    if snapshot is not None:
        log.info("published as snapshot %d of ROLECALL_WAREHOUSE", snapshot)


def newest_look(lake: Lake) -> datetime:
    """The time of the newest look. Raises NoMarket when there is none."""
    newest = lake.looks()["looked_at"].max()
    if not isinstance(newest, datetime):
        raise NoMarket(f"nothing was looked at in {lake.folder}: start with `rolecall run`")
    return newest


def report_stop(settings: Settings) -> Path:
    """Writes the site. Returns its first page."""
    return report.build_report(settings, progress_of("report"))


def new_run_id(lake: Lake, as_of: datetime) -> str:
    """Names a run: its time, how many runs of that instant came before it, and a random tail.

    Of several runs of one instant the last counts.
    """
    stamp = f"{as_of:%Y%m%dT%H%M%S}"
    run_ids = lake.looks()["run_id"].drop_nulls().unique()
    earlier = {run_id.split("-")[1] for run_id in run_ids if run_id.startswith(f"{stamp}-")}
    return f"{stamp}-{len(earlier):04d}{secrets.token_hex(3)}"
