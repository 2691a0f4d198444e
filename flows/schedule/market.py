"""The main job as Prefect flows: `market` (all four stops), each stop alone, and the schedule that `rolecall serve` keeps.

Thin: every task is one stop of `flows.pipeline`, at least a second of work. Prefect adds retries, a record of each run with
its artifacts, and a schedule with a UI; it decides nothing about the data, and `--plain` does the same work without it.
Kept apart from `flows.pipeline` because importing Prefect takes a second that no other command should wait.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
from prefect import flow, task
from prefect.artifacts import create_link_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.events import emit_event
from prefect.runtime import deployment

from flows import alarms, pipeline
from flows.boards.lists import read_boards
from flows.errors import NoMarket, NothingReached
from flows.lake.parts import Lake
from flows.pipeline import Summary
from flows.rehearsal import demo
from flows.settings import Settings, read_settings
from flows.sources import Board
from flows.store import Frames

log = logging.getLogger(__name__)

_SCRAPE_RETRY_DELAY_S = 60
"""A run that reached no board at all is tried again after a minute: most such nights are a router restarting."""


def _is_worth_waiting(_task: Any, _run: Any, state: Any) -> bool:
    """Whether to look again after a minute: on a schedule, when no board was reached. A person at a terminal is told at once."""
    return deployment.id is not None and isinstance(
        state.result(raise_on_failure=False), NothingReached
    )


@task(
    name="scrape",
    retries=1,
    retry_delay_seconds=_SCRAPE_RETRY_DELAY_S,
    retry_condition_fn=_is_worth_waiting,
    cache_policy=NO_CACHE,
)
def scrape_task(
    lake: Lake, boards: Sequence[Board], settings: Settings, as_of: datetime
) -> pl.DataFrame:
    """Looks at every board once."""
    return pipeline.scrape_stop(lake, boards, settings, as_of)


@task(name="walk the rehearsal market", cache_policy=NO_CACHE)
def walk_task(lake: Lake, settings: Settings) -> pl.DataFrame:
    """Looks at every rehearsal board in every week of its history."""
    return demo.walk(lake, settings)


@task(name="classify", cache_policy=NO_CACHE)
def classify_task(lake: Lake) -> int:
    """Reads what no current reader has read."""
    return pipeline.classify_stop(lake)


@task(name="store", cache_policy=NO_CACHE)
def store_task(
    lake: Lake, settings: Settings, as_of: datetime, is_rehearsal: bool = False
) -> Frames:
    """Rebuilds, checks and publishes the market."""
    return pipeline.store_stop(lake, settings, as_of, is_rehearsal)


@task(name="report", cache_policy=NO_CACHE)
def report_task(settings: Settings) -> Path:
    """Writes the site."""
    return pipeline.report_stop(settings)


@flow(name="market", validate_parameters=False)
def market(
    boards_file: str | None = None, as_of: str | None = None, panel: str | None = None
) -> Summary:
    """Scrape, classify, store, report."""
    settings, moment = read_settings(), pipeline.parse_as_of(as_of)
    boards = _boards(settings, boards_file, panel)
    with alarms.telling_of_failure(settings), pipeline.writing(settings) as lake:
        summary = Summary(moment)
        summary.looks = scrape_task(lake, boards, settings, moment)
        summary.n_read = classify_task(lake)
        pipeline.retain_stop(lake, settings, moment)
        summary.frames = store_task(lake, settings, moment)
        summary.page = report_task(settings)
    publish_artifacts(summary)
    emit_alarms(summary.alarms)
    alarms.tell_webhook(summary.alarms, settings)
    return summary


@flow(name="rehearsal", validate_parameters=False)
def rehearsal() -> Summary:
    """The main job on the rehearsal market: two years of weekly looks, then one report."""
    settings = read_settings().rehearsal
    with pipeline.writing(settings) as lake:
        summary = Summary(demo.LAST_DAY)
        summary.looks = walk_task(lake, settings)
        summary.n_read = classify_task(lake)
        summary.frames = store_task(lake, settings, demo.LAST_DAY, is_rehearsal=True)
        summary.page = report_task(settings)
    publish_artifacts(summary)
    return summary


@flow(name="scrape", validate_parameters=False)
def scrape(
    boards_file: str | None = None, as_of: str | None = None, panel: str | None = None
) -> Summary:
    """The first stop alone."""
    settings, moment = read_settings(), pipeline.parse_as_of(as_of)
    with pipeline.writing(settings) as lake:
        boards = _boards(settings, boards_file, panel)
        return Summary(moment, looks=scrape_task(lake, boards, settings, moment))


@flow(name="classify", validate_parameters=False)
def classify(as_of: str | None = None) -> Summary:
    """The second stop alone."""
    with pipeline.writing(read_settings()) as lake:
        return Summary(pipeline.parse_as_of(as_of), n_read=classify_task(lake))


@flow(name="store", validate_parameters=False)
def store(as_of: str | None = None) -> Summary:
    """The third stop alone."""
    settings, moment = read_settings(), pipeline.parse_as_of(as_of)
    with pipeline.writing(settings) as lake:
        return Summary(moment, frames=store_task(lake, settings, moment))


@flow(name="report", validate_parameters=False)
def report(as_of: str | None = None) -> Summary:
    """The last stop alone."""
    settings = read_settings()
    with pipeline.writing(settings):
        return Summary(pipeline.parse_as_of(as_of), page=report_task(settings))


def _boards(settings: Settings, boards_file: str | None, panel: str | None) -> list[Board]:
    return read_boards(
        Path(boards_file) if boards_file else None,
        settings.own_boards_file,
        panel or settings.panel,
    )


def publish_artifacts(summary: Summary) -> None:
    """Puts the run's summary, the link to its report and its quality table where Prefect's UI shows them."""
    if summary.page is None or not summary.frames:
        raise NoMarket("a run without a report has nothing to publish")
    create_table_artifact(
        table=summary_rows(summary), key="run-summary", description="What this run did"
    )
    create_link_artifact(
        link=summary.page.resolve().as_uri(),
        key="report",
        link_text=f"Report of {summary.as_of:%Y-%m-%d}",
    )
    create_table_artifact(
        table=quality_rows(summary),
        key="quality",
        description="Looks of this run by source and outcome",
    )


def emit_alarms(found: Sequence[alarms.Alarm]) -> None:
    """One Prefect event `rolecall.drift.error` for each thing gone silent, for automations to act on; warnings have none."""
    for alarm in alarms.errors_among(found):
        emit_event(
            event="rolecall.drift.error",
            resource={
                "prefect.resource.id": f"rolecall.source.{alarm.source}.{alarm.item}",
                "prefect.resource.name": f"{alarm.source}: {alarm.item}",
            },
            payload={"note": alarm.note, "looked_date": alarm.looked_date.isoformat()},
        )


def summary_rows(summary: Summary) -> list[dict[str, Any]]:
    """The run in a few lines: looks by outcome, postings read, and what the edition holds."""
    edition = summary.frames["mart_edition"].row(0, named=True)
    rows = [{"what": f"looks {outcome}", "n": n} for outcome, n in summary.outcomes.items()]
    rows.append({"what": "postings read", "n": summary.n_read})
    rows += [
        {"what": name.removeprefix("n_").replace("_", " "), "n": edition[name]}
        for name in edition
        if name.startswith("n_")
    ]
    return rows


def quality_rows(summary: Summary) -> list[dict[str, Any]]:
    """Looks of this run by source and outcome, with the first error of each."""
    if summary.looks is None or summary.looks.is_empty():
        return []
    grouped = summary.looks.group_by("source", "outcome").agg(
        looks=pl.len(),
        postings=pl.col("n_postings").sum(),
        first_error=pl.col("error").drop_nulls().first(),
    )
    return grouped.sort("source", "outcome").to_dicts()


def server_answers() -> str | None:
    """Starts or finds Prefect's server. Returns None when it answers, else why not."""
    try:
        with get_client(sync_client=True) as client:
            problem = client.api_healthcheck()
    except Exception as exc:  # whatever keeps a server from starting, the work itself needs none
        return f"{type(exc).__name__}: {exc}"
    return str(problem) if problem else None
