"""Sends a digest by mail, or to a chat server's webhook.

Decides the shape of each message and what an error may contain: never an address's path or a password. Leaves the text to
`reports.digest`. Nothing is sent when there is no news.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable, Mapping
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import localtime, parseaddr
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

import httpx

from flows.errors import RolecallError, UsageError
from flows.settings import LOOPBACK_NAMES, Settings
from flows.web import webhook
from reports.digest import writing
from reports.digest.digest import Digest

_TIMEOUT_S = 30.0
_ADDRESS = re.compile(r"[^\s@/:]+@[^\s@/:]+")

_LONGEST = {"slack": 39_000, "discord": 2_000, "teams": 25_000, "json": 100_000}
"""Characters that each kind of server takes."""

_HOSTS = {
    "hooks.slack.com": "slack",
    "discord.com": "discord",
    "discordapp.com": "discord",
    "webhook.office.com": "teams",
    "logic.azure.com": "teams",
    "api.powerplatform.com": "teams",
}
"""The shape that a host needs, by the end of its name."""


def _teams(text: str) -> Mapping[str, Any]:
    block = {"type": "TextBlock", "text": text, "wrap": True}
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [block],
    }
    attached = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
    return {"type": "message", "attachments": [attached]}


_SHAPES: Mapping[str, Callable[[str], Mapping[str, Any]]] = {
    "slack": lambda text: {"text": _in_slacks_signs(text), "unfurl_links": False},
    "discord": lambda text: {"content": text, "allowed_mentions": {"parse": []}},
    "teams": _teams,
    "json": lambda text: {"text": text},
}

SHAPES = tuple(_SHAPES)
"""What a message can be shaped for."""


# An escaped sign, bold, or a link. In one pass, as a subject may end with an escaped star: `**A\***`.
_MARKDOWN = re.compile(
    r"\\(?P<sign>.)|(?P<bold>\*\*)|\[(?P<words>[^\]]*)\]\((?P<address>[^)\s]+)\)"
)


def _in_slacks_signs(text: str) -> str:
    """Slack's own dialect: its three signs escaped and no others, bold with one star, headings in bold, links in angles."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    lines = (
        f"*{line.lstrip('# ')}*" if line.startswith("#") else _MARKDOWN.sub(_slacks, line)
        for line in escaped.splitlines()
    )
    return "\n".join(lines)


def _slacks(found: re.Match[str]) -> str:
    if found["sign"]:
        return found["sign"]  # Slack knows no backslash: it would be shown
    return "*" if found["bold"] else f"<{found['address']}|{found['words']}>"


def send_to_webhook(digest: Digest, settings: Settings, shape: str | None = None) -> str:
    """Posts the digest to the webhook of the settings. Returns the host that took it.

    Args:
        digest: with news.
        settings: whose webhook.
        shape: one of SHAPES; by default what the host's name asks for.

    Raises:
        UsageError: no webhook is set, or no such shape is known.
        RolecallError: nobody answered, or the answer was an error.
    """
    if not settings.webhook:
        raise UsageError("no webhook is set: set ROLECALL_WEBHOOK to its https address")
    host = urlsplit(settings.webhook).hostname or ""
    shape = shape or _shape_of(host)
    if shape not in _SHAPES:
        raise UsageError(f"--shape {shape!r}: choose from {', '.join(SHAPES)}")
    message = _SHAPES[shape](_cut(writing.markdown(digest, settings.site_url), _LONGEST[shape]))
    try:
        status = webhook.post(settings.webhook, message, settings.user_agent)
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as exc:
        raise RolecallError(
            f"the webhook at {host} was not reached ({type(exc).__name__})"
        ) from None
    if status >= httpx.codes.MULTIPLE_CHOICES:
        raise RolecallError(f"the webhook at {host} did not take the digest: it answered {status}")
    return host


def _shape_of(host: str) -> str:
    shapes = (shape for end, shape in _HOSTS.items() if host == end or host.endswith(f".{end}"))
    return next(shapes, "json")


def _cut(text: str, longest: int) -> str:
    """Whole lines of the text, as many as fit, and its last one: that names the rule and links to the report."""
    if len(text) <= longest:
        return text
    foot = "\n…\n\n" + text.rstrip().rpartition("\n\n")[2]
    kept = text[: longest - len(foot)]
    return kept[: kept.rfind("\n")] + foot


def send_mail(digest: Digest, settings: Settings) -> str:
    """Sends the digest as a mail of plain text and HTML. Returns the host that took it.

    Raises:
        UsageError: server or recipients are not set, or are none.
        RolecallError: the server was not reached, or refused the mail.
    """
    server = _server(settings.smtp)
    mail = _mail(digest, settings)
    try:
        with _connect(server) as connection:
            if server.username:
                connection.login(unquote(server.username), unquote(server.password or ""))
            connection.send_message(mail)
    except (OSError, UnicodeError, smtplib.SMTPException) as exc:
        code = f" {exc.smtp_code}" if isinstance(exc, smtplib.SMTPResponseException) else ""
        raise RolecallError(
            f"the mail server {server.hostname} did not take the digest ({type(exc).__name__}{code})"
        ) from None
    return str(server.hostname)


def _server(address: str) -> SplitResult:
    try:
        server = urlsplit(address)
        is_whole = bool(server.hostname) and server.scheme in ("smtp", "smtps")
        _ = server.port  # raises where it is no number
    except ValueError:
        is_whole = False
    if not is_whole:
        raise UsageError(
            "no mail server is set: set ROLECALL_SMTP to smtps://USER:PASSWORD@HOST "
            "(signs such as @ in a password as %40). It is not shown here, as it holds a password"
        )
    return server


def _connect(server: SplitResult) -> smtplib.SMTP:
    """An encrypted connection, unless the server is on this machine."""
    host, context = server.hostname or "", ssl.create_default_context()
    if server.scheme == "smtps":
        return smtplib.SMTP_SSL(host, server.port or 465, timeout=_TIMEOUT_S, context=context)
    connection = smtplib.SMTP(host, server.port or 587, timeout=_TIMEOUT_S)
    if host not in LOOPBACK_NAMES:
        connection.starttls(context=context)
    return connection


def _mail(digest: Digest, settings: Settings) -> EmailMessage:
    recipients = [each.strip() for each in settings.mail_to.split(",") if each.strip()]
    if not recipients or not all("@" in each for each in recipients):
        raise UsageError(
            "nobody to send to: set ROLECALL_MAIL_TO to an address, or to several with commas"
        )
    mail = EmailMessage()
    mail["Subject"] = digest.title
    # A contact may also be a profile's address: https://example.social/@me.
    has_address = _ADDRESS.fullmatch(parseaddr(settings.contact)[1])
    sender = settings.contact if has_address else recipients[0]
    refused = UsageError(
        "ROLECALL_CONTACT or ROLECALL_MAIL_TO holds no whole address, or more than one line: write NAME@HOST"
    )
    # Which line's ends Python refuses in a header depends on its version.
    if not all(map(str.isprintable, (settings.contact, *recipients))):
        raise refused
    try:
        mail["From"], mail["To"] = sender, ", ".join(recipients)
    except (ValueError, LookupError, MessageError):  # half an address: `B <b@`
        raise refused from None
    mail["Date"] = localtime()  # a mail must have one, and smtplib adds none
    mail["Message-ID"] = f"<{digest.edition_id}@rolecall.invalid>"
    mail.set_content(writing.markdown(digest, settings.site_url))
    mail.add_alternative(writing.html(digest, settings.site_url), subtype="html")
    return mail
