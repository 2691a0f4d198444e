"""Reads what a careers page says about the board behind it: the addresses, frames, scripts and data that name one. Pure.

Decides which words of a page name an employer's board, and which only a vendor, an aggregator or somebody's widget. Reads
the page as text, not as markup: an address counts wherever it is, and no page is too broken for that. Leaves asking for
pages, and choosing among several boards, to `flows.boards.discover`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape
from itertools import islice
from urllib.parse import urljoin, urlsplit

from flows.errors import UsageError
from flows.sources import Board, careers_page, every_source
from flows.sources.recognise import hosted
from transforms.text.lexicon import lexicon

_ADDRESSES_MAX = 5_000  # a page has some hundreds; of a hostile one no more are read
_TAG_CHARS = 2_000
_TIMES_MAX = 2  # how often one address counts: enough to tell a page's own board from a mention

_ADDRESS = re.compile(
    r"(?:https?:)?//[a-z0-9][^\s\"'<>\\`{}|^\x00-\x20\x7f-\x9f\u202a-\u202e\u2066-\u2069]{3,500}",
    re.IGNORECASE,
)
_LINK = re.compile(r"<a\s[^>]{0,1000}?href\s{0,9}=\s{0,9}[\"']?([^\"'\s>]{1,500})", re.IGNORECASE)
_TAG = re.compile(r"<([a-z]+)", re.IGNORECASE)
_CLUES = lexicon(__package__, "clues.toml")
_VENDOR_WORDS = frozenset(_CLUES["vendor_words"].split())
_EIGHTFOLD_DOMAIN = re.compile(_CLUES["eightfold_domain"])
_NAMED_IN_SCRIPTS = {
    source: re.compile(pattern) for source, pattern in _CLUES["named_in_scripts"].items()
}


@dataclass(frozen=True)
class Clue:
    """One board that a page names: where first and by which address or words, and how often in all."""

    board: Board
    page: str
    where: str
    words: str
    n_times: int = 1


@dataclass(frozen=True)
class Reading:
    """What one page says: the boards it names, most often named first, and how many addresses are in it."""

    clues: tuple[Clue, ...]
    n_addresses: int


def read_page(page: str, text: str) -> Reading:
    """The boards that `page` names. A board's own page names only itself, whatever else it links to."""
    for escaped, sign in _CLUES["escapes"].items():
        text = text.replace(escaped, sign)
    addresses = list(islice(_addresses(page, text), _ADDRESSES_MAX))
    if (own := _page_itself(page, text)) is not None:
        return Reading((own,), len(addresses))
    clues: dict[tuple[str, str], list[Clue]] = {}
    for clue in (*_in_addresses(page, addresses), *_in_scripts(page, text)):
        clues.setdefault((clue.board.source, clue.board.slug.casefold()), []).append(clue)
    found = [replace(same[0], n_times=len(same)) for same in clues.values()]
    return Reading(tuple(sorted(found, key=_rank)), len(addresses))


def pages_about_jobs(page: str, text: str) -> list[str]:
    """The pages of the same site that `page` links to and whose address is about jobs, shortest (most general) first."""
    host = _site(page)
    pages: set[str] = set()
    for match in islice(_LINK.finditer(text), _ADDRESSES_MAX):
        try:
            address = urljoin(page, unescape(match[1])).partition("#")[0]
            other, parts = _site(address), urlsplit(address)
        except ValueError:
            continue
        is_near = other == host or other.endswith(f".{host}")
        is_page = is_near and parts.scheme in ("http", "https")
        if is_page and careers_page.is_about_jobs(other, parts.path):
            pages.add(address)
    return sorted(pages - {page}, key=lambda address: (len(address), address))


def _site(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")


def _rank(clue: Clue) -> tuple[int, str, str]:
    return -clue.n_times, clue.board.source, clue.board.slug


def _page_itself(page: str, text: str) -> Clue | None:
    """The board that the page itself is: by its address, or by the scripts of a source that lives on employers' hosts."""
    if (board := _board_of(page)) is not None:
        return Clue(board, page, "the address it leads to", page)
    host = (urlsplit(page).hostname or "").lower()
    for mark, source in _CLUES["hosted_here"].items():
        # A widget shows the jobs of a site that is elsewhere.
        if mark not in text or f"{mark}widgets" in text:
            continue
        domain = _EIGHTFOLD_DOMAIN.search(text) if source == "eightfold" else None
        slug = f"{host}/{domain[1]}" if domain else host
        if every_source()[source].accepts(slug):
            return Clue(Board(source, slug), page, "a script of its vendor", mark.strip("/"))
    return None


def _in_addresses(page: str, addresses: list[tuple[str, str]]) -> Iterator[Clue]:
    for address, tag in addresses:
        if (board := _board_of(address)) is not None:
            where = _CLUES["tags"].get(tag, "the data of the page")
            yield Clue(board, page, where, address)


def _in_scripts(page: str, text: str) -> Iterator[Clue]:
    for source, pattern in _NAMED_IN_SCRIPTS.items():
        for match in islice(pattern.finditer(text), _ADDRESSES_MAX):
            if every_source()[source].accepts(match[1]):
                yield Clue(Board(source, match[1]), page, "the settings of a script", match[1])


def _addresses(page: str, text: str) -> Iterator[tuple[str, str]]:
    """Every address anywhere in a page, with the name of the tag around it (empty: none)."""
    seen: Counter[str] = Counter()
    for match in _ADDRESS.finditer(text):
        try:
            address = urljoin(page, unescape(match[0])).rstrip(".,;)]")
        except ValueError:
            continue
        seen[address] += 1
        if seen[address] <= _TIMES_MAX:
            yield address, _tag_around(text, match.start())


def _tag_around(text: str, start: int) -> str:
    opened = text.rfind("<", max(0, start - _TAG_CHARS), start)
    if opened < 0 or ">" in text[opened:start]:
        return ""
    tag = _TAG.match(text, opened)
    return tag[1].lower() if tag else ""


def _board_of(address: str) -> Board | None:
    """The employer's board that an address names, if it names one."""
    try:
        board = hosted(address)
    except UsageError:
        return None
    return board if board and _is_employers(board, address) else None


def _is_employers(board: Board, address: str) -> bool:
    if not every_source()[board.source].stands_behind_pages:
        return False
    if board.source == "jibe" and "/careers-home/" not in address:
        return False  # "/api/jobs" alone is anybody's
    return not _is_vendors_name(board.slug)


def _is_vendors_name(slug: str) -> bool:
    name = re.split(r"[./]", slug)[0].lower()
    return name.startswith("_") or set(name.split("-")) <= _VENDOR_WORDS
