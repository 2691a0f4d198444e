"""The command line: parses, calls, prints. Each error class of `flows.errors` ends with its own exit code.

Heavy imports (Prefect, DuckDB, polars, the readers) happen inside the commands that need them, so that help answers at once.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli import files, look
from flows.cli.options import (
    PANEL_RUN,
    PANEL_STOPS,
    AsOf,
    Boards,
    Panel,
    Plain,
    Verbose,
    ready_settings,
    tell_budget,
    warn_without_contact,
    watched,
)
from flows.errors import RolecallError
from flows.lake.disk import storage_error

if TYPE_CHECKING:
    from flows.settings import Settings

_INTERRUPTED = 130

app = typer.Typer(
    name="rolecall",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="""
What AI engineers, ML engineers and data scientists are asked for, what they are paid, and how fast demand for them grows,
measured from employers' own job boards.

Start with **rolecall demo** (no network needed), then **rolecall run**. Data go to ./rolecall-data, or ROLECALL_HOME:
lake/ (what was seen), market.duckdb (what it means), site/ (the report).
""",
)


def _tell_version(is_asked: bool) -> None:
    if is_asked:
        from flows.settings import VERSION

        sys.stdout.write(f"rolecall {VERSION}\n")
        raise typer.Exit


@app.callback()
def _every_command(
    is_version_asked: Annotated[
        bool,
        typer.Option(
            "--version", callback=_tell_version, is_eager=True, help="Say which version this is."
        ),
    ] = False,
) -> None:
    """Options that stand before any command."""


@app.command(rich_help_panel=PANEL_RUN)
def run(
    boards: Boards = None,
    panel: Panel = None,
    as_of: AsOf = None,
    plain: Plain = False,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict", help="End with an error when a kind of board or a field has gone silent."
        ),
    ] = False,
    verbose: Verbose = False,
) -> None:
    """Scrape, classify, store and report, once.

    Looks at every board politely (one request at a time a host), reads what is new, rebuilds market.duckdb and the site.
    A second run shows what changed; growth needs looks at least a week apart.
    """
    from flows import pipeline
    from flows.cli.terminal import print_summary, showing_progress

    settings = ready_settings(verbose)
    found = watched(settings, boards, panel)  # a wrong file is told before anything starts
    moment = pipeline.parse_as_of(as_of)
    warn_without_contact(settings)
    tell_budget(settings, found, moment)
    with showing_progress():
        if not plain and _prefect_answers(settings):
            from flows.schedule import market

            summary = market.market(str(boards) if boards else None, moment.isoformat(), panel)
        else:
            summary = pipeline.run_market(found, settings, moment)
    print_summary(summary)
    if strict:
        from flows.alarms import require_quiet

        require_quiet(summary.alarms)


@app.command(rich_help_panel=PANEL_RUN)
def demo(plain: Plain = False, verbose: Verbose = False) -> None:
    """The main job on the rehearsal market: no network needed, about a minute or two.

    Simulated employers behind a real HTTP server on this machine: two years of weekly looks, then the report, marked
    "rehearsal data". Its data live in their own folder and never meet real ones.
    """
    from flows.cli.terminal import out, print_summary, showing_progress
    from flows.rehearsal.demo import run_demo

    settings = ready_settings(verbose)
    with showing_progress():
        if not plain and _prefect_answers(settings):
            from flows.schedule import market

            summary = market.rehearsal()
        else:
            summary = run_demo(settings)
    out.print("Rehearsal data: these employers are invented and the market is simulated.")
    print_summary(summary)


@app.command(rich_help_panel=PANEL_RUN)
def serve(
    cron: Annotated[
        str, typer.Option(help="When to run, in UTC: minute hour day month weekday.")
    ] = "17 5 * * 1",
    boards: Boards = None,
    panel: Panel = None,
    port: Annotated[
        int, typer.Option(help="Port of Prefect's server and UI, when one has to be started.")
    ] = 4200,
    verbose: Verbose = False,
) -> None:
    """Run on a schedule, with Prefect's server and UI.

    Finds the server that PREFECT_API_URL names, or starts one on this machine; registers the schedule; stays until Ctrl-C.
    A run that is still going when the next is due makes that one wait its turn; missed runs are not made up for.
    """
    from flows import pipeline
    from flows.schedule.serve import serve_market

    settings = ready_settings(verbose)
    found = watched(settings, boards, panel)
    warn_without_contact(settings)
    tell_budget(settings, found, pipeline.parse_as_of(None))
    serve_market(settings, cron, boards, port, panel)


@app.command(rich_help_panel=PANEL_RUN)
def backfill(
    source: Annotated[
        str, typer.Argument(help="A source that keeps its history: hackernews, say.")
    ],
    since: Annotated[str, typer.Option(metavar="YYYY-MM", help="First month.")],
    until: Annotated[
        str | None, typer.Option(metavar="YYYY-MM", help="Last month. Default: this month.")
    ] = None,
    as_of: AsOf = None,
    verbose: Verbose = False,
) -> None:
    """Fetch history from a source that keeps it, then rebuild market and report. Goes on where it was interrupted."""
    from flows import backfill as history
    from flows import pipeline
    from flows.cli.terminal import print_summary, showing_progress
    from flows.progress import progress_of

    settings = ready_settings(verbose)
    moment = pipeline.parse_as_of(as_of)
    warn_without_contact(settings)
    last = until or f"{moment:%Y-%m}"
    with showing_progress():
        summary = pipeline.run(
            settings,
            moment,
            lambda lake: history.backfill(
                lake, settings, source, since, last, moment, progress_of("scrape")
            ),
        )
    print_summary(summary)


@app.command(rich_help_panel=PANEL_STOPS)
def scrape(
    boards: Boards = None, panel: Panel = None, as_of: AsOf = None, verbose: Verbose = False
) -> None:
    """Only look at the boards and keep what they say."""
    from flows import pipeline
    from flows.cli.terminal import print_summary, showing_progress

    settings = ready_settings(verbose)
    found = watched(settings, boards, panel)
    moment = pipeline.parse_as_of(as_of)
    warn_without_contact(settings)
    tell_budget(settings, found, moment)
    with showing_progress(), pipeline.writing(settings) as lake:
        looks = pipeline.scrape_stop(lake, found, settings, moment)
    print_summary(pipeline.Summary(moment, looks=looks))


@app.command(rich_help_panel=PANEL_STOPS)
def classify(verbose: Verbose = False) -> None:
    """Only read what no current reader has read (everything, after an upgrade of the readers)."""
    from flows import pipeline
    from flows.cli.terminal import err, showing_progress

    with showing_progress(), pipeline.writing(ready_settings(verbose)) as lake:
        n_read = pipeline.classify_stop(lake)
    err.print(f"{n_read:,} postings read")


@app.command(rich_help_panel=PANEL_STOPS)
def store(as_of: AsOf = None, verbose: Verbose = False) -> None:
    """Only rebuild and check market.duckdb from the lake."""
    from flows import pipeline
    from flows.cli.terminal import err

    settings = ready_settings(verbose)
    with pipeline.writing(settings) as lake:
        pipeline.store_stop(lake, settings, pipeline.parse_as_of(as_of))
    err.print(f"{settings.market_file} is rebuilt and its checks pass")


@app.command(rich_help_panel=PANEL_STOPS)
def report(
    single_file: Annotated[
        Path | None,
        typer.Option(
            "--single-file",
            metavar="OUT.html",
            help="One self-contained page to mail, instead of the site.",
        ),
    ] = None,
    png: Annotated[
        Path | None,
        typer.Option(
            "--png",
            metavar="DIR",
            help="Each figure as an image (needs a Chromium), instead of the site.",
        ),
    ] = None,
    rehearsal: Annotated[bool, typer.Option("--rehearsal", help="Of the demo's market.")] = False,
    verbose: Verbose = False,
) -> None:
    """Only write the pages of the market there is."""
    from flows import pipeline
    from flows.cli.terminal import out
    from flows.report import write_single_file

    settings = ready_settings(verbose)
    settings = settings.rehearsal if rehearsal else settings
    if single_file:
        write_single_file(settings, single_file)
        out.print(str(single_file), soft_wrap=True)
    if png:
        from flows.pictures import write_pictures
        from flows.progress import progress_of

        pictures = write_pictures(settings, png, progress_of("pictures"))
        out.print(f"{len(pictures)} pictures in {png}", soft_wrap=True)
    if single_file or png:
        return
    with pipeline.writing(settings):
        page = pipeline.report_stop(settings)
    out.print(str(page), soft_wrap=True)


def _prefect_answers(settings: Settings) -> bool:
    """Readies Prefect; where no server can start, says so and lets the run go on without."""
    from flows.cli.terminal import err
    from flows.lake.lock import require_free
    from flows.schedule.environment import prepare_prefect

    require_free(settings.home)
    prepare_prefect(settings)
    err.print("Starting Prefect (a first start takes up to half a minute; --plain does without) …")
    from flows.schedule.market import server_answers

    problem = server_answers()
    if problem:
        err.print(
            f"Prefect's server does not start ({problem[:200]}): going on without it, as with --plain."
        )
    return problem is None


app.add_typer(look.app)  # without a name: their commands stand beside these, grouped by panel
app.add_typer(files.app)


def main() -> None:
    """The console script: runs a command; an error of ours ends with one clear line and its own exit code."""
    try:
        app()
    except RolecallError as exc:
        _tell(str(exc))
        sys.exit(exc.exit_code)
    except SystemExit as exc:
        if exc.code == _INTERRUPTED:  # Typer turns Ctrl-C into this code, and says nothing
            _tell("interrupted; the next run goes on from what was kept")
        raise
    except BrokenPipeError:
        sys.exit(0)  # the reader of a pipe (head) has seen enough
    except OSError as exc:
        told = storage_error(exc) or RolecallError(
            f"{exc.filename or 'a file'}: {exc.strerror or exc}"
        )
        _tell(str(told))
        sys.exit(told.exit_code)
    except Exception as exc:
        if not type(exc).__module__.endswith("duckdb"):
            raise
        # Queries of a person are checked where they are run: here it is the file that cannot be read.
        _tell(
            f"market.duckdb cannot be read ({exc}). `rolecall store` builds it anew from the lake"
        )
        sys.exit(1)


def _tell(message: str) -> None:
    from flows.cli.terminal import harmless  # messages may quote what boards have sent

    sys.stderr.write(f"rolecall: {harmless(message)}\n")
