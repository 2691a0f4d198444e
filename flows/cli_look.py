"""Commands that look into things: queries, explanations, sources, boards, and whether all is well here.

Heavy imports happen inside the commands, as in `flows.cli`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from flows.cli_options import PANEL_LOOK, Boards, ready_settings

app = typer.Typer()
boards_app = typer.Typer(
    no_args_is_help=True, help="Who is watched: list the boards, add one by its address, check that they answer."
)
app.add_typer(boards_app, name="boards", rich_help_panel=PANEL_LOOK)


@app.command(rich_help_panel=PANEL_LOOK)
def sql(
    query: Annotated[str | None, typer.Argument(help="One read-only query. Without it: the tables there are.")] = None,
    csv: Annotated[bool, typer.Option("--csv", help="Comma-separated values.")] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    parquet: Annotated[Path | None, typer.Option("--parquet", metavar="FILE", help="Write a Parquet file.")] = None,
    rows: Annotated[int, typer.Option(help="Rows a table shows at most.")] = 50,
    rehearsal: Annotated[bool, typer.Option("--rehearsal", help="Ask the demo's market instead.")] = False,
) -> None:
    """Ask market.duckdb.

    For instance: `rolecall sql "from growth('ai_engineer')"`, `rolecall sql "from pay_band('ml_engineer', 'senior', 'US')"`.
    The file opens with any DuckDB tool too; an open tool never blocks a run.
    """
    import duckdb
    import polars as pl

    from flows.errors import UsageError
    from flows.terminal import out, print_table
    from warehouse import market

    file = _market_file(rehearsal)
    statement = (
        query
        or "select table_name, estimated_size as n_rows, comment from duckdb_tables() where not internal order by table_name"
    )
    try:
        found = market.query(file, statement)
    except duckdb.Error as exc:
        raise UsageError(f"the query failed: {exc}") from exc
    except pl.exceptions.PolarsError as exc:
        raise UsageError(f"the result holds a type that cannot be shown ({exc}); cast it to varchar") from exc
    if parquet:
        found.write_parquet(parquet)
    elif csv or json:
        flat = market.flat(found) if csv else found
        sys.stdout.write(flat.write_csv() if csv else flat.write_ndjson())
    else:
        print_table(found, max_rows=rows)
        out.print(f"{found.height:,} rows")


@app.command(rich_help_panel=PANEL_LOOK)
def why(
    posting_id: Annotated[str, typer.Argument(help="source:board:id, or a part of a title to search for.")],
    rehearsal: Annotated[bool, typer.Option("--rehearsal", help="Ask the demo's market instead.")] = False,
) -> None:
    """Why a posting is counted under its role: the phrases that decided, with their weights."""
    from flows.explain import explain
    from flows.terminal import out

    for line in explain(_market_file(rehearsal), posting_id):
        out.print(line, markup=False, highlight=False, soft_wrap=True)


@app.command(rich_help_panel=PANEL_LOOK)
def sources() -> None:
    """The kinds of boards that can be read, and what each never tells."""
    import polars as pl

    from flows.sources import every_source
    from flows.terminal import print_table

    found = every_source().values()
    print_table(
        pl.DataFrame(
            {
                "source": [source.name for source in found],
                "what": [source.title for source in found],
                "never gives": [", ".join(source.never_gives) for source in found],
                "documentation": [source.docs_url for source in found],
                "checked on": [source.checked_on for source in found],
            }
        )
    )


@app.command(rich_help_panel=PANEL_LOOK)
def doctor() -> None:
    """Check this installation: settings, folders, browser-free pages, and what a run would ask of whom."""
    from flows.doctor import examine
    from flows.terminal import out, print_table

    settings = ready_settings()
    findings, budget = examine(settings)
    print_table(findings, "This installation")
    print_table(budget, "A run of the core panel would ask")
    if "problem" in set(findings["state"]):
        out.print("Something needs attention: see the lines marked problem.")
        raise typer.Exit(1)


@boards_app.command("list")
def boards_list(
    boards: Boards = None,
    csv: Annotated[bool, typer.Option("--csv", help="Comma-separated values.")] = False,
) -> None:
    """Who is watched."""
    import polars as pl

    from flows.boards import read_boards
    from flows.terminal import print_table

    found = read_boards(boards, ready_settings().own_boards_file)
    frame = pl.DataFrame(
        {
            "source": [b.source for b in found],
            "board": [b.slug for b in found],
            "employer": [b.employer for b in found],
            "panel": [b.panel for b in found],
        }
    )
    if csv:
        sys.stdout.write(frame.write_csv())
    else:
        print_table(frame, f"{frame.height} boards")


@boards_app.command("add")
def boards_add(
    url: Annotated[str, typer.Argument(help="A careers page or a job's address.")],
    employer: Annotated[str | None, typer.Option(help="The employer's name. Default: what the board says.")] = None,
) -> None:
    """Add a board by the address of a careers page or job: source and board are worked out from it."""
    from flows.boards import add_board, recognise
    from flows.terminal import err, out

    settings = ready_settings()
    board = recognise(url)
    file = settings.own_boards_file
    is_new = add_board(board, file, employer)
    out.print(f"{board.source},{board.slug}", highlight=False)
    err.print(f"added to {file}: every run now looks at it" if is_new else f"already in {file}")


@boards_app.command("check")
def boards_check(
    boards: Boards = None,
    only: Annotated[
        str | None, typer.Option("--only", metavar="TEXT", help="Only boards whose name or employer holds this.")
    ] = None,
) -> None:
    """Look at each board once, politely, and say what it answers. Nothing is kept."""
    from flows.boards import check_boards, read_boards
    from flows.terminal import print_table, showing_progress
    from flows.watching import progress_of

    settings = ready_settings()
    wanted = [
        board
        for board in read_boards(boards, settings.own_boards_file)
        if only is None or only.lower() in f"{board.slug} {board.employer}".lower()
    ]
    with showing_progress():
        found = check_boards(wanted, settings, progress_of("scrape"))
    print_table(found)
    if found.height and not found["outcome"].is_in(["complete", "unchanged"]).any():
        raise typer.Exit(3)


def _market_file(is_rehearsal: bool) -> Path:
    from flows.errors import NoMarket
    from flows.settings import read_settings

    settings = read_settings()
    file = settings.rehearsal.market_file if is_rehearsal else settings.market_file
    if not file.exists():
        other = settings.rehearsal.market_file
        hint = " (there is a demo's: add --rehearsal)" if not is_rehearsal and other.exists() else ""
        raise NoMarket(f"there is no {file} yet; start with `rolecall run` or `rolecall demo`{hint}")
    return file
