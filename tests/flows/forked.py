"""Commands and readers in processes of their own that need not load anything: they are forked where all is loaded.

To start Python, import the pipeline and load the readers takes two seconds of computing, longer than what most tests' commands
do. Python is really started where a test is about that: for servers, crashes, signals, and runs whose bytes are compared.
"""

import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from multiprocessing import forkserver
from pathlib import Path
from tempfile import TemporaryDirectory

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.flows.loaded"])


def run_forked(
    words: Sequence[str], environment: Mapping[str, str], folder: Path, patience_s: float
) -> "subprocess.CompletedProcess[str]":
    """How `rolecall WORDS…` ends in this folder and environment."""
    with TemporaryDirectory() as beside:
        said = [Path(beside) / name for name in ("stdout", "stderr")]
        process = FORKS.Process(target=_obey, args=(words, dict(environment), folder, said))
        process.start()
        process.join(patience_s)
        if process.exitcode is None:
            process.kill()
            raise subprocess.TimeoutExpired(list(words), patience_s)
        texts = [file.read_text("utf-8") for file in said]
    return subprocess.CompletedProcess(list(words), process.exitcode, *texts)


def _obey(
    words: Sequence[str], environment: dict[str, str], folder: Path, said: Sequence[Path]
) -> None:
    """Makes this fork the command's process."""
    from flows.cli.run import main
    from flows.sandbox import workers

    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    os.chdir(folder)
    sys.argv = ["rolecall", *words]
    sys.stdout, sys.stderr = (file.open("w", encoding="utf-8") for file in said)
    for number, stream in enumerate((sys.stdout, sys.stderr), start=1):
        os.dup2(stream.fileno(), number)  # for what libraries write
    # A fork ends without what its origin would do at exit, so this is asked for again.
    workers.pages.close_at_exit()
    workers._SPAWN = FORKS
    # Its readers come from the server that forked it. Python would start another, which loads everything again.
    forkserver._forkserver.ensure_running = lambda: None
    main()
