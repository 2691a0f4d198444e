"""The open-jobs ledger in rehearsal: what another crawler noted of the market's boards, in the documented files.

Decides which postings a day of the ledger holds and what it says of them: the market's own truth, so its growth is what was
planted. Two boards end otherwise: one vanished, so all its postings were removed at once, and one no longer answered. Leaves
the market to `truth`, words to `words` and addresses to `hosts`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from hashlib import sha256
from io import BytesIO
from typing import Any

import polars as pl

from flows.rehearsal.dialects import number_of, uuid_of
from flows.rehearsal.planted import Employer, SimulatedPosting
from flows.rehearsal.truth import Market
from flows.rehearsal.words import write_parts

HOST = "backend.dehnbostele.workers.dev"
FOLDER = "/data/"

VANISHED_WEEKS, SILENT_WEEKS = 6, 3
"""Weeks before a day of the ledger in which one board vanished, and since which another has not answered."""

TEXT_WEEKS = 16
"""Weeks before the last day for which there are diffs: a diff a week, where the real ones are daily."""

_KINDS: Mapping[str, Callable[[SimulatedPosting], object]] = {
    "greenhouse": number_of,
    "lever": uuid_of,
    "ashby": uuid_of,
}
_N_PARTS = 2
_MOMENT = pl.Datetime("us", "UTC")
_ROW = {
    "ats": pl.String, "slug": pl.String, "id": pl.String, "title": pl.String, "location": pl.String, "url": pl.String,
    "published_at": _MOMENT, "content_hash": pl.String, "first_seen_at": _MOMENT, "last_seen_at": _MOMENT,
    "changed_at": _MOMENT, "removed_at": _MOMENT, "is_open": pl.Boolean,
}  # fmt: skip
_EVENT = {
    "op": pl.String,
    "from_date": pl.String,
    "to_date": pl.String,
    **_ROW,
    "content": pl.String,
}

Row = dict[str, Any]


class Crawler:
    """Answers the crawler's addresses with what is published by a day."""

    def __init__(self, market: Market) -> None:
        self._market = market

    @cached_property
    def boards(self) -> tuple[Employer, ...]:
        """The boards of kinds that the ledger has, the smallest first."""
        found = (employer for employer in self._market.employers if employer.source in _KINDS)
        return tuple(sorted(found, key=self._size))

    def _size(self, employer: Employer) -> tuple[int, str]:
        return len(self._market.by_board[employer.board]), employer.board

    @property
    def vanished(self) -> Employer:
        """The board that vanished."""
        return self.boards[0]

    @property
    def silent(self) -> Employer:
        """The board that no longer answers."""
        return self.boards[1]

    def answer(self, path: str, day: date) -> bytes | None:
        """The body of an address on a day. None: there is nothing."""
        kind, _, rest = path.removeprefix(FOLDER).partition("/")
        if kind not in ("ledger", "diffs"):
            return None
        names = dict(self._files(kind, day))
        if rest != "index.json":
            return names[path]() if path in names else None
        entries: dict[str, Row] = {}
        for name, write in names.items():
            body, (folder, _, file) = write(), name.removeprefix(FOLDER).rpartition("/")
            part = {"file": file, "bytes": len(body), "sha256": sha256(body).hexdigest()}
            entry = entries.setdefault(folder, {"dir": f"{folder}/", "parts": []})
            entry["parts"].append(part)
        listed = [{"lite": entry} if "lite" in name else entry for name, entry in entries.items()]
        return json.dumps({"schema_version": 2, "base": FOLDER, "entries": listed}).encode()

    def _files(self, kind: str, day: date) -> Iterator[tuple[str, Callable[[], bytes]]]:
        """Every file of a kind that is out on a day, with what writes it."""
        last = [each for each in self._market.days() if each <= day]
        if kind == "ledger":
            for each in last[-2:]:
                for number in range(_N_PARTS):
                    name = f"{FOLDER}ledger/{each}/data_{number}.parquet"
                    yield name, lambda each=each, number=number: self._ledger(each, number)  # type: ignore[misc]
            return
        for before, each in zip(last[-TEXT_WEEKS - 1 : -1], last[-TEXT_WEEKS:], strict=True):
            name = f"{FOLDER}diffs/{before}__{each}/lite/data_0.parquet"
            yield name, lambda before=before, each=each: self._diff(before, each)  # type: ignore[misc]

    def _ledger(self, day: date, number: int) -> bytes:
        """One part of a day. A board's postings are spread over all parts, as the real ones are."""
        rows = [row for employer in self.boards for row in self._rows(employer, day)]
        rows += _odd_rows(rows[0])
        return _parquet(rows[number::_N_PARTS], _ROW)

    def _diff(self, before: date, day: date) -> bytes:
        events = []
        for employer in self.boards:
            for posting in self._seen(employer, day):
                came, went = self._first_seen(posting), posting.closed_date
                op = (
                    "added" if before < came <= day else "removed" if before < went <= day else None
                )
                if op:
                    text = "".join(
                        part.html() for part in write_parts(posting.opening, posting.n_repost)
                    )
                    row = {"op": op, "content": text if op == "added" else None}
                    events.append(_row(posting, came, day, None) | row)
        return _parquet(events, _EVENT)

    def _rows(self, employer: Employer, day: date) -> Iterator[Row]:
        gone = day - timedelta(weeks=VANISHED_WEEKS) if employer == self.vanished else None
        heard = day - timedelta(weeks=SILENT_WEEKS) if employer == self.silent else day
        for posting in self._seen(employer, gone or heard):
            removed = posting.closed_date if posting.closed_date <= (gone or heard) else gone
            yield _row(posting, self._first_seen(posting), heard, removed)

    def _seen(self, employer: Employer, day: date) -> Iterator[SimulatedPosting]:
        """The postings that a daily crawl has seen by a day."""
        for posting in self._market.by_board[employer.board]:
            if self._first_seen(posting) < min(posting.closed_date, day + timedelta(days=1)):
                yield posting

    def _first_seen(self, posting: SimulatedPosting) -> date:
        joined = self._market.truth.join_week[posting.opening.employer.board]
        return max(posting.opened_date, self._market.start + timedelta(weeks=joined))


def _row(posting: SimulatedPosting, first: date, heard: date, removed: date | None) -> Row:
    employer = posting.opening.employer
    name = str(_KINDS[employer.source](posting))
    return {
        "ats": employer.source,
        "slug": employer.board,
        "id": name,
        "title": posting.opening.title,
        "location": "; ".join(posting.cities),
        "url": f"https://{employer.slug}.example/jobs/{name}",
        "published_at": _noon(posting.opened_date),
        "first_seen_at": _noon(first),
        "last_seen_at": _noon(first if removed else heard),  # a removed row keeps its last change's
        "removed_at": _noon(removed),
        "is_open": removed is None,
    }


def _odd_rows(row: Row) -> list[Row]:
    """Rows that nobody can read: removed before they came, and without an id."""
    return [
        row | {"id": "odd-1", "removed_at": _noon(date(2020, 1, 1))},
        row | {"id": None, "url": None},
    ]


def _noon(day: date | None) -> datetime | None:
    return datetime.combine(day, time(12), UTC) if day else None


def _parquet(rows: Sequence[Row], schema: Mapping[str, Any]) -> bytes:
    frame = pl.DataFrame(
        [[row.get(name) for name in schema] for row in rows], schema=dict(schema), orient="row"
    )
    body = BytesIO()
    frame.write_parquet(body)
    return body.getvalue()
