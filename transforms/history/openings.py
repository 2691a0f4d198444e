"""Groups postings into openings: one job, however many ids, cities, boards or spellings of the employer it has.

Decides which postings of one employer are the same job: those of one kind of title whose texts are alike enough or cut from
one another, either open at once (copies) or one after the other within 90 days (reposts). Leaves kinds of title
and thresholds to `history.same_job`, finding similar texts to `history.similar_texts`, and cut ones to `history.cut_copies`.

A posting without a text is an opening of its own: a title alone does not show that two jobs are one. Posts of a census are
compared within their period only.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from transforms.history.cut_copies import cut_pairs
from transforms.history.likeness import with_likeness
from transforms.history.same_job import (
    SAME_TEXT,
    SAME_TEXT_ELSEWHERE,
    SAME_TEXT_OF_HEAD,
    SAME_TEXT_OF_HEAD_ELSEWHERE,
    places,
    with_blocks,
)
from transforms.history.similar_texts import (
    N_VALUES,
    Ints,
    components,
    distinct_texts,
    reworded_pairs,
    similar_pairs,
    with_rivals,
)
from transforms.text.lexicon import lexicon

REPOST_DAYS = 90
"""A new id this many days after the old one closed is the old demand. Later it is a new decision to hire."""

EVERGREEN_DAYS = 180
EVERGREEN_REPOSTS = 3
EVERGREEN_WINDOW_DAYS = 365

_MOST_COMPARED = 250_000
"""Texts whose fingerprints and lines are in memory together: half a kilobyte each, and the lake is read through once for them."""

_OF_POSTINGS = (
    "posting_id row source board period employer employer_key title level role_counted location_raw city region"
    " country_codes is_census is_open first_seen_at last_seen_at closed_at is_left_truncated requisition_id language"
).split()
"""What tells openings apart and describes them. All columns of a million postings would be copied at every step."""

_NO_TEXTS = pl.DataFrame(
    schema={
        "text": pl.Int64,
        "block": pl.UInt32,
        "row": pl.UInt32,
        "places": pl.List(pl.String),
        "languages": pl.String,
        "n_words": pl.UInt32,
    }
)

_LEGAL_FORMS = "|".join(lexicon(__package__, "same_job.toml")["legal_forms"])


@dataclass(frozen=True)
class Grouping:
    """`links`: posting_id, opening_id. `openings`: one row per opening, the warehouse's `opening` table, sorted by id."""

    links: pl.DataFrame
    openings: pl.DataFrame


@dataclass(frozen=True)
class _Compared:
    """Pairs of text indices that are one job, and the texts of blocks that hold several: what cut copies are looked for in."""

    pairs: Ints
    distinct: pl.DataFrame


def employer_key(employer: pl.Expr) -> pl.Expr:
    """One spelling per employer: case, accents, punctuation, blanks and legal forms apart. Null for a nameless employer."""
    plain = employer.str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.to_lowercase()
    spelled = plain.str.replace_all(r"[.'’]", "").str.replace_all("&", " and ")
    words = spelled.str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars()
    bare = words.str.replace(r"^the ", "").str.replace(rf"(?: (?:{_LEGAL_FORMS}))+$", "")
    key = bare.str.replace_all(" ", "")
    return pl.when(key == "").then(None).otherwise(key)


def group(
    postings: pl.DataFrame, contents: pl.LazyFrame, likeness: pl.LazyFrame | None = None
) -> Grouping:
    """Groups postings into openings.

    Args:
        postings: one row per posting, with the columns of the warehouse's `posting` and the `row` of its content.
            `requisition_id` and `language` where they are known.
        contents: by `row` the `fingerprint` (a list of MinHash values, null or empty without a text) and the
            `description_text`. Read as far as needed: all texts together do not fit in memory.
        likeness: by `row` what `history.likeness` takes from the same contents. By default it is taken here, from all at once.

    Returns:
        A `Grouping`. An opening's id is the smallest posting id in it, so the same postings give the same ids in any order.
        A job that comes back more than 90 days after it closed is another opening.
    """
    likeness = with_likeness(contents.collect()).lazy() if likeness is None else likeness
    needed = postings.select(name for name in _OF_POSTINGS if name in postings.columns)
    jobs = needed.sort("posting_id").pipe(with_blocks).pipe(_number_jobs, contents, likeness)
    chained = _chain(jobs)
    links = chained.select("posting_id", "opening_id").sort("posting_id")
    return Grouping(links=links, openings=_describe_openings(chained))


