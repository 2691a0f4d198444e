"""The schedule: a run that cron asks for really happens (with the wrong SQLAlchemy it silently never does), says what it did
in Prefect's UI, and ends when it is told to."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import polars as pl
import pytest

from flows.errors import UsageError
from flows.rehearsal.fault_plan import Fault, FaultPlan, PlannedFault
from flows.rehearsal.server import RehearsalServer
from flows.rehearsal.truth import Market
from flows.schedule.serve import read_cron

pytestmark = pytest.mark.prefect

_PATIENCE_S = 600  # a server's first start, the next full minute and a small run, on a busy machine


def free_ports() -> int:
    """A port that is free with the one after it."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


def serve(home: Path, *options: str, mirror: str = "http://127.0.0.1:9") -> subprocess.Popen[bytes]:
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PREFECT_", "ROLECALL_"))
    }
    environment |= {
        "ROLECALL_HOME": str(home),
        "ROLECALL_MIRROR": mirror,
        "ROLECALL_CONTACT": "test@example.org",
    }
    with (home / "serve.log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "flows.cli", "serve", *options],
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


@dataclass
class Schedule:
    """`rolecall serve` under way: its process, what it serves, and the boards it looks at."""

    home: Path
    port: int
    server: RehearsalServer
    process: subprocess.Popen[bytes]

    @property
    def said(self) -> str:
        return (self.home / "serve.log").read_text()

    def ask(self, what: str, **wanted: Any) -> Any:
        """What Prefect's server says. Nothing while it does not answer."""
        try:
            return httpx.post(
                f"http://127.0.0.1:{self.port}/api/{what}/filter", json=wanted, timeout=10
            ).json()
        except httpx.HTTPError:
            return []

    def runs(self, state: str) -> list[dict[str, Any]]:
        return [run for run in self.ask("flow_runs") if run["state_type"] == state]

    def wait_for(self, is_so: Callable[[], object]) -> None:
        deadline = time.monotonic() + _PATIENCE_S
        while not is_so():
            assert self.process.poll() is None, self.said[-3000:]
            assert time.monotonic() < deadline, self.said[-3000:]
            time.sleep(1)


@pytest.fixture(scope="module")
def schedule(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Schedule]:
    """A schedule whose first run is over."""
    home, port = tmp_path_factory.mktemp("home"), free_ports()
    market = Market.simulate(seed=3, n_employers=4, weeks=3)
    with RehearsalServer(market) as server:
        server.day = market.days()[-1]
        boards = home / "list.csv"
        rows = [
            f"{board.source},{board.slug}"
            for board in server.boards()
            if board.source != "hackernews"
        ]
        boards.write_text("source,board\n" + "\n".join(rows) + "\n")
        options = ["--cron", "* * * * *", "--boards", str(boards), "--port", str(port)]
        process = serve(home, *options, mirror=server.url)
        under_way = Schedule(home, port, server, process)
        try:
            under_way.wait_for(lambda: under_way.runs("COMPLETED"))
            yield under_way
        finally:
            process.terminate()  # not killed: its server is a child that would live on
            process.wait(timeout=60)


def test_a_scheduled_run_fires_and_leaves_a_report_where_the_ui_links_to(
    schedule: Schedule,
) -> None:
    assert (schedule.home / "site" / "latest" / "index.html").exists()
    assert schedule.runs("COMPLETED")[0]["auto_scheduled"]
    assert f"http://127.0.0.1:{schedule.port}\n" in schedule.said
    latest = {each["key"]: str(each["data"]) for each in schedule.ask("artifacts")}
    address = f"http://127.0.0.1:{schedule.port + 1}/latest/index.html"
    assert f"({address})" in latest["report"]
    assert f"({address})" in latest["findings"]
    assert "AI engineers" in latest["findings"]
    assert "<h1" in httpx.get(address).text


def test_the_ui_asks_the_port_that_was_named(schedule: Schedule) -> None:
    settings = httpx.get(f"http://127.0.0.1:{schedule.port}/ui-settings").json()
    assert settings["api_url"] == f"http://127.0.0.1:{schedule.port}/api"


def test_a_run_says_what_it_looked_at_when_and_how_long_that_took(schedule: Schedule) -> None:
    run = min(schedule.runs("COMPLETED"), key=lambda run: run["start_time"])
    scheduled = run["expected_start_time"][:16].replace("T", " ")
    assert run["name"] == f"list.csv, {scheduled}"

    def lines() -> str:
        wanted = {"flow_run_id": {"any_": [run["id"]]}}
        return "\n".join(line["message"] for line in schedule.ask("logs", logs=wanted))

    schedule.wait_for(lambda: "report took" in lines())  # they come in batches
    assert "looked at 4 boards" in lines()
    assert "postings in" in lines()


def test_a_deployment_has_tags_and_parameters_with_descriptions(schedule: Schedule) -> None:
    (deployment,) = schedule.ask("deployments")
    assert deployment["tags"] == ["rolecall", "boards"]
    parameters = deployment["parameter_openapi_schema"]["properties"]
    assert {name for name in parameters if parameters[name].get("description")} == set(parameters)


def is_quiet(server: RehearsalServer, slugs: set[str]) -> bool:
    """Whether these boards are asked nothing for some seconds: the looks at them are over, also on a busy machine."""
    n_before = [server.n_requests(slug) for slug in slugs]
    time.sleep(5)
    return n_before == [server.n_requests(slug) for slug in slugs]


def test_sigterm_ends_all_and_keeps_the_looks_that_a_run_has_made(schedule: Schedule) -> None:
    server = schedule.server
    slugs = {board.slug for board in server.boards() if board.source != "hackernews"}
    silent = min(board.slug for board in server.boards() if board.source == "greenhouse")
    n_before = {slug: server.n_requests(slug) for slug in slugs}
    server.plan = FaultPlan((PlannedFault(silent, Fault.TIMEOUT),))
    schedule.wait_for(lambda: all(server.n_requests(slug) > n for slug, n in n_before.items()))
    schedule.wait_for(lambda: is_quiet(server, slugs - {silent}))
    schedule.process.send_signal(signal.SIGTERM)
    assert schedule.process.wait(timeout=60) == 0
    assert schedule.said.endswith("What it had kept stays.\n")
    assert "Traceback" not in schedule.said
    with closing(sqlite3.connect(schedule.home / "prefect" / "prefect.db")) as database:
        query = "select state_type from flow_run where start_time is not null order by start_time"
        states = [state for (state,) in database.execute(query)]
    assert states[-1] == "CANCELLED"
    newest = max((schedule.home / "lake" / "looks").iterdir())
    assert set(pl.read_parquet(newest)["board"]) == slugs - {silent}


def test_a_wrong_cron_is_refused_before_anything_starts(tmp_path: Path) -> None:
    process = serve(tmp_path, "--cron", "every monday")
    assert process.wait(timeout=100) == 2
    said = (tmp_path / "serve.log").read_text()
    assert "--cron 'every monday': not a cron expression" in said
    assert "Asking" not in said, "no estimate of a run that will not come"
    assert "Traceback" not in said
    assert not (tmp_path / "prefect" / "server.log").exists()


@pytest.mark.parametrize("cron", ["0 0 31 2 *", "0 0 31 4,6,9,11 *"])
def test_a_day_that_never_comes_is_refused(cron: str) -> None:
    with pytest.raises(UsageError, match="no such day ever comes"):
        read_cron(cron)


def test_a_leap_day_is_a_schedule() -> None:
    assert read_cron("0 0 29 2 *").cron == "0 0 29 2 *"
