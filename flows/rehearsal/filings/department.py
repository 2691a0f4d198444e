"""The Department of Labor's page and disclosure files as of a day, in the documented columns.

Decides how a filing is written: dates as Excel's day count or as text, wages as numbers or as "$1,234.00", the columns of
different fiscal years, contacts that nobody may keep. Leaves what is filed to `simulate`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import cached_property

from flows.rehearsal.filings.simulate import SimulatedFiling, planted_filings, simulate_filings
from flows.rehearsal.filings.workbook import Cell, write_workbook
from flows.rehearsal.truth import Market

HOST = "www.dol.gov"
PAGE = "/agencies/eta/foreign-labor/performance"
FOLDER = "/sites/dolgov/files/ETA/oflc/pdfs"

WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HOURS_A_YEAR = 2080
_DECIDED_AFTER = timedelta(days=7)

_Row = dict[str, Cell]


class Department:
    """Answers the department's addresses with what is out by a day."""

    def __init__(self, market: Market) -> None:
        self._market = market

    @cached_property
    def _quarters(self) -> dict[str, tuple[date, tuple[SimulatedFiling, ...]]]:
        """First day and filings of each file, by its name."""
        quarters = simulate_filings(self._market).items()
        return {_file_name(start): (start, filings) for start, filings in quarters}

    def page(self, day: date) -> bytes:
        """The page of links."""
        names = [name for name, (start, _) in self._quarters.items() if _is_out(start, day)]
        beside = ["LCA_Worksites_FY2026_Q1.xlsx", "PERM_Disclosure_Data_FY2026_Q1.xlsx"]
        links = "".join(f'<li><a href="{FOLDER}/{name}">{name}</a></li>' for name in names + beside)
        return f"<html><body><h1>Performance data (rehearsal)</h1><ul>{links}</ul></body></html>".encode()

    def file(self, name: str, day: date) -> bytes | None:
        """One disclosure file. None before it is out, and for others."""
        start, filings = self._quarters.get(name, (date.max, ()))
        if not filings or not _is_out(start, day):
            return None
        is_text = start.month in (1, 7)  # every other quarter is written in the other way
        return write_rows(filings, is_text)


def _file_name(start: date) -> str:
    """The name of the file of the quarter that begins so. Fiscal years begin in October."""
    shifted = (start.month - 1) // 3 + 1
    year, quarter = (start.year + 1, 1) if shifted == 4 else (start.year, shifted + 1)
    return f"LCA_Disclosure_Data_FY{year}_Q{quarter}.xlsx"


def write_rows(filings: Sequence[SimulatedFiling], is_text: bool) -> bytes:
    """A disclosure file of these filings. `is_text`: dates and wages are written as text."""
    rows = [_row(filing, is_text) for filing in filings] + _odd_rows(filings[0], is_text)
    columns = list(rows[0])
    table: list[list[Cell]] = [
        list(columns),
        *([row.get(each) for each in columns] for row in rows),
    ]
    return write_workbook(table, is_inline=is_text)


def _is_out(start: date, day: date) -> bool:
    ended = (start + timedelta(days=92)).replace(day=1)
    return day >= ended + timedelta(weeks=planted_filings()["market"]["weeks_late"])


def _row(filing: SimulatedFiling, is_text: bool) -> _Row:
    dates: Callable[[date], Cell] = (
        (lambda day: f"{day:%m/%d/%Y}") if is_text else (lambda day: day)
    )
    wages: Callable[[float], Cell] = (
        (lambda wage: f"${wage:,.2f}") if is_text else (lambda wage: wage)
    )
    part = _HOURS_A_YEAR if filing.is_hourly else 1
    top = filing.wage_top
    level = planted_filings()["levels"][filing.level]["wage_level"]
    # FY2019 and before call some columns otherwise. One of those names stands in every other file here.
    received = "CASE_SUBMITTED" if is_text else "RECEIVED_DATE"
    return {
        "CASE_NUMBER": f"I-200-{filing.number:08d}",
        "CASE_STATUS": "Certified",
        received: dates(filing.day - _DECIDED_AFTER),
        "DECISION_DATE": dates(filing.day),
        "VISA_CLASS": "H-1B",
        "JOB_TITLE": filing.title,
        "FULL_TIME_POSITION": "Y",
        "TOTAL_WORKER_POSITIONS": 1,
        "NEW_EMPLOYMENT": int(filing.is_new),
        "CONTINUED_EMPLOYMENT": int(not filing.is_new),
        "CHANGE_EMPLOYER": 0,
        "AMENDED_PETITION": 0,
        "EMPLOYER_NAME": filing.employer.upper(),
        "EMPLOYER_POC_LAST_NAME": "Rehearsal-Contact",
        "EMPLOYER_POC_PHONE": "15550100",
        "EMPLOYER_POC_EMAIL": f"contact{filing.number}@rehearsal.example",
        "SECONDARY_ENTITY": "Y" if filing.is_outsourcer else "N",
        "WORKSITE_CITY": filing.place[0],
        "WORKSITE_STATE": filing.place[1],
        "WAGE_RATE_OF_PAY_FROM": wages(round(filing.wage / part, 2)),
        "WAGE_RATE_OF_PAY_TO": wages(round(top / part, 2)) if top else None,
        "WAGE_UNIT_OF_PAY": "Hour" if filing.is_hourly else "Year",
        "PW_WAGE_LEVEL": level,
        "H-1B_DEPENDENT": "Yes" if filing.is_outsourcer else "No",
        "PREPARER_EMAIL": "preparer@rehearsal.example",
    }


def _odd_rows(filing: SimulatedFiling, is_text: bool) -> list[_Row]:
    """What real files hold besides: refused cases, other work, and rows that cannot be read."""
    usual = _row(filing, is_text)
    odd: list[_Row] = [
        {"CASE_STATUS": "Denied"},
        {"CASE_STATUS": "Withdrawn"},
        {"JOB_TITLE": "ACCOUNTANT"},
    ]
    bad: _Row = {"WAGE_RATE_OF_PAY_FROM": "DOE"}
    odd += [bad] * planted_filings()["market"]["bad_rows"]
    return [
        {**usual, **row, "CASE_NUMBER": f"I-203-{filing.number:06d}{place}"}
        for place, row in enumerate(odd)
    ]
