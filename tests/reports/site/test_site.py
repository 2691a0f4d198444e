"""The site on disk: whole, the same each time, and never half-written."""

import json
import re
import shutil
from datetime import date, datetime
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from reports.answers import every_query, read_sql
from reports.page import Figure
from reports.site import archive, disk
from reports.site import site as site_module
from reports.site.assets import PLOTLY
from reports.site.site import build_site, every_page, read_edition, single_file
from tests.benchmarks.bench_report import market_of_200k
from tests.reports.in_memory import answer_from, frame, schemas
from tests.reports.invented_market import hostile_frames, sample_frames
from tests.reports.panels import panels
from warehouse.market import statements

MEGABYTE = 1_000_000


def _texts(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _on(frames: dict[str, pl.DataFrame], day: date) -> dict[str, pl.DataFrame]:
    edition = frames["mart_edition"].with_columns(
        as_of=pl.lit(day), edition_id=pl.lit(f"{day}-abc")
    )
    return {**frames, "mart_edition": edition}


@pytest.fixture
def built(site: Path, tmp_path: Path) -> Path:
    """A folder with the site of the invented market, as `build_site` leaves it. To copy it takes a hundredth of the time."""
    return shutil.copytree(site.parent, tmp_path, dirs_exist_ok=True)


@pytest.fixture(scope="module")
def site_of_the_16th(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("earlier")
    build_site(answer_from(_on(sample_frames(), date(2026, 11, 16))), folder)
    return folder


@pytest.fixture
def a_week_before(site_of_the_16th: Path, tmp_path: Path) -> Path:
    """A folder with the site of a week before."""
    return shutil.copytree(site_of_the_16th, tmp_path, dirs_exist_ok=True)


def test_every_page_is_written_with_one_headline(site: Path) -> None:
    pages = sorted(path.name for path in (site.parent / "2026-11-23").glob("*.html"))
    employers = [
        f"employer-{name}.html" for name in ("brindle-sons", "pelagic-robotics", "quillwort-labs")
    ]
    assert pages == sorted([*(entry.href for entry in every_page()), *employers])
    for path in site.parent.rglob("*.html"):
        assert path.read_text("utf-8").count("<h1") == 1


def test_the_same_market_gives_the_same_bytes(
    frames: dict[str, pl.DataFrame], tmp_path: Path
) -> None:
    build_site(answer_from(frames, anew=True), tmp_path / "one")
    build_site(answer_from(dict(reversed(frames.items())), anew=True), tmp_path / "other")
    first = _texts(tmp_path / "one")
    assert first == _texts(tmp_path / "other")
    build_site(answer_from(frames), tmp_path / "one")
    assert _texts(tmp_path / "one") == first


@pytest.fixture(scope="module")
def asked() -> dict[str, dict[str, pl.DataFrame]]:
    """By page what it asks the invented market, and what it is answered."""
    answer, asked_by = answer_from(sample_frames()), {}
    for entry in every_page():
        found = asked_by[entry.slug] = {}
        entry.module.build(
            lambda stem, found=found: found.setdefault(stem, answer(stem)), read_edition(answer)
        )
    return asked_by


@cache
def _names_in(stem: str) -> set[str]:
    """Every word of a question and of the macros and views that it names: what it reads is among them."""
    words, left = {stem}, [read_sql(stem) if stem in every_query() else ""]
    while left:
        found = set(re.findall(r"\w+", left.pop())) - words
        left += [sql for name, sql in statements("macros").items() if name in found]
        words |= found
    return words


@pytest.mark.parametrize("name", [name for name in schemas() if name != "mart_edition"])
def test_a_mart_without_rows_leaves_a_page_that_says_so(
    name: str,
    frames: dict[str, pl.DataFrame],
    asked: dict[str, dict[str, pl.DataFrame]],
    site: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A page is made of its answers. Where they are those of the whole market it is that market's page, built above."""
    answer = answer_from({**frames, name: frames[name].clear()})
    others = [
        entry
        for entry in every_page()
        if not all(
            answer(stem).equals(rows)
            for stem, rows in asked[entry.slug].items()
            if name in _names_in(stem)
        )
    ]
    if not others:  # the invented market has no rows there, or no page asks for them
        others = every_page()
        folder = site
    else:
        monkeypatch.setattr(site_module, "every_page", lambda: others)
        build_site(answer, tmp_path)
        folder = tmp_path / "latest"
    assert {entry.href for entry in others} <= {path.name for path in folder.glob("*.html")}


def test_an_edition_with_nothing_but_its_name_can_be_read(
    frames: dict[str, pl.DataFrame], tmp_path: Path
) -> None:
    build_site(answer_from({"mart_edition": frames["mart_edition"]}), tmp_path)
    for path in (tmp_path / "latest").glob("*.html"):
        if path.name != "methods.html":
            assert "Not on this page yet" in path.read_text("utf-8"), path.name


def test_a_market_without_an_edition_is_refused_and_the_old_report_stays(
    frames: dict[str, pl.DataFrame], built: Path
) -> None:
    before = _texts(built)
    with pytest.raises(ValueError, match="as_of"):
        build_site(answer_from({**frames, "mart_edition": frames["mart_edition"].clear()}), built)
    assert _texts(built) == before


def test_a_page_that_fails_leaves_the_old_report(
    frames: dict[str, pl.DataFrame], built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _texts(built)

    def fail(*_: object) -> None:
        raise RuntimeError("a bug in a page")

    monkeypatch.setattr(every_page()[-1].module, "build", fail)
    with pytest.raises(RuntimeError):
        build_site(answer_from(frames), built)
    assert _texts(built) == before


def test_each_edition_keeps_its_address_and_latest_is_the_newest(
    frames: dict[str, pl.DataFrame], a_week_before: Path
) -> None:
    old = _texts(a_week_before / "2026-11-16")
    build_site(answer_from(frames), a_week_before)
    assert _texts(a_week_before / "2026-11-16") == old
    assert _texts(a_week_before / "latest") == _texts(a_week_before / "2026-11-23")
    build_site(answer_from(_on(frames, date(2026, 11, 9))), a_week_before)
    assert _texts(a_week_before / "latest") == _texts(a_week_before / "2026-11-23")
    index = (a_week_before / "index.html").read_text("utf-8")
    assert re.findall(r'id="edition-([\d-]+)"', index) == ["2026-11-23", "2026-11-16", "2026-11-09"]


def test_an_edition_says_what_changed_since_the_one_before(
    frames: dict[str, pl.DataFrame], tmp_path: Path
) -> None:
    earlier = frames["mart_growth_headline"].with_columns(pl.col("growth_share") - 0.2)
    build_site(
        answer_from(_on({**frames, "mart_growth_headline": earlier}, date(2026, 11, 16))), tmp_path
    )
    build_site(answer_from(frames), tmp_path)
    page = (tmp_path / "latest" / "index.html").read_text("utf-8").replace("\u00a0", " ")
    assert '../2026-11-16/index.html">edition of 2026-11-16' in page
    assert "AI engineers: growth of open openings" in page
    assert "+38 %" in page


def test_the_archive_leads_to_every_page_and_tells_each_editions_findings(
    frames: dict[str, pl.DataFrame], a_week_before: Path
) -> None:
    build_site(answer_from(frames), a_week_before)
    index = (a_week_before / "index.html").read_text("utf-8").replace("\u00a0", " ")
    for entry in every_page():
        assert f'href="latest/{entry.href}"' in index
    for day in ("2026-11-16", "2026-11-23"):
        assert f'<a href="{day}/pay.html">Pay</a>: ' in index
    assert index.count("No headline figure moved beyond its 95 % interval.") == 1


def test_a_figure_that_moved_beyond_its_interval_is_said_and_one_within_is_folded(
    frames: dict[str, pl.DataFrame], tmp_path: Path
) -> None:
    growth = frames["mart_growth_headline"].with_columns(pl.col("growth_share") - 0.2)
    pay = frames["mart_pay_band"].with_columns(pl.col("p50") * 1.001)
    earlier = {**frames, "mart_growth_headline": growth, "mart_pay_band": pay}
    build_site(answer_from(_on(earlier, date(2026, 11, 16))), tmp_path)
    build_site(answer_from(frames), tmp_path)
    known = archive.every_change(tmp_path)[0][1]
    assert "AI engineers: growth of open openings" in {change.what for change in known.news}
    assert not any("median" in change.what for change in known.news)
    page = (tmp_path / "latest" / "index.html").read_text("utf-8").replace("\u00a0", " ")
    assert "<strong>AI engineers: growth of open openings</strong>: +58 %" in page
    assert "it was +38 %." in page


def test_a_record_of_an_older_version_without_intervals_and_findings_is_compared(
    frames: dict[str, pl.DataFrame], a_week_before: Path
) -> None:
    path = a_week_before / "2026-11-16" / archive.RECORD
    record = json.loads(path.read_text("utf-8"))
    record["figures"] = {what: figure[:2] for what, figure in record["figures"].items()}
    del record["findings"]
    path.write_text(archive.to_json(record), encoding="utf-8")
    build_site(answer_from(frames), a_week_before)
    assert 'id="edition-2026-11-16"' in (a_week_before / "index.html").read_text("utf-8")


def test_a_build_killed_between_two_renames_is_mended(
    frames: dict[str, pl.DataFrame], built: Path
) -> None:
    (built / "latest").rename(built / ".latest.old")
    (built / ".2026-11-23.new").mkdir()
    disk.recover(built)
    assert (built / "latest" / "index.html").exists()
    assert not list(built.glob(".*"))


def test_a_broken_record_of_an_old_edition_does_not_stop_a_new_one(
    frames: dict[str, pl.DataFrame], tmp_path: Path
) -> None:
    (tmp_path / "2026-01-05").mkdir(parents=True)
    (tmp_path / "2026-01-05" / archive.RECORD).write_text("{", encoding="utf-8")
    build_site(answer_from(frames), tmp_path)
    assert (
        json.loads((tmp_path / "latest" / archive.RECORD).read_text("utf-8"))["as_of"]
        == "2026-11-23"
    )


def test_an_edition_keeps_what_it_states_and_the_archive_names_the_feed(site: Path) -> None:
    stated = json.loads((site / archive.STATEMENTS).read_text("utf-8"))
    assert {"growth", "pay", "asks", "skill", "verdict", "employer"} <= set(stated["topic"])
    assert len({*zip(stated["topic"], stated["role"], stated["subject"], strict=True)}) == len(
        stated["topic"]
    )
    assert 'href="feed.xml"' in (site.parent / "index.html").read_text("utf-8")


def test_the_site_holds_one_plotly_and_no_page_is_above_a_megabyte(
    frames: dict[str, pl.DataFrame], built: Path
) -> None:
    build_site(answer_from(_on(frames, date(2026, 11, 30))), built)
    assert [path.name for path in built.rglob("*plotly*.js")] == [PLOTLY]
    assert all(path.stat().st_size <= MEGABYTE for path in built.rglob("*.html"))


def test_no_page_names_an_address_of_the_network_but_in_links(site: Path) -> None:
    for path in site.parent.rglob("*.html"):
        loaded = re.findall(r'(?:src|srcset|data)="([^"]+)"', path.read_text("utf-8"))
        assert not [address for address in loaded if "//" in address]


def test_the_footer_names_edition_version_and_next_run(site: Path) -> None:
    for path in site.glob("*.html"):
        text = path.read_text("utf-8")
        assert "2026-11-23 06:12 UTC" in text
        assert "2026-11-23-3f9a1c" in text
        assert "0.1.0, reader r7" in text
        assert 'data-next-expected="2026-11-30"' in text


def test_rehearsal_data_are_marked_on_every_page_and_real_data_are_not(
    frames: dict[str, pl.DataFrame], site: Path, tmp_path: Path
) -> None:
    real = frames["mart_edition"].with_columns(is_rehearsal=pl.lit(False))
    build_site(answer_from({**frames, "mart_edition": real}), tmp_path)
    for path in site.glob("*.html"):
        assert "Rehearsal data." in path.read_text("utf-8")
    for path in (tmp_path / "latest").glob("*.html"):
        # the data dictionary names the column
        assert "ehearsal" not in path.read_text("utf-8").replace("is_rehearsal", "")


def test_hostile_text_is_escaped_on_every_page(
    frames: dict[str, pl.DataFrame], tmp_path: Path
) -> None:
    build_site(answer_from(hostile_frames(frames)), tmp_path)
    for path in tmp_path.rglob("*.html"):
        # the CSV holds the whole text, every sign of it written as %XX
        text = re.sub(r'href="data:text/csv[^"]*"', "", path.read_text("utf-8"))
        assert "<img src=x" not in text
        assert "<script>boom" not in text
        assert "\u202e" not in text
        assert "x" * 1_001 not in text
        assert "\u0000" not in text
        assert set(re.findall(r"<script[^>]*>", text)) <= _own_scripts(text)


def _own_scripts(text: str) -> set[str]:
    own = set(re.findall(r'<script src="[./]*static/(?:rolecall|plotly)[\w.-]+" defer>', text))
    return own | {
        '<script type="application/json" id="chart-template">',
        '<script type="application/json" class="spec">',
        '<script type="application/json" id="offer-bands">',
        '<script type="application/json" id="explore-data">',
        '<script type="application/json" id="openings-data">',
        '<script type="application/json" id="skill-data">',
    }


def test_a_report_of_two_hundred_employers_and_a_long_history_stays_small(
    frames: dict[str, pl.DataFrame], tmp_path: Path
) -> None:
    long = frames["mart_role_growth"]
    later = long.with_columns(pl.col("period_start").dt.offset_by("-3y"))
    build_site(answer_from({**frames, "mart_role_growth": pl.concat([later, long])}), tmp_path)
    assert max(path.stat().st_size for path in tmp_path.rglob("*.html")) <= MEGABYTE


def test_fifteen_years_of_threads_and_two_of_weeks_keep_each_page_below_600_kilobytes(
    tmp_path: Path,
) -> None:
    build_site(answer_from(market_of_200k()), tmp_path)
    sizes = {path.name: path.stat().st_size for path in (tmp_path / "latest").glob("*.html")}
    assert {name: size for name, size in sizes.items() if size > 0.6 * MEGABYTE} == {}


def test_a_time_without_zone_is_shown_as_utc(
    frames: dict[str, pl.DataFrame], tmp_path: Path
) -> None:
    edition = frames["mart_edition"].with_columns(
        data_through=pl.lit(datetime(2026, 11, 22, 23, 59))
    )
    build_site(answer_from({**frames, "mart_edition": edition}), tmp_path)
    assert "2026-11-22 23:59 UTC" in (tmp_path / "latest" / "index.html").read_text("utf-8")


def test_one_file_holds_the_whole_edition_with_links_within_itself(
    frames: dict[str, pl.DataFrame], tmp_path: Path
) -> None:
    out = single_file(answer_from(frames), tmp_path / "rolecall.html")
    text = out.read_text("utf-8")
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    links = [
        href
        for href in re.findall(r'<a [^>]*href="([^"]+)"', text)
        if not href.startswith(("data:", "https:"))
    ]
    assert {href for href in links if href[1:] not in ids or href[0] != "#"} == set()
    assert text.count("plotly.js (cartesian") == 1
    assert out.stat().st_size < 5 * MEGABYTE
    assert (
        single_file(answer_from(frames), tmp_path / "again.html").read_bytes() == out.read_bytes()
    )


def _outline(frames: dict[str, pl.DataFrame]) -> dict[str, list[str]]:
    answer = answer_from(frames)
    edition = read_edition(answer)
    return {
        entry.href: [
            f"{block.kind} {block.id}"
            + (f" x{len(panels(block.chart))}" if isinstance(block, Figure) and block.chart else "")
            for block in entry.module.build(answer, edition).blocks
        ]
        for entry in every_page()
    }


METHOD_WORDS = re.compile(r"\b(log odds|census|looks?|looked|readings?)\b", re.I)
"""Words of ours that readers need not know. They stand on the page on methods alone."""


def test_words_of_the_method_stand_on_the_page_on_methods_alone(site: Path) -> None:
    said = {path.name: METHOD_WORDS.findall(_prose(path)) for path in site.glob("*.html")}
    assert said.pop("methods.html")
    assert {name: words for name, words in said.items() if words} == {}


def _prose(path: Path) -> str:
    """What a page says, without its queries and data."""
    no_code = r"<(script|style|pre|code)\b.*?</\1>"
    text = re.sub(no_code, " ", path.read_text("utf-8"), flags=re.S)
    return re.sub(r'"data:[^"]*"|What looks like pay', "", text)


def test_each_link_between_figures_leads_to_one(site: Path) -> None:
    pages = {path.name: path.read_text("utf-8") for path in site.glob("*.html")}
    for name, text in pages.items():
        for page, _, block in re.findall(r'href="([a-z_]*(\.html)?)#([^"]+)"', text):
            known = "data-key" if "=" in block else f'id="{block}"'  # what a form holds
            assert known in pages[page or name], (name, page, block)


def test_boards_that_nobody_visited_for_months_are_told_of_on_every_page(
    frames: dict[str, pl.DataFrame], tmp_path: Path
) -> None:
    look = {
        "source": "ashby",
        "board": "acme",
        "looked_at": datetime(2026, 2, 20),
        "is_counted": True,
    }
    thread = look | {
        "source": "hackernews",
        "period": "2026-11",
        "looked_at": datetime(2026, 11, 23),
    }
    build_site(answer_from(frames | {"look": frame("look", [look, thread])}), tmp_path)
    page = (tmp_path / "latest" / "pay.html").read_text("utf-8").replace("\xa0", " ")
    assert "job boards through 20 Feb 2026, Hacker News through Nov 2026" in page
    assert "Job boards were last visited on 20 Feb 2026," in page
    assert "276 days before this edition" in page
    openings = (tmp_path / "latest" / "openings.html").read_text("utf-8").replace("\xa0", " ")
    assert "Last known state of 20 Feb 2026: open then were 33 for AI engineers" in openings


def test_every_page_has_its_blocks_in_their_order_under_their_lasting_addresses(
    frames: dict[str, pl.DataFrame],
) -> None:
    known = json.loads(Path(__file__).with_name("outline.json").read_text("utf-8"))
    assert _outline(frames) == known, "addresses are kept for good: links to figures point at them"
