"""The tables of the lake: what a look, a sighting, a body and a read posting are.

Decides their columns, how contents and postings are named by a hash, and how merged parts are. Leaves files to `flows.lake.parts`.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from hashlib import blake2b

import polars as pl

from flows.sources.imported import SOURCE as IMPORTED_SOURCE
from transforms.readers.reading import READING

IMPORTED = IMPORTED_SOURCE.name

OPEN_JOBS = "open_jobs"
"""The history that `rolecall backfill open_jobs` imports: figures that use it say "history from open_jobs"."""

LOOK = pl.Schema(
    {
        "look_id": pl.String(),
        "run_id": pl.String(),
        "source": pl.String(),
        "board": pl.String(),
        "employer": pl.String(),
        "panel": pl.String(),
        "period": pl.String(),
        "looked_at": pl.Datetime("us"),
        "outcome": pl.String(),
        "http_status": pl.Int64(),
        "n_postings": pl.Int64(),
        "n_bytes": pl.Int64(),
        "seconds": pl.Float64(),
        "error": pl.String(),
        "repeats_look_id": pl.String(),
        "url": pl.String(),
        "etag": pl.String(),
        "last_modified": pl.String(),
        "is_excerpt": pl.Boolean(),
        "is_out_of_order": pl.Boolean(),
        "n_requests": pl.Int64(),
        "origin": pl.String(),
    }
)
"""One row per attempt at a board.

- `looked_at`: UTC, the run's `as_of`.
- `period`: YYYY-MM for a census, else null.
- `repeats_look_id`: for an `unchanged` look, the complete look whose sightings it repeats.
- `url`, `etag`, `last_modified`: for the next conditional request. Set when the look was a single request.
- `is_excerpt`: partial by the board's nature (a feed of its newest postings), which is no fault.
- `is_out_of_order`: a look of a later date was there before. What this one saw may not be of its date.
- `n_requests`: requests of this look, without robots.txt and retries.

- `origin`: the name of the history that brought the look (`rolecall import --name`, or `open_jobs`). Null for a look of ours.

The last four are null for looks recorded before these columns existed, and those before `origin` for imports too.
"""

SIGHTING = pl.Schema(
    {
        "look_id": pl.String(),
        "source": pl.String(),
        "board": pl.String(),
        "external_id": pl.String(),
        "content_hash": pl.String(),
        "stamp": pl.String(),
    }
)
"""One row per posting seen in a look. An `unchanged` look has none.

- `content_hash`: the body that the posting then had.
- `stamp`: a hash of the list row of a posting whose text stands on its own page. Null where there is no such page, or
  where the next look must fetch it.
"""

BODY = pl.Schema(
    {
        "content_hash": pl.String(),
        "source": pl.String(),
        "board": pl.String(),
        "employer": pl.String(),
        "period": pl.String(),
        "external_id": pl.String(),
        "url": pl.String(),
        "body": pl.Binary(),
        "look_id": pl.String(),
        "origin": pl.String(),
    }
)
"""One row per distinct content of a posting, as sent.

- `look_id`: the look that first brought it.
- `body`: null once retention has deleted it. The hash stays, so that nothing is stored twice.
- `origin`: the history that brought it. Such a body has the form of an import, whatever kind of board it speaks of.
"""

ADAPTER = pl.when(pl.col("origin").is_null()).then("source").otherwise(pl.lit(IMPORTED))
"""The source whose adapter reads a body."""

IS_OURS = pl.col("origin").is_null() & (pl.col("source") != IMPORTED)
"""Whether a look is ours: only these say how a board answers, and what has to be asked for again."""

QUARANTINE = pl.Schema(
    {
        "source": pl.String(),
        "board": pl.String(),
        "external_id": pl.String(),
        "content_hash": pl.String(),
        "look_id": pl.String(),
        "reason": pl.String(),
        "excerpt": pl.String(),
    }
)
"""One row per body that could not be read, with the reason and its first characters."""

FORGOTTEN = pl.Schema({"posting_hash": pl.String})
"""One row per posting that must never be kept again. Only a hash: the list must not reveal what was forgotten."""

READ_POSTING = pl.Schema(
    {
        "content_hash": pl.String(),
        "source": pl.String(),
        "board": pl.String(),
        "sighted_id": pl.String(),
        "period": pl.String(),
        **READING,
    }
)
"""One row per posting read from a body.

- `sighted_id`: the id in the sightings (of a comment, say).
- `external_id`: the posting's own id. Further openings of one comment end in `#2`, `#3` …
"""


_MERGED = "-merged-"


def name_merged(month: str) -> str:
    """Names a merged part of runs of one month (YYYYMM). It sorts before all others of that month."""
    return f"{month}{_MERGED}{secrets.token_hex(4)}"


def is_merged(part: str) -> bool:
    """Whether a part was merged from several."""
    return _MERGED in part


def may_hold(part: str, run_ids: Collection[str]) -> bool:
    """Whether a part may hold what one of these runs saw: its own run, or one of its month where it was merged."""
    if is_merged(part):
        return any(part[:6] == run_id[:6] for run_id in run_ids)
    return part.rpartition("-")[0] in run_ids


def content_hash(source: str, board: str, external_id: str | None, body: bytes) -> str:
    """Names one content of one posting. The same bytes under another id or board are another content."""
    return _hash(source, board, external_id or "", body=body)


def posting_hash(source: str, board: str, external_id: str) -> str:
    """Names one posting, whatever its content, without revealing which it is."""
    return _hash(source, board, external_id)


def _hash(*names: str, body: bytes = b"") -> str:
    digest = blake2b(digest_size=16)
    for name in names:
        digest.update(name.encode("utf-8", "surrogatepass") + b"\0")
    digest.update(body)
    return digest.hexdigest()
