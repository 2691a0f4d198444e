"""Groups postings into openings: one job, however many ids, cities, boards or spellings of the employer it wears.

Decides which postings of one employer are the same job: the same title (places and working mode apart; for equal texts its beginning) and the same text
(MinHash similarity of at least 0.85), either open at once (copies) or one after the other within 90 days (reposts).
Leaves the fingerprint to `transforms.fingerprint` and the lifecycles to `transforms.lifecycle`.

A posting without a text is an opening of its own: a title alone does not show that two jobs are one. Posts of a census are
compared within their period only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from numpy.typing import NDArray

SAME_TEXT = 0.85
"""Least share of equal MinHash values. Copies that differ in city and pay alone score above 0.9; METHODS, section 3."""

SAME_TEXT_OF_HEAD = 0.97
"""When only the beginning of the title is the same ("Agent - Ottawa Mall", "Agent - Bay Mall") the text must be all but equal:
of 300 pairs read by hand, those at 0.95 still asked for another language or speciality."""

REPOST_DAYS = 90
"""A new id this many days after the old one closed is the old demand; later it is a new decision to hire."""

EVERGREEN_DAYS = 180
EVERGREEN_REPOSTS = 3
EVERGREEN_WINDOW_DAYS = 365

# 16 bands of 4 values: a pair at 0.85 shares a band with probability 0.99998, a pair at 0.4 with 0.34.
_BANDS, _ROWS = 16, 4

_LEGAL_FORMS = (
    "inc incorporated corp corporation co company ltd limited llc llp lp plc gmbh mbh ag se sa sas sarl bv nv ab as asa oy oyj "
    "aps spa srl kg kgaa ug ev pty pvt private pte kk pbc and"
).split()
_MODE_WORDS = (
    "remote remotely hybrid onsite on site office based wfh anywhere worldwide global us usa uk eu emea apac latam dach "
    "f m d w x h mfd mwd fmd wmd gn all genders multiple locations location various full part time fulltime parttime"
).split()


_TELLING_WORDS = (
    "intern internship graduate grad trainee junior jr associate senior sr staff principal lead head director manager "
    "i ii iii iv v 1 2 3 4 5 day days night nights shift weekend bilingual speaking english german french spanish portuguese "
    "italian dutch polish japanese korean mandarin chinese arabic hebrew turkish swedish danish norwegian finnish"
).split()
_PLACE_COLUMNS = ("location_raw", "city", "region")
_TITLE_TAIL = r"\s*(?:\s[-–—|/:]\s|[,(\[]).*$"
_LEAST_HEAD_WORDS = 2  # "Engineer" alone begins too many titles


@dataclass(frozen=True)
class Grouping:
    """`links`: posting_id, opening_id. `openings`: one row per opening, the warehouse's `opening` table, sorted by id."""

    links: pl.DataFrame
    openings: pl.DataFrame


def employer_key(employer: pl.Expr) -> pl.Expr:
    """One spelling per employer: case, accents, punctuation, blanks and legal forms apart. Null for a nameless employer."""
    plain = (
        employer.str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.to_lowercase().str.replace_all(r"[.'’]", "")
    )
    words = plain.str.replace_all("&", " and ").str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars()
    bare = words.str.replace(r"^the ", "").str.replace(rf"(?: (?:{'|'.join(_LEGAL_FORMS)}))+$", "")
    key = bare.str.replace_all(" ", "")
    return pl.when(key == "").then(None).otherwise(key)


def title_words(title: pl.Expr) -> pl.Expr:
    """The title as a list of lower-case words; requisition numbers are left out, "c++" and "c#" stay."""
    plain = title.str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.to_lowercase()
    numberless = plain.str.replace_all(r"\b[a-z]{0,3}[-_#]?\d{4,}\b", " ")
    return numberless.str.replace_all(r"[^\p{L}\p{N}+#]+", " ").str.strip_chars().str.split(" ")


def group(postings: pl.DataFrame) -> Grouping:
    """Groups postings into openings.

    Args:
        postings: one row per posting, with the columns of the warehouse's `posting` and `fingerprint` (a list of MinHash
            values; null or empty without a text).

    Returns:
        A `Grouping`. An opening's id is the smallest posting id in it, so the same postings give the same ids in any order.
        A job that comes back more than 90 days after it closed is another opening.
    """
    jobs = postings.sort("posting_id").pipe(_block).pipe(_name_jobs)
    chained = _chain(jobs)
    links = chained.select("posting_id", "opening_id").sort("posting_id")
    return Grouping(links=links, openings=_openings(chained))


