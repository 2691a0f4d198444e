"""Reads XML feeds: cuts a document into its items, and an item into its elements.

Decides what counts as an element. Leaves which elements mean what to each source. A single scan from front to back
finds the tags, not an XML parser. So no entity is ever declared or expanded, a namespace is only a part of a name, and
one item that is not well formed does not cost the others. `&nbsp;` and its like are read as HTML reads them.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from flows.errors import PayloadChanged
from flows.sources import Payload, Reply
from flows.sources.kit.fields import Fields, as_text, id_of
from flows.sources.kit.values import visible

ACCEPT = "application/xml, text/xml"
"""What an XML feed is asked for as."""

_NAME = re.compile(r"</?([A-Za-z_][\w.:-]*)")
_ENCODING = re.compile(rb"<\?xml[^>]{0,200}\bencoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
# Encodings other than UTF-8 that feeds are written in, rather than whatever codec a stranger may name.
_OTHER_ENCODINGS = ("iso-8859-", "iso8859-", "latin", "windows-125")
_DEPTH_MAX = 50  # honest feeds nest six deep
_SHOWN_CHARS = 60


@dataclass
class Element(Fields):
    """One element of an item, under its name with its prefix ("tt:city")."""

    name: str
    parts: list[str] = field(default_factory=list)
    children: list[Element] = field(default_factory=list)

    def get(self, *path: str) -> Any:
        """The text directly in the first element at the path, of which markup in CDATA is a part."""
        found = self.objects(*path)
        return "".join(found[0].parts) if found else None

    def all(self, *path: str) -> list[Any]:
        """The text of every element at the path."""
        return ["".join(element.parts) for element in self.objects(*path)]

    def objects(self, *path: str) -> list[Element]:
        """Every element at the path, in their order."""
        found = [self]
        for name in path:
            found = [child for each in found for child in each.children if child.name == name]
        return found


def xml_rows(reply: Reply, root: str, item: str, *names: str) -> list[Payload]:
    """The items of a feed under their ids: the first of these elements that holds one.

    Raises:
        PayloadChanged: the reply is a web page or another document, or it ends early.
    """
    bodies = xml_items(reply, root, item)
    return [Payload(id_of(body, *names, read=read_item), body) for body in bodies]


def xml_items(reply: Reply, root: str, item: str) -> list[bytes]:
    """The elements called `item` of a feed whose outermost element is `root`, each as sent, in UTF-8.

    Raises:
        PayloadChanged: the reply is a web page or another document, or it ends early.
    """
    document = _decoded(reply.body)
    found: list[bytes] = []
    is_begun, start, depth = False, 0, 0
    for token in _tokens(document):
        if token.kind == "text":
            continue
        if not is_begun and token.name != root:
            break
        is_begun = True
        if token.name == root and depth == 0 and token.kind != "open":
            return found
        if token.name == item and token.kind == "open":
            start, depth = (start, depth + 1) if depth else (token.start, 1)
        elif token.name == item and token.kind == "close" and depth:
            depth -= 1
            found += [document[start : token.end].encode()] if depth == 0 else []
    if is_begun:
        raise PayloadChanged(
            f"{reply.url}: $.{root}: it ends early, after {len(found)} items", reply.status
        )
    shown = visible(document[:_SHOWN_CHARS])
    raise PayloadChanged(f"{reply.url}: $: no <{root}>; it begins {shown!r}", reply.status)


def read_item(body: bytes) -> Element:
    """The outermost element of one item. A closing tag that closes nothing is ignored.

    Raises:
        PayloadChanged: no element at all, or elements nested beyond reason.
    """
    document = as_text(body)
    outer = Element("")
    within = [outer]
    for token in _tokens(document):
        if token.kind == "text":
            within[-1].parts.append(token.name)
        elif token.kind == "close":
            names = [element.name for element in within]
            if token.name in names[1:]:
                del within[len(names) - 1 - names[::-1].index(token.name) :]
        else:
            element = Element(token.name)
            within[-1].children.append(element)
            if token.kind == "open":
                within.append(element)
            if len(within) > _DEPTH_MAX:
                raise PayloadChanged(f"$: elements nested more than {_DEPTH_MAX} deep")
    if not outer.children:
        raise PayloadChanged(f"$: no XML element; it begins {visible(document[:_SHOWN_CHARS])!r}")
    return outer.children[0]


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    """open, close, empty or text"""
    name: str
    """The element's name; of a text, its characters."""
    start: int
    end: int


def _tokens(document: str) -> Iterator[_Token]:
    """The parts of the document without comments, instructions and declarations, up to a tag that does not end."""
    here = 0
    while here < len(document):
        start = document.find("<", here)
        start = len(document) if start < 0 else start
        if start > here:
            yield _Token("text", unescape(document[here:start]), here, start)
        if start == len(document):
            return
        if document.startswith("<![CDATA[", start):
            end = document.find("]]>", start)
            if end < 0:
                return
            yield _Token("text", document[start + 9 : end], start, end + 3)
            here = end + 3
            continue
        closing = "-->" if document.startswith("<!--", start) else ">"
        end = document.find(closing, start)
        if end < 0:
            return
        here = end + len(closing)
        if name := _NAME.match(document, start, here):
            is_close, is_empty = document[start + 1] == "/", document[end - 1] == "/"
            yield _Token(
                "close" if is_close else "empty" if is_empty else "open", name[1], start, here
            )


def _decoded(body: bytes) -> str:
    name = _named_encoding(body)
    if name.startswith(_OTHER_ENCODINGS):
        try:
            return body.decode(name)
        except (LookupError, UnicodeDecodeError):
            pass
    return as_text(body.removeprefix(codecs.BOM_UTF8))


def _named_encoding(body: bytes) -> str:
    named = _ENCODING.match(body.lstrip()[:300])
    return named[1].decode().lower() if named else ""
