"""What a chart shows: scales, gaps, intervals, numbers at marks, lanes, notes, and that nothing a board wrote is markup."""

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.drawing.axes import Axis, axis
from reports.drawing.bands import draw_pay_bands
from reports.drawing.bars import draw_bars, draw_bars_by_role
from reports.drawing.chart import TEMPLATE, columns_of
from reports.drawing.days import Event, Stretch, gaps_between
from reports.drawing.dots import draw_dots, draw_dots_by_role
from reports.drawing.estimates import Estimate
from reports.drawing.lines import draw_lines_by_role
from tests.reports.panels import Shown, panels

WEEKS = [date(2026, 1, 5) + timedelta(weeks=week) for week in range(12)]
INDEX = Estimate("value", "low", "high", "index", reference=100.0)
SHARE = Estimate("share", "low", "high", "share", with_zero=True)


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


def test_share_ticks_have_only_the_decimals_that_they_need() -> None:
    assert axis([0, 0.4], "share").label(0.2).endswith("20\u00a0%")
    assert Axis(0.0, 0.1, (0.0, 0.025, 0.05), "share").label(0.025) == "2.5\u00a0%"


def _series(days: list[date], role: str = "ai_engineer", **changes: Any) -> pl.DataFrame:
    rows = [
        {
            "role": role,
            "period_start": day,
            "value": 100.0 + seat,
            "low": 95.0,
            "high": 111.0 + seat,
        }
        for seat, day in enumerate(days)
    ]
    return pl.DataFrame(rows).with_columns(
        **{name: pl.lit(value) for name, value in changes.items()}
    )


def _only(table: pl.DataFrame, **how: Any) -> Shown:
    (panel,) = panels(draw_lines_by_role(table, INDEX, **how))
    return panel


def test_a_null_in_a_series_is_a_gap_and_not_nought() -> None:
    table = _series(WEEKS).with_columns(
        pl.when(pl.col("period_start") != WEEKS[3]).then(pl.col("value", "low", "high"))
    )
    panel = _only(table)
    assert panel.line.y[3] is None
    assert panel.traces[0].y.count(None) == 1, "the band breaks where the line does"


def test_line_and_band_break_where_nobody_looked_and_the_days_between_are_shaded() -> None:
    years = [date(2015, month, 1) for month in range(1, 7)]
    later = [date(2026, month, 1) for month in range(1, 7)]
    panel = _only(_series([*years, *later]))
    band, line = panel.traces
    assert line.y[6] is None
    assert band.y.count(None) == 1
    (shade,) = [shape for shape in panel.shapes if shape.type == "rect"]
    assert (shade.x0, shade.x1) == ("2015-06-01", "2026-01-01")
    assert "no data" in panel.notes


def test_a_role_that_is_missing_for_a_month_is_no_gap_when_others_are_known() -> None:
    months = [date(2026, month, 1) for month in range(1, 12)]
    rare = _series([months[0], months[-1]], "ml_engineer")
    shown = panels(draw_lines_by_role(pl.concat([_series(months), rare]), INDEX))
    assert [shape for panel in shown for shape in panel.shapes if shape.type == "rect"] == []


@pytest.mark.parametrize(
    ("steps", "gaps"),
    [
        ([7] * 5, 0),
        ([7, 7, 14, 7], 0),
        ([7, 7, 21, 7], 1),
        ([30, 31, 3000, 31, 900, 30], 2),
        ([400], 0),
    ],
)
def test_a_gap_is_a_step_far_beyond_the_usual_one(steps: list[int], gaps: int) -> None:
    days = [date(2012, 1, 1)]
    for step in steps:
        days.append(days[-1] + timedelta(days=step))
    assert len(gaps_between(days)) == gaps


def test_a_single_known_week_between_two_unknown_ones_is_marked() -> None:
    table = _series(WEEKS).with_columns(
        pl.when(~pl.col("period_start").is_in([WEEKS[3], WEEKS[5]])).then(
            pl.col("value", "low", "high")
        )
    )
    assert [size > 0 for size in _only(table).line.marker.size] == [seat == 4 for seat in range(12)]


@pytest.mark.parametrize(("n", "mode"), [(2, "markers"), (5, "markers"), (6, "lines")])
def test_fewer_than_six_values_are_points_and_no_trend(n: int, mode: str) -> None:
    assert _only(_series(WEEKS[:n])).traces[-1].mode == mode


def test_points_have_whiskers_and_each_its_own_tick() -> None:
    months = [date(2026, 1, 1), date(2026, 2, 1)]
    panel = _only(_series(months))
    (points,) = panel.traces
    assert (points.error_y.array, points.error_y.arrayminus) == ((11, 11), (5, 6))
    assert panel.x.tickvals == ("2026-01-01", "2026-02-01")
    assert panel.x.ticktext == ("Jan 2026", "Feb 2026")
    assert panel.x.range[0] < "2026-01-01"
    assert _only(_series([date(2026, 11, 23), date(2026, 11, 30)])).x.ticktext == (
        "23 Nov",
        "30 Nov",
    )


