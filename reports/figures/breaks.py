"""Days on which a series may break for a reason that is not the market: a new reader.

Decides which days a drawing marks and how its caption names them. Leaves boards that join or leave
to the marts, and the list of days to `flows`.
"""

from __future__ import annotations

from string import ascii_uppercase

import polars as pl

from reports.drawing.days import Event
from reports.wording import numbers


def events(change_log: pl.DataFrame, table: pl.DataFrame) -> tuple[Event, ...]:
    """One event per logged day within a series, lettered in the order of time.

    A law on what adverts must state moves pay and who states it, not how many openings there are:
    it marks none of these series. The page on methods lists the laws.

    Args:
        change_log: `changed_date`, `kind`, `what`. A row without a day is skipped.
        table: The series. Its `period_start` sets the span.
    """
    days = table["period_start"].drop_nulls()
    if days.is_empty():
        return ()
    within = change_log.filter(
        pl.col("changed_date").is_between(days.min(), days.max(), closed="none"),
        pl.col("kind") != "law",
    ).sort("changed_date", "kind", "what")
    by_day = within.group_by("changed_date", maintain_order=True).agg("what")
    # With more days than letters the letters start again: the caption keeps the order of the days.
    return tuple(
        Event(day, ascii_uppercase[index % 26], " ".join(_sentence(text) for text in texts))
        for index, (day, texts) in enumerate(by_day.iter_rows())
    )


def _sentence(text: str) -> str:
    sentence = numbers.show(text)
    return sentence if sentence.endswith((".", "…")) else f"{sentence}."


def key(found: tuple[Event, ...]) -> str:
    """What the letters stand for, for the caption. Empty without any."""
    told = [
        f"{event.letter} ({numbers.spoken(event.day)}): {event.label.rstrip('.…')}."
        for event in found
    ]
    return f"Dotted lines mark: {' '.join(told)}" if told else ""
