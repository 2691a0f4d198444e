"""Takes the pictures of README and docs: `make pictures`, after `make demo`. Needs npm, playwright and a chromium (see .ci/run).

Usage: python docs/make_pictures.py HOME OUT [CHROMIUM]

HOME is the demo's folder, rolecall-data/rehearsal. It is copied, so nothing in it changes. The commands that are shown are run.
"""

from __future__ import annotations

import html
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SHOTS = (("growth.html", "growth", 1150), ("pay.html", "pay", 1270))
"""Page, name of the picture, height in CSS pixels: the finding and the first figure of each."""

WIDTH = 1180
NARROW = 820
"""Of what is no page of the site, so that its text can be read in a column of a document."""

EARLIER, LATER = "2026-08-31T06:00", "2026-11-23T06:00"
"""Two moments of the demo's market. Its threads, with employers of their own, are read between them, which a digest says first."""

COMMANDS = {
    "publish": (
        "rolecall publish init . --contact you@example.org --panel core --cadence weekly",
        "grep -E '^ +- (name|uses):' .github/workflows/publish.yml",
    ),
    "export": (
        "rolecall export edition",
        "ls edition",
        "head -n 3 edition/figures/overview_pay.sql",
        "python edition/reproduce.py",
    ),
}
"""What is shown as a terminal, by the picture's name."""

TERMINAL = """<!doctype html><meta charset="utf-8"><style>
body { margin: 0; background: #10151c; } pre { margin: 0; padding: 18px 22px; color: #d7dde4; white-space: pre-wrap;
font: 14px/1.5 ui-monospace, "DejaVu Sans Mono", monospace; } b { color: #7cc4ff; }
</style><pre>%s</pre>"""

ARTICLE = """<!doctype html><meta charset="utf-8"><style>
body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; font: 1.1rem/1.6 Georgia, serif; color: #222; background: #faf7f0; }
</style><h1>What a role pays, in somebody else's article</h1>
<p>A paragraph of the article stands here. Below it the writer has put a figure.</p>
<iframe src="%s/latest/figure/pay_by_metro.html" title="Pay" width="100%%" height="740" style="border:0"></iframe>"""


class Camera:
    """Takes pictures of pages into one folder."""

    def __init__(self, browser: Browser, out: Path) -> None:
        self.browser, self.out = browser, out

    def take(self, address: str, name: str, ready: str, size: tuple[int, int | None]) -> None:
        """A picture of a page once `ready` is there, in its frame if it has one. A height of None: the whole page."""
        width, height = size
        page = self.browser.new_page(viewport={"width": width, "height": height or 400})
        page.goto(address)
        innermost = page.frames[-1]
        innermost.locator(ready).first.wait_for(timeout=120_000)
        page.screenshot(path=self.out / f"{name}.png", full_page=height is None)
        page.close()


def main(home: Path, out: Path, chromium: str) -> None:
    """Writes every picture."""
    out.mkdir(parents=True, exist_ok=True)
    quiet = [
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as playwright,
    ):
        work = Path(folder)
        shutil.copytree(home, work / "home", symlinks=True)
        browser = playwright.chromium.launch(executable_path=chromium, args=quiet)
        camera = Camera(browser, out)
        for take in (_take_terminals, _take_site, _take_api, _take_digest):
            take(camera, work)
        browser.close()


def _take_site(camera: Camera, work: Path) -> None:
    """The report's pages, the Query page, and a figure in another page."""
    _run("rolecall site --query", work)
    with _serving(work, "rolecall site --open --port 8398", "http://127.0.0.1:8398") as site:
        for page, name, height in SHOTS:
            chart = ".js-plotly-plot .main-svg"
            camera.take(f"{site}/latest/{page}", name, chart, (WIDTH, height))
        camera.take(f"{site}/query/index.html", "query", "#query-table tbody tr", (1000, 1240))
        article = work / "article.html"
        article.write_text(ARTICLE % site, "utf-8")
        camera.take(article.as_uri(), "embed", ".plot.drawn", (NARROW, 960))


def _take_api(camera: Camera, work: Path) -> None:
    with _serving(work, "rolecall api", "http://127.0.0.1:8378") as api:
        camera.take(api, "api", "h1", (NARROW, 900))


def _take_digest(camera: Camera, work: Path) -> None:
    """A digest as a mail. The site of the copy gets two editions of its own."""
    shutil.rmtree(work / "home" / "site")
    for moment in (EARLIER, LATER):
        _run(f"rolecall store --as-of {moment}", work)
        _run("rolecall report", work)
    _run("rolecall digest --html mail.html", work)
    camera.take((work / "mail.html").as_uri(), "digest", "h1, h2", (NARROW, 690))


def _take_terminals(camera: Camera, work: Path) -> None:
    shutil.copy(Path(__file__).parents[1] / "pyproject.toml", work)  # what a fork is known by
    for name, commands in COMMANDS.items():
        shown = (
            f"<b>$ {html.escape(command)}</b>\n{html.escape(_run(command, work))}"
            for command in commands
        )
        page = work / f"{name}.html"
        page.write_text(TERMINAL % "\n".join(shown), "utf-8")
        camera.take(page.as_uri(), name, "pre", (NARROW, None))


def _run(command: str, work: Path) -> str:
    """What a command says. Raises CalledProcessError when it fails."""
    done = subprocess.run(  # noqa: S602 - the commands stand above
        command,
        shell=True,
        cwd=work,
        env=_environment(work),
        check=True,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    return done.stdout


@contextmanager
def _serving(work: Path, command: str, address: str) -> Iterator[str]:
    """The address of a server, for as long as it is wanted."""
    with (work / "server.log").open("w") as log:
        server = subprocess.Popen(  # noqa: S603
            command.split(), cwd=work, env=_environment(work), stdout=log, stderr=log
        )
        try:
            _run(f"curl --silent --retry 120 --retry-connrefused --retry-delay 1 {address}", work)
            yield address
        finally:
            server.terminate()
            server.wait()


def _environment(work: Path) -> dict[str, str]:
    """Ours, with the copy as home and no browser that would open by itself."""
    mine = {"ROLECALL_HOME": str(work / "home"), "BROWSER": "true", "COLUMNS": "100"}
    return {**os.environ, **mine}


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
