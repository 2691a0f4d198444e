"""The command line: the commands that run something, and how errors end.

Decides the exit code: one per error class of `flows.errors`. Leaves the work to `flows.pipeline`. Heavy imports (Prefect,
DuckDB, polars, the readers) happen inside the commands, so that help answers at once.
"""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from flows.cli import files, history, look, roles, sharing, site
from flows.cli.options import (
    PANEL_RUN,
    PANEL_STOPS,
    AsOf,
    Boards,
    NoHistory,
    Panel,
    Plain,
    Rehearsal,
    ShardName,
    Verbose,
    ready_looks,
    ready_settings,
    start_prefect,
    warn_of_other_readers,
)
from flows.cli.streams import in_any_encoding
from flows.errors import RolecallError

_INTERRUPTED = 130

app = typer.Typer(
    name="rolecall",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="""
What AI engineers, ML engineers and data scientists are asked for, what they are paid, and how fast
demand for them grows, measured from employers' own job boards.

Start with **rolecall demo** (no network needed), then **rolecall run**. Data go to ./rolecall-data, or
ROLECALL_HOME: lake/ (what was seen), market.duckdb (what it means), site/ (the report).
""",
)


def _print_version(is_asked: bool) -> None:
    if is_asked:
        from flows.settings import VERSION

        sys.stdout.write(f"rolecall {VERSION}\n")
        raise typer.Exit


_VERSION = typer.Option("--version", callback=_print_version, is_eager=True, help="The version.")


@app.callback()
def _every_command(is_version_asked: Annotated[bool, _VERSION] = False) -> None:
    """Options that stand before any command."""


@app.command(rich_help_panel=PANEL_RUN)
def run(
    boards: Boards = None,
    panel: Panel = None,
    as_of: AsOf = None,
    plain: Plain = False,
    no_history: NoHistory = False,
    strict: Annotated[
        bool,
        typer.Option("--strict", help="Exit with an error when a source or a field falls silent."),
    ] = False,
    verbose: Verbose = False,
) -> None:
    """Scrape, classify, store and report, once.

    Looks at every board politely (one request at a time per host), reads what is new, rebuilds
    market.duckdb and the site. A second run shows what changed. Growth on the same boards needs looks
    at least a week apart. Growth of shares is available at once, because a first run also
    reads two years of hiring threads.
    """
    from flows import alarms, pipeline
    from flows.cli.terminal import print_summary, showing_progress

    settings = ready_settings(verbose)
    with_history = not no_history
    found, moment = ready_looks(settings, boards, panel, as_of, with_history)
    with showing_progress():
        if not plain and start_prefect(settings):
            from flows.schedule import market

            file = str(boards) if boards else None
            summary = market.market(file, moment.isoformat(), panel, with_history)
        else:
            summary = pipeline.run_market(found, settings, moment, with_history=with_history)
    print_summary(summary)
    if strict:
        alarms.require_quiet(summary.alarms)


@app.command(rich_help_panel=PANEL_RUN)
def demo(plain: Plain = False, verbose: Verbose = False) -> None:
    """The main job on the rehearsal market: no network needed, two minutes on two free cores.

    Simulated employers behind a real HTTP server on this machine: two years of weekly looks, then
    the report, marked "rehearsal data". Its data are kept in a folder of their own.
    """
    from flows.cli.terminal import print_summary, showing_progress
    from flows.home import require_no_export
    from flows.rehearsal.demo import run_demo

    settings = ready_settings(verbose)
    require_no_export(settings)  # the demo's folder lies inside
    with showing_progress():
        if not plain and start_prefect(settings):
            from flows.schedule import market

            summary = market.rehearsal()
        else:
            summary = run_demo(settings)
    print_summary(summary)


@app.command(rich_help_panel=PANEL_RUN)
def serve(
    cron: Annotated[
        str, typer.Option(help="When to run, in UTC: minute hour day month weekday.")
    ] = "17 5 * * 1",
    boards: Boards = None,
    panel: Panel = None,
    port: Annotated[
        int,
        typer.Option(
            min=1,
            max=65_534,
            help="Port of Prefect's server and UI, when one has to be started. The report is at the next port.",
        ),
    ] = 4200,
    now: Annotated[bool, typer.Option("--now", help="Also run once immediately.")] = False,
    verbose: Verbose = False,
) -> None:
    """Run on a schedule, with Prefect's server and UI, and the report beside it.

    Uses the server that PREFECT_API_URL names, or starts one on this machine, registers the schedule
    and runs until Ctrl-C or SIGTERM. Then it cancels the current run, keeps what that run has stored,
    and exits within 15 seconds. A run that is due during another waits for it to end. Missed runs are
    skipped.
    """
    from flows.schedule.serve import Plan, prepare, serve_market

    settings = ready_settings(verbose)
    plan = Plan(cron, boards, panel, port, now)
    ready = prepare(settings, plan)
    # Only now: who mistyped the cron need not read first what a run will ask of whom.
    ready_looks(settings, boards, panel, as_of=None)
    serve_market(settings, plan, ready)


