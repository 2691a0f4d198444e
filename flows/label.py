"""`rolecall label`: reads postings in a file of the user's, no lake needed, and writes one JSON line each.

The fields are those of the labelling guide (role, level, pay, years_min, degree, remote, countries, skills), so that output
and hand-made labels can be compared by the same scorer, with `role_confidence` and `role_evidence` beside them.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import date, datetime
from pathlib import Path
from typing import Any, TextIO

import polars as pl

from flows.errors import UsageError
from transforms.posting import Posting, posting_frame
from transforms.reading import read_postings

log = logging.getLogger(__name__)

_CHUNK = 1000  # postings in memory at once
_NEEDED = ("id", "title")


def label_file(file: Path, output: Path | None) -> tuple[int, int]:
    """Reads every posting of `file`.

    Returns:
        How many were read, and how many could not be (those lines hold `id` and `error`).

    Raises:
        UsageError: the file is missing, of another kind, or without `id` and `title`.
    """
    n_read = n_rejected = 0
    with output.open("w", encoding="utf-8") if output else nullcontext(sys.stdout) as sink:
        for chunk in chunks(file):
            for record in label_records(chunk):
                _write(sink, record)
                n_rejected += "error" in record
                n_read += "error" not in record
    return n_read, n_rejected


def label_records(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One labelled record per posting, in order; a posting that cannot be read gets `error` instead of fields."""
    postings: list[Posting] = []
    kept: list[int] = []
    labelled: list[dict[str, Any]] = [{} for _ in records]
    for place, record in enumerate(records):
        try:
            postings.append(posting_of(record))
            kept.append(place)
        except UsageError as exc:
            labelled[place] = {"id": record.get("id"), "error": str(exc)}
    for place, row in zip(kept, read_postings(posting_frame(postings)).iter_rows(named=True), strict=True):
        labelled[place] = _label(row)
    return labelled


def posting_of(record: dict[str, Any]) -> Posting:
    """A user's record as a posting.

    Raises:
        UsageError: it has no id or no title.
    """
    for name in _NEEDED:
        if record.get(name) in (None, ""):
            raise UsageError(f"posting {record.get('id')!r} has no {name}")
    place = _text(record.get("location"))
    html = _text(record.get("html"))
    return Posting(
        external_id=str(record["id"]),
        title=str(record["title"]),
        employer=_text(record.get("company")),
        department=_text(record.get("department")),
        locations=(place,) if place else (),
        posted_date=_date(record.get("date")),
        description_html=html,
        description_plain=None if html else _text(record.get("text")),
    )


def _label(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["external_id"],
        "role": row["role"],
        "role_confidence": round(row["role_confidence"], 4),
        "role_basis": row["role_basis"],
        "role_evidence": row["role_evidence"],
        "level": row["level"],
        "pay": [
            {name: _whole(pay[name]) for name in ("min", "max", "currency", "period", "kind", "basis", "place")}
            for pay in row["pay"]
        ],
        "years_min": _whole(row["years_min"]),
        "degree": row["degree"],
        "remote": row["remote_policy"],
        "countries": row["country_codes"],
        "skills": [skill["skill"] for skill in row["skills"]],
        "skill_requirements": {skill["skill"]: skill["requirement"] for skill in row["skills"]},
        "math": row["math"],
        "has_portfolio_ask": row["has_portfolio_ask"],
        "visa": row["visa"],
        "has_equity": row["has_equity"],
        "language": row["language"],
        "pay_unread": row["pay_unread"],
    }


def _whole(value: Any) -> Any:
    """A number without a needless .0, as people write it."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _text(value: Any) -> str | None:
    return str(value) if value not in (None, "") else None


def _date(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)[:10]) if value else None
    except ValueError:
        return None


def _write(sink: TextIO, record: dict[str, Any]) -> None:
    sink.write(json.dumps(record, ensure_ascii=False, default=str) + "\n")


def chunks(file: Path) -> Iterator[list[dict[str, Any]]]:
    """The records of a JSONL, CSV or Parquet file, some thousand at a time.

    Raises:
        UsageError: the file is missing, of another kind, or not what its name says; the message names the line.
    """
    if not file.exists():
        raise UsageError(f"{file}: no such file")
    if file.suffix in (".jsonl", ".ndjson", ".json"):
        yield from _json_lines(file)
        return
    if file.suffix not in (".csv", ".parquet"):
        raise UsageError(f"{file}: not a .jsonl, .csv or .parquet file")
    try:
        frame = pl.read_parquet(file) if file.suffix == ".parquet" else pl.read_csv(file, infer_schema=False)
    except (pl.exceptions.PolarsError, OSError) as exc:
        raise UsageError(f"{file}: cannot be read ({exc})") from exc
    if missing := [name for name in _NEEDED if name not in frame.columns]:
        raise UsageError(f"{file}: no column {' and '.join(missing)}; there are {', '.join(frame.columns)}")
    for start in range(0, frame.height, _CHUNK):
        yield frame.slice(start, _CHUNK).to_dicts()


def _json_lines(file: Path) -> Iterator[list[dict[str, Any]]]:
    chunk: list[dict[str, Any]] = []
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                record = json.loads(line)
            except json.JSONDecodeError as exc:
                raise UsageError(f"{file}, line {number}: not JSON ({exc.msg}). One object a line is expected") from exc
            if not isinstance(record, dict):
                raise UsageError(f"{file}, line {number}: not a JSON object")
            chunk.append(record)
            if len(chunk) == _CHUNK:
                yield chunk
                chunk = []
    yield chunk
