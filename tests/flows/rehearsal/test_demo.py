"""The demo's marker: which market its lake was filled from. A wrong one would cost the lake."""

import logging
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from flows.cli import terminal
from flows.lake.parts import Lake
from flows.rehearsal.demo import _start_afresh_unless_same, walk
from flows.rehearsal.truth import Market
from flows.settings import Settings


def prepared(home: Path, market: Market) -> Path:
    """A demo's home with a part in its lake; returns the part."""
    _start_afresh_unless_same(Lake(home / "lake"), Settings(home=home), market)
    part = home / "lake" / "looks" / "a.parquet"
    part.parent.mkdir(parents=True)
    part.touch()
    return part


def test_the_same_market_keeps_its_lake_and_another_starts_afresh(
    tmp_path: Path, small_market: Market
) -> None:
    part, lake, settings = (
        prepared(tmp_path, small_market),
        Lake(tmp_path / "lake"),
        Settings(home=tmp_path),
    )
    _start_afresh_unless_same(lake, settings, small_market)
    assert part.exists()
    _start_afresh_unless_same(lake, settings, Market.simulate(seed=12, n_employers=4, weeks=3))
    assert not part.exists()


def test_a_demo_killed_at_any_moment_of_its_start_costs_no_lake(
    tmp_path: Path, small_market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    part, lake, settings = (
        prepared(tmp_path, small_market),
        Lake(tmp_path / "lake"),
        Settings(home=tmp_path),
    )

    def killed(file: Path, *_: object, **__: object) -> int:
        file.touch()
        with file.open("wb"):
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_text", killed)
        with suppress(KeyboardInterrupt):
            _start_afresh_unless_same(lake, settings, small_market)
    _start_afresh_unless_same(lake, settings, small_market)
    assert part.exists()


@pytest.fixture
def walk_lines(
    tmp_path: Path, small_market: Market, caplog: pytest.LogCaptureFixture
) -> Callable[[], list[str]]:
    """The log lines of a walk through the market's weeks without a terminal."""

    def lines() -> list[str]:
        with caplog.at_level(logging.INFO), terminal.showing_progress():
            walk(Lake(tmp_path / "lake"), Settings(home=tmp_path), small_market)
        return [record.getMessage() for record in caplog.records if record.name.startswith("flows")]

    return lines


def test_a_walk_without_a_terminal_logs_no_line_for_each_week(
    walk_lines: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terminal, "_LINE_EVERY_S", 3600.0)
    lines = walk_lines()
    assert lines == [
        "looked at 2 periods of Hacker News",
        "took 4 files of dol_lca",
        "walked 8 weeks of the market, 8 of them now",
    ]


def test_a_walk_without_a_terminal_says_from_time_to_time_how_far_it_is(
    walk_lines: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terminal, "_LINE_EVERY_S", 0.0)
    assert "Walking through weeks: 1 of 8 (week of 2024-12-02)" in walk_lines()
