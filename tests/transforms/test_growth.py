"""Growth: the matched, chained index and what it must not be moved by (METHODS, sections 1 and 2)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from transforms import growth
from transforms.misreading import mixture

START = datetime(2026, 1, 5)
AS_OF = date(2027, 12, 31)
POSTING = pl.Schema(
    {
        "posting_id": pl.String,
        "source": pl.String,
        "board": pl.String,
        "opening_id": pl.String,
        "role_counted": pl.String,
        "reader_version": pl.String,
        "first_seen_at": pl.Datetime("us"),
        "closed_at": pl.Datetime("us"),
        "is_left_truncated": pl.Boolean,
        "is_census": pl.Boolean,
    }
)
LOOK = pl.Schema(
    {
        "look_id": pl.String,
        "source": pl.String,
        "board": pl.String,
        "employer": pl.String,
        "looked_at": pl.Datetime("us"),
        "outcome": pl.String,
        "is_suspect": pl.Boolean,
        "is_death": pl.Boolean,
        "period": pl.String,
    }
)


class Boards:
    """A made-up panel: openings per board and week, written as the postings and looks that would show them."""

    def __init__(self) -> None:
        self.postings: list[tuple[object, ...]] = []
        self.looks: list[tuple[object, ...]] = []

    def board(
        self,
        name: str,
        stock: list[int | None],
        first_week: int = 0,
        role: str = "ai_engineer",
        failed: tuple[int, ...] = (),
    ) -> Boards:
        """A board whose openings number `stock` by week; in `failed` weeks its looks fail, and what changed shows later."""
        seen: list[tuple[str, int, int | None]] = []
        is_open: list[int] = []
        conclusive = [week for week in range(len(stock)) if week not in failed]
        for week in range(len(stock)):
            outcome = "failed" if week in failed else "complete"
            self.looks.append(
                (
                    f"{name}{week}",
                    "ashby",
                    name,
                    name,
                    START + timedelta(weeks=first_week + week),
                    outcome,
                    False,
                    False,
                    None,
                )
            )
        for week in conclusive:
            wanted = stock[week] or 0
            while len(is_open) < wanted:
                is_open.append(len(seen))
                seen.append(
                    (f"{name}:{len(seen)}" if role == "ai_engineer" else f"{name}:{role}:{len(seen)}", week, None)
                )
            while len(is_open) > wanted:
                gone = is_open.pop(0)
                seen[gone] = (*seen[gone][:2], week)
        for posting_id, opened, closed in seen:
            end = None if closed is None else START + timedelta(weeks=first_week + closed)
            begin = START + timedelta(weeks=first_week + opened)
            self.postings.append(
                (posting_id, "ashby", name, posting_id, role, "one", begin, end, opened == conclusive[0], False)
            )
        return self

    def frames(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        return pl.DataFrame(self.postings, schema=POSTING, orient="row"), pl.DataFrame(
            self.looks, schema=LOOK, orient="row"
        )

    def measure(self, as_of: date = AS_OF) -> growth.Growth:
        return growth.measure(*self.frames(), as_of)


def ten(stock: list[int | None]) -> Boards:
    boards = Boards()
    for number in range(10):
        boards.board(f"b{number}", stock)
    return boards


def index(found: growth.Growth, role: str = "ai_engineer", column: str = "index") -> list[float | None]:
    rows = found.by_period.filter(role=role, grain="week").sort("period_start")[column]
    return [None if value is None else round(value, 6) for value in rows]


def headline(found: growth.Growth, measure: str = "stock", role: str = "ai_engineer") -> dict[str, object]:
    return found.headline.filter(role=role, measure=measure).row(0, named=True)


def test_the_index_multiplies_the_links_of_matched_boards():
    assert index(ten([10, 11, 22]).measure()) == [100.0, 110.0, 220.0]


def test_a_board_that_joins_late_moves_no_index():
    boards = ten([10, 10, 10, 10]).board("late", [500, 500], first_week=2)
    assert index(boards.measure()) == [100.0] * 4


def test_a_board_counts_from_its_second_look():
    late = ten([10, 10, 10, 10]).board("late", [10, 21], first_week=2)
    assert index(late.measure()) == [100.0, 100.0, 100.0, 110.0]


def test_a_board_that_leaves_moves_no_index():
    assert index(ten([10] * 8).board("gone", [50, 50]).measure()) == [100.0] * 8


def test_a_failed_week_is_missing_and_never_zero():
    whole = ten([10, 10, 10]).board("odd", [20, 20, 20])
    faulty = ten([10, 10, 10]).board("odd", [20, None, 20], failed=(1,))
    assert index(faulty.measure()) == index(whole.measure()) == [100.0] * 3


def test_after_failed_weeks_the_index_is_where_it_would_have_been():
    whole = ten([10, 10, 10, 10]).board("odd", [20, 25, 30, 30])
    faulty = ten([10, 10, 10, 10]).board("odd", [20, None, 30, 30], failed=(1,))
    assert index(faulty.measure())[2:] == index(whole.measure())[2:]


def test_after_a_gap_of_more_than_four_weeks_a_board_enters_anew():
    weeks: list[int | None] = [20, None, None, None, None, None, 60, 60]
    boards = ten([10] * 8).board("odd", weeks, failed=(1, 2, 3, 4, 5))
    assert index(boards.measure()) == [100.0] * 8


def test_a_suspect_look_is_no_look():
    postings, looks = ten([10, 10, 10]).frames()
    suspect = looks.with_columns(
        is_suspect=(pl.col("board") == "b0") & (pl.col("looked_at") == START + timedelta(weeks=1))
    )
    found = growth.measure(postings, suspect, AS_OF)
    assert found.flow.filter(role="ai_engineer", grain="week")["n_unknown_change"].to_list() == [0, 0, 0]
    assert index(found) == [100.0] * 3


def test_no_board_weighs_more_than_a_quarter_of_a_link():
    boards = Boards()
    for number in range(9):
        boards.board(f"b{number}", [10, 10])
    found = boards.board("giant", [1000, 2000]).measure()
    # The giant's mean of 1500 is held at a quarter of 90 + 30, so it goes from 20 to 40.
    assert index(found)[-1] == pytest.approx(100 * (90 + 40) / (90 + 20))
    assert headline(found)["naive_growth_share"] == pytest.approx(2090 / 1090 - 1)


def test_fewer_than_eight_boards_are_too_few_to_judge():
    boards = Boards()
    for number in range(7):
        boards.board(f"b{number}", [10, 20])
    found = boards.measure()
    assert index(found) == [None, None]
    assert headline(found)["growth_share"] is None
    assert headline(found)["note"] == "too few boards to judge (n = 7)"
    assert found.by_period.filter(role="ai_engineer", grain="week")["is_thin"].to_list() == [True, True]


def test_boards_without_the_role_do_not_count_for_it():
    found = ten([10, 10]).board("other", [10, 10], role="ml_engineer").measure()
    assert headline(found, role="ml_engineer")["growth_share"] is None
    assert headline(found)["n_boards"] == 10


def test_after_one_look_the_headline_says_what_it_waits_for():
    row = headline(ten([10]).measure())
    assert row["growth_share"] is None
    assert row["note"] == "needs 2 complete looks a week apart; first look in the week of 2026-01-05"


def test_after_one_look_the_stock_says_how_many_boards_it_counts():
    weeks = ten([10]).board("empty", [0]).measure().by_period.filter(role="ai_engineer", grain="week")
    assert weeks.select("stock", "n_boards", "n_boards_seen").rows() == [(100, 0, 10)]


def test_a_board_that_fails_is_not_seen_that_week():
    weeks = ten([10, 10]).board("odd", [10, None], failed=(1,)).measure().by_period
    assert weeks.filter(role="ai_engineer", grain="week")["n_boards_seen"].to_list() == [11, 10]


def test_without_any_look_the_headline_waits_too():
    assert headline(Boards().measure())["note"] == "needs 2 complete looks a week apart; no complete look yet"


def test_looks_after_as_of_do_not_exist():
    assert_frame_equal(ten([10, 11, 30]).measure(date(2026, 1, 18)).headline, ten([10, 11]).measure().headline)


def test_a_year_needs_53_weeks():
    row = headline(ten([10] * 52).measure())
    assert (row["is_year_on_year"], row["n_weeks"]) == (False, 51)
    assert row["note"] == "51 weeks, less than a year: the season is not taken out"
    year = headline(ten([10] * 10 + [20] * 60).measure())
    assert (year["is_year_on_year"], year["n_weeks"], year["note"]) == (True, 52, None)
    assert year["growth_share"] == pytest.approx(0.0)


def test_the_share_is_of_the_same_boards():
    boards = ten([10, 20])
    for number in range(10):
        boards.board(f"b{number}", [10, 10], role="other")
    assert headline(boards.measure(), "share")["growth_share"] == pytest.approx(2 / 1.5 - 1)


def test_a_copy_on_a_second_board_is_not_counted_twice():
    postings, looks = ten([10, 10]).frames()
    copies = postings.filter(board="b0").with_columns(board=pl.lit("b1"), posting_id=pl.col("posting_id") + "-copy")
    found = growth.measure(pl.concat([postings, copies]), looks, AS_OF)
    assert found.by_period.filter(role="ai_engineer", grain="week")["stock"].to_list() == [100, 100]


def test_when_a_board_vanishes_its_openings_count_where_they_moved_to():
    postings, looks = ten([10] * 12).frames()
    gone_at, moved_at = START + timedelta(weeks=3), START + timedelta(weeks=4)
    is_old = pl.col("board") == "b0"
    moved = postings.filter(is_old).with_columns(
        board=pl.lit("new"), posting_id=pl.col("posting_id") + "-new", first_seen_at=pl.lit(moved_at)
    )
    new_looks = looks.filter(is_old, pl.col("looked_at") >= moved_at).with_columns(board=pl.lit("new"))
    old_looks = looks.filter(~is_old | (pl.col("looked_at") < gone_at))
    found = growth.measure(pl.concat([postings, moved]), pl.concat([old_looks, new_looks]), AS_OF)
    assert found.by_period.filter(role="ai_engineer", grain="week")["stock"].to_list()[-3:] == [100] * 3
    assert index(found) == [100.0] * 12


def test_when_one_of_two_boards_with_the_same_openings_vanishes_the_other_does_not_grow():
    postings, looks = ten([10] * 12).frames()
    copies = postings.filter(board="b0").with_columns(board=pl.lit("b1"), posting_id=pl.col("posting_id") + "-copy")
    remaining = looks.filter((pl.col("board") != "b0") | (pl.col("looked_at") < START + timedelta(weeks=3)))
    assert index(growth.measure(pl.concat([postings, copies]), remaining, AS_OF)) == [100.0] * 12


def vanished(looks: pl.DataFrame, board: str, week: int) -> pl.DataFrame:
    """The looks with those at a board from a week on turned into confirmed missing ones."""
    is_gone = (pl.col("board") == board) & (pl.col("looked_at") >= START + timedelta(weeks=week))
    outcome = pl.when(is_gone).then(pl.lit("missing")).otherwise("outcome")
    return looks.with_columns(outcome=outcome, is_death=is_gone)


def closed(postings: pl.DataFrame, board: str, week: int) -> pl.DataFrame:
    at = pl.when(pl.col("board") == board).then(START + timedelta(weeks=week)).otherwise("closed_at")
    return postings.with_columns(closed_at=at.cast(pl.Datetime("us")))


def test_a_board_that_truly_vanished_is_a_real_zero():
    postings, looks = ten([10] * 8).frames()
    found = growth.measure(closed(postings, "b0", 3), vanished(looks, "b0", 3), AS_OF)
    assert index(found) == [100.0] * 3 + [90.0] * 5
    changes = found.flow.filter(role="ai_engineer", grain="week")
    assert changes["n_matched_change"].to_list()[3] == -10
    assert changes["n_left"].sum() == 0


def test_a_board_that_vanished_while_its_employer_went_on_elsewhere_leaves_the_panel_without_a_zero():
    boards = ten([10] * 9).board("new", [10] * 6, first_week=3)
    postings, looks = boards.frames()
    same_employer = looks.with_columns(employer=pl.col("employer").replace("new", "b0"))
    found = growth.measure(closed(postings, "b0", 3), vanished(same_employer, "b0", 3), AS_OF)
    assert index(found) == [100.0] * 9
    assert found.flow.filter(role="ai_engineer", grain="week")["n_left"].sum() == 10


def test_a_repost_goes_on_in_the_stock_and_is_not_new_in_the_flow():
    postings, looks = ten([10, 10, 10, 10]).frames()
    at = START + timedelta(weeks=2)
    is_reposted = pl.col("posting_id") == "b0:0"
    old = postings.with_columns(closed_at=pl.when(is_reposted).then(at).otherwise("closed_at"))
    new = postings.filter(is_reposted).with_columns(
        posting_id=pl.lit("b0:new"), first_seen_at=at, is_left_truncated=pl.lit(False)
    )
    weeks = growth.measure(pl.concat([old, new]), looks, AS_OF).by_period.filter(role="ai_engineer", grain="week")
    assert weeks["stock"].to_list() == [100] * 4
    assert weeks["flow"].to_list() == [0] * 4


def test_what_a_first_look_shows_is_not_new():
    weeks = ten([10, 12]).board("late", [50], first_week=1).measure().by_period.filter(role="ai_engineer", grain="week")
    assert weeks["flow"].to_list() == [0, 20]


def test_a_census_does_not_enter_the_panel():
    postings, looks = ten([10, 10]).frames()
    thread = looks.head(1).with_columns(board=pl.lit("thread"), period=pl.lit("2026-01"))
    posts = postings.head(1).with_columns(
        board=pl.lit("thread"), posting_id=pl.lit("post"), opening_id=pl.lit("post"), is_census=pl.lit(True)
    )
    found = growth.measure(pl.concat([postings, posts]), pl.concat([looks, thread]), AS_OF)
    assert_frame_equal(found.by_period, ten([10, 10]).measure().by_period)


def test_the_interval_holds_the_index_and_the_base_is_exact():
    boards = Boards()
    for number in range(12):
        boards.board(f"b{number}", [10 + number, 11 + number, 9 + 2 * number])
    weeks = boards.measure().by_period.filter(role="ai_engineer", grain="week")
    assert weeks["index_low"].to_list()[0] == weeks["index_high"].to_list()[0] == 100.0
    assert (weeks["index_low"] <= weeks["index"]).all()
    assert (weeks["index"] <= weeks["index_high"]).all()
    assert weeks["index_low"].to_list()[2] < weeks["index_high"].to_list()[2]


def test_the_same_market_gives_the_same_numbers_in_any_order():
    postings, looks = ten([10, 13, 9]).board("late", [7, 9], first_week=1).frames()
    shuffled = growth.measure(postings.sample(fraction=1, shuffle=True, seed=1), looks.reverse(), AS_OF)
    assert_frame_equal(shuffled.by_period, growth.measure(postings, looks, AS_OF).by_period)


def test_the_change_has_known_parts():
    boards = ten([10, 12, 12]).board("late", [7], first_week=1).board("odd", [5, None, 9], failed=(1,))
    rows = boards.measure().flow.filter(role="ai_engineer", grain="week")
    columns = ["n_before", "n_matched_change", "n_entered", "n_left", "n_unknown_change", "n_after"]
    assert rows.select(columns).rows() == [(0, 0, 105, 0, 0, 105), (105, 20, 7, 0, 0, 132), (132, 0, 0, 0, 4, 136)]


HISTORIES = st.lists(
    st.tuples(st.integers(0, 3), st.lists(st.none() | st.integers(0, 12), min_size=1, max_size=8)),
    min_size=1,
    max_size=6,
)


@settings(max_examples=40, deadline=None)
@given(HISTORIES)
def test_after_is_before_plus_matched_plus_entered_minus_left_plus_unknown(
    histories: list[tuple[int, list[int | None]]],
):
    boards = Boards()
    for number, (first_week, stock) in enumerate(histories):
        failed = tuple(week for week, count in enumerate(stock) if count is None)
        if len(failed) < len(stock):
            boards.board(f"b{number}", stock, first_week, failed=failed)
    rows = boards.measure().flow
    parts = (
        pl.col("n_before")
        + pl.col("n_matched_change")
        + pl.col("n_entered")
        - pl.col("n_left")
        + pl.col("n_unknown_change")
    )
    assert rows.filter(pl.col("n_after") != parts).is_empty()
    for (_, _), part in rows.group_by("role", "grain"):
        ordered = part.sort("period_start")
        assert ordered["n_before"].to_list()[1:] == ordered["n_after"].to_list()[:-1]


def test_misread_roles_widen_the_interval_and_leave_the_index_where_it_is():
    boards = Boards()
    for number in range(12):
        boards.board(f"b{number}", [10, 20 + number % 3])
        boards.board(f"b{number}", [10, 10], role="ml_engineer")
    frames = boards.frames()
    sure = np.eye(8) * 1e9
    doubtful = np.eye(8) * 100
    doubtful[1, 0] = doubtful[0, 1] = 20  # a sixth of what is read as either is the other
    exact, read, misread = (
        headline(growth.measure(*frames, AS_OF, mix)) for mix in (None, mixture(sure), mixture(doubtful))
    )
    assert exact["growth_share"] == read["growth_share"] == misread["growth_share"]
    assert exact["growth_high"] == pytest.approx(read["growth_high"], abs=1e-6)
    # What was read grew by 1.1, a sixth of it not at all: the AI engineers themselves by 1.1 * 6 / 5.
    assert misread["growth_high"] > max(1.32, exact["growth_high"] + 0.1)  # type: ignore[operator,type-var]
    assert misread["growth_low"] < exact["growth_low"]  # type: ignore[operator]


def test_all_postings_together_cannot_be_misread():
    boards = ten([10, 20])
    for number in range(10):
        boards.board(f"b{number}", [10, 10], role="ml_engineer")
    doubtful = mixture(np.eye(8) * 5 + 1)
    found = growth.measure(*boards.frames(), AS_OF, doubtful)
    assert headline(found, role="all") == headline(boards.measure(), role="all")


def read_by(versions: list[str], weeks: list[int]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Ten boards of ten openings; in each of `weeks` all close, and as many open, read by the next version."""
    boards = ten([10] * 12)
    postings, looks = boards.frames()
    parts = []
    for number, version in enumerate(versions):
        begin = START + timedelta(weeks=weeks[number - 1]) if number else START
        end = START + timedelta(weeks=weeks[number]) if number < len(weeks) else None
        parts.append(
            postings.with_columns(
                posting_id=pl.col("posting_id") + version,
                opening_id=pl.col("opening_id") + version,
                reader_version=pl.lit(version),
                first_seen_at=pl.lit(begin, dtype=pl.Datetime("us")),
                closed_at=pl.lit(end, dtype=pl.Datetime("us")),
                is_left_truncated=pl.lit(number == 0),
            )
        )
    return pl.concat(parts), looks


