"""The readers never step back: every figure of the labelled dev postings is compared with what it was."""

import pytest

from tests.gold.dev_figures import (
    GUARDED,
    MISTAKE_FIELDS,
    Measured,
    falls,
    gold_folder,
    measure_readers,
    read_baseline,
    table,
)

GOLD = gold_folder()


@pytest.mark.skipif(
    GOLD is None,
    reason="the labelled postings are not on this machine (../shared or ROLECALL_SHARED)",
)
def test_no_figure_on_the_dev_labels_falls(measured: list[str]) -> None:
    assert GOLD is not None
    before, now = read_baseline(), measure_readers(GOLD)
    measured += table(before, now)
    assert not falls(before, now), "\n".join(falls(before, now))


def with_mistakes(**mistakes: str) -> Measured:
    return Measured({"pay_f1": 0.95, "hn_role_f1": 0.8}, mistakes)


def row(**counts: int) -> str:
    return "".join(str(counts.get(name, 0)) for name in MISTAKE_FIELDS)


def test_a_fall_names_the_postings_that_are_read_worse() -> None:
    before = with_mistakes(a=row(), b=row(pay=1), c=row(pay=2, role=0))
    now = Measured(
        {"pay_f1": 0.93, "hn_role_f1": 0.8},
        {"a": row(pay=1), "b": row(pay=1), "c": row(pay=1, role=1)},
    )
    assert falls(before, now) == ["pay_f1 fell from 0.9500 to 0.9300; read worse than before: a"]


def test_a_fall_within_the_tolerance_and_a_rise_pass() -> None:
    now = Measured({"pay_f1": 0.941, "hn_role_f1": 0.9}, {"a": row(pay=1)})
    assert falls(with_mistakes(a=row()), now) == []


def test_a_fall_of_one_figure_is_told_beside_the_rise_of_another() -> None:
    now = Measured({"pay_f1": 1.0, "hn_role_f1": 0.7}, {"hackernews:1": row(hn_role=2)})
    lines = falls(with_mistakes(**{"hackernews:1": row()}), now)
    assert [line.split()[0] for line in lines] == ["hn_role_f1"]
    assert lines[0].endswith("hackernews:1")


def test_every_guarded_figure_points_at_a_field_whose_mistakes_are_kept() -> None:
    assert set(GUARDED.values()) == set(MISTAKE_FIELDS)


def test_the_table_shows_what_changed_and_that_the_figures_are_tuned_on() -> None:
    lines = table(with_mistakes(), Measured({"pay_f1": 0.97, "hn_role_f1": 0.8}, {}))
    assert "tuned on" in lines[0]
    assert [line.split() for line in lines[1:]] == [
        ["pay_f1", "0.9700", "+0.0200"],
        ["hn_role_f1", "0.8000"],
    ]
