"""The site as a reader meets it: a real Chromium on file://, at both widths, in both themes, with and without script."""

from __future__ import annotations

import itertools
import json
import struct
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import unquote

import polars as pl
import pytest

from reports.site.downloads import csv_text
from reports.site.site import build_site, every_page, read_edition, single_file
from reports.wording.numbers import clean_text
from tests.reports.in_memory import answer_from
from tests.reports.invented_market import hostile_frames, sample_frames
from transforms.statistics.shares import clustered_shares

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.browser

PAGES = [*(entry.href for entry in every_page()), "employer-quillwort-labs.html"]


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    build_site(answer_from(hostile_frames(sample_frames())), folder)
    return folder / "latest"


@pytest.fixture
def chartless(context: BrowserContext) -> BrowserContext:
    """A window that draws no charts: to load what draws them takes most of a visit."""
    context.route("**/*plotly*", lambda route: route.abort())
    return context


def _until(page: Page, condition: str) -> None:
    """Waits for a condition. Asked from outside: polling within the page is what its content policy forbids."""
    for _ in range(1200):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never came true: {condition}")


# Each asking goes to the first chart that is not drawn. A scroll through the page may pass a chart between two frames of a busy machine.
GONE_TO_EACH_CHART = """(() => {
  const next = document.querySelector("figure:not([hidden]) .plot:not(.drawn)");
  next?.scrollIntoView();
  return !next;
})()"""


class Watched:
    """A page with what it asked for and complained of."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: (self.complaints.append(dialog.message), dialog.dismiss()))

    def open(self, path: Path) -> Page:
        """Open a file and go from chart to chart, so that every figure is drawn that does not wait for an offer."""
        self.page.goto(path.as_uri())
        self.draw_all()
        return self.page

    def draw_all(self) -> None:
        """Open what is folded and go from chart to chart."""
        self.page.evaluate(
            "document.querySelectorAll('.fold, .data').forEach((one) => { one.open = true; })"
        )
        _until(self.page, GONE_TO_EACH_CHART)

    @property
    def abroad(self) -> list[str]:
        """Requests that left the folder."""
        return [
            address for address in self.asked if not address.startswith(("file:", "data:", "blob:"))
        ]


def _spill(page: Page) -> int:
    return int(
        page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    )


CUT_TABLES = """
[...document.querySelectorAll(".scroll")].filter((frame) => frame.scrollWidth > frame.clientWidth + 1)
  .map((frame) => `${frame.getAttribute("aria-label")}: ${frame.scrollWidth} in ${frame.clientWidth} px`)
