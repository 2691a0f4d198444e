"""What the modules of the command line share: the groups of its help, its options, and how a command readies itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from flows.settings import Settings

PANEL_RUN, PANEL_STOPS, PANEL_LOOK, PANEL_READ = "Run it", "One stop each", "Look into it", "Read postings of your own"

AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help="The day (or ISO time, UTC) the run speaks for. Default: now."),
]
Boards = Annotated[
    Path | None,
    typer.Option(
        "--boards",
        metavar="FILE",
        help="CSV `source,board[,employer]`; other columns are ignored. Default: the bundled core panel.",
    ),
]
Plain = Annotated[
    bool, typer.Option("--plain", help="Without Prefect: the same work, no record of the run, no server.")
]
Verbose = Annotated[
    bool, typer.Option("--verbose", "-v", help="A log line for every board and part, also on a terminal.")
]


def ready_settings(verbose: bool = False) -> Settings:
    """The settings in force, with the log set up."""
    from flows.settings import read_settings
    from flows.terminal import log_to_stderr

    log_to_stderr(verbose)
    return read_settings()
