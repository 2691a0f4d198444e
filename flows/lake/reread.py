"""Reads again the kept text of postings whose raw bodies are gone.

Retention removes raw bodies; the visible text stays, without what is personal, and so does everything a board stated in
fields. The readers take no more than that, so a later version can go over it too, and no index has to end where the raw
bodies do. Only what a better *parser* would have found in the raw body is lost. Decides what is read anew and how; a part in
which a reader fails stays as it was, and `transforms.statistics.growth.panel` then keeps its postings apart.
"""

from __future__ import annotations

import logging

import polars as pl

from flows.lake.parts import Lake
from flows.lake.tables import READ_POSTING
from transforms.posting import POSTING
from transforms.readers.reading import READING, read_postings, reader_version

log = logging.getLogger(__name__)

_SLICE = 2000  # postings in memory at once


def reread_kept_texts(lake: Lake) -> int:
    """Goes over every part without raw bodies that other readers read. Returns how many postings were read again."""
    version = reader_version()
    n_read = 0
    for part in lake.emptied_parts():
        if lake.reader_version_of(part) in (None, version):
            continue
        try:
            kept = lake.postings(part)
            read = [
                _read_again(kept[start : start + _SLICE]) for start in range(0, kept.height, _SLICE)
            ]
        except Exception:
            log.exception(
                "part %s: a reader failed on a kept text; what was read before stays", part
            )
            continue
        lake.replace_postings(part, pl.concat([pl.DataFrame(schema=READ_POSTING), *read]), version)
        n_read += kept.height
    if n_read:
        log.info("read %d postings again from the text that was kept of them", n_read)
    return n_read


def _read_again(kept: pl.DataFrame) -> pl.DataFrame:
    """What the present readers make of postings in READ_POSTING; what boards stated in fields stays as it was."""
    whole = pl.concat(
        [pl.DataFrame(schema=READ_POSTING), kept], how="diagonal"
    )  # columns may be younger than the part
    plain = {
        "description_html": pl.lit(None, dtype=pl.String),
        "description_plain": pl.col("description_text"),
    }
    read = read_postings(whole.with_columns(**plain).select(POSTING.names()))
    keys = whole.select(name for name in READ_POSTING if name not in READING)
    return pl.concat([keys, read], how="horizontal").select(READ_POSTING.names())
