"""How progress is shown: a bar, a log line every few seconds, or nothing.

Decides how a stop reports its progress, in words. Leaves bars to the command line.
A context variable, because the same stops run inside Prefect's tasks, whose parameters must be data.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

log = logging.getLogger(__name__)

Progress = Callable[[int, int, str], None]
"""Called after each unit of work: how many are done, of how many, and what the last one was."""

Watch = Callable[[str], Progress | None]
"""Given the name of a stop, the progress to report its work to."""

TITLES = {
    "scrape": "Looking at boards",
    "months": "Fetching months",
    "filings": "Fetching filings",
    "read filings": "Reading filings",
    "ledger": "Fetching the ledger",
    "weeks": "Walking through weeks",
    "import": "Taking rows",
    "classify": "Reading postings",
    "report": "Writing pages",
    "review": "Finding postings",
    "history": "Reading threads",
    "pictures": "Drawing pictures",
}
"""The title of a stop in progress."""


def _watch_nothing(_stop: str) -> Progress | None:
    return None


watching: ContextVar[Watch] = ContextVar("watching", default=_watch_nothing)


def progress_of(stop: str) -> Progress | None:
    """The progress to report one stop's work to. None when nobody watches."""
    return watching.get()(stop)


@contextmanager
def watched_by(watch: Watch) -> Iterator[None]:
    """Reports the work inside the block to `watch`."""
    token = watching.set(watch)
    try:
        yield
    finally:
        watching.reset(token)


def log_lines(every_s: float) -> Watch:
    """A watch that logs a line every so many seconds."""

    def watch(stop: str) -> Progress:
        last_line_at = time.monotonic()

        def tell(done: int, total: int, item: str) -> None:
            nonlocal last_line_at
            now = time.monotonic()
            if now >= last_line_at + every_s:
                last_line_at = now
                log.info(
                    "%s: %s of %s (%s)", TITLES.get(stop, stop), f"{done:,}", f"{total:,}", item
                )

        return tell

    return watch


def counted(n: int, noun: str) -> str:
    """A number with its noun: "1 board", "2,000 boards"."""
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"