def test_a_line_ends_in_its_last_value() -> None:
    assert "<b>111</b>" in _only(_series(WEEKS)).notes


def test_a_break_in_the_measure_is_marked_under_its_letter() -> None:
    panel = _only(_series(WEEKS), events=(Event(WEEKS[1], "A", "new reader"),))
    assert "A" in panel.notes
    (dotted,) = [shape for shape in panel.shapes if shape.line.dash == "dot"]
    assert dotted.x0 == WEEKS[1].isoformat()


def test_the_days_of_a_headline_are_shaded_with_its_words_and_the_line_is_marked_at_both_ends() -> (
    None
):
    stretch = Stretch(WEEKS[4], WEEKS[11], "+62 % in a year", "[+24 to +110 %]")
    panel = _only(_series(WEEKS), stretches={"ai_engineer": stretch})
    assert "<b>+62 % in a year</b><br>[+24 to +110 %]" in panel.notes
    assert [seat for seat, size in enumerate(panel.line.marker.size) if size] == [4, 11]
    assert panel.y.range[1] - 122 > 0.25 * (122 - 95), "its words stand above the band"


def test_boards_that_joined_or_left_are_ticked_with_their_number_below_the_axis() -> None:
    table = _series(WEEKS).with_columns(
        n_boards=pl.lit(40),
        n_boards_joined=pl.Series([40, 0, 0, 3, 0, 0, 0, 1, 0, 0, 0, 0]),
        n_boards_left=pl.Series([0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0]),
    )
    panel = _only(table)
    moves = panel.traces[-1]
    assert list(moves.text) == ["+3", "+1 \u22122"]
    assert moves.hovertext[1] == "boards: 1 joined, 2 left"
    assert panel.line.text[0].endswith(", 40 boards")


def test_numbers_of_moves_too_near_each_other_give_way_to_the_larger_move() -> None:
    days = [date(2026, 1, 5) + timedelta(weeks=week) for week in range(100)]
    joined = [{10: 1, 12: 9, 40: 1}.get(week, 0) for week in range(100)]
    table = _series(days).with_columns(
        n_boards=pl.lit(40), n_boards_joined=pl.Series(joined), n_boards_left=pl.lit(0)
    )
    assert list(_only(table).traces[-1].text) == ["", "+9", "+1"]


ROWS = [
    {"skill": "Python", "role": "ai_engineer", "share": 0.4, "low": 0.3, "high": 0.5, "n_openings": 80},
    {"skill": "Python", "role": "data_scientist", "share": 0.6, "low": None, "high": None},
    {"skill": "SQL", "role": "data_scientist", "share": 0.2, "low": 0.1, "high": 0.3},
    {"skill": "Rust", "role": "ai_engineer", "share": None, "note": "too few (n = 7)"},
]  # fmt: skip


def _dots(rows: list[dict[str, Any]] = ROWS) -> Shown:
    (panel,) = panels(draw_dots(rows, lambda row: str(row["skill"]), SHARE))
    return panel


def test_each_estimate_has_its_whisker_and_one_without_interval_has_none() -> None:
    first, second = _dots().marks
    assert first.error_x.array == (0.1,)
    assert second.error_x.array == (0, 0.1)


def test_the_number_of_each_mark_is_written_right_of_its_whisker() -> None:
    panel = _dots()
    assert panel.numbers == ["40 %", "60 %", "20 %"]
    assert [trace.x for trace in panel.traces if trace.mode == "text"] == [(0.5,), (0.6, 0.3)]


def test_a_row_without_an_estimate_says_why() -> None:
    assert "too few (n = 7)" in _dots().notes


def test_a_role_keeps_its_lane_where_the_others_are_missing() -> None:
    ai, scientist = _dots().marks
    in_python, in_sql = scientist.y
    assert ai.y[0] < 0 < in_python, "two roles of a row do not hide each other"
    assert in_python % 1 == pytest.approx(in_sql % 1, abs=0.01)


def test_marks_that_share_rows_are_named_in_a_legend_and_a_mark_that_its_row_names_is_not() -> None:
    chart = draw_dots(ROWS, lambda row: str(row["skill"]), SHARE)
    assert [key["name"] for key in chart.layout.meta["legend"]] == [
        "AI engineers",
        "Data scientists",
    ]  # type: ignore[union-attr]
    alone = [{**row, "skill": f"{row['role']}"} for row in ROWS[:1]]
    assert draw_dots(alone, lambda row: str(row["skill"]), SHARE).layout.meta["legend"] == []  # type: ignore[union-attr]


def test_small_multiples_have_one_scale_and_rows_of_one_height() -> None:
    shown = panels(draw_dots_by_role(ROWS, lambda row: str(row["skill"]), SHARE))
    assert [panel.heading for panel in shown] == ["● AI engineers", "◆ Data scientists"]
    assert len({(panel.x.range, panel.y.range) for panel in shown}) == 1


