"""What is missing from a lake that lost files: by a person's hand, a bad copy or a damaged disk.

Decides when a lake lacks what it must hold before a market is made of it, or before a board is asked what is new. Leaves
files that are damaged to `flows.lake.parts`, and what a failed look means to `transforms.history`.
"""

from __future__ import annotations

import logging
from collections.abc import Set

import polars as pl

from flows.errors import CheckFailed
from flows.lake.disk import files_under
from flows.lake.parts import Lake

log = logging.getLogger(__name__)

_LOST = "the lake has lost what this look saw"


def fail_lost_looks(lake: Lake, looks: pl.DataFrame) -> pl.DataFrame:
    """Looks, where one failed whose sightings the lake has lost: it must close nothing. So did those that repeat it.

    A look lists a posting once. So one that listed more than were ever forgotten has sightings left.
    """
    listed = looks.filter(
        pl.col("outcome") == "complete", pl.col("n_postings") > len(lake.forgotten())
    )
    if listed.is_empty():
        return looks
    seen = lake.scan_sightings().select("look_id").unique().collect(engine="streaming")
    lost = listed.join(seen, on="look_id", how="anti")["look_id"]
    if lost.is_empty():
        return looks
    repeats = (pl.col("outcome") == "unchanged") & pl.col("repeats_look_id").is_in(lost.implode())
    is_lost = pl.col("look_id").is_in(lost.implode()) | repeats.fill_null(False)
    log.warning(
        "the lake has lost what %d looks saw, the first at %s: they count as failed and close nothing. Was a file deleted?",
        lost.len(),
        looks.filter(is_lost)["looked_at"].min(),
    )
    return looks.with_columns(
        outcome=pl.when(is_lost).then(pl.lit("failed")).otherwise("outcome"),
        error=pl.when(is_lost).then(pl.lit(_LOST)).otherwise("error"),
    )


def still_whole(
    lake: Lake, looks: pl.DataFrame, every: pl.DataFrame, known: Set[str]
) -> pl.DataFrame:
    """Those looks of which the lake still holds all that they saw. Of others a board must not be asked what is new since.

    It would answer that nothing is, and what was lost would stay so for as long as the board does not change. Only the files
    of these looks are read, however long the history is.

    Args:
        lake: the lake.
        looks: conclusive looks, in `flows.lake.tables.LOOK`.
        every: all looks, among them those that `looks` repeat.
        known: hashes of the lake's bodies.
    """
    shown = looks.with_columns(shown_id=pl.coalesce("repeats_look_id", "look_id"))
    runs = every.filter(pl.col("look_id").is_in(shown["shown_id"].implode()))["run_id"]
    seen = (
        lake.scan_sightings(frozenset(runs.drop_nulls()))
        .filter(pl.col("look_id").is_in(shown["shown_id"].implode()))
        .select("content_hash", shown_id="look_id")
        .collect()
    )
    gone = list(set(seen["content_hash"]) - known)
    lost = seen.filter(pl.col("content_hash").is_in(gone))
    # A look lists a posting once. So one that listed more than were ever forgotten has sightings left.
    is_forgotten = pl.col("n_postings") <= len(lake.forgotten())
    whole = shown.join(lost, on="shown_id", how="anti")
    is_seen = pl.col("shown_id").is_in(seen["shown_id"].implode())
    return whole.filter(is_seen | is_forgotten).select(looks.columns)


def warn_of_lost_bodies(lake: Lake, unread: pl.DataFrame) -> None:
    """Says how many postings were seen whose bodies the lake has lost before they were read: no figure counts them.

    `unread`: postings without a reading, with the `content_hash` that each last had. Some are in quarantine.
    """
    if unread.is_empty():
        return
    lost = set(unread["content_hash"].drop_nulls()) - lake.known_hashes()
    if lost:
        log.warning(
            "the lake has lost the words of %d postings that it saw, so no figure counts them. The next run asks again for "
            "those that are still listed. Was a file deleted?",
            unread.filter(pl.col("content_hash").is_in(list(lost))).height,
        )


def require_readings(lake: Lake) -> None:
    """Raises CheckFailed when nothing of a lake with postings was read. Warns when parts of it were not."""
    read, committed = lake.parts_read_by(), set(lake.parts())
    seen = {file.stem for file in files_under(lake.folder / "bodies")} & committed
    unread = sorted(seen - read)
    if seen and not read:
        raise CheckFailed(
            f"{lake.folder} holds postings, and none of them is read: run `rolecall classify` first. The old market is untouched",
            "postings_are_read",
            "\n".join(unread[:5]),
        )
    if unread:
        log.warning(
            "the market lacks the postings of %d of %d parts of the lake, which are not read: "
            "run `rolecall classify`, then `rolecall store`",
            len(unread),
            len(seen),
        )
