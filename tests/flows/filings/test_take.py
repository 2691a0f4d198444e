"""Disclosure files over real HTTP: which are taken, what of them is kept, and what a bad one costs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from flows.backfill import plan_backfill
from flows.errors import NothingReached, UsageError
from flows.filings.facts import gather_filings, read_files
from flows.filings.listing import FiscalQuarter, parse_since, parse_until
from flows.filings.take import take_files
from flows.lake.filings import Filings
from flows.lake.parts import Lake
from flows.settings import Settings
from tests.flows.filings.workbooks import LAYOUT_2024, Cell, workbook
from tests.flows.served_site import Answer, Answers, Site

AS_OF = datetime(2026, 11, 23)
FOLDER = "/sites/dolgov/files/ETA/oflc/pdfs"
SINCE, UNTIL = parse_since("FY2020"), parse_until("FY2026")
Files = dict[str, Answer]


def page(*names: str) -> Answer:
    """The department's page, whose links are written in several ways."""
    links = "".join(f'<li><a href="{FOLDER}/{name}">LCA</a></li>' for name in names)
    beside = (
        f'<a href="{FOLDER}/PERM_Disclosure_Data_FY2024_Q1.xlsx">PERM</a>'
        f'<a href="{FOLDER}/LCA_Worksites_FY2024_Q1.xlsx">Worksites</a>'
        f'<a href="{FOLDER}/LCA_Record_Layout_FY2024_Q1.pdf">Layout</a>'
        '<a href="https://elsewhere.example/LCA_Disclosure_Data_FY2024_Q9.xlsx">Copy</a>'
    )
    return 200, {"Content-Type": "text/html"}, f"<ul>{links}</ul>{beside}".encode()


def book(*rows: dict[str, Cell], layout: tuple[str, ...] = LAYOUT_2024, **how: bool) -> Answer:
    return 200, {}, workbook(rows or [{}], layout, **how)


@pytest.fixture
def department(site: Callable[[Answers], Site]) -> Callable[[Files], Site]:
    """The department on loopback: its page links to these files. `/robots.txt` is not there."""

    def serve(files: Files, names: list[str] | None = None) -> Site:
        def answer(path: str, _nth: int) -> Answer:
            name = path.rpartition("/")[2]
            if name == "performance":
                return page(*(names or files))
            return files.get(name, (404, {}, b""))

        return site(answer)

    return serve


def take(site: Site, folder: Path, since: FiscalQuarter = SINCE) -> list[str]:
    return take_files(Lake(folder), settings(site), since, UNTIL, AS_OF)


def settings(site: Site) -> Settings:
    return Settings(mirror=site.url, timeout_s=5.0)


def filed(folder: Path) -> pl.DataFrame:
    read_files(Lake(folder))
    return gather_filings(Lake(folder), AS_OF).filings


def test_a_quarter_is_taken_read_and_counted(department, tmp_path: Path) -> None:
    rows = ({}, {"CASE_NUMBER": "2", "WAGE_RATE_OF_PAY_FROM": "DOE"}, {"CASE_STATUS": "Denied"})
    server = department({"LCA_Disclosure_Data_FY2024_Q2.xlsx": book(*rows)})
    assert take(server, tmp_path) == ["LCA_Disclosure_Data_FY2024_Q2"]
    assert filed(tmp_path).select("employer", "role", "wage_min_usd_year").rows() == [
        ("Quillwort Labs, Inc.", "ml_engineer", 190_000.0)
    ]
    facts = gather_filings(Lake(tmp_path), AS_OF)
    known = facts.files.row(0, named=True)
    assert (known["fiscal_year"], known["fiscal_quarter"], known["n_rows"]) == (2024, 2, 3)
    assert (known["n_filings"], known["n_quarantined"], known["n_not_certified"]) == (1, 1, 1)
    assert facts.quarantine.select("source", "board", "external_id", "reason").rows() == [
        ("dol_lca", "LCA_Disclosure_Data_FY2024_Q2", "2", "wage_from: DOE is not an amount")
    ]


