"""The site as a reader meets it: a real Chromium on file://, at both widths, in both themes, with and without script."""

from __future__ import annotations

import itertools
import json
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

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.browser

PAGES = [entry.href for entry in every_page()]


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    build_site(answer_from(hostile_frames(sample_frames())), folder)
    return folder / "latest"


def _until(page: Page, condition: str) -> None:
    """Waits for a condition. Asked from outside: polling within the page is what its content policy forbids."""
    for _ in range(300):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never came true: {condition}")


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
        """Open a file and scroll through it, so that every figure is drawn."""
        self.page.goto(path.as_uri())
        height = self.page.evaluate("document.documentElement.scrollHeight")
        for top in range(0, height, 1200):
            self.page.evaluate(f"window.scrollTo(0, {top})")
            self.page.wait_for_timeout(30)
        _until(self.page, "document.querySelectorAll('.facet:not(.drawn)').length === 0")
        return self.page

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


LOOKS: list[tuple[int, Literal["light", "dark"]]] = [
    (1280, "light"),
    (360, "dark"),
    (390, "light"),
    (1600, "dark"),
]


@pytest.mark.parametrize("name", PAGES)
def test_each_page_is_drawn_without_network_complaint_or_sideways_scroll(
    context: BrowserContext, site: Path, name: str
) -> None:
    watched = Watched(context.new_page())
    page = watched.open(site / name)
    for width, theme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme)
        page.wait_for_timeout(150)
        assert _spill(page) <= 0, (width, theme)
    assert watched.abroad == []
    assert watched.complaints == []


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


def test_without_script_each_page_shows_its_figures_tables_and_queries(
    browser: Browser, site: Path
) -> None:
    opened = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 900})
    for name in PAGES:
        page = opened.new_page()
        page.goto((site / name).as_uri())
        assert page.locator("h1").is_visible()
        for drawing in page.locator(".still svg").all():
            assert drawing.is_visible()
        assert page.locator(".live").count() == 0
        for button in page.locator("button").all():
            assert not button.is_visible()
        page.close()
    opened.close()


def test_each_page_has_landmarks_one_headline_and_named_controls(
    context: BrowserContext, site: Path
) -> None:
    for name in PAGES:
        page = context.new_page()
        page.goto((site / name).as_uri())
        assert page.locator("h1").count() == 1
        assert (
            page.locator("main").count()
            == page.locator("footer").count()
            == page.locator("header").count()
            == 1
        )
        ids = page.evaluate("[...document.querySelectorAll('[id]')].map((known) => known.id)")
        assert len(ids) == len(set(ids)), name
        nameless = page.evaluate(
            "[...document.querySelectorAll('button, a, input, select')]"
            ".filter((known) => !(known.textContent.trim() || known.labels?.length)).length"
        )
        assert nameless == 0
        page.close()


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


WHEN_ASKED = """
new MutationObserver(() => {
  if (!window.asked && document.querySelector("script[src*=plotly]")) window.asked = performance.now();
}).observe(document, { subtree: true, childList: true });
"""


def test_the_still_drawings_are_painted_before_plotly_is_asked_for(
    context: BrowserContext, site: Path
) -> None:
    page = context.new_page()
    page.add_init_script(WHEN_ASKED)
    page.goto((site / "growth.html").as_uri())
    _until(page, "document.querySelectorAll('.drawn').length > 0")
    painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    assert painted <= page.evaluate("window.asked")


def test_the_figure_that_the_reader_looks_at_comes_to_life_first_and_far_ones_not_at_all(
    context: BrowserContext, site: Path
) -> None:
    page = context.new_page()
    page.add_init_script(ORDER_OF_DRAWING)
    page.goto((site / "growth.html").as_uri() + "#growth_outside")
    _until(page, "document.querySelectorAll('#growth_outside .drawn').length === 3")
    assert page.evaluate("window.drawn[0].closest('.block').id") == "growth_outside"
    assert page.locator("#growth_index .drawn").count() == 0


def test_nothing_moves_when_a_drawing_comes_to_life(context: BrowserContext, site: Path) -> None:
    page = context.new_page()
    page.goto((site / "pay.html").as_uri())
    heights = "[...document.querySelectorAll('.facet')].slice(0, 3).map((one) => Math.round(one.getBoundingClientRect().height))"
    before = page.evaluate(heights)
    _until(page, "document.querySelectorAll('#pay_by_level .drawn').length === 3")
    assert all(
        abs(one - other) <= 1 for one, other in zip(before, page.evaluate(heights), strict=True)
    )


def test_without_plotly_the_still_drawings_stay(context: BrowserContext, site: Path) -> None:
    watched = Watched(context.new_page())
    watched.page.route("**/*plotly*", lambda route: route.abort())
    watched.page.goto((site / "growth.html").as_uri())
    watched.page.wait_for_timeout(500)
    assert watched.page.locator(".drawn").count() == 0
    assert watched.page.locator("#growth_index .still svg").first.is_visible()


