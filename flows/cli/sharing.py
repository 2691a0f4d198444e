"""Commands that hand the numbers on: an edition as files.

Leaves the work to `flows.export`. Heavy imports happen inside the commands, as in `flows.cli.run`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.options import PANEL_SHARE, Rehearsal, Verbose, ready_settings

if TYPE_CHECKING:
    from flows.settings import Settings

app = typer.Typer()


@app.command(rich_help_panel=PANEL_SHARE)
def export(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Where the files go. It may hold an older export.")
    ],
    author: Annotated[
        str | None, typer.Option(metavar="NAME", help="Who is cited. Default: Rolecall's makers.")
    ] = None,
    series: Annotated[
        bool, typer.Option("--series", help="Add it to the editions in DIR; say what it revised.")
    ] = False,
    rehearsal: Rehearsal = False,
    verbose: Verbose = False,
) -> None:
    """Write this edition for others: tables, figures and market, without postings' texts.

    DIR gets market.duckdb, every table as Parquet and CSV, each figure of the site with its query, what
    every column means (datapackage.json), checksums, a README and CITATION.cff. Whoever has DIR can make
    every figure again with duckdb alone: python DIR/reproduce.py. With --series DIR holds a folder an
    edition, and an index of what each changed in figures that were published before, and why.
    """
    from flows.cli.terminal import err, out
    from flows.export.package import AUTHOR, export_edition

    settings = ready_settings(verbose)
    settings = settings.rehearsal if rehearsal else settings
    if series:
        _add_to_series(settings, folder, author or AUTHOR)
        return
    described = export_edition(settings, folder, author or AUTHOR)
    n_files = len(described["resources"])
    err.print(f"edition {described['id']}: {n_files} tables and figures, without postings' texts")
    out.print(str(folder), soft_wrap=True)


def _add_to_series(settings: Settings, folder: Path, author: str) -> None:
    from flows.cli.terminal import err, out
    from flows.export.series import add_edition

    entry = add_edition(settings, folder, author)
    if entry["compared_with"]:
        err.print(
            f"edition {entry['id']}: {entry['n_revised']:,} of {entry['n_compared']:,} figures that "
            f"{entry['compared_with']} had printed are revised, {entry['n_beyond_interval']:,} beyond their interval"
        )
        for reason in entry["reasons"]:
            err.print(f"  {reason}")
    out.print(str(folder / entry["id"]), soft_wrap=True)
