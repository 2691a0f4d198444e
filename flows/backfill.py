"""Backfill: history from sources that keep it, one period after another, going on where it was interrupted.

Decides which periods are still to be looked at, and what history a first run fetches by itself. Looking and keeping are
`flows.scrape`'s, one part of the lake a period, so that a killed backfill loses at most the period it was at.
"""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

import polars as pl

from flows.errors import LookError, NothingReached, SourceUnavailable, UsageError
from flows.filings import take as filings
from flows.filings.listing import parse_since, parse_until
from flows.lake.parts import Lake
from flows.lake.tables import IS_OURS, LOOK
from flows.ledger import take as ledger
from flows.ledger.looks import NAME as LEDGER
from flows.progress import Progress, counted, progress_of
from flows.scrape import look_at_boards, require_reached
from flows.settings import Settings
from flows.sources import Board, Source, every_source
from flows.web.client import PoliteClient
from flows.web.look import Getter
from transforms.vocabulary import CONCLUSIVE

log = logging.getLogger(__name__)

HISTORY_SOURCE = "hackernews"
"""The census that a first run fetches: open to everybody, and a month of it is one reply."""

HISTORY_MONTHS = 25
"""Twelve months against the twelve before, and one more, since the newest is often not over."""

HISTORY_REQUESTS = 2 * HISTORY_MONTHS + 2
"""robots.txt, the list of threads, and for each thread the list once more and the thread."""

_NEWEST = "the newest there can be,"
"""What a span ends with when --until is not given."""

HISTORY_PANEL = "history"
"""The panel of a look into the past. It sets them apart from the looks of runs."""

SETTLED_AFTER = timedelta(days=45)
"""A thread gathers adverts for its month and the odd one after. 45 days after it began, it is whole."""


def plan_backfill(
    source_name: str,
    since: str,
    until: str | None,
    settings: Settings,
    as_of: datetime,
    request: ledger.Request | None = None,
) -> Callable[[Lake], pl.DataFrame | None]:
    """What a run takes into the lake for `rolecall backfill`. The span is checked before anything is asked.

    `request`: needed for the ledger, which alone has one. Its span counts there.

    Raises:
        UsageError: no such source, or not a span of its periods.
    """
    bound = "--until" if until else _NEWEST
    if source_name == filings.NAME:
        first = parse_since(since)
        until = until or f"FY{as_of.year + 1}"
        last = parse_until(until)
        if last < first:
            raise UsageError(f"--since {since} is after {bound} {until}")

        def take_filings(lake: Lake) -> None:
            filings.take_files(lake, settings, first, last, as_of, progress_of("filings"))

        return take_filings
    last_month = until or f"{as_of:%Y-%m}"
    if source_name == LEDGER and request:
        _require_span(request.since, request.until, bound)
        return lambda lake: ledger.take_ledger(
            lake, settings, request, as_of, progress_of("ledger")
        )
    _census(source_name)
    _require_span(since, last_month, bound)
    return lambda lake: backfill(
        lake, settings, source_name, since, last_month, as_of, progress_of("months")
    )


def list_histories() -> list[dict[str, str]]:
    """What `rolecall backfill` takes: one row a history, as `rolecall sources` shows it."""
    return [*map(_about, _censuses()), filings.ABOUT, ledger.ABOUT]


def _about(census: Source) -> dict[str, str]:
    return {
        "history": census.name,
        "what": census.title,
        "comes": "by the month",
        "read from": census.basis,
        "documentation": census.docs_url,
    }


def backfill(
    lake: Lake,
    settings: Settings,
    source_name: str,
    since: str,
    until: str,
    as_of: datetime,
    progress: Progress | None = None,
) -> pl.DataFrame:
    """Looks at every period from `since` to `until` (YYYY-MM, both included) that was not yet seen whole.

    Returns:
        One row per look in `flows.lake.tables.LOOK`, by period; none when there is nothing left to fetch.

    Raises:
        UsageError: no such census source, or not a span of months.
        NothingReached: the source does not answer. What was fetched before is kept.
        LookError: the source's list of periods cannot be read.
    """
    source = _census(source_name)
    _require_span(since, until)
    wanted = _wanted(lake, settings, source, since, min(until, f"{as_of:%Y-%m}"))
    looks = [pl.DataFrame(schema=LOOK)]
    for number, period in enumerate(wanted, start=1):
        board = _board_of(source, period)
        # A part is named for its run, and one run per period keeps what is fetched even if the next period is killed.
        run_id = f"{as_of:%Y%m%dT%H%M%S}-{number:04d}{secrets.token_hex(3)}-{period}"
        found = look_at_boards([board], settings, lake, as_of, run_id, level=logging.DEBUG)
        require_reached(found)
        looks.append(found)
        if progress:
            progress(number, len(wanted), f"{period} of {source.title}")
    log.info("looked at %s of %s", counted(len(wanted), "period"), source.title)
    return pl.concat(looks)


