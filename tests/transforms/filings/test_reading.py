"""A row of a disclosure file becomes a filing, or is rejected with its reason."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from transforms.filings.reading import FILING, RAW, REJECTED, read_filings

ROW = {
    "case_number": "I-200-1",
    "case_status": "Certified",
    "received_date": "45293",
    "decision_date": "45300",
    "visa_class": "H-1B",
    "job_title": "SENIOR MACHINE LEARNING ENGINEER",
    "full_time_position": "Y",
    "total_worker_positions": "1",
    "new_employment": "1",
    "continued_employment": "0",
    "employer_name": "Quillwort Labs, Inc.",
    "secondary_entity": "N",
    "worksite_city": "SEATTLE",
    "worksite_state": "WA",
    "wage_from": "190000",
    "wage_unit": "Year",
    "wage_level": "III",
    "h1b_dependent": "N",
}


def raw(*rows: dict[str, str | None]) -> pl.DataFrame:
    numbered = [{"case_number": f"I-200-{n}"} | row for n, row in enumerate(rows, start=1)]
    return pl.DataFrame([{**dict.fromkeys(RAW), **ROW, **row} for row in numbered], schema=RAW)


def filing(**row: str | None) -> dict[str, Any]:
    return read_filings(raw(row)).filings.row(0, named=True)


def reason(**row: str | None) -> str:
    found: str = read_filings(raw(row)).rejected.row(0, named=True)["reason"]
    return found


def test_a_filing_is_read_field_by_field() -> None:
    assert filing() == {
        "case_number": "I-200-1",
        "certified_date": date(2024, 1, 9),
        "decision_date": date(2024, 1, 9),
        "visa_class": "H-1B",
        "employer": "Quillwort Labs, Inc.",
        "employer_key": "quillwortlabs",
        "title": "SENIOR MACHINE LEARNING ENGINEER",
        "role": "ml_engineer",
        "role_confidence": pytest.approx(0.9, abs=0.1),
        "level": "senior",
        "wage_level": "III",
        "region": "WA",
        "metro": "Seattle-Tacoma-Bellevue, WA",
        "wage_min_usd_year": 190_000.0,
        "wage_max_usd_year": 190_000.0,
        "is_full_time": True,
        "n_positions": 1,
        "n_new": 1,
        "n_renewed": 0,
        "is_dependent": False,
        "is_placed_elsewhere": False,
    }


@pytest.mark.parametrize(
    "written", ["45300", "45300.0", "2024-01-09", "2024-01-09 00:00:00", "01/09/2024", "1/9/2024", "1/9/2024 0:00"]
)  # fmt: skip
def test_a_date_is_read_as_excel_counts_it_and_as_text(written: str) -> None:
    assert filing(decision_date=written)["certified_date"] == date(2024, 1, 9)


@pytest.mark.parametrize(
    ("wage", "unit", "a_year"),
    [
        ("190000", "Year", 190_000),
        ("$190,000.00", "Year", 190_000),
        ("1.9E5", "yr", 190_000),
        ("$61.50", "Hour", 61.5 * 2080),
        ("3,000", "Week", 156_000),
        ("6000", "Bi-Weekly", 156_000),
        ("13000", "Month", 156_000),
    ],
)
def test_a_wage_of_any_unit_is_a_wage_a_year(wage: str, unit: str, a_year: float) -> None:
    assert filing(wage_from=wage, wage_unit=unit)["wage_min_usd_year"] == a_year


@pytest.mark.parametrize(
    ("to", "top"), [(None, 190_000), ("0", 190_000), ("$210,000", 210_000), ("90000", 190_000)]
)
def test_a_second_wage_is_the_top_of_a_range_unless_it_is_below_the_first(
    to: str | None, top: float
) -> None:
    assert filing(wage_to=to)["wage_max_usd_year"] == top


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({"case_number": " "}, "case_number: is empty"),
        ({"case_status": "Pending"}, "case_status: Pending is not a status that we know"),
        ({"job_title": None}, "job_title: is empty"),
        ({"employer_name": ""}, "employer_name: is empty"),
        ({"decision_date": "soon"}, "decision_date: is not a date"),
        ({"wage_from": "DOE"}, "wage_from: DOE is not an amount"),
        ({"wage_unit": "Shift"}, "wage_unit: Shift is not a unit that we know"),
        ({"wage_unit": None}, "wage_unit: nothing is not a unit that we know"),
        ({"wage_from": "62"}, "wage_from: 62 a Year is not a plausible wage for full-time work"),
        ({"wage_from": "19000000"}, "wage_from: 19000000 a Year is not a plausible wage"),
        ({"wage_to": "21000000"}, "wage_to: 21000000 is not a plausible wage a year"),
        (
            {"total_worker_positions": "0"},
            "total_worker_positions: 0 is not a plausible number of workers",
        ),
    ],
)
def test_a_row_that_cannot_be_read_is_rejected_with_its_reason(
    row: dict[str, str | None], problem: str
) -> None:
    assert reason(**row).startswith(problem)


def test_one_bad_row_costs_no_other_its_reading() -> None:
    found = read_filings(raw({}, {"wage_from": "DOE"}, {"wage_from": "150000"}))
    assert found.filings["case_number"].to_list() == ["I-200-1", "I-200-3"]
    assert found.rejected["excerpt"].to_list() == ["SENIOR MACHINE LEARNING ENGINEER | DOE | Year"]


def test_only_certified_filings_for_one_of_the_roles_count_and_the_others_are_counted() -> None:
    found = read_filings(
        raw({"case_status": "Denied"}, {"case_status": "Withdrawn"}, {"job_title": "ACCOUNTANT"}, {})
    )  # fmt: skip
    assert (found.n_not_certified, found.n_other_work, found.filings.height) == (2, 1, 1)


@pytest.mark.parametrize(
    "status", ["Certified-Withdrawn", "Certified - Withdrawn", "CERTIFIED-WITHDRAWN"]
)
def test_a_filing_withdrawn_later_counts_when_it_was_certified(status: str) -> None:
    found = filing(case_status=status, received_date="01/02/2024", decision_date="06/30/2025")
    assert found["certified_date"] == date(2024, 1, 11)
    assert found["decision_date"] == date(2025, 6, 30)


def test_of_a_case_named_twice_the_last_decision_counts() -> None:
    twice = {"case_number": "I-200-7"}
    found = read_filings(
        raw(twice | {"wage_from": "150000"}, twice | {"decision_date": "45310", "wage_from": "160000"})
    )  # fmt: skip
    assert found.filings["wage_min_usd_year"].to_list() == [160_000.0]


def test_new_positions_stand_apart_from_renewals() -> None:
    found = filing(
        total_worker_positions="9",
        new_employment="2",
        new_concurrent_employment="1",
        change_employer="3",
        continued_employment="1",
        change_previous_employment="1",
        amended_petition="1",
    )
    assert (found["n_positions"], found["n_new"], found["n_renewed"]) == (9, 6, 3)


def test_a_filing_silent_on_its_kind_is_neither_new_nor_renewed() -> None:
    found = filing(new_employment=None, continued_employment=None, total_worker_positions=None)
    assert (found["n_positions"], found["n_new"], found["n_renewed"]) == (1, None, None)


@pytest.mark.parametrize(
    ("title", "role", "level"),
    [
        ("DATA SCIENTIST - II", "data_scientist", "mid"),
        ("SENIOR SOFTWARE ENGINEER II - JC60", "software_engineer", "senior"),
        ("Software Development Engineer I", "software_engineer", "junior"),
        ("GENERATIVE AI ENGINEER", "ai_engineer", None),
        ("AI ENGINEER II", "ai_engineer", "mid"),
        ("DATA ENGINEER 3 (15-1243.01)", "data_engineer", "senior"),
    ],
)
def test_titles_in_capitals_and_with_codes_are_read(
    title: str, role: str, level: str | None
) -> None:
    found = filing(job_title=title)
    assert (found["role"], found["level"]) == (role, level)


@pytest.mark.parametrize(
    ("city", "state", "region", "metro"),
    [
        ("SAN JOSE", "CALIFORNIA", "CA", "San Jose-Sunnyvale-Santa Clara, CA"),
        ("Sunnyvale", "CA", "CA", "San Jose-Sunnyvale-Santa Clara, CA"),
        (None, "TX", "TX", None),
        ("Nowhere in Particular", "TX", "TX", None),
    ],
)
def test_a_state_is_read_as_a_code_and_as_a_name(
    city: str | None, state: str, region: str, metro: str | None
) -> None:
    found = filing(worksite_city=city, worksite_state=state)
    assert (found["region"], found["metro"]) == (region, metro)


def test_a_wage_level_is_one_of_four_or_unknown() -> None:
    levels = [filing(wage_level=text)["wage_level"] for text in ("II", "Level IV", "N/A", None)]
    assert levels == ["II", "IV", None, None]


def test_a_file_without_rows_gives_empty_frames_of_the_same_columns() -> None:
    found = read_filings(pl.DataFrame(schema=RAW))
    assert (found.filings.schema, found.rejected.schema) == (FILING, REJECTED)


def test_no_column_names_a_person() -> None:
    words = (
        "poc",
        "agent",
        "attorney",
        "preparer",
        "phone",
        "email",
        "fein",
        "address",
        "first",
        "last_name",
    )
    assert not [name for name in RAW for word in words if word in name]
