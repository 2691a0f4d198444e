"""Estimates the requests of a run before it starts: requests and minutes by host, at the polite pace.

Decides how many requests a look at a board should need. Leaves a board's host to its source, and the pace to
`flows.web.client`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import polars as pl

from flows.lake.seen import ASKED_AGAIN_DAYS
from flows.settings import Settings
from flows.sources import Board, Source, every_source
from transforms.vocabulary import CONCLUSIVE

ESTIMATE = pl.Schema(
    {
        "source": pl.String,
        "host": pl.String,
        "boards": pl.Int64,
        "requests": pl.Int64,
        "minutes": pl.Float64,
    }
)
"""One row per source x host, longest first. `requests` are expected, robots.txt included. `minutes` is what they take one
after another."""

POSTINGS_UNSEEN = 36
"""Postings assumed of a board never looked at: the mean of 3,100 boards of 2026 (112,000 postings)."""

_NEW_SHARE = 0.1  # of the postings of a board seen before: about a week's new ones
_TEXTS_IN_LIST = frozenset({"workable"})
"""Sources that ask for a posting's page only where an account's list has no texts, which few choose."""

_NO_LIST = frozenset({"careers_page"})
"""Sources without a list that says what is new: every page is asked for at every look."""

_LIST_PAGE = 100  # postings a page, of most sources that page at all
_JITTER = 1.125  # the client waits up to a quarter longer than the pace
_ANSWER_S = 0.3  # until a usual reply is there; from this machine itself it is nothing
_LONG_RUN_MINUTES = 60.0  # a shorter run gets one line
_HOSTS_NAMED = 3


def estimate_requests(
    boards: Sequence[Board], looks: pl.DataFrame, settings: Settings, as_of: datetime | None = None
) -> pl.DataFrame:
    """Estimates what a look at each of `boards` asks.

    Args:
        boards: those that would be looked at.
        looks: every look so far, in `flows.lake.tables.LOOK`: a board's last whole list says how many postings it has.
        settings: the pace, and whether the mirror is this machine's.
        as_of: the run's instant. Pages read shortly before it are not asked for again (`flows.lake.seen`). None: the looks
            remember nothing.

    Returns:
        One row per source and host in `ESTIMATE`.
    """
    sources = every_source()
    sizes = _last_sizes(looks if as_of is None else looks.filter(pl.col("looked_at") <= as_of))
    requests: dict[tuple[str, str], list[float]] = {}
    for board in boards:
        source = sources[board.source]
        n_postings, seen_at = sizes.get(board.key, (POSTINGS_UNSEEN, None))
        n_days = (as_of - seen_at).days if as_of and seen_at else None
        n_requests = _requests_a_look(source, n_postings, n_days)
        requests.setdefault((source.name, source.host(board)), []).append(n_requests)
    rows = [
        (name, host, len(each), round(sum(each)) + 1, _pace_s(sources[name], settings))
        for (name, host), each in requests.items()
    ]
    return (
        pl.DataFrame(rows, schema=ESTIMATE, orient="row")
        .with_columns(minutes=pl.col("requests") * pl.col("minutes") / 60)
        .sort("minutes", "source", "host", descending=[True, False, False])
    )


def run_minutes(estimate: pl.DataFrame, n_workers: int) -> float:
    """How long a run takes at least: its slowest host, or all of them shared among the workers."""
    hosts = estimate.group_by("host").agg(pl.col("minutes").sum())
    minutes: list[float] = hosts["minutes"].to_list()
    return max(max(minutes, default=0.0), sum(minutes) / max(1, n_workers))


def by_source(estimate: pl.DataFrame) -> pl.DataFrame:
    """One row per source: where it is asked (a host, or how many of them), boards, requests, and its slowest host's minutes."""
    several_hosts = pl.format("{} hosts of their own", pl.len())
    return (
        estimate.group_by("source")
        .agg(
            asked=pl.when(pl.len() == 1).then(pl.col("host").first()).otherwise(several_hosts),
            boards=pl.col("boards").sum(),
            requests=pl.col("requests").sum(),
            slowest_host_minutes=pl.col("minutes").max().round(1),
        )
        .sort("slowest_host_minutes", "requests", "source", descending=[True, True, False])
    )


