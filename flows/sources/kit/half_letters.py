r"""Halves of letters in JSON: a `\ud83d` without its other half, as a text cut in the middle of an emoji leaves it.

No text can hold one, and the strict reader gives up the whole reply for it. Decides that a mark takes its place as the reply
comes in, and the sign for an unknown letter (U+FFFD) as it is read. An id that holds the mark names no posting, since two ids
may differ in that half alone. Leaves where to `flows.web.look` and `flows.classify`.
"""

from __future__ import annotations

import re

from flows.errors import PayloadChanged

_MARK = rb"\ufffe"
"""An escape of the same length, of a character that Unicode keeps out of every text."""

_UNKNOWN = rb"\ufffd"
_MARK_WRITTEN_OUT, _UNKNOWN_WRITTEN_OUT = "\ufffe".encode(), "\ufffd".encode()
_ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}(?P<second>\\u[dD][c-fC-F][0-9a-fA-F]{2})?"
    rb"|(?P<alone>u[dD][c-fC-F][0-9a-fA-F]{2})|[^u]|u)",
    re.DOTALL,
)


def mark_half_letters(body: bytes) -> bytes:
    """JSON with the mark in place of each half of a letter. The same bytes when there is none."""
    if rb"\ud" not in body and rb"\uD" not in body:
        return body
    return _ESCAPE.sub(_marked, body)


def replace_half_letters(body: bytes) -> bytes:
    """A posting with the sign for an unknown letter in place of each mark. The same bytes when there is none."""
    return body.replace(_MARK, _UNKNOWN).replace(_MARK_WRITTEN_OUT, _UNKNOWN_WRITTEN_OUT)


def require_whole_letters(external_id: str) -> None:
    """Raises PayloadChanged when an id holds half a letter."""
    if _MARK_WRITTEN_OUT in external_id.encode("utf-8", "surrogatepass"):
        raise PayloadChanged("$: its id holds half a letter (a lone surrogate)")


def _marked(escape: re.Match[bytes]) -> bytes:
    is_first = escape[0][1:3] in (b"ud", b"uD")
    return _MARK if escape["alone"] or (is_first and not escape["second"]) else escape[0]
