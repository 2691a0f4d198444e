"""The main job as two Prefect flows: `market` for real boards and `rehearsal` for the demo.

Decides what Prefect adds: each stop of `flows.pipeline` as a task, retries, artifacts and events.
Leaves all work on data to `flows.pipeline`, which `--plain` runs without Prefect.
Kept apart because importing Prefect takes a second that no other command should wait.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import polars as pl
from prefect import Task, flow
from prefect.artifacts import create_link_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.events import emit_event
from prefect.runtime import deployment

from flows import alarms, pipeline
from flows.boards.lists import read_boards
from flows.errors import NoMarket, NothingReached
from flows.pipeline import Arguments, Result, Summary
from flows.rehearsal.demo import run_demo
from flows.settings import read_settings

_RETRY_DELAY_S = 60  # most nights without any board are a router that restarts


def _is_worth_waiting(_task: Any, _run: Any, state: Any) -> bool:
    """Whether to look again later: on a schedule, when no board was reached.

    A person at a terminal hears of it at once.
    """
    return deployment.id is not None and isinstance(
        state.result(raise_on_failure=False), NothingReached
    )


def as_task(name: str, stop: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """A stop of the pipeline as a Prefect task."""
    return Task(
        stop,
        name=name,
        cache_policy=NO_CACHE,
        retries=1 if name == "scrape" else 0,
        retry_delay_seconds=_RETRY_DELAY_S,
        retry_condition_fn=_is_worth_waiting,
    )


@flow(name="market", validate_parameters=False)
def market(
    boards_file: str | None = None,
    as_of: str | None = None,
    panel: str | None = None,
    with_history: bool = True,
) -> Summary:
    """Scrape, classify, store, report. `with_history`: a first run also fetches the hiring threads of two years."""
    settings, moment = read_settings(), pipeline.parse_as_of(as_of)
    boards = read_boards(
        Path(boards_file) if boards_file else None,
        settings.own_boards_file,
        panel or settings.panel,
    )
    summary = pipeline.run_market(boards, settings, moment, as_task, with_history)
    publish_artifacts(summary)
    emit_alarms(summary.alarms)
    return summary


@flow(name="rehearsal", validate_parameters=False)
def rehearsal() -> Summary:
    """The main job on the rehearsal market: two years of weekly looks, then one report."""
    summary = run_demo(read_settings(), wrap=as_task)
    publish_artifacts(summary)
    return summary


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


def find_problem() -> str | None:
    """Why Prefect's server does not answer. Starts one when there is none. None when it answers."""
    try:
        with get_client(sync_client=True) as client:
            problem = client.api_healthcheck()
    except Exception as exc:  # whatever keeps a server from starting, the work itself needs none
        return f"{type(exc).__name__}: {exc}"
    return str(problem) if problem else None
