"""Forget: removes postings from everything that is kept, and makes sure that no later run stores them again.

Decides which postings a person means: one by its id or its page's address, or all of an employer. Market and pages are
rebuilt without them by the caller, since both follow from the lake alone.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from pathlib import Path

import polars as pl

from flows.errors import UsageError
from flows.lake.disk import Place, files_under, read_parquet, replacing, write_parquet
from flows.lake.kept_parts import delete_kept_rows
from flows.lake.likeness import forget_likeness
from flows.lake.parts import ABOUT_POSTINGS, EMPTIED, Lake, is_emptied
from flows.lake.tables import FORGOTTEN, posting_hash
from flows.settings import Settings
from transforms.history.openings import employer_key
from transforms.readers.impersonal import without_addresses

MATCH = pl.Schema(
    {
        "source": pl.String,
        "board": pl.String,
        "external_id": pl.String,
        "employer": pl.String,
        "title": pl.String,
        "url": pl.String,
    }
)
"""One row per posting to forget. `title`: null for one that was never read."""


def find(lake: Lake, wanted: str) -> pl.DataFrame:
    """The postings that `wanted` names: a posting id (source:board:id), the address of its page, or an employer.

    A comment that holds several openings is one posting here: forgetting one of them forgets all.

    Returns:
        Rows in `MATCH`, by source, board and id.

    Raises:
        UsageError: nothing in the lake is called so.
    """
    frames = [frame.filter(_is_meant(wanted)) for frame in _kept(lake)]
    found = pl.concat(
        [pl.DataFrame(schema=MATCH), *(frame.select(MATCH.names()) for frame in frames)]
    )
    found = found.sort(MATCH.names(), nulls_last=True).unique(
        ["source", "board", "external_id"], keep="first", maintain_order=True
    )
    if found.is_empty():
        raise UsageError(
            f"{wanted!r}: no posting in {lake.folder} has this id, address or employer; "  # noqa: S608 - advice to a person, not a query
            f'`rolecall sql "select posting_id, url, employer from posting"` shows what there is'
        )
    return found


def forget(lake: Lake, settings: Settings, postings: pl.DataFrame) -> None:
    """Removes postings from bodies, sightings, readings, quarantine and the person's labels of roles.

    Remembers their hashes, so that they are never stored again.

    Args:
        lake: the lake, its lock held.
        settings: where the market is.
        postings: rows in `MATCH`.
    """
    remove_postings(lake, _hashes(postings))
    delete_kept_rows(lake)
    forget_likeness(lake)
    # A market whose checks failed is left for a person to look into; it holds the postings too.
    settings.unfinished_market_file.unlink(missing_ok=True)
    _forget_labels(settings.own_labels_file, postings)


def remove_postings(lake: Lake, hashes: Collection[str]) -> None:
    """Adds to the list of what must not be kept, then deletes all that is on it from every part.

    Each file is rewritten whole and renamed. The next call finishes one that was interrupted.
    """
    forgotten = lake.forgotten().union(hashes)
    frame = pl.DataFrame({"posting_hash": sorted(forgotten)}, schema=FORGOTTEN)
    write_parquet(frame, lake.folder / "forgotten.parquet")
    for kind in ABOUT_POSTINGS:
        id_column = "sighted_id" if kind == "postings" else "external_id"
        for file in files_under(lake.folder / kind):
            _rewrite_without(file, forgotten, id_column)


def _rewrite_without(file: Place, forgotten: frozenset[str], id_column: str) -> None:
    """Rewrites the file without forgotten postings, when it holds any."""
    keys = read_parquet(file, ["source", "board", id_column])
    keep = [
        external_id is None or posting_hash(source, board, external_id) not in forgotten
        for source, board, external_id in keys.iter_rows()
    ]
    if not all(keep):
        kept = read_parquet(file).filter(pl.Series(keep))
        write_parquet(kept, file, EMPTIED if is_emptied(file) else None)


def _hashes(postings: pl.DataFrame) -> set[str]:
    rows = postings.select("source", "board", "external_id").iter_rows()
    return {posting_hash(source, board, external_id) for source, board, external_id in rows}


def _forget_labels(file: Path, postings: pl.DataFrame) -> None:
    """Rewrites the labels without those of these postings. A comment's further openings (#2 …) go with it."""
    if not file.exists():
        return
    rows = postings.select("source", "board", "external_id").iter_rows()
    doomed = {":".join(row) for row in rows}
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if _labelled_id(line).partition("#")[0] not in doomed]
    if len(kept) < len(lines):
        with replacing(file) as unfinished:
            unfinished.write_text("".join(kept), encoding="utf-8")


def _labelled_id(line: str) -> str:
    """The id of a label. Empty for a damaged line, which `rolecall refit` will name."""
    try:
        return str(json.loads(line)["id"])
    except (ValueError, KeyError, TypeError):
        return ""


def _kept(lake: Lake) -> Iterator[pl.DataFrame]:
    """Everything kept of postings, with `posting_id`: as read, and the bodies (some of which nobody could read)."""
    columns = ["source", "board", "sighted_id", "external_id", "employer", "title", "url"]
    for file in lake.posting_files():
        read = read_parquet(file, columns)
        yield read.with_columns(posting_id=_posting_ids(read), external_id="sighted_id")
    for part in lake.parts():
        keys = ["source", "board", "external_id", "employer", "url"]
        bodies = lake.scan_bodies(part).select(keys).collect().drop_nulls("external_id")
        yield bodies.with_columns(posting_id=_posting_ids(bodies), title=pl.lit(None, pl.String))


def _posting_ids(postings: pl.DataFrame) -> pl.Series:
    """Ids as the market has them: without the addresses that an import may have in them."""
    shown = without_addresses(postings, ("board", "external_id"))
    return shown.select(pl.concat_str("source", "board", "external_id", separator=":")).to_series()


def _is_meant(wanted: str) -> pl.Expr:
    wanted = wanted.strip()
    comment_id = pl.concat_str("source", "board", "external_id", separator=":")
    is_one = (pl.col("posting_id") == wanted) | (comment_id == wanted) | (pl.col("url") == wanted)
    if "://" in wanted or ":" in wanted:
        return is_one
    return is_one | (employer_key(pl.col("employer")) == employer_key(pl.lit(wanted)))
