"""Loads the word lists and tables that lie beside the modules that read them.

Decides how a bundled file is found and parsed. Leaves what its words mean to the module beside it.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def lexicon(package: str, name: str) -> dict[str, Any]:
    """The tables of a bundled .toml file, parsed once a process. Call it with `__package__`, and change nothing in it."""
    return tomllib.loads(files(package).joinpath(name).read_text("utf-8"))


def csv_rows(package: str, name: str) -> Iterator[list[str]]:
    """The rows of a bundled .csv file after its header, and after the notice above it when it has one."""
    rows = _parsed(package, name)
    next(rows)
    return rows


def csv_records(package: str, name: str) -> Iterator[dict[str, str]]:
    """The same rows by the names in the header."""
    rows = _parsed(package, name)
    header = next(rows)
    return (dict(zip(header, row, strict=True)) for row in rows)


def _parsed(package: str, name: str) -> Iterator[list[str]]:
    lines = files(package).joinpath(name).read_text("utf-8").splitlines()
    return csv.reader(lines[lines[0].startswith("#") :])
