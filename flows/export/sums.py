"""SHA-256 sums: of files, and of what a package says.

Decides what the content of an edition is: its tables as CSV. They are the same bytes wherever they are written, which a
DuckDB file is not.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

NAME = "SHA256SUMS"


def sum_of(file: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def content_of(package: Path) -> str:
    """One SHA-256 over the tables of a package: over their names and sums, in alphabetical order."""
    lines = (f"{sum_of(file)}  {file.name}\n" for file in sorted((package / "csv").glob("*.csv")))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def write_sums(package: Path) -> None:
    """Writes `SHA256SUMS`, which `sha256sum --check` reads, over every other file of the package."""
    files = sorted(file for file in package.rglob("*") if file.is_file() and file.name != NAME)
    lines = (f"{sum_of(file)}  {file.relative_to(package).as_posix()}\n" for file in files)
    (package / NAME).write_text("".join(lines), encoding="utf-8")
