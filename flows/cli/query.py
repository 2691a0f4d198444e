"""The command `rolecall sql`: one query of the market, or a list of what it contains.

Decides where a query comes from, how its rows are shown, and what to say where none came back. Leaves running it to
`warehouse.read`. Heavy imports happen inside the commands, as in `flows.cli.run`.
"""

from __future__ import annotations

import difflib
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.options import PANEL_LOOK, Csv, Rehearsal
from flows.errors import NoMarket, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb
    import polars as pl

_DIGITS = 9
"""Significant digits of a number as CSV or JSON. More are the machine's rounding, not the market's."""

_QUOTED = re.compile(r"'((?:[^']|'')*)'")

app = typer.Typer()


# A pasted statement may begin with a comment, which looks like an option.
@app.command(rich_help_panel=PANEL_LOOK, context_settings={"ignore_unknown_options": True})
def sql(
    query: Annotated[
        str | None,
        typer.Argument(
            help="One read-only query; `-` reads it from standard input. "
            "Default: list tables, views and macros."
        ),
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--file", "-f", metavar="FILE", help="Read the query from here.")
    ] = None,
    describe: Annotated[
        str | None,
        typer.Option(metavar="TABLE", help="What a table, view or macro holds, column by column."),
    ] = None,
    csv: Csv = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    parquet: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a Parquet file.")
    ] = None,
    rows: Annotated[int, typer.Option(min=1, help="Most rows that a table shows.")] = 50,
    rehearsal: Rehearsal = False,
) -> None:
    """Query market.duckdb.

    For instance: `rolecall sql "from growth('ai_engineer')"`,
    `rolecall sql "from pay_band('ml_engineer', 'senior', 'US')"`,
    `rolecall sql "from open_jobs where role = 'ai_engineer'"`.
    The file opens with any DuckDB tool too. An open tool never blocks a run.
    """
    from flows.cli.terminal import err, out, print_table
    from flows.progress import counted
    from flows.requirements import require_file

    require_file(parquet, "rows.parquet")
    text = _text_of(query, file)
    if sum(map(bool, (csv, json, parquet))) > 1:
        raise UsageError("choose one of --csv, --json and --parquet FILE")
    if describe and text:
        raise UsageError("--describe stands alone: leave the query out")
    market = market_file(rehearsal)
    title, found = _describe(market, describe) if describe else (None, _answer(market, text))
    if parquet:
        _write(found, parquet)
    elif csv or json:
        sys.stdout.write(_in_letters(found, csv))
    else:
        print_table(
            found, title, max_rows=rows, hint="--rows, --csv, --json or --parquet give them"
        )
        out.print(counted(found.height, "row"))
    if text and found.is_empty() and (hint := unknown_word(text)):
        err.print(hint)


def market_file(is_rehearsal: bool) -> Path:
    """The published market, or the demo's.

    Raises:
        NoMarket: there is none yet.
    """
    from flows.settings import read_settings

    settings = read_settings()
    rehearsed = settings.rehearsal.market_file
    file = rehearsed if is_rehearsal else settings.market_file
    if file.exists():
        return file
    has_demo = not is_rehearsal and rehearsed.exists()
    hint = " (there is a demo's: add --rehearsal)" if has_demo else ""
    raise NoMarket(f"there is no {file} yet; start with `rolecall run` or `rolecall demo`{hint}")


def unknown_word(text: str) -> str | None:
    """What to say of a query without rows: the first quoted word that is nearly a role or a level. None: no such word."""
    from transforms.readers.level import LEVELS
    from transforms.vocabulary import ALL, READ_ROLES

    words = (*READ_ROLES, "unclear", *LEVELS, ALL)
    for word in _QUOTED.findall(text):
        if "%" in word:  # a pattern of `like`
            continue
        spelled = re.sub(r"[\W_]+", "_", word.strip().lower())
        meant = difflib.get_close_matches(spelled, words, n=1, cutoff=0.75)
        if meant and word not in words:
            return f"no rows: {word!r} is no role or level; did you mean {meant[0]!r}?"
    return None


def _text_of(query: str | None, file: Path | None) -> str | None:
    """The query: as given, from a file, or from standard input."""
    if query and file:
        raise UsageError("a query and --file were given; leave one out")
    if query and query.startswith("--") and not re.search(r"\s", query):
        raise UsageError(f"no such option: {query}; `rolecall sql --help` lists them")
    if file:
        return _content(file)
    return sys.stdin.read() if query == "-" else query


def _content(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError as exc:
        raise UsageError(f"{file}: cannot be read ({exc.strerror})") from exc
    except UnicodeDecodeError as exc:
        raise UsageError(f"{file}: not UTF-8 text ({exc})") from exc


def _write(found: pl.DataFrame, file: Path) -> None:
    if not file.parent.is_dir():
        raise UsageError(f"{file}: cannot be written, as there is no folder {file.parent}")
    with file.open("wb") as opened:  # an error of Python's own names the file
        found.write_parquet(opened)


def _answer(market: Path, text: str | None) -> pl.DataFrame:
    """The rows of a query. Without one, what the market holds."""
    import duckdb
    import polars as pl

    from warehouse import read

    try:
        if text is None:
            return read.contents(market)
        _require_one(duckdb.extract_statements(text))
        return read.query(market, text)
    except duckdb.Error as exc:
        if isinstance(exc, duckdb.IOException):
            read.contents(market)  # raises where the market cannot be read, whatever the query
        raise UsageError(f"the query failed: {exc}") from exc
    except pl.exceptions.PolarsError as exc:
        raise UsageError(
            f"the result holds a type that cannot be shown ({exc}); cast it to varchar"
        ) from exc


def _require_one(statements: Sequence[duckdb.Statement]) -> None:
    """Raises UsageError where rows would be lost: of several queries only the last one's are shown."""
    import duckdb

    if any(each.type == duckdb.StatementType.COPY for each in statements):
        raise UsageError("COPY writes files, which a query may not; use --parquet FILE, or --csv")
    # DuckDB makes two statements of a pivot: it first creates a type.
    if sum(each.type != duckdb.StatementType.CREATE for each in statements) > 1:
        kinds = ", ".join(each.type.name for each in statements)
        raise UsageError(f"only a single select is allowed, and this is {kinds}")


def _describe(market: Path, name: str) -> tuple[str, pl.DataFrame]:
    """What a table, view or macro is, and its columns with their meaning."""
    from warehouse import read

    name = name.partition("(")[0]  # a macro is listed with its arguments
    listed = read.contents(market).select("name", "comment")
    by_name = {each.partition("(")[0]: (each, comment) for each, comment in listed.iter_rows()}
    if name in by_name:
        return "\n".join(filter(None, by_name[name])), read.columns(market, name)
    names = list(by_name)
    meant = difflib.get_close_matches(name, names, n=1)
    hint = f"; did you mean {meant[0]}?" if meant else "; `rolecall sql` lists what there is"
    raise UsageError(f"no table, view or macro is called {name}{hint}")


def _in_letters(found: pl.DataFrame, is_csv: bool) -> str:
    import polars.selectors as cs

    from warehouse import read

    rounded = found.with_columns(cs.float().round_sig_figs(_DIGITS), read.UTC_TIMES)
    return read.flatten(rounded).write_csv() if is_csv else rounded.write_ndjson()
