"""Opens the lake: for a run that writes, with the lock held, and for a command that only asks, without.

Decides what is checked and cleared before anything is written, and when a question is put again. Leaves the lock of the data
folder to `flows.lake.lock.folder`, and that of an object store to `flows.lake.lock.lease`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

from flows.errors import StorageError, UsageError
from flows.home import require_no_export
from flows.lake.disk import naming
from flows.lake.lock import folder, lease
from flows.lake.objects import ObjectPath
from flows.lake.parts import Lake
from flows.lake.tables import is_merged
from flows.own_weights import use_own_weights
from flows.requirements import how_to_install
from flows.settings import Settings
from reports.site import disk

log = logging.getLogger(__name__)

Answer = TypeVar("Answer")


def open_lake(settings: Settings) -> Lake:
    """The lake of these settings, to read.

    Raises:
        UsageError: it lies in an object store, and what that needs is not installed.
    """
    address = settings.lake_address
    if "://" not in address:
        return Lake(Path(address).expanduser())
    if find_spec("obstore") is None:
        raise UsageError(f"{address} needs the extra `cluster`: {how_to_install('cluster')}")
    return Lake(ObjectPath(address, settings.copies_folder))


def asking(settings: Settings, ask: Callable[[Lake], Answer]) -> Answer:
    """Asks a lake without holding its lock, and once more when a run has merged parts meanwhile.

    A merge deletes files that were listed for the question, and what it wrote in their place was not listed.
    """
    lake = open_lake(settings)
    before = _merged_parts(lake)
    try:
        answer = ask(lake)
    except (FileNotFoundError, StorageError):
        if _merged_parts(lake) == before:
            raise
    else:
        if _merged_parts(lake) == before:
            return answer
    return ask(lake)


def _merged_parts(lake: Lake) -> list[str]:
    return list(filter(is_merged, lake.parts()))


@contextmanager
def writing(settings: Settings) -> Iterator[Lake]:
    """The lake with the lock held, after deleting what a killed run left half-written.

    Raises:
        UsageError: the data folder is an export.
    """
    require_no_export(settings)
    lake = open_lake(settings)
    with naming(settings.home), folder.only_run(settings.home), _alone(lake, settings):
        lake.require_whole()
        if isinstance(lake.folder, ObjectPath):
            lake.folder.drop_stale_copies()
        if cleared := lake.clear_unfinished():
            log.info("deleted %d files that an interrupted run left unfinished", cleared)
        # First of all, so that a report set aside by a killed run is back even if this run fails.
        disk.recover(settings.site_folder)
        use_own_weights(settings.own_weights_file)
        yield lake


@contextmanager
def writing_shard(settings: Settings, shard: str) -> Iterator[Lake]:
    """The lake while other shards may be scraped into it. What they have half-written is left alone.

    `shard`: its name, such as "3 of 8". Raises as `writing`.
    """
    require_no_export(settings)
    lake = open_lake(settings)
    with (
        naming(settings.home),
        folder.only_shard(settings.home, shard),
        _alone(lake, settings, shard),
    ):
        lake.require_whole()
        yield lake


def _alone(lake: Lake, settings: Settings, shard: str = "") -> AbstractContextManager[None]:
    """Keeps others off a lake that is not in the data folder, whose lock does not speak for it."""
    if isinstance(lake.folder, ObjectPath):
        return lease.only_shard(lake.folder, shard) if shard else lease.only_run(lake.folder)
    if not settings.lake:
        return nullcontext()
    return folder.only_shard(lake.folder, shard) if shard else folder.only_run(lake.folder)
