"""Invented postings of about 4.5 kB of visible text, the same ones in every run: what the benchmark reads by default."""

from __future__ import annotations

import random

import polars as pl

from transforms.posting import Posting, posting_frame

SEED = 20260101

TITLES = (
    "AI Engineer",
    "Senior Machine Learning Engineer",
    "Data Scientist II",
    "Staff Data Engineer",
    "Account Executive",
)
CITIES = (
    "Berlin, Germany",
    "Remote (US/Canada)",
    "New York, NY",
    "London",
    "Toronto, ON | Remote - EMEA",
    "Utrecht",
)
OPENERS = (
    "Design and ship",
    "Own the quality of",
    "Work with product on",
    "Measure and improve",
    "Write and review",
    "Operate",
)
THINGS = {
    "AI Engineer": "LLM applications with retrieval over vector stores and careful evals",
    "Senior Machine Learning Engineer": "training pipelines in PyTorch on Kubernetes with MLflow tracking",
    "Data Scientist II": "experiments and causal analyses in Python and SQL on Snowflake",
    "Staff Data Engineer": "streaming pipelines with Kafka, Spark and dbt into the warehouse",
    "Account Executive": "a quota of deals with enterprise customers in Salesforce",
}
"""What each of `TITLES` works on. Were it another's work, many of the roles would be in doubt, where of real ones three in a hundred are."""

PLAIN_THINGS = (
    "the forms that clinics fill in twice today",
    "a planning board for the night shift",
    "the way reports reach the people who asked for them",
    "a first version with three customers in the room",
    "what breaks most often, and tell everybody why",
    "notes that a colleague can pick up on Monday",
)
"""Most lines of real postings name no tool: with these in between, a posting names about nine skills, as real ones do."""

NEW_SHARE = 0.46
"""Of the lines of replayed boards, so many stand in no earlier posting. The others are repeated, above all by their employer."""

SYLLABLES = "ba co di fu ga ho ki lo mu na pe ri so ta vu".split()

ENDS = (
    "so that nurses spend less time on forms.",
    "across twelve countries and three time zones.",
    "and explain the trade-offs in writing.",
    "together with a designer and two researchers.",
    "from the first sketch to the on-call rota.",
)
ASKS = (
    "3+ years of experience with production software in a small team",
    "Bachelor's degree in computer science, statistics or equivalent experience",
    "Solid linear algebra and probability, and an eye for leaking features",
    "Fluent Python; SQL that another person can read",
    "Nice to have: Rust, Terraform, or a public repository to show us",
)
PAY_LINES = (
    "The base salary range for this role is $152,000 - $187,500 per year, plus equity.",
    "Wir bieten 65.000 - 80.000 € brutto im Jahr.",
    "We offer a competitive salary and 28 days of holiday.",
    "This role is hybrid: three days a week in our office.",
)


def invented_name(choose: random.Random) -> str:
    """A name of which there are 760,000."""
    return "".join(choose.choices(SYLLABLES, k=5)).title()


def invented_html(choose: random.Random, title: str) -> str:
    """The HTML of a posting with this title: about 4.5 kB of visible text, in the sections that postings have."""

    theme = THINGS[title]

    def sentence() -> str:
        thing = theme if choose.random() < 0.2 else choose.choice(PLAIN_THINGS)
        new = f"with team {invented_name(choose)} " if choose.random() < NEW_SHARE else ""
        return f"{choose.choice(OPENERS)} {thing} {new}{choose.choice(ENDS)}"

    def items(lines: list[str]) -> str:
        return "<ul>" + "".join(f"<li>{line}</li>" for line in lines) + "</ul>"

    about = " ".join(sentence() for _ in range(8))
    duties = items([sentence() for _ in range(18)])
    asks = items(
        [*choose.sample(ASKS, 3), f"Comfortable with {theme}", *(sentence() for _ in range(8))]
    )
    benefits = items(
        [choose.choice(PAY_LINES), "Health insurance &amp; pension", "A budget for books"]
    )
    legal = " ".join(["We are an equal opportunity employer and value what sets people apart."] * 5)
    return (
        f"<h2>About us</h2><p>{about}</p><h2>What you will do</h2>{duties}<p><strong>Requirements</strong></p>{asks}"
        f"<h3>Benefits</h3>{benefits}<p>{legal}</p>"
    )


def invented(n_postings: int) -> pl.DataFrame:
    """Invented postings in `POSTING`, the same for the same number."""
    choose = random.Random(SEED)
    titles = choose.choices(TITLES, k=n_postings)
    return posting_frame(
        Posting(
            external_id=str(number),
            title=title,
            employer=f"Employer {number % 400}",
            locations=tuple(choose.choice(CITIES).split(" | ")),
            description_html=invented_html(choose, title),
        )
        for number, title in enumerate(titles)
    )
