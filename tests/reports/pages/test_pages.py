"""What each page says: the finding with its interval and n, the floors, and what it waits for."""

from __future__ import annotations

import re
from datetime import date, datetime

import polars as pl
import pytest

from reports.figures.catalogue import read_catalogue
from reports.figures.pay import by_place
from reports.figures.waiting import gather_waiting
from reports.page import Cards, Figure, Matrix, Page, Tool
from reports.site.rendering import figure_view
from reports.site.site import every_family, every_page, read_edition
from reports.site.table import build_table
from reports.wording import numbers
from reports.wording.names import LEVELS, employer_name
from tests.reports.in_memory import answer_from, frame
from tests.reports.invented_growth import evidence
from tests.reports.invented_market import one_look
from tests.reports.panels import Shown, panels

Frames = dict[str, pl.DataFrame]


def _page(slug: str, frames: Frames) -> Page:
    answer = answer_from(frames)
    entry = next(entry for entry in every_page() if entry.slug == slug)
    page = entry.module.build(answer, read_edition(answer))
    assert isinstance(page, Page)
    return gather_waiting(page, f"{slug}_waiting")


def _figure(page: Page, name: str) -> Figure:
    return next(block for block in page.blocks if isinstance(block, Figure) and block.id == name)


def _panels(page: Page, name: str) -> list[Shown]:
    return panels(_figure(page, name).chart)


def _legend(figure: Figure) -> list[dict[str, str]]:
    assert figure.chart is not None
    return list(figure.chart.layout.meta["legend"])


def _plain(text: str) -> str:
    return text.replace(numbers.NBSP, " ")


SEEN = datetime(2026, 11, 23, 6, 12)

BASIS = re.compile(r"\dk? to .?\d")


@pytest.mark.parametrize("slug", ["overview", "growth", "pay", "skills", "roles"])
def test_the_headline_is_a_sentence_and_interval_and_n_stand_below_it(
    slug: str, frames: Frames
) -> None:
    page = _page(slug, frames)
    assert not set("[]()=") & set(page.headline)
    assert len(page.headline) < 120
    assert BASIS.search(_plain(page.basis))
    assert "n = " in _plain(page.basis)


def test_the_headline_of_growth_is_what_people_say_with_its_period_below(frames: Frames) -> None:
    page = _page("growth", frames)
    assert _plain(page.headline) == "Demand for AI engineers is up 58 % in a year."
    assert _plain(page.basis) == (
        "+58 %, 95 % interval +46 to +73 %, 24 Nov 2025 to 23 Nov 2026, n = 47 boards, 45 employers."
    )


def test_growth_without_a_year_says_how_many_boards_are_held_and_what_it_is_with_them(
    frames: Frames,
) -> None:
    held = frames["mart_growth_headline"].with_columns(
        n_boards_held=pl.lit(9), growth_with_held_share=pl.lit(-0.62)
    )
    unled = frames["mart_growth_evidence"].with_columns(is_lead=False)
    page = _page("growth", frames | {"mart_growth_headline": held, "mart_growth_evidence": unled})
    assert (
        "n = 47 boards, 45 employers. 9 boards are on hold after listing less than half of the "
        "usual number for the first time. With them, growth is −62 %."
    ) in _plain(page.basis)


@pytest.mark.parametrize("slug", ["overview", "growth"])
@pytest.mark.parametrize("mart", ["mart_growth_evidence", "mart_growth_headline"])
def test_ai_engineers_lead_whatever_moved_most(slug: str, mart: str, frames: Frames) -> None:
    """The largest of three moves is chosen by its luck: its interval held the truth in 0.90 of cases."""
    is_other = pl.col("role") == "data_scientist"
    ends = ("growth_share", "growth_low", "growth_high")
    other_fell = frames[mart].with_columns(
        pl.when(is_other & pl.col(end).is_not_null()).then(-0.9 + n / 100).otherwise(end).alias(end)
        for n, end in enumerate(ends, 1)
    )
    without = frames["mart_growth_evidence"].with_columns(is_lead=False)
    led_by = {"mart_growth_evidence": without} | {mart: other_fell}
    page = _page(slug, frames | led_by)
    assert "AI engineers" in _plain(page.headline)


def test_a_change_within_its_interval_is_not_called_a_rise_or_a_fall(frames: Frames) -> None:
    _, last = _page("growth", frames).points
    assert last.words == "Demand for data scientists has not changed measurably in a year."
    assert "−6 %, 95 % interval −18 to +9 %" in _plain(last.basis)


def test_matched_growth_comes_before_the_raw_count_which_is_labelled(frames: Frames) -> None:
    assert _page("growth", frames).blocks[0].id == "growth_index"
    raw = _figure(_page("appendix", frames), "growth_raw_count")
    assert "Includes newly added boards" in raw.warning
    checks = next(block for block in _page("growth", frames).blocks if block.id == "growth_checks")
    assert "growth_raw_count" in str(checks), "its old address leads to the appendix"


def test_roles_are_small_multiples_on_one_scale_and_one_span(frames: Frames) -> None:
    shown = _panels(_page("growth", frames), "growth_index")
    assert len(shown) == 3
    assert len({(panel.y.range, panel.x.range) for panel in shown}) == 1


def test_a_change_of_the_reader_is_marked_in_the_index(frames: Frames) -> None:
    panel = _panels(_page("growth", frames), "growth_index")[0]
    assert "A" in panel.notes
    assert [shape.x0 for shape in panel.shapes if shape.line.dash == "dot"] == ["2025-09-01"]


def test_the_headline_of_twelve_months_is_marked_on_the_chart_of_twenty_four(
    frames: Frames,
) -> None:
    page = _page("growth", frames)
    assert "up 58 %" in _plain(page.headline)
    panel = _panels(page, "growth_index")[0]
    assert "<b>+58 % in a year</b><br>[+46 to +73 %]" in panel.notes
    (shade,) = [shape for shape in panel.shapes if shape.type == "rect"]
    assert (shade.x0, shade.x1) == ("2025-11-24", "2026-11-23")


def test_one_chart_leads_the_page_on_growth_and_the_others_are_folded(frames: Frames) -> None:
    figures = [block for block in _page("growth", frames).blocks if isinstance(block, Figure)]
    assert [figure.id for figure in figures if not figure.is_folded] == ["growth_index"]
    assert figures[0].id == "growth_index"


def test_a_law_on_what_adverts_state_marks_no_count_of_openings(frames: Frames) -> None:
    law = pl.DataFrame(
        {"changed_date": [date(2025, 10, 29)], "kind": ["law"], "what": ["Massachusetts: pay"]}
    )
    page = _page("growth", {**frames, "change_log": pl.concat([frames["change_log"], law])})
    index = _figure(page, "growth_index")
    assert "A (1 Sep 2025): Levels are read from stated years too." in _plain(index.caption)
    assert not any(
        "Massachusetts" in block.caption for block in page.blocks if isinstance(block, Figure)
    )


