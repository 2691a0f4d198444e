"""The shapes of file that `rolecall import` takes, recognised by their columns.

Decides which columns an import can have, and what a file with some of them is:

- **postings**: what was listed at one moment. With a `board` column each board is one, else the file is one board.
- **sightings**: one row a posting a day it was listed (`seen_on`).
- **ledger**: one row a posting with the days on which it came and went (`first_seen`, `last_seen`, `removed`).

Leaves reading the rows to `flows.files.rows`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from flows.errors import UsageError

Shape = Literal["postings", "sightings", "ledger"]
SHAPES: tuple[Shape, ...] = get_args(Shape)

CONTENT = (
    "id", "title", "company", "department", "location", "date", "text", "html", "url", "pay_min", "pay_max", "currency",
    "period",
)  # fmt: skip
"""What a posting says. All but `id` and `title` may be missing."""

WHERE = ("source", "board")
WHEN = ("seen_on", "first_seen", "last_seen", "removed")
FIELDS = (*CONTENT, *WHERE, *WHEN)
"""The columns that an import can have."""

_ALIASES = {"employer": "company", "external_id": "id"}
"""Second names of columns: those that the market itself has."""

_LEDGER = frozenset({"first_seen", "last_seen", "removed"})
_NEEDED: Mapping[Shape, tuple[str, ...]] = {
    "postings": ("id", "title"),
    "sightings": ("board", "id", "title", "seen_on"),
    "ledger": ("board", "id", "title", "first_seen"),
}

Mapped = Mapping[str, str]
"""Our column -> the file's."""


@dataclass(frozen=True)
class Layout:
    """What a file is: its shape, and under which name it has which column of ours."""

    shape: Shape
    columns: Mapped


def read_mapping(given: Sequence[str]) -> dict[str, str]:
    """`title=jobTitle,id=jobId` as {our column: the file's column}. Columns not named are looked for by our name.

    Raises:
        UsageError: not of this form, or not a column of ours.
    """
    mapping = {}
    for pair in (pair.strip() for text in given for pair in text.split(",") if pair.strip()):
        ours, sign, theirs = (part.strip() for part in pair.partition("="))
        ours = _ALIASES.get(ours, ours)
        if not sign or not theirs or ours not in FIELDS:
            raise UsageError(
                f"--map {pair!r}: write OURS=THEIRS, as in title=jobTitle; ours are {', '.join(FIELDS)}"
            )
        mapping[ours] = theirs
    return mapping


def find_columns(there: Collection[str], mapping: Mapped) -> dict[str, str]:
    """Our columns that a file has, by the names that it has them under."""
    known = {ours: ours for ours in FIELDS} | {
        ours: alias for alias, ours in _ALIASES.items() if ours not in there
    }
    return {ours: theirs for ours, theirs in (known | dict(mapping)).items() if theirs in there}


def recognise(
    file: Path, there: Collection[str], columns: Mapped, mapping: Mapped, asked: Shape | None
) -> Shape:
    """The shape of a file with these columns.

    Args:
        file: named in messages.
        there: every column of the file (and of the file of its postings).
        columns: those of ours among them.
        mapping: what --map says.
        asked: what --shape says. None: the columns tell.

    Raises:
        UsageError: the columns are of two shapes, or some are missing. The message says how to name them.
    """
    missing_mapped = [f"{ours}={name}" for ours, name in mapping.items() if name not in there]
    if missing_mapped:
        raise UsageError(
            f"{file}: --map {', '.join(missing_mapped)}: no such column; its columns are {_names(there)}"
        )
    dates = _LEDGER & columns.keys()
    if asked is None and "seen_on" in columns and dates:
        raise UsageError(
            f"{file}: has seen_on, as sightings have, and {_listed(dates)}, as a ledger has. "
            f"Say which it is: --shape sightings or --shape ledger"
        )
    shape = asked or ("sightings" if "seen_on" in columns else "ledger" if dates else "postings")
    missing = [name for name in _NEEDED[shape] if name not in columns]
    if shape == "ledger" and not dates - {"first_seen"}:
        missing.append("last_seen or removed")
    if missing:
        example = missing[0].partition(" ")[0]
        raise UsageError(
            f"{file}: no column {_listed(missing)}, which {_WHAT[shape]} needs; there are "
            f"{_names(there)}. If one has another name, say so: --map {example}=COLUMN"
        )
    return shape


_WHAT: Mapping[Shape, str] = {
    "postings": "a file of postings",
    "sightings": "a file of sightings (a row a posting a day)",
    "ledger": "a ledger (a row a posting, with the days it came and went)",
}


def _listed(names: Collection[str]) -> str:
    return " and ".join(names if isinstance(names, list) else sorted(names))


def _names(there: Collection[str]) -> str:
    return ", ".join(map(str, there))[:300] or "none"
