"""Reads a board's list page by page, until it ends.

Decides when a list is at its end, that it is whole, and how many pages are asked for at most: the same for every source.
A list is whole when as many different rows came as it announced. Rows are never counted twice, because a list that
shifts while it is paged shows one posting on two pages and another on none.
Leaves how a page is asked for to each source, which gives a function for it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import msgspec

from flows.errors import BoardMissing, LookError, PayloadChanged, SourceUnavailable
from flows.sources import Get, Payload, Reply
from flows.sources.kit.fields import NOT_JSON, id_of, reply_as

GONE = (404, 410)
"""The answers of a page that is no longer there."""
_NOTHING = msgspec.Raw(b"null")


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list, and what it says about the whole list."""

    url: str
    rows: Sequence[Payload]
    total: int | None = None
    """How many rows all pages hold together."""
    n_pages: int | None = None
    """How many pages there are."""
    cursor: str | None = None
    """What the next page is asked for by."""
    is_last: bool | None = None
    """None where the page does not say: then `total` or an empty page ends the list."""


@dataclass(frozen=True, slots=True)
class Turn:
    """How far a list has been read when its next page is asked for."""

    n_pages: int = 0
    n_rows: int = 0
    before: Page | None = None

    @property
    def cursor(self) -> str | None:
        """What the page before named as its next."""
        return self.before.cursor if self.before else None


@dataclass
class _Tally:
    """What has come of a list so far: each row once, and how often rows came again."""

    row_key: Callable[[Payload], Hashable | None]
    seen: set[Hashable] = field(default_factory=set)
    n_distinct: int = 0
    n_within: int = 0
    """Rows that one page shows twice. The board itself counts them twice, so none is missing for it."""
    n_across: int = 0
    """Rows that an earlier page showed. The list shifted, and another row may have been on no page."""
    total: int | None = None
    """The largest number that a page announced. Some lists say 0 on their later pages."""
    n_pages: int = 0
    """How many pages were announced. 0: no page says."""

    def take(self, page: Page) -> list[Payload]:
        """Counts a page. Gives the rows that are new. A row without an id is new each time."""
        new = self._new_among(page.rows)
        self.n_distinct += len(new)
        self._note_announced(page)
        return new

    def _note_announced(self, page: Page) -> None:
        if page.total is not None:
            self.total = max(self.total or 0, page.total)
        if page.n_pages is not None:
            self.n_pages = page.n_pages

    def _new_among(self, rows: Sequence[Payload]) -> list[Payload]:
        here: set[Hashable] = set()
        new: list[Payload] = []
        for row in rows:
            key = self.row_key(row)
            if key in here:
                self.n_within += 1
            elif key in self.seen:
                self.n_across += 1
            else:
                new.append(row)
                here.update([] if key is None else [key])
        self.seen |= here
        return new

    def is_end(self, page: Page, new: Sequence[Payload], turn: Turn) -> bool:
        """Whether no further page is to be asked for."""
        if not new or page.is_last:
            return True
        if self.n_pages:
            return turn.n_pages >= self.n_pages
        return page.is_last is None and 0 < (self.total or 0) <= self.n_distinct

    def require_all(self, page: Page, turn: Turn) -> None:
        """Raises SourceUnavailable when fewer rows came than were announced."""
        if self.total and turn.n_rows < self.total:
            raise SourceUnavailable(
                f"{page.url}: {self.n_distinct} of {self.total} rows were listed"
            )
        if turn.n_pages < self.n_pages:
            what = "a page that was read before" if page.rows else "an empty page"
            raise SourceUnavailable(
                f"{page.url}: {what}, where {self.n_pages} pages were announced"
            )

    def require_distinct(self, page: Page, is_shifting: bool) -> None:
        """Raises SourceUnavailable when a row may be missing, though enough rows came."""
        n_listed = self.n_distinct + (0 if self.n_across else self.n_within)
        if self.total and n_listed < self.total:
            raise SourceUnavailable(
                f"{page.url}: {n_listed} different rows of {self.total}: "
                f"{self.n_across} came on a second page, so others may have come on none"
            )
        if self.total == 0 and n_listed:
            raise SourceUnavailable(f"{page.url}: {n_listed} rows, where 0 were announced")
        if self.total is None and is_shifting:
            raise SourceUnavailable(
                f"{page.url}: {self.n_across} of its rows came on a second page, "
                "so others may have come on none"
            )


def _id(row: Payload) -> Hashable | None:
    return row.external_id


