"""These markets are made up of few weeks: each counts, as in a panel that is younger than eight weeks."""

from __future__ import annotations

import math

import pytest

from transforms.statistics.growth import panel


@pytest.fixture(autouse=True)
def young_panel(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaves no board's first weeks out, but in the tests of just that."""
    if request.module.__name__.rpartition(".")[2] != "test_settling":
        monkeypatch.setattr(panel, "SETTLES_FROM_DAYS", math.inf)
