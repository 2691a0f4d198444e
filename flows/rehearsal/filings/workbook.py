"""Writes a table as an .xlsx workbook, as Excel and other programs do.

Decides the parts of the zip and how a cell is written: texts by number or in line, dates as Excel's day count. Leaves what
the table holds to its callers.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from datetime import date
from io import BytesIO
from xml.sax.saxutils import escape

Cell = str | float | date | None

_SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_FIRST_DAY = date(1899, 12, 30)
_A_DATE = 1  # the second style of the workbook
_WHEN = (1980, 1, 1, 0, 0, 0)  # so that the same table gives the same bytes


def write_workbook(table: Sequence[Sequence[Cell]], *, is_inline: bool = False) -> bytes:
    """A workbook of one sheet.

    Args:
        table: rows of cells, the header first. None leaves a cell out.
        is_inline: texts stand in their cells rather than in a list of their own.
    """
    strings: dict[str, int] | None = None if is_inline else {}
    rows = "".join(_row(number, cells, strings) for number, cells in enumerate(table, start=1))
    sheet = f'{_XML}<worksheet xmlns="{_SPREADSHEET}"><sheetData>{rows}</sheetData></worksheet>'
    parts = {**_frame(strings is not None), "xl/worksheets/sheet1.xml": sheet}
    if strings is not None:
        items = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in strings)
        parts["xl/sharedStrings.xml"] = f'{_XML}<sst xmlns="{_SPREADSHEET}">{items}</sst>'
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name, _WHEN)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text)
    return packed.getvalue()


def _row(number: int, cells: Sequence[Cell], strings: dict[str, int] | None) -> str:
    written = "".join(
        _cell(f"{_letters(column)}{number}", cell, strings) for column, cell in enumerate(cells)
    )
    return f'<row r="{number}">{written}</row>'


def _cell(reference: str, cell: Cell, strings: dict[str, int] | None) -> str:
    if cell is None:
        return f'<c r="{reference}"/>'
    if isinstance(cell, date):
        return f'<c r="{reference}" s="{_A_DATE}"><v>{(cell - _FIRST_DAY).days}</v></c>'
    if not isinstance(cell, str):
        return f'<c r="{reference}"><v>{cell}</v></c>'
    if strings is None:
        return f'<c r="{reference}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
    number = strings.setdefault(cell, len(strings))
    return f'<c r="{reference}" t="s"><v>{number}</v></c>'


def _letters(column: int) -> str:
    found, rest = "", column + 1
    while rest:
        rest, place = divmod(rest - 1, 26)
        found = chr(ord("A") + place) + found
    return found


def _frame(has_strings: bool) -> dict[str, str]:
    """The parts of every workbook."""
    kinds = {"worksheets/sheet1": "worksheet", "styles": "styles"}
    kinds |= {"sharedStrings": "sharedStrings"} if has_strings else {}
    types = "".join(
        f'<Override PartName="/xl/{part}.xml" ContentType="{_CONTENT}.{kind}+xml"/>'
        for part, kind in {**kinds, "workbook": "sheet.main"}.items()
    )
    related = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{part}.xml"/>'
        for number, (part, kind) in enumerate(kinds.items(), start=1)
    )
    whole = f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    package = "http://schemas.openxmlformats.org/package/2006/content-types"
    styles = (
        "<fonts><font/></fonts><fills><fill/></fills><borders><border/></borders>"
        "<cellStyleXfs><xf/></cellStyleXfs>"
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs>'
    )
    return {
        "[Content_Types].xml": f'{_XML}<Types xmlns="{package}">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{types}</Types>',
        "_rels/.rels": f'{_XML}<Relationships xmlns="{_RELATIONS}">{whole}</Relationships>',
        "xl/workbook.xml": f'{_XML}<workbook xmlns="{_SPREADSHEET}" xmlns:r="{_OFFICE}">'
        '<sheets><sheet name="Disclosure" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{_XML}<Relationships xmlns="{_RELATIONS}">{related}</Relationships>',
        "xl/styles.xml": f'{_XML}<styleSheet xmlns="{_SPREADSHEET}">{styles}</styleSheet>',
    }