def describe(estimate: pl.DataFrame, settings: Settings) -> list[str]:
    """The estimate as printed before a run: one line, and a line per source when it takes more than an hour."""
    if estimate.is_empty():
        return ["Nothing to ask: no board is due"]
    minutes = run_minutes(estimate, settings.n_workers)
    hosts = (
        estimate.group_by("host", maintain_order=True)
        .agg(pl.col("requests").sum())
        .sort("requests", descending=True)
    )
    lines = [_summary(estimate, hosts, minutes)]
    if minutes > _LONG_RUN_MINUTES:
        lines += [
            f"  {source:<16} {boards:>7,} boards {requests:>9,} requests  "
            f"{duration(slowest):>14} each: {asked}"
            for source, asked, boards, requests, slowest in by_source(estimate).iter_rows()
        ]
    lines += [
        f"  {host} is asked at most {settings.max_requests_per_host:,} times a run "
        f"(ROLECALL_MAX_REQUESTS_PER_HOST): boards beyond that fail until a later run"
        for host, n in hosts.iter_rows()
        if n > settings.max_requests_per_host
    ]
    return lines


def duration(minutes: float) -> str:
    """Minutes as a person says them: "4 min", "2 h 40 min", "3 days 4 h"."""
    whole = round(minutes)
    if whole < 60:
        return f"{whole} min" if whole else "under a minute"
    hours, rest = divmod(whole, 60)
    if hours < 48:
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    days, hours = divmod(hours, 24)
    return f"{days} days {hours} h" if hours else f"{days} days"


def _summary(estimate: pl.DataFrame, hosts: pl.DataFrame, minutes: float) -> str:
    n_boards, n_requests = estimate["boards"].sum(), estimate["requests"].sum()
    return (
        f"Asking {n_boards:,} board{'' if n_boards == 1 else 's'}, some {n_requests:,} requests, "
        f"{duration(minutes)}{' or more' if minutes >= 1 else ''} ({_named(hosts)})"
    )


def _named(hosts: pl.DataFrame) -> str:
    named = ", ".join(f"{host} {n:,}" for host, n in hosts.head(_HOSTS_NAMED).iter_rows())
    if hosts.height > _HOSTS_NAMED:
        named += f" and {hosts.height - _HOSTS_NAMED:,} hosts more"
    return named


def _last_sizes(looks: pl.DataFrame) -> dict[tuple[str, str], tuple[int, datetime]]:
    """How many postings each board listed when it was last listed whole, and when that was."""
    whole = looks.filter(pl.col("outcome").is_in(CONCLUSIVE))
    last = whole.sort("looked_at", maintain_order=True).group_by("source", "board").last()
    rows = last.select("source", "board", "n_postings", "looked_at").iter_rows()
    return {(source, board): (n or 0, looked_at) for source, board, n, looked_at in rows}


def _requests_a_look(source: Source, n_postings: int, n_days: int | None) -> float:
    """Requests of one look. `n_days` since the board was last listed whole. None: nothing of it is remembered."""
    lists = 1 + n_postings // _LIST_PAGE
    if source.detail_basis is None or source.name in _TEXTS_IN_LIST:
        return lists
    if n_days is None or source.name in _NO_LIST:
        return lists + n_postings
    return lists + n_postings * min(1.0, n_days / ASKED_AGAIN_DAYS + _NEW_SHARE)


def _pace_s(source: Source, settings: Settings) -> float:
    if settings.has_loopback_mirror:
        return 0.0
    return max(settings.pace_s, source.min_delay_s) * _JITTER + _ANSWER_S
