"""The site's stylesheet, script, icon and plotly, as files or as parts of a self-contained page.

Decides their names: each carries its content's hash, so that old editions keep theirs. Leaves writing to `disk`.
"""

from __future__ import annotations

import hashlib
from importlib.resources import files
from pathlib import Path

import jinja2

from reports.drawing import theme
from reports.site import disk

PLOTLY = "plotly-cartesian-4.1.1.min.js"
"""The one bundled copy: the cartesian build draws every chart here and weighs a third of the full one."""

_LICENSE = "plotly-cartesian.LICENSE.txt"
_FILES = {"icon": "icon.svg", "og": "og.png", "query": "query.js"}
_SCRIPTS = (
    "charts.js",
    "address.js",
    "amounts.js",
    "asks.js",
    "cells.js",
    "picker.js",
    "explore.js",
    "offer.js",
    "openings.js",
    "skill.js",
    "rolecall.js",
)


def read(name: str) -> bytes:
    """A file of `reports/static`."""
    return files("reports").joinpath("static", name).read_bytes()


def stylesheet(env: jinja2.Environment) -> bytes:
    """The colours of both themes and the rules, as one file."""
    light, dark = theme.palette(theme.LIGHT), theme.palette(theme.DARK)
    colours = env.get_template("palette.css").render(light=light, dark=dark)
    return colours.encode() + read("rolecall.css") + read("tools.css")


def script() -> bytes:
    """What draws charts and what brings the rest of a page to life, as one file."""
    return b"".join(map(read, _SCRIPTS))


def write_assets(folder: Path, env: jinja2.Environment) -> dict[str, str]:
    """Puts every asset into `folder`.

    Returns:
        Asset -> file name within `folder`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    contents = {"css": ("rolecall.css", stylesheet(env)), "js": ("rolecall.js", script())}
    contents |= {asset: (name, read(name)) for asset, name in _FILES.items()}
    names = {"plotly": PLOTLY}
    for asset, (name, content) in contents.items():
        stem, _, ending = name.partition(".")
        names[asset] = f"{stem}-{hashlib.sha256(content).hexdigest()[:10]}.{ending}"
        disk.write(folder / names[asset], content)
    for name in (PLOTLY, _LICENSE):
        content = read(name)
        if not (folder / name).exists() or (folder / name).stat().st_size != len(content):
            disk.write(folder / name, content)
    return names
