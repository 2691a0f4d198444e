"""The site: every page of one edition, written whole or not at all.

Decides the site's layout on disk and its navigation:

    site/index.html            the archive: every edition, newest first
    site/<as_of>/*.html        one edition; keeps its address for good
    site/latest/*.html         a copy of the newest edition
    site/static/               one plotly for all, and each version of the stylesheet and script by its content's name

An edition is built in a folder beside and renamed, so no page is ever half-written and a failure leaves the old report.
Same market, same code: same bytes. Leaves the market to `flows`, which hands over an `Answer`.
"""

from __future__ import annotations

import base64
import hashlib
import importlib
import pkgutil
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from types import ModuleType

import jinja2
from markupsafe import Markup

import reports.pages
from reports.answers import Answer
from reports.drawing import theme
from reports.page import Edition, Figure, Page
from reports.site import archive
from reports.site.rendering import environment, palette_css
from reports.wording import numbers

PLOTLY = "plotly-cartesian-4.1.1.min.js"
"""The one bundled copy: the cartesian build draws every chart here and weighs a third of the full one."""

_EDITION = re.compile(r"^\d{4}-\d{2}-\d{2}$")


@dataclass(frozen=True, slots=True)
class Entry:
    """One page's place in the navigation."""

    slug: str
    title: str
    href: str
    module: ModuleType


def every_page() -> list[Entry]:
    """All modules of `reports.pages`, in their stated order.

    Raises:
        AttributeError: When a page lacks TITLE, ORDER or build; the message names its file.
    """
    entries = []
    for found in pkgutil.iter_modules(reports.pages.__path__):
        module = importlib.import_module(f"reports.pages.{found.name}")
        for name in ("TITLE", "ORDER", "build"):
            if not hasattr(module, name):
                raise AttributeError(
                    f"reports/pages/{found.name}.py has no {name}: see reports/pages/overview.py for a page's shape"
                )
        href = "index.html" if found.name == "overview" else f"{found.name}.html"
        entries.append(Entry(found.name, module.TITLE, href, module))
    return sorted(entries, key=lambda entry: (entry.module.ORDER, entry.slug))


def build_site(answer: Answer, folder: Path) -> list[Path]:
    """Write the edition that the market holds, the `latest` copy of the newest one, and the archive's index.

    Args:
        answer: Runs the queries of `reports/sql` on the published market; any table but `mart_edition` may be empty.
        folder: The site; made when absent. Other editions in it are kept.

    Returns:
        Every file of the edition, the newest copy's front page, and the index, sorted.

    Raises:
        ValueError: When `mart_edition` has no row with a day.
    """
    edition = read_edition(answer)
    env = environment()
    folder.mkdir(parents=True, exist_ok=True)
    archive.recover(folder)
    assets = _write_static(folder / "static", env)
    day = numbers.day(edition.as_of)
    pages = [(entry, entry.module.build(answer, edition)) for entry in every_page()]
    record = archive.record(edition, answer)
    before = archive.before(folder, edition.as_of)
    texts = {
        entry.href: _render(
            env, entry, page, pages, edition, assets, archive.changes(before, record)
        )
        for entry, page in pages
    }
    texts[archive.RECORD] = archive.to_json(record)
    archive.publish(folder / day, texts)
    newest = max(path.name for path in folder.iterdir() if _EDITION.match(path.name))
    archive.publish(
        folder / "latest",
        {path.name: path.read_text("utf-8") for path in sorted((folder / newest).iterdir())},
    )
    archive.write(folder / "index.html", _index(env, folder, assets).encode())
    return sorted(
        [
            *(folder / day / name for name in texts),
            folder / "latest" / "index.html",
            folder / "index.html",
        ]
    )


def single_file(answer: Answer, out: Path) -> Path:
    """Write the whole edition as one self-contained page: to mail, to keep.

    Args:
        answer: As for `build_site`.
        out: The file; its folder must exist.

    Returns:
        `out`.

    Raises:
        ValueError: When `mart_edition` has no row with a day.
    """
    edition = read_edition(answer)
    env = environment(is_single=True)
    source = files("reports").joinpath("static")
    icon = base64.b64encode(source.joinpath("icon.svg").read_bytes()).decode()
    text = env.get_template("single.html").render(
        pages=[(entry, entry.module.build(answer, edition)) for entry in every_page()],
        edition=edition,
        day=numbers.day(edition.as_of),
        icon=f"data:image/svg+xml;base64,{icon}",
        css=Markup(stylesheet(env).decode()),  # noqa: S704 - our own stylesheet
        js=Markup(source.joinpath("rolecall.js").read_text("utf-8")),  # noqa: S704 - our own script
        plotly=Markup(source.joinpath(PLOTLY).read_text("utf-8")),  # noqa: S704 - the bundled library
    )
    archive.write(out, text.encode())
    return out


def stylesheet(env: jinja2.Environment) -> bytes:
    """The colours of both themes and the rules, as one file."""
    colours = palette_css(env, theme.palette(theme.LIGHT), theme.palette(theme.DARK))
    return colours.encode() + files("reports").joinpath("static", "rolecall.css").read_bytes()


def read_edition(answer: Answer) -> Edition:
    """The one edition of this market.

    Raises:
        ValueError: When there is none.
    """
    rows = answer("edition").rows(named=True)
    return Edition.from_row(rows[0] if rows else {})


def _render(
    env: jinja2.Environment,
    entry: Entry,
    page: Page,
    pages: Sequence[tuple[Entry, Page]],
    edition: Edition,
    assets: Mapping[str, str],
    changes: archive.Changes,
) -> str:
    return env.get_template("page.html").render(
        entry=entry,
        page=page,
        entries=[known for known, _ in pages],
        edition=edition,
        assets=assets,
        changes=changes if entry.slug == "overview" else None,
        has_figures=any(isinstance(block, Figure) and block.panels for block in page.blocks),
        has_offer=any(block.kind == "offer" for block in page.blocks),
        day=numbers.day(edition.as_of),
    )


def _index(env: jinja2.Environment, folder: Path, assets: Mapping[str, str]) -> str:
    records = archive.every_record(folder)
    pairs = [
        (record, archive.changes(older, record))
        for record, older in zip(records, [*records[1:], None], strict=True)
    ]
    return env.get_template("archive.html").render(pairs=pairs, assets=assets)


def _write_static(folder: Path, env: jinja2.Environment) -> dict[str, str]:
    """Put the stylesheet, script and plotly into the site; each name carries its content, so old editions keep theirs.

    Returns:
        Asset -> file name within `static/`.
    """
    source = files("reports").joinpath("static")
    contents = {
        "css": ("rolecall.css", stylesheet(env)),
        "js": ("rolecall.js", source.joinpath("rolecall.js").read_bytes()),
        "icon": ("icon.svg", source.joinpath("icon.svg").read_bytes()),
        "og": ("og.png", source.joinpath("og.png").read_bytes()),
    }
    folder.mkdir(parents=True, exist_ok=True)
    names = {"plotly": PLOTLY}
    for asset, (name, content) in contents.items():
        stem, _, ending = name.partition(".")
        names[asset] = f"{stem}-{hashlib.sha256(content).hexdigest()[:10]}.{ending}"
        archive.write(folder / names[asset], content)
    for name in (PLOTLY, "plotly-cartesian.LICENSE.txt"):
        content = source.joinpath(name).read_bytes()
        if not (folder / name).exists() or (folder / name).stat().st_size != len(content):
            archive.write(folder / name, content)
    return names
