"""Days on which a series may break for a reason that is not the market: a new reader, a new rule, a law about adverts.

Decides which of them a drawing marks and how its caption names them. Leaves boards that join or leave to the marts, which
count them, and the list itself to `flows`, which hands it over.
"""

from __future__ import annotations

from datetime import date
from string import ascii_uppercase

import polars as pl

from reports.drawing.panels import Event
from reports.wording import numbers


def events(
    change_log: pl.DataFrame, table: pl.DataFrame, *, with_laws: bool = False
) -> tuple[Event, ...]:
    """One event per day of the log between the first and the last day of a series, lettered in time's order.

    Args:
        change_log: `changed_date`, `kind`, `what`; rows without a day are passed over.
        table: The series; its `period_start` sets the span.
        with_laws: Whether laws on what adverts must state are marked too: once on a page is enough.
    """
    days = table["period_start"].drop_nulls()
    if days.is_empty():
        return ()
    first, last = days.min(), days.max()
    within = change_log.filter(
        pl.col("changed_date").is_between(first, last, closed="none"),
        (pl.col("kind") != "law") | pl.lit(with_laws),
    ).sort("changed_date", "kind", "what")
    told: dict[date, list[str]] = {}
    for row in within.iter_rows(named=True):
        told.setdefault(row["changed_date"], []).append(numbers.shown(row["what"])[0])
    # a log with more days than letters starts the letters again: the key keeps the order of the days
    return tuple(
        Event(day, ascii_uppercase[seat % len(ascii_uppercase)], "; ".join(words))
        for seat, (day, words) in enumerate(told.items())
    )


def key(found: tuple[Event, ...]) -> str:
    """What the letters stand for, in a sentence for the caption; empty without any."""
    words = [
        f"{event.letter} {numbers.spoken(event.day)} {event.label.rstrip('.…')}" for event in found
    ]
    return f"Dotted lines: {'; '.join(words)}." if words else ""
