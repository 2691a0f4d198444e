"""The wording of rehearsal postings says what was planted, and nothing that was not."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files

import pytest

from flows.rehearsal.planted import SimulatedPosting, planted
from flows.rehearsal.truth import Market, demo_market
from flows.rehearsal.words import write_duties, write_parts

SENTENCES = tomllib.loads(files("flows.rehearsal").joinpath("words.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def postings() -> tuple[SimulatedPosting, ...]:
    return demo_market().postings[::25]


def text_of(posting: SimulatedPosting) -> str:
    return "\n".join(part.plain() for part in write_parts(posting.opening, posting.n_repost))


def test_every_planted_skill_has_a_name_to_be_written_by() -> None:
    asked = {skill for row in planted()["skills"].values() for skill in row}
    assert asked == set(SENTENCES["skill_names"])


def test_a_text_names_the_planted_skills_and_no_other(
    postings: tuple[SimulatedPosting, ...],
) -> None:
    names = {
        skill: re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
        for skill, name in SENTENCES["skill_names"].items()
    }
    for posting in postings:
        text = text_of(posting)
        assert {skill for skill, name in names.items() if name.search(text)} == set(
            posting.opening.skills
        )


def test_a_text_has_six_sections_in_order(postings: tuple[SimulatedPosting, ...]) -> None:
    for posting in postings:
        kinds = [part.kind for part in write_parts(posting.opening)]
        assert kinds == ["about", "duties", "requirements", "preferred", "benefits", "legal"]


def test_the_same_opening_always_reads_the_same(postings: tuple[SimulatedPosting, ...]) -> None:
    assert [write_parts(posting.opening) for posting in postings] == [
        write_parts(posting.opening) for posting in postings
    ]


def test_no_slot_is_left_unfilled(postings: tuple[SimulatedPosting, ...]) -> None:
    assert not [
        posting for posting in postings if "{" in text_of(posting) or "}" in text_of(posting)
    ]


def test_a_text_is_of_a_postings_usual_length(postings: tuple[SimulatedPosting, ...]) -> None:
    assert all(1_400 < len(text_of(posting)) < 4_000 for posting in postings)


def test_pay_stands_in_the_text_only_when_it_is_stated_there(
    postings: tuple[SimulatedPosting, ...],
) -> None:
    signs = tuple({row["sign"] for row in planted()["countries"].values()})
    for posting in postings:
        has_money = any(sign in text_of(posting) for sign in signs)
        assert has_money == bool(posting.opening.offer and posting.opening.offer.is_in_text)


def test_a_repost_changes_one_sentence_at_most(postings: tuple[SimulatedPosting, ...]) -> None:
    for posting in postings:
        before = "\n".join(part.plain() for part in write_parts(posting.opening, 0)).split("\n")
        after = "\n".join(part.plain() for part in write_parts(posting.opening, 1)).split("\n")
        assert sum(one != other for one, other in zip(before, after, strict=True)) <= 1


def test_two_openings_of_one_role_at_one_employer_read_differently() -> None:
    market = Market.simulate(2, n_employers=1, weeks=2, openings_per_board=60)
    texts = {
        posting.opening.key: text_of(posting)
        for posting in market.postings
        if posting.opening.role == "ml_engineer"
    }
    assert len(texts) > 3
    assert len(set(texts.values())) == len(texts)


def test_duties_speak_of_the_roles_work(postings: tuple[SimulatedPosting, ...]) -> None:
    opening = next(posting.opening for posting in postings if posting.opening.role == "ai_engineer")
    work = " ".join(write_duties(opening, 11)).lower()
    assert "llm" in work
    assert "agent" in work
