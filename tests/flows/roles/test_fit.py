"""How the weights of the role model are made: what teaches, what is judged, and what is written."""

from __future__ import annotations

import csv
import json
from importlib.util import find_spec
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from flows.maintenance.fit_roles import main
from flows.roles.fit import TEMPERATURES, calibrate, fit
from flows.roles.labels import Example, is_held_out, join_labels, read_labels, read_postings
from flows.roles.matrix import feature_matrix
from transforms.vocabulary import READ_ROLES

# Not imported here: each worker of pytest-xdist collects this file, and one runs it.
pytestmark = pytest.mark.skipif(
    not find_spec("sklearn"),
    reason="scikit-learn is needed for fitting only (pip install '.[fit]')",
)

WORK = {
    "ai_engineer": (
        "AI Engineer",
        "Build LLM agents and RAG pipelines with prompts, evals and LangChain",
    ),
    "ml_engineer": (
        "Machine Learning Engineer",
        "Train and fine-tune PyTorch models on GPUs and deploy models to production",
    ),
    "data_scientist": (
        "Data Scientist",
        "Design A/B tests, causal inference studies and statistical models for decisions",
    ),
    "research_scientist": (
        "Research Scientist",
        "Conduct original research into novel architectures and publish papers",
    ),
    "data_engineer": (
        "Data Engineer",
        "Build ETL pipelines with Airflow, Spark and dbt into a data warehouse",
    ),
    "data_analyst": (
        "Data Analyst",
        "Build dashboards and reports in Tableau and Excel and track KPIs",
    ),
    "software_engineer": (
        "Software Engineer",
        "Build backend microservices and REST APIs in Java and write unit tests",
    ),
    "other": (
        "Account Executive",
        "Close deals, carry a quota and do outbound prospecting in Salesforce",
    ),
}


EMPLOYERS = 20


@pytest.fixture
def market(tmp_path: Path) -> tuple[Path, Path]:
    """Labels and postings of invented employers with one job of each role. Some of them are held out."""
    labels, postings = [], []
    for number in range(EMPLOYERS):
        for role, (title, work) in WORK.items():
            key = f"{role}:{number}"
            body = f"Responsibilities:\n- {work} for team {number}\n- {work} again, and help others do it well every day"
            postings.append(
                {
                    "id": key,
                    "title": title,
                    "company": f"Employer {number}",
                    "department": None,
                    "text": body,
                }
            )
            sample = "listed" if number % 2 else "drawn"
            label = {"id": key, "role": role, "role_alt": None, "role_conf": "high"}
            labels.append(label | {"sample": sample})
    paths = tmp_path / "labels.jsonl", tmp_path / "postings.jsonl"
    for path, rows in zip(paths, (labels, postings), strict=True):
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return paths


def examples_of(labels: Path, postings: Path, basis: str) -> list[Example]:
    return join_labels(read_labels(labels), read_postings([postings]), basis)


