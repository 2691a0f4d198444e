"""Paths in an object store (S3, GCS, Azure), with the few methods of `pathlib.Path` that the lake uses.

An object appears whole or not at all, so nothing is written beside it and renamed. A copy on this machine is named by
the object's tag (ETag), so it never stands for other content. Decides how a path becomes requests, and where copies lie.
Leaves who may write to `flows.lake.lock.lease` and every file's form to `flows.lake.disk`.
"""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import cache
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from obstore import GetOptions, ObjectMeta
    from obstore.store import ObjectStore

_FOOTER_BYTES = 64_000  # all of most footers, in one request
_DOWNLOADS = 16  # at once: small objects wait for the store, not for this machine

fences: dict[str, Callable[[], None]] = {}
"""The check that runs before each write to a lake, by the lake's address. It raises when this process has lost its lease."""


@dataclass(frozen=True)
class ObjectPath:
    """A name in an object store. `copies`: the folder of copies on this machine. `tag`, `modified_ns`, `n_bytes`, `version`: as listed."""

    root: str
    copies: Path
    key: str = ""
    tag: str | None = field(default=None, compare=False)
    modified_ns: int = field(default=0, compare=False)
    n_bytes: int = field(default=0, compare=False)
    version: str | None = field(default=None, compare=False)

    def __str__(self) -> str:
        return f"{self.root}/{self.key}" if self.key else self.root

    def __lt__(self, other: ObjectPath) -> bool:
        return self.key.split("/") < other.key.split("/")  # as paths are ordered

    def __truediv__(self, name: str) -> ObjectPath:
        return replace(self, key=f"{self.key}/{name}".lstrip("/"), tag=None)

    @property
    def name(self) -> str:
        """The last part of the name."""
        return self.key.rpartition("/")[2]

    @property
    def stem(self) -> str:
        """The last part without its suffix."""
        return self.name.rpartition(".")[0] or self.name

    @property
    def parent(self) -> ObjectPath:
        """The name one level up."""
        return replace(self, key=self.key.rpartition("/")[0], tag=None)

    def with_suffix(self, suffix: str) -> ObjectPath:
        """The same name with another suffix."""
        return self.parent / f"{self.stem}{suffix}"

    def is_dir(self) -> bool:
        """Whether any object lies under this name."""
        return next(self._under(), None) is not None

    def exists(self) -> bool:
        """Whether there is such an object."""
        try:
            self.look()
        except FileNotFoundError:
            return False
        return True

    def look(self) -> ObjectPath:
        """This path with its present tag. Raises FileNotFoundError."""
        import obstore

        return self._seen(obstore.head(store_of(self.root), self.key))

    def rglob(self, pattern: str) -> Iterator[ObjectPath]:
        """Every object under this name, at any depth, whose last part matches the pattern."""
        return (found for found in self._under() if fnmatchcase(found.name, pattern))

    def glob(self, pattern: str) -> Iterator[ObjectPath]:
        """The objects directly under this name whose last part matches the pattern."""
        import obstore

        found = obstore.list_with_delimiter(store_of(self.root), self.key or None)["objects"]
        return (seen for seen in map(self._seen, found) if fnmatchcase(seen.name, pattern))

    def folders(self) -> Iterator[ObjectPath]:
        """The names directly under this one that objects lie under."""
        import obstore

        found = obstore.list_with_delimiter(store_of(self.root), self.key or None)
        return (replace(self, key=key, tag=None) for key in found["common_prefixes"])

    def read_bytes(self) -> bytes:
        """What the object holds. Raises FileNotFoundError."""
        import obstore

        return bytes(obstore.get(store_of(self.root), self.key).bytes())

    def read_text(self, encoding: str = "utf-8") -> str:
        """What the object holds, as text."""
        return self.read_bytes().decode(encoding)

    def unlink(self, missing_ok: bool = True) -> None:
        """Deletes the object, if there is one."""
        import obstore

        self.require_held()
        with suppress(FileNotFoundError):  # S3 raises nothing then, other stores do
            obstore.delete(store_of(self.root), self.key)

    def replace(self, target: ObjectPath) -> None:
        """Renames the object. If the process is killed halfway, it exists under both names."""
        import obstore

        self.require_held()
        obstore.copy(store_of(self.root), self.key, target.key)
        self.unlink()

    @contextmanager
    def written(self) -> Iterator[Path]:
        """Yields a local file to write to, then uploads it as this object."""
        import obstore

        self.copies.mkdir(parents=True, exist_ok=True)
        unfinished = self.copies / f".{secrets.token_hex(8)}.tmp"
        try:
            yield unfinished
            self.require_held()
            obstore.put(store_of(self.root), self.key, unfinished)
        finally:
            unfinished.unlink(missing_ok=True)

    def copy(self) -> Path:
        """A copy on this machine, taken once for each content. Raises FileNotFoundError."""
        here = self if self.tag else self.look()
        file = here._copies_of_content() / self.key
        if not file.exists():
            raw = here._read_as_listed()
            if raw is None:
                return self.look().copy()
            _write_whole(file, raw)
        return file

    def metadata(self) -> dict[str, str]:
        """What was written into a Parquet file beside its rows. Asked for once for each content."""
        here = self if self.tag else self.look()
        file = here._copies_of_content() / "metadata.json"
        if not file.exists():
            footer = here._read_footer()
            if footer is None:
                return self.look().metadata()
            _write_whole(file, json.dumps(pl.read_parquet_metadata(footer)).encode())
        about: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
        return about

    def copy_of_columns(self, columns: pl.Schema) -> Path:
        """A copy of some columns of a Parquet file, always the same ones. Taken once for each content."""
        here = self if self.tag else self.look()
        file = here._copies_of_content() / "columns" / self.name
        if not file.exists():
            found = pl.scan_parquet(
                str(self),
                glob=False,
                schema=columns,
                missing_columns="insert",
                extra_columns="ignore",
            )
            rows = found.collect()
            now = self.look()
            if now.tag != here.tag:
                return now.copy_of_columns(columns)
            buffer = BytesIO()
            rows.write_parquet(buffer)
            _write_whole(file, buffer.getvalue())
        return file

    def _read_footer(self) -> bytes | None:
        """The end of a Parquet file, with all of its footer. None when the object was replaced since."""
        end = self._read_as_listed(_FOOTER_BYTES)
        n_bytes = int.from_bytes(end[-8:-4], "little") + 8 if end else 0
        return end if n_bytes <= _FOOTER_BYTES else self._read_as_listed(n_bytes)

    def _read_as_listed(self, n_last: int | None = None) -> bytes | None:
        """The object, or its last bytes. None when its content is no longer the one that its tag stands for."""
        import obstore
        from obstore.exceptions import PreconditionError

        options: GetOptions = {"if_match": self.tag}
        if n_last is not None:  # not every store counts from the end
            options["range"] = (max(0, self.n_bytes - n_last), self.n_bytes)
        try:
            return bytes(obstore.get(store_of(self.root), self.key, options=options).bytes())
        except PreconditionError:
            return None

    def drop_stale_copies(self) -> None:
        """Deletes the copies whose content no object under this name has any longer."""
        kept = {found._copies_of_content().name for found in self._under()}
        for folder in self.copies.glob("*"):
            if folder.is_file():
                folder.unlink()  # an unfinished one, of a process that was killed
            elif folder.name not in kept:
                shutil.rmtree(folder, ignore_errors=True)

    def _copies_of_content(self) -> Path:
        return self.copies / blake2b(f"{self.key} {self.tag}".encode(), digest_size=12).hexdigest()

    def _under(self) -> Iterator[ObjectPath]:
        import obstore

        for chunk in obstore.list(store_of(self.root), self.key or None, chunk_size=1000):
            yield from map(self._seen, chunk)

    def _seen(self, meta: ObjectMeta) -> ObjectPath:
        modified_ns = int(meta["last_modified"].timestamp() * 1e9)
        return replace(
            self,
            key=meta["path"],
            tag=_whole_tag(meta["e_tag"]),
            version=meta["version"],
            modified_ns=modified_ns,
            n_bytes=meta["size"],
        )

    def require_held(self) -> None:
        """Raises StorageError when this process held the lake's lease, and has lost it."""
        if fence := fences.get(self.root):
            fence()


