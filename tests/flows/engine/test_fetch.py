"""The engine is fetched once, and only if it is the one whose hash is known."""

from __future__ import annotations

import base64
import hashlib
import io
import tarfile
from pathlib import Path

import pytest

from flows.engine import fetch
from flows.engine.fetch import Package, fetch_engine, packages
from flows.errors import RolecallError, UsageError

FILES = {
    "@duckdb/duckdb-wasm": {"dist/duckdb-browser.cjs": "duckdb.js"},
    "apache-arrow": {"Arrow.es2015.min.js": "arrow.js"},
}


@pytest.fixture
def packed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two small packages in a folder, whose hashes are the known ones."""
    folder = tmp_path / "packed"
    folder.mkdir()
    known = []
    for name, files in FILES.items():
        package = Package(name, "1.0.0", "", files)
        with tarfile.open(folder / package.archive, "w:gz") as archive:
            for path in files:
                member = tarfile.TarInfo(f"package/{path}")
                member.size = len(path)
                archive.addfile(member, io.BytesIO(path.encode()))
        digest = hashlib.sha512((folder / package.archive).read_bytes()).digest()
        known.append(Package(name, "1.0.0", f"sha512-{base64.b64encode(digest).decode()}", files))
    monkeypatch.setattr(fetch, "packages", lambda: known)
    return folder


def test_the_engine_is_its_packages_files_as_plain_scripts(packed: Path, tmp_path: Path) -> None:
    fetch_engine(tmp_path / "engine-1", packed)
    assert {path.name for path in (tmp_path / "engine-1").iterdir()} == {"duckdb.js", "arrow.js"}
    script = (tmp_path / "engine-1" / "duckdb.js").read_text()
    assert script.startswith("window.duckdb=(()=>{")
    assert "dist/duckdb-browser.cjs" in script


def test_an_engine_that_is_there_is_not_fetched_again(packed: Path, tmp_path: Path) -> None:
    (tmp_path / "engine-1").mkdir()
    fetch_engine(tmp_path / "engine-1")
    fetch_engine(tmp_path / "engine-1", packed)
    assert list((tmp_path / "engine-1").iterdir()) == []


def test_a_folder_without_packages_is_refused_even_when_the_engine_is_there(
    packed: Path, tmp_path: Path
) -> None:
    (tmp_path / "engine-1").mkdir()
    with pytest.raises(UsageError, match="nowhere has no "):
        fetch_engine(tmp_path / "engine-1", packed / "nowhere")


def test_a_package_with_another_hash_is_not_used(packed: Path, tmp_path: Path) -> None:
    file = packed / "apache-arrow-1.0.0.tgz"
    file.write_bytes(file.read_bytes() + b"more")
    with pytest.raises(RolecallError, match="does not have the expected hash"):
        fetch_engine(tmp_path / "engine-1", packed)
    assert not (tmp_path / "engine-1").exists()


def test_a_package_that_is_not_in_the_folder_is_named(packed: Path, tmp_path: Path) -> None:
    (packed / "duckdb-duckdb-wasm-1.0.0.tgz").unlink()
    with pytest.raises(UsageError, match="npm pack @duckdb/duckdb-wasm@1"):
        fetch_engine(tmp_path / "engine-1", packed)


def test_without_npm_it_is_said_what_to_do(
    packed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RolecallError, match="install Node"):
        fetch_engine(tmp_path / "engine-1")


def test_npm_that_fails_is_quoted(
    packed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    npm = tmp_path / "npm"
    npm.write_text("#!/bin/sh\necho no such registry >&2\nexit 1\n")
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(RolecallError, match="no such registry"):
        fetch_engine(tmp_path / "engine-1")


def test_each_package_is_named_with_version_and_hash() -> None:
    assert [package.archive for package in packages()] == [
        "duckdb-duckdb-wasm-1.32.0.tgz",
        "apache-arrow-17.0.0.tgz",
    ]
    assert all(package.integrity.startswith("sha512-") for package in packages())
