"""Commands that look into things: queries, explanations, sources, boards, this installation.

Decides how results are printed. Leaves the answers to `warehouse.market`, `flows.boards` and
`flows.doctor`. Heavy imports happen inside the commands, as in `flows.cli.run`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.options import (
    PANEL_LOOK,
    Boards,
    Csv,
    Panel,
    Rehearsal,
    Verbose,
    chosen_boards,
    print_budget,
    ready_settings,
    warn_without_contact,
)

if TYPE_CHECKING:
    import polars as pl

_BOARDS_SHOWN = 1_000  # a table of the wide panel takes half a minute to draw, and nobody reads it
_EVERY_TABLE = """
select table_name, estimated_size as n_rows, comment
from duckdb_tables()
where not internal
order by table_name
"""

app = typer.Typer()
boards_app = typer.Typer(
    no_args_is_help=True,
    help="The boards that runs look at: list them, add one by its address, check that they answer.",
)
app.add_typer(boards_app, name="boards", rich_help_panel=PANEL_LOOK)


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


@boards_app.command("list")
def boards_list(boards: Boards = None, panel: Panel = None, csv: Csv = False) -> None:
    """The boards that runs look at, and which of them are parked.

    A board that was missing on three days is parked: it is looked at weekly until it answers again.
    """
    from flows.boards.lists import listed
    from flows.boards.parking import parked
    from flows.lake.parts import Lake
    from flows.pipeline import parse_as_of

    settings = ready_settings()
    resting = parked(Lake(settings.lake_folder).own_looks(), parse_as_of(None))
    frame = listed(chosen_boards(settings, boards, panel), resting)
    n_parked = frame["parked_since"].count()
    title = f"{frame.height:,} boards" + (f", {n_parked:,} of them parked" if n_parked else "")
    _print_boards(frame, csv, title)


@boards_app.command("add")
def boards_add(
    url: Annotated[str, typer.Argument(help="A careers page or a job's address.")],
    employer: Annotated[
        str | None, typer.Option(help="The employer's name. Default: what the board says.")
    ] = None,
    pick: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="Which one, when a page leads to several boards."),
    ] = None,
) -> None:
    """Add a board by the address of a careers page or job.

    An address of a known kind is added at once. Any other page is fetched, once and politely, and the
    board behind it is looked for in its links, frames, scripts and data.
    """
    from flows.boards.discover import board_at
    from flows.boards.lists import add_board, read_boards
    from flows.cli.terminal import err, out

    settings = ready_settings()
    board, how = board_at(url, settings, pick)
    out.print(f"{board.source},{board.slug}", highlight=False)
    if how:
        err.print(how)
    bundled = {(known.source, known.slug) for known in read_boards(panel=settings.panel)}
    if (board.source, board.slug) in bundled:
        err.print(f"in the {settings.panel} panel already: every run looks at it")
        return
    file = settings.own_boards_file
    is_new = add_board(board, file, employer)
    err.print(f"added to {file}: every run now looks at it" if is_new else f"already in {file}")


@boards_app.command("check")
def boards_check(
    boards: Boards = None,
    panel: Panel = None,
    only: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="Only boards whose name or employer holds this."),
    ] = None,
    csv: Csv = False,
    verbose: Verbose = False,
) -> None:
    """Look at each board once, politely, and say what it answers.

    Keeps nothing, and looks at parked boards too.
    """
    from flows.boards.check import check_boards, summarise
    from flows.cli.terminal import err, showing_progress
    from flows.errors import NothingReached
    from flows.progress import progress_of
    from transforms.vocabulary import CONCLUSIVE

    settings = ready_settings(verbose)
    wanted = [
        board
        for board in chosen_boards(settings, boards, panel)
        if only is None or only.lower() in f"{board.slug} {board.employer}".lower()
    ]
    warn_without_contact(settings)
    print_budget(settings, wanted)
    with showing_progress():
        found = check_boards(wanted, settings, progress_of("scrape"))
    _print_boards(found, csv)
    err.print(summarise(found))
    if found.height and not found["outcome"].is_in(CONCLUSIVE).any():
        raise typer.Exit(NothingReached.exit_code)


def _print_boards(frame: pl.DataFrame, is_csv: bool, title: str | None = None) -> None:
    from flows.cli.terminal import err, print_table

    if is_csv:
        sys.stdout.write(frame.write_csv())
        return
    print_table(frame.head(_BOARDS_SHOWN), title)
    if frame.height > _BOARDS_SHOWN:
        err.print(f"{frame.height - _BOARDS_SHOWN:,} more; --csv gives them all")


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
