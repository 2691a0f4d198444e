"""Notices what a kind of board has stopped saying: fewer postings, or a field that is no longer filled.

Decides what is usual (the median of each board's last fortnight of looks, weighted as today's boards are), how far below it
is an error, a warning or chance, and how that is said. Leaves alarms to `flows.alarms`, and which look may close postings
to `transforms.history.lifecycle`.

Only falls count: a field that fills up is good news. Weighting as today's boards are makes it irrelevant which boards were
looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from math import sqrt
from typing import Any

import polars as pl

from transforms.statistics.columns import counts, dates, reals, texts
from transforms.statistics.floors import counted
from transforms.statistics.intervals import wilson_share
from transforms.vocabulary import CONCLUSIVE, SHOWING

LOOK_DAYS = 14
"""Earlier days of looks that say what is usual: a fortnight of daily looks, a quarter of weekly ones."""

LEAST_LOOKS = 3
"""Earlier looks a board needs before its usual state is known. The median of fewer is any one look's accident."""

LEAST_POSTINGS = 30
"""Postings behind a fill rate that is judged. Of fewer, a dozen new ones can change it."""

LEAST_USUAL = 20.0
"""Postings that a kind of board usually lists before its silence is an error rather than a warning."""

SILENT_USUAL_SHARE = 0.5
SILENT_PART = 0.1
"""A field that half of the postings had is silent when less than a tenth of that is left."""

MILD_USUAL_SHARE = 0.2
MILD_PART = 0.75
MILD_COUNT_PART = 0.5
"""Milder drift: a quarter of a fill rate gone, or half of the postings (a busy month closes a third)."""

CERTAINTY = 3.0
"""Standard errors. Each run judges ten fields of some thirty kinds of boards. At 95 % there would be a false alarm every day."""

LIST_FIELDS = ("locations", "country_codes_stated", "pay_stated", "fingerprint")
FIELDS = (
    *("url", "department", "locations", "country_codes_stated", "remote_stated"),
    *("employment_type", "posted_date", "language_stated", "pay_stated", "fingerprint"),
)
"""The columns of READING that a board fills itself. `fingerprint` stands for the text, at a tenth of its size."""
_PLAIN_FIELDS = set(FIELDS) - set(LIST_FIELDS)

ITEMS = {
    "locations": "location",
    "country_codes_stated": "country",
    "remote_stated": "remote_policy",
    "language_stated": "language",
    "pay_stated": "pay",
    "fingerprint": "text",
}
"""The words of `mart_drift.item` where they are not the column's own."""

POSTINGS, READ = "postings", "read"
"""Items that are no field: how many postings are listed, and which share of them can be read at all."""

DRIFT = pl.Schema(
    texts("source item")
    | dates("looked_date")
    | counts("n_boards n_boards_reached n n_of")
    | reals("share share_high usual_share n_usual")
    | texts("verdict note")
)

_KEY = ["source", "board", "external_id", "content_hash"]

Row = dict[str, Any]


def measure_drift(
    looks: pl.DataFrame,
    sightings: pl.LazyFrame,
    contents: pl.LazyFrame,
    census_sources: Collection[str],
) -> pl.DataFrame:
    """One row per source and item: what the source's last day of looks gave, beside what is usual.

    Args:
        looks: the columns of `flows.lake.tables.LOOK`, in the order of their time.
        sightings: what each look saw. An `unchanged` look shows what the look it repeats saw.
        contents: one row per posting read: `source`, `board`, `sighted_id`, `content_hash` and `FIELDS`.
        census_sources: sources whose lists grow all month. Their counts are judged for silence only.

    Returns:
        `mart_drift`. `verdict`: error, warning, steady, or unknown (too few postings or earlier looks). `note` says what
        has fallen, and is null for steady and unknown rows.
    """
    every_day = _count(_board_days(looks), sightings, contents)
    rows: list[Row] = []
    for (source,), days in every_day.group_by("source", maintain_order=True):
        rows += ({"source": source, **row} for row in _judge(days, source in census_sources))
    return pl.DataFrame(rows, schema=DRIFT).sort("source", "item")


def list_look_ids(looks: pl.DataFrame) -> pl.Series:
    """Ids of the looks whose sightings `measure_drift` counts: those of each source's last look days, or what they repeat."""
    return _board_days(looks).filter("is_reached")["shown_look_id"].unique()