def test_no_index_crosses_a_change_of_the_readers():
    found = growth.measure(*read_by(["old", "new"], [6]), AS_OF)
    assert index(found) == [None] * 6 + [100.0] * 6
    weeks = found.by_period.filter(role="ai_engineer", grain="week").sort("period_start")
    assert (
        weeks["note"].to_list()[:6]
        == ["read by other versions of the readers: not compared with what they read now"] * 6
    )
    assert weeks["role_share"].to_list() == [None] * 6 + [1.0] * 6
    row = headline(found)
    assert (row["period_from"], row["n_weeks"], row["growth_share"]) == (date(2026, 2, 16), 5, 0.0)
    assert "before 2026-02-16 postings were read by other versions of the readers" in str(row["note"])


def test_the_headline_waits_for_two_weeks_read_by_the_same_readers():
    row = headline(growth.measure(*read_by(["old", "new"], [11]), AS_OF))
    assert row["growth_share"] is None
    assert row["note"] == "read by other versions of the readers before: needs 2 weeks read by the same"


def test_a_few_read_by_another_version_break_no_index():
    postings, looks = ten([10] * 6).frames()
    is_old = pl.col("posting_id").is_in([f"b{number}:0" for number in range(4)])
    end = pl.when(is_old).then(START + timedelta(weeks=3)).otherwise("closed_at").cast(pl.Datetime("us"))
    few = postings.with_columns(
        reader_version=pl.when(is_old).then(pl.lit("old")).otherwise("reader_version"), closed_at=end
    )
    assert index(growth.measure(few, looks, AS_OF)) == [100.0] * 3 + [96.0] * 3


