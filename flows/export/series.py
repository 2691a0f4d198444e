"""Editions side by side, and an index that says what each changed in figures that were published before.

    series/<edition id>/           a package, as `package` writes it; never changed again
    series/revisions/<id>.csv      one row per revised figure
    series/index.json, README.md   every edition, in the order of publication

Decides that a published edition stays as it is and that simulated editions stay among themselves. Leaves what a revision
is to `revisions`.
"""

from __future__ import annotations

import json
import shutil
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

import polars as pl

from flows.errors import UsageError
from flows.export.package import AUTHOR, export_edition
from flows.export.revisions import Revisions, find_revisions
from flows.lake.disk import replacing
from flows.settings import Settings

INDEX = "index.json"

Row = dict[str, Any]


def add_edition(settings: Settings, folder: Path, author: str = AUTHOR) -> Row:
    """Exports the published edition into a series, and says what it revised.

    Returns:
        The edition's entry in the index: a new one, or the one it had.

    Raises:
        UsageError: the folder holds something else, or another content under the edition's id.
        NoMarket, StorageError: as `export_edition`.
    """
    entries = read_index(folder)
    beside = folder / ".new"
    try:
        described = export_edition(settings, beside, author)
        if known := _published(entries, described):
            return known
        package = folder / described["id"]
        shutil.rmtree(package, ignore_errors=True)  # an export that was killed before it was listed
        beside.rename(package)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    entry = _entry(described)
    if entries:
        entry |= _compared(folder, entries[-1]["id"], entry["id"])
    _write_index(folder, [*entries, entry])
    return entry


def read_index(folder: Path) -> list[Row]:
    """The editions of a series in the order of publication. Raises UsageError when the folder holds something else."""
    index = folder / INDEX
    if not index.exists():
        if folder.exists() and any(not file.name.startswith(".") for file in folder.iterdir()):
            raise UsageError(f"{folder} holds other files and no {INDEX}; name a new folder")
        return []
    try:
        entries: list[Row] = json.loads(index.read_text("utf-8"))["editions"]
    except (ValueError, KeyError, TypeError) as exc:
        raise UsageError(f"{index} is not an index of a series ({exc}); restore it") from exc
    return entries


def _published(entries: list[Row], described: Row) -> Row | None:
    """The entry that this edition has already. Raises UsageError when it cannot join the series."""
    if entries and entries[-1]["is_rehearsal"] != described["edition"]["is_rehearsal"]:
        raise UsageError("a rehearsal's editions and real ones do not share a series")
    published = next((entry for entry in entries if entry["id"] == described["id"]), None)
    if published and published["content_sha256"] != described["content_sha256"]:
        raise UsageError(
            f"edition {published['id']} is already published with different tables, and a published edition never changes. "
            "Name another folder"
        )
    return published


def _entry(described: Row) -> Row:
    kept = ("as_of", "data_through", "version", "reader_version", "is_rehearsal", "n_postings")
    return {
        "id": described["id"],
        **{name: described["edition"][name] for name in kept},
        "content_sha256": described["content_sha256"],
        "compared_with": None,
    }


def _compared(folder: Path, older: str, newer: str) -> Row:
    found = find_revisions(folder / older, folder / newer)
    file = folder / "revisions" / f"{newer}.csv"
    file.parent.mkdir(exist_ok=True)
    with replacing(file) as unfinished:
        found.rows.write_csv(unfinished)
    return {
        "compared_with": older,
        "reasons": found.reasons,
        "n_compared": sum(found.n_compared.values()),
        "n_revised": found.rows.height,
        "n_withdrawn": found.rows["after"].null_count(),
        "n_beyond_interval": int(found.rows["is_beyond_interval"].sum()),
        "tables": _by_table(found),
    }


def _by_table(found: Revisions) -> dict[str, Row]:
    counts = found.rows.group_by("table").agg(
        n_revised=pl.len(), n_beyond_interval=pl.col("is_beyond_interval").sum()
    )
    revised = {row.pop("table"): row for row in counts.to_dicts()}
    none = {"n_revised": 0, "n_beyond_interval": 0}
    return {
        table: {"n_compared": n_compared, **revised.get(table, none)}
        for table, n_compared in sorted(found.n_compared.items())
    }


def _write_index(folder: Path, entries: list[Row]) -> None:
    index = json.dumps({"editions": entries}, ensure_ascii=False, indent=1) + "\n"
    template = files("flows.export").joinpath("templates", "series.md").read_text("utf-8")
    newest_first = [line for entry in reversed(entries) for line in _lines(entry)]
    texts = {
        INDEX: index,
        "README.md": Template(template).substitute(editions="\n".join(newest_first)),
    }
    for name, text in texts.items():
        with replacing(folder / name) as unfinished:
            unfinished.write_text(text, encoding="utf-8")


def _lines(entry: Row) -> list[str]:
    name = entry["id"]
    lines = [
        f"## [{name}]({name}/README.md)",
        "",
        f"{entry['n_postings']:,} postings, looks until {str(entry['data_through'])[:10]}.",
    ]
    if entry["compared_with"] is None:
        return [*lines, "The first of this series.", ""]
    return [
        *lines,
        f"Of {entry['n_compared']:,} figures that {entry['compared_with']} had printed for the same day or period, "
        f"{entry['n_revised']:,} differ ([list](revisions/{name}.csv)): {entry['n_beyond_interval']:,} of them lie beyond "
        f"the interval they had, {entry['n_withdrawn']:,} are withdrawn.",
        "",
        *(f"- {reason}" for reason in entry["reasons"]),
        "",
    ]
