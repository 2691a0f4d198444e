"""Tells a deleted board from one in trouble, where the reply is not a 404.

Decides from the last answer to a request for data (never for a web page): a vendor sends a tenant that is gone to its own
site, to a page that says so, or to a login, or it answers with such a page, or with an error that names it.
Leaves 404 and 410 to `flows.web.replies`, and what a missing board means to `transforms.history.looks`.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from flows.sources import Reply

_READ_BYTES = 20_000
_SHORT_BYTES = 2_000
# Words of an address to which a board that is gone is redirected on its own host.
_GONE_PATH = re.compile(
    r"(?:^|[/_.-])(?:expired|missing|not[-_]?found|404|410|log[-_]?in|sign[-_]?in|deactivated|suspended|inactive|disabled|closed"
    r"|no[-_]such\w*)(?:[/_.?-]|$)",
    re.IGNORECASE,
)
_GONE_WORDS = re.compile(
    r"\b(?:not[ _-]?found|no such|does(?: not|n['’]t) exist|no longer (?:exists?|available|active)|(?:is|been|account) (?:inactive|"
    r"deactivated|disabled|suspended|closed|expired)|(?:is )?not active|unknown (?:company|account|tenant|organi[sz]ation|board)"
    r"|(?:company|account|tenant|organi[sz]ation|board)[ _-](?:missing|expired|inactive))\b",
    re.IGNORECASE,
)
_TITLE = re.compile(rb"<title[^<>]{0,100}>([^<>]{0,300})</title", re.IGNORECASE)
_LOGIN_TITLE = re.compile(r"\b(?:log ?in|sign ?in|expired|page not found|404)\b", re.IGNORECASE)
# A page of one of these is about the request or the day, not about the board.
_TROUBLE = re.compile(
    r"moment|robot|captcha|verif|human|maintenance|temporar|unavailable|back soon|attention|denied|blocked|limit",
    re.IGNORECASE,
)


def absence_of(url: str, reply: Reply, vendor: str) -> str | None:
    """Why the answer to a request for data says that there is no such board. None: it does not say so.

    Args:
        url: what was asked for.
        reply: the last answer, after redirects.
        vendor: what people call the source, as its own pages are titled.
    """
    if reply.status >= 500 or reply.status in (404, 410):
        return None
    asked, found = urlsplit(url), urlsplit(reply.url)
    is_data = not _is_page(reply) and 200 <= reply.status < 300
    if is_data:
        return _said_in_data(reply)
    if _is_vendors_site(asked.hostname or "", found.hostname or ""):
        return f"leads to {reply.url[:200]}, the vendor's own site"
    if found.path != asked.path and _GONE_PATH.search(found.path):
        return f"leads to {reply.url[:200]}"
    return _said_on_page(reply, vendor)


def _is_page(reply: Reply) -> bool:
    return reply.body[:_SHORT_BYTES].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<" and not re.match(
        rb"\s*<(?:\?xml|rss|workzag)", reply.body.removeprefix(b"\xef\xbb\xbf")[:100]
    )


def _is_vendors_site(asked: str, found: str) -> bool:
    """Whether a tenant's host (acme.vendor.com) led to the vendor's (www.vendor.com, vendor.com, app.vendor.com)."""
    if asked == found:
        return False
    names, others = asked.split("."), found.split(".")
    vendor = names[-2:-1] or names
    same_vendor = others[-2:-1] == vendor
    return same_vendor and names[0] != others[0]


def _said_in_data(reply: Reply) -> str | None:
    """An error in a short answer: {"error": "Company not found"}."""
    if len(reply.body) > _SHORT_BYTES or b"error" not in reply.body.lower():
        return None
    match = _GONE_WORDS.search(reply.text)
    return f"answers {match[0]!r}" if match else None


def _said_on_page(reply: Reply, vendor: str) -> str | None:
    """A page that is the vendor's own or a login, or a refusal that says that there is nothing."""
    body = reply.body[:_READ_BYTES]
    named = _TITLE.search(body)
    title = " ".join(named[1].decode("utf-8", "replace").split()) if named else ""
    text = title or (body.decode("utf-8", "replace") if len(reply.body) <= _SHORT_BYTES else "")
    if _TROUBLE.search(text):
        return None
    is_vendors = re.match(rf"{re.escape(vendor)}\b(?!.*\bjobs\b)", title, re.IGNORECASE)
    if is_vendors or _LOGIN_TITLE.search(title) or _GONE_WORDS.search(text):
        return f"answers {reply.status} with {title[:80] or text[:80]!r}"
    return None
