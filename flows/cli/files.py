"""Commands about postings of the user's own: reading, scoring, importing and forgetting them.

Heavy imports happen inside the commands, as in `flows.cli.run`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.options import PANEL_READ, PANEL_RUN, AsOf, Verbose, ready_settings

if TYPE_CHECKING:
    import polars as pl

    from flows.lake.parts import Lake

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
    """Take postings from a file (a data set, an export, another scraper's output), then rebuild market and report.

    Columns: id, title; where there are any, company, department, location, date, text or html, url, pay_min, pay_max,
    currency, period. A record that cannot be read is quarantined.
    """
    from flows import pipeline
    from flows.cli.terminal import err, print_summary, showing_progress
    from flows.files import importing

    settings = ready_settings(verbose)
    moment, columns = pipeline.parse_as_of(as_of), importing.read_mapping(mapping or [])

    def take(lake: Lake) -> pl.DataFrame:
        run_id = pipeline.new_run_id(lake, moment)
        done = importing.import_file(lake, file, source, columns, moment, run_id)
        err.print(f"{done.n_taken:,} postings taken from {file}")
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
    """Remove postings everywhere, for good: raw bodies, sightings, readings, market and report.

    Only hashes of their ids are remembered, so that no later run keeps them again. Postings that an employer publishes
    from now on are kept: take its board off your list as well.
    """
    from flows import pipeline
    from flows.cli.terminal import SCREENFUL, err, print_table, showing_progress
    from flows.lake import forget as forgetting
    from flows.lake.parts import Lake as OpenLake

    settings = ready_settings(verbose)
    lake = OpenLake(settings.lake_folder)
    found = forgetting.find(lake, what)
    print_table(found, f"{found.height:,} postings to remove", max_rows=SCREENFUL)
    if not yes:
        typer.confirm("Remove them for good?", abort=True)
    newest = lake.looks()["looked_at"].max()
    with showing_progress():
        if newest is not None and settings.market_file.exists():
            pipeline.run(
                settings,
                pipeline.parse_as_of(str(newest)),
                lambda lake: forgetting.forget(lake, settings, found),
            )
        else:
            with pipeline.writing(settings) as lake:
                forgetting.forget(lake, settings, found)
    err.print(
        f"{found.height:,} postings are forgotten. Older editions under {settings.site_folder} stay as they were published."
    )


@app.command(rich_help_panel=PANEL_READ)
def label(
    file: Annotated[
        Path,
        typer.Argument(
            help="JSONL, CSV or Parquet: id, title, company, department, location, date, text or html. `-` is JSON "
            "lines from standard input."
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Where the JSON lines go. Default: stdout."
        ),
    ] = None,
) -> None:
    """Read postings in a file of yours: role, level, pay, skills, places and asks, one JSON line each. No lake needed."""
    from flows.cli.terminal import err
    from flows.files.label import label_file

    n_read, n_rejected = label_file(file, output)
    err.print(
        f"{n_read:,} postings read"
        + (f", {n_rejected:,} could not be read (see their `error`)" if n_rejected else "")
    )


@app.command(rich_help_panel=PANEL_READ)
def evaluate(
    labels: Annotated[
        Path, typer.Argument(help="JSONL of hand-made labels: id, role, level, pay, skills, …")
    ],
    postings: Annotated[
        Path | None,
        typer.Option(
            "--postings",
            metavar="FILE",
            help="The postings (as for `label`). Default: text in the labels' own file.",
        ),
    ] = None,
    mistakes: Annotated[int, typer.Option(help="How many of the worst mistakes to show.")] = 10,
) -> None:
    """Score the readers against labels of your own: figures, confusion of roles with intervals, worst mistakes."""
    from flows.cli.terminal import out, print_table
    from flows.files.evaluate import evaluate_files

    scores = evaluate_files(labels, postings, mistakes)
    print_table(scores.figures, "Figures")
    print_table(scores.confusion, "Roles: rows are labels, columns what was read")
    print_table(scores.per_role, "Precision and recall by role (95 % Wilson intervals)")
    print_table(scores.mistakes, "Most confident mistakes")
    out.print(f"{scores.n:,} labelled postings")
