"""Filings alone make a market and its pages, before any board was looked at."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time
from pathlib import Path

from flows import pipeline
from flows.backfill import plan_backfill
from flows.rehearsal.server import RehearsalServer
from flows.rehearsal.truth import demo_market
from flows.settings import Settings
from warehouse.read import query


def test_a_backfill_of_filings_on_an_empty_home_gives_a_market_and_a_report(tmp_path: Path) -> None:
    market = demo_market()
    as_of = datetime.combine(market.last_day, time())
    with RehearsalServer(market) as server:
        settings = replace(Settings(home=tmp_path), mirror=server.url)
        take = plan_backfill("dol_lca", "FY2025", None, settings, as_of)
        summary = pipeline.run(settings, as_of, take)
    found = query(
        settings.market_file, "select count(*) as n, count(distinct file) as k from filing"
    )
    assert found.rows() == [(summary.n_read, 8)]
    pay = (settings.site_folder / "latest" / "pay.html").read_text("utf-8")
    assert "What employers advertise against what they file" in pay
