"""Classify: reads every body that no current reader has read yet, part by part, and keeps what it means.

Each part of the lake is independent, so its bodies are spread over the cores in slices. A body that cannot be read goes to
the quarantine with its reason; so does one that takes its worker's time or memory beyond their limits, and one that kills
its worker (hostile HTML can crash a parser written in C), which is found by halving the slice; the rest goes on. What a
worker may take and how it ends is `flows.sandbox`'s. Touches neither the network nor the clock.
"""

from __future__ import annotations

import logging
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import cache

import polars as pl

from flows.errors import PayloadChanged
from flows.lake.parts import Lake
from flows.lake.tables import QUARANTINE, READ_POSTING
from flows.progress import Progress
from flows.sandbox import TooMuch, at_most, end_pool, worker_pool
from flows.sources import Board, Payload, every_source
from transforms.posting import Posting, posting_frame
from transforms.readers.reading import read_postings, reader_version
from transforms.text.personal import without_personal_data

log = logging.getLogger(__name__)

_SLICE = (
    500  # postings a task: half a second of work, so that progress moves and a crash costs little
)
_SLICE_TIMEOUT_S = 600.0  # far beyond what the limits below let a slice compute: only a worker that waits gets here
_POSTING_S = 2.0  # of computing; the longest text allowed takes a fiftieth of it
_POSTING_OF_MANY_S = 0.05  # of computing, for each posting that is read together with others: a hundred times the usual
_TOO_LONG_A_BOARD = 10  # postings of one board in one slice that are given _POSTING_S in vain; the others are not tried
_MEMORY_BYTES = 4_000_000_000  # set aside, not touched: polars and pyarrow reserve 1.3 GB to read a slice in 0.2
_WINDOW = 4000  # postings under way at once
_MAX_DESCRIPTION_CHARS = (
    200_000  # 40 times a long posting; what lies beyond is not a posting's text
)
_EXCERPT_CHARS = 160

Read = tuple[pl.DataFrame, pl.DataFrame]
"""Postings in READ_POSTING and rejects in QUARANTINE."""


def classify_lake(
    lake: Lake, progress: Progress | None = None, n_workers: int | None = None
) -> int:
    """Reads every stale part. Returns how many postings were read."""
    version = reader_version()
    parts = list(lake.stale_parts(version))
    tally = _Tally(sum(lake.n_bodies(part) for part in parts), progress)
    n_read = 0
    with _Workers(n_workers or os.cpu_count() or 1) as workers:
        for window in _windows(lake, parts):
            slices = [
                bodies.slice(start, _SLICE)
                for _, bodies in window
                for start in range(0, bodies.height, _SLICE)
            ]
            results = tally.counting(workers.read(slices), slices, window[0][0])
            for part, bodies in window:
                read = [next(results) for _ in range(0, bodies.height, _SLICE)]
                postings = pl.concat(
                    [pl.DataFrame(schema=READ_POSTING), *(postings for postings, _ in read)]
                )
                quarantine = pl.concat(
                    [pl.DataFrame(schema=QUARANTINE), *(rejected for _, rejected in read)]
                )
                lake.write_postings(part, postings, quarantine, version)
                n_read += postings.height
                log.debug(
                    "part %s: %d postings read, %d quarantined",
                    part,
                    postings.height,
                    quarantine.height,
                )
    log.info("read %d postings in %d parts", n_read, len(parts))
    return n_read


@dataclass
class _Tally:
    """How many of the stale bodies have been read, told to whoever watches."""

    total: int
    progress: Progress | None
    done: int = 0

    def counting(
        self, results: Iterator[Read], slices: Sequence[pl.DataFrame], part: str
    ) -> Iterator[Read]:
        """The results of slices, each counted as it comes."""
        for result, bodies in zip(results, slices, strict=True):
            self.done += bodies.height
            if self.progress:
                self.progress(self.done, self.total, part)
            yield result


