"""Pictures: each figure of the report as a PNG, taken by a Chromium that is installed already.

Decides which browser takes them and how. Leaves what a picture shows to `reports.site`. No browser
is installed or downloaded: where there is none the error says so.
"""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from flows.errors import RolecallError
from flows.progress import Progress
from flows.report import open_answers
from flows.settings import Settings
from reports.site.embeds import PICTURES
from reports.site.site import picture_sheets

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
    "--virtual-time-budget=60000",  # ends as soon as nothing is left to do, so a picture is waited for
    "--dump-dom",
)
_PATIENCE = 180.0  # seconds, where a page of a dozen figures takes five
_TAKEN = re.compile(r'<a href="data:image/png;base64,([^"]+)" download="([\w.-]+)">')


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
        sheets = picture_sheets(answer)
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    with tempfile.TemporaryDirectory() as beside:
        page = Path(beside, "figures.html")
        for n_done, (slug, sheet) in enumerate(sheets.items(), start=1):
            page.write_text(sheet, "utf-8")
            output = _ask(browser, f"--user-data-dir={beside}/profile", page.as_uri())
            taken = _TAKEN.findall(output)
            if len(taken) != sheet.count('class="pictured"'):
                raise NoBrowser(
                    f"{browser} took no picture of some figures of {slug}: {output[-300:]}"
                )
            for content, name in taken:
                files.append(folder / name)
                files[-1].write_bytes(base64.b64decode(content))
            if progress:
                progress(n_done, len(sheets), "pages of pictures")
    return files


def take_pictures(settings: Settings, progress: Progress | None = None) -> list[Path]:
    """Puts a picture of each figure of the present edition into the site, for links that are shared. Raises as `write_pictures`."""
    with open_answers(settings) as answer:
        day = str(answer("edition")["as_of"].item())
    return write_pictures(settings, settings.site_folder / PICTURES / day, progress)


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
