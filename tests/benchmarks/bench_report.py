"""How long the site takes from the marts of a market of 200,000 postings, and how heavy its pages get.

Usage: python tests/benchmarks/bench_report.py [FOLDER]

Mart frames of the sizes that such a market gives (invented values): 8,000 employers, 600 skills, 40 countries and 60 regions
in the bands, two years of weeks, fifteen years of monthly threads, 60,000 phrases of pay not understood, 20,000 postings put
aside. Prints seconds, peak memory and the size of each page; the aim is 20 s, 1.5 GB and 1 MB a page.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import polars as pl

from reports.site.site import build_site
from tests.reports.in_memory import answer_from
from tests.reports.invented_market import sample_frames

N_EMPLOYER_PAGES = 200
N_EMPLOYERS, N_SKILLS, N_COUNTRIES, N_REGIONS = 8_000, 600, 40, 60
N_UNREAD, N_QUARANTINED = 60_000, 20_000
FIRST_THREAD = date(2011, 4, 1)


def _repeated(frame: pl.DataFrame, column: str, values: list[str]) -> pl.DataFrame:
    """A frame once per value, with the value in `column`."""
    return pl.concat([frame.with_columns(pl.lit(value).alias(column)) for value in values])


def market_of_200k() -> dict[str, pl.DataFrame]:
    """The invented marts, grown to the sizes of a market of 200,000 postings."""
    frames = sample_frames()
    bands = frames["mart_pay_band"]
    us = bands.filter(pl.col("country_code") == "US", pl.col("region") == "all")
    countries = _repeated(us, "country_code", [f"C{number:02}" for number in range(N_COUNTRIES)])
    regions = _repeated(
        us.filter(pl.col("level") == "all"), "region", [f"Region {n}" for n in range(N_REGIONS)]
    )
    skills = frames["mart_skill_demand"]
    names = [f"skill {number}" for number in range(N_SKILLS // skills["skill"].n_unique())]
    more_skills = pl.concat(
        [
            skills,
            *(
                skills.with_columns(
                    pl.concat_str("skill", pl.lit(f" {n}")),
                    pl.concat_str("skill_name", pl.lit(f" {n}")),
                )
                for n in names
            ),
        ]
    )
    employers = frames["mart_employer_demand"]
    many = pl.concat(
        [
            employers.with_columns(
                pl.concat_str(name, pl.lit(f" {n}")) for name in ("employer", "employer_key")
            )
            for n in range(N_EMPLOYERS // employers["employer"].n_unique())
        ]
    )
    openings = frames["mart_opening"]
    of_many = pl.concat(
        [
            openings.with_columns(
                pl.concat_str(name, pl.lit(f" {n}")) for name in ("opening_id", "employer_key")
            )
            for n in range(-(-N_EMPLOYER_PAGES // openings["employer_key"].n_unique()))
        ]
    )
    months = pl.date_range(FIRST_THREAD, date(2026, 11, 1), "1mo", eager=True)
    one = (
        frames["mart_census_demand"]
        .group_by("role", maintain_order=True)
        .last()
        .drop("period_start")
    )
    census = one.join(pl.DataFrame({"period_start": months}), how="cross").select(
        frames["mart_census_demand"].columns
    )
    outside = frames["mart_benchmark"].filter(pl.col("period_start").is_not_null())
    indeed = (
        outside.unique("area", maintain_order=True)
        .drop("period_start")
        .join(
            pl.DataFrame(
                {
                    "period_start": pl.date_range(
                        date(2019, 1, 1), date(2026, 6, 1), "1mo", eager=True
                    )
                }
            ),
            how="cross",
        )
    )
    return frames | {
        "mart_pay_band": pl.concat([bands, countries, regions]),
        "mart_skill_demand": more_skills,
        "mart_employer_demand": many,
        "mart_opening": of_many,
        "mart_census_demand": census,
        "mart_benchmark": pl.concat(
            [
                frames["mart_benchmark"].filter(pl.col("period_start").is_null()),
                indeed.select(frames["mart_benchmark"].columns),
            ]
        ),
        "pay_unread": pl.DataFrame(
            {
                "posting_id": [f"lever:fen:{n}" for n in range(N_UNREAD)],
                "phrase": [f"pay phrase {n}" for n in range(N_UNREAD)],
            }
        ),
        "quarantine": pl.concat([frames["quarantine"]] * N_QUARANTINED),
    }


def main(folder: Path) -> None:
    """Builds the site once and prints what it cost."""
    frames = market_of_200k()
    answer = answer_from(frames)
    started = time.perf_counter()
    build_site(answer, folder)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    rows = sum(frame.height for frame in frames.values())
    print(f"{rows:,} rows of marts -> site in {seconds:.1f} s, peak memory {peak:.2f} GB")
    for page in sorted((folder / "latest").glob("*.html")):
        print(f"{page.stat().st_size / 1000:8.0f} kB  {page.name}")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as beside:
            main(Path(beside))