def test_the_theme_switch_reaches_inside_the_figures(context: BrowserContext, site: Path) -> None:
    page = Watched(context.new_page()).open(site / "growth.html")

    def stroke() -> str:
        return page.locator(".live .js-line").first.evaluate(
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
    with page.expect_download() as waiting:
        page.locator("#growth_index a.tool").click()
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


def test_a_figure_can_be_had_as_a_picture(context: BrowserContext, site: Path) -> None:
    page = Watched(context.new_page()).open(site / "pay.html")
    with page.expect_download() as waiting:
        page.locator("#pay_by_country .picture").click()
    assert Path(waiting.value.path()).read_bytes().startswith(b"\x89PNG")


def test_the_sql_can_be_copied(browser: Browser, site: Path) -> None:
    opened = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = opened.new_page()
    page.goto((site / "pay.html").as_uri())
    block = page.locator("#pay_by_country")
    block.locator(".sql > summary").click()
    block.locator(".copy").click()
    _until(page, "document.querySelector('#pay_by_country .copy').textContent.startsWith('Copied')")
    assert "mart_pay_band" in page.evaluate("navigator.clipboard.readText()")
    opened.close()


@pytest.mark.parametrize(
    ("pay", "level", "said"),
    [
        ("188000", "all", "50th percentile"),
        ("188k", "all", "50th percentile"),
        ("$163,560", "all", "25th percentile"),
        ("20000", "all", "below the 10th percentile"),
        ("900000", "all", "above the 90th percentile"),
        ("100000", "junior", "below the median"),
        ("100000", "manager", None),
        ("abc", "all", ""),
    ],
)
def test_an_offer_is_placed_among_the_bands(
    context: BrowserContext, site: Path, pay: str, level: str, said: str | None
) -> None:
    page = context.new_page()
    page.goto((site / "pay.html").as_uri())
    levels = page.locator("#offer-level option").evaluate_all(
        "(found) => found.map((one) => one.value)"
    )
    if said is None:
        assert level not in levels
        return
    page.locator("#offer-level").select_option(level)
    page.locator("#offer-pay").fill(pay)
    answer = page.locator("#offer-answer").inner_text()
    assert said in answer
    assert "n = " in answer or not said


def test_the_search_box_narrows_the_table_of_skills(context: BrowserContext, site: Path) -> None:
    page = context.new_page()
    page.goto((site / "skills.html").as_uri())
    page.locator("#skills_all input[type=search]").fill("pytor")
    assert page.locator("#skills_all tbody tr:visible").all_inner_texts()[0].startswith("PyTorch")
    assert page.locator("#skills_all tbody tr:visible").count() == 1


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


def test_print_shows_the_still_drawings_and_hides_the_controls(
    context: BrowserContext, site: Path
) -> None:
    page = Watched(context.new_page()).open(site / "growth.html")
    page.emulate_media(media="print")
    assert page.locator(".live:visible").count() == 0
    assert page.locator(".still svg:visible").count() == page.locator(".facet").count()
    assert page.locator("nav:visible ul:visible").count() == 0


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


@pytest.mark.parametrize("width", [1280, 390])
def test_blocks_stand_below_one_another_on_one_left_edge_and_nothing_in_them_sticks_out(
    context: BrowserContext, site: Path, width: int
) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    for name in PAGES:
        page.goto((site / name).as_uri())
        boxes = page.locator("main > *").evaluate_all(
            "(found) => found.map((one) => one.getBoundingClientRect()).map((box) => [box.left, box.top, box.right, box.bottom])"
        )
        assert len({round(left) for left, *_ in boxes}) == 1, name
        assert all(above[3] <= below[1] + 1 for above, below in itertools.pairwise(boxes)), name
        assert all(right <= width for _, _, right, _ in boxes), name
        outside = page.locator(
            "main h1, main h2, main p, main figure, main .scroll, main .tools"
        ).evaluate_all(
            "(found, width) => found.filter((one) => one.getBoundingClientRect().right > width + 1).length",
            width,
        )
        assert outside == 0, name


def test_labels_within_a_still_drawing_do_not_run_into_each_other(
    context: BrowserContext, site: Path
) -> None:
    page = context.new_page()
    clashes = """(drawing) => {
        const boxes = [...drawing.querySelectorAll('text')].map((one) => [one.textContent, one.getBoundingClientRect()]);
        return boxes.flatMap(([words, a], seat) => boxes.slice(seat + 1).filter(([, b]) =>
            Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4
        ).map(([others]) => `${words} | ${others}`));
    }"""
    page.add_init_script(
        "window.IntersectionObserver = class { observe() {} }"
    )  # nothing comes into sight: all stay still
    for name in PAGES:
        page.goto((site / name).as_uri())
        for drawing in page.locator(".still svg").all():
            assert drawing.evaluate(clashes) == [], name
