"""A browser for whoever looks at pages, an S3 server for whoever keeps something there, and what the tests measured, printed after the last of them."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# The tests start hundreds of processes. Each would compile all that it imports, where somebody wants no bytecode written.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# The same examples every time, so that a change is judged by what it changes; HYPOTHESIS_PROFILE=nightly seeks new ones.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("nightly", max_examples=2000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

MEASURED = pytest.StashKey[list[str]]()

LONGEST = (
    "test_browser.py",
    "test_accessibility.py",
    "test_print.py",
    "test_serve.py",
    "test_full_disk.py",
    "test_every_fault.py",
    "test_site.py",
    "test_main_job.py",
    "test_cluster.py",
    "test_market.py",
    "test_ducklake.py",
    "test_duckdb_versions.py",
)
"""Files that take longest. A file is one worker's: begun last, they would leave the other cores idle at the end."""

WORKER_BYTES = 2 * 2**30  # of memory: a market, its readers and a browser


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Two more than there are cores, where memory allows: with one more, a core was idle for a quarter of the time.

    Many tests wait for a clock, a server or a browser.
    """
    n_cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return max(1, min((n_cores or 1) + 2, memory // WORKER_BYTES))


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Iterator[None]:
    """No garbage collection while tests are collected, nor of them later: they live as long as the run."""
    gc.disable()
    try:
        if worker := getattr(session.config, "workerinput", None):
            import_from_its_own_place(session.config, worker["workerid"], worker["workercount"])
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def import_from_its_own_place(config: pytest.Config, worker: str, n_workers: int) -> None:
    """Imports the tests of the folders that were asked for. Each worker of pytest-xdist begins elsewhere among them.

    On a fresh clone whoever first imports a file compiles it. In the same order all workers would compile every file.
    """
    folders = [config.rootpath / name for name in config.args]
    files = sorted(file for folder in folders for file in folder.rglob("test_*.py"))
    begin = len(files) * int(worker.removeprefix("gw")) // n_workers
    for file in files[begin:] + files[:begin]:
        with suppress(Exception, pytest.skip.Exception):  # told when pytest collects the file
            import_module(".".join(file.relative_to(config.rootpath).with_suffix("").parts))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name not in LONGEST)


def pytest_configure(config: pytest.Config) -> None:
    config.stash[MEASURED] = []


@pytest.fixture(scope="session")
def measured(request: pytest.FixtureRequest) -> list[str]:
    """Lines for the end of the tests' report."""
    return request.config.stash[MEASURED]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real Chromium for a module's tests; where there is none they are skipped.

    Not for the session: its driver holds the event loop, which other modules' tests need.
    """
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM.exists():
        pytest.skip("no /usr/bin/chromium: apt-get install chromium")
    with playwright.sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield running
        running.close()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In a worker of pytest-xdist: hands the lines over to the one that reports."""
    if (output := getattr(session.config, "workeroutput", None)) is not None:
        output["measured"] = session.config.stash[MEASURED]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """In the one that reports: takes them over from each worker."""
    node.config.stash[MEASURED] += getattr(node, "workeroutput", {}).get("measured", [])


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    if lines := config.stash[MEASURED]:
        terminalreporter.section("figures on the dev labels")
        for line in lines:
            terminalreporter.write_line(line)


_n_buckets = iter(range(1_000_000))


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """A real S3 server on this machine."""
    from moto.server import ThreadedMotoServer  # a second that no other test should wait

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(s3_server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a folder in an S3 bucket of its own. The store's own variables lead to the server."""
    settings = {
        "AWS_ACCESS_KEY_ID": "invented",
        "AWS_SECRET_ACCESS_KEY": "invented",
        "AWS_ENDPOINT_URL": s3_server,
        "AWS_REGION": "us-east-1",
        "AWS_ALLOW_HTTP": "true",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    bucket = f"bucket-{next(_n_buckets)}"
    import httpx

    assert httpx.put(f"{s3_server}/{bucket}", timeout=120).status_code == 200
    return f"s3://{bucket}/our/lake"
