"""Each page on A4 as Chromium prints it: no drawing, card or row is cut or too wide, heads come again, links are written out.

A mark is laid over each thing that must stay whole: a link of its own. Chromium writes one link annotation per piece of it,
so a thing that is cut leaves marks on two pages of the PDF, which is read here as the plain text that it is.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from reports.site.site import every_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

PAGES = [entry.href for entry in every_page()]
MARK = """() => {
  const mark = (place, name) => {
    const link = document.createElement("a");
    link.href = `https://mark.invalid/${name}`;
    link.style.cssText = "position: absolute; inset: 0";
    place.style.setProperty("position", "relative", "important");
    place.append(link);
  };
  const rule = document.createElement("a");
  rule.href = "https://mark.invalid/rule/0";
  rule.style.cssText = "position: absolute; left: 0; top: 0; width: 100px; height: 4px";
  document.body.append(rule);
  document.querySelectorAll("main a[href^='http']").forEach((link) => link.removeAttribute("href"));
  document.querySelectorAll("figure").forEach((place, seat) => mark(place, `figure/${seat}`));
  document.querySelectorAll(".card").forEach((place, seat) => mark(place, `card/${seat}`));
  document.querySelectorAll("table").forEach((table, seat) => {
    mark(table.tHead.rows[0].cells[0], `head/${seat}`);
    [...table.tBodies].flatMap((body) => [...body.rows]).forEach((row, number) => {
      mark(row.cells[0], `row/${seat}/${number}`);
    });
  });
}"""
RULE = 75.0
"""Points on paper of the hundred CSS pixels laid on each page to measure with."""
LEAST_SCALE = 0.8
"""The 8 points of a printed table are 6.4 then: the smallest that is read without a glass."""
REFERENCE = re.compile(rb"(\d+) 0 R")


Pieces = dict[str, list[int]]


def _pieces(pdf: bytes) -> tuple[Pieces, float]:
    """Mark -> the sheets on which it stands, one entry per piece; and how far the page was shrunk to fit a wide table."""
    parts = {
        int(number): body
        for number, body in re.findall(rb"\n(\d+) 0 obj\s*(.*?)\nendobj", pdf, re.S)
    }
    sheets = [body for _, body in sorted(parts.items()) if re.search(rb"/Type\s*/Page\b", body)]
    found: Pieces = {}
    scale = 0.0
    for seat, sheet in enumerate(sheets):
        listed = re.search(rb"/Annots \[([^\]]*)\]", sheet)
        for number in REFERENCE.findall(listed[1]) if listed else []:
            name = re.search(rb"mark\.invalid/([\w/]+)", parts[int(number)])
            if name:
                found.setdefault(name[1].decode(), []).append(seat)
                box = re.search(rb"/Rect \[([\d.-]+) [\d.-]+ ([\d.-]+)", parts[int(number)])
                if name[1] == b"rule/0" and box:
                    scale = (float(box[2]) - float(box[1])) / RULE
    return found, scale


def _printed(browser: Browser, path: Path, style: str = "/* as it is */") -> tuple[Pieces, float]:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(path.as_uri())
    page.evaluate(MARK)
    page.add_style_tag(content=style)
    pdf = page.pdf(format="A4", prefer_css_page_size=True)
    page.close()
    return _pieces(pdf)


def _cut(pieces: Pieces) -> Pieces:
    return {
        name: sheets
        for name, sheets in pieces.items()
        if not name.startswith("head/") and len(sheets) > 1
    }


def _headless(pieces: Pieces) -> set[str]:
    """Rows on a sheet that does not have their table's head."""
    rows = {mark: sheets for mark, sheets in pieces.items() if mark.startswith("row/")}
    return {
        mark
        for mark, sheets in rows.items()
        if not set(sheets) <= set(pieces[f"head/{mark.split('/')[1]}"])
    }


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_cut_on_a4_nor_too_small_to_read_and_each_sheet_of_a_table_has_its_head(
    browser: Browser, site: Path, name: str
) -> None:
    pieces, scale = _printed(browser, site / name)
    assert _cut(pieces) == {}
    assert _headless(pieces) == set()
    assert scale >= LEAST_SCALE


def test_a_cut_drawing_a_missing_head_or_a_table_too_wide_would_be_seen(
    browser: Browser, site: Path
) -> None:
    fault = "@media print { figure { break-inside: auto !important } thead { display: table-row-group !important } }"
    found = [_printed(browser, site / name, fault) for name in ("growth.html", "pay.html")]
    assert any(mark.startswith("figure/") for pieces, _ in found for mark in _cut(pieces))
    assert any(_headless(pieces) for pieces, _ in found)
    _, scale = _printed(
        browser, site / "pay.html", "@media print { td { min-width: 9rem !important } }"
    )
    assert scale < LEAST_SCALE


@pytest.mark.parametrize("name", PAGES)
def test_every_chart_is_drawn_on_paper_as_wide_as_a_sheet_and_no_sheet_is_blank(
    browser: Browser, site: Path, name: str
) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme="dark")
    page.goto((site / name).as_uri())
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    wide = page.locator("figure:not([hidden]) .plot").evaluate_all(
        "(found) => found.map((one) => one.querySelector('.main-svg')?.getBoundingClientRect().width)"
    )
    assert set(wide) <= {688}
    page.emulate_media(media="print")
    pdf = page.pdf(format="A4", prefer_css_page_size=True)
    page.close()
    assert min(_drawn(pdf)) > 400, "bytes of the drawing of each sheet"


def _drawn(pdf: bytes) -> list[int]:
    """How long the drawing of each sheet is."""
    sheets = re.findall(rb"/Type\s*/Page\b.*?/Contents (\d+) 0 R", pdf, re.S)
    lengths = dict(re.findall(rb"\n(\d+) 0 obj\s*<<[^>]*?/Length (\d+)", pdf))
    return [int(lengths[number]) for number in sheets]


def test_links_are_written_out_on_paper(browser: Browser, site: Path) -> None:
    page = browser.new_page()
    page.goto((site / "pay.html").as_uri())
    page.emulate_media(media="print")
    written = page.locator("main a[href^='http']").first.evaluate(
        "(link) => [getComputedStyle(link, '::after').content, link.href]"
    )
    assert (
        written[1] in written[0].replace('" "', "").replace('"', "") or "attr(href)" in written[0]
    )
    page.close()
