"""The whole reading: a frame in POSTING becomes a frame in READING, row by row."""

from __future__ import annotations

import gc
from datetime import date

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from transforms.posting import POSTING, Posting, StatedPay, posting_frame
from transforms.readers.reading import READING, read_postings

HTML = """
<h2>About us</h2><p>Juniper Row makes appointment software for small clinics.</p>
<h2>What you will do</h2><ul><li>Build LLM agents with retrieval over our own records</li><li>Write evals for their answers</li></ul>
<h2>Requirements</h2><ul><li>5+ years of experience with Python</li><li>Master's degree in computer science</li></ul>
<h2>Compensation</h2><p>The base salary range is $150,000 - $180,000 per year, plus equity.</p>
"""

FULL = Posting(
    external_id="42",
    title="Senior AI Engineer",
    employer="Juniper Row",
    url="https://jobs.example/42",
    department="Engineering",
    locations=("Remote (US)", "Toronto"),
    employment_type="full_time",
    posted_date=date(2026, 3, 1),
    description_html=HTML,
    pay_stated=(StatedPay(150_000, 180_000, "USD", "year", basis="structured"),),
)
BARE = Posting(external_id="7", title="Data Scientist")


def read(*postings: Posting) -> list[dict[str, object]]:
    return read_postings(posting_frame(postings)).to_dicts()


def test_every_reader_has_its_say() -> None:
    row = read(FULL)[0]
    assert row["location_raw"] == "Remote (US) | Toronto"
    assert row["country_codes"] == ["US", "CA"]
    assert row["remote_policy"] == "remote"
    assert row["language"] == "en"
    assert row["role"] == "ai_engineer"
    assert row["role_basis"] == "body"
    assert row["role_evidence"]
    assert row["level"] == "senior"
    assert row["years_min"] == 5
    assert row["degree"] == "master"
    assert row["has_equity"] is True
    assert {"python", "llm"} <= {skill["skill"] for skill in row["skills"]}
    assert len(row["fingerprint"]) == 64
    assert "appointment software" in row["description_text"]


def test_pay_of_the_board_and_pay_of_the_text_are_both_kept_with_their_basis() -> None:
    row = read(FULL)[0]
    assert [(pay["min"], pay["max"], pay["basis"]) for pay in row["pay"]] == [
        (150_000, 180_000, "structured"),
        (150_000, 180_000, "text"),
    ]
    assert row["has_pay_conflict"] is False


def test_a_disagreement_between_board_and_text_is_seen() -> None:
    other = (StatedPay(90_000, 95_000, "USD", "year", basis="structured"),)
    row = read(
        Posting(external_id="1", title="AI Engineer", description_html=HTML, pay_stated=other)
    )[0]
    assert row["has_pay_conflict"] is True


def test_a_posting_without_a_text_is_read_from_its_title_and_stays_null_elsewhere() -> None:
    row = read(BARE)[0]
    assert row["role"] == "data_scientist"
    assert row["role_basis"] == "title"
    empty = (
        "location_raw",
        "region",
        "city",
        "remote_policy",
        "language",
        "description_text",
        "work_text",
        "years_min",
        "visa",
        "employer",
    )
    assert all(row[name] is None for name in empty)
    assert row["has_pay_conflict"] is None
    assert row["country_codes"] == row["pay"] == row["fingerprint"] == []


def test_what_the_board_states_passes_through_unchanged() -> None:
    postings = posting_frame([FULL, BARE])
    kept = [name for name in POSTING if not name.startswith("description_")]
    assert_frame_equal(read_postings(postings).select(kept), postings.select(kept))


def test_the_result_has_the_schema_and_the_order_of_its_rows() -> None:
    readings = read_postings(posting_frame([BARE, FULL, BARE]))
    assert readings.schema == READING
    assert readings["external_id"].to_list() == ["7", "42", "7"]


def test_no_postings_give_an_empty_frame_of_the_same_schema() -> None:
    assert read_postings(pl.DataFrame(schema=POSTING)).schema == READING


def test_reading_twice_gives_the_same() -> None:
    postings = posting_frame([FULL, BARE])
    assert_frame_equal(read_postings(postings), read_postings(postings))


def test_a_posting_is_read_alike_alone_and_among_others() -> None:
    assert read(BARE, FULL)[1] == read(FULL)[0]


def test_reading_leaves_no_reference_cycles_for_the_collector_that_rests_meanwhile() -> None:
    postings = posting_frame([FULL, BARE])
    read_postings(postings)
    gc.collect()
    gc.disable()
    try:
        read_postings(postings)
        assert not gc.isenabled()
        assert gc.collect() == 0
    finally:
        gc.enable()
    read_postings(postings)
    assert gc.isenabled()


@settings(max_examples=40, deadline=None)
@given(st.text(min_size=1, max_size=80), st.text(max_size=500), st.booleans())
def test_no_text_of_a_board_stops_the_readers(title: str, text: str, is_html: bool) -> None:
    text = text.encode("utf-8", "ignore").decode()
    title = title.encode("utf-8", "ignore").decode() or "x"
    described = {"description_html": text} if is_html else {"description_plain": text}
    assert (
        read_postings(posting_frame([Posting(external_id="1", title=title, **described)])).height
        == 1
    )