def every_row(
    ask: Callable[[Turn], Page],
    *,
    pages_max: int,
    first: Page | None = None,
    beyond: type[LookError] | None = SourceUnavailable,
    repeats_at_end: bool = False,
    row_key: Callable[[Payload], Hashable | None] = _id,
) -> Iterator[Payload]:
    """Every row of a list once, page by page.

    Args:
        ask: asks for the page at a turn.
        pages_max: how many pages are asked for at most, so that a list without an end has one.
        first: the first page, when it was asked for already.
        beyond: the error for a list with more pages than that. None: it is never whole, so its rest is left in silence.
        repeats_at_end: beyond its last page the list shows a page again that was read before.
        row_key: what makes two rows one: their id. None: a row that is like no other.

    Raises:
        SourceUnavailable: fewer different rows came than announced, pages overlap where no number is announced, or the
            list leads in a circle.
    """
    turn, tally = Turn(), _Tally(row_key)
    cursors: set[str] = set()
    is_shifting = False
    while turn.n_pages < pages_max:
        page = first if first and not turn.n_pages else ask(turn)
        n_across = tally.n_across
        new = tally.take(page)
        yield from new
        is_repeat = repeats_at_end and not new
        is_shifting = is_shifting or (tally.n_across > n_across and not is_repeat)
        turn = Turn(turn.n_pages + 1, turn.n_rows + len(page.rows), page)
        if tally.is_end(page, new, turn):
            tally.require_all(page, turn)
            if beyond is not None:
                tally.require_distinct(page, is_shifting)
            return
        if page.cursor in cursors:
            raise SourceUnavailable(
                f"{page.url}: the next page is one that was read before; what follows cannot be read"
            )
        cursors.update([page.cursor] if page.cursor else [])
    if beyond is not None:
        raise beyond(_cut_off(turn, tally))


def whole(page: Page) -> Iterator[Payload]:
    """Every row of a list that comes in one reply.

    Raises:
        SourceUnavailable: it has fewer rows than it announces.
    """
    yield from page.rows
    if len(page.rows) < (page.total or 0):
        raise SourceUnavailable(f"{page.url}: {len(page.rows)} of {page.total} rows were listed")


def read_page(reply: Reply, rows: str = "", *names: str, total: str = "", cursor: str = "") -> Page:
    """A page of a list in JSON.

    Args:
        reply: the answered request.
        rows: the path of the rows ("data.positions"). Empty: the reply is the array itself.
        names: the fields that hold a row's id, the first that has one. `id` when none is named.
        total: the path of the number of rows that all pages hold. Without it, an empty page ends the list.
        cursor: the path of what the next page is asked for by.

    Raises:
        PayloadChanged: a part is missing or of another type. The message names its path.
    """
    found = value_at(reply, rows, list[msgspec.Raw])
    return Page(
        reply.url,
        payloads(map(bytes, found), *names),
        total=value_at(reply, total, int | None) if total else None,
        cursor=value_at(reply, cursor, str | None) if cursor else None,
    )


def open_feed(get: Get, url: str, site: str, **asked: Any) -> Reply:
    """A feed that an employer may switch off while its site goes on.

    Raises:
        SourceUnavailable: the feed is gone and the site is there, so nothing is known of its postings.
        BoardMissing: both are gone.
    """
    try:
        return get(url, **asked)
    except BoardMissing as exc:
        if exc.http_status in GONE and _is_there(get, site):
            raise SourceUnavailable(
                f"{url}: {exc.http_status}, though {site} is there: the feed is switched off",
                exc.http_status,
            ) from exc
        raise


def _is_there(get: Get, site: str) -> bool:
    try:
        reply = get(site, accept="text/html", missing_ok=True)
    except LookError:
        return False
    return reply.status == 200 and urlsplit(reply.url).hostname == urlsplit(site).hostname


def require_host(reply: Reply, host: str) -> None:
    """Raises BoardMissing when the reply came from elsewhere: a vendor redirects a tenant that is gone to its own site."""
    if urlsplit(reply.url).hostname != host:
        raise BoardMissing(
            f"https://{host}: leads to {reply.url[:200]}; there is no such board", reply.status
        )


def payloads(bodies: Iterable[bytes], *names: str) -> list[Payload]:
    """JSON postings under their ids. Those without one are kept too, and quarantined later."""
    return [Payload(id_of(body, *(names or ("id",))), body) for body in bodies]


def value_at(reply: Reply, path: str, shape: Any) -> Any:
    """The value at a path of a reply's JSON. What is missing is null.

    Raises:
        PayloadChanged: it is of another shape, or the reply is no JSON. The message names the path.
    """
    if not path:
        return reply_as(shape, reply)
    outer, *inner = path.split(".")
    raw = reply_as(dict[str, msgspec.Raw], reply).get(outer, _NOTHING)
    try:
        return msgspec.json.decode(_within(raw, inner), type=shape)
    except NOT_JSON as exc:
        raise PayloadChanged(f"{reply.url}: $.{path}: {exc}", reply.status) from exc


def _within(raw: msgspec.Raw, names: Iterable[str]) -> msgspec.Raw:
    for name in names:
        inner = msgspec.json.decode(raw, type=dict[str, msgspec.Raw] | None) or {}
        raw = inner.get(name, _NOTHING)
    return raw


def _cut_off(turn: Turn, tally: _Tally) -> str:
    url = turn.before.url if turn.before else ""
    if tally.total is not None:
        n_listed = tally.n_distinct
        return f"{url}: {n_listed} of {tally.total} rows; further pages are not asked for"
    of = f" of {tally.n_pages}" if tally.n_pages else ""
    return f"{url}: still more after {turn.n_pages}{of} pages, the most that are asked for"
