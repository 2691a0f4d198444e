"""What boards send is hostile everywhere it goes: on a terminal, in a log, in a query, in an address, in a file's name."""

from __future__ import annotations

import logging
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from flows.boards.look import look_at
from flows.cli import terminal
from flows.cli.run import _end
from flows.lake.tables import LOOK
from flows.pipeline import Summary
from flows.rehearsal.fault_plan import Fault, FaultPlan
from flows.rehearsal.server import RehearsalServer
from flows.rehearsal.truth import Market
from flows.settings import Settings
from flows.sources import Board, Reply, every_source
from flows.web.client import PoliteClient, Request

RED = "\x1b[31m\x07\x9b2J\x1b]0;owned\x07\u202efdp.exe\r"
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]")
DEEP = {
    "lists": b"[" * 200_000 + b"]" * 200_000,
    "objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "jobs": b'{"jobs":' + b"[" * 200_000 + b"]" * 200_000 + b"}",
    "unclosed": b'{"jobs":[' * 100_000,
}
NO_SLUG = [
    "../etc",
    "..",
    "a/../../b",
    "a?x=1",
    "a#b",
    "a\n",
    "a\r\nHost: x",
    "a\x00b",
    "a@b",
    "a\\b",
    "a:b",
    "a;b",
    "",
]


def test_no_control_character_of_a_board_reaches_the_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    looks = pl.DataFrame(
        [
            (
                "ashby",
                "acme",
                datetime(2026, 11, 23),
                "failed",
                f"https://x.example/{RED}: redirects in a circle",
            )
        ],
        schema={name: LOOK[name] for name in ("source", "board", "looked_at", "outcome", "error")},
        orient="row",
    )
    looks = pl.concat([pl.DataFrame(schema=LOOK), looks], how="diagonal")
    terminal.print_summary(Summary(datetime(2026, 11, 23), looks=looks))
    terminal.print_table(pl.DataFrame({"title": [f"Engineer{RED}"]}), title="postings")
    said = capsys.readouterr()
    assert "redirects in a circle" in said.err
    assert "Engineer" in said.out
    assert not UNSEEN.search(said.out + said.err)


def test_no_control_character_of_a_board_reaches_the_log() -> None:
    code = "import logging; from flows.cli.terminal import log_to_stderr; log_to_stderr(True); logging.warning('it says %s', {!r})"
    done = subprocess.run(
        [sys.executable, "-c", code.format(RED)], capture_output=True, text=True, check=True
    )
    assert "it says" in done.stderr
    assert not UNSEEN.search(done.stderr)


def test_no_control_character_of_a_board_reaches_the_last_line_of_a_command(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        _end(f"none of 3 boards could be reached (first error: {RED})\nsample", 3)
    said = capsys.readouterr().err
    assert said.startswith("rolecall: none of 3 boards could be reached")
    assert said.endswith("\nsample\n")
    assert not UNSEEN.search(said)


# No address is made of an imported board's name, which may hold whatever an employer's name does.
@pytest.mark.parametrize("name", sorted(every_source().keys() - {"imported"}))
def test_a_slug_that_would_leave_its_place_in_an_address_is_refused(name: str) -> None:
    source = every_source()[name]
    assert [slug for slug in NO_SLUG if source.accepts(slug)] == []


@pytest.mark.parametrize(
    "name", ["ashby", "greenhouse", "lever", "rippling", "recruitee", "smartrecruiters", "workable"]
)
@pytest.mark.parametrize("shape", DEEP)
def test_a_reply_nested_beyond_reason_is_a_failed_look(
    name: str, shape: str, caplog: pytest.LogCaptureFixture
) -> None:
    class Client(PoliteClient):
        def ask(self, request: Request) -> tuple[Reply, int]:
            return Reply(request.url, 200, {}, DEEP[shape]), len(DEEP[shape])

    with Client(replace(Settings(), pace_s=0.0)) as client:
        seen = look_at(client, Board(name, "acme"), {}, datetime(2026, 11, 23), "run")
    assert seen.row["outcome"] == "failed"
    assert len(seen.row["error"]) < 500
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


def test_a_hostile_title_cannot_change_a_query_and_names_no_file(
    tmp_path: Path,
    small_market: Market,
    serve_market: Callable[..., RehearsalServer],
    board_list: Callable[[RehearsalServer], Path],
    rolecall: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    every = FaultPlan.of({row.board: Fault.HOSTILE_TITLE for row in small_market.employers})
    server = serve_market(every)
    home = tmp_path / "home"
    file = board_list(server)
    file.write_text(
        file.read_text() + 'greenhouse,nobody,"=cmd()\'; drop table posting; --/../x"\n',
        encoding="utf-8",
    )
    done = rolecall(
        "run", "--plain", "--boards", str(file), "--as-of", "2026-11-23", mirror=server.url
    )
    assert done.returncode == 0, done.stderr
    asked = rolecall("why", "'; drop table posting; --")
    assert asked.returncode == 2
    assert "no posting" in asked.stderr
    table = rolecall("sql", "--csv", "select title from posting where title like '%cmd()%'")
    assert table.returncode == 0, table.stderr
    assert "script" in table.stdout
    assert not UNSEEN.search(table.stdout + table.stderr + done.stdout + done.stderr)
    names = {path.name for path in home.rglob("*")}
    assert {name for name in names if not re.fullmatch(r"[A-Za-z0-9._-]+", name)} == set()


@pytest.mark.parametrize(
    "query",
    [
        "copy (select 1) to '/tmp/rolecall-should-not-exist.csv'",
        "select * from read_csv('/etc/passwd')",
        "attach '/tmp/other.duckdb'",
        "install httpfs",
        "drop table posting",
        "select 1; drop table posting",
    ],
)
def test_a_query_pasted_from_a_page_can_neither_write_nor_read_a_file(
    tmp_path: Path, query: str
) -> None:
    import duckdb

    from warehouse import market, read

    file = tmp_path / "market.duckdb"
    market.build(file, {})
    with pytest.raises(duckdb.Error):
        read.query(file, query)
    assert read.query(file, "select count(*) as n from posting")["n"].to_list() == [0]
