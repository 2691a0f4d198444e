"""The site: every page of one edition, written whole or not at all; the same as one file, and as pictures.

Decides the site's layout on disk and its navigation:

    site/index.html            the archive: every edition, newest first
    site/<as_of>/figure/       each figure of it as a page of its own, to be put into other pages
    site/<as_of>/*.html        one edition; its addresses stay, see `thinning` for its pages. Beside them feeds of openings (*.xml)
    site/latest/*.html         a copy of the newest edition
    site/static/               one plotly for all, and each version of the stylesheet and script

Same answers, same code: same bytes. Leaves the data to `flows`, which hands over an `Answer`, writing to `disk`, and
turning pictures into image files to `flows`.
"""

from __future__ import annotations

import base64
import importlib
import pkgutil
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import jinja2
from markupsafe import Markup

import reports.pages
from reports.answers import Answer
from reports.figures.histories import QUERY, name_histories
from reports.figures.waiting import gather_waiting
from reports.page import Edition, Figure, Page
from reports.site import archive, assets, disk, query, thinning
from reports.site.embeds import build_embeds
from reports.site.feeds import build_feeds
from reports.site.rendering import each_figure_once, environment
from reports.wording import numbers

_LEADING = ("growth", "pay", "skills", "history", "openings")
"""Pages whose headlines the archive repeats."""

_EDITION = re.compile(r"^\d{4}-\d{2}-\d{2}$")


@dataclass(frozen=True, slots=True)
class Entry:
    """One page's place in the navigation."""

    slug: str
    title: str
    href: str
    module: ModuleType


def every_page() -> list[Entry]:
    """All modules of `reports.pages` that make one page, in their stated order.

    Raises:
        AttributeError: When a page lacks TITLE, ORDER or build. The message names its file.
    """
    entries = []
    for found in pkgutil.iter_modules(reports.pages.__path__):
        module = importlib.import_module(f"reports.pages.{found.name}")
        if hasattr(module, "build_each"):
            continue
        for name in ("TITLE", "ORDER", "build"):
            if not hasattr(module, name):
                raise AttributeError(
                    f"reports/pages/{found.name}.py has no {name}: see reports/pages/overview.py for a page's shape"
                )
        href = "index.html" if found.name == "overview" else f"{found.name}.html"
        entries.append(Entry(found.name, module.TITLE, href, module))
    return sorted(entries, key=lambda entry: (entry.module.ORDER, entry.slug))


def every_family() -> list[ModuleType]:
    """All modules of `reports.pages` that make a page of many things: one of each employer. These are no part of the navigation."""
    names = (found.name for found in pkgutil.iter_modules(reports.pages.__path__))
    modules = (importlib.import_module(f"reports.pages.{name}") for name in names)
    return [module for module in modules if hasattr(module, "build_each")]


def build_site(answer: Answer, folder: Path, address: str = "", n_whole: int = 0) -> list[Path]:
    """Writes the edition that the market holds, the `latest` copy of the newest one, and the archive's index.

    Args:
        answer: Runs the queries of `reports/sql` on the published market; any table but `mart_edition` may be empty.
        folder: The site; made when absent. Other editions in it are kept, but see `n_whole`.
        address: Where the site is published, when that is known: pictures of shared links need it.
        n_whole: How many of the newest editions keep their pages. 0: all do.

    Returns:
        Every file of the edition, the newest copy's front page, and the index, sorted.

    Raises:
        ValueError: When `mart_edition` has no row with a day.
    """
    edition, env = read_edition(answer), environment()
    folder.mkdir(parents=True, exist_ok=True)
    disk.recover(folder)
    files = assets.write_assets(folder / "static", env)
    texts = _edition_texts(answer, edition, env, folder, address, files)
    day = numbers.day(edition.as_of)
    disk.publish(folder / day, texts)
    newest = max(path.name for path in folder.iterdir() if _EDITION.match(path.name))
    files_of = (path for path in (folder / newest).rglob("*") if path.is_file())
    copied = {str(path.relative_to(folder / newest)): path.read_text("utf-8") for path in files_of}
    disk.publish(folder / "latest", copied)
    thinning.thin_editions(folder, n_whole, day, env)
    index = env.get_template("archive.html").render(
        pairs=archive.every_change(folder),
        entries=every_page(),
        assets=files,
        has_query=query.has_page(folder),
        n_whole=n_whole,
    )
    disk.write(folder / "index.html", index.encode())
    written = [folder / day / name for name in texts]
    return sorted([*written, folder / "latest" / "index.html", folder / "index.html"])