def test_readers_mixed_alike_in_every_week_can_be_compared():
    postings, looks = ten([10] * 6).frames()
    half = pl.when(pl.col("posting_id").str.ends_with("1")).then(pl.lit("old")).otherwise(pl.lit("new"))
    assert index(growth.measure(postings.with_columns(reader_version=half), looks, AS_OF)) == [100.0] * 6


def test_a_role_share_has_an_interval_that_is_wider_where_employers_differ():
    alike, unlike = Boards(), Boards()
    for number in range(12):
        alike.board(f"b{number}", [5, 5]).board(f"b{number}", [5, 5], role="other")
        own = 10 if number % 2 else 0
        unlike.board(f"b{number}", [own, own]).board(f"b{number}", [10 - own, 10 - own], role="other")
    found = [
        boards.measure().by_period.filter(role="ai_engineer", grain="week").row(1, named=True)
        for boards in (alike, unlike)
    ]
    assert [row["role_share"] for row in found] == [0.5, 0.5]
    narrow, wide = (row["role_share_high"] - row["role_share_low"] for row in found)
    assert 0 < narrow < wide / 2


def test_boards_that_join_or_leave_are_counted_where_the_stock_breaks():
    boards = ten([10] * 8).board("late", [7] * 6, first_week=2).board("gone", [50, 50])
    weeks = boards.measure().by_period.filter(role="ml_engineer", grain="week").sort("period_start")
    assert weeks["n_boards_joined"].to_list() == [11, 0, 1, 0, 0, 0, 0, 0]
    assert weeks["n_boards_left"].to_list() == [0, 0, 0, 0, 0, 0, 1, 0]  # kept for four weeks after its last look


