"""One run at a time in an object store: a lease, taken and kept by conditional puts.

No kernel frees it when its holder is killed. So the holder renews it every few seconds, and a lease that has not been
renewed for 90 seconds passes to whoever asks next. A holder that has not renewed it for 45 stops writing. So the store's
clock and that of who asks may be half a minute apart, and a write may take the rest. Decides when a lease has expired.
Leaves who asks for it to `flows.lake.session`.
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Iterator, Mapping
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
HELD_FOR_S = 45.0
"""Four renewals may fail, by a network that is down for so long, before the holder stops."""

DEAD_AFTER_S = 90.0
"""Another run takes over then: half a minute for clocks that differ, and 15 seconds for what the holder was just writing."""

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
        # Each takes its own lease first and then looks for the other's, so at least one of the two sees the other.
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
        lease.release()


def _require_dead(file: ObjectPath) -> ObjectPath | None:
    """The expired lease, or None when there is none. Raises RunInProgress when it was renewed less than 90 s ago."""
    try:
        found = file.look()
        if _seconds_since(found.modified_ns) >= DEAD_AFTER_S:
            return found
        holder = file.read_text().partition("\n")[0]
    except FileNotFoundError:
        return None
    raise RunInProgress(
        f"another run ({holder}) is writing to {file.parent}. Wait for it. "
        f"If it was killed, its lease expires {DEAD_AFTER_S:.0f} s after it was last renewed"
    )


def _condition(tag: str | None, version: str | None) -> UpdateVersion:
    """What a put is conditional on. S3 and Azure name a content by its tag, GCS by a version. No put accepts the other as None."""
    named = {"e_tag": tag, "version": version}
    return cast("UpdateVersion", {name: value for name, value in named.items() if value})


def _seconds_since(moment_ns: int) -> float:
    return time.time() - moment_ns / 1e9


@dataclass(frozen=True, slots=True)
class _Moment:
    """A moment on two clocks: `monotonic` may stop while the machine sleeps, and `wall` may be set back."""

    monotonic: float
    wall: float

    @classmethod
    def now(cls) -> _Moment:
        return cls(time.monotonic(), time.time())

    def seconds_ago(self) -> float:
        """The longer of the two times since then."""
        return max(time.monotonic() - self.monotonic, time.time() - self.wall)


@dataclass
class _Lease:
    """A lease of this process. `name` identifies it."""

    file: ObjectPath
    name: str = field(default_factory=lambda: secrets.token_hex(8))
    ended: threading.Event = field(default_factory=threading.Event)
    _put: UpdateVersion | None = None
    _renewed_at: _Moment = field(default_factory=lambda: _Moment(0.0, 0.0))
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
            # Only if nobody has replaced it since: of two that ask, one gets it.
            self._write(_condition(dead.tag, dead.version) if dead else "create")
        except (AlreadyExistsError, PreconditionError, FileNotFoundError) as exc:
            raise RunInProgress(
                f"another run has just begun to write to {self.file.parent}"
            ) from exc
        log.warning("took over the lease of a run that had not renewed it for %.0f s", DEAD_AFTER_S)

    def renew_until_ended(self) -> None:
        """Renews the lease until the block ends or the lease has passed to another."""
        from obstore.exceptions import BaseError

        while not self._is_lost and not self.ended.wait(RENEWED_EVERY_S):
            try:
                self._renew()
            except (BaseError, OSError) as exc:
                log.warning("the lease on %s was not renewed: %s", self.file.parent, exc)

    def _renew(self) -> None:
        from obstore.exceptions import NotFoundError, PreconditionError

        try:
            self._write(self._put or "create")
        except (PreconditionError, NotFoundError, FileNotFoundError):
            self._is_lost = not self._is_still_ours()

    def _is_still_ours(self) -> bool:
        """Whether this process wrote the lease as it stands: the reply to an earlier renewal can get lost on its way."""
        import obstore

        try:
            found = obstore.get(store_of(self.file.root), self.file.key)
        except FileNotFoundError:
            return False
        about = found.meta
        if self.name not in bytes(found.bytes()).decode("utf-8", "replace"):
            return False
        self._note_put({"e_tag": about["e_tag"], "version": about["version"]})
        return True

    def is_held(self) -> bool:
        """Whether nobody else can have taken the lease."""
        return not self._is_lost and self._renewed_at.seconds_ago() < HELD_FOR_S

    def release(self) -> None:
        """Deletes the lease if it is still held. A store that fails now costs the next run 90 s, and this run nothing."""
        from obstore.exceptions import BaseError

        if not self.is_held():
            return
        try:
            self.file.unlink()
        except (BaseError, OSError) as exc:
            log.warning("the lease on %s was not released: %s", self.file.parent, exc)

    def require_held(self) -> None:
        """Raises StorageError when the lease has passed to another, or may have."""
        if not self.is_held():
            raise StorageError(
                f"the lease on {self.file.parent} was lost: the store did not answer for long, or this "
                "machine slept. What was committed is kept, and the next run goes on from there"
            )

    def _write(self, mode: PutMode) -> None:
        import obstore

        began = _Moment.now()
        put = obstore.put(store_of(self.file.root), self.file.key, self._text(), mode=mode)
        self._note_put({"e_tag": put["e_tag"], "version": put["version"]})
        self._renewed_at = began

    def _note_put(self, put: Mapping[str, str | None]) -> None:
        """Keeps what the next renewal is conditional on."""
        self._put = _condition(put["e_tag"], put["version"])

    def _text(self) -> bytes:
        """Who holds it. The last line differs each time, because the tag is derived from the content."""
        now = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"
        holder = f"PID {os.getpid()} on {socket.gethostname()}, last seen {now}"
        return f"{holder}\n{self.name} {secrets.token_hex(4)}\n".encode()
