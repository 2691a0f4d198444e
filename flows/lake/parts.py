"""The lake on disk: looks, sightings, bodies, read postings. Append-only Parquet parts, each written once and renamed.

A part is one batch of looks under one name. Its files are written bodies first, sightings next, looks last: a part counts
once its looks file stands, so a run killed in between leaves files that nobody reads and the next run clears away.
Decides the layout and what is stale; leaves meaning to `flows.classify` and history to `flows.store`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from flows.errors import RolecallError
from flows.lake.disk import write_parquet
from flows.lake.tables import BODY, FORGOTTEN, LOOK, QUARANTINE, SIGHTING, posting_hash

_PARTS_OF_POSTINGS = ("postings", "quarantine", "bodies", "sightings")
_FORGOTTEN_FILE = "forgotten.parquet"
_EMPTIED = {"bodies": "removed"}
_PARQUET_MAGIC = b"PAR1"  # every whole Parquet file ends with it


def _is_emptied(file: Path) -> bool:
    return "bodies" in pl.read_parquet_metadata(file)


def _rewrite_without(file: Path, hashes: frozenset[str]) -> None:
    """The file without the postings of these hashes; its metadata (the readers' version) stays. Untouched when it has none."""
    id_column = "sighted_id" if file.parent.name == "postings" else "external_id"
    keys = pl.read_parquet(file, glob=False, columns=["source", "board", id_column])
    keep = [
        external_id is None or posting_hash(source, board, external_id) not in hashes
        for source, board, external_id in keys.iter_rows()
    ]
    if not all(keep):
        metadata = {
            name: value
            for name, value in pl.read_parquet_metadata(file).items()
            if name != "ARROW:schema"
        }
        write_parquet(pl.read_parquet(file, glob=False).filter(pl.Series(keep)), file, metadata)


@dataclass(frozen=True)
class Lake:
    """The lake under one folder. Reading an empty lake gives empty frames in the schemas above."""

    folder: Path

    def _files(self, kind: str) -> list[Path]:
        return sorted((self.folder / kind).glob("*.parquet"))

    def parts(self) -> list[str]:
        """Names of the committed parts, oldest first (names begin with the run's time)."""
        return [file.stem for file in self._files("looks")]

    def write_part(
        self, name: str, looks: pl.DataFrame, sightings: pl.DataFrame, bodies: pl.DataFrame
    ) -> None:
        """Commits one part. Once this returns, the looks in it are acknowledged and survive any crash."""
        self.write_seen(name, sightings, bodies)
        self.write_looks(name, looks)

    def write_seen(self, name: str, sightings: pl.DataFrame, bodies: pl.DataFrame) -> None:
        """Writes what a part holds; nobody sees it until its looks are written."""
        if bodies.height:
            write_parquet(bodies, self.folder / "bodies" / f"{name}.parquet")
        if sightings.height:
            write_parquet(sightings, self.folder / "sightings" / f"{name}.parquet")

    def write_looks(self, name: str, looks: pl.DataFrame) -> None:
        """Commits a part: from here on it counts."""
        write_parquet(looks, self.folder / "looks" / f"{name}.parquet")

    def require_whole(self) -> None:
        """Raises RolecallError, naming the file, when one of the lake's is not a whole Parquet file (a damaged disk, a bad copy)."""
        for file in sorted(self.folder.glob("*/*.parquet")):
            with file.open("rb") as opened:
                opened.seek(max(0, file.stat().st_size - len(_PARQUET_MAGIC)))
                if opened.read() != _PARQUET_MAGIC:
                    raise RolecallError(
                        f"{file} is damaged: not a whole Parquet file. Restore it from a copy, or move it away: "
                        f"what it held is then missing, and all else goes on"
                    )

    def clear_unfinished(self) -> int:
        """Deletes temporary files and the files of parts that were never committed; how many."""
        committed = set(self.parts())
        doomed = [*self.folder.glob(".*.tmp"), *self.folder.glob("*/.*.tmp")]
        for kind in ("bodies", "sightings", "postings", "quarantine"):
            doomed += [file for file in self._files(kind) if file.stem not in committed]
        for file in doomed:
            file.unlink(missing_ok=True)
        return len(doomed)

    def looks(self) -> pl.DataFrame:
        """Every look of the committed parts, oldest first."""
        return self._read("looks", LOOK).sort("looked_at", "look_id", maintain_order=True)

    def sightings(self) -> pl.DataFrame:
        """Every sighting of the committed parts."""
        return self._read("sightings", SIGHTING)

    def scan_sightings(self, run_ids: Collection[str] | None = None) -> pl.LazyFrame:
        """The same, read only as far as it is asked for: years of daily looks do not fit in memory.

        `run_ids`: only what these runs saw, read from their own files.
        """
        committed = set(self.parts())
        files = [file for file in self._files("sightings") if file.stem in committed]
        if run_ids is not None:
            files = [file for file in files if file.stem.rpartition("-")[0] in run_ids]
        if not files:
            return pl.LazyFrame(schema=SIGHTING)
        # Files of before a column was added do not have it.
        return pl.scan_parquet(files, glob=False, schema=SIGHTING, missing_columns="insert")

    def quarantine(self) -> pl.DataFrame:
        """Every body that could not be read."""
        return self._read("quarantine", QUARANTINE)

    def bodies(self, part: str) -> pl.DataFrame:
        """The bodies of one part; empty when its looks brought nothing new."""
        file = self.folder / "bodies" / f"{part}.parquet"
        return pl.read_parquet(file, glob=False) if file.exists() else pl.DataFrame(schema=BODY)

    def keys_of_bodies(self, part: str) -> pl.DataFrame:
        """Source, board, id, employer and address of every body of one part, read without the bodies."""
        columns = ["source", "board", "external_id", "employer", "url"]
        file = self.folder / "bodies" / f"{part}.parquet"
        return (
            pl.read_parquet(file, glob=False, columns=columns)
            if file.exists()
            else pl.DataFrame(schema=BODY).select(columns)
        )

    def look_ids_of_bodies(self, part: str) -> list[str]:
        """The looks that first brought the bodies of one part, read without the bodies."""
        file = self.folder / "bodies" / f"{part}.parquet"
        return (
            pl.read_parquet(file, glob=False, columns=["look_id"])["look_id"]
            .unique(maintain_order=True)
            .to_list()
        )

    def n_bodies(self, part: str) -> int:
        """How many bodies a part brought, read off the file's footer."""
        file = self.folder / "bodies" / f"{part}.parquet"
        return (
            int(pl.scan_parquet(file, glob=False).select(pl.len()).collect().item())
            if file.exists()
            else 0
        )

    def known_hashes(self) -> set[str]:
        """Hashes of every body in the lake, read without the bodies."""
        committed = set(self.parts())
        files = [file for file in self._files("bodies") if file.stem in committed]
        if not files:
            return set()
        return set(
            pl.scan_parquet(files, glob=False).select("content_hash").collect()["content_hash"]
        )

    def posting_files(self) -> list[Path]:
        """The read postings, one file a part that has bodies."""
        committed = set(self.parts())
        return [file for file in self._files("postings") if file.stem in committed]

    def stale_parts(self, version: str) -> Iterator[str]:
        """Parts whose bodies are still there and were not read, or were read by another version of the readers."""
        committed = set(self.parts())
        for file in self._files("bodies"):
            if (
                file.stem in committed
                and self.reader_version_of(file.stem) != version
                and not _is_emptied(file)
            ):
                yield file.stem

    def kept_parts(self) -> list[str]:
        """Parts whose bodies are still there."""
        committed = set(self.parts())
        return [
            file.stem
            for file in self._files("bodies")
            if file.stem in committed and not _is_emptied(file)
        ]

    def emptied_parts(self) -> list[str]:
        """Parts whose bodies are gone: what was read of them stays as it is, whatever later readers can do."""
        return [file.stem for file in self._files("bodies") if _is_emptied(file)]

    def empty_bodies(self, part: str) -> None:
        """Removes the bodies of a part and keeps their hashes."""
        bodies = self.bodies(part).with_columns(body=pl.lit(None, pl.Binary))
        write_parquet(bodies, self.folder / "bodies" / f"{part}.parquet", _EMPTIED)

    def forgotten(self) -> frozenset[str]:
        """Hashes of the postings that must not be kept."""
        file = self.folder / _FORGOTTEN_FILE
        return (
            frozenset(pl.read_parquet(file, glob=False)["posting_hash"])
            if file.exists()
            else frozenset()
        )

    def forget(self, hashes: Collection[str]) -> None:
        """Adds to the list of what must not be kept, then removes all that is on it from every part.

        Each file is rewritten whole and renamed; a call that was interrupted is finished by the next one.
        """
        every = sorted({*self.forgotten(), *hashes})
        write_parquet(
            pl.DataFrame({"posting_hash": every}, schema=FORGOTTEN), self.folder / _FORGOTTEN_FILE
        )
        for kind in _PARTS_OF_POSTINGS:
            for file in self._files(kind):
                _rewrite_without(file, frozenset(every))

    def postings(self, part: str) -> pl.DataFrame:
        """What was read of one part."""
        return pl.read_parquet(self.folder / "postings" / f"{part}.parquet", glob=False)

    def replace_postings(self, part: str, postings: pl.DataFrame, version: str) -> None:
        """Keeps what the readers of `version` made of one part; what could not be read of it stays in the quarantine."""
        write_parquet(
            postings, self.folder / "postings" / f"{part}.parquet", {"reader_version": version}
        )

    def reader_version_of(self, part: str) -> str | None:
        """The reader version a part's postings are stamped with; None when it was never read."""
        file = self.folder / "postings" / f"{part}.parquet"
        return pl.read_parquet_metadata(file).get("reader_version") if file.exists() else None

    def write_postings(
        self, part: str, postings: pl.DataFrame, quarantine: pl.DataFrame, version: str
    ) -> None:
        """Keeps what the readers of `version` made of one part's bodies, and what they could not read."""
        write_parquet(quarantine, self.folder / "quarantine" / f"{part}.parquet")
        self.replace_postings(part, postings, version)

    def _read(self, kind: str, schema: pl.Schema) -> pl.DataFrame:
        committed = set(self.parts())
        files: Iterable[Path] = [file for file in self._files(kind) if file.stem in committed]
        # The empty frame first, so that files of before a column was added are read with nulls in it.
        frames = [
            pl.DataFrame(schema=schema),
            *(pl.read_parquet(file, glob=False) for file in files),
        ]
        return pl.concat(frames, how="diagonal").select(schema.names())