def test_a_chain_that_lost_what_boards_gained_while_they_failed_says_that_it_drifts():
    boards = ten([10] * 12)
    for number in range(6):
        boards.board(f"odd{number}", [10] * 2 + [None] * 7 + [40] * 3, failed=tuple(range(2, 9)))
    rows = boards.measure().by_period.filter(role="ai_engineer", grain="week").sort("period_start")
    last = rows.row(-1, named=True)
    assert (last["index"], last["is_drifting"]) == (pytest.approx(100.0), True)
    assert last["fixed_index"] == pytest.approx(100 * 340 / 160)
    assert 100 < last["geks_index"] < last["fixed_index"]
    assert last["note"] == "the chained index drifts: the fixed panel or GEKS lies outside its interval"
    assert headline(boards.measure())["is_drifting"] is True
    assert headline(boards.measure(), "flow")["is_drifting"] is None


def test_a_chain_that_does_not_drift_says_so():
    row = headline(ten([10, 11, 22]).measure())
    assert row["is_drifting"] is False


def growing(n_weeks: int) -> Boards:
    """Ten boards with five new openings a week each, and eight in each of the first four weeks after the first look."""
    boards = Boards()
    for number in range(10):
        boards.board(f"b{number}", [20 + 5 * week + 3 * min(week, 4) for week in range(n_weeks)])
    return boards


