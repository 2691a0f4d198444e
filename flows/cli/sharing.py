"""Commands that hand the numbers on: what changed, an edition as files, and servers that programs ask.

Decides what is said where there is no news. Leaves the work to `flows.digest`, `flows.export` and `flows.programs`.
Heavy imports happen inside the commands, as in `flows.cli.run`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.options import PANEL_SHARE, Rehearsal, Verbose, ready_settings
from flows.cli.query import market_file

if TYPE_CHECKING:
    from flows.settings import Settings
    from reports.digest.digest import Digest

_LOOPBACK = "127.0.0.1"

Host = Annotated[
    str,
    typer.Option(
        help="Address to listen on. Beyond this machine, anyone who reaches it can query."
    ),
]

_SINCE = typer.Option(
    metavar="EDITION", help="Compare with this edition (its day, or its id). Default: the last."
)
_SEND = typer.Option(
    metavar="WAY",
    help="Send it: mail (ROLECALL_SMTP, ROLECALL_MAIL_TO) or webhook (ROLECALL_WEBHOOK).",
)
_SHAPE = typer.Option(
    metavar="NAME",
    help="Shape of the webhook's message: slack, discord, teams or json. Default: by the host.",
)

app = typer.Typer()


@app.command(rich_help_panel=PANEL_SHARE)
def digest(
    since: Annotated[str | None, _SINCE] = None,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also write it as the HTML of a mail.")
    ] = None,
    send: Annotated[str | None, _SEND] = None,
    shape: Annotated[str | None, _SHAPE] = None,
    rehearsal: Rehearsal = False,
) -> None:
    """What changed since an earlier edition, beyond chance. Prints nothing if nothing did.

    Prints Markdown: figures that moved beyond their intervals, new verdicts, new skills, employers
    that open more jobs than before, and sources that fell silent. The site's feed.xml holds the same of every
    edition.
    """
    import sys

    from flows.cli.terminal import err
    from flows.digest.series import newest_digest, read_editions
    from flows.errors import UsageError
    from flows.progress import counted
    from flows.requirements import require_file
    from reports.digest import writing

    require_file(html, "digest.html")
    if send not in (None, "mail", "webhook"):
        raise UsageError(f"--send {send!r}: choose from mail and webhook")
    settings = ready_settings(rehearsal=rehearsal)
    found = newest_digest(read_editions(settings.site_folder), since)
    if found is None:
        err.print("No earlier edition to compare with yet: a digest needs two reports of two days.")
        return
    if not found.sections:
        compared = counted(found.n_compared, "statement")
        err.print(f"Nothing changed beyond chance since {found.since} ({compared} compared).")
        return
    sys.stdout.write(writing.markdown(found, settings.site_url))
    if html:
        html.write_text(writing.html(found, settings.site_url), "utf-8")
    if send:
        host = _send(found, settings, send, shape)
        err.print(f"Sent to {host}.")


def _send(found: Digest, settings: Settings, way: str, shape: str | None) -> str:
    from flows.digest.sending import send_mail, send_to_webhook

    return send_mail(found, settings) if way == "mail" else send_to_webhook(found, settings, shape)


@app.command(rich_help_panel=PANEL_SHARE)
def export(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Where the files go. It may hold an older export.")
    ],
    author: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Who is cited. Default: the Rolecall developers."),
    ] = None,
    series: Annotated[
        bool,
        typer.Option("--series", help="Add it to the editions in DIR and report what it revised."),
    ] = False,
    rehearsal: Rehearsal = False,
    verbose: Verbose = False,
) -> None:
    """Export this edition for others: tables, figures and market, without postings' texts.

    DIR gets market.duckdb, every table as Parquet and CSV, each figure of the site with its query, what
    every column means (datapackage.json), checksums, a README and CITATION.cff. Anyone who has DIR can
    reproduce every figure with duckdb alone: python DIR/reproduce.py. With --series, DIR holds one folder
    per edition and an index of what each edition revised in published figures, and why.
    """
    from flows.cli.terminal import err, out
    from flows.export.package import AUTHOR, export_edition

    settings = ready_settings(verbose, rehearsal=rehearsal)
    if series:
        _add_to_series(settings, folder, author or AUTHOR)
        return
    described = export_edition(settings, folder, author or AUTHOR)
    names = [each["name"] for each in described["resources"] if each["format"] == "csv"]
    n_figures = sum(name.startswith("figure-") for name in names)
    err.print(
        f"edition {described['id']}: {len(names) - n_figures} tables and {n_figures} figures, "
        "without postings' texts"
    )
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


@app.command(rich_help_panel=PANEL_SHARE)
def api(
    port: Annotated[int, typer.Option(min=0, max=65_535, help="0 picks a free port.")] = 8378,
    host: Host = _LOOPBACK,
    rehearsal: Rehearsal = False,
) -> None:
    """Serve the market to programs over HTTP until Ctrl-C: JSON or CSV, with OpenAPI.

    growth, pay_band, skills, compare_roles, offer_percentile, why, claims, tables and sql, each with its n,
    interval, definition and edition. Read-only. A new market is served as soon as it is published.
    """
    from flows.programs.api import build_api

    _serve(build_api(market_file(rehearsal), host), host, port)


@app.command(rich_help_panel=PANEL_SHARE)
def mcp(
    http: Annotated[
        bool,
        typer.Option("--http", help="Over HTTP, at /mcp, instead of standard input and output."),
    ] = False,
    port: Annotated[
        int, typer.Option(min=0, max=65_535, help="With --http. 0 picks a free port.")
    ] = 8377,
    host: Host = _LOOPBACK,
    rehearsal: Rehearsal = False,
) -> None:
    """Give a language model the market as tools (Model Context Protocol).

    The same questions as `rolecall api`. A client starts `rolecall mcp` and speaks over standard input and
    output. Needs the extra `mcp`: pip install '.[mcp]' in Rolecall's checkout.
    """
    from flows.programs import model_tools

    market = market_file(rehearsal)
    if not http:
        model_tools.serve_stdio(market)
        return
    _serve(model_tools.build_app(market, host), host, port, model_tools.PATH)


def _serve(app: object, host: str, port: int, path: str = "/") -> None:
    from flows.cli.terminal import err
    from flows.programs.serving import serve_http
    from flows.settings import LOOPBACK_NAMES

    if host not in LOOPBACK_NAMES:
        err.print(
            f"{host} can be reached from other machines: anyone there can query, without a password"
        )
    serve_http(app, host, port, lambda address: err.print(f"answering at {address}{path}"))
