"""Looks at several boards at once, and stops all of them on a failure or Ctrl-C.

Decides the order of the boards and how many run at once. Leaves what is requested to the caller, and each host's
turns to `flows.web.turns`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice, zip_longest
from typing import TypeVar

from flows.sources import Board
from flows.web.client import PoliteClient

Result = TypeVar("Result")

_UNDER_WAY_A_WORKER = 2  # memory does not grow with the number of boards
_A_MOMENT_S = 0.5  # since Polars 2.1 Ctrl-C does not end a wait that has no limit of time


def interleave(boards: Sequence[Board]) -> list[Board]:
    """Boards with neighbours of different sources. Sorted by source, all workers would wait for one host."""
    by_source: dict[str, list[Board]] = {}
    for board in boards:
        by_source.setdefault(board.source, []).append(board)
    rounds = zip_longest(*by_source.values())
    return [board for turn in rounds for board in turn if board is not None]


def ask_side_by_side(
    client: PoliteClient,
    boards: Sequence[Board],
    ask: Callable[[Board], Result],
    n_workers: int,
) -> Iterator[Result]:
    """What `ask` makes of each board, as it ends."""
    waiting = iter(interleave(boards))
    running: set[Future[Result]] = set()
    pool = ThreadPoolExecutor(max_workers=max(1, n_workers))
    try:
        while True:
            room = _UNDER_WAY_A_WORKER * max(1, n_workers) - len(running)
            running |= {pool.submit(ask, board) for board in islice(waiting, room)}
            if not running:
                break
            done, running = wait(running, _A_MOMENT_S, FIRST_COMPLETED)
            yield from (future.result() for future in done)
    except BaseException:  # Ctrl-C, too: nobody waits for looks whose results are not kept
        client.stop()
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()
