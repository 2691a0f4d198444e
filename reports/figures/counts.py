"""Figures of what is counted on every board watched: the raw count, its parts, each role's share.

Decides the warning that a raw count carries. Leaves growth on the same boards to the page on
growth.
"""

from __future__ import annotations

import polars as pl

from reports.answers import Row, by_focus, of_role
from reports.drawing.bars import draw_bars_by_role
from reports.figures import breaks, charts, columns, findings
from reports.figures.catalogue import entry
from reports.page import Column, Edition, Figure, Finding, Matrix
from reports.wording import numbers
from reports.wording.roles import FOCUS, ROLES, role_of

_PARTS = {
    "n_matched_change": ("boards seen in both months", "var(--part-1)", ""),
    "n_entered": ("boards that joined", "var(--part-2)", "/"),
    "n_left": ("boards that left", "var(--part-3)", "\\"),
    "n_unknown_change": ("boards that did not answer", "var(--part-4)", "."),
}
"""Why a count changed: a colour and a pattern each, so that none is identified by colour alone."""


def role_share(table: pl.DataFrame, change_log: pl.DataFrame) -> Figure:
    """Each role's share of all openings, from the rows of `growth_role_share.sql`."""
    events = breaks.events(change_log, table)
    return Figure(
        **entry("growth_role_share", breaks=breaks.key(events)),
        **_last(table, columns.ROLE_SHARE).said,
        table=table,
        chart=charts.lines(table, columns.ROLE_SHARE, with_zero=True, events=events),
    )


def raw_count(table: pl.DataFrame, change_log: pl.DataFrame) -> Figure:
    """Open openings on all boards watched, from the rows of `growth_raw_count.sql`."""
    events = breaks.events(change_log, table)
    return Figure(
        **entry("growth_raw_count", breaks=breaks.key(events)),
        **_last(table, columns.STOCK_CORRECTED, ", corrected for misread roles").said,
        table=table,
        chart=charts.lines(table, columns.STOCK, with_zero=True, events=events),
        warning="Includes newly added boards. Not a measure of growth.",
    )


def open_now(row: Row, edition: Edition) -> Finding:
    """How many openings a role has, from a row of `employers_concentration.sql`: the same on every page."""
    words = (
        f"{role_of(row['role']).plural}: {numbers.counted(row['n_open_openings'], 'open opening')} "
        f"at {numbers.counted(row['n_employers'], 'employer')}."
    )
    return Finding(words, open_basis(row, edition))


def open_basis(row: Row, edition: Edition) -> str:
    """What a count of open openings rests on: as of which day, and what it is corrected for misread roles."""
    right = ""
    if row["corrected"] is not None:
        spread = numbers.interval(row["corrected_low"], row["corrected_high"], "count")
        right = f"About {numbers.count(row['corrected'])} {spread} corrected for misread roles."
    day = edition.boards_through or edition.data_through
    return f"As read on {numbers.spoken(day)}. {right}".strip()


def role_matrix(table: pl.DataFrame, id: str, title: str, caption: str) -> tuple[Matrix, ...]:
    """How often each role is read as each, from rows of true_role, read_role and n. None without rows."""
    if table.is_empty():
        return ()
    cells = {(row["true_role"], row["read_role"]): row["n"] for row in table.iter_rows(named=True)}
    names = [role for role in ROLES if any(role in pair for pair in cells)]
    total, right = sum(cells.values()), sum(n for (true, read), n in cells.items() if true == read)
    matrix = Matrix(
        id=id,
        title=title,
        finding=(
            f"Of {numbers.n_of(total)} labelled postings {numbers.share(right / total)} "
            "were read with their true role."
        ),
        caption=caption,
        labels=tuple(role_of(name).name for name in names),
        rows=tuple(
            (role_of(true).name, tuple(cells.get((true, read), 0) for read in names))
            for true in names
        ),
    )
    return (matrix,)


def _last(table: pl.DataFrame, column: Column, how: str = "") -> Finding:
    """Each role's number in the last known week, and how it was counted. Empty with one week, which is no series."""
    known = table.drop_nulls(column.name)
    if known["period_start"].n_unique() < 2:
        return Finding("")
    week = max(known["period_start"].to_list())
    return findings.each(
        f"In the week of {numbers.spoken(week)}{how}",
        by_focus(known.filter(pl.col("period_start") == week)),
        column,
        "n_boards",
        "boards",
    )


def decomposition(table: pl.DataFrame) -> Figure:
    """Why the raw count changed, from the rows of `growth_decomposition.sql`."""
    # What left took away is drawn below nought. The table holds it as a count.
    drawn = table.with_columns(-pl.col("n_left"))
    rows = {role: of_role(drawn, role) for role in FOCUS}
    return Figure(
        **entry("growth_decomposition"),
        table=table,
        chart=draw_bars_by_role(
            {role: known for role, known in rows.items() if len(known) > 1}, "period_start", _PARTS
        ),
    )
