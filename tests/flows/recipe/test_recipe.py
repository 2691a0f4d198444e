"""The publish recipe: three answers become files, the files parse, and their commands publish a site from a sandbox.

No container is built here. The workflow's steps are run in their order with their conditions, each script as it stands but
the installing one. Stand-ins for `gh` and `aws` keep a release or a bucket in a folder.
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
from flows.schedule.stop import ENDS_WITHIN_S
from flows.settings import read_settings

CONTACT = "me+jobs@example.org"

GH = '''#!{python}
"""`gh release` and `gh api`, with a folder as the releases. GH_FAILS names verbs that the server does not answer."""
import fnmatch, os, shutil, sys
from pathlib import Path
releases = Path(os.environ["RELEASE"])
_, group, verb, *rest = sys.argv
if verb in os.environ.get("GH_FAILS", "").split() or group in os.environ.get("GH_FAILS", "").split():
    sys.exit("HTTP 502")
if group == "api":
    print("https://ann.example.org/fork/")
elif verb == "list":
    print("\\n".join(path.name for path in releases.glob("*")))
else:
    tag, *rest = rest
    release = releases / tag
    if verb == "create":
        release.mkdir(parents=True)
    elif not release.is_dir():
        sys.exit("release not found")
    elif verb == "view":
        print("\\n".join(path.name for path in sorted(release.iterdir())) if "--json" in rest else tag)
    elif verb == "upload":
        shutil.copy(rest[0], release)
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

AWS = '''#!{python}
"""`aws s3` and `aws s3api list-objects-v2`, with a folder as the buckets."""
import fnmatch, os, shutil, sys
from pathlib import Path
buckets = Path(os.environ["RELEASE"])
if os.environ.get("AWS_ENDPOINT_URL") == "":
    sys.exit("Invalid endpoint: ")
def at(address):
    return buckets / address.removeprefix("s3://") if address.startswith("s3://") else Path(address)
_, group, verb, *rest = sys.argv
if group == "s3api":
    bucket, prefix = rest[1], rest[3]
    keys = [str(path.relative_to(buckets / bucket)) for path in (buckets / bucket).rglob("*") if path.is_file()]
    print("\\t".join(key for key in sorted(keys) if key.startswith(prefix)) or "None")
elif verb == "rm":
    at(rest[0]).unlink()
elif "--recursive" in rest:
    for path in at(rest[0]).iterdir():
        if fnmatch.fnmatch(path.name, rest[rest.index("--include") + 1]):
            shutil.copy(path, at(rest[1]))
else:
    at(rest[1]).mkdir(parents=True, exist_ok=True)
    shutil.copy(at(rest[0]), at(rest[1]))
'''

ROLECALL = '''#!{python}
"""`rolecall`. With SPOIL it stores a posting twice, which a data check finds."""
import os
from dataclasses import replace
from flows import store
from flows.cli.run import main
gather = store.gather_facts
def twice(*args, **more):
    facts = gather(*args, **more)
    return replace(facts, postings=facts.postings.vstack(facts.postings.head(1)))
if os.environ.get("SPOIL"):
    store.gather_facts = twice
if __name__ == "__main__":  # its workers import this file
    main()
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


def test_a_container_that_is_stopped_has_the_time_that_a_run_takes_to_end(fork: Path) -> None:
    write_recipe(fork, Choice(CONTACT))
    services = yaml.safe_load((fork / "publish/compose.yml").read_text())["services"]
    assert int(services["rolecall"]["stop_grace_period"].removesuffix("s")) > ENDS_WITHIN_S
    assert services["site"]["stop_signal"] == "SIGINT"


def test_each_script_is_shell_that_parses(fork: Path) -> None:
    for file in write_recipe(fork, Choice(CONTACT)):
        if file.suffix == ".sh":
            done = subprocess.run(["sh", "-n", file], capture_output=True, text=True, check=False)
            assert (done.returncode, done.stderr) == (0, ""), file


def test_the_image_takes_what_is_installed_and_nothing_else_of_the_repository(fork: Path) -> None:
    write_recipe(fork, Choice(CONTACT))
    lines = (fork / "publish/Containerfile").read_text().splitlines()
    copied = {
        name
        for line in lines
        if line.startswith("COPY ")
        for name in line.removeprefix("COPY ").split()[:-1]
    }
    root = Path(__file__).resolve().parents[3]
    project = tomllib.loads((root / "pyproject.toml").read_text())
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    licences = project["project"]["license-files"]
    beside = [file for file in licences if Path(file).parts[0] not in packages]
    about = {project["project"]["readme"], *beside}
    assert copied == {"pyproject.toml", "requirements-run.lock", "publish", *about, *packages}
    assert all((root / name).exists() for name in copied - {"publish"})


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        (Choice(""), "--contact is empty"),
        (Choice("café"), "setting contact"),
        (Choice("me\nenv: x"), "setting contact"),
        (Choice(CONTACT, "mine"), "choose from core, broad"),
        (Choice(CONTACT, "core", "hourly"), "choose from daily, weekly, monthly"),
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
    with pytest.raises(UsageError, match="already exists and differs"):
        write_recipe(fork, Choice(CONTACT))
    assert not (fork / "publish").exists()
    (fork / "rolecall.toml").unlink()
    assert write_recipe(fork, Choice(CONTACT)) == write_recipe(fork, Choice(CONTACT))


def test_a_folder_that_is_no_fork_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not a fork of Rolecall"):
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


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ([], "there is no terminal to ask on: give --contact, --panel and --cadence"),
        (["--panel", "narrow"], "--panel 'narrow': choose from core"),
        (["--cadence", "hourly"], "--cadence 'hourly': choose from daily"),
    ],
)
def test_without_a_terminal_the_command_says_which_options_answer(
    fork: Path, words: list[str], why: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", "publish", "init", str(fork), *words], input="", cwd=fork,
        env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert why in done.stderr
    assert [path.name for path in fork.iterdir()] == ["pyproject.toml"]


def test_the_contact_that_is_set_is_the_answer_that_is_offered(fork: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", "publish", "init", str(fork)], input="\n\n\n", cwd=fork,
        env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "ROLECALL_CONTACT": "me@example.org"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert 'contact = "me@example.org"' in (fork / "rolecall.toml").read_text()


class Sandbox:
    """A machine with the scripts' own tools, `rolecall`, `gh` and `aws`, and nothing else on its path."""

    def __init__(self, fork: Path, mirror: str) -> None:
        self.fork, self.home, self.pages = fork, fork / "home", fork.parent / "pages"
        self.kept = fork.parent / "release"
        tools = fork.parent / "bin"
        tools.mkdir()
        own = "sh tar gzip split cat rm mkdir mktemp mv touch sed grep sort tail tr sha256sum"
        for name in own.split():
            (tools / name).symlink_to(str(shutil.which(name)))
        for name, text in {"gh": GH, "aws": AWS, "rolecall": ROLECALL}.items():
            (tools / name).write_text(text.replace("{python}", sys.executable))
            (tools / name).chmod(0o755)
        self.environment = {
            "PATH": str(tools),
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            "ROLECALL_HOME": str(self.home),
            "ROLECALL_MIRROR": mirror,
            "RELEASE": str(self.kept),
            "AWS_ENDPOINT_URL": "",
            "GITHUB_REPOSITORY": "ann/fork",
            "GITHUB_OUTPUT": str(fork.parent / "outputs"),
            "GITHUB_RUN_ID": "1",
        }

    def run(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["/bin/sh", *words], cwd=self.fork, env=self.environment | environment,
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    def assets(self) -> list[str]:
        return sorted(path.name for path in self.kept.rglob("*") if path.is_file())

    def lake(self) -> dict[Path, bytes]:
        folder = self.home / "lake"
        files = (path for path in folder.rglob("*") if path.is_file())
        return {path.relative_to(folder): path.read_bytes() for path in files}

    def work(self, edition: str, **environment: str) -> list[str]:
        """Runs the workflow's steps as GitHub does, but its installing. Returns the names of those that failed.

        `edition`: the words that its step of this name runs, with the boards to ask.
        """
        shutil.rmtree(self.home, ignore_errors=True)  # each run has a machine of its own
        failed: list[str] = []
        restored = False
        for step in _steps(self.fork)[1]:
            condition = str(step.get("if", "success()"))
            is_kept = "!cancelled()" in condition and restored
            if failed and not is_kept:
                continue
            if step.get("uses", "").startswith("actions/deploy-pages@"):
                shutil.rmtree(self.pages, ignore_errors=True)
                shutil.copytree(self.home / "site", self.pages)
            words = step.get("run", "").removeprefix("sh ")
            if not words or words == "publish/install.sh":
                continue
            more = edition if words == "publish/edition.sh" else ""
            done = self.run(*words.split(), *more.split(), **environment)
            restored |= step.get("id") == "restore" and done.returncode == 0
            if done.returncode:
                failed.append(f"{words} {done.returncode}")
        return failed


def test_the_workflow_publishes_and_leaves_the_old_site_when_a_check_fails(
    fork: Path,
    serve_market: Callable[..., RehearsalServer],
    board_list: Callable[[RehearsalServer], Path],
) -> None:
    write_recipe(fork, Choice(CONTACT))
    server = serve_market()
    edition = f"--no-history --boards {board_list(server)}"
    sandbox = Sandbox(fork, server.url)
    assert sandbox.work(edition) == []
    assert (sandbox.pages / "latest" / "index.html").is_file()
    assert (fork.parent / "outputs").read_text() == "address=https://ann.example.org/fork/\n"
    shown = {path: path.read_bytes() for path in sandbox.pages.rglob("*.html")}
    known = sandbox.lake()
    failed = sandbox.work(edition, SPOIL="yes", GITHUB_RUN_ID="2")
    assert failed == ["publish/edition.sh 4"]
    assert {path: path.read_bytes() for path in sandbox.pages.rglob("*.html")} == shown
    assert sandbox.assets() == ["lake-2-0.aa", "lake-2-0.whole"]
    lake = sandbox.lake()
    assert known.keys() < lake.keys()  # the looks of the run that failed are kept
    shutil.rmtree(sandbox.home)
    assert sandbox.run("publish/lake.sh", "restore").returncode == 0
    assert sandbox.lake() == lake
    assert (sandbox.home / "site" / "feed.xml").is_file()
    assert not (sandbox.home / "market.duckdb").exists()


def _kept(sandbox: Sandbox, run: str, text: str) -> None:
    """A small lake, kept by a run."""
    sandbox.home.mkdir(exist_ok=True)
    (sandbox.home / "lake.txt").write_text(text)
    done = sandbox.run("publish/lake.sh", "keep", GITHUB_RUN_ID=run)
    assert done.returncode == 0, done.stderr


def _restored(sandbox: Sandbox, **environment: str) -> str:
    """What is brought back to a new machine, or what is said when nothing can be."""
    shutil.rmtree(sandbox.home, ignore_errors=True)
    done = sandbox.run("publish/lake.sh", "restore", **environment)
    if done.returncode:
        return f"{done.returncode} {done.stderr.strip()}"
    file = sandbox.home / "lake.txt"
    return file.read_text() if file.exists() else done.stdout.strip()


def test_a_server_that_does_not_answer_is_no_first_run(fork: Path) -> None:
    write_recipe(fork, Choice(CONTACT))
    sandbox = Sandbox(fork, "")
    assert _restored(sandbox) == "no lake is kept yet: this is the first run"
    _kept(sandbox, "9", "old")
    for verb in ("list", "view", "download"):
        assert _restored(sandbox, GH_FAILS=verb).startswith("1 HTTP 502")
    done = sandbox.run("publish/address.sh", GH_FAILS="api")
    assert done.returncode == 1
    assert "Settings > Pages" in done.stderr


@pytest.mark.parametrize(
    ("where", "folder"), [("", "lake"), ("s3://bucket/lakes/mine/", "bucket/lakes/mine")]
)
def test_the_newest_whole_set_is_brought_back_whatever_a_killed_run_left(
    fork: Path, where: str, folder: str
) -> None:
    write_recipe(fork, Choice(CONTACT))
    sandbox = Sandbox(fork, "")
    sandbox.environment["LAKE_S3"] = where
    _kept(sandbox, "9", "old")
    for part in ("lake-10-0.aa", "lake-10-0.ab"):  # killed before the set was whole
        (sandbox.kept / folder / part).write_bytes(b"half")
    assert _restored(sandbox) == "old"
    _kept(sandbox, "11", "new")
    assert sandbox.assets() == ["lake-11-0.aa", "lake-11-0.whole"]
    assert _restored(sandbox) == "new"
    (sandbox.kept / folder / "lake-11-0.aa").write_bytes(b"cut off")
    assert "1 " in _restored(sandbox)


def test_a_failing_upload_leaves_what_was_kept(fork: Path) -> None:
    write_recipe(fork, Choice(CONTACT))
    sandbox = Sandbox(fork, "")
    _kept(sandbox, "9", "old")
    assert sandbox.run("publish/lake.sh", "keep", GITHUB_RUN_ID="10", GH_FAILS="upload").returncode
    assert _restored(sandbox) == "old"


def test_a_bucket_without_a_folder_is_refused(fork: Path) -> None:
    write_recipe(fork, Choice(CONTACT))
    said = _restored(Sandbox(fork, ""), LAKE_S3="s3://bucket/")
    assert said == "2 LAKE_S3 is s3://bucket/: it must be s3://BUCKET/FOLDER"


def test_a_run_that_fails_ends_the_script_before_anything_is_published(fork: Path) -> None:
    write_recipe(fork, Choice(CONTACT))
    sandbox = Sandbox(fork, "http://127.0.0.1:9")
    (fork / "few.csv").write_text("source,board\nashby,nobody\n")
    done = sandbox.run("publish/edition.sh", "--no-history", "--boards", "few.csv")
    assert done.returncode == 3, done.stderr
    assert not (sandbox.home / "site").exists()
