"""Settings come from the environment first, then from rolecall.toml; what is wrong is named."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from flows import memory
from flows.errors import UsageError
from flows.settings import Settings, environment_name, read_settings, unknown_variables

BUILD_ONLY = {"ROLECALL_COMPILE"}
"""Read when a wheel is built, never by a run."""


def test_without_anything_the_defaults_hold(tmp_path: Path) -> None:
    assert read_settings({}, tmp_path / "rolecall.toml") == Settings()


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "rolecall.toml"
    file.write_text('home = "elsewhere"\ncontact = "file@example.org"\npace_s = 2\n')
    found = read_settings({"ROLECALL_CONTACT": "me@example.org", "PATH": "/bin"}, file)
    assert (found.home, found.contact, found.pace_s) == (Path("elsewhere"), "me@example.org", 2.0)


def test_a_tilde_is_the_persons_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    found = read_settings({"ROLECALL_HOME": "~/market"}, tmp_path / "none.toml")
    assert found.home == tmp_path / "market"


def test_variables_that_set_nothing_are_found_and_keys_are_not_among_them() -> None:
    set_here = {
        "ROLECALL_MIROR": "x",
        "ROLECALL_HOME": "y",
        "ROLECALL_USAJOBS_KEY": "z",
        "PATH": "p",
    }
    assert unknown_variables(set_here) == ["ROLECALL_MIROR"]


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("hoem = 'x'", "unknown setting hoem; choose from contact, engine, home"),
        ("pace_s = 'fast'", "setting pace_s: 'fast' is not a number"),
        ("n_workers = 'many'", "setting n_workers: 'many' is not a whole number"),
        ("mirror = 'localhost'", "setting mirror: 'localhost' is not an address such as http://"),
        ("pace_s = -1", "setting pace_s: -1 is not between 0 and"),
        ("pace_s = nan", "setting pace_s: nan is not between 0 and"),
        ("timeout_s = inf", "setting timeout_s: inf is not between 0 and"),
        (
            "interval_days = 99999999",
            "setting interval_days: 99999999 is not between 0 and 36,500",
        ),
        ("pace_s = ", "not valid TOML"),
        ("home = ''", "setting home: it is empty"),
        ("memory = '4'", "setting memory: '4' is not an amount of memory of 500MB or more"),
        ("memory = '200MB'", 'write it as "4GB" or "800MB"'),
        ("memory = '-4GB'", "setting memory: '-4GB' is not"),
        ("home = 'a?b'", "setting home: 'a\\?b' contains \\? or"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, toml: str, message: str) -> None:
    file = tmp_path / "rolecall.toml"
    file.write_text(toml)
    with pytest.raises(UsageError, match=message):
        read_settings({}, file)


@pytest.mark.parametrize(
    ("memory", "n_bytes"), [("4GB", 4 * 10**9), ("0.5 gb", 5 * 10**8), ("800MB", 8 * 10**8)]
)
def test_memory_to_plan_with_is_as_set(tmp_path: Path, memory: str, n_bytes: int) -> None:
    found = read_settings({"ROLECALL_MEMORY": memory}, tmp_path / "none.toml")
    assert found.memory_bytes == n_bytes


def test_memory_to_plan_with_is_half_of_what_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = tmp_path / "memory.max"
    monkeypatch.setattr(memory, "_CONTAINER", limit)
    machine = memory.memory_there()
    assert machine > 10**8
    limit.write_text("100000000\n")
    assert Settings().memory_bytes == 50_000_000
    limit.write_text("max\n")
    assert Settings().memory_bytes == machine // 2


@pytest.mark.parametrize(
    ("mirror", "is_loopback"),
    [
        ("", False),
        ("http://127.0.0.1:8765", True),
        ("http://localhost:1", True),
        ("https://cache.example.org", False),
    ],
)
def test_only_a_mirror_on_this_machine_is_not_paced(mirror: str, is_loopback: bool) -> None:
    assert Settings(mirror=mirror).has_loopback_mirror is is_loopback


def test_the_user_agent_says_who_we_are_and_how_to_reach_us() -> None:
    assert "Rolecall/" in Settings().user_agent
    assert "me@example.org" in Settings(contact="me@example.org").user_agent


def test_readme_names_every_setting_and_its_default_and_no_other() -> None:
    text = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    table = text.partition("## Settings")[2].partition("| exit code")[0]
    rows = [line.split(" | ") for line in table.splitlines() if line.startswith("| `ROLECALL_")]
    documented = {name for row in rows for name in re.findall(r"ROLECALL_[A-Z0-9_]+", row[0])}
    names = {field.name for field in fields(Settings)} - {"keys", "s3"}
    of_sources = {name for name in documented if name.endswith(("_KEY", "_ID"))}
    assert documented - of_sources == set(map(environment_name, names))
    for first, _, default in rows:
        name = re.findall(r"ROLECALL_([A-Z0-9_]+)", first)[0].lower()
        value = getattr(Settings(), name, None)
        if isinstance(value, (int, float)):
            assert float(re.match(r"[\d.,]+", default)[0].replace(",", "")) == value, name  # type: ignore[index]


def test_documents_name_no_setting_that_does_not_exist() -> None:
    root = Path(__file__).parents[2]
    named = {
        (file.name, variable)
        for file in [root / "README.md", *sorted((root / "docs").rglob("*.md"))]
        for variable in re.findall(r"\bROLECALL_[A-Z0-9_]*[A-Z0-9]\b", file.read_text("utf-8"))
    }
    unknown = set(unknown_variables(dict.fromkeys((variable for _, variable in named), "x")))
    assert {pair for pair in named if pair[1] in unknown - BUILD_ONLY} == set()
