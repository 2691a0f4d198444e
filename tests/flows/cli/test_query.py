"""`rolecall sql`: where a query comes from, how its rows are shown, and what is said where none came back."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.cli.query import unknown_word
from flows.cli.terminal import plain
from warehouse import market

Rolecall = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def asked(rolecall: Rolecall, tmp_path: Path) -> Rolecall:
    """`rolecall sql` on a market without data."""
    market.build(tmp_path / "home" / "market.duckdb", {})
    return lambda *words: rolecall("sql", *words)


def test_a_pasted_statement_may_begin_with_a_comment(asked: Rolecall) -> None:
    done = asked("-- how many?\nselect 1 as n", "--csv")
    assert (done.stdout, done.returncode) == ("n\n1\n", 0), done.stderr


def test_a_statement_comes_from_a_file_or_from_standard_input(
    asked: Rolecall, tmp_path: Path
) -> None:
    file = tmp_path / "query.sql"
    file.write_text("\ufeff-- mine\nselect 1 / 3 as third", encoding="utf-8")
    assert asked("--file", str(file), "--csv").stdout == "third\n0.333333333\n"
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", "sql", "-", "--json"],
        input="select 2 as n", capture_output=True, text=True, check=False,
        env={"ROLECALL_HOME": str(tmp_path / "home"), "PYTHONPATH": ":".join(sys.path)}, cwd=tmp_path,
    )  # fmt: skip
    assert done.stdout == '{"n":2}\n', done.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--cvs"], "no such option: --cvs"),
        (["select 1", "--file", "x.sql"], "leave one out"),
        (["--file", "nowhere.sql"], "nowhere.sql: cannot be read"),
        (["copy posting to 'x.csv'"], "COPY writes files, which a query may not; use --parquet FILE"),
        (["--describe", "open_job"], "did you mean open_jobs?"),
        (["--describe", "wages of fear"], "`rolecall sql` lists what there is"),
        (["select 1", "--describe", "posting"], "--describe stands alone"),
        (["selec 1"], "the query failed"),
    ],
)  # fmt: skip
def test_a_query_that_cannot_run_is_answered_by_what_to_do(
    asked: Rolecall, words: list[str], message: str
) -> None:
    done = asked(*words)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_without_a_query_it_says_what_there_is(asked: Rolecall) -> None:
    told = asked().stdout
    assert "open_jobs" in told
    assert "pay_band(role_wanted, level_wanted, country_wanted)" in told


def test_a_role_that_is_misspelt_is_told_when_no_row_comes_back(asked: Rolecall) -> None:
    done = asked("from growth('AI engineer')")
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
