"""What a data folder is: a person's own, the demo's, or an export.

Decides what no command may write into a folder. Leaves locks to `flows.lake.lock` and the lake to `flows.lake.parts`.
"""

from __future__ import annotations

from pathlib import Path

from flows.errors import UsageError
from flows.settings import Settings

REHEARSAL_MARKER = "rehearsal.json"
"""In a home whose lake is simulated. Its market says so, whoever rebuilds it."""

_EXPORTED = ("datapackage.json", "SHA256SUMS")
"""Files that every export has and no run writes."""


def has_rehearsal(home: Path) -> bool:
    """Whether the lake of this folder is the demo's."""
    return (home / REHEARSAL_MARKER).exists()


def require_no_export(settings: Settings) -> None:
    """Raises UsageError where a market built in this folder would replace the one that an export publishes."""
    home = settings.home
    is_export = all((home / name).exists() for name in _EXPORTED)
    # A folder with a lake was written by a run, whatever was copied into it.
    if is_export and not (home / "lake").exists():
        raise UsageError(f"{home} is an export, and stays as it is: name another ROLECALL_HOME")


def require_real(settings: Settings) -> None:
    """Raises UsageError where real postings would be mixed with simulated ones, or replace an export."""
    require_no_export(settings)
    if has_rehearsal(settings.home):
        raise UsageError(
            f"{settings.home} is the demo's folder, whose employers are invented: name another ROLECALL_HOME"
        )
