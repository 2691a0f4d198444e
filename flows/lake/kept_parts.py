"""Parts of a history that was only taken in part so far: what a killed backfill need not ask for again.

    lake/histories/<history>/<request>/<part>.parquet    the rows of one file, for one choice of boards

Decides the layout, and that a part without rows says that its file was taken. Leaves what is taken to `flows.ledger`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from hashlib import blake2b

import polars as pl

from flows.lake.disk import Place, files_under, read_parquet, write_parquet
from flows.lake.parts import Lake

_FOLDER = "histories"


@dataclass(frozen=True)
class KeptParts:
    """The parts of one history that were taken for one choice of boards."""

    folder: Place

    @classmethod
    def of(cls, lake: Lake, history: str, boards: pl.DataFrame, is_every: bool) -> KeptParts:
        """Those of a request. Another choice of boards has parts of its own."""
        text = "every" if is_every else boards.sort(boards.columns).write_csv()
        request = blake2b(text.encode(), digest_size=8).hexdigest()
        return cls(lake.folder / _FOLDER / history / request)

    def has(self, name: str) -> bool:
        """Whether a part was taken."""
        return self._file(name).exists()

    def keep(self, name: str, rows: pl.DataFrame) -> None:
        """Keeps the rows of a part. Once this returns, its file is not asked for again."""
        write_parquet(rows, self._file(name))

    def rows(self, names: Collection[str], schema: Mapping[str, type[pl.DataType]]) -> pl.DataFrame:
        """The rows of parts, in the order of their names."""
        empty = pl.DataFrame(schema=dict(schema))
        files = [self._file(name) for name in sorted(names)]
        return pl.concat([empty, *(read_parquet(file) for file in files)])

    def settle(self, names: Collection[str]) -> None:
        """Empties parts whose rows are in the lake now."""
        for name in names:
            rows = read_parquet(self._file(name))
            if rows.height:
                self.keep(name, rows.clear())

    def drop_others(self, prefix: str, names: Collection[str]) -> None:
        """Deletes parts that newer ones replace: those called `prefix`… that are not among `names`."""
        kept = set(map(self._file, names))
        for file in files_under(self.folder, f"{_plain(prefix)}*.parquet"):
            if file not in kept:
                file.unlink()

    def _file(self, name: str) -> Place:
        return self.folder / f"{_plain(name)}.parquet"


def delete_kept_rows(lake: Lake) -> None:
    """Deletes every part that holds rows, for `rolecall forget`: its file is asked for again when it is wanted."""
    for file in files_under(lake.folder / _FOLDER):
        if read_parquet(file).height:
            file.unlink()


def _plain(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "_", name.removesuffix(".parquet"))[:180]
