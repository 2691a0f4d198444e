"""A cache: the features by which texts are compared, computed once for each part and kept beside it.

    lake/likeness/<version>/<part>.parquet    one row in LIKENESS per reading of the part, in its order

Decides when what is kept still holds: its version is the present one, it names the very file of readings it was
taken from, and its bytes are those that were written. All else is deleted and taken again, so the market is the same
whether anything was kept or not. Leaves what is computed to `transforms.history.likeness`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl

from flows.errors import RolecallError
from flows.lake.checksums import is_as_sealed
from flows.lake.disk import (
    Place,
    delete_folder,
    digest_of_footer,
    files_under,
    here,
    metadata_of,
    write_parquet,
)
from flows.lake.parts import Lake
from flows.lake.tables import READ_POSTING
from transforms.history.likeness import LIKENESS, likeness_version, with_likeness

_FOLDER = "likeness"
_TAKEN_FROM = "readings"
"""Metadata of a kept file: the digest of the footer of the file it was taken from."""

_BATCH_TEXTS = 5_000  # 20 MB of text, and as much again for its lines


def scan_likeness(lake: Lake) -> pl.LazyFrame:
    """The likeness of every reading, with its `row` in all files together. Takes first what is not kept."""
    readings = lake.posting_files()
    folder = _folder(lake) / likeness_version()
    kept = {file.name: file for file in files_under(folder)}
    lacking = [file for file in readings if not _holds(kept.get(file.name), file)]
    whole = {file.name for file in readings} - {file.name for file in lacking}
    _delete_others(_folder(lake), {kept[name] for name in whole})
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        list(threads.map(_keep, lacking, (folder / file.name for file in lacking)))
    if not readings:
        return pl.LazyFrame(schema={"row": pl.UInt32(), **LIKENESS})
    # Listed again: then each is read as it now is, without a question of its own.
    kept = {file.name: file for file in files_under(folder)}
    files = here([kept[file.name] for file in readings])
    return pl.scan_parquet(files, glob=False, row_index_name="row")


def forget_likeness(lake: Lake) -> None:
    """Deletes all that is kept: `rolecall forget` has changed the readings, and what was taken from them goes too."""
    delete_folder(_folder(lake))


def _folder(lake: Lake) -> Place:
    return lake.folder / _FOLDER


def _holds(kept: Place | None, readings: Path) -> bool:
    """Whether what is kept was taken from these readings, and is whole."""
    if kept is None:
        return False
    try:
        (copy,) = here([kept])
        taken_from = metadata_of(copy).get(_TAKEN_FROM)
    except (OSError, RolecallError, pl.exceptions.PolarsError):
        return False
    return taken_from == digest_of_footer(readings) and is_as_sealed(copy)


def _delete_others(folder: Place, holding: set[Place]) -> None:
    """Deletes what other versions kept, and what no longer holds."""
    others = [file for file in files_under(folder) if file not in holding]
    for file in others:
        file.unlink()
    for version in {file.parent for file in others} - {file.parent for file in holding}:
        delete_folder(version)


def _keep(readings: Path, kept: Place) -> None:
    columns = ("fingerprint", "description_text")
    texts = pl.scan_parquet(
        readings,
        glob=False,
        schema={name: READ_POSTING[name] for name in columns},
        missing_columns="insert",
        extra_columns="ignore",
    )
    batches: Iterable[pl.DataFrame] = texts.collect_batches(
        chunk_size=_BATCH_TEXTS, engine="streaming"
    )
    taken = pl.concat([pl.DataFrame(schema=LIKENESS), *map(with_likeness, batches)])
    write_parquet(taken, kept, {_TAKEN_FROM: digest_of_footer(readings)})
