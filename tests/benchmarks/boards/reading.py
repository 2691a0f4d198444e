"""Reads the postings of simulated boards in this process, and each text once.

Decides what a proof of counting may save: processes of their own for the readers, and reading a text again that another run
has shown. Leaves the reading itself to `transforms.readers`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import polars as pl

from transforms.readers.reading import READ_COLUMNS, READING, read_postings

_TOLD_BY = ("title", "description_html", "locations")


class ThisProcess:
    """Stands in for `flows.sandbox.workers.Workers`: nothing hostile is read here."""

    def __init__(self, *_: object, **__: object) -> None:
        """Takes what workers take."""

    def __enter__(self) -> ThisProcess:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to end."""

    def read(self, work: Callable[[Any], Any], batches: Iterable[Any], *_: object) -> Iterator[Any]:
        """What `work` makes of each batch, in order."""
        return map(work, batches)


_known: dict[tuple[object, ...], tuple[object, ...]] = {}


def read_once(postings: pl.DataFrame) -> pl.DataFrame:
    """As `read_postings`, though a text read before in this process is not read again."""
    keys = [(*row[:-1], tuple(row[-1] or ())) for row in postings.select(_TOLD_BY).iter_rows()]
    new = {key: row for row, key in enumerate(keys) if key not in _known}
    if new:
        read = read_postings(postings[list(new.values())])
        _known.update(zip(new, read.select(READ_COLUMNS.names()).iter_rows(), strict=True))
    known = pl.DataFrame([_known[key] for key in keys], schema=READ_COLUMNS, orient="row")
    kept = postings.select(name for name in READING if name not in READ_COLUMNS)
    return pl.concat([kept, known], how="horizontal").select(READING.names())


@contextmanager
def reading_once() -> Iterator[None]:
    """Within the block, classify reads in this process and each text once."""
    with (
        mock.patch("flows.classify.Workers", ThisProcess),
        mock.patch("flows.classify.read_postings", read_once),
    ):
        yield
