"""Each figure as a page of its own, to be put into somebody else's: `figure/<id>.html` of an edition.

Decides which figures have one, and its picture for links that are shared. Leaves what it shows to the templates.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import jinja2

from reports.page import Figure, Page
from reports.site.rendering import within_frames

FOLDER = "figure"
PICTURES = "pictures"
"""Folder of the site with a picture of each figure, by edition: `pictures/<day>/<id>.png`. `rolecall site --pictures` takes them."""


def shown_figures(page: Page) -> Iterator[Figure]:
    """The figures of a page that have something to show."""
    return (block for block in page.blocks if isinstance(block, Figure) and block.table.height)


def build_embeds(
    env: jinja2.Environment,
    pages: Iterable[tuple[Any, Page]],
    shared: Mapping[str, Any],
    site: Path,
    address: str,
) -> dict[str, str]:
    """Text by name of file, within the edition's folder.

    Args:
        env: the templates.
        pages: each page's place in the navigation, and the page.
        shared: what every page of the edition is rendered with.
        site: the site's folder, in which pictures may lie.
        address: where the site is published. Empty when it is not known. Pictures of links need it.
    """
    template = within_frames(env).get_template("embed.html")
    return {
        f"{FOLDER}/{figure.id}.html": template.render(
            shared, entry=entry, block=figure, picture=_picture(figure, shared, site, address)
        )
        for entry, page in pages
        for figure in shown_figures(page)
    }


def _picture(figure: Figure, shared: Mapping[str, Any], site: Path, address: str) -> str:
    """The address of the figure's picture, or of the site's own where none was taken."""
    taken = f"{PICTURES}/{shared['day']}/{figure.id}.png"
    name = taken if (site / taken).exists() else f"static/{shared['assets']['og']}"
    return f"{address.rstrip('/')}/{name}" if address else f"../../{name}"
