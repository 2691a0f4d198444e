"""The Query page: what it offers, and, with the real engine in a real Chromium, that it answers offline."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import duckdb
import pytest

from flows.engine.place import add_engine, renew
from flows.engine.serving import site_server
from flows.report import open_answers
from flows.settings import Settings
from reports.site.query import examples, has_page
from tests.reports.in_memory import fill
from tests.reports.invented_market import sample_frames
from tests.warehouse.test_duckdb_versions import CALLS
from warehouse import market

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[3]
Rolecall = Callable[..., "subprocess.CompletedProcess[str]"]


def _settings(home: Path) -> Settings:
    """The invented market as a file."""
    settings = Settings(home=home)
    market.build(settings.market_file, {})
    frames = sample_frames()
    with duckdb.connect(str(settings.market_file)) as con:
        fill(con, {name: frames[name] for name in frames if name in market.statements("marts")})
    return settings


def test_the_examples_are_the_queries_of_the_readme() -> None:
    block = re.search(r"```sql\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    assert block
    written = (f"-- {one.question}\n{one.sql}" for one in examples())
    assert "\n\n".join(written) == block[1].strip()


def test_a_site_without_the_engine_has_no_query_page(tmp_path: Path) -> None:
    settings = _settings(tmp_path)
    with open_answers(settings) as answer:
        assert not renew(answer, settings)
    assert not has_page(settings.site_folder)


def test_the_command_needs_a_market_first(rolecall: Rolecall) -> None:
    done = rolecall("site", "--query")
    assert done.returncode == 6, done.stderr


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose site has a Query page and the engine that npm fetches."""
    if shutil.which("npm") is None:
        pytest.skip("npm is not installed, which fetches the engine")
    settings = _settings(tmp_path_factory.mktemp("home"))
    add_engine(settings.site_folder)
    with open_answers(settings) as answer:
        assert renew(answer, settings)
    return settings.home


@pytest.fixture
def page(home: Path, browser: Browser) -> Iterator[Page]:
    """The Query page, started. Whatever it asks of another host fails."""
    with site_server(home / "site") as server:
        Thread(target=server.serve_forever, daemon=True).start()
        base = f"http://127.0.0.1:{server.server_port}"
        opened = browser.new_page()
        opened.route(lambda url: not url.startswith(base), lambda route: route.abort())
        opened.goto(f"{base}/query/index.html")
        _until_answered(opened)
        yield opened
        opened.close()
        server.shutdown()


def _until_answered(page: Page) -> str:
    said = page.locator("#query-status", has_text=re.compile(r"rows? in ")).or_(
        page.locator("#query-error:visible")
    )
    said.wait_for(timeout=120_000)
    return str(said.inner_text())


def _ask(page: Page, sql: str) -> str:
    page.locator("#query-sql").fill(sql)
    page.locator("#query-status").evaluate("(one) => { one.textContent = ''; }")
    page.locator("#query-run").click()
    return _until_answered(page)


@pytest.mark.index
@pytest.mark.browser
def test_every_example_and_macro_is_answered_without_the_internet(page: Page) -> None:
    assert "rows in" in page.locator("#query-status").inner_text()
    for sql in [*(one.sql for one in examples()), *(f"from {call}" for call in CALLS)]:
        assert " in " in _ask(page, sql), sql
        assert not page.locator("#query-error").is_visible(), sql


@pytest.mark.index
@pytest.mark.browser
def test_a_number_whose_interval_is_not_known_has_no_whisker(page: Page) -> None:
    _ask(
        page,
        "select * from (values ('a', 5.0, 4.0, 7.0), ('b', 3.0, null, null)) as known (name, y, y_low, y_high)",
    )
    drawn = page.evaluate("document.querySelector('#query-chart').data[0].error_y")
    assert (drawn["array"], drawn["arrayminus"]) == ([2, 0], [1, 0])


@pytest.mark.index
@pytest.mark.browser
def test_an_answer_is_table_chart_csv_and_address(page: Page) -> None:
    _ask(
        page,
        "select role, growth_share, growth_low, growth_high from mart_growth_headline order by all",
    )
    assert page.locator("#query-table tbody tr").count() > 2
    page.locator("#query-chart .barlayer .point").first.wait_for()
    assert "#q=select%20role" in page.url
    with page.expect_download() as started:
        page.locator("#query-csv").click()
    lines = Path(started.value.path()).read_text("utf-8").splitlines()
    assert lines[0] == "role,growth_share,growth_low,growth_high"
    page.goto(page.url.partition("#")[0] + "#q=select%2042%20as%20n")
    page.locator("td", has_text="42").wait_for()


@pytest.mark.index
@pytest.mark.browser
def test_a_chart_is_drawn_by_what_differs_and_no_word_is_cut(page: Page) -> None:
    days = "date '2025-11-24' as period_from, date '2026-11-23' as period_to"
    kinds = "unnest(['flow', 'share', 'stock']) as measure, unnest([0.5, 0.6, 0.7]) as growth_share"
    page.set_viewport_size({"width": 390, "height": 900})
    _ask(page, f"select 'ai_engineer' as role, {kinds}, {days}, 1 as n_a, 2 as n_b, 3 as n_c")
    page.locator("#query-chart .barlayer .point").first.wait_for()
    assert page.locator("#query-x").input_value() == "measure"
    heights = page.locator("#query-table tbody tr").evaluate_all(
        "(rows) => rows.map((row) => row.getBoundingClientRect().height)"
    )
    assert max(heights) < 40  # one line each


@pytest.mark.index
@pytest.mark.browser
def test_types_of_all_kinds_are_shown(page: Page) -> None:
    _ask(
        page,
        "select date '2026-11-23' as d, 12.50::decimal(9,2) as m, [1, 2] as l, 9007199254740993::bigint as b, null as nothing, "
        "sum(2) as h, timestamp '2026-11-23 06:00' as t, '=1+1' as f",
    )
    cells = page.locator("#query-table td").all_inner_texts()
    assert cells[:3] == ["2026-11-23", "12.5", "[1, 2]"]
    assert cells[4:] == ["–", "2", "2026-11-23 06:00:00", "=1+1"]
    with page.expect_download() as started:
        page.locator("#query-csv").click()
    assert Path(started.value.path()).read_text("utf-8").splitlines()[1].endswith(",'=1+1")


@pytest.mark.index
@pytest.mark.browser
@pytest.mark.parametrize(
    "sql",
    [
        "selec 1",
        "from read_csv('https://example.org/x.csv')",
        "set enable_external_access = true",
        "delete from mart_edition",
        "attach 'x.duckdb'",
    ],
)
def test_what_cannot_be_asked_is_said(page: Page, sql: str) -> None:
    assert "rror" in _ask(page, sql)


@pytest.mark.index
@pytest.mark.browser
def test_tables_are_listed_with_what_their_columns_mean(page: Page) -> None:
    part = page.locator("#query-schema details", has_text="mart_pay_band (table)")
    part.locator("summary").click()
    part.locator("dt", has_text="disclosure_share double").wait_for()
    part.locator("button").click()
    assert page.locator("#query-sql").input_value() == "from mart_pay_band\nlimit 50"


@pytest.mark.index
@pytest.mark.browser
def test_a_page_that_is_a_file_says_what_to_do(home: Path, browser: Browser) -> None:
    opened = browser.new_page()
    opened.goto((home / "site" / "query" / "index.html").as_uri())
    opened.locator("#as-file").wait_for()
    assert "rolecall site --open" in opened.locator("#as-file").inner_text()
    opened.close()
