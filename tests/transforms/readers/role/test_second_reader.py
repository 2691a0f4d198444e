"""What is read once more because its role is in doubt, what the second reader sees, and what it shows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.readers.role.doubt import (
    LINE_AGAIN,
    OF_OPENING,
    OPENING_MIN_CHARS,
    SURE_FROM,
    TITLE_AGAIN,
    in_doubt,
    read_doubtful,
)
from transforms.readers.role.features import RoleFeatures, role_features
from transforms.readers.role.model import read_role, score_roles
from transforms.readers.role.own import parse_own_weights
from transforms.readers.role.pieces import Pieces
from transforms.readers.role.second_reader import (
    MOST_PIECES,
    cut_posting,
    read_again,
    second_reader,
)
from transforms.text.document import read_document
from transforms.text.language import read_language
from transforms.vocabulary import READ_ROLES

MIXED = """Responsibilities:
- Build backend services in Python for our platform that predicts delivery times
- Work with data scientists to bring models into production and keep them running
- Explore LLM features together with the product team
Requirements:
- Python, SQL, Docker
- Experience with machine learning"""
PLAIN = """Responsibilities:
- Build LLM-powered features and multi-agent workflows on OpenAI and Anthropic models
- Design retrieval-augmented generation pipelines with a vector database
- Write prompts, evals and guardrails, and watch latency and cost in production"""
GERMAN = """Deine Aufgaben:
- Du entwickelst Backend-Services in Python für unsere Plattform zur Vorhersage von Lieferzeiten
- Du bringst zusammen mit Data Scientists Modelle in Produktion und betreibst sie
- Du erprobst LLM-Features mit dem Produktteam"""
LINES = ("serve models", "train models", "write prompts")


def shown(title: str, body: str) -> set[str]:
    document = read_document(plain=body)
    language = read_language(document.text, None)
    return {one.feature for one in read_role(title, None, document, language).evidence}


def features(title: str, body: str) -> RoleFeatures:
    return role_features(title, None, read_document(plain=body), "en")


def test_a_posting_in_doubt_is_read_again_and_shows_the_lines_that_counted() -> None:
    reading = read_role("Data Scientist", None, read_document(plain=MIXED))
    again = [one for one in reading.evidence if one.feature in (LINE_AGAIN, TITLE_AGAIN)]
    assert again
    assert {one.phrase for one in again} <= {"Data Scientist", *MIXED.split("\n")}
    assert len({one.phrase for one in again if one.feature == LINE_AGAIN}) <= 3
    weights = [abs(one.weight) for one in reading.evidence]
    assert weights == sorted(weights, reverse=True)


def test_what_is_sure_is_read_once() -> None:
    assert shown("AI Engineer", PLAIN).isdisjoint({LINE_AGAIN, TITLE_AGAIN})


@pytest.mark.parametrize(
    ("title", "body"),
    [("Engineer, Data and AI", ""), ("Data Scientist", GERMAN)],
    ids=["title alone", "no English"],
)
def test_what_has_no_work_in_english_is_read_once_though_it_is_in_doubt(
    title: str, body: str
) -> None:
    document = read_document(plain=body)
    reading = read_role(title, None, document, read_language(document.text, None))
    assert reading.confidence < SURE_FROM
    assert shown(title, body).isdisjoint({LINE_AGAIN, TITLE_AGAIN})


@pytest.mark.parametrize(
    ("first", "second"),
    [("ai_engineer", "software_engineer"), ("data_analyst", "data_engineer")],
)
def test_a_role_is_in_doubt_that_is_less_likely_than_the_bound(first: str, second: str) -> None:
    scores = np.full((2, len(READ_ROLES)), -9.0)
    scores[:, READ_ROLES.index(second)] = 0.0
    lead = np.log(SURE_FROM / (1 - SURE_FROM))
    scores[:, READ_ROLES.index(first)] = lead - 0.1, lead + 0.1
    assert list(in_doubt(scores)) == [0]


def test_the_order_of_words_counts() -> None:
    one = read_again("Engineer", "", "you build products, and others train models")
    other = read_again("Engineer", "", "others build products, and you train models")
    assert not np.allclose(one.scores, other.scores, atol=0.05)


@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=3))
def test_every_line_that_is_read_says_its_part_of_the_whole(lines: list[str]) -> None:
    reading = read_again("Engineer", "Data", "\n".join(["", *lines, " \u0300"]))
    assert reading.lines == tuple(lines)
    assert reading.by_line.shape == (len(lines), len(READ_ROLES))
    said = reading.by_title + reading.by_line.sum(axis=0) + second_reader().bias
    assert np.allclose(reading.scores, said)


def test_no_more_is_read_than_there_are_positions() -> None:
    lines = ["we train models"] * MOST_PIECES
    full = read_again("Engineer", "", "\n".join(lines))
    assert np.array_equal(full.scores, read_again("Engineer", "", "\n".join(lines * 2)).scores)
    assert len(full.lines) < MOST_PIECES


@pytest.mark.parametrize(
    ("title", "department", "text"),
    [
        ("x" * 1_000_000, "y" * 1_000_000, "z" * 1_000_000),
        ("Engineer " * 100_000, "Data " * 100_000, "train models " * 100_000),
        ("Engineer", "", "\u0300\n" * 300_000),
        ("\u0300", "", "\u0300"),
        ("", "", " ".join("ab" * 50 + str(number) for number in range(2_000))),
    ],
    ids=["one word", "many words", "lines that nobody sees", "nothing to see", "long words"],
)
def test_what_strangers_send_costs_no_more_than_a_posting(
    title: str, department: str, text: str
) -> None:
    reading = read_again(title, department, text)
    assert np.isfinite(reading.scores).all()
    assert len(reading.lines) <= MOST_PIECES


def test_a_cut_has_the_title_first_and_a_line_for_every_other_piece() -> None:
    pieces = Pieces(["[UNK]", "[CLS]", "[SEP]", "a", "b", "|", "c"])
    cut = cut_posting(pieces, "A", "B", "c c\n\na")
    assert cut.rows == [1, 3, 5, 4, 2, 6, 6, 3, 2]
    assert (cut.n_title, cut.line_of, cut.lines) == (5, [0, 0, 1, 1], ("c c", "a"))


@pytest.mark.parametrize(
    "contact",
    [
        "- Call Jane Doe, +49 170 1234567, to learn how data scientists train models",
        "- Write to jane.doe@example.com about how data scientists train models",
        "- Data scientists train models with us, week after week and month after month, as you will soon see, so call +49 170 1234567",
    ],
)
def test_no_line_that_names_a_contact_is_shown(contact: str) -> None:
    body = f"Responsibilities:\n{contact}\n{contact}\n" + MIXED.split("\n", 1)[1]
    reading = read_role("Data Scientist", None, read_document(plain=body))
    shown = " ".join(one.phrase for one in reading.evidence).lower()
    assert reading.evidence
    assert not any(part in shown for part in ("jane", "doe", "+49", "example.com"))


def test_own_weights_count_in_full_for_a_posting_in_doubt() -> None:
    row = ",".join(["2.5", *["0"] * (len(READ_ROLES) - 1)])
    own = parse_own_weights(f"basis,feature,{','.join(READ_ROLES)}\nbody,(intercept),{row}\n")
    doubtful = features("Data Scientist", MIXED)
    added = score_roles(doubtful, own) - score_roles(doubtful)
    assert added == pytest.approx([2.5, *[0.0] * (len(READ_ROLES) - 1)])


def test_a_line_of_an_opening_is_read_again_though_it_is_too_short_for_a_body() -> None:
    line = read_document(plain="Senior Engineer: you will build our agents and write their prompts")
    alone = read_role("Senior Engineer", None, line)
    opening = read_role("Senior Engineer", None, line, is_opening=True)
    assert (alone.basis, opening.basis) == ("title", "body")
    assert (alone.role, opening.role) == ("software_engineer", "ai_engineer")
    assert {one.feature for one in opening.evidence} >= {TITLE_AGAIN, LINE_AGAIN}
    assert LINE_AGAIN not in {one.feature for one in alone.evidence}


@pytest.mark.parametrize("plain", ["", "x" * (OPENING_MIN_CHARS - 1)], ids=["none", "too short"])
def test_an_opening_without_lines_of_its_own_is_read_by_its_title(plain: str) -> None:
    document = read_document(plain=plain)
    for title in ("Engineer, Data and AI", "Software Engineer"):
        assert read_role(title, None, document, is_opening=True) == read_role(title, None, document)


def test_an_opening_is_in_doubt_below_a_higher_bound_than_a_posting() -> None:
    lead = np.log(0.9 / 0.1)
    scores = np.array([[lead, 0.0, *[-9.0] * (len(READ_ROLES) - 2)]] * 2)
    posting = features("Engineer", MIXED)
    again = read_doubtful([posting, posting], scores, [False, True])
    assert list(again.readings) == [1]
    joined = OF_OPENING.first * scores[1] + OF_OPENING.second * again.readings[1].scores
    assert again.scores[1] == pytest.approx(joined + OF_OPENING.leanings)
    assert again.scores[0] == pytest.approx(scores[0])