@pytest.mark.parametrize("is_inline", [False, True])
def test_nothing_of_a_person_enters_the_lake(department, tmp_path: Path, is_inline: bool) -> None:
    server = department({"LCA_Disclosure_Data_FY2024_Q2.xlsx": book(is_inline=is_inline)})
    take(server, tmp_path)
    filed(tmp_path)
    for file in tmp_path.rglob("*.parquet"):
        text = pl.read_parquet(file).write_csv()
        assert not [each for each in ("Featherstone", "12065550123", "@") if each in text]
        assert not [name for name in pl.read_parquet(file).columns if "poc" in name.lower()]


def test_only_files_that_are_not_there_yet_are_asked_for(department, tmp_path: Path) -> None:
    names = [f"LCA_Disclosure_Data_FY2024_Q{quarter}.xlsx" for quarter in (1, 2)]
    files = {name: book({"CASE_NUMBER": name}) for name in names}
    server = department(files | {names[1]: (503, {}, b"")})
    assert take(server, tmp_path) == [names[0][:-5]]
    server = department(files)
    assert take(server, tmp_path) == [names[1][:-5]]
    assert [path for path in server.asked if path.endswith(".xlsx")] == [
        f"/www.dol.gov{FOLDER}/{names[1]}"
    ]
    assert take(server, tmp_path) == []


def test_the_names_of_the_years_are_understood_and_files_beside_them_left(
    department, tmp_path: Path
) -> None:
    names = ["LCA_Disclosure_Data_FY2020_Q3.xlsx", "LCA_Disclosure_Data_FY2020.xlsx",
             "LCA%20Disclosure%20Data%20FY2021_Q1.xlsx", "LCA_FY19_Q4.xlsx"]  # fmt: skip
    server = department({name: book({"CASE_NUMBER": name}) for name in names})
    assert take(server, tmp_path) == [
        "LCA_Disclosure_Data_FY2020_Q3", "LCA_Disclosure_Data_FY2020", "LCA_Disclosure_Data_FY2021_Q1"
    ]  # fmt: skip
    quarters = gather_filings(Lake(tmp_path), AS_OF).files["fiscal_quarter"].to_list()
    assert quarters == [None, 3, 1]


OLD_NAMES = {
    "RECEIVED_DATE": "CASE_SUBMITTED", "WORKSITE_CITY": "WORKSITE_CITY_1", "WORKSITE_STATE": "WORKSITE_STATE_1",
    "WAGE_RATE_OF_PAY_FROM": "WAGE_RATE_OF_PAY_FROM_1", "WAGE_RATE_OF_PAY_TO": "WAGE_RATE_OF_PAY_TO_1",
    "WAGE_UNIT_OF_PAY": "WAGE_UNIT_OF_PAY_1", "PW_WAGE_LEVEL": "PW_WAGE_LEVEL_1", "H-1B_DEPENDENT": "H1B_DEPENDENT",
    "SECONDARY_ENTITY": "SECONDARY_ENTITY_1",
}  # fmt: skip


def test_a_file_of_older_column_names_means_the_same(department, tmp_path: Path) -> None:
    layout = tuple(OLD_NAMES.get(name, name) for name in reversed(LAYOUT_2024))
    row: dict[str, Cell] = {
        "CASE_SUBMITTED": "01/02/2019", "DECISION_DATE": "01/09/2019", "WORKSITE_CITY_1": "Austin",
        "WORKSITE_STATE_1": "TEXAS", "WAGE_RATE_OF_PAY_FROM_1": "$61.50", "WAGE_UNIT_OF_PAY_1": "Hour",
        "PW_WAGE_LEVEL_1": "Level II", "H1B_DEPENDENT": "Y", "SECONDARY_ENTITY_1": "Y",
    }  # fmt: skip
    server = department({"LCA_Disclosure_Data_FY2019.xlsx": book(row, layout=layout)})
    take(server, tmp_path, parse_since("FY2019"))
    found = filed(tmp_path).row(0, named=True)
    assert found["certified_date"] == date(2019, 1, 9)
    assert (found["region"], found["wage_min_usd_year"]) == ("TX", 61.5 * 2080)
    assert (found["wage_level"], found["filer_kind"]) == ("II", "outsourcer")


