"""What role a posting is read as, how sure that is, and what it shows as its reasons."""

from __future__ import annotations

import csv
import tomllib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.readers.role.features import role_features
from transforms.readers.role.model import (
    ROLE_CONFIDENCE_FLOOR,
    RoleReading,
    read_role,
    read_roles,
)
from transforms.readers.role.words import role_words
from transforms.readers.work import read_work
from transforms.text.document import Document, read_document
from transforms.vocabulary import READ_ROLES

LEXICONS = files("transforms.readers.role")

LLM_DUTIES = """Responsibilities:
- Build LLM-powered features and multi-agent workflows on OpenAI and Anthropic models
- Design retrieval-augmented generation pipelines with a vector database
- Write prompts, evals and guardrails, and watch latency and cost in production"""
TRAINING_DUTIES = """Responsibilities:
- Train and fine-tune deep learning models with PyTorch on large GPU clusters
- Build training pipelines, a feature store and model monitoring
- Optimise inference latency and deploy models to production"""
ANALYSIS_DUTIES = """Responsibilities:
- Design A/B tests and causal inference studies to inform product decisions
- Build statistical and predictive models in Python and SQL
- Present findings and recommendations to stakeholders"""
DASHBOARD_DUTIES = """Responsibilities:
- Build dashboards and reports in Tableau and Power BI
- Answer ad-hoc questions of the business with SQL and Excel
- Define KPIs with stakeholders and track the trends in monthly reporting"""
PIPELINE_DUTIES = """Responsibilities:
- Build ETL pipelines with Airflow, Spark and dbt into a Snowflake data warehouse
- Model the data lake and watch data quality and lineage
- Ingest source systems in batch and streaming with Kafka"""
BACKEND_DUTIES = """Responsibilities:
- Build backend microservices and REST APIs in Java with PostgreSQL
- Review code, write unit tests and keep the services reliable on Kubernetes
- Ship user-facing features with the React team"""
RESEARCH_DUTIES = """Responsibilities:
- Conduct original research into novel architectures and new training methods
- Publish papers at NeurIPS and ICML and run ablations and experiments
- Set the research agenda with other research scientists"""
SALES_DUTIES = """Responsibilities:
- Close deals with enterprise customers and carry a quota
- Build pipeline by outbound prospecting and keep Salesforce up to date
- Negotiate renewals with procurement"""


def read(title: str, body: str = "", department: str | None = None) -> RoleReading:
    return read_role(title, department, read_document(plain=body))


@pytest.mark.parametrize(
    ("title", "body", "role"),
    [
        ("AI Engineer", LLM_DUTIES, "ai_engineer"),
        ("Machine Learning Engineer", TRAINING_DUTIES, "ml_engineer"),
        ("Data Scientist", ANALYSIS_DUTIES, "data_scientist"),
        ("Data Analyst", DASHBOARD_DUTIES, "data_analyst"),
        ("Data Engineer", PIPELINE_DUTIES, "data_engineer"),
        ("Software Engineer", BACKEND_DUTIES, "software_engineer"),
        ("Research Scientist", RESEARCH_DUTIES, "research_scientist"),
        ("Account Executive", SALES_DUTIES, "other"),
    ],
)
def test_title_and_work_that_agree_are_read_with_confidence(
    title: str, body: str, role: str
) -> None:
    reading = read(title, body)
    assert reading.role == role
    assert reading.confidence > 0.8


@pytest.mark.parametrize(
    ("title", "body", "role"),
    [
        ("Software Engineer", LLM_DUTIES, "ai_engineer"),
        ("Machine Learning Engineer", LLM_DUTIES, "ai_engineer"),
        ("AI Engineer", TRAINING_DUTIES, "ml_engineer"),
        ("Software Engineer", PIPELINE_DUTIES, "data_engineer"),
        ("Applied Scientist", ANALYSIS_DUTIES, "data_scientist"),
    ],
)
def test_the_work_overrules_the_title(title: str, body: str, role: str) -> None:
    assert read(title, body).role == role


def test_a_team_of_engineers_gives_its_manager_their_role() -> None:
    assert read("Engineering Manager", BACKEND_DUTIES).role == "software_engineer"
    assert read("Data Science Manager", ANALYSIS_DUTIES).role == "data_scientist"


def test_what_the_company_says_of_itself_does_not_count() -> None:
    boast = "About us:\nWe build LLM agents, RAG pipelines and generative AI for everyone.\n"
    plain, boastful = (
        read("Backend Engineer", BACKEND_DUTIES),
        read("Backend Engineer", boast + BACKEND_DUTIES),
    )
    assert boastful == plain
    assert plain.role == "software_engineer"


def test_html_and_plain_text_of_one_posting_are_read_alike() -> None:
    items = "".join(f"<li>{line.removeprefix('- ')}</li>" for line in LLM_DUTIES.split("\n")[1:])
    html = read_document(html=f"<p><strong>Responsibilities:</strong></p><ul>{items}</ul>")
    assert read_role("AI Engineer", None, html) == read("AI Engineer", LLM_DUTIES)


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Senior Machine Learning Engineer", "ml_engineer"),
        ("LLM Engineer", "ai_engineer"),
        ("Staff Data Scientist", "data_scientist"),
        ("Analytics Engineer", "data_engineer"),
        ("Business Intelligence Analyst", "data_analyst"),
        ("Frontend Developer", "software_engineer"),
        ("Technical Recruiter", "other"),
    ],
)
def test_a_posting_without_a_body_is_read_by_its_title_and_says_so(title: str, role: str) -> None:
    reading = read(title)
    assert (reading.role, reading.basis) == (role, "title")
    assert all(item.feature in {"title", "department"} for item in reading.evidence)


