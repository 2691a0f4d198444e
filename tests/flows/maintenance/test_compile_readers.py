"""When a wheel carries compiled readers, and which. What they read is held against the checkout in tests/test_wheel.py."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hatchling.bridge.app import Application

from flows.maintenance.compile_readers import WANTED, CompiledReaders

ROOT = Path(__file__).resolve().parents[3]
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]
HOOK = CONFIG["targets"]["wheel"]["hooks"]["custom"]


def compiler() -> CompiledReaders:
    nothing: Any = None
    return CompiledReaders(str(ROOT), HOOK, nothing, nothing, "dist", "wheel", Application())


def build(version: str = "standard") -> dict[str, Any]:
    """What the hook adds to a build."""
    added: dict[str, Any] = {"force_include": {}}
    hook = compiler()
    hook.initialize(version, added)
    hook.finalize(version, added, "")
    return added


def test_without_a_compiler_the_wheel_is_pure_and_its_builder_is_told_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(WANTED, "1")
    monkeypatch.setenv("PATH", "")
    assert build() == {"force_include": {}}
    assert "no C compiler" in capsys.readouterr().err
    assert compiler().dependencies() == []


def test_nothing_is_compiled_unless_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(WANTED, raising=False)
    assert build() == {"force_include": {}}


def test_an_editable_install_is_never_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(WANTED, "1")
    assert build("editable") == {"force_include": {}}


@pytest.mark.parametrize("folder", HOOK["modules"])
def test_every_module_that_is_to_be_compiled_is_there(folder: str) -> None:
    for name in HOOK["modules"][folder]:
        assert list((ROOT / folder).glob(f"{name}.py")), name