def _board_days(looks: pl.DataFrame) -> pl.DataFrame:
    """One row per board and day of its source's last look days: the last look that reached the board, else the last.

    A day's second look counts rather than the first, as a person looks again when the first went wrong. Days on which no
    board of the source was reached say nothing of what is usual, so a silence is not forgotten, however long it lasts.
    """
    dated = looks.with_columns(
        looked_date=pl.col("looked_at").dt.date(),
        is_reached=pl.col("outcome").is_in(SHOWING),
        shown_look_id=pl.coalesce("repeats_look_id", "look_id"),
    )
    is_last = pl.col("looked_date") == pl.col("looked_date").max().over("source")
    has_reached = pl.col("is_reached").any().over("source", "looked_date")
    days_ago = pl.col("looked_date").rank("dense", descending=True).over("source")
    return (
        dated.filter(is_last | has_reached)
        .filter(days_ago <= LOOK_DAYS + 1)
        .sort("source", "board", "looked_date", "is_reached", "looked_at", "look_id")
        .group_by("source", "board", "looked_date", maintain_order=True)
        .last()
        .select("source", "board", "looked_date", "outcome", "is_reached", "shown_look_id")
    )


def _count(days: pl.DataFrame, sightings: pl.LazyFrame, contents: pl.LazyFrame) -> pl.DataFrame:
    """The board days with `n_listed`, `n_read`, and per field how many of the postings read have it."""
    shown = days.filter("is_reached").select(look_id="shown_look_id").unique().lazy()
    seen = sightings.select("look_id", *_KEY).join(shown, on="look_id", how="semi")
    distinct = seen.unique(["look_id", "source", "board", "external_id"], keep="any")
    # One body can hold several openings (a comment). It has a field when any of them does.
    bodies = contents.select(
        "source", "board", "content_hash", *_is_filled(), external_id="sighted_id"
    )
    read = bodies.group_by(_KEY).agg(pl.col(FIELDS).any(), is_read=pl.lit(True))
    sums = (
        distinct.join(read, on=_KEY, how="left")
        .group_by(shown_look_id="look_id")
        .agg(
            pl.col(FIELDS).sum().cast(pl.Int64),
            n_listed=pl.len().cast(pl.Int64),
            n_read=pl.col("is_read").sum().cast(pl.Int64),
        )
        .collect(engine="streaming")
    )
    numbers = pl.col("n_listed", "n_read", *FIELDS).fill_null(0)
    return (
        days.join(sums, on="shown_look_id", how="left")
        .with_columns(pl.when("is_reached").then(numbers))
        .sort("source", "board", "looked_date")
    )


def _is_filled() -> list[pl.Expr]:
    """For each field, whether a posting has it."""
    has_items = (pl.col(LIST_FIELDS).list.len() > 0).fill_null(False)
    return [has_items, pl.col(_PLAIN_FIELDS).is_not_null()]


def _judge(days: pl.DataFrame, is_census: bool) -> Iterator[Row]:
    """The rows of one source."""
    today = days["looked_date"].max()
    now = days.filter(pl.col("looked_date") == today)
    usual = _usual_state(days.filter(pl.col("looked_date") < today, "is_reached"))
    both = now.join(usual, on="board").sort("board")
    reached = both.filter("is_reached")
    base = {"looked_date": today, "n_boards": now.height}
    base["n_boards_reached"] = int(now["is_reached"].sum())
    yield base | _judge_count(both, is_census)
    yield base | _judge_share(reached, "n_read", "n_listed", "usual_read", READ)
    for field in FIELDS:
        item = ITEMS.get(field, field)
        yield base | _judge_share(reached, field, "n_read", f"usual_{field}", item)


def _usual_state(earlier: pl.DataFrame) -> pl.DataFrame:
    """One row per board with enough earlier looks: how many postings it usually lists, and which shares have each field."""
    rates = [(pl.col(field) / pl.col("n_read")).alias(f"usual_{field}") for field in FIELDS]
    n_whole = pl.col("outcome").is_in(CONCLUSIVE).sum().over("board")
    return (
        earlier.with_columns(n_whole=n_whole)
        .filter(_is_countable())
        .with_columns(*rates, usual_read=pl.col("n_read") / pl.col("n_listed"))
        .fill_nan(None)
        .group_by("board")
        .agg(
            pl.col(r"^usual_.*$").median(),
            pl.col("n_whole").first(),
            n_looks=pl.len(),
            n_usual=pl.col("n_listed").median(),
        )
        .filter(pl.col("n_looks") >= LEAST_LOOKS)
    )


