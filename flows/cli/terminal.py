"""What a person sees in a terminal: progress, tables, findings.

Decides that results go to stdout and everything else to stderr, and that nothing is printed with
control characters: text from boards could move the cursor or recolour the screen.
"""

from __future__ import annotations

import logging
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from typing import TYPE_CHECKING, Any

import polars as pl
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table
from rich.text import Text

from flows.progress import TITLES, Watch, counted, log_lines, watched_by
from flows.progress import Progress as Tell
from transforms.vocabulary import CONCLUSIVE

if TYPE_CHECKING:
    from flows.pipeline import Summary

# Ids and titles are shown letter by letter: `ashby:snowflake:1` names a board, no picture of snow.
_console = partial(Console, markup=False, emoji=False)

out = _console()
err = _console(stderr=True, highlight=False, soft_wrap=True)

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_MAX_CELL_CHARS = 80
SCREENFUL = 20
"""Rows of a list that a person reads. The rest is counted."""

_LARGE = 1_000
"""Numbers from here on are shown without decimals."""

_LINE_EVERY_S = 5.0  # of a log that somebody may be reading as it grows
_LONG_S = 10.0  # from here on a person wonders how long it will take the next time
_FEW_COLUMNS = 4  # so many still read well when their cells wrap


def harmless(text: str) -> str:
    """Text without the characters that move the cursor, recolour the screen or retitle it."""
    return _CONTROL.sub("", text)


class _HarmlessFormatter(logging.Formatter):
    """Log lines quote what boards have sent: addresses, the first words of a reply, titles."""

    def format(self, record: logging.LogRecord) -> str:
        return harmless(super().format(record))


def plain(value: Any) -> str:
    """A value as one printable line: nulls as an en dash, no control characters."""
    if value is None:
        return "–"
    if isinstance(value, float):
        return _plain_number(value)
    return harmless(str(value)).replace("\n", " ")


def _plain_number(value: float) -> str:
    """At most three decimals, and none where nobody asks for them."""
    return f"{value:,.0f}" if abs(value) >= _LARGE else f"{value:.3f}".rstrip("0").rstrip(".")


def print_table(
    frame: pl.DataFrame, title: str | None = None, max_rows: int | None = None, hint: str = ""
) -> None:
    """A frame on stdout: numbers to the right, long cells cut. Stderr says how many rows were left out.

    A frame too wide for the terminal is shown a record at a time, as columns of four letters help
    nobody. Where stdout is no terminal, a table is as wide as it needs to be.

    `hint`: which options show the rows that were left out.
    """
    shown = frame if max_rows is None else frame.head(max_rows)
    cells = [[_cut(plain(value)) for value in row] for row in shown.iter_rows()]
    width = sum(max(map(len, column)) + 3 for column in zip(frame.columns, *cells, strict=True)) + 1
    if out.is_terminal and width > out.width and frame.width > _FEW_COLUMNS:
        _print_records(frame.columns, cells, title)
    else:
        table = Table(title=title, title_justify="left", header_style="bold")
        for name, kind in frame.schema.items():
            table.add_column(
                name, justify="right" if kind.is_numeric() else "left", overflow="fold"
            )
        for row in cells:
            table.add_row(*(Text(cell) for cell in row))
        console = out if out.is_terminal else _console(width=max(width, out.width))
        console.print(table)
    if shown.height < frame.height:
        more = counted(frame.height - shown.height, "more row")
        err.print(f"{more}; {hint}" if hint else more)


def _print_records(names: list[str], cells: list[list[str]], title: str | None) -> None:
    if title:
        out.print(title, style="italic")
    longest = max(map(len, names))
    for n_row, row in enumerate(cells, start=1):
        out.rule(f"{n_row}", align="left")
        for name, cell in zip(names, row, strict=True):
            out.print(Text(f"{name:<{longest}}  ", style="bold") + Text(cell), soft_wrap=True)


