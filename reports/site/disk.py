"""Writes files of the site whole or not at all, even when the power fails.

Decides that a file is written beside and renamed over, and a folder of pages swapped by two renames. Leaves what is
written to `site`.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path


def write(path: Path, content: bytes) -> None:
    """Writes a file whole: beside, then renamed over."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(content)
    _flush(beside)
    os.replace(beside, path)  # noqa: PTH105 - the one call that is atomic on every system
    _flush(path.parent)


def publish(folder: Path, texts: Mapping[str, str]) -> None:
    """Replaces a folder of pages: the new one is built beside it, then swapped in by two renames. A name may hold a subfolder."""
    beside, old = folder.with_name(f".{folder.name}.new"), folder.with_name(f".{folder.name}.old")
    shutil.rmtree(beside, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)
    beside.mkdir(parents=True)
    for inner in sorted({(beside / name).parent for name in texts} - {beside}):
        inner.mkdir(parents=True)
    for name, text in sorted(texts.items()):
        (beside / name).write_text(text, encoding="utf-8", newline="\n")
        _flush(beside / name)
    _flush(beside)
    if folder.exists():
        folder.rename(old)
    beside.rename(folder)
    _flush(folder.parent)
    shutil.rmtree(old, ignore_errors=True)


def recover(folder: Path) -> None:
    """Finishes what a killed build left: an old edition that was set aside and never replaced is put back."""
    for old in sorted(folder.glob(".*.old")):
        kept = folder / old.name.removeprefix(".").removesuffix(".old")
        if kept.exists():
            shutil.rmtree(old, ignore_errors=True)
        else:
            old.rename(kept)
    for beside in folder.glob(".*.new"):
        if beside.is_dir():
            shutil.rmtree(beside, ignore_errors=True)
        else:
            beside.unlink(missing_ok=True)


def _flush(path: Path) -> None:
    """Flushes a file's content, or a folder's list of names, to the disk."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
