"""The columns of the marts: how a schema is written, and how a frame gets it.

Decides the types by kind of column. Leaves what a column means to the statistic and to `warehouse/marts`.
"""

from __future__ import annotations

import polars as pl

Columns = dict[str, pl.DataType]


def texts(names: str) -> Columns:
    """Columns of words, named in one string with blanks between them."""
    return dict.fromkeys(names.split(), pl.String())


def counts(names: str) -> Columns:
    """Columns of whole numbers."""
    return dict.fromkeys(names.split(), pl.Int64())


def reals(names: str) -> Columns:
    """Columns of shares, dollars, days and other measured values."""
    return dict.fromkeys(names.split(), pl.Float64())


def dates(names: str) -> Columns:
    """Columns of days."""
    return dict.fromkeys(names.split(), pl.Date())


def flags(names: str) -> Columns:
    """Columns of yes and no."""
    return dict.fromkeys(names.split(), pl.Boolean())


def lists(names: str) -> Columns:
    """Columns of several words each."""
    return dict.fromkeys(names.split(), pl.List(pl.String()))


def conform(frame: pl.DataFrame, schema: pl.Schema) -> pl.DataFrame:
    """The columns of the schema alone, in its order and with its types."""
    return frame.select(pl.col(name).cast(kind) for name, kind in schema.items())