def test_new_openings_of_a_boards_first_weeks_move_no_index_of_new_openings():
    # They may be reposts of what was closed before the first look.
    assert index(growing(14).measure(), column="flow_index") == [None] * 8 + [100.0] * 6


def test_the_index_of_new_openings_waits_for_ten_looks():
    waiting, judged = (headline(growing(n).measure(), "flow") for n in (9, 10))
    assert (waiting["growth_share"], waiting["note"]) == (None, "needs 10 weekly looks")
    assert judged["growth_share"] == pytest.approx(0.0)


def test_the_index_of_new_openings_has_an_interval_of_its_own():
    weeks = growing(14).measure().by_period.filter(role="ai_engineer", grain="week").sort("period_start")
    row = weeks.row(-1, named=True)
    assert row["flow_index_low"] < 100 < row["flow_index_high"]
    assert weeks["flow_index_low"].null_count() == weeks["flow_index_high"].null_count() == 8


def test_a_failed_look_in_between_moves_no_index_of_new_openings():
    whole, broken = growing(16), growing(16)
    for number in range(3):
        whole.board(f"odd{number}", [20 + 5 * week for week in range(16)])
        broken.board(f"odd{number}", [20 + 5 * week for week in range(16)], failed=(11,))
    assert index(whole.measure(), column="flow_index") == index(broken.measure(), column="flow_index")
