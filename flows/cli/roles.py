"""Commands that make the role model better for a person's own field: review and refit.

Leaves the work to `flows.roles`. Heavy imports happen inside the commands, as in `flows.cli.run`.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.options import PANEL_READ, Rehearsal, ready_settings
from flows.cli.query import market_file

if TYPE_CHECKING:
    from flows.roles.labels import Label
    from flows.roles.refit import Refit
    from flows.roles.review import Posting
    from flows.settings import Settings

app = typer.Typer()

_SAMPLE = 3000
"""Open postings that a refit reads before and after: enough to see which way each role's count goes."""


@app.command(rich_help_panel=PANEL_READ)
def review(
    list_only: Annotated[
        int | None,
        typer.Option("--list", metavar="N", min=1, help="Print the first N of the queue instead."),
    ] = None,
    rehearsal: Rehearsal = False,
) -> None:
    """Label the postings whose label would move a published figure most, one key each.

    Shows title, employer, duties, requirements and what decided the role. Each label is saved at once
    to role_labels.jsonl in the data folder, and a later review continues from there. `refit` trains the
    readers on them.
    """
    from flows.cli.terminal import err, print_table, showing_progress
    from flows.errors import UsageError
    from flows.progress import counted, progress_of
    from flows.requirements import parse_as_of
    from flows.roles.review import build_queue, open_postings, queue_table

    settings = _ready(rehearsal)
    if list_only is None and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(
            "review asks for keys, so it needs a terminal. `rolecall review --list 20` prints the queue; "
            f"labels may also be written by hand into {settings.own_labels_file} (docs/better-roles.md)"
        )
    labels = _own_labels(settings)
    with showing_progress():
        queue = build_queue(
            open_postings(settings), {label.id for label in labels}, progress_of("review")
        )
    if list_only is not None:
        print_table(queue_table(queue[:list_only]), f"{len(queue):,} postings to review")
        return
    from flows.cli.reviewing import Review, single_keys

    n_before = len({label.id for label in labels})
    sitting = Review(
        queue, settings.own_labels_file, lambda: parse_as_of(None).isoformat(), n_before
    )
    with single_keys() as keys:
        n_taken = sitting.run(keys)
    if not queue:
        err.print("nothing to review: no open posting is without a label")
    err.print(
        f"{counted(n_taken, 'label')} taken, {n_before + n_taken:,} in {settings.own_labels_file}. "
        + _what_next(n_before + n_taken, rehearsal)
    )


def _what_next(n_labels: int, rehearsal: bool) -> str:
    from flows.roles.refit import LEAST_LABELS

    command = "`rolecall refit --rehearsal`" if rehearsal else "`rolecall refit`"
    if n_labels < LEAST_LABELS:
        return f"{command} needs {LEAST_LABELS}: {LEAST_LABELS - n_labels} more"
    return f"{command} {'judges' if rehearsal else 'trains'} the readers on them"


@app.command(rich_help_panel=PANEL_READ)
def refit(
    undo: Annotated[
        bool, typer.Option("--undo", help="Back to the shipped weights. Labels are kept.")
    ] = False,
    rehearsal: Rehearsal = False,
) -> None:
    """Train the role readers on your labels, on top of the shipped weights.

    Prints how well they read employers that the fit did not see, before and after. Keeps the weights
    (role_weights.csv in the data folder) only if they read better. The next run then re-reads all
    history with them. With --rehearsal nothing is kept: the demo is read with the shipped weights.
    """
    from flows.cli.terminal import err
    from flows.progress import counted
    from flows.roles.review import texts_of

    if undo:
        _undo(ready_settings(rehearsal=rehearsal))
        return
    settings = _ready(rehearsal)
    labels = _own_labels(settings)
    postings = texts_of(settings, {label.id for label in labels})
    if missing := sorted({label.id for label in labels} - postings.keys()):
        shown = ", ".join(missing[:5])
        err.print(
            f"{counted(len(missing), 'label')} of no posting in this market, so not used: {shown}"
        )
    found = _fit(settings, labels, postings)
    if rehearsal:
        err.print("the demo is always read with the shipped weights: nothing is written")
        return
    _write(settings, found)
    err.print(
        f"{settings.own_weights_file} is written. `rolecall run` (or classify, store and report) re-reads all "
        "history with it. `rolecall refit --undo` reverts"
    )


def _fit(settings: Settings, labels: list[Label], postings: Mapping[str, Posting]) -> Refit:
    """Fits, and prints what it gains and what it changes."""
    from flows.cli.terminal import print_table
    from flows.errors import RolecallError
    from flows.own_weights import made_for
    from flows.roles import refit as refitting
    from flows.roles.review import open_postings

    cases = refitting.join_cases(labels, postings)
    n_employers = len({case.employer for case in cases})
    remark = f"# rolecall refit: {len(cases)} labels of {n_employers} employers\n{made_for()}"
    found = refitting.refit(cases, remark)
    print_table(
        found.figures, "Employers that the fit did not see, by the shipped weights and with yours"
    )
    if found.problem:
        raise RolecallError(found.problem)
    print_table(found.changes, "What moved most, in log-odds")
    open_ones = open_postings(settings)
    every = max(len(open_ones) // _SAMPLE, 1)
    sample = open_ones[::every]
    rereadings = refitting.count_rereadings(sample, found.own)
    print_table(rereadings, f"How {len(sample):,} open postings are read")
    return found


def _write(settings: Settings, found: Refit) -> None:
    from flows.lake.disk import replacing

    with replacing(settings.own_weights_file) as unfinished:
        unfinished.write_text(found.own.text, encoding="utf-8")


def _undo(settings: Settings) -> None:
    from flows.cli.terminal import err

    file = settings.own_weights_file
    if not file.exists():
        err.print(f"there is no {file}: the shipped weights are in force")
        return
    file.unlink()
    err.print(
        f"{file} is deleted: the shipped weights are in force. "
        f"Your labels stay in {settings.own_labels_file}. "
        "`rolecall run` (or classify, store and report) re-reads all history"
    )


def _ready(rehearsal: bool) -> Settings:
    """Settings whose market is there, with the weights in force that its next run will read with."""
    from flows.own_weights import use_own_weights

    settings = ready_settings(rehearsal=rehearsal)
    market_file(rehearsal)
    use_own_weights(settings.own_weights_file)
    return settings


def _own_labels(settings: Settings) -> list[Label]:
    """The person's labels. Empty when there are none yet."""
    from flows.errors import UsageError
    from flows.roles.labels import read_labels

    file: Path = settings.own_labels_file
    if not file.exists():
        return []
    try:
        return read_labels(file)
    except UnicodeDecodeError as exc:
        raise UsageError(f"{file}: not UTF-8 text ({exc})") from exc
    except ValueError as exc:
        raise UsageError(f"{exc}; fix or delete the line") from exc
