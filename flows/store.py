"""Store: rebuilds the whole market from the lake and publishes it when its checks pass.

Decides which statistics there are and how an edition is named. Leaves what was seen and read to `flows.lake.facts`, and
files and checks to `warehouse.market`. Nothing is updated in place: a table follows from the lake, the code and
`as_of` alone, so a rebuild brings every better reader and statistic into all of history.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import polars as pl

from flows.errors import CheckFailed, RolecallError
from flows.filings.facts import gather_filings
from flows.home import has_rehearsal
from flows.lake.facts import Facts, census_names, gather_facts, scan_readings
from flows.lake.losses import require_readings
from flows.lake.parts import Lake
from flows.lake.tables import IS_OURS, READ_POSTING
from flows.lake.versions import present_version
from flows.outside.facts import outside_facts
from flows.settings import VERSION, Settings
from flows.sources import every_source
from transforms.history.last_year import present_period
from transforms.readers.impersonal import without_addresses
from transforms.readers.taxonomy import taxonomy
from transforms.statistics import (
    adoption,
    claims,
    demand,
    drift,
    durations,
    employers,
    pairs,
    profile,
)
from transforms.statistics.census.growth import measure_census_growth
from transforms.statistics.census.months import measure_census
from transforms.statistics.evidence import Evidence
from transforms.statistics.filings import growth as filed_growth
from transforms.statistics.filings import wages
from transforms.statistics.growth import growth
from transforms.statistics.growth.countries import measure_countries
from transforms.statistics.growth.evidence import Gathered, weigh_evidence
from transforms.statistics.growth.misreading import read_correction
from transforms.statistics.pay import bands, premium
from transforms.vocabulary import CONCLUSIVE
from warehouse import market
from warehouse.guard import MarketInUse

log = logging.getLogger(__name__)

Frames = dict[str, pl.DataFrame]

_SAW = pl.col("outcome").is_in(CONCLUSIVE) | pl.col("is_excerpt")
"""Looks that saw all that their board shows."""


def build_market(
    lake: Lake, settings: Settings, as_of: datetime, is_rehearsal: bool = False
) -> Frames:
    """Rebuilds, checks and publishes the market.

    Returns:
        The marts and the looks, by name. Postings are let go: the report reads them in the market.

    Raises:
        NoMarket: the lake holds no look and no filing up to `as_of`.
        CheckFailed: a data check found bad rows, or no posting of the lake is read. The published market stays as it was.
        RolecallError: a session that has written to the published market is still open.
    """
    require_readings(lake)
    is_rehearsal = is_rehearsal or has_rehearsal(settings.home)
    filed = gather_filings(lake, as_of)
    facts = gather_facts(lake, as_of, needs_looks=filed.filings.is_empty())
    log.info(
        "%d postings, %d openings, %d looks",
        facts.postings.height,
        facts.openings.height,
        facts.looks.height,
    )
    marts = measure(facts, filed.filings, as_of.date(), is_rehearsal)
    facts = replace(facts, skills=facts.skills.clear())  # measured, and DuckDB reads its own
    kept = {
        "look": facts.looks,
        "mart_benchmark": outside_facts(marts["mart_pay_band"]["metro"]),
        "mart_drift": watch_for_drift(lake, facts.looks),
        **marts,
        "mart_edition": edition(facts, marts, settings, as_of, is_rehearsal),
    }
    frames = {
        "source": list_sources(),
        "posting": facts.postings,
        "opening": facts.openings,
        "posting_pay": facts.pay,
        "quarantine": pl.concat([quarantined(lake, facts.looks), filed.quarantine]),
        "filing": filed.filings,
        "filing_file": filed.files,
        **kept,
    }
    unfinished = settings.unfinished_market_file
    readings = market.Readings(lake.posting_files(), READ_POSTING.to_frame())
    raise_on_bad_rows(
        market.build(unfinished, frames, readings, memory=settings.memory_bytes), unfinished
    )
    try:
        market.publish(unfinished, settings.market_file)
    except MarketInUse as exc:
        raise RolecallError(f"{exc}, then `rolecall store` and `rolecall report`") from exc
    return kept


def quarantined(lake: Lake, looks: pl.DataFrame) -> pl.DataFrame:
    """One row per body of these looks that could not be read, in the columns of table quarantine."""
    kept = lake.quarantine().pipe(without_addresses, ("look_id", "board", "external_id"))
    found = kept.join(looks, on="look_id", how="semi")
    ordered = found.sort("source", "board", "external_id", "content_hash")
    return ordered.select("source", "board", "external_id", "look_id", "reason", "excerpt")


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


def measure(facts: Facts, filings: pl.DataFrame, as_of: date, is_rehearsal: bool = False) -> Frames:
    """Every statistic, by mart."""
    looks = facts.looks.filter(~pl.col("is_out_of_order"))
    facts = replace(facts, postings=facts.postings.filter(~pl.col("is_prospect")))
    skill_names = {skill.id: skill.name for skill in taxonomy().values()}
    boards, correction = looks_at_employers(looks), read_correction()
    premiums = premium.measure_premiums(facts.postings, facts.pay, facts.skills)
    found = growth.measure_growth(facts.postings, boards, as_of, correction)
    pay_bands = bands.measure_bands(facts.postings, facts.pay)
    marts = {
        "mart_role_growth": found.by_period,
        "mart_growth_headline": found.headline,
        "mart_growth_flow": found.flow,
        "mart_growth_country": measure_countries(
            facts.postings, boards, found.headline, as_of, correction
        ),
        "mart_census_demand": measure_census(facts.postings, looks, correction),
        "mart_duration": durations.measure_durations(facts.postings, looks, as_of),
        "mart_pay_band": pay_bands,
        "mart_pay_premium": premiums,
        "mart_skill_demand": demand.measure_demand(
            facts.postings, facts.skills, skill_names, premiums
        ),
        "mart_skill_adoption": adoption.measure_adoption(facts.postings, facts.skills, skill_names),
        "mart_skill_pair": pairs.measure_pairs(facts.postings, facts.skills),
        "mart_role_profile": profile.measure_profile(
            facts.postings, facts.pay, facts.skills, pay_bands
        ),
        "mart_employer_demand": employers.measure_employers(
            facts.postings, facts.openings, facts.pay
        ),
    }
    marts |= measure_filings(filings)
    marts["mart_growth_evidence"] = weigh(facts, looks, marts, as_of)
    evidence = Evidence(
        growth=marts["mart_growth_evidence"],
        bands=marts["mart_pay_band"],
        demand=marts["mart_skill_demand"],
        profile=marts["mart_role_profile"],
        period=present_period(facts.postings),
    )
    return {**marts, "mart_claim": claims.judge_claims(evidence, is_rehearsal)}


def measure_filings(filings: pl.DataFrame) -> Frames:
    """Statistics of filings, by mart. They are kept apart from those of adverts."""
    return {
        "mart_filed_wage": wages.measure_wages(filings),
        "mart_filed_growth": filed_growth.measure_growth(filings),
    }


def weigh(facts: Facts, looks: pl.DataFrame, marts: Frames, as_of: date) -> pl.DataFrame:
    """The kinds of evidence on growth, in the columns of mart_growth_evidence."""
    correction = read_correction()
    own, theirs = marts["mart_growth_headline"], pl.DataFrame()
    histories = looks.filter(~IS_OURS)
    if histories.height:
        marked = looks_at_employers(looks).with_columns(is_history=~IS_OURS)
        own, theirs = growth.measure_by_origin(facts.postings, marked, as_of, correction)
    gathered = Gathered(
        own_boards=own,
        imported_boards=theirs,
        histories=tuple(histories["origin"].drop_nulls().unique().sort()),
        censuses=measure_census_growth(facts.postings, looks, correction),
        filed=marts["mart_filed_growth"],
        benchmarks=outside_facts(marts["mart_pay_band"]["metro"]),
    )
    return weigh_evidence(gathered)


def looks_at_employers(looks: pl.DataFrame) -> pl.DataFrame:
    """Looks at boards that show one employer each. Others are in no panel of growth, and own no opening."""
    gathering = [source.name for source in every_source().values() if source.gathers]
    return looks.filter(~pl.col("source").is_in(gathering))


def watch_for_drift(lake: Lake, looks: pl.DataFrame) -> pl.DataFrame:
    """What each kind of board has stopped saying, in the columns of mart_drift."""
    counted = looks.filter("is_counted", IS_OURS)
    shown = looks.filter(pl.col("look_id").is_in(drift.list_look_ids(counted).implode()))
    sightings = lake.scan_sightings(set(shown["run_id"]))
    return drift.measure_drift(counted, sightings, scan_readings(lake), census_names())


def edition(
    facts: Facts,
    marts: Mapping[str, pl.DataFrame],
    settings: Settings,
    as_of: datetime,
    is_rehearsal: bool,
) -> pl.DataFrame:
    """One row that names this edition. Its id follows from the numbers, this version of Rolecall and its readers."""
    counted = facts.looks.filter("is_counted")
    # A thread is no board, and who writes in it has none.
    of_boards = counted.filter(~pl.col("source").is_in(census_names()))
    last = of_boards.group_by("source", "board", maintain_order=True).last()
    boards_through = of_boards.filter(_SAW)["looked_at"].max()
    expected_from = min(as_of, boards_through) if isinstance(boards_through, datetime) else as_of
    of_employers = facts.postings.filter(~pl.col("is_census"))["employer_key"]
    digest = sha256(f"{VERSION} {present_version().name}".encode())
    for name in sorted(marts):
        digest.update(marts[name].write_ndjson().encode())
    return pl.DataFrame(
        {
            "as_of": [as_of.date()],
            "data_through": [counted["looked_at"].max()],
            "boards_through": [boards_through],
            "threads_through": [threads_through(counted)],
            "edition_id": [f"{as_of:%Y-%m-%d}-{digest.hexdigest()[:8]}"],
            "version": [VERSION],
            "reader_version": [present_version().name],
            "is_rehearsal": [is_rehearsal],
            "n_looks": [counted.height],
            "n_boards": [last.height],
            "n_boards_ok": [last.filter(_SAW).height],
            "n_employers": [facts.postings["employer_key"].drop_nulls().n_unique()],
            "n_board_employers": [of_employers.drop_nulls().n_unique()],
            "n_postings": [facts.postings.height],
            # A talent pool is kept and is no opening: no role is counted for it.
            "n_openings": [facts.openings["role"].drop_nulls().len()],
            "n_open_openings": [int(facts.openings["is_open"].sum() or 0)],
            "n_unclear": [facts.postings.filter(pl.col("role_counted") == "unclear").height],
            "first_look_at": [counted["looked_at"].min()],
            "n_look_days": [counted["looked_at"].dt.date().n_unique()],
            "next_expected": [(expected_from + timedelta(days=settings.interval_days)).date()],
        },
        schema_overrides={"boards_through": pl.Datetime("us"), "threads_through": pl.Date()},
    )


def threads_through(looks: pl.DataFrame) -> date | None:
    """The first day of the newest month that a census was read for."""
    months = looks.filter(pl.col("source").is_in(census_names()), _SAW)["period"]
    newest = months.max()
    return date.fromisoformat(f"{newest}-01") if isinstance(newest, str) else None


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
