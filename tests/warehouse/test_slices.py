"""What a selection of openings counts, pays and asks for: small literal postings in, cells out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import duckdb
import numpy as np
import polars as pl
import pytest

from warehouse import market

Rows = list[dict[str, Any]]

SEEN = datetime(2026, 11, 23)

NEEDED = "posting posting_pay posting_skill mart_pay_band mart_opening mart_pay_quarter mart_slice mart_slice_top".split()


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    """The tables that selections are made of, empty."""
    known = market.statements("tables") | market.statements("marts")
    with duckdb.connect() as opened:
        for name in NEEDED:
            opened.execute(known[name].partition("\ncomment on")[0])
        for name in ("base_range", "clustered_share", "quantile_interval"):
            opened.execute(market.statements("views")[name])
        yield opened


def fill(con: duckdb.DuckDBPyConnection, table: str, rows: Rows) -> None:
    known = con.table(table).pl().select(market.filled_columns(con, table)).schema
    con.register("incoming", pl.DataFrame(rows, schema=known).to_arrow())
    con.execute(f'insert into "{table}" by name from incoming')
    con.unregister("incoming")


def count(con: duckdb.DuckDBPyConnection, *marts: str) -> None:
    fills = market.statements("fills")
    for mart in marts:
        con.execute(f'insert into "{mart}" by name {fills[mart]}')


def posting(number: int, **fields: Any) -> dict[str, Any]:
    """One opening a posting, of two dozen employers in turn."""
    known = {
        "posting_id": f"ashby:e{number % 24}:{number:03}", "opening_id": f"o{number:03}",
        "employer": f"Employer {number % 24}", "employer_key": f"employer {number % 24}",
        "role_counted": "ai_engineer", "role_confidence": 0.9, "role_basis": "body", "description_text": "We build models.", "level": "senior", "remote_policy": "remote",
        "country_codes": ["US"], "metros": [], "last_seen_at": SEEN, "is_census": False, "is_open": True,
    }  # fmt: skip
    return known | fields


def pay(posting_id: str, low: float, high: float | None, **fields: Any) -> dict[str, Any]:
    stated = {"posting_id": posting_id, "kind": "base", "basis": "text", "is_implausible": False}
    return stated | {"min_usd_year": low, "max_usd_year": high} | fields


def cell(con: duckdb.DuckDBPyConnection, **where: str) -> dict[str, Any]:
    """The one cell of a selection; what is not said is 'all'."""
    keys = dict.fromkeys(("level", "country_code", "metro", "remote_policy", "skill"), "all")
    found = con.table("mart_slice").pl().filter(role="ai_engineer", **(keys | where)).to_dicts()
    assert len(found) <= 1
    return found[0] if found else {}


def market_of(con: duckdb.DuckDBPyConnection, postings: Rows, stated: Rows) -> None:
    fill(con, "posting", postings)
    fill(con, "posting_pay", stated)
    count(con, "mart_opening", "mart_slice", "mart_slice_top")


FORTY = [posting(number) for number in range(48)]
STATED = [pay(row["posting_id"], 100_000 + 1_000 * n, 120_000 + 1_000 * n) for n, row in enumerate(FORTY)]  # fmt: skip


def test_a_selection_has_its_openings_pay_and_distribution(
    con: duckdb.DuckDBPyConnection,
) -> None:
    market_of(con, FORTY, STATED)
    found = cell(con, level="senior", country_code="US", remote_policy="remote")
    assert (found["n_openings"], found["n_employers"], found["n_open_openings"]) == (48, 24, 48)
    assert (found["n_paid"], found["disclosure_share"], found["note"]) == (48, 1.0, None)
    assert found["p50"] == 133_500
    assert found["p25"] == pytest.approx(121_750)
    assert found["p90"] == pytest.approx(152_300)
    assert found["p50_low"] < 128_000 < found["p50"] < 139_000 < found["p50_high"]
    ends = {name: (found[f"{name}_low"], found[f"{name}_high"]) for name in ("p25", "p75", "p90")}
    assert ends["p25"][0] < 116_000 < found["p25"] < 127_000 < ends["p25"][1]
    assert ends["p75"][0] < 140_000 < found["p75"] < 151_000 < ends["p75"][1]
    assert ends["p90"][0] < 149_000 < found["p90"] < ends["p90"][1] <= 157_000
    assert found["pay_bins"] == [0, 0, 0, 0, 0, 10, 20, 18, *[0] * 18]


def test_an_employer_whose_pay_is_alike_widens_the_interval(
    con: duckdb.DuckDBPyConnection,
) -> None:
    """Employers as clusters: with each one's two openings alike there are half as many witnesses."""
    alike = [pay(row["posting_id"], 1_000 * (100 + n % 24 * 2), 1_000 * (120 + n % 24 * 2)) for n, row in enumerate(FORTY)]  # fmt: skip
    market_of(con, FORTY, alike)
    clustered = cell(con)
    con.execute(
        "update mart_opening set employer_key = opening_id; delete from mart_slice where true"
    )
    count(con, "mart_slice")
    free = cell(con)
    for name in ("p25", "p50", "p75"):
        width, free_width = (row[f"{name}_high"] - row[f"{name}_low"] for row in (clustered, free))
        assert clustered[name] == free[name]
        assert width > 1.25 * free_width


