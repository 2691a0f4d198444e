"""What earlier looks know about a board's postings, so that a page whose posting has not changed is not requested again.

Decides which sightings still count for a posting (those of the board's last whole look and of the looks since) and when a
page is due again although nothing in the list has changed. Leaves the use of it to `flows.sources.kit.details`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from flows.lake.parts import Lake
from flows.lake.tables import posting_hash
from flows.sources import Board, Known, every_source
from transforms.vocabulary import CONCLUSIVE, SHOWING

ASKED_AGAIN_DAYS = 14
"""An advert whose words change while its row in the list stays the same is read again within two weeks; a daily look at a
board of 2,000 then asks for some 140 pages instead of 2,000."""

_LOOKS_BACK = 5  # a board that is never listed whole is spoken for by its last few looks
_FORGOTTEN = Known("", None, is_forgotten=True)


@dataclass(frozen=True)
class Memory:
    """The last sightings of boards whose postings have pages of their own.

    `sightings`: per source and board, one row per posting. `known`: hashes of the lake's bodies. `forgotten`: hashes of
    postings that must not be kept. `today`: the day of the run.
    """

    sightings: Mapping[tuple[object, ...], pl.DataFrame]
    known: Collection[str]
    forgotten: Collection[str]
    today: date

    def of(self, board: Board) -> Callable[[str], Known | None]:
        """What is known of one board's postings, by their ids."""
        rows = self.sightings.get(board.key)
        seen = {} if rows is None else {row[0]: row[1:] for row in rows.iter_rows()}

        def known(external_id: str) -> Known | None:
            name = posting_hash(board.source, board.slug, external_id)
            if name in self.forgotten:
                return _FORGOTTEN
            content, stamp, seen_on = seen.get(external_id, (None, None, None))
            # A body whose file was lost is asked for again; one that was emptied after its time is still known by name.
            if content not in self.known:
                return None
            return Known(content, stamp, _is_due(name, seen_on, self.today))

        return known


def remembered(
    lake: Lake,
    looks: pl.DataFrame,
    boards: Iterable[Board],
    known: Collection[str],
    forgotten: Collection[str],
    today: date,
) -> Memory:
    """What the lake knows of `boards`, as far as their postings have pages of their own.

    Args:
        lake: where the sightings are.
        looks: every look before this run, in `flows.lake.tables.LOOK`, oldest first.
        boards: the boards of this run.
        known: hashes of the lake's bodies.
        forgotten: hashes of postings that must not be kept.
        today: the day of the run.
    """
    sources = sorted(
        {board.source for board in boards if every_source()[board.source].detail_basis}
    )
    speaking = _speaking(looks.filter(pl.col("source").is_in(sources)))
    if speaking.is_empty():
        return Memory({}, known, forgotten, today)
    last = (
        lake.scan_sightings(frozenset(speaking["run_id"]))
        # While it is read: a merged part holds a month, and few of its looks speak.
        .filter(pl.col("look_id").is_in(speaking["look_id"].implode()))
        .join(speaking.lazy().select("look_id", "number", "seen_on"), on="look_id")
        .filter(pl.col("external_id").is_not_null())
        .sort("number")
        .group_by("source", "board", "external_id")
        .agg(pl.col("content_hash", "stamp", "seen_on").last())
        .collect()
    )
    by_board = last.partition_by("source", "board", as_dict=True, include_key=False)
    return Memory(by_board, known, forgotten, today)


def _speaking(looks: pl.DataFrame) -> pl.DataFrame:
    """The looks whose sightings still hold: of each board the last whole one and the partial ones since. `number`: their order."""
    showing = looks.filter(pl.col("outcome").is_in(SHOWING)).with_row_index("number")
    n_whole = pl.col("outcome").is_in(CONCLUSIVE).cum_sum().over("source", "board")
    return (
        showing.with_columns(n_whole=n_whole)
        .filter(pl.col("n_whole") == pl.col("n_whole").max().over("source", "board"))
        .filter(pl.int_range(pl.len()).reverse().over("source", "board") < _LOOKS_BACK)
        .select(
            "number",
            "run_id",
            look_id=pl.coalesce("repeats_look_id", "look_id"),
            seen_on=pl.col("looked_at").dt.date(),
        )
    )


def _is_due(name: str, seen_on: date, today: date) -> bool:
    """Whether one of a posting's days, each `ASKED_AGAIN_DAYS` from the last, lies since it was last seen.

    Every posting has days of its own, so that a board's pages are spread over the looks between.
    """
    phase = int(name[:8], 16) % ASKED_AGAIN_DAYS
    return (seen_on.toordinal() + phase) // ASKED_AGAIN_DAYS != (
        today.toordinal() + phase
    ) // ASKED_AGAIN_DAYS
