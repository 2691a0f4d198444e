"""`rolecall evaluate`: a user's labels against the readers."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.errors import UsageError
from flows.files.evaluate import evaluate_files
from flows.files.label import label_file

SHARED = Path(
    os.environ.get("ROLECALL_SHARED") or Path(__file__).resolve().parents[3].parent / "shared"
)

SCIENTIST = {
    "id": 1,
    "title": "Data Scientist",
    "text": "Requirements:\n- 3+ years of experience with Python and SQL",
}
ENGINEER = {
    "id": 2,
    "title": "Data Engineer",
    "text": "Requirements:\n- 5+ years of experience with Spark",
}


def lines(file: Path, *records: dict[str, object]) -> Path:
    file.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return file


@pytest.fixture
def postings(tmp_path: Path) -> Path:
    return lines(tmp_path / "postings.jsonl", SCIENTIST, ENGINEER)


def test_labels_are_scored_by_the_postings_of_their_ids(tmp_path: Path, postings: Path) -> None:
    labels = lines(
        tmp_path / "labels.jsonl",
        {"id": "1", "role": "data_scientist", "years_min": 3, "skills": ["python", "sql"]},
        {"id": "2", "role": "data_analyst", "years_min": 5, "skills": ["spark"]},
    )
    scores = evaluate_files(labels, postings, 5)
    figures = dict(scores.figures.select("figure", "value").iter_rows())
    assert (
        scores.n,
        figures["role_accuracy"],
        figures["years_min_accuracy"],
        figures["skills_f1"],
    ) == (
        2,
        0.5,
        1.0,
        1.0,
    )
    assert scores.mistakes.select("id", "label", "read").rows() == [
        ("2", "data_analyst", "data_engineer")
    ]
    assert "Data Engineer" in scores.mistakes["evidence"][0]
    assert (
        scores.confusion.height
        == scores.per_role.filter(scores.per_role["n_labelled"] > 0).height
        == 2
    )


def test_labels_may_hold_the_postings_themselves(tmp_path: Path) -> None:
    labels = lines(tmp_path / "labels.jsonl", {**SCIENTIST, "role": "data_scientist"})
    assert evaluate_files(labels, None, 0).figures.row(0)[:2] == ("role_accuracy", 1.0)


def test_a_posting_that_cannot_be_read_counts_as_wrong_and_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    postings = lines(tmp_path / "postings.jsonl", SCIENTIST, {"id": 2, "title": None})
    labels = lines(
        tmp_path / "labels.jsonl",
        *({"id": each, "role": "data_scientist", "level": None} for each in (1, 2, 3)),
    )
    with caplog.at_level(logging.WARNING):
        scores = evaluate_files(labels, postings, 5)
    assert scores.figures.row(0)[:2] == ("role_accuracy", 0.5)
    assert "1 posting could not be read and count as wrong: 2" in caplog.text
    assert "1 label without a posting: 3 not scored" in caplog.text


@pytest.mark.parametrize(
    ("label", "message"),
    [
        ({"id": 9, "role": "data_scientist"}, "do the ids agree"),
        ({"role": "data_scientist"}, "a label has no id"),
        ({"id": 1, "rôle": "data_scientist"}, "no label has a field that is scored"),
        ({"id": 1, "role": ["data_scientist"]}, "label 1: role must be a word or null"),
        (
            {"id": 1, "role": "ai_enginer"},
            "role 'ai_enginer' is not a role; choose from ai_engineer",
        ),
        ({"id": 1, "pay": "100k"}, "label 1: pay must be a list"),
        ({"id": 1, "skills": [1]}, "label 1: skills must be a list"),
    ],
)
def test_labels_of_another_form_are_one_clear_message(
    tmp_path: Path, postings: Path, label: dict[str, object], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        evaluate_files(lines(tmp_path / "labels.jsonl", label), postings, 5)


def test_two_postings_or_labels_of_one_id_are_said(
    tmp_path: Path, postings: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with postings.open("a", encoding="utf-8") as file:
        file.write(json.dumps(SCIENTIST | {"title": "Chef"}) + "\n")
    label = {"id": 2, "role": "data_engineer"}
    labels = lines(tmp_path / "labels.jsonl", {"id": 1, "role": "other"}, label, label)
    assert evaluate_files(labels, postings, 5).n == 2
    assert "1 id of more than one label, of which the last counts: 2" in caplog.messages
    assert "1 id of more than one posting, of which the last counts: 1" in caplog.messages


def test_no_interval_is_shown_of_one_employer_or_without_width(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def bounds(*records: dict[str, object]) -> list[tuple[float | None, float | None]]:
        scores = evaluate_files(lines(tmp_path / "labels.jsonl", *records), None, 5)
        assert scores.figures.filter(low=1.0, high=1.0).is_empty()
        return scores.figures.filter(figure="role_accuracy").select("low", "high").rows()

    label = {"role": "data_scientist", "skills": ["python", "sql"]}
    of_nobody = [SCIENTIST | label | {"id": number} for number in range(3)]
    ((low, high),) = bounds(*of_nobody)
    assert 0 < (low or 0) < (high or 0) == 1
    assert bounds(*(record | {"company": "Acme"} for record in of_nobody)) == [(None, None)]
    assert "no intervals: the postings are of 1 employer, and these need 5" in caplog.messages


def test_the_command_prints_figures_confusion_and_mistakes(
    rolecall: Callable[..., "subprocess.CompletedProcess[str]"], tmp_path: Path, postings: Path
) -> None:
    labels = lines(
        tmp_path / "labels.jsonl",
        {"id": 1, "role": "data_scientist"},
        {"id": 2, "role": "data_scientist"},
    )
    done = rolecall("evaluate", str(labels), "--postings", str(postings))
    assert done.returncode == 0, done.stderr
    assert all(
        words in done.stdout
        for words in ("role_accuracy", "Wilson", "mistakes", "2 labelled postings")
    )
    without = rolecall("evaluate", str(labels), "--postings", str(postings), "--mistakes", "0")
    assert "mistakes" not in without.stdout


@pytest.mark.skipif(
    not (SHARED / "gold" / "score.py").is_file(),
    reason="the labels and their scorer are not on this machine (../shared)",
)
def test_the_figures_are_those_of_the_labels_own_scorer(tmp_path: Path) -> None:
    gold = SHARED / "gold"
    postings, labels, read = (
        tmp_path / name for name in ("postings.jsonl", "labels.jsonl", "read.jsonl")
    )
    # One in three: that two scorers agree shows on these as on all.
    for file, thinned in (("dev_postings.jsonl", postings), ("dev_labels.jsonl", labels)):
        by_id = sorted(
            (gold / file).read_text("utf-8").splitlines(), key=lambda line: json.loads(line)["id"]
        )
        thinned.write_text("\n".join(by_id[::3]) + "\n", "utf-8")
    scores = evaluate_files(labels, postings, 5)
    label_file(postings, read)
    words = [sys.executable, str(gold / "score.py"), str(read), str(labels), "--json"]
    theirs = json.loads(subprocess.run(words, capture_output=True, text=True, check=True).stdout)
    ours = dict(scores.figures.select("figure", "value").iter_rows())
    assert set(ours) == {name for name in theirs if not name.endswith("_n")} - {
        "postings",
        "answered",
        "pay_ranges",
    }
    assert ours == pytest.approx({name: theirs[name] for name in ours})
