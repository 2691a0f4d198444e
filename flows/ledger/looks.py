"""Brings the rows of the open-jobs ledger into the lake: a look a week at every board, as `rolecall import` does for a ledger.

Decides what the ledger may add to our own looks: for a board that we looked at ourselves, the time before that.
Leaves rows to `flows.files.rows`, weeks and missing boards to `transforms.history.ledger`, and storing to
`flows.lake.histories`.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import polars as pl

from flows.errors import PayloadChanged
from flows.files.rows import Rows, name_board
from flows.files.shapes import Layout
from flows.lake.histories import History, last_contents
from flows.lake.parts import Lake
from flows.lake.tables import LOOK, OPEN_JOBS
from flows.ledger.columns import name_boards
from transforms.history.ledger import mark_missing, spread_ledger
from transforms.vocabulary import CONCLUSIVE

NAME = OPEN_JOBS

EVERY_DAYS = 7

_LAYOUT = Layout(
    "ledger",
    {
        "source": "source",
        "board": "board",
        "id": "id",
        "title": "title",
        "company": "employer",
        "location": "location",
        "date": "published",
        "url": "url",
        "html": "html",
        "first_seen": "first_seen",
        "last_seen": "last_seen",
        "removed": "removed",
    },
)
_KEY = ["ats", "slug", "id"]
_POSTING = ["source", "board", "external_id"]
_ROWS_A_CHUNK = 5_000
_MOST_UNREAD_SHARE = 0.5
_JUDGED_FROM = 20


@dataclass(frozen=True)
class Downloaded:
    """The ledger's rows, texts of the diffs, the first month wanted and the last day covered."""

    rows: pl.DataFrame
    texts: pl.DataFrame
    since: str
    until: date


def bring_looks(lake: Lake, downloaded: Downloaded, as_of: datetime) -> pl.DataFrame:
    """Every look that the rows represent and that the lake does not have. One kind of board after another: memory stays flat.

    Returns:
        The new looks in `flows.lake.tables.LOOK`.

    Raises:
        PayloadChanged: most rows cannot be read, so a column does not mean what it did.
    """
    # Of a posting in several files the newest row counts.
    rows = downloaded.rows.unique(_KEY, keep="last", maintain_order=True).pipe(_end_closed)
    texts = downloaded.texts.unique(_KEY, keep="last", maintain_order=True)
    texted = rows.join(texts.select(*_KEY, "html"), on=_KEY, how="left", maintain_order="left")
    known, own = last_contents(lake, NAME), _first_own_looks(lake)
    found = [pl.DataFrame(schema=LOOK)]
    for kind in name_boards(texted).partition_by("ats", maintain_order=True):
        # Of two looks at one instant that of the later part counts, so parts are named in their order.
        run_id = f"{as_of:%Y%m%dT%H%M%S}-{len(lake.parts()):04d}{secrets.token_hex(3)}-{NAME}"
        history = History(lake, NAME, run_id, _standing(known, kind))
        try:
            found.append(_bring(history, kind, downloaded, own))
        except PayloadChanged:
            lake.clear_unfinished()
            raise
    return pl.concat(found)


def _bring(
    history: History, rows: pl.DataFrame, downloaded: Downloaded, own: pl.DataFrame
) -> pl.DataFrame:
    taken = Rows(history, _LAYOUT, downloaded.until + timedelta(days=1), needs_board=True)
    for chunk in rows.iter_slices(_ROWS_A_CHUNK):
        taken.take(chunk.to_dicts())
    _require_read(taken)
    ledger = taken.seen()
    spread = spread_ledger(ledger, EVERY_DAYS, has_removed=True)
    looks = mark_missing(ledger, spread.looks, downloaded.until, EVERY_DAYS)
    wanted = looks.filter(pl.col("day") >= date.fromisoformat(f"{downloaded.since}-01"))
    dated, seen = (
        frame.rename({"day": "looked_at"}).with_columns(pl.col("looked_at").cast(pl.Datetime("us")))
        for frame in (wanted, spread.seen)
    )
    before = dated.join(_until_ours(history, own), on="board_index", how="left")
    dated = before.filter((pl.col("looked_at") < pl.col("own_at")).fill_null(value=True)).drop(
        "own_at"
    )
    # What is listed on days that were left out is left out too.
    at = ["board_index", "looked_at"]
    seen = seen.join(dated.filter(outcome="complete"), on=at, how="semi", maintain_order="left")
    employers = {board: next(iter(names)) for board, names in taken.companies.items()}
    return history.finish(dated, history.list_once(seen), employers)


def _end_closed(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows that are not open and name no day of removal were removed on the day they were last seen."""
    is_closed = pl.col("is_open").str.to_lowercase().is_in(["false", "0"]).fill_null(value=False)
    ended = pl.when(is_closed).then(pl.coalesce("removed", "last_seen")).otherwise("removed")
    return rows.with_columns(removed=ended)


def _standing(known: pl.DataFrame, rows: pl.DataFrame) -> dict[tuple[str, str, str], str]:
    """What the lake has of postings that come without a text now: with its text, if an earlier diff had it."""
    boards = rows.select("source", "board").unique()
    named = [name_board(NAME, source or "", board or "") for source, board in boards.iter_rows()]
    in_lake = pl.DataFrame(named, schema=["lake_source", "lake_board"], orient="row")
    textless = rows.filter(pl.col("html").is_null()).join(
        pl.concat([boards, in_lake], how="horizontal"), on=["source", "board"], nulls_equal=True
    )
    postings = textless.select(source="lake_source", board="lake_board", external_id="id")
    stands = known.join(postings, on=_POSTING, how="semi")
    return {(source, board, name): content for source, board, name, content in stands.iter_rows()}


def _first_own_looks(lake: Lake) -> pl.DataFrame:
    """When we first saw each board whole ourselves: `source`, `board`, `own_at`."""
    looks = lake.own_looks().filter(pl.col("outcome").is_in(CONCLUSIVE))
    return looks.group_by("source", "board").agg(own_at=pl.col("looked_at").min())


def _until_ours(history: History, own: pl.DataFrame) -> pl.DataFrame:
    """The same by the numbers of the history's boards."""
    return history.list_boards().join(own, on=["source", "board"]).select("board_index", "own_at")


def _require_read(taken: Rows) -> None:
    n_left_out = taken.n_left_out.total()
    if n_left_out > max(_JUDGED_FROM, _MOST_UNREAD_SHARE * taken.n_rows):
        field, n = taken.n_left_out.most_common(1)[0]
        raise PayloadChanged(
            f"{NAME}: {n_left_out:,} of {taken.n_rows:,} rows cannot be read, {n:,} of them for {field}: "
            f"the ledger's format has changed. Nothing was imported for these boards"
        )
