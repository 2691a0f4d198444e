"""How many threads a worker multiplies matrices in: one, since the workers themselves fill the processors.

Decides that by the environment that a worker starts with. Leaves starting it to `flows.sandbox.workers`.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_BLAS_THREADS = "OPENBLAS_NUM_THREADS"
_environment = threading.Lock()  # of all pools: the variables are those of the process


@contextmanager
def one_thread_each() -> Iterator[None]:
    """Processes that are started meanwhile multiply matrices in one thread.

    numpy looks for the variable when it is loaded, so a worker could not set it for itself. A person's own value is set aside.
    """
    with _environment:
        before = os.environ.get(_BLAS_THREADS)
        os.environ[_BLAS_THREADS] = "1"
        try:
            yield
        finally:
            os.environ.pop(_BLAS_THREADS)
            if before is not None:
                os.environ[_BLAS_THREADS] = before