@pytest.mark.parametrize(
    ("postings", "is_there"),
    [
        (FORTY[:10], True),
        (FORTY[:9], False),
        ([posting(n, employer_key=f"e{n % 5}") for n in range(10)], True),
        ([posting(n, employer_key=f"e{n % 4}") for n in range(40)], False),
    ],
)
def test_a_selection_needs_ten_openings_of_five_employers(
    con: duckdb.DuckDBPyConnection, postings: Rows, is_there: bool
) -> None:
    market_of(con, postings, [])
    assert bool(cell(con)) is is_there


def test_below_its_floor_a_median_is_missing_with_the_reason(
    con: duckdb.DuckDBPyConnection,
) -> None:
    market_of(con, FORTY, STATED[:9])
    assert (cell(con)["p50"], cell(con)["note"]) == (None, "too few state pay (n = 9)")


def test_one_employer_with_more_than_a_third_of_the_pay_gives_no_median(
    con: duckdb.DuckDBPyConnection,
) -> None:
    large = [posting(n, employer_key="large") for n in range(100, 108)]
    paid = [*STATED[:12], *(pay(row["posting_id"], 2e5, 2e5) for row in large)]
    market_of(con, [*FORTY, *large], paid)
    assert cell(con)["p50"] is None
    assert cell(con)["note"] == "one employer has 40% of the openings with pay (n = 20)"


def test_an_opening_with_several_ranges_counts_once_and_fields_speak_before_text(
    con: duckdb.DuckDBPyConnection,
) -> None:
    first = FORTY[0]["posting_id"]
    fields = [pay(first, 2e5, 2e5, basis="structured"), pay(first, 4e5, 4e5, basis="structured")]
    market_of(con, FORTY, [*STATED, *fields, pay(first, 1e6, 1e6, kind="ote")])
    assert con.sql("select pay_usd_year from mart_opening where opening_id = 'o000'").fetchall() == [(3e5,)]  # fmt: skip
    assert cell(con)["n_paid"] == 48


def test_the_posting_that_speaks_for_an_opening_says_what_it_asks_and_offers(
    con: duckdb.DuckDBPyConnection,
) -> None:
    """The first with a text. Its kind of contract stands in a field, which a title alone has too."""
    copies = [
        posting(0, posting_id="a", description_text=None, degree="none_stated", employment_type="contract"),
        posting(0, posting_id="b", visa="offered", years_min=3.0, degree="phd"),
        posting(0, posting_id="c", visa="not_offered", years_min=9.0, degree="none_stated", employment_type="full_time"),
    ]  # fmt: skip
    market_of(con, [*copies, posting(1, description_text=None, degree="none_stated")], [])
    said = "select employment_type, visa, years_min, degree from mart_opening order by opening_id"
    assert con.sql(said).fetchall() == [("contract", "offered", 3.0, "phd"), (None,) * 4]


