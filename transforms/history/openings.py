"""Groups postings into openings: one job, however many ids, cities, boards or spellings of the employer it wears.

Decides which postings of one employer are the same job: those of one kind of title whose texts (MinHash) are alike enough
or cut from one another, either open at once (copies) or one after the other within 90 days (reposts). Leaves what a kind of
title and alike enough are to `transforms.history.same_job`, cut texts to `transforms.history.cut_copies`, the fingerprint to
`transforms.readers.fingerprint` and the lifecycles to `transforms.history.lifecycle`.

A posting without a text is an opening of its own: a title alone does not show that two jobs are one. Posts of a census are
compared within their period only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from transforms.history.cut_copies import cut_pairs
from transforms.history.same_job import (
    SAME_TEXT,
    SAME_TEXT_ELSEWHERE,
    SAME_TEXT_OF_HEAD,
    SAME_TEXT_OF_HEAD_ELSEWHERE,
    languages_asked,
    places,
    with_blocks,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

REPOST_DAYS = 90
"""A new id this many days after the old one closed is the old demand; later it is a new decision to hire."""

EVERGREEN_DAYS = 180
EVERGREEN_REPOSTS = 3
EVERGREEN_WINDOW_DAYS = 365

_VALUES = 64
# 21 bands of 3 values: a pair at 0.65 shares a band with probability 0.999, a pair at 0.3 with 0.44.
_BANDS, _ROWS = 21, 3

_LEGAL_FORMS = (
    "inc incorporated corp corporation co company ltd limited llc llp lp plc gmbh mbh ag se sa sas sarl bv nv ab as asa oy oyj "
    "aps spa srl kg kgaa ug ev pty pvt private pte kk pbc and"
).split()


@dataclass(frozen=True)
class Grouping:
    """`links`: posting_id, opening_id. `openings`: one row per opening, the warehouse's `opening` table, sorted by id."""

    links: pl.DataFrame
    openings: pl.DataFrame


def employer_key(employer: pl.Expr) -> pl.Expr:
    """One spelling per employer: case, accents, punctuation, blanks and legal forms apart. Null for a nameless employer."""
    plain = (
        employer.str.normalize("NFKD")
        .str.replace_all(r"\p{M}", "")
        .str.to_lowercase()
        .str.replace_all(r"[.'’]", "")
    )
    words = (
        plain.str.replace_all("&", " and ")
        .str.replace_all(r"[^\p{L}\p{N}]+", " ")
        .str.strip_chars()
    )
    bare = words.str.replace(r"^the ", "").str.replace(rf"(?: (?:{'|'.join(_LEGAL_FORMS)}))+$", "")
    key = bare.str.replace_all(" ", "")
    return pl.when(key == "").then(None).otherwise(key)


def group(postings: pl.DataFrame) -> Grouping:
    """Groups postings into openings.

    Args:
        postings: one row per posting, with the columns of the warehouse's `posting` and `fingerprint` (a list of MinHash
            values; null or empty without a text).

    Returns:
        A `Grouping`. An opening's id is the smallest posting id in it, so the same postings give the same ids in any order.
        A job that comes back more than 90 days after it closed is another opening.
    """
    jobs = postings.sort("posting_id").pipe(with_blocks).pipe(_name_jobs)
    chained = _chain(jobs)
    links = chained.select("posting_id", "opening_id").sort("posting_id")
    return Grouping(links=links, openings=_openings(chained))


def _name_jobs(postings: pl.DataFrame) -> pl.DataFrame:
    """Adds `job`, the number of the group of postings with the same text and title."""
    texts = postings.filter(pl.col("fingerprint").list.len() == _VALUES).select(
        *("posting_id", "block", "head_block", "family", "fingerprint", "description_text"),
        places=places(pl.col("location_raw")),
        board=pl.concat_str("source", "board", separator=":"),
        print_hash=pl.col("fingerprint")
        .list.eval(pl.element().cast(pl.String))
        .list.join(",")
        .hash(),
    )
    numbered = texts.with_columns(
        text=pl.struct("block", "print_hash").rank("dense").cast(pl.Int64) - 1
    )
    headed = numbered.drop_nulls("head_block")
    distinct = _distinct(numbered, "block")
    linked = np.concatenate(
        [
            _similar_pairs(distinct, SAME_TEXT, SAME_TEXT_ELSEWHERE, ("places", "boards")),
            _similar_pairs(
                _distinct(headed, "head_block"),
                SAME_TEXT_OF_HEAD,
                SAME_TEXT_OF_HEAD_ELSEWHERE,
                ("places",),
            ),
        ]
    )
    n_texts = numbered["text"].n_unique()
    cut = cut_pairs(distinct, _components(n_texts, linked))
    labels = _components(n_texts, np.concatenate([linked, cut]))
    named = numbered.select(
        "posting_id", component=pl.Series(labels[numbered["text"].to_numpy()], dtype=pl.Int64)
    )
    joined = postings.join(named, on="posting_id", how="left", maintain_order="left")
    alone = -1 - pl.int_range(pl.len(), dtype=pl.Int64)
    return joined.with_columns(job=pl.coalesce("component", alone)).drop(
        "component", "block", "head_block", "family"
    )


