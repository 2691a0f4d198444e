"""Scrape: asks each board once and keeps what it said, untouched, in the lake.

Decides which looks are committed together: a killed run keeps what it had acknowledged. Leaves one
look to `flows.boards.look`, how many boards are asked at once to `flows.boards.side_by_side`, and
what a posting means to `flows.classify`.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any

import polars as pl

from flows.boards.look import LastLooks, Look, look_at
from flows.boards.side_by_side import ask_side_by_side
from flows.errors import NothingReached
from flows.lake.losses import still_whole
from flows.lake.parts import Lake
from flows.lake.seen import remembered
from flows.lake.tables import BODY, LOOK, SIGHTING, content_hash, posting_hash
from flows.progress import Progress, counted
from flows.settings import Settings
from flows.sources import Board
from flows.web.client import PoliteClient
from transforms.vocabulary import CONCLUSIVE

log = logging.getLogger(__name__)

_BOARDS_A_PART = 200
_SECONDS_A_PART = 300.0  # a host that makes a run wait must not put more than that at risk
_SLOW_S = 30.0  # at the usual pace a board of 2,000 postings takes that long
_BYTES_A_PART = 64_000_000  # keeps memory flat, and small what a crash can cost


def look_at_boards(
    boards: Sequence[Board],
    settings: Settings,
    lake: Lake,
    as_of: datetime,
    run_id: str,
    progress: Progress | None = None,
    level: int = logging.INFO,
) -> pl.DataFrame:
    """Looks once at every board and commits what was seen.

    Args:
        boards: those to look at.
        settings: how politely.
        lake: the lake, its lock held.
        as_of: the looks' date. Later looks are no evidence for them.
        run_id: names the run and, with a number, its parts.
        progress: told after each look.
        level: of the log lines. A walk through history passes DEBUG and logs its own sum.

    Returns:
        One row per look in `flows.lake.tables.LOOK`, by source and board.
    """
    known, forgotten = lake.known_hashes(), lake.forgotten()
    looks = lake.own_looks()
    is_before = pl.col("looked_at") <= as_of
    overtaken = set(looks.filter(~is_before).select("source", "board", "period").iter_rows())
    before = looks.filter(is_before)
    memory = remembered(lake, before, boards, known, forgotten, as_of.date())
    last = _last_conclusive(lake, before, known)
    rows: list[dict[str, Any]] = []
    with PoliteClient(settings) as client:
        look = partial(look_at, client, earlier=last, as_of=as_of, run_id=run_id, memory=memory)
        found = ask_side_by_side(client, boards, look, settings.n_workers)
        for part, batch in enumerate(_batches(found)):
            for done in batch:
                key = (done.row["source"], done.row["board"], done.row["period"])
                done.row["is_out_of_order"] = key in overtaken
            frame = pl.DataFrame([done.row for done in batch], schema=LOOK)
            lake.write_part(f"{run_id}-{part:04d}", frame, *split_seen(batch, known, forgotten))
            for done in batch:
                rows.append(done.row)
                _log_look(done.row, level)
                if progress:
                    progress(len(rows), len(boards), f"{done.row['source']}/{done.row['board']}")
        log.log(level, "%s", _describe_requests(client.n_requests_by_host()))
    every = pl.DataFrame(rows, schema=LOOK).sort("source", "board", "period")
    log.log(
        level,
        "looked at %s as of %s: %s",
        counted(every.height, "board"),
        as_of.isoformat(" "),
        _tally(every),
    )
    if slow := _describe_slow(every):
        log.log(level, "%s", slow)
    return every


def require_reached(looks: pl.DataFrame) -> None:
    """Raises NothingReached when not one look of a run reached its board.

    Missing boards and boards that refuse did answer.
    """
    if looks.is_empty() or looks["http_status"].is_not_null().any():
        return
    if set(looks["outcome"]) == {"failed"}:
        error = str(looks["error"].drop_nulls().first())
        raise NothingReached(
            f"no board could be reached ({looks.height:,} asked, first error: {error}). "
            "Are you online? `rolecall demo` needs no network. The last report is untouched."
        )


def _last_conclusive(lake: Lake, looks: pl.DataFrame, known: set[str]) -> LastLooks:
    """The last complete or unchanged look of each board (and of each period of a census), where what it saw is still there."""
    conclusive = looks.filter(pl.col("outcome").is_in(CONCLUSIVE))
    last = conclusive.group_by("source", "board", "period", maintain_order=True).last()
    whole = still_whole(lake, last, looks, known)
    return {
        (row["source"], row["board"], row["period"]): row for row in whole.iter_rows(named=True)
    }


def _batches(
    looks: Iterable[Look], clock: Callable[[], float] = time.monotonic
) -> Iterator[list[Look]]:
    """Looks in parts of at most so many boards, so many bytes or so many minutes."""
    batch: list[Look] = []
    n_bytes, began = 0, clock()
    try:
        for look in looks:
            batch.append(look)
            n_bytes += sum(len(payload.body) for payload in look.payloads)
            is_full = len(batch) >= _BOARDS_A_PART or n_bytes >= _BYTES_A_PART
            if is_full or clock() - began >= _SECONDS_A_PART:
                yield batch
                batch, n_bytes, began = [], 0, clock()
    except GeneratorExit:
        raise
    except BaseException:  # a run that is told to end keeps the looks that it has made
        if batch:
            yield batch
        raise
    if batch:
        yield batch


def split_seen(
    batch: Sequence[Look], known: set[str], forgotten: Collection[str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What looks have shown: every sighting, and the bodies that the lake does not have yet.

    Args:
        batch: the looks.
        known: hashes of the lake's bodies. Those of new ones are added.
        forgotten: hashes of the postings that must not be kept. They leave no trace.

    Returns:
        Rows in `flows.lake.tables.SIGHTING` and in `flows.lake.tables.BODY`.
    """
    sightings: list[dict[str, Any]] = []
    bodies: list[dict[str, Any]] = []
    for look, payload in ((each, payload) for each in batch for payload in each.payloads):
        source, board, posting = look.row["source"], look.row["board"], payload.external_id
        if forgotten and posting_hash(source, board, posting or "") in forgotten:
            continue
        name = payload.content_hash or content_hash(source, board, posting, payload.body)
        content = {
            "look_id": look.row["look_id"],
            "source": source,
            "board": board,
            "external_id": posting,
            "content_hash": name,
        }
        sightings.append({**content, "stamp": payload.stamp})
        if name not in known:
            known.add(name)
            about = {name: look.row.get(name) for name in ("employer", "period", "origin")}
            bodies.append({**content, **about, "url": payload.url, "body": payload.body})
    return pl.DataFrame(sightings, schema=SIGHTING), pl.DataFrame(bodies, schema=BODY)


