"""Classify: reads every body that no current reader has read yet, part by part, and keeps what it means.

Each part of the lake is independent, so its bodies are spread over the cores in slices. A body that cannot be read goes to
the quarantine with its reason, also one that takes too much time or memory or kills its worker: halving the slice finds it.
What a worker may take and how it ends is `flows.sandbox`'s. Touches neither the network nor the clock.
"""

from __future__ import annotations

import gc
import logging
import os
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

import polars as pl

from flows.errors import PayloadChanged
from flows.lake.parts import Lake
from flows.lake.tables import ADAPTER, IMPORTED, QUARANTINE, READ_POSTING
from flows.lake.versions import present_version
from flows.own_weights import same_weights
from flows.progress import Progress
from flows.sandbox.limits import TooMuch, at_most
from flows.sandbox.workers import READERS_BYTES, Workers, halve_what_fails
from flows.sources import Board, Payload, every_source
from flows.sources.kit.half_letters import replace_half_letters, require_whole_letters
from transforms.posting import Posting, posting_frame
from transforms.readers.reading import read_postings
from transforms.readers.role.second_reader import second_reader
from transforms.text.personal import without_personal_data

log = logging.getLogger(__name__)

_SLICE = 500  # postings a task: a second or two, so that a crash costs little
_POSTING_S = 2.0  # of computing; the longest text allowed takes a tenth of it
_POSTING_OF_MANY_S = 0.3  # of computing, for each posting that is read together with others: three times one in doubt of its role
_TOO_LONG_A_BOARD = 10  # postings of one board in one slice that are given _POSTING_S in vain; the others are not tried
_WORTH_A_WORKER = 1000  # postings read in the second and more that loading the readers takes
_WINDOW = 4000  # postings under way at once
_MAX_DESCRIPTION_CHARS = 200_000  # 40 times a long posting; beyond is no posting's text
_EXCERPT_CHARS = 160

_KEYS = {
    "content_hash": "content_hash",
    "source": "source",
    "board": "board",
    "sighted_id": "external_id",
    "period": "period",
}
"""Columns of READ_POSTING by those of the body that they repeat."""

Body = dict[str, str | None]
Row = tuple[Body, Posting]
Read = tuple[pl.DataFrame, pl.DataFrame]
"""Postings in READ_POSTING and rejects in QUARANTINE."""


def classify_lake(
    lake: Lake, progress: Progress | None = None, n_workers: int | None = None
) -> int:
    """Reads every stale part. Returns how many postings were read."""
    version = present_version()
    lake.adopt_postings(version)
    stale = lake.stale_parts(version)
    tally = _Tally(sum(lake.n_bodies(*part) for part in stale.items()), progress)
    n_read = 0
    with Workers(
        n_workers or workers_worth(tally.total), READERS_BYTES, prepare=same_weights()
    ) as workers:
        for window in _windows(lake, stale):
            slices = [part for _, bodies in window for part in _slices(bodies)]
            results = workers.read(read_bodies, slices, _reject_bodies, _join)
            results = tally.counting(results, slices)
            for part, bodies in window:
                read = [next(results) for _ in range(0, bodies.height, _SLICE)]
                n_read += _keep(lake, part, read, stale[part])
    log.info("read %d postings in %d parts", n_read, len(stale))
    return n_read


def classify_part(lake: Lake, part: str, sources: Collection[str], workers: Workers) -> int:
    """Reads one part: the unit of work that machines share out. Returns how many postings were read.

    Args:
        lake: the lake.
        part: its name.
        sources: those whose bodies are stale, from `Lake.stale_parts`.
        workers: the confined processes that read.
    """
    bodies = lake.bodies(part).filter(ADAPTER.is_in(sources))
    read = workers.read(read_bodies, _slices(bodies), _reject_bodies, _join)
    return _keep(lake, part, list(read), sources)


def _slices(bodies: pl.DataFrame) -> list[pl.DataFrame]:
    return [bodies.slice(start, _SLICE) for start in range(0, bodies.height, _SLICE)]


def _keep(lake: Lake, part: str, read: Sequence[Read], sources: Collection[str]) -> int:
    """Keeps what the present readers made of one part. Returns how many postings."""
    postings = pl.concat([pl.DataFrame(schema=READ_POSTING), *(good for good, _ in read)])
    rejects = pl.concat([pl.DataFrame(schema=QUARANTINE), *(bad for _, bad in read)])
    lake.write_postings(part, postings, rejects, present_version(), sources)
    log.debug("part %s: %d read, %d quarantined", part, postings.height, rejects.height)
    return postings.height


