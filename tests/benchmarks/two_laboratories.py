"""Growth of two laboratories by role: the index on their imported history against counts by hand.

    rolecall import ../shared/history/ai_labs_sightings.parquet --name ai_labs --map seen_on=day,date=published \\
        --postings ../shared/history/ai_labs_postings.parquet
    python tests/benchmarks/two_laboratories.py [--home rolecall-data] [--boards openai anthropic]

Two boards are below the floor of the pages, which print no growth for fewer than eight. The floor is lifted here, and
nothing else. By hand: the ids that the file lists on a week's last day, and those that it lists before and after that
day, by the role that was read. A posting that is missing for a day and comes back was open all along.
"""

from __future__ import annotations

import argparse
import os
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import polars as pl

from flows.lake.facts import gather_facts
from flows.lake.parts import Lake
from transforms.statistics.growth import chain, geks, links, reasons
from transforms.statistics.growth.growth import measure_growth

SHARED = Path(
    os.environ.get("ROLECALL_SHARED") or Path(__file__).resolve().parents[2].parent / "shared"
)
FILE = SHARED / "history" / "ai_labs_sightings.parquet"
AS_OF = datetime(2026, 4, 7)


def count_by_hand(seen: pl.DataFrame, role: str, week: date) -> tuple[int, int]:
    """Postings that the file lists on each employer's last day in a week, and with them those that came back later."""
    until = min(week + timedelta(days=6), AS_OF.date())
    inside = seen.filter(pl.col("day").is_between(pl.lit(str(week)), pl.lit(str(until))))
    last = inside.group_by("employer").agg(last_day=pl.col("day").max())
    lives = seen.group_by("employer", "external_id", "role_counted").agg(
        first=pl.col("day").min(), last=pl.col("day").max(), days="day"
    )
    open_then = lives.join(last, on="employer").filter(
        pl.col("last_day").is_between("first", "last"),
        (pl.col("role_counted") == role) | pl.lit(role == "all"),
    )
    is_listed = pl.col("days").list.contains(pl.col("last_day"))
    return open_then.filter(is_listed).height, open_then.height


def main() -> None:
    """Prints one row per role."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--home", type=Path, default=Path("rolecall-data"))
    parser.add_argument("--boards", nargs="+", default=["openai", "anthropic"])
    chosen = parser.parse_args()
    for module in (chain, geks, links, reasons):
        module.LEAST_EMPLOYERS = 2
    facts = gather_facts(Lake(chosen.home / "lake"), AS_OF)
    is_chosen = pl.col("board").is_in(chosen.boards)
    postings, looks = facts.postings.filter(is_chosen), facts.looks.filter(is_chosen)
    found = measure_growth(postings, looks, AS_OF.date())
    roles = postings.select("source", "external_id", "role_counted")
    seen = pl.read_parquet(FILE).join(roles, on=["source", "external_id"])
    weekly = found.by_period.filter(pl.col("grain") == "week").drop_nulls("index")
    print("role, weeks: listed, with those that came back, our stock; growth by hand, index")
    for row in found.headline.filter(pl.col("measure") == "stock").iter_rows(named=True):
        weeks = weekly.filter(pl.col("role") == row["role"])
        if weeks.is_empty():
            print(f"{row['role']}: {row['note']}")
            continue
        ends = [weeks.row(end, named=True) for end in (0, -1)]
        hands = [count_by_hand(seen, row["role"], end["period_start"]) for end in ends]
        told = [
            f"{end['period_start']}: {listed}, {present}, {end['stock']}"
            for end, (listed, present) in zip(ends, hands, strict=True)
        ]
        by_hand = hands[1][1] / hands[0][1] - 1
        share, low, high = (row[f"growth_{name}"] for name in ("share", "low", "high"))
        print(
            f"{row['role']}, {'; '.join(told)}; {by_hand:+.1%}, {share:+.1%} [{low:+.1%} to {high:+.1%}]"
        )


if __name__ == "__main__":
    main()
