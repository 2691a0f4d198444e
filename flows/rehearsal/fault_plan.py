"""Which fault a board meets on which day of the rehearsal market.

Decides the kinds of faults and when each holds. Leaves what a fault does to a reply to `faults`, and the counting of attempts
to `server`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Fault(StrEnum):
    """One way for a reply to be wrong. The first group is about HTTP, the second about bytes, the third about content."""

    TOO_MANY_REQUESTS = "too_many_requests"
    SERVER_ERROR = "server_error"
    UNAVAILABLE = "unavailable"
    FORBIDDEN = "forbidden"
    GONE = "gone"
    MOVED = "moved"
    TIMEOUT = "timeout"
    REDIRECT_LOOP = "redirect_loop"
    REDIRECT_PRIVATE = "redirect_private"

    SLOW_DRIP = "slow_drip"
    CUT_OFF = "cut_off"
    TRUNCATED_JSON = "truncated_json"
    TRUNCATED_GZIP = "truncated_gzip"
    GZIP_BOMB = "gzip_bomb"
    HUGE_BODY = "huge_body"
    WRONG_CHARSET = "wrong_charset"
    WRONG_CONTENT_TYPE = "wrong_content_type"

    HTML_PAGE = "html_page"
    CAPTCHA = "captcha"
    MARKUP_CHANGED = "markup_changed"
    EMPTY_LIST = "empty_list"
    MISSING_FIELDS = "missing_fields"
    WRONG_TYPES = "wrong_types"
    RENAMED_FIELDS = "renamed_fields"
    RENAMED_FIELD = "renamed_field"
    HUGE_DESCRIPTION = "huge_description"
    HOSTILE_TITLE = "hostile_title"
    DUPLICATE_IDS = "duplicate_ids"
    IDS_CHANGE_CASE = "ids_change_case"
    REPEATING_PAGES = "repeating_pages"


@dataclass(frozen=True)
class PlannedFault:
    """One fault of one board.

    `first_day`, `last_day`: the days it holds, both included; None: without bound. `n_times`: how many of a day's requests
    to the board it spoils before the board recovers; None: all of them.
    """

    board: str
    fault: Fault
    first_day: date | None = None
    last_day: date | None = None
    n_times: int | None = None

    def holds(self, board: str, day: date, attempt: int) -> bool:
        """Whether it spoils the `attempt`-th request (from 0) of the day to `board`."""
        return (
            self.board == board
            and (self.first_day or date.min) <= day <= (self.last_day or date.max)
            and (self.n_times is None or attempt < self.n_times)
        )


@dataclass(frozen=True)
class FaultPlan:
    """Every planned fault. Of several that hold at once the first listed wins."""

    faults: tuple[PlannedFault, ...] = ()

    @classmethod
    def of(cls, faults: Mapping[str, Fault]) -> FaultPlan:
        """One standing fault for each board named."""
        return cls(tuple(PlannedFault(board, fault) for board, fault in faults.items()))

    def fault_for(self, board: str, day: date, attempt: int) -> Fault | None:
        """What spoils this request; None when nothing does."""
        return next(
            (planned.fault for planned in self.faults if planned.holds(board, day, attempt)), None
        )