def _whole_tag(tag: str | None) -> str | None:
    """A tag in quotes, as a condition needs it. Azure and GCS leave them out where they list."""
    return f'"{tag}"' if tag and not tag.endswith('"') else tag


def _write_whole(file: Path, raw: bytes) -> None:
    """Writes a copy so that no other process sees half of it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(f".{file.name}.{secrets.token_hex(4)}.tmp")
    unfinished.write_bytes(raw)
    unfinished.replace(file)


def delete_all(files: Sequence[ObjectPath]) -> None:
    """Deletes objects of one lake, a thousand a request where the store can."""
    if not files:
        return
    import obstore  # a lake on a disk gets here too, and needs no obstore

    files[0].require_held()
    try:
        obstore.delete(store_of(files[0].root), [file.key for file in files])
    except FileNotFoundError:  # not every store stops at one that is gone
        for file in files:
            file.unlink()


def copies_of(
    files: Iterable[ObjectPath], take: Callable[[ObjectPath], Path] = ObjectPath.copy
) -> list[Path]:
    """Copies of objects on this machine, in their order. `take` takes one."""
    with ThreadPoolExecutor(_DOWNLOADS) as threads:
        return list(threads.map(take, files))


@cache
def store_of(root: str) -> ObjectStore:
    """The store behind an address. Its keys come from where its own tools look for them (AWS_*, GOOGLE_*, AZURE_*)."""
    from obstore.store import from_url

    return from_url(root)