def test_nothing_known_leaves_no_chart() -> None:
    assert draw_dots(ROWS[3:], lambda row: str(row["skill"]), SHARE) is None
    assert draw_lines_by_role(_series(WEEKS[:1]), INDEX) is None
    assert draw_bars([], "employer", PARTS) is None


def test_a_band_of_pay_is_a_box_with_its_median_written_and_n_at_the_right() -> None:
    known = {f"p{q}": 1e5 + q * 1e3 for q in (10, 25, 50, 75, 90)}
    ends = {f"p{q}_{end}": 1e5 + q * 1e3 + off for q in (10, 25, 50, 75, 90) for end, off in (("low", -9e3), ("high", 9e3))}  # fmt: skip
    thin = {"role": "ai_engineer", "level": "Staff", "p50": None, "n_openings": 4, "note": "too few (n = 4)"}  # fmt: skip
    rows = [{"role": "ai_engineer", "level": "Senior", "n_openings": 102, **known, **ends}, thin]
    (panel,) = panels(draw_pay_bands(rows, lambda row: str(row["level"])))
    box, median = panel.traces
    assert (box.lowerfence, box.q1, box.median, box.q3, box.upperfence) == (
        (110_000,),
        (125_000,),
        (150_000,),
        (175_000,),
        (190_000,),
    )
    assert (median.x, median.texttemplate) == ((150_000,), ("<b>$150k</b>",))
    assert median.error_x.array == (9_000,)
    assert panel.notes == ["n = 102", "too few (n = 4)"]
    assert "P10 $110k [$101k to $119k]" in median.text[0], "every quantile with its interval"


def test_a_band_without_quartiles_still_has_its_median_on_an_axis_of_numbers() -> None:
    no_quartiles = {f"p{q}{end}": None for q in (10, 25, 75, 90) for end in ("", "_low", "_high")}
    row = {"role": "ai_engineer", "level": "Senior", "n_openings": 12, "p50": 1.5e5, "p50_low": 1.4e5, "p50_high": 1.6e5, **no_quartiles}  # fmt: skip
    figure = draw_pay_bands([row], lambda known: str(known["level"]))
    assert figure is not None
    boxes, median = figure.data
    assert (boxes.q1, median.x) == ((), (150_000,))
    assert (figure.layout.xaxis.type, figure.layout.yaxis.type) == ("linear", "linear")


PARTS = {"joined": ("boards that joined", "var(--part-1)", ""), "left": ("boards that left", "var(--part-2)", "/")}  # fmt: skip


def test_what_takes_away_is_stacked_below_nought_and_parts_differ_by_hatching_too() -> None:
    months = [{"day": date(2026, 1, 1), "joined": 3, "left": -2}, {"day": date(2026, 2, 1), "joined": 1, "left": None}]  # fmt: skip
    chart = draw_bars_by_role({"ai_engineer": months}, "day", PARTS)
    (panel,) = panels(chart)
    assert chart.layout.barmode == "relative"  # type: ignore[union-attr]
    assert [trace.y for trace in panel.traces] == [(3, 1), (-2, None)]
    assert panel.traces[1].marker.pattern.shape == "/"
    assert panel.y.range[0] < -2


def test_a_level_bar_ends_in_its_total() -> None:
    (panel,) = panels(draw_bars([{"employer": "Fen", "joined": 3, "left": 4}], "employer", PARTS))
    assert panel.numbers == ["7"]


def test_board_text_is_never_markup() -> None:
    hostile = '<script>x()</script>"&'
    rows = [{**ROWS[0], "skill": hostile}, {**ROWS[3], "skill": "b", "note": hostile}]
    shown = _dots(rows)
    for text in (*shown.rows, *shown.notes, shown.marks[0].text[0].replace("<br>", "")):
        assert "<" not in text


def test_an_apostrophe_or_ampersand_in_a_name_is_shown_as_it_is_written() -> None:
    assert _dots([{**ROWS[0], "skill": "Brindle & Son's"}]).rows == ["Brindle &amp; Son's"]


def test_charts_and_their_template_carry_no_colour_but_variables_of_the_theme() -> None:
    spec = draw_dots(ROWS, lambda row: str(row["skill"]), SHARE).to_json()  # type: ignore[union-attr]
    lines = draw_lines_by_role(_series(WEEKS), INDEX).to_json()  # type: ignore[union-attr]
    for text in (spec, lines, str(TEMPLATE.to_plotly_json())):
        assert "#" not in text


def test_legend_and_panels_name_a_group_once() -> None:
    chart = draw_dots(ROWS, lambda row: str(row["skill"]), SHARE)
    named = [trace.legendgroup for trace in chart.data if trace.showlegend]  # type: ignore[union-attr]
    assert named == ["ai_engineer", "data_scientist"]


@pytest.mark.parametrize(("n", "at_a_desk"), [(1, 1), (2, 2), (3, 3), (4, 2), (11, 3)])
def test_panels_stand_below_each_other_on_a_telephone_and_side_by_side_at_a_desk(
    n: int, at_a_desk: int
) -> None:
    assert columns_of(n) == [1, min(n, 2), at_a_desk]