def _number_jobs(
    postings: pl.DataFrame, contents: pl.LazyFrame, likeness: pl.LazyFrame
) -> pl.DataFrame:
    """Adds `job`, the number of the group of postings with the same text and title."""
    texts = _number_texts(postings, likeness)
    compared = [_compare(some, contents, likeness) for some in _slices(texts)]
    distinct = pl.concat([_NO_TEXTS, *(found.distinct for found in compared)])
    linked = np.concatenate([_translations(postings, texts), *(found.pairs for found in compared)])
    n_texts = texts["text"].n_unique()
    cut = cut_pairs(distinct, components(n_texts, linked), contents)
    labels = components(n_texts, np.concatenate([linked, cut]))
    job = pl.Series(labels[texts["text"].to_numpy()], dtype=pl.Int64)
    joined = postings.join(
        texts.select("posting_id", job=job), on="posting_id", how="left", maintain_order="left"
    )
    alone = -1 - pl.int_range(pl.len(), dtype=pl.Int64)
    return joined.with_columns(pl.coalesce("job", alone)).drop(
        "owner", "block", "head_block", "family"
    )


def _number_texts(postings: pl.DataFrame, likeness: pl.LazyFrame) -> pl.DataFrame:
    """One row per posting with a text, in the order given: `text` is the same for those of one block with one fingerprint."""
    prints = likeness.select("row", "print_hash").drop_nulls().collect(engine="streaming")
    return postings.join(prints, on="row", maintain_order="left").select(
        *("posting_id", "owner", "block", "head_block", "family", "row"),
        places=places(pl.col("location_raw")),
        board=pl.concat_str("source", "board", separator=":"),
        text=pl.struct("block", "print_hash").rank("dense").cast(pl.Int64) - 1,
    )


