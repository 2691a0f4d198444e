"""What the documents show can be used as it stands: blocks of data are well formed, and what they say to install is there."""

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = {
    file.name: file.read_text("utf-8") for file in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]
}
HISTORY = "CHANGELOG.md"

FENCE = re.compile(r" *```\w*")
BLOCK = re.compile(r"^ *```(toml|json)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
PARSERS = {"toml": tomllib.loads, "json": json.loads}

FROM_AN_INDEX = re.compile(r"pip install '?rolecall")
"""Rolecall is on no index: this would install nothing, or something else of that name."""


def blocks() -> list[tuple[str, str, str]]:
    return [(page, *found) for page, text in PAGES.items() for found in BLOCK.findall(text)]


@pytest.mark.parametrize("page", PAGES)
def test_a_fence_has_a_line_of_its_own(page: str) -> None:
    fences = [line for line in PAGES[page].splitlines() if "```" in line]
    assert [line for line in fences if not FENCE.fullmatch(line)] == []


def test_the_pages_show_toml_and_json() -> None:
    assert {language for _, language, _ in blocks()} == PARSERS.keys()


@pytest.mark.parametrize(("page", "language", "text"), blocks())
def test_a_block_of_toml_or_json_parses(page: str, language: str, text: str) -> None:
    assert PARSERS[language](text), page


@pytest.mark.parametrize("page", [page for page in PAGES if page != HISTORY])
def test_no_page_installs_rolecall_from_an_index(page: str) -> None:
    assert not FROM_AN_INDEX.search(PAGES[page])


@pytest.mark.parametrize("package", ["flows", "transforms", "warehouse", "reports"])
def test_no_message_installs_rolecall_from_an_index(package: str) -> None:
    modules = (ROOT / package).rglob("*.py")
    assert [file for file in modules if FROM_AN_INDEX.search(file.read_text("utf-8"))] == []
