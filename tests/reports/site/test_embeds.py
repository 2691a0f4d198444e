"""Each figure as a page of its own: what it says, and that it stands in a frame of somebody else's page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from reports.site.embeds import FOLDER, PICTURES
from reports.site.site import build_site
from tests.reports.in_memory import answer_from
from tests.reports.invented_market import hostile_frames, sample_frames

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def test_each_figure_that_a_page_offers_to_embed_has_its_page(site: Path) -> None:
    offered = {
        found
        for page in site.glob("*.html")
        for found in re.findall(r'data-href="(figure/[\w]+\.html)"', page.read_text("utf-8"))
    }
    written = {str(path.relative_to(site)) for path in (site / FOLDER).glob("*.html")}
    assert len(written) > 30
    assert offered == written


def test_links_of_a_figures_page_lead_out_of_its_folder_and_of_the_frame(site: Path) -> None:
    links = re.findall(r"<td[^>]*><a ([^>]*)>", (site / "figure" / "roles_claims.html").read_text())
    assert links
    for link in links:
        href = re.search(r'href="([^"]+)"', link)[1]
        assert 'target="_blank"' in link
        assert href.startswith("http") or (site / "figure" / href.partition("#")[0]).exists()


def test_a_figures_page_names_source_edition_and_n(site: Path) -> None:
    text = (site / FOLDER / "pay_by_level.html").read_text("utf-8")
    assert "Source: <a" in text
    assert "edition 2026-11-23-3f9a1c, data through 23" in text
    assert "Rehearsal data: these employers are invented." in text
    assert 'href="../pay.html#pay_by_level"' in text
    assert "openings" in text
    assert "connect-src 'none'" in text
    assert "The chart needs JavaScript. Its numbers are in the CSV below." in text


def test_a_shared_link_shows_the_figures_title_finding_and_picture(tmp_path: Path) -> None:
    taken = tmp_path / PICTURES / "2026-11-23" / "pay_by_level.png"
    taken.parent.mkdir(parents=True)
    taken.write_bytes(b"picture")
    build_site(answer_from(sample_frames()), tmp_path, "https://example.org/jobs/")
    text, other = (
        (tmp_path / "latest" / FOLDER / f"{name}.html").read_text("utf-8")
        for name in ("pay_by_level", "growth_index")
    )
    picture = "https://example.org/jobs/pictures/2026-11-23/pay_by_level.png"
    assert f'<meta property="og:image" content="{picture}">' in text
    assert '<meta property="og:title" content="' in text
    assert 'og:image" content="https://example.org/jobs/static/og-' in other


def test_a_boards_text_stays_text_in_a_figures_page(tmp_path: Path) -> None:
    build_site(answer_from(hostile_frames(sample_frames())), tmp_path)
    pages = (tmp_path / "latest" / FOLDER).glob("*.html")
    # the CSV holds the whole text, every sign of it written as %XX
    texts = [re.sub(r'href="data:text/csv[^"]*"', "", page.read_text("utf-8")) for page in pages]
    assert any("&lt;script&gt;boom()" in text for text in texts)
    for text in texts:
        assert "<script>boom" not in text
        assert "<img src=x" not in text


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    handler = partial(Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.browser
def test_the_code_that_the_button_copies_draws_the_figure_in_another_page(
    browser: Browser, site: Path, tmp_path: Path
) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    with _served(site.parent) as published, _served(tmp_path) as elsewhere:
        page.goto(f"{published}/latest/pay.html")
        figure = page.locator("#pay_by_level")
        figure.locator("details.data > summary").click()
        figure.locator("button.embed").click()
        code = page.evaluate("navigator.clipboard.readText()")
        assert code.startswith(f'<iframe src="{published}/latest/figure/pay_by_level.html" title="')
        caged = code.replace("<iframe ", '<iframe sandbox="allow-scripts" ')
        (tmp_path / "article.html").write_text(f"<p>A page of somebody else.</p>{code}")
        (tmp_path / "caged.html").write_text(f"<p>A careful page.</p>{caged}")
        for article, width in (("article", 700), ("caged", 316)):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(f"{elsewhere}/{article}.html")
            frame = page.frame_locator("iframe")
            frame.locator(".plot.drawn").first.wait_for()
            assert frame.locator("h1").inner_text()
            assert (
                frame.locator("html").evaluate("(page) => page.scrollWidth - page.clientWidth") == 0
            )
    context.close()
