"""Scrape: asks each board once and keeps what it said, untouched, in the lake.

One look per board, eight boards at a time, each host one request at a time. Looks are committed in parts of some boards,
so a killed run keeps what it had acknowledged. Decides how a look ended; never what a posting means.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import zip_longest
from typing import Any

import polars as pl

from flows.errors import ListedInPart, LookError, NothingReached, PayloadChanged
from flows.lake.parts import Lake
from flows.lake.seen import Memory, remembered
from flows.lake.tables import BODY, LOOK, SIGHTING, content_hash, posting_hash
from flows.progress import Progress
from flows.settings import Settings
from flows.sources import Board, Payload, Source, every_source
from flows.web.client import PoliteClient
from flows.web.look import Getter, Validators
from transforms.text.personal import without_personal_data
from transforms.vocabulary import CONCLUSIVE

log = logging.getLogger(__name__)

LastLooks = dict[tuple[str, str, str | None], dict[str, Any]]
"""Per (source, board, period), the row of the last look that listed it whole."""

_MOST_NAMELESS_SHARE = (
    0.05  # a few broken postings are quarantined; more of them mean that the board's shape changed
)
_BOARDS_A_PART = 200
_BYTES_A_PART = 64_000_000  # keeps memory flat and the most that a crash can cost small


@dataclass(frozen=True)
class Past:
    """What the looks before this run know: each board's last whole look, and its postings with pages of their own."""

    looks: LastLooks
    memory: Memory


@dataclass
class Look:
    """One attempt at a board: the row it becomes, and the postings it brought."""

    row: dict[str, Any]
    payloads: list[Payload] = field(default_factory=list)


def look_at_boards(
    boards: Sequence[Board],
    settings: Settings,
    lake: Lake,
    as_of: datetime,
    run_id: str,
    progress: Progress | None = None,
) -> pl.DataFrame:
    """Looks once at every board and commits what was seen.

    Returns:
        One row per look in `flows.lake.tables.LOOK`, by source and board.
    """
    known, forgotten = lake.known_hashes(), lake.forgotten()
    # A later run's looks (this one may fill a gap in the past) are not before this one: they vouch for nothing here.
    every = lake.looks()
    before = every.filter(pl.col("looked_at") <= as_of)
    overtaken = set(
        every.filter(pl.col("looked_at") > as_of).select("source", "board", "period").iter_rows()
    )
    past = Past(
        _last_conclusive(before), remembered(lake, before, boards, known, forgotten, as_of.date())
    )
    with PoliteClient(settings) as client:
        looks = _looks(client, interleaved(boards), past, settings.n_workers, as_of, run_id)
        rows: list[dict[str, Any]] = []
        for number, batch in enumerate(_batches(looks)):
            for look in batch:
                key = (look.row["source"], look.row["board"], look.row["period"])
                look.row["is_out_of_order"] = key in overtaken
            _commit(lake, f"{run_id}-{number:04d}", batch, known, forgotten)
            for look in batch:
                rows.append(look.row)
                log.log(
                    logging.DEBUG if look.row["outcome"] in CONCLUSIVE else logging.INFO,
                    _line(look.row),
                )
                if progress:
                    progress(len(rows), len(boards), f"{look.row['source']}/{look.row['board']}")
        log.info("%s", _asked(client.n_requests_by_host()))
    found = pl.DataFrame(rows, schema=LOOK).sort("source", "board", "period")
    log.info("looked at %d boards as of %s: %s", found.height, as_of.isoformat(" "), _tally(found))
    return found


def require_reached(looks: pl.DataFrame) -> None:
    """Raises NothingReached when not one look of a run reached its board (missing and refused boards did answer)."""
    if (
        looks.height
        and not looks["http_status"].is_not_null().any()
        and set(looks["outcome"]) == {"failed"}
    ):
        error = str(looks["error"].drop_nulls().first())
        raise NothingReached(
            f"none of {looks.height} boards could be reached (first error: {error}). Are you online? "
            f"`rolecall demo` needs no network. The last report is untouched."
        )


def _last_conclusive(looks: pl.DataFrame) -> LastLooks:
    """The last complete or unchanged look of each board (and of each period of a census)."""
    conclusive = looks.filter(pl.col("outcome").is_in(CONCLUSIVE))
    last = conclusive.group_by("source", "board", "period", maintain_order=True).last()
    return {(row["source"], row["board"], row["period"]): row for row in last.iter_rows(named=True)}


