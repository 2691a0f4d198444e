"""Commands about a person's own postings: import, forget, label and evaluate.

Leaves the work to `flows.files` and `flows.lake.retention.forget`. Heavy imports happen inside the commands, as in
`flows.cli.run`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.options import PANEL_READ, PANEL_RUN, AsOf, Verbose, ready_settings
from flows.files.shapes import Shape

if TYPE_CHECKING:
    import polars as pl

    from flows.files.importing import Import
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
    name: Annotated[
        str,
        typer.Option(
            "--name", "--source", metavar="NAME", help="Its name in figures: “history from NAME”."
        ),
    ],
    mapping: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="OURS=THEIRS", help="Columns: title=jobTitle,company=org …"),
    ] = None,
    postings: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="A second file with the content of each posting, joined by id."
        ),
    ] = None,
    shape: Annotated[
        Shape | None, typer.Option(help="What the file is. Default: decided by its columns.")
    ] = None,
    every: Annotated[
        int, typer.Option(min=1, metavar="DAYS", help="For a ledger: days between looks.")
    ] = 7,
    absent_is_empty: Annotated[
        bool,
        typer.Option(
            "--absent-is-empty",
            help="For sightings: a board without a row on a day was empty. "
            "Default: nobody looked at it.",
        ),
    ] = False,
    as_of: AsOf = None,
    verbose: Verbose = False,
) -> None:
    """Import postings or whole histories from a file, then rebuild market and report.

    The columns decide what the file is. Every shape has id and title. A posting may also have:
    company, department, location, date, text or html, url, pay_min, pay_max, currency, period.

    SIGHTINGS: one row per posting and day, with board and seen_on (and source, if you know it). Each
    board counts as read completely on each of its days.

    LEDGER: one row per posting, with board, first_seen, and last_seen or removed (empty: still open).
    Its boards count as looked at every 7 days from their first mention to their last.

    POSTINGS: what was listed on one day, --as-of or today. With a board column, each value is a board.
    Without one, the file is one board.

    Boards of a source that Rolecall reads (source=greenhouse, board=acme) are joined with your own
    later looks. A row that cannot be read is quarantined with the reason. Importing a file twice
    changes nothing.

    For example:

    rolecall import daily.parquet --name labs

    rolecall import seen.csv --name labs --postings jobs.csv --map seen_on=day,id=job_id

    rolecall import ledger.jsonl --name ledger --map first_seen=opened,removed=closed --every 14

    rolecall import week-45.csv --name weekly --map board=company --as-of 2026-11-02
    """
    from flows import pipeline
    from flows.cli.terminal import print_summary, showing_progress
    from flows.files import importing
    from flows.files.opened import Choice
    from flows.files.shapes import read_mapping
    from flows.progress import progress_of
    from flows.requirements import parse_as_of

    settings = ready_settings(verbose)
    moment, columns = parse_as_of(as_of), read_mapping(mapping or [])
    choice = Choice(shape, every, absent_is_empty, postings)

    def take(lake: Lake) -> pl.DataFrame:
        # Named for now, not for --as-of: of two imports of one day the later counts.
        run_id = pipeline.new_run_id(lake, parse_as_of(None))
        done = importing.import_file(
            lake, file, name, columns, moment, run_id, choice, progress_of("import")
        )
        _print_import(done, file, name)
        return done.looks

    with showing_progress():
        summary = pipeline.run(settings, moment if as_of else None, take)
    print_summary(summary)


def _print_import(done: Import, file: Path, name: str) -> None:
    """What an import took, what it left out, and likely mistakes in its options."""
    from flows.cli.terminal import err
    from flows.files.rows import FORGOTTEN
    from flows.progress import counted

    n_new = done.looks.height
    err.print(
        f"{counted(done.n_postings, 'posting')} taken from {file} ({done.shape}): seen "
        f"{counted(done.n_sightings, 'time')} in {counted(done.n_looks, 'look')} at "
        f"{counted(done.n_boards, 'board')} on {counted(done.n_days, 'day')}"
    )
    if n_new < done.n_looks:
        err.print(
            f"{done.n_looks - n_new:,} of these looks were known from an earlier import of {name}"
        )
    left_out = {field: n for field, n in done.n_left_out.items() if field != FORGOTTEN}
    if left_out:
        reasons = ", ".join(f"{n:,} for {field}" for field, n in sorted(left_out.items()))
        err.print(f"rows that cannot be read are in the quarantine: {reasons}")
    if done.n_repeated:
        err.print(f"{done.n_repeated:,} rows repeat a posting of the same look; the last counts")
    if done.n_unseen:
        err.print(
            f"{counted(done.n_unseen, 'posting')} came and went between two looks: --every 1 "
            f"shows them"
        )
    if done.shape == "postings" and done.n_boards == 1 and done.n_employers > 1:
        err.print(
            f"its {done.n_employers:,} employers are on one board, and growth needs a board of each: "
            f"--map board=COLUMN names each one's own (the employer will do)"
        )


@app.command(rich_help_panel=PANEL_RUN)
def forget(
    what: Annotated[
        str, typer.Argument(help="An employer's name, the address of a posting, or its posting_id.")
    ],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    verbose: Verbose = False,
) -> None:
    """Delete postings everywhere, for good: raw bodies, sightings, readings, market and report.

    What stays: editions of the report that are older than the newest, under site/DATE. Their quality
    pages may quote the first words of a posting that could not be read, and their tables may name its
    employer. Delete these folders by hand if that must go too.

    Only hashes of their ids remain, so that no later run stores them again. An employer's future
    postings are still collected: remove its board from your list as well.
    """
    from flows import pipeline
    from flows.cli.terminal import SCREENFUL, err, print_table, showing_progress
    from flows.home import has_rehearsal
    from flows.lake.disk import naming
    from flows.lake.parts import Lake
    from flows.lake.retention import forget as forgetting
    from flows.lake.session import asking, writing
    from flows.progress import counted
    from flows.requirements import parse_as_of

    settings = ready_settings(verbose)
    with naming(settings.home):
        found = asking(settings, lambda lake: forgetting.find(lake, what))
    n_postings = counted(found.height, "posting")
    print_table(found, f"{n_postings} to delete", max_rows=SCREENFUL)
    if not yes:
        typer.confirm("Delete for good?", abort=True)
    newest = asking(settings, Lake.looks)["looked_at"].max()

    def forget_found(lake: Lake) -> None:
        forgetting.forget(lake, settings, found)

    with showing_progress():
        if newest is not None and settings.market_file.exists():
            is_rehearsal = has_rehearsal(settings.home)
            pipeline.run(
                settings, parse_as_of(str(newest)), forget_found, is_rehearsal=is_rehearsal
            )
        else:
            with writing(settings) as lake:
                forget_found(lake)
    err.print(
        f"{n_postings} forgotten. "
        f"Older editions under {settings.site_folder} stay as they were published, with what they quote."
    )


@app.command(rich_help_panel=PANEL_READ)
def label(
    file: Annotated[Path, typer.Argument(help=_POSTINGS_HELP)],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="For the JSON lines. Default: stdout."),
    ] = None,
) -> None:
    """Read the postings in a file of yours: role, level, pay, skills, places and requirements.

    Writes one JSON line per posting. Needs no lake.
    """
    from flows.cli.terminal import err
    from flows.files.label import label_file
    from flows.progress import counted

    _use_own_weights()
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
    mistakes: Annotated[
        int, typer.Option(min=0, help="How many of the worst mistakes to show.")
    ] = 10,
) -> None:
    """Score the readers against your own labels.

    Prints scores, the confusion matrix of roles with intervals, and the worst mistakes.
    """
    from flows.cli.terminal import out, print_table
    from flows.files.evaluate import evaluate_files
    from flows.progress import counted

    _use_own_weights()
    scores = evaluate_files(labels, postings, mistakes)
    print_table(scores.figures, "Figures")
    print_table(scores.confusion, "Roles: rows are labels, columns what was read")
    print_table(scores.per_role, "Precision and recall by role (95 % Wilson intervals)")
    if mistakes:
        print_table(scores.mistakes, "Most confident mistakes")
    out.print(counted(scores.n, "labelled posting"))


def _use_own_weights() -> None:
    """Readings of a person's files are made with their own weights too, when a refit has made some."""
    from flows.cli.terminal import err
    from flows.own_weights import use_own_weights
    from flows.settings import read_settings

    file = read_settings().own_weights_file
    if use_own_weights(file):
        err.print(f"roles are read with the weights of {file}")
