"""Retention: raw postings leave the lake when their time is over; what was read of them stays.

Decides which parts are old enough. Adverts carry recruiters' names and addresses, which nobody needs once the readers have
been over them. Later readers go over the text that was kept (`flows.lake.reread`); the price is what a better parser would find.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

import polars as pl

from flows.lake.parts import Lake
from transforms.readers.reading import reader_version

log = logging.getLogger(__name__)

_LONGEST_DAYS = 365_000  # "for ever", within what a date can hold


def remove_old_bodies(lake: Lake, keep_days: int, as_of: datetime) -> int:
    """Empties every part whose bodies are all `keep_days` old or older at `as_of` and read by the present readers.

    A part that the present readers have not been over keeps its bodies: nothing is removed before it is read.

    Returns:
        How many parts were emptied.
    """
    version, oldest = reader_version(), as_of - timedelta(days=min(keep_days, _LONGEST_DAYS))
    too_young = set(lake.looks().filter(pl.col("looked_at") > oldest)["look_id"])
    n_emptied = 0
    for part in lake.kept_parts():
        # A body without a look (an import that was killed) is nobody's, and as old as can be.
        if lake.reader_version_of(part) == version and too_young.isdisjoint(
            lake.look_ids_of_bodies(part)
        ):
            lake.empty_bodies(part)
            n_emptied += 1
    if n_emptied:
        log.info(
            "removed the raw bodies of %d parts older than %d days; what was read of them stays",
            n_emptied,
            keep_days,
        )
    return n_emptied
