"""Store: rebuilds the whole market from the lake: lifecycles, openings, statistics, checks; publishes it only when healthy.

Nothing is updated in place: what a table says follows from the lake, the code and `as_of` alone, so a rebuild repairs
everything that a better reader or a mended statistic changes. Looks after `as_of` do not exist for it.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import polars as pl

from flows.errors import CheckFailed, NoMarket
from flows.lake.parts import Lake
from flows.lake.tables import READ_POSTING
from flows.outside.facts import outside_facts
from flows.settings import VERSION, Settings
from flows.sources import every_source
from transforms.history import lifecycle, openings
from transforms.readers.place.metros import with_metros
from transforms.readers.reading import reader_version
from transforms.readers.role.model import ROLE_CONFIDENCE_FLOOR
from transforms.readers.skills import taxonomy
from transforms.statistics import census, claims, demand, drift, durations, employers, profile
from transforms.statistics.growth import growth
from transforms.statistics.growth.misreading import read_mixture
from transforms.statistics.pay import bands, premium
from transforms.statistics.pay.usd import annual_pay, to_usd
from transforms.vocabulary import CONCLUSIVE
from warehouse import market

log = logging.getLogger(__name__)

UNFINISHED = ".market.unfinished.duckdb"
"""Name of the file that a build writes beside the market; left there when its checks fail, for a person to look into."""

_OLDEST_DATE = date(
    2000, 1, 1
)  # before the boards we read existed: a clerical error or an epoch of 0
Frames = dict[str, pl.DataFrame]


@dataclass(frozen=True)
class Facts:
    """The facts that every statistic is made of, in the columns of the tables of the same names."""

    looks: pl.DataFrame
    postings: pl.DataFrame
    openings: pl.DataFrame
    pay: pl.DataFrame
    skills: pl.DataFrame


def build_market(
    lake: Lake, settings: Settings, as_of: datetime, is_rehearsal: bool = False
) -> Frames:
    """Rebuilds, checks and publishes the market.

    Returns:
        The marts, by name.

    Raises:
        NoMarket: the lake holds no look up to `as_of`.
        CheckFailed: a data check found bad rows; the published market stays as it was.
    """
    facts = gather_facts(lake, as_of)
    log.info(
        "%d postings, %d openings, %d looks",
        facts.postings.height,
        facts.openings.height,
        facts.looks.height,
    )
    marts = measure(facts, as_of.date())
    frames = {
        "source": list_sources(),
        "look": facts.looks,
        "posting": facts.postings,
        "opening": facts.openings,
        "posting_pay": facts.pay,
        "posting_skill": facts.skills,
        "quarantine": lake.quarantine()
        .join(facts.looks, on="look_id", how="semi")
        .sort("source", "board", "external_id", "content_hash"),
        "pay_unread": facts.postings.select("posting_id", phrase="pay_unread")
        .explode("phrase")
        .drop_nulls("phrase"),
        "mart_benchmark": outside_facts(marts["mart_pay_band"]["metro"]),
        "mart_drift": watch_for_drift(lake, facts.looks),
        **marts,
        "mart_edition": edition(facts, marts, settings, as_of, is_rehearsal),
    }
    unfinished = settings.home / UNFINISHED
    raise_on_bad_rows(market.build(unfinished, frames), unfinished)
    market.publish(unfinished, settings.market_file)
    return frames


def gather_facts(lake: Lake, as_of: datetime) -> Facts:
    """Everything known by `as_of`: what was seen joined with what it means."""
    looks = lake.looks().filter(pl.col("looked_at") <= as_of).pipe(_with_order)
    if looks.is_empty():
        raise NoMarket(
            f"nothing was looked at up to {as_of:%Y-%m-%d %H:%M} UTC in {lake.folder}; start with `rolecall run` or `rolecall demo`"
        )
    censuses = [source.name for source in every_source().values() if source.is_census]
    is_late = pl.col("is_out_of_order")
    traces = lifecycle.trace(looks.filter(~is_late), lake.scan_sightings(), censuses)
    lives = lifecycle.bound_carry(traces.postings, as_of.date())
    postings = (
        _read_postings(lake, lives).pipe(_with_keys).pipe(_with_counted_role).pipe(with_metros)
    )
    grouping = openings.group(postings)
    postings = postings.join(grouping.links, on="posting_id").sort("posting_id")
    pay = _pay_ranges(postings)
    skills = (
        postings.select("posting_id", "skills")
        .explode("skills")
        .drop_nulls("skills")
        .unnest("skills")
        .unique(["posting_id", "skill"], maintain_order=True)
    )
    every_look = pl.concat([_marked(traces.looks), looks.filter(is_late)], how="diagonal").pipe(
        _in_time
    )
    return Facts(every_look, postings, grouping.openings.sort("opening_id"), pay, skills)


def list_sources() -> pl.DataFrame:
    """One row per kind of board that this version can read, in the columns of table source."""
    sources = every_source().values()
    return pl.DataFrame(
        {
            "name": [source.name for source in sources],
            "title": [source.title for source in sources],
            "never_gives": [list(source.never_gives) for source in sources],
            "basis": [source.basis for source in sources],
        },
        schema_overrides={"never_gives": pl.List(pl.String)},
    )


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
    """Looks in the order of the table; those out of order are suspect of nothing and do not count."""
    flags = pl.col("is_suspect", "is_counted", "is_death").fill_null(False)
    return looks.with_columns(flags).sort("looked_at", "source", "board", "period", "look_id")


def _read_postings(lake: Lake, traces: pl.DataFrame) -> pl.DataFrame:
    """One row per posting: its lifecycle, and what the readers make of its latest body."""
    files = lake.posting_files()
    versions = {str(file): lake.reader_version_of(file.stem) for file in files}
    read = (
        pl.scan_parquet(files, glob=False, include_file_paths="file").select(
            *READ_POSTING.names(), "file"
        )
        if files
        else pl.LazyFrame(schema={**READ_POSTING, "file": pl.String()})
    )
    wanted = traces.rename({"external_id": "sighted_id"}).drop("period", strict=False)
    return (
        wanted.lazy()
        .join(read, on=("source", "board", "sighted_id", "content_hash"))
        .collect()
        .unique(["source", "board", "external_id"], keep="first", maintain_order=True)
        .with_columns(
            reader_version=pl.col("file").replace_strict(versions, return_dtype=pl.String)
        )
        .drop("file")
    )


def _with_keys(postings: pl.DataFrame) -> pl.DataFrame:
    censuses = [source.name for source in every_source().values() if source.is_census]
    return postings.with_columns(
        posting_id=pl.concat_str("source", "board", "external_id", separator=":"),
        employer_key=openings.employer_key(pl.col("employer")),
        is_census=pl.col("source").is_in(censuses),
        is_date_implausible=~pl.col("posted_date").is_between(
            _OLDEST_DATE, pl.col("first_seen_at").dt.date().dt.offset_by("1d")
        ),
    )


def _with_counted_role(postings: pl.DataFrame) -> pl.DataFrame:
    is_sure = pl.col("role_confidence") >= ROLE_CONFIDENCE_FLOOR
    return postings.with_columns(
        role_counted=pl.when(is_sure).then("role").otherwise(pl.lit("unclear"))
    )


def _pay_ranges(postings: pl.DataFrame) -> pl.DataFrame:
    """One row per stated range in the columns of posting_pay. Dollars at the rate of the posting's date."""
    day = pl.when(pl.col("is_date_implausible")).then(None).otherwise("posted_date")
    ranges = (
        postings.select(
            "posting_id", "pay", rate_date=pl.coalesce(day, pl.col("first_seen_at").dt.date())
        )
        .explode("pay")
        .drop_nulls("pay")
        .unnest("pay")
        .rename({"min": "pay_min", "max": "pay_max"})
    )
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


