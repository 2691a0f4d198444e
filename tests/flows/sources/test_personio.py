"""Personio: shapes of GET {name}.jobs.personio.de/xml?language=en, transcribed 2026 and documented; words invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from flows.errors import BoardMissing, PayloadChanged, SourceUnavailable
from flows.sources import Board, Payload
from flows.sources.personio import SOURCE
from transforms.posting import Posting

BOARD = Board("personio", "acme", "Acme")
URL = "https://acme.jobs.personio.de/xml"
ENGLISH = f"{URL}?language=en"

TEXT = """<jobDescriptions>
      <jobDescription><name><![CDATA[Your tasks]]></name><value><![CDATA[<p>Train &amp; ship.</p>]]></value></jobDescription>
      <jobDescription><name>You</name><value><![CDATA[ <ul><li>SQL</li></ul> ]]></value></jobDescription>
      <jobDescription><name>Empty</name><value></value></jobDescription>
    </jobDescriptions>"""


def position(number: int = 2600001, text: str = TEXT, **fields: str) -> str:
    elements = {
        "id": str(number),
        "subcompany": "Acme GmbH",
        "office": "Berlin",
        "additionalOffices": "<office>Hamburg</office><office>Berlin</office>",
        "department": "Data",
        "recruitingCategory": "Tech",
        "name": "Machine Learning Engineer (m/w/d)",
        "employmentType": "permanent",
        "seniority": "experienced",
        "schedule": "full-time",
        "createdAt": "2026-06-01T23:30:00+02:00",
    } | fields
    return (
        "<position>"
        + "".join(f"<{name}>{value}</{name}>" for name, value in elements.items())
        + text
        + "</position>"
    )


def feed(*positions: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<workzag-jobs>{"".join(positions)}</workzag-jobs>'.encode()


def read(text: str = TEXT, **fields: str) -> Posting:
    (posting,) = SOURCE.parse(
        Payload("2600001", position(2600001, text, **fields).encode(), "https://x.example/job/1"),
        BOARD,
    )
    return posting


def test_a_board_is_one_request_and_each_position_is_kept_as_sent(
    table: Callable[..., Any],
) -> None:
    get = table({ENGLISH: feed(position(1), position(2), position(1))})
    found = list(SOURCE.fetch(BOARD, get))
    assert [(payload.external_id, payload.url) for payload in found] == [
        ("1", "https://acme.jobs.personio.de/job/1"),
        ("2", "https://acme.jobs.personio.de/job/2"),
    ]
    assert found[0].body == position(1).encode()
    assert get.asked == [ENGLISH]


def test_positions_without_an_english_text_are_read_in_the_boards_own_language(
    table: Callable[..., Any],
) -> None:
    german = "<jobDescriptions><jobDescription><name>Aufgaben</name><value>Zählen</value></jobDescription></jobDescriptions>"
    get = table(
        {
            ENGLISH: feed(position(1), position(2, text="")),
            URL: feed(position(1, text=german), position(2, text=german), position(3, text=german)),
        }
    )
    found = {payload.external_id: payload.body for payload in SOURCE.fetch(BOARD, get)}
    assert found == {
        "1": position(1).encode(),
        "2": position(2, text=german).encode(),
        "3": position(3, text=german).encode(),
    }


def test_when_the_boards_own_language_cannot_be_had_the_bare_positions_are_kept_and_told(
    table: Callable[..., Any],
) -> None:
    found = SOURCE.fetch(
        BOARD,
        table(
            {ENGLISH: feed(position(1, text=""), position(2)), URL: SourceUnavailable("429", 429)}
        ),
    )
    assert [next(found).external_id for _ in range(2)] == ["2", "1"]
    with pytest.raises(SourceUnavailable, match="1 of 2 positions came without a text; 429"):
        next(found)


def test_a_position_without_an_id_is_kept_without_one(table: Callable[..., Any]) -> None:
    found = list(SOURCE.fetch(BOARD, table({ENGLISH: feed(position(id=""), position(id="../7"))})))
    assert [(payload.external_id, payload.url) for payload in found] == [
        (None, None),
        ("../7", None),
    ]


def test_an_unknown_name_is_a_missing_board_and_an_empty_feed_is_not(
    table: Callable[..., Any],
) -> None:
    assert list(SOURCE.fetch(BOARD, table({ENGLISH: feed()}))) == []
    with pytest.raises(BoardMissing):
        list(SOURCE.fetch(BOARD, table({})))


def test_a_position_is_read_into_the_columns_of_posting() -> None:
    assert read() == Posting(
        external_id="2600001",
        title="Machine Learning Engineer (m/w/d)",
        employer="Acme",
        url="https://x.example/job/1",
        department="Data",
        locations=("Berlin", "Hamburg"),
        employment_type="full_time",
        posted_date=date(2026, 6, 1),
        description_html="<h3>Your tasks</h3>\n<p>Train &amp; ship.</p>\n<h3>You</h3>\n<ul><li>SQL</li></ul>",
    )


@pytest.mark.parametrize(
    ("schedule", "kind", "terms"),
    [
        ("full-time", "permanent", "full_time"),
        ("part-time", "permanent", "part_time"),
        ("full-time", "intern", "intern"),
        ("part-time", "working_student", "intern"),
        ("full-time", "freelance", "contract"),
        ("full-time", "temporary", "temporary"),
        ("full-or-part-time", "permanent", "part_time"),
        ("", "", None),
    ],
)
def test_the_rarer_word_decides_the_terms(schedule: str, kind: str, terms: str | None) -> None:
    assert read(schedule=schedule, employmentType=kind).employment_type == terms


def test_what_is_missing_is_null_and_what_is_hostile_is_plain() -> None:
    body = b"<position><id>1</id><name>&lt;b&gt;Data\x00 &amp;\x1b Scientist\xe2\x80\xae</name><office/><createdAt>soon</createdAt></position>"
    assert SOURCE.parse(Payload("1", body), Board("personio", "acme")) == [
        Posting(external_id="1", title="<b>Data & Scientist")
    ]


@pytest.mark.parametrize("name", ["", "  ", "\x00"])
def test_a_position_without_a_title_is_told_with_its_path(name: str) -> None:
    with pytest.raises(PayloadChanged, match=r"^\$\.name: "):
        read(name=name)
