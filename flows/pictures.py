"""Pictures: each figure of the report as a PNG, taken by a Chromium that is installed already.

Decides which browser takes them and how. Leaves what a picture shows to `reports.site`. No browser
is installed or downloaded: where there is none the error says so.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from flows.errors import RolecallError
from flows.progress import Progress
from flows.report import open_answers
from flows.settings import Settings
from reports.site.site import PICTURE_WIDTH, contact_sheet, every_picture

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
)
"""Names under which systems install a Chromium. The first that is found is used."""

_QUIET = (
    "--headless",
    "--no-sandbox",  # as root, in a container, the sandbox cannot start; the page is our own
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--force-device-scale-factor=2",  # sharp on every screen and in print
)
_PATIENCE = 60.0  # seconds, where a figure takes one or two
_HEIGHTS = re.compile(r'data-heights="([\d ]*)"')


class NoBrowser(RolecallError):
    """No Chromium is installed, or it could not take a picture."""


def find_browser() -> str:
    """The path of a Chromium.

    Raises:
        NoBrowser: none is installed under a known name.
    """
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        raise NoBrowser(
            f"--png needs a Chromium and none of {', '.join(BROWSERS)} is on the PATH: "
            "install one (Debian: apt install chromium), "
            "or use the PNG button beside each figure of the report"
        )
    return found


def write_pictures(
    settings: Settings, folder: Path, progress: Progress | None = None
) -> list[Path]:
    """Writes one PNG per drawn figure into `folder` (made when absent), named by the figure's id.

    Returns:
        The files, in the order of the site.

    Raises:
        NoBrowser: no Chromium is installed, or it failed. The message holds its last words.
        NoMarket: there is no market yet.
    """
    browser = find_browser()
    with open_answers(settings) as answer:
        pictures = every_picture(answer)
        sheet = contact_sheet(answer)
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    with tempfile.TemporaryDirectory() as beside:
        page, profile = Path(beside, "figure.html"), f"--user-data-dir={beside}/profile"
        page.write_text(sheet, "utf-8")
        window = f"--window-size={PICTURE_WIDTH},900"
        heights = _heights(
            _ask(browser, profile, window, "--dump-dom", page.as_uri()), len(pictures)
        )
        for n_done, (picture, height) in enumerate(zip(pictures, heights, strict=True), start=1):
            page.write_text(picture.html, "utf-8")
            file = folder / f"{picture.name}.png"
            file.unlink(missing_ok=True)
            said = _ask(
                browser,
                profile,
                f"--window-size={PICTURE_WIDTH},{height}",
                f"--screenshot={file.resolve()}",
                page.as_uri(),
            )
            if not file.exists():
                raise NoBrowser(f"{browser} took no picture of {picture.name}: {said[-300:]}")
            files.append(file)
            if progress:
                progress(n_done, len(pictures), "pictures")
    return files


def _heights(dom: str, n_pictures: int) -> list[int]:
    found = _HEIGHTS.search(dom)
    heights = [int(height) for height in found[1].split()] if found else []
    if len(heights) != n_pictures:
        raise NoBrowser(
            f"the browser measured {len(heights)} of {n_pictures} figures: {dom[-300:]}"
        )
    return heights


def _ask(browser: str, *arguments: str) -> str:
    """What the browser prints. Raises NoBrowser when it cannot be started or does not end."""
    try:
        done = subprocess.run(  # noqa: S603 - the person's own browser and our own flags, no shell
            [browser, *_QUIET, *arguments],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as exc:
        raise NoBrowser(f"{browser} could not take a picture: {exc}") from exc
    return done.stdout or done.stderr
