"""How a "Who is hiring?" comment becomes an employer and its openings. All comments here are invented."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.readers.comment.comment import SEVERAL, read_comment
from transforms.readers.role.model import read_role
from transforms.text.document import read_document

LINK = '<a href="https:&#x2F;&#x2F;acme.example&#x2F;jobs" rel="nofollow">https:&#x2F;&#x2F;acme.example&#x2F;jobs</a>'


def titles(html: str) -> list[str]:
    return [opening.title for opening in read_comment(html).openings]


def test_the_first_line_gives_employer_title_place_and_remote() -> None:
    comment = read_comment(
        f"Acme (YC W16) | Senior Data Engineer | Austin, TX | ONSITE | $150k-$180k | {LINK}<p>We make anvils."
    )
    assert comment.employer == "Acme"
    assert [opening.title for opening in comment.openings] == ["Senior Data Engineer"]
    assert comment.locations == ("Austin, TX",)
    assert comment.remote == "onsite"
    assert comment.openings[0].text is None


def test_several_ways_of_working_are_no_single_one() -> None:
    assert (
        read_comment("Acme | Engineer | Berlin | REMOTE or ONSITE<p>We make anvils.").remote is None
    )


def test_a_list_in_the_body_outranks_a_vague_first_line() -> None:
    html = f"Acme | Senior Engineers (Kotlin/React) | NYC<p>Open roles:<p>- Product Engineer: {LINK}<p>- AI Engineer: {LINK}"
    assert titles(html) == ["Product Engineer", "AI Engineer"]


def test_a_specific_first_line_is_kept_beside_the_list() -> None:
    html = "Acme | Machine Learning Engineer, Data Engineer | Ghent<p>Open roles include:<p>• Senior AI Engineer<p>• Chief Product Owner<p>and many more!"
    assert titles(html) == [
        "Machine Learning Engineer",
        "Data Engineer",
        "Senior AI Engineer",
        "Chief Product Owner",
    ]


def test_lines_before_a_link_are_openings_with_their_area() -> None:
    html = f"Acme | Full-time | UK<p>Apply here:<p>Forward Deployed Engineer | Agentic AI\n{LINK}<p>Head of Security\n{LINK}"
    assert titles(html) == ["Forward Deployed Engineer | Agentic AI", "Head of Security"]


def test_openings_on_one_line_are_split_at_their_dashes() -> None:
    html = f"Acme | San Jose, CA | Full-time | ONSITE<p>Open Positions: - Lead iOS Engineer - DevOps Engineer - QA Engineer<p>{LINK}"
    assert titles(html) == ["Lead iOS Engineer", "DevOps Engineer", "QA Engineer"]


def test_requirements_and_tech_lists_are_no_openings() -> None:
    html = "Acme | Backend Engineer | Oslo<p>You are:<p>- A senior engineer at heart<p>- AWS Expert<p>Tech stack:<p>Frontend: Vue<p>Backend: Go"
    assert titles(html) == ["Backend Engineer"]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "We are looking for a Fullstack Engineer and AI enthusiast to join our team.",
            ["Fullstack Engineer"],
        ),
        (
            "We&#x27;re looking for Full Stack Engineers, Product Managers, and Lead Designers who care.",
            ["Full Stack Engineers", "Product Managers", "Lead Designers"],
        ),
        (
            "We&#x27;re hiring devs for Frontend, Backend, QA, and ML Big Data.",
            ["Frontend dev", "Backend dev", "QA dev", "ML Big Data dev"],
        ),
        ("We&#x27;re hiring engineers (and other roles) who want ownership.", ["engineers"]),
    ],
)
def test_without_titles_elsewhere_sentences_name_the_openings(
    sentence: str, expected: list[str]
) -> None:
    assert titles(f"Acme | London, UK | Hybrid<p>{sentence}<p>{LINK}") == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            f"- Engineer - London | {LINK}<p>- Engineer - Tallinn | {LINK}",
            ["Engineer", "Engineer"],
        ),
        (
            f"* Staff Engineer - Machine Learning ($250k): {LINK}<p>* Staff Engineer - Data Platform ($250k): {LINK}",
            ["Staff Engineer - Machine Learning", "Staff Engineer - Data Platform"],
        ),
        (
            "Roles:<p>- Product Manager<p>- Design<p>- Marketing",
            ["Product Manager", "Design", "Marketing"],
        ),
        (
            "Open Positions: iOS Engineer - Backend Engineer - Editor",
            ["iOS Engineer", "Backend Engineer", "Editor"],
        ),
        (
            "Looking for: Data Analysts | DevOps | Backend Engineers",
            ["Data Analysts", "DevOps", "Backend Engineers"],
        ),
        ("Senior Engineer, DevOps Engineer, and more", ["Senior Engineer", "DevOps Engineer"]),
        (
            "Technical Recruiter<p>Tech Lead (Mobile)<p>iOS Engineer",
            ["Technical Recruiter", "Tech Lead (Mobile)", "iOS Engineer"],
        ),
        (
            "1/ Data Engineer for a lake<p>2/ Head of Marketing to tell of it",
            ["Data Engineer for a lake", "Head of Marketing to tell of it"],
        ),
        (
            "Jane Doe, CTO<p>Hiring a designer in Rome &amp; a data engineer in Oslo.",
            ["designer", "data engineer"],
        ),
        ("We are looking for Node.js engineers.", ["Node.js engineers"]),
        (f"Open role: Senior Data Engineer -&gt; Apply here {LINK}", ["Senior Data Engineer"]),
        ("Rails developers. Python is fine too.", ["Rails developers"]),
    ],
)
def test_every_way_to_list_openings_below_the_first_line_is_read(
    body: str, expected: list[str]
) -> None:
    assert titles(f"Acme | Ghent | Full-time<p>We make anvils.<p>{body}") == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "We&#x27;re also hiring a Data Engineer.",
        "Other positions available: Data Engineer",
        "(Also looking for a Data Engineer)",
    ],
)
def test_what_is_also_sought_comes_on_top_of_the_first_line(sentence: str) -> None:
    assert titles(f"Acme | Founding Designer | Ghent<p>We make anvils.<p>{sentence}") == [
        "Founding Designer",
        "Data Engineer",
    ]


def test_openings_come_in_the_order_in_which_they_are_written() -> None:
    html = f"Acme | LLM Engineer, Technical Recruiter | Ghent<p>LLM Engineer: builds agents. {LINK}"
    assert titles(html) == ["LLM Engineer", "Technical Recruiter"]


def test_a_first_line_of_prose_names_an_opening_only_by_a_capital() -> None:
    html = f"Acme makes printers for every designer, engineer, researcher, and artist in the world. Join us!<p>{LINK}"
    assert titles(html) == [SEVERAL]


def test_a_comment_with_only_a_link_is_one_opening_of_several_roles() -> None:
    comment = read_comment(
        f"Acme | Multiple Positions | Berlin | ONSITE | {LINK}<p>All open positions: {LINK}"
    )
    assert comment.is_posting
    assert [opening.title for opening in comment.openings] == [SEVERAL]


def test_interns_invited_in_the_header_and_spoken_of_below_are_an_opening() -> None:
    html = f"Acme | Data Scientist | Singapore | Full-Time and Intern<p>For interns, the work is very good. {LINK}"
    assert titles(html) == ["Data Scientist", "Intern"]


@pytest.mark.parametrize(
    "html",
    [
        "What about Europe?",
        "I don&#x27;t work there but wanted to share that they need people.",
        "&gt; $8k contract<p>Surely this is a typo?",
        "SEEKING WORK | Remote<p>I am a developer.",
        "Thanks for posting this!",
        "",
        "<p><p>",
    ],
)
def test_questions_replies_and_seekers_are_no_postings(html: str) -> None:
    comment = read_comment(html)
    assert not comment.is_posting
    assert comment.openings == ()


@pytest.mark.parametrize(
    ("html", "employer", "expected"),
    [
        (
            "Acme - Berlin, Germany - Backend Developer - full-time<p>We make anvils.",
            "Acme",
            ["Backend Developer"],
        ),
        ("New York City - Acme - Data Scientist<p>We make anvils.", "Acme", ["Data Scientist"]),
        (
            "Acme, San Mateo CA, ONSITE.  Front end developer.<p>We make anvils.",
            "Acme",
            ["Front end developer"],
        ),
        (
            "At Acme (acme.example), we are hiring:<p>- Lead Data Engineer to run pipelines",
            "Acme",
            ["Lead Data Engineer to run pipelines"],
        ),
        (
            "Acme is looking for two experienced Rails developers to join our team in Boston.",
            "Acme",
            ["Rails developers"],
        ),
    ],
)
def test_older_comments_without_bars_are_read_too(
    html: str, employer: str, expected: list[str]
) -> None:
    comment = read_comment(html)
    assert (comment.employer, [opening.title for opening in comment.openings]) == (
        employer,
        expected,
    )


def test_each_opening_keeps_what_is_said_of_it_and_of_all_but_not_of_the_others() -> None:
    html = "Acme | NYC | $100k-$120k<p>Roles:<p>- AI Engineer: builds agents<p>- Data Engineer: builds pipelines<p>Apply by mail."
    first, second = read_comment(html).openings
    said = [opening.text or "" for opening in (first, second)]
    assert [("agents" in text, "pipelines" in text) for text in said] == [
        (True, False),
        (False, True),
    ]
    assert all("$100k" in text for text in said)


@given(st.text(alphabet=st.sampled_from("abEngineer |-–•<p>/&;()\n,.:?$1k"), max_size=400))
def test_any_comment_is_read_without_an_error(html: str) -> None:
    comment = read_comment(html)
    assert comment.is_posting == bool(comment.openings)
    assert all(opening.title for opening in comment.openings)


SHARED = Path(
    os.environ.get("ROLECALL_SHARED") or Path(__file__).resolve().parents[4].parent / "shared"
)


LABELS = (
    SHARED / "gold" / "hn_dev_labels.jsonl",
    Path(__file__).with_name("hn_extra_labels.jsonl"),
)
"""Comments labelled by hand by `gold/HN_GUIDE.md`: ids and openings, no texts."""


def labelled_comments(labels: Path) -> Iterator[tuple[str, list[str]]]:
    """The text of each labelled comment and the roles of its openings."""
    polars = pytest.importorskip("polars")
    roles = {
        row["id"]: [opening["role"] for opening in row["openings"]]
        for row in map(json.loads, labels.read_text("utf-8").splitlines())
    }
    for path in sorted((SHARED / "replay" / "data").glob("hackernews_*.parquet")):
        frame = (
            polars.scan_parquet(path)
            .select("id", "text")
            .filter(polars.col("id").is_in(list(roles)))
            .collect()
        )
        yield from ((text, roles[name]) for name, text in frame.unique("id").sort("id").iter_rows())


@pytest.mark.parametrize("labels", LABELS, ids=["given", "of our own"])
@pytest.mark.skipif(
    not (SHARED / "replay" / "data").exists(), reason="the real comments are not beside the project"
)
def test_labelled_comments_keep_their_number_of_openings(labels: Path) -> None:
    is_right = [
        len(read_comment(text).openings) == len(roles) for text, roles in labelled_comments(labels)
    ]
    assert len(is_right) == 60
    assert sum(is_right) / len(is_right) >= 0.9


@pytest.mark.parametrize("labels", LABELS, ids=["given", "of our own"])
@pytest.mark.skipif(
    not (SHARED / "replay" / "data").exists(), reason="the real comments are not beside the project"
)
def test_openings_of_labelled_comments_have_their_roles(labels: Path) -> None:
    hits = named = 0
    for text, roles in labelled_comments(labels):
        read = Counter(
            read_role(
                opening.title, None, read_document(html=opening.text or text, plain=None)
            ).role
            for opening in read_comment(text).openings
        )
        hits += sum((read & Counter(roles)).values())
        named += read.total() + len(roles)
    assert 2 * hits / named >= 0.78
