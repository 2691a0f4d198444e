"""The command that fetches the past that others keep: backfill.

Decides which options belong to which source. Leaves what is fetched to `flows.backfill`. Heavy imports happen inside the
command, as in `flows.cli.run`.
"""

from __future__ import annotations

from typing import Annotated

import typer

from flows.cli.options import (
    PANEL_RUN,
    AsOf,
    Boards,
    Panel,
    Verbose,
    chosen_boards,
    ready_settings,
    warn_without_contact,
)

app = typer.Typer()


@app.command(rich_help_panel=PANEL_RUN)
def backfill(
    source: Annotated[
        str,
        typer.Argument(
            help="A source that keeps its history: hackernews, jobtech, usajobs_history, dol_lca, "
            "open_jobs."
        ),
    ],
    since: Annotated[
        str,
        typer.Option(metavar="YYYY-MM", help="First month; a fiscal year (FY2020) for dol_lca."),
    ],
    until: Annotated[
        str | None,
        typer.Option(metavar="YYYY-MM", help="Last month. Default: the newest available."),
    ] = None,
    boards: Boards = None,
    panel: Panel = None,
    no_texts: Annotated[
        bool, typer.Option("--no-texts", help="open_jobs: titles only, without the daily diffs.")
    ] = False,
    as_of: AsOf = None,
    verbose: Verbose = False,
) -> None:
    """Fetch history from a source that keeps it, then rebuild market and report.

    dol_lca: wages that employers filed with the US Department of Labor, shown beside adverts. Files of
    60 to 120 MB a quarter.

    open_jobs: another crawler's daily ledger of some 65,000 boards, with the dates on which each posting
    came and went. --boards or --panel chooses the boards, --panel all takes all of the ledger. Downloads
    0.3 GB, and up to 0.1 GB of texts for each day since --since.

    Resumes where it was interrupted.
    """
    from flows import pipeline
    from flows.backfill import plan_backfill
    from flows.cli.terminal import print_summary, showing_progress
    from flows.errors import UsageError
    from flows.ledger.looks import NAME
    from flows.ledger.take import Request
    from flows.requirements import parse_as_of

    settings = ready_settings(verbose)
    moment = parse_as_of(as_of)
    request = None
    if source == NAME:
        found = chosen_boards(settings, boards, panel)
        is_every = boards is None and (panel or settings.panel) == "all"
        request = Request(found, is_every, since, until or f"{moment:%Y-%m}", not no_texts)
    elif boards or panel or no_texts:
        raise UsageError(f"--boards, --panel and --no-texts are for {NAME} only")
    take = plan_backfill(source, since, until, settings, moment, request)
    warn_without_contact(settings)
    with showing_progress():
        summary = pipeline.run(settings, moment, take)
    print_summary(summary)
