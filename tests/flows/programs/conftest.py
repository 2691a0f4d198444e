"""The invented market as a published file, and servers on it: real processes on real ports."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flows.settings import Settings
from tests.flows.conftest import command_line, environment_of
from tests.flows.export.conftest import publish
from tests.reports.invented_market import sample_frames

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return publish(tmp_path_factory.mktemp("home"), sample_frames())


@pytest.fixture(scope="session")
def market(published: Settings) -> Path:
    """The market's file. Tests only read it."""
    return published.market_file


@pytest.fixture(scope="module")
def serve(published: Settings) -> Iterator[Callable[..., str]]:
    """Starts `rolecall WORDS --port 0` and gives the address that it says."""
    running: list[subprocess.Popen[str]] = []

    def start(*words: str) -> str:
        server = subprocess.Popen(
            command_line(*words, "--port", "0"),
            env=environment_of(published.home),
            cwd=ROOT,
            stderr=subprocess.PIPE,
            text=True,
        )
        running.append(server)
        assert server.stderr is not None
        said = server.stderr.readline()
        assert said.startswith("answering at http://127.0.0.1:"), said + server.stderr.read()
        return said.removeprefix("answering at ").strip()

    yield start
    for server in running:
        server.terminate()
        assert server.wait(timeout=30) == 0
        assert server.stderr is not None
        server.stderr.close()
