"""axe-core, the usual referee, finds nothing serious on any page, at a desk and on a telephone, in light and in dark."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from reports.site.site import every_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

axe = pytest.importorskip(
    "axe_playwright_python.base", reason="axe-playwright-python is not installed"
)

pytestmark = pytest.mark.browser

PAGES = [
    *(entry.href for entry in every_page()),
    "employer-quillwort-labs.html",
    "../index.html",
]
# the thirteenth row of a table is marked up as the twelfth is, and axe takes its time by the element
SHORTEN = """[...document.querySelectorAll("tbody")].forEach((body) => [...body.rows].slice(12).forEach((row) => row.remove()))"""
RUN = "(chosen) => axe.run(document, { resultTypes: ['violations'], ...chosen })"
EVERY_RULE: dict[str, list[str]] = {}
# The markup is the same in both themes: nothing but a colour can be at fault in one alone.
RULES_OF_COLOUR = {"runOnly": ["color-contrast", "link-in-text-block"]}


def _found(page: Page, rules: dict[str, list[str]] = EVERY_RULE) -> list[str]:
    violations: list[dict[str, Any]] = page.evaluate(RUN, rules)["violations"]
    return [
        f"{one['id']} ({one['impact']}): {one['nodes'][0]['target']} and {len(one['nodes']) - 1} more"
        for one in violations
        if one["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious_at_either_width_in_either_theme(
    browser: Browser, site: Path, name: str
) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page.goto((site / name).as_uri())
    page.evaluate("document.querySelectorAll('.fold').forEach((one) => { one.open = true; })")
    if page.locator(".plot").count():
        page.locator(".plot").first.scroll_into_view_if_needed()
        page.locator(".drawn").first.wait_for()
    page.evaluate(SHORTEN)
    page.evaluate(axe.AXE_SCRIPT)
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="light")
        assert _found(page) == [], width
        page.emulate_media(color_scheme="dark")
        assert _found(page, RULES_OF_COLOUR) == [], (width, "dark")
    page.close()


def test_axe_would_say_so_if_a_page_were_at_fault(browser: Browser, site: Path) -> None:
    page = browser.new_page()
    page.goto((site / "pay.html").as_uri())
    page.evaluate(axe.AXE_SCRIPT)
    page.evaluate("document.querySelector('.lede').style.color = 'rgb(225, 225, 225)'")
    page.evaluate("document.getElementById('theme-switch').textContent = ''")
    assert {words.split(" ")[0] for words in _found(page)} == {"color-contrast", "button-name"}
    page.close()
