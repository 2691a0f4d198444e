"""Writes a history into the lake: looks of past days at many boards, from a file or a ledger rather than from the boards.

Decides how a history is stored and when a look of it is new. Each content of a posting is stored once, and a sighting is
its hash. A look that an earlier import of the same name brought already, with the same list, is left out: the same file
twice changes nothing. A look whose list has changed comes beside the old one, and the later of two at one instant counts.
Leaves what a file's rows mean to `flows.files` and what a body means to `flows.sources.imported`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from flows.lake.disk import read_parquet
from flows.lake.parts import Lake
from flows.lake.tables import BODY, LOOK, SIGHTING, content_hash, posting_hash

PANEL = "import"
"""The panel of a history's looks: no list of boards to ask."""

_BYTES_A_PART = 64_000_000  # of bodies: keeps memory flat
_SIGHTINGS_A_PART = 2_000_000

_NUMBERED_BOARD = {"source": pl.String, "board": pl.String, "board_index": pl.UInt32}
_BOARD = ["source", "board"]
_INSTANT = [*_BOARD, "looked_at"]


@dataclass
class History:
    """A history on its way into the lake. `finish` makes it count. Until then nobody sees it.

    `origin` is its name, `run_id` names its parts. Boards and contents are numbered as they come. `standing`: postings whose
    content in the lake stands, by source, board and id: the history says less of them than it did before.
    """

    lake: Lake
    origin: str
    run_id: str
    standing: Mapping[tuple[str, str, str], str] = field(default_factory=dict)
    _boards: dict[tuple[str, str], int] = field(default_factory=dict)
    _names: list[tuple[str, str]] = field(default_factory=list)
    _postings: dict[tuple[int, str], int] = field(default_factory=dict)
    _contents: dict[str, int] = field(default_factory=dict)
    _rows: list[tuple[int, int | None, str | None, int]] = field(default_factory=list)
    _bodies: list[dict[str, Any]] = field(default_factory=list)
    _n_bytes: int = 0
    _parts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._known, self._forgotten = self.lake.known_hashes(), self.lake.forgotten()

    def add_board(self, source: str, board: str) -> int:
        """The number of a board."""
        name = (source, board)
        number = self._boards.setdefault(name, len(self._names))
        if number == len(self._names):
            self._names.append(name)
        return number

    def add_content(
        self, board_index: int, external_id: str | None, body: bytes, url: str | None
    ) -> int | None:
        """Stores one content of a posting, unless the lake has it. Returns its number, or None for a forgotten posting.

        `external_id`: None for a row without an id, which can only be quarantined.
        """
        source, board = self._names[board_index]
        if self._forgotten and posting_hash(source, board, external_id or "") in self._forgotten:
            return None
        name = self.standing.get((source, board, external_id or ""))
        name = name or content_hash(source, board, external_id, body)
        if name in self._contents:
            return self._contents[name]
        number = self._contents[name] = len(self._contents)
        index = None
        if external_id:
            index = self._postings.setdefault((board_index, external_id), len(self._postings))
        self._rows.append((board_index, index, external_id, len(body)))
        if name not in self._known:
            self._known.add(name)
            keys = {"source": source, "board": board, "external_id": external_id, "url": url}
            row = {"content_hash": name, "origin": self.origin, "body": body}
            self._bodies.append(keys | row)
            self._n_bytes += len(body)
            if self._n_bytes >= _BYTES_A_PART:
                self._write_bodies()
        return number

    def list_once(self, seen: pl.DataFrame) -> pl.DataFrame:
        """Sightings with `posting`. Of a posting that one look lists twice the last row counts.

        Args:
            seen: `board_index`, `looked_at`, `content`: what each look lists.
        """
        postings = self._describe_contents().select("content", "posting")
        listed = seen.join(postings, on="content", maintain_order="left")
        return listed.unique(["looked_at", "posting"], keep="last", maintain_order=True)

    def finish(
        self, looks: pl.DataFrame, listed: pl.DataFrame, employers: Mapping[int, str]
    ) -> pl.DataFrame:
        """Writes sightings and looks, the looks last: a killed import never happened.

        Args:
            looks: `board_index` and `looked_at`, every look at a board, and its `outcome` where not all are complete.
            listed: what the looks list, from `list_once`.
            employers: by board, where a board is one employer's.

        Returns:
            The new looks in `flows.lake.tables.LOOK`, by source, board and time.
        """
        self._write_bodies()
        if "outcome" not in looks.columns:
            looks = looks.with_columns(outcome=pl.lit("complete"))
        named = {"board_index": list(employers), "employer": list(employers.values())}
        told = pl.DataFrame(named, schema={"board_index": pl.UInt32, "employer": pl.String})
        boards = self.list_boards().join(told, on="board_index", how="left")
        contents = self._describe_contents()
        every = self._describe_looks(looks, boards, listed, contents)
        known = self._known_looks()
        new = every.join(known, on=[*_INSTANT, "outcome", "n_postings", "digest"], how="anti")
        if new.is_empty() and not self._parts:
            return pl.DataFrame(schema=LOOK)
        self._date_bodies(listed, contents, every, new, known)
        self._write_sightings(listed, contents, new)
        rows = new.with_columns(
            run_id=pl.lit(self.run_id),
            panel=pl.lit(PANEL),
            seconds=0.0,
            origin=pl.lit(self.origin),
        )
        empty = pl.DataFrame(schema=LOOK)
        written = pl.concat(
            [empty, rows.select(pl.col(set(LOOK) & set(rows.columns)))], how="diagonal"
        )
        written = written.sort(*_INSTANT)
        for part in self._parts[:-1]:
            self.lake.write_looks(part, empty)
        self.lake.write_looks(self._parts[-1], written)
        return written

    def list_boards(self) -> pl.DataFrame:
        """One row per board: `source`, `board`, `board_index`."""
        rows = [(*name, index) for name, index in self._boards.items()]
        return pl.DataFrame(rows, schema=_NUMBERED_BOARD, orient="row")

    def _next_part(self) -> str:
        self._parts.append(f"{self.run_id}-{len(self._parts):04d}")
        return self._parts[-1]

    def _write_bodies(self) -> None:
        if self._bodies:
            bodies = pl.DataFrame(self._bodies, schema=BODY)
            self.lake.write_seen(self._next_part(), pl.DataFrame(schema=SIGHTING), bodies)
            self._bodies, self._n_bytes = [], 0

    def _describe_contents(self) -> pl.DataFrame:
        """One row per content: its hash, its posting (null for a row that can only be quarantined) and its size."""
        columns = {
            "board_index": pl.UInt32,
            "posting": pl.UInt32,
            "external_id": pl.String,
            "n_bytes": pl.Int64,
        }
        rows = pl.DataFrame(self._rows, schema=columns, orient="row")
        return rows.with_columns(
            content=pl.int_range(pl.len(), dtype=pl.UInt32),
            content_hash=pl.Series(list(self._contents), dtype=pl.String),
        )

    def _describe_looks(
        self,
        looks: pl.DataFrame,
        boards: pl.DataFrame,
        listed: pl.DataFrame,
        contents: pl.DataFrame,
    ) -> pl.DataFrame:
        """One row per look with its id, how much it lists, and a digest of the list."""
        counted = (
            listed.join(contents.select("content", "content_hash", "n_bytes"), on="content")
            .group_by("board_index", "looked_at")
            .agg(*_LIST_DIGEST, n_bytes=pl.col("n_bytes").sum())
        )
        numbers = pl.col("n_postings", "digest", "n_bytes").fill_null(0)
        return (
            looks.unique(["board_index", "looked_at"])
            .join(counted, on=["board_index", "looked_at"], how="left")
            .join(boards, on="board_index")
            .with_columns(numbers, look_id=_look_id(self.run_id))
            .sort(*_INSTANT)
        )

    def _known_looks(self) -> pl.DataFrame:
        """The looks of this history that the lake has, the last at each instant, as `_describe_looks` has them."""
        looks = self.lake.looks().filter(pl.col("origin") == self.origin)
        last = looks.sort("look_id").unique(_INSTANT, keep="last")
        runs = last["run_id"].unique().to_list()
        lists = (
            self.lake.scan_sightings(runs)
            .join(last.lazy().select("look_id"), on="look_id", how="semi")
            .group_by("look_id")
            .agg(_LIST_DIGEST)
            .collect()
        )
        joined = last.drop("n_postings").join(lists, on="look_id", how="left")
        counts = pl.col("n_postings", "digest").fill_null(0)
        return joined.select(*_INSTANT, "outcome", "look_id", counts)

    def _date_bodies(
        self,
        listed: pl.DataFrame,
        contents: pl.DataFrame,
        every: pl.DataFrame,
        new: pl.DataFrame,
        known: pl.DataFrame,
    ) -> None:
        """Writes into each body which look first brought it: for what no look lists, the newest of all."""
        ids = new.select("board_index", "looked_at", "look_id")
        first = (
            listed.join(ids, on=["board_index", "looked_at"])
            .sort("looked_at")
            .unique("content", keep="first", maintain_order=True)
            .join(contents.select("content", "content_hash"), on="content")
            .select("content_hash", first_id="look_id")
        )
        newest = (
            pl.concat([known.select("looked_at", "look_id"), new.select("looked_at", "look_id")])
            .sort("looked_at", "look_id")["look_id"]
            .last()
        )
        for part in self._parts:
            bodies = read_parquet(self.lake.folder / "bodies" / f"{part}.parquet")
            dated = bodies.join(first, on="content_hash", how="left", maintain_order="left")
            look_id = pl.coalesce("first_id", pl.lit(newest, pl.String))
            dated = dated.with_columns(look_id=look_id).select(BODY.names())
            self.lake.write_seen(part, pl.DataFrame(schema=SIGHTING), dated)

    def _write_sightings(
        self, listed: pl.DataFrame, contents: pl.DataFrame, new: pl.DataFrame
    ) -> None:
        """Posting by posting, so that ids and hashes repeat in a row: a sighting then takes about a byte on disk."""
        ids = new.select("board_index", "looked_at", *_BOARD, "look_id")
        told = contents.select("content", "external_id", "content_hash")
        ordered = listed.join(
            ids.select("board_index", "looked_at"), on=["board_index", "looked_at"], how="semi"
        ).sort("board_index", "posting", "looked_at")
        for batch in ordered.iter_slices(_SIGHTINGS_A_PART):
            rows = batch.join(ids, on=["board_index", "looked_at"], maintain_order="left")
            rows = rows.join(told, on="content", maintain_order="left")
            sightings = rows.with_columns(stamp=pl.lit(None, pl.String)).select(SIGHTING.names())
            self.lake.write_seen(self._next_part(), sightings, pl.DataFrame(schema=BODY))
        if not self._parts:  # empty boards only
            self._next_part()


def last_contents(lake: Lake, origin: str) -> pl.DataFrame:
    """What the lake has of a history: `source`, `board`, `external_id`, and the hash of each posting's last content.

    Contents that could not be read are left out.
    """
    columns = ["source", "board", "external_id", "content_hash"]
    parts = [lake.scan_bodies(part).filter(origin=origin).select(columns) for part in lake.parts()]
    found = pl.concat([pl.LazyFrame(schema={name: BODY[name] for name in columns}), *parts])
    read = found.drop_nulls("external_id").collect()
    read = read.join(lake.quarantine(), on="content_hash", how="anti", maintain_order="left")
    return read.unique(columns[:3], keep="last", maintain_order=True)


_LIST_DIGEST = (
    pl.len().cast(pl.Int64).alias("n_postings"),
    pl.col("content_hash").hash().bitwise_xor().alias("digest"),
)
"""Identifies a list within one process: how many contents, and one number from all their hashes."""


def _look_id(run_id: str) -> pl.Expr:
    day = pl.col("looked_at").dt.to_string("%Y-%m-%d")
    return pl.concat_str(pl.lit(run_id), *_BOARD, day, separator=":")
