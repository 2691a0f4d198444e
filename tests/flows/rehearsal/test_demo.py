"""The demo's marker: which market its lake was filled from. A wrong one would cost the lake."""

from contextlib import suppress
from pathlib import Path

import pytest

from flows.lake.parts import Lake
from flows.rehearsal.demo import _start_afresh_unless_same
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