def test_pay_of_an_opening_in_two_countries_counts_for_neither_alone(
    con: duckdb.DuckDBPyConnection,
) -> None:
    both = [row | {"country_codes": ["US", "CA"]} for row in FORTY[:20]] + FORTY[20:]
    market_of(con, both, STATED)
    assert (cell(con)["n_paid"], cell(con, country_code="US")["n_paid"]) == (48, 28)
    assert cell(con, country_code="CA")["note"] == "too few state pay (n = 0)"


def test_pay_that_counts_for_no_country_alone_is_not_silence_there_either(
    con: duckdb.DuckDBPyConnection,
) -> None:
    both = [row | {"country_codes": ["US", "CA"]} for row in FORTY[:20]] + FORTY[20:]
    market_of(con, both, STATED[:34])
    names = ("n_openings", "n_stating_openings", "n_could_state_pay", "disclosure_share")
    here = cell(con, country_code="US", remote_policy="remote")
    assert [here[name] for name in names] == [48, 14, 28, 0.5]
    assert [cell(con, country_code="CA")[name] for name in names] == [20, 0, 0, None]
    alone = [row | {"country_codes": ["CA"]} if n < 9 else row for n, row in enumerate(both)]
    con.execute(
        "truncate posting; truncate mart_opening; truncate mart_slice; truncate mart_slice_top"
    )
    market_of(con, alone, [])
    assert [cell(con, country_code="CA")[name] for name in names] == [20, 9, 9, None]
    assert [cell(con)[name] for name in names] == [48, 34, 48, 34 / 48]


def test_a_range_that_is_open_on_one_side_states_pay_and_is_in_no_distribution(
    con: duckdb.DuckDBPyConnection,
) -> None:
    fill(con, "posting_pay", [pay(FORTY[30]["posting_id"], 2e5, None)])
    market_of(con, FORTY, STATED[:30])
    assert [cell(con)[name] for name in ("n_paid", "n_stating_openings")] == [30, 31]
    assert sum(cell(con)["pay_bins"]) == 30


def test_copies_of_one_opening_in_two_cities_are_one_opening_in_both(
    con: duckdb.DuckDBPyConnection,
) -> None:
    here = [row | {"metros": ["Boston"]} for row in FORTY]
    copies = [row | {"posting_id": f"{row['posting_id']}b", "metros": ["Denver"]} for row in FORTY]
    market_of(con, [*here, *copies], STATED)
    places = [cell(con, country_code="US", metro=metro) for metro in ("Boston", "Denver")]
    assert [place["n_openings"] for place in places] == [48, 48]
    assert cell(con)["n_openings"] == 48


def test_the_figures_of_the_pay_page_stand_where_it_has_the_same_selection(
    con: duckdb.DuckDBPyConnection,
) -> None:
    band = {"role": "ai_engineer", "level": "all", "country_code": "US", "region": "all", "metro": "all", "measure": "mid", "currency": "USD", "is_converted": True, "n_openings": 47, "n_employers": 23, "n_stating_openings": 48, "n_could_state_pay": 60, "disclosure_share": 0.8, "p50": 131_000.0, "p50_low": 130_000.0, "p50_high": 132_000.0, "p25": 1.0, "p75": 2e5, "pay_bins": [40, 7], "top_employer_share": 0.1}  # fmt: skip
    fill(con, "mart_pay_band", [band])
    market_of(con, FORTY, STATED)
    here = cell(con, country_code="US")
    assert [here[name] for name in ("n_paid", "p50", "p50_low")] == [47, 131_000, 130_000]
    assert [here[name] for name in ("n_stating_openings", "n_could_state_pay", "disclosure_share", "pay_bins")] == [48, 60, 0.8, [40, 7]]  # fmt: skip
    assert cell(con, country_code="US", remote_policy="remote")["p50"] == 133_500


def test_a_median_that_the_pay_page_refuses_is_refused_for_the_same_reason(
    con: duckdb.DuckDBPyConnection,
) -> None:
    band = {"role": "ai_engineer", "level": "all", "country_code": "US", "region": "all", "metro": "all", "measure": "mid", "currency": "USD", "is_converted": True, "n_openings": 50, "n_employers": 9, "n_stating_openings": 50, "n_could_state_pay": 50, "disclosure_share": 1.0, "top_employer_share": 0.4, "note": "one employer has 40% of the weight (n = 50)"}  # fmt: skip
    fill(con, "mart_pay_band", [band])
    market_of(con, FORTY, STATED)
    here = cell(con, country_code="US")
    assert [here[name] for name in ("p50", "pay_bins", "note")] == [None, None, band["note"]]
    assert cell(con, country_code="US", remote_policy="remote")["p50"] == 133_500


