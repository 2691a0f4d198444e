"""Commands that look into things: queries, explanations, sources, this installation.

Decides how results are printed. Leaves the answers to `warehouse.market` and `flows.doctor`, and boards to
`flows.cli.boards`. Heavy imports happen inside the commands, as in `flows.cli.run`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from flows.cli import boards
from flows.cli.options import (
    PANEL_LOOK,
    Csv,
    Panel,
    Rehearsal,
    ready_settings,
)

_EVERY_TABLE = """
select table_name, estimated_size as n_rows, comment
from duckdb_tables()
where not internal
order by table_name
"""

app = typer.Typer()
app.add_typer(boards.app, name="boards", rich_help_panel=PANEL_LOOK)


@app.command(rich_help_panel=PANEL_LOOK)
def sql(
    query: Annotated[
        str | None, typer.Argument(help="One read-only query. Default: which tables there are.")
    ] = None,
    csv: Csv = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    parquet: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a Parquet file.")
    ] = None,
    rows: Annotated[int, typer.Option(help="Rows a table shows at most.")] = 50,
    rehearsal: Rehearsal = False,
) -> None:
    """Query market.duckdb.

    For instance: `rolecall sql "from growth('ai_engineer')"`,
    `rolecall sql "from pay_band('ml_engineer', 'senior', 'US')"`.
    The file opens with any DuckDB tool too. An open tool never blocks a run.
    """
    import duckdb
    import polars as pl

    from flows.cli.terminal import out, print_table
    from flows.errors import UsageError
    from flows.progress import counted
    from warehouse import read

    try:
        found = read.query(_market_file(rehearsal), query or _EVERY_TABLE)
    except duckdb.Error as exc:
        raise UsageError(f"the query failed: {exc}") from exc
    except pl.exceptions.PolarsError as exc:
        raise UsageError(
            f"the result holds a type that cannot be shown ({exc}); cast it to varchar"
        ) from exc
    if parquet:
        found.write_parquet(parquet)
    elif csv or json:
        sys.stdout.write(read.flatten(found).write_csv() if csv else found.write_ndjson())
    else:
        print_table(found, max_rows=rows)
        out.print(counted(found.height, "row"))


@app.command(rich_help_panel=PANEL_LOOK)
def why(
    posting_id: Annotated[
        str, typer.Argument(help="source:board:id, or a part of a title to search for.")
    ],
    rehearsal: Rehearsal = False,
) -> None:
    """Why a posting is counted under its role: the phrases that decided, with their weights."""
    from flows.cli.explain import explain
    from flows.cli.terminal import out

    for line in explain(_market_file(rehearsal), posting_id):
        out.print(line, markup=False, highlight=False, soft_wrap=True)


@app.command(rich_help_panel=PANEL_LOOK)
def sources() -> None:
    """The kinds of boards that can be read: how much of a board each lists, and what it never gives.

    "read from" says what an adapter was written against: replies as sent (real), replies copied or
    shortened (transcribed) or field lists alone (documented). What follows a slash says the same for
    the pages of single postings.
    """
    import polars as pl

    from flows.backfill import list_histories
    from flows.cli.terminal import print_table
    from flows.settings import environment_name
    from flows.sources import every_source

    rows = [
        {
            "source": source.name,
            "what": source.title,
            "lists": source.extent,
            "wants a key": ", ".join(map(environment_name, source.key_settings)),
            "never gives": ", ".join(source.never_gives),
            "read from": source.basis,
            "documentation": source.docs_url,
            "checked on": source.checked_on,
        }
        for source in every_source().values()
    ]
    print_table(pl.DataFrame(rows))
    print_table(pl.DataFrame(list_histories()), "The past that `rolecall backfill` fetches")


@app.command(rich_help_panel=PANEL_LOOK)
def doctor(panel: Panel = None) -> None:
    """Check this installation: settings, keys, folders, and what a run would ask of whom."""
    from flows.cli.terminal import out, print_table
    from flows.doctor import examine
    from flows.pipeline import parse_as_of

    settings = ready_settings()
    findings, budget = examine(settings, parse_as_of(None), panel)
    print_table(findings, "This installation")
    print_table(
        budget, f"A run of the {panel or settings.panel} panel and your own boards would ask"
    )
    if "problem" in set(findings["state"]):
        out.print("Something needs attention: see the lines marked problem.")
        raise typer.Exit(1)


def _market_file(is_rehearsal: bool) -> Path:
    from flows.errors import NoMarket
    from flows.settings import read_settings

    settings = read_settings()
    file = settings.rehearsal.market_file if is_rehearsal else settings.market_file
    if not file.exists():
        other = settings.rehearsal.market_file
        hint = (
            " (there is a demo's: add --rehearsal)" if not is_rehearsal and other.exists() else ""
        )
        raise NoMarket(
            f"there is no {file} yet; start with `rolecall run` or `rolecall demo`{hint}"
        )
    return file
