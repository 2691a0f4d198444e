"""A refit: a person's labels on top of the shipped model, judged on employers that it did not see."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from scipy.special import softmax

from flows.errors import UsageError
from flows.roles.labels import Label
from flows.roles.refit import (
    LEAST_LABELS,
    anchored_fit,
    count_rereadings,
    join_cases,
    refit,
)
from transforms.readers.role.own import put_in_force

DESIGNS = "Design dialogues for our voice bots, write prompts, and review conversations with users."
SELLS = (
    "Close deals, carry a quota and do outbound prospecting in Salesforce every week of the year."
)

Posting = dict[str, object]


@pytest.fixture(autouse=True)
def shipped() -> Iterator[None]:
    yield
    put_in_force(None)


def field(
    n_employers: int, designers_are: str = "ai_engineer"
) -> tuple[list[Label], dict[str, Posting]]:
    """Each employer seeks a conversation designer and an account executive. The person rules on the first."""
    labels, postings = [], dict[str, Posting]()
    for number in range(n_employers):
        for title, text, role in (
            ("Conversation Designer", DESIGNS, designers_are),
            ("Account Executive", SELLS, "other"),
        ):
            key = f"{number}:{title}"
            body = f"What you will do\n- {text}\n- Work at employer {number} with a team of people."
            postings[key] = {"id": key, "title": title, "employer": f"e{number}", "text": body}
            labels.append(Label(key, role, None, "high"))
    return labels, postings


def test_a_ruling_of_ones_own_is_learnt_and_holds_for_employers_that_were_not_labelled() -> None:
    labels, postings = field(60)
    found = refit(join_cases(labels, postings), "# mine")
    figures = {name: (before, after) for name, _, before, after in found.figures.iter_rows()}
    assert figures["accuracy"] == (0.5, 1.0)
    assert figures["ai_engineer F1"] == (0.0, 1.0)
    assert figures["mean log loss (less is better)"][1] < 0.5
    _, others = field(70)
    unseen = [posting for posting in others.values() if posting["employer"] > "e60"]
    counts = {role: both for role, *both in count_rereadings(unseen, found.own).iter_rows()}
    n_each = len(unseen) // 2
    assert counts["ai_engineer"] == [0, n_each]
    assert counts["other"] == [2 * n_each, n_each]


def test_the_weights_say_what_they_stand_on_and_are_the_same_for_the_same_labels() -> None:
    labels, postings = field(60)
    once, again = (refit(join_cases(labels, postings), "# mine").own.text for _ in range(2))
    assert once == again
    assert once.startswith("# mine\nbasis,feature,")


def test_what_moved_most_is_told_with_the_roles_it_speaks_for() -> None:
    labels, postings = field(60)
    first = refit(join_cases(labels, postings), "").changes.row(0, named=True)
    assert (first["speaks more for"], first["speaks less for"]) == ("ai_engineer", "other")


def test_labels_that_say_what_the_model_says_already_change_nothing() -> None:
    labels, postings = field(110)
    known = [label for label in labels if label.role == "other"]
    slips = [Label(f"{number}:Account Executive", "data_analyst") for number in (3, 30)]
    found = refit(join_cases([*known, *slips], postings), "")
    assert found.problem.startswith("nothing was changed")
    assert refit(join_cases(*field(60)), "").problem == ""


@pytest.mark.parametrize(("n_employers", "n_labels"), [(10, 20), (49, 98)])
def test_too_few_labels_are_refused_with_how_many_are_needed(
    n_employers: int, n_labels: int
) -> None:
    with pytest.raises(UsageError, match=rf"needs {LEAST_LABELS} labels.*there are {n_labels} of"):
        refit(join_cases(*field(n_employers)), "")


def test_labels_of_one_role_teach_nothing() -> None:
    labels, postings = field(60)
    same = [Label(label.id, "other") for label in labels]
    with pytest.raises(UsageError, match="the same role"):
        refit(join_cases(same, postings), "")


def test_a_label_whose_posting_is_gone_is_left_out_and_the_later_of_two_counts() -> None:
    labels, postings = field(2)
    later = Label(labels[0].id, "data_analyst", "other", "low")
    cases = join_cases([*labels, later, Label("gone", "other")], postings)
    (case,) = [case for case in cases if case.id == labels[0].id]
    assert len(cases) == 4
    assert case.label.role == "data_analyst"
    assert sorted(case.target)[-2:] == pytest.approx([0.3, 0.7])


def test_without_a_reason_in_the_labels_nothing_is_added() -> None:
    offsets = np.log(np.array([[0.7, 0.3], [0.4, 0.6]]))
    added = anchored_fit(csr_matrix(np.eye(2)), offsets, softmax(offsets, axis=1))
    assert added == pytest.approx(np.zeros((2, 2)), abs=1e-4)


def test_a_stronger_anchor_adds_less() -> None:
    offsets, targets = np.zeros((10, 2)), np.tile([1.0, 0.0], (10, 1))
    weak, strong = (
        anchored_fit(csr_matrix(np.ones((10, 1))), offsets, targets, anchor)[0, 0]
        for anchor in (5, 50)
    )
    assert weak > 3 * strong > 0
