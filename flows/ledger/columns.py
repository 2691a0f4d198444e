"""Reads a Parquet file of the ledger or of a diff: the columns wanted, by name, of the boards wanted.

Decides that a file without a needed column is refused, and which boards join those that we watch. Names stand in
`columns.toml`. Every value is kept as text, times as their day: what cannot be one is found row by row, by `flows.files.rows`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any, Literal

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from flows.errors import PayloadChanged, UsageError
from flows.files.parquet import require_honest
from flows.sources import Board
from transforms.text.lexicon import lexicon

Kind = Literal["ledger", "diffs"]

_NAMES_SHOWN = 300
_WANTED = {"ats": pl.String, "key": pl.String, "board": pl.String, "employer": pl.String}


def schema_of(kind: Kind) -> dict[str, type[pl.DataType]]:
    """The columns of what is kept of a file: its own, and `board` and `employer` as our lists have them."""
    return dict.fromkeys([*_columns(kind), "board", "employer"], pl.String)


def list_wanted(boards: Sequence[Board]) -> pl.DataFrame:
    """Boards as the ledger names them: `ats`, `key` (a slug in lower case), and our `board` and `employer`."""
    joined = set(lexicon(__package__, "columns.toml")["joined"]["names"])
    rows = [
        (board.source, board.slug.lower(), board.slug, board.employer)
        for board in boards
        if board.source in joined
    ]
    frame = pl.DataFrame(rows, schema=_WANTED, orient="row")
    return frame.unique(["ats", "key"], keep="first", maintain_order=True)


def read_part(
    body: bytes, kind: Kind, wanted: pl.DataFrame, is_every: bool, name: str
) -> pl.DataFrame:
    """The rows of a file in `schema_of(kind)`.

    Args:
        body: the file.
        kind: what it is.
        wanted: boards, from `list_wanted`.
        is_every: whether the rows of all other boards are kept too.
        name: of the file, for messages.

    Raises:
        PayloadChanged: no Parquet file, one that unpacks to far more than it is, or a needed column is missing.
    """
    try:
        require_honest(pq.read_metadata(BytesIO(body)), len(body), name)
        there = pl.read_parquet_schema(BytesIO(body))
        found = _find(kind, there, name)
        rows = pl.read_parquet(BytesIO(body), columns=sorted(set(found.values())))
        texts = rows.select(
            _as_text(pl.col(theirs), there[theirs], _columns(kind)[ours].get("kind")).alias(ours)
            for ours, theirs in found.items()
        )
    except UsageError as exc:
        raise PayloadChanged(str(exc)) from exc
    except (pl.exceptions.PolarsError, pa.ArrowException, OSError) as exc:
        raise PayloadChanged(f"{name}: not a Parquet file that can be read ({exc})") from exc
    lacking = [pl.lit(None, pl.String).alias(ours) for ours in _columns(kind).keys() - found.keys()]
    keyed = texts.with_columns(*lacking, key=pl.col("slug").str.to_lowercase())
    how: Literal["left", "inner"] = "left" if is_every else "inner"
    of_boards = keyed.join(wanted, on=["ats", "key"], how=how, maintain_order="left")
    kept = of_boards.filter(pl.col("html").is_not_null()) if kind == "diffs" else of_boards
    return kept.select(*schema_of(kind))


def name_boards(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with `source` and `board` as `flows.files.rows.name_board` takes them. Boards that do not join have no source."""
    joined = pl.col("ats").is_in(lexicon(__package__, "columns.toml")["joined"]["names"])
    apart = pl.concat_str("ats", "slug", separator="/", ignore_nulls=True)
    return rows.with_columns(
        source=pl.when(joined).then("ats"),
        board=pl.when(joined).then(pl.coalesce("board", "slug")).otherwise(apart),
    )


def _columns(kind: Kind) -> dict[str, Mapping[str, Any]]:
    columns: dict[str, Mapping[str, Any]] = lexicon(__package__, "columns.toml")[kind]
    return columns


def _find(kind: Kind, there: Mapping[str, pl.DataType], name: str) -> dict[str, str]:
    """Their name of each of our columns."""
    found, missing = {}, []
    for ours, about in _columns(kind).items():
        theirs = next((each for each in about["names"] if each in there), None)
        if theirs is not None:
            found[ours] = theirs
        elif about.get("needed"):
            missing.append(about["names"][0])
    if missing:
        shown = ", ".join(there)[:_NAMES_SHOWN] or "none"
        raise PayloadChanged(f"{name}: no column {' and '.join(missing)}; its columns are {shown}")
    return found


def _as_text(column: pl.Expr, kind: pl.DataType, meaning: str | None) -> pl.Expr:
    """A value as text, a time as its day (2026-11-23). Whole numbers of times are milliseconds since 1970."""
    if meaning == "day" and kind.is_integer():
        return pl.from_epoch(column, time_unit="ms").dt.strftime("%Y-%m-%d")
    if meaning == "day" and kind.is_temporal():
        return column.dt.strftime("%Y-%m-%d")
    return column.cast(pl.String)
