"""Every figure that stands on imported history names it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl

from reports.site.site import build_site
from tests.reports.in_memory import answer_from, frame

LABS = {
    "origin": "labs",
    "n_boards": 7,
    "n_looks": 1326,
    "n_days": 212,
    "from_date": date(2025, 8, 24),
    "until_date": date(2026, 4, 8),
    "n_postings": 3576,
    "n_postings_year": 3576,
}
SPAN = "history from labs (24 Aug 2025 to 8 Apr 2026)"


def pages_with(folder: Path, frames: dict[str, pl.DataFrame], *rows: dict[str, object]) -> Path:
    build_site(answer_from(frames | {"mart_history": frame("mart_history", list(rows))}), folder)
    return folder / "latest"


def text_of(page: Path) -> str:
    return page.read_text().replace("\xa0", " ")


def naming(page: Path) -> set[str]:
    """Ids of the figures whose part of the page names the history."""
    parts = text_of(page).split('<section class="block" id="')[1:]
    return {part.partition('"')[0] for part in parts if SPAN in part}


def test_figures_of_growth_pay_and_skills_name_the_history_that_they_stand_on(
    tmp_path: Path, frames: dict[str, pl.DataFrame]
) -> None:
    pages = pages_with(tmp_path, frames, LABS)
    assert {"growth_index", "growth_readings", "growth_durations"} <= naming(pages / "growth.html")
    assert "pay_by_level" in naming(pages / "pay.html")
    assert "growth_census" not in naming(pages / "growth.html")  # Hacker News alone
    assert SPAN in text_of(pages / "index.html")


SHARES_OF_SKILLS = {"skills_adoption", "skills_passed"}


def test_shares_of_skills_and_pay_by_quarter_name_it_where_boards_have_the_longest_history(
    tmp_path: Path, frames: dict[str, pl.DataFrame]
) -> None:
    pages = pages_with(tmp_path / "threads", frames, LABS)
    found = {page.name: naming(page) for page in pages.glob("*.html")}
    assert not any(
        (SHARES_OF_SKILLS | {"skill_newest", "history_pay"}) & ids for ids in found.values()
    )
    marts = ("mart_skill_adoption", "mart_pay_quarter")
    boards = {mart: frames[mart].with_columns(origin=pl.lit("boards")) for mart in marts}
    pages = pages_with(tmp_path / "boards", frames | boards, LABS)
    found = {page.name: naming(page) for page in pages.glob("*.html")}
    assert set().union(*found.values()) >= SHARES_OF_SKILLS | {"skill_newest", "history_pay"}


def test_a_history_that_ended_years_ago_stands_behind_growth_and_not_behind_pay(
    tmp_path: Path, frames: dict[str, pl.DataFrame]
) -> None:
    pages = pages_with(tmp_path, frames, LABS | {"n_postings_year": 0})
    assert "growth_index" in naming(pages / "growth.html")
    assert "pay_by_level" not in naming(pages / "pay.html")


def test_without_a_history_none_is_named(tmp_path: Path, frames: dict[str, pl.DataFrame]) -> None:
    pages = pages_with(tmp_path, frames)
    texts = {page.name: text_of(page) for page in pages.glob("*.html")}
    assert [name for name, text in texts.items() if "history from" in text] == []
