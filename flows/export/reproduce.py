"""Checks an edition from its own files: sums, then every figure from its query. Needs Python and duckdb, nothing else.

    pip install duckdb
    python reproduce.py

Decides when a figure is the same: texts and whole numbers equal, others to nine digits, as sums of fractions depend on
the order in which a machine adds them. Copied into each package as it stands.
"""

from __future__ import annotations

import csv
import hashlib
import math
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

_DIGITS = 1e-9
_UNSEEN = re.compile(
    r"[\s\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]+"
)


def changed_files(package: Path) -> Iterator[str]:
    """The names in SHA256SUMS whose file is not what it was, or is missing."""
    for line in (package / "SHA256SUMS").read_text("utf-8").splitlines():
        known, _, name = line.partition("  ")
        file = package / name
        if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != known:
            yield name


def differences(package: Path) -> Iterator[str]:
    """What a query gives that its figure's CSV does not hold: one line a figure, which names its first such row."""
    with duckdb.connect(str(package / "market.duckdb"), read_only=True) as market:
        for file in sorted((package / "figures").glob("*.sql")):
            answer = market.sql(file.read_text("utf-8"))
            found = [answer.columns, *answer.fetchall()]
            with file.with_suffix(".csv").open(encoding="utf-8", newline="") as printed:
                expected = list(csv.reader(printed))
            if (difference := _first_difference(expected, found)) is not None:
                yield f"{file.stem}: {difference}"


def _first_difference(expected: list[list[str]], found: list[Any]) -> str | None:
    for number, (texts, values) in enumerate(zip(expected, found, strict=False)):
        if len(texts) != len(values) or not all(map(_is_same, texts, values)):
            return f"row {number} is {list(values)}, printed as {texts}"
    if len(expected) != len(found):
        return f"{len(found) - 1} rows, {len(expected) - 1} of them printed"
    return None


def _is_same(text: str, value: Any) -> bool:
    if value is None or isinstance(value, bool):
        return text == ("" if value is None else str(value))
    if isinstance(value, int | float):
        return bool(text) and math.isclose(float(text), value, rel_tol=_DIGITS, abs_tol=1e-12)
    shown = value.isoformat() if hasattr(value, "isoformat") else str(value)
    return _plain(text) == _plain(shown)


def _plain(text: str) -> str:
    """Text without what is not seen, and without the apostrophes that keep a spreadsheet from running it."""
    return _UNSEEN.sub("", text).lstrip("'")


def main() -> int:
    """Says what is not as it was. Returns the exit code: 0 when all is."""
    package = Path(__file__).resolve().parent
    bad_files, bad_figures = list(changed_files(package)), list(differences(package))
    for name in bad_files:
        sys.stdout.write(f"changed: {name}\n")
    for line in bad_figures:
        sys.stdout.write(f"differs: {line}\n")
    n_figures = len(list((package / "figures").glob("*.sql")))
    n_files = len((package / "SHA256SUMS").read_text("utf-8").splitlines())
    sys.stdout.write(
        f"{n_files - len(bad_files)} of {n_files} files are as published, "
        f"{n_figures - len(bad_figures)} of {n_figures} figures follow from the market\n"
    )
    return 1 if bad_files or bad_figures else 0


if __name__ == "__main__":
    sys.exit(main())