@app.command(rich_help_panel=PANEL_STOPS)
def scrape(
    boards: Boards = None,
    panel: Panel = None,
    as_of: AsOf = None,
    shard: ShardName = None,
    verbose: Verbose = False,
) -> None:
    """Only look at the boards and store what they list."""
    from flows import pipeline
    from flows.boards.shards import Shard
    from flows.cli.terminal import print_summary, showing_progress
    from flows.lake.session import writing, writing_shard

    settings = ready_settings(verbose)
    part = Shard.parse(shard) if shard else None
    found, moment = ready_looks(settings, boards, panel, as_of, shard=part)
    lock = writing_shard(settings, str(part)) if part else writing(settings)
    with showing_progress(), lock as lake:
        looks = pipeline.scrape_stop(lake, found, settings, moment)
    print_summary(pipeline.Summary(moment, looks=looks))


@app.command(rich_help_panel=PANEL_STOPS)
def classify(verbose: Verbose = False) -> None:
    """Only read what the current readers have not read yet (after an upgrade: everything).

    Raw postings that are ROLECALL_KEEP_RAW_DAYS older than the newest look are deleted then, as a run does.
    """
    from flows import pipeline
    from flows.cli.terminal import err, showing_progress
    from flows.lake.session import writing
    from flows.progress import counted

    settings = ready_settings(verbose)
    with showing_progress(), writing(settings) as lake:
        n_read = pipeline.classify_stop(lake, settings)
        if not lake.looks().is_empty():
            pipeline.retain_stop(lake, settings, pipeline.newest_look(lake))
    err.print(f"{counted(n_read, 'posting')} read")


@app.command(rich_help_panel=PANEL_STOPS)
def store(as_of: AsOf = None, verbose: Verbose = False) -> None:
    """Only rebuild and check market.duckdb from the lake."""
    from flows import pipeline
    from flows.cli.terminal import err
    from flows.lake.session import writing
    from flows.requirements import parse_as_of

    settings = ready_settings(verbose)
    with writing(settings) as lake:
        warn_of_other_readers(lake)
        pipeline.store_stop(lake, settings, parse_as_of(as_of))
    err.print(f"{settings.market_file} is rebuilt and its checks pass")


_SINGLE_FILE = typer.Option(
    metavar="OUT.html", help="One self-contained page to mail, instead of the site."
)
_PNG = typer.Option(
    metavar="DIR", help="Each figure as an image (needs a Chromium), instead of the site."
)


@app.command(rich_help_panel=PANEL_STOPS)
def report(
    single_file: Annotated[Path | None, _SINGLE_FILE] = None,
    png: Annotated[Path | None, _PNG] = None,
    rehearsal: Rehearsal = False,
    verbose: Verbose = False,
) -> None:
    """Only write the report from the current market."""
    from flows import pipeline
    from flows.cli.terminal import out
    from flows.export.pictures import write_pictures
    from flows.lake.session import writing
    from flows.progress import counted, progress_of
    from flows.report import write_single_file
    from flows.requirements import require_file

    settings = ready_settings(verbose, rehearsal=rehearsal)
    require_file(single_file, "report.html")
    if single_file:
        write_single_file(settings, single_file)
        out.print(str(single_file), soft_wrap=True)
    if png:
        pictures = write_pictures(settings, png, progress_of("pictures"))
        out.print(f"{counted(len(pictures), 'picture')} in {png}", soft_wrap=True)
    if not single_file and not png:
        with writing(settings):
            page = pipeline.report_stop(settings)
        out.print(str(page), soft_wrap=True)


app.add_typer(history.app)  # without a name, so that their commands stand beside these
app.add_typer(look.app)
app.add_typer(site.app)
app.add_typer(files.app)
app.add_typer(roles.app)
app.add_typer(sharing.app)


def main() -> None:
    """The console script. An error of ours ends with one clear line and its own exit code."""
    # A service manager ends a run as Ctrl-C does: it keeps what it has seen. Python's own way would end it at once.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        in_any_encoding(app)
    except RolecallError as exc:
        _end(str(exc), exc.exit_code)
    except SystemExit as exc:
        if exc.code == _INTERRUPTED:  # Typer turns Ctrl-C into this code, and says nothing
            _end("interrupted; the next run continues from what was kept", _INTERRUPTED)
        raise
    except BrokenPipeError:
        sys.exit(0)  # the reader of a pipe (head) has seen enough
    except OSError as exc:
        from flows.lake.refusals import storage_error

        about = RolecallError(f"{exc.filename or 'a file'}: {exc.strerror or exc}")
        _end(str(error := storage_error(exc) or about), error.exit_code)
    except Exception as exc:
        if not type(exc).__module__.endswith("duckdb"):
            raise
        # A person's own queries are checked where they are run. Here the file cannot be read.
        _end(f"market.duckdb cannot be read ({exc}). `rolecall store` rebuilds it from the lake", 1)


def _end(message: str, code: int) -> NoReturn:
    from flows.cli.terminal import harmless  # messages may quote what boards have sent

    sys.stderr.write(f"rolecall: {harmless(message)}\n")
    sys.exit(code)