def test_work_that_is_plain_is_learned_and_written_as_a_table(
    market: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    labels, postings = market
    out = tmp_path / "weights.csv"
    confusion = tmp_path / "confusion.csv"
    held_out, scores = tmp_path / "held_out.csv", tmp_path / "scores.csv"
    asked = ["--postings", str(postings), "-o", str(out), "--confusion", str(confusion)]
    asked += ["--held-out", str(held_out), "--scores", str(scores)]
    main([str(labels), *asked, "--words", str(tmp_path / "words.csv")])
    said = capsys.readouterr().out
    assert said.count("== body model, employers cross-validated") == 3
    assert said.count("== title model, employers held out whole") == 3
    assert said.count("role_accuracy       1.000") == 12
    counts = list(csv.DictReader(confusion.read_text("utf-8").splitlines()))
    # Those of a list do not say how often a role is misread on a board, and the second reader has learned from those that teach.
    n_judged = sum(is_held_out(f"Employer {number}") for number in range(0, EMPLOYERS, 2))
    assert n_judged
    assert {row["true"]: row["n"] for row in counts if row["n"] != "0"} == dict.fromkeys(
        WORK, str(n_judged)
    )
    judged = list(csv.DictReader(held_out.read_text("utf-8").splitlines()))
    assert {row["true"] for row in judged if row["true"] == row["read"] and row["n"] != "0"} == set(
        WORK
    )
    figures = list(csv.DictReader(scores.read_text("utf-8").splitlines()))
    assert {(row["value"], row["low"], row["high"]) for row in figures} == {("1.0", "1.0", "1.0")}
    assert {(row["basis"], row["labels"]) for row in figures} == set(
        product(("body", "title"), ("drawn", "listed", "all"))
    )
    rows = list(csv.DictReader(out.read_text("utf-8").splitlines()))
    body = {row["feature"]: row for row in rows if row["basis"] == "body"}
    assert list(body)[:2] == ["(temperature)", "(intercept)"]
    assert max(READ_ROLES, key=lambda role: float(body["duties: report"][role])) == "data_analyst"
    assert max(READ_ROLES, key=lambda role: float(body["duties: agent"][role])) == "ai_engineer"


def test_confidence_fits_ordinary_postings_and_not_those_in_doubt() -> None:
    ordinary = [Example(f"drawn:{n}", "a", "other", None, "high", {}) for n in range(10)]
    in_doubt = [Example(f"doubt:{n}", "b", READ_ROLES[n % 2], None, "high", {}) for n in range(90)]
    log_odds = np.zeros((100, len(READ_ROLES)))
    log_odds[:, READ_ROLES.index("other")] = 2.0
    examples, drawn = [*ordinary, *in_doubt], {one.id for one in ordinary}
    # All ordinary ones are read right, so the lowest temperature is likeliest. None in doubt is.
    assert calibrate(examples, [log_odds], drawn) == min(TEMPERATURES)
    assert calibrate(examples, [log_odds], set()) == max(TEMPERATURES)


def test_a_posting_without_any_known_feature_is_a_row_of_zeros() -> None:
    seen = [{"title: nurse": 1.0}, {}]
    assert feature_matrix(seen, ["a", "b"]).toarray().tolist() == [[0.0, 0.0], [0.0, 0.0]]


def test_the_same_labels_give_the_same_weights(market: tuple[Path, Path]) -> None:
    labels, postings = market
    first, second = (fit(examples_of(labels, postings, "body"), "body") for _ in range(2))
    assert first.features == second.features
    assert (first.weights == second.weights).all()


def test_a_label_without_its_posting_is_skipped_with_a_note(
    market: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    labels, postings = market
    with labels.open("a", encoding="utf-8") as file:
        file.write(
            json.dumps({"id": "nowhere", "role": "other", "role_alt": None, "role_conf": "low"})
            + "\n"
        )
    examples = examples_of(labels, postings, "title")
    assert "no posting for label nowhere" in capsys.readouterr().err
    assert len(examples) == EMPLOYERS * len(WORK)


def test_labels_that_lack_a_role_cannot_be_fitted(market: tuple[Path, Path]) -> None:
    labels, postings = market
    without = [one for one in examples_of(labels, postings, "body") if one.role != "data_analyst"]
    with pytest.raises(ValueError, match="data_analyst"):
        fit(without, "body")


@pytest.mark.parametrize(
    ("alt", "sureness", "targets"),
    [
        (None, "low", [("ai_engineer", 1.0)]),
        ("ml_engineer", "high", [("ai_engineer", 0.95), ("ml_engineer", 0.05)]),
        ("ml_engineer", "low", [("ai_engineer", 0.7), ("ml_engineer", 0.3)]),
        ("ai_engineer", "low", [("ai_engineer", 1.0)]),
    ],
)
def test_a_posting_that_could_be_two_roles_teaches_both(
    alt: str | None, sureness: str, targets: list[tuple[str, float]]
) -> None:
    example = Example("1", "Employer", "ai_engineer", alt, sureness, {})
    assert example.targets() == [(role, pytest.approx(share)) for role, share in targets]
