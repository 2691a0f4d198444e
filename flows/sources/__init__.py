"""The contract of a source (one kind of board, one file, one shape), and how the files are found.

A source's file holds, in this order: docstring, `SOURCE = Source(...)`, `fetch`, `parse`, private helpers. A census also
has `periods`. `fetch` only asks, and cuts replies into one raw body per posting. `parse` is pure and decides what a body
means, so that a parser's bug is fixed by reading the lake again rather than by asking the board again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Protocol
from urllib.parse import urlsplit

from transforms.posting import Posting

PAYLOAD_BASES = ("real", "transcribed", "documented")
"""What a reading was written against: replies as sent, replies that someone copied out or shortened, or only the field lists
of a documentation and of other readers."""


@dataclass(frozen=True, slots=True)
class Board:
    """One board to look at. `slug` is the source's own name for it. Only censuses have a `period` (YYYY-MM)."""

    source: str
    slug: str
    employer: str | None = None
    panel: str = "core"
    period: str | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What tells boards apart: source and slug."""
        return self.source, self.slug


@dataclass(frozen=True, slots=True)
class Payload:
    """One posting as the board sent it, byte for byte. `external_id` is None when the board gave none (quarantined).

    `stamp` names what the list said of a posting whose text is on a page of its own. None: ask for that page at the next
    look. `content_hash` is the lake's name of a body that an earlier look brought, in place of `body`.
    """

    external_id: str | None
    body: bytes
    url: str | None = None
    stamp: str | None = None
    content_hash: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What the last looks know of one posting: the body it had, and the list's words under which its page was asked for.

    `is_due`: its page is to be asked for again though the list says nothing new. `is_forgotten`: it must not be kept, so
    that nothing of it is to be asked for.
    """

    content_hash: str
    stamp: str | None
    is_due: bool = False
    is_forgotten: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """An answered request. `body` is decompressed and within the caps. `headers` have lower-case names."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text. Bytes that are not UTF-8 are replaced."""
        return self.body.decode("utf-8", "replace")


class Get(Protocol):
    """Asks for one URL politely: robots, pace, retries, caps. Raises the LookError classes of `flows.errors`.

    The first request of a look carries the validators (ETag, Last-Modified) of the board's last complete look, when that
    look was a single request. A 304 raises BoardUnchanged.

    Args of a call:
        missing_ok: a 404/410 comes back as a reply instead of raising BoardMissing.
        json: the request is a POST with this body, for lists that are asked in no other way. It has no validators, and what
            it asks for is only ever read.
    """

    def __call__(
        self,
        url: str,
        *,
        params: Mapping[str, str | int] | None = None,
        accept: str = "application/json",
        missing_ok: bool = False,
        json: Mapping[str, object] | None = None,
    ) -> Reply:
        """Fetches `url` with `params` as its query."""
        ...

    def known(self, external_id: str) -> Known | None:
        """What the last looks at this board know of the posting. None: nothing. Sends no request."""
        ...

    def allows(self, url: str) -> bool:
        """Whether the robots.txt of `url`'s host lets us ask for `url`. robots.txt itself is asked for once a run."""
        ...

    def sitemaps(self, url: str) -> tuple[str, ...]:
        """The sitemaps that the robots.txt of `url`'s host names."""
        ...


Periods = Callable[[Get], list[str]]
"""Lists the periods (YYYY-MM) that a census holds, oldest first."""