def _block(postings: pl.DataFrame) -> pl.DataFrame:
    """Adds what postings must share to be one job at all: the employer (and the month of a census) and a kind of title.

    `block`: the same title, places and working mode apart. `head_block`: the same beginning of the title, with the words for
    level, language and shift wherever they stand.
    """
    words = title_words(pl.col("title"))
    head = title_words(pl.col("title").str.replace(_TITLE_TAIL, ""))
    telling = words.list.set_intersection(pl.lit(_TELLING_WORDS))
    places = title_words(pl.concat_str([pl.col(name).fill_null("") for name in _PLACE_COLUMNS], separator=" "))
    family, head = (
        title.list.set_difference(places).list.set_difference(pl.lit(_MODE_WORDS)) for title in (words, head)
    )
    nameless = pl.concat_str([pl.lit("\0"), pl.col("source"), pl.lit(":"), pl.col("board")])
    month = pl.concat_str([pl.col("source"), pl.lit(" "), pl.col("period").fill_null("")])
    owner = pl.struct(
        pl.coalesce("employer_key", nameless).alias("owner"),
        pl.when("is_census").then(month).otherwise(pl.lit("")).alias("month"),
    )
    named = postings.with_columns(
        family=pl.when(family.list.len() > 0).then(family).otherwise(words).list.sort().list.join(" "),
        head=pl.when(head.list.len() >= _LEAST_HEAD_WORDS).then(
            head.list.set_union(telling).list.sort().list.join(" ")
        ),
        owner=owner.rank("dense"),
    )
    return named.with_columns(
        block=pl.struct("owner", "family").rank("dense").cast(pl.UInt32),
        head_block=pl.when(pl.col("head").is_not_null()).then(pl.struct("owner", "head").rank("dense").cast(pl.UInt32)),
    ).drop("family", "head", "owner")


def _name_jobs(postings: pl.DataFrame) -> pl.DataFrame:
    """Adds `job`, the number of the group of postings with the same text and title."""
    texts = postings.filter(pl.col("fingerprint").list.len() == _BANDS * _ROWS).select(
        *("posting_id", "block", "head_block", "fingerprint"),
        print_hash=pl.col("fingerprint").list.eval(pl.element().cast(pl.String)).list.join(",").hash(),
    )
    distinct = texts.unique(["block", "print_hash"], keep="first", maintain_order=True).with_columns(
        text=pl.int_range(pl.len(), dtype=pl.Int64)
    )
    numbered = texts.join(
        distinct.select("block", "print_hash", "text"), on=["block", "print_hash"], maintain_order="left"
    )
    headed = numbered.drop_nulls("head_block").unique(["head_block", "text"], keep="first", maintain_order=True)
    linked = np.concatenate(
        [
            _similar_pairs(distinct.filter(pl.len().over("block") > 1), "block", SAME_TEXT),
            _similar_pairs(headed.filter(pl.len().over("head_block") > 1), "head_block", SAME_TEXT_OF_HEAD),
        ]
    )
    component = pl.Series("component", _components(distinct.height, linked), dtype=pl.Int64)
    named = numbered.join(distinct.select("text", component), on="text").select("posting_id", "component")
    joined = postings.join(named, on="posting_id", how="left", maintain_order="left")
    alone = -1 - pl.int_range(pl.len(), dtype=pl.Int64)
    return joined.with_columns(job=pl.coalesce("component", alone)).drop("component", "block", "head_block")


