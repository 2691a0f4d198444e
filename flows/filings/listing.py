"""Finds the disclosure files of labor condition applications among the links of the department's page.

Decides which links are such files, and of which fiscal quarter each is. A fiscal year begins in October of the year before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import unquote, urljoin, urlsplit

from flows.errors import PayloadChanged, UsageError
from flows.sources import Get

PAGE = "https://www.dol.gov/agencies/eta/foreign-labor/performance"

_LINK = re.compile(r"""\bhref\s*=\s*["']?([^"'\s>]+\.xlsx)\b""", re.IGNORECASE)
# LCA_Disclosure_Data_FY2024_Q1.xlsx. Names vary by year. Beside them lie lists of worksites and appendices, and PERM's.
_FILE = re.compile(
    r"(?:LCA|H-?1B)[\w -]*?FY_?(?P<year>\d{4}|\d{2})(?:\D*Q(?P<quarter>[1-4]))?", re.I
)
_BESIDE = re.compile(r"worksite|appendix|layout|perm\b|dictionary", re.IGNORECASE)
_HOST = re.compile(r"(?:[\w-]+\.)*dol\.gov")
_SINCE = re.compile(r"FY ?(?P<year>\d{4})(?:[ _-]?Q(?P<quarter>[1-4]))?", re.IGNORECASE)
_CENTURY = 2000


@dataclass(frozen=True, slots=True, order=True)
class FiscalQuarter:
    """A fiscal quarter. `quarter` 0 stands before all quarters of its year, 5 for a file of the whole year."""

    year: int
    quarter: int

    def __str__(self) -> str:
        return f"FY{self.year}" + (f" Q{self.quarter}" if 1 <= self.quarter <= 4 else "")


WHOLE_YEAR = 5


@dataclass(frozen=True, slots=True)
class DisclosureFile:
    """One file on the page."""

    name: str
    """Without its ending. Names the file in the lake."""
    url: str
    quarter: FiscalQuarter


def list_files(get: Get) -> list[DisclosureFile]:
    """The files that the page links to, oldest first, each once.

    Raises:
        PayloadChanged: the page links to no such file.
        LookError: the page cannot be read.
    """
    page = get(PAGE, accept="text/html").text
    links = (urljoin(PAGE, unescape(link)) for link in _LINK.findall(page))
    found = {file.name: file for file in map(_file_of, links) if file}
    if not found:
        raise PayloadChanged(f"{PAGE}: links to no LCA_Disclosure_Data_FY….xlsx")
    return sorted(found.values(), key=lambda file: (file.quarter, file.name))


def parse_since(text: str) -> FiscalQuarter:
    """`FY2020` or `FY2020Q3` as the first quarter that is meant.

    Raises:
        UsageError: it is neither.
    """
    match = _SINCE.fullmatch(text.strip())
    if match is None:
        raise UsageError(f"{text!r} is not a fiscal year; write FY2020, or FY2020Q3 for a quarter")
    return FiscalQuarter(int(match["year"]), int(match["quarter"] or 0))


def parse_until(text: str) -> FiscalQuarter:
    """The same as the last quarter: `FY2020` is its end. Raises UsageError."""
    last = parse_since(text)
    return last if last.quarter else FiscalQuarter(last.year, WHOLE_YEAR)


def _file_of(url: str) -> DisclosureFile | None:
    parts = urlsplit(url)
    name = unquote(parts.path).rpartition("/")[2].rpartition(".")[0]
    match = _FILE.search(name)
    is_theirs = _HOST.fullmatch(parts.hostname or "")
    if match is None or _BESIDE.search(name) or not is_theirs:
        return None
    year = int(match["year"])
    full = year if year > _CENTURY else _CENTURY + year
    plain = re.sub(r"[^A-Za-z0-9._-]+", "_", name)[:100]
    return DisclosureFile(plain, url, FiscalQuarter(full, int(match["quarter"] or WHOLE_YEAR)))
