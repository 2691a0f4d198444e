"""The command `rolecall site`: where it is, its Query page and pictures, and the site served on this machine.

Leaves the work to `flows.engine`. Heavy imports happen inside the command, as in `flows.cli.run`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.options import PANEL_SHARE, Rehearsal, Verbose, ready_settings
from flows.cli.query import market_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from flows.recipe.write import Choice
    from flows.settings import Settings

app = typer.Typer()
publish = typer.Typer(no_args_is_help=True, help="Publish the report on a schedule.")
app.add_typer(publish, name="publish", rich_help_panel=PANEL_SHARE)

_CONTACT = typer.Option(
    help="Goes into the User-Agent. It will be visible in the repository. Asked for, with ROLECALL_CONTACT as the default.",
)
_PANEL = typer.Option(help="core, broad, wide or all. Asked for, with core as the default.")
_CADENCE = typer.Option(help="daily, weekly or monthly. Asked for, with weekly as the default.")


@publish.command(name="init")
def publish_init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Your fork of Rolecall.")],
    contact: Annotated[str | None, _CONTACT] = None,
    panel: Annotated[str | None, _PANEL] = None,
    cadence: Annotated[str | None, _CADENCE] = None,
) -> None:
    """Write what publishes a fork: a GitHub Actions workflow for its Pages, a container, their scripts.

    Commit the files and choose GitHub Actions as the source of Pages. The lake is kept as assets of a
    release. When a check fails, the old site stays.
    """
    from flows.cli.terminal import err, out
    from flows.recipe.write import SIX_HOURS, require_answers, require_fork, write_recipe

    # Before anything is asked: nobody should answer three questions to learn that the first was wrong.
    require_fork(folder)
    require_answers(contact, panel, cadence)
    choice = _ask_for(contact, panel, cadence)
    for file in write_recipe(folder, choice):
        out.print(str(file), soft_wrap=True)
    if choice.panel in SIX_HOURS:
        err.print(
            f"GitHub stops a job after six hours, and panel {choice.panel} takes longer: use the container."
        )
    err.print("Commit these, then choose Settings > Pages > Source: GitHub Actions,")
    err.print("and enable the fork's workflows (Actions).")
    err.print(
        "A public repository's releases are public, with the lake: set LAKE_S3 to keep it apart."
    )


def _ask_for(contact: str | None, panel: str | None, cadence: str | None) -> Choice:
    """Asks for what no option says. Raises UsageError when nobody can answer."""
    from flows.errors import UsageError
    from flows.recipe.write import Choice
    from flows.settings import read_settings

    known = read_settings().contact or None
    try:
        return Choice(
            contact or typer.prompt("Contact (address or URL for board owners)", known),
            panel or typer.prompt("Panel (core, broad, wide or all)", "core"),
            cadence or typer.prompt("Cadence (daily, weekly or monthly)", "weekly"),
        )
    except typer.Abort as exc:
        if sys.stdin.isatty():  # a person who wants no more
            raise
        raise UsageError(
            "there is no terminal to ask on: give --contact, --panel and --cadence"
        ) from exc


_QUERY = typer.Option(
    "--query",
    help="Add the page Query: readers ask the market in SQL. npm fetches its engine once (31 MB).",
)
_ENGINE = typer.Option(
    metavar="DIR",
    help="With --query: take the engine's npm packages from this folder, without network.",
)

_PICTURES = typer.Option(
    "--pictures",
    help="Add a picture of each figure, which shared links show (needs a Chromium).",
)


@app.command(rich_help_panel=PANEL_SHARE)
def site(
    query: Annotated[bool, _QUERY] = False,
    engine: Annotated[Path | None, _ENGINE] = None,
    pictures: Annotated[bool, _PICTURES] = False,
    show: Annotated[
        bool, typer.Option("--open", help="Serve the site on this machine and open a browser.")
    ] = False,
    port: Annotated[
        int, typer.Option(min=0, max=65_535, help="Port to serve on. Default: any free port.")
    ] = 0,
    rehearsal: Rehearsal = False,
    verbose: Verbose = False,
) -> None:
    """Show where the site is, add the Query page or pictures to it, or serve it on this machine.

    After the first --query, each report renews the Query page. It works on any web server. Browsers
    cannot start its engine on a page opened from a file: use --open.
    """
    from flows import pipeline
    from flows.cli.terminal import err, out
    from flows.engine.place import add_engine
    from flows.export.pictures import take_pictures
    from flows.lake.session import writing
    from flows.progress import progress_of

    settings = ready_settings(verbose, rehearsal=rehearsal)
    market_file(rehearsal)  # before 31 MB are fetched for a market that is not there
    if query or engine or pictures:
        with writing(settings):
            if query or engine:
                add_engine(settings.site_folder, engine)
            if pictures:
                take_pictures(settings, progress_of("pictures"))
            pipeline.report_stop(settings)
    out.print(str(settings.site_folder / "latest" / "index.html"), soft_wrap=True)
    if show:
        _serve(settings, port, err.print)


def _serve(settings: Settings, port: int, say: Callable[[str], None]) -> None:
    import webbrowser

    from flows.engine.serving import site_server

    with site_server(settings.site_folder, port) as server:
        address = f"http://127.0.0.1:{server.server_port}/latest/index.html"
        say(f"Serving {address}. Stop with Ctrl-C.")
        webbrowser.open(address)
        server.serve_forever()
