"""What the commands share: the groups of the help, their options, and how a command gets ready.

Decides what is checked and said before anything is asked of a board. Leaves the work to the commands.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from flows.boards.shards import Shard
    from flows.lake.parts import Lake
    from flows.settings import Settings
    from flows.sources import Board

PANEL_RUN, PANEL_STOPS = "Run it", "One stop each"
PANEL_LOOK, PANEL_READ = "Look into it", "Read postings of your own"
PANEL_SHARE = "Hand it on"

_AS_OF_HELP = "Date (or ISO time, UTC) of the run. Default: now."
_BOARDS_HELP = (
    "CSV `source,board[,employer]`; other columns are ignored. "
    "Default: a bundled panel and your own boards."
)
_PANEL_HELP = (
    "Bundled boards: core (minutes), broad (every Greenhouse, Lever and Ashby board that two public "
    "lists name: hours), wide (all but core that two lists name: a day or more) or all. Default: ROLECALL_PANEL, else core."
)
_NO_HISTORY_HELP = (
    "A first run also reads Hacker News's hiring threads of the last 25 months. This skips them."
)
_PLAIN_HELP = "Without Prefect: the same work, no record of the run, no server."
_SHARD_HELP = (
    "One of N parts of the boards, for N machines: 3/8 is the third of eight. "
    "No host is asked from two of them."
)
_VERBOSE_HELP = "Log every board and part, on a terminal too."

AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help=_AS_OF_HELP)]
Boards = Annotated[Path | None, typer.Option("--boards", metavar="FILE", help=_BOARDS_HELP)]
Panel = Annotated[str | None, typer.Option("--panel", metavar="NAME", help=_PANEL_HELP)]
Csv = Annotated[bool, typer.Option("--csv", help="Comma-separated values.")]
NoHistory = Annotated[bool, typer.Option("--no-history", help=_NO_HISTORY_HELP)]
Plain = Annotated[bool, typer.Option("--plain", help=_PLAIN_HELP)]
Rehearsal = Annotated[bool, typer.Option("--rehearsal", help="Use the demo's market.")]
ShardName = Annotated[str | None, typer.Option("--shard", metavar="I/N", help=_SHARD_HELP)]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help=_VERBOSE_HELP)]


def ready_settings(verbose: bool = False, *, rehearsal: bool = False) -> Settings:
    """The settings in force, with the log set up. `rehearsal`: those of the demo's data."""
    from flows.cli.terminal import log_to_stderr
    from flows.settings import read_settings

    log_to_stderr(verbose)
    settings = read_settings()
    return settings.rehearsal if rehearsal else settings


def chosen_boards(settings: Settings, file: Path | None, panel: str | None) -> list[Board]:
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


def ready_looks(
    settings: Settings,
    file: Path | None,
    panel: str | None,
    as_of: str | None,
    with_history: bool = False,
    shard: Shard | None = None,
) -> tuple[list[Board], datetime]:
    """Checks a run's options before anything starts, and says what the run will ask of whom.

    `with_history`: whether a first run fetches history too. `shard`: the part of the boards to look at, all by default.

    Returns:
        The boards that the options name, and the instant that the run speaks for.
    """
    from flows.home import require_real
    from flows.requirements import parse_as_of

    require_real(settings)
    boards, moment = chosen_boards(settings, file, panel), parse_as_of(as_of)
    boards = shard.pick(boards) if shard else boards
    warn_without_contact(settings)
    print_budget(settings, boards, moment, with_history)
    return boards, moment


def print_budget(
    settings: Settings,
    boards: Sequence[Board],
    as_of: datetime | None = None,
    with_history: bool = False,
) -> None:
    """Says what a look at `boards` would ask of whom.

    Args:
        settings: the pace, and where the lake is.
        boards: those that would be looked at.
        as_of: a run's instant, at which some boards may be parked. None where every board is looked
            at and nothing is remembered.
        with_history: whether a first run fetches history too.
    """
    from flows import backfill
    from flows.boards import estimate, parking
    from flows.cli.terminal import err
    from flows.lake.parts import Lake
    from flows.lake.session import asking

    asking(settings, Lake.require_whole)
    looks = asking(settings, Lake.own_looks)
    due = boards if as_of is None else parking.boards_due(boards, looks, as_of).boards
    found = estimate.estimate_requests(due, looks, settings, as_of)
    for line in estimate.describe(found, settings):
        err.print(line)
    if with_history and as_of and backfill.is_history_due(looks):
        since, until = backfill.history_span(as_of)
        err.print(
            f"First run: also Hacker News's hiring threads from {since} to {until}, for growth on the "
            f"first day: {backfill.HISTORY_REQUESTS} requests (--no-history leaves them out)"
        )


def warn_without_contact(settings: Settings) -> None:
    """Warns that boards' owners cannot reach the person, unless only this machine is asked."""
    from flows.cli.terminal import err

    if not settings.contact and not settings.has_loopback_mirror:
        err.print(
            "ROLECALL_CONTACT is not set: boards' owners cannot reach you. "
            "Set it to an address or URL."
        )


def warn_of_other_readers(lake: Lake) -> None:
    """Warns that a market would hold readings of other readers than these: other weights, or another version."""
    from flows.cli.terminal import err
    from flows.lake.versions import present_version
    from flows.progress import counted

    if n_stale := len(lake.stale_parts(present_version())):
        parts = counted(n_stale, "part")
        err.print(
            f"{parts} of the lake {'was' if n_stale == 1 else 'were'} read by other readers than these: "
            "run `rolecall classify` first"
        )


def start_prefect(settings: Settings) -> bool:
    """Finds or starts Prefect's server. Where none can start, says so, and the run continues without it."""
    from flows.cli.terminal import err
    from flows.lake.lock.folder import require_free
    from flows.schedule.environment import prepare_prefect

    require_free(settings.home)
    prepare_prefect(settings)
    err.print("Starting Prefect (a first start takes up to half a minute; --plain does without) …")
    from flows.schedule.market import find_problem

    problem = find_problem()
    if problem:
        err.print(
            f"Prefect's server does not start ({problem[:200]}): "
            "going on without it, as with --plain."
        )
    return problem is None
