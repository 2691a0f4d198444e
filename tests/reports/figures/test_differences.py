"""The clearest difference between the roles: by intervals, also where no opening of a role has a value."""

from __future__ import annotations

import polars as pl

from reports.figures import differences

NBSP = "\u00a0"

Shares = dict[str, tuple[float, float, float]]


def _table(n_of: int, **by_value: Shares) -> pl.DataFrame:
    """Shares with their intervals, by value and role."""
    return pl.DataFrame(
        [
            {
                "value": value,
                "role": role,
                "share": share,
                "share_low": low,
                "share_high": high,
                "n_of": n_of,
            }
            for value, shares in by_value.items()
            for role, (share, low, high) in shares.items()
        ]
    )


RARE: Shares = {
    "ai_engineer": (0.01, 0.003, 0.035),
    "ml_engineer": (0, 0, 0.02),
    "data_scientist": (0, 0, 0.06),
}
COMMON: Shares = {
    "ai_engineer": (0.40, 0.36, 0.44),
    "ml_engineer": (0.30, 0.25, 0.35),
    "data_scientist": (0.28, 0.21, 0.35),
}


def _finding(**by_value: Shares) -> str:
    return differences.finding(_table(204, **by_value), "level").words.replace(NBSP, " ")


def test_two_openings_against_none_of_a_small_role_are_no_clear_difference() -> None:
    assert _finding(intern=RARE, senior=COMMON).startswith("40 % of openings for AI engineers")


def test_many_openings_against_none_are_the_clearest_difference() -> None:
    many: Shares = {
        "ml_engineer": (0.35, 0.28, 0.42),
        "ai_engineer": (0, 0, 0.02),
        "data_scientist": (0, 0, 0.06),
    }
    found = _finding(staff=many, senior=COMMON)
    assert found.startswith("35 % of openings for ML engineers")
    assert found.endswith("against none for AI engineers and none for data scientists.")


def test_where_no_value_tells_the_roles_apart_the_most_usual_one_is_told() -> None:
    alike: Shares = dict.fromkeys(COMMON, (0.4, 0.3, 0.5))
    said = differences.finding(_table(204, intern=RARE, senior=alike), "level")
    assert said.words == "Level: no role is measurably ahead of the others."
    assert said.basis.startswith("Openings that are of level senior.")


def test_every_other_role_counts_not_the_one_with_the_next_share_alone() -> None:
    wide: Shares = {
        "ai_engineer": (0.50, 0.45, 0.55),
        "ml_engineer": (0.20, 0.15, 0.25),
        "data_scientist": (0.18, 0.05, 0.48),
    }
    assert _finding(staff=wide, senior=COMMON).startswith("40 % of openings for AI engineers")
