"""Feeds of open openings: Atom that parses, entries that keep their names, facts and links only."""

from __future__ import annotations

from xml.etree import ElementTree

import polars as pl

from reports.site.feeds import build_feeds
from reports.site.site import read_edition
from tests.reports.in_memory import answer_from
from tests.reports.invented_market import hostile_frames

Frames = dict[str, pl.DataFrame]

ATOM = "{http://www.w3.org/2005/Atom}"


def _feeds(frames: Frames) -> dict[str, ElementTree.Element]:
    answer = answer_from(frames)
    built = build_feeds(answer, read_edition(answer))
    return {name: ElementTree.fromstring(text) for name, text in built.items()}


def test_each_role_has_a_feed_and_those_in_focus_one_for_remote_work_and_for_each_country(
    frames: Frames,
) -> None:
    focus = ("ai_engineer", "data_scientist", "ml_engineer")
    narrowed = [f"openings-{role}{end}.xml" for role in focus for end in ("", "-de", "-gb", "-remote", "-us")]  # fmt: skip
    assert sorted(_feeds(frames)) == sorted([*narrowed, "openings-software_engineer.xml"])


def test_a_feed_of_a_country_holds_its_openings_and_a_name_of_its_own(frames: Frames) -> None:
    feeds = _feeds(frames)
    whole, british = (feeds[f"openings-ml_engineer{end}.xml"] for end in ("", "-gb"))
    title = british.findtext(f"{ATOM}title") or ""
    assert title.startswith("Open openings for ML engineers, United Kingdom (rehearsal data")
    assert british.findtext(f"{ATOM}id") != whole.findtext(f"{ATOM}id")
    said = [entry.findtext(f"{ATOM}summary") or "" for entry in british.iter(f"{ATOM}entry")]
    assert len(said) == 11
    assert all("London" in facts for facts in said)


def test_fewer_than_three_openings_are_no_feed_of_their_own(frames: Frames) -> None:
    remote = pl.col("remote_policy") == "remote"
    rare = pl.when(remote & ~pl.col("opening_id").is_in(["ashby:a:000", "ashby:a:012"]))
    postings = frames["posting"].with_columns(rare.then(None).otherwise("remote_policy").alias("remote_policy"))  # fmt: skip
    assert "openings-ai_engineer-remote.xml" not in _feeds({**frames, "posting": postings})


def test_what_a_board_calls_a_country_names_no_file(frames: Frames) -> None:
    codes = pl.lit(["../x", "DE", "<b>", "ÄÖ"])
    spoiled = {**frames, "posting": frames["posting"].with_columns(country_codes=codes)}
    narrowed = {name.removesuffix(".xml").rpartition("-")[2] for name in _feeds(spoiled)}
    assert narrowed == {"ai_engineer", "ml_engineer", "data_scientist", "software_engineer", "remote", "de"}  # fmt: skip


def test_a_title_with_signs_that_xml_forbids_leaves_its_feed_readable(frames: Frames) -> None:
    titles = pl.lit("AI\ufffe Engineer\uffff\x00")
    spoiled = {**frames, "opening": frames["opening"].with_columns(title=titles)}
    entry = next(_feeds(spoiled)["openings-ai_engineer.xml"].iter(f"{ATOM}entry"))
    assert (entry.findtext(f"{ATOM}title") or "").startswith("AI Engineer at ")


def test_an_entry_has_title_employer_link_day_and_facts(frames: Frames) -> None:
    feed = _feeds(frames)["openings-ml_engineer.xml"]
    assert feed.findtext(f"{ATOM}updated") == "2026-11-23T00:00:00Z"
    entry = feed.find(f"{ATOM}entry")
    assert entry is not None
    assert entry.findtext(f"{ATOM}title") == "ML Engineer at Pelagic Robotics"
    assert entry.find(f"{ATOM}link").attrib == {"href": "https://jobs.example/1?a=1&b=2"}  # type: ignore[union-attr]
    assert entry.findtext(f"{ATOM}updated") == "2026-11-22T00:00:00Z"
    assert entry.findtext(f"{ATOM}summary") == "ML engineer, 90 % sure. London. GBP 101,000 to 121,000 a year."  # fmt: skip


def test_a_boards_own_short_name_is_written_as_pages_write_it(frames: Frames) -> None:
    slugs = frames["opening"].with_columns(employer=pl.lit("liquid-ai"))
    entry = next(
        _feeds({**frames, "opening": slugs})["openings-ml_engineer.xml"].iter(f"{ATOM}entry")
    )
    assert entry.findtext(f"{ATOM}title") == "ML Engineer at Liquid AI"


def test_entries_are_the_newest_first_and_keep_their_ids(frames: Frames) -> None:
    later = frames["mart_edition"].with_columns(pl.col("as_of").dt.offset_by("7d"))
    first, again = (_feeds(known) for known in (frames, {**frames, "mart_edition": later}))
    feed = first["openings-ai_engineer.xml"]
    days = [entry.findtext(f"{ATOM}updated") or "" for entry in feed.findall(f"{ATOM}entry")]
    assert days == sorted(days, reverse=True)
    assert len(days) == 33
    ids = [entry.findtext(f"{ATOM}id") for entry in feed.iter(f"{ATOM}entry")]
    assert len(set(ids)) == 33
    assert ids == [entry.findtext(f"{ATOM}id") for entry in again["openings-ai_engineer.xml"].iter(f"{ATOM}entry")]  # fmt: skip


def test_what_a_board_wrote_cannot_break_a_feed_and_only_web_addresses_are_links(
    frames: Frames,
) -> None:
    spoiled = hostile_frames(frames)
    assert _feeds(spoiled) == {}  # no address that begins with https
    kept = spoiled["posting"].with_columns(frames["posting"]["url"])
    feeds = _feeds({**spoiled, "posting": kept})
    assert len(feeds) == 16
    titles = {title.text for feed in feeds.values() for title in feed.iter(f"{ATOM}title")}
    assert any("<script>boom()</script>" in (title or "") for title in titles)
