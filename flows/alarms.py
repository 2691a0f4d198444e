"""Alarms: what fell silent in a run, and failed runs, for people who do not read the report.

Decides which rows of `mart_drift` are this run's alarms, the line that a person reads, what a webhook is sent, and
that `--strict` ends with an error. Leaves what is drift to `transforms.statistics.drift`. The quality page shows it
in any case.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import httpx
import polars as pl

from flows.errors import DriftFound, RolecallError
from flows.settings import Settings
from flows.web import webhook

log = logging.getLogger(__name__)

_MOST_SENT = 50
"""Chat servers refuse long messages. The quality page has all."""


@dataclass(frozen=True)
class Alarm:
    """One thing that a kind of board has stopped saying. `item`: postings, read, or a field. `verdict`: error or warning."""

    source: str
    item: str
    verdict: str
    note: str
    looked_date: date

    @property
    def line(self) -> str:
        """The alarm as a person reads it."""
        return f"{self.verdict}: {self.source}, {self.item.replace('_', ' ')}: {self.note}"


def raised(frames: Mapping[str, pl.DataFrame], as_of: date) -> list[Alarm]:
    """The alarms for the looks of `as_of`, errors first. None for sources that were not looked at on that day."""
    drift = frames.get(
        "mart_drift", pl.DataFrame(schema={"looked_date": pl.Date(), "verdict": pl.String()})
    )
    rows = drift.filter(
        pl.col("looked_date") == as_of, pl.col("verdict").is_in(["error", "warning"])
    )
    if rows.is_empty():
        return []
    ordered = rows.sort("verdict", "source", "item").select(
        "source", "item", "verdict", "note", "looked_date"
    )
    return [Alarm(**row) for row in ordered.iter_rows(named=True)]


def errors_among(alarms: Sequence[Alarm]) -> list[Alarm]:
    """Those for what fell silent, not for what became rare."""
    return [alarm for alarm in alarms if alarm.verdict == "error"]


def require_quiet(alarms: Sequence[Alarm]) -> None:
    """Raises DriftFound, naming them all, when there is an error among the alarms: what `--strict` asks for."""
    if errors := errors_among(alarms):
        silent = ", ".join(f"{alarm.source} {alarm.item.replace('_', ' ')}" for alarm in errors)
        raise DriftFound(
            f"{len(errors)} gone silent: {silent}. Market and report were written; see the quality page and mart_drift"
        )


def post_alarms(alarms: Sequence[Alarm], settings: Settings) -> None:
    """Posts the alarms as JSON when there is an error among them and a webhook is set.

    Never raises: a run must not fail for it. Chat servers show `text`. Programs read `alarms`.
    """
    if errors_among(alarms):
        sent = list(alarms)[:_MOST_SENT]
        text = "\n".join(["Rolecall: something has gone silent", *(alarm.line for alarm in sent)])
        _post({"text": text, "alarms": [asdict(alarm) for alarm in sent]}, settings)


@contextmanager
def reporting_failure(settings: Settings) -> Iterator[None]:
    """Notifies the webhook when the block fails, such as a run that reached no board, and re-raises the error."""
    try:
        yield
    except RolecallError as exc:
        _post({"text": f"Rolecall: the run failed: {exc}", "alarms": []}, settings)
        raise


def _post(message: Mapping[str, Any], settings: Settings) -> None:
    if not settings.webhook:
        return
    # The path of the address is a secret, so no line names more than its host.
    host = urlsplit(settings.webhook).hostname
    try:
        status = webhook.post(settings.webhook, message, settings.user_agent)
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as exc:
        log.warning("the webhook at %s was not told (%s)", host, type(exc).__name__)
        return
    if status >= httpx.codes.BAD_REQUEST or httpx.codes.is_redirect(status):
        log.warning("the webhook at %s did not take the message: it answered %d", host, status)
