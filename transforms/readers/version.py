"""The version of the readers: a digest of everything in `transforms` that decides a reading.

Decides what counts as a change. A docstring, a comment or a new line break changes no reading, so it changes no version.
Another Python changes none either: a lake is not read again because Python was upgraded.
Leaves the version of a source's adapter to `flows.lake.versions`, and to `kept` that a file is parsed once and not in every
command: parsing all of them takes a second.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from transforms.readers.kept import derived
from transforms.readers.role.own import own_weights

_PACKAGE = Path(str(files("transforms")))
_DECIDING = ("readers", "text", "posting.py", "vocabulary.py")
_DIGITS = 12


def reader_version(package: Path = _PACKAGE) -> str:
    """The digest of what decides a reading: the code, its lexicons and a person's own weights.

    Readings of other versions are read again.
    """
    shipped, own = shipped_version(package), own_weights()
    return sha256(f"{shipped} {own.digest}".encode()).hexdigest()[:_DIGITS] if own else shipped


@cache
def shipped_version(package: Path = _PACKAGE) -> str:
    """The digest of the folders and modules that decide a reading, whatever weights are added to them."""
    deciding = [package / name for name in _DECIDING]
    folders = [file for path in deciding for file in path.rglob("*")]
    return digest_of(package, [*deciding, *folders])


def digest_of(root: Path, paths: Iterable[Path]) -> str:
    """One digest of what the code and data among `paths` mean, whatever their order.

    Args:
        root: the folder from which the paths are named, so that the digest is the same wherever it is installed.
        paths: files; folders and files of other kinds are left out.
    """
    digest = sha256()
    for path in sorted(path for path in set(paths) if path.suffix in _MEANING):
        name = path.relative_to(root).as_posix()
        meaning = derived(path.read_bytes(), _MEANING[path.suffix])
        digest.update(f"{name}\0{meaning}\0".encode())
    return digest.hexdigest()[:_DIGITS]


def _meaning_of_code(code: bytes) -> str:
    """The code as Python parses it: without comments, docstrings and line breaks."""
    tree = ast.parse(code)
    _drop_docstrings(tree)
    return _digest(_written(tree))


def _written(part: object) -> str:
    """Part of a syntax tree as text, the same from every Python. `ast.unparse` writes f-strings otherwise since 3.12.

    Fields that say nothing are left out, because newer Pythons have more of them. A character is written by its number, because
    `repr` writes those that are new in Unicode as themselves only where Python knows them.
    """
    if isinstance(part, list):
        return f"[{' '.join(map(_written, part))}]"
    if not isinstance(part, ast.AST):
        return ascii(part)
    if isinstance(part, ast.JoinedStr):  # 3.12 ends some with an empty text
        part = ast.JoinedStr([one for one in part.values if not _is_empty_text(one)])
    fields = [f"{name}={_written(value)}" for name, value in _telling_fields(part)]
    return f"{type(part).__name__}({' '.join(fields)})"


def _telling_fields(node: ast.AST) -> Iterator[tuple[str, object]]:
    for name, value in ast.iter_fields(node):
        is_constant = isinstance(node, ast.Constant) and name == "value"  # None is one, too
        if is_constant or (value is not None and value != []):
            yield name, value


def _is_empty_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value == ""


def _meaning_of_toml(content: bytes) -> str:
    return _digest(ascii(tomllib.loads(content.decode())))


def _meaning_of_csv(content: bytes) -> str:
    lines = content.decode().splitlines()
    return _digest("\n".join(line for line in lines if not line.startswith("#")))


def _meaning_of_arrays(content: bytes) -> str:
    return sha256(content).hexdigest()


def _digest(meaning: str) -> str:
    return sha256(meaning.encode()).hexdigest()


_MEANING = {
    ".py": _meaning_of_code,
    ".toml": _meaning_of_toml,
    ".csv": _meaning_of_csv,
    ".npz": _meaning_of_arrays,
}


def _drop_docstrings(node: ast.AST) -> None:
    """Drops lone constants from every body of statements, and looks into no expression."""
    for name in ("body", "orelse", "finalbody", "handlers", "cases"):
        part = getattr(node, name, None)
        if isinstance(part, list):
            part[:] = [one for one in part if not _is_lone_constant(one)]
            for one in part:
                _drop_docstrings(one)


def _is_lone_constant(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
