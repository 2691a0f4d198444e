"""Finds schema.org JobPosting in a web page: in JSON-LD, else in microdata.

Decides where a JobPosting may stand and what counts as none. Leaves what its properties mean to `flows.sources.kit.schema_org`,
and how a page made to keep its parser busy is stopped to `flows.sandbox`.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import Any

import msgspec
from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from flows.errors import PayloadChanged
from flows.sandbox.limits import TooMuch
from flows.sandbox.workers import PAGE_MAX_BYTES, pages
from flows.sources.kit.fields import RawObject, as_list, as_text
from flows.sources.kit.loose_json import read_loosely
from flows.sources.kit.schema_org import MARKUP_PROPERTIES, in_usual_case
from flows.sources.kit.values import first

log = logging.getLogger(__name__)

# Lexbor takes 20 s for 100,000 nested elements; honest pages nest some 40 deep.
_DEPTH_MAX = 1_000
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_VOID = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li option td tr th".split()
)
# "@type": "jobposting", also with its quotes as entities.
_NAMED_OTHERWISE = re.compile(rb"@type[^:]{0,9}:[^:]{0,60}jobposting", re.IGNORECASE)
_KINDS = ("@type", "@Type", "type", "Type")
_REPEATED_MAX = 4  # a word can stand in the description and in a property or two inside it
_GRAPH_DEPTH_MAX = 8  # JobPosting stands at the top, in a list, or in @graph; a page's mainEntity is the deepest seen


def job_postings(page: bytes) -> Iterator[bytes]:
    """The JobPosting of a page, each as one JSON object: from JSON-LD, else from microdata.

    Written again without the blanks between its tokens; values as sent. A page that does not speak of JobPosting has none.
    Parsed in a process apart: a page that crashes its parser or keeps it busy costs a few seconds and itself.

    Raises:
        PayloadChanged: it speaks of JobPosting where none can be read, or is too large, too deep or too hard to be a page.
    """
    if b"JobPosting" not in page and not _NAMED_OTHERWISE.search(page):
        return
    _require_small(page)
    yield from _read_apart(page)


def _read_apart(page: bytes) -> list[bytes]:
    """What a process apart reads on the page. Whatever stops it is this page's fault, and the site's other pages are read."""
    try:
        return pages.run(read_page, page)
    except PayloadChanged:
        raise
    except TooMuch as exc:
        raise PayloadChanged(f"html: parsing it {exc}") from exc
    except Exception as exc:
        log.exception("a page's parser failed")
        raise PayloadChanged(f"html: its parser failed: {type(exc).__name__}: {exc}") from exc


def _require_small(page: bytes) -> None:
    if len(page) > PAGE_MAX_BYTES:
        raise PayloadChanged(
            f"html: a page of {len(page) / 1e6:.1f} MB; one job's has {PAGE_MAX_BYTES / 1e6:g} at most"
        )


def read_page(page: bytes) -> list[bytes]:
    """What `job_postings` gives, in this process and without its limits."""
    source = as_text(page)
    if _depth(source) > _DEPTH_MAX:
        raise PayloadChanged(f"html: elements nested more than {_DEPTH_MAX} deep")
    tree = _tree(source)
    try:
        found = [
            item for node in tree.css('script[type*="ld+json"]') for item in _in_script(node.text())
        ]
        found = found or list(_items(tree, _REPEATED_MAX * len(source)))
        bodies = [msgspec.json.encode(item) for item in found]
    except (
        ValueError,
        OverflowError,
        RecursionError,
    ) as exc:  # half a surrogate pair, items within items without end
        raise PayloadChanged(f"html: a JobPosting that cannot be written as JSON: {exc}") from exc
    if not bodies:
        raise PayloadChanged(
            "html: JobPosting is named on the page, but none can be read: broken JSON-LD or other markup"
        )
    return bodies


def _tree(source: str) -> LexborHTMLParser:
    try:
        return LexborHTMLParser(source)
    except SelectolaxError as exc:  # any text is HTML: only memory can be missing
        raise MemoryError from exc


def _depth(source: str) -> int:
    depth = deepest = 0
    for tag in _TAG.finditer(source):
        if tag[2].lower() not in _VOID:
            depth = max(depth + (-1 if tag[1] else 1), 0)
            deepest = max(deepest, depth)
    return deepest


def _in_script(source: str) -> Iterator[RawObject]:
    """JobPosting objects of one script. A script that is not JSON, however loosely read, holds none."""
    try:
        found = read_loosely(source)
    except (ValueError, RecursionError):
        return
    yield from _typed(found, 0)


def _typed(value: Any, depth: int) -> Iterator[RawObject]:
    if depth > _GRAPH_DEPTH_MAX:
        return
    if isinstance(value, list):
        for item in value:
            yield from _typed(item, depth + 1)
    elif isinstance(value, dict):
        if _is_job_posting(value):
            yield in_usual_case(value)
            return
        for key in ("@graph", "mainEntity", "itemListElement", "item"):
            yield from _typed(value.get(key), depth + 1)


def _is_job_posting(value: RawObject) -> bool:
    kinds = as_list(first(map(value.get, _KINDS)))
    return any(str(kind).lower().endswith("jobposting") for kind in kinds)


def _items(tree: LexborHTMLParser, chars_max: int) -> Iterator[RawObject]:
    """The JobPosting items of a page's microdata; one within another is a property of that one."""
    within: set[int] = set()
    for scope in tree.css('[itemtype*="schema.org/JobPosting"]'):
        if scope.mem_id not in within:
            yield _microdata(scope, within, chars_max)


def _microdata(scope: LexborNode, within: set[int], chars_max: int) -> RawObject:
    """The properties of one item, in one walk over its elements, which are added to `within`.

    Raises:
        ValueError: properties within properties repeat the page's words beyond `chars_max`.
    """
    job: RawObject = {}
    owners = {scope.mem_id: job}
    n_chars = 0
    for node in scope.traverse():  # parents come before their children
        within.add(node.mem_id)
        if node.mem_id == scope.mem_id or node.parent is None:
            continue
        owner = owners.get(node.parent.mem_id, job)
        item: RawObject | None = {} if "itemscope" in node.attributes else None
        owners[node.mem_id] = owner if item is None else item
        for name in dict.fromkeys((node.attributes.get("itemprop") or "").split()):
            value = _property(node) if item is None else item
            n_chars += len(value)
            if n_chars > chars_max:
                raise ValueError("its properties are longer than its page")
            _add(owner, name, value)
    return job


def _add(item: RawObject, name: str, value: Any) -> None:
    before = item.get(name)
    if isinstance(before, list):
        before.append(value)  # in place: a page may name one property a hundred thousand times
    else:
        item[name] = value if before is None else [before, value]


def _property(node: LexborNode) -> str:
    for attribute in ("content", "datetime"):
        if value := node.attributes.get(attribute):
            return value
    name = node.attributes.get("itemprop") or ""
    # The standard gives a link's address for its value; only these properties mean an address, and a title in a link does not.
    if name in ("url", "sameAs", "logo", "image"):
        return node.attributes.get("href") or node.attributes.get("src") or node.text(strip=True)
    return (
        node.inner_html or "" if name in MARKUP_PROPERTIES else node.text(separator=" ", strip=True)
    )
