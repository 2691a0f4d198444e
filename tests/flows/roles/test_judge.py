"""How good a role model is for employers that it did not see: figures worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from flows.roles.judge import confusion, focus_f1, print_report
from transforms.vocabulary import READ_ROLES

TRUE = np.array(["ai_engineer", "ai_engineer", "ml_engineer", "ml_engineer"])
READ = np.array(["ai_engineer", "ml_engineer", "ai_engineer", "ml_engineer"])


def test_f1_counts_both_kinds_of_mistakes() -> None:
    assert focus_f1(TRUE, READ).tolist() == pytest.approx([0.5, 0.5, 0.0, 1 / 3])


def test_the_confusion_counts_labels_by_row_and_readings_by_column() -> None:
    counts = confusion(TRUE, READ)
    assert counts[:2, :2].tolist() == [[1, 1], [1, 1]]
    assert counts.sum() == 4


def test_the_report_says_how_often_a_stated_confidence_was_right(
    capsys: pytest.CaptureFixture[str],
) -> None:
    sure = np.full((4, len(READ_ROLES)), -100.0)
    sure[range(4), [READ_ROLES.index(role) for role in READ]] = 100.0
    print_report(TRUE.tolist(), ["a", "b", "c", "d"], ["high"] * 4, [sure], 1.0)
    said = capsys.readouterr().out
    assert "role_accuracy       0.500" in said
    assert "expected calibration error 0.5000" in said
