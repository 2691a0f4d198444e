"""What comments teach of how both readers are joined for an opening, and how what is read of comments is judged."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from flows.maintenance import fit_openings
from flows.roles.openings import (
    Lesson,
    OpeningLabel,
    fit_joining,
    judge_comments,
    lessons_of,
    read_opening_labels,
)
from transforms.readers.role.doubt import FIRST_SHARE, OF_OPENING, SECOND_SHARE
from transforms.vocabulary import READ_ROLES

AI, SOFTWARE = READ_ROLES.index("ai_engineer"), READ_ROLES.index("software_engineer")
TEXT = "Acme | Ghent<p>Roles:<p>- AI Engineer: you build our agents and write prompts<p>- Designer: you draw"
LABELS = [OpeningLabel("ai_engineer"), OpeningLabel("other", "software_engineer", "low")]


def test_labels_are_read_with_what_they_say_and_with_what_they_leave_out(tmp_path: Path) -> None:
    stated = {"role": "other", "role_alt": "software_engineer", "role_conf": "low"}
    row = {"id": 1, "openings": [{"role": "ai_engineer"}, stated]}
    path = tmp_path / "labels.jsonl"
    path.write_text(json.dumps(row), "utf-8")
    assert read_opening_labels(path) == {1: LABELS}


def test_a_comment_teaches_only_where_its_number_of_openings_is_read_rightly() -> None:
    lessons = lessons_of({1: LABELS, 2: LABELS[:1], 3: LABELS}, {1: TEXT, 2: TEXT})
    assert [one.comment for one in lessons] == [1]  # the designer's line is too short to be read
    assert lessons[0].target[AI] == 1
    assert lessons[0].first.shape == lessons[0].second.shape == (len(READ_ROLES),)


def test_a_reader_that_is_right_counts_more_and_one_that_guesses_less() -> None:
    rng = np.random.default_rng(0)
    lessons = []
    for number in range(400):
        role = (AI, SOFTWARE)[number % 2]
        target = np.eye(len(READ_ROLES))[role]
        first = rng.normal(size=len(READ_ROLES)) * 0.5
        lessons.append(Lesson(number, first, 3 * target + rng.normal(size=len(READ_ROLES)), target))
    joining = fit_joining(lessons, 0.95)
    assert joining.first < FIRST_SHARE < joining.second
    assert joining.second > SECOND_SHARE
    assert joining == fit_joining(lessons, 0.95)


def test_the_figures_of_comments_count_openings_roles_and_roles_in_focus() -> None:
    figures = judge_comments({1: LABELS, 2: [OpeningLabel("data_scientist")]}, {1: TEXT, 2: TEXT})
    assert figures.n_comments == 2
    assert figures.right_number == 0.5
    assert figures.role_f1 == pytest.approx(2 * 2 / 7)
    assert figures.focus_f1 == pytest.approx(2 * 1 / 4)


def test_the_command_prints_the_figures_and_the_joining(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ids = range(fit_openings.RECENT_FROM, fit_openings.RECENT_FROM + 12)
    openings = [{"role": "ai_engineer"}, {"role": "other"}]
    labels, texts = tmp_path / "labels.jsonl", tmp_path / "texts.jsonl"
    labels.write_text("\n".join(json.dumps({"id": n, "openings": openings}) for n in ids), "utf-8")
    texts.write_text("\n".join(json.dumps({"id": n, "text": TEXT}) for n in ids), "utf-8")
    fit_openings.main([str(labels), "--comments", str(texts)])
    printed = capsys.readouterr().out
    assert "n_comments=12, right_number=1.0" in printed
    assert f"Joining(sure_from={OF_OPENING.sure_from}" in printed
    fit_openings.main([str(labels), "--comments", str(texts), "--check"])
    assert "Joining" not in capsys.readouterr().out


def test_labels_without_texts_say_so(tmp_path: Path) -> None:
    labels, texts = tmp_path / "labels.jsonl", tmp_path / "texts.jsonl"
    labels.write_text(json.dumps({"id": 1, "openings": []}), "utf-8")
    texts.write_text(json.dumps({"id": 2, "text": TEXT}), "utf-8")
    with pytest.raises(SystemExit, match="no comment of 2023 or later"):
        fit_openings.main([str(labels), "--comments", str(texts)])
