"""One look at one board: asks it once and decides how the look ended.

Decides outcome and error, and whether the board may be asked conditionally next time. Leaves
politeness to `flows.web` and many looks at once to `flows.scrape`.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from flows.errors import ListedInPart, LookError, PayloadChanged
from flows.lake.seen import Memory
from flows.sources import Board, Payload, Source, every_source
from flows.web.client import PoliteClient
from flows.web.look import Getter, Validators
from transforms.text.personal import without_personal_data
from transforms.vocabulary import CONCLUSIVE

log = logging.getLogger(__name__)

LastLooks = dict[tuple[str, str, str | None], dict[str, Any]]
"""Per (source, board, period), the row of the last look that listed it whole."""

# A few broken postings are quarantined. More of them mean that the board's shape has changed.
_MOST_NAMELESS_SHARE = 0.05


@dataclass
class Look:
    """One attempt at a board: the row it becomes, and the postings it brought."""

    row: dict[str, Any]
    payloads: list[Payload] = field(default_factory=list)


def look_at(
    client: PoliteClient,
    board: Board,
    earlier: LastLooks,
    as_of: datetime,
    run_id: str,
    memory: Memory | None = None,
) -> Look:
    """One look at one board. Never raises: what goes wrong is the look's outcome and error."""
    source = every_source()[board.source]
    payloads: list[Payload] = []
    error: Exception | None = None
    started = time.monotonic()
    get = Getter(client, source.min_delay_s)
    try:
        keys = client.keys_of(source)
        if source.periods and board.period is None:
            board = replace(board, period=_newest_period(source.periods(get), as_of))
        recall = memory.of(board) if memory and source.detail_basis else None
        validators = _validators(earlier.get(_key(board)))
        get = Getter(client, source.min_delay_s, validators, keys, recall, source.name)
        for payload in source.fetch(board, get):
            payloads.append(payload)  # one by one: what came before an error is kept
        _require_ids(payloads)
        _require_whole(source)
    except LookError as exc:
        error = exc
    except Exception as exc:  # a bug in one source's file must not cost the other boards their look
        log.exception("%s/%s: the source's own code failed", board.source, board.slug)
        error = exc
    outcome = _outcome(error, payloads)
    row = {
        "look_id": _look_id(board, run_id),
        "run_id": run_id,
        "source": board.source,
        "board": board.slug,
        "employer": board.employer,
        "panel": board.panel,
        "period": board.period,
        "looked_at": as_of,
        "seconds": round(time.monotonic() - started, 3),
        "n_postings": len(payloads),
        "is_excerpt": isinstance(error, ListedInPart),
        "outcome": outcome,
        "error": _describe(error),
        "http_status": (isinstance(error, LookError) and error.http_status) or get.http_status,
        **_exchange(get, payloads, outcome),
    }
    if outcome == "unchanged" and (before := earlier.get(_key(board))):
        row["n_postings"], row["error"] = before["n_postings"], None
        row["repeats_look_id"] = before["repeats_look_id"] or before["look_id"]
    return Look(row, payloads)


def _outcome(error: Exception | None, payloads: Sequence[Payload]) -> str:
    """How a look ended. Partial when postings came before the error: the board itself did answer."""
    if error is None:
        return "complete"
    outcome = error.outcome if isinstance(error, LookError) else "failed"
    is_partial = any(payload.external_id for payload in payloads)
    return "partial" if is_partial and outcome not in CONCLUSIVE else outcome


def _describe(error: Exception | None) -> str | None:
    """The error without personal data. Null when there is nothing to say."""
    if error is None:
        return None
    text = str(error) if isinstance(error, LookError) else f"{type(error).__name__}: {error}"
    return without_personal_data(text) if text else None


def _exchange(get: Getter, payloads: Sequence[Payload], outcome: str) -> dict[str, Any]:
    """What a look cost, and how to ask the board whether anything has changed.

    An unchanged list says nothing of the pages behind it, some of which may be due. So only a look
    of one request, without such pages, can be repeated as a conditional request.
    """
    has_pages = any(payload.stamp for payload in payloads)
    is_repeatable = get.n_requests == 1 and outcome in CONCLUSIVE and not has_pages
    return {
        "n_bytes": get.n_bytes,
        "n_requests": get.n_requests,
        "url": get.url if is_repeatable else None,
        "etag": get.etag if is_repeatable else None,
        "last_modified": get.last_modified if is_repeatable else None,
    }


def _require_ids(payloads: Sequence[Payload]) -> None:
    """Raises PayloadChanged when too many postings lack an id.

    Such a list cannot say which of the known postings are gone.
    """
    n_nameless = sum(payload.external_id is None for payload in payloads)
    if n_nameless > _MOST_NAMELESS_SHARE * len(payloads):
        raise PayloadChanged(
            f"{n_nameless} of {len(payloads)} postings have no id: has a field been renamed?"
        )


def _require_whole(source: Source) -> None:
    """Raises ListedInPart for a source that never lists all there is, however well it answered."""
    if not source.lists_all:
        raise ListedInPart(f"{source.title} shows {source.extent} only; others may still be open")


def _key(board: Board) -> tuple[str, str, str | None]:
    return board.source, board.slug, board.period


def _validators(before: dict[str, Any] | None) -> Validators | None:
    if not before or not before["url"]:
        return None
    return Validators(before["url"], before["etag"], before["last_modified"])


def _newest_period(periods: Sequence[str], as_of: datetime) -> str:
    """The last period that had begun by `as_of`. Later ones do not exist yet for this run."""
    begun = [period for period in periods if period <= f"{as_of:%Y-%m}"]
    if not begun:
        raise PayloadChanged(f"no period up to {as_of:%Y-%m} is listed (of {len(periods)} in all)")
    return max(begun)


def _look_id(board: Board, run_id: str) -> str:
    slug = f"{board.slug}@{board.period}" if board.period else board.slug
    return f"{run_id}:{board.source}:{slug}"