def _distinct(texts: pl.DataFrame, block: str) -> pl.DataFrame:
    """One row per text in the blocks that hold several, with its places and boards; `rivals`: of one block, asking for one language."""
    distinct = texts.group_by(block, "text", maintain_order=True).agg(
        pl.col("fingerprint", "description_text", "family").first(),
        places=pl.col("places").list.explode().unique(maintain_order=True),
        boards=pl.col("board").unique(maintain_order=True),
    )
    rivals = distinct.filter(pl.len().over(block) > 1)
    asked = rivals.with_columns(languages=languages_asked(pl.col("description_text")))
    return asked.with_columns(rivals=pl.struct(block, "languages").rank("dense"))


def _similar_pairs(
    texts: pl.DataFrame, least: float, least_elsewhere: float, sites: tuple[str, ...]
) -> NDArray[np.int64]:
    """Pairs of text numbers in one block that are at least so similar: found by bands, then compared in full.

    `least_elsewhere` holds for texts that have none of one of their `sites` (places, boards) in common, `least` for the
    others, if one title says no more than the other.
    """
    if texts.height < 2:
        return np.empty((0, 2), dtype=np.int64)
    prints = texts["fingerprint"].list.to_array(_VALUES).to_numpy().astype(np.uint32)
    pairs = _candidates(prints, texts["rivals"])
    is_same = np.zeros(len(pairs), dtype=bool)
    for begin in range(0, len(pairs), 100_000):
        left, right = pairs[begin : begin + 100_000].T
        facts = _compare(texts, left, right, sites)
        floor = np.where(
            facts["is_elsewhere"], least_elsewhere, np.where(facts["is_nested"], least, np.inf)
        )
        is_same[begin : begin + 100_000] = (prints[left] == prints[right]).mean(axis=1) >= floor
    numbers: NDArray[np.int64] = texts["text"].to_numpy().astype(np.int64)[pairs[is_same]]
    return numbers


def _candidates(prints: NDArray[np.uint32], block: pl.Series) -> NDArray[np.int64]:
    """Pairs of rows of one block that agree in a whole band: each row with the first and the previous one of its bucket."""
    rows = pl.DataFrame({"row": np.arange(len(prints)), "block": block})
    found = []
    for band in range(_BANDS):
        values = prints[:, band * _ROWS : (band + 1) * _ROWS]
        columns = {f"v{place}": values[:, place] for place in range(_ROWS)}
        bucket = ["block", *columns]
        neighbours = rows.with_columns(
            **{name: pl.Series(column) for name, column in columns.items()}
        ).select(
            "row",
            first=pl.col("row").first().over(bucket),
            previous=pl.col("row").shift().over(bucket),
        )
        found.append(neighbours.select("row", other="first"))
        found.append(neighbours.select("row", other="previous"))
    pairs: NDArray[np.int64] = (
        pl.concat(found)
        .filter(pl.col("other") < pl.col("row"))
        .unique()
        .sort("row", "other")
        .to_numpy()
    )
    return pairs


def _compare(
    texts: pl.DataFrame, left: NDArray[np.int64], right: NDArray[np.int64], sites: tuple[str, ...]
) -> pl.DataFrame:
    """For each pair, `is_elsewhere`: one of the sites has no value in common; `is_nested`: one title has all words of the other.

    Texts without a stated place are taken to be at the same one.
    """
    sides = texts.select("places", "boards", "family")
    pairs = pl.concat(
        [sides[left], sides[right].rename(lambda name: f"other_{name}")], how="horizontal"
    )
    n_common = {
        name: pl.col(name).list.set_intersection(f"other_{name}").list.len()
        for name in sides.columns
    }
    n_least = {
        name: pl.min_horizontal(pl.col(name).list.len(), pl.col(f"other_{name}").list.len())
        for name in sides.columns
    }
    return pairs.select(
        is_elsewhere=pl.any_horizontal(
            (n_common[site] == 0) & (n_least[site] > 0) for site in sites
        ),
        is_nested=n_common["family"] == n_least["family"],
    )


