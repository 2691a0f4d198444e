"""What the pages read: each mart's columns, and the one way to ask them a question.

Decides which columns of which table a page may rely on, and that a figure's table *is* the answer to the SQL printed
below it: `Marts.answer` runs that very file. Leaves the numbers to `transforms/`, the tables to `warehouse/`, and the
drawing to the pages. A table that is missing or empty answers with no rows, never with an error: a first run has most of
its marts still empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import polars as pl

_TYPES: Mapping[str, pl.DataType] = {
    "s": pl.String(),
    "i": pl.Int64(),
    "f": pl.Float64(),
    "b": pl.Boolean(),
    "d": pl.Date(),
    "t": pl.Datetime("us"),
}


def _schema(columns: str) -> pl.Schema:
    pairs = (column.split(":") for column in columns.split())
    return pl.Schema({name: _TYPES[kind] for name, kind in pairs})


_QUANTILES = " ".join(f"p{q}:f p{q}_low:f p{q}_high:f" for q in (10, 25, 50, 75, 90))

MARTS: Mapping[str, pl.Schema] = {
    "mart_edition": _schema(
        "as_of:d data_through:t edition_id:s version:s reader_version:s is_rehearsal:b n_looks:i n_boards:i n_boards_ok:i"
        " n_employers:i n_postings:i n_openings:i n_open_openings:i n_unclear:i next_expected:d first_look_at:t"
        " n_look_days:i"
    ),
    "mart_growth_headline": _schema(
        "role:s measure:s period_from:d period_to:d n_weeks:i growth_share:f growth_low:f growth_high:f"
        " naive_growth_share:f n_boards:i n_employers:i is_year_on_year:b is_drifting:b note:s"
    ),
    "mart_role_growth": _schema(
        "role:s grain:s period_start:d stock:i flow:i index:f index_low:f index_high:f flow_index:f flow_index_low:f"
        " flow_index_high:f fixed_index:f geks_index:f role_share:f role_share_low:f role_share_high:f n_boards:i"
        " n_boards_seen:i n_boards_joined:i n_boards_left:i n_employers:i is_thin:b is_drifting:b note:s"
    ),
    "mart_growth_flow": _schema(
        "role:s grain:s period_start:d n_before:i n_matched_change:i n_entered:i n_left:i n_unknown_change:i n_after:i"
    ),
    "mart_duration": _schema(
        "role:s n_openings:i n_closed:i n_employers:i median_days:f median_low:f median_high:f p25_days:f p75_days:f note:s"
    ),
    "mart_census_demand": _schema(
        "source:s role:s period_start:d n_posts:i n_openings:i opening_share:f share_low:f share_high:f yoy_share:f"
        " yoy_low:f yoy_high:f note:s"
    ),
    "mart_pay_band": _schema(
        "role:s level:s country_code:s region:s metro:s measure:s currency:s is_converted:b n_postings:i n_employers:i"
        f" n_all_postings:i disclosure_share:f disclosure_change_share:f {_QUANTILES} p50_bound_low:f p50_bound_high:f"
        " wide_share:f top_employer_share:f note:s"
    ),
    "mart_pay_premium": _schema(
        "reading:s term:s name:s reference:s premium_share:f premium_low:f premium_high:f n_postings:i n_employers:i"
        " adjusted_for:s note:s"
    ),
    "mart_skill_demand": _schema(
        "role:s skill:s skill_name:s category:s n_with:i n_postings:i n_employers:i share:f share_low:f share_high:f"
        " required_share:f preferred_share:f lift:f change_share:f note:s"
    ),
    "mart_skill_pair": _schema("role:s skill_a:s skill_b:s n_both:i lift:f"),
    "mart_role_profile": _schema(
        "role:s attribute:s value:s n:i n_of:i n_employers:i share:f share_low:f share_high:f number:f note:s"
    ),
    "mart_employer_demand": _schema(
        "employer:s employer_key:s role:s n_open_openings:i n_open_postings:i n_new_28d:i first_seen_date:d"
        " n_countries:i has_pay_share:f"
    ),
    "mart_benchmark": _schema(
        "source:s occupation:s role:s area:s year:i period_start:d measure:s value:f n:i licence:s url:s"
    ),
    "mart_claim": _schema(
        "claim_id:s topic:s role:s statement:s source_figure:s source:s definition:s ours_value:f ours_low:f ours_high:f"
        " unit:s n_postings:i n_employers:i verdict:s note:s"
    ),
    "mart_quality": _schema("section:s source:s item:s n:i n_of:i share:f"),
    "mart_drift": _schema(
        "source:s item:s looked_date:d n_boards:i n_boards_reached:i n:i n_of:i share:f share_high:f usual_share:f"
        " n_usual:f verdict:s note:s"
    ),
    "quarantine": _schema("source:s board:s external_id:s look_id:s reason:s excerpt:s"),
    "pay_unread": _schema("posting_id:s phrase:s"),
    "data_dictionary": _schema("table_name:s column_name:s data_type:s comment:s"),
    "role_confusion": _schema("true_role:s read_role:s n:i"),
    "change_log": _schema("changed_date:d kind:s what:s"),
}
"""Every frame a page may read. Grain and meaning of each column stand in the warehouse's comments."""


@cache
def read_sql(stem: str) -> str:
    """The SQL of `reports/sql/<stem>.sql`, as it is shown to the reader and run for the page."""
    return (
        files("reports").joinpath("sql", f"{stem}.sql").read_text(encoding="utf-8").strip() + "\n"
    )


class Marts:
    """The frames of one edition, each with all its columns, ready to be asked in SQL."""

    def __init__(self, frames: Mapping[str, pl.DataFrame]) -> None:
        self._frames = {name: _conform(frames.get(name), schema) for name, schema in MARTS.items()}
        self._context = pl.SQLContext(self._frames, eager=True)

    def frame(self, name: str) -> pl.DataFrame:
        """One mart whole, columns as in `MARTS`; no rows when the edition does not have it."""
        return self._frames[name]

    def sorted_frame(self, name: str) -> pl.DataFrame:
        """One frame in the order of its columns: for what is handed over beside the market and has no query."""
        return self._frames[name].sort(MARTS[name].names())

    def answer(self, stem: str) -> pl.DataFrame:
        """The rows that `reports/sql/<stem>.sql` gives on these marts, in the order that the SQL states."""
        return self._context.execute(read_sql(stem))


def _conform(frame: pl.DataFrame | None, schema: pl.Schema) -> pl.DataFrame:
    if frame is None:
        return pl.DataFrame(schema=schema)
    columns = [
        (pl.col(name) if name in frame.columns else pl.lit(None)).cast(kind).alias(name)
        for name, kind in schema.items()
    ]
    return frame.select(columns)
