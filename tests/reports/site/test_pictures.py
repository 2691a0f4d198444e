"""Each figure as a page of its own, ready to be made an image."""

import re

import polars as pl

from reports.page import Figure
from reports.site.site import contact_sheet, every_page, every_picture, read_edition
from tests.reports.in_memory import answer_from

Frames = dict[str, pl.DataFrame]


def test_every_drawn_figure_has_a_picture_named_by_its_id(frames: Frames) -> None:
    answer = answer_from(frames)
    blocks = [
        block
        for entry in every_page()
        for block in entry.module.build(answer, read_edition(answer)).blocks
    ]
    drawn = [block.id for block in blocks if isinstance(block, Figure) and block.facets]
    assert [picture.name for picture in every_picture(answer_from(frames))] == drawn


def test_a_picture_carries_title_caption_edition_and_the_rehearsal_mark(frames: Frames) -> None:
    picture = next(
        known for known in every_picture(answer_from(frames)) if known.name == "pay_by_level"
    )
    assert picture.html.count("<h1>") == 1
    assert "<figcaption>" in picture.html
    assert "2026-11-23-3f9a1c" in picture.html
    assert 'data-mark="rehearsal data"' in picture.html
    assert picture.html.count("<svg") > 3


def test_a_picture_asks_for_no_file_beside_it(frames: Frames) -> None:
    for picture in every_picture(answer_from(frames)):
        assert not re.findall(r'(?:src|href)="(?!data:|#)[^"]+"', picture.html), picture.name


def test_the_contact_sheet_holds_every_picture_once(frames: Frames) -> None:
    assert contact_sheet(answer_from(frames)).count('class="pictured"') == len(
        every_picture(answer_from(frames))
    )


def test_without_anything_to_draw_there_is_no_picture(frames: Frames) -> None:
    assert every_picture(answer_from({"mart_edition": frames["mart_edition"]})) == []