def test_a_change_of_a_skill_stands_with_its_interval(frames: Frames) -> None:
    figure = _figure(_page("skills", frames), "skills_change")
    assert "Python +5.1 pts for AI engineers" in _plain(figure.finding)
    assert re.search(r"pts \[[^\]]+ to [^\]]+ pts\] \(n = ", _plain(figure.basis))
    assert "where chance alone would put about 3." in _plain(figure.basis)
    assert "change_low" in figure.table.columns
    (change,) = [column for column in figure.columns if column.name == "change_share"]
    assert (change.low, change.high) == ("change_low", "change_high")


def test_a_role_of_a_skill_stands_beside_its_interval(frames: Frames) -> None:
    basis = _figure(_page("skills", frames), "skills_change").basis
    assert "Python for AI engineers +5.1 pts" in _plain(basis)


def test_skills_that_moved_no_more_often_than_chance_lead_no_sentence(frames: Frames) -> None:
    """Three of sixty intervals lie beyond 0 when nothing moved."""
    of_python = (pl.col("role") == "ai_engineer") & (pl.col("skill") == "python")
    still = frames["mart_skill_demand"].with_columns(
        change_low=pl.when(of_python).then("change_low").otherwise(-1.0),
        change_high=pl.when(of_python).then("change_high").otherwise(1.0),
    )
    figure = _figure(_page("skills", frames | {"mart_skill_demand": still}), "skills_change")
    assert figure.finding == "Over a quarter no more skills moved than chance alone would explain."
    assert figure.basis.startswith("1 of ")


def test_n_says_what_it_counts_where_it_is_not_what_a_share_is_of(frames: Frames) -> None:
    growth = _page("growth", frames)
    assert "boards)" in _plain(_figure(growth, "growth_role_share").basis)
    assert "for the role)" in _plain(_figure(growth, "growth_census").basis)


def test_the_sentence_over_the_index_speaks_of_the_roles_that_are_drawn(frames: Frames) -> None:
    said = _plain(_figure(_page("growth", frames), "growth_index").finding)
    assert said.startswith("Up in a year: AI engineers 58 %")
    assert "all kinds of work" not in said


def test_roles_whose_index_began_on_other_days_are_told_apart(frames: Frames) -> None:
    is_young = pl.col("role") == "ml_engineer"
    young = frames["mart_growth_headline"].with_columns(
        period_from=pl.when(is_young).then(date(2026, 3, 2)).otherwise("period_from"),
        is_year_on_year=pl.col("is_year_on_year") & ~is_young,
    )
    page = _page("growth", frames | {"mart_growth_headline": young})
    for figure in (_figure(page, "growth_index"), _figure(page, "growth_readings")):
        said, basis = _plain(figure.finding), _plain(figure.basis)
        assert said.startswith("Up in a year: AI engineers 58 %.")
        assert "Up since the week of 2 Mar 2026: ML engineers" in said
        assert basis.startswith("24 Nov 2025 to 23 Nov 2026. With 95 % intervals: AI engineers")
        assert "2 Mar 2026 to 23 Nov 2026. With 95 % intervals: ML engineers" in basis


def test_growth_by_country_speaks_of_the_country_with_most_boards(frames: Frames) -> None:
    figure = _figure(_page("growth", frames), "growth_by_country")
    said = _plain(figure.finding)
    assert said.startswith("In the United States, up in a year: AI engineers 58 %")
    assert "24 Nov 2025 to 23 Nov 2026" in _plain(figure.basis)
    assert "n = 47 boards" in _plain(figure.basis)
    assert (
        figure.table.filter(country_code="DE", role="data_scientist")["growth_share"].item() is None
    )


def test_two_months_of_threads_stand_beside_what_whole_years_say(frames: Frames) -> None:
    page = _page("history", frames)
    assert _plain(page.headline).endswith(
        "In November 2024 4.5 % were. Twelve months against the twelve before, the share is up 29 %."
    )
    assert "twelve months to 31 Oct 2026 +29 % [+9 to +49 %]" in _plain(page.basis)


def _employers(*rows: tuple[str, str, int, int]) -> pl.DataFrame:
    names = ("employer", "role", "n_open_openings", "n_new_28d")
    found = [dict(zip(names, row, strict=True)) | {"employer_key": row[0]} for row in rows]
    return frame("mart_employer_demand", found)


@pytest.mark.parametrize(
    ("others", "led"),
    [
        ([], "Fen has the most open openings for the three roles: 9."),
        (["Marl"], "Fen and Marl have the most open openings for the three roles: 9 each."),
        (
            ["Marl", "Oxbow", "Sedge"],
            "Fen and 3 others have the most open openings for the three roles: 9 each.",
        ),
    ],
)
def test_employers_that_share_the_first_rank_are_all_said_to_have_it(
    others: list[str], led: str, frames: Frames
) -> None:
    rows = [(name, "ai_engineer", 9, 5) for name in ("Fen", *others)]
    page = _page("employers", frames | {"mart_employer_demand": _employers(*rows)})
    assert page.headline == led


def test_one_employer_may_have_most_new_openings_for_two_roles(frames: Frames) -> None:
    rows = [("Fen", "ai_engineer", 9, 5), ("Fen", "data_scientist", 9, 5)]
    page = _page("employers", frames | {"mart_employer_demand": _employers(*rows)})
    assert _figure(page, "employers_new").finding == (
        "Fen has the most: 5 new openings each for AI engineers and data scientists."
    )


@pytest.mark.parametrize(("n_titles", "said"), [(0, ""), (1, "Of all adverts 25 % have no text")])
def test_the_overview_says_how_many_adverts_are_counted_by_their_title_alone(
    n_titles: int, said: str, frames: Frames
) -> None:
    seen = {"employer_key": "fen", "is_census": False, "first_seen_at": SEEN, "last_seen_at": SEEN}
    bases = ["title"] * n_titles + ["body"] * (4 - n_titles)
    postings = frame("posting", [seen | {"role_basis": basis} for basis in bases])
    lede = _page("overview", frames | {"posting": postings}).lede
    assert ("counted by their title" in lede) == bool(n_titles)
    assert said in _plain(lede)


def test_the_count_that_is_corrected_says_so(frames: Frames) -> None:
    raw = _figure(_page("appendix", frames), "growth_raw_count")
    assert ", corrected for misread roles: AI engineers" in _plain(raw.finding)