"""
"""Tables of which a reader sees a part only, until scrolling sideways."""

FAULTY_LABELS = """(chart) => {
  const frame = chart.getBoundingClientRect();
  const boxes = [...chart.querySelectorAll("text")].filter((one) => one.textContent.trim() && one.getBoundingClientRect().width)
    .map((one) => [one.textContent, one.getBoundingClientRect()]);
  const outside = boxes.filter(([, box]) => box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1);
  const clashes = boxes.flatMap(([words, a], seat) => boxes.slice(seat + 1).filter(([, b]) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 5
  ).map(([others]) => `${words} | ${others}`));
  return [...outside.map(([words]) => `outside: ${words}`), ...clashes];
}"""


DESK = 1280

LOOKS: list[tuple[int, Literal["light", "dark"]]] = [
    (1280, "light"),
    (360, "dark"),
    (390, "light"),
    (1600, "dark"),
]


# All that is asked of every page is asked in one visit: a visit costs more than the questions.
@pytest.mark.parametrize("name", PAGES)
def test_each_page_is_in_order_and_drawn_without_network_complaint_or_labels_that_clash(
    context: BrowserContext, site: Path, name: str
) -> None:
    watched = Watched(context.new_page())
    page = watched.page
    page.goto((site / name).as_uri())
    assert_landmarks_one_headline_and_named_controls(page)
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert_blocks_stand_below_one_another_on_one_left_edge_and_nothing_sticks_out(page, width)
    watched.draw_all()
    for width, theme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme)
        page.wait_for_timeout(400)
        assert _spill(page) <= 0, (width, theme)
        if width >= DESK:
            assert page.evaluate(CUT_TABLES) == [], "a table does not fit a desk's window"
        if theme == "light":
            for chart in page.locator(".plot").all():
                assert chart.evaluate(FAULTY_LABELS) == [], width
    assert watched.abroad == []
    assert watched.complaints == []


def assert_landmarks_one_headline_and_named_controls(page: Page) -> None:
    for landmark in ("h1", "main", "footer", "header"):
        assert page.locator(landmark).count() == 1, landmark
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((known) => known.id)")
    assert len(ids) == len(set(ids))
    nameless = page.evaluate(
        "[...document.querySelectorAll('button, a, input, select')]"
        ".filter((known) => !(known.textContent.trim() || known.labels?.length)).length"
    )
    assert nameless == 0


def assert_blocks_stand_below_one_another_on_one_left_edge_and_nothing_sticks_out(
    page: Page, width: int
) -> None:
    boxes = page.locator("main > *").evaluate_all(
        "(found) => found.map((one) => one.getBoundingClientRect()).map((box) => [box.left, box.top, box.right, box.bottom])"
    )
    assert len({round(left) for left, *_ in boxes}) == 1
    assert all(above[3] <= below[1] + 1 for above, below in itertools.pairwise(boxes))
    assert all(right <= width for _, _, right, _ in boxes)
    outside = page.locator(
        "main h1, main h2, main p, main figure, main .scroll, main .tools"
    ).evaluate_all(
        "(found, width) => found.filter((one) => one.getBoundingClientRect().right > width + 1).length",
        width,
    )
    assert outside == 0


@pytest.mark.parametrize("name", PAGES)
def test_hostile_text_neither_runs_nor_breaks_a_page(
    context: BrowserContext, hostile_site: Path, name: str
) -> None:
    watched = Watched(context.new_page())
    page = watched.open(hostile_site / name)
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(150)
        assert _spill(page) <= 0, width
    assert watched.complaints == []
    assert watched.abroad == []
    assert page.locator("img").count() == 0


def test_without_script_each_page_shows_its_findings_tables_and_queries(
    browser: Browser, site: Path
) -> None:
    opened = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 900})
    for name in PAGES:
        page = opened.new_page()
        page.goto((site / name).as_uri())
        assert page.locator("h1").is_visible()
        for figure in page.locator("main > section:has(> figure)").all():
            assert figure.locator(".finding, h2").first.is_visible()
            assert "needs JavaScript" in figure.locator("noscript").first.inner_text()
        assert page.locator(".plot:visible").count() == 0
        for table in page.locator(".data table").all():
            assert table.locator("tbody tr").count() > 0
        for button in page.locator("button").all():
            assert not button.is_visible()
        page.close()
    opened.close()


def test_the_skip_link_comes_first_and_leads_to_the_content(
    context: BrowserContext, site: Path
) -> None:
    page = context.new_page()
    page.goto((site / "pay.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    _until(page, "location.hash === '#main'")


ORDER_OF_DRAWING = """
window.drawn = [];
new MutationObserver((changes) => changes.forEach(({ target }) => {
  if (target.classList.contains("drawn") && !window.drawn.includes(target)) window.drawn.push(target);
})).observe(document, { subtree: true, attributes: true, attributeFilter: ["class"] });
"""


def test_the_chart_that_the_reader_looks_at_is_drawn_first_and_far_ones_not_at_all(
    context: BrowserContext, site: Path
) -> None:
    page = context.new_page()
    page.add_init_script(ORDER_OF_DRAWING)
    page.goto((site / "growth.html").as_uri() + "#growth_outside")
    _until(page, "document.querySelectorAll('#growth_outside .drawn').length === 1")
    assert page.evaluate("window.drawn[0].closest('.block').id") == "growth_outside", (
        "the link opens the fold"
    )
    assert page.locator("#growth_index .drawn").count() == 0


def test_nothing_moves_when_a_chart_is_drawn(context: BrowserContext, site: Path) -> None:
    page = context.new_page()
    page.add_init_script("window.IntersectionObserver = class { observe() {} }")
    page.goto((site / "pay.html").as_uri())
    heights = "[...document.querySelectorAll('.plot')].map((one) => Math.round(one.getBoundingClientRect().height))"
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(
            "document.querySelectorAll('.plot').forEach((one) => { one.textContent = ''; })"
        )
        before = page.evaluate(heights)
        page.evaluate("window.dispatchEvent(new Event('afterprint'))")
        assert page.evaluate(heights) == before


def test_without_plotly_the_findings_and_tables_stay_and_the_page_says_so(
    context: BrowserContext, site: Path
) -> None:
    watched = Watched(context.new_page())
    watched.page.route("**/*plotly*", lambda route: route.abort())
    watched.page.goto((site / "growth.html").as_uri())
    _until(watched.page, "document.querySelectorAll('.plot').length === 0")
    assert "could not be loaded" in watched.page.locator("#growth_index").inner_text()


def test_a_key_of_the_legend_shows_one_role_alone_and_again_all(
    context: BrowserContext, site: Path
) -> None:
    page = Watched(context.new_page()).open(site / "pay.html")
    key = page.locator("#pay_by_country .key").first
    points = page.locator("#pay_by_country .plot .points path")
    before = points.count()
    key.focus()
    page.keyboard.press("Enter")
    assert key.get_attribute("aria-pressed") == "true"
    assert 0 < points.count() < before
    page.keyboard.press("Enter")
    assert points.count() == before


def test_a_button_shows_the_last_year_in_every_panel(context: BrowserContext, site: Path) -> None:
    page = Watched(context.new_page()).open(site / "growth.html")
    page.locator("#growth_index [data-years='1']").click()
    ranges = page.locator("#growth_index .plot").evaluate(
        "(plot) => ['xaxis', 'xaxis2', 'xaxis3'].map((axis) => plot.layout[axis].range[0].slice(0, 10))"
    )
    assert ranges == ["2025-11-23"] * 3


def test_hovering_tells_value_interval_and_boards_within_the_frame(
    context: BrowserContext, site: Path
) -> None:
    page = Watched(context.new_page()).open(site / "growth.html")
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(400)
        chart = page.locator("#growth_index .plot")
        chart.scroll_into_view_if_needed()
        frame = chart.bounding_box()
        assert frame
        page.mouse.move(frame["x"] + frame["width"] * 0.8, frame["y"] + 120)
        _until(page, "document.querySelector('#growth_index .hoverlayer .legend') !== null")
        box = page.locator("#growth_index .hoverlayer .legend")
        assert "boards" in box.text_content()
        label = box.bounding_box()
        assert label
        assert frame["x"] - 1 <= label["x"]
        assert label["x"] + label["width"] <= frame["x"] + frame["width"] + 1


def test_the_theme_switch_reaches_inside_the_figures(context: BrowserContext, site: Path) -> None:
    page = Watched(context.new_page()).open(site / "growth.html")

    def stroke() -> str:
        return page.locator(".plot .js-line").first.evaluate(
            "(line) => getComputedStyle(line).stroke"
        )

    light = stroke()
    page.get_by_role("button", name="Dark theme").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert stroke() != light
    page.get_by_role("button", name="Light theme").click()
    assert stroke() == light


def test_the_csv_of_a_figure_downloads_whole_from_a_file(
    context: BrowserContext, site: Path, frames: dict[str, Any]
) -> None:
    page = context.new_page()
    page.goto((site / "growth.html").as_uri())
    page.locator("#growth_index .data > summary").click()
    with page.expect_download() as waiting:
        page.locator("#growth_index a[download]").click()
    assert waiting.value.suggested_filename == "rolecall-rehearsal-2026-11-23-growth_index.csv"
    rows = _marked(answer_from(frames)("growth_index"))
    assert Path(waiting.value.path()).read_bytes() == csv_text(rows).encode()


def _marked(table: pl.DataFrame) -> pl.DataFrame:
    """The rows as a rehearsal hands them out: each says that it is one."""
    return table.with_columns(is_rehearsal=pl.lit(True))


def _plain_rows(table: pl.DataFrame) -> list[dict[str, Any]]:
    """Rows as JSON knows them: days as text, an empty text as none."""
    return [
        {
            name: value.isoformat() if isinstance(value, date) else None if value == "" else value
            for name, value in row.items()
        }
        for row in table.to_dicts()
    ]


# a browser throttles a page that downloads a dozen files: what would be saved is caught on its way instead
CATCH_FILES = """
window.caught = [];
URL.createObjectURL = (file) => {
  const seat = window.caught.push(null) - 1;
  file.text().then((text) => { window.caught[seat] = text; });
  return "data:,";
};
HTMLAnchorElement.prototype.click = () => {};
"""


def test_the_json_of_every_figure_holds_the_rows_of_its_csv_and_of_its_query(
    context: BrowserContext, site: Path, frames: dict[str, Any]
) -> None:
    answer = answer_from(frames)
    page = context.new_page()
    page.add_init_script(CATCH_FILES)
    for entry in every_page():
        page.goto((site / entry.href).as_uri())
        tables = {
            block.id: (rows if block.is_outside else _marked(rows), block.is_outside)
            for block in entry.module.build(answer, read_edition(answer)).blocks
            if block.kind == "figure" and block.table.height
            for rows in [answer(block.query) if block.query else block.table]
        }
        links = page.locator("a[download]").evaluate_all(
            "(found) => found.map((one) => [one.download, one.href])"
        )
        page.locator(".json").evaluate_all("(found) => found.forEach((one) => one.click())")
        _until(page, f"window.caught.filter(Boolean).length === {len(tables)}")
        for (name, (table, is_outside)), (file, link), text in zip(
            tables.items(), links, page.evaluate("window.caught"), strict=True
        ):
            mark = "" if is_outside else "rehearsal-"
            assert file == f"rolecall-{mark}2026-11-23-{name}.csv"
            assert unquote(link.partition(",")[2]) == csv_text(table), name
            assert json.loads(text) == _plain_rows(table), name


def test_the_json_of_a_figure_downloads_from_a_file(
    context: BrowserContext, site: Path, frames: dict[str, Any]
) -> None:
    page = context.new_page()
    page.goto((site / "growth.html").as_uri())
    page.locator("#growth_index .data > summary").click()
    with page.expect_download() as waiting:
        page.locator("#growth_index .json").click()
    assert waiting.value.suggested_filename == "rolecall-rehearsal-2026-11-23-growth_index.json"
    rows = json.loads(Path(waiting.value.path()).read_text("utf-8"))
    assert rows == _plain_rows(_marked(answer_from(frames)("growth_index")))


def test_hostile_text_is_the_same_in_json_as_in_the_table(
    context: BrowserContext, hostile_site: Path, frames: dict[str, Any]
) -> None:
    page = context.new_page()
    page.goto((hostile_site / "quality.html").as_uri())
    page.locator("#quality_quarantine .data > summary").click()
    with page.expect_download() as waiting:
        page.locator("#quality_quarantine .json").click()
    rows = json.loads(Path(waiting.value.path()).read_text("utf-8"))
    spoiled = _marked(answer_from(hostile_frames(frames))("quality_quarantine"))
    expected = [
        {
            name: clean_text(text) or None if isinstance(text, str) else text
            for name, text in row.items()
        }
        for row in spoiled.to_dicts()
    ]
    assert rows == expected


def test_a_figure_of_several_panels_is_one_picture_with_its_words_and_day_in_its_name(
    context: BrowserContext, site: Path
) -> None:
    page = Watched(context.new_page()).open(site / "pay.html")
    page.emulate_media(color_scheme="dark")
    with page.expect_download() as waiting:
        page.locator("#pay_by_level .picture").click()
    assert waiting.value.suggested_filename == "rolecall-rehearsal-2026-11-23-pay_by_level.png"
    head = Path(waiting.value.path()).read_bytes()[:24]
    assert head.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", head[16:24])
    drawn = page.locator("#pay_by_level .plot").bounding_box()
    assert width == 2 * 1120
    assert drawn
    assert height > 2 * (drawn["height"] + 100), (
        "title, finding, caption and signature stand around it"
    )


def test_the_sql_can_be_copied(browser: Browser, site: Path) -> None:
    opened = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = opened.new_page()
    page.goto((site / "pay.html").as_uri())
    block = page.locator("#pay_by_country")
    for summary in (".fold > summary", ".data > summary", ".sql > summary"):
        if block.locator(summary).count():
            block.locator(summary).click()
    block.locator(".copy").click()
    _until(page, "document.querySelector('#pay_by_country .copy').textContent.startsWith('Copied')")
    assert "mart_pay_band" in page.evaluate("navigator.clipboard.readText()")
    opened.close()


@pytest.mark.parametrize(
    ("pay", "level", "said"),
    [
        ("188", "all", "$188k, more than about 50 % ["),
        ("188000", "all", "$188k, more than about 50 % ["),
        ("1.88e5", "all", "$188k, more than about 50 % ["),
        ("$163,560", "all", "more than about 25 % ["),
        ("£130k", "all", "GBP 130,000 is about $165k, more than about 27 % ["),
        ("90 an hour", "all", "$187k a year (2,080 hours), more than about 49 % ["),
        ("20000", "all", "less than 90 % of stated base pay: below its P10"),
        ("900000", "all", "more than 90 % of stated base pay: above its P90"),
        ("100000", "junior", "less than the median of stated base pay for AI engineer, entry and junior"),
        ("188000", "manager", "for AI engineer, all levels, United States"),
        ("abc", "all", "Type one amount"),
        ("200-250k", "all", "Type one amount"),
        ("CHF 120'000", "all", "There is no rate for CHF here"),
    ],
)  # fmt: skip
def test_an_offer_is_always_answered(
    chartless: BrowserContext, site: Path, pay: str, level: str, said: str
) -> None:
    page = chartless.new_page()
    page.goto((site / "pay.html").as_uri())
    page.locator("#offer-level").select_option(level)
    page.locator("#offer-pay").fill(pay)
    answer, basis = (page.locator(f"#offer-{part}").inner_text() for part in ("answer", "basis"))
    assert said in answer
    assert ("n = " in basis) != said.startswith(("Type", "There"))
    assert ("the nearest wider selection answers" in basis) == (level == "manager")


def test_an_offer_is_drawn_within_its_distribution(context: BrowserContext, site: Path) -> None:
    page = context.new_page()
    page.goto((site / "pay.html").as_uri())
    page.locator("#offer-pay").fill("210k")
    page.locator("#offer-figure").scroll_into_view_if_needed()
    _until(page, "document.querySelectorAll('#offer-figure .bars .point').length > 5")
    assert "the offer: $210k" in page.locator("#offer-figure").inner_text()
    page.locator("#offer-country").select_option("DE")
    assert page.locator("#offer-currency").input_value() == "EUR"


def test_the_last_step_of_a_distribution_has_no_upper_end(
    context: BrowserContext, frames: dict[str, Any], tmp_path: Path
) -> None:
    bins = pl.Series([[0] * 24 + [10, 12]], dtype=pl.List(pl.Int64))
    bands = frames["mart_pay_band"].with_columns(pay_bins=pl.lit(bins).first())
    build_site(answer_from(frames | {"mart_pay_band": bands}), tmp_path)
    page = context.new_page()
    page.goto((tmp_path / "latest" / "pay.html").as_uri())
    page.locator("#offer-pay").fill("210k")
    page.locator("#offer-figure").scroll_into_view_if_needed()
    _until(page, "document.querySelectorAll('#offer-figure .bars .point').length === 2")
    words = page.evaluate("document.querySelector('#offer-figure .plot').data[0].text")
    assert [text.partition("<br>")[0] for text in words] == ["$480k to $500k", "$500k and more"]


def test_an_address_that_ends_in_a_lone_percent_sign_does_not_stop_the_page(
    context: BrowserContext, site: Path
) -> None:
    page = context.new_page()
    page.goto(f"{(site / 'growth.html').as_uri()}#100%")
    _until(page, "document.querySelectorAll('#growth_index .drawn').length === 1")


def test_the_search_box_narrows_the_table_of_skills(chartless: BrowserContext, site: Path) -> None:
    page = chartless.new_page()
    page.goto((site / "skills.html").as_uri())
    page.locator("#skills_all input[type=search]").fill("pytor")
    assert page.locator("#skills_all tbody tr:visible").all_inner_texts()[0].startswith("PyTorch")
    assert page.locator("#skills_all tbody tr:visible").count() == 1


def test_a_table_is_sorted_by_its_numbers_and_back(chartless: BrowserContext, site: Path) -> None:
    page = chartless.new_page()
    page.goto((site / "skills.html").as_uri())
    table = page.locator("#skills_all-table")
    seat = table.locator("thead th").all_inner_texts().index("AI engineers") + 1
    head, cells = table.locator(f"thead th:nth-child({seat})"), f"tbody td:nth-child({seat})"
    shares: list[list[float]] = []
    for state in ("descending", "ascending"):
        head.locator("button").click()
        assert head.get_attribute("aria-sort") == state
        texts = table.locator(cells).all_inner_texts()
        known = [float(text.split()[0]) for text in texts if text[0].isdigit()]
        assert all(text[0].isdigit() for text in texts[: len(known)]), "what is missing comes last"
        shares.append(known)
    falling, rising = shares
    assert falling == sorted(falling, reverse=True)
    assert rising == sorted(rising)


def test_levels_are_sorted_by_rank(context: BrowserContext, site: Path) -> None:
    page = Watched(context.new_page()).open(site / "pay.html")
    table = page.locator("#pay_by_level-table")
    table.locator("thead th button", has_text="Level").click()
    first = table.locator("tbody").first.locator("tr:not(.group) td:first-child").all_inner_texts()
    assert first[:4] == ["All levels", "Entry and junior", "Mid", "Senior"]


def test_on_a_telephone_the_first_column_stays_while_a_table_is_moved(
    context: BrowserContext, site: Path
) -> None:
    page = Watched(context.new_page()).open(site / "pay.html")
    page.set_viewport_size({"width": 390, "height": 900})
    scroll = page.locator("#pay_by_level .scroll")
    left = (
        "(scroll) => scroll.querySelector('tbody tr:not(.group) td').getBoundingClientRect().left"
    )
    before = scroll.evaluate(left)
    scroll.evaluate("(one) => { one.scrollLeft = 300; }")
    assert scroll.evaluate("(one) => one.scrollLeft") > 100
    assert abs(scroll.evaluate(left) - before) < 2


def test_the_link_of_a_figure_is_its_address(browser: Browser, site: Path) -> None:
    opened = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = opened.new_page()
    page.goto((site / "pay.html").as_uri())
    block = page.locator("#pay_by_level")
    block.locator(".data > summary").click()
    block.locator(".link").click()
    _until(page, "document.querySelector('#pay_by_level .link').textContent.startsWith('Copied')")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{(site / 'pay.html').as_uri()}#pay_by_level"
    opened.close()


@pytest.mark.parametrize(("name", "most"), [("growth.html", 3100), ("pay.html", 4000)])
def test_a_page_is_read_in_a_few_screens(
    context: BrowserContext, site: Path, name: str, most: int
) -> None:
    page = context.new_page()
    page.goto((site / name).as_uri())
    assert page.evaluate("document.documentElement.scrollHeight") <= most


def test_the_stale_banner_waits_two_days_past_the_next_run(
    context: BrowserContext, site: Path
) -> None:
    page = context.new_page()
    page.clock.set_fixed_time("2026-12-01T12:00:00Z")
    page.goto((site / "index.html").as_uri())
    assert not page.locator(".stale").is_visible()
    page.clock.set_fixed_time("2026-12-03T12:00:00Z")
    page.reload()
    assert page.locator(".stale").is_visible()


def test_print_hides_the_controls(context: BrowserContext, site: Path) -> None:
    page = Watched(context.new_page()).open(site / "growth.html")
    page.emulate_media(media="print")
    assert page.locator("nav:visible ul:visible").count() == 0
    assert page.locator(".periods:visible, .tool:visible").count() == 0


def test_the_archive_leads_to_each_edition(context: BrowserContext, site: Path) -> None:
    watched = Watched(context.new_page())
    watched.page.goto((site.parent / "index.html").as_uri())
    watched.page.get_by_role("link", name="2026-11-23").click()
    assert watched.page.url.endswith("2026-11-23/index.html")
    assert watched.complaints == []


def test_the_single_file_draws_its_figures_without_a_neighbour(
    context: BrowserContext, frames: dict[str, Any], tmp_path: Path
) -> None:
    watched = Watched(context.new_page())
    page = watched.open(single_file(answer_from(frames), tmp_path / "rolecall.html"))
    assert watched.complaints == []
    assert [address for address in watched.asked if address.startswith("file:")] == [page.url]
    assert watched.abroad == []
    assert _spill(page) <= 0
    assert page.locator("h1").count() == 1


def test_two_selections_stand_side_by_side_and_in_the_address(
    context: BrowserContext, site: Path
) -> None:
    page = context.new_page()
    page.goto((site / "explore.html").as_uri())
    answer = page.locator("#explore-answer")
    assert (
        "AI engineers, United States: median $188k [$179k to $199k] (n = 180" in answer.inner_text()
    )
    assert "Software engineers, United States: median $171k" in answer.inner_text()
    a = page.get_by_role("group", name="Selection A")
    a.locator(".picker summary").click()
    a.get_by_label("RAG").check()
    a.get_by_label("Level").select_option("senior")
    assert "#a=ai_engineer,senior,US,all,rag&b=software_engineer,all,US,all,all" in page.url
    assert "AI engineers, Senior, United States, RAG: median $203k" in answer.inner_text()
    other = context.new_page()
    other.goto(page.url)
    assert other.locator("#explore-answer").inner_text() == answer.inner_text()
    _until(other, "document.querySelectorAll('#explore-figure .bars .point').length > 5")


def test_a_selection_below_the_floor_cannot_be_made_and_an_address_of_one_says_so(
    context: BrowserContext, site: Path
) -> None:
    page = context.new_page()
    page.goto(f"{(site / 'explore.html').as_uri()}#a=software_engineer,junior,GB,onsite,all")
    assert "too few openings (fewer than ten" in page.locator("#explore-answer").inner_text()
    box = page.get_by_role("group", name="Selection B").locator("li:has(input[value=rag])")
    assert box.locator("input").is_disabled()
    assert box.text_content() == "RAG (too few)"


def test_an_address_below_the_floor_leaves_a_way_out(context: BrowserContext, site: Path) -> None:
    page = context.new_page()
    page.goto(f"{(site / 'explore.html').as_uri()}#a=software_engineer,junior,GB,onsite,rag")
    widest = page.get_by_role("group", name="Selection A").locator("select > option:first-child")
    assert [widest.nth(seat).is_disabled() for seat in range(widest.count())] == [False] * 8


def test_a_form_does_not_wait_for_what_draws_charts(context: BrowserContext, site: Path) -> None:
    page = context.new_page()
    page.route("**/*plotly*", lambda route: None)  # never answered
    page.goto((site / "explore.html").as_uri(), wait_until="commit")
    page.get_by_role("group", name="Selection A").get_by_label("Level").select_option("senior")
    assert "AI engineers, Senior" in page.locator("#explore-answer").inner_text()


@pytest.mark.parametrize(
    ("address", "answer"),
    [
        ("explore.html#a=ai_engineer,senior,US,all,all", "#explore-answer"),
        ("openings.html#role=ml_engineer", "#openings-answer"),
    ],
)
def test_a_link_to_a_part_of_the_page_keeps_what_was_chosen(
    context: BrowserContext, site: Path, address: str, answer: str
) -> None:
    page = context.new_page()
    page.goto(f"{site.as_uri()}/{address}")
    chosen = page.locator(answer).inner_text()
    page.evaluate("location.hash = '#main'")
    page.wait_for_timeout(100)
    assert page.locator(answer).inner_text() == chosen


@pytest.mark.parametrize(
    ("address", "answer"),
    [("explore.html#a=gardener", "#explore-answer"), ("openings.html#role=gardener", "#openings-answer")],
)  # fmt: skip
def test_an_address_says_when_the_edition_does_not_have_its_choice(
    context: BrowserContext, site: Path, address: str, answer: str
) -> None:
    page = context.new_page()
    page.goto(f"{site.as_uri()}/{address}")
    assert "a choice that this edition does not have" in page.locator(answer).inner_text()


def test_a_metropolitan_area_stands_in_the_address_too(context: BrowserContext, site: Path) -> None:
    page = context.new_page()
    page.goto((site / "explore.html").as_uri())
    place = page.get_by_role("group", name="Selection A").get_by_label("Place")
    place.select_option("Austin-Round Rock-San Marcos, TX")
    kept = page.locator("#explore-answer").inner_text()
    assert "Austin" in kept
    page.reload()
    assert page.locator("#explore-answer").inner_text() == kept


def test_openings_are_filtered_ordered_and_kept_in_the_address(
    context: BrowserContext, site: Path
) -> None:
    page = context.new_page()
    page.goto((site / "openings.html").as_uri())
    answer, rows = page.locator("#openings-answer"), page.locator("#openings-table tbody tr")
    form = page.locator("#openings-form")
    assert answer.inner_text() == "130 open openings at 3 employers; the first 100 are shown."
    page.get_by_role("button", name="Show more").click()
    assert rows.count() == 130
    form.locator("[data-key=stale]").select_option("hidden")
    assert answer.inner_text().startswith("126 open openings"), "four are open for half a year"
    assert "#stale=hidden" in page.url
    form.locator("[data-key=stale]").select_option("")
    form.locator("[data-key=role]").select_option("ml_engineer")
    form.locator("[data-key=country]").select_option("US")
    form.locator("[data-key=pay]").fill("£120k")
    assert answer.inner_text().startswith("Type US dollars")
    form.locator("[data-key=pay]").fill("150k")
    assert answer.inner_text() == "8 open openings at 1 employer."
    form.locator("[data-key=sort]").select_option("pay")
    assert "USD 229,000 to 249,000 a year" in rows.first.inner_text()
    assert (
        rows.first.get_by_role("link").get_attribute("href") == "https://jobs.example/129?a=1&b=2"
    )
    assert "#role=ml_engineer&country=US&pay=150k&sort=pay" in page.url
    other = context.new_page()
    other.goto(page.url)
    assert other.locator("#openings-answer").inner_text() == answer.inner_text()
    form.locator("[data-key=q]").fill("nobody at all")
    way_out = "0 open openings at 0 employers. Without “nobody at all”: 8."
    assert answer.inner_text() == way_out


def test_what_is_asked_and_offered_is_chosen_by_keyboard_and_taken_back_one_by_one(
    chartless: BrowserContext, site: Path
) -> None:
    page = chartless.new_page()
    page.goto(f"{(site / 'openings.html').as_uri()}#skill=rag")
    answer, chosen = page.locator("#openings-answer"), page.locator("#openings-chosen button")
    assert answer.inner_text().startswith("65 open openings"), "an address of one skill stays valid"
    page.locator(".picker summary").focus()
    for key in ("Enter", "Tab", "p", "y", "t", "o", "Enter", "Escape"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.matches('.picker:not([open]) summary')")
    for key, value in {"visa": "offered", "contract": "no", "years": "5", "degree": "no-phd"}.items():  # fmt: skip
        page.locator(f"#openings-form [data-key={key}]").select_option(value)
    # Of 130: odd (both skills), by three (visa), none by four among the odd, 2, 5 or 2.5 years, not five more than by six.
    fitting = [n for n in range(130) if n % 2 and n % 3 == 0 and n % 5 in (1, 2, 4) and n % 6 != 5]
    assert answer.inner_text().startswith(f"{len(fitting)} open openings")
    assert "skill=pytorch,rag&visa=offered&contract=no&years=5&degree=no-phd" in page.url
    named = ["Visa offered", "No contract or temporary work", "At most 5 years asked", "No PhD asked", "PyTorch", "RAG", "Take all back"]  # fmt: skip
    assert chosen.all_inner_texts() == named
    other = chartless.new_page()
    other.goto(page.url)
    assert other.locator("#openings-answer").inner_text() == answer.inner_text()
    counted = page.locator("[data-key=degree] option[value=phd]")
    assert (counted.text_content(), counted.is_disabled()) == ("PhD asked (0)", True)
    chosen.first.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "No contract or temporary work"
    chosen.last.press("Enter")
    assert answer.inner_text().startswith("130 open openings")
    assert page.evaluate("document.activeElement.dataset.key") == "q"


def test_a_narrowed_selection_is_counted_and_kept_back_as_store_does_it(
    chartless: BrowserContext, site: Path
) -> None:
    """The openings of `tests/warehouse/test_slices.py`: 48 of two dozen employers."""
    page = chartless.new_page()
    page.goto((site / "explore.html").as_uri())
    forty = [
        {"employer": n % 24, "pay": 110_000 + 1_000 * n, "isOpen": True, "isStating": True, "couldState": True, "isOfOneCountry": n >= 20}
        for n in range(48)
    ]  # fmt: skip
    measure = "([openings, place]) => cells.measure(openings, place)"
    every = page.evaluate(measure, [forty, "all"])
    assert [every[name] for name in ("n", "employers", "open", "paid", "paying")] == [48, 24, 48, 48, 24]  # fmt: skip
    assert [every[name] for name in ("p10", "p25", "p75", "p90")] == [
        [115, 110, 119], [122, 116, 128], [145, 139, 151], [152, 148, 157],
    ]  # fmt: skip
    assert [every[name] for name in ("p50", "low", "high")] == [134, 126, 141]
    assert (every["first"], every["bins"]) == (5, [10, 20, 18])
    here = page.evaluate(measure, [forty, "US"])
    assert [here[name] for name in ("n", "paid", "stating", "could", "p90")] == [48, 28, 28, 28, None]  # fmt: skip
    assert page.evaluate(measure, [forty[:9], "all"]) is None
    silent = [row | {"pay": None} if n > 8 else row for n, row in enumerate(forty)]
    assert page.evaluate(measure, [silent, "all"])["note"] == "too few state pay (n = 9)"
    large = [row | {"employer": 24} if n < 8 else row for n, row in enumerate(forty[:20])]
    assert page.evaluate(measure, [large, "all"])["note"] == "one employer has 40% of the openings with pay (n = 20)"  # fmt: skip


@pytest.mark.parametrize("n_named", [0, 12, 36, 48])
def test_a_share_of_a_narrowed_selection_has_the_interval_of_every_share(
    chartless: BrowserContext, site: Path, n_named: int
) -> None:
    """Skills and who states pay, by employers of unlike size, beside `transforms.statistics.shares`. Titles alone are of no share of a skill."""
    page = chartless.new_page()
    page.goto((site / "explore.html").as_uri())
    skills = [["rag"] if n < n_named else ["sql"] if n < 40 else [] for n in range(48)]
    read = [
        {"employer": min(n % 24, 15), "pay": None, "isStating": "rag" in named, "couldState": True, "isRead": True, "under": {"skill": named}}
        for n, named in enumerate(skills)
    ]  # fmt: skip
    titles = [row | {"isRead": False, "isStating": False, "couldState": False} for row in read]
    frame = pl.DataFrame({"employer_key": [row["employer"] for row in read], "role": ""})
    hits = frame.filter(pl.Series(["rag" in named for named in skills])).with_columns(value=pl.lit("rag"))  # fmt: skip
    every = pl.DataFrame({"value": ["rag"]})
    (known,) = clustered_shares(frame, hits, ["role"], ["value"], every).rows(named=True)
    cell = page.evaluate("(openings) => cells.measure(openings, 'all')", read + titles)
    assert (cell["stating"] / cell["could"], cell["could"]) == (known["share"], 48)
    ends = pytest.approx([known["share_low"], known["share_high"]], abs=0.003)
    assert [cell["statingLow"], cell["statingHigh"]] == ends
    leading = page.evaluate("(openings) => cells.leadingSkills(openings, ['rag', 'sql', 'go'])", read + titles)  # fmt: skip
    found = {row["skill"]: row for row in leading}
    assert "go" not in found
    assert ("rag" in found) is (n_named > 0)
    if n_named:
        assert (found["rag"]["n"], found["rag"]["of"]) == (n_named, 48)
        assert [found["rag"]["low"], found["rag"]["high"]] == ends
    few = page.evaluate("(openings) => cells.leadingSkills(openings, ['rag', 'sql'])", read[:9] + titles)  # fmt: skip
    assert few == []


def test_skills_of_a_narrowed_selection_are_its_own(
    context: BrowserContext, tmp_path: Path
) -> None:
    frames = sample_frames()
    openings = frames["mart_opening"].with_row_index("at").with_columns(employer_key=pl.format("e{}", pl.col("at") % 7)).drop("at")  # fmt: skip
    build_site(answer_from({**frames, "mart_opening": openings}), tmp_path)
    page = context.new_page()
    page.goto(f"{(tmp_path / 'latest/explore.html').as_uri()}#a=ml_engineer,all,all,all,rag")
    leaders = page.locator("#explore-leaders")
    assert "A: skills named most, of those to choose from" in leaders.inner_text()
    assert "B: skills named most\n" in leaders.inner_text()
    assert leaders.locator("ul").first.inner_text().split("\n") == [
        "PyTorch",
        "100 % [54 to 100 %]",
    ]
    assert "A: employers with most openings, by the first four choices alone" in leaders.inner_text()  # fmt: skip
    share = page.locator("#explore-compared tr", has_text="State pay").inner_text()
    assert "50 % [44 to 57 %] (n = " in share
    quarter = page.locator("#explore-compared tr", has_text="P75").inner_text()
    assert "[$" in quarter, quarter


def test_hostile_openings_neither_run_nor_make_links(
    context: BrowserContext, hostile_site: Path
) -> None:
    watched = Watched(context.new_page())
    page = watched.open(hostile_site / "openings.html")
    assert page.locator("#openings-table tbody tr").count() == 100
    assert page.locator("#openings-table tbody a").count() == 0
    assert watched.complaints == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("120", 120_000), ("120k", 120_000), ("1e5", 100_000), ("1.2e5", 120_000), ("120,000", 120_000), ("120.000", 120_000),
        ("95,5k", 95_500), ("$185,000.50", 185_000.5), ("£85 000", 85_000), ("0.18m", 180_000), ("25 lakh", 2_500_000), ("CHF 120'000", 120_000),
        ("", None), ("lots", None), ("-5", None), ("0", None),
    ],
)  # fmt: skip
def test_an_amount_is_understood_as_people_write_it(
    chartless: BrowserContext, site: Path, typed: str, meant: float | None
) -> None:
    page = chartless.new_page()
    page.goto((site / "openings.html").as_uri())
    assert page.evaluate("(text) => amounts.read(text)", typed) == meant


def test_the_currency_of_an_amount_is_understood_as_people_write_it(
    chartless: BrowserContext, site: Path
) -> None:
    page = chartless.new_page()
    page.goto((site / "openings.html").as_uri())
    meant = {
        "120k": None, "$120k": "USD", "85k gbp": "GBP", "£85k": "GBP", "600k zar": "ZAR", "huf 900 000": "HUF", "900 000 HUF": "HUF",
        "R$ 300k": "BRL", "NZ$120k": "NZD", "HK$ 600k": "HKD", "85k all in": None, "120k per year": None,
    }  # fmt: skip
    assert {
        text: page.evaluate("(text) => amounts.currencyOf(text) ?? null", text) for text in meant
    } == meant


def test_two_skills_are_followed_and_kept_in_the_address(
    context: BrowserContext, site: Path
) -> None:
    watched = Watched(context.new_page())
    page = watched.open(site / "trends.html")
    answer, form = page.locator("#skill-answer"), page.locator("#skill-form")
    assert answer.inner_text().count("of openings in") == 2
    form.locator("[data-key=other]").select_option("none")
    assert answer.inner_text().count("of openings in") == 1
    assert "other=none" in page.url
    _until(page, "document.querySelectorAll('#skill-figure .scatterlayer .js-line').length >= 1")
    other = context.new_page()
    other.goto(page.url)
    assert other.locator("#skill-answer").inner_text() == answer.inner_text()
    assert watched.complaints == []


def test_on_a_desk_the_navigation_takes_one_row_and_openings_fit_without_sideways_scroll(
    context: BrowserContext, site: Path
) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto((site / "openings.html").as_uri())
    page.locator("#openings-table tbody tr").first.wait_for()
    tops = page.evaluate("[...document.querySelectorAll('.pages li')].map((one) => one.offsetTop)")
    assert len(set(tops)) == 1
    frame = page.locator("#openings-frame")
    assert frame.evaluate("(one) => one.scrollWidth - one.clientWidth") == 0


def test_each_feed_that_the_page_names_is_a_file_beside_it(
    context: BrowserContext, site: Path
) -> None:
    page = context.new_page()
    page.goto((site / "openings.html").as_uri())
    named = page.evaluate("[...document.querySelectorAll('.feeds a')].map((one) => one.getAttribute('href'))")  # fmt: skip
    assert "openings-ai_engineer-remote.xml" in named
    assert sorted(named) == sorted(path.name for path in site.glob("openings-*.xml"))
