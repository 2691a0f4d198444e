"""The questions that programs may ask: each answered with its n, its interval, its definition and its edition."""

import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows.errors import NoMarket, RolecallError, UsageError
from flows.programs.answering import ask, edition_now
from flows.programs.questions import every_question
from flows.programs.running import opened
from transforms.statistics.profile import ANSWERS, FLAGS

ASKED: dict[str, dict[str, object]] = {
    "growth": {"role": "ai_engineer"},
    "pay_band": {"role": "ai_engineer", "country": "US"},
    "skills": {"role": "ai_engineer", "order": "lift", "most": 2},
    "compare_roles": {"attribute": "degree"},
    "offer_percentile": {"role": "ai_engineer", "pay_usd_year": 190_000, "country": "US"},
    "why": {"posting_id": "ashby:acme:1"},
    "claims": {},
    "tables": {"table": "mart_claim"},
    "sql": {"query": "from growth('ai_engineer')"},
}


@pytest.mark.parametrize("name", every_question())
def test_every_question_is_answered_with_what_it_stands_on(market: Path, name: str) -> None:
    answer = ask(market, name, ASKED[name])
    assert answer["n_rows"] == len(answer["rows"]) > 0
    assert answer["definition"]
    assert answer["edition"]["edition_id"]
    names = {column["name"] for column in answer["columns"]}
    assert set(answer["interval"]["columns"]) <= names
    assert name in ("sql", "tables") or set(answer["n"]) <= names
    assert all(set(row) == names for row in answer["rows"])
    unexplained = [each["name"] for each in answer["columns"] if not each["meaning"]]
    assert name == "sql" or unexplained == []


def test_columns_say_what_they_mean_in_the_market_s_own_words(market: Path) -> None:
    columns = {
        each["name"]: each for each in ask(market, "growth", {"role": "ai_engineer"})["columns"]
    }
    assert columns["growth_low"]["meaning"].startswith("Lower end of its 95 % interval")
    sql = "select ours_low, growth_share, 1 as mine from mart_claim, mart_growth_headline"
    answer = ask(market, "sql", {"query": sql})
    assert [each["meaning"] is None for each in answer["columns"]] == [False, True, True]


def test_growth_of_all_roles_together_is_answered(market: Path) -> None:
    rows = ask(market, "growth", {"role": "all"})["rows"]
    (told,) = ask(
        market,
        "sql",
        {"query": "select count(*) as n from mart_growth_evidence where role = 'all'"},
    )["rows"]
    assert len(rows) == told["n"] > 0


def test_times_say_that_they_are_utc_and_days_have_no_zone(market: Path) -> None:
    edition = ask(market, "claims", {})["edition"]
    assert edition["data_through"].endswith("Z")
    assert len(edition["as_of"]) == 10


def test_the_order_of_skills_is_as_asked(market: Path) -> None:
    by_lift = ask(market, "skills", {"role": "ai_engineer", "order": "lift"})["rows"]
    lifts = [row["lift"] for row in by_lift if row["lift"] is not None]
    assert lifts == sorted(lifts, reverse=True)
    assert len(ask(market, "skills", ASKED["skills"])["rows"]) == 2


@pytest.mark.parametrize(
    ("name", "values", "why"),
    [
        ("growth", {}, "role is missing"),
        ("growth", {"role": "prompt engineer"}, "is none of ai_engineer, ml_engineer"),
        ("growth", {"role": "ai_engineer", "rolle": "x"}, "growth takes no rolle; it takes role"),
        ("pay_band", {"role": "ai_engineer", "country": "usa"}, "country: 'usa' is not valid. ISO 3166"),
        ("skills", {"role": "ai_engineer", "most": 0}, "is not a number from 1 to 200"),
        ("skills", {"role": "ai_engineer", "most": "many"}, "is not a number from 1 to 200"),
        ("offer_percentile", {"role": "ai_engineer", "pay_usd_year": "nan"}, "is not a number"),
        ("compare_roles", {"attribute": "zz"}, "attribute: 'zz' is none of all, remote, degree"),
        ("why", {"posting_id": "ashby:acme:0"}, "posting_id: 'ashby:acme:0': no posting has this id"),
        ("tables", {"table": "nope"}, "table: 'nope': no table, view or macro is called so"),
        ("tables", {"table": "x' or 1=1 --"}, "is not valid"),
        ("sql", {"query": "x" * 30_000}, "longer than 20,000 characters"),
        ("weather", {}, "unknown question 'weather'; choose from growth,"),
    ],
)  # fmt: skip
def test_a_wrong_value_says_what_would_be_right(
    market: Path, name: str, values: dict[str, Any], why: str
) -> None:
    with pytest.raises(UsageError, match=why):
        ask(market, name, values)


def test_no_rows_say_so(market: Path, tmp_path: Path) -> None:
    file = tmp_path / "market.duckdb"
    shutil.copy(market, file)
    with duckdb.connect(str(file)) as con:
        con.execute("update posting set role_evidence = [] where posting_id = 'ashby:acme:1'")
        con.execute("delete from mart_role_profile")
    for name in ("why", "compare_roles"):
        answer = ask(file, name, ASKED[name])
        assert (answer["rows"], answer["note"][:8]) == ([], "no rows:")


def test_roles_are_compared_by_every_attribute_of_the_profile(market: Path) -> None:
    (attribute,) = every_question()["compare_roles"].parameters
    with opened(market) as con:
        found = con.sql("select distinct attribute from mart_role_profile").fetchall()
    assert {name for (name,) in found} | {*ANSWERS, *FLAGS} <= set(attribute.choices)


def test_a_macro_is_described_with_what_it_takes_and_what_its_columns_mean(market: Path) -> None:
    answer = ask(market, "tables", {"table": "why"})
    whole, *columns = answer["rows"]
    assert (whole["table_name"], whole["type"]) == ("why(posting_wanted)", "macro")
    assert whole["meaning"].startswith("Why is this posting counted under its role?")
    assert answer["sql"] == "describe from why(null)"
    names = [each["column_name"] for each in columns]
    assert names[:3] == ["posting_id", "title", "role"]
    assert all(each["meaning"] for each in columns)


def test_the_next_edition_answers_as_soon_as_it_has_the_name(market: Path, tmp_path: Path) -> None:
    file, successor = tmp_path / "market.duckdb", tmp_path / "successor"
    for copy in (file, successor):
        shutil.copy(market, copy)
    with duckdb.connect(str(successor)) as con:
        con.execute("update mart_edition set edition_id = 'the next'")
    with opened(file) as slow:
        before = ask(file, "claims", {})["edition"]["edition_id"]
        successor.replace(file)
        assert edition_now(file)["edition_id"] == "the next" != before
        assert ask(file, "sql", {"query": "select 1"})["edition"]["edition_id"] == "the next"
        assert slow.sql("select edition_id from mart_edition").fetchall() == [(before,)]


def test_a_damaged_market_is_told_like_any_other_error(tmp_path: Path) -> None:
    damaged = tmp_path / "market.duckdb"
    damaged.write_bytes(b"no market" * 1000)
    with pytest.raises(RolecallError, match="claims cannot be answered now"):
        ask(damaged, "claims", {})


def test_without_a_market_the_answer_is_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NoMarket, match=r"no market\.duckdb yet: start with `rolecall run`"):
        ask(tmp_path / "market.duckdb", "claims", {})
