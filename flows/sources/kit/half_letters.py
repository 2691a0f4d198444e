r"""Halves of letters in JSON: a `\ud83d` without its other half, as a text cut in the middle of an emoji leaves it.

No text can hold one, and the strict reader gives up the whole reply for it. Decides that a mark takes its place as the reply
comes in, so that every other posting is read, and that the posting that holds the mark is refused. Leaves where to
`flows.web.look` and `flows.classify`.
"""

from __future__ import annotations

import re

from flows.errors import PayloadChanged

_MARK = rb"\ufffe"
"""An escape of the same length, of a character that Unicode keeps out of every text."""

_WRITTEN_OUT = "\ufffe".encode()
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


def require_whole_letters(body: bytes) -> None:
    """Raises PayloadChanged when a posting holds half a letter."""
    if _MARK in body or _WRITTEN_OUT in body:
        raise PayloadChanged("$: half a letter (a lone surrogate), which no text can hold")


def _marked(escape: re.Match[bytes]) -> bytes:
    is_first = escape[0][1:3] in (b"ud", b"uD")
    return _MARK if escape["alone"] or (is_first and not escape["second"]) else escape[0]
