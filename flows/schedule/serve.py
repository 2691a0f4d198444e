"""`rolecall serve`: the market flow on a schedule, on a Prefect server that is found or started.

Decides what is registered, what the user is told, and that nothing starts before the options are validated. Leaves
the server, the site beside it and the end to their modules. The deployment runs one flow at a time and schedules in UTC,
because local time skips and repeats an hour twice a year.
"""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flows.errors import UsageError
from flows.schedule.environment import name_server, prepare_prefect
from flows.schedule.server import prefect_server
from flows.schedule.site import serving_site
from flows.schedule.stop import Stopped, raising_stopped, run_until_stopped
from flows.schedule.watch import watch_server
from flows.settings import Settings

if TYPE_CHECKING:
    from prefect.client.schemas.schedules import CronSchedule
    from prefect.runner import Runner

DEPLOYMENT = "scheduled"


@dataclass(frozen=True)
class Plan:
    """What the user wants served: when, which boards, at which ports, and whether a run starts immediately."""

    cron: str
    boards: Path | None = None
    panel: str | None = None
    port: int = 4200
    is_now: bool = False

    @property
    def site_port(self) -> int:
        """The port after the UI's."""
        return self.port + 1

    @property
    def parameters(self) -> dict[str, str | None]:
        """The parameters of each run that the schedule starts."""
        return {
            "boards_file": str(self.boards.resolve()) if self.boards else None,
            "panel": self.panel,
        }


@dataclass(frozen=True)
class Ready:
    """What the start needs once the plan is known to be one: the server's address, whether the user named it, the schedule."""

    api_url: str
    is_named: bool
    schedule: CronSchedule


def prepare(settings: Settings, plan: Plan) -> Ready:
    """Sets Prefect up and checks the plan. Starts nothing.

    Raises:
        UsageError: the plan's cron is not a cron expression.
    """
    settings.home.mkdir(parents=True, exist_ok=True)
    prepare_prefect(settings)
    # Before Prefect is imported, which reads it then.
    api_url, is_named = name_server(plan.port)
    return Ready(api_url, is_named, read_cron(plan.cron))


def serve_market(settings: Settings, plan: Plan, ready: Ready) -> None:
    """Serves the market flow until Ctrl-C or SIGTERM, or until its server is gone. Then the process exits with code 1.

    Raises:
        RolecallError: no server can be reached or started.
    """
    api_url = ready.api_url
    try:
        with (
            raising_stopped(),
            serving_site(settings.site_folder, plan.site_port) as site_url,
            prefect_server(api_url, ready.is_named),
        ):
            watch_server(api_url)
            runner = _register(plan, ready.schedule, site_url)
            _say(f"Prefect's UI: {api_url.removesuffix('/api')}")
            _say(f"Report: {settings.site_url or site_url or settings.site_folder.resolve()}")
            _say(f"Schedule: {plan.cron} (UTC). Ctrl-C stops it.")
            run_until_stopped(runner.start, runner.astop)
    except Stopped:
        _say("Stopped before the schedule began.")
        return
    _say("Stopped. A run that was under way is cancelled. What it had kept stays.")
    # Prefect would wait at its own end for the server that has just ended.
    os._exit(0)


def read_cron(cron: str) -> CronSchedule:
    """The schedule of a cron expression, in UTC. Raises UsageError when it is not one, or never comes due."""
    from prefect.client.schemas.schedules import CronSchedule

    try:
        schedule = CronSchedule(cron=cron, timezone="UTC")
    except ValueError as exc:
        raise UsageError(
            f"--cron {cron!r}: not a cron expression (minute hour day month weekday, e.g. '17 5 * * 1')"
        ) from exc
    _check_that_it_comes(cron)
    return schedule


def _check_that_it_comes(cron: str) -> None:
    """Asks what Prefect's server will ask. For 31 February it would find no date, and silently schedule nothing."""
    from prefect.server.schemas.schedules import CronSchedule

    try:
        asyncio.run(CronSchedule(cron=cron, timezone="UTC").get_dates(n=1))
    except ValueError as exc:
        raise UsageError(f"--cron {cron!r}: no such day ever comes, so no run would start") from exc


def _register(plan: Plan, schedule: CronSchedule, site_url: str | None) -> Runner:
    """A runner with the market flow's deployment. With `is_now` its first run is due immediately."""
    from prefect.deployments import run_deployment
    from prefect.runner import Runner
    from prefect.types.entrypoint import EntrypointType

    from flows.schedule.market import market

    # One run at a time here. Missed runs do not pile up.
    runner = Runner(name=DEPLOYMENT, limit=1)
    runner.add_flow(
        market,
        name=DEPLOYMENT,
        schedules=[schedule],
        parameters={**plan.parameters, "site_url": site_url},
        description=(
            "Looks at every board, reads what is new, rebuilds market.duckdb and writes the report. "
            "**Run → Quick run** starts one now."
        ),
        tags=["rolecall", "boards" if plan.boards else f"panel {plan.panel or 'as set'}"],
        entrypoint_type=EntrypointType.MODULE_PATH,  # found in an installed wheel too
    )
    if plan.is_now:
        run_deployment(f"{market.name}/{DEPLOYMENT}", timeout=0)
    return runner


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
