"""Many commands, one after the other, in one process: an interpreter for each takes longer than what they do."""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from tests.flows.conftest import PATIENCE_S, environment_of

MANY = """
import contextlib, io, json, sys, traceback
from flows.cli.run import main

for words in json.load(sys.stdin):
    sys.argv, code = ["rolecall", *words], 0
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main()
        except SystemExit as exc:
            code = exc.code or 0
        except Exception:
            code = 1
            traceback.print_exc()
    print(json.dumps([code, out.getvalue(), err.getvalue()]))
"""

Ended = dict[tuple[str, ...], "subprocess.CompletedProcess[str]"]


def run_each(commands: Iterable[Iterable[str]], folder: Path) -> Ended:
    """How `rolecall WORDS…` ends for each of these, with data in folder/home."""
    every = [tuple(words) for words in commands]
    done = subprocess.run(
        [sys.executable, "-c", MANY],
        input=json.dumps(every), env=environment_of(folder / "home"), cwd=folder,
        capture_output=True, text=True, timeout=PATIENCE_S, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    lines = map(json.loads, done.stdout.splitlines())
    return {
        words: subprocess.CompletedProcess(words, *said)
        for words, said in zip(every, lines, strict=True)
    }
