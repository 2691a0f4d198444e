"""What a command takes: wall clock, CPU seconds and peak memory, of the process and of all that it starts.

Memory is the proportional share of every page (PSS): workers share most of their code, and a sum of resident sizes would
count it once for each. Where other work shares the machine, the wall clock measures that work too, so CPU seconds decide.
"""

from __future__ import annotations

import os
import resource
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_EVERY_S = 0.1


@dataclass(frozen=True)
class Cost:
    """What one command took. `peak_gb` counts 10^9 bytes."""

    wall_s: float
    cpu_s: float
    peak_gb: float
    said: str


def measure_command(command: Sequence[str], environment: Mapping[str, str]) -> Cost:
    """Runs a command to its end.

    Raises:
        RuntimeError: it ended with another code than 0; its last words are in the message.
    """
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    peak_kb = 0
    with tempfile.TemporaryFile(
        "w+", encoding="utf-8"
    ) as words:  # a pipe that nobody reads would stop it when full
        process = subprocess.Popen(
            command, env=dict(environment), stdout=words, stderr=subprocess.STDOUT
        )
        while process.poll() is None:
            peak_kb = max(peak_kb, sum(_pss_kb(pid) for pid in _family(process.pid)))
            time.sleep(_EVERY_S)
        words.seek(0)
        said = words.read()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}: {said[-2000:]}")
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(time.perf_counter() - began, cpu_s, peak_kb * 1024 / 1e9, said)


def rolecall_environment(home: Path, mirror: str) -> dict[str, str]:
    """The environment of a command with its data in `home` and its boards at `mirror`; nothing of ours from outside."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("ROLECALL_", "PREFECT_"))
    }
    return {
        **kept,
        "ROLECALL_HOME": str(home),
        "ROLECALL_MIRROR": mirror,
        "ROLECALL_CONTACT": "bench@example.org",
    }


def _family(pid: int) -> set[int]:
    """A process and all that descend from it."""
    found = {pid}
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                found |= _family(int(child))
    except OSError:  # it ended meanwhile
        pass
    return found


def _pss_kb(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
