"""The house keeps its rooms: folders that the glossary names, few files side by side, modules a person can read at once.

Limits as in CONTRIBUTING: sixteen modules a folder (adapters apart), three hundred lines a module.
"""

import ast
import re
import tomllib
from pathlib import Path

import pytest

from flows.settings import VERSION

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("flows", "transforms", "warehouse", "reports")
MOST_MODULES = 16
MOST_LINES = 300
ADAPTERS = "flows/sources"

RELEASE = re.compile(r"^## (\d+\.\d+\.\d+) \(\d{4}-\d{2}-\d{2}\)$", re.MULTILINE)

MADE_BY = re.compile(r"made by (flows[\w.]+)")

MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
FOLDERS = sorted({path.parent for path in MODULES})


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def glossary_words() -> set[str]:
    text = (ROOT / "docs" / "glossary.md").read_text("utf-8").lower()
    named = re.findall(r"\*\*([^*]+)\*\*", text)
    return {word for phrase in named for word in re.findall(r"[a-z]+", phrase)}


@pytest.mark.parametrize("folder", FOLDERS, ids=_name)
def test_a_folder_is_a_word_of_the_glossary(folder: Path) -> None:
    words = glossary_words()
    assert {folder.name, folder.name.removesuffix("s")} & words or folder.parent == ROOT


@pytest.mark.parametrize("folder", FOLDERS, ids=_name)
def test_a_folder_holds_few_modules_side_by_side(folder: Path) -> None:
    modules = [path for path in folder.glob("*.py") if path.name != "__init__.py"]
    assert len(modules) <= MOST_MODULES or _name(folder) == ADAPTERS


@pytest.mark.parametrize("module", MODULES, ids=_name)
def test_a_module_says_what_it_decides_and_is_short(module: Path) -> None:
    text = module.read_text("utf-8")
    assert len(text.splitlines()) <= MOST_LINES
    assert ast.get_docstring(ast.parse(text)), "a module opens with a docstring"


def test_a_table_names_the_script_that_made_it() -> None:
    tables = [path for package in PACKAGES for path in (ROOT / package).rglob("*.csv")]
    openings = {path.name: path.read_text("utf-8").partition("\n")[0] for path in tables}
    made_by = {name: MADE_BY.search(opening) for name, opening in openings.items()}
    scripts = {found[1].replace(".", "/") for found in made_by.values() if found}
    assert {script for script in scripts if not (ROOT / f"{script}.py").exists()} == set()
    assert scripts


def test_the_version_is_stated_once_and_is_that_of_the_newest_release() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert "version" in project["dynamic"]
    headings = re.findall(r"^## .+$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    releases = [RELEASE.fullmatch(heading) for heading in headings[1:]]
    assert headings[0] == "## Unreleased"
    assert all(releases), "each heading below Unreleased is a version and its day"
    newest = next((found[1] for found in releases if found), "0.1.0")
    assert newest == VERSION
