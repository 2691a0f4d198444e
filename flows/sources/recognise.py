"""Moves: an answer that comes from another kind of board is not this board's.

An employer that changes its provider often leaves a redirect behind, and some kinds of boards look alike enough (`jobs`, each
with an `id`) for the wrong reader to take the new list for the old one: every posting would seem closed, and as many new.
Decides only that; a redirect within a kind, or to an employer's own domain, is for the source's reader to judge.
"""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import urlsplit

from flows.errors import BoardMissing
from flows.sources import every_source


def require_same_kind(kind: str, asked: str, answered: str) -> None:
    """Raises BoardMissing when `answered`, where redirects from `asked` ended, is the address of another kind of board."""
    if urlsplit(asked).hostname == urlsplit(answered).hostname:
        return
    other = kind_at(answered)
    if other not in (None, kind):
        raise BoardMissing(
            f"{asked}: has moved to {answered[:200]}, a board of another kind ({other}); nothing of it was read. "
            f"Add the new one with `rolecall boards add URL`"
        )


def kind_at(url: str) -> str | None:
    """Which kind of board stands at an address; None when it is nobody's that we know."""
    host = urlsplit(url).hostname
    for name, source in every_source().items():
        if host in source.hosts or any(pattern.match(url) for pattern in _patterns(name)):
            return name
    return None


@cache
def _patterns(name: str) -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(pattern, re.IGNORECASE) for pattern in every_source()[name].address_patterns
    )
