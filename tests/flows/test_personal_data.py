"""No text column of a market keeps an e-mail address, whatever column of a file it came in."""

from __future__ import annotations

import csv
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.lake.parts import Lake
from flows.lake.retention.forget import find
from flows.settings import Settings
from transforms.text.personal import without_personal_data
from warehouse import read

COLUMNS = (
    "id", "board", "title", "company", "url", "location", "department", "employment_type", "description", "seen_on",
)  # fmt: skip
TEXT_COLUMNS = """
select table_name, column_name from duckdb_columns()
where not internal and data_type ilike '%varchar%'
"""


def row(at: int, address: str) -> dict[str, str]:
    return {
        "id": f"{address}-{at}",
        "board": f"labs {address}",
        "title": f"ML Engineer ({address})",
        "company": f"Acme {at}, {address}",
        "url": f"https://acme.example/jobs/{at}?apply={address}",
        "location": f"Berlin, Germany, {address}",
        "department": f"Research / {address}",
        "employment_type": f"full time {address}",
        "description": f"We train models in Python. Pay: 90,000 EUR a year. Ask {address} or +49 30 1234567.",
        "seen_on": "2026-11-23",
    }


@pytest.fixture
def market(tmp_path: Path, rolecall: Callable[..., subprocess.CompletedProcess[str]]) -> Path:
    file = tmp_path / "seen.csv"
    rows = [row(at, f"jane.doe{at}@acme.example") for at in range(4)]
    rows += [{**row(9, "jane.doe9@acme.example"), "title": ""}]
    with file.open("w", newline="", encoding="utf-8") as out:
        table = csv.DictWriter(out, COLUMNS)
        table.writeheader()
        table.writerows(rows)
    done = rolecall("import", str(file), "--name", "labs")
    assert done.returncode == 0, done.stderr
    return Settings(home=tmp_path / "home").market_file


def test_no_text_column_of_a_market_keeps_an_address(market: Path) -> None:
    columns = read.query(market, TEXT_COLUMNS).rows()
    assert len(columns) > 100
    found = []
    for table, column in columns:
        texts = read.query(market, f'select distinct "{column}"::varchar as text from "{table}"')
        found += [
            (table, column, text)
            for text in texts["text"].drop_nulls()
            if "jane" in text or "1234567" in text or without_personal_data(text) != text
        ]
    assert found == []
    kept = read.query(market, "select employer, url, location_raw from posting order by employer")
    assert kept.row(0) == (
        "Acme 0",
        "https://acme.example/jobs/0",
        "Berlin, Germany, [e-mail removed]",
    )
    assert read.query(market, "select count(*) from posting").item() == 4
    shown = read.query(market, "select min(posting_id) from posting").item()
    assert "hidden-" in shown
    assert find(Lake(market.parent / "lake"), shown).height == 1  # so it can be forgotten
