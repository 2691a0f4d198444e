"""Axes and ticks, and that both drawings of a chart are the same chart."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.drawing.axes import Axis, axis, day_ticks
from reports.drawing.facets import (
    BarFacet,
    BoardMove,
    Dot,
    DotFacet,
    Event,
    Line,
    LineFacet,
    Span,
    Stack,
    dot_offsets,
    row_height,
    stacked,
)
from reports.drawing.plotly import spec
from reports.drawing.svg import draw
from reports.wording.roles import ROLES

AI, ML = ROLES["ai_engineer"], ROLES["ml_engineer"]
DAYS = (date(2026, 1, 5), date(2026, 1, 12), date(2026, 1, 19))


def _line(**changes: object) -> Line:
    known = {
        "role": AI,
        "label": "120",
        "days": DAYS,
        "values": (100.0, None, 120.0),
        "lows": (100.0, None, 110.0),
        "highs": (100.0, None, 131.0),
        "hover": ("a", "b", "c"),
    }
    return Line(**(known | changes))  # type: ignore[arg-type]


def _lines() -> LineFacet:
    return LineFacet((_line(),), axis([100, 110, 131], "index", reference=100.0), DAYS[0], DAYS[-1])


@given(st.lists(st.floats(-1e6, 1e6), min_size=1))
def test_an_axis_holds_every_value(values: list[float]) -> None:
    scale = axis(values, "decimal")
    assert scale.low <= min(values) + 1e-6 * max(1, abs(min(values)))
    assert scale.high >= max(values) - 1e-6 * max(1, abs(max(values)))
    assert 2 <= len(scale.ticks) <= 9


def test_an_axis_of_one_value_still_has_a_range() -> None:
    scale = axis([5.0], "decimal")
    assert scale.low < 5 < scale.high


def test_an_axis_without_values_can_be_drawn() -> None:
    assert axis([], "share").ticks


def test_bars_begin_at_nought() -> None:
    assert axis([40, 90], "count", with_zero=True).low == 0


@pytest.mark.parametrize(
    ("first", "last", "labels"),
    [
        (date(2026, 1, 5), date(2026, 1, 19), ["5 Jan", "19 Jan"]),
        (date(2026, 1, 5), date(2026, 1, 5), ["5 Jan"]),
        (date(2024, 11, 25), date(2026, 11, 23), ["Jan 2025", "Jul 2025", "Jan 2026", "Jul 2026"]),
        (date(2011, 4, 1), date(2026, 11, 1), ["2015", "2020", "2025"]),
    ],
)
def test_days_are_ticked_at_starts_of_months_or_years(
    first: date, last: date, labels: list[str]
) -> None:
    assert [label for _, label in day_ticks(first, last)] == labels


@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.integers(0, 9000))
def test_ticks_lie_within_the_span(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    ticks = day_ticks(first, last)
    assert all(first <= day <= last for day, _ in ticks)
    assert len(ticks) <= 7


def test_share_ticks_have_only_the_decimals_that_they_need() -> None:
    assert axis([0, 0.4], "share").label(0.2).endswith("20\u00a0%")
    assert Axis(0.0, 0.1, (0.0, 0.025, 0.05), "share").label(0.025) == "2.5\u00a0%"


def test_a_null_in_a_series_is_a_gap_and_not_nought() -> None:
    trace = spec(_lines())["data"][1]
    assert trace["y"] == [100.0, None, 120.0]
    assert trace["connectgaps"] is False


def test_the_band_is_drawn_with_its_ends_in_the_document() -> None:
    drawing = draw(_lines(), "Index", is_narrow=True)
    assert 'class="band"' in drawing
    assert 'data-low="110"' in drawing
    assert 'data-high="131"' in drawing


def test_the_line_is_labelled_at_its_end_in_both_drawings() -> None:
    assert ">120</text>" in draw(_lines(), "Index", is_narrow=True)
    assert spec(_lines())["layout"]["annotations"][0]["text"] == "120"


def test_a_break_in_the_measure_is_marked_in_both_drawings() -> None:
    facet = LineFacet(
        (_line(),),
        axis([100, 131], "index"),
        DAYS[0],
        DAYS[-1],
        (Event(DAYS[1], "A", "new reader"),),
    )
    drawing = draw(facet, "Index", is_narrow=True)
    assert "<title>2026-01-12: new reader</title>" in drawing
    assert ">A</text>" in drawing
    assert spec(facet)["layout"]["shapes"][-1]["x0"] == DAYS[1].isoformat()


def test_boards_that_joined_or_left_are_ticked_with_their_number_below_the_axis() -> None:
    moves = (BoardMove(DAYS[1], 3, 0), BoardMove(DAYS[2], 1, 2))
    facet = LineFacet((_line(),), axis([100, 131], "index"), DAYS[0], DAYS[-1], moves=moves)
    drawing = draw(facet, "Index", is_narrow=True)
    ticks = re.search(r'<path class="move" d="([^"]+)"', drawing)
    assert ticks
    assert ticks[1].count("M") == 2
    assert ">+3</text>" in drawing
    trace = spec(facet)["data"][-1]
    assert trace["hovertext"][1] == "2026-01-19, boards: 1 joined, 2 left"
    assert trace["text"] == ["+3", "+1 \u22122"]
    assert trace["x"] == {"first": "2026-01-12", "steps": [[7, 1]]}


def test_numbers_of_moves_too_near_each_other_give_way_to_the_larger_move() -> None:
    days = [date(2026, 1, 5) + timedelta(weeks=week) for week in range(100)]
    moves = (BoardMove(days[10], 1, 0), BoardMove(days[12], 9, 0), BoardMove(days[40], 1, 0))
    facet = LineFacet((_line(),), axis([100, 131], "index"), days[0], days[-1], moves=moves)
    assert facet.move_labels() == ("", "+9", "+1")


def test_a_line_is_written_as_steps_that_add_up_to_its_points() -> None:
    drawing = draw(_lines(), "Index", is_narrow=True)
    (path,) = re.findall(r'<path d="M([^"]+)" fill="none"', drawing)
    start, steps = path.split("l")
    x, y = (float(number) for number in start.split(" "))
    dx, dy = (float(number) for number in re.findall(r"-?(?:\d+\.\d+|\.\d+|\d+)", steps))
    (end,) = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', drawing)
    assert (round(x + dx, 1), round(y + dy, 1)) == tuple(float(number) for number in end)


def _dots() -> DotFacet:
    return DotFacet(
        ("Python", "SQL", "Rust"),
        (Dot(0, AI, 0.4, 0.3, 0.5, "forty"), Dot(0, ML, 0.6), Dot(1, AI, 0.2, 0.1, 0.3)),
        axis([0, 0.6], "share"),
        (Span(0, AI, 0.3, 0.5, is_thick=True),),
        ((2, "too few (n = 7)"),),
    )


def test_each_estimate_has_its_whisker_and_one_without_interval_has_none() -> None:
    drawing = draw(_dots(), "Shares", is_narrow=False)
    assert drawing.count('class="whisker"') == 2
    errors = spec(_dots())["data"][0]["error_x"]
    assert errors["array"] == [pytest.approx(0.1), pytest.approx(0.1)]


def test_a_row_without_an_estimate_says_why_in_both_drawings() -> None:
    assert "too few (n = 7)" in draw(_dots(), "Shares", is_narrow=False)
    assert spec(_dots())["layout"]["annotations"][0]["text"] == "too few (n = 7)"


def test_roles_of_one_row_do_not_hide_each_other() -> None:
    first, second, alone = dot_offsets(_dots().dots)
    assert first != second
    assert alone == 0
    assert row_height(_dots()) > row_height(
        DotFacet(("a",), (Dot(0, AI, 1.0),), axis([1], "count"))
    )


def _bars() -> BarFacet:
    stacks = (
        Stack("joined", "var(--part-1)", (3.0, 1.0)),
        Stack("left", "var(--part-2)", (-2.0, None), "/"),
    )
    return BarFacet(("Jan", "Feb"), stacks, axis([-2, 3], "count", with_zero=True), is_upright=True)


def test_what_takes_away_is_stacked_below_nought() -> None:
    assert [(start, end) for _, start, end in stacked(_bars(), 0)] == [(0, 3), (0, -2)]


def test_parts_of_a_bar_differ_by_hatching_too() -> None:
    assert "url(#hatch-slash)" in draw(_bars(), "Change", is_narrow=True)
    assert spec(_bars())["data"][1]["marker"]["pattern"]["shape"] == "/"


def test_board_text_is_escaped_in_both_drawings() -> None:
    hostile = '<script>x()</script>"&'
    facet = DotFacet((hostile,), (Dot(0, AI, 1.0, None, None, hostile),), axis([1], "count"))
    assert "<script" not in draw(facet, hostile, is_narrow=False)
    live = spec(facet)
    assert "<" not in live["layout"]["yaxis"]["ticktext"][0]
    assert "<" not in live["data"][0]["text"][0]


def test_an_apostrophe_or_ampersand_in_a_name_is_shown_as_it_is_written() -> None:
    facet = DotFacet(("Brindle & Son's",), (Dot(0, AI, 1.0),), axis([1], "count"))
    assert spec(facet)["layout"]["yaxis"]["ticktext"] == ["Brindle &amp; Son's"]


def test_figures_carry_no_colour_but_variables_of_the_theme() -> None:
    import json

    for facet in (_lines(), _dots(), _bars()):
        assert "#" not in json.dumps(spec(facet))
        assert "fill:#" not in draw(facet, "x", is_narrow=True)