def measure(facts: Facts, as_of: date) -> Frames:
    """Every statistic, by mart."""
    looks = facts.looks.filter(~pl.col("is_out_of_order"))
    premiums = premium.measure_premiums(facts.postings, facts.pay)
    found = growth.measure_growth(facts.postings, looks, as_of, read_mixture())
    marts = {
        "mart_role_growth": found.by_period,
        "mart_growth_headline": found.headline,
        "mart_growth_flow": found.flow,
        "mart_census_demand": census.measure_census(facts.postings, looks),
        "mart_duration": durations.measure_durations(facts.postings, looks, as_of),
        "mart_pay_band": bands.measure_bands(facts.postings, facts.pay),
        "mart_pay_premium": premiums,
        "mart_skill_demand": demand.measure_demand(
            facts.postings,
            facts.skills,
            {skill.id: skill.name for skill in taxonomy().values()},
            premiums,
        ),
        "mart_skill_pair": demand.measure_pairs(facts.postings, facts.skills),
        "mart_role_profile": profile.measure_profile(facts.postings, facts.pay, facts.skills),
        "mart_employer_demand": employers.measure_employers(facts.postings, facts.openings),
    }
    evidence = claims.Evidence(
        headline=marts["mart_growth_headline"],
        census=marts["mart_census_demand"],
        bands=marts["mart_pay_band"],
        demand=marts["mart_skill_demand"],
        profile=marts["mart_role_profile"],
    )
    return {**marts, "mart_claim": claims.measure(evidence)}


