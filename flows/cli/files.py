"""Commands about a person's own postings: import, forget, label and evaluate.

Leaves the work to `flows.files` and `flows.lake.forget`. Heavy imports happen inside the commands, as in
`flows.cli.run`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.options import PANEL_READ, PANEL_RUN, AsOf, Verbose, ready_settings

if TYPE_CHECKING:
    import polars as pl

    from flows.lake.parts import Lake

_POSTINGS_HELP = (
    "JSONL, CSV or Parquet: id, title, company, department, location, date, text or html. "
    "`-` is JSON lines from standard input."
)

app = typer.Typer()


@app.command("import", rich_help_panel=PANEL_RUN)
def import_postings(
    file: Annotated[
        Path, typer.Argument(help="JSONL, CSV or Parquet; `-` is JSON lines from standard input.")
    ],
    source: Annotated[
        str,
        typer.Option(metavar="NAME", help="What to call it. The same name again is its next look."),
    ],
    mapping: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="OURS=THEIRS", help="Columns: title=jobTitle,company=org …"),
    ] = None,
    as_of: AsOf = None,
    verbose: Verbose = False,
) -> None:
    """Take postings from a file, then rebuild market and report.

    The file may be a data set, an export or another scraper's output. Columns: id and title, and where
    there are any, company, department, location, date, text or html, url, pay_min, pay_max, currency
    and period. A record that cannot be read is quarantined.
    """
    from flows import pipeline
    from flows.cli.terminal import err, print_summary, showing_progress
    from flows.files import importing
    from flows.progress import counted

    settings = ready_settings(verbose)
    moment, columns = pipeline.parse_as_of(as_of), importing.read_mapping(mapping or [])

    def take(lake: Lake) -> pl.DataFrame:
        run_id = pipeline.new_run_id(lake, moment)
        done = importing.import_file(lake, file, source, columns, moment, run_id)
        err.print(f"{counted(done.n_taken, 'posting')} taken from {file}")
        if done.n_nameless or done.n_repeated:
            err.print(
                f"{done.n_nameless:,} without an id are in the quarantine, "
                f"{done.n_repeated:,} whose id came before are left out"
            )
        return done.look

    with showing_progress():
        summary = pipeline.run(settings, moment, take)
    print_summary(summary)


@app.command(rich_help_panel=PANEL_RUN)
def forget(
    what: Annotated[
        str, typer.Argument(help="An employer's name, the address of a posting, or its posting_id.")
    ],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Without asking.")] = False,
    verbose: Verbose = False,
) -> None:
    """Delete postings everywhere, for good: raw bodies, sightings, readings, market and report.

    Only hashes of their ids are kept, so that no later run keeps them again. Postings that an employer
    publishes from now on are kept: take its board off your list as well.
    """
    from flows import pipeline
    from flows.cli.terminal import SCREENFUL, err, print_table, showing_progress
    from flows.lake import forget as forgetting
    from flows.lake import parts
    from flows.progress import counted

    settings = ready_settings(verbose)
    lake = parts.Lake(settings.lake_folder)
    found = forgetting.find(lake, what)
    n_postings = counted(found.height, "posting")
    print_table(found, f"{n_postings} to delete", max_rows=SCREENFUL)
    if not yes:
        typer.confirm("Delete for good?", abort=True)
    newest = lake.looks()["looked_at"].max()

    def forget_found(lake: Lake) -> None:
        forgetting.forget(lake, settings, found)

    with showing_progress():
        if newest is not None and settings.market_file.exists():
            pipeline.run(settings, pipeline.parse_as_of(str(newest)), forget_found)
        else:
            with pipeline.writing(settings) as lake:
                forget_found(lake)
    err.print(
        f"{n_postings} forgotten. "
        f"Older editions under {settings.site_folder} stay as they were published."
    )


@app.command(rich_help_panel=PANEL_READ)
def label(
    file: Annotated[Path, typer.Argument(help=_POSTINGS_HELP)],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="For the JSON lines. Default: stdout."),
    ] = None,
) -> None:
    """Read postings in a file of yours: role, level, pay, skills, places and asks.

    Writes one JSON line per posting. Needs no lake.
    """
    from flows.cli.terminal import err
    from flows.files.label import label_file
    from flows.progress import counted

    n_read, n_rejected = label_file(file, output)
    rejected = f", {n_rejected:,} could not be read (see their `error`)" if n_rejected else ""
    err.print(f"{counted(n_read, 'posting')} read{rejected}")


@app.command(rich_help_panel=PANEL_READ)
def evaluate(
    labels: Annotated[
        Path, typer.Argument(help="JSONL of hand-made labels: id, role, level, pay, skills, …")
    ],
    postings: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="As for `label`. Default: text in the labels' own file."),
    ] = None,
    mistakes: Annotated[int, typer.Option(help="How many of the worst mistakes to show.")] = 10,
) -> None:
    """Score the readers against labels of your own.

    Shows figures, the confusion of roles with intervals, and the worst mistakes.
    """
    from flows.cli.terminal import out, print_table
    from flows.files.evaluate import evaluate_files
    from flows.progress import counted

    scores = evaluate_files(labels, postings, mistakes)
    print_table(scores.figures, "Figures")
    print_table(scores.confusion, "Roles: rows are labels, columns what was read")
    print_table(scores.per_role, "Precision and recall by role (95 % Wilson intervals)")
    print_table(scores.mistakes, "Most confident mistakes")
    out.print(counted(scores.n, "labelled posting"))
