"""The readers' version changes with what they mean, and with nothing else."""

from __future__ import annotations

import ast
import shutil
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest

from transforms.readers.version import digest_of, reader_version

PACKAGE = Path(str(files("transforms")))


@pytest.fixture
def edited(tmp_path: Path) -> Callable[[str, Callable[[str], str]], str]:
    """The version of a copy of the package in which one file was edited."""
    package = tmp_path / "transforms"
    shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))

    def edit(name: str, change: Callable[[str], str]) -> str:
        file = package / name
        before = file.read_text(encoding="utf-8")
        file.write_text(change(before), encoding="utf-8")
        assert file.read_text(encoding="utf-8") != before
        return reader_version(package)

    return edit


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("readers/level.py", lambda text: text + "\nADDED = 1\n"),
        ("readers/pay/ranges.py", lambda text: text.replace("\ndef ", "\nasync def ", 1)),
        ("text/markup.py", lambda text: text + "\nADDED = 1\n"),
        ("posting.py", lambda text: text + "\nADDED = 1\n"),
        ("readers/levels.toml", lambda text: text + "\n[added]\nwords = ['x']\n"),
        ("readers/place/country_names.csv", lambda text: text + "XX,Nowhere\n"),
    ],
)
def test_a_changed_reader_or_lexicon_is_another_version(
    edited: Callable[[str, Callable[[str], str]], str], name: str, change: Callable[[str], str]
) -> None:
    assert edited(name, change) != reader_version()


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("readers/level.py", lambda text: text.replace('"""', '"""In other words: ', 1)),
        ("readers/level.py", lambda text: text + "\n\n\n# a reason\n"),
        ("readers/pay/ranges.py", lambda text: text.replace("\ndef ", "\n\n\n\ndef ")),
        ("readers/levels.toml", lambda text: "# a reason\n" + text),
        ("readers/place/country_names.csv", lambda text: "# a source\n" + text),
        ("statistics/evaluation/guide_skills.csv", lambda text: text + "x,y,z\n"),
        ("statistics/demand.py", lambda text: text + "\nADDED = 1\n"),
    ],
)
def test_docstrings_comments_labels_and_statistics_make_nothing_stale(
    edited: Callable[[str, Callable[[str], str]], str], name: str, change: Callable[[str], str]
) -> None:
    assert edited(name, change) == reader_version()


SNIPPET = '''
"""A docstring."""
NONE, MANY, BYTES = None, [1.5, -2, ...], b"\\xff"


async def told(name: str, /, *rest: int, width: int = 8) -> str:
    """Another."""
    said = f"{name!r:>{width}} has {len(rest)=} of {', '.join(f'{one:,.2f}' for one in rest)} " "🫩 \\u0897" f'{"it"}s'
    match rest:
        case [None, *others] if others:
            return said
    return u"" or rf"\\d{{{width}}}{name:}"
'''
WORDS = """
# a reason
since = 2020-01-31
words = ["🫩", "é"]
"""


def test_every_python_gives_the_same_version(tmp_path: Path) -> None:
    (tmp_path / "code.py").write_text(SNIPPET, encoding="utf-8")
    (tmp_path / "words.toml").write_text(WORDS, encoding="utf-8")
    assert digest_of(tmp_path, tmp_path.iterdir()) == "e3ca99b6d12e"


def test_another_second_reader_is_another_version(tmp_path: Path) -> None:
    package = tmp_path / "transforms"
    shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    weights = package / "readers/role/second_reader.npz"
    weights.write_bytes(weights.read_bytes() + b"0")
    assert reader_version(package) != reader_version()


def test_what_decides_a_reading_imports_nothing_of_ours_that_does_not_count() -> None:
    deciding = [*(PACKAGE / "readers").rglob("*.py"), *(PACKAGE / "text").rglob("*.py")]
    imported = {
        str(node.module)
        for file in [*deciding, PACKAGE / "posting.py", PACKAGE / "vocabulary.py"]
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("transforms")
    }
    counted = (
        "transforms.readers",
        "transforms.text",
        "transforms.posting",
        "transforms.vocabulary",
    )
    assert [module for module in imported if not module.startswith(counted)] == []
