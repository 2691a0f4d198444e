"""Commands that look into things: explanations, sources, this installation.

Decides how results are printed. Leaves the answers to `flows.doctor`, queries to `flows.cli.query` and boards to
`flows.cli.boards`. Heavy imports happen inside the commands, as in `flows.cli.run`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli import boards, query
from flows.cli.options import PANEL_LOOK, Panel, Rehearsal, ready_settings
from flows.cli.query import market_file

if TYPE_CHECKING:
    from flows.sources import Source

app = typer.Typer()
app.add_typer(query.app)
app.add_typer(boards.app, name="boards", rich_help_panel=PANEL_LOOK)


@app.command(rich_help_panel=PANEL_LOOK)
def why(
    posting_id: Annotated[
        str, typer.Argument(help="source:board:id, or a part of a title to search for.")
    ],
    rehearsal: Rehearsal = False,
) -> None:
    """Why a posting is counted under its role: the phrases that decided, with their weights."""
    from flows.cli.explain import explain
    from flows.cli.terminal import out

    for line in explain(market_file(rehearsal), posting_id):
        out.print(line, markup=False, highlight=False, soft_wrap=True)


@app.command("open", rich_help_panel=PANEL_LOOK)
def open_report(rehearsal: Rehearsal = False) -> None:
    """Open the newest report in a browser."""
    import webbrowser

    from flows.cli.terminal import err, out
    from flows.report import address_of

    settings = ready_settings(rehearsal=rehearsal)
    address = address_of(settings)
    out.print(address, highlight=False, soft_wrap=True)
    if not webbrowser.open(address):
        err.print("no browser could be started: open this address in yours")


@app.command(rich_help_panel=PANEL_LOOK)
def sources(
    name: Annotated[str | None, typer.Argument(help="Show all that is known about one.")] = None,
) -> None:
    """The kinds of boards that can be read: how much of a board each lists, and what it never gives.

    "read from" says what an adapter was written against: replies as sent (real), replies copied or
    shortened (transcribed) or field lists alone (documented). What follows a slash says the same for
    the pages of single postings.
    """
    import polars as pl

    from flows.backfill import list_histories
    from flows.cli.terminal import print_table
    from flows.errors import UsageError
    from flows.sources import every_source

    by_name = every_source()
    if name is None:
        print_table(pl.DataFrame([_in_a_line(source) for source in by_name.values()]))
        print_table(pl.DataFrame(list_histories()), "The past that `rolecall backfill` fetches")
        return
    if name not in by_name:
        raise UsageError(f"unknown source {name!r}; choose from {', '.join(by_name)}")
    facts = _in_a_line(by_name[name]) | {
        "never gives": ", ".join(by_name[name].never_gives),
        "documentation": by_name[name].docs_url,
        "checked on": by_name[name].checked_on,
    }
    print_table(pl.DataFrame({"what": list(facts), name: [str(fact) for fact in facts.values()]}))


def _in_a_line(source: Source) -> dict[str, str]:
    from flows.settings import environment_name

    return {
        "source": source.name,
        "title": source.title,
        "lists": source.extent,
        "wants a key": ", ".join(map(environment_name, source.key_settings)),
        "read from": source.basis,
    }


@app.command(rich_help_panel=PANEL_LOOK)
def doctor(panel: Panel = None) -> None:
    """Check this installation: settings, keys, folders, and how many requests a run would send to whom."""
    from flows.cli.terminal import out, print_table
    from flows.doctor import examine
    from flows.requirements import parse_as_of

    settings = ready_settings()
    findings, budget = examine(settings, parse_as_of(None), panel)
    print_table(findings, "This installation")
    print_table(
        budget, f"Requests of a run of the {panel or settings.panel} panel and your own boards"
    )
    if "problem" in set(findings["state"]):
        out.print("Something needs attention: see the lines marked problem.")
        raise typer.Exit(1)
