"""The contract of a source: one kind of board, one file, one shape; and how the files are found.

A source's file holds, in this order: docstring, `SOURCE = Source(...)`, `fetch`, `parse`, private helpers. `fetch` only
asks and cuts replies into one raw body per posting; every oddity of meaning lives in `parse`, which is pure, so that a
parser's bug is mended by reading the lake again rather than by asking the board again. A census also has `periods`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Protocol

from transforms.posting import Posting


@dataclass(frozen=True, slots=True)
class Board:
    """One board to look at. `slug` is the source's own name for it; `period` (YYYY-MM) only for censuses."""

    source: str
    slug: str
    employer: str | None = None
    panel: str = "core"
    period: str | None = None


@dataclass(frozen=True, slots=True)
class Payload:
    """One posting as the board sent it, byte for byte. `external_id` is None when the board gave none (quarantined)."""

    external_id: str | None
    body: bytes
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """An answered request. `body` is decompressed and within the caps; `headers` have lower-case names."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes


class Get(Protocol):
    """Asks for one URL politely: robots, pace, retries, caps. Raises the LookError classes of `flows.errors`.

    `missing_ok`: a 404/410 comes back as a reply instead of raising BoardMissing. The first request of a look carries the
    validators (ETag, Last-Modified) of the board's last complete look when that look was a single request; a 304 raises
    BoardUnchanged. `json`: the request is a POST with this body, for lists that are asked in no other way; it has no
    validators, and what it asks for is only ever read.
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


class Fetch(Protocol):
    """Pages through one board and yields every posting it lists, raw. Raises LookError classes; yields may come before."""

    def __call__(self, board: Board, get: Get) -> Iterator[Payload]:
        """Asks `board` through `get`."""
        ...


class Parse(Protocol):
    """Reads one raw posting into rows of POSTING (a Hacker News comment may hold several; not a posting: none).

    Pure. Raises PayloadChanged, naming the JSON path, for a body it cannot read; a missing optional field is None.
    """

    def __call__(self, payload: Payload, board: Board) -> list[Posting]:
        """Reads `payload` of `board`."""
        ...


class Periods(Protocol):
    """Lists the periods (YYYY-MM) that a census source holds, oldest first."""

    def __call__(self, get: Get) -> list[str]:
        """Asks the source through `get`."""
        ...


@dataclass(frozen=True)
class Source:
    """What one kind of board is: names, addresses, manners, and what it never tells."""

    name: str
    title: str
    home: str
    docs_url: str
    slug_pattern: str
    """Full match for a slug; checked before a slug enters a URL or a path."""
    address_patterns: tuple[str, ...] = ()
    """Regexes over a careers or job URL; the group `slug` is the board."""
    hosts: tuple[str, ...] = ()
    never_gives: tuple[str, ...] = ()
    """Columns of POSTING that this source never fills."""
    min_delay_s: float = 1.0
    """Least time between two requests to one host, unless its robots.txt asks for more."""
    checked_on: str = ""
    _slug: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_slug", re.compile(self.slug_pattern))

    # The functions stand below SOURCE in its file, so that a reader meets the source's facts first; hence by name.
    @property
    def fetch(self) -> Fetch:
        """`fetch` of the source's file."""
        fetch: Fetch = self._file.fetch
        return fetch

    @property
    def parse(self) -> Parse:
        """`parse` of the source's file."""
        parse: Parse = self._file.parse
        return parse

    @property
    def periods(self) -> Periods | None:
        """`periods` of the source's file; None unless it is a census (each period whole in itself, nothing closes)."""
        return getattr(self._file, "periods", None)

    @property
    def _file(self) -> ModuleType:
        return import_module(f"{__name__}.{self.name}")

    @property
    def is_census(self) -> bool:
        """Whether the source is a census of periods rather than a board whose postings open and close."""
        return self.periods is not None

    def accepts(self, slug: str) -> bool:
        """Whether `slug` is of this source's form."""
        return self._slug.fullmatch(slug) is not None


@cache
def every_source() -> dict[str, Source]:
    """Every source by name: each module of this package that has a SOURCE."""
    found = (import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))
    sources = [module.SOURCE for module in found if hasattr(module, "SOURCE")]
    return {source.name: source for source in sorted(sources, key=lambda source: source.name)}
