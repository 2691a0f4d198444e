"""The rulings on role that the labels follow (nine of them, 2026-11), each as an invented posting with its role."""

from __future__ import annotations

import pytest

from transforms.readers.role.model import read_role
from transforms.text.document import read_document


@pytest.mark.parametrize(
    ("title", "role", "body"),
    [
        pytest.param(
            "Software Engineer",
            "software_engineer",
            """Responsibilities:
- Build REST APIs, connectors and screens for our customers' accounts in TypeScript and React
- Run CI/CD, Kubernetes and PostgreSQL for the services around our AI assistant
- Write tests and review code, with Cursor and Copilot where they help
Requirements:
- Five years of backend development in Go or TypeScript""",
            id="ordinary work at an AI company",
        ),
        pytest.param(
            "Software Engineer",
            "ai_engineer",
            """Responsibilities:
- Build LLM agents and their tools and memory for our support product
- Write services in Python and ship them with the platform team
- Evaluate LLM outputs with evals and keep prompts versioned
Requirements:
- Hands-on experience with LLM agents, RAG and prompt engineering""",
            id="LLM work named and asked for",
        ),
        pytest.param(
            "AI Engineer",
            "ai_engineer",
            """Responsibilities:
- Integrate existing models into our product by API, from prompt to production
- Build retrieval over our documents and keep hallucinations down with evals
- Fine-tune a model where needed
- Watch cost and latency of model calls""",
            id="one line of fine-tuning in LLM work",
        ),
        pytest.param(
            "AI/ML Engineer",
            "ml_engineer",
            """Responsibilities:
- Develop machine learning models for demand and fraud in Python
- Build training pipelines and feature stores and deploy models to production
- Monitor drift and retrain""",
            id="AI/ML without any LLM",
        ),
        pytest.param(
            "AI Engineer",
            "ml_engineer",
            """Responsibilities:
- Train and fine-tune open large language models on our own GPU clusters
- Optimise inference with vLLM, quantization and custom kernels
- Build the post-training pipeline with RLHF and reward models""",
            id="an AI engineer who trains",
        ),
        pytest.param(
            "Research Engineer",
            "research_scientist",
            """Responsibilities:
- Invent new methods for reasoning in language models and publish them at NeurIPS and ICML
- Run ablations and experiments with other researchers
Requirements:
- PhD in machine learning and a record of first-author publications""",
            id="publishing and a PhD demanded",
        ),
        pytest.param(
            "Applied Scientist",
            "ml_engineer",
            """Responsibilities:
- Train ranking and recommendation models and ship them to production
- Own model serving, monitoring and retraining pipelines
- Optimise inference latency with the platform team""",
            id="an applied scientist who ships models",
        ),
        pytest.param(
            "Data Scientist, Marketing",
            "data_scientist",
            """Responsibilities:
- Build forecasts and uplift models that decide where budget goes
- Design experiments and measure incrementality
- Present insights to leadership""",
            id="models that feed decisions",
        ),
        pytest.param(
            "Forward Deployed Engineer",
            "ai_engineer",
            """Responsibilities:
- Build LLM agents and RAG pipelines in the environments of our customers
- Write prompts, tools and evals with their teams and bring them to production
- Write Python every day""",
            id="forward deployed who builds agents",
        ),
        pytest.param(
            "Solutions Consultant",
            "other",
            """Responsibilities:
- Present demos of our AI platform to prospects and answer requests for proposals
- Advise customers on adoption and run workshops
- Support the sales team until deals close""",
            id="a consultant who builds nothing",
        ),
        pytest.param(
            "GTM Growth Lead",
            "other",
            """Responsibilities:
- Run outbound campaigns and meet pipeline targets
- Configure AI agents and automations in n8n and HubSpot for the sales team
- Report on conversion to the head of sales""",
            id="sales targets and configuration",
        ),
        pytest.param(
            "AI Trainer",
            "other",
            """Responsibilities:
- Rate and rank responses of AI models in your native language
- Write prompts and ideal answers and annotate errors by our rubrics
- Work flexible hours as a freelance expert""",
            id="rating the output of models",
        ),
        pytest.param(
            "Data Engineer, Training Data",
            "data_engineer",
            """Responsibilities:
- Build ETL pipelines that collect and clean training data for our models
- Run Spark and Airflow jobs over a data lake and watch data quality
- Model tables for the teams that train""",
            id="pipelines of training data",
        ),
        pytest.param(
            "Engineering Manager, AI Products",
            "ai_engineer",
            """Responsibilities:
- Lead a team of engineers who build LLM agents, RAG and prompts into our product
- Set the road map for evals, guardrails and agent orchestration
- Hire and coach engineers""",
            id="a manager has the role of the team",
        ),
        pytest.param(
            "Robotics Software Engineer",
            "software_engineer",
            """Responsibilities:
- Write motion control and drivers in C++ for our robot arms
- Integrate sensors, firmware and ROS nodes
- Debug embedded Linux on hardware""",
            id="robots without learning",
        ),
    ],
)
def test_the_work_decides_by_the_rulings(title: str, role: str, body: str) -> None:
    assert read_role(title, None, read_document(plain=body)).role == role


def test_llm_work_that_only_the_company_names_changes_nothing() -> None:
    duties = (
        "Responsibilities:\n" + "- Write Java services, REST APIs and unit tests for billing\n" * 3
    )
    boast = "About us:\nWe train frontier language models and publish at NeurIPS.\n"
    plain, boastful = (
        read_role("Software Engineer", None, read_document(plain=text))
        for text in (duties, boast + duties)
    )
    assert boastful == plain
    assert plain.role == "software_engineer"
