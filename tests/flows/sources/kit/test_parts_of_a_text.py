"""A text that comes in parts: its lists stay lists, whether a part is sent with markup or without. Words invented."""

from __future__ import annotations

import msgspec
import pytest

from flows.sources import Board, Payload, every_source
from flows.sources.kit.values import as_html, html_or_plain, sections
from transforms.text.document import read_document

TASKS = "We forecast.\n\nTasks:\n- Train models\n- Ship them"
ASKS = "- 5 years of Python\n- SQL"
LINES = {
    "- Train models\n- Ship them",
    "- 5 years of Python\n- SQL",
}


def test_a_plain_text_keeps_its_lines_as_html() -> None:
    assert as_html("R&D, teams of <50\n- SQL\n") == "<p>R&amp;D, teams of &lt;50<br>- SQL</p>"
    assert as_html("<ul><li>SQL</li></ul>\n") == "<ul><li>SQL</li></ul>\n"


def test_parts_are_joined_each_under_its_heading() -> None:
    parts = sections((None, "One"), ("Asks & more", "<p>Two</p>"), ("Nothing", None))
    assert parts == "<p>One</p>\n<h3>Asks &amp; more</h3>\n<p>Two</p>"
    assert sections((None, None), ("Nothing", " \n")) is None


@pytest.mark.parametrize("said", ["Teams of <50 people", "5 < 7 > 3", "a<b of all", "no markup"])
def test_a_sign_that_begins_no_tag_is_no_markup(said: str) -> None:
    assert html_or_plain(said) == (None, said)


@pytest.mark.parametrize(
    ("source", "board", "job"),
    [
        ("careers_page", "jobs.acme.example", {"description": TASKS, "qualifications": ASKS}),
        ("jibe", "jobs.acme.example", {"description": TASKS, "qualifications": ASKS}),
        ("recruitee", "acme", {"description": TASKS, "requirements": ASKS}),
        ("amazon", "data-science", {"description": TASKS, "basic_qualifications": ASKS}),
    ],
)
def test_plain_parts_keep_their_lists(source: str, board: str, job: dict[str, str]) -> None:
    payload = Payload("1", msgspec.json.encode({"title": "Data Scientist"} | job))
    (posting,) = every_source()[source].parse(payload, Board(source, board))
    read = read_document(posting.description_html, posting.description_plain)
    assert {section.text for section in read.sections} >= LINES


def test_the_pay_below_a_plain_advert_does_not_run_its_lines_together() -> None:
    advert = {"headline": "Data Scientist", "salary_description": "Fast lön"}
    body = advert | {"description": {"text_formatted": f"{TASKS}\n\nRequirements:\n{ASKS}"}}
    payload = Payload("1", msgspec.json.encode(body))
    (posting,) = every_source()["jobtech"].parse(payload, Board("jobtech", "sweden"))
    read = read_document(posting.description_html, posting.description_plain)
    assert {section.text for section in read.sections} >= LINES
