"""The command `rolecall digest`: what changed, on the terminal, in a file, by mail, to a chat.

Decides what is said where there is no news. Leaves digests to `flows.digest`. Heavy imports happen inside the command, as in
`flows.cli.run`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.options import PANEL_SHARE, Rehearsal, ready_settings

if TYPE_CHECKING:
    from flows.settings import Settings
    from reports.digest.digest import Digest

app = typer.Typer()

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


@app.command(rich_help_panel=PANEL_SHARE)
def digest(
    since: Annotated[str | None, _SINCE] = None,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write it as a mail's HTML, too.")
    ] = None,
    send: Annotated[str | None, _SEND] = None,
    shape: Annotated[str | None, _SHAPE] = None,
    rehearsal: Rehearsal = False,
) -> None:
    """What changed since an earlier edition, beyond chance. Nothing when nothing did.

    Prints Markdown. Figures that moved beyond their intervals, new verdicts, new skills, employers
    that open more than they did, and what fell silent. The site's feed.xml holds the same of every
    edition.
    """
    import sys

    from flows.cli.terminal import err
    from flows.digest.series import newest_digest, read_editions
    from flows.progress import counted
    from reports.digest import writing

    settings = ready_settings()
    settings = settings.rehearsal if rehearsal else settings
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
    from flows.errors import UsageError

    if way == "mail":
        return send_mail(found, settings)
    if way == "webhook":
        return send_to_webhook(found, settings, shape)
    raise UsageError(f"--send {way!r}: there are mail and webhook")
