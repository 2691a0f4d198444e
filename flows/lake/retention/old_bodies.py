"""Retention: deletes raw bodies older than `keep_raw_days`, and reads again the text that is kept of them.

Adverts carry recruiters' names and addresses, which nobody needs once the readers have read them. The visible text stays
without what is personal, and so does all that a board stated in fields. A better reader reads that text again, so no index
has to end where the raw bodies do. Only what a better *parser* would have found in the raw body is lost.
Decides which parts are old enough, and how kept text is read. Leaves raw bodies to `flows.classify`.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from functools import reduce

import polars as pl

from flows.lake.parts import Lake
from flows.lake.tables import READ_POSTING
from flows.lake.versions import present_version
from transforms.posting import POSTING
from transforms.readers.reading import READING, read_postings

log = logging.getLogger(__name__)

_LONGEST_DAYS = 365_000  # "for ever", within what a date can hold
_POSTINGS_AT_ONCE = 2000  # in memory

# In parts from before there was a `work_text` nothing says which words were of one opening alone. What was read by its title
# then is read by it again.
_OLDER_WORK_TEXT = pl.when(pl.col("source") == "hackernews").then(
    pl.when(pl.col("role_basis") == "title").then(pl.lit("")).otherwise("description_text")
)


def remove_old_bodies(lake: Lake, keep_days: int, as_of: datetime) -> int:
    """Empties every part whose bodies are all at least `keep_days` old at `as_of`.

    A part that the present readers have not read keeps its bodies: nothing is deleted before it is read.

    Returns:
        How many parts were emptied.
    """
    oldest = as_of - timedelta(days=min(keep_days, _LONGEST_DAYS))
    young_looks = lake.looks().filter(pl.col("looked_at") > oldest)["look_id"]
    # A body without a look (of an import that was killed) counts as old.
    is_too_young = lake.parts_brought_by(young_looks.unique().to_list())
    read = lake.parts_read_by(present_version())
    old = [part for part in lake.kept_parts() if part in read and part not in is_too_young]
    for part in old:
        lake.empty_bodies(part)
    if old:
        log.info("deleted the raw bodies of %d parts older than %d days", len(old), keep_days)
    return len(old)


def reread_kept_texts(lake: Lake) -> int:
    """Reads again every part without raw bodies that other readers read. Returns how many postings.

    A part in which a reader fails stays as it was. `transforms.statistics.growth.panel` then keeps its postings apart.
    """
    n_read = sum(reread_part(lake, part) for part in stale_kept_parts(lake))
    if n_read:
        log.info("read %d postings again from the text that was kept of them", n_read)
    return n_read


def stale_kept_parts(lake: Lake) -> list[str]:
    """The parts without raw bodies that other readers read."""
    stale = lake.parts_read_by() - lake.parts_read_by(present_version())
    return [part for part in lake.emptied_parts() if part in stale] if stale else []


def reread_part(lake: Lake, part: str) -> int:
    """Reads the kept text of one part again. Returns how many postings: none when a reader fails, which is logged."""
    try:
        postings = lake.postings(part)
        slices = postings.iter_slices(_POSTINGS_AT_ONCE)
        read = [pl.DataFrame(schema=READ_POSTING), *map(_read_kept_text, slices)]
    except Exception:
        log.exception("part %s: a reader failed on a kept text; the part stays as it was", part)
        return 0
    lake.replace_postings(part, pl.concat(read), present_version())
    return postings.height


def _as_html(text: pl.Expr) -> pl.Expr:
    """A plain text as HTML that shows its lines."""
    signs = (("&", "&amp;"), ("<", "&lt;"), ("\n", "<br>"))
    return reduce(lambda html, sign: html.str.replace_all(*sign, literal=True), signs, text)


def _read_kept_text(postings: pl.DataFrame) -> pl.DataFrame:
    """What the present readers make of postings in READ_POSTING. What boards stated in fields stays as it was."""
    # A part may be older than some columns.
    whole = pl.concat([pl.DataFrame(schema=READ_POSTING), postings], how="diagonal")
    text = {
        "description_html": pl.lit(None, dtype=pl.String),
        "description_plain": pl.col("description_text"),
        "description_work_html": _as_html(pl.coalesce("work_text", _OLDER_WORK_TEXT)),
    }
    read = read_postings(whole.with_columns(**text).select(POSTING.names()))
    keys = whole.select(name for name in READ_POSTING if name not in READING)
    return pl.concat([keys, read], how="horizontal").select(READ_POSTING.names())
