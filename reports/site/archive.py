"""The archive: editions on disk, what each one's headline figures were, and how they differ from the edition before.

Decides how a folder of pages is swapped for another (renames only), and which figures are compared. Leaves pages to
`site`. The comparison reads the small record that each edition leaves beside its pages, never another market.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from reports.answers import Answer
from reports.page import Edition
from reports.wording import numbers
from reports.wording.roles import FOCUS, role_of

RECORD = "edition.json"

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One headline figure, then and now."""

    what: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Changes:
    """All headline figures against the edition before; `since` is null when there is none."""

    since: str | None
    rows: tuple[Change, ...]


def record(edition: Edition, answer: Answer) -> Record:
    """The figures of an edition that later editions are compared with, as plain values."""
    figures: dict[str, list[Any]] = {}
    for row in answer("growth_headline").iter_rows(named=True):
        if row["role"] in FOCUS and row["measure"] == "stock":
            figures[f"{role_of(row['role']).plural}: growth of open openings"] = [
                row["growth_share"],
                "growth",
            ]
    for row in answer("pay_median_all").iter_rows(named=True):
        if row["role"] in FOCUS:
            figures[f"{role_of(row['role']).plural}: median base pay, United States"] = [
                row["p50"],
                "usd",
            ]
    for row in answer("growth_latest").iter_rows(named=True):
        if row["role"] in FOCUS:
            figures[f"{role_of(row['role']).plural}: open openings, raw count"] = [
                row["stock"],
                "count",
            ]
    counts = {
        "Boards": edition.n_boards,
        "Employers": edition.n_employers,
        "Postings stored": edition.n_postings,
    }
    figures |= {name: [count, "count"] for name, count in counts.items()}
    return {
        "as_of": numbers.day(edition.as_of),
        "edition_id": edition.edition_id,
        "version": edition.version,
        "is_rehearsal": edition.is_rehearsal,
        "n_boards": edition.n_boards,
        "n_postings": edition.n_postings,
        "figures": figures,
    }


def to_json(value: Record) -> str:
    """A record as stored."""
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def every_record(folder: Path) -> list[Record]:
    """The records of all editions in a site, newest first; an edition whose record cannot be read is left out."""
    found = []
    for path in sorted(folder.glob(f"????-??-??/{RECORD}"), reverse=True):
        try:
            known = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError):
            continue
        if (
            isinstance(known, dict)
            and known.get("as_of") == path.parent.name
            and isinstance(known.get("figures"), dict)
        ):
            found.append(known)
    return found


def before(folder: Path, as_of: date) -> Record | None:
    """The record of the newest edition older than `as_of`."""
    day = numbers.day(as_of)
    return next((known for known in every_record(folder) if known["as_of"] < day), None)


def changes(older: Mapping[str, Any] | None, newer: Mapping[str, Any]) -> Changes:
    """Which headline figures read otherwise than in the older edition, in the words in which both are shown."""
    if older is None:
        return Changes(None, ())
    rows = []
    for what in sorted({*older["figures"], *newer["figures"]}):
        then, now = (_shown(known["figures"].get(what)) for known in (older, newer))
        if then != now:
            rows.append(Change(what, then, now))
    return Changes(str(older["as_of"]), tuple(rows))


def _shown(figure: list[Any] | None) -> str:
    return numbers.write(figure[0], figure[1]) if figure else numbers.NO_NUMBER


def write(path: Path, content: bytes) -> None:
    """Write a file whole: beside, then renamed over."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(content)
    _flush(beside)
    os.replace(beside, path)  # noqa: PTH105 - the one call that is atomic on every system
    _flush(path.parent)


def _flush(path: Path) -> None:
    """Have the disk keep a file's content, or a folder's list of names: a power cut then leaves no page half-written."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def publish(folder: Path, texts: Mapping[str, str]) -> None:
    """Put a folder of pages in place of the one of that name: built beside, then two renames."""
    beside, old = folder.with_name(f".{folder.name}.new"), folder.with_name(f".{folder.name}.old")
    shutil.rmtree(beside, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)
    beside.mkdir(parents=True)
    for name, text in sorted(texts.items()):
        (beside / name).write_text(text, encoding="utf-8", newline="\n")
        _flush(beside / name)
    _flush(beside)
    if folder.exists():
        folder.rename(old)
    beside.rename(folder)
    _flush(folder.parent)
    shutil.rmtree(old, ignore_errors=True)


def recover(folder: Path) -> None:
    """Finish what a killed build left: an old edition that was set aside and never replaced is put back."""
    for old in sorted(folder.glob(".*.old")):
        kept = folder / old.name.removeprefix(".").removesuffix(".old")
        if kept.exists():
            shutil.rmtree(old, ignore_errors=True)
        else:
            old.rename(kept)
    for beside in sorted(folder.glob(".*.new")):
        if beside.is_dir():
            shutil.rmtree(beside, ignore_errors=True)
        else:
            beside.unlink(missing_ok=True)
