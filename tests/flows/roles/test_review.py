"""The review queue: what moves a published figure most comes first."""

from __future__ import annotations

from collections import Counter

import pytest

from flows.roles.review import A_FEW, Posting, build_queue, queue_table, read_candidate

TRAIN = """
- Train and fine-tune PyTorch models on GPUs and deploy models to production at scale.
- Build feature pipelines, model serving and MLOps with Kubeflow and MLflow.
- Do distributed training of deep learning models and improve inference.
"""
LLM = """
- Build LLM agents and RAG pipelines with prompts, evals and LangChain for our customers.
- Orchestrate agents with tools and memory, and design prompts for GPT and Claude.
- Evaluate LLM output, add guardrails, and cut the cost and latency of model calls.
"""
SELL = "- Close deals, carry a quota and do outbound prospecting in Salesforce all year round."


def posting(number: int, title: str, duties: str, **more: object) -> Posting:
    text = (
        f"What you will do\n{duties}\n- Work with a team of people who like what they do, {number}."
    )
    return {
        "id": f"p{number}",
        "opening_id": f"o{number}",
        "title": title,
        "department": None,
        "employer": f"Employer {number}",
        "employer_key": f"e{number}",
        "url": None,
        "text": text,
        "role_counted": "ai_engineer",
        "role_confidence": 0.5,
        "role_evidence": [],
    } | more


def ids(*postings: Posting, labelled: tuple[str, ...] = ()) -> list[str]:
    return [candidate.id for candidate in build_queue(postings, labelled)]


def test_a_title_that_contradicts_the_duties_comes_before_one_that_agrees() -> None:
    agrees = posting(1, "Machine Learning Engineer", TRAIN, role_counted="ml_engineer")
    contradicts = posting(2, "Data Scientist", TRAIN, role_counted="ml_engineer")
    assert ids(agrees, contradicts) == ["p2", "p1"]


def test_who_can_move_no_role_in_focus_comes_last() -> None:
    elsewhere = posting(1, "Account Executive", SELL, role_counted="other")
    between_two_in_focus = posting(2, "Machine Learning Engineer", LLM)
    assert ids(elsewhere, between_two_in_focus) == ["p2", "p1"]


def test_the_same_doubt_weighs_more_where_few_openings_are_counted() -> None:
    few, many = (
        read_candidate(
            posting(1, "Data Scientist", TRAIN), Counter({"ml_engineer": n, "data_scientist": n})
        )
        for n in (10, 1000)
    )
    assert few.is_contested
    assert few.moves == pytest.approx(100 * many.moves)


def test_an_opening_is_asked_about_once_and_not_again_when_it_has_a_label() -> None:
    copies = [posting(number, "AI Engineer", LLM, opening_id="same") for number in (1, 2)]
    other = posting(3, "AI Engineer", LLM)
    assert sorted(ids(*copies, other)) == ["p1", "p3"]
    assert ids(*copies, other, labelled=("p2",)) == ["p3"]


def test_one_employer_does_not_fill_the_queue() -> None:
    house = [posting(number, "AI Engineer", LLM, employer_key="house") for number in range(9)]
    assert len(ids(*house)) == A_FEW


def test_the_table_says_what_was_read_and_what_else_it_may_be() -> None:
    table = queue_table(build_queue([posting(1, "Data Scientist", TRAIN)], ()))
    row = table.row(0, named=True)
    assert (row["id"], row["read"], row["by title"]) == ("p1", "ml_engineer", "data_scientist")
