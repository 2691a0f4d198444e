"""Digests sent to real servers on this machine: a mail server and webhooks in three dialects."""

from __future__ import annotations

import email
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from threading import Thread

import pytest

from flows.digest.sending import send_mail, send_to_webhook
from flows.errors import RolecallError, UsageError
from flows.settings import Settings
from reports.digest.digest import Digest, News, Section
from tests.flows.served_site import webhook

SECRET = "secret-path"  # stands in the address of `webhook`, too
DIGEST = Digest(
    "2026-11-23", "2026-11-16", "2026-11-23-3f9a1c", False, (), 62, 4812, 300,
    (Section("New skills", (News("ML engineers: MCP & <co>", "named by 12 % of openings"),)),),
)  # fmt: skip
LONG = Digest(
    "2026-11-23", "2026-11-16", "x", False, (), 62, 4812, 300,
    (Section("New skills", tuple(News(f"Skill {at}", "named " * 20) for at in range(400))),),
)  # fmt: skip


@contextmanager
def serving(server: socketserver.BaseServer) -> Iterator[int]:
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1]  # type: ignore[index, misc]
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def mail_server(refuses: str = "") -> Iterator[tuple[int, list[EmailMessage]]]:
    """An SMTP server that keeps what it gets, or refuses the command that is named."""
    kept: list[EmailMessage] = []

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.say("220 here")
            for line in self.rfile:
                word = line.decode().split()[0].upper()
                if word == refuses:
                    self.say(f"550 no {SECRET}")
                elif word == "DATA":
                    self.say("354 go on")
                    kept.append(self.read_mail())
                    self.say("250 kept")
                elif word == "QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say("250 fine")

        def read_mail(self) -> EmailMessage:
            lines = iter(self.rfile.readline, b".\r\n")
            return email.message_from_bytes(b"".join(lines), policy=default)  # type: ignore[return-value]

        def say(self, text: str) -> None:
            self.wfile.write(f"{text}\r\n".encode())

    with serving(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk)) as port:
        yield port, kept


def test_a_mail_holds_text_and_html_and_names_its_edition() -> None:
    with mail_server() as (port, kept):
        settings = Settings(
            contact="me@example.org",
            smtp=f"smtp://127.0.0.1:{port}",
            mail_to="a@example.org, b@example.org",
        )
        assert send_mail(DIGEST, settings) == "127.0.0.1"
    (mail,) = kept
    assert mail["Subject"] == "Rolecall: what changed by 2026-11-23"
    assert mail["From"] == "me@example.org"
    assert mail["To"] == "a@example.org, b@example.org"
    assert "3f9a1c" in mail["Message-ID"]
    assert abs((datetime.now(UTC) - mail["Date"].datetime).total_seconds()) < 3600
    text, page = mail.iter_parts()
    assert "## New skills" in text.get_content()
    assert "MCP &amp; &lt;co&gt;" in page.get_content()


@pytest.mark.parametrize(
    ("contact", "sender"),
    [
        ("https://example.social/@me", "a@example.org"),
        ("https://example.org/about", "a@example.org"),
        ("Me <me@example.org>", "Me <me@example.org>"),
    ],
)
def test_a_mail_comes_from_the_contact_when_that_is_an_address(contact: str, sender: str) -> None:
    with mail_server() as (port, kept):
        smtp = f"smtp://127.0.0.1:{port}"
        send_mail(DIGEST, Settings(contact=contact, smtp=smtp, mail_to="a@example.org"))
    assert [mail["From"] for mail in kept] == [sender]


@pytest.mark.parametrize("word", ["MAIL", "RCPT"])
def test_a_mail_that_is_refused_is_said_without_the_servers_words(word: str) -> None:
    with mail_server(word) as (port, kept):
        settings = Settings(smtp=f"smtp://127.0.0.1:{port}", mail_to="a@example.org")
        with pytest.raises(RolecallError, match=r"127\.0\.0\.1 did not take the digest") as raised:
            send_mail(DIGEST, settings)
    assert kept == []
    assert SECRET not in str(raised.value)


