"""What docs/growing.md tells people to type and to start: each command is one, each setting is one, each file is well formed."""

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from flows.boards.shards import Shard
from flows.cli.run import app
from flows.settings import read_settings, unknown_variables

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "growing.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SET = re.compile(r"[A-Z][A-Z0-9_]*=")
VALUES = {"PASSWORD": "invented", "KEY": "invented", "SECRET": "invented"}
COMPOSE = ["docker", "compose"]


def blocks(language: str) -> list[str]:
    return [text for found, text in BLOCK.findall(PAGE) if found == language]


def compose_file() -> dict[str, Any]:
    return next(each for each in map(yaml.safe_load, blocks("yaml")) if "services" in each)


def job() -> dict[str, Any]:
    return next(each for each in map(yaml.safe_load, blocks("yaml")) if each.get("kind") == "Job")


def typed() -> Iterator[str]:
    """Every line that a person types, or a container runs."""
    for block in blocks("sh"):
        for line in block.splitlines():
            yield from re.split(r"&&", line.partition("    #")[0])
    for service in compose_file()["services"].values():
        yield service.get("command", "")
    for container in job()["spec"]["template"]["spec"]["containers"]:
        yield container["command"][-1]


def settings_of(line: str) -> dict[str, str]:
    """The variables that a line sets before its command, or exports."""
    words = shlex.split(line)
    words = words[words[:1] == ["export"] :]
    return dict(word.split("=", 1) for word in words if SET.match(word))


def rolecall_commands() -> list[list[str]]:
    found = [shlex.split(line) for line in typed()]
    plain = [[word for word in words if not SET.match(word)] for words in found]
    return [words[1:] for words in plain if words[:1] == ["rolecall"]]


def test_the_page_shows_commands() -> None:
    assert len(rolecall_commands()) >= 8


@pytest.mark.parametrize("words", rolecall_commands(), ids=" ".join)
def test_each_command_of_rolecall_is_one(words: list[str]) -> None:
    command: Any = typer.main.get_command(app)
    while hasattr(command, "commands"):
        command, *words = command.commands[words[0]], *words[1:]
    told = command.make_context(
        command.name, list(words)
    ).params  # ends the test for a word it does not know
    if shard := told.get("shard"):
        Shard.parse(shard.replace("$((JOB_COMPLETION_INDEX + 1))", "1"))


@pytest.mark.parametrize("words", [line for line in typed() if line.strip().startswith("dask")])
def test_each_command_of_dask_is_one(words: str) -> None:
    from distributed.cli import dask_scheduler, dask_worker

    _, name, *options = shlex.split(words)
    command = {"scheduler": dask_scheduler.main, "worker": dask_worker.main}[name]
    command.make_context(name, options)


def test_each_variable_is_a_setting_of_a_fitting_form(tmp_path: Path) -> None:
    found = [settings_of(line) for line in typed()]
    services = compose_file()["services"].values()
    found += [service.get("environment", {}) for service in services]
    shown = [each for each in found if any(name.startswith("ROLECALL_") for name in each)]
    assert len(shown) >= 4
    for variables in shown:
        assert unknown_variables(variables) == []
        whole = {"ROLECALL_SCHEDULER": "tcp://10.0.0.5:8786"} | variables
        read_settings(whole, tmp_path / "none.toml")


def test_every_service_that_another_names_is_there() -> None:
    services = compose_file()["services"]
    run = services["run"]["environment"]
    assert run["ROLECALL_SCHEDULER"] == "tcp://scheduler:8786"
    assert "tcp://scheduler:8786" in services["worker"]["command"]
    assert "host=postgres " in run["ROLECALL_WAREHOUSE"]
    assert {"scheduler", "postgres"} <= services.keys()
    store = services["worker"]["environment"]
    assert store.items() <= run.items()  # all open the lake with the same keys


def test_docker_reads_the_compose_file(tmp_path: Path) -> None:
    if not shutil.which("docker") or subprocess.run(COMPOSE, capture_output=True).returncode:
        pytest.skip("docker has no plugin compose here")
    (file,) = (text for text in blocks("yaml") if "services:" in text)
    (tmp_path / "compose.yml").write_text(file)
    words = [*COMPOSE, "-f", str(tmp_path / "compose.yml"), "config", "--quiet"]
    done = subprocess.run(words, env=VALUES, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


def test_kubernetes_knows_every_field_of_the_job() -> None:
    kubernetes = pytest.importorskip("kubernetes_validate", reason="100 MB: not installed")
    kubernetes.validate(job(), kubernetes.latest_version(), strict=True)


def test_the_job_has_a_pod_for_each_shard() -> None:
    spec = job()["spec"]
    (container,) = spec["template"]["spec"]["containers"]
    assert spec["completionMode"] == "Indexed"
    assert f'/{spec["completions"]}"' in container["command"][-1]
    assert spec["parallelism"] == spec["completions"]
