"""News: two editions differ by more than chance, given how many statements are compared."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

from transforms.statistics import news
from transforms.statistics.intervals import wilson_share
from transforms.statistics.news import STATEMENT, carry, find_news


def stated(*rows: dict[str, Any]) -> pl.DataFrame:
    usual = {"role": "ai_engineer", "subject": "x", "detail": "", "n": 400, "n_employers": 60}
    return pl.DataFrame([usual | row for row in rows], schema=STATEMENT)


def pay(value: float, half: float = 5_000, subject: str = "US/all") -> dict[str, Any]:
    ends = {"value": value, "low": value - half, "high": value + half}
    return {"topic": "pay", "unit": "usd", "subject": subject, **ends}


def skill(n_with: int, n: int = 400, subject: str = "mcp") -> dict[str, Any]:
    low, high = wilson_share(n_with / n, n)
    ends = {"value": n_with / n, "low": low, "high": high, "n": n}
    return {"topic": "skill", "unit": "share", "subject": subject, "detail": subject, **ends}


def claim(verdict: str, value: float, half: float) -> dict[str, Any]:
    ends = {"value": value, "low": value - half, "high": value + half, "verdict": verdict}
    return {"topic": "verdict", "unit": "share", "subject": "math_ml_engineer", **ends}


@pytest.mark.parametrize(
    ("now", "is_news"),
    [(200_000, False), (203_900, False), (204_500, True), (190_000, True)],
    ids=["the same", "within both", "above both", "below both"],
)
def test_a_figure_is_news_when_it_lies_beyond_both_intervals(now: float, is_news: bool) -> None:
    assert (find_news(stated(pay(200_000, 2_000)), stated(pay(now, 2_000))).height == 1) == is_news


def test_the_more_is_compared_the_farther_a_figure_must_move() -> None:
    many = [pay(100_000, subject=f"US/{at}") for at in range(300)]
    before, now = [pay(200_000), *many], [pay(213_000), *many]
    assert find_news(stated(before[0]), stated(now[0])).height == 1
    assert find_news(stated(*before), stated(*now)).is_empty()


def test_a_figure_of_few_employers_must_move_farther() -> None:
    few = {"n_employers": 6}
    before, now = pay(200_000), pay(210_500)
    assert find_news(stated(before), stated(now)).height == 1
    assert find_news(stated(before | few), stated(now | few)).is_empty()


def test_a_figure_that_one_edition_does_not_state_is_no_news() -> None:
    assert find_news(stated(pay(1)), stated(pay(90_000, subject="US/senior"))).is_empty()


def test_a_skill_that_nobody_named_is_news_once_enough_name_it() -> None:
    known = skill(90, subject="python")
    assert find_news(stated(known), stated(known, skill(4))).is_empty()
    found = find_news(stated(known), stated(known, skill(60)))
    assert found.select("subject", "value_before", "n_before").rows() == [("mcp", 0.0, 400)]


def test_five_openings_are_enough_though_their_share_was_rounded() -> None:
    known = skill(900, n=999, subject="python")
    rounded = skill(5, n=14) | {"value": 0.357142}  # 5 of 14 in six digits: 4.999988 openings
    nobody = stated(known, skill(0, n=5_000))
    assert find_news(nobody, stated(known, rounded))["subject"].to_list() == ["mcp"]
    four = skill(4, n=14)
    assert find_news(nobody, stated(known, four)).is_empty()


def test_a_skill_that_nobody_names_any_more_is_news_too() -> None:
    known = skill(90, subject="python")
    found = find_news(stated(known, skill(60)), stated(known))
    assert found.select("subject", "value", "n").rows() == [("mcp", 0.0, 400)]


def test_a_verdict_is_news_when_it_stands_with_the_wider_interval() -> None:
    # the claim of math_ml_engineer is one of a high share: a low one contradicts it
    before = stated(claim("undecided", 0.45, 0.10))
    assert find_news(before, stated(claim("contradicted", 0.05, 0.02))).height == 1
    assert find_news(before, stated(claim("undecided", 0.40, 0.10))).is_empty()


def test_a_verdict_that_flips_at_its_edge_is_no_news() -> None:
    before = stated(claim("contradicted", 0.30, 0.10))
    assert find_news(before, stated(claim("undecided", 0.32, 0.10))).is_empty()


def opened(counts: dict[str, int]) -> pl.DataFrame:
    rows = [{"subject": name, "value": n, "n": n} for name, n in counts.items()]
    return stated(*({"topic": "employer", "unit": "count", **row} for row in rows))


def test_an_employer_that_opens_far_more_than_it_did_is_news() -> None:
    usual = {f"employer{at}": 4 for at in range(50)}
    before, now = usual | {"acme": 5}, usual | {"acme": 40}
    assert find_news(opened(before), opened(now))["subject"].to_list() == ["acme"]
    assert find_news(opened(usual | {"acme": 5}), opened(usual | {"acme": 11})).is_empty()


def test_an_alarm_is_told_once_while_it_lasts_and_again_when_it_comes_back() -> None:
    alarm = stated({"topic": "alarm", "unit": "text", "subject": "lever/pay", "verdict": "error"})
    quiet = alarm.clear()
    assert find_news(quiet, alarm).height == 1
    told = carry(quiet, alarm, find_news(quiet, alarm))
    assert find_news(told, alarm).is_empty()
    again = carry(told, quiet, find_news(told, quiet))
    assert find_news(again, alarm).height == 1


def test_a_slow_change_is_told_once_it_has_summed_up_and_then_not_again() -> None:
    told, days = stated(pay(200_000)), []
    for week in range(1, 13):
        now = stated(pay(200_000 + 1_000 * week))
        found = find_news(told, now)
        days += [week] * found.height
        told = carry(told, now, found)
    assert days == [11]


def test_editions_without_anything_have_no_news() -> None:
    assert find_news(stated(), stated()).columns == list(news.NEWS)


def test_false_news_is_rarer_than_one_digest_in_twenty_where_nothing_changes() -> None:
    """300 pairs of independent samples: 30 medians and 200 shares each, of employers that agree within themselves."""
    generator = np.random.default_rng(20_261_129)
    truth = generator.uniform(0.01, 0.6, 200)

    def edition() -> pl.DataFrame:
        medians = 200_000 * np.exp(generator.normal(0, 0.02, 30))
        n_with = generator.binomial(400, truth)
        rows = [pay(value, 0.0392 * value, f"US/{at}") for at, value in enumerate(medians)]
        rows += [skill(int(n), subject=f"s{at}") for at, n in enumerate(n_with) if n]
        return stated(*rows, *opened(_counts(generator)).to_dicts())

    false = sum(bool(find_news(edition(), edition()).height) for _ in range(300))
    assert false < 15


def _counts(generator: np.random.Generator) -> dict[str, int]:
    return {f"employer{at}": int(n) for at, n in enumerate(generator.poisson(6, 80))}