def _similar_pairs(texts: pl.DataFrame, block: str, least: float) -> NDArray[np.int64]:
    """Pairs of text numbers in one block that are at least so similar: found by bands, then compared in full."""
    if texts.height < 2:
        return np.empty((0, 2), dtype=np.int64)
    prints = texts["fingerprint"].list.to_array(_BANDS * _ROWS).to_numpy().astype(np.uint32)
    rows = pl.DataFrame({"row": np.arange(texts.height), "block": texts[block]})
    found = []
    for band in range(_BANDS):
        values = prints[:, band * _ROWS : (band + 1) * _ROWS]
        columns = {f"v{place}": values[:, place] for place in range(_ROWS)}
        bucket = ["block", *columns]
        neighbours = rows.with_columns(**{name: pl.Series(column) for name, column in columns.items()}).select(
            "row", first=pl.col("row").first().over(bucket), previous=pl.col("row").shift().over(bucket)
        )
        found.append(neighbours.select("row", other="first"))
        found.append(neighbours.select("row", other="previous"))
    pairs = pl.concat(found).filter(pl.col("other") < pl.col("row")).unique().sort("row", "other").to_numpy()
    is_same = np.zeros(len(pairs), dtype=bool)
    for begin in range(0, len(pairs), 100_000):
        chunk = pairs[begin : begin + 100_000]
        is_same[begin : begin + 100_000] = (prints[chunk[:, 0]] == prints[chunk[:, 1]]).mean(axis=1) >= least
    numbers: NDArray[np.int64] = texts["text"].to_numpy().astype(np.int64)[pairs[is_same]]
    return numbers


def _components(size: int, pairs: NDArray[np.int64]) -> NDArray[np.int64]:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    graph = coo_array((np.ones(len(pairs), dtype=np.int8), (pairs[:, 0], pairs[:, 1])), shape=(size, size))
    labels: NDArray[np.int64] = connected_components(graph, directed=False)[1].astype(np.int64)
    return labels


def _chain(jobs: pl.DataFrame) -> pl.DataFrame:
    """Cuts each job where nothing of it was open for more than REPOST_DAYS; adds `opening_id` and `is_repost`."""
    ends_at = (
        pl.when("is_census").then("first_seen_at").otherwise(pl.col("closed_at").fill_null(pl.datetime(9999, 1, 1)))
    )
    ordered = jobs.sort("job", "first_seen_at", "posting_id").with_columns(ends_at=ends_at)
    ordered = ordered.with_columns(free_from=pl.col("ends_at").cum_max().over("job").shift().over("job"))
    is_new_chain = pl.col("first_seen_at") - pl.col("free_from") > pl.duration(days=REPOST_DAYS)
    ordered = ordered.with_columns(is_new_chain=is_new_chain.fill_null(False))
    is_repost = (pl.col("first_seen_at") >= pl.col("free_from")) & ~pl.col("is_new_chain") & ~pl.col("is_census")
    chain = pl.struct("job", pl.col("is_new_chain").cast(pl.UInt32).cum_sum().over("job").alias("chain"))
    chained = ordered.with_columns(is_repost=is_repost.fill_null(False), chain=chain)
    return chained.with_columns(opening_id=pl.col("posting_id").min().over("chain"))


def _openings(chained: pl.DataFrame) -> pl.DataFrame:
    first = chained.sort("opening_id", "first_seen_at", "posting_id").group_by("opening_id", maintain_order=True)
    facts = first.agg(
        pl.col("employer", "employer_key", "title").first(),
        role=pl.col("role_counted").first(),
        level=pl.col("level").first(),
        opened_date=pl.col("first_seen_at").first().dt.date(),
        closed_date=pl.when(pl.col("closed_at").null_count() == 0).then(pl.col("closed_at").max().dt.date()),
        is_open=pl.col("is_open").any(ignore_nulls=False),
        n_postings=pl.len().cast(pl.Int64),
        n_reposts=pl.col("is_repost").sum().cast(pl.Int64),
        days_seen=(pl.col("last_seen_at").max() - pl.col("first_seen_at").min()).dt.total_days(),
        is_left_truncated=pl.col("is_left_truncated").first(),
        is_census=pl.col("is_census").first(),
    )
    countries = (
        chained.select("opening_id", code="country_codes").explode("code", empty_as_null=True).drop_nulls("code")
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
            *("n_postings", "n_reposts", "country_codes", "is_evergreen", "is_left_truncated", "is_census"),
        )
        .sort("opening_id")
    )


def _often_reposted(chained: pl.DataFrame) -> pl.DataFrame:
    """Openings with EVERGREEN_REPOSTS reposts inside EVERGREEN_WINDOW_DAYS."""
    reposts = chained.filter("is_repost").sort("opening_id", "first_seen_at")
    span = pl.col("first_seen_at") - pl.col("first_seen_at").shift(EVERGREEN_REPOSTS - 1).over("opening_id")
    return (
        reposts.filter(span <= pl.duration(days=EVERGREEN_WINDOW_DAYS))
        .select("opening_id", is_often_reposted=pl.lit(True))
        .unique()
    )