def _windows(lake: Lake, parts: list[str]) -> Iterator[list[tuple[str, pl.DataFrame]]]:
    """Parts with their bodies, so many at a time that every worker has work and memory stays flat."""
    window: list[tuple[str, pl.DataFrame]] = []
    for part in parts:
        window.append((part, lake.bodies(part)))
        if sum(bodies.height for _, bodies in window) >= _WINDOW:
            yield window
            window = []
    if window:
        yield window


def read_bodies(bodies: pl.DataFrame) -> Read:
    """Reads bodies one by one; whatever one of them raises is its own quarantine."""
    _warm_up()
    rows: list[tuple[dict[str, str | None], Posting]] = []
    rejected: list[dict[str, str | None]] = []
    for body in bodies.iter_rows(named=True):
        try:
            with at_most(_POSTING_S):
                rows += [(body, posting) for posting in _parse(body)]
        except PayloadChanged as exc:
            rejected.append(_reject(body, str(exc)))
        except TooMuch as exc:
            rejected.append(_reject(body, f"parsing it {exc}"))
        except Exception as exc:
            log.exception(
                "%s/%s %s: the source's parser failed",
                body["source"],
                body["board"],
                body["external_id"],
            )
            rejected.append(_reject(body, f"parser failed: {type(exc).__name__}: {exc}"))
    return _read(rows, rejected)


@cache
def _warm_up() -> None:
    """Loads what readers and parsers load at their first posting: a second that is not to be counted as that posting's."""
    every_source()
    no_latin_letter = "データ分析 " * 20  # only such a text asks for the language model
    read_postings(
        posting_frame(
            [Posting(external_id="", title="", employer="", description_plain=no_latin_letter)]
        )
    )


def _parse(body: dict[str, str | None]) -> list[Posting]:
    source = every_source()[str(body["source"])]
    if not body["external_id"]:
        raise PayloadChanged("the posting has no id")
    raw = body["body"]
    if not isinstance(raw, bytes):
        raise PayloadChanged("the posting has no body")
    board = Board(source.name, str(body["board"]), body["employer"], period=body["period"])
    postings = source.parse(Payload(body["external_id"], raw, body["url"]), board)
    return [_completed(posting, board, source.is_census) for posting in postings]


def _completed(posting: Posting, board: Board, is_census: bool) -> Posting:
    """The posting with its employer (the board list knows it best, except where many employers share a board), text capped."""
    employer = posting.employer if is_census else board.employer or posting.employer or board.slug
    return replace(
        posting,
        employer=employer,
        description_html=posting.description_html
        and posting.description_html[:_MAX_DESCRIPTION_CHARS],
        description_plain=posting.description_plain
        and posting.description_plain[:_MAX_DESCRIPTION_CHARS],
    )


def _read(
    rows: list[tuple[dict[str, str | None], Posting]], rejected: list[dict[str, str | None]]
) -> Read:
    try:
        with at_most(_POSTING_S + _POSTING_OF_MANY_S * (len(rows) - 1)):
            readings = read_postings(posting_frame(posting for _, posting in rows))
    except TooMuch as exc:
        if len(rows) <= 1:
            return _none_but([*rejected, *(_reject(body, f"reading it {exc}") for body, _ in rows)])
        return _read_one_by_one(rows, rejected)
    except Exception as exc:
        if len(rows) <= 1:
            for body, _ in rows:
                log.exception(
                    "%s/%s %s: a reader failed", body["source"], body["board"], body["external_id"]
                )
                rejected = [*rejected, _reject(body, f"reader failed: {type(exc).__name__}: {exc}")]
            return _none_but(rejected)
        half = len(rows) // 2
        return _both(_read(rows[:half], rejected), _read(rows[half:], []))
    keys = pl.DataFrame(
        {
            "content_hash": [body["content_hash"] for body, _ in rows],
            "source": [body["source"] for body, _ in rows],
            "board": [body["board"] for body, _ in rows],
            "sighted_id": [body["external_id"] for body, _ in rows],
            "period": [body["period"] for body, _ in rows],
        },
        schema={
            name: READ_POSTING[name]
            for name in ("content_hash", "source", "board", "sighted_id", "period")
        },
    )
    return pl.concat([keys, readings], how="horizontal").select(READ_POSTING.names()), pl.DataFrame(
        rejected, schema=QUARANTINE
    )


