"""Merges old parts of the lake, so that the number of its files does not grow with every day.

Retention empties parts month by month. A month whose parts are all empty is merged into few: their looks, sightings,
hashes and readings, in their order, so no figure changes. A merged part counts once its looks are written, as every part
does. These name the parts that it replaces, which count no more from then on. A killed run leaves files that nobody reads.
Decides which parts are merged. Leaves what counts, and what is deleted, to `flows.lake.parts`.
"""

from __future__ import annotations

import logging
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from flows.lake import disk
from flows.lake.disk import Place
from flows.lake.parts import EMPTIED, Lake
from flows.lake.tables import BODY, LOOK, QUARANTINE, READ_POSTING, SIGHTING, name_merged
from flows.lake.versions import Version, present_version

log = logging.getLogger(__name__)

BYTES_A_PART = 32_000_000
"""The most that the files of a merged part have. Postings and looks are read at once, and take some 300 MB of memory."""

_OF_A_RUN = re.compile(r"(\d{6})\d{2}T\d{6}-")
_TABLES = {"sightings": SIGHTING, "bodies": BODY, "quarantine": QUARANTINE}


def merge_old_parts(lake: Lake, as_of: datetime) -> int:
    """Merges the parts of each month before that of `as_of` whose raw bodies are gone. Returns how many parts.

    Parts that other readers read stay as they are, and so do those of a month whose bodies are not all gone.
    """
    version = present_version()
    months = {month: parts for month, parts in _mergeable(lake, version, as_of) if len(parts) > 1}
    if not months:
        return 0
    files = _Files.of(lake, version)
    groups = [(month, group) for month in months for group in _sized(months[month], files)]
    for month, parts in groups:
        if len(parts) > 1:
            _merge(lake, version, files, parts, name_merged(month))
    n_cleared = lake.clear_unfinished()
    log.info("merged old parts of the lake: %d files less", n_cleared)
    return sum(len(parts) for _, parts in groups if len(parts) > 1)


@dataclass(frozen=True)
class _Files:
    """The files of a lake by kind and part. `postings`: those of one version."""

    by_kind: Mapping[str, Mapping[str, Place]]

    @classmethod
    def of(cls, lake: Lake, version: Version) -> _Files:
        folders = {kind: lake.folder / kind for kind in ("looks", *_TABLES)}
        folders["postings"] = lake.folder / "postings" / version.name
        return cls(
            {
                kind: {file.stem: file for file in disk.files_under(folder)}
                for kind, folder in folders.items()
            }
        )

    def of_parts(self, kind: str, parts: Iterable[str]) -> list[Place]:
        """The files of these parts, in their order."""
        found = self.by_kind[kind]
        return [found[part] for part in parts if part in found]

    def size(self, part: str) -> int:
        """How many bytes the files of a part have."""
        return sum(disk.size(found[part]) for found in self.by_kind.values() if part in found)


def _mergeable(lake: Lake, version: Version, as_of: datetime) -> Iterator[tuple[str, list[str]]]:
    """The parts that may be merged, by month."""
    kept, read = set(lake.kept_parts()), lake.parts_read_by(version)
    others = lake.parts_read_by() - read
    months: dict[str, list[str]] = defaultdict(list)
    for part in lake.parts():
        if (run := _OF_A_RUN.match(part)) and run[1] < f"{as_of:%Y%m}":
            months[run[1]].append(part)
    # A part that these readers have read is emptied in its time. One that they cannot read may stay for ever.
    for month, parts in months.items():
        if (kept & read).isdisjoint(parts):
            yield month, [part for part in parts if part not in kept | others]


def _sized(parts: Iterable[str], files: _Files) -> Iterator[list[str]]:
    """The parts in groups of so many bytes."""
    group: list[str] = []
    n_bytes = 0
    for part in parts:
        size = files.size(part)
        if group and n_bytes + size > BYTES_A_PART:
            yield group
            group, n_bytes = [], 0
        group.append(part)
        n_bytes += size
    yield group


def _merge(lake: Lake, version: Version, files: _Files, parts: list[str], merged: str) -> None:
    """Writes one part in place of several, its looks last."""
    for kind, schema in _TABLES.items():
        if found := files.of_parts(kind, parts):
            about = EMPTIED if kind == "bodies" else None
            disk.write_together(found, schema, lake.folder / kind / f"{merged}.parquet", about)
    if read := files.of_parts("postings", parts):
        postings = disk.scan(read, READ_POSTING, is_checked=True).collect()
        lake.replace_postings(merged, postings, version)
    looks = disk.scan(files.of_parts("looks", parts), LOOK, is_checked=True).collect()
    lake.write_looks(merged, looks, replaces=parts)
