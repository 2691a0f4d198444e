"""How far a wish reaches: what it governs is preferred, and the rest of its sentence stays required."""

import pytest

from transforms.readers.skills import read_skills
from transforms.text.document import Document, Section


def preferred(line: str, kind: str = "requirements") -> set[str]:
    document = Document(line, (Section(kind, "", line),))
    return {
        mention.skill for mention in read_skills("", document) if mention.requirement == "preferred"
    }


def requirement_of(skill: str, line: str, kind: str = "requirements") -> str:
    document = Document(line, (Section(kind, "", line),))
    return {mention.skill: mention.requirement for mention in read_skills("", document)}[skill]


@pytest.mark.parametrize(
    ("line", "wished"),
    [
        ("You ship Python services (bonus for Rust)", {"rust"}),
        ("A BI tool (Looker, Tableau preferred) and solid SQL", {"looker", "tableau"}),
        ("Python and SQL in our office (Oslo or Bergen preferred)", set()),
        ("Strong SQL (Python or R (or Scala) ideally) and Kafka", {"python", "r", "scala"}),
        ("Good Java (SQL required; Kafka a plus)", {"kafka"}),
        ("Fluent in Python (3+ years preferred)", set()),
    ],
)
def test_a_wish_in_brackets_governs_its_brackets(line: str, wished: set[str]) -> None:
    assert preferred(line) == wished


@pytest.mark.parametrize(
    ("line", "wished"),
    [
        ("Backend languages like Rust (preferred), Java or Scala", {"rust"}),
        ("Python (desired) and Kafka", {"python"}),
        ("Kafka and Spark (nice to have)", {"kafka", "spark"}),
        ("Kafka (preferred): 3 years", {"kafka"}),
        ("(Optional) Kafka and Spark", {"kafka", "spark"}),
        ("Data tools (not required for this role): Kafka, Spark", {"kafka", "spark"}),
    ],
)
def test_a_bracket_that_only_wishes_means_what_stands_before_it(
    line: str, wished: set[str]
) -> None:
    assert preferred(line) == wished


@pytest.mark.parametrize(
    ("line", "wished"),
    [
        ("Deep Python or Java skills, preferably with LangGraph", {"langgraph"}),
        ("Ideally, you know Kafka and Spark", {"kafka", "spark"}),
        ("Fluent in Python, with a preference for Django", {"django"}),
        ("Solid SQL, bonus points for Snowflake", {"snowflake"}),
        ("Python, idealerweise auch Rust", {"rust"}),
        ("Python and Rust, ideally.", {"python", "rust"}),
    ],
)
def test_preferably_governs_what_follows_and_at_the_end_what_stands_before(
    line: str, wished: set[str]
) -> None:
    assert preferred(line) == wished


@pytest.mark.parametrize(
    ("line", "wished"),
    [
        ("Strong Java; experience with Kafka is a plus", {"kafka"}),
        ("Nice to have: Kafka; Spark; Flink", {"kafka", "spark", "flink"}),
        ("Kafka, Spark or Flink is a plus", {"kafka", "spark", "flink"}),
    ],
)
def test_a_wish_governs_its_clause_unless_it_is_the_label_of_a_list(
    line: str, wished: set[str]
) -> None:
    assert preferred(line) == wished


@pytest.mark.parametrize(
    "line",
    [
        "Preference optimization of large language models in Python",
        "Models of user preferences in Python",
        "Python that gives us a competitive advantage",
        "You take advantage of Spark",
        "Java plus SQL",
        "Python for disadvantaged learners",
        "Testing in Python is not optional",
    ],
)
def test_words_that_only_look_like_a_wish_prefer_nothing(line: str) -> None:
    assert preferred(line) == set()


def test_what_a_bracket_wishes_for_makes_nothing_outside_it_required() -> None:
    line = "Maintain dashboards in Python (Spark experience preferred)"
    assert requirement_of("python", line, kind="duties") == "mentioned"
    assert requirement_of("spark", line, kind="duties") == "preferred"
