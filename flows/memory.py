"""How much memory there is to plan with: as a setting says it, and as the machine has it.

Decides that a container's memory counts before the machine's. Leaves what it is planned for to whoever asks.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from flows.errors import UsageError

_AMOUNT = re.compile(r"(\d{1,6}(?:\.\d{1,3})?) ?(MB|GB|TB)", re.IGNORECASE)
_UNITS = {"MB": 10**6, "GB": 10**9, "TB": 10**12}
_LEAST = 500 * 10**6  # Python, polars and DuckDB take 300 MB before they do anything
_CONTAINER = Path("/sys/fs/cgroup/memory.max")


def memory_there() -> int:
    """The memory of this machine in bytes, or of the container when that has less."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        limit = _CONTAINER.read_text(encoding="utf-8").strip()
    except OSError:
        return machine
    return min(machine, int(limit)) if limit.isdigit() else machine


def bytes_of(memory: str) -> int:
    """An amount such as "4GB" in bytes. Raises UsageError unless it is one, and enough of it."""
    found = _AMOUNT.fullmatch(memory.strip())
    n_bytes = int(float(found[1]) * _UNITS[found[2].upper()]) if found else 0
    if n_bytes < _LEAST:
        raise UsageError(
            f"setting memory: {memory!r} is not an amount of memory of 500MB or more; "
            'write it as "4GB" or "800MB"'
        )
    return n_bytes
