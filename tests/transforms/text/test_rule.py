"""Rules of a lexicon: regular expressions that ignore case say the same as Python's own, only sooner."""

import re
import tomllib
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.text.rule import rule


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
