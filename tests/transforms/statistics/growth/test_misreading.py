"""Misreading: how far measured growth may be from the growth of the roles themselves (METHODS, section 10)."""

from __future__ import annotations

import csv
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.statistics.growth.misreading import draw_mixture, read_mixture
from transforms.vocabulary import READ_ROLES

SURE = np.eye(8) * 1e9


def test_the_shipped_confusion_names_every_pair_of_roles_once():
    text = (
        files("transforms.statistics.growth")
        .joinpath("roles_confusion.csv")
        .read_text(encoding="utf-8")
    )
    rows = list(csv.DictReader(text.splitlines()))
    assert [(row["true"], row["read"]) for row in rows] == [
        (t, r) for t in READ_ROLES for r in READ_ROLES
    ]
    assert all(int(row["n"]) >= 0 for row in rows)


def test_when_every_role_is_read_as_it_is_nothing_is_displaced():
    change = np.log(np.arange(1.0, 9.0))[:, None]
    assert draw_mixture(SURE).displacement(change) == pytest.approx(np.zeros((8, 1)), abs=1e-4)


def test_when_all_roles_grow_alike_misreading_changes_nothing():
    assert read_mixture().displacement(np.full((8, 3), 0.4)) == pytest.approx(
        np.zeros((8, 3)), abs=1e-12
    )


def test_unmixing_finds_the_growth_that_was_mixed():
    confusion = SURE.copy()
    confusion[1, 0] = 1e9 / 3  # a quarter of what is read as the first role is the second
    true = np.ones(8)
    true[0] = 2.0
    measured = np.log(np.array([0.75 * 2 + 0.25, *true[1:]]))[:, None]
    displaced = draw_mixture(confusion).displacement(measured)
    assert displaced[0, 0] == pytest.approx(np.log(2 / 1.75), abs=1e-4)
    assert displaced[1:, 0] == pytest.approx(np.zeros(7), abs=1e-4)


def test_fewer_labels_leave_more_open():
    change = np.log([1.6, 1, 1, 1, 1, 1, 1, 1])[:, None]
    many, few = (
        draw_mixture((np.eye(8) * 9 + 1) * size).displacement(change)[0, 0] for size in (100, 1)
    )
    assert few > many


def test_a_role_whose_growth_is_not_known_is_taken_to_grow_like_the_one_it_hides_in():
    change = np.zeros((8, 1))
    change[5] = np.nan
    found = read_mixture().displacement(change)
    assert np.isnan(found[5, 0])
    assert np.delete(found[:, 0], 5) == pytest.approx(np.zeros(7), abs=1e-12)


@given(st.lists(st.floats(-2, 2), min_size=8, max_size=8))
def test_a_displacement_is_a_finite_width(change: list[float]):
    found = read_mixture().displacement(np.array(change)[:, None])
    assert np.isfinite(found).all()
    assert (found >= 0).all()