def test_a_body_of_a_few_words_does_not_make_a_body() -> None:
    assert read("Data Scientist", "See our website.").basis == "title"
    assert read("Data Scientist", ANALYSIS_DUTIES).basis == "body"


def test_evidence_names_the_phrases_as_found_with_their_weight() -> None:
    evidence = read("AI Engineer", LLM_DUTIES).evidence
    phrases = " | ".join(item.phrase for item in evidence)
    assert "multi-agent" in phrases
    assert "AI Engineer" in phrases
    assert len(evidence) <= 6
    assert [abs(item.weight) for item in evidence] == sorted(
        (abs(item.weight) for item in evidence), reverse=True
    )


def test_stems_are_shown_as_whole_words() -> None:
    features = role_features("Engineer", None, read_document(plain=TRAINING_DUTIES))
    train = role_words().family_names.index("train")
    assert "fine-tune" in features.phrases("duties", train, most=9)


def test_a_phrase_inside_another_word_is_not_found() -> None:
    body = (
        "Responsibilities:\n"
        + "- Storage of tragic fragments in the garage, with courage and encouragement\n" * 3
    )
    assert "duties: rag" not in role_features("Clerk", None, read_document(plain=body)).values


def test_repeating_a_phrase_does_not_make_it_weigh_more() -> None:
    once, often = (
        role_features("Engineer", None, read_document(plain=TRAINING_DUTIES + "\n- PyTorch" * n))
        for n in (1, 50)
    )
    assert once.values["duties: dl_stack"] == often.values["duties: dl_stack"]


@given(st.text(max_size=300), st.one_of(st.none(), st.text(max_size=60)), st.text(max_size=600))
def test_any_text_gives_a_role_a_probability_and_short_evidence(
    title: str, department: str | None, body: str
) -> None:
    reading = read(title, body, department)
    assert reading.role in READ_ROLES
    assert 1 / len(READ_ROLES) <= reading.confidence <= 1
    assert len(reading.evidence) <= 6
    assert reading == read(title, body, department)


def test_a_posting_is_read_the_same_alone_and_among_others() -> None:
    titles = ["AI Engineer", "Nurse", "", "Data Scientist"] * 3
    bodies = [LLM_DUTIES, "", TRAINING_DUTIES, "We train models and people. " * 9] * 3
    documents = [read_document(plain=body) for body in bodies]
    nothing = [None] * len(titles)
    together = read_roles(titles, nothing, documents, nothing, read_work(documents))
    assert together == [read(title, body) for title, body in zip(titles, bodies, strict=True)]
    assert {reading.basis for reading in together} == {"body", "title"}
    assert read_roles([], [], [], [], []) == []


def test_an_endless_title_is_cut() -> None:
    assert read("engineer " * 100_000, LLM_DUTIES) == read(("engineer " * 100)[:300], LLM_DUTIES)


def test_the_table_of_weights_is_whole_and_names_only_known_features() -> None:
    lexicon = tomllib.loads(LEXICONS.joinpath("roles.toml").read_text("utf-8"))
    rows = list(
        csv.DictReader(LEXICONS.joinpath("roles_weights.csv").read_text("utf-8").splitlines())
    )
    assert {row["basis"] for row in rows} == {"body", "title"}
    for basis in ("body", "title"):
        names = [row["feature"] for row in rows if row["basis"] == basis]
        assert names[:2] == ["(temperature)", "(intercept)"]
        assert len(names) == len(set(names)) <= 3_500
        families = {
            name.split(": ")[1]
            for name in names
            if name.startswith(("duties: ", "asks: ", "share: "))
        }
        assert families <= set(lexicon["family"])
    assert all(-6 < float(row[role]) < 6 for row in rows for role in READ_ROLES)


def test_every_theme_and_title_in_the_lexicon_is_made_of_known_parts() -> None:
    lexicon = tomllib.loads(LEXICONS.joinpath("roles.toml").read_text("utf-8"))
    for theme in lexicon["theme"].values():
        assert set(theme["families"]) <= set(lexicon["family"])
    assert set(lexicon["interaction"]["titles"]) <= set(lexicon["title"])
    assert all(
        phrase == phrase.lower()
        for family in lexicon["family"].values()
        for phrase in family["phrases"]
    )


def test_an_empty_document_is_read() -> None:
    assert read_role("", None, Document("", ())).basis == "title"


NURSING = """Tehtävät
- Potilaiden hoito osastolla ja lääkkeiden jakaminen aamuisin sekä iltaisin
- Omaisten neuvonta ja yhteistyö lääkäreiden kanssa potilaiden asioissa
- Kirjaaminen potilastietojärjestelmään jokaisen vuoron päätteeksi
"""


def test_no_known_word_in_a_language_without_a_glossary_is_no_sign_of_other_work() -> None:
    document = read_document(plain=NURSING)
    assert read_role("Hoitaja", None, document, "fi").confidence < ROLE_CONFIDENCE_FLOOR
    # English words of the field are believed in every language.
    english = read_document(plain=LLM_DUTIES)
    assert read_role("AI Engineer", None, english, "fi").confidence > ROLE_CONFIDENCE_FLOOR


def test_a_title_in_letters_that_nothing_is_known_of_is_unclear() -> None:
    nothing = Document("", ())
    assert read_role("Водитель погрузчика", None, nothing).confidence < ROLE_CONFIDENCE_FLOOR
    assert read_role("Forklift driver", None, nothing).confidence > ROLE_CONFIDENCE_FLOOR