def _is_countable() -> pl.Expr:
    """Whether a look may be counted beside others of its board: a whole one, or any of a feed that never lists all."""
    return pl.col("outcome").is_in(CONCLUSIVE) | (pl.col("n_whole") < LEAST_LOOKS)


def _judge_count(known: pl.DataFrame, is_census: bool) -> Row:
    """How many postings are listed. A failed look lowers nothing, unless no look at all reached its board."""
    if known.is_empty():
        return _row(POSTINGS, "unknown")
    if not known["is_reached"].any():
        return _unreached(known)
    whole = known.filter(_is_countable(), "is_reached")
    n, n_usual = int(whole["n_listed"].sum()), float(whole["n_usual"].sum())
    verdict, note = "steady", None
    if whole.is_empty() or n_usual < LEAST_USUAL:
        verdict = "unknown"
    elif n == 0:
        boards = counted(whole.height, "board")
        verdict = "error"
        note = f"no posting at all on {boards} that answered; usually {n_usual:,.0f} are listed"
    elif not is_census and _largest_likely_mean(n) < MILD_COUNT_PART * n_usual:
        verdict, note = "warning", f"{n:,} postings are listed where {n_usual:,.0f} usually are"
    return _row(POSTINGS, verdict, note, n=n, n_usual=n_usual)


def _unreached(known: pl.DataFrame) -> Row:
    n_usual = float(known["n_usual"].sum())
    note = f"{_none_reached(known)}; usually {n_usual:,.0f} postings are listed"
    verdict = "error" if n_usual >= LEAST_USUAL else "warning"
    return _row(POSTINGS, verdict, note, n=0, n_usual=n_usual)


def _none_reached(looks: pl.DataFrame) -> str:
    by_outcome = looks.group_by("outcome").len().sort("outcome").iter_rows()
    ended = ", ".join(f"{n} {outcome}" for outcome, n in by_outcome)
    visits = (
        "the visit did not reach" if looks.height == 1 else f"none of {looks.height} visits reached"
    )
    return f"{visits} its board ({ended})"


def _largest_likely_mean(n: int) -> float:
    """The largest Poisson mean that `n` events leave likely."""
    z = CERTAINTY
    return n + z * z / 2 + z * sqrt(n + z * z / 4)


def _judge_share(reached: pl.DataFrame, hits: str, of: str, usual: str, item: str) -> Row:
    """How many of the postings have a field, beside what each board usually has, weighted by today's postings."""
    rows = reached.filter(pl.col(usual).is_not_null(), pl.col(of) > 0)
    n, n_of = int(rows[hits].sum()), int(rows[of].sum())
    if not n_of:
        return _row(item, "unknown")
    share, usual_share = n / n_of, float((rows[usual] * rows[of]).sum()) / n_of
    _, high = wilson_share(share, n_of, CERTAINTY)
    verdict, note = _verdict(share, high, usual_share, n_of), None
    if verdict in ("error", "warning"):
        what = "can be read" if item == READ else f"have {item.replace('_', ' ')}"
        note = f"{n:,} of {n_of:,} postings {what} ({share:.0%}); usually {usual_share:.0%} do"
    shares = {"share": share, "share_high": high, "usual_share": usual_share}
    return _row(item, verdict, note, n=n, n_of=n_of, **shares)


def _verdict(share: float, high: float, usual: float, n_of: int) -> str:
    if n_of < LEAST_POSTINGS:
        return "unknown"
    if usual >= SILENT_USUAL_SHARE and share < SILENT_PART * usual and high < usual / 2:
        return "error"
    return "warning" if usual >= MILD_USUAL_SHARE and high < MILD_PART * usual else "steady"


def _row(item: str, verdict: str, note: str | None = None, **numbers: float) -> Row:
    return {"item": item, "verdict": verdict, "note": note, **numbers}