def interleaved(boards: Sequence[Board]) -> list[Board]:
    """Boards with neighbours of different sources: a list sorted by source would have all workers wait for one host."""
    by_source: dict[str, list[Board]] = {}
    for board in boards:
        by_source.setdefault(board.source, []).append(board)
    rounds = zip_longest(*by_source.values())
    return [board for turn in rounds for board in turn if board is not None]


def _looks(
    client: PoliteClient,
    boards: Sequence[Board],
    past: Past,
    n_workers: int,
    as_of: datetime,
    run_id: str,
) -> Iterator[Look]:
    """Looks as they end. At most two boards a worker are under way, so memory does not grow with the number of boards."""
    waiting = iter(boards)
    running: set[Future[Look]] = set()
    pool = ThreadPoolExecutor(max_workers=max(1, n_workers))
    try:
        exhausted = False
        while not exhausted or running:
            while not exhausted and len(running) < 2 * max(1, n_workers):
                board = next(waiting, None)
                if board is None:
                    exhausted = True
                    break
                running.add(
                    pool.submit(look_at, client, board, past.looks, as_of, run_id, past.memory)
                )
            done, running = (
                wait(running, return_when=FIRST_COMPLETED) if running else (set(), running)
            )
            yield from sorted(
                (future.result() for future in done), key=lambda look: look.row["look_id"]
            )
    except BaseException:  # Ctrl-C, too: nobody wants to wait for looks whose results are not kept
        client.stop()
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


def look_at(
    client: PoliteClient,
    board: Board,
    earlier: LastLooks,
    as_of: datetime,
    run_id: str,
    memory: Memory | None = None,
) -> Look:
    """One look at one board. Never raises: whatever happens is the look's outcome and error."""
    source = every_source()[board.source]
    payloads: list[Payload] = []
    outcome, error, status, is_excerpt = "complete", None, None, False
    started = time.monotonic()
    get = Getter(client, source.min_delay_s)
    try:
        keys = client.keys_of(source)
        if source.periods and board.period is None:
            board = replace(board, period=_newest_period(source.periods(get), as_of))
        known = memory.of(board) if memory and source.detail_basis else None
        validators = _validators(earlier.get(_key(board)))
        get = Getter(client, source.min_delay_s, validators, keys, known, source.name)
        for payload in source.fetch(board, get):
            payloads.append(payload)  # one by one: what came before an error is kept
        _require_ids(payloads)
        _require_whole(source)
    except LookError as exc:
        outcome, error, status = exc.outcome, str(exc), exc.http_status
        is_excerpt = isinstance(exc, ListedInPart)
    except Exception as exc:  # a bug in one source's file must not cost the other boards their look
        log.exception("%s/%s: the source's own code failed", board.source, board.slug)
        outcome, error = "failed", f"{type(exc).__name__}: {exc}"
    if outcome not in CONCLUSIVE and any(payload.external_id for payload in payloads):
        outcome = (
            "partial"  # also for a page that is missing or refused: the board itself did answer
        )
    before = earlier.get(_key(board)) if outcome == "unchanged" else None
    # A list that is unchanged says nothing of the pages behind it, some of which may be due.
    has_pages = any(payload.stamp for payload in payloads)
    is_repeatable = get.n_requests == 1 and outcome in CONCLUSIVE and not has_pages
    row = {
        "look_id": _look_id(board, run_id),
        "run_id": run_id,
        "source": board.source,
        "board": board.slug,
        "employer": board.employer,
        "panel": board.panel,
        "period": board.period,
        "looked_at": as_of,
        "outcome": outcome,
        "http_status": status or get.http_status,
        "n_postings": before["n_postings"] if before else len(payloads),
        "n_bytes": get.n_bytes,
        "seconds": round(time.monotonic() - started, 3),
        "error": without_personal_data(error) if error and not before else None,
        "repeats_look_id": (before["repeats_look_id"] or before["look_id"]) if before else None,
        "url": get.url if is_repeatable else None,
        "etag": get.etag if is_repeatable else None,
        "last_modified": get.last_modified if is_repeatable else None,
        "is_excerpt": is_excerpt,
        "n_requests": get.n_requests,
    }
    return Look(row, payloads)


def _require_ids(payloads: Sequence[Payload]) -> None:
    """Raises PayloadChanged when too many postings lack an id: such a list cannot say which of the known ones are gone."""
    n_nameless = sum(payload.external_id is None for payload in payloads)
    if n_nameless > _MOST_NAMELESS_SHARE * len(payloads):
        raise PayloadChanged(
            f"{n_nameless} of {len(payloads)} postings have no id: has a field been renamed?"
        )


