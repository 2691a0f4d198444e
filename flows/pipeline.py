"""The main job: scrape -> classify -> store -> report. The page a newcomer reads first.

Each stop is a plain function of a lake, settings and `as_of`; this module puts the four in a row, holds the lock of the
data folder around whatever writes there, and sums up what happened. `flows.schedule.market` wraps the same functions as Prefect
flows; `--plain` calls them from here.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl

from flows import alarms, classify, report, scrape, store
from flows.boards import parking
from flows.errors import UsageError
from flows.lake import reread, retention
from flows.lake.disk import naming
from flows.lake.lock import only_run
from flows.lake.parts import Lake
from flows.progress import progress_of
from flows.settings import Settings
from flows.sources import Board
from reports.site import archive

log = logging.getLogger(__name__)

_TIME_ZONES = timedelta(days=1)  # somewhere it is tomorrow already


@dataclass
class Summary:
    """What one run did; what a stop alone did not do stays empty."""

    as_of: datetime
    looks: pl.DataFrame | None = None
    n_read: int = 0
    frames: store.Frames = field(default_factory=dict)
    page: Path | None = None

    @property
    def headlines(self) -> list[str]:
        """The run's findings, a line per focus role; none when nothing was stored."""
        return list(report.headlines(self.frames)) if self.frames else []

    @property
    def alarms(self) -> list[alarms.Alarm]:
        """What this run's looks found silent or far below the usual, errors first; none when nothing was stored."""
        return alarms.raised(self.frames, self.as_of.date())

    @property
    def outcomes(self) -> dict[str, int]:
        """Looks by outcome."""
        if self.looks is None:
            return {}
        counts = self.looks.group_by("outcome").len().sort("outcome")
        return dict(zip(counts["outcome"], counts["len"], strict=True))


@contextmanager
def writing(settings: Settings) -> Iterator[Lake]:
    """The lake, with the lock held and what a killed run left half-written cleared away."""
    lake = Lake(settings.lake_folder)
    with naming(settings.home), only_run(settings.home):
        lake.require_whole()
        if cleared := lake.clear_unfinished():
            log.info("cleared %d files that an interrupted run left unfinished", cleared)
        # Now, so that a report set aside by a killed run is back even if this run fails.
        archive.recover(settings.site_folder)
        yield lake


def run_market(boards: Sequence[Board], settings: Settings, as_of: datetime) -> Summary:
    """All four stops, once.

    Raises:
        NothingReached: no board could be reached; market and site stay as they were.
        CheckFailed: a data check found bad rows; the same.
        RunInProgress: another run holds the data folder.
        StorageError: the disk is full or the data folder cannot be written; the same.
    """
    with alarms.telling_of_failure(settings), writing(settings) as lake:
        summary = Summary(as_of)
        summary.looks = scrape_stop(lake, boards, settings, as_of)
        summary.n_read = classify_stop(lake)
        retain_stop(lake, settings, as_of)
        summary.frames = store_stop(lake, settings, as_of)
        summary.page = report_stop(settings)
    alarms.tell_webhook(summary.alarms, settings)
    return summary


def scrape_stop(
    lake: Lake, boards: Sequence[Board], settings: Settings, as_of: datetime
) -> pl.DataFrame:
    """Looks at every board but those that rest (`flows.boards.parking`). Raises NothingReached when none answered at all."""
    turn = parking.turn(boards, lake.looks(), as_of)
    if turn.n_resting:
        log.info(
            "%d parked %s until %s or later: missing on %d days, so looked at weekly",
            turn.n_resting,
            "board rests" if turn.n_resting == 1 else "boards rest",
            turn.rest_until,
            parking.PARKED_AFTER_DAYS,
        )
    looks = scrape.look_at_boards(
        turn.due, settings, lake, as_of, new_run_id(lake, as_of), progress_of("scrape")
    )
    scrape.require_reached(looks)
    return looks


def classify_stop(lake: Lake) -> int:
    """Reads what no current reader has read. Returns how many postings."""
    return classify.classify_lake(lake, progress_of("classify")) + reread.reread_kept_texts(lake)


def retain_stop(lake: Lake, settings: Settings, as_of: datetime) -> int:
    """Removes raw bodies whose time is over. Part of a run, never of a demo or a backfill, whose days lie in the past."""
    return retention.remove_old_bodies(lake, settings.keep_raw_days, as_of)


def store_stop(
    lake: Lake, settings: Settings, as_of: datetime, is_rehearsal: bool = False
) -> store.Frames:
    """Rebuilds and publishes the market. Says so when it turns back to a day before the newest look."""
    frames = store.build_market(lake, settings, as_of, is_rehearsal)
    newest: datetime = lake.looks().select(pl.col("looked_at").max()).item()
    if newest > as_of:
        log.warning(
            "the market now speaks for %s, though there are looks up to %s; `rolecall store` and `report` bring the newest back",
            *(moment.isoformat(" ") for moment in (as_of, newest)),
        )
    return frames


def report_stop(settings: Settings) -> Path:
    """Writes the site. Returns its first page."""
    return report.build_report(settings, progress_of("report"))


def new_run_id(lake: Lake, as_of: datetime) -> str:
    """Names a run: its time, its number among the runs of that instant (the last of them counts), and a random tail."""
    stamp = f"{as_of:%Y%m%dT%H%M%S}"
    earlier = {part.split("-")[1] for part in lake.parts() if part.startswith(f"{stamp}-")}
    return f"{stamp}-{len(earlier):04d}{secrets.token_hex(3)}"


def parse_as_of(text: str | None) -> datetime:
    """The one instant a run speaks for: `--as-of` (a date or ISO time, UTC), else now. The only place that asks the clock.

    Raises:
        UsageError: not a date or time, or one that is yet to come.
    """
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    if text is None:
        return now
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as exc:
        raise UsageError(
            f"--as-of {text!r}: not a date (2026-11-23) or time (2026-11-23T06:00)"
        ) from exc
    moment = moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    if moment > now + _TIME_ZONES:
        raise UsageError(
            f"--as-of {text}: lies in the future; looks of days to come would stand above all later ones"
        )
    return moment