def _edition_texts(
    answer: Answer,
    edition: Edition,
    env: jinja2.Environment,
    folder: Path,
    address: str,
    files: dict[str, str],
) -> dict[str, str]:
    """The edition's files by name: its pages, its feeds, and what later editions are compared with."""
    pages = _build_pages(answer, edition)
    record = archive.record(edition, answer) | {"findings": _findings(pages)}
    shared = {
        "entries": [entry for entry, _ in pages],
        "edition": edition,
        "day": numbers.day(edition.as_of),
        "assets": files,
        "figure_view": each_figure_once(),
    }
    changes = archive.changes(archive.before(folder, edition.as_of, edition.is_rehearsal), record)
    template, offered = env.get_template("page.html"), {entry.slug for entry, _ in pages}
    texts = {
        entry.href: template.render(
            shared,
            entry=entry,
            page=page,
            changes=changes if entry.slug == "overview" else None,
            has_figures=any(getattr(block, "chart", None) for block in page.blocks),
            has_query=query.has_page(folder),
            has_embeds=entry.slug in offered,
        )
        for entry, page in [*pages, *_build_families(answer, edition)]
    }
    beside = {archive.RECORD: record, archive.STATEMENTS: archive.statements(answer)}
    texts |= build_feeds(answer, edition)
    texts |= build_embeds(env, pages, shared, folder, address)
    return texts | {name: archive.to_json(value) for name, value in beside.items()}


def _findings(pages: list[tuple[Entry, Page]]) -> list[list[str]]:
    """What the pages of findings lead with, for the archive: the page's title, its file and its headline."""
    return [
        [entry.title, entry.href, page.headline] for entry, page in pages if entry.slug in _LEADING
    ]


def single_file(answer: Answer, out: Path) -> Path:
    """Writes the whole edition as one self-contained page, to mail or to keep. The folder of `out` must exist."""
    edition, env = read_edition(answer), environment(is_single=True)
    icon = base64.b64encode(assets.read("icon.svg")).decode()
    text = env.get_template("single.html").render(
        pages=_build_pages(answer, edition),
        edition=edition,
        day=numbers.day(edition.as_of),
        has_embeds=False,
        icon=f"data:image/svg+xml;base64,{icon}",
        css=_ours(assets.stylesheet(env)),
        js=_ours(assets.script()),
        plotly=_ours(assets.read(assets.PLOTLY)),
    )
    disk.write(out, text.encode())
    return out


def picture_sheets(answer: Answer) -> dict[str, str]:
    """Per page of the site one that makes a picture of each figure that has a chart. A page without any has none.

    Returns:
        Slug of the page -> HTML. Opened in a browser it ends with one link a picture: `download` its file's name, `href` its PNG.
    """
    edition, env = read_edition(answer), environment()
    template = env.get_template("picture.html")
    shared = {
        "edition": edition,
        "css": _ours(assets.stylesheet(env)),
        "js": _ours(assets.read("charts.js")),
        "plotly": _ours(assets.read(assets.PLOTLY)),
    }
    return {
        entry.slug: template.render(shared, figures=figures)
        for entry, page in _build_pages(answer, edition)
        if (figures := list(_drawn_figures(page)))
    }


def every_figure(answer: Answer) -> list[tuple[Entry, Figure]]:
    """Each figure of the site beside the page that it stands on, in their order."""
    return [
        (entry, block)
        for entry, page in _build_pages(answer, read_edition(answer))
        for block in page.blocks
        if isinstance(block, Figure)
    ]


def read_edition(answer: Answer) -> Edition:
    """The one edition of the market.

    Raises:
        ValueError: When there is none.
    """
    rows = answer("edition").rows(named=True)
    return Edition.from_row(rows[0] if rows else {})


def _build_pages(answer: Answer, edition: Edition) -> list[tuple[Entry, Page]]:
    built = ((entry, entry.module.build(answer, edition)) for entry in every_page())
    return list(_finished(built, answer))


def _build_families(answer: Answer, edition: Edition) -> list[tuple[Entry, Page]]:
    built = (
        (Entry(slug, title, f"{slug}.html", family), page)
        for family in every_family()
        for slug, title, page in family.build_each(answer, edition)
    )
    return list(_finished(built, answer))


def _finished(built: Iterable[tuple[Entry, Page]], answer: Answer) -> Iterator[tuple[Entry, Page]]:
    histories = answer(QUERY)
    for entry, page in built:
        yield entry, gather_waiting(name_histories(page, histories), f"{entry.slug}_waiting")


def _drawn_figures(page: Page) -> Iterator[Figure]:
    return (block for block in page.blocks if isinstance(block, Figure) and block.chart)


def _ours(content: bytes) -> Markup:
    """Our own stylesheet or script, or the bundled library: put into the page as it is."""
    return Markup(content.decode())  # noqa: S704 - no board's text is in these files
