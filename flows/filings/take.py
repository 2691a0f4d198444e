"""`rolecall backfill dol_lca`: takes the disclosure files of labor condition applications, one quarter after another.

Decides which files are still to be taken, and that a file counts once all of its rows are in the lake: a killed
backfill loses only the file in progress. Leaves finding files to `listing`, reading a workbook to `workbook`, and the
department's robots.txt, pace and retries to `flows.web`. Nothing of a file but the columns of `columns.toml` is kept.

Page: https://www.dol.gov/agencies/eta/foreign-labor/performance. Files of 60 to 120 MB a quarter, public domain.
Payload basis: documented (two data dictionaries of the 27 official layouts). Last checked: 2026-11, against those.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from io import BytesIO

from flows.errors import BoardMissing, LookError, NothingReached
from flows.filings.columns import take_rows
from flows.filings.listing import PAGE, DisclosureFile, FiscalQuarter, list_files
from flows.filings.workbook import Workbook
from flows.lake.filings import Filings
from flows.lake.parts import Lake
from flows.progress import Progress, counted
from flows.settings import Settings
from flows.web.client import PoliteClient
from flows.web.look import Getter

log = logging.getLogger(__name__)

NAME = "dol_lca"

ABOUT = {
    "history": NAME,
    "what": "Wages filed with the US Department of Labor",
    "comes": "by the fiscal quarter",
    "read from": "documented",
    "documentation": PAGE,
}
"""As `flows.backfill.list_histories` shows it."""

_PACE_S = 2.0
_TIMEOUT_S = 150.0  # a file has four times as long: 120 MB at 200 kB a second
_USUAL_MB = 90.0  # a quarter's file
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def take_files(
    lake: Lake,
    settings: Settings,
    since: FiscalQuarter,
    until: FiscalQuarter,
    as_of: datetime,
    progress: Progress | None = None,
) -> list[str]:
    """Takes every file from `since` to `until` that is not in the lake yet.

    A file that cannot be read is reported and the others go on. The next backfill asks for it again.

    Returns:
        The names of the files that were taken.

    Raises:
        NothingReached: the department's page cannot be read, or every file failed. What was taken is kept.
    """
    shelf, taken = Filings(lake), list[str]()
    patient = replace(settings, timeout_s=max(settings.timeout_s, _TIMEOUT_S))
    with PoliteClient(patient) as client:
        wanted = _wanted(client, shelf, since, until)
        if not settings.has_loopback_mirror:  # nobody waits for this machine itself
            log.info("%s", describe(wanted))
        failed: list[LookError] = []
        for number, file in enumerate(wanted, start=1):
            try:
                _take(client, shelf, file, as_of)
                taken.append(file.name)
            except LookError as exc:
                log.warning("%s: not taken: %s", file.name, exc)
                failed.append(exc)
            if progress:
                progress(number, len(wanted), str(file.quarter))
    if failed and not taken:
        raise NothingReached(f"no file of {NAME} could be taken; first: {failed[0]}")
    log.info("took %s of %s", counted(len(taken), "file"), NAME)
    return taken


def describe(wanted: Sequence[DisclosureFile]) -> str:
    """What a backfill is about to download: how many files, how large, from whom."""
    if not wanted:
        return f"{NAME}: nothing to ask, every file of the span is in the lake"
    size = f"some {len(wanted) * _USUAL_MB / 1000:.1f} GB" if len(wanted) > 1 else "some 90 MB"
    span = f"{wanted[0].quarter} to {wanted[-1].quarter}"
    return f"{NAME}: asking www.dol.gov for {counted(len(wanted), 'file')}, {span}, {size}"


def _wanted(
    client: PoliteClient, shelf: Filings, since: FiscalQuarter, until: FiscalQuarter
) -> list[DisclosureFile]:
    known = shelf.taken()
    return [
        file
        for file in _listed(client)
        if since <= file.quarter <= until and file.name not in known
    ]


def _listed(client: PoliteClient) -> list[DisclosureFile]:
    try:
        return list_files(Getter(client, _PACE_S))
    except LookError as exc:
        raise NothingReached(
            f"{NAME}: the list of files cannot be read ({exc}). What was taken is kept"
        ) from exc


def _take(client: PoliteClient, shelf: Filings, file: DisclosureFile, as_of: datetime) -> None:
    """Takes one file. Raises LookError when it cannot be had or read."""
    get, began = Getter(client, _PACE_S), time.monotonic()
    reply = get(file.url, accept=_WORKBOOK, missing_ok=True)
    if reply.status >= 400:
        raise BoardMissing(
            f"{file.url}: {reply.status}, the page links to a file that is not there"
        )
    rows = take_rows(Workbook(BytesIO(reply.body), file.name), file.name)
    about = {
        "url": file.url,
        "fiscal_year": file.quarter.year,
        "fiscal_quarter": file.quarter.quarter if file.quarter.quarter <= 4 else None,
        "taken_at": as_of.isoformat(),
        "n_bytes": get.n_bytes,
        "n_rows": rows.height,
        "seconds": round(time.monotonic() - began, 1),
    }
    shelf.take(file.name, rows, about)