def is_history_due(looks: pl.DataFrame) -> bool:
    """Whether a run should fetch the history that a first report needs: no board was looked at yet.

    A history that was interrupted is due still, as a run looks at its boards after it.
    """
    return looks.filter(IS_OURS, pl.col("panel") != HISTORY_PANEL).is_empty()


def history_span(as_of: datetime) -> tuple[str, str]:
    """The first and the last month (YYYY-MM) of a first run's history. A run looks at the present month's thread itself."""
    months = as_of.year * 12 + as_of.month - 1
    first, last = (months - n for n in (HISTORY_MONTHS, 1))
    return f"{first // 12}-{first % 12 + 1:02d}", f"{last // 12}-{last % 12 + 1:02d}"


def fetch_history(
    lake: Lake, settings: Settings, as_of: datetime, progress: Progress | None = None
) -> None:
    """Looks at the hiring threads of the last HISTORY_MONTHS months. What goes wrong is logged and never raised.

    The threads are one part of the lake. They are a minute's work, and an interrupted run asks for all of them again.
    """
    since, until = history_span(as_of)
    source = _census(HISTORY_SOURCE)
    again = f"`rolecall backfill {source.name} --since {since}` fetches it later"
    try:
        wanted = _wanted(lake, settings, source, since, until)
        boards = [_board_of(source, period) for period in wanted]
        run_id = f"{as_of:%Y%m%dT%H%M%S}-0000{secrets.token_hex(3)}-history"
        found = look_at_boards(boards, settings, lake, as_of, run_id, progress, logging.DEBUG)
        require_reached(found)
    except (NothingReached, LookError) as exc:
        log.warning(
            "no history of %s, the run goes on without it (%s). %s", source.title, exc, again
        )
        return
    n_whole = found.filter(pl.col("outcome").is_in(CONCLUSIVE)).height
    log.info("history: %d of %s of %s", n_whole, counted(len(boards), "thread"), source.title)
    if n_whole < len(boards):
        log.warning("%d of the threads could not be read whole. %s", len(boards) - n_whole, again)


def _board_of(source: Source, period: str) -> Board:
    return Board(source.name, source.slug_pattern, panel=HISTORY_PANEL, period=period)


def _wanted(lake: Lake, settings: Settings, source: Source, since: str, until: str) -> list[str]:
    """The periods of the span that the source has and that were not yet seen whole."""
    settled = _settled(lake, source)
    periods = _periods(source, settings)
    return [period for period in periods if since <= period <= until and period not in settled]


def _censuses() -> list[Source]:
    return [source for source in every_source().values() if source.is_census]


def _census(name: str) -> Source:
    censuses = {source.name: source for source in _censuses()}
    if name not in censuses:
        names = [*censuses, filings.NAME, LEDGER]
        raise UsageError(f"{name!r} keeps no history to fetch; these do: {', '.join(names)}")
    return censuses[name]


def _periods(source: Source, settings: Settings) -> list[str]:
    with PoliteClient(settings) as client:
        try:
            return source.periods(Getter(client, source.min_delay_s)) if source.periods else []
        except SourceUnavailable as exc:
            raise NothingReached(
                f"{source.title} does not answer ({exc}). Are you online? What was fetched is kept."
            ) from exc


def _require_span(since: str, until: str, bound: str = "--until") -> None:
    """Raises UsageError unless these are two months in order. `bound`: what the second is called."""
    for value in (since, until):
        if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", value):
            raise UsageError(f"{value!r} is not a month; write YYYY-MM, as in 2016-01")
    if since > until:
        raise UsageError(f"--since {since} is after {bound} {until}")


def _settled(lake: Lake, source: Source) -> set[str]:
    """Periods that were listed whole at a time when nothing more was to come."""
    begun = pl.col("period").str.to_date("%Y-%m-%d", strict=False).cast(pl.Datetime("us"))
    settled = (
        lake.looks()
        .filter(
            (pl.col("source") == source.name)
            & pl.col("outcome").is_in(CONCLUSIVE)
            & pl.col("period").is_not_null()
        )
        .with_columns(period=pl.col("period") + "-01")
        .filter(pl.col("looked_at") >= begun + SETTLED_AFTER)
    )
    return {period[:7] for period in settled["period"]}
