"""`rolecall sql`: where a query comes from, how its rows are shown, and what is said where none came back."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.cli.query import unknown_word
from flows.cli.terminal import plain
from tests.flows.cli.many_commands import Ended, run_each
from warehouse import market

Rolecall = Callable[..., "subprocess.CompletedProcess[str]"]


PASTED = ("-- how many?\nselect 1 as n", "--csv")
PIVOTED = ("pivot (select 'x' as a, 2 as b) on a using sum(b)", "--csv")
TIMES = "select timestamp '2026-11-02 05:17:00' as at, null::timestamp as never, date '2026-11-02' as day"
TIMED = [(TIMES, "--csv"), (TIMES, "--json")]
DESCRIBED = ("--describe", "growth", "--rows", "1")
MISSPELT = ("from growth('AI engineer')",)
REFUSED = [
    (["--cvs"], "no such option: --cvs"),
    (["select 1", "--file", "x.sql"], "leave one out"),
    (["--file", "nowhere.sql"], "nowhere.sql: cannot be read (No such file or directory)"),
    (["select 1", "--csv", "--json"], "choose one of --csv, --json and --parquet FILE"),
    (["select 1", "--parquet", "nowhere/x.parquet"], "there is no folder nowhere"),
    (["copy posting to 'x.csv'"], "COPY writes files, which a query may not; use --parquet FILE"),
    (["--describe", "open_job"], "did you mean open_jobs?"),
    (["--describe", "wages of fear"], "`rolecall sql` lists what there is"),
    (["select 1", "--describe", "posting"], "--describe stands alone"),
    (["selec 1"], "the query failed"),
    (["select 1 a; select 2"], "only a single select is allowed, and this is SELECT, SELECT"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a market without data."""
    folder = tmp_path_factory.mktemp("query")
    market.build(folder / "home" / "market.duckdb", {})
    return folder


@pytest.fixture(scope="module")
def asked(folder: Path) -> Ended:
    """What `rolecall sql WORDS…` says, by its words."""
    every = [(), PASTED, PIVOTED, DESCRIBED, MISSPELT, *TIMED, *(words for words, _ in REFUSED)]
    ended = run_each((["sql", *words] for words in every), folder)
    return {words[1:]: done for words, done in ended.items()}


def test_a_pasted_statement_may_begin_with_a_comment(asked: Ended) -> None:
    done = asked[PASTED]
    assert (done.stdout, done.returncode) == ("n\n1\n", 0), done.stderr


def test_a_pivot_is_one_query(asked: Ended) -> None:
    assert (asked[PIVOTED].stdout, asked[PIVOTED].returncode) == ("x\n2\n", 0)


def test_times_say_that_they_are_utc(asked: Ended) -> None:
    as_csv, as_json = (asked[words].stdout for words in TIMED)
    assert as_csv == "at,never,day\n2026-11-02T05:17:00Z,,2026-11-02\n"
    assert as_json == '{"at":"2026-11-02T05:17:00Z","never":null,"day":"2026-11-02"}\n'


def test_a_macro_is_described_with_what_it_takes_and_what_its_columns_mean(asked: Ended) -> None:
    lines = asked[DESCRIBED].stdout.splitlines()
    assert lines[0].strip() == "growth(role_wanted)"
    assert lines[1].startswith("How fast does demand for this role grow?")
    assert "Role counted; 'all' for all postings." in asked[DESCRIBED].stdout


def computed_s(pid: int) -> float:
    """How long a process has computed, as Linux tells it."""
    ticks = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11]
    return int(ticks) / os.sysconf("SC_CLK_TCK")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_a_signal_ends_a_query_that_has_no_end(folder: Path, number: signal.Signals) -> None:
    endless = (
        "with recursive n as (select 1 as i union all select i + 1 from n) select max(i) from n"
    )
    home = os.environ | {"ROLECALL_HOME": str(folder / "home")}
    words = [sys.executable, "-m", "flows.cli", "sql", endless]
    with subprocess.Popen(words, env=home, stderr=subprocess.PIPE, text=True) as asked:
        while computed_s(asked.pid) < 4:  # imports take one
            time.sleep(0.1)
        asked.send_signal(number)
        _, said = asked.communicate(timeout=60)
    assert asked.returncode == 130
    assert said == "rolecall: interrupted; the next run continues from what was kept\n"


def test_a_damaged_market_is_not_the_querys_fault(rolecall: Rolecall, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "market.duckdb").write_text("no market")
    done = rolecall("sql", "select 1")
    assert done.returncode == 1
    assert "market.duckdb cannot be read" in done.stderr
    assert "`rolecall store` rebuilds it from the lake" in done.stderr


def test_a_statement_comes_from_a_file_or_from_standard_input(
    rolecall: Rolecall, folder: Path
) -> None:
    file, home = folder / "query.sql", folder / "home"
    file.write_text("\ufeff-- mine\nselect 1 / 3 as third", encoding="utf-8")
    done = rolecall("sql", "--file", str(file), "--csv", home=home)
    assert done.stdout == "third\n0.333333333\n"
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", "sql", "-", "--json"],
        input="select 2 as n", capture_output=True, text=True, check=False,
        env={"ROLECALL_HOME": str(home), "PYTHONPATH": ":".join(sys.path)}, cwd=folder,
    )  # fmt: skip
    assert done.stdout == '{"n":2}\n', done.stderr


@pytest.mark.parametrize(("words", "message"), REFUSED)
def test_a_query_that_cannot_run_is_answered_by_what_to_do(
    asked: Ended, words: list[str], message: str
) -> None:
    done = asked[tuple(words)]
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_without_a_query_it_says_what_there_is(asked: Ended) -> None:
    told = asked[()].stdout
    assert "open_jobs" in told
    assert "pay_band(role_wanted, level_wanted, country_wanted)" in told


def test_a_role_that_is_misspelt_is_told_when_no_row_comes_back(asked: Ended) -> None:
    done = asked[MISSPELT]
    assert done.returncode == 0
    assert "did you mean 'ai_engineer'?" in done.stderr


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("from growth('ai-engineer')", "'ai_engineer'"),
        ("from growth('Machine Learning Engineer')", None),
        ("from pay_band('ml_engineer', 'seniors', 'US')", "'senior'"),
        ("from pay_band('ml_engineer', 'senior', 'US')", None),
        ("select * from posting where city = 'Paris'", None),
        ("from posting where title ilike '%data scientist%'", None),
        ("select 1", None),
    ],
)
def test_only_words_that_are_nearly_a_role_or_level_are_hinted_at(
    text: str, meant: str | None
) -> None:
    said = unknown_word(text)
    assert (said is None) if meant is None else (said is not None and said.endswith(f"{meant}?"))


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.12345, "0.123"), (201_456.789, "201,457"), (-1_500.5, "-1,500"), (2.0, "2"), (None, "–")],
)
def test_a_number_is_shown_as_a_reader_wants_it(value: float | None, shown: str) -> None:
    assert plain(value) == shown