def watch_for_drift(lake: Lake, looks: pl.DataFrame) -> pl.DataFrame:
    """What each kind of board has stopped saying, in the columns of mart_drift."""
    counted = looks.filter("is_counted")
    runs = looks.filter(pl.col("look_id").is_in(drift.shown_looks(counted).implode()))[
        "run_id"
    ].unique()
    files = lake.posting_files()
    contents = pl.scan_parquet(files, glob=False) if files else pl.LazyFrame(schema=READ_POSTING)
    censuses = [source.name for source in every_source().values() if source.is_census]
    return drift.measure(counted, lake.scan_sightings(set(runs)), contents, censuses)


def edition(
    facts: Facts,
    marts: Mapping[str, pl.DataFrame],
    settings: Settings,
    as_of: datetime,
    is_rehearsal: bool,
) -> pl.DataFrame:
    """One row that names this edition. The id follows from the numbers, so the same numbers carry the same id."""
    counted = facts.looks.filter("is_counted")
    last = counted.group_by("source", "board", maintain_order=True).last()
    boards = counted.select("source", "board").unique().height
    digest = sha256(f"{VERSION} {reader_version()}".encode())
    for name in sorted(marts):
        digest.update(marts[name].write_csv().encode())
    return pl.DataFrame(
        {
            "as_of": [as_of.date()],
            "data_through": [counted["looked_at"].max()],
            "edition_id": [f"{as_of:%Y-%m-%d}-{digest.hexdigest()[:8]}"],
            "version": [VERSION],
            "reader_version": [reader_version()],
            "is_rehearsal": [is_rehearsal],
            "n_looks": [counted.height],
            "n_boards": [boards],
            "n_boards_ok": [
                last.filter(pl.col("outcome").is_in(CONCLUSIVE) | pl.col("is_excerpt")).height
            ],
            "n_employers": [facts.postings["employer_key"].drop_nulls().n_unique()],
            "n_postings": [facts.postings.height],
            "n_openings": [facts.openings.height],
            "n_open_openings": [int(facts.openings["is_open"].sum() or 0)],
            "n_unclear": [facts.postings.filter(pl.col("role_counted") == "unclear").height],
            "first_look_at": [counted["looked_at"].min()],
            "n_look_days": [counted["looked_at"].dt.date().n_unique()],
            "next_expected": [(as_of + timedelta(days=settings.interval_days)).date()],
        }
    )


def raise_on_bad_rows(found: list[market.BadRows], unfinished: Path) -> None:
    """Raises CheckFailed on the first failed check, naming them all."""
    if not found:
        return
    first = found[0]
    names = ", ".join(f"{bad.check} ({bad.n_rows} rows)" for bad in found)
    raise CheckFailed(
        f"{len(found)} data checks failed: {names}. The old market is untouched; the new one is {unfinished}.\n"
        f"{first.check}: {first.question}\n{first.sample}",
        first.check,
        str(first.sample),
    )
