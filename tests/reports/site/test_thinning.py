"""Old editions lose their pages and nothing else: every address still answers."""

import json
import re
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from reports.site import archive
from reports.site.rendering import environment
from reports.site.site import build_site
from reports.site.thinning import KEPT_IN, choose_whole, thin_editions
from tests.reports.in_memory import answer_from

A_YEAR = [f"{date(2025, 11, 24) + timedelta(n)}" for n in range(365)]


def _publish(site: Path, day: str, is_rehearsal: bool = False) -> None:
    """An edition of two pages, a figure and a feed, as far as thinning sees one."""
    folder = site / day
    (folder / "figure").mkdir(parents=True)
    for name in ("index.html", "pay.html", "figure/pay_bands.html", "openings.xml"):
        (folder / name).write_text(f"the page of {day}")
    record = {
        "as_of": day,
        "edition_id": f"{day}-abc",
        "version": "0.1.0",
        "is_rehearsal": is_rehearsal,
        "n_boards": 3,
        "n_postings": 90,
        "figures": {},
        "findings": [["Pay", "pay.html", "Pay was found"]],
    }
    (folder / archive.RECORD).write_text(archive.to_json(record))
    (folder / archive.STATEMENTS).write_text('{"stated": []}\n')


def _thin(site: Path, n_newest: int, written: str = "") -> None:
    thin_editions(site, n_newest, written, environment())


def _whole(site: Path) -> list[str]:
    return sorted(path.parent.name for path in site.glob("????-??-??/openings.xml"))


def test_the_newest_stay_then_one_a_week_then_one_a_month() -> None:
    days = [f"{date(2024, 1, 1) + timedelta(n)}" for n in range(800)]  # until 2026-03-10
    kept = choose_whole(days, 30)
    assert sorted(kept)[-30:] == days[-30:]
    assert "2025-04-07" in kept  # a Monday of the last 52 weeks
    assert "2025-04-08" not in kept
    assert "2025-03-10" not in kept  # a Monday of a week before them
    assert {f"2024-{month:02}-01" for month in range(1, 13)} <= kept
    # 5 of the 52 weeks begin among the newest 30. So does 1 of the 27 months, and 2 begin on a Monday that stays.
    assert len(kept) == 30 + (52 - 5) + (27 - 3)


def test_a_year_of_daily_runs_keeps_a_fourth_of_its_pages() -> None:
    assert len(choose_whole(A_YEAR, 30)) < 365 / 4


def test_weekly_runs_keep_a_year_whatever_the_number() -> None:
    assert choose_whole(A_YEAR[::7], 1) == set(A_YEAR[::7])


def test_thinning_day_by_day_ends_as_thinning_once() -> None:
    kept: set[str] = set()
    for day in A_YEAR:
        kept = choose_whole([*kept, day], 30)
    assert kept == choose_whole(A_YEAR, 30)


def test_by_default_every_edition_keeps_its_pages(tmp_path: Path) -> None:
    for day in A_YEAR[:60]:
        _publish(tmp_path, day)
    _thin(tmp_path, 0)
    assert _whole(tmp_path) == A_YEAR[:60]


def test_every_address_of_a_thinned_edition_leads_to_a_page_that_is_there(tmp_path: Path) -> None:
    for day in ("2026-06-01", "2026-06-02", "2026-06-03", "2026-07-01"):
        _publish(tmp_path, day)
    (tmp_path / "2026-06-01" / "pay.html").unlink()
    _publish(tmp_path, "latest")
    (tmp_path / "index.html").write_text("the archive")
    _thin(tmp_path, 1)
    assert _whole(tmp_path) == ["2026-06-01", "2026-07-01"]
    for name in ("index.html", "pay.html", "figure/pay_bands.html"):
        page = tmp_path / "2026-06-03" / name
        text = page.read_text("utf-8")
        assert "The pages of 2026-06-03 are no longer kept" in text
        links = re.findall(r'href="([^"#]+)', text)
        assert len(links) == 3
        for link in links:
            assert (page.parent / link).resolve().is_file(), link
    figure = (tmp_path / "2026-06-03" / "figure" / "pay_bands.html").read_text("utf-8")
    assert 'href="../../2026-06-01/figure/pay_bands.html"' in figure


def test_what_a_thinned_edition_stated_stays_and_its_record_names_the_whole_one(
    tmp_path: Path,
) -> None:
    for day in ("2026-06-01", "2026-06-02", "2026-07-01"):
        _publish(tmp_path, day)
    picture = tmp_path / "pictures" / "2026-06-02" / "pay_bands.png"
    picture.parent.mkdir(parents=True)
    picture.touch()
    _thin(tmp_path, 1)
    record = json.loads((tmp_path / "2026-06-02" / archive.RECORD).read_text())
    assert record[KEPT_IN] == "2026-06-01"
    assert (tmp_path / "2026-06-02" / archive.STATEMENTS).read_text() == '{"stated": []}\n'
    assert [known["as_of"] for known in archive.every_record(tmp_path)] == [
        "2026-07-01",
        "2026-06-02",
        "2026-06-01",
    ]
    assert not picture.exists()


def test_an_edition_of_a_clock_that_was_wrong_deletes_no_more_than_any_other(
    tmp_path: Path,
) -> None:
    days = [f"2026-06-{n:02}" for n in range(1, 11)]
    for day in [*days, "2099-01-01"]:
        _publish(tmp_path, day)
    _thin(tmp_path, 10)
    assert _whole(tmp_path) == [*days, "2099-01-01"]


def test_simulated_editions_and_unknown_ones_do_not_count_as_real_ones(tmp_path: Path) -> None:
    _publish(tmp_path, "2026-06-01", is_rehearsal=True)
    for day in ("2026-06-02", "2026-06-03", "2026-06-04", "2026-06-09"):
        _publish(tmp_path, day)
    (tmp_path / "2026-06-04" / archive.RECORD).write_text("not a record")
    _thin(tmp_path, 1)
    assert _whole(tmp_path) == ["2026-06-01", "2026-06-02", "2026-06-04", "2026-06-09"]


def test_a_report_thins_the_site_and_its_archive_says_so(
    frames: dict[str, pl.DataFrame], tmp_path: Path
) -> None:
    is_rehearsal = frames["mart_edition"]["is_rehearsal"].item()
    for day in ("2026-11-02", "2026-11-03", "2026-11-04"):
        _publish(tmp_path, day, is_rehearsal)
    build_site(answer_from(frames), tmp_path, n_whole=1)
    assert _whole(tmp_path) == ["2026-11-02"]
    assert (tmp_path / "2026-11-23" / "growth.html").stat().st_size > 10_000
    text = (tmp_path / "index.html").read_text("utf-8")
    assert "Each keeps its address and its figures" not in text
    assert text.count("Its pages are no longer kept") == 2
    assert text.count("Pay was found") == 3
    assert text.count('/pay.html">Pay</a>: Pay was found') == 1
