"""Finds the wheel with compiled readers that `make wheel` makes where there is a C compiler."""

from __future__ import annotations

import sys
from pathlib import Path
from zipfile import ZipFile

ROOT = Path(__file__).resolve().parents[1]


def compiled_wheel() -> Path | None:
    """The newest wheel in `dist` that this Python can load and whose readers are made of these sources."""
    tag = f"cp{sys.version_info.major}{sys.version_info.minor}"
    wheels = sorted((ROOT / "dist").glob(f"*-{tag}-*.whl"), key=lambda path: -path.stat().st_mtime)
    return next(filter(_is_of_these_sources, wheels), None)


def _is_of_these_sources(wheel: Path) -> bool:
    with ZipFile(wheel) as packed:
        names = [name for name in packed.namelist() if name.startswith("transforms/")]
        sources = [name for name in names if name.endswith((".py", ".toml", ".csv", ".npz"))]
        return all(
            (ROOT / name).exists() and packed.read(name) == (ROOT / name).read_bytes()
            for name in sources
        )