def workers_worth(n_bodies: int) -> int:
    """How many workers to start: as many as there are cores, where each has more to read than its start costs."""
    return min(os.cpu_count() or 1, 1 + n_bodies // _WORTH_A_WORKER)


@dataclass
class _Tally:
    """How many of the stale bodies have been read, for the progress display."""

    total: int
    progress: Progress | None
    done: int = 0

    def counting(self, results: Iterator[Read], slices: Sequence[pl.DataFrame]) -> Iterator[Read]:
        """The results of slices, each counted as it comes."""
        for result, bodies in zip(results, slices, strict=True):
            self.done += bodies.height
            if self.progress:
                self.progress(self.done, self.total, f"of {bodies.item(-1, 'source')}")
            yield result


def _windows(
    lake: Lake, stale: dict[str, frozenset[str]]
) -> Iterator[list[tuple[str, pl.DataFrame]]]:
    """Parts with their stale bodies, so many at a time that every worker has work and memory stays flat."""
    window: list[tuple[str, pl.DataFrame]] = []
    for part, sources in stale.items():
        window.append((part, lake.bodies(part).filter(ADAPTER.is_in(sources))))
        if sum(bodies.height for _, bodies in window) >= _WINDOW:
            yield window
            window = []
    if window:
        yield window


def read_bodies(bodies: pl.DataFrame) -> Read:
    """Reads bodies. One that fails is quarantined and costs no other its reading."""
    warm_up()
    rows: list[Row] = []
    rejected: list[Body] = []
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
    read = halve_what_fails(_read, rows, _reject_unread, _join)
    return _join(_none_but(rejected), read)


LOADS_ALL = Posting(
    external_id="",
    title="Engineer, Berlin",
    employer="",
    locations=("Berlin",),
    description_plain="lorem ipsum dolor " * 20,
)
"""A posting for which readers load what they need but for the second reader of roles. Only unknown words ask for the language model."""


@cache
def warm_up() -> None:
    """Loads what readers and parsers load at their first posting: a second that is not to be counted as that posting's."""
    every_source()
    read_postings(posting_frame([LOADS_ALL]))
    second_reader()
    # What the readers know lives as long as the process. Each collection that looks through it would cost as much as 60 postings.
    gc.collect()
    gc.freeze()


def read_slice(postings: pl.DataFrame) -> pl.DataFrame:
    """`read_postings` where slices follow: no collection looks through what readers remember, a fiftieth of the time."""
    gc.collect()  # what parsers left: all else is frozen
    gc.disable()
    try:
        return read_postings(postings)
    finally:
        gc.freeze()
        gc.enable()


def _parse(body: Body) -> list[Posting]:
    # What a history brought has the form of an import, whatever kind of board it speaks of.
    source = every_source()[IMPORTED if body["origin"] else str(body["source"])]
    if not body["external_id"]:
        raise PayloadChanged("the posting has no id")
    raw = body["body"]
    if not isinstance(raw, bytes):
        raise PayloadChanged("the posting has no body")
    require_whole_letters(body["external_id"])
    board = Board(str(body["source"]), str(body["board"]), body["employer"], period=body["period"])
    postings = source.parse(
        Payload(body["external_id"], replace_half_letters(raw), body["url"]), board
    )
    return [_completed(posting, board, source.gathers) for posting in postings]


def _completed(posting: Posting, board: Board, gathers: bool) -> Posting:
    """The posting with its employer (the board list knows it best, except where many employers share a board), text capped."""
    employer = posting.employer if gathers else board.employer or posting.employer or board.slug
    return replace(
        posting,
        employer=employer,
        description_html=posting.description_html
        and posting.description_html[:_MAX_DESCRIPTION_CHARS],
        description_plain=posting.description_plain
        and posting.description_plain[:_MAX_DESCRIPTION_CHARS],
    )


def _read(rows: list[Row]) -> Read:
    """Reads postings together. When that takes too long, each has a limit of its own."""
    try:
        with at_most(_POSTING_S + _POSTING_OF_MANY_S * (len(rows) - 1)):
            readings = read_slice(posting_frame(posting for _, posting in rows))
    except TooMuch as exc:
        if len(rows) > 1:
            return _read_one_by_one(rows)
        return _none_but([_reject(body, f"reading it {exc}") for body, _ in rows])
    keys = pl.DataFrame(
        [[body[name] for name in _KEYS.values()] for body, _ in rows],
        schema={name: READ_POSTING[name] for name in _KEYS},
        orient="row",
    )
    read = pl.concat([keys, readings], how="horizontal").select(READ_POSTING.names())
    return read, pl.DataFrame(schema=QUARANTINE)


def _read_one_by_one(rows: list[Row]) -> Read:
    """Reads each posting with its own limit. A board that used it up ten times is not tried again."""
    found = _none_but([])
    n_too_long: Counter[str | None] = Counter()
    for body, posting in rows:
        if n_too_long[body["board"]] >= _TOO_LONG_A_BOARD:
            reason = f"not tried: {_TOO_LONG_A_BOARD} others of its board took too long to read"
            read_alone = _none_but([_reject(body, reason)])
        else:
            read_alone = halve_what_fails(_read, [(body, posting)], _reject_unread, _join)
            n_too_long[body["board"]] += "of computing" in "".join(read_alone[1]["reason"])
        found = _join(found, read_alone)
    return found


def _reject_unread(rows: list[Row], error: Exception) -> Read:
    """Quarantines a posting in which a reader failed."""
    for body, _ in rows:
        names = (body["source"], body["board"], body["external_id"])
        log.error("%s/%s %s: a reader failed", *names, exc_info=error)
    reason = f"reader failed: {type(error).__name__}: {error}"
    return _none_but([_reject(body, reason) for body, _ in rows])


def _reject_bodies(bodies: pl.DataFrame, error: Exception) -> Read:
    """Quarantines a body that took its worker down."""
    return _none_but([_reject(body, str(error)) for body in bodies.iter_rows(named=True)])


def _none_but(rejected: list[Body]) -> Read:
    return pl.DataFrame(schema=READ_POSTING), pl.DataFrame(rejected, schema=QUARANTINE)


def _join(first: Read, second: Read) -> Read:
    return pl.concat([first[0], second[0]]), pl.concat([first[1], second[1]])


def _reject(body: Body, reason: str) -> Body:
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