def test_a_change_on_the_first_or_last_day_of_a_series_breaks_nothing(frames: Frames) -> None:
    ends = frames["change_log"].with_columns(changed_date=pl.lit(date(2026, 11, 23)))
    assert (
        "Dotted"
        not in _figure(_page("growth", {**frames, "change_log": ends}), "growth_index").caption
    )


def test_the_number_as_read_stands_small_beside_the_one_put_right(frames: Frames) -> None:
    share = build_table(_figure(_page("growth", frames), "growth_role_share"))
    assert "Share of all openings (as read)" in [head["label"] for head in share.head]
    cell = share.groups[0][1][0][1]
    assert re.fullmatch(r"\[.+ to .+\] \([\d.]+ %\)", cell.detail.replace("\u00a0", " "))
    (cards,) = [block for block in _page("overview", frames).blocks if isinstance(block, Cards)]
    growth, _, level = cards.cards[0].facts
    assert "as\u00a0read\u00a0" in growth.basis
    assert "corrected for misread roles" in level.basis


def test_boards_that_joined_or_left_are_marked_in_the_index_but_not_its_start(
    frames: Frames,
) -> None:
    panel = _panels(_page("growth", frames), "growth_index")[0]
    moves = panel.traces[-1]
    assert moves.x[0] > panel.x.range[0]
    assert set(moves.text) - {""} <= {"+1", "−1", "+1 −1"}
    assert "boards: 1 joined" in moves.hovertext


def test_the_ways_of_chaining_stand_beside_each_other_and_a_drift_is_told(frames: Frames) -> None:
    figure = _figure(_page("appendix", frames), "growth_chains")
    assert figure.finding.startswith("However it is computed, the index comes out the same")
    assert figure.table.filter(pl.col("role") == "ai_engineer")["reading"].to_list() == [
        "chained",
        "geks",
        "fixed",
    ]
    drifting = frames["mart_role_growth"].with_columns(is_drifting=pl.col("role") == "ml_engineer")
    said = _figure(
        _page("appendix", {**frames, "mart_role_growth": drifting}), "growth_chains"
    ).finding
    assert (
        said
        == "The index of ML engineers drifts: another way of computing it lies outside its interval."
    )


def test_a_median_duration_that_is_not_reached_is_told_and_not_drawn(frames: Frames) -> None:
    figure = _figure(_page("growth", frames), "growth_durations")
    assert "AI engineers 50 days" in _plain(figure.finding)
    assert "AI engineers 50 [41 to 66] (n = 300 openings, 44 employers)" in _plain(figure.basis)
    assert "data scientists" not in figure.finding
    (panel,) = panels(figure.chart)
    assert panel.notes == ["not yet: half of the openings are still open"]


def test_outside_figures_carry_no_rehearsal_mark(frames: Frames) -> None:
    page = _page("growth", frames)
    assert figure_view(_figure(page, "growth_outside"), True)["mark"] == ""
    assert figure_view(_figure(page, "growth_index"), True)["mark"] == "rehearsal data"


def test_the_headline_of_the_roles_names_what_is_asked_and_not_what_is_left_out(
    frames: Frames,
) -> None:
    page = _page("roles", frames)
    assert _plain(page.headline) == (
        "69 % of openings for data scientists call for statistics, "
        "against 18 % for ML engineers and 8.0 % for AI engineers."
    )
    assert "data scientists 69 % [65 to 73 %] (n = 410)" in _plain(page.basis)


def test_what_boards_that_left_took_away_is_drawn_below_nought(frames: Frames) -> None:
    panel = _panels(_page("appendix", frames), "growth_decomposition")[0]
    left = next(trace for trace in panel.traces if trace.name == "boards that left")
    assert min(value for value in left.y if value is not None) < 0


def test_after_one_look_there_is_no_growth_figure_and_the_page_says_what_it_waits_for(
    frames: Frames,
) -> None:
    first = one_look(frames)
    page = _page("growth", first)
    assert page.headline.startswith("No growth figure yet")
    drawn = [block.id for block in page.blocks if isinstance(block, Figure) and block.chart]
    assert drawn == ["growth_outside"], (
        "only what others counted over the years, under its own name"
    )
    waiting = next(block for block in page.blocks if block.id == "growth_waiting")
    assert "the same boards must be visited twice" in str(waiting.values)
    assert "growth_index" in str(waiting.values)
    assert "growth_evidence" in str(waiting.values), "Indeed alone is no growth of these roles"
    everything = " ".join(block.finding for block in page.blocks if isinstance(block, Figure))
    assert "No growth figure yet" not in everything, "it is said once, in the headline"
    assert "%" not in page.headline
    cards = next(block for block in _page("overview", first).blocks if isinstance(block, Cards))
    for card in cards.cards:
        assert card.facts[0].value == numbers.NO_NUMBER
        assert "needs 2 complete visits" in card.facts[0].basis


def test_a_first_run_leads_with_the_growth_of_shares_and_says_what_it_is_a_share_of(
    frames: Frames,
) -> None:
    first = one_look(frames) | {
        "mart_growth_evidence": frame("mart_growth_evidence", evidence(with_boards=False))
    }
    said = "The share of AI engineers in Hacker News’s hiring threads is up 29 % in a year."
    growth, overview = (_page(name, first) for name in ("growth", "overview"))
    assert _plain(growth.headline) == _plain(overview.headline) == said
    assert _plain(growth.basis) == (
        "+29 %, 95 % interval +9 to +49 %, the year to 31 Oct 2026, n = 412 openings, 300 employers."
    )
    assert "overview_growth" not in [block.id for block in overview.blocks]
    cards = next(block for block in overview.blocks if isinstance(block, Cards))
    fact = cards.cards[0].facts[0]
    assert fact.label == "Growth in a year: Hacker News"
    assert _plain(cards.cards[0].finding).startswith("Demand up 29 % in a year by Hacker News, ")
    assert "412 openings" in _plain(fact.basis)


def test_before_anything_has_grown_the_share_of_hiring_threads_leads(frames: Frames) -> None:
    first = one_look(frames) | {"mart_census_demand": frames["mart_census_demand"]}
    page, overview = (_page(name, first) for name in ("growth", "overview"))
    assert _plain(page.headline) == (
        "In November 2026 7.9 % of the openings in Hacker News’s hiring thread are for AI engineers. In November 2024 4.5 % were."
    )
    assert page.points[-1].words == "No growth figure yet."
    shown = [block.id for block in page.blocks if isinstance(block, Figure) and not block.is_folded]
    assert shown == ["growth_census"]
    cards = next(block for block in overview.blocks if isinstance(block, Cards))
    fact = cards.cards[0].facts[0]
    assert fact.label == "Share of Hacker News’s hiring thread, November 2026"
    assert _plain(fact.value) == "7.9 %"
    assert "needs 2 complete visits" in fact.basis