@dataclass(frozen=True)
class Source:
    """What a source is: names, addresses, pace, and what it never gives."""

    name: str
    title: str
    home: str
    docs_url: str
    slug_pattern: str
    """Full match for a slug. Checked before a slug enters a URL or a path."""
    address_patterns: tuple[str, ...] = ()
    """Regexes over a careers or job URL. The group `slug` is the board."""
    address_noise: str = ""
    """Regex of what is in `slug` in some addresses and no part of the board's name, such as a language."""
    stands_behind_pages: bool = True
    """Whether a careers page that names such a board may be that board's. False for what any page may link to: aggregators,
    forums, one large employer's own site."""
    gathers: bool = False
    """Whether one board shows adverts of many employers: aggregators, employment services. It says nothing of any employer's
    demand, so it is in no panel of growth."""
    hosts: tuple[str, ...] = ()
    """Hosts that all boards share. A look asks the first of them first."""
    host_template: str = ""
    """The host of one board, with `{slug}` in it, where each board has its own."""
    own_host: str = r"\."
    """Regex. A slug whose part before the first slash holds this is a host itself, and needs no template."""
    never_gives: tuple[str, ...] = ()
    """Columns of POSTING that this source never fills."""
    lists_all: bool = True
    """Whether a look can list the whole board. False: a feed of its newest, or the first pages of a search. Its looks are
    always `partial`, which is no fault, and close nothing."""
    lists_at_most: int | None = None
    """How many postings one look can list, where there is such a bound. A look at a longer list is `partial`."""
    secret_headers: Mapping[str, str] = field(default_factory=dict)
    """Request headers that carry a person's key or name: header -> setting. Sent to `hosts` alone (`flows.web.credentials`)."""
    secret_params: Mapping[str, str] = field(default_factory=dict)
    """The same in the query: parameter -> setting."""
    keys_from: str = ""
    """Where a person gets the key."""
    payload_basis: str = ""
    """What the reading of the list (or of whole postings) was written against: one of PAYLOAD_BASES."""
    detail_basis: str | None = None
    """The same for the pages of single postings. None where the list has it all."""
    min_delay_s: float = 1.0
    """Least time between two requests to one host, unless its robots.txt asks for more."""
    checked_on: str = ""

    def fetch(self, board: Board, get: Get) -> Iterator[Payload]:
        """Pages through `board` and yields every posting it lists, raw and once each.

        Raises the LookError classes. Postings may come before the error.
        """
        return once_each(self._file.fetch(board, get))

    def parse(self, payload: Payload, board: Board) -> list[Posting]:
        """Reads one raw posting into rows of POSTING. A Hacker News comment may hold several; not an advert: none.

        Pure. The source's file reads the fields. The id and the employer that the board list names are set here.

        Raises:
            PayloadChanged: the body cannot be read. The message names the JSON path. A missing optional field is None.
        """
        found: list[Posting] = self._file.parse(payload, board)
        return [self._named(posting, payload, n, board) for n, posting in enumerate(found, 1)]

    def _named(self, posting: Posting, payload: Payload, n: int, board: Board) -> Posting:
        """The nth posting of a payload, under its id and its employer."""
        name = payload.external_id or ""
        return replace(
            posting,
            external_id=name if n == 1 else f"{name}#{n}",
            employer=self._employer(posting, board),
        )

    def _employer(self, posting: Posting, board: Board) -> str | None:
        """The board list knows an employer best, except where a board gathers many of them."""
        return posting.employer if self.gathers else board.employer or posting.employer

    @property
    def periods(self) -> Periods | None:
        """`periods` of the source's file. None unless it is a census (each period whole in itself, nothing closes)."""
        return getattr(self._file, "periods", None)

    @property
    def _file(self) -> ModuleType:
        # By name, because the functions stand below SOURCE: a reader meets the source's facts first.
        return import_module(f"{__name__}.{self.name}")

    @property
    def extent(self) -> str:
        """How much of a board one look lists, in words: all, up to so many, or its newest only."""
        bound = f"{self.lists_at_most:,}" if self.lists_at_most else ""
        if self.lists_all:
            return f"up to {bound}" if bound else "all"
        return f"the newest {bound}".strip()

    @property
    def basis(self) -> str:
        """The two bases in words: of the list, and behind a slash of single postings' pages."""
        return " / ".join(filter(None, (self.payload_basis, self.detail_basis)))

    @property
    def key_settings(self) -> tuple[str, ...]:
        """The settings without which this source is not asked. Most have none."""
        return tuple(dict.fromkeys((*self.secret_headers.values(), *self.secret_params.values())))

    @property
    def is_census(self) -> bool:
        """Whether the source is a census of periods rather than a board whose postings open and close."""
        return self.periods is not None

    def host(self, board: Board) -> str:
        """The host that a look at `board` asks first."""
        if self.host_template:
            return self._tenants_host(board)
        return self.hosts[0] if self.hosts else urlsplit(self.home).netloc

    def _tenants_host(self, board: Board) -> str:
        tenant = board.slug.lower().partition("/")[0]
        is_host = re.search(self.own_host, tenant)
        return tenant if is_host else self.host_template.format(slug=tenant)

    def named_in(self, slug: str) -> str:
        """The board's name from the `slug` of an address: one board has one name, however it was reached."""
        return re.sub(self.address_noise, "", slug) if self.address_noise else slug

    def spelled(self, slug: str) -> str:
        """`slug` with its host in lower case, where this source accepts it only so ("Jobs.Acme.example/Careers")."""
        host, slash, path = slug.partition("/")
        lower = f"{host.lower()}{slash}{path}"
        return lower if not self.accepts(slug) and self.accepts(lower) else slug

    def accepts(self, slug: str) -> bool:
        """Whether `slug` is of this source's form."""
        return re.fullmatch(self.slug_pattern, slug) is not None


def once_each(payloads: Iterable[Payload]) -> Iterator[Payload]:
    """Payloads without those whose id came before: a list that shifts while it is paged shows a posting twice."""
    seen: set[str | None] = set()
    for payload in payloads:
        name = payload.external_id
        if name not in seen:
            seen.update([name] if name else [])
            yield payload


@cache
def every_source() -> dict[str, Source]:
    """Every source by name: each module of this package that has a SOURCE."""
    found = (import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))
    return {module.SOURCE.name: module.SOURCE for module in found if hasattr(module, "SOURCE")}