def _cut(text: str) -> str:
    return text if len(text) <= _MAX_CELL_CHARS else text[: _MAX_CELL_CHARS - 1] + "…"


def log_to_stderr(is_verbose: bool) -> None:
    """One line per unit of work on stderr. A terminal shows progress bars instead, unless asked."""
    quiet = logging.WARNING if sys.stderr.isatty() else logging.INFO
    level = logging.DEBUG if is_verbose else quiet
    # Lines of our own are made in any case: Prefect's UI shows them, whatever stderr does.
    logging.basicConfig(level=min(level, logging.INFO), stream=sys.stderr)
    formatter = _HarmlessFormatter("%(asctime)s %(levelname)s %(message)s", "%H:%M:%S")
    for handler in logging.getLogger().handlers:
        handler.setLevel(level)
        handler.setFormatter(formatter)
        if not is_verbose:
            handler.addFilter(_is_ours)
    for chatty in ("httpx", "httpcore", "prefect", "protego", "urllib3", "asyncio"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def _is_ours(record: logging.LogRecord) -> bool:
    """Not Prefect's lines: it reports each failure three times, with tracebacks. The command does once."""
    return not record.name.startswith("prefect")


def print_summary(summary: Summary) -> None:
    """What a run did and found.

    Looks and troubles go to stderr, findings and the report's address to stdout.
    """
    if summary.looks is not None:
        _print_looks(summary.looks, summary.outcomes)
    for alarm in summary.alarms:
        err.print(f"  {plain(alarm.line)}")
    if summary.is_rehearsal:
        out.print("Rehearsal data: these employers are invented and the market is simulated.")
    for line in summary.headlines:
        out.print(line, highlight=False, soft_wrap=True)
    if summary.page:
        out.print(f"Report: {summary.page.resolve()}", highlight=False, soft_wrap=True)


def _print_looks(looks: pl.DataFrame, outcomes: dict[str, int]) -> None:
    tally = ", ".join(f"{n} {outcome}" for outcome, n in outcomes.items())
    err.print(f"{counted(looks.height, 'look')}: {tally or 'none'}")
    is_fine = pl.col("outcome").is_in(CONCLUSIVE) | pl.col("is_excerpt").fill_null(False)
    troubled = looks.filter(~is_fine)
    # Of a walk through history nobody wants to read every outage.
    if looks["looked_at"].n_unique() == 1:
        for row in troubled.head(SCREENFUL).iter_rows(named=True):
            what = f"{row['source']}/{row['board']}: {row['outcome']}: {row['error']}"
            err.print(plain(f"  {what}"))
    if troubled.height > SCREENFUL:
        err.print("  the quality page counts them all")


@contextmanager
def showing_progress() -> Iterator[None]:
    """Shows how far the stops inside the block are, on stderr, and at the end how long they took.

    A terminal gets bars. Anything else gets a log line every few seconds.
    """
    began = time.monotonic()
    lines = nullcontext(log_lines(_LINE_EVERY_S))
    with _bars() if sys.stderr.isatty() else lines as watch, watched_by(watch):
        yield
    if (seconds := time.monotonic() - began) >= _LONG_S:
        err.print(f"Took {in_minutes(seconds)}")


def in_minutes(seconds: float) -> str:
    """A duration as minutes and whole seconds: "2 min 0 s"."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s"


@contextmanager
def _bars() -> Iterator[Watch]:
    columns = (
        TextColumn("{task.description:<21}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[item]}"),
    )
    with Progress(*columns, console=err) as bars:
        tasks: dict[str, TaskID] = {}

        def watch(stop: str) -> Tell:
            def tell(done: int, total: int, item: str) -> None:
                if stop not in tasks:
                    tasks[stop] = bars.add_task(TITLES.get(stop, stop), total=total, item="")
                bars.update(tasks[stop], completed=done, total=total, item=plain(item)[:40])

            return tell

        yield watch
