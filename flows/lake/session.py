"""Opens the lake for a run that writes: the lock held, and what a killed run left half-written cleared away.

Decides what is checked and cleared before anything is written. Leaves the lock to `flows.lake.lock`.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from flows.lake.disk import naming
from flows.lake.lock import only_run, only_shard
from flows.lake.parts import Lake
from flows.own_weights import use_own_weights
from flows.settings import Settings
from reports.site import disk

log = logging.getLogger(__name__)


@contextmanager
def writing(settings: Settings) -> Iterator[Lake]:
    """The lake with the lock held, after deleting what a killed run left half-written."""
    lake = Lake(settings.lake_folder)
    with naming(settings.home), only_run(settings.home):
        lake.require_whole()
        if cleared := lake.clear_unfinished():
            log.info("deleted %d files that an interrupted run left unfinished", cleared)
        # First of all, so that a report set aside by a killed run is back even if this run fails.
        disk.recover(settings.site_folder)
        use_own_weights(settings.own_weights_file)
        yield lake


@contextmanager
def writing_shard(settings: Settings, shard: str) -> Iterator[Lake]:
    """The lake while other shards may be scraped into it. What they have half-written is left alone.

    `shard`: its name, such as "3 of 8".
    """
    lake = Lake(settings.lake_folder)
    with naming(settings.home), only_shard(settings.home, shard):
        lake.require_whole()
        yield lake
