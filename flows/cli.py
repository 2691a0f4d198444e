"""The command line: parses, calls, prints. Each error class of `flows.errors` ends with its own exit code.

Heavy imports (Prefect, DuckDB, polars, the readers) happen inside the commands that need them, so that help answers at once.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.errors import RolecallError
from flows.storage import storage_error

if TYPE_CHECKING:
    from flows.pipeline import Summary
    from flows.settings import Settings

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
boards_app = typer.Typer(
    no_args_is_help=True, help="Who is watched: list the boards, add one by its address, check that they answer."
)
app.add_typer(boards_app, name="boards", rich_help_panel="Look into it")

_TROUBLES_SHOWN = 20  # a screenful

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


@app.command(rich_help_panel=PANEL_RUN)
def run(boards: Boards = None, as_of: AsOf = None, plain: Plain = False, verbose: Verbose = False) -> None:
    """Scrape, classify, store and report, once.

    Looks at every board politely (one request at a time a host), reads what is new, rebuilds market.duckdb and the site.
    A second run shows what changed; growth needs looks at least a week apart.
    """
    from flows import pipeline
    from flows.boards import read_boards
    from flows.terminal import showing_progress

    settings = _settings(verbose)
    panel = read_boards(boards, settings.own_boards_file)  # a wrong file is told before anything starts
    moment = pipeline.parse_as_of(as_of)
    _warn_without_contact(settings)
    with showing_progress():
        if not plain and _prefect_answers(settings):
            from flows import scheduled

            summary = scheduled.market(boards_file=str(boards) if boards else None, as_of=moment.isoformat())
        else:
            summary = pipeline.run_market(panel, settings, moment)
    _print_summary(summary)


@app.command(rich_help_panel=PANEL_RUN)
def demo(plain: Plain = False, verbose: Verbose = False) -> None:
    """The main job on the rehearsal market: no network needed, about a minute or two.

    Simulated employers behind a real HTTP server on this machine: two years of weekly looks, then the report, marked
    "rehearsal data". Its data live in their own folder and never meet real ones.
    """
    from flows.demo import run_demo
    from flows.terminal import showing_progress

    settings = _settings(verbose)
    with showing_progress():
        if not plain and _prefect_answers(settings):
            from flows import scheduled

            summary = scheduled.rehearsal()
        else:
            summary = run_demo(settings)
    _print_summary(summary)


@app.command(rich_help_panel=PANEL_RUN)
def serve(
    cron: Annotated[str, typer.Option(help="When to run, in UTC: minute hour day month weekday.")] = "17 5 * * 1",
    boards: Boards = None,
    port: Annotated[int, typer.Option(help="Port of Prefect's server and UI, when one has to be started.")] = 4200,
    verbose: Verbose = False,
) -> None:
    """Run on a schedule, with Prefect's server and UI.

    Finds the server that PREFECT_API_URL names, or starts one on this machine; registers the schedule; stays until Ctrl-C.
    A run that is still going when the next is due makes that one wait its turn; missed runs are not made up for.
    """
    from flows.boards import read_boards
    from flows.serving import serve_market

    settings = _settings(verbose)
    read_boards(boards, settings.own_boards_file)
    serve_market(settings, cron, boards, port)


@app.command(rich_help_panel=PANEL_RUN)
def backfill(
    source: Annotated[str, typer.Argument(help="A source that keeps its history: hackernews.")],
    since: Annotated[str, typer.Option(metavar="YYYY-MM", help="First month.")],
    until: Annotated[str | None, typer.Option(metavar="YYYY-MM", help="Last month. Default: this month.")] = None,
    as_of: AsOf = None,
    verbose: Verbose = False,
) -> None:
    """Fetch history from a source that keeps it, then rebuild market and report. Goes on where it was interrupted."""
    from flows import backfill as history
    from flows import pipeline
    from flows.terminal import showing_progress
    from flows.watching import progress_of

    settings = _settings(verbose)
    moment = pipeline.parse_as_of(as_of)
    with showing_progress(), pipeline.writing(settings) as lake:
        tell = progress_of("scrape")
        looks = history.backfill(lake, settings, source, since, until or f"{moment:%Y-%m}", moment, tell)
        summary = pipeline.Summary(moment, looks=looks)
        summary.n_read = pipeline.classify_stop(lake)
        summary.frames = pipeline.store_stop(lake, settings, moment)
        summary.page = pipeline.report_stop(settings)
    _print_summary(summary)


@app.command("import", rich_help_panel=PANEL_RUN)
def import_postings(
    file: Annotated[Path, typer.Argument(help="JSONL, CSV or Parquet; `-` is JSON lines from standard input.")],
    source: Annotated[str, typer.Option(metavar="NAME", help="What to call it. The same name again is its next look.")],
    mapping: Annotated[
        list[str] | None, typer.Option("--map", metavar="OURS=THEIRS", help="Columns: title=jobTitle,company=org …")
    ] = None,
    as_of: AsOf = None,
    verbose: Verbose = False,
) -> None:
    """Take postings from a file (a data set, an export, another scraper's output), then rebuild market and report.

    Columns: id, title; where there are any, company, department, location, date, text or html, url, pay_min, pay_max,
    currency, period. A record that cannot be read is quarantined.
    """
    from flows import importing, pipeline
    from flows.terminal import err, showing_progress

    settings = _settings(verbose)
    moment, columns = pipeline.parse_as_of(as_of), importing.read_mapping(mapping or [])
    with showing_progress(), pipeline.writing(settings) as lake:
        done = importing.import_file(lake, file, source, columns, moment, pipeline.new_run_id(lake, moment))
        summary = pipeline.Summary(moment, looks=done.look)
        summary.n_read = pipeline.classify_stop(lake)
        summary.frames = pipeline.store_stop(lake, settings, moment)
        summary.page = pipeline.report_stop(settings)
    err.print(f"{done.n_taken:,} postings taken from {file}")
    if done.n_nameless or done.n_repeated:
        err.print(
            f"{done.n_nameless:,} without an id are in the quarantine, {done.n_repeated:,} whose id came before are left out"
        )
    _print_summary(summary)


@app.command(rich_help_panel=PANEL_RUN)
def forget(
    what: Annotated[str, typer.Argument(help="An employer's name, the address of a posting, or its posting_id.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Without asking.")] = False,
    verbose: Verbose = False,
) -> None:
    """Remove postings everywhere, for good: raw bodies, sightings, readings, market and report.

    Only hashes of their ids are remembered, so that no later run keeps them again. Postings that an employer publishes
    from now on are kept: take its board off your list as well.
    """
    from flows import forget as forgetting
    from flows import pipeline
    from flows.lake import Lake
    from flows.terminal import err, print_table, showing_progress

    settings = _settings(verbose)
    found = forgetting.find(Lake(settings.lake_folder), what)
    print_table(found, f"{found.height:,} postings to remove", max_rows=_TROUBLES_SHOWN)
    if not yes:
        typer.confirm("Remove them for good?", abort=True)
    with showing_progress(), pipeline.writing(settings) as lake:
        forgetting.forget(lake, settings, found)
        if (last := lake.looks()["looked_at"].max()) is not None and settings.market_file.exists():
            pipeline.store_stop(lake, settings, pipeline.parse_as_of(str(last)))
            pipeline.report_stop(settings)
    err.print(
        f"{found.height:,} postings are forgotten. Older editions under {settings.site_folder} stay as they were published."
    )


@app.command(rich_help_panel=PANEL_STOPS)
def scrape(boards: Boards = None, as_of: AsOf = None, verbose: Verbose = False) -> None:
    """Only look at the boards and keep what they say."""
    from flows import pipeline
    from flows.boards import read_boards
    from flows.terminal import showing_progress

    settings = _settings(verbose)
    panel = read_boards(boards, settings.own_boards_file)
    _warn_without_contact(settings)
    with showing_progress(), pipeline.writing(settings) as lake:
        moment = pipeline.parse_as_of(as_of)
        looks = pipeline.scrape_stop(lake, panel, settings, moment)
    _print_summary(pipeline.Summary(moment, looks=looks))


@app.command(rich_help_panel=PANEL_STOPS)
def classify(verbose: Verbose = False) -> None:
    """Only read what no current reader has read (everything, after an upgrade of the readers)."""
    from flows import pipeline
    from flows.terminal import err, showing_progress

    with showing_progress(), pipeline.writing(_settings(verbose)) as lake:
        n_read = pipeline.classify_stop(lake)
    err.print(f"{n_read:,} postings read")


@app.command(rich_help_panel=PANEL_STOPS)
def store(as_of: AsOf = None, verbose: Verbose = False) -> None:
    """Only rebuild and check market.duckdb from the lake."""
    from flows import pipeline
    from flows.terminal import err

    settings = _settings(verbose)
    with pipeline.writing(settings) as lake:
        pipeline.store_stop(lake, settings, pipeline.parse_as_of(as_of))
    err.print(f"{settings.market_file} is rebuilt and its checks pass")


@app.command(rich_help_panel=PANEL_STOPS)
def report(
    single_file: Annotated[
        Path | None,
        typer.Option("--single-file", metavar="OUT.html", help="One self-contained page to mail, instead of the site."),
    ] = None,
    png: Annotated[
        Path | None,
        typer.Option("--png", metavar="DIR", help="Each figure as an image (needs a Chromium), instead of the site."),
    ] = None,
    rehearsal: Annotated[bool, typer.Option("--rehearsal", help="Of the demo's market.")] = False,
    verbose: Verbose = False,
) -> None:
    """Only write the pages of the market there is."""
    from flows import pipeline
    from flows.report import write_single_file
    from flows.terminal import out

    settings = _settings(verbose)
    settings = settings.rehearsal if rehearsal else settings
    if single_file:
        write_single_file(settings, single_file)
        out.print(str(single_file), soft_wrap=True)
    if png:
        from flows.pictures import write_pictures
        from flows.watching import progress_of

        pictures = write_pictures(settings, png, progress_of("pictures"))
        out.print(f"{len(pictures)} pictures in {png}", soft_wrap=True)
    if single_file or png:
        return
    with pipeline.writing(settings):
        page = pipeline.report_stop(settings)
    out.print(str(page), soft_wrap=True)


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

    settings = _settings()
    findings, budget = examine(settings)
    print_table(findings, "This installation")
    print_table(budget, "A run of the core panel would ask")
    if "problem" in set(findings["state"]):
        out.print("Something needs attention: see the lines marked problem.")
        raise typer.Exit(1)


@app.command(rich_help_panel=PANEL_READ)
def label(
    file: Annotated[
        Path,
        typer.Argument(help="JSONL, CSV or Parquet: id, title, company, department, location, date, text or html."),
    ],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where the JSON lines go. Default: stdout.")
    ] = None,
) -> None:
    """Read postings in a file of yours: role, level, pay, skills, places and asks, one JSON line each. No lake needed."""
    from flows.label import label_file
    from flows.terminal import err

    n_read, n_rejected = label_file(file, output)
    err.print(
        f"{n_read:,} postings read" + (f", {n_rejected:,} could not be read (see their `error`)" if n_rejected else "")
    )


@app.command(rich_help_panel=PANEL_READ)
def evaluate(
    labels: Annotated[Path, typer.Argument(help="JSONL of hand-made labels: id, role, level, pay, skills, …")],
    postings: Annotated[
        Path | None,
        typer.Option(
            "--postings", metavar="FILE", help="The postings (as for `label`). Default: text in the labels' own file."
        ),
    ] = None,
    mistakes: Annotated[int, typer.Option(help="How many of the worst mistakes to show.")] = 10,
) -> None:
    """Score the readers against labels of your own: figures, confusion of roles with intervals, worst mistakes."""
    from flows.evaluate import evaluate_files
    from flows.terminal import out, print_table

    scores = evaluate_files(labels, postings, mistakes)
    print_table(scores.figures, "Figures")
    print_table(scores.confusion, "Roles: rows are labels, columns what was read")
    print_table(scores.per_role, "Precision and recall by role (95 % Wilson intervals)")
    print_table(scores.mistakes, "Most confident mistakes")
    out.print(f"{scores.n:,} labelled postings")


@boards_app.command("list")
def boards_list(
    boards: Boards = None,
    csv: Annotated[bool, typer.Option("--csv", help="Comma-separated values.")] = False,
) -> None:
    """Who is watched."""
    import polars as pl

    from flows.boards import read_boards
    from flows.terminal import print_table

    found = read_boards(boards, _settings().own_boards_file)
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

    settings = _settings()
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

    settings = _settings()
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


def _settings(verbose: bool = False) -> Settings:
    from flows.settings import read_settings
    from flows.terminal import log_to_stderr

    log_to_stderr(verbose)
    return read_settings()


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


def _prefect_answers(settings: Settings) -> bool:
    """Readies Prefect; where no server can start, says so and lets the run go on without."""
    from flows.lock import require_free
    from flows.settings import prepare_prefect
    from flows.terminal import err

    require_free(settings.home)
    prepare_prefect(settings)
    err.print("Starting Prefect (a first start takes up to half a minute; --plain does without) …")
    from flows.scheduled import server_answers

    problem = server_answers()
    if problem:
        err.print(f"Prefect's server does not start ({problem[:200]}): going on without it, as with --plain.")
    return problem is None


def _warn_without_contact(settings: Settings) -> None:
    from flows.terminal import err

    if not settings.contact and not settings.has_loopback_mirror:
        err.print("ROLECALL_CONTACT is not set: boards' owners cannot reach you. Set it to an address or URL.")


def _print_summary(summary: Summary) -> None:
    from flows.terminal import err, out

    if summary.looks is not None:
        outcomes = ", ".join(f"{n} {outcome}" for outcome, n in summary.outcomes.items())
        err.print(f"{summary.looks.height:,} looks: {outcomes or 'none'}")
        troubled = summary.looks.filter(~summary.looks["outcome"].is_in(["complete", "unchanged"]))
        if summary.looks["looked_at"].n_unique() == 1:  # of a walk through history nobody wants every outage
            for row in troubled.head(_TROUBLES_SHOWN).iter_rows(named=True):
                err.print(f"  {row['source']}/{row['board']}: {row['outcome']}: {row['error']}", markup=False)
        if troubled.height > _TROUBLES_SHOWN:
            err.print("  the quality page counts them all")
    for line in summary.headlines:
        out.print(line, markup=False, highlight=False, soft_wrap=True)
    if summary.page:
        out.print(f"Report: {summary.page.resolve()}", markup=False, highlight=False, soft_wrap=True)


def main() -> None:
    """The console script: runs a command; an error of ours ends with one clear line and its own exit code."""
    try:
        app()
    except RolecallError as exc:
        sys.stderr.write(f"rolecall: {exc}\n")
        sys.exit(exc.exit_code)
    except KeyboardInterrupt:
        sys.stderr.write("rolecall: interrupted; the next run goes on from what was kept\n")
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(0)  # the reader of a pipe (head) has seen enough
    except OSError as exc:
        told = storage_error(exc) or RolecallError(f"{exc.filename or 'a file'}: {exc.strerror or exc}")
        sys.stderr.write(f"rolecall: {told}\n")
        sys.exit(told.exit_code)
    except Exception as exc:
        if not type(exc).__module__.endswith("duckdb"):
            raise
        # Queries of a person are checked where they are run: here it is the file that cannot be read.
        sys.stderr.write(
            f"rolecall: market.duckdb cannot be read ({exc}). `rolecall store` builds it anew from the lake\n"
        )
        sys.exit(1)


if __name__ == "__main__":
    main()
