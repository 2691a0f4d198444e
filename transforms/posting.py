"""POSTING: the one shape in which every source hands over what a board says of a posting.

Decides the columns, their types and what a null means. Leaves to `transforms.readers.reading` what the words mean (role,
level, pay in text, skills) and to `flows.lake.parts` when and where the posting was seen.

Grain: one row per posting (an opening of a Hacker News comment is a posting). The warehouse states the same columns again
in `warehouse/tables/posting.sql`, and `tests/test_contract.py` compares the two.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from typing import Any

import polars as pl
import pyarrow as pa

EMPLOYMENT_TYPES = ("full_time", "part_time", "contract", "temporary", "intern", "volunteer")
"""The field's words for the terms of a job. Anything else a board says becomes null."""

PLACE_SEPARATOR = " | "
"""Stands between one location of a board and the next in `location_raw`."""

REMOTE_POLICIES = ("remote", "hybrid", "onsite")
PERIODS = ("year", "month", "week", "day", "hour", "once")
"""`once`: a fee for a piece of work (an interview, a gig). It has no value a year and stays out of every estimate."""

PAY = pl.Struct(
    {
        "min": pl.Float64(),
        "max": pl.Float64(),
        "currency": pl.String(),
        "period": pl.String(),
        "kind": pl.String(),
        "basis": pl.String(),
        "place": pl.String(),
    }
)
"""One stated range. `min` is null for "up to", `max` for "from". Full units of `currency` (ISO 4217) per `period`.
`kind`: base, ote (on target), total or unclear."""

POSTING = pl.Schema(
    {
        "external_id": pl.String(),
        "employer": pl.String(),
        "title": pl.String(),
        "url": pl.String(),
        "department": pl.String(),
        "locations": pl.List(pl.String),
        "country_codes_stated": pl.List(pl.String),
        "remote_stated": pl.String(),
        "employment_type": pl.String(),
        "posted_date": pl.Date(),
        "apply_until_date": pl.Date(),
        "requisition_id": pl.String(),
        "is_prospect": pl.Boolean(),
        "language_stated": pl.String(),
        "description_html": pl.String(),
        "description_plain": pl.String(),
        "description_work_html": pl.String(),
        "pay_stated": pl.List(PAY),
    }
)
"""What `Source.parse` gives. `external_id` and `title` are never null or empty. Every other column is null (or an empty
list) when the board does not say. `apply_until_date`: the last day on which it can be answered. `requisition_id`: the
employer's id of the job, which its versions in other languages share. `is_prospect`: there is no job behind it (a talent pool).
Exactly one of `description_html` and `description_plain` is set when there is a text. `description_work_html`: what the
text says of this job alone, in an opening of a comment ("" when nothing). Null for every other posting."""


@dataclass(frozen=True, slots=True)
class StatedPay:
    """One base, OTE or total range as stated. Full currency units per period, gross. A missing bound is None, never 0."""

    min: float | None
    max: float | None
    currency: str
    period: str
    kind: str = "base"
    basis: str = "text"
    """`structured` (a field of the board) or `text` (read from the description)."""
    place: str | None = None
    """The zone, city or level the range is for, as written. None when it is for the whole posting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """One posting as a board states it: a row of `POSTING`. Sources build these. See the schema for nulls."""

    external_id: str = ""
    title: str
    employer: str | None = None
    url: str | None = None
    department: str | None = None
    locations: tuple[str, ...] = ()
    country_codes_stated: tuple[str, ...] = ()
    remote_stated: str | None = None
    employment_type: str | None = None
    posted_date: date | None = None
    apply_until_date: date | None = None
    requisition_id: str | None = None
    is_prospect: bool | None = None
    language_stated: str | None = None
    description_html: str | None = None
    description_plain: str | None = None
    description_work_html: str | None = None
    pay_stated: tuple[StatedPay, ...] = ()


def posting_frame(postings: Iterable[Posting]) -> pl.DataFrame:
    """Postings as one frame in `POSTING`, in the order given."""
    rows = list(postings)
    columns: dict[str, list[Any]] = {name: [getattr(row, name) for row in rows] for name in POSTING}
    columns["pay_stated"] = [[asdict(pay) for pay in row.pay_stated] for row in rows]
    return frame_of(columns, POSTING)


def frame_of(columns: Mapping[str, list[Any]], schema: pl.Schema) -> pl.DataFrame:
    """Columns of values as a frame. A struct is a dict of its fields, or their tuple."""
    # Through Arrow: polars alone takes 0.1 ms a posting to make lists of structs, empty ones too.
    return pl.DataFrame(
        [
            pl.Series(name, pa.array(columns[name], _arrow_type(dtype)), dtype=dtype)
            for name, dtype in schema.items()
        ]
    )


@cache
def _arrow_type(dtype: pl.DataType) -> pa.DataType:
    return pl.Series(dtype=dtype).to_arrow().type