def test_a_role_that_no_opening_of_a_thread_is_for_is_none_and_not_0_percent(
    frames: Frames,
) -> None:
    first = (pl.col("role") == "ai_engineer") & (pl.col("period_start") == date(2024, 11, 1))
    census = frames["mart_census_demand"].with_columns(
        opening_share=pl.when(first).then(0.0).otherwise("opening_share")
    )
    page = _page("history", frames | {"mart_census_demand": census})
    assert "are for AI engineers. In November 2024 none were." in page.headline


def test_each_newest_median_of_a_quarter_names_its_quarter(frames: Frames) -> None:
    late = (pl.col("role") == "data_scientist") & (pl.col("period_start") > date(2026, 1, 1))
    quarters = frames["mart_pay_quarter"].with_columns(
        p50=pl.when(late).then(None).otherwise("p50")
    )
    said = _figure(_page("history", frames | {"mart_pay_quarter": quarters}), "history_pay").finding
    assert re.fullmatch(
        r"Newest median of a quarter: AI engineers \$\d+k \(Q4 2026\), ML engineers \$\d+k \(Q4 2026\) and data scientists \$\d+k \(Q1 2026\)\.",
        _plain(said),
    )


def test_explore_names_employers_and_not_their_boards(frames: Frames) -> None:
    slugs = frames["mart_slice_top"].with_columns(
        name=pl.when(pl.col("kind") == "employer").then(pl.lit("basis-ai")).otherwise("name")
    )
    page = _page("explore", frames | {"mart_slice_top": slugs})
    tool = next(block for block in page.blocks if isinstance(block, Tool))
    assert "Basis AI" in str(tool.data)
    assert "basis-ai" not in str(tool.data)


def test_explore_and_its_headline_round_a_median_alike(frames: Frames) -> None:
    halves = frames["mart_slice"].with_columns(
        p50=pl.when(pl.col("p50").is_not_null()).then(pl.lit(200_500.0))
    )
    page = _page("explore", frames | {"mart_slice": halves})
    tool = next(block for block in page.blocks if isinstance(block, Tool))
    with_pay = [cell for cell in tool.data["cells"] if len(cell) > 15]
    assert "$201k" in page.headline
    assert with_pay
    assert all(201 in quantiles for *_, quantiles in (cell[14:17] for cell in with_pay))


def test_the_kinds_of_evidence_stand_on_one_scale_and_those_without_a_figure_in_one_line(
    frames: Frames,
) -> None:
    figure = _figure(_page("growth", frames), "growth_evidence")
    shown = panels(figure.chart)
    assert shown[-1].heading.endswith("All roles")
    assert len({panel.x.range for panel in shown}) == 1
    assert shown[0].rows == ["Own boards", "Hacker News"]
    assert shown[-1].rows == ["Own boards", "Hacker News", "Indeed: AI"]
    assert figure.caption.endswith(
        "No figure yet from: US visa filings (needs 2 complete visits a week apart)."
    )
    assert "AI engineers 58 %" in _plain(figure.finding)


def test_each_card_has_growth_pay_openings_and_five_skills(frames: Frames) -> None:
    cards = next(block for block in _page("overview", frames).blocks if isinstance(block, Cards))
    assert [card.role.id for card in cards.cards] == [
        "ai_engineer",
        "ml_engineer",
        "data_scientist",
    ]
    for card in cards.cards:
        assert len(card.facts) == 3
        assert len(card.skills) == 5
        assert all("n = " in _plain(fact.basis) for fact in card.facts[:2])
        assert "employers" in card.facts[2].interval


def test_a_level_below_its_floor_is_not_drawn_but_told(frames: Frames) -> None:
    figure = _figure(_page("pay", frames), "pay_by_level")
    assert all("Manager" not in panel.rows for panel in panels(figure.chart))
    assert "too few openings to draw" in figure.caption
    notes = figure.table.filter(pl.col("level") == "manager")["note"].to_list()
    assert notes == ["too few (n = 7)"] * 3


def test_every_level_has_its_median_n_and_all_quantiles_with_their_intervals(
    frames: Frames,
) -> None:
    for panel in _panels(_page("pay", frames), "pay_by_level"):
        box, median = panel.traces
        assert 0 < len(box.q1) <= len(median.x)
        assert all(
            low and high
            for low, high in zip(median.error_x.array, median.error_x.arrayminus, strict=True)
        )
        assert len([note for note in panel.notes if note.startswith("n = ")]) == len(median.x)
        assert any(len(re.findall(r"P\d0?5? [^\[]+ \[", words)) == 5 for words in median.text)


def test_tables_list_levels_by_rank_and_places_by_their_openings(frames: Frames) -> None:
    page = _page("pay", frames)
    levels = _figure(page, "pay_by_level").table.filter(pl.col("role") == "ai_engineer")["level"]
    known = [level for level in LEVELS if level in set(levels)]
    assert levels.to_list() == known
    places = _figure(page, "pay_by_country").table.filter(pl.col("role") == "ai_engineer")
    assert places["n_openings"].is_sorted(descending=True)
    story = _figure(_page("roles", frames), "roles_side_by_side").table
    told = story.filter(pl.col("attribute") == "level")["value"].to_list()
    assert told == [level for level in LEVELS if level in told]
    assert len(told) > 2


def test_areas_are_drawn_by_their_first_city_and_a_thin_one_is_told_in_the_table(
    frames: Frames,
) -> None:
    figure = _figure(_page("pay", frames), "pay_by_metro")
    (panel,) = panels(figure.chart)
    assert panel.rows == ["New York, NY", "San Francisco, CA", "Seattle, WA"]
    assert (
        figure.table.filter(pl.col("metro").str.starts_with("Provo"))["note"].to_list()
        == ["too few (n = 4)"] * 3
    )


def test_the_official_wage_of_an_area_stands_beside_the_same_role_alone(frames: Frames) -> None:
    official = (
        frames["mart_benchmark"]
        .head(1)
        .with_columns(
            source=pl.lit("BLS OEWS May 2025"),
            area=pl.lit("Seattle-Tacoma-Bellevue, WA"),
            value=pl.lit(164_740.0),
        )
    )
    with_official = {**frames, "mart_benchmark": pl.concat([frames["mart_benchmark"], official])}
    table = _figure(_page("pay", with_official), "pay_by_metro").table.drop_nulls("official_p50")
    assert table.select("metro", "role", "official_p50").rows() == [
        ("Seattle-Tacoma-Bellevue, WA", "data_scientist", 164_740.0)
    ]


def test_places_that_do_not_differ_beyond_their_intervals_are_not_ranked(frames: Frames) -> None:
    page = _page("pay", frames)
    assert _figure(page, "pay_by_metro").finding.startswith(
        "For AI engineers no two of these places differ measurably"
    )
    assert "are offered most in the United States" in _figure(page, "pay_by_country").finding


