"""Bad input from the lake to the marts: kept, flagged, out of the estimates, and counted in mart_quality."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from flows import store
from flows.boards.look import Look
from flows.classify import classify_lake
from flows.lake.parts import Lake
from flows.lake.tables import LOOK
from flows.scrape import split_seen
from flows.settings import Settings
from flows.sources import Payload

MONDAY = datetime(2026, 11, 2)
WEEK = timedelta(days=7)
TEXT = (
    "<h2>What you will do</h2><p>Train and deploy machine learning models with PyTorch, own the training pipeline, "
    "feature store and model serving on Kubernetes, and monitor models in production. Case {number}.</p>"
)

Job = dict[str, Any]


def job(number: int, **odd: Any) -> Job:
    """A posting as the Ashby API gives it, its text unlike the others'."""
    return {
        "id": f"job-{number}",
        "title": "Machine Learning Engineer",
        "location": "Seattle, WA",
        "isListed": True,
        "publishedAt": "2026-10-20T00:00:00.000+00:00",
        "descriptionHtml": TEXT.format(
            number=" ".join(f"word{number}x{place}" for place in range(60))
        ),
        "jobUrl": f"https://example.org/{number}",
        **odd,
    }


def paying(low: float, high: float, currency: str = "USD") -> Job:
    """Pay in the board's own fields."""
    part = {
        "compensationType": "Salary",
        "interval": "1 YEAR",
        "currencyCode": currency,
        "minValue": low,
        "maxValue": high,
    }
    return {"compensation": {"summaryComponents": [part]}}


class Boards:
    """Looks at invented Ashby boards, written into a lake one by one as a run writes them."""

    def __init__(self, home: Path) -> None:
        self.settings = Settings(home=home)
        self.lake = Lake(home / "lake")
        self.known: set[str] = set()
        self.numbers: Iterator[int] = count()

    def look(
        self,
        board: str,
        at: datetime,
        jobs: list[Job],
        employer: str | None = "Some Employer",
        **row: Any,
    ) -> None:
        number = next(self.numbers)
        look = Look(
            dict.fromkeys(LOOK)
            | {
                "look_id": f"{number:04d}:{board}",
                "source": "ashby",
                "board": board,
                "employer": employer,
            }
            | {"looked_at": at, "outcome": "complete", "http_status": 200, "n_openings": len(jobs)}
            | row,
            [Payload(str(each["id"]), json.dumps(each).encode(), None) for each in jobs],
        )
        self.lake.write_part(
            f"{number:04d}",
            pl.DataFrame([look.row], schema=LOOK),
            *split_seen([look], self.known, frozenset()),
        )

    def build(self, as_of: datetime = MONDAY + WEEK) -> Rows:
        """Classifies and stores; gives the market's rows by query."""
        classify_lake(self.lake, n_workers=1)
        store.build_market(self.lake, self.settings, as_of)

        def rows(query: str) -> list[tuple[Any, ...]]:
            with duckdb.connect(str(self.settings.market_file), read_only=True) as con:
                return con.execute(query).fetchall()

        return rows


Rows = Callable[[str], list[tuple[Any, ...]]]


def twelve(boards: Boards, at: datetime = MONDAY) -> None:
    """Twelve employers with an ML engineer each at 200,000 to 240,000 dollars: enough for a median."""
    for number in range(12):
        boards.look(f"good-{number}", at, [job(number, **paying(2e5, 2.4e5))], f"Employer {number}")


def counted(rows: Rows, section: str, item: str) -> tuple[int, int]:
    return rows(
        f"select n, n_of from mart_quality where section = '{section}' and item = '{item}'"
    )[0]


NAMELESS = {"blank": " ", "dash": "—", "dots": "..."}
ODD_PAY = {"one": (1, 1, "USD"), "huge": (1e12, 1e12, "USD"), "unknown": (1e5, 2e5, "ZZZ")}
ODD_DATES = {"future": "2099-01-01", "epoch": "1970-01-01"}


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    """Twelve good postings looked at twice, and those that are odd in the other market, without what is odd there."""
    boards = Boards(tmp_path_factory.mktemp("clean"))
    for week in (MONDAY, MONDAY + WEEK):
        twelve(boards, week)
        for number, name in enumerate([*ODD_PAY, *ODD_DATES], start=100):
            undated = {"publishedAt": None} if name in ODD_DATES else {}
            boards.look(name, week, [job(number, **undated)], f"Odd {name}")
    return boards.build()


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    """The same market with all the bad input that the issue names."""
    boards = Boards(tmp_path_factory.mktemp("bad"))
    for week in (MONDAY, MONDAY + WEEK):
        twelve(boards, week)
        for number, name in enumerate([*ODD_PAY, *ODD_DATES], start=100):
            pay = paying(*ODD_PAY[name]) if name in ODD_PAY else {}
            day = (
                {"publishedAt": f"{ODD_DATES[name]}T00:00:00.000+00:00"}
                if name in ODD_DATES
                else {}
            )
            boards.look(name, week, [job(number, **pay, **day)], f"Odd {name}")
    # Asked last, dated first: it saw the board of the second week.
    late = [job(0, **paying(2e5, 2.4e5)), job(50)]
    boards.look("good-0", MONDAY - WEEK, late, "Employer 0", is_out_of_order=True)
    return boards.build()


