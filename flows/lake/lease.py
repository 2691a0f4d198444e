"""One run at a time in an object store: a lease, taken and kept by conditional puts.

No kernel frees it when its holder is killed. So the holder renews it every few seconds, and a lease that nobody renews for
a minute passes to whoever asks next. A holder that finds its lease gone writes nothing any more. The clocks of the
machines must agree within half a minute. Decides when a lease is dead. Leaves who asks for it to `flows.lake.session`.
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from flows.errors import RunInProgress, StorageError
from flows.lake.objects import ObjectPath, fences, store_of

if TYPE_CHECKING:
    from obstore import PutMode, UpdateVersion

log = logging.getLogger(__name__)

RENEWED_EVERY_S = 10.0
DEAD_AFTER_S = 60.0
"""Six renewals may fail, by a network that is down for most of a minute, before another run takes over."""

_RUN = "run.lock"


@contextmanager
def only_run(folder: ObjectPath) -> Iterator[None]:
    """Holds the lake alone for the block.

    Raises:
        RunInProgress: another run holds it, or a shard of one.
    """
    with _held(folder / _RUN):
        for other in _shards(folder):
            _require_dead(other)
            other.unlink()
        yield


@contextmanager
def only_shard(folder: ObjectPath, shard: str) -> Iterator[None]:
    """Holds one shard's lease for the block. Raises RunInProgress when the shard, or the whole lake, is held."""
    with _held(folder / f"run.{shard.replace(' ', '-')}.lock"):
        # Each looks for the other after it has its own lease, so that of two at least one sees the other.
        if (run := folder / _RUN).exists():
            _require_dead(run)
        yield


def _shards(folder: ObjectPath) -> list[ObjectPath]:
    return [file for file in folder.glob("run.*.lock") if file.name != _RUN]


@contextmanager
def _held(file: ObjectPath) -> Iterator[None]:
    lease = _Lease(file)
    lease.take()
    fences[file.root] = lease.require_held
    renewing = threading.Thread(target=lease.renew_until_ended, daemon=True)
    renewing.start()
    try:
        yield
    finally:
        lease.ended.set()
        renewing.join()
        fences.pop(file.root, None)
        if lease.is_held():
            file.unlink()


def _require_dead(file: ObjectPath) -> ObjectPath | None:
    """The lease as it died, or None when there is none. Raises RunInProgress when it was renewed lately."""
    try:
        found = file.look()
    except FileNotFoundError:
        return None
    if _seconds_since(found.modified_ns) >= DEAD_AFTER_S:
        return found
    holder = file.read_text().partition("\n")[0]
    raise RunInProgress(
        f"another run ({holder}) is writing to {file.parent}. Wait for it. "
        f"If it was killed, its lease ends {DEAD_AFTER_S:.0f} s after its last sign of life"
    )


def _seconds_since(moment_ns: int) -> float:
    return time.time() - moment_ns / 1e9


@dataclass
class _Lease:
    """A lease of this process. `name` tells it from all others."""

    file: ObjectPath
    name: str = field(default_factory=lambda: secrets.token_hex(8))
    ended: threading.Event = field(default_factory=threading.Event)
    _put: UpdateVersion | None = None
    _renewed_at: float = 0.0
    _is_lost: bool = False

    def take(self) -> None:
        """Raises RunInProgress when another holds it."""
        from obstore.exceptions import AlreadyExistsError, PreconditionError

        try:
            self._write("create")
            return
        except AlreadyExistsError:
            dead = _require_dead(self.file)
        except FileNotFoundError as exc:
            raise StorageError(
                f"{self.file.root}: there is no such bucket, or it is closed"
            ) from exc
        try:
            # On condition that it is still as it died: of two that ask, one gets it.
            self._write({"e_tag": dead.tag} if dead else "create")
        except (AlreadyExistsError, PreconditionError, FileNotFoundError) as exc:
            raise RunInProgress(
                f"another run has just begun to write to {self.file.parent}"
            ) from exc
        log.warning("took over the lease of a run that gave no sign of life for a minute")

    def renew_until_ended(self) -> None:
        """Renews the lease until the block is over or the lease has passed to another."""
        from obstore.exceptions import BaseError, NotFoundError, PreconditionError

        while not self.ended.wait(RENEWED_EVERY_S):
            try:
                self._write(self._put or "create")
            except (PreconditionError, NotFoundError, FileNotFoundError):
                self._is_lost = True
                return
            except (BaseError, OSError) as exc:
                log.warning("the lease on %s was not renewed: %s", self.file.parent, exc)

    def is_held(self) -> bool:
        """Whether nobody else can have taken the lease."""
        return not self._is_lost and time.monotonic() - self._renewed_at < DEAD_AFTER_S

    def require_held(self) -> None:
        """Raises StorageError when the lease has passed to another, or may have."""
        if not self.is_held():
            raise StorageError(
                f"the lease on {self.file.parent} was lost: the store did not answer for a minute, or this "
                "machine slept. What was committed is kept, and the next run goes on from there"
            )

    def _write(self, mode: PutMode) -> None:
        import obstore

        began = time.monotonic()
        put = obstore.put(store_of(self.file.root), self.file.key, self._text(), mode=mode)
        # S3 names what was put by its tag, GCS by a version. The other is None, which no put accepts.
        named = {name: value for name, value in put.items() if value}
        self._put = cast("UpdateVersion", named)
        self._renewed_at = began

    def _text(self) -> bytes:
        """Who holds it. The last line differs each time, as the tag is made of what is written."""
        now = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"
        holder = f"PID {os.getpid()} on {socket.gethostname()}, last seen {now}"
        return f"{holder}\n{self.name} {secrets.token_hex(4)}\n".encode()
