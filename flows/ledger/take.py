"""`rolecall backfill open_jobs`: downloads the open-jobs ledger file by file and writes it into the lake as looks.

Decides which files are still to be fetched and what a missing one costs: without a part of the ledger the backfill
ends, since any board may be in it, and without a diff only its texts are missing. What was fetched is kept, and the
same command resumes. Leaves indexes to `listing`, files to `columns`, and what the rows say to `looks`.

Ledger: https://github.com/elliottdehn/open-jobs, CC0, by one maintainer. Some 0.3 GB a day of it, every posting ever
seen on some 65,000 boards with the days on which it came and went, and 0.04 to 0.1 GB of texts a day in its diffs
since September 2026. Payload basis: documented (its own code that writes these files). Last checked: 2026-11, against
that.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

import polars as pl

from flows.errors import LookError, NothingReached, SourceUnavailable, UsageError
from flows.lake.kept_parts import KeptParts
from flows.lake.parts import Lake
from flows.ledger.columns import Kind, list_wanted, read_part, schema_of
from flows.ledger.listing import (
    DIFFS_INDEX,
    LEDGER_INDEX,
    PartFile,
    choose_diffs,
    choose_ledger,
    covered_until,
    list_parts,
)
from flows.ledger.looks import NAME, Downloaded, bring_looks
from flows.progress import Progress, counted
from flows.settings import Settings
from flows.sources import Board
from flows.web.client import PoliteClient
from flows.web.look import Getter

log = logging.getLogger(__name__)

ABOUT = {
    "history": NAME,
    "what": "Ledger of some 65,000 boards (CC0, one maintainer)",
    "comes": "by the day, each with all before it",
    "read from": "documented",
    "documentation": "https://github.com/elliottdehn/open-jobs",
}
"""As `flows.backfill.list_histories` shows it."""

_PACE_S = 1.0
_TIMEOUT_S = 150.0  # a file has four times as long
_LARGEST_MB = 600.0  # files of the ledger are cut at about 200 MB
_PARQUET = "application/octet-stream"


@dataclass(frozen=True)
class Request:
    """The options of a backfill. `boards`: those wanted; `is_every`: all others of the ledger too. Months are YYYY-MM."""

    boards: Sequence[Board]
    is_every: bool
    since: str
    until: str
    with_texts: bool = True


def take_ledger(
    lake: Lake,
    settings: Settings,
    request: Request,
    as_of: datetime,
    progress: Progress | None = None,
) -> pl.DataFrame:
    """Downloads what is missing, then writes the looks that the ledger represents into the lake.

    Returns:
        The new looks in `flows.lake.tables.LOOK`. None of them is new when nothing has changed.

    Raises:
        NothingReached: an index or a file of the ledger cannot be had. What was taken is kept.
        UsageError: none of the boards is of a kind that the ledger names as we do.
    """
    wanted = list_wanted(request.boards)
    if wanted.is_empty() and not request.is_every:
        raise UsageError(
            "none of these boards is on a source that the ledger covers under the same names"
        )
    kept = KeptParts.of(lake, NAME, wanted, request.is_every)
    patient = replace(
        settings,
        timeout_s=max(settings.timeout_s, _TIMEOUT_S),
        max_reply_mb=max(settings.max_reply_mb, _LARGEST_MB),
    )
    with PoliteClient(patient) as client:
        # Each file has a time budget of its own.
        taking = _Taking(kept, wanted, request, partial(Getter, client, _PACE_S))
        ledger = taking.find_ledger(as_of)
        until = covered_until(ledger, as_of.date())
        diffs = taking.find_diffs(until) if request.with_texts else []
        if not settings.has_loopback_mirror:  # nobody waits for this machine itself
            log.info("%s", describe(kept, ledger, diffs))
        taking.take_all(ledger, diffs, progress)
    ledger_names = [part.name for part in ledger]
    diff_names = [part.name for part in diffs if kept.has(part.name)]
    downloaded = Downloaded(
        rows=kept.rows(ledger_names, schema_of("ledger")),
        texts=kept.rows(diff_names, schema_of("diffs")),
        since=request.since,
        until=until,
    )
    looks = bring_looks(lake, downloaded, as_of)
    kept.drop_others("ledger/", ledger_names)
    kept.settle(diff_names)
    log.info("%s of %s up to %s", counted(looks.height, "new look"), NAME, until)
    return looks


def describe(kept: KeptParts, ledger: Sequence[PartFile], diffs: Sequence[PartFile]) -> str:
    """What a backfill is about to download: how many files, how large, from whom."""
    new, texts = ([part for part in parts if not kept.has(part.name)] for parts in (ledger, diffs))
    if not new and not texts:
        return f"{NAME}: nothing to ask, every file is in the lake"
    downloads = [
        _sized(parts, what) for parts, what in ((new, "the ledger"), (texts, "texts")) if parts
    ]
    hint = "; --no-texts leaves those out" if texts else ""
    return f"{NAME}: asking for {' and '.join(downloads)}{hint}"


def _sized(parts: Sequence[PartFile], what: str) -> str:
    n_bytes = sum(part.n_bytes or 0 for part in parts)
    size = f", {n_bytes / 1e9:.1f} GB" if n_bytes else ""
    return f"{counted(len(parts), 'file')} of {what} (up to {parts[-1].date}{size})"


@dataclass
class _Taking:
    """Downloads files one at a time, and keeps the wanted rows of each."""

    kept: KeptParts
    wanted: pl.DataFrame
    request: Request
    get: Callable[[], Getter]

    def find_ledger(self, as_of: datetime) -> list[PartFile]:
        request, parts = self.request, self._list_ledger()
        found = choose_ledger(parts, request.since, request.until, as_of.date())
        if not found:
            raise UsageError(
                f"--until {request.until}: the ledger begins with {parts[0].date}, later than that"
            )
        return found

    def _list_ledger(self) -> list[PartFile]:
        try:
            return list_parts(self.get(), LEDGER_INDEX)
        except LookError as exc:
            raise NothingReached(
                f"{NAME}: the ledger's index cannot be read ({exc}). What was fetched is kept"
            ) from exc

    def find_diffs(self, until: date) -> list[PartFile]:
        try:
            return choose_diffs(list_parts(self.get(), DIFFS_INDEX), self.request.since, until)
        except LookError as exc:
            log.warning("%s: no texts, the index of its diffs cannot be read: %s", NAME, exc)
            return []

    def take_all(
        self, ledger: Sequence[PartFile], diffs: Sequence[PartFile], progress: Progress | None
    ) -> None:
        kinds: list[tuple[Kind, PartFile]] = [("ledger", part) for part in ledger]
        kinds += [("diffs", part) for part in diffs]
        failed: dict[Kind, list[LookError]] = {"ledger": [], "diffs": []}
        due = [(kind, part) for kind, part in kinds if not self.kept.has(part.name)]
        for number, (kind, part) in enumerate(due, start=1):
            try:
                self._take(kind, part)
            except LookError as exc:
                log.warning("%s: not taken: %s", part.name, exc)
                failed[kind].append(exc)
            if progress:
                progress(number, len(due), f"{kind} of {part.date}")
        if failed["ledger"]:
            raise NothingReached(
                f"{NAME}: {counted(len(failed['ledger']), 'file')} of the ledger could not be fetched, and any of them may "
                f"hold a board; first: {failed['ledger'][0]}. What was fetched is kept: run the same command to resume"
            )

    def _take(self, kind: Kind, part: PartFile) -> None:
        """Takes one file. Raises LookError when it cannot be had or read."""
        body = self.get()(part.url, accept=_PARQUET).body
        if part.sha256 and hashlib.sha256(body).hexdigest() != part.sha256.lower():
            raise SourceUnavailable(f"{part.url}: not the bytes that its index names (sha256)")
        rows = read_part(body, kind, self.wanted, self.request.is_every, part.name)
        self.kept.keep(part.name, rows)
