"""A workbook is read row by row: every way of writing a cell, damage, and no column that was not asked for."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from io import BytesIO

import pytest

from flows.errors import PayloadChanged
from flows.filings.workbook import Workbook
from flows.rehearsal.filings.workbook import write_workbook

TABLE = [
    ["NAME", "WAGE", "DAY", "EMPTY", "NOTE"],
    ["R&D <lab>", 1234.5, date(2024, 1, 9), None, "x"],
    ["second", "$1,234.00", "01/09/2024", None, None],
]


def opened(content: bytes) -> Workbook:
    return Workbook(BytesIO(content), "LCA_FY2024_Q1")


def edited(part: str, old: str, new: str, content: bytes | None = None) -> bytes:
    """A workbook with one part changed, as another program would have written it."""
    packed = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(content or write_workbook(TABLE))) as whole,
        zipfile.ZipFile(packed, "w") as changed,
    ):
        for name in whole.namelist():
            text = whole.read(name).decode()
            changed.writestr(name, re.sub(old, new, text) if name == part else text)
    return packed.getvalue()


def encrypted(content: bytes) -> bytes:
    """A workbook whose parts are marked as encrypted."""
    marked, at = bytearray(content), content.find(b"PK\x01\x02")
    while at >= 0:
        marked[at + 8] |= 1
        at = content.find(b"PK\x01\x02", at + 1)
    return bytes(marked)


@pytest.mark.parametrize("is_inline", [False, True])
def test_texts_numbers_and_dates_are_read_wherever_texts_stand(is_inline: bool) -> None:
    book = opened(write_workbook(TABLE, is_inline=is_inline))
    assert list(book.header().values()) == TABLE[0]
    assert list(book.rows("ABC")) == [
        {"A": "R&D <lab>", "B": "1234.5", "C": "45300"},
        {"A": "second", "B": "$1,234.00", "C": "01/09/2024"},
    ]


def test_only_the_columns_asked_for_are_read() -> None:
    assert list(opened(write_workbook(TABLE)).rows("E")) == [{"E": "x"}]


def test_a_column_beyond_z_is_not_taken_for_its_first_letter() -> None:
    wide = [[f"C{column}" for column in range(60)], [f"v{column}" for column in range(60)]]
    book = opened(write_workbook(wide))
    assert book.header()["AB"] == "C27"
    assert list(book.rows(["B", "AB"])) == [{"B": "v1", "AB": "v27"}]


def test_the_dialects_of_other_programs_are_read() -> None:
    sheet = "xl/worksheets/sheet1.xml"
    prefixed = edited(sheet, r"<(/?)(\w+)", r"<\1x:\2")
    assert next(opened(prefixed).rows("B")) == {"B": "1234.5"}
    swapped = edited(sheet, r'<c r="(\w+)" t="s">', r'<c t="s" r="\1">')
    assert next(opened(swapped).rows("A")) == {"A": "R&D <lab>"}
    formulas = edited(sheet, r"<v>1234.5", r"<f>SUM(A1:A2)</f><v>1234.5")
    assert next(opened(formulas).rows("B")) == {"B": "1234.5"}


def test_a_text_of_several_formats_is_one_text_without_its_sounds() -> None:
    runs = r"<si><r><t>sec</t></r><r><t>ond</t></r><rPh><t>kana</t></rPh></si>"
    content = edited("xl/sharedStrings.xml", r"<si><t[^>]*>second</t></si>", runs)
    assert [row["A"] for row in opened(content).rows("A")] == ["R&D <lab>", "second"]


def test_an_error_value_is_an_empty_cell() -> None:
    content = edited("xl/worksheets/sheet1.xml", r'<c r="B2">', r'<c r="B2" t="e">')
    assert [row.get("B") for row in opened(content).rows("AB")] == [None, "$1,234.00"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"<html>not found</html>", "LCA_FY2024_Q1: not an .xlsx workbook"),
        (write_workbook(TABLE)[:400], "not an .xlsx workbook"),
        (edited("xl/workbook.xml", "<sheets", '<workbookPr date1904="1"/><sheets'), "from 1904"),
        (edited("xl/workbook.xml", "rId1", "rId9"), "names no sheet"),
        (edited("xl/_rels/workbook.xml.rels", "sheet1", "sheet9"), "sheet9"),
        (encrypted(write_workbook(TABLE)), "encrypted"),
        (edited("xl/worksheets/sheet1.xml", r"<v>0</v>", "<v>99</v>"), "names text b'99'"),
    ],
)
def test_what_is_no_whole_workbook_is_refused_with_its_name(content: bytes, problem: str) -> None:
    with pytest.raises(PayloadChanged, match=problem):
        opened(content).header()
