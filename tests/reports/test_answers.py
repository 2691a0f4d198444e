"""What the pages ask: each question is a query that runs on the published market as it is shown."""

import re
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path

import duckdb
import polars as pl
import pytest

from flows.errors import NoMarket
from flows.report import build_report, open_answers
from flows.settings import Settings
from reports.answers import Answer, read_sql
from reports.page import Figure
from reports.pages import employer
from reports.site import archive
from reports.site.rendering import figure_view
from reports.site.site import every_family, every_page, read_edition
from tests.reports.in_memory import BESIDE, answer_from, empty_market, fill, schemas
from tests.reports.invented_market import sample_frames
from warehouse import market

Frames = dict[str, pl.DataFrame]

STEMS = sorted(
    path.name.removesuffix(".sql") for path in files("reports").joinpath("sql").iterdir()
)


def test_a_table_without_rows_answers_with_no_rows() -> None:
    answer = answer_from({})
    assert {stem for stem in STEMS if answer(stem).height} == {
        "data_dictionary",
        "quality_headline",
    }


@pytest.fixture(scope="module")
def answer() -> Answer:
    """The invented market's answers. Tests only ask."""
    return answer_from(sample_frames())


@pytest.mark.parametrize("stem", STEMS)
def test_each_query_gives_columns_that_a_page_can_write(stem: str, answer: Answer) -> None:
    kinds = set(answer(stem).schema.dtypes())
    known = {pl.String(), pl.Int64(), pl.Float64(), pl.Boolean(), pl.Date(), pl.Datetime("us")}
    assert kinds <= known, "a sum needs ::bigint, else its CSV would hold decimals"


@pytest.mark.parametrize("stem", STEMS)
def test_each_query_says_its_question_first_and_orders_its_rows(stem: str) -> None:
    text = read_sql(stem)
    assert text.startswith("-- ")
    assert "order by" in text or stem in ("edition", "quality_headline")


def test_every_query_is_used(frames: Frames) -> None:
    asked: set[str] = set()
    ask = answer_from(frames)

    def listening(stem: str) -> pl.DataFrame:
        asked.add(stem)
        return ask(stem)

    edition = read_edition(listening)
    for entry in every_page():
        entry.module.build(listening, edition)
    for family in every_family():
        assert list(family.build_each(listening, edition))
    archive.statements(listening)
    assert asked == {*STEMS, *BESIDE}


def test_the_table_of_a_figure_is_the_answer_of_the_query_shown_below_it(frames: Frames) -> None:
    answer = answer_from(frames)
    for entry in every_page():
        for block in entry.module.build(answer, read_edition(answer)).blocks:
            if isinstance(block, Figure) and block.query:
                assert block.table.equals(answer(block.query)), block.id


def test_the_rows_of_an_employers_figure_are_those_of_the_query_shown_below_it(
    frames: Frames,
) -> None:
    answer = answer_from(frames)
    market = empty_market()
    fill(market, {name: rows for name, rows in frames.items() if name not in BESIDE})
    ((_, _, page), *_) = employer.build_each(answer, read_edition(answer))
    for block in page.blocks:
        assert isinstance(block, Figure)
        shown = figure_view(block, is_rehearsal=False)["sql"]
        assert "where employer_key = 'quillwort labs'" in shown
        assert market.sql(shown).pl().equals(block.table), block.id


def test_employers_whose_names_differ_in_other_signs_alone_have_a_page_each(frames: Frames) -> None:
    def twice(table: str) -> pl.DataFrame:
        is_one = pl.col("employer_key") == "quillwort labs"
        other = (
            frames[table]
            .filter(is_one)
            .with_columns(employer_key=pl.lit("quillwort labs 株式会社"))
        )
        return pl.concat([frames[table], other])

    changed = frames | {name: twice(name) for name in ("mart_opening", "mart_employer_demand")}
    answer = answer_from(changed)
    pages = dict(answer("employer_pages").select("employer_key", "page").iter_rows())
    assert pages["quillwort labs"] == "employer-quillwort-labs"
    assert re.fullmatch("employer-quillwort-labs-[0-9a-f]{10}", pages["quillwort labs 株式会社"])
    slugs = [slug for slug, *_ in employer.build_each(answer, read_edition(answer))]
    assert sorted(slugs) == sorted(pages.values())


def test_an_opening_that_is_open_counts_on_the_day_of_the_edition_though_its_board_then_failed(
    frames: Frames,
) -> None:
    week_before = frames["posting"].with_columns(last_seen_at=pl.lit(datetime(2026, 11, 16)))
    gone = pl.col("opening_id") == "ashby:a:000"
    openings = frames["opening"].with_columns(is_open=pl.when(~gone).then("is_open"))
    history = answer_from(frames | {"posting": week_before, "opening": openings})(
        "employer_history"
    )
    newest = history.filter(period_start=date(2026, 11, 23))["n_open_openings"].sum()
    focus = frames["opening"].filter(pl.col("role") != "software_engineer")
    assert newest == focus.height - 1, "of one nobody knows whether it is open"


@pytest.fixture
def published(frames: Frames, tmp_path: Path) -> Settings:
    """The invented market as a file, made by the warehouse."""
    settings = Settings(home=tmp_path)
    market.build(settings.market_file, {})
    with duckdb.connect(str(settings.market_file)) as con:
        fill(con, {name: frames[name] for name in frames if name in market.statements("marts")})
    return settings


def test_the_report_is_written_from_the_published_market(published: Settings) -> None:
    page = build_report(published)
    assert "Large language models" in page.with_name("from_software_engineer.html").read_text()
    with open_answers(published) as answer:
        assert set(answer("data_dictionary")["table_name"]) >= schemas().keys() - BESIDE.keys()


@pytest.mark.parametrize(
    "older",
    [
        "drop table mart_duration",
        "alter table mart_pay_band drop column metro",
        "drop macro table skill_gaps",
    ],
)
def test_a_market_of_an_older_version_says_what_to_do(published: Settings, older: str) -> None:
    with duckdb.connect(str(published.market_file)) as con:
        con.execute(older)
    with pytest.raises(NoMarket, match=r"older version \(.*\): run `rolecall store`") as raised:
        build_report(published)
    assert re.search("mart_duration|metro|skill_gaps", str(raised.value))
    assert not list(published.home.glob("site/*.html"))
