"""What was once derived from a file's bytes, kept where Python keeps what it compiled.

Decides when a kept answer holds: for the same bytes and the same deriving code, whatever their dates. A missing, damaged or
read-only file costs the time to derive again and nothing else. Leaves what is derived to its callers.
"""

from __future__ import annotations

import atexit
import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.util import cache_from_source
from pathlib import Path

MOST_KEPT = 5_000
"""Answers in the file. Beyond, only those that the present process asked for are kept: the others are of older files."""


class Kept:
    """Answers by the digest of their question, read from a file when first asked for.

    Args:
        file: where they lie. Need not exist.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._read: dict[str, str] | None = None
        self._asked: dict[str, str] = {}

    def derived(self, content: bytes, derive: Callable[[bytes], str]) -> str:
        """What a function makes of bytes, derived now or by an earlier process.

        Args:
            content: the bytes.
            derive: a pure function of a module. An edit of its module makes what it derived before void.
        """
        key = sha256(_name_of(derive) + content).hexdigest()
        if key not in self._asked:
            known = self._known()
            self._asked[key] = known[key] if key in known else derive(content)
        return self._asked[key]

    def write(self) -> None:
        """Keeps what was derived, if anything was and the file can be written."""
        known = self._known()
        if sys.dont_write_bytecode or self._asked.keys() <= known.keys():
            return
        every = self._asked if len(known) > MOST_KEPT else known | self._asked
        unfinished = self._file.with_suffix(f".{os.getpid()}")
        with suppress(OSError):
            self._file.parent.mkdir(exist_ok=True)
            unfinished.write_text(json.dumps(every), encoding="utf-8")
            unfinished.replace(self._file)

    def _known(self) -> dict[str, str]:
        if self._read is None:
            self._read = _answers_in(self._file)
        return self._read


def _answers_in(file: Path) -> dict[str, str]:
    """The answers in a file. None where it is missing or holds anything else."""
    try:
        found = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) and all(map(_is_text, found.values())) else {}


def _is_text(value: object) -> bool:
    return isinstance(value, str)


@cache
def _name_of(derive: Callable[[bytes], str]) -> bytes:
    """Names a function by its module's bytes and its own name."""
    code = Path(str(sys.modules[derive.__module__].__file__)).read_bytes()
    return sha256(code).digest() + derive.__qualname__.encode()


@cache
def _beside_bytecode() -> Kept:
    kept = Kept(Path(cache_from_source(__file__)).with_suffix(".json"))
    atexit.register(kept.write)
    return kept


def derived(content: bytes, derive: Callable[[bytes], str]) -> str:
    """What a function makes of bytes, kept for the next process of this installation. See `Kept.derived`."""
    return _beside_bytecode().derived(content, derive)
