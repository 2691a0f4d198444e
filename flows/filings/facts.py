"""Filings as facts: reads the files that the present readers have not read, and joins them all.

Decides that a case in two files counts once, by its last decision, and what is known of each file. Leaves the meaning of a
row to `transforms.filings` and the statistics to `flows.store`.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl

from flows.filings.take import NAME
from flows.lake.filings import Filings
from flows.lake.parts import Lake
from flows.progress import Progress, counted
from transforms.filings.employers import with_filer_kinds
from transforms.filings.reading import FILING, read_filings

log = logging.getLogger(__name__)

FILE = pl.Schema(
    {
        "file": pl.String(),
        "fiscal_year": pl.Int64(),
        "fiscal_quarter": pl.Int64(),
        "url": pl.String(),
        "taken_at": pl.Datetime("us"),
        "n_bytes": pl.Int64(),
        "n_rows": pl.Int64(),
        "n_not_certified": pl.Int64(),
        "n_other_work": pl.Int64(),
        "n_quarantined": pl.Int64(),
        "n_filings": pl.Int64(),
    }
)
"""One row per disclosure file that was taken, in the columns of table `filing_file`."""


@dataclass(frozen=True)
class FilingFacts:
    """Filings, files and quarantined rows, in the columns of the warehouse's tables."""

    filings: pl.DataFrame
    files: pl.DataFrame
    quarantine: pl.DataFrame


def read_files(lake: Lake, progress: Progress | None = None) -> int:
    """Reads every file that the present readers have not read. Returns how many filings were read."""
    shelf, n_read = Filings(lake), 0
    unread = shelf.unread()
    for number, name in enumerate(unread, start=1):
        n_read += read_file(lake, name)
        if progress:
            progress(number, len(unread), name)
    if unread:
        shelf.delete_other_readings()
        log.info("read %s in %s", counted(n_read, "filing"), counted(len(unread), "file"))
    return n_read


def read_file(lake: Lake, name: str) -> int:
    """Reads one file: the unit of work that machines share out. Returns how many filings were read."""
    shelf = Filings(lake)
    reading = read_filings(shelf.rows(name))
    shelf.keep_reading(name, reading)
    return reading.filings.height


def gather_filings(lake: Lake, as_of: datetime) -> FilingFacts:
    """Everything filed and decided by `as_of`."""
    shelf = Filings(lake)
    every, rejected = shelf.filings(), shelf.rejected()
    files = _files(shelf, every, rejected).filter(pl.col("taken_at") <= as_of)
    names = files["file"].implode()
    is_known = pl.col("file").is_in(names) & (pl.col("decision_date") <= as_of.date())
    decided = every.filter(is_known).sort("case_number", "decision_date", "file")
    filings = decided.unique("case_number", keep="last", maintain_order=True)
    quarantine = rejected.filter(pl.col("file").is_in(names)).select(
        source=pl.lit(NAME),
        board="file",
        external_id="case_number",
        look_id=pl.lit(None, pl.String),
        reason="reason",
        excerpt="excerpt",
    )
    return FilingFacts(
        with_filer_kinds(filings.select(*FILING.names(), "file")),
        files,
        quarantine.sort("board", "external_id", "reason", nulls_last=True),
    )


def _files(shelf: Filings, filings: pl.DataFrame, rejected: pl.DataFrame) -> pl.DataFrame:
    taken, readings = shelf.taken(), shelf.readings()
    n_filings, n_rejected = (
        dict(frame.group_by("file").len().iter_rows()) for frame in (filings, rejected)
    )
    rows: list[dict[str, Any]] = []
    for name, about in taken.items():
        known = {**about, **readings.get(name, {})}
        known["taken_at"] = datetime.fromisoformat(str(about["taken_at"]))  # type: ignore[assignment]
        counts = {"n_filings": n_filings.get(name, 0), "n_quarantined": n_rejected.get(name, 0)}
        rows.append({column: known.get(column) for column in FILE} | {"file": name} | counts)
    return pl.DataFrame(rows, schema=FILE).sort("fiscal_year", "fiscal_quarter", "file")