def test_the_place_that_is_offered_most_may_be_one_that_is_not_drawn(frames: Frames) -> None:
    bands = frames["mart_pay_band"]
    here = bands.filter(role="ai_engineer", level="all", country_code="US", region="all", metro="all", measure="mid", is_converted=True)  # fmt: skip
    assert here.height == 1
    states = [
        here.with_columns(
            region=pl.lit(f"S{rank:02}"),
            n_openings=pl.lit(100 - rank, pl.Int64),
            p50=pl.lit(100_000.0 + rank * 20_000),
            p50_low=pl.lit(95_000.0 + rank * 20_000),
            p50_high=pl.lit(105_000.0 + rank * 20_000),
        )
        for rank in range(14)
    ]
    others = bands.filter(pl.col("region") == "all")
    page = _page("pay", {**frames, "mart_pay_band": pl.concat([others, *states])})
    assert _figure(page, "pay_by_region").finding == (
        "AI engineers are offered most in S13 ($360k) and least in S00 ($100k)."
    )


def test_pay_of_other_countries_alone_is_stated_pay(frames: Frames) -> None:
    bands = frames["mart_pay_band"]
    abroad = {**frames, "mart_pay_band": bands.filter(pl.col("country_code") != "US")}
    assert _page("pay", abroad).headline == (
        "No opening in the United States states both ends of a range of base pay yet."
    )
    silent = {**frames, "mart_pay_band": bands.clear()}
    assert _page("pay", silent).headline == "No stated pay has been read yet."


def test_a_skill_within_chance_is_no_skill_that_a_role_is_asked_for_more_often(
    frames: Frames,
) -> None:
    page = _page("from_software_engineer", frames)
    assert "more often than software engineers" in page.headline
    wide = frames["mart_skill_demand"].with_columns(share_low=pl.lit(0.0), share_high=pl.lit(1.0))
    page = _page("from_software_engineer", {**frames, "mart_skill_demand": wide})
    assert page.headline == (
        "AI engineers are asked for no skill measurably more often than software engineers."
    )


def test_a_skill_that_is_asked_for_more_often_may_be_one_that_is_not_drawn(frames: Frames) -> None:
    """Twelve gaps within chance are wider than the one that is not."""
    wide = {"n_openings": 40, "n_employers": 9, "share_low": 0.0, "share_high": 0.9}
    sure = {"n_openings": 900, "n_employers": 90, "share_low": 0.08, "share_high": 0.12}
    shares = [(f"rare {number:02}", 0.6, 0.3, wide) for number in range(12)]
    demand = [
        {"role": role, "skill": skill, "skill_name": skill, "share": share} | known
        for skill, theirs, ours, known in (*shares, ("Evaluation", 0.1, 0.01, sure))
        for role, share in (("ai_engineer", theirs), ("software_engineer", ours))
    ]
    demand[-1] |= {"share_low": 0.0, "share_high": 0.02}
    page = _page("from_software_engineer", {**frames, "mart_skill_demand": frame("mart_skill_demand", demand)})  # fmt: skip
    assert page.headline == "AI engineers are asked for Evaluation more often than software engineers."  # fmt: skip
    figure = _figure(page, "from_swe_ai_engineer")
    assert "Evaluation" not in figure.table["skill_name"].to_list()


def test_skills_of_an_employer_are_of_its_openings_with_a_text(frames: Frames) -> None:
    openings = [
        {"opening_id": f"{kind} {number}", "employer_key": "acme", "role": "ml_engineer", "is_census": False}
        | {"could_state_pay": True, "has_text": kind == "text", "skills": ["python"] if kind == "text" else []}
        for kind in ("text", "title")
        for number in range(5)
    ]  # fmt: skip
    skill = {"skill": "python", "skill_name": "Python", "role": "ml_engineer"}
    marts = {
        "mart_opening": frame("mart_opening", openings),
        "mart_skill_demand": frame("mart_skill_demand", [skill]),
    }
    answer = answer_from({**frames, **marts})
    assert answer("employer_skills").select("skill_name", "n_with", "n_of", "share").rows() == [
        ("Python", 5, 5, 1.0)
    ]


def test_plain_and_adjusted_premium_stand_side_by_side(frames: Frames) -> None:
    figure = _figure(_page("pay", frames), "pay_premium")
    assert set(figure.table["reading"]) == {"unadjusted", "adjusted", "within_employer"}
    assert "level, country or state" in figure.caption


def test_places_of_which_only_inner_ones_differ_are_not_said_to_be_alike() -> None:
    medians = {
        "SG": (200e3, 100e3, 300e3),
        "US": (190e3, 180e3, 200e3),
        "DE": (150e3, 140e3, 160e3),
    }
    rows = [
        {"role": "ai_engineer", "country_code": code, "p50": p50, "p50_low": low, "p50_high": high}
        | {"n_openings": 40, "n_employers": 20, "note": None}
        for code, (p50, low, high) in medians.items()
    ]
    said = by_place.figure(pl.DataFrame(rows), by_place.COUNTRY).finding
    assert said.startswith("For AI engineers the highest and the lowest median do not differ")


def test_every_choice_of_the_page_on_trends_is_offered_once(frames: Frames) -> None:
    tool = next(block for block in _page("trends", frames).blocks if isinstance(block, Tool))
    assert isinstance(tool.data, dict)
    for choices in ("roles", "origins", "skills"):
        offered = [value for value, _ in tool.data[choices]]
        assert offered, choices
        assert len(offered) == len(set(offered)), choices


def test_what_leads_a_selection_that_is_too_small_to_be_offered_is_left_out(frames: Frames) -> None:
    """The page holds the 6,000 largest selections, but the leaders of the 1,500 largest without a skill."""
    place = {"country_code": "all", "metro": "all", "remote_policy": "all"}
    cell = {
        "role": "ai_engineer",
        "level": "all",
        "skill": "all",
        "n_openings": 90,
        "note": "too few",
    }
    named = [cell | place | {"skill": f"skill {n}"} for n in range(6000)]
    rare = cell | place | {"level": "intern", "n_openings": 10}
    leader = place | {"kind": "employer", "name": "Acme", "n": 3, "n_of": 10}
    leaders = [leader | {"role": "ai_engineer", "level": level} for level in ("all", "intern")]
    page = _page(
        "explore",
        frames
        | {
            "mart_slice": frame("mart_slice", [cell | place | {"n_openings": 99}, *named, rare]),
            "mart_slice_top": frame("mart_slice_top", leaders),
        },
    )
    tool = next(block for block in page.blocks if isinstance(block, Tool))
    assert isinstance(tool.data, dict)
    assert [level for level, _ in tool.data["choices"]["level"]] == ["all"]
    assert [known["employer"] for known in tool.data["top"].values()] == [[["Acme", 3]]]