def test_a_quantile_that_the_pay_page_does_not_print_is_not_printed_beside_its_median(
    con: duckdb.DuckDBPyConnection,
) -> None:
    band = {"role": "ai_engineer", "level": "all", "country_code": "US", "region": "all", "metro": "all", "measure": "mid", "currency": "USD", "is_converted": True, "n_openings": 19, "n_employers": 9, "n_stating_openings": 19, "n_could_state_pay": 20, "disclosure_share": 0.95, "p50": 110_000.0, "p50_low": 100_000.0, "p50_high": 120_000.0, "top_employer_share": 0.1}  # fmt: skip
    fill(con, "mart_pay_band", [band])
    market_of(con, FORTY, STATED)
    here = cell(con, country_code="US")
    assert [here[name] for name in ("n_paid", "p50", "p25", "p90", "pay_bins")] == [19, 110_000, None, None, None]  # fmt: skip
    assert con.sql(market.statements("checks")["slices_are_above_their_floors"]).fetchall() == []


def test_what_was_last_seen_more_than_a_year_ago_or_is_no_job_is_left_out(
    con: duckdb.DuckDBPyConnection,
) -> None:
    old = [posting(n, last_seen_at=datetime(2025, 11, 23)) for n in range(100, 120)]
    talent_pools = [posting(n, is_prospect=True) for n in range(200, 220)]
    thread = [
        posting(n, is_census=True, period="2026-03", is_open=None, role_basis="title")
        for n in range(300, 305)
    ]
    market_of(con, [*FORTY, *old, *talent_pools, *thread], [])
    assert (cell(con)["n_openings"], cell(con)["n_open_openings"]) == (53, 48)
    found = cell(con)
    assert (found["disclosure_share"], found["disclosure_low"]) == (0, 0)
    assert 0 < found["disclosure_high"] < 1


def test_a_skill_makes_a_selection_and_leads_one_with_its_interval(
    con: duckdb.DuckDBPyConnection,
) -> None:
    fill(con, "posting_skill", [{"posting_id": row["posting_id"], "skill": "rag"} for row in FORTY[:36]])  # fmt: skip
    market_of(con, FORTY, STATED)
    assert cell(con, skill="rag")["n_openings"] == 36
    top = con.table("mart_slice_top").pl().filter(level="all", country_code="all", kind="skill")
    ((name, n, n_of, share, low, high),) = top.filter(remote_policy="all")[
        "name", "n", "n_of", "share", "share_low", "share_high"
    ].rows()
    assert (name, n, n_of, share) == ("rag", 36, 48, 0.75)
    assert 0.5 < low < 0.66 < 0.84 < high < 0.95


def test_one_posting_speaks_for_an_opening_however_many_copies_name_a_skill(
    con: duckdb.DuckDBPyConnection,
) -> None:
    """As in the skills of a role: the first posting with a text. A title alone names no skill, and is of no share of one."""
    copies = [row | {"posting_id": f"{row['posting_id']}b"} for row in FORTY]
    titles = [posting(n, role_basis="title", description_text=None) for n in range(100, 112)]
    names = [("sql", row) for row in FORTY[:30]] + [("rag", row) for row in copies]
    fill(con, "posting_skill", [{"posting_id": row["posting_id"], "skill": skill} for skill, row in names])  # fmt: skip
    paid = [pay(row["posting_id"], 1e5, 1e5, basis="structured") for row in titles]
    market_of(con, [*FORTY, *copies, *titles], paid)
    assert cell(con, skill="rag") == {}
    assert cell(con, skill="sql")["n_openings"] == 30
    top = con.table("mart_slice_top").pl().filter(level="all", country_code="all", kind="skill")
    assert top.filter(remote_policy="all")["name", "n", "n_of"].rows() == [("sql", 30, 48)]


