"""The main job as two Prefect flows: `market` for real boards and `rehearsal` for the demo.

Decides what Prefect adds: each stop of `flows.pipeline` as a task, retries, names of runs and the log of a run.
Leaves all work on data to `flows.pipeline`, which `--plain` runs without Prefect, and artifacts to `artifacts`.
Kept apart because importing Prefect takes a second that no other command should wait.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC
from pathlib import Path
from typing import Any

from prefect import Task, flow
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.runtime import deployment, flow_run

from flows import pipeline
from flows.boards.lists import read_boards
from flows.errors import NothingReached
from flows.pipeline import Arguments, Result, Summary
from flows.progress import log_lines, watched_by
from flows.rehearsal.demo import run_demo
from flows.requirements import parse_as_of
from flows.schedule.artifacts import emit_alarms, publish_artifacts
from flows.schedule.stop import ending_in_time
from flows.settings import read_settings

_RETRY_DELAY_S = 60  # when no board answers at night, a router is usually restarting
_LINE_EVERY_S = 30.0  # the log is read after the run, or when it seems to hang


def _is_worth_waiting(_task: Any, _run: Any, state: Any) -> bool:
    """Whether to look again later: on a schedule, when no board was reached.

    A person at a terminal is told immediately.
    """
    return deployment.id is not None and isinstance(
        state.result(raise_on_failure=False), NothingReached
    )


def as_task(name: str, stop: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """A stop of the pipeline as a Prefect task."""
    return Task(
        stop,
        name=name,
        task_run_name=name,
        cache_policy=NO_CACHE,
        retries=1 if name == "scrape" else 0,
        retry_delay_seconds=_RETRY_DELAY_S,
        retry_condition_fn=_is_worth_waiting,
    )


def run_name() -> str:
    """Names a run of `market` for what it looks at and when: "core panel, 2026-11-30 05:17"."""
    asked = flow_run.parameters
    panel = asked.get("panel") or read_settings().panel
    what = Path(asked["boards_file"]).name if asked.get("boards_file") else f"{panel} panel"
    start = flow_run.scheduled_start_time.astimezone(UTC)
    return f"{what}, {asked.get('as_of') or start.strftime('%Y-%m-%d %H:%M')}"


@flow(name="market", flow_run_name=run_name, validate_parameters=False)
def market(
    boards_file: str | None = None,
    as_of: str | None = None,
    panel: str | None = None,
    with_history: bool = True,
    site_url: str | None = None,
) -> Summary:
    """Scrape, classify, store, report.

    Args:
        boards_file: A CSV `source,board[,employer]` on the machine that runs this. Empty: the panel and your own boards.
        as_of: The day, or ISO time in UTC, that the run speaks for. Empty: now.
        panel: Bundled boards: core, broad, wide or all. Empty: as set by ROLECALL_PANEL, else core.
        with_history: Whether a first run also fetches the hiring threads of two years.
        site_url: Where the report is served beside this page. ROLECALL_SITE_URL, where you publish it, takes precedence.
    """
    settings, moment = read_settings(), parse_as_of(as_of)
    boards = read_boards(
        Path(boards_file) if boards_file else None,
        settings.own_boards_file,
        panel or settings.panel,
    )
    with _scheduled() if deployment.id else nullcontext():
        summary = pipeline.run_market(boards, settings, moment, as_task, with_history)
    publish_artifacts(summary, settings, site_url)
    emit_alarms(summary.alarms)
    return summary


@flow(name="rehearsal", flow_run_name="rehearsal market", validate_parameters=False)
def rehearsal() -> Summary:
    """The main job on the rehearsal market: two years of weekly looks, then one report."""
    settings = read_settings()
    summary = run_demo(settings, wrap=as_task)
    publish_artifacts(summary, settings.rehearsal)
    return summary


@contextmanager
def _scheduled() -> Iterator[None]:
    """For a run that nobody watches: its log lines go to Prefect's UI, and it ends soon after SIGTERM."""
    logging.getLogger("flows").setLevel(logging.INFO)
    with watched_by(log_lines(_LINE_EVERY_S)), ending_in_time():
        yield


def find_problem() -> str | None:
    """Why Prefect's server does not answer. Starts one when there is none. None when it answers."""
    try:
        with get_client(sync_client=True) as client:
            problem = client.api_healthcheck()
    except Exception as exc:  # whatever keeps a server from starting, the work itself needs none
        return f"{type(exc).__name__}: {exc}"
    return str(problem) if problem else None
