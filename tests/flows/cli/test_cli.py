"""The command line: help that teaches, one clear line for an error, an exit code per class."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.settings import VERSION
from tests.flows.cli.many_commands import Ended, run_each

Rolecall = Callable[..., "object"]

COMMANDS = [
    "run",
    "demo",
    "serve",
    "backfill",
    "scrape",
    "classify",
    "store",
    "report",
    "export",
    "api",
    "mcp",
    "sql",
    "why",
    "digest",
    "open",
    "site",
    "sources",
    "doctor",
    "label",
    "evaluate",
    "review",
    "refit",
]


ERRORS = [
    (["run", "--plain", "--boards", "nowhere.csv"], 2, "nowhere.csv"),
    (["run", "--plain", "--boards", "empty.csv"], 2, "empty.csv: names no board"),
    (["run", "--plain", "--as-of", "yesterday"], 2, "--as-of 'yesterday'"),
    (["run", "--plain", "--as-of", "2062-11-10"], 2, "lies in the future"),
    (["backfill", "ashby", "--since", "2016-01"], 2, "keeps no history"),
    (["backfill", "hackernews", "--since", "January"], 2, "YYYY-MM"),
    (["boards", "add", "acme"], 2, "not the address of a page, such as https://www.example.com"),
    (["boards", "check", "--only", "zzzz"], 2, "--only 'zzzz': no board"),
    (["boards", "choose", "nowhere/x.csv"], 2, "nowhere is no folder that can be written to"),
    (["serve", "--port", "70000"], 2, "less than or equal to 65534"),
    (["api", "--port", "-1"], 2, "greater than or equal to 0"),
    (["digest", "--send", "pigeon"], 2, "choose from mail and webhook"),
    (
        ["digest", "--html", "folder"],
        2,
        "folder is a folder; name a file such as folder/digest.html",
    ),
    (
        ["report", "--single-file", "folder"],
        2,
        "folder is a folder; name a file such as folder/report.html",
    ),
    (["sql", "--parquet", "folder"], 2, "name a file such as folder/rows.parquet"),
    (["label", "empty.csv", "--output", "folder"], 2, "name a file such as folder/read.jsonl"),
    (
        ["backfill", "hackernews", "--since", "2090-01"],
        2,
        "2090-01 is after the newest there can be, 20",
    ),
    (
        ["backfill", "dol_lca", "--since", "FY2090"],
        2,
        "FY2090 is after the newest there can be, FY20",
    ),
    (["boards", "list", "--panel", "narrow"], 2, "unknown panel 'narrow'"),
    (["scrape", "--panel", "wide", "--boards", "x.csv"], 2, "give one of them"),
    (["scrape", "--shard", "9/8"], 2, "the third of eight shards"),
    (["label", "nowhere.jsonl"], 2, "nowhere.jsonl: no such file"),
    (["sql", "select 1"], 6, "rolecall demo"),
    (["why", "x"], 6, "rolecall demo"),
    (["review", "--list", "3"], 6, "rolecall run"),
    (["report"], 6, "rolecall run"),
    (["store"], 6, "rolecall run"),
    (["frobnicate"], 2, "frobnicate"),
]


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    folder = tmp_path_factory.mktemp("cli")
    (folder / "empty.csv").write_text("source,board\n")
    (folder / "folder").mkdir()
    helps = [[command, "--help"] for command in COMMANDS]
    return run_each([*helps, *(words for words, _, _ in ERRORS)], folder)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(ended: Ended, command: str) -> None:
    done = ended[command, "--help"]
    assert done.returncode == 0
    assert "Usage:" in done.stdout
    assert command in done.stdout


def test_the_help_names_every_command(rolecall: Rolecall) -> None:
    done = rolecall("--help")
    assert all(command in done.stdout for command in [*COMMANDS, "boards", "import", "forget"])


def test_the_command_line_imports_nothing_heavy_before_a_command_asks_for_it() -> None:
    heavy = "{'prefect', 'duckdb', 'polars', 'httpx', 'plotly', 'transforms.readers.reading'}"
    done = subprocess.run(
        [sys.executable, "-c", f"import sys, flows.cli.run; print(sorted({heavy} & set(sys.modules)))"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(("words", "code", "message"), ERRORS)
def test_an_error_is_one_clear_message_with_its_own_exit_code(
    ended: Ended, words: list[str], code: int, message: str
) -> None:
    done = ended[tuple(words)]
    assert done.returncode == code, done.stderr
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_an_error_ends_a_process_with_its_exit_code(rolecall: Rolecall) -> None:
    done = rolecall("store")
    assert (done.returncode, done.stderr.count("\n")) == (6, 1)


def test_the_version_is_told(rolecall: Rolecall) -> None:
    assert rolecall("--version").stdout == f"rolecall {VERSION}\n"


@pytest.mark.parametrize("told", ["SIGINT", "SIGTERM"])
def test_ctrl_c_and_a_service_manager_end_it_with_130_and_it_says_that_nothing_is_lost(
    told: str,
) -> None:
    script = f"""
