"""Where the work is done, as the posting says it: its location string, its title, its text."""

from __future__ import annotations

import pytest

from transforms.readers.place.remote import labels_policy, read_remote, text_policy, title_policy
from transforms.text.document import read_document


@pytest.mark.parametrize(
    ("label", "policy"),
    [
        ("Remote", "remote"),
        ("US Remote", "remote"),
        ("Germany, remote", "remote"),
        ("Europe - Anywhere", "remote"),
        ("Global", "remote"),
        ("Berlin - hybrid", "hybrid"),
        ("Foster City, CA (Hybrid) In office M,W,F", "hybrid"),
        ("Hybrid/Remote", "hybrid"),
        ("On Site - Fort Meade, MD", "onsite"),
        ("Austin, TX | Remote", "remote"),
        ("Berlin, Germany", None),
        ("Remote-Friendly", None),
    ],
)
def test_a_location_string_says_where_the_work_is_done(label: str, policy: str | None) -> None:
    assert labels_policy([label]) == policy


@pytest.mark.parametrize(
    ("title", "policy"),
    [
        ("Data Scientist (Remote)", "remote"),
        ("Data Scientist - US Remote", "remote"),
        ("Senior Manager, Parsippany (Hybrid)", "hybrid"),
        ("Remote Sensing Scientist", None),
        ("Hybrid Cloud Engineer", None),
        ("Distributed Systems Engineer", None),
    ],
)
def test_a_title_says_so_too_unless_it_names_a_product_or_a_field(
    title: str, policy: str | None
) -> None:
    assert title_policy(title) == policy


@pytest.mark.parametrize(
    ("text", "policy"),
    [
        ("#LI-Remote", "remote"),
        ("#LI-Hybrid #LI-XY1", "hybrid"),
        ("This is a fully remote position within the US.", "remote"),
        ("We are a remote-first company.", "remote"),
        ("You can work from anywhere in Spain.", "remote"),
        ("The role is hybrid, in our Ghent office.", "hybrid"),
        ("We work together in our office three days a week.", "hybrid"),
        ("Willing to be in the office 2 days per week.", "hybrid"),
        ("Remote policy: 1-2 days a week.", "hybrid"),
        ("Wednesdays work from home.", "hybrid"),
        ("You spend half of your time in one of our offices.", "hybrid"),
        ("This role is in-office 5 days a week.", "onsite"),
        ("This is an on-site role based in Porto.", "onsite"),
        ("We are a small, fully in-person team.", "onsite"),
        ("Able to work in person in Lyon.", "onsite"),
        ("Je werkt 50% thuis en 50% op kantoor.", "hybrid"),
    ],
)
def test_a_sentence_about_this_job_or_this_company_decides(text: str, policy: str) -> None:
    assert text_policy(read_document(plain=f"What you will do\n{text}")) == policy


@pytest.mark.parametrize(
    "text",
    [
        "You will build distributed systems and hybrid cloud infrastructure.",
        "Experience with hybrid search over vector stores.",
        "Remote sensing data from satellites.",
        "Lunch in the office every day, and a work-from-home stipend.",
        "The last step is an on-site interview.",
        "A work from anywhere month every summer.",
        "Offices in 51 countries, open 24/7.",
        "Experience managing remote teams.",
    ],
)
def test_sentences_about_systems_perks_and_interviews_say_nothing(text: str) -> None:
    assert text_policy(read_document(plain=f"What you will do\n{text}")) is None


def test_counted_days_outweigh_a_general_word() -> None:
    text = "We have a hybrid working model.\nFor this role you are in our office five days a week."
    assert text_policy(read_document(plain=text)) == "onsite"


def test_remote_wins_when_one_of_several_locations_allows_it() -> None:
    assert read_remote(["Seattle", "Remote"], "Engineer", read_document(plain="")) == "remote"


def test_the_location_string_outranks_the_text() -> None:
    document = read_document(plain="We meet in our office two days a week.")
    assert read_remote(["Remote (US)"], "Engineer", document) == "remote"
    assert read_remote(["Boston"], "Engineer", document) == "hybrid"


def test_html_and_plain_text_say_the_same() -> None:
    html = "<h2>The role</h2><p>Location: <b>Hybrid</b>, Leiden</p>"
    assert text_policy(read_document(html=html)) == "hybrid"


def test_nothing_said_is_null() -> None:
    assert read_remote(["Berlin"], "Engineer", read_document(plain="You write Python.")) is None
