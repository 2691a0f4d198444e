"""`rolecall import`: takes postings from a person's file into the lake, as one look at a board named for the import.

Decides which columns are taken and what a record must have. From there on an import is kept, read, counted and forgotten
like any look; a second import of the same name is the next look, and what it no longer holds is gone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from flows.boards.look import Look
from flows.errors import UsageError
from flows.files.records import Record, chunks
from flows.lake.parts import Lake
from flows.lake.tables import LOOK
from flows.scrape import split_seen
from flows.sources import Payload, every_source
from flows.sources.imported import SOURCE
from flows.sources.kit.values import id_text

FIELDS = (
    "id", "title", "company", "department", "location", "date", "text", "html", "url", "pay_min", "pay_max", "currency",
    "period",
)  # fmt: skip
"""The columns an import can have; all but `id` and `title` may be missing."""

_MOST_NAMELESS_SHARE = (
    0.05  # as for boards: a few records without an id are quarantined, many mean a wrong column
)
_NAMELESS_FROM = 20  # records; of fewer, a share says nothing


@dataclass
class Import:
    """What an import did. `n_nameless` records had no id (quarantined); `n_repeated` had one that came before (left out)."""

    look: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=LOOK))
    n_taken: int = 0
    n_nameless: int = 0
    n_repeated: int = 0
    n_bytes: int = 0


def read_mapping(given: Sequence[str]) -> dict[str, str]:
    """`title=jobTitle,id=jobId` as {our column: the file's column}; a column not named is looked for by our name.

    Raises:
        UsageError: not of this form, or not a column of ours.
    """
    mapping = {name: name for name in FIELDS}
    for pair in (pair.strip() for text in given for pair in text.split(",") if pair.strip()):
        ours, sign, theirs = (part.strip() for part in pair.partition("="))
        if not sign or not theirs or ours not in mapping:
            raise UsageError(
                f"--map {pair!r}: write OURS=THEIRS, as in title=jobTitle; ours are {', '.join(FIELDS)}"
            )
        mapping[ours] = theirs
    return mapping


def import_file(
    lake: Lake, file: Path, name: str, mapping: Mapping[str, str], as_of: datetime, run_id: str
) -> Import:
    """Takes every record of a file. The look that makes them count is written last: a killed import never happened.

    Args:
        lake: the lake, its lock held.
        file: .jsonl, .csv or .parquet; `-` is JSON lines from standard input.
        name: what the import is called; the board of its postings.
        mapping: our column -> the file's, for every column of ours.
        as_of: when the file's postings were there.
        run_id: names the parts of the lake.

    Raises:
        UsageError: the name cannot be one, or the file cannot be read; the message names the line.
    """
    _require_name(name)
    done, parts = Import(), list[str]()
    known, forgotten = lake.known_hashes(), lake.forgotten()
    try:
        for payloads in _payloads(file, mapping, done):
            parts.append(f"{run_id}-{len(parts):04d}")
            lake.write_seen(
                parts[-1],
                *split_seen([Look(_row(name, run_id, as_of, done), payloads)], known, forgotten),
            )
        _require_ids(file, done, mapping)
    except UsageError:
        lake.clear_unfinished()
        raise
    done.look = pl.DataFrame([_row(name, run_id, as_of, done)], schema=LOOK)
    # The part with the look comes last: until then the others hold sightings of a look that never was, which nobody counts.
    for part in parts[:-1]:
        lake.write_looks(part, pl.DataFrame(schema=LOOK))
    lake.write_looks(parts[-1], done.look)
    return done


def _require_name(name: str) -> None:
    if name in every_source():
        raise UsageError(
            f"--source {name}: is a kind of board that is read itself; give the import a name of its own"
        )
    if not SOURCE.accepts(name):
        raise UsageError(
            f"--source {name[:100]!r}: letters, digits, dots, dashes and underscores, beginning with one of the first two"
        )


def _payloads(file: Path, mapping: Mapping[str, str], done: Import) -> Iterator[list[Payload]]:
    """The records as postings, some hundred at a time; one whose id came before is left out."""
    seen: set[str] = set()
    for records in chunks(file, [mapping["id"], mapping["title"]], list(mapping.values())):
        payloads: list[Payload] = []
        for record in records:
            payload = _payload({ours: record.get(theirs) for ours, theirs in mapping.items()})
            if payload.external_id in seen:
                done.n_repeated += 1
                continue
            seen.update([payload.external_id] if payload.external_id else [])
            done.n_nameless += payload.external_id is None
            payloads.append(payload)
        done.n_taken += len(payloads)
        done.n_bytes += sum(len(payload.body) for payload in payloads)
        yield payloads


def _payload(record: Record) -> Payload:
    """One record as a body: JSON of the columns that hold something, the same bytes for the same record."""
    kept = {
        name: value
        for name, value in record.items()
        if value is not None and value != "" and value == value
    }
    # ASCII: half a character (a lone surrogate) could not be written as UTF-8. Dates of Parquet files are written as ISO.
    body = json.dumps(kept, sort_keys=True, default=_as_text).encode("ascii")
    url = kept.get("url")
    return Payload(_id(kept.get("id")), body, url if isinstance(url, str) else None)


def _id(value: Any) -> str | None:
    return id_text(int(value) if isinstance(value, float) and value.is_integer() else value)


def _as_text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _require_ids(file: Path, done: Import, mapping: Mapping[str, str]) -> None:
    if not done.n_taken:
        raise UsageError(f"{file}: holds no record")
    if (
        done.n_nameless > max(_NAMELESS_FROM, _MOST_NAMELESS_SHARE * done.n_taken)
        or done.n_nameless == done.n_taken
    ):
        raise UsageError(
            f"{file}: {done.n_nameless} of {done.n_taken} records have nothing in {mapping['id']!r}; "
            f"name the column that tells postings apart: --map id=COLUMN (an address will do)"
        )


def _row(name: str, run_id: str, as_of: datetime, done: Import) -> dict[str, Any]:
    """The look that an import is. No employer: the records name theirs."""
    return dict.fromkeys(LOOK) | {
        "look_id": f"{run_id}:{SOURCE.name}:{name}",
        "run_id": run_id,
        "source": SOURCE.name,
        "board": name,
        "panel": "import",
        "looked_at": as_of,
        "outcome": "complete",
        "n_postings": done.n_taken,
        "n_bytes": done.n_bytes,
        "seconds": 0.0,
    }
