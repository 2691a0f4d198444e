"""Takes the README's pictures: `make pictures`, after `make demo`. Needs playwright and a chromium (see .ci/run).

Usage: python docs/make_pictures.py SITE OUT [CHROMIUM]
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

SHOTS = (("growth.html", "growth", 1150), ("pay.html", "pay", 1270))
"""Page, name of the picture, height in CSS pixels: the finding and the first figure of each."""

WIDTH = 1180


def main(site: Path, out: Path, chromium: str) -> None:
    """Writes one PNG per shot."""
    out.mkdir(parents=True, exist_ok=True)
    quiet = [
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=quiet)
        for name, picture, height in SHOTS:
            page = browser.new_page(viewport={"width": WIDTH, "height": height})
            page.goto((site / name).resolve().as_uri())
            page.wait_for_selector(".js-plotly-plot .main-svg")
            page.screenshot(path=out / f"{picture}.png")
        browser.close()


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    found = (
        sys.argv[3]
        if len(sys.argv) > 3
        else shutil.which("chromium") or shutil.which("google-chrome")
    )
    if not found:
        sys.exit("no chromium found: install it, or name it as the third argument")
    main(Path(sys.argv[1]), Path(sys.argv[2]), found)