@pytest.mark.parametrize(
    "address", ["", "127.0.0.1:25", f"http://u:{SECRET}@x", f"smtp://u:{SECRET}@x:port"]
)
def test_a_server_that_is_none_is_said_without_its_password(address: str) -> None:
    with pytest.raises(UsageError, match="set ROLECALL_SMTP") as raised:
        send_mail(DIGEST, Settings(smtp=address, mail_to="a@example.org"))
    assert SECRET not in str(raised.value)


@pytest.mark.parametrize("mail_to", ["", "nobody", "a@example.org, b"])
def test_a_mail_needs_recipients(mail_to: str) -> None:
    with pytest.raises(UsageError, match="set ROLECALL_MAIL_TO"):
        send_mail(DIGEST, Settings(smtp="smtp://127.0.0.1:9", mail_to=mail_to))


@pytest.mark.parametrize(
    ("contact", "mail_to"),
    [
        ("me@example.org", "a@example.org\nBcc: b@example.org"),
        ("Me\r\nBcc: b@example.org <me@example.org>", "a@example.org"),
        ("me@example.org", "B <b@"),
    ],
)
def test_an_address_that_no_mail_can_have_is_said(contact: str, mail_to: str) -> None:
    smtp = "smtp://127.0.0.1:9"
    with pytest.raises(UsageError, match="ROLECALL_MAIL_TO holds no whole address"):
        send_mail(DIGEST, Settings(contact=contact, smtp=smtp, mail_to=mail_to))


def test_each_chat_server_gets_the_shape_it_takes() -> None:
    with webhook() as (url, hook):
        for shape in ("slack", "discord", "teams", None):
            assert send_to_webhook(DIGEST, Settings(webhook=url), shape) == "127.0.0.1"
    slack, discord, teams, plain = hook.sent
    assert slack["text"].startswith("*Rolecall: what changed by 2026-11-23*\n")
    assert "- *ML engineers: MCP &amp; &lt;co&gt;*: named by 12 %" in slack["text"]
    assert discord["content"].startswith("# Rolecall")
    assert discord["allowed_mentions"] == {"parse": []}
    card = teams["attachments"][0]["content"]
    assert (card["type"], card["body"][0]["type"]) == ("AdaptiveCard", "TextBlock")
    assert plain.keys() == {"text"}


def test_slack_is_shown_no_backslash_and_a_link_in_its_own_form() -> None:
    news = (News("C#, a_b & <!channel>, A*", "named by 12 %"),)
    digest = replace(DIGEST, sections=(Section("New skills", news),))
    with webhook() as (url, hook):
        send_to_webhook(digest, Settings(webhook=url, site_url="https://example.org/x"), "slack")
    text = hook.sent[0]["text"]
    assert "- *C#, a_b &amp; &lt;!channel&gt;, A**: named by 12 %\n" in text
    assert text.endswith("<https://example.org/x/2026-11-23/index.html|The report>")
    assert "\\" not in text


def test_a_long_digest_is_cut_between_two_lines_to_what_a_server_takes() -> None:
    with webhook() as (url, hook):
        settings = Settings(webhook=url, site_url="https://example.org/x")
        send_to_webhook(LONG, settings, "discord")
    text = hook.sent[0]["content"]
    assert len(text) <= 2000
    kept, foot = text.split("named \n…\n\n")
    assert kept.endswith(" ")
    assert foot.endswith("[The report](https://example.org/x/2026-11-23/index.html)")


@pytest.mark.parametrize("status", [302, 404, 500])
def test_a_webhook_that_does_not_take_it_is_said_without_its_path(status: int) -> None:
    with webhook(status) as (url, _), pytest.raises(RolecallError, match=str(status)) as raised:
        send_to_webhook(DIGEST, Settings(webhook=url))
    assert SECRET not in str(raised.value)


def test_a_webhook_that_is_not_there_is_said_without_its_path() -> None:
    with pytest.raises(RolecallError, match=r"the webhook at 127\.0\.0\.1") as raised:
        send_to_webhook(DIGEST, Settings(webhook=f"http://127.0.0.1:9/{SECRET}"))
    assert SECRET not in str(raised.value)


def test_an_unknown_shape_is_said() -> None:
    with pytest.raises(UsageError, match="slack, discord, teams, json"):
        send_to_webhook(DIGEST, Settings(webhook="http://127.0.0.1:9/x"), "irc")
