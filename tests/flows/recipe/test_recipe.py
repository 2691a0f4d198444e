"""The publish recipe: three answers become files, the files parse, and their commands publish a site from a sandbox.

No container is built and no workflow is run here: the YAML is parsed, and every command of it that needs neither GitHub nor
an index is run as it stands, with a stand-in for GitHub's `gh` that keeps a release in a folder.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from flows.errors import UsageError
from flows.recipe.write import CADENCES, FILES, Choice, write_recipe
from flows.rehearsal.server import RehearsalServer
from flows.settings import read_settings

CONTACT = "me+jobs@example.org"

GH = '''#!{python}
"""`gh release`, with a folder as the release."""
import fnmatch, os, shutil, sys
from pathlib import Path
_, _, verb, tag, *rest = sys.argv
release = Path(os.environ["RELEASE"], tag)
if verb == "create":
    release.mkdir(parents=True)
elif not release.is_dir():
    sys.exit("release not found")
elif verb == "view":
    print("\\n".join(path.name for path in sorted(release.iterdir())) if "--json" in rest else tag)
elif verb == "upload":
    for file in rest:
        if not file.startswith("--"):
            shutil.copy(file, release)
elif verb == "download":
    pattern, folder = rest[1], rest[3]
    found = [path for path in release.iterdir() if fnmatch.fnmatch(path.name, pattern)]
    if not found:
        sys.exit("no assets match")
    for path in found:
        shutil.copy(path, folder)
elif verb == "delete-asset":
    (release / rest[0]).unlink()
'''


@pytest.fixture
def fork(tmp_path: Path) -> Path:
    folder = tmp_path / "fork"
    folder.mkdir()
    (folder / "pyproject.toml").write_text('[project]\nname = "rolecall"\n')
    return folder


def _steps(fork: Path) -> tuple[dict[Any, Any], list[dict[str, Any]]]:
    workflow = yaml.safe_load((fork / ".github/workflows/publish.yml").read_text())
    return workflow, workflow["jobs"]["publish"]["steps"]


def test_three_answers_become_settings_that_are_read(fork: Path) -> None:
    write_recipe(fork, Choice(CONTACT, "broad", "daily"))
    settings = read_settings({}, fork / "rolecall.toml")
    assert (settings.contact, settings.panel, settings.interval_days) == (CONTACT, "broad", 1)
    workflow, _ = _steps(fork)
    assert workflow[True]["schedule"] == [{"cron": CADENCES["daily"][0]}]  # YAML reads `on` as yes


def test_the_site_is_deployed_only_after_run_and_checks_and_the_lake_is_kept_in_any_case(
    fork: Path,
) -> None:
    write_recipe(fork, Choice(CONTACT))
    workflow, steps = _steps(fork)
    names = [step.get("name") or step["uses"].partition("@")[0] for step in steps]
    edition, keep = names.index("Run, check, write the site"), names.index("Keep the lake")
    deploy = names.index("actions/deploy-pages")
    assert edition < keep < deploy < names.index("Say what changed")
    assert "if" not in steps[deploy]
    assert "if" not in steps[edition]
    assert "steps.restore.outcome == 'success'" in steps[keep]["if"]
    assert workflow["permissions"] == {"contents": "write", "pages": "write", "id-token": "write"}
    for step in steps:
        script = step.get("run", "").removeprefix("sh ").split(" ")[0]
        assert not script or (fork / script).is_file()


def test_the_containers_write_nowhere_but_to_their_volumes_and_are_watched(fork: Path) -> None:
    write_recipe(fork, Choice("it costs $5 <me@example.org>"))
    services = yaml.safe_load((fork / "publish/compose.yml").read_text())["services"]
    assert set(services) == {"prefect", "rolecall", "site"}
    for service in services.values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["healthcheck"]["test"][0] == "CMD"
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", []))
        compile(service["healthcheck"]["test"][3], "healthcheck", "exec")
    rolecall = services["rolecall"]
    assert rolecall["environment"]["ROLECALL_CONTACT"] == "it costs $$5 <me@example.org>"
    assert rolecall["depends_on"] == {"prefect": {"condition": "service_healthy"}}
    lines = (fork / "publish/Containerfile").read_text().splitlines()
    assert "USER 10001" in lines
    assert lines.index("USER 10001") < lines.index('ENTRYPOINT ["rolecall"]')


def test_each_script_is_shell_that_parses(fork: Path) -> None:
    for file in write_recipe(fork, Choice(CONTACT)):
        if file.suffix == ".sh":
            done = subprocess.run(["sh", "-n", file], capture_output=True, text=True, check=False)
            assert (done.returncode, done.stderr) == (0, ""), file


def test_what_it_installs_is_in_this_repository() -> None:
    root = Path(__file__).resolve().parents[3]
    assert (root / "requirements.lock").is_file()
    assert tomllib.loads((root / "pyproject.toml").read_text())["project"]["name"] == "rolecall"


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        (Choice(""), "--contact is empty"),
        (Choice("café"), "setting contact"),
        (Choice("me\nenv: x"), "setting contact"),
        (Choice(CONTACT, "mine"), "there are core, broad"),
        (Choice(CONTACT, "core", "hourly"), "there are daily, weekly, monthly"),
    ],
)
def test_an_answer_that_is_none_is_said_and_nothing_is_written(
    fork: Path, choice: Choice, message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        write_recipe(fork, choice)
    assert [path.name for path in fork.iterdir()] == ["pyproject.toml"]


def test_a_persons_own_file_is_never_replaced(fork: Path) -> None:
    (fork / "rolecall.toml").write_text("pace_s = 5\n")
    with pytest.raises(UsageError, match="there already and differs"):
        write_recipe(fork, Choice(CONTACT))
    assert not (fork / "publish").exists()
    (fork / "rolecall.toml").unlink()
    assert write_recipe(fork, Choice(CONTACT)) == write_recipe(fork, Choice(CONTACT))


def test_a_folder_that_is_no_fork_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is no fork of Rolecall"):
        write_recipe(tmp_path, Choice(CONTACT))


def test_the_command_asks_what_no_option_answers(fork: Path) -> None:
    words = ["publish", "init", str(fork), "--contact", CONTACT, "--panel", "wide"]
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", *words], input="daily\n", cwd=fork,
        env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "after six hours" in done.stderr
    assert "Source: GitHub Actions" in done.stderr
    assert all(str(fork / name) in done.stdout for name in FILES.values())
    assert "interval_days = 1" in (fork / "rolecall.toml").read_text()


class Sandbox:
    """A machine with the scripts' own tools, `rolecall` and a `gh`, and nothing else on its path."""

    def __init__(self, fork: Path, mirror: str) -> None:
        self.fork, self.home = fork, fork / "home"
        tools = fork.parent / "bin"
        tools.mkdir()
        for name in ("sh", "tar", "gzip", "split", "cat", "rm", "mkdir", "mktemp"):
            (tools / name).symlink_to(str(shutil.which(name)))
        self._write(tools / "gh", GH.replace("{python}", sys.executable))
        self._write(tools / "rolecall", f'#!/bin/sh\nexec {sys.executable} -m flows.cli "$@"\n')
        self.environment = {
            "PATH": str(tools),
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            "ROLECALL_HOME": str(self.home),
            "ROLECALL_MIRROR": mirror,
            "RELEASE": str(fork.parent / "release"),
            "GITHUB_RUN_ID": "1",
        }

    @staticmethod
    def _write(file: Path, text: str) -> None:
        file.write_text(text)
        file.chmod(0o755)

    def run(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["/bin/sh", *words], cwd=self.fork, env=self.environment | environment,
            capture_output=True, text=True, check=False,
        )  # fmt: skip


