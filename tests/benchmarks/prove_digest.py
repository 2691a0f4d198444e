"""Proves that a digest has no false news: pairs of editions of markets on which nothing changes.

    python tests/benchmarks/prove_digest.py --markets 150

Each market of `simulated_market.py` is looked at for two years. No employer's growth scatters around its role's, so that pay,
skills and growth rates stay what they are. Its edition of week 56 is compared with those of one, eight and 52 weeks later. A
digest that holds any news is false. Printed after every 25 markets: how many of how many are, with a Wilson interval, and how
many find a change that is planted. No false one of 73 says that fewer than 5 % are, nor one of 110, nor two of 142. Verdicts on claims are left out: the skills of these markets are none that a claim is about.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import polars as pl

from tests.benchmarks import simulated_market
from tests.benchmarks.simulated_market import START, Frames, Setting, frames_of, store_until
from tests.reports.in_memory import answer_from, frame
from transforms.statistics import demand, employers, profile
from transforms.statistics.growth import growth
from transforms.statistics.intervals import wilson_share
from transforms.statistics.news import find_news
from transforms.statistics.pay import bands, premium

FIRST, LATER, LAST = 56, (57, 64, 108), 110
"""Weeks of the edition that is compared, of those that it is compared with, and the end of the market."""

SETTING = Setting(growth_scatter=0.0)
_NO_PREMIUMS = pl.DataFrame(schema=premium.PREMIUM)

PLANTED_EVERY = 5
"""One market in five is enough to see that a change is found."""

PLANTED = {"pay": 1.25, "skill": 0.35}
"""The change that a digest should find: pay times so much, and this part of openings without the skill that all named."""


def statements(market: Frames, week: int, change: bool = False) -> pl.DataFrame:
    """What the edition of a week states, by the statistics and the query of the product."""
    until = START + timedelta(weeks=week)
    looks, postings, pay, skills = store_until(market, until)
    if change:
        dollars = pl.col("min_year", "max_year", "min_usd_year", "max_usd_year")
        pay = pay.with_columns(dollars * PLANTED["pay"])
        skills = skills.filter(pl.col("posting_id").hash(1) % 100 < 100 * (1 - PLANTED["skill"]))
    opened = postings.group_by("opening_id").agg(
        opened_date=pl.col("first_seen_at").min().dt.date(),
        is_left_truncated=pl.col("is_left_truncated").any(),
        role=pl.col("role_counted").first(),  # an opening's title holds its role
    )
    pay_bands = bands.measure_bands(postings, pay)
    by_mart = {
        "mart_pay_band": pay_bands,
        "mart_skill_demand": demand.measure_demand(postings, skills, {}, _NO_PREMIUMS),
        "mart_employer_demand": employers.measure_employers(postings, opened, pay),
        "mart_role_profile": profile.measure_profile(_with_asks(postings), pay, skills, pay_bands),
        "mart_growth_evidence": _of_a_year(
            growth.measure_growth(postings, looks, until.date(), None).headline
        ),
    }
    return answer_from(by_mart)("digest_statements")


def _with_asks(postings: pl.DataFrame) -> pl.DataFrame:
    """Postings with what else texts ask: a degree by chance, remote work as often as the employer likes it."""
    chance = pl.col("opening_id").hash(2) % 100
    taste = pl.col("employer_key").hash(3) % 100
    silent = dict.fromkeys(("employment_type", "visa"), pl.lit(None, dtype=pl.String))
    return postings.with_columns(
        remote_policy=pl.when(chance < taste).then(pl.lit("remote")).otherwise(pl.lit("onsite")),
        degree=pl.when(chance % 10 < 4).then(pl.lit("bachelor")).otherwise(pl.lit("not_named")),
        has_equity=chance % 7 < 3,
        has_portfolio_ask=chance % 11 < 1,
        math=pl.lit(None, dtype=pl.List(pl.String)),
        years_min=pl.lit(None, dtype=pl.Float64),
        **silent,
    )


def _of_a_year(headline: pl.DataFrame) -> pl.DataFrame:
    """Growth of open openings in a year, in the columns of `mart_growth_evidence`."""
    rows = headline.filter(pl.col("measure") == "stock", pl.col("is_year_on_year"))
    named = rows.rename({"n_boards": "n"}).with_columns(evidence=pl.lit("own_boards"))
    kept = [name for name in named.columns if name in frame("mart_growth_evidence", []).columns]
    return named.select(kept)


def compare(seed: int) -> dict[str, list[str]]:
    """The topics of the news in each digest of one market, by what is compared."""
    simulated_market.WEEKS = LAST
    market = frames_of(simulated_market.simulate(seed, SETTING))
    first = statements(market, FIRST)
    found = {
        f"{week - FIRST} weeks": find_news(first, statements(market, week))["topic"].to_list()
        for week in LATER
    }
    if seed % PLANTED_EVERY == 0:
        changed = statements(market, LATER[1], change=True)
        found["planted"] = find_news(first, changed)["topic"].to_list()
    return found


def main() -> None:
    """Prints one line per distance of editions, and one for the planted change."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--markets", type=int, default=150)
    n = parser.parse_args().markets
    news: dict[str, list[list[str]]] = {}
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for done, found in enumerate(pool.map(compare, range(n)), 1):
            for name, topics in found.items():
                news.setdefault(name, []).append(topics)
            if done % 25 == 0 or done == n:
                sys.stdout.write(f"{done} markets\n")
                for name, each in news.items():
                    sys.stdout.write(_line(name, each))
                sys.stdout.flush()


def _line(name: str, news: list[list[str]]) -> str:
    n, with_news = len(news), sum(map(bool, news))
    low, high = wilson_share(with_news / n, n)
    topics = dict(Counter(topic for each in news for topic in set(each)))
    return f"{name:>9}: {with_news} of {n} digests hold news [{low:.1%} to {high:.1%}] {topics}\n"


if __name__ == "__main__":
    main()
