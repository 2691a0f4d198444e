"""Recognises a board by an address, and an answer that comes from another source's board.

Decides which source an address belongs to and which board of it the address names. Leaves a redirect within a source, or
to an employer's own domain, to the source's reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from urllib.parse import SplitResult, unquote, urlsplit

from flows.errors import BoardMissing, UsageError
from flows.sources import Board, Source, careers_page, every_source

_VENDOR_DOMAINS = (".greenhouse.io", ".lever.co", ".ashbyhq.com")

# What hosted boards leave in the address when a company shows a job on its own site.
_MARKS = {"gh_jid=": "greenhouse", "ashby_jid=": "ashby", "lever-origin=": "lever"}


def require_same_source(source: str, asked: str, answered: str) -> None:
    """Raises BoardMissing when `answered`, where redirects from `asked` ended, is an address of another source."""
    # An employer that changes its provider often leaves a redirect behind, and some lists look alike (`jobs`, each with an
    # `id`). Read as the old one, the new list would seem to close every posting and open as many.
    if asked == answered or urlsplit(asked).hostname == urlsplit(answered).hostname:
        return
    other = source_at(answered)
    if other not in (None, source):
        raise BoardMissing(
            f"{asked}: has moved to {answered[:200]}, a board of another kind ({other}). "
            "Nothing of it was read; add the new one with `rolecall boards add URL`"
        )


def source_at(url: str) -> str | None:
    """The source that an address belongs to. None: no source we know."""
    host = urlsplit(url).hostname
    at_host = (name for name, source in every_source().items() if host in source.hosts)
    by_pattern = (source.name for source, _ in _matches(url))
    return min((*at_host, *by_pattern), default=None)


def recognise(url: str, known: Iterable[Board] = ()) -> Board:
    """The board behind the address of a careers page or a job.

    An address of no known source is taken for a careers page that describes its jobs by schema.org.

    Args:
        url: with or without its scheme.
        known: boards that a company's own page may stand for, when the address names their source but not them.

    Raises:
        UsageError: not an https address, or an address of a known source that names no board.
    """
    url = with_scheme(url)
    parts = split_page(url)
    if (board := hosted(url)) is not None:
        return board
    host = (parts.hostname or "").lower()
    if is_vendors_own(host):
        raise UsageError(
            f"{url}: this kind of board is known, but the address names none; "
            "open one of its jobs and copy that"
        )
    if source := next((source for mark, source in _MARKS.items() if mark in parts.query), None):
        return _behind(source, host, url, known)
    return _board_of(every_source()["careers_page"], careers_page.slug_of(host, parts.path), url)


def hosted(url: str) -> Board | None:
    """The board that an https address of a known source names. None for all other addresses.

    Raises:
        UsageError: the address is of a known source, but what it names is no board of it.
    """
    for source, found in _matches(url):
        # A source that is one board has no slug in its addresses: its pattern is its slug.
        return _board_of(source, unquote(found["slug"] or source.slug_pattern), url)
    return None


def with_scheme(url: str) -> str:
    """An address as a person typed it, with https:// where they left that out."""
    url = url.strip()
    return url if "://" in url else f"https://{url}"


def split_page(url: str) -> SplitResult:
    """The parts of a page's address. Raises UsageError when it is not one."""
    try:
        parts = urlsplit(url)
    except ValueError as exc:
        raise UsageError(f"{url[:200]!r}: not an address ({exc})") from exc
    if parts.scheme not in ("http", "https") or "." not in (parts.hostname or ""):
        raise UsageError(
            f"{url[:200]!r}: not the address of a page, such as https://www.example.com/careers"
        )
    return parts


def is_vendors_own(host: str) -> bool:
    """Whether a host is a vendor's: its pages name no board unless their address does."""
    return host.endswith(_VENDOR_DOMAINS) or any(
        host in source.hosts for source in every_source().values()
    )


def _matches(url: str) -> Iterator[tuple[Source, re.Match[str]]]:
    for source, pattern in _patterns():
        if found := pattern.match(url):
            yield source, found


@cache
def _patterns() -> tuple[tuple[Source, re.Pattern[str]], ...]:
    return tuple(
        (source, re.compile(pattern, re.IGNORECASE))
        for source in every_source().values()
        for pattern in source.address_patterns
    )


def _behind(source: str, host: str, url: str, known: Iterable[Board]) -> Board:
    """The hosted board behind a company's own page, when a known one has the name of the site."""
    name = host.removeprefix("www.").split(".")[0]
    for board in known:
        if board.source == source and board.slug.lower() == name:
            return board
    raise UsageError(
        f"{url}: a {source} board stands behind this page, but the address does not name it. "
        "The apply links of its postings do, or the page's source. Add that address, or a line "
        f"`{source},NAME` to a list of your own"
    )


def _board_of(source: Source, slug: str, url: str) -> Board:
    slug = source.spelled(source.named_in(slug))
    if not source.accepts(slug):
        raise UsageError(f"{url}: {slug[:100]!r} is not the name of a {source.title} board")
    return Board(source.name, slug)
