"""The lake on disk: looks, sightings, bodies and read postings, as Parquet parts that are each written once and renamed.

A part is one batch of looks under one name. Its bodies are written first, its sightings next, its looks last. A part
counts once its looks file exists. A killed run leaves files that nobody reads, and the next run deletes them.
What was read of a part is `postings/<version>/<part>.parquet`. A new version writes its file, then deletes the old one.
A merged part (`flows.lake.retention.merging`) names in its looks those that it replaces. These count no more once it is committed.
Decides the layout and what is stale. Leaves meaning to `flows.classify` and history to `flows.store`.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from flows.lake import disk
from flows.lake.disk import Place
from flows.lake.tables import (
    ADAPTER,
    BODY,
    FORGOTTEN,
    IS_OURS,
    LOOK,
    QUARANTINE,
    SIGHTING,
    is_merged,
    may_hold,
)
from flows.lake.versions import Version, delete_if_empty, version_of

ABOUT_POSTINGS = ("postings", "quarantine", "bodies", "sightings")
"""The folders of a lake whose files hold postings, in the order in which they are deleted."""

EMPTIED = {"bodies": "removed"}
"""Metadata of a file whose bodies retention has deleted."""

_BODY_KEYS = pl.Schema({name: BODY[name] for name in ("content_hash", "look_id")})
_REPLACES = "replaces"


@dataclass(frozen=True)
class Lake:
    """The lake under one folder. Reading an empty lake gives empty frames in the schemas of `flows.lake.tables`."""

    folder: Place

    # What was seen

    def parts(self) -> list[str]:
        """Names of the committed parts, oldest first (names begin with the run's time)."""
        return [file.stem for file in self._look_files()]

    def write_part(
        self, part: str, looks: pl.DataFrame, sightings: pl.DataFrame, bodies: pl.DataFrame
    ) -> None:
        """Commits one part. Once this returns, its looks are acknowledged and survive any crash."""
        self.write_seen(part, sightings, bodies)
        self.write_looks(part, looks)

    def write_seen(self, part: str, sightings: pl.DataFrame, bodies: pl.DataFrame) -> None:
        """Writes what a part holds. Nobody sees it until its looks are written."""
        if bodies.height:
            disk.write_parquet(bodies, self._file("bodies", part))
        if sightings.height:
            disk.write_parquet(sightings, self._file("sightings", part))

    def write_looks(self, part: str, looks: pl.DataFrame, replaces: Sequence[str] = ()) -> None:
        """Commits a part. Those that it `replaces` do not count from then on, and `clear_unfinished` deletes them."""
        about = {_REPLACES: json.dumps(replaces)} if replaces else None
        disk.write_parquet(looks, self._file("looks", part), about)

    def looks(self) -> pl.DataFrame:
        """Every look of the committed parts, oldest first."""
        with disk.naming(self.folder):
            looks = disk.scan(self._look_files(), LOOK, is_checked=True).collect()
        return looks.sort("looked_at", "look_id", maintain_order=True)

    def own_looks(self) -> pl.DataFrame:
        """The looks at boards that we asked ourselves, oldest first. What a history brought is left out."""
        return self.looks().filter(IS_OURS)

    def sightings(self) -> pl.DataFrame:
        """Every sighting of the committed parts."""
        return self.scan_sightings().collect()

    def scan_sightings(self, run_ids: Collection[str] | None = None) -> pl.LazyFrame:
        """The same, read only as far as asked for: years do not fit in memory. `run_ids`: only the files of these runs."""
        files = self._committed("sightings")
        if run_ids is not None:
            files = [file for file in files if may_hold(file.stem, run_ids)]
        return disk.scan(files, SIGHTING, is_checked=True)

    def scan_bodies(self, part: str) -> pl.LazyFrame:
        """The bodies of one part, read only as far as asked for. None when its looks brought nothing new."""
        return self._scan_part("bodies", part, BODY)

    def bodies(self, part: str) -> pl.DataFrame:
        """The bodies of one part."""
        file, empty = self._file("bodies", part), pl.DataFrame(schema=BODY)
        if not file.exists():
            return empty
        # A file from before a column was added holds nulls in it.
        return pl.concat([empty, disk.read_parquet(file)], how="diagonal").select(BODY.names())

    def known_hashes(self) -> set[str]:
        """Hashes of every body in the lake, also of those that retention has deleted."""
        hashes = disk.scan_columns(self._committed("bodies"), _BODY_KEYS).select("content_hash")
        return set(hashes.collect()["content_hash"])

    def parts_brought_by(self, look_ids: Collection[str]) -> set[str]:
        """The parts with a body that one of these looks first brought."""
        rows = disk.scan_columns(self._committed("bodies"), _BODY_KEYS)
        # Joined: a list to look through would be made ready again for each file.
        wanted = pl.LazyFrame({"look_id": look_ids}, schema={"look_id": pl.String})
        files = rows.join(wanted, on="look_id", how="semi").select("file").unique().collect()
        return {Path(file).stem for file in files["file"]}

    # What was read

    def posting_files(self) -> list[Path]:
        """The read postings, one file of this machine for each part that was read."""
        files = list(self._readings().values())
        disk.require_unchanged(*files)
        return disk.here(files)

    def postings(self, part: str) -> pl.DataFrame:
        """What was read of one part."""
        return disk.read_parquet(max(self._copies(part), key=disk.age))

    def quarantine(self) -> pl.DataFrame:
        """Every body that could not be read."""
        return disk.scan(self._committed("quarantine"), QUARANTINE, is_checked=True).collect()

    def parts_read_by(self, version: Version | None = None) -> set[str]:
        """The parts that this very version read; by default those that any version read."""
        return {
            part
            for part, file in self._readings().items()
            if version is None or _is_read_by(version, file)
        }

    def stale_parts(self, version: Version) -> dict[str, frozenset[str]]:
        """The parts that hold bodies which `version` must read, and of which sources these are."""
        readings = self._readings()
        sources = {
            file.stem: version.stale_sources(
                version_of(readings.get(file.stem)), self._sources(file.stem)
            )
            for file in self._committed("bodies")
            # In this order: whether a body is still there is a request each, in an object store.
            if not _is_read_by(version, readings.get(file.stem)) and not is_emptied(file)
        }
        return {part: stale for part, stale in sources.items() if stale}

    def n_bodies(self, part: str, sources: Collection[str]) -> int:
        """How many bodies a part has that the adapters of these sources read."""
        rows = self.scan_bodies(part).filter(ADAPTER.is_in(sources))
        return int(rows.select(pl.len()).collect().item())

    def write_postings(
        self,
        part: str,
        postings: pl.DataFrame,
        quarantine: pl.DataFrame,
        version: Version,
        sources: Collection[str] | None = None,
    ) -> None:
        """Keeps what `version` made of the bodies of one part, and what it could not read.

        `sources`: those that were read, all by default. What was read of the part's other sources stays.
        """
        reads_all = sources is None or self._sources(part) <= set(sources)
        if not reads_all and self._copies(part):
            is_other = ~pl.col("source").is_in(sources or ())
            rejected = self._scan_part("quarantine", part, QUARANTINE)
            postings = _joined(self.postings(part).filter(is_other), postings)
            quarantine = _joined(rejected.filter(is_other).collect(), quarantine)
        disk.write_parquet(quarantine, self._file("quarantine", part))
        self.replace_postings(part, postings, version)

    def replace_postings(self, part: str, postings: pl.DataFrame, version: Version) -> None:
        """Keeps what `version` made of one part. The quarantine stays as it is."""
        disk.write_parquet(
            postings, version.make_folder(self.folder / "postings") / f"{part}.parquet"
        )
        self._supersede(part, version)

    def adopt_postings(self, version: Version) -> None:
        """Hands over to `version` what it would read no differently. Deleted bodies cannot be parsed again at all."""
        folder = version.make_folder(self.folder / "postings")
        readings, stale = self._readings(), self.stale_parts(version)
        for file in [file for part, file in readings.items() if part not in stale]:
            earlier = None if _is_read_by(version, file) else version_of(file)
            if earlier and earlier.readers == version.readers:
                disk.move(file, folder / file.name)
                delete_if_empty(file.parent)
        disk.sync_folder(folder)

    # What leaves

    def kept_parts(self) -> list[str]:
        """Parts whose bodies are still there."""
        return [file.stem for file in self._committed("bodies") if not is_emptied(file)]

    def emptied_parts(self) -> list[str]:
        """Parts whose bodies retention has deleted."""
        return [file.stem for file in self._committed("bodies") if is_emptied(file)]

    def empty_bodies(self, part: str) -> None:
        """Deletes the bodies of a part and keeps their hashes."""
        bodies = self.bodies(part).with_columns(body=pl.lit(None, pl.Binary))
        disk.write_parquet(bodies, self._file("bodies", part), EMPTIED)

    def forgotten(self) -> frozenset[str]:
        """Hashes of the postings that must not be kept."""
        file = self.folder / "forgotten.parquet"
        files = [file] if file.exists() else []
        return frozenset(disk.scan(files, FORGOTTEN, is_checked=True).collect()["posting_hash"])

    def clear_unfinished(self) -> int:
        """Deletes temporary files, and those of parts that were never committed or were merged. Returns how many."""
        committed = set(self.parts())
        doomed = disk.files_under(self.folder, ".*.tmp")
        for kind in (*ABOUT_POSTINGS, "looks"):
            doomed += [file for file in self._files(kind) if file.stem not in committed]
        disk.delete_files(doomed)
        return len(doomed)

    def require_whole(self) -> None:
        """Raises RolecallError, naming the file, when one is not a whole Parquet file (a damaged disk, a bad copy)."""
        for file in disk.files_under(self.folder):
            disk.require_whole(file)

    def _file(self, kind: str, part: str) -> Place:
        return self.folder / kind / f"{part}.parquet"

    def _scan_part(self, kind: str, part: str, schema: pl.Schema) -> pl.LazyFrame:
        file = self._file(kind, part)
        return disk.scan([file] if file.exists() else [], schema)

    def _files(self, kind: str) -> list[Place]:
        return disk.files_under(self.folder / kind)

    def _look_files(self) -> list[Place]:
        """The looks of the committed parts, without those that a merged part replaces."""
        files = {file.stem: file for file in self._files("looks")}
        for file in [file for part, file in files.items() if is_merged(part)]:
            for replaced in json.loads(disk.metadata_of(file).get(_REPLACES, "[]")):
                files.pop(replaced, None)
        return list(files.values())

    def _committed(self, kind: str) -> list[Place]:
        committed = set(self.parts())
        return [file for file in self._files(kind) if file.stem in committed]

    def _readings(self) -> dict[str, Place]:
        """The file of what was read of each part. A kill between writing and deleting leaves two: the younger counts."""
        files = sorted(self._committed("postings"), key=disk.age)
        return dict(sorted({file.stem: file for file in files}.items()))

    def _copies(self, part: str) -> list[Place]:
        """What was read of a part: mostly one file. Versions are few, and parts are not: none is listed."""
        postings = self.folder / "postings"
        folders = [postings, *disk.folders_in(postings)]
        found = [disk.find(folder / f"{part}.parquet") for folder in folders]
        return [file for file in found if file]

    def _sources(self, part: str) -> set[str]:
        """The sources whose adapters read the part's bodies."""
        return set(self.scan_bodies(part).select(ADAPTER).collect().to_series())

    def _supersede(self, part: str, version: Version) -> None:
        """Deletes what other versions read of a part."""
        for file in self._copies(part):
            if file.parent.name != version.name:
                file.unlink()
                delete_if_empty(file.parent)


def _joined(others: pl.DataFrame, read: pl.DataFrame) -> pl.DataFrame:
    # An older reading may lack columns, and then holds no other sources.
    return pl.concat([others, read]) if others.height else read


def _is_read_by(version: Version, file: Place | None) -> bool:
    return file is not None and file.parent.name == version.name


def is_emptied(file: Place) -> bool:
    """Whether retention has deleted the bodies of a file."""
    return "bodies" in disk.metadata_of(file)
