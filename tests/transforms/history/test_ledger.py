"""A ledger becomes the sightings of regular looks."""

from datetime import date

import polars as pl

from transforms.history.ledger import mark_missing, spread_ledger

COLUMNS = {
    "board_index": pl.UInt32,
    "content": pl.UInt32,
    "first_seen": pl.Date,
    "last_seen": pl.Date,
    "removed": pl.Date,
}


def january(day: int | None) -> date | None:
    return date(2026, 1, day) if day else None


def ledger(*rows: tuple[int, int, int, int | None, int | None]) -> pl.DataFrame:
    """Rows of board, content, and the days of January on which it came, was last seen, and went."""
    dated = [(*row[:2], *map(january, row[2:])) for row in rows]
    return pl.DataFrame(dated, schema=COLUMNS, orient="row")


def listed(seen: pl.DataFrame, content: int) -> list[int]:
    days = seen.filter(pl.col("content") == content)["day"].dt.day()
    return sorted(days)


def test_a_board_is_looked_at_from_its_first_mention_to_its_last() -> None:
    spread = spread_ledger(ledger((0, 0, 1, 10, 18), (1, 1, 5, 5, None)), 7, has_removed=True)
    looks = [(board, day.day) for board, day in spread.looks.iter_rows()]
    assert looks == [(0, 1), (0, 8), (0, 15), (0, 18), (1, 5)]


def test_a_posting_is_listed_from_its_first_day_until_its_removal() -> None:
    spread = spread_ledger(
        ledger((0, 0, 1, 9, 15), (0, 1, 2, 9, None), (0, 2, 1, 22, 22)), 7, has_removed=True
    )
    assert listed(spread.seen, 0) == [1, 8]
    assert listed(spread.seen, 1) == [8, 15, 22]  # open: up to the board's last mention
    assert listed(spread.seen, 2) == [1, 8, 15]


def test_without_a_column_of_removals_a_posting_is_gone_after_it_was_last_seen() -> None:
    spread = spread_ledger(ledger((0, 0, 1, 14, None), (0, 1, 1, 22, None)), 7, has_removed=False)
    assert listed(spread.seen, 0) == [1, 8]
    assert listed(spread.seen, 1) == [1, 8, 15, 22]


def test_what_came_and_went_between_two_looks_is_unseen_unless_they_are_closer() -> None:
    rows = ledger((0, 0, 1, 15, None), (0, 1, 3, 4, 5))
    assert spread_ledger(rows, 7, has_removed=True).n_unseen == 1
    daily = spread_ledger(rows, 1, has_removed=True)
    assert (daily.n_unseen, listed(daily.seen, 1)) == (0, [3, 4])


def looks_of(rows: pl.DataFrame, until: int) -> list[tuple[int, int, str]]:
    found = mark_missing(
        rows, spread_ledger(rows, 7, has_removed=True).looks, date(2026, 1, until), 7
    )
    return [(board, day.day, outcome) for board, day, outcome in found.iter_rows()]


def test_a_board_of_which_nothing_is_left_is_missing_from_its_last_removal_on() -> None:
    rows = ledger((0, 0, 1, 10, 10), (0, 1, 1, 10, 10), (1, 2, 1, 30, None))
    assert looks_of(rows, until=30)[:5] == [
        (0, 1, "complete"), (0, 8, "complete"), (0, 10, "missing"), (0, 17, "missing"), (0, 24, "missing")
    ]  # fmt: skip
    assert {outcome for board, _, outcome in looks_of(rows, until=30) if board == 1} == {"complete"}


def test_a_board_whose_open_postings_were_not_seen_of_late_is_missing_once_on_the_last_day() -> (
    None
):
    rows = ledger((0, 0, 1, 8, None))
    assert looks_of(rows, until=30) == [(0, 1, "complete"), (0, 8, "complete"), (0, 30, "missing")]
    assert looks_of(rows, until=12) == [(0, 1, "complete"), (0, 8, "complete")]