def _read_one_by_one(
    rows: list[tuple[dict[str, str | None], Posting]], rejected: list[dict[str, str | None]]
) -> Read:
    """Each posting with its own limit; a board that used it up time and again is not given it once more."""
    found = _none_but(rejected)
    n_too_long: Counter[str | None] = Counter()
    for row in rows:
        body, _ = row
        if n_too_long[body["board"]] >= _TOO_LONG_A_BOARD:
            reason = f"not tried: {_TOO_LONG_A_BOARD} others of its board took too long to read"
            found = _both(found, _none_but([_reject(body, reason)]))
            continue
        one = _read([row], [])
        n_too_long[body["board"]] += "of computing" in "".join(one[1]["reason"])
        found = _both(found, one)
    return found


def _none_but(rejected: list[dict[str, str | None]]) -> Read:
    return pl.DataFrame(schema=READ_POSTING), pl.DataFrame(rejected, schema=QUARANTINE)


def _both(first: Read, second: Read) -> Read:
    return pl.concat([first[0], second[0]]), pl.concat([first[1], second[1]])


def _reject(body: dict[str, str | None], reason: str) -> dict[str, str | None]:
    raw = body["body"]
    # Cleaned before it is cut, so that the cut leaves no half of an address.
    start = raw[: 4 * _EXCERPT_CHARS].decode("utf-8", "replace") if isinstance(raw, bytes) else ""
    kept = {
        name: body[name] for name in ("source", "board", "external_id", "content_hash", "look_id")
    }
    return {
        **kept,
        "reason": without_personal_data(reason)[:300],
        "excerpt": without_personal_data(start)[:_EXCERPT_CHARS],
    }


class _Workers:
    """Processes that read slices of bodies, started at the first need and started anew when one dies."""

    def __init__(self, n_workers: int) -> None:
        self._n_workers = n_workers
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> _Workers:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def read(self, slices: list[pl.DataFrame]) -> Iterator[Read]:
        """Reads slices side by side, in order; a slice that kills its worker is halved until the culprit stands alone."""
        futures = [self._submit(piece) for piece in slices]
        for piece, future in zip(slices, futures, strict=True):
            try:
                yield future.result(timeout=_SLICE_TIMEOUT_S)
            except (BrokenProcessPool, FutureTimeoutError):
                self._stop()
                yield self._read_alone(piece)

    def _read_alone(self, piece: pl.DataFrame) -> Read:
        try:
            return self._submit(piece).result(timeout=_SLICE_TIMEOUT_S)
        except (BrokenProcessPool, FutureTimeoutError) as exc:
            self._stop()
            if piece.height == 1:
                took_long = isinstance(exc, FutureTimeoutError)
                reason = (
                    "took too long to parse"
                    if took_long
                    else "crashed the parser, or took all its time or memory"
                )
                return _none_but([_reject(body, reason) for body in piece.iter_rows(named=True)])
            half = piece.height // 2
            return _both(self._read_alone(piece[:half]), self._read_alone(piece[half:]))

    def _submit(self, piece: pl.DataFrame) -> Future[Read]:
        if self._pool is None:
            # Always in processes of their own: any description may be hostile HTML, and a crash there must stay there.
            self._pool = worker_pool(self._n_workers, _MEMORY_BYTES)
        try:
            return self._pool.submit(read_bodies, piece)
        except BrokenProcessPool:
            self._stop()
            return self._submit(piece)

    def _stop(self) -> None:
        if self._pool is not None:
            end_pool(self._pool)
            self._pool = None
