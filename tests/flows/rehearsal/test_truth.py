"""The rehearsal market realises what is planted in it, and the same seed gives the same market."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from statistics import median

import pytest

from flows.rehearsal.planted import planted
from flows.rehearsal.truth import DEMO_LAST_DAY, Market, demo_market


@pytest.fixture(scope="module")
def demo() -> Market:
    return demo_market()


@pytest.fixture(scope="module")
def large() -> Market:
    """Many boards over one year and a bit, so that chance is small beside what is planted."""
    return Market.simulate(5, n_employers=400, weeks=54, start=date(2025, 1, 6))


def stock(market: Market, day: date) -> Counter[str]:
    return Counter(posting.opening.role for posting in market.postings if posting.is_open(day))


def test_the_same_seed_gives_the_same_market() -> None:
    one, other = (Market.simulate(3, n_employers=8, weeks=10) for _ in range(2))
    assert one.postings == other.postings
    assert one.truth == other.truth
    assert one.fingerprint == other.fingerprint


def test_another_seed_gives_another_market() -> None:
    one, other = (Market.simulate(seed, n_employers=8, weeks=10) for seed in (3, 4))
    assert one.postings != other.postings
    assert one.fingerprint != other.fingerprint


def test_the_demo_is_sixty_boards_over_104_mondays_in_four_dialects(demo: Market) -> None:
    assert len(demo.employers) == 60
    assert len(demo.days()) == 104
    assert demo.last_day == DEMO_LAST_DAY
    assert {day.weekday() for day in demo.days()} == {0}
    assert {employer.source for employer in demo.employers} == {
        "greenhouse",
        "lever",
        "ashby",
        "careers_page",
    }
    assert len({employer.board for employer in demo.employers}) == 60
    assert 4_000 <= len(demo.postings) <= 6_500


def test_stocks_grow_by_role_as_planted(large: Market) -> None:
    first, last = stock(large, large.days()[0]), stock(large, large.days()[52])
    for role, growth in large.truth.growth_share.items():
        assert last[role] / first[role] == pytest.approx(1 + growth, rel=0.17), role


def test_employers_differ_in_their_growth_more_than_chance_alone_would_have_it(
    large: Market,
) -> None:
    first, last = large.days()[0], large.days()[52]
    counts = [
        (len(large.postings_open(row.board, first)), len(large.postings_open(row.board, last)))
        for row in large.employers
    ]
    n_before, n_after = (sum(column) for column in zip(*counts, strict=True))
    share = n_after / (n_before + n_after)
    spread = sum(
        (after - share * (before + after)) ** 2 / ((before + after) * share * (1 - share))
        for before, after in counts
        if before + after
    )
    assert spread / (len(counts) - 1) > 1.1


def test_roles_and_levels_have_their_planted_shares(large: Market) -> None:
    day = large.days()[0]
    openings = [posting.opening for posting in large.postings if posting.is_open(day)]
    roles = Counter(opening.role for opening in openings)
    levels = Counter(opening.level for opening in openings)
    for role, share in large.truth.role_share.items():
        assert roles[role] / len(openings) == pytest.approx(share, abs=0.03), role
    for level, row in planted()["levels"].items():
        assert levels[level] / len(openings) == pytest.approx(row["share"], abs=0.03), level


def test_the_median_of_stated_pay_is_the_planted_one(large: Market) -> None:
    mids = [
        (posting.opening.offer.low + posting.opening.offer.high) / 2
        for posting in large.postings
        if posting.opening.offer
        and (posting.opening.role, posting.opening.level, posting.opening.country)
        == ("ai_engineer", "senior", "US")
    ]
    assert len(mids) > 100
    assert median(mids) == pytest.approx(
        large.truth.pay_median["ai_engineer", "senior", "US"], rel=0.04
    )


def test_pay_is_stated_as_often_as_planted_for_each_country(large: Market) -> None:
    for country, share in large.truth.disclosed_share.items():
        stated = [
            posting.opening.offer is not None
            for posting in large.postings
            if posting.opening.country == country
        ]
        assert sum(stated) / len(stated) == pytest.approx(share, abs=0.06), country


def test_every_stated_range_has_a_low_below_its_high_and_stands_somewhere(demo: Market) -> None:
    offers = [posting.opening.offer for posting in demo.postings if posting.opening.offer]
    assert all(0 < offer.low < offer.high for offer in offers)
    assert all(offer.is_structured or offer.is_in_text for offer in offers)
    assert {offer.period for offer in offers} == {"year", "month", "hour"}


def test_skills_are_asked_for_as_often_as_planted_at_the_end_of_the_span(large: Market) -> None:
    late = large.last_day - timedelta(weeks=6)
    recent = [
        posting.opening.skills
        for posting in large.postings
        if posting.opening.role == "ai_engineer" and posting.opened_date >= late
    ]
    for skill, (_, last) in large.truth.skill_share["ai_engineer"].items():
        assert sum(skill in skills for skills in recent) / len(recent) == pytest.approx(
            last, abs=0.10
        ), skill


def test_a_repost_opens_under_a_new_id_within_ninety_days_of_the_close_of_the_old_one(
    demo: Market,
) -> None:
    reposts = [posting for posting in demo.postings if posting.n_repost]
    assert 0.03 < len(reposts) / len(demo.postings) < 0.15
    for repost in reposts:
        gaps = [
            (repost.opened_date - before.closed_date).days
            for before in demo.postings
            if before.opening.key == repost.opening.key
            and before.cities == repost.cities
            and not before.n_repost
        ]
        assert all(0 < gap <= 90 for gap in gaps)


def test_copies_per_city_share_their_opening_and_their_days(demo: Market) -> None:
    first_posts = [posting for posting in demo.postings if not posting.n_repost]
    by_opening: dict[int, list[tuple[str, ...]]] = {}
    for posting in first_posts:
        by_opening.setdefault(posting.opening.key, []).append(posting.cities)
    copied = [cities for cities in by_opening.values() if len(cities) > 1]
    assert 0.03 < len(copied) / len(by_opening) < 0.15
    assert all(len(set(cities)) == len(cities) for cities in copied)


def test_some_boards_come_up_late_and_some_are_out_but_never_in_the_last_week(demo: Market) -> None:
    joins, outages = demo.truth.join_week, demo.truth.outage_weeks
    assert 5 <= sum(week > 0 for week in joins.values()) <= 30
    assert sum(len(weeks) for weeks in outages.values()) > 10
    assert all(
        joins[board] < week < demo.weeks - 1 for board, weeks in outages.items() for week in weeks
    )


def test_titles_overlap_between_roles(demo: Market) -> None:
    roles: dict[str, set[str]] = {}
    for posting in demo.postings:
        roles.setdefault(posting.opening.title, set()).add(posting.opening.role)
    assert roles["AI Engineer"] >= {"ai_engineer", "ml_engineer"}
    assert roles["Applied Scientist"] >= {"ml_engineer", "data_scientist", "research_scientist"}


def test_beyond_the_listed_employers_names_and_boards_stay_distinct() -> None:
    market = Market.simulate(1, n_employers=130, weeks=3)
    assert len({employer.name for employer in market.employers}) == 130
    assert len({employer.board for employer in market.employers}) == 130


@pytest.mark.parametrize("n_employers", [4, 10, 25])
def test_even_a_small_market_speaks_all_four_dialects_of_boards(n_employers: int) -> None:
    market = Market.simulate(1, n_employers=n_employers, weeks=3)
    assert {employer.source for employer in market.employers} == {
        "greenhouse",
        "lever",
        "ashby",
        "careers_page",
    }
    assert len(market.employers) == n_employers
