"""Who watches the run under way: the command line's progress bars, or nobody.

A context variable, because the same stops run inside Prefect's tasks, whose parameters must be plain data.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

Progress = Callable[[int, int, str], None]
"""Told after each unit of work: how many are done, of how many, and what the last one was."""

Watch = Callable[[str], Progress | None]
"""Given the name of a stop, the progress to tell of its work."""


def _unwatched(_stop: str) -> Progress | None:
    return None


watching: ContextVar[Watch] = ContextVar("watching", default=_unwatched)


def progress_of(stop: str) -> Progress | None:
    """The progress to tell of the work of one stop; None when nobody watches."""
    return watching.get()(stop)
