"""Pairs of skills: how often two stand together against chance, and the floors of a pair."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from transforms.statistics import pairs

NOW = datetime(2026, 6, 1)
POSTING = pl.Schema(
    dict.fromkeys(["posting_id", "opening_id", "employer_key", "role_counted", "period"], pl.String)
    | dict.fromkeys(["has_text", "is_left_truncated", "is_census"], pl.Boolean)
    | dict.fromkeys(["first_seen_at", "last_seen_at"], pl.Datetime("us"))
)
SKILL = pl.Schema(dict.fromkeys(["posting_id", "skill"], pl.String))


def _posting(name: str, employer_key: str) -> dict[str, object]:
    return {
        "posting_id": name,
        "opening_id": name,
        "employer_key": employer_key,
        "role_counted": "ai_engineer",
        "has_text": True,
        "is_census": False,
        "first_seen_at": NOW,
        "last_seen_at": NOW,
    }


def _pairs(naming_both: list[str]) -> list[tuple[object, ...]]:
    """The pairs of a market in which one opening of each of these employers names both skills, and twenty name none."""
    postings = [_posting(f"p{n}", key) for n, key in enumerate(naming_both)]
    skills = [(f"p{n}", skill) for n in range(len(postings)) for skill in ("python", "rag")]
    postings += [_posting(f"s{n}", f"silent-{n}") for n in range(20)]
    made = pl.DataFrame(postings, schema=POSTING), pl.DataFrame(skills, schema=SKILL, orient="row")
    return pairs.measure_pairs(*made).rows()


def test_pairs_are_compared_with_chance():
    assert _pairs([f"e{n}" for n in range(20)]) == [
        ("ai_engineer", "python", "rag", 20, 20, 0.05, 2.0)
    ]


def test_a_pair_needs_ten_openings_of_five_employers_and_none_with_more_than_a_third():
    assert len(_pairs([*"abcdefghij"])) == 1
    assert not _pairs([*"abcdefghi"])
    assert not _pairs([*"aaabbbcccddd"])
    assert len(_pairs([*"aaaabcdefghi"])) == 1
    assert not _pairs([*"aaaaabcdefghi"])
