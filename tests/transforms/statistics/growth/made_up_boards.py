"""A made-up panel of boards, as the postings and looks that would show it; and what growth says of one role in it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import polars as pl

from transforms.statistics.growth import growth

START = datetime(2026, 1, 5)
AS_OF = date(2027, 12, 31)
POSTING = pl.Schema(
    {
        "posting_id": pl.String,
        "source": pl.String,
        "board": pl.String,
        "employer_key": pl.String,
        "opening_id": pl.String,
        "role_counted": pl.String,
        "reader_version": pl.String,
        "first_seen_at": pl.Datetime("us"),
        "last_seen_at": pl.Datetime("us"),
        "closed_at": pl.Datetime("us"),
        "is_left_truncated": pl.Boolean,
        "is_census": pl.Boolean,
    }
)
LOOK = pl.Schema(
    {
        "look_id": pl.String,
        "source": pl.String,
        "board": pl.String,
        "employer": pl.String,
        "looked_at": pl.Datetime("us"),
        "outcome": pl.String,
        "is_suspect": pl.Boolean,
        "is_death": pl.Boolean,
        "period": pl.String,
    }
)


class Boards:
    """A made-up panel: openings per board and week, written as the postings and looks that would show them."""

    def __init__(self) -> None:
        self.postings: list[tuple[object, ...]] = []
        self.looks: list[tuple[object, ...]] = []

    def board(
        self,
        name: str,
        stock: list[int | None],
        first_week: int = 0,
        role: str = "ai_engineer",
        failed: tuple[int, ...] = (),
    ) -> Boards:
        """A board whose openings number `stock` by week; in `failed` weeks its looks fail, and what changed shows later."""
        seen: list[tuple[str, int, int | None]] = []
        is_open: list[int] = []
        conclusive = [week for week in range(len(stock)) if week not in failed]
        for week in range(len(stock)):
            outcome = "failed" if week in failed else "complete"
            self.looks.append(
                (
                    f"{name}{week}",
                    "ashby",
                    name,
                    name,
                    START + timedelta(weeks=first_week + week),
                    outcome,
                    False,
                    False,
                    None,
                )
            )
        for week in conclusive:
            wanted = stock[week] or 0
            while len(is_open) < wanted:
                is_open.append(len(seen))
                seen.append(
                    (
                        f"{name}:{len(seen)}"
                        if role == "ai_engineer"
                        else f"{name}:{role}:{len(seen)}",
                        week,
                        None,
                    )
                )
            while len(is_open) > wanted:
                gone = is_open.pop(0)
                seen[gone] = (*seen[gone][:2], week)
        for posting_id, opened, closed in seen:
            end = None if closed is None else START + timedelta(weeks=first_week + closed)
            begin = START + timedelta(weeks=first_week + opened)
            last = conclusive[-1] if closed is None else closed - 1
            seen_last = START + timedelta(weeks=first_week + last)
            self.postings.append(
                (
                    posting_id,
                    "ashby",
                    name,
                    name,
                    posting_id,
                    role,
                    "one",
                    begin,
                    seen_last,
                    end,
                    opened == conclusive[0],
                    False,
                )
            )
        return self

    def frames(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        return pl.DataFrame(self.postings, schema=POSTING, orient="row"), pl.DataFrame(
            self.looks, schema=LOOK, orient="row"
        )

    def measure(self, as_of: date = AS_OF) -> growth.Growth:
        return growth.measure_growth(*self.frames(), as_of)


def ten(stock: list[int | None]) -> Boards:
    boards = Boards()
    for number in range(10):
        boards.board(f"b{number}", stock)
    return boards


def index(
    found: growth.Growth, role: str = "ai_engineer", column: str = "index"
) -> list[float | None]:
    rows = found.by_period.filter(role=role, grain="week").sort("period_start")[column]
    return [None if value is None else round(value, 6) for value in rows]


def headline(
    found: growth.Growth, measure: str = "stock", role: str = "ai_engineer"
) -> dict[str, object]:
    return found.headline.filter(role=role, measure=measure).row(0, named=True)
