"""Weights of a person's own: added to the shipped ones, in force for the whole process, part of the version."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from transforms.readers.role.features import role_features
from transforms.readers.role.model import read_role, score_roles
from transforms.readers.role.own import COLUMNS, own_text, parse_own_weights, put_in_force
from transforms.readers.version import reader_version
from transforms.text.document import Document, read_document
from transforms.vocabulary import READ_ROLES

TITLE = "Conversation Designer"


def table(*rows: tuple[str, str, str, float]) -> str:
    """The CSV of these weights: basis, feature, role, weight."""
    lines = [",".join(COLUMNS)]
    for basis, feature, role, weight in rows:
        lines.append(
            ",".join([basis, feature, *(str(weight if r == role else 0) for r in READ_ROLES)])
        )
    return "# a remark\n" + "\n".join(lines) + "\n"


DESIGNERS_ARE_ENGINEERS = table(("title", "title word: conversation", "ai_engineer", 9.0))


@pytest.fixture(autouse=True)
def shipped() -> Iterator[None]:
    yield
    put_in_force(None)


def read(title: str = TITLE) -> str:
    return read_role(title, None, Document("", ())).role


def test_a_weight_of_ones_own_decides_where_its_feature_holds_and_nowhere_else() -> None:
    others = ("Data Scientist", "Nurse")
    before = [read(title) for title in (TITLE, *others)]
    put_in_force(DESIGNERS_ARE_ENGINEERS)
    assert before[0] == "other"
    assert [read(title) for title in (TITLE, *others)] == ["ai_engineer", *before[1:]]
    put_in_force(None)
    assert read() == before[0]


def test_the_evidence_names_the_words_that_a_weight_of_ones_own_stands_on() -> None:
    put_in_force(DESIGNERS_ARE_ENGINEERS)
    first = read_role(TITLE, None, Document("", ())).evidence[0]
    assert (first.feature, first.phrase) == ("title", TITLE)
    assert first.weight > 5


def test_weights_are_added_to_the_calibrated_log_odds() -> None:
    features = role_features("ML Engineer", None, read_document())
    own = parse_own_weights(
        table(
            ("title", "title word: engineer", "other", 0.5),
            ("title", "(intercept)", "data_analyst", -0.25),
        )
    )
    added = score_roles(features, own) - score_roles(features)
    expected = [0.0] * len(READ_ROLES)
    expected[READ_ROLES.index("other")], expected[READ_ROLES.index("data_analyst")] = 0.5, -0.25
    assert added == pytest.approx(expected)


def test_the_version_of_a_reading_knows_the_weights() -> None:
    shipped = reader_version()
    put_in_force(DESIGNERS_ARE_ENGINEERS)
    own = reader_version()
    put_in_force(DESIGNERS_ARE_ENGINEERS.replace("9.0", "8.0"))
    assert len({shipped, own, reader_version()}) == 3
    put_in_force(own_text())
    assert reader_version() != own
    put_in_force(None)
    assert reader_version() == shipped


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "header"),
        ("feature,weight\n", "header"),
        (table(("body", "x", "other", 1.0)).replace("body", "face"), "row 2"),
        (table(("body", "x", "other", 1.0)) + "body,y,1\n", "row 3"),
        (table(("body", "x", "other", float("nan"))), "row 2 has a weight that is not finite"),
        (table(("body", "x", "other", 1.0)).replace("1.0", "one"), "row 2 .* not a number.*'one'"),
    ],
)
def test_a_damaged_table_is_refused_with_its_reason(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse_own_weights(text)
