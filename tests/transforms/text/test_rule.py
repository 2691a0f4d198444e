"""Rules of a lexicon: regular expressions that ignore case say the same as Python's own, only sooner."""

import re
import tomllib
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.text.rule import rule, words_pattern


@pytest.mark.parametrize(
    ("source", "text", "is_in"),
    [
        ("(?i)Visa Sponsor", "we offer VISA sponsorship", True),
        (r"(?i)\bB\.?S\b", "a bs in physics", True),
        (r"(?i)\S+ Equity", " equity", False),
        (r"(?i)\W[A-C]\W", "grade B.", True),
        ("[Mm]aster", "MASTER", False),
        ("[Mm]aster", "a Master", True),
    ],
)
def test_a_rule_is_in_a_text_or_not(source: str, text: str, is_in: bool) -> None:
    assert rule(source).is_in(text) is is_in


def test_the_lower_case_text_of_the_caller_is_used() -> None:
    assert rule("(?i)GO").is_in("Go", "go")
    assert not rule("Go").is_in("GO", "go")


RULES = [
    source
    for table in tomllib.loads(
        files("transforms.readers.asks").joinpath("asks.toml").read_text(encoding="utf-8")
    ).values()
    for source in table.values()
    if isinstance(source, str)
]
WORDS = st.sampled_from(
    [
        "Visa",
        "sponsor",
        "EQUITY",
        "years",
        "5",
        "of",
        "Bachelor’s",
        "degree",
        "in",
        "Maths",
        "GitHub",
        "we",
        "+",
        ".",
        "Ph.D",
        "not",
        "our",
    ]
)


@settings(deadline=None)
@given(st.sampled_from(RULES), st.lists(WORDS, max_size=12).map(" ".join))
def test_every_rule_of_the_asks_says_what_the_expression_itself_says(
    source: str, text: str
) -> None:
    assert rule(source).is_in(text) == (re.search(source, text) is not None)


@pytest.mark.parametrize(
    ("source", "compiled"),
    [
        (r"\bml\b|\bai\b", r"\b(?:ml\b|ai\b)"),
        (r"x|\ba|\bb|y|\bc", r"x|\b(?:a|b)|y|\b(?:c)"),
        (r"(?i)\ba|\b[|)](b|c)", r"(?i)\b(?:a|[|)](b|c))"),
        (r"\ba\||\b[]|]", r"\b(?:a\||[]|])"),
        ("plain", "plain"),
    ],
)
def test_neighbouring_alternatives_share_their_look_for_the_edge_of_a_word(
    source: str, compiled: str
) -> None:
    assert words_pattern(source).pattern == compiled


@settings(deadline=None)
@given(
    st.lists(st.sampled_from([r"\bof", r"\b(in|our)\b", "not", r"\b[Vw]", r"5|\b\+"]), min_size=1),
    st.lists(WORDS, max_size=12).map(" ".join),
)
def test_a_pattern_of_words_matches_where_its_source_does(sources: list[str], text: str) -> None:
    source = "|".join(sources)
    expected = [(found.span(), found.groups()) for found in re.finditer(source, text)]
    found = words_pattern(source).finditer(text)
    assert [(one.span(), one.groups()) for one in found] == expected