def test_a_case_in_two_files_counts_once_by_its_last_decision(department, tmp_path: Path) -> None:
    later = {
        "CASE_STATUS": "Certified - Withdrawn",
        "DECISION_DATE": date(2024, 6, 1),
        "WAGE_RATE_OF_PAY_FROM": 195000,
    }
    server = department(
        {
            "LCA_Disclosure_Data_FY2024_Q2.xlsx": book({}),
            "LCA_Disclosure_Data_FY2024_Q3.xlsx": book(later),
        }
    )
    take(server, tmp_path)
    assert filed(tmp_path).select("certified_date", "wage_min_usd_year", "file").rows() == [
        (date(2024, 1, 11), 195_000.0, "LCA_Disclosure_Data_FY2024_Q3")
    ]


def test_a_file_without_a_needed_column_is_refused_by_name_and_the_others_go_on(
    department, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    layout = tuple(name for name in LAYOUT_2024 if name != "JOB_TITLE")
    server = department(
        {
            "LCA_Disclosure_Data_FY2024_Q1.xlsx": book(layout=layout),
            "LCA_Disclosure_Data_FY2024_Q2.xlsx": (200, {}, b"<html>moved</html>"),
            "LCA_Disclosure_Data_FY2024_Q3.xlsx": book({}),
        }
    )
    assert take(server, tmp_path) == ["LCA_Disclosure_Data_FY2024_Q3"]
    assert (
        "LCA_Disclosure_Data_FY2024_Q1: no column JOB_TITLE; its columns are CASE_NUMBER"
        in caplog.text
    )
    assert "LCA_Disclosure_Data_FY2024_Q2: not an .xlsx workbook" in caplog.text
    assert list(Filings(Lake(tmp_path)).taken()) == ["LCA_Disclosure_Data_FY2024_Q3"]


def test_robots_that_forbid_the_files_are_obeyed(site, tmp_path: Path) -> None:
    def answer(path: str, _nth: int) -> Answer:
        if path.endswith("robots.txt"):
            return 200, {}, b"User-agent: *\nDisallow: /sites/"
        return page("LCA_Disclosure_Data_FY2024_Q1.xlsx")

    server = site(answer)
    with pytest.raises(NothingReached, match="asks us not to"):
        take(server, tmp_path)
    assert not [path for path in server.asked if path.endswith(".xlsx")]


@pytest.mark.parametrize(
    ("files", "problem"),
    [({}, "links to no LCA_Disclosure_Data"), ({"LCA_FY2024_Q1.xlsx": (404, {}, b"")}, "404")],
)
def test_a_department_that_gives_nothing_ends_the_backfill(
    department, tmp_path: Path, files: Files, problem: str
) -> None:
    with pytest.raises(NothingReached, match=problem):
        take(department(files), tmp_path)


@pytest.mark.parametrize(
    ("since", "until", "problem"),
    [
        ("2020-01", None, "'2020-01' is not a fiscal year; write FY2020"),
        ("FY2020Q5", None, "is not a fiscal year"),
        ("FY2024Q3", "FY2024Q2", "--since FY2024Q3 is after --until FY2024Q2"),
    ],
)
def test_a_wrong_span_is_told_before_anything_is_asked(
    since: str, until: str | None, problem: str
) -> None:
    with pytest.raises(UsageError, match=problem):
        plan_backfill("dol_lca", since, until, Settings(mirror="http://127.0.0.1:9"), AS_OF)


def test_a_span_within_one_year_takes_its_quarters_alone(department, tmp_path: Path) -> None:
    names = [f"LCA_Disclosure_Data_FY2024_Q{quarter}.xlsx" for quarter in (1, 2, 3, 4)]
    server = department({name: book({"CASE_NUMBER": name}) for name in names})
    lake, span = Lake(tmp_path), (parse_since("FY2024Q2"), parse_until("FY2024Q3"))
    assert take_files(lake, settings(server), *span, AS_OF) == [name[:-5] for name in names[1:3]]


def test_a_mended_reader_reads_every_file_again(
    department, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(department({"LCA_Disclosure_Data_FY2024_Q1.xlsx": book({})}), tmp_path)
    assert read_files(Lake(tmp_path)) == 1
    assert read_files(Lake(tmp_path)) == 0
    monkeypatch.setattr("flows.lake.filings.filing_version", lambda: "another")
    assert read_files(Lake(tmp_path)) == 1
    assert [folder.name for folder in (tmp_path / "filings" / "read").iterdir()] == ["another"]
