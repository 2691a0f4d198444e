"""What the pages may read, and that the SQL beside a figure gives the figure again."""

import math
import re
from importlib.resources import files
from pathlib import Path

import duckdb
import polars as pl
import pytest

from reports.marts import MARTS, Marts, read_sql
from reports.page import Figure
from reports.site.site import every_page, read_edition

STEMS = sorted(
    path.name.removesuffix(".sql") for path in files("reports").joinpath("sql").iterdir()
)
WAREHOUSE = Path(__file__).resolve().parents[2] / "warehouse"


def test_a_missing_table_answers_with_no_rows() -> None:
    assert all(
        Marts({}).answer(stem).height == 0 for stem in STEMS if not stem.endswith("headline")
    )


def test_columns_that_a_mart_lacks_are_null() -> None:
    marts = Marts({"mart_skill_pair": pl.DataFrame({"role": ["ai_engineer"], "skill_a": ["RAG"]})})
    assert marts.frame("mart_skill_pair")["lift"].to_list() == [None]


@pytest.mark.parametrize("stem", STEMS)
def test_the_sql_beside_a_figure_gives_the_same_rows_in_duckdb(
    stem: str, frames: dict[str, pl.DataFrame]
) -> None:
    with duckdb.connect() as market:
        for name, frame in frames.items():
            market.register(f"frame_{name}", frame.to_arrow())
            market.execute(f'create table "{name}" as from frame_{name}')
        theirs = market.sql(read_sql(stem)).fetchall()
    ours = Marts(frames).answer(stem).rows()
    assert len(ours) == len(theirs)
    for mine, yours in zip(ours, theirs, strict=True):
        assert all(_same(a, b) for a, b in zip(mine, yours, strict=True)), (mine, yours)


def _same(one: object, other: object) -> bool:
    if isinstance(one, float) and other is not None:
        return math.isclose(one, float(other), rel_tol=1e-12, abs_tol=1e-12)  # type: ignore[arg-type]
    return one == other


@pytest.mark.parametrize("stem", STEMS)
def test_each_query_says_its_question_first_and_orders_its_rows(stem: str) -> None:
    text = read_sql(stem)
    assert text.startswith("-- ")
    assert "order by" in text or stem.endswith("headline")


def test_every_query_is_used_and_every_page_reads_what_it_says(
    frames: dict[str, pl.DataFrame],
) -> None:
    asked: set[str] = set()

    class Listening(Marts):
        def answer(self, stem: str) -> pl.DataFrame:
            asked.add(stem)
            return super().answer(stem)

    marts = Listening(frames)
    for entry in every_page():
        before = set(asked)
        page = entry.module.build(marts, read_edition(marts))
        asked |= {block.sql for block in page.blocks if isinstance(block, Figure) and block.sql}
        for stem in asked - before:
            tables = set(re.findall(r"\b(?:from|join) (\w+)", read_sql(stem))) & MARTS.keys()
            assert tables <= set(entry.module.READS), (entry.slug, stem)
    assert asked == set(STEMS)


@pytest.mark.parametrize("name", [name for name in MARTS if name.startswith("mart_")])
def test_the_warehouse_has_every_column_that_a_page_reads(name: str) -> None:
    path = next(WAREHOUSE.glob(f"*/{name}.sql"), None)
    if path is None:
        pytest.skip(f"warehouse has no {name}.sql")
    text = path.read_text("utf-8")
    missing = [
        column for column in MARTS[name].names() if not re.search(rf'[\s."]{column}"?\b', text)
    ]
    assert missing == []
