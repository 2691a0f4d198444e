"""Facts: everything known by a moment, what was seen joined with what it means.

Decides which looks count, which reading a posting has and what its keys are. Leaves lifecycles and
openings to `transforms.history` and the statistics to `flows.store`.

Texts stay in the lake: a posting has the `row` of its reading there, and who needs words reads them where they lie.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from flows.errors import NoMarket
from flows.lake.likeness import scan_likeness
from flows.lake.losses import fail_lost_looks, warn_of_lost_bodies
from flows.lake.parts import Lake
from flows.lake.tables import READ_POSTING
from flows.lake.versions import version_name
from flows.sources import every_source
from transforms.history import lifecycle, openings, prospects
from transforms.readers.impersonal import clean_columns, clean_name, without_addresses
from transforms.readers.place.metros import with_metros
from transforms.readers.role.model import ROLE_CONFIDENCE_FLOOR
from transforms.statistics.pay.usd import annual_pay, to_usd
from transforms.vocabulary import CONCLUSIVE, ROLES

# Before the boards we read existed. An older date is a clerical error or an epoch of 0.
_OLDEST_DATE = date(2000, 1, 1)

_KEYS = ("board", "external_id")
"""What a posting is called. In an import it may be anybody's words."""


_LEFT_IN_THE_LAKE = frozenset(
    "locations country_codes_stated remote_stated language_stated pay_stated pay pay_unread skills fingerprint"
    " description_text work_text role_evidence role_basis url department apply_until_date has_pay_conflict".split()
)
"""What no statistic needs of every posting. Texts alone are ten times all the rest."""


@dataclass(frozen=True)
class Facts:
    """The facts that every statistic is made of, in the columns of the tables of the same names.

    `postings`: without what is left in the lake, but with `row` (see `scan_readings`), `has_text` and `has_pay`.
    `skills`: those of postings that count for one of the seven roles.
    """

    looks: pl.DataFrame
    postings: pl.DataFrame
    openings: pl.DataFrame
    pay: pl.DataFrame
    skills: pl.DataFrame


def gather_facts(lake: Lake, as_of: datetime, needs_looks: bool = True) -> Facts:
    """Everything known by `as_of`: what was seen joined with what it means.

    Args:
        lake: the lake.
        as_of: what came later does not exist.
        needs_looks: whether nothing can be said without a look. Filings stand without.

    Raises:
        NoMarket: there is no look, and one is needed.
    """
    known = lake.looks().filter(pl.col("looked_at") <= as_of)
    looks = fail_lost_looks(lake, known).pipe(_with_order)
    if looks.is_empty() and needs_looks:
        raise NoMarket(
            f"nothing was looked at up to {as_of:%Y-%m-%d %H:%M} UTC in {lake.folder}; "
            "start with `rolecall run` or `rolecall demo`"
        )
    every_look, postings, found = _group_postings(lake, looks)
    return Facts(
        looks=every_look,
        postings=postings,
        openings=found,
        pay=_pay_ranges(lake, postings),
        skills=_named_skills(lake, postings),
    )


