"""`rolecall doctor`: is this installation in order, and what would a run ask of whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from flows import doctor
from flows.doctor import examine
from flows.lake.session import open_lake
from flows.lake.tables import BODY, LOOK, SIGHTING
from flows.settings import Settings
from flows.sources import every_source

NOW = datetime(2026, 11, 23, 5)


def state_of(findings: pl.DataFrame, what: str) -> tuple[str, str]:
    state, detail = findings.filter(pl.col("what") == what).select("state", "detail").row(0)
    return state, detail


def test_a_new_installation_is_told_what_it_lacks_and_has_no_problem(tmp_path: Path) -> None:
    findings, _ = examine(Settings(home=tmp_path / "home"), NOW)
    assert "problem" not in set(findings["state"])
    assert state_of(findings, "contact")[0] == "look"
    assert state_of(findings, "lake") == ("look", "empty: nothing was looked at yet")
    assert state_of(findings, "market") == ("look", "not built yet")
    assert findings.filter(pl.col("what") == "parked").is_empty()


def test_a_data_folder_that_is_a_file_is_a_problem(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.touch()
    findings, _ = examine(Settings(home=home), NOW)
    said = ("problem", f"{home} cannot be written to; set ROLECALL_HOME")
    assert state_of(findings, "data folder") == said


def test_a_damaged_market_is_a_problem_beside_everything_else(tmp_path: Path) -> None:
    (tmp_path / "market.duckdb").write_text("no market")
    findings, _ = examine(Settings(home=tmp_path), NOW)
    told = ("problem", "damaged, or of another version; `rolecall store` rebuilds it")
    assert state_of(findings, "market") == told
    assert state_of(findings, "lake")[0] == "look"


def test_sources_that_want_to_know_who_asks_name_what_to_set(tmp_path: Path) -> None:
    findings, _ = examine(Settings(home=tmp_path), NOW)
    keyed = [source for source in every_source().values() if source.key_settings]
    told = findings.filter(pl.col("what").str.starts_with("key of "))
    assert told.height == len(keyed)
    for source in keyed:
        _, detail = state_of(findings, f"key of {source.name}")
        assert f"ROLECALL_{source.key_settings[0].upper()}" in detail
        assert source.keys_from in detail


@pytest.mark.parametrize(("panel", "kinds"), [(None, 5), ("core", 5), ("wide", 18)])
def test_the_budget_is_of_the_panel_asked_for(
    tmp_path: Path, panel: str | None, kinds: int
) -> None:
    _, budget = examine(Settings(home=tmp_path), NOW, panel)
    assert budget.columns == ["source", "asked", "boards", "requests", "slowest_host_minutes"]
    assert budget.height == kinds


def test_the_panel_of_the_settings_counts_when_none_is_asked_for(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, panel="wide")
    assert examine(settings, NOW)[1].equals(examine(settings, NOW, "wide")[1])


def test_parked_boards_are_told_and_are_not_in_the_budget(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    before = examine(settings, NOW)[1]["boards"].sum()
    missing = [
        {
            "look_id": f"l{day}",
            "run_id": "r",
            "source": "ashby",
            "board": "openai",
            "outcome": "missing",
        }
        | {"looked_at": datetime(2026, 11, day)}
        for day in (18, 19, 20)
    ]
    nothing = pl.DataFrame(schema=SIGHTING), pl.DataFrame(schema=BODY)
    open_lake(settings).write_part(
        "20261120T000000-0000aa-0000", pl.DataFrame(missing, schema=LOOK), *nothing
    )
    findings, budget = examine(settings, NOW)
    assert state_of(findings, "parked") == (
        "ok",
        "1 of 502 boards are parked and rest until 2026-11-27 or later",
    )
    assert budget["boards"].sum() == before - 1


def test_looks_and_reports_of_a_day_to_come_are_a_problem_and_named(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    nothing = pl.DataFrame(schema=SIGHTING), pl.DataFrame(schema=BODY)
    for year in (2026, 2099):
        look = {
            "look_id": f"l{year}",
            "run_id": f"{year}1120T000000-0000aa",
            "source": "ashby",
            "board": "b",
        }
        look |= {"outcome": "complete", "looked_at": datetime(year, 11, 20)}
        part = f"{year}1120T000000-0000aa-0000"
        open_lake(settings).write_part(part, pl.DataFrame([look], schema=LOOK), *nothing)
        (tmp_path / "site" / f"{year}-11-20").mkdir(parents=True)
    state, detail = state_of(examine(settings, NOW)[0], "clock")
    assert state == "problem"
    assert detail.startswith("1 look and 1 report are dated later than now, so a clock was wrong.")
    assert f"20991120T000000-0000aa-0000.parquet below {tmp_path}/lake" in detail
    assert str(tmp_path / "site" / "2099-11-20") in detail
    assert "20261120" not in detail
    assert "2026-11-20" not in detail


def test_without_a_look_of_a_day_to_come_nothing_is_said_of_clocks(tmp_path: Path) -> None:
    findings, _ = examine(Settings(home=tmp_path), NOW)
    assert "clock" not in findings["what"].to_list()


def test_the_size_of_the_site_is_given_before_it_is_too_large_to_publish(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(home=tmp_path)
    assert examine(settings, NOW)[0].filter(what="site").is_empty()
    for day in ("2026-11-20", "2026-11-21"):
        (settings.site_folder / day).mkdir(parents=True)
        (settings.site_folder / day / "index.html").write_text("a page " * 1_000_000)
    assert state_of(examine(settings, NOW)[0], "site") == ("ok", "2 editions, 14 MB")
    monkeypatch.setattr(doctor, "_PAGES_BYTES", 13_000_000)
    state, detail = state_of(examine(settings, NOW)[0], "site")
    assert state == "look"
    assert "GitHub Pages takes 1 GB. keep_editions = 30 in rolecall.toml makes" in detail
    _, detail = state_of(examine(replace(settings, keep_editions=9), NOW)[0], "site")
    assert "Set keep_editions lower than 9, or move old editions out of" in detail


def test_the_command_shows_findings_and_budget(rolecall: Callable[..., object]) -> None:
    done = rolecall("doctor", "--panel", "wide")
    assert "This installation" in done.stdout  # type: ignore[attr-defined]
    assert "hosts of their own" in done.stdout  # type: ignore[attr-defined]
