"""What counts as right, figure by figure."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.statistics.evaluation.mistakes import (
    Pair,
    count_mistakes,
    f1,
    guide_skills,
    pay_ranges,
)
from transforms.statistics.evaluation.scoring import (
    count_confusion,
    find_worst_mistakes,
    score_figures,
    score_roles,
)
from transforms.vocabulary import FOCUS


def figure(name: str, *pairs: Pair) -> float:
    return dict(score_figures(pairs).select("figure", "value").iter_rows())[name]


def roles(*pairs: str) -> list[Pair]:
    """ "ai_engineer>other" is a label and what was read."""
    return [
        ({"id": n, "role": pair.split(">")[0]}, {"role": pair.split(">")[1]})
        for n, pair in enumerate(pairs)
    ]


def pay(
    low: float | None, high: float | None, kind: str = "base", currency: str = "USD"
) -> dict[str, object]:
    return {"min": low, "max": high, "currency": currency, "period": "year", "kind": kind}


def test_role_figures_count_each_posting_once() -> None:
    read = roles(
        "ai_engineer>ai_engineer", "ai_engineer>other", "other>other", "ml_engineer>ai_engineer"
    )
    assert figure("role_accuracy", *read) == 0.5
    assert figure("ai_engineer_precision", *read) == figure("ai_engineer_recall", *read) == 0.5
    assert figure("ai_engineer_f1", *read) == 0.5
    assert figure("ml_engineer_f1", *read) == 0.0
    assert (
        figure("role_macro_f1_focus", *read) == 0.25
    )  # of the focus roles that are labelled: no data_scientist here
    assert figure("role_macro_f1_all", *read) == pytest.approx((0.5 + 0.0 + 2 / 3) / 3)


def test_the_second_most_defensible_role_counts_only_in_the_lenient_figure() -> None:
    pair = ({"role": "ai_engineer", "role_alt": "ml_engineer"}, {"role": "ml_engineer"})
    assert (figure("role_accuracy", pair), figure("role_accuracy_lenient", pair)) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("field", "label", "read", "n_mistakes"),
    [
        ("level", "senior", "senior", 0),
        ("level", None, None, 0),
        ("level", None, "mid", 1),
        ("level", "mid", None, 1),
        ("years_min", 3, 3.0, 0),
        ("years_min", 3, None, 1),
        ("remote", "skip", "remote", 0),
        ("countries", ["US", "CA"], ["CA", "US"], 0),
        ("countries", ["US"], ["CA"], 2),
        ("countries", [], ["CA"], 1),
        ("pay", [pay(1, 2)], [pay(1.0, 2.0)], 0),
        ("pay", [pay(1, 2)], [pay(1, 3)], 2),
        ("pay", [pay(1, 2)], [pay(1, 2, currency="CAD")], 2),
        ("pay", [pay(1, 2)], [pay(1, 2, kind="unclear")], 0),
        ("pay", [pay(1, 2)], [pay(1, 2, kind="ote")], 1),
        ("pay", [pay(1, 2, kind="total")], [], 0),
        ("pay", [pay(None, 2)], [pay(0, 2)], 2),
        ("pay", [pay(1, 2)], [pay(1, 2), pay(1, 2)], 0),
        ("pay", None, [], 0),
        (
            "skills",
            ["python"],
            ["python", "php"],
            0,
        ),  # php is not in the guide: neither right nor wrong
        ("skills", ["python", "php"], ["python"], 1),  # but these labels name it
        ("skills", ["python"], ["python", "sql"], 1),
    ],
)
def test_a_field_is_right_or_holds_so_many_mistakes(
    field: str, label: object, read: object, n_mistakes: int
) -> None:
    assert count_mistakes(field, {field: label}, {field: read}) == n_mistakes


def test_a_field_that_the_label_lacks_is_not_scored() -> None:
    assert count_mistakes("level", {"role": "other"}, {"level": "mid"}) == 0
    assert set(score_figures([({"level": "mid"}, {"level": "mid"})])["figure"]) == {
        "level_accuracy"
    }


def test_a_posting_that_was_not_read_is_wrong_in_everything_that_is_labelled() -> None:
    label = {"role": "other", "level": None, "pay": [pay(1, 2)], "skills": ["sql"]}
    assert [count_mistakes(name, label, {}) for name in ("role", "level", "pay", "skills")] == [
        1,
        1,
        1,
        1,
    ]
    assert figure("role_accuracy", (label, {})) == 0.0
    assert count_confusion([(label, {})]).row(0, named=True) == {
        "label": "other",
        "not read": 1,
        "other": 0,
    }


def test_of_a_reading_every_skill_of_the_taxonomy_is_compared_when_the_labels_name_it() -> None:
    read = {
        "skills": ["sql"],
        "skill_requirements": {"sql": "required", "php": "required", "elixir": "mentioned"},
    }
    assert figure("skills_f1", ({"skills": ["sql"]}, read)) == 1.0
    assert figure("skills_f1", ({"skills": ["sql", "php"]}, read)) == 1.0


def test_pay_and_sets_are_pooled_over_postings() -> None:
    two = ({"pay": [pay(1, 2), pay(3, 4)]}, {"pay": [pay(1, 2)]})
    none = ({"pay": []}, {"pay": [pay(5, 6)]})
    assert (figure("pay_precision", two, none), figure("pay_recall", two, none)) == (0.5, 0.5)
    assert (figure("pay_f1", two, none), figure("pay_posting_exact", two, none)) == (0.5, 0.0)


def test_nothing_to_find_and_nothing_found_is_right() -> None:
    assert figure("pay_f1", ({"pay": []}, {"pay": []})) == 1.0


def test_a_macro_average_counts_what_is_labelled_ten_times() -> None:
    often = [({"skills": ["python"]}, {"skills": ["python"]})] * 10
    seldom = [({"skills": ["sql"]}, {"skills": []})] * 9
    assert figure("skills_macro_f1", *often, *seldom) == 1.0


def test_every_interval_holds_its_value_and_the_same_labels_give_the_same_interval() -> None:
    read = roles(
        *["ai_engineer>ai_engineer"] * 20, *["other>ai_engineer"] * 5, *["ai_engineer>other"] * 4
    )
    bounded = score_figures(read).drop_nulls()
    assert {"role_accuracy", "ai_engineer_f1", "role_macro_f1_focus"} <= set(bounded["figure"])
    assert ((bounded["low"] < bounded["value"]) & (bounded["value"] < bounded["high"])).all()
    assert score_figures(read).equals(score_figures(read))


def test_the_roles_table_gives_precision_and_recall_with_their_intervals() -> None:
    table = {
        row["role"]: row
        for row in score_roles(roles("other>other", "other>other", "ml_engineer>other")).to_dicts()
    }
    assert (table["other"]["recall"], table["other"]["n_labelled"], table["other"]["n_read"]) == (
        1.0,
        2,
        3,
    )
    assert table["other"]["precision_low"] < 2 / 3 < table["other"]["precision_high"]
    assert table["ml_engineer"]["precision"] is None


def test_the_worst_mistakes_are_the_surest_ones_with_what_misled_them() -> None:
    evidence = [{"feature": "duties: x", "phrase": "train models", "weight": 1.25}]
    pairs: list[Pair] = [
        (
            {"id": "a", "role": "other"},
            {"role": "ml_engineer", "role_confidence": 0.6, "role_evidence": evidence},
        ),
        (
            {"id": "b", "role": "other"},
            {"role": "ml_engineer", "role_confidence": 0.9, "role_evidence": None},
        ),
        (
            {"id": "c", "role": "other"},
            {"role": "other", "role_confidence": 1.0, "role_evidence": []},
        ),
    ]
    found = find_worst_mistakes(pairs, 5)
    assert found["id"].to_list() == ["b", "a"]
    assert found["evidence"].to_list() == ["", "train models (+1.2)"]
    assert find_worst_mistakes(pairs, 1).height == 1


def test_the_guide_names_103_skills_of_the_taxonomy() -> None:
    from transforms.readers.taxonomy import taxonomy

    assert len(guide_skills()) == 103
    assert guide_skills() <= taxonomy().keys()


RANGES = st.lists(
    st.builds(
        pay,
        st.none() | st.integers(1, 3),
        st.none() | st.integers(1, 3),
        st.sampled_from(["base", "unclear", "ote", "total"]),
    ),
    max_size=4,
)


@settings(deadline=None)
@given(RANGES)
def test_ranges_are_distinct_and_a_copy_changes_nothing(stated: list[dict[str, object]]) -> None:
    assert pay_ranges({"pay": stated + stated}) == pay_ranges({"pay": stated})


@settings(deadline=None)
@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_f1_is_a_share_and_does_not_tell_extra_from_missed(
    right: int, extra: int, missed: int
) -> None:
    assert 0 <= f1(right, extra, missed) <= 1
    assert f1(right, extra, missed) == f1(right, missed, extra)


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from([*FOCUS, "other"]), st.sampled_from([*FOCUS, "other"])),
        min_size=1,
        max_size=20,
    )
)
def test_reading_every_role_right_is_one_and_nothing_beats_it(pairs: list[tuple[str, str]]) -> None:
    read = [({"id": n, "role": true}, {"role": guess}) for n, (true, guess) in enumerate(pairs)]
    right = [(label, {"role": label["role"]}) for label, _ in read]
    assert figure("role_accuracy", *read) <= figure("role_accuracy", *right) == 1.0
