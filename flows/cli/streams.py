"""Output in whatever encoding a terminal has.

Decides that a letter which the encoding lacks is shown as "?" rather than ending the command. Leaves control characters to
`flows.cli.terminal`.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable


def in_any_encoding(run: Callable[[], object]) -> None:
    """Runs a command whose output may hold letters that stdout or stderr cannot write (latin-1, ascii)."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    run()
