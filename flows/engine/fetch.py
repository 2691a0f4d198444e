"""Fetches the engine once: DuckDB as WebAssembly, from npm's registry or from packages in a folder.

Decides which packages and what of them, and that nothing else than what their hashes name is used. Leaves to npm which
registry is asked: whatever this machine is configured for.
"""

from __future__ import annotations

import base64
import hashlib
import shutil
import subprocess
import tarfile
import tempfile
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from flows.errors import RolecallError, UsageError

_PATIENCE_S = 600.0
"""The larger package has 31 MB."""

_OPENING = "window.duckdb=(()=>{const module={exports:{}},exports=module.exports,require=()=>window.Arrow;\n"
_CLOSING = "\nreturn module.exports;})();\n"
"""Around a CommonJS file that requires Arrow alone, so that a page loads it as a plain script, without a bundler."""


@dataclass(frozen=True)
class Package:
    """One package of the registry. `files`: path within it -> name here."""

    name: str
    version: str
    integrity: str
    files: dict[str, str]

    @property
    def archive(self) -> str:
        """The name that `npm pack` gives its file."""
        return f"{self.name.removeprefix('@').replace('/', '-')}-{self.version}.tgz"


def packages() -> list[Package]:
    """The packages of `engine.toml`."""
    text = files("flows.engine").joinpath("engine.toml").read_text("utf-8")
    found: list[dict[str, Any]] = tomllib.loads(text)["package"]
    return [Package(**fields) for fields in found]


def version() -> str:
    """The version of DuckDB-WASM."""
    return packages()[0].version


def fetch_engine(folder: Path, packed: Path | None = None) -> None:
    """Puts the engine's files into `folder`, whole or not at all. When they are there, only looks at what `packed` holds.

    Args:
        folder: made when absent.
        packed: a folder with the packages as `npm pack` writes them. Without it npm fetches them.

    Raises:
        UsageError: `packed` lacks a package.
        RolecallError: npm is not installed or fails, or a package is not the one whose hash is known.
    """
    given = {package.name: _given(package, packed) for package in packages()} if packed else {}
    if folder.is_dir():
        return
    beside = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as fetched:
        for package in packages():
            file = given.get(package.name) or _pack(package, Path(fetched))
            _require_known(package, file)
            _unpack(package, file, beside)
    script = beside / "duckdb.js"
    script.write_text(_OPENING + script.read_text("utf-8") + _CLOSING, encoding="utf-8")
    beside.rename(folder)


def _given(package: Package, packed: Path) -> Path:
    file = packed / package.archive
    if not file.is_file():
        raise UsageError(
            f"{packed} has no {package.archive}: run `npm pack {package.name}@{package.version}` there"
        )
    return file


def _pack(package: Package, folder: Path) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        raise RolecallError(
            "npm, which fetches the engine, is not installed: install Node.js, or fetch the packages "
            "elsewhere and name their folder with --engine"
        )
    words = [npm, "pack", "--silent", "--pack-destination", str(folder)]
    done = subprocess.run(  # noqa: S603 - npm and our own words, no shell
        [*words, f"{package.name}@{package.version}"],
        capture_output=True,
        text=True,
        timeout=_PATIENCE_S,
        check=False,
        cwd=folder,
    )
    file = folder / package.archive
    if done.returncode or not file.is_file():
        raise RolecallError(
            f"npm did not fetch {package.name}@{package.version}: {done.stderr.strip()[-300:]}"
        )
    return file


def _require_known(package: Package, file: Path) -> None:
    found = base64.b64encode(hashlib.sha512(file.read_bytes()).digest()).decode()
    if f"sha512-{found}" != package.integrity:
        raise RolecallError(
            f"{file.name} does not have the expected hash ({package.name}@{package.version}): not used"
        )


def _unpack(package: Package, file: Path, folder: Path) -> None:
    with tarfile.open(file) as archive:
        for path, name in package.files.items():
            member = archive.extractfile(f"package/{path}")
            if member is None:
                raise RolecallError(f"{file.name} has no file {path}")
            with (folder / name).open("wb") as out:
                shutil.copyfileobj(member, out)