def test_odd_posting_dates_are_kept_flagged_and_counted(bad: Rows) -> None:
    flagged = (
        "select board, year(posted_date) from posting where is_date_implausible order by board"
    )
    assert bad(flagged) == [("epoch", 1970), ("future", 2099)]
    assert counted(bad, "dates", "implausible posting dates") == (2, 17)
    assert counted(bad, "dates", "posting dates before 2000") == (1, 17)
    assert counted(bad, "dates", "posting dates in the future") == (1, 17)


def test_odd_pay_is_kept_flagged_and_counted(bad: Rows) -> None:
    flagged = "select board, pay_min, currency from posting_pay join posting using (posting_id) where is_implausible order by 1"
    assert bad(flagged) == [("huge", 1e12, "USD"), ("one", 1.0, "USD"), ("unknown", 1e5, "ZZZ")]
    assert counted(bad, "pay", "implausible ranges") == (3, 15)
    assert counted(bad, "pay", "ranges in a currency without a rate") == (1, 15)


def test_a_look_out_of_order_dates_nothing_and_is_counted(bad: Rows) -> None:
    assert bad("select is_out_of_order, is_counted from look where looked_at < '2026-11-02'") == [
        (True, False)
    ]
    assert bad("select first_seen_at, is_open from posting where external_id = 'job-0'") == [
        (MONDAY, True)
    ]
    assert bad("select count(*) from posting where external_id = 'job-50'") == [(0,)]
    assert counted(bad, "dates", "looks out of order") == (1, 35)
    assert counted(bad, "looks", "complete") == (34, 34)


ESTIMATES = (
    "mart_role_growth mart_growth_headline mart_growth_flow mart_duration mart_pay_band mart_pay_premium mart_skill_demand "
    "mart_skill_pair mart_claim"
).split()


@pytest.mark.parametrize("mart", ESTIMATES)
def test_no_estimate_knows_of_the_bad_input(bad: Rows, clean: Rows, mart: str) -> None:
    assert bad(f"select * from {mart}") == clean(f"select * from {mart}")


def test_the_good_postings_beside_it_have_their_band(bad: Rows) -> None:
    band = (
        "select n_openings, n_could_state_pay, p50 from mart_pay_band where role = 'ml_engineer' and level = 'all' "
        "and country_code = 'US' and region = 'all' and measure = 'mid' and is_converted"
    )
    assert bad(band) == [(12, 17, 220_000.0)]


@pytest.fixture(scope="module")
def nameless(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    boards = Boards(tmp_path_factory.mktemp("nameless"))
    twelve(boards)
    for number, (board, name) in enumerate(NAMELESS.items(), start=100):
        boards.look(board, MONDAY, [job(number, **paying(5e5, 6e5))], name)
    return boards.build()


def test_employers_without_a_name_are_kept_and_counted(nameless: Rows) -> None:
    kept = nameless("select board from posting where employer_key is null order by board")
    assert [board for (board,) in kept] == sorted(NAMELESS)
    assert counted(nameless, "employers", "postings without an employer''s name") == (3, 15)


def test_employers_without_a_name_are_in_no_estimate_of_pay_or_skills(nameless: Rows) -> None:
    assert nameless(
        "select max(n_could_state_pay), max(p50) from mart_pay_band where measure = 'mid'"
    ) == [(12, 220_000.0)]
    assert nameless("select max(n_openings) from mart_skill_demand") == [(12,)]
    assert nameless("select count(*) from mart_employer_demand where employer_key is null") == [
        (0,)
    ]


def test_for_a_day_before_the_later_looks_a_look_is_in_order(tmp_path: Path) -> None:
    boards = Boards(tmp_path)
    boards.look("good-0", MONDAY + WEEK, [job(1)], "Employer 0")
    boards.look("good-0", MONDAY, [job(0)], "Employer 0", is_out_of_order=True)
    rows = boards.build(as_of=MONDAY)
    assert rows("select external_id, first_seen_at from posting") == [("job-0", MONDAY)]
    assert counted(rows, "dates", "looks out of order") == (0, 1)