import os, signal, sys, time
from flows.cli import run as cli

@cli.app.command()
def stuck() -> None:
    os.kill(os.getpid(), signal.{told})
    time.sleep(60)

sys.argv = ["rolecall", "stuck"]
cli.main()
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (
        130,
        "rolecall: interrupted; the next run continues from what was kept\n",
    )


def test_an_unknown_setting_is_named(rolecall: Rolecall, tmp_path: Path) -> None:
    (tmp_path / "rolecall.toml").write_text("hoem = 'x'\n")
    done = rolecall("sources")
    assert done.returncode == 0  # needs no settings
    assert "unknown setting hoem" in rolecall("doctor").stderr


def test_a_board_added_by_its_address_is_listed_with_the_panel(rolecall: Rolecall) -> None:
    done = rolecall("boards", "add", "https://jobs.lever.co/example-co", "--employer", "Example")
    assert done.stdout.strip() == "lever,example-co"
    assert "likelier to shrink than to grow" in done.stderr, "it may be added for what it lists now"
    assert "lever,example-co,Example,own" in rolecall("boards", "list", "--csv").stdout
    assert "already" in rolecall("boards", "add", "https://jobs.lever.co/example-co/123").stderr


def test_a_board_is_removed_as_it_was_added(rolecall: Rolecall) -> None:
    address = "https://jobs.lever.co/example-co"
    rolecall("boards", "add", address, "--employer", "Example")
    assert "removed from" in rolecall("boards", "remove", "lever,example-co").stderr
    assert "example-co" not in rolecall("boards", "list", "--csv").stdout
    assert "is not in" in rolecall("boards", "remove", address).stderr
    assert "in a bundled panel" in rolecall("boards", "remove", "ashby,openai").stderr
    assert "added to" in rolecall("boards", "add", address, "--employer", "Example").stderr
    assert "removed from" in rolecall("boards", "remove", "lever/example-co").stderr


def test_sources_are_a_line_each_and_one_of_them_is_told_whole(rolecall: Rolecall) -> None:
    assert "developers.ashbyhq.com" not in rolecall("sources").stdout
    assert "https://developers.ashbyhq.com" in rolecall("sources", "ashby").stdout
    assert "unknown source 'ashb'; choose from adzuna" in rolecall("sources", "ashb").stderr


def test_a_board_of_the_panel_need_not_be_added(rolecall: Rolecall, tmp_path: Path) -> None:
    done = rolecall("boards", "add", "https://jobs.ashbyhq.com/openai")
    assert done.stdout.strip() == "ashby,openai"
    assert done.stderr.endswith("already in the core panel: every run looks at it\n")
    assert not (tmp_path / "home" / "boards.csv").exists()


def test_an_employer_is_not_dropped_in_silence(rolecall: Rolecall) -> None:
    panel, own = "https://jobs.ashbyhq.com/openai", "https://jobs.lever.co/example-co"
    named = rolecall("boards", "add", panel, "--employer", "Closed AI").stderr
    assert "--employer Closed AI is not used\nits employer there is OpenAI." in named
    rolecall("boards", "add", own, "--employer", "Example")
    again = rolecall("boards", "add", own, "--employer", "Sample").stderr
    assert "--employer Sample is not used: change it in the list" in again