def test_an_offer_in_a_country_of_the_euro_is_in_euros(frames: Frames) -> None:
    tool = next(block for block in _page("pay", frames).blocks if isinstance(block, Tool))
    assert isinstance(tool.data, dict)
    money = [tool.data["currencyOf"][code] for code in ("DE", "HR", "SK", "BG")]
    assert money == ["EUR"] * 4


def test_the_offer_tool_holds_only_bands_above_their_floor(frames: Frames) -> None:
    tool = next(block for block in _page("pay", frames).blocks if isinstance(block, Tool))
    assert tool.values["countries"][0] == ("US", "United States")
    assert isinstance(tool.data, dict)
    bands = tool.data["bands"]
    assert all(band["n"] >= 10 for band in bands)
    for band in bands:
        ends = zip(band["lows"], band["quantiles"], band["highs"], strict=True)
        assert all(low[1] <= middle[1] <= high[1] for low, middle, high in ends)
        assert [pay for _, pay in band["quantiles"]] == sorted(pay for _, pay in band["quantiles"])


def test_skills_that_set_a_role_apart_are_shown_for_all_three_roles(frames: Frames) -> None:
    figure = _figure(_page("skills", frames), "skills_data_scientist")
    assert figure.table.group_by("skill").len()["len"].unique().to_list() == [3]
    assert "of openings for data scientists name statistics, against" in figure.finding


def test_skills_come_up_in_small_multiples_on_one_scale_from_their_first_month_on(
    frames: Frames,
) -> None:
    figure = _figure(_page("skills", frames), "skills_adoption")
    torch, rag = panels(figure.chart)
    assert (torch.heading, rag.heading) == ("PyTorch", "RAG")
    assert rag.y.range == torch.y.range
    assert rag.line.x[0] == "2023-08-01"
    assert "Source: Hacker News" in figure.caption
    assert "RAG 8.0 %" in _plain(figure.finding)


def test_the_marks_that_skills_passed_are_told_for_those_that_were_seen_to_begin(
    frames: Frames,
) -> None:
    table = build_table(_figure(_page("skills", frames), "skills_passed"))
    rows = [[cell.text for cell in row] for _, group in table.groups for row in group]
    assert [row[1] for row in rows] == ["RAG", "RAG"], "PyTorch was there before"
    assert rows[0][2:6] == ["Aug 2023", "Sep 2023", "Feb 2024", numbers.NO_NUMBER]


def test_the_gap_is_measured_against_software_engineers(frames: Frames) -> None:
    figure = _figure(_page("from_software_engineer", frames), "from_swe_ai_engineer")
    assert figure.table["skill_name"][0] == "Large language models"
    assert [key["group"] for key in _legend(figure)] == ["ai_engineer", "software_engineer"]


def test_a_skill_that_no_software_opening_names_is_the_widest_gap_of_all(frames: Frames) -> None:
    is_none = (pl.col("role") == "software_engineer") & (pl.col("skill") == "agents")
    none = {"share": 0.0, "share_low": 0.0, "share_high": 0.01}
    named_by_none = frames["mart_skill_demand"].with_columns(
        pl.when(is_none).then(end).otherwise(name).alias(name) for name, end in none.items()
    )
    figure = _figure(
        _page("from_software_engineer", {**frames, "mart_skill_demand": named_by_none}),
        "from_swe_ai_engineer",
    )
    agents = figure.table.filter(pl.col("skill_name") == "AI agents").row(0, named=True)
    assert [agents[name] for name in ("software_share", "software_high", "gap_share")] == [
        0.0,
        0.01,
        0.52,
    ]


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("liquid-ai", "Liquid AI"),
        ("hims-and-hers", "Hims and Hers"),
        ("pear", "Pear"),
        ("Pure Storage", "Pure Storage"),
        ("AtroposHealth", "AtroposHealth"),
        ("sweetgreen inc", "sweetgreen inc"),
    ],
)
def test_an_employer_known_by_its_boards_short_name_is_shown_in_words(
    stored: str, shown: str
) -> None:
    assert employer_name(stored) == shown


def test_nobody_is_named_on_fewer_than_three_openings(frames: Frames) -> None:
    thin = frames["mart_employer_demand"].with_columns(
        n_open_openings=pl.lit(1), n_new_28d=pl.lit(2)
    )
    small = thin.filter(pl.col("role") == "ai_engineer")
    page = _page("employers", {**frames, "mart_employer_demand": small})
    waiting = str(next(block for block in page.blocks if block.id == "employers_waiting"))
    assert "employers_top" in waiting
    assert "employers_new" in waiting
    assert "Quillwort" not in page.headline


def test_the_quality_page_counts_looks_and_unclear_postings(frames: Frames) -> None:
    assert _plain(_page("quality", frames).headline) == (
        "98 % of visits to job boards saw every advert, and 5.5 % of adverts have no clear role."
    )
    assert _page("quality", frames).basis == "8,965 visits, 4,000 adverts."


def test_the_quality_page_says_how_many_are_unclear_in_other_languages(frames: Frames) -> None:
    counts = {"item": ["en", "de", "fi"], "n": [50, 10, 8], "n_of": [900, 80, 20]}
    languages = pl.DataFrame(counts).with_columns(
        section=pl.lit("languages"), source=pl.lit("all"), share=pl.col("n") / pl.col("n_of")
    )
    figure = _figure(_page("quality", frames | {"mart_quality": languages}), "quality_languages")
    ((_, rows),) = build_table(figure).groups
    assert [row[0].text for row in rows] == ["English", "German", "Finnish"]
    assert (
        _plain(figure.finding)
        == "Without a clear role in languages other than English: 18 % of n = 100."
    )


def test_languages_of_fewer_than_ten_adverts_are_counted_together(frames: Frames) -> None:
    counts = {"item": ["en", "la", "cy", "not known"], "n": [50, 1, 2, 1], "n_of": [900, 9, 9, 3]}
    languages = pl.DataFrame(counts).with_columns(
        section=pl.lit("languages"), source=pl.lit("all"), share=pl.col("n") / pl.col("n_of")
    )
    figure = _figure(_page("quality", frames | {"mart_quality": languages}), "quality_languages")
    assert figure.table.select("language", "n", "n_of").rows() == [
        ("en", 50, 900), ("not known", 1, 3), ("others", 3, 18),
    ]  # fmt: skip


