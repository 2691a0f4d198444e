"""What the modules of the command line share: the groups of its help, its options, and how a command readies itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from flows.settings import Settings
    from flows.sources import Board

PANEL_RUN, PANEL_STOPS, PANEL_LOOK, PANEL_READ = (
    "Run it",
    "One stop each",
    "Look into it",
    "Read postings of your own",
)

AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATE",
        help="The day (or ISO time, UTC) the run speaks for. Default: now.",
    ),
]
Boards = Annotated[
    Path | None,
    typer.Option(
        "--boards",
        metavar="FILE",
        help="CSV `source,board[,employer]`; other columns are ignored. Default: a bundled panel and your own boards.",
    ),
]
Panel = Annotated[
    str | None,
    typer.Option(
        "--panel",
        metavar="NAME",
        help="Bundled boards: core (minutes), wide (all others that two public lists name: a day or more) or all. "
        "Default: ROLECALL_PANEL, else core.",
    ),
]
Csv = Annotated[bool, typer.Option("--csv", help="Comma-separated values.")]
Plain = Annotated[
    bool,
    typer.Option(
        "--plain", help="Without Prefect: the same work, no record of the run, no server."
    ),
]
Verbose = Annotated[
    bool,
    typer.Option(
        "--verbose", "-v", help="A log line for every board and part, also on a terminal."
    ),
]


def ready_settings(verbose: bool = False) -> Settings:
    """The settings in force, with the log set up."""
    from flows.cli.terminal import log_to_stderr
    from flows.settings import read_settings

    log_to_stderr(verbose)
    return read_settings()


def watched(settings: Settings, file: Path | None, panel: str | None) -> list[Board]:
    """The boards that the options of a command name.

    Raises:
        UsageError: both a file and a panel are named, or one of them is wrong.
    """
    from flows.boards.lists import read_boards
    from flows.errors import UsageError

    if file and panel:
        raise UsageError(
            "--boards names a list that stands alone, --panel a bundled one: give one of them"
        )
    return read_boards(file, settings.own_boards_file, panel or settings.panel)


def tell_budget(settings: Settings, boards: Sequence[Board], as_of: datetime | None = None) -> None:
    """Says, before anything is asked, what a look at `boards` would ask of whom.

    Args:
        settings: the pace, and where the lake is.
        boards: those that would be looked at.
        as_of: a run's instant, at which some boards may rest; None where every one of them is looked at
            and nothing is remembered.
    """
    from flows.boards import estimate, parking
    from flows.cli.terminal import err
    from flows.lake.parts import Lake

    lake = Lake(settings.lake_folder)
    lake.require_whole()
    looks = lake.looks()
    due = boards if as_of is None else parking.boards_due(boards, looks, as_of).boards
    found = estimate.estimate_requests(due, looks, settings, as_of)
    for line in estimate.describe(found, settings):
        err.print(line)


def warn_without_contact(settings: Settings) -> None:
    """Says that boards' owners cannot reach the person, when that is so and anybody but this machine is asked."""
    from flows.cli.terminal import err

    if not settings.contact and not settings.has_loopback_mirror:
        err.print(
            "ROLECALL_CONTACT is not set: boards' owners cannot reach you. Set it to an address or URL."
        )