def test_the_panel_is_chosen_by_an_option_or_a_setting(rolecall: Rolecall, tmp_path: Path) -> None:
    def count(*words: str) -> int:
        return len(rolecall("boards", "list", "--csv", *words).stdout.splitlines()) - 1

    core, wide, both = count(), count("--panel", "wide"), count("--panel", "all")
    assert core + wide == both
    (tmp_path / "rolecall.toml").write_text("panel = 'all'\n")
    assert count() == both
    assert count("--panel", "core") == core
    (tmp_path / "rolecall.toml").write_text("panel = 'narrow'\n")
    assert (
        "setting panel: 'narrow' is none of core, broad, wide, all"
        in rolecall("boards", "list").stderr
    )


def test_a_data_folder_that_is_a_file_ends_a_run_with_7(rolecall: Rolecall, tmp_path: Path) -> None:
    (tmp_path / "home").touch()
    done = rolecall("scrape", mirror="http://127.0.0.1:9")
    assert done.returncode == 7
    assert f"{tmp_path / 'home'} cannot be written to (File exists)" in done.stderr


def test_a_panel_is_chosen_once_and_never_written_over(rolecall: Rolecall, tmp_path: Path) -> None:
    (tmp_path / "boards.csv").write_text("source,board\nlever,beta\n")
    words = ("boards", "choose", "chosen.csv", "--boards", "boards.csv")
    done = rolecall(*words, mirror="http://127.0.0.1:9")
    assert done.returncode == 3
    assert "no board listed a technical opening" in done.stderr
    assert not (tmp_path / "chosen.csv").exists()
    (tmp_path / "chosen.csv").write_text("source,board\n")
    done = rolecall(*words, mirror="http://127.0.0.1:9")
    assert done.returncode == 2
    assert "chosen.csv exists, and a panel is chosen only once" in done.stderr


def test_boards_that_do_not_answer_are_told_one_by_one_and_summed_up(
    rolecall: Rolecall, tmp_path: Path
) -> None:
    (tmp_path / "boards.csv").write_text("source,board\nlever,beta\nashby,acme\n")
    done = rolecall(
        "boards", "check", "--boards", "boards.csv", "--csv", mirror="http://127.0.0.1:9"
    )
    assert done.returncode == 3
    assert [line.split(",")[:4] for line in done.stdout.splitlines()] == [
        ["source", "board", "employer", "outcome"],
        ["ashby", "acme", "", "failed"],
        ["lever", "beta", "", "failed"],
    ]
    assert "Asking 2 boards, some 4 requests" in done.stderr
    assert "2 boards: 2 failed; 0 postings listed" in done.stderr
    assert "no connection" in done.stderr


def test_label_reads_a_file_without_a_lake(rolecall: Rolecall, tmp_path: Path) -> None:
    (tmp_path / "mine.jsonl").write_text(
        '{"id": 1, "title": "Senior Data Scientist", "location": "Berlin, Germany", "text": "**Requirements**\\n- 5+ years of SQL and statistics"}\n'
        '{"id": 2, "title": null}\n',
        encoding="utf-8",
    )
    done = rolecall("label", "mine.jsonl")
    assert done.returncode == 0, done.stderr
    first, second = done.stdout.splitlines()
    assert '"role": "data_scientist"' in first
    assert '"level": "senior"' in first
    assert '"countries": ["DE"]' in first
    assert '"sql"' in first
    assert '"error": "posting 2 has no title"' in second
    assert "1 posting read, 1 could not be read" in done.stderr


def test_label_names_the_line_that_is_not_json(rolecall: Rolecall, tmp_path: Path) -> None:
    (tmp_path / "mine.jsonl").write_text('{"id": 1, "title": "x"}\n{oops\n')
    done = rolecall("label", "mine.jsonl")
    assert done.returncode == 2
    assert "mine.jsonl, line 2: not JSON" in done.stderr
