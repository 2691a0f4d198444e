"""The invented market as a published file, with two postings that have texts, and its export."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest

from flows.export.package import export_edition
from flows.settings import Settings
from tests.reports.in_memory import fill
from tests.reports.invented_market import sample_frames
from warehouse import market

SEEN = datetime(2026, 11, 2, 5, 17)
TEXT = "You will build retrieval pipelines on pre-trained models."
NO_BREAK = "\N{NO-BREAK SPACE}=1"

EVIDENCE = [{"feature": "duty", "phrase": "retrieval pipelines", "weight": 1.5}]
POSTINGS = [
    {"posting_id": "ashby:acme:1", "title": "AI Engineer", "country_codes": ["US", "DE"]},
    {
        "posting_id": "ashby:acme:2",
        "title": '=HYPERLINK("x")',
        "department": NO_BREAK,
        "country_codes": [],
    },
]


def publish(home: Path, frames: dict[str, pl.DataFrame]) -> Settings:
    """Builds a market of these marts and of `POSTINGS`."""
    settings = Settings(home=home)
    market.build(settings.market_file, {})
    with duckdb.connect(str(settings.market_file)) as con:
        schema = con.sql("from posting").pl().schema
        known = {"first_seen_at": SEEN, "role_evidence": EVIDENCE, "description_text": TEXT}
        rows = [{name: (known | each).get(name) for name in schema} for each in POSTINGS]
        held = {name: frames[name] for name in frames if name in market.statements("marts")}
        # Pages of a rehearsal add a column to what they let people take away.
        held["mart_edition"] = held["mart_edition"].with_columns(is_rehearsal=pl.lit(False))
        fill(con, held | {"posting": pl.DataFrame(rows, schema=schema)})
    return settings


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return publish(tmp_path_factory.mktemp("home"), sample_frames())


@pytest.fixture(scope="session")
def package(published: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The export. Tests only read it."""
    folder = tmp_path_factory.mktemp("shared") / "edition"
    export_edition(published, folder)
    return folder