def _require_whole(source: Source) -> None:
    """Raises ListedInPart for a source that never lists all there is, however well it answered."""
    if not source.lists_all:
        raise ListedInPart(
            f"{source.title} shows {source.extent} only; what is not among them may be open still"
        )


def _key(board: Board) -> tuple[str, str, str | None]:
    return board.source, board.slug, board.period


def _validators(before: dict[str, Any] | None) -> Validators | None:
    return (
        Validators(before["url"], before["etag"], before["last_modified"])
        if before and before["url"]
        else None
    )


def _newest_period(periods: Sequence[str], as_of: datetime) -> str:
    """The last period that had begun by `as_of`; what comes after it does not exist yet for this run."""
    begun = [period for period in periods if period <= f"{as_of:%Y-%m}"]
    if not begun:
        raise PayloadChanged(f"no period up to {as_of:%Y-%m} is listed (of {len(periods)} in all)")
    return max(begun)


def _look_id(board: Board, run_id: str) -> str:
    place = f"{board.slug}@{board.period}" if board.period else board.slug
    return f"{run_id}:{board.source}:{place}"


def _batches(looks: Iterable[Look]) -> Iterator[list[Look]]:
    """Looks in parts of at most so many boards or so many bytes."""
    batch: list[Look] = []
    n_bytes = 0
    for look in looks:
        batch.append(look)
        n_bytes += sum(len(payload.body) for payload in look.payloads)
        if len(batch) >= _BOARDS_A_PART or n_bytes >= _BYTES_A_PART:
            yield batch
            batch, n_bytes = [], 0
    if batch:
        yield batch


def _commit(
    lake: Lake, part: str, batch: Sequence[Look], known: set[str], forgotten: Collection[str]
) -> None:
    looks = pl.DataFrame([look.row for look in batch], schema=LOOK)
    lake.write_part(part, looks, *seen_in(batch, known, forgotten))


def seen_in(
    batch: Sequence[Look], known: set[str], forgotten: Collection[str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What looks have shown: every sighting, and the bodies that the lake does not have yet.

    Args:
        batch: the looks.
        known: hashes of the lake's bodies; those of new ones are added.
        forgotten: hashes of the postings that must not be kept: they leave no trace.

    Returns:
        Rows in `flows.lake.tables.SIGHTING` and in `flows.lake.tables.BODY`.
    """
    sightings: list[tuple[str, str, str, str | None, str, str | None]] = []
    bodies: list[tuple[object, ...]] = []
    for look in batch:
        row = look.row
        for payload in look.payloads:
            if (
                forgotten
                and posting_hash(row["source"], row["board"], payload.external_id or "")
                in forgotten
            ):
                continue
            name = payload.content_hash or content_hash(
                row["source"], row["board"], payload.external_id, payload.body
            )
            sightings.append(
                (
                    row["look_id"],
                    row["source"],
                    row["board"],
                    payload.external_id,
                    name,
                    payload.stamp,
                )
            )
            if name not in known:
                known.add(name)
                bodies.append(
                    (
                        name,
                        row["source"],
                        row["board"],
                        row["employer"],
                        row["period"],
                        payload.external_id,
                        payload.url,
                        payload.body,
                        row["look_id"],
                    )
                )
    return pl.DataFrame(sightings, schema=SIGHTING, orient="row"), pl.DataFrame(
        bodies, schema=BODY, orient="row"
    )


def _asked(n_requests: dict[str, int]) -> str:
    """How many requests a run made, and of whom the most."""
    most = max(n_requests, key=lambda host: n_requests[host], default=None)
    said = f"requests: {sum(n_requests.values()):,} to {len(n_requests):,} host{'s' if len(n_requests) != 1 else ''}"
    return f"{said}, the most to {most} ({n_requests[most]:,})" if most else said


def _tally(looks: pl.DataFrame) -> str:
    counts = Counter(looks["outcome"].to_list())
    return ", ".join(f"{counts[outcome]} {outcome}" for outcome in sorted(counts)) or "none"


def _line(row: dict[str, Any]) -> str:
    what = f"{row['source']}/{row['board']}: {row['outcome']}, {row['n_postings']} postings"
    return f"{what} ({row['error']})" if row["error"] else what
