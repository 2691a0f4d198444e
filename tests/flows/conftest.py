"""A small rehearsal market, and the main job on it: as a function, and as the command a person types."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date, datetime
from functools import partial
from pathlib import Path

import pytest

from flows import classify
from flows.rehearsal.fault_plan import FaultPlan
from flows.rehearsal.server import RehearsalServer
from flows.rehearsal.truth import Market
from flows.sandbox import workers as sandbox
from flows.sandbox.workers import Workers
from tests.flows.forked import FORKS, run_forked
from tests.flows.served_site import Answers, Site

Command = Callable[..., "subprocess.CompletedProcess[str]"]
PATIENCE_S = 600
"""Longer than any command takes on a machine that does much else."""


class KeptWorkers(Workers):
    """Workers that go on after a reading, for the next one. One that failed ends them, as it does without us."""

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is not None:
            self.close()

    def _started(self) -> ProcessPoolExecutor:
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(sandbox, "_SPAWN", FORKS)
            return super()._started()


@pytest.fixture(scope="session", autouse=True)
def kept_readers() -> Iterator[None]:
    """Readers in worker processes that are started once. Loading the readers takes longer than reading what tests read."""
    kept: dict[object, KeptWorkers] = {}

    def workers(n_workers: int, memory_bytes: int, prepare: partial[None]) -> KeptWorkers:
        new = KeptWorkers(n_workers, memory_bytes, prepare=prepare)
        return kept.setdefault((n_workers, memory_bytes, prepare.args), new)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(classify, "Workers", workers)
        yield
    for each in kept.values():
        each.close()


@pytest.fixture(scope="session")
def small_market() -> Market:
    return Market.simulate(seed=11, n_employers=10, weeks=8)


@pytest.fixture
def serve_market(small_market: Market) -> Iterator[Callable[..., RehearsalServer]]:
    running: list[RehearsalServer] = []

    def start(plan: FaultPlan | None = None, day: date | None = None) -> RehearsalServer:
        server = RehearsalServer(small_market, plan)
        server.__enter__()
        running.append(server)
        server.day = day or small_market.days()[-1]
        return server

    yield start
    for server in running:
        server.__exit__(None, None, None)


def midnight(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time())


def environment_of(home: Path, mirror: str = "") -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PREFECT_", "ROLECALL_"))
    }
    return kept | {
        "ROLECALL_HOME": str(home),
        "ROLECALL_MIRROR": mirror,
        "ROLECALL_CONTACT": "test@example.org",
        "COLUMNS": "200",
    }


def command_line(*words: str) -> list[str]:
    return [sys.executable, "-m", "flows.cli", *words]


@pytest.fixture
def rolecall(tmp_path: Path) -> Command:
    """Runs `rolecall WORDS…` in a process of its own, with data in tmp_path/home."""

    def run(
        *words: str, mirror: str = "", home: Path | None = None, starts: bool = False, **more: str
    ) -> "subprocess.CompletedProcess[str]":
        environment = environment_of(home or tmp_path / "home", mirror)
        environment |= {f"ROLECALL_{name.upper()}": value for name, value in more.items()}
        run_it = run_started if starts else run_forked
        return run_it(words, environment, tmp_path, PATIENCE_S)

    return run


def run_started(
    words: Sequence[str], environment: Mapping[str, str], folder: Path, patience_s: float
) -> "subprocess.CompletedProcess[str]":
    """As `run_forked`, but that Python is started for it: everything is loaded anew, and sets have an order of their own."""
    return subprocess.run(
        command_line(*words), env=environment, cwd=folder,
        capture_output=True, text=True, timeout=patience_s, check=False,
    )  # fmt: skip


@pytest.fixture(scope="session")
def after_a_run(
    small_market: Market, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Path], Path]:
    """Copies into a folder what a first run of the small market leaves there, as of 2026-11-16."""
    folder = made_once(
        tmp_path_factory, "first_run", lambda folder: _first_run(small_market, folder)
    )
    return lambda home: shutil.copytree(folder / "home", home, symlinks=True, dirs_exist_ok=True)


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder that the first worker to ask for it makes for all of them. The others wait for it."""
    is_one_of_many = "PYTEST_XDIST_WORKER" in os.environ
    shared = factory.getbasetemp().parent if is_one_of_many else factory.getbasetemp()
    folder, made = shared / name, shared / f"{name}.made"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            shutil.rmtree(folder, ignore_errors=True)  # by a worker that died
            folder.mkdir()
            make(folder)
            made.touch()
    return folder


def _first_run(small_market: Market, folder: Path) -> None:
    with RehearsalServer(small_market) as server:
        server.day = small_market.days()[-1]
        boards = str(write_boards(server, folder))
        words = ("run", "--plain", "--boards", boards, "--as-of", "2026-11-16")
        done = run_started(words, environment_of(folder / "home", server.url), folder, PATIENCE_S)
    assert done.returncode == 0, done.stderr


def write_boards(server: RehearsalServer, folder: Path) -> Path:
    """The rehearsal server's boards as a file for --boards, Hacker News apart."""
    file = folder / "boards.csv"
    rows = [
        f"{board.source},{board.slug},{board.employer}"
        for board in server.boards()
        if board.source != "hackernews"
    ]
    file.write_text("source,board,employer\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return file


@pytest.fixture
def board_list(tmp_path: Path) -> Callable[[RehearsalServer], Path]:
    """Writes the rehearsal server's boards into a file for --boards."""
    return lambda server: write_boards(server, tmp_path)


@pytest.fixture
def launch(tmp_path: Path) -> Callable[..., "subprocess.Popen[bytes]"]:
    """Starts `rolecall WORDS…` and does not wait for it; in a session of its own, so that its workers die with it."""

    def start(*words: str, mirror: str = "") -> "subprocess.Popen[bytes]":
        environment = environment_of(tmp_path / "home", mirror)
        return subprocess.Popen(
            command_line(*words),
            env=environment,
            cwd=tmp_path,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    return start


@pytest.fixture
def site() -> Iterator[Callable[[Answers], Site]]:
    """Starts sites that end with the test."""
    started: list[Site] = []

    def start(answers: Answers) -> Site:
        started.append(Site(answers))
        return started[-1]

    yield start
    for one in started:
        one.close()