def test_the_quality_page_leaves_out_what_was_not_found_once(frames: Frames) -> None:
    counts = {"item": ["looks out of order", "implausible posting dates"], "n": [0, 2]}
    rows = pl.DataFrame(counts).with_columns(
        section=pl.lit("dates"), source=pl.lit("ashby"), n_of=pl.lit(9), share=pl.col("n") / 9
    )
    figure = _figure(_page("quality", frames | {"mart_quality": rows}), "quality_other")
    assert figure.table["item"].to_list() == ["implausible posting dates"]


def test_a_field_that_is_never_filled_is_named(frames: Frames) -> None:
    assert (
        _figure(_page("appendix", frames), "quality_fields").finding
        == "Never filled: date posted (Careers pages)."
    )


def test_every_kind_of_board_has_its_own_name_and_mark_on_the_quality_page(frames: Frames) -> None:
    names = [f"source_{index:02d}" for index in range(34)]
    known = {
        "source": pl.DataFrame({"name": names, "title": [name.upper() for name in names]}),
        "mart_quality": pl.DataFrame({"section": "fields", "source": names, "item": "pay", "n": 1, "n_of": 2, "share": 0.5}),
    }  # fmt: skip
    figure = _figure(_page("appendix", frames | known), "quality_fields")
    assert [key["name"] for key in _legend(figure)] == [name.upper() for name in names]
    assert len({(key["glyph"], key["colour"]) for key in _legend(figure)}) == 34
    assert figure.table["source_title"].to_list() == [name.upper() for name in names]


def test_a_kind_of_board_without_a_title_is_shown_as_it_is_stored(frames: Frames) -> None:
    page = _page("quality", frames | {"source": frames["source"].clear()})
    table = _figure(page, "quality_looks").table
    assert table["source_title"].to_list() == table["source"].to_list()


DRIFT = {
    "source": ["ashby", "ashby", "lever"],
    "item": ["pay", "url", "postings"],
    "verdict": ["error", "steady", "warning"],
    "note": [
        "0 of 50 postings have pay (0%); usually 98% do",
        None,
        "10 postings are listed where 60 usually are",
    ],
}


def test_the_quality_page_begins_with_what_has_gone_silent(frames: Frames) -> None:
    page = _page("quality", {**frames, "mart_drift": pl.DataFrame(DRIFT)})
    assert page.headline.startswith("Gone silent: Ashby (pay). 98")
    assert page.blocks[0].id == "quality_drift"
    assert _figure(page, "quality_drift").finding == "1 gone silent, 1 far below the usual."
    assert _figure(page, "quality_drift").table["item"].to_list() == ["pay", "postings"]


def test_an_unknown_role_or_level_does_not_stop_a_page(frames: Frames) -> None:
    strange = {
        **frames,
        "mart_pay_band": frames["mart_pay_band"].with_columns(level=pl.lit("wizard")),
        "mart_growth_headline": frames["mart_growth_headline"].with_columns(measure=pl.lit("mood")),
        "mart_role_profile": frames["mart_role_profile"].with_columns(
            value=pl.lit("odd"), attribute=pl.lit("odd")
        ),
    }
    for entry in every_page():
        _page(entry.slug, strange)


@pytest.mark.parametrize("slug", [entry.slug for entry in every_page()])
def test_every_figure_has_a_title_a_caption_a_text_alternative_and_a_table(
    slug: str, frames: Frames
) -> None:
    for block in _page(slug, frames).blocks:
        if isinstance(block, Figure):
            assert block.title
            assert block.caption
            assert block.alt
            assert block.waits_for or block.table.height
            assert {column.name for column in block.columns if column.form != "profile"} <= set(
                block.table.columns
            )


def test_every_entry_of_the_catalogue_is_a_figure_of_the_site(frames: Frames) -> None:
    answer = answer_from(frames)
    edition = read_edition(answer)
    pages = [entry.module.build(answer, edition) for entry in every_page()]
    pages += [
        page for family in every_family() for _, _, page in family.build_each(answer, edition)
    ]
    shown = [block for page in pages for block in page.blocks]
    # Figures of a family share an entry, named as their query.
    ids = {name for block in shown if isinstance(block, Figure) for name in (block.id, block.query)}
    for name in read_catalogue():
        assert name in ids or any(known.startswith(f"{name}_") for known in ids), name


@pytest.mark.parametrize("slug", [entry.slug for entry in every_page()])
def test_every_estimate_in_a_table_has_its_n_beside_it(slug: str, frames: Frames) -> None:
    for block in _page(slug, frames).blocks:
        if isinstance(block, Figure) and any(column.low for column in block.columns):
            assert any(
                column.name.startswith("n_") or column.name == "n" or column.name.endswith("_n")
                for column in block.columns
            ), block.id


def test_no_two_blocks_of_the_site_share_an_address(frames: Frames) -> None:
    ids = [
        (entry.slug, block.id)
        for entry in every_page()
        for block in _page(entry.slug, frames).blocks
    ]
    assert len({name for _, name in ids}) == len(ids)


def test_each_claim_stands_with_our_figure_its_interval_n_and_verdict(frames: Frames) -> None:
    figure = _figure(_page("roles", frames), "roles_claims")
    assert _plain(figure.finding) == (
        "Of 6 claims: 2 supported, 2 contradicted and 2 undecided. "
        "“+143 %” for AI engineers is contradicted by what we measure."
    )
    assert "what we measure +58 % [+52 to +64 %]" in _plain(figure.basis)
    assert "Autodesk" in figure.caption
    rows = {row[0].text: row for row in figure_view(figure, False)["groups"][0][1]}
    growth, pay, points = (
        rows[f"What is said of {name}"]
        for name in ("growth_ai_engineer", "pay_ml_engineer_low", "portfolio_ai_engineer")
    )
    assert (growth[1].text, growth[2].text, _plain(growth[2].detail)) == (
        "✗ Contradicted",
        "+58\xa0%",
        "[+52 to +64 %]",
    )
    assert (pay[2].text, pay[0].href) == ("$150k", "pay.html#pay_by_level")
    assert _plain(points[2].text) == "−33.0 pts"


def test_a_rehearsal_gives_no_verdict_on_the_real_world(frames: Frames) -> None:
    unjudged = frames["mart_claim"].with_columns(verdict=pl.lit(None, pl.String))
    figure = _figure(_page("roles", frames | {"mart_claim": unjudged}), "roles_claims")
    assert figure.finding == ""
    assert "invented" in figure.warning
    assert "Verdict" not in [column.label for column in figure.columns]


def test_a_claim_without_a_figure_says_why(frames: Frames) -> None:
    figure = _figure(_page("roles", frames), "roles_claims")
    row = next(row for row in figure_view(figure, False)["groups"][0][1] if "staff" in row[0].text)
    assert (row[1].text, row[2].text, row[-1].text) == (
        "? Undecided",
        numbers.NO_NUMBER,
        "too few (n = 7)",
    )


