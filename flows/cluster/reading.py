"""Classify on a cluster: a Dask scheduler hands the parts of the lake to workers on other machines.

A part, or a file of filings, is the unit of work, because what is read of it lies in a file of its own. So when a worker
dies, only the parts that it held are lost, and the scheduler gives those to another. Every worker opens the lake under the
address that this run uses: a shared folder, or object storage. It makes no difference what brought a part: a run, a
backfill, or newer readers, which read all of them again. Decides what a worker receives and what happens when it dies.
Leaves reading to `flows.classify`, `flows.lake.retention.old_bodies` and `flows.filings`, and distribution to `distributed`.
"""

from __future__ import annotations

import logging
import multiprocessing
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from flows import classify
from flows.errors import RolecallError, UsageError
from flows.filings.facts import read_file
from flows.lake.disk import require_held
from flows.lake.filings import Filings, filing_version
from flows.lake.parts import Lake
from flows.lake.retention import old_bodies
from flows.lake.versions import Version, present_version
from flows.progress import Progress
from flows.requirements import how_to_install
from flows.sandbox.workers import READERS_BYTES, Workers
from transforms.history.likeness import likeness_version
from transforms.readers.role.own import own_text, put_in_force

if TYPE_CHECKING:
    from distributed import Client

log = logging.getLogger(__name__)

_RETRIES = 2  # of a part that failed on a live worker, such as when storage did not answer
_CONNECT_S = 60

_one_part_at_a_time = threading.Lock()
"""All threads of a worker share one set of reader processes."""


def classify_lake(lake: Lake, scheduler: str, progress: Progress | None = None) -> int:
    """Reads every stale part on the workers of a scheduler. Returns how many postings and filings were read.

    Args:
        lake: the lake, its lock held here. Workers take no lock.
        scheduler: its address, such as tcp://10.0.0.5:8786.
        progress: called after each part.

    Raises:
        UsageError: `distributed` is not installed, or no scheduler answers.
        RolecallError: a worker has other readers than this machine, or cannot open the lake.
    """
    version, shelf = take_versions(), Filings(lake)
    lake.adopt_postings(version)
    parts = list(lake.stale_parts(version).items())
    files = [(name,) for name in shelf.unread()]
    with _connected(scheduler) as client:
        n_read = _share_out(client, _read_part, lake, parts, progress)
        kept = [(part,) for part in old_bodies.stale_kept_parts(lake)]
        n_read += _share_out(client, _reread_part, lake, kept, progress)
        n_filings = _share_out(client, _read_file, lake, files, progress)
    if files:
        shelf.delete_other_readings()
    log.info("read %d postings in %d parts on %s", n_read, len(parts) + len(kept), scheduler)
    log.info("read %d filings in %d files on %s", n_filings, len(files), scheduler)
    return n_read + n_filings


def take_versions() -> Version:
    """Takes the digest of all code that decides a reading, before distributed starts its threads. Returns the version.

    Python 3.11 parses code in one thread alone (CPython issue 106905), and a thread that logs a traceback parses code.
    """
    filing_version(), likeness_version()
    return present_version()


@contextmanager
def _connected(scheduler: str) -> Iterator[Client]:
    try:
        from distributed import Client
    except ImportError as exc:
        raise UsageError(
            f"ROLECALL_ENGINE=dask needs the extra `cluster`: {how_to_install('cluster')}"
        ) from exc
    try:
        client = Client(scheduler, timeout=_CONNECT_S, set_as_default=False)
    except (OSError, ValueError) as exc:
        raise UsageError(
            f"ROLECALL_SCHEDULER: no Dask scheduler answers at {scheduler} ({exc})"
        ) from exc
    with client:
        yield client


def _share_out(
    client: Client,
    work: Callable[..., int],
    lake: Lake,
    calls: Sequence[tuple[Any, ...]],
    progress: Progress | None,
) -> int:
    """The sum of what `work` returns for each of the calls, each made on some worker."""
    from distributed import as_completed

    expected = (_version(), own_text(), lake)
    # pure=False: the same part in another run is different work, so no earlier result may be reused.
    tasks = [client.submit(work, *expected, *call, pure=False, retries=_RETRIES) for call in calls]
    total = 0
    try:
        for n_done, done in enumerate(as_completed(tasks, loop=client.loop), start=1):
            total += done.result()
            require_held(lake.folder)  # workers hold no lease: they end with the run that holds it
            if progress:
                progress(n_done, len(tasks), "of the lake's parts")
    finally:
        client.cancel(tasks)
    return total


def _read_part(
    version: str, weights: str | None, lake: Lake, part: str, sources: frozenset[str]
) -> int:
    """On a worker: reads one part."""
    with _one_part_at_a_time:
        _require_version(version, weights)
        return classify.classify_part(lake, part, sources, _readers(weights))


def _reread_part(version: str, weights: str | None, lake: Lake, part: str) -> int:
    """On a worker: reads the kept text of one part again."""
    with _one_part_at_a_time:
        _require_version(version, weights)
        return old_bodies.reread_part(lake, part)


def _read_file(version: str, weights: str | None, lake: Lake, name: str) -> int:
    """On a worker: reads one file of filings."""
    with _one_part_at_a_time:
        _require_version(version, weights)
        return read_file(lake, name)


def _version() -> str:
    """Names the readers of postings and of filings together."""
    return f"{present_version().name}-{filing_version()}"


def _require_version(version: str, weights: str | None) -> None:
    """Raises RolecallError unless the readers of this worker are those of the run."""
    put_in_force(weights)
    if (own := _version()) != version:
        raise RolecallError(
            f"a worker's readers are {own}, those of the run are {version}: "
            "install the same Rolecall on every machine"
        )


@cache
def _readers(weights: str | None) -> Workers:
    """This worker's confined processes: a hostile posting can crash one of them, but not the worker."""
    if multiprocessing.current_process().daemon:
        raise RolecallError(
            "a Dask worker under a nanny may not start processes by default: "
            "set DASK_DISTRIBUTED__WORKER__DAEMON=False, or start it with --no-nanny"
        )
    from distributed import get_worker

    same_weights = partial(put_in_force, weights)
    workers = Workers(get_worker().state.nthreads, READERS_BYTES, prepare=same_weights)
    workers.close_at_exit()
    return workers