def _group_postings(
    lake: Lake, looks: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Looks, postings and openings. What they are made of is as large again, and is let go here."""
    is_late = pl.col("is_out_of_order")
    sightings = _while_valid(lake, looks)
    traces = lifecycle.trace(looks.filter(~is_late), sightings, census_names())
    every_look = pl.concat([_marked(traces.looks), looks.filter(is_late)], how="diagonal")
    as_read = _read_postings(lake, lifecycle.bound_carry(traces.postings))
    warn_of_lost_bodies(lake, traces.postings.join(as_read, on="content_hash", how="anti"))
    read = as_read.pipe(without_addresses, _KEYS).pipe(_with_keys).pipe(_mark_prospects)
    postings = read.pipe(_with_counted_role).pipe(with_metros)
    grouping = openings.group(postings, scan_readings(lake), scan_likeness(lake))
    postings = postings.join(grouping.links, on="posting_id").sort("posting_id")
    return _in_time(every_look), postings, grouping.openings.sort("opening_id")


def census_names() -> list[str]:
    """Sources that list a whole period at once, many employers together."""
    return [source.name for source in every_source().values() if source.is_census]


def _marked(looks: pl.DataFrame) -> pl.DataFrame:
    """Looks with `is_counted`: of several looks at one board at the same instant, one counts.

    A conclusive one before others; an unchanged one only when it does not repeat a look of that instant; then the last.
    """
    instant = ("source", "board", "period", "looked_at")
    repeats = looks.select("look_id", repeated_at="looked_at")
    return (
        looks.join(repeats, left_on="repeats_look_id", right_on="look_id", how="left")
        .with_row_index("_row")
        .with_columns(
            _rank=pl.col("outcome").is_in(CONCLUSIVE).cast(pl.Int8) * 2
            - (pl.col("repeated_at") == pl.col("looked_at")).fill_null(False).cast(pl.Int8) * 3
        )
        .with_columns(
            _best=pl.struct("_rank", "_row").rank("ordinal", descending=True).over(instant)
        )
        .with_columns(is_counted=pl.col("_best") == 1)
    )


def _with_order(looks: pl.DataFrame) -> pl.DataFrame:
    """Looks with `is_out_of_order` where it matters: among these looks there is the one of a later day that was there before.

    Such a look may have seen the board as it was when it was taken, not as of its date: it dates no posting.
    """
    later = pl.col("looked_at").max().over("source", "board", "period") > pl.col("looked_at")
    return looks.with_columns(is_out_of_order=pl.col("is_out_of_order").fill_null(False) & later)


def _in_time(looks: pl.DataFrame) -> pl.DataFrame:
    """Looks in the order of the table. Those out of order are suspect of nothing and do not count."""
    flags = pl.col("is_suspect", "is_counted", "is_death").fill_null(False)
    looks = looks.pipe(without_addresses, ("look_id", "board"))
    looks = clean_columns(looks, {"employer": clean_name})
    return looks.with_columns(flags).sort("looked_at", "source", "board", "period", "look_id")


def scan_readings(lake: Lake) -> pl.LazyFrame:
    """Every reading in READ_POSTING, with its `file`, and its `row` in all files together, in the order of `posting_files`.

    A file may be older than some columns, which are null in it.
    """
    files = lake.posting_files()
    if not files:
        return pl.LazyFrame(schema={**READ_POSTING, "file": pl.String(), "row": pl.UInt32()})
    found = pl.scan_parquet(
        files,
        glob=False,
        row_index_name="row",
        include_file_paths="file",
        schema=READ_POSTING,
        missing_columns="insert",
        extra_columns="ignore",
    )
    return found.select(*READ_POSTING.names(), "file", "row")


def _while_valid(lake: Lake, looks: pl.DataFrame) -> pl.LazyFrame:
    """The sightings without those of a posting after the last day on which it can be answered: sites forget to delete.

    A last day before there were boards is a clerical error.
    """
    sightings, last_day = lake.scan_sightings(), pl.col("apply_until_date")
    ends = (
        scan_readings(lake)
        .filter(last_day >= _OLDEST_DATE)
        .select("content_hash", "apply_until_date")
        .unique("content_hash")
        .collect()
    )
    if ends.is_empty():
        return sightings
    dated = sightings.join(ends.lazy(), on="content_hash").join(
        looks.lazy().select("look_id", "looked_at"), on="look_id"
    )
    expired = dated.filter(pl.col("looked_at").dt.date() > last_day)
    return sightings.join(expired, on=["look_id", "external_id"], how="anti")


def _read_postings(lake: Lake, traces: pl.DataFrame) -> pl.DataFrame:
    """One row per posting: its lifecycle, and what the readers make of its latest body."""
    versions = {str(file): version_name(file) for file in lake.posting_files()}
    kept = [name for name in READ_POSTING if name not in _LEFT_IN_THE_LAKE]
    read = scan_readings(lake).select(
        *(*kept, "file", "row"),
        has_text=pl.col("description_text").is_not_null(),
        has_pay=pl.col("pay").list.len().fill_null(0) > 0,
    )
    wanted = traces.rename({"external_id": "sighted_id"}).drop("period", strict=False)
    return (
        wanted.lazy()
        .join(read, on=("source", "board", "sighted_id", "content_hash"))
        .collect(engine="streaming")
        .sort("row")
        .unique(["source", "board", "external_id"], keep="first", maintain_order=True)
        .with_columns(
            reader_version=pl.col("file").replace_strict(versions, return_dtype=pl.String)
        )
        .drop("file")
    )


def _with_keys(postings: pl.DataFrame) -> pl.DataFrame:
    return postings.with_columns(
        posting_id=pl.concat_str("source", "board", "external_id", separator=":"),
        employer_key=openings.employer_key(pl.col("employer")),
        is_census=pl.col("source").is_in(census_names()),
        is_date_implausible=~pl.col("posted_date").is_between(
            _OLDEST_DATE, pl.col("first_seen_at").dt.date().dt.offset_by("1d")
        ),
    )


def _mark_prospects(postings: pl.DataFrame) -> pl.DataFrame:
    """Sets `is_prospect`. Whether a prospect is open is no question: nobody is hired for it."""
    marked = postings.with_columns(is_prospect=prospects.is_prospect())
    return marked.with_columns(is_open=pl.when(~pl.col("is_prospect")).then("is_open"))


def _with_counted_role(postings: pl.DataFrame) -> pl.DataFrame:
    is_sure = pl.col("role_confidence") >= ROLE_CONFIDENCE_FLOOR
    counted = pl.when(is_sure).then("role").otherwise(pl.lit("unclear"))
    return postings.with_columns(role_counted=pl.when(~pl.col("is_prospect")).then(counted))


def _pay_ranges(lake: Lake, postings: pl.DataFrame) -> pl.DataFrame:
    """One row per stated range in the columns of posting_pay. Dollars at the rate of the posting's date."""
    day = pl.when(pl.col("is_date_implausible")).then(None).otherwise("posted_date")
    rate_date = pl.coalesce(day, pl.col("first_seen_at").dt.date())
    paying = postings.filter("has_pay").select("row", "posting_id", rate_date=rate_date)
    ranges = _items(lake, paying, "pay").rename({"min": "pay_min", "max": "pay_max"})
    return (
        annual_pay(ranges)
        .pipe(to_usd)
        .sort(
            "posting_id",
            "basis",
            "pay_min",
            "pay_max",
            "place",
            nulls_last=True,
            maintain_order=True,
        )
    )


def _named_skills(lake: Lake, postings: pl.DataFrame) -> pl.DataFrame:
    """One row per posting of the seven roles and skill that it names, in the columns of posting_skill but `phrase`."""
    of_roles = postings.filter(pl.col("role_counted").is_in(ROLES)).select("row", "posting_id")
    named = _items(lake, of_roles, "skills")
    return named.drop("phrase").unique(["posting_id", "skill"], keep="first", maintain_order=True)


def _items(lake: Lake, postings: pl.DataFrame, column: str) -> pl.DataFrame:
    """One row per item of a list of structs that these postings' readings hold, sorted by posting, in the list's order."""
    read = scan_readings(lake).select("row", column)
    found = postings.lazy().join(read, on="row").collect(engine="streaming")
    listed = found.sort("posting_id").drop("row")
    return listed.explode(column).drop_nulls(column).unnest(column)