def test_a_share_of_stated_pay_that_moved_far_is_warned_of_and_a_small_move_is_not(
    frames: Frames,
) -> None:
    warning = _plain(_figure(_page("pay", frames), "pay_disclosure").warning)
    assert (
        "moved by more than 10 points on the year: United States, AI engineers +18.0 pts (n = 424)"
        in warning
    )
    assert "Germany" not in warning
    calm = frames["mart_pay_band"].with_columns(disclosure_change_share=pl.lit(0.02))
    assert _figure(_page("pay", {**frames, "mart_pay_band": calm}), "pay_disclosure").warning == ""


def test_bridges_are_skills_of_software_openings_that_set_the_role_apart(frames: Frames) -> None:
    table = _figure(_page("from_software_engineer", frames), "from_swe_bridges").table
    assert table.height > 0
    assert table["lift"].min() > 2
    assert table["software_share"].min() >= 0.05
    first = table.filter(pl.col("role") == "ai_engineer")
    assert first["software_share"].is_sorted(descending=True)


def test_what_openings_that_ask_to_see_work_name_is_told_with_its_n(frames: Frames) -> None:
    figure = _figure(_page("from_software_engineer", frames), "from_swe_portfolio")
    assert "AI engineers Python, AI agents, LLM evaluation" in figure.finding
    assert "AI engineers n = 41" in _plain(figure.basis)


def test_outside_figures_are_lines_per_country_on_one_scale_and_name_their_source(
    frames: Frames,
) -> None:
    figure = _figure(_page("growth", frames), "growth_outside")
    shown = panels(figure.chart)
    assert [panel.heading for panel in shown] == ["Germany", "United Kingdom", "United States"]
    assert len({panel.y.range for panel in shown}) == 1
    assert "CC BY 4.0" in figure.caption


def test_what_is_advertised_stands_beside_what_is_filed_each_with_its_own_n(frames: Frames) -> None:
    figure = _figure(_page("pay", frames), "pay_filed")
    assert [key["name"] for key in _legend(figure)] == ["Advertised", "Filed"]
    first, *others = panels(figure.chart)
    assert len(others) == 2
    assert first.rows[0] == "United States"
    assert {trace.legendgroup for trace in first.marks} == {"advertised", "filed"}
    assert "AI engineers $188k and $173k" in figure.finding
    said = "AI engineers, filed, $173k [$168k to $178k] (n = 900 filings)"
    assert said in _plain(figure.basis)
    whole = figure.table.filter(pl.col("place") == "United States", pl.col("role") == "ai_engineer")
    assert whole.select("n_filings", "n_every").rows() == [(900, 1800)]


def test_filings_have_no_figure_where_none_were_taken(frames: Frames) -> None:
    names = ("mart_filed_wage", "mart_filed_growth")
    without = frames | {name: frames[name].clear() for name in names}
    for slug in ("pay", "employers"):
        shown = {block.id for block in _page(slug, without).blocks if isinstance(block, Figure)}
        assert not shown & {"pay_filed", "employers_filed"}


def test_growth_of_filings_is_drawn_for_direct_filers_and_the_table_has_all(frames: Frames) -> None:
    figure = _figure(_page("employers", frames), "employers_filed")
    assert [panel.heading for panel in panels(figure.chart)] == [
        "All filers",
        "Filers of both years",
    ]
    assert set(figure.table["filer_kind"]) == {"with_outsourcers", "direct", "outsourcer"}
    assert "AI engineers +25 % [+10 to +40 %] (n = 500 positions)" in _plain(figure.basis)


def test_methods_print_how_well_roles_are_read_at_employers_held_out(frames: Frames) -> None:
    of_drawn = {"basis": "body", "labels": "drawn", "n": 242, "n_employers": 146}
    scores = [
        {"figure": "accuracy", "role": "all", "value": 0.9, "low": 0.86, "high": 0.94},
        {"figure": "f1", "role": "ai_engineer", "value": 0.89, "low": 0.79, "high": 0.98},
        {"figure": "f1", "role": "macro", "value": 0.9, "low": 0.85, "high": 0.95},
        {"figure": "count", "role": "ai_engineer", "value": 1.13, "low": 0.91, "high": 1.44},
    ]
    pairs = [("ai_engineer", "ai_engineer", 59), ("ai_engineer", "software_engineer", 16)]
    page = _page(
        "methods",
        frames
        | {
            "role_scores": frame("role_scores", [of_drawn | score for score in scores]),
            "role_held_out": pl.DataFrame(pairs, ("true_role", "read_role", "n"), orient="row"),
        },
    )
    [(_, rows)] = build_table(_figure(page, "methods_role_scores")).groups
    shown = [[_plain(f"{cell.text} {cell.detail}".strip()) for cell in row[2:5]] for row in rows]
    assert shown == [
        ["–", "read right, of all eight roles", "90 % [86 to 94 %]"],
        ["● AI engineers", "F1", "89 % [79 to 98 %]"],
        ["–", "F1, mean of the three in focus", "90 % [85 to 95 %]"],
        ["● AI engineers", "read as it, over those that are", "113 % [91 to 144 %]"],
    ]
    matrix = next(block for block in page.blocks if isinstance(block, Matrix))
    assert matrix.rows[0] == ("AI engineer", (59, 16))


@pytest.mark.parametrize("slug", [entry.slug for entry in every_page()])
def test_a_number_whose_interval_is_known_is_never_shown_without_it(
    slug: str, frames: Frames
) -> None:
    figures = [block for block in _page(slug, frames).blocks if isinstance(block, Figure)]
    bare = [
        (figure.id, column.name)
        for figure in figures
        for column in figure.columns
        # A cell of the roles side by side finds its interval by the role.
        if column.form not in ("profile", "role")
        and column.low is None
        and f"{column.name.removesuffix('_share')}_low" in figure.table
    ]
    assert bare == []


@pytest.mark.parametrize(
    "name",
    ["pay_by_level", "pay_by_country", "pay_by_region", "pay_by_metro", "pay_low_mid_high", "pay_by_currency"],
)  # fmt: skip
def test_each_printed_quartile_of_pay_has_its_interval(name: str, frames: Frames) -> None:
    figure = _figure(_page("pay", frames), name)
    known = figure.table.drop_nulls("p25")
    ends = known.select("p25_low", "p25", "p25_high", "p75_low", "p75", "p75_high").rows()
    assert ends
    assert all(None not in row for row in ends)
    columns = {column.name: (column.low, column.high) for column in figure.columns}
    assert columns["p25"] == ("p25_low", "p25_high")
    assert columns["p75"] == ("p75_low", "p75_high")
