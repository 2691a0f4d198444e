"""The pages that make a picture of each figure: one a page of the site, with all that a picture says."""

import re

import polars as pl

from reports.page import Figure
from reports.site.site import every_page, picture_sheets, read_edition
from tests.reports.in_memory import answer_from

Frames = dict[str, pl.DataFrame]


def test_every_figure_with_a_chart_stands_on_the_sheet_of_its_page(frames: Frames) -> None:
    answer = answer_from(frames)
    drawn = {
        entry.slug: [
            block.id
            for block in entry.module.build(answer, read_edition(answer)).blocks
            if isinstance(block, Figure) and block.chart
        ]
        for entry in every_page()
    }
    sheets = picture_sheets(answer)
    found = {
        slug: re.findall(r'class="pictured" id="(\w+)"', sheet) for slug, sheet in sheets.items()
    }
    assert found == {slug: ids for slug, ids in drawn.items() if ids}


def test_a_sheet_has_title_finding_caption_edition_and_the_rehearsal_mark(frames: Frames) -> None:
    sheet = picture_sheets(answer_from(frames))["pay"]
    assert "<h2>Median stated base pay by country" in sheet
    assert "<figcaption>" in sheet
    assert 'data-signed="Rolecall, edition 2026-11-23-3f9a1c, data through 2026-11-23' in sheet
    assert 'data-mark="rehearsal data"' in sheet


def test_a_sheet_asks_for_no_file_beside_it(frames: Frames) -> None:
    for slug, sheet in picture_sheets(answer_from(frames)).items():
        assert not re.findall(r'(?:src|href)="(?!data:|#)[^"]+"', sheet.partition("<script>")[0]), (
            slug
        )


def test_without_anything_to_draw_there_is_no_sheet(frames: Frames) -> None:
    assert picture_sheets(answer_from({"mart_edition": frames["mart_edition"]})) == {}
