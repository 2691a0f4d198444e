"""Filings in the lake: the rows of each disclosure file as text, and what each version of the readers made of them.

    lake/filings/raw/<file>.parquet              written once, when a whole file was taken
    lake/filings/read/<version>/<file>.parquet   filings; beside them, under rejected/, the rows that cannot be read

Decides the layout. Leaves what is taken to `flows.filings` and what it means to `transforms.filings`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import polars as pl

from flows.lake.disk import (
    Place,
    delete_folder,
    files_under,
    metadata_of,
    read_parquet,
    write_parquet,
)
from flows.lake.parts import Lake
from transforms.filings.reading import FILING, REJECTED, Reading
from transforms.readers.version import digest_of, reader_version

_ABOUT = "about"
_PACKAGE = Path(str(files("transforms.filings")))

About = dict[str, str | int | float | None]
"""What is known of a file, or of its reading, beside its rows."""


def filing_version() -> str:
    """The version of a reading of filings. A change that only concerns filings re-reads no posting."""
    return f"{reader_version()}-{_own_digest()}"


@cache
def _own_digest() -> str:
    return digest_of(_PACKAGE, _PACKAGE.rglob("*"))[:6]


@dataclass(frozen=True)
class Filings:
    """The filings of one lake."""

    lake: Lake

    @property
    def folder(self) -> Place:
        """Where they lie."""
        return self.lake.folder / "filings"

    def taken(self) -> dict[str, About]:
        """What is known of each file that was taken, by its name."""
        return {file.stem: _about(file) for file in files_under(self._raw())}

    def take(self, name: str, rows: pl.DataFrame, about: Mapping[str, object]) -> None:
        """Keeps the rows of one file. Once this returns, the file is not asked for again."""
        write_parquet(rows, self._raw() / f"{name}.parquet", {_ABOUT: json.dumps(about)})

    def rows(self, name: str) -> pl.DataFrame:
        """The rows of one file, as written."""
        return read_parquet(self._raw() / f"{name}.parquet")

    def unread(self) -> list[str]:
        """The files that the present readers have not read."""
        read = {file.stem for file in files_under(self._read("read"))}
        return [name for name in self.taken() if name not in read]

    def keep_reading(self, name: str, reading: Reading) -> None:
        """Keeps what the present readers made of one file. It counts once its filings are written."""
        write_parquet(reading.rejected, self._read("rejected") / f"{name}.parquet")
        about = {"n_not_certified": reading.n_not_certified, "n_other_work": reading.n_other_work}
        file = self._read("read") / f"{name}.parquet"
        write_parquet(reading.filings, file, {_ABOUT: json.dumps(about)})

    def delete_other_readings(self) -> None:
        """Deletes what earlier versions of the readers made, once the present ones have read all."""
        for kind in ("read", "rejected"):
            for folder in {file.parent for file in files_under(self.folder / kind)}:
                if folder.name != filing_version():
                    delete_folder(folder)

    def readings(self) -> dict[str, About]:
        """What is known of each reading, by the file's name."""
        found = files_under(self._read("read"))
        return {file.stem: _about(file) for file in found}

    def filings(self) -> pl.DataFrame:
        """Every filing that was read, with the `file` it is in."""
        return _scan(self._read("read"), FILING)

    def rejected(self) -> pl.DataFrame:
        """Every row that could not be read, with its `file`."""
        return _scan(self._read("rejected"), REJECTED)

    def _raw(self) -> Place:
        return self.folder / "raw"

    def _read(self, kind: str) -> Place:
        return self.folder / kind / filing_version()


def _about(file: Place) -> About:
    known: About = json.loads(metadata_of(file).get(_ABOUT, "{}"))
    return known


def _scan(folder: Place, schema: pl.Schema) -> pl.DataFrame:
    parts = files_under(folder)
    frames = [read_parquet(part).with_columns(file=pl.lit(part.stem)) for part in parts]
    empty = pl.DataFrame(schema={**schema, "file": pl.String})
    return pl.concat([empty, *frames])
