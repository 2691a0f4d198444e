"""What each edition's headline figures were, and how they differ from the edition before.

Decides which figures are compared. Leaves pages to `site` and files to `disk`. The comparison reads the small record
that each edition leaves beside its pages, never another market.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars.selectors as cs

from reports.answers import Answer
from reports.page import Edition
from reports.wording import numbers
from reports.wording.roles import FOCUS, role_of

RECORD = "edition.json"
"""Name of an edition's record, in its folder."""

STATEMENTS = "statements.json"
"""Name of all that an edition states, for the digests of later ones (`reports/sql/digest_statements.sql`)."""

_DIGITS = 6
"""Significant digits of a stated figure. More are below any interval."""

Record = dict[str, Any]

_HEADLINES = (
    ("growth_headline", "growth_share", ("growth_low", "growth_high"), "growth", "growth of open openings"),
    ("pay_median_all", "p50", ("p50_low", "p50_high"), "usd", "median base pay, United States"),
    ("employers_concentration", "n_open_openings", (), "count", "open openings"),
)  # fmt: skip
"""Figures of each role in focus that are compared: query, column, ends of its interval, form, and what it is."""


@dataclass(frozen=True, slots=True)
class Change:
    """One headline figure, then and now.

    `spread`: the interval of the new one. `is_news`: the old one lies outside it. A count has no interval and is no news.
    """

    what: str
    before: str
    now: str
    spread: str = ""
    is_news: bool = False


@dataclass(frozen=True, slots=True)
class Changes:
    """All headline figures against the edition before. `since` is null when there is none."""

    since: str | None
    rows: tuple[Change, ...]

    @property
    def news(self) -> list[Change]:
        """Figures that moved beyond their interval."""
        return [change for change in self.rows if change.is_news]

    @property
    def others(self) -> list[Change]:
        """Figures that moved within it, and counts."""
        return [change for change in self.rows if not change.is_news]


def record(edition: Edition, answer: Answer) -> Record:
    """The figures of an edition that later editions are compared with, as plain values."""
    figures = {
        f"{role_of(row['role']).plural}: {what}": [row[column], form, *(row[end] for end in ends)]
        for stem, column, ends, form, what in _HEADLINES
        for row in answer(stem).iter_rows(named=True)
        if row["role"] in FOCUS and row.get("measure", "stock") == "stock"
    }
    counts = {
        "Boards": edition.n_boards,
        "Employers": edition.n_employers,
        "Postings stored": edition.n_postings,
    }
    figures |= {what: [count, "count"] for what, count in counts.items()}
    return {
        "as_of": numbers.day(edition.as_of),
        "edition_id": edition.edition_id,
        "version": edition.version,
        "reader_version": edition.reader_version,
        "is_rehearsal": edition.is_rehearsal,
        "n_boards": edition.n_boards,
        "n_postings": edition.n_postings,
        "figures": figures,
    }


def statements(answer: Answer) -> Record:
    """All that an edition states, by column."""
    stated = answer("digest_statements").with_columns(cs.float().round_sig_figs(_DIGITS))
    return stated.to_dict(as_series=False)


def to_json(value: Record) -> str:
    """A record as stored."""
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def every_record(folder: Path) -> list[Record]:
    """The records of all editions in a site, newest first. An edition whose record cannot be read is left out."""
    found = (_read(path) for path in sorted(folder.glob(f"????-??-??/{RECORD}"), reverse=True))
    return [known for known in found if known is not None]


def _read(path: Path) -> Record | None:
    try:
        known = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    is_whole = (
        isinstance(known, dict)
        and known.get("as_of") == path.parent.name
        and isinstance(known.get("figures"), dict)
    )
    return known if is_whole else None


def before(folder: Path, as_of: date, is_rehearsal: bool) -> Record | None:
    """The record of the newest edition older than `as_of`. A simulated market's is never compared with a real one's."""
    day = numbers.day(as_of)
    older = (known for known in every_record(folder) if known["as_of"] < day)
    return next((known for known in older if known.get("is_rehearsal") == is_rehearsal), None)


def changes(older: Record | None, newer: Record) -> Changes:
    """Which headline figures read differently from the older edition, in the words in which both are shown."""
    if older is None:
        return Changes(None, ())
    then, now = older["figures"], newer["figures"]
    compared = (_compared(what, then.get(what), now.get(what)) for what in sorted({*then, *now}))
    moved = tuple(change for change in compared if change.before != change.now)
    return Changes(str(older["as_of"]), moved)


def every_change(folder: Path) -> list[tuple[Record, Changes]]:
    """Each edition of a site with its changes against the one before, newest first."""
    records = every_record(folder)
    pairs = zip(records, [*records[1:], None], strict=True)
    return [(newer, changes(older, newer)) for newer, older in pairs]


def _compared(what: str, then: list[Any] | None, now: list[Any] | None) -> Change:
    value, form, low, high = [*(now or [None, "text"]), None, None][:4]
    spread = numbers.interval(low, high, form, value=value)
    was = then[0] if then else None
    is_news = bool(spread) and numbers.is_number(was) and not low <= was <= high
    return Change(what, _shown(then), _shown(now), spread, is_news)


def _shown(figure: list[Any] | None) -> str:
    return numbers.write(figure[0], figure[1]) if figure else numbers.NO_NUMBER