def _log_look(row: dict[str, Any], level: int) -> None:
    """One line for a look. Those that listed their board whole are logged on request only."""
    what = counted(row["n_postings"], "posting")
    error = f" ({row['error']})" if row["error"] else ""
    log.log(
        logging.DEBUG if row["outcome"] in CONCLUSIVE else level,
        "%s/%s: %s, %s%s",
        row["source"],
        row["board"],
        row["outcome"],
        what,
        error,
    )


def _describe_requests(n_requests: dict[str, int]) -> str:
    """How many requests a run made, and to whom the most."""
    hosts = counted(len(n_requests), "host")
    line = f"requests: {sum(n_requests.values()):,} to {hosts}"
    if not n_requests:
        return line
    most = max(n_requests, key=lambda host: n_requests[host])
    return f"{line}, the most to {most} ({n_requests[most]:,})"


def _describe_slow(looks: pl.DataFrame) -> str:
    """The boards that took longest, of those that took long. Empty when none did."""
    slow = looks.filter(pl.col("seconds") > _SLOW_S).sort("seconds", descending=True)
    shown = ", ".join(
        f"{source}/{board} {seconds:.0f} s"
        for source, board, seconds in slow.select("source", "board", "seconds").head(5).iter_rows()
    )
    return (
        f"{counted(slow.height, 'board')} took longer than {_SLOW_S:.0f} s: {shown}"
        if shown
        else ""
    )


def _tally(looks: pl.DataFrame) -> str:
    counts = Counter(looks["outcome"].to_list())
    return ", ".join(f"{counts[outcome]} {outcome}" for outcome in sorted(counts)) or "none"