def _components(size: int, pairs: NDArray[np.int64]) -> NDArray[np.int64]:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    graph = coo_array(
        (np.ones(len(pairs), dtype=np.int8), (pairs[:, 0], pairs[:, 1])), shape=(size, size)
    )
    labels: NDArray[np.int64] = connected_components(graph, directed=False)[1].astype(np.int64)
    return labels


def _chain(jobs: pl.DataFrame) -> pl.DataFrame:
    """Cuts each job where nothing of it was open for more than REPOST_DAYS; adds `opening_id` and `is_repost`."""
    ends_at = (
        pl.when("is_census")
        .then("first_seen_at")
        .otherwise(pl.col("closed_at").fill_null(pl.datetime(9999, 1, 1)))
    )
    ordered = jobs.sort("job", "first_seen_at", "posting_id").with_columns(ends_at=ends_at)
    ordered = ordered.with_columns(
        free_from=pl.col("ends_at").cum_max().over("job").shift().over("job")
    )
    is_new_chain = pl.col("first_seen_at") - pl.col("free_from") > pl.duration(days=REPOST_DAYS)
    ordered = ordered.with_columns(is_new_chain=is_new_chain.fill_null(False))
    is_repost = (
        (pl.col("first_seen_at") >= pl.col("free_from"))
        & ~pl.col("is_new_chain")
        & ~pl.col("is_census")
    )
    chain = pl.struct(
        "job", pl.col("is_new_chain").cast(pl.UInt32).cum_sum().over("job").alias("chain")
    )
    chained = ordered.with_columns(is_repost=is_repost.fill_null(False), chain=chain)
    return chained.with_columns(opening_id=pl.col("posting_id").min().over("chain"))


def _openings(chained: pl.DataFrame) -> pl.DataFrame:
    first = chained.sort("opening_id", "first_seen_at", "posting_id").group_by(
        "opening_id", maintain_order=True
    )
    facts = first.agg(
        pl.col("employer", "employer_key", "title").first(),
        role=pl.col("role_counted").first(),
        level=pl.col("level").first(),
        opened_date=pl.col("first_seen_at").first().dt.date(),
        closed_date=pl.when(pl.col("closed_at").null_count() == 0).then(
            pl.col("closed_at").max().dt.date()
        ),
        is_open=pl.col("is_open").any(ignore_nulls=False),
        n_postings=pl.len().cast(pl.Int64),
        n_reposts=pl.col("is_repost").sum().cast(pl.Int64),
        days_seen=(pl.col("last_seen_at").max() - pl.col("first_seen_at").min()).dt.total_days(),
        is_left_truncated=pl.col("is_left_truncated").first(),
        is_census=pl.col("is_census").first(),
    )
    countries = (
        chained.select("opening_id", code="country_codes")
        .explode("code", empty_as_null=True)
        .drop_nulls("code")
    )
    countries = (
        countries.unique()
        .sort("opening_id", "code")
        .group_by("opening_id", maintain_order=True)
        .agg(country_codes="code")
    )
    is_evergreen = (pl.col("days_seen") > EVERGREEN_DAYS) | pl.col("is_often_reposted")
    return (
        facts.join(countries, on="opening_id", how="left")
        .join(_often_reposted(chained), on="opening_id", how="left")
        .with_columns(
            pl.col("country_codes").fill_null(pl.lit([], dtype=pl.List(pl.String))),
            pl.col("is_often_reposted").fill_null(False),
        )
        .with_columns(is_evergreen=is_evergreen & ~pl.col("is_census"))
        .select(
            *(
                "opening_id",
                "employer",
                "employer_key",
                "title",
                "role",
                "level",
                "opened_date",
                "closed_date",
                "is_open",
            ),
            *(
                "n_postings",
                "n_reposts",
                "country_codes",
                "is_evergreen",
                "is_left_truncated",
                "is_census",
            ),
        )
        .sort("opening_id")
    )


def _often_reposted(chained: pl.DataFrame) -> pl.DataFrame:
    """Openings with EVERGREEN_REPOSTS reposts inside EVERGREEN_WINDOW_DAYS."""
    reposts = chained.filter("is_repost").sort("opening_id", "first_seen_at")
    span = pl.col("first_seen_at") - pl.col("first_seen_at").shift(EVERGREEN_REPOSTS - 1).over(
        "opening_id"
    )
    return (
        reposts.filter(span <= pl.duration(days=EVERGREEN_WINDOW_DAYS))
        .select("opening_id", is_often_reposted=pl.lit(True))
        .unique()
    )
