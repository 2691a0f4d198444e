"""Who watches the work under way: a progress bar, a log line every few seconds, or nobody.

Decides how a stop tells of its progress. Leaves what is shown to the command line.
A context variable, because the same stops run inside Prefect's tasks, whose parameters must be data.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

Progress = Callable[[int, int, str], None]
"""Called after each unit of work: how many are done, of how many, and what the last one was."""

Watch = Callable[[str], Progress | None]
"""Given the name of a stop, the progress to report its work to."""


def _watch_nothing(_stop: str) -> Progress | None:
    return None


watching: ContextVar[Watch] = ContextVar("watching", default=_watch_nothing)


def progress_of(stop: str) -> Progress | None:
    """The progress to report one stop's work to. None when nobody watches."""
    return watching.get()(stop)


def counted(n: int, noun: str) -> str:
    """A number with its noun: "1 board", "2,000 boards"."""
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"
