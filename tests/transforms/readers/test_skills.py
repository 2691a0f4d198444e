"""What counts as a skill of a posting: a phrase that matches, one that must not, and how strongly it is asked."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.readers.requirement import REQUIREMENTS
from transforms.readers.skills import SkillMention, read_skills
from transforms.readers.taxonomy import taxonomy
from transforms.text.document import KINDS, Document, Section, read_document

CONTEXTS = {"before", "after", "near", "exclude", "employer"}
"""Keys of the lexicon that make a match depend on the words around it."""


def named(line: str, kind: str = "requirements", title: str = "") -> set[str]:
    """Ids found in a posting of one section of one line."""
    document = Document(line, (Section(kind, "", line),))
    return {mention.skill for mention in read_skills(title, document)}


def mentions(plain: str) -> dict[str, SkillMention]:
    return {mention.skill: mention for mention in read_skills("", read_document(plain=plain))}


@pytest.mark.parametrize(
    ("line", "skill"),
    [
        ("Strong Python and SQL", "python"),
        ("Queries in PL/SQL", "sql"),
        ("Services written in Go or Rust", "go"),
        ("Golang in production", "go"),
        ("Statistics in R, SAS or Stata", "r"),
        ("Comfortable with R/Python", "r"),
        ("Modern C++17", "cpp"),
        ("C#/.NET services", "csharp"),
        ("С++ with a Cyrillic letter", "cpp"),
        ("С# with a Cyrillic letter", "csharp"),
        ("RUST, GO AND KAFKA", "rust"),
        ("JS and HTML", "javascript"),
        ("sklearn pipelines", "scikit_learn"),
        ("scikit-learn pipelines", "scikit_learn"),
        ("LightGBM models", "xgboost"),
        ("Fine‑tuning of open models", "fine_tuning"),
        ("finetuned checkpoints", "fine_tuning"),
        ("post-training of language models", "fine_tuning"),
        ("Retrieval-Augmented Generation", "rag"),
        ("You build agentic workflows", "ai_agents"),
        ("Design evals for our assistants", "llm_evaluation"),
        ("Evaluate the quality of LLM outputs", "llm_evaluation"),
        ("MCP servers and tools", "mcp"),
        ("Pinecone or Weaviate", "vector_database"),
        ("Serving with vLLM", "model_serving"),
        ("Deploying models to production", "model_serving"),
        ("model registry and experiment tracking", "mlops"),
        ("K8s and Helm", "kubernetes"),
        ("Containerized services", "docker"),
        ("Infrastructure-as-code", "terraform"),
        ("dimensional modelling", "data_modeling"),
        ("Dashboards in Looker", "data_visualization"),
        ("Data visualisation", "data_visualization"),
        ("A/B tests and hypothesis testing", "ab_testing"),
        ("Design and run online experiments", "ab_testing"),
        ("Advanced Excel", "excel"),
        ("Next.js front ends", "react"),
        ("RESTful services", "rest_api"),
    ],
)
def test_a_skill_is_found_in_the_forms_people_write(line: str, skill: str) -> None:
    assert skill in named(line)


@pytest.mark.parametrize(
    ("line", "skill"),
    [
        ("Own our go-to-market motion", "go"),
        ("Go above and beyond for Python users", "go"),
        ("Lead R&D for our Python team", "r"),
        ("Series R funding for a Python shop", "r"),
        ("NoSQL stores", "sql"),
        ("JavaScript front ends", "java"),
        ("Scalable services", "scala"),
        ("You excel at writing", "excel"),
        ("React quickly to incidents", "react"),
        ("Spark joy in users", "spark"),
        ("TS/SCI clearance for Python work", "typescript"),
        ("Causal inference", "model_serving"),
        ("Fine-tune your process", "fine_tuning"),
        ("Embedding compliance into the roadmap", "embeddings"),
        ("Support agents in call centres", "ai_agents"),
        ("Degree in computer science, statistics or a related field", "statistics"),
        ("Link to your GitHub profile", "git"),
        ("A cross-functional partner of ML teams", "machine_learning"),
    ],
)
def test_words_that_only_look_like_a_skill_do_not_count(line: str, skill: str) -> None:
    assert skill not in named(line)


@pytest.mark.parametrize(
    ("child", "parent"),
    [
        ("SageMaker", "aws"),
        ("BigQuery", "gcp"),
        ("PySpark jobs", "spark"),
        ("PySpark jobs", "python"),
        ("FAISS", "vector_database"),
    ],
)
def test_a_parent_is_counted_with_its_child(child: str, parent: str) -> None:
    assert parent in named(child)


@pytest.mark.parametrize("kind", ["about", "benefits", "legal"])
def test_a_skill_named_only_in_the_companys_own_words_is_not_asked(kind: str) -> None:
    assert named("Our platform runs on Kubernetes", kind) == set()


def test_a_line_that_asks_the_applicant_counts_under_any_heading() -> None:
    assert "kubernetes" in named("Hands-on experience with Kubernetes", "legal")


def test_the_title_names_skills_too() -> None:
    assert named("", title="Senior Python Engineer") >= {"python"}


def test_a_companys_name_is_not_a_skill_in_its_own_postings() -> None:
    own = read_document(
        plain="**Requirements**\n\nAt Databricks you write Python.\n\nDatabricks notebooks"
    )
    other = read_document(plain="**Requirements**\n\nDatabricks notebooks")
    assert "databricks" not in {mention.skill for mention in read_skills("", own)}
    assert "databricks" in {mention.skill for mention in read_skills("", other)}


def test_requirement_follows_section_and_phrasing() -> None:
    found = mentions(
        "**Responsibilities**\n\n- Ship dashboards\n\n"
        "**Requirements**\n\n- Python\n- Experience with Rust is a plus\n\n"
        "**Nice to have**\n\n- Terraform\n"
    )
    assert {
        skill: found[skill].requirement
        for skill in ("data_visualization", "python", "rust", "terraform")
    } == {
        "data_visualization": "mentioned",
        "python": "required",
        "rust": "preferred",
        "terraform": "preferred",
    }


def test_an_abbreviation_does_not_end_the_sentence_that_asks() -> None:
    assert (
        mentions("**Responsibilities**\n\n- Knowledge of languages (e.g. Java)")["java"].requirement
        == "required"
    )


def test_a_wish_at_the_end_is_one_for_what_stands_before_and_behind_an_abbreviation() -> None:
    found = mentions(
        "**Requirements**\n\n- Knowledge of ETL tools (e.g. Talend, i.e. SSIS) is a plus"
    )
    assert {found[skill].requirement for skill in ("etl", "talend", "ssis")} == {"preferred"}


def test_the_strongest_requirement_is_kept_whatever_the_order() -> None:
    weak, strong = "**Nice to have**\n\n- Kafka\n", "**Requirements**\n\n- Kafka\n"
    assert mentions(weak + strong)["kafka"].requirement == "required"
    assert mentions(strong + weak)["kafka"].requirement == "required"


def test_the_phrase_is_what_the_posting_wrote() -> None:
    assert mentions("**Requirements**\n\n- K8s in production")["kubernetes"].phrase == "K8s"


def test_html_and_markdown_name_the_same_skills() -> None:
    html = "<h3>Requirements</h3><ul><li>Python &amp; SQL</li><li>C++</li></ul>"
    plain = "**Requirements**\n\n- Python & SQL\n- C\\+\\+\n"
    assert read_skills("", read_document(html=html)) == read_skills("", read_document(plain=plain))


def test_taxonomy_holds_hundreds_of_skills_with_known_parents() -> None:
    skills = taxonomy()
    assert len(skills) >= 400
    assert {parent for skill in skills.values() for parent in skill.parents} <= set(skills)
    assert all(skill.name and skill.id.isidentifier() for skill in skills.values())


def test_no_skill_is_its_own_ancestor() -> None:
    skills = taxonomy()
    for id_ in skills:
        seen, climbing = set(), list(skills[id_].parents)
        while climbing:
            parent = climbing.pop()
            assert parent != id_
            if parent not in seen:
                seen.add(parent)
                climbing.extend(skills[parent].parents)


def test_every_skill_without_a_context_is_found_by_each_of_its_aliases() -> None:
    lexicon = tomllib.loads(
        files("transforms.readers").joinpath("skills.toml").read_text(encoding="utf-8")
    )
    free = {
        id_: entry
        for entries in lexicon.values()
        for id_, entry in entries.items()
        if not CONTEXTS & set(entry)
    }
    assert len(free) > 300
    lost = [
        (id_, alias)
        for id_, entry in free.items()
        for alias in (*entry.get("aliases", ()), *entry.get("cased", ()))
        if id_ not in named(alias)
    ]
    assert lost == []


@given(st.text(max_size=300), st.text(max_size=80), st.sampled_from(KINDS))
def test_any_text_is_read_without_error_and_each_skill_once(
    body: str, heading: str, kind: str
) -> None:
    found = read_skills(heading, Document(body, (Section(kind, heading, body),)))
    ids = [mention.skill for mention in found]
    assert ids == sorted(set(ids))
    assert all(mention.requirement in REQUIREMENTS for mention in found)


@given(
    st.lists(
        st.sampled_from(
            ["Python", "Go and Rust", "İstanbul ofisi", "R, SAS", "C++", "AWS", "naïve text"]
        ),
        max_size=6,
    )
)
def test_phrases_are_words_of_the_posting(lines: list[str]) -> None:
    text = "\n".join(lines)
    for mention in read_skills("", Document(text, (Section("requirements", "", text),))):
        assert mention.phrase in text
