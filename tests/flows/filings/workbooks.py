"""Workbooks for tests: invented rows as Excel and other programs write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from flows.rehearsal.filings.workbook import write_workbook

Cell = str | float | date | None

LAYOUT_2024 = (
    "CASE_NUMBER", "CASE_STATUS", "RECEIVED_DATE", "DECISION_DATE", "VISA_CLASS", "JOB_TITLE", "SOC_CODE",
    "FULL_TIME_POSITION", "TOTAL_WORKER_POSITIONS", "NEW_EMPLOYMENT", "CONTINUED_EMPLOYMENT",
    "CHANGE_PREVIOUS_EMPLOYMENT", "NEW_CONCURRENT_EMPLOYMENT", "CHANGE_EMPLOYER", "AMENDED_PETITION",
    "EMPLOYER_NAME", "EMPLOYER_POC_LAST_NAME", "EMPLOYER_POC_PHONE", "EMPLOYER_POC_EMAIL", "SECONDARY_ENTITY",
    "WORKSITE_CITY", "WORKSITE_STATE", "WAGE_RATE_OF_PAY_FROM", "WAGE_RATE_OF_PAY_TO", "WAGE_UNIT_OF_PAY",
    "PW_WAGE_LEVEL", "H-1B_DEPENDENT", "PREPARER_EMAIL",
)  # fmt: skip
"""Some of the 96 columns of FY2020 to FY2026, contacts among them."""

ROW: Mapping[str, Cell] = {
    "CASE_NUMBER": "I-200-24001-000001",
    "CASE_STATUS": "Certified",
    "RECEIVED_DATE": date(2024, 1, 2),
    "DECISION_DATE": date(2024, 1, 9),
    "VISA_CLASS": "H-1B",
    "JOB_TITLE": "SENIOR MACHINE LEARNING ENGINEER",
    "SOC_CODE": "15-2051.00",
    "FULL_TIME_POSITION": "Y",
    "TOTAL_WORKER_POSITIONS": 1,
    "NEW_EMPLOYMENT": 1,
    "CONTINUED_EMPLOYMENT": 0,
    "CHANGE_PREVIOUS_EMPLOYMENT": 0,
    "NEW_CONCURRENT_EMPLOYMENT": 0,
    "CHANGE_EMPLOYER": 0,
    "AMENDED_PETITION": 0,
    "EMPLOYER_NAME": "Quillwort Labs, Inc.",
    "EMPLOYER_POC_LAST_NAME": "Featherstonehaugh",
    "EMPLOYER_POC_PHONE": "12065550123",
    "EMPLOYER_POC_EMAIL": "contact@quillwort.example",
    "SECONDARY_ENTITY": "N",
    "WORKSITE_CITY": "SEATTLE",
    "WORKSITE_STATE": "WA",
    "WAGE_RATE_OF_PAY_FROM": 190000,
    "WAGE_RATE_OF_PAY_TO": None,
    "WAGE_UNIT_OF_PAY": "Year",
    "PW_WAGE_LEVEL": "III",
    "H-1B_DEPENDENT": "N",
    "PREPARER_EMAIL": "preparer@lawfirm.example",
}
"""One invented filing."""


def workbook(
    rows: Sequence[Mapping[str, Cell]], layout: Sequence[str] = LAYOUT_2024, **how: bool
) -> bytes:
    """A workbook with these columns. What a row does not state is as in `ROW`."""
    table = [[{**ROW, **row}.get(name) for name in layout] for row in rows]
    return write_workbook([list(layout), *table], **how)
