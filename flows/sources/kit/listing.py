"""Reads a board's list page by page, until it ends.

Decides when a list is at its end, that it is whole (as many rows as it announced), and how many pages are asked for
at most: the same for every source. Leaves how a page is asked for to each source, which gives a function for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import msgspec

from flows.errors import BoardMissing, LookError, PayloadChanged, SourceUnavailable
from flows.sources import Payload, Reply, once_each
from flows.sources.kit.fields import id_of, reply_as


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


def every_row(
    ask: Callable[[Turn], Page],
    *,
    pages_max: int,
    first: Page | None = None,
    beyond: type[LookError] | None = SourceUnavailable,
    new_only: bool = False,
) -> Iterator[Payload]:
    """Every row of a list, page by page.

    Args:
        ask: asks for the page at a turn.
        pages_max: how many pages are asked for at most, so that a list without an end has one.
        first: the first page, when it was asked for already.
        beyond: the error for a list with more pages than that. None: the rest is left in silence.
        new_only: leave out rows that came before. Then a page without a new row ends the list.

    Raises:
        SourceUnavailable: fewer rows came than announced, or the list leads in a circle.
    """
    turn, total, announced = Turn(), None, 0
    seen: set[str | None] = set()
    cursors: set[str] = set()
    while turn.n_pages < pages_max:
        page = first if first and not turn.n_pages else ask(turn)
        rows = _new(page.rows, seen) if new_only else page.rows
        yield from rows
        seen.update(row.external_id for row in rows)
        turn = Turn(turn.n_pages + 1, turn.n_rows + len(rows), page)
        total = page.total if total is None else max(total, page.total or 0)
        announced = announced if page.n_pages is None else page.n_pages
        if _is_end(page, rows, turn, total, announced):
            _require_all(page, turn, total, announced)
            return
        if page.cursor in cursors:
            raise SourceUnavailable(
                f"{page.url}: the next page is one that was read before; what follows cannot be read"
            )
        cursors.update([page.cursor] if page.cursor else [])
    if beyond is not None:
        raise beyond(_cut_off(turn, total, announced))


def whole(page: Page) -> Iterator[Payload]:
    """Every row of a list that comes in one reply.

    Raises:
        SourceUnavailable: it has fewer rows than it announces.
    """
    yield from page.rows
    _require_all(page, Turn(1, len(page.rows), page), page.total, 0)


def read_page(reply: Reply, rows: str = "", *names: str, total: str = "", cursor: str = "") -> Page:
    """A page of a list in JSON.

    Args:
        reply: the answered request.
        rows: the path of the rows ("data.positions"). Empty: the reply is the array itself.
        names: the fields that hold a row's id, the first that has one. `id` when none is named.
        total: the path of the number of rows that all pages hold. A missing number counts as 0.
        cursor: the path of what the next page is asked for by.

    Raises:
        PayloadChanged: a part is missing or of another type. The message names its path.
    """
    found = value_at(reply, rows, list[msgspec.Raw])
    return Page(
        reply.url,
        payloads(map(bytes, found), *names),
        total=(value_at(reply, total, int | None) or 0) if total else None,
        cursor=value_at(reply, cursor, str | None) if cursor else None,
    )


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
    raw = reply_as(dict[str, msgspec.Raw], reply).get(path.split(".")[0], msgspec.Raw(b"null"))
    try:
        for name in path.split(".")[1:]:
            inner = msgspec.json.decode(raw, type=dict[str, msgspec.Raw] | None) or {}
            raw = inner.get(name, msgspec.Raw(b"null"))
        return msgspec.json.decode(raw, type=shape)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as exc:
        raise PayloadChanged(f"{reply.url}: $.{path}: {exc}", reply.status) from exc


def _new(rows: Sequence[Payload], seen: set[str | None]) -> list[Payload]:
    return [row for row in once_each(rows) if row.external_id not in seen]


def _is_end(
    page: Page, rows: Sequence[Payload], turn: Turn, total: int | None, announced: int
) -> bool:
    if not rows or page.is_last:
        return True
    if announced:
        return turn.n_pages >= announced
    return page.is_last is None and total is not None and turn.n_rows >= total


def _require_all(page: Page, turn: Turn, total: int | None, announced: int) -> None:
    if total is not None and turn.n_rows < total:
        raise SourceUnavailable(f"{page.url}: {turn.n_rows} of {total} rows were listed")
    if not page.rows and turn.n_pages < announced:
        raise SourceUnavailable(
            f"{page.url}: an empty page, where {announced} pages were announced"
        )


def _cut_off(turn: Turn, total: int | None, announced: int) -> str:
    url = turn.before.url if turn.before else ""
    if total is not None:
        return f"{url}: {turn.n_rows} of {total} rows; further pages are not asked for"
    of = f" of {announced}" if announced else ""
    return f"{url}: still more after {turn.n_pages}{of} pages, the most that are asked for"
