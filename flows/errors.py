"""The error tree of the edge. A class exists where someone handles it differently. Each has its exit code.

RolecallError                     1  anything that a person can act on
├── UsageError                    2  a wrong argument, file or setting
├── Busy                          1  a program's query is not begun, because others wait: try again soon
├── LookError                        why one look at one board did not end `complete`
│   ├── BoardUnchanged                 304: nothing new since the last look
│   ├── BoardMissing                   404/410: no such board
│   ├── AccessRefused                  robots.txt, 401/403, tdm-reservation
│   ├── SourceUnavailable              timeouts, 5xx, 429 after retries, too large: try again later
│   ├── ListedInPart                   the board never shows more than a part: no fault
│   └── PayloadChanged                 the reply is not of the shape that the source's file knows
├── NothingReached                3  no board at all could be reached
├── CheckFailed                   4  a data check found bad rows, so the old market stays
├── RunInProgress                 5  another run holds the lock
├── NoMarket                      6  there is nothing to query or report yet
├── StorageError                  7  the disk is full, or the folder cannot be written
└── DriftFound                    8  with `--strict`: a source, or a field of one, has gone silent
"""

from __future__ import annotations


class RolecallError(Exception):
    """Something went wrong that a person can act on. The message says what, where, and what to do."""

    exit_code = 1


class UsageError(RolecallError):
    """A wrong argument, input file or setting."""

    exit_code = 2


class Busy(RolecallError):
    """A program's query was not begun, because others wait for their turn. The same query may be asked again soon."""


class LookError(RolecallError):
    """Why one look at one board did not end complete. `http_status` is the reply's, when there was one."""

    outcome = "failed"

    def __init__(self, message: str, http_status: int | None = None) -> None:
        super().__init__(message)
        self.http_status = http_status


class BoardUnchanged(LookError):
    """The board answered 304: it lists what it listed at the last complete look."""

    outcome = "unchanged"


class BoardMissing(LookError):
    """404 or 410: no such board. Never retired on one such answer."""

    outcome = "missing"


class AccessRefused(LookError):
    """robots.txt, 401, 403 or a tdm-reservation header: the owner does not want us to read."""

    outcome = "refused"


class SourceUnavailable(LookError):
    """A timeout, 5xx, 429 after all retries, or a reply above the caps."""


class ListedInPart(LookError):
    """The board shows only a part of what it has, by its nature: a feed of its newest, a search that ends at so many."""

    outcome = "partial"


class PayloadChanged(LookError):
    """The reply does not have the shape the source's file knows. The message names the JSON path or element."""


class NothingReached(RolecallError):
    """Not one board of the run could be reached."""

    exit_code = 3


class CheckFailed(RolecallError):
    """A data check returned rows. `check` is its name, `rows` a sample of them."""

    exit_code = 4

    def __init__(self, message: str, check: str, rows: str) -> None:
        super().__init__(message)
        self.check = check
        self.rows = rows


class RunInProgress(RolecallError):
    """Another run holds the lock of this data folder."""

    exit_code = 5


class NoMarket(RolecallError):
    """There is no market.duckdb (or no lake) yet, or an older version made it."""

    exit_code = 6


class StorageError(RolecallError):
    """The disk is full, or a folder cannot be written. What was there before is whole."""

    exit_code = 7


class DriftFound(RolecallError):
    """With `--strict`: something that used to be stated no longer is. Market and report are written all the same."""

    exit_code = 8