def test_the_commands_publish_a_site_keep_the_lake_and_bring_it_back(
    fork: Path,
    serve_market: Callable[..., RehearsalServer],
    board_list: Callable[[RehearsalServer], Path],
) -> None:
    write_recipe(fork, Choice(CONTACT))
    server = serve_market()
    boards = board_list(server)
    sandbox = Sandbox(fork, server.url)
    first = sandbox.run("publish/lake.sh", "restore")
    assert "this is the first run" in first.stdout, first.stderr
    done = sandbox.run("publish/edition.sh", "--no-history", "--boards", str(boards))
    assert done.returncode == 0, done.stderr
    assert (sandbox.home / "site" / "latest" / "index.html").is_file()
    for run in ("1", "2"):
        kept = sandbox.run("publish/lake.sh", "keep", GITHUB_RUN_ID=run)
        assert kept.returncode == 0, kept.stderr
    assets = sorted(path.name for path in (fork.parent / "release" / "lake").iterdir())
    assert assets == ["current.txt", "lake-2-0.aa"]
    lake = {path.relative_to(sandbox.home) for path in (sandbox.home / "lake").rglob("*")}
    shutil.rmtree(sandbox.home)
    again = sandbox.run("publish/lake.sh", "restore")
    assert again.returncode == 0, again.stderr
    assert {path.relative_to(sandbox.home) for path in (sandbox.home / "lake").rglob("*")} == lake
    assert (sandbox.home / "site" / "feed.xml").is_file()
    assert not (sandbox.home / "market.duckdb").exists()
    assert sandbox.run("publish/digest.sh").returncode == 0


def test_a_run_that_fails_ends_the_script_before_anything_is_published(fork: Path) -> None:
    write_recipe(fork, Choice(CONTACT))
    sandbox = Sandbox(fork, "http://127.0.0.1:9")
    (fork / "few.csv").write_text("source,board\nashby,nobody\n")
    done = sandbox.run("publish/edition.sh", "--no-history", "--boards", "few.csv")
    assert done.returncode == 3, done.stderr
    assert not (sandbox.home / "site").exists()
