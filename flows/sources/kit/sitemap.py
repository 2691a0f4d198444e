"""Reads sitemaps: which addresses a site lists, and which further sitemaps.

Decides what is taken from a sitemap (sitemaps.org 0.9: XML, a plain list, or either gzipped). Leaves which of the
addresses are jobs to `flows.sources.careers_page`. The XML is read by its one tag that matters rather than by an XML
parser, so that entities, namespaces and broken documents are no matter.
"""

from __future__ import annotations

import gzip
import re
import zlib
from dataclasses import dataclass
from html import unescape
from io import BytesIO

from flows.errors import PayloadChanged

# Possessive, so that a stretch of blanks is read once: two ways of dividing it take hours for a megabyte of them.
# <image:loc> and <video:...> are parts of a page's entry, no pages.
_LOC = re.compile(
    r"<(?:(?!image:|video:|news:)\w+:)?loc>\s*+(?:<!\[CDATA\[\s*+)?([^<>\s\]]+)", re.IGNORECASE
)
_INFLATED_MAX = 50_000_000  # the protocol's own cap on one sitemap


@dataclass(frozen=True)
class Sitemap:
    """What one sitemap lists: pages, or other sitemaps when it is an index."""

    pages: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()


def read_sitemap(url: str, body: bytes) -> Sitemap:
    """The addresses in a sitemap, in its order.

    Raises:
        PayloadChanged: it is none: a web page, or a compressed file that is broken or too large.
    """
    document = _inflated(url, body).decode("utf-8", "replace")
    found = tuple(dict.fromkeys(unescape(address) for address in _LOC.findall(document)))
    if re.search(r"<(?:\w+:)?sitemapindex\b", document):
        return Sitemap(sitemaps=found)
    if re.search(r"<(?:\w+:)?urlset\b", document):
        return Sitemap(pages=found)
    lines = [line.strip() for line in document.splitlines() if line.strip()]
    if lines and all(re.fullmatch(r"https?://\S+", line) for line in lines):
        return Sitemap(pages=tuple(dict.fromkeys(lines)))
    raise PayloadChanged(f"{url}: no <urlset> and no <sitemapindex>: not a sitemap")


def _inflated(url: str, body: bytes) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        # A file that ends early is an error here: without its last addresses, jobs that are open would seem closed.
        with gzip.GzipFile(fileobj=BytesIO(body)) as file:
            found = file.read(_INFLATED_MAX + 1)
    except (OSError, EOFError, zlib.error) as exc:
        raise PayloadChanged(f"{url}: broken gzip ({exc})") from exc
    if len(found) > _INFLATED_MAX:
        raise PayloadChanged(f"{url}: above {_INFLATED_MAX // 1_000_000} MB once inflated")
    return found
