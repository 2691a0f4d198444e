"""Commands that hand the numbers on: an edition as files.

Leaves the work to `flows.export`. Heavy imports happen inside the commands, as in `flows.cli.run`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.options import PANEL_SHARE, Rehearsal, Verbose, ready_settings

app = typer.Typer()


@app.command(rich_help_panel=PANEL_SHARE)
def export(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Where the files go. It may hold an older export.")
    ],
    author: Annotated[
        str | None, typer.Option(metavar="NAME", help="Who is cited. Default: Rolecall's makers.")
    ] = None,
    rehearsal: Rehearsal = False,
    verbose: Verbose = False,
) -> None:
    """Write this edition for others: tables, figures and market, without postings' texts.

    DIR gets market.duckdb, every table as Parquet and CSV, each figure of the site with its query, what
    every column means (datapackage.json), checksums, a README and CITATION.cff. Whoever has DIR can make
    every figure again with duckdb alone: python DIR/reproduce.py.
    """
    from flows.cli.terminal import err, out
    from flows.export.package import AUTHOR, export_edition

    settings = ready_settings(verbose)
    settings = settings.rehearsal if rehearsal else settings
    described = export_edition(settings, folder, author or AUTHOR)
    n_files = len(described["resources"])
    err.print(f"edition {described['id']}: {n_files} tables and figures, without postings' texts")
    out.print(str(folder), soft_wrap=True)
