"""What is kept of postings whose raw bodies are gone is read by later readers too, so no index has to end there."""

from __future__ import annotations

import json
import logging
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from flows import pipeline
from flows.classify import classify_lake
from flows.lake.parts import Lake
from flows.lake.retention import old_bodies
from flows.lake.retention.old_bodies import remove_old_bodies, reread_kept_texts
from flows.lake.tables import BODY, LOOK, READ_POSTING, SIGHTING, content_hash
from flows.lake.versions import Version, present_version
from flows.settings import Settings

OLDER = Version("older readers", present_version().adapters)

TEXT = (
    "<h2>What you will do</h2><ul><li>Build agents and RAG pipelines on LLM APIs</li><li>Write evals</li></ul>"
    "<h2>Requirements</h2><ul><li>5+ years of Python</li><li>Base salary $150,000 - $180,000 per year</li></ul>"
)


def lake_with(
    folder: Path, *texts: str, keep_days: int = 0, source: str = "imported", board: str = "mine"
) -> Lake:
    """One look, read by the present readers, its raw bodies gone after so many days."""
    lake = Lake(folder)
    rows = []
    for number, text in enumerate(texts):
        body = json.dumps({"title": "AI Engineer", "company": "Acme", "text": text}).encode()
        key = {"source": source, "board": board, "external_id": str(number)}
        rows.append(
            {**key, "content_hash": content_hash(*key.values(), body), "body": body, "look_id": "a"}
        )
    look = {
        "look_id": "a",
        "source": source,
        "board": board,
        "looked_at": datetime(2026, 1, 5),
        "outcome": "complete",
    }
    sightings = [{name: row.get(name) for name in SIGHTING} for row in rows]
    lake.write_part(
        "a",
        pl.DataFrame([look], schema=LOOK),
        pl.DataFrame(sightings, schema=SIGHTING),
        pl.DataFrame(rows, schema=BODY),
    )
    classify_lake(lake, n_workers=1)
    remove_old_bodies(lake, keep_days, datetime(2027, 1, 1))
    return lake


def aged(lake: Lake) -> pl.DataFrame:
    """Makes what was read that of an older version, which saw less in it. Returns what the present one had read."""
    read = lake.postings("a")
    blind = read.with_columns(role=pl.lit("other"), skills=pl.lit([], dtype=READ_POSTING["skills"]))
    lake.replace_postings("a", blind, OLDER)
    return read


def test_kept_texts_are_read_by_later_readers_as_they_read_the_raw_bodies(tmp_path: Path) -> None:
    lake = lake_with(tmp_path, TEXT, "Plain text, <b>nothing</b> asked for.", "")
    read = aged(lake)
    assert read["role"].to_list()[0] == "ai_engineer"
    assert reread_kept_texts(lake) == 3
    assert "a" in lake.parts_read_by(present_version())
    assert_frame_equal(lake.postings("a"), read)


ONE_JOB = (
    "Acme | Software Engineer | Ghent | Full-time<p>Acme forges custom AI agents &amp; tools for smiths."
    "<p>You own client projects from the first talk to the last deploy, in Python and TypeScript."
)
TWO_JOBS = (
    "Acme | Ghent | Full-time<p>We forge tools for smiths, and pay for the dentist."
    "<p>- Software Engineer: you build LLM agents &amp; RAG for our clients"
    "<p>- Product Designer"
)


def lake_of(folder: Path, comment: str) -> Lake:
    return lake_with(folder, comment, source="hackernews", board="whoishiring")


@pytest.mark.parametrize("comment", [ONE_JOB, TWO_JOBS])
def test_an_opening_of_a_thread_is_read_by_its_own_lines_when_its_raw_body_is_gone(
    tmp_path: Path, comment: str
) -> None:
    lake = lake_of(tmp_path, comment)
    before = aged(lake)
    assert "line, read again" in str(before["role_evidence"].to_list())
    assert reread_kept_texts(lake) == before.height
    [part] = lake.emptied_parts()
    told = ["work_text", "role", "role_confidence", "role_basis", "role_evidence"]
    assert_frame_equal(lake.postings(part).select(told), before.select(told))


def test_what_is_kept_of_openings_says_which_words_are_of_each_alone(tmp_path: Path) -> None:
    kept = lake_of(tmp_path, TWO_JOBS).postings("a")
    engineer, designer = kept["work_text"]
    assert "agents" in engineer
    assert (designer, "dentist" in engineer) == ("- Product Designer", False)
    assert all("dentist" in text for text in kept["description_text"])


def test_of_openings_kept_without_their_own_lines_those_read_by_their_title_are_so_again(
    tmp_path: Path,
) -> None:
    lake = lake_of(tmp_path, TWO_JOBS)
    read = lake.postings("a").with_columns(role_basis=pl.lit("title"))
    lake.replace_postings("a", read.drop("work_text"), OLDER)
    assert reread_kept_texts(lake) == 2
    again = lake.postings("a")
    assert again["work_text"].to_list() == ["", ""]
    assert again["role_basis"].to_list() == ["title", "title"]


def test_what_the_present_readers_read_is_left_alone(tmp_path: Path) -> None:
    assert reread_kept_texts(lake_with(tmp_path, TEXT)) == 0


def test_raw_bodies_that_are_still_there_are_left_to_classify(tmp_path: Path) -> None:
    lake = lake_with(tmp_path, TEXT, keep_days=10_000)
    aged(lake)
    assert reread_kept_texts(lake) == 0


def test_a_part_in_which_a_reader_fails_stays_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def failing(_: pl.DataFrame) -> pl.DataFrame:
        raise ValueError("no")

    lake = lake_with(tmp_path, TEXT)
    aged(lake)
    before = lake.postings("a")
    monkeypatch.setattr(old_bodies, "read_postings", failing)
    with caplog.at_level(logging.ERROR):
        assert reread_kept_texts(lake) == 0
    assert "a" in lake.parts_read_by(OLDER)
    assert_frame_equal(lake.postings("a"), before)
    assert "the part stays as it was" in caplog.text


def test_the_run_reads_kept_texts_again_after_it_has_read_what_is_new(tmp_path: Path) -> None:
    lake = lake_with(tmp_path, TEXT)
    aged(lake)
    assert pipeline.classify_stop(lake, Settings()) == 1
    assert pipeline.classify_stop(lake, Settings()) == 0