def _slices(texts: pl.DataFrame) -> list[pl.DataFrame]:
    """The texts, so many at a time as are compared together. Those of one owner are never split."""
    sizes = texts.group_by("owner").agg(n=pl.len()).sort("owner")
    numbered = sizes.select("owner", slice=(pl.col("n").cum_sum() - 1) // _MOST_COMPARED)
    return texts.join(numbered, on="owner", maintain_order="left").partition_by(
        "slice", maintain_order=True, include_key=False
    )


def _compare(texts: pl.DataFrame, contents: pl.LazyFrame, likeness: pl.LazyFrame) -> _Compared:
    """What these texts are to each other."""
    distinct = distinct_texts(texts, "block")
    headed = distinct_texts(texts.drop_nulls("head_block"), "head_block")
    rows = pl.LazyFrame({"row": pl.concat([distinct["row"], headed["row"]]).unique()})
    prints = contents.select("row", "fingerprint").join(rows, on="row", how="semi")
    # One after the other, so that no two large lists are held together with what they are read from.
    read = prints.collect(engine="streaming")
    values = read["fingerprint"].list.to_array(N_VALUES).to_numpy()
    at = read.select("row").with_row_index("at").lazy()
    known = likeness.drop("print_hash").join(at, on="row").collect(engine="streaming")
    distinct = with_rivals(distinct, "block", known)
    headed = with_rivals(headed, "head_block", known.drop("lines"))
    of_head = (SAME_TEXT_OF_HEAD, SAME_TEXT_OF_HEAD_ELSEWHERE)
    pairs = [
        similar_pairs(distinct, values, SAME_TEXT, SAME_TEXT_ELSEWHERE, ("places", "boards")),
        similar_pairs(headed, values, *of_head, ("places",)),
        reworded_pairs(distinct, ("places", "boards")),
    ]
    return _Compared(np.concatenate(pairs), distinct.select(_NO_TEXTS.columns))


def _translations(postings: pl.DataFrame, texts: pl.DataFrame) -> np.ndarray:
    """Pairs of texts that are one job in two languages: one requisition of a board, at one place, each language once."""
    if not {"requisition_id", "language"} <= set(postings.columns):
        return np.empty((0, 2), dtype=np.int64)
    job = ["source", "board", "requisition_id", "location_raw"]
    named = postings.drop_nulls("requisition_id").select("posting_id", "language", *job)
    versions = named.join(texts.select("posting_id", "text"), on="posting_id").sort("posting_id")
    each = versions.unique([*job, "language"], keep="first", maintain_order=True)
    first = pl.col("text").first().over(job)
    linked = each.with_columns(first=first).filter(pl.col("text") != pl.col("first"))
    return linked.select("first", "text").to_numpy().astype(np.int64)


def _chain(jobs: pl.DataFrame) -> pl.DataFrame:
    """Cuts each job where nothing of it was open for more than REPOST_DAYS. Adds `opening_id` and `is_repost`.

    An opening is called by the smallest posting id of its stretch of a job. Most jobs are one posting: nothing of these is cut.
    """
    first_seen_at, free_from = pl.col("first_seen_at"), pl.col("free_from")
    closed_at = pl.col("closed_at").fill_null(pl.datetime(9999, 1, 1))
    ends_at = pl.when("is_census").then("first_seen_at").otherwise(closed_at)
    is_alone = pl.len().over("job") == 1
    alone = jobs.filter(is_alone).with_columns(is_repost=False, opening_id="posting_id")
    ordered = jobs.filter(~is_alone).sort("job", "first_seen_at", "posting_id")
    freed = ordered.with_columns(free_from=ends_at.cum_max().shift().over("job"))
    is_new = (first_seen_at - free_from > pl.duration(days=REPOST_DAYS)).fill_null(False)
    is_repost = (first_seen_at >= free_from) & ~is_new & ~pl.col("is_census")
    chained = freed.with_columns(
        is_repost=is_repost.fill_null(False), chain=is_new.cast(pl.UInt32).cum_sum().over("job")
    )
    named = chained.with_columns(opening_id=pl.col("posting_id").min().over("job", "chain"))
    return pl.concat([alone, named.select(alone.columns)])


def _describe_openings(chained: pl.DataFrame) -> pl.DataFrame:
    """One row per opening. Its first posting names it."""
    all_closed = pl.col("closed_at").null_count() == 0
    days_seen = (pl.col("last_seen_at").max() - pl.col("first_seen_at").min()).dt.total_days()
    openings = (
        chained.sort("opening_id", "first_seen_at", "posting_id")
        .group_by("opening_id", maintain_order=True)
        .agg(
            pl.col("employer", "employer_key", "title", "level").first(),
            pl.col("is_left_truncated", "is_census").first(),
            # Of copies of one advert one may say that it is a talent pool, which has no role.
            role=pl.col("role_counted").drop_nulls().first(),
            opened_date=pl.col("first_seen_at").first().dt.date(),
            closed_date=pl.when(all_closed).then(pl.col("closed_at").max().dt.date()),
            is_open=pl.col("is_open").any(ignore_nulls=False),
            n_postings=pl.len().cast(pl.Int64),
            n_reposts=pl.col("is_repost").sum().cast(pl.Int64),
            is_long_seen=days_seen > EVERGREEN_DAYS,
        )
        .join(_countries(chained), on="opening_id", how="left")
        .join(_often_reposted(chained), on="opening_id", how="left")
    )
    is_evergreen = pl.col("is_long_seen") | pl.col("is_often_reposted").fill_null(False)
    return openings.select(
        *("opening_id", "employer", "employer_key", "title", "role", "level", "opened_date"),
        *("closed_date", "is_open", "n_postings", "n_reposts"),
        pl.col("country_codes").fill_null(pl.lit([], dtype=pl.List(pl.String))),
        (is_evergreen & ~pl.col("is_census")).alias("is_evergreen"),
        "is_left_truncated",
        "is_census",
    ).sort("opening_id")


def _countries(chained: pl.DataFrame) -> pl.DataFrame:
    """The countries of an opening's postings, sorted."""
    codes = chained.select("opening_id", code="country_codes").explode("code", empty_as_null=True)
    distinct = codes.drop_nulls("code").unique().sort("opening_id", "code")
    return distinct.group_by("opening_id", maintain_order=True).agg(country_codes="code")


def _often_reposted(chained: pl.DataFrame) -> pl.DataFrame:
    """Openings with EVERGREEN_REPOSTS reposts inside EVERGREEN_WINDOW_DAYS."""
    reposts = chained.filter("is_repost").sort("opening_id", "first_seen_at")
    earlier = pl.col("first_seen_at").shift(EVERGREEN_REPOSTS - 1).over("opening_id")
    is_often = pl.col("first_seen_at") - earlier <= pl.duration(days=EVERGREEN_WINDOW_DAYS)
    return reposts.filter(is_often).select("opening_id", is_often_reposted=pl.lit(True)).unique()
