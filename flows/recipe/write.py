"""Writes the publish recipe into a fork: from a fork to a public page without editing code.

Decides which files there are and that none of a person's own is replaced. Contact, panel and cadence are the only questions.
Leaves what the files say to `templates/`.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from string import Template

from flows.errors import UsageError
from flows.requirements import require_contact
from flows.settings import PANELS

CADENCES = {"daily": ("17 5 * * *", 1), "weekly": ("17 5 * * 1", 7), "monthly": ("17 5 1 * *", 30)}
"""How often, as cron (UTC) and as days until the next run. Not at the full hour, when everybody's jobs start."""

FILES = {
    "publish.yml": ".github/workflows/publish.yml",
    "rolecall.toml": "rolecall.toml",
    "address.sh": "publish/address.sh",
    "install.sh": "publish/install.sh",
    "edition.sh": "publish/edition.sh",
    "lake.sh": "publish/lake.sh",
    "digest.sh": "publish/digest.sh",
    "Containerfile": "publish/Containerfile",
    "compose.yml": "publish/compose.yml",
}
"""Template -> where it goes in the fork."""

SIX_HOURS = ("wide", "all")
"""Panels that take longer than the six hours after which GitHub stops a job."""


@dataclass(frozen=True)
class Choice:
    """What a person answers. Contact: an address or URL for board owners."""

    contact: str
    panel: str = "core"
    cadence: str = "weekly"


def write_recipe(folder: Path, choice: Choice) -> list[Path]:
    """Writes the files of the recipe.

    Args:
        folder: a fork of Rolecall.
        choice: the three answers.

    Returns:
        Every file of the recipe.

    Raises:
        UsageError: an answer is none of those there are, the folder is no fork, or a file of another content is there.
    """
    require_fork(folder)
    texts = {folder / FILES[name]: text for name, text in _texts(choice).items()}
    for file, text in texts.items():
        if file.exists() and file.read_text("utf-8") != text:
            raise UsageError(
                f"{file} already exists and differs: move it away, then run this again"
            )
    for file, text in texts.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return sorted(texts)


def _texts(choice: Choice) -> dict[str, str]:
    """The files' texts by template."""
    require_answers(choice.contact, choice.panel, choice.cadence)
    cron, days = CADENCES[choice.cadence]
    quoted = json.dumps(choice.contact)
    values = {
        "contact": quoted,
        "contact_in_compose": quoted.replace("$", "$$"),
        "panel": choice.panel,
        "cron": cron,
        "interval_days": str(days),
    }
    here = files("flows.recipe").joinpath("templates")
    return {
        name: Template(here.joinpath(name).read_text("utf-8")).substitute(values) for name in FILES
    }


def require_answers(contact: str | None, panel: str | None, cadence: str | None) -> None:
    """Raises UsageError when an answer is none of those there are. None: not answered yet."""
    if cadence is not None and cadence not in CADENCES:
        raise UsageError(f"--cadence {cadence!r}: choose from {', '.join(CADENCES)}")
    if panel is not None and panel not in PANELS:
        raise UsageError(f"--panel {panel!r}: choose from {', '.join(PANELS)}")
    if contact is None:
        return
    if not contact.strip():
        raise UsageError(
            "--contact is empty: give an address or URL at which board owners reach you"
        )
    require_contact(contact)


def require_fork(folder: Path) -> None:
    """Raises UsageError unless the folder holds Rolecall's code."""
    try:
        project = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]
    except (OSError, ValueError, KeyError):
        project = {}
    if project.get("name") != "rolecall":
        raise UsageError(
            f"{folder.resolve()} is not a fork of Rolecall, whose code the workflow installs: "
            "clone your fork, and run this there"
        )
