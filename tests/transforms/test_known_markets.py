"""The statistics on a few simulated markets whose truth is known; `make prove` runs two hundred."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import polars as pl
import pytest

_SCRIPT = Path(__file__).resolve().parents[1] / "benchmarks" / "prove_statistics.py"
_MARKETS = 3

Findings = list[tuple[str, float, float, float, float, float | None]]


@pytest.fixture(scope="module")
def prove() -> ModuleType:
    spec = importlib.util.spec_from_file_location("prove_statistics", _SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["prove_statistics"] = module  # dataclasses look their module up by name
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def found(prove: ModuleType) -> Findings:
    return [finding for seed in range(_MARKETS) for finding in prove.estimate(seed, prove.Setting(boards=30))]


def test_matched_growth_is_near_the_truth_where_the_raw_count_is_far_off(found: Findings):
    stock = [row for row in found if row[0].startswith("growth stock")]
    misses = [estimate - truth for _, truth, estimate, _, _, _ in stock]
    naive_misses = [naive - truth for _, truth, _, _, _, naive in stock if naive is not None]
    assert len(stock) == 4 * _MARKETS
    assert abs(sum(misses) / len(misses)) < 0.15
    assert sum(naive_misses) / len(naive_misses) > 0.7


def test_nearly_all_intervals_hold_the_truth(found: Findings):
    held = [low <= truth <= high for _, truth, _, low, high, _ in found]
    assert sum(held) / len(held) > 0.85


def test_outages_and_faulty_lists_close_nothing_that_is_open(prove: ModuleType):
    setting = prove.Setting(boards=10, outage=0.2, faulty=0.1, late_share=0.0)
    market = prove.simulate(11, setting)
    _, postings, _, _ = prove.store(market)
    last = {}
    for look_id, _, _, posting_id, _ in market.sightings:
        last[posting_id] = max(look_id, last.get(posting_id, ""))
    closed = postings.drop_nulls("closed_at")
    weeks = ((closed["closed_at"] - prove.START).dt.total_days() // 7).to_list()
    assert closed.height > 100
    assert all(int(last[name].rsplit("-", 1)[1]) < week for name, week in zip(closed["posting_id"], weeks, strict=True))


def test_reposts_and_copies_are_found_as_planted(prove: ModuleType):
    market = prove.simulate(5, prove.Setting(boards=12, late_share=0.0, outage=0.0, faulty=0.0))
    _, postings, _, _ = prove.store(market)
    by_job = postings.group_by(job=pl.col("posting_id").str.split("-").list.first()).agg(
        n=pl.col("opening_id").n_unique()
    )
    by_opening = postings.group_by("opening_id").agg(n=pl.col("posting_id").str.split("-").list.first().n_unique())
    assert by_job["n"].max() == by_opening["n"].max() == 1
