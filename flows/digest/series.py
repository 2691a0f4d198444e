"""The editions of a site as a series: what each states, and its digest.

Decides what an edition is compared with: each statement as it was last reported, so that a slow change becomes news
once it has accumulated. If an earlier edition is named, that one alone. Leaves what is news to
`transforms.statistics.news` and the words to `reports.digest`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import polars as pl

from flows.errors import UsageError
from reports.digest.digest import Digest, build_digest
from reports.digest.writing import FEED, feed
from reports.site import archive, disk
from transforms.statistics.news import STATEMENT, carry, find_news

_MOST_NEW = 0.1
"""Share of the employers that may come or go between two editions. More is a new history or panel, not the market."""


@dataclass(frozen=True)
class Stated:
    """An edition's record, and what it states (STATEMENT)."""

    record: archive.Record
    statements: pl.DataFrame

    @property
    def day(self) -> str:
        """The edition's date."""
        return str(self.record["as_of"])

    @property
    def n_employers(self) -> int:
        """Employers behind the edition."""
        count, _ = self.record["figures"].get("Employers") or (0, "count")
        return int(count or 0)

    def caveats_since(self, then: Stated) -> tuple[str, ...]:
        """What may have moved figures besides the market: other readers, or a history or panel that came or went."""
        found = []
        if self.record.get("reader_version") != then.record.get("reader_version"):
            found.append(
                "Postings were read by other readers than before, so differences may come from them."
            )
        before, now = then.n_employers, self.n_employers
        if abs(now - before) > _MOST_NEW * before:
            found.append(
                f"There are {now:,} employers behind this edition and {before:,} behind the earlier one, "
                "so differences may come from who is watched."
            )
        return tuple(found)


def read_editions(site: Path) -> list[Stated]:
    """The editions of a site that are as real, or as simulated, as the newest. Oldest first.

    One of an older version, which stated nothing, is left out.
    """
    records = archive.every_record(site)
    found = (
        Stated(record, known)
        for record in reversed(records)
        if record.get("is_rehearsal") == records[0].get("is_rehearsal")
        and (known := _read_statements(site / str(record["as_of"]) / archive.STATEMENTS))
        is not None
    )
    return list(found)


def _read_statements(file: Path) -> pl.DataFrame | None:
    try:
        return pl.DataFrame(json.loads(file.read_text("utf-8")), schema=STATEMENT)
    except (OSError, LookupError, ValueError, TypeError, pl.exceptions.PolarsError):
        return None


def every_digest(editions: list[Stated]) -> Iterator[Digest]:
    """The digest of each edition but the first, oldest first.

    Where readers or employers changed, everything counts as newly reported.
    """
    reported = editions[0].statements if editions else pl.DataFrame(schema=STATEMENT)
    for before, now in pairwise(editions):
        news = find_news(reported, now.statements)
        digest = _digest(before, now, news)
        yield digest
        reported = now.statements if digest.caveats else carry(reported, now.statements, news)


def _digest(then: Stated, now: Stated, news: pl.DataFrame) -> Digest:
    return build_digest(now.record, then.day, news, now.statements, now.caveats_since(then))


def newest_digest(editions: list[Stated], since: str | None = None) -> Digest | None:
    """The digest of the newest edition. None while there is no earlier one.

    Args:
        editions: oldest first.
        since: the day, or the id, of the edition that it is compared with. By default that before it, with each figure as
            it was last told.

    Raises:
        UsageError: there is no such edition before the newest.
    """
    if since is None:
        return next(reversed(list(every_digest(editions))), None)
    for then in editions[:-1]:
        if since in (then.day, then.record["edition_id"]):
            now = editions[-1]
            return _digest(then, now, find_news(then.statements, now.statements))
    days = ", ".join(then.day for then in editions[:-1]) or "none"
    raise UsageError(f"--since {since}: the site has no such earlier edition; it has: {days}")


def write_feed(site: Path, address: str) -> None:
    """Writes the feed beside the archive's index. `address`: where the site is published, when it is."""
    editions = read_editions(site)
    if editions:
        text = feed(list(every_digest(editions)), editions[-1].day, address)
        disk.write(site / FEED, text.encode())
