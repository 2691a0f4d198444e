"""Alarms: what fell silent is told on the page, on stderr, by the exit code, to a webhook and to Prefect, and never twice wrong."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from flows import alarms, pipeline
from flows.alarms import Alarm
from flows.boards.lists import read_boards
from flows.errors import DriftFound, NothingReached, UsageError
from flows.lake.parts import Lake
from flows.lake.session import writing
from flows.lake.tables import LOOK
from flows.rehearsal.fault_plan import Fault, FaultPlan, PlannedFault
from flows.rehearsal.server import RehearsalServer
from flows.rehearsal.truth import Market
from flows.settings import Settings, read_settings
from flows.sources import Board
from tests.flows.conftest import write_boards
from tests.flows.served_site import webhook

TODAY = date(2026, 11, 23)
SILENT = Alarm("ashby", "pay", "error", "0 of 50 postings have pay (0%); usually 98% do", TODAY)
THIN = Alarm(
    "lever",
    "remote_policy",
    "warning",
    "20 of 80 postings have remote policy (25%); usually 60% do",
    TODAY,
)


def frames(*found: Alarm) -> dict[str, pl.DataFrame]:
    steady = Alarm("ashby", "url", "steady", "", TODAY)
    return {"mart_drift": pl.DataFrame([vars(alarm) for alarm in (THIN, steady, *found)])}


def test_the_alarms_of_a_run_are_those_of_its_day_errors_first() -> None:
    long_ago = replace(SILENT, source="lever", looked_date=date(2026, 1, 1))
    assert alarms.raised(frames(SILENT, long_ago), TODAY) == [SILENT, THIN]


def test_a_stop_that_stored_nothing_has_no_alarms() -> None:
    assert alarms.raised({}, TODAY) == []


def test_strict_asks_for_no_error_and_lets_warnings_pass() -> None:
    alarms.require_quiet([THIN])
    with pytest.raises(
        DriftFound, match=r"1 gone silent: ashby pay\. Market and report were written"
    ) as found:
        alarms.require_quiet([SILENT, THIN])
    assert found.value.exit_code == 8


def test_a_webhook_is_told_in_words_and_in_data() -> None:
    with webhook() as (url, hook):
        alarms.post_alarms([SILENT, THIN], Settings(webhook=url))
    assert hook.asked == ["/services/T0/secret-path?token=secret-token"]
    assert hook.headers[0]["content-type"] == "application/json"
    assert hook.sent[0]["text"].splitlines()[1] == (
        "error: ashby, pay: 0 of 50 postings have pay (0%); usually 98% do"
    )
    assert hook.sent[0]["alarms"][0] == {**vars(SILENT), "looked_date": "2026-11-23"}


@pytest.mark.parametrize("found", [[], [THIN]], ids=["nothing", "a warning"])
def test_a_webhook_is_left_alone_while_nothing_is_silent(found: list[Alarm]) -> None:
    with webhook() as (url, hook):
        alarms.post_alarms(found, Settings(webhook=url))
    assert hook.sent == []


@pytest.mark.parametrize(
    "status", [302, 404, 500, None], ids=["elsewhere", "no such hook", "broken", "not there"]
)
def test_a_webhook_that_does_not_take_it_is_logged_without_its_path_and_breaks_nothing(
    status: int | None, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    if status is None:
        alarms.post_alarms(
            [SILENT],
            Settings(webhook="http://127.0.0.1:9/services/T0/secret-path?token=secret-token"),
        )
    else:
        with webhook(status) as (url, hook):
            alarms.post_alarms([SILENT], Settings(webhook=url))
        assert len(hook.sent) == 1
    assert "the webhook at 127.0.0.1" in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.parametrize(
    "address",
    [
        "http://hooks.example.org/T0secret",
        "ftp://hooks.example.org/T0secret",
        "T0secret",
        "https://",
        "https://a b/T0secret",
    ],
)
def test_a_webhook_is_asked_over_a_private_line_only_and_a_wrong_one_is_not_repeated(
    tmp_path: Path, address: str
) -> None:
    with pytest.raises(UsageError, match="setting webhook: not an https") as told:
        read_settings({"ROLECALL_WEBHOOK": address}, tmp_path / "rolecall.toml")
    assert "T0secret" not in str(told.value)


def test_a_webhook_comes_from_the_environment_only_and_is_not_shown(tmp_path: Path) -> None:
    file = tmp_path / "rolecall.toml"
    found = read_settings({"ROLECALL_WEBHOOK": "https://hooks.example.org/T0secret"}, file)
    assert found.webhook == "https://hooks.example.org/T0secret"
    assert "T0secret" not in repr(found)
    file.write_text('webhook = "https://hooks.example.org/T0secret"\n')
    with pytest.raises(UsageError, match="set ROLECALL_WEBHOOK and remove the line") as told:
        read_settings({}, file)
    assert "T0secret" not in str(told.value)


@pytest.fixture(scope="module")
def long_market() -> Market:
    """Fifteen weekly looks at three kinds of boards, some fifty postings each."""
    return Market.simulate(seed=11, n_employers=24, weeks=15)


@pytest.fixture(scope="module")
def looked_at_fourteen_times(
    long_market: Market, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Path], Path]:
    """Copies into a folder what fourteen looks leave there, read. Until then no fault has begun."""
    home = tmp_path_factory.mktemp("fourteen") / "home"
    with RehearsalServer(long_market) as server:
        settings = Settings(home=home, mirror=server.url, contact="test@example.org")
        panel = read_boards(write_boards(server, home.parent))
        for day in long_market.days()[:-1]:
            server.day = day
            with writing(settings) as lake:
                pipeline.scrape_stop(lake, panel, settings, datetime.combine(day, time()))
    pipeline.classify_stop(lake, settings)
    return lambda copy: shutil.copytree(home, copy)


@pytest.mark.parametrize(
    ("fault", "alarm"),
    [
        (Fault.RENAMED_FIELDS, ("greenhouse", "postings")),
        (Fault.RENAMED_FIELD, ("greenhouse", "posted_date")),
        (None, None),
    ],
    ids=["every field renamed", "one field renamed", "steady"],
)
def test_fields_that_change_their_names_on_day_fifteen_raise_exactly_that_alarm(
    tmp_path: Path,
    long_market: Market,
    looked_at_fourteen_times: Callable[[Path], Path],
    board_list: Callable[[RehearsalServer], Path],
    rolecall: Callable[..., Any],
    fault: Fault | None,
    alarm: tuple[str, str] | None,
) -> None:
    boards = [row.board for row in long_market.employers if row.source == "greenhouse"]
    last = long_market.days()[-1]
    plan = FaultPlan(tuple(PlannedFault(board, fault, first_day=last) for board in boards if fault))
    home = looked_at_fourteen_times(tmp_path / "home")
    with RehearsalServer(long_market, plan) as server, webhook() as (address, hook):
        file, server.day = board_list(server), last
        words = ("run", "--plain", "--strict", "--boards", str(file), "--as-of", last.isoformat())
        done = rolecall(*words, mirror=server.url, webhook=address)
    assert done.returncode == (DriftFound.exit_code if alarm else 0), done.stderr
    with duckdb.connect(str(home / "market.duckdb"), read_only=True) as con:
        found = con.execute(
            "select source, item from mart_drift where verdict in ('error', 'warning')"
        ).fetchall()
        n_closed = con.execute(
            "select count(*) from posting where source = 'greenhouse' and closed_at = ?",
            [datetime.combine(last, time())],
        ).fetchall()
    page = (home / "site" / "latest" / "quality.html").read_text(encoding="utf-8")
    assert found == ([alarm] if alarm else [])
    if alarm is None:
        assert hook.sent == []
        assert "Gone silent" not in page
        return
    assert (
        done.stderr.strip()
        .splitlines()[-1]
        .startswith(f"rolecall: 1 gone silent: {alarm[0]} {alarm[1].replace('_', ' ')}.")
    )
    assert f"error: {alarm[0]}, " in done.stderr
    assert [(row["source"], row["item"]) for row in hook.sent[0]["alarms"]] == [alarm]
    assert "Gone silent: Greenhouse" in page
    if fault is Fault.RENAMED_FIELDS:
        assert n_closed == [(0,)]


def test_prefect_is_sent_an_event_for_each_thing_gone_silent_and_none_for_warnings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from flows.schedule import artifacts

    sent: list[dict[str, Any]] = []
    monkeypatch.setattr(artifacts, "emit_event", lambda **event: sent.append(event))
    artifacts.emit_alarms([SILENT, THIN])
    assert sent == [
        {
            "event": "rolecall.drift.error",
            "resource": {
                "prefect.resource.id": "rolecall.source.ashby.pay",
                "prefect.resource.name": "ashby: pay",
            },
            "payload": {"note": SILENT.note, "looked_date": "2026-11-23"},
        }
    ]


def test_a_run_that_reaches_no_board_is_told_too(tmp_path: Path) -> None:
    with webhook() as (address, hook):
        settings = Settings(home=tmp_path, mirror="http://127.0.0.1:9", webhook=address)
        with pytest.raises(NothingReached):
            pipeline.run_market(
                [Board("lever", "acme")], settings, datetime.combine(TODAY, time(6))
            )
    assert [message["text"].split(" (")[0] for message in hook.sent] == [
        "Rolecall: the run failed: no board could be reached"
    ]


def test_a_market_for_a_day_before_the_newest_look_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings, lake = Settings(home=tmp_path), Lake(tmp_path / "lake")
    nothing: dict[str, object] = dict.fromkeys(LOOK.names())
    for day in (16, 23):
        look = {"look_id": str(day), "source": "lever", "board": "acme", "outcome": "failed"}
        look["looked_at"] = datetime(2026, 11, day, 6)
        lake.write_looks(
            f"202611{day}T060000-0000x-0000", pl.DataFrame([nothing | look], schema=LOOK)
        )
    with caplog.at_level(logging.WARNING):
        pipeline.store_stop(lake, settings, datetime(2026, 11, 16, 6))
    assert (
        "speaks for 2026-11-16 06:00:00, though there are looks up to 2026-11-23 06:00:00"
        in caplog.text
    )
