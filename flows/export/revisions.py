"""What an edition changed in figures that were published before, and why.

Decides that a figure is the same figure when table, key and column are, and that only figures of the same day or of a
period of their own can be revised: the pay of October and that of November are two figures. Leaves where editions lie to
`series`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import polars.selectors as cs

from transforms.text.lexicon import lexicon

Row = dict[str, Any]

SCHEMA = {
    "table": pl.String,
    "key": pl.String,
    "column": pl.String,
    "before": pl.Float64,
    "after": pl.Float64,
    "is_beyond_interval": pl.Boolean,
}

_AFTER = "__after"
_SAME = 1e-9
"""Relative difference below which a figure is the same: the order in which a machine adds fractions moves the last digits."""

_CHANGE_LOG = "figures/methods_change_log.csv"


@dataclass(frozen=True, slots=True)
class Revisions:
    """What one edition changed.

    `rows`: one per revised figure, in the columns of `SCHEMA`. `after` is null where a figure was withdrawn.
    `n_compared`: by table, figures that the older edition had printed and the newer one could print again.
    `reasons`: what differs between the two editions that can have moved a figure.
    """

    rows: pl.DataFrame
    n_compared: dict[str, int]
    reasons: list[str]


def find_revisions(older: Path, newer: Path) -> Revisions:
    """Compares two packages, the older one first."""
    then, now = _edition(older), _edition(newer)
    found, n_compared = [pl.DataFrame(schema=SCHEMA)], {}
    for table, about in lexicon(__package__, "tables.toml").items():
        is_comparable = about.get("is_dated") or then["as_of"] == now["as_of"]
        if not table.startswith("mart_") or table == "mart_edition" or not is_comparable:
            continue
        compared = _compare(table, about["key"], older, newer)
        n_compared[table] = compared.height
        found.append(compared.filter(_is_revised()))
    rows = pl.concat(found).sort("table", "key", "column")
    return Revisions(rows, n_compared, _reasons(older, newer, then, now))


def _edition(package: Path) -> Row:
    rows: list[Row] = _read(package, "mart_edition").to_dicts()
    return rows[0]


def _read(package: Path, table: str) -> pl.DataFrame:
    file = package / "parquet" / f"{table}.parquet"
    return pl.read_parquet(file) if file.exists() else pl.DataFrame()


def _compare(table: str, key: list[str], older: Path, newer: Path) -> pl.DataFrame:
    """One row per figure of the older edition: what it was, and what it is."""
    then, now = _read(older, table), _read(newer, table)
    if not {*key} <= {*then.columns} & {*now.columns}:
        return pl.DataFrame(schema=SCHEMA)  # an edition from before the table, or before its key
    both = then.join(now, on=key, how="left", nulls_equal=True, suffix=_AFTER)
    columns = [
        name
        for name in then.select(cs.numeric()).columns
        if name not in key and f"{name}{_AFTER}" in both.columns
    ]
    parts = [_figures(both, table, key, name, _interval_of(name, then.columns)) for name in columns]
    return pl.concat(parts) if parts else pl.DataFrame(schema=SCHEMA)


def _figures(
    both: pl.DataFrame, table: str, key: list[str], column: str, interval: tuple[str, str] | None
) -> pl.DataFrame:
    after = pl.col(f"{column}{_AFTER}").cast(pl.Float64)
    low, high = interval or (None, None)
    is_beyond = ~after.is_between(pl.col(low), pl.col(high)) if low and high else pl.lit(None)
    return both.filter(pl.col(column).is_not_null()).select(
        pl.lit(table).alias("table"),
        pl.struct(key).struct.json_encode().alias("key"),
        pl.lit(column).alias("column"),
        pl.col(column).cast(pl.Float64).alias("before"),
        after.alias("after"),
        is_beyond.cast(pl.Boolean).alias("is_beyond_interval"),
    )


def _interval_of(column: str, columns: list[str]) -> tuple[str, str] | None:
    """The columns that hold the ends of a figure's interval: of `growth_share`, `growth_low` and `growth_high`."""
    stems = (column, *(column.removesuffix(end) for end in ("_share", "_days", "_value")))
    for stem in stems:
        ends = (f"{stem}_low", f"{stem}_high")
        if set(ends) <= set(columns):
            return ends
    return None


def _is_revised() -> pl.Expr:
    before, after = pl.col("before"), pl.col("after")
    is_moved = (after - before).abs() > _SAME * pl.max_horizontal(before.abs(), after.abs())
    return after.is_null() | is_moved


def _reasons(older: Path, newer: Path, then: Row, now: Row) -> list[str]:
    reasons = []
    if then["version"] != now["version"]:
        reasons.append(f"new code version ({then['version']}, now {now['version']})")
    reasons += [f"method: {line}" for line in _new_lines(older, newer)]
    if then["reader_version"] != now["reader_version"]:
        reasons.append(f"new readings ({then['reader_version']}, now {now['reader_version']})")
    if then["data_through"] != now["data_through"]:
        reasons.append(f"later looks (until {then['data_through']}, now {now['data_through']})")
    n_then, n_now = (_looks_until(each, then["data_through"]) for each in (older, newer))
    if n_then != n_now:
        reasons.append(
            f"other looks at the same days ({n_then:,}, now {n_now:,}: import or backfill)"
        )
    n_then, n_now = (_postings_until(each, then["data_through"]) for each in (older, newer))
    if n_then != n_now:
        reasons.append(
            f"other postings of the same days ({n_then:,}, now {n_now:,}: forget, import or backfill)"
        )
    return reasons or ["nothing that an edition states: settings, or weights of the readers"]


def _new_lines(older: Path, newer: Path) -> list[str]:
    """The lines of the change log that the older edition did not have."""
    known, now = (_change_log(each) for each in (older, newer))
    return [f"{day} {what}" for day, what in now if (day, what) not in known]


def _change_log(package: Path) -> list[tuple[str, str]]:
    file = package / _CHANGE_LOG
    if not file.exists():
        return []
    lines = pl.read_csv(file, infer_schema=False).filter(pl.col("kind") != "law")
    return lines.select("changed_date", "what").rows()


def _looks_until(package: Path, moment: datetime) -> int:
    looks = _read(package, "look")
    if looks.is_empty():
        return 0
    return looks.filter("is_counted", pl.col("looked_at") <= moment).height


def _postings_until(package: Path, moment: datetime) -> int:
    postings = _read(package, "posting")
    if postings.is_empty():
        return 0
    return postings.filter(pl.col("first_seen_at") <= moment).height
