"""The commands on boards: list them, add one, check that they answer, choose a panel by one look.

Decides how boards are printed, and that a chosen panel is never written over. Leaves the looks to `flows.boards`.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.options import (
    Boards,
    Csv,
    Panel,
    Verbose,
    chosen_boards,
    print_budget,
    ready_settings,
    warn_without_contact,
)

if TYPE_CHECKING:
    import polars as pl

_BOARDS_SHOWN = 1_000  # a table of the wide panel takes half a minute to draw, and nobody reads it

app = typer.Typer(
    no_args_is_help=True,
    help="The boards that runs look at: list them, add one by its address, check that they answer.",
)


@app.command("list")
def boards_list(boards: Boards = None, panel: Panel = None, csv: Csv = False) -> None:
    """The boards that runs look at, and which of them are parked.

    A board that was missing on three days is parked: it is looked at weekly until it answers again.
    """
    from flows.boards.lists import listed
    from flows.boards.parking import parked
    from flows.lake.parts import Lake
    from flows.lake.session import asking
    from flows.requirements import parse_as_of

    settings = ready_settings()
    resting = parked(asking(settings, Lake.own_looks), parse_as_of(None))
    frame = listed(chosen_boards(settings, boards, panel), resting)
    n_parked = frame["parked_since"].count()
    title = f"{frame.height:,} boards" + (f", {n_parked:,} of them parked" if n_parked else "")
    _print_boards(frame, csv, title)


@app.command("add")
def boards_add(
    url: Annotated[str, typer.Argument(help="A careers page or a job's address.")],
    employer: Annotated[
        str | None,
        typer.Option(
            help="The employer's name. Default: what the lists or the board's postings say, "
            "else the board's own name."
        ),
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
    from flows.boards.lists import add_board, is_listed, read_boards
    from flows.boards.naming import name_employer
    from flows.cli.terminal import err, out

    settings = ready_settings()
    board, how = board_at(url, settings, pick)
    out.print(f"{board.source},{board.slug}", highlight=False)
    if how:
        err.print(how)
    unused = f"; --employer {employer} is not used" if employer else ""
    bundled = {known.key: known.employer for known in read_boards(panel=settings.panel)}
    if board.key in bundled:
        err.print(f"already in the {settings.panel} panel: every run looks at it{unused}")
        if employer:
            named = bundled[board.key] or "the board's own name"
            err.print(f"its employer there is {named}. A list for --boards may name another")
        return
    file = settings.own_boards_file
    if is_listed(board, file):
        err.print(f"already in {file}{unused}{': change it in the list' if employer else ''}")
        return
    if employer is None:
        employer, who = name_employer(board, settings, read_boards(own=file, panel="all"))
        if employer:
            err.print(f"employer: {employer}, {who}; if that is wrong, change it in the list")
    add_board(board, file, employer)
    err.print(f"added to {file}: every run now looks at it")
    err.print(
        "if you added it because of what it lists now, it is likelier to shrink than to grow. Growth leaves out its "
        "first four weeks but no later decline: see docs/methods.md, Which boards"
    )


@app.command("remove")
def boards_remove(
    board: Annotated[
        str,
        typer.Argument(
            metavar="SOURCE,BOARD",
            help="As `boards list --csv` writes it, as logs do (source/board), or its address.",
        ),
    ],
) -> None:
    """Remove a board from your own list. What was seen on it stays in the lake.

    To delete its postings too: rolecall forget EMPLOYER.
    """
    from flows.boards.lists import read_boards, remove_board
    from flows.cli.terminal import err
    from flows.errors import UsageError

    settings = ready_settings()
    source, slug = _named(board)
    file = settings.own_boards_file
    if remove_board(source, slug, file):
        err.print(f"removed from {file}: runs no longer look at it")
        return
    bundled = {(each.source, each.slug) for each in read_boards(panel="all")}
    why = "it is in a bundled panel; `rolecall run --boards FILE` watches only a list of your own"
    raise UsageError(
        f"{source},{slug} is not in {file}" + (f": {why}" if (source, slug) in bundled else "")
    )


@app.command("check")
def boards_check(
    boards: Boards = None,
    panel: Panel = None,
    only: Annotated[
        str | None,
        typer.Option(
            metavar="TEXT",
            help="Only boards whose kind/name or employer holds this: ashby/acme, acme.",
        ),
    ] = None,
    csv: Csv = False,
    verbose: Verbose = False,
) -> None:
    """Look at each board once, politely, and report the result.

    Stores nothing, and includes parked boards.
    """
    from flows.boards.check import check_boards, summarise
    from flows.cli.terminal import err, showing_progress
    from flows.errors import NothingReached, UsageError
    from flows.progress import progress_of
    from flows.requirements import parse_as_of
    from transforms.vocabulary import CONCLUSIVE

    settings = ready_settings(verbose)
    wanted = [
        board
        for board in chosen_boards(settings, boards, panel)
        if only is None or only.lower() in f"{board.source}/{board.slug} {board.employer}".lower()
    ]
    if not wanted:
        raise UsageError(f"--only {only!r}: no board among those to look at has this in its name")
    warn_without_contact(settings)
    print_budget(settings, wanted)
    with showing_progress():
        found = check_boards(wanted, settings, parse_as_of(None), progress_of("scrape"))
    _print_boards(found, csv)
    err.print(summarise(found))
    if found.height and not found["outcome"].is_in(CONCLUSIVE).any():
        raise typer.Exit(NothingReached.exit_code)


@app.command("choose")
def boards_choose(
    out: Annotated[Path, typer.Argument(metavar="OUT.csv", help="Where the chosen boards go.")],
    boards: Boards = None,
    panel: Panel = None,
    verbose: Verbose = False,
) -> None:
    """Look at each board once and write those that list any technical opening to a file for --boards.

    The rule is that broad on purpose: a panel chosen by who hires AI engineers now makes the past
    look like growth. Choose once, then keep the list. Default: the broad panel, which takes hours.
    """
    from flows.boards.choose import choose_boards, list_chosen, summarise
    from flows.cli.terminal import err, showing_progress
    from flows.errors import NothingReached, UsageError
    from flows.progress import progress_of
    from flows.requirements import parse_as_of

    if out.exists():
        raise UsageError(
            f"{out} exists, and a panel is chosen only once. Name another file, or move this one away"
        )
    if not os.access(out.absolute().parent, os.W_OK):  # said now, as looking may take hours
        raise UsageError(f"{out}: {out.absolute().parent} is no folder that can be written to")
    settings = ready_settings(verbose)
    panel = panel or (None if boards else "broad")
    wanted = chosen_boards(settings, boards, panel)
    warn_without_contact(settings)
    print_budget(settings, wanted)
    with showing_progress():
        chosen_from = boards.stem if boards else str(panel)
        found = choose_boards(
            wanted, settings, parse_as_of(None), progress_of("scrape"), chosen_from
        )
    err.print(summarise(found))
    if not found["is_chosen"].any():
        raise NothingReached(f"no board listed a technical opening, so {out} was not written")
    out.write_text(list_chosen(found), encoding="utf-8")


def _named(board: str) -> tuple[str, str]:
    """The source and name of a board given as `source,board`, as `source/board` or by its address."""
    from flows.sources import every_source
    from flows.sources.recognise import recognise

    source, comma, slug = board.partition(",")
    if comma and "/" not in source:
        return source.strip(), slug.strip()
    source, _, slug = board.strip().partition("/")  # as logs and `boards check` name it
    if source in every_source() and slug:
        return source, slug
    found = recognise(board)
    return found.source, found.slug


def _print_boards(frame: pl.DataFrame, is_csv: bool, title: str | None = None) -> None:
    from flows.cli.terminal import err, print_table

    if is_csv:
        sys.stdout.write(frame.write_csv())
        return
    print_table(frame.head(_BOARDS_SHOWN), title)
    if frame.height > _BOARDS_SHOWN:
        err.print(f"{frame.height - _BOARDS_SHOWN:,} more; --csv gives them all")