def test_employers_with_three_openings_lead_a_selection(con: duckdb.DuckDBPyConnection) -> None:
    busy = [posting(n, employer="Acme", employer_key="acme") for n in range(100, 103)]
    market_of(con, [*FORTY, *busy], [])
    top = con.table("mart_slice_top").pl().filter(level="all", country_code="all", kind="employer")
    assert top.filter(remote_policy="all")["name", "n", "n_of"].rows() == [("Acme", 3, 51)]


def test_pay_of_a_quarter_leaves_out_what_stood_there_before_and_keeps_threads_apart(
    con: duckdb.DuckDBPyConnection,
) -> None:
    came = [row | {"first_seen_at": SEEN, "is_left_truncated": False} for row in FORTY[:24]]
    stood = [row | {"first_seen_at": SEEN, "is_left_truncated": True} for row in FORTY[24:]]
    thread = [
        posting(n, source="hackernews", is_census=True, period="2015-05") for n in range(300, 309)
    ]
    fill(con, "posting", [*came, *stood, *thread])
    fill(con, "posting_pay", [*STATED, *(pay(row["posting_id"], 1e5, 1e5) for row in thread)])
    count(con, "mart_pay_quarter")
    found = con.table("mart_pay_quarter").pl().filter(country_code="all").sort("origin")
    assert found["origin", "n_openings", "p50", "note"].rows() == [
        ("boards", 24, 121_500.0, None),
        ("hackernews", 9, None, "too few (n = 9 of 9 employers)"),
    ]
    assert [str(day) for day in found["period_start"]] == ["2026-10-01", "2015-04-01"]
    assert found["p50_low"][0] < 121_500 < found["p50_high"][0]


@pytest.mark.parametrize(
    ("n_employers", "of_employers"), [(1, "of 1 employer"), (2, "of 2 employers")]
)
def test_a_reason_counts_employers_in_the_singular_too(
    con: duckdb.DuckDBPyConnection, n_employers: int, of_employers: str
) -> None:
    few = [posting(n, employer_key=f"e{n % n_employers}") for n in range(10)]
    thread = [
        row | {"posting_id": f"hackernews:{at}", "opening_id": f"h{at}", "source": "hackernews", "is_census": True, "period": "2015-05"}
        for at, row in enumerate(few)
    ]  # fmt: skip
    silent = [posting(n) for n in range(10, 20)]
    fill(con, "posting", [*few, *thread, *silent])
    fill(con, "posting_pay", [pay(row["posting_id"], 1e5, 1e5) for row in [*few, *thread]])
    count(con, "mart_opening", "mart_pay_quarter", "mart_slice")
    assert f"too few (n = 10 {of_employers})" in set(con.table("mart_pay_quarter").pl()["note"])
    reason = f"too few employers state pay (n = 10 {of_employers})"
    assert reason in set(con.table("mart_slice").pl()["note"])


def test_the_interval_of_a_median_holds_the_truth_where_openings_of_an_employer_resemble_each_other(
    con: duckdb.DuckDBPyConnection,
) -> None:
    """Three hundred selections of fifteen employers with three openings each; half of the scatter is the employer's."""
    generator = np.random.default_rng(20261123)
    n_cells, n_employers, n_each = 300, 15, 3
    of_employer = generator.normal(size=(n_cells, n_employers, 1))
    own = generator.normal(size=(n_cells, n_employers, n_each))
    pays = 150_000 * np.exp(0.25 * (of_employer + own) / np.sqrt(2))
    openings = [
        {
            "opening_id": f"{cell}.{employer}.{number}", "employer_key": f"e{employer}", "role": "data_engineer",
            "level": f"level {cell}", "country_codes": [], "metros": [], "skills": [], "has_text": True, "states_pay": True, "could_state_pay": True, "pay_usd_year": pay,
        }
        for (cell, employer, number), pay in np.ndenumerate(pays)
    ]  # fmt: skip
    fill(con, "mart_opening", openings)
    count(con, "mart_slice")
    cells = con.table("mart_slice").pl().filter(pl.col("level") != "all")
    held = cells.select(
        (pl.col("p50_low") <= 150_000) & (pl.col("p50_high") >= 150_000)
    ).to_series()
    assert cells.height == n_cells
    assert 0.92 <= held.mean() <= 0.99
