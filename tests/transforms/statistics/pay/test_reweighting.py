"""What each opening that states pay stands for, by the kind of opening it is."""

from __future__ import annotations

import polars as pl
import pytest

from transforms.statistics.pay.reweighting import weigh_openings


def openings(kinds: dict[str, tuple[int, int]]) -> tuple[pl.DataFrame, pl.Series]:
    """Openings by state ("CO": how many, how many of them state pay), each of its own employer."""
    rows = [
        (f"{state}{n}", state, n < stating)
        for state, (size, stating) in kinds.items()
        for n in range(size)
    ]
    frame = pl.DataFrame(rows, schema=["posting_id", "region", "is_stating"], orient="row")
    postings = frame.with_columns(
        opening_id="posting_id",
        employer_key="posting_id",
        country_codes=pl.lit(["US"]),
        role_counted=pl.lit("ml_engineer"),
        level=pl.lit(None, dtype=pl.String),
        remote_policy=pl.lit(None, dtype=pl.String),
        source=pl.lit("ashby"),
    )
    return postings.drop("is_stating"), frame.filter("is_stating")["posting_id"]


def weights(kinds: dict[str, tuple[int, int]]) -> dict[str, float]:
    found = weigh_openings(*openings(kinds)).with_columns(state=pl.col("opening_id").str.head(2))
    return dict(found.group_by("state").agg(pl.col("stands_for").first()).iter_rows())


def test_an_opening_stands_for_as_many_as_state_pay_among_its_kind() -> None:
    found = weights({"CO": (200, 200), "TX": (200, 50)})
    assert found["CO"] == pytest.approx(1, abs=0.05)
    assert found["TX"] == pytest.approx(4, rel=0.1)  # the ridge draws it a little to the mean


def test_where_all_kinds_state_pay_alike_each_stands_for_as_many() -> None:
    found = weights({"CO": (100, 50), "TX": (100, 50)})
    assert found["CO"] == pytest.approx(found["TX"])
    assert found["CO"] == pytest.approx(2, rel=0.01)


def test_rare_kinds_are_not_told_apart() -> None:
    found = weights({"CO": (100, 50), "UT": (5, 0)})
    assert found["UT"] == pytest.approx(found["CO"])


def test_a_chance_learnt_from_nothing_gives_no_endless_weight() -> None:
    found = weights({"CO": (100, 60), "TX": (100, 0)})
    assert max(found.values()) == pytest.approx(
        found["CO"]
    )  # trimmed at what those that state pay stand for


def test_when_nobody_or_nothing_is_there_nothing_stands_for_anything() -> None:
    postings, stating = openings({"CO": (20, 0)})
    assert weigh_openings(postings, stating)["stands_for"].is_finite().all()
    assert weigh_openings(postings.clear(), stating).is_empty()
