"""Records of a file, in the columns that an import has."""

from __future__ import annotations

import json
from datetime import date

import pytest

from flows.errors import PayloadChanged, SourceUnavailable
from flows.sources import Board, Payload, Reply
from flows.sources.imported import SOURCE
from transforms.posting import Posting, StatedPay

BOARD = Board("imported", "mine")


def read(**record: object) -> Posting:
    (posting,) = SOURCE.parse(
        Payload("7", json.dumps({"title": "AI Engineer", **record}).encode()), BOARD
    )
    return posting


def test_every_column_has_its_place() -> None:
    assert read(
        company="Acme",
        department="Research",
        location=["Berlin", "Remote (US)"],
        date="2026-10-01T09:30:00",
        text="Build agents",
        url="https://jobs.example/7",
        pay_min=90_000,
        pay_max="120,000",
        currency="eur",
        period="Annual",
    ) == Posting(
        external_id="7",
        title="AI Engineer",
        employer="Acme",
        url="https://jobs.example/7",
        department="Research",
        locations=("Berlin", "Remote (US)"),
        posted_date=date(2026, 10, 1),
        description_plain="Build agents",
        pay_stated=(StatedPay(90_000, 120_000, "EUR", "year", basis="structured"),),
    )


def test_html_goes_before_plain_text() -> None:
    posting = read(html="<p>Build</p>", text="Build")
    assert (posting.description_html, posting.description_plain) == ("<p>Build</p>", None)


@pytest.mark.parametrize(
    "record",
    [
        {"pay_min": 1000},
        {"pay_min": 1000, "currency": "EUR"},
        {"pay_min": 5, "currency": "EUR", "period": "moon"},
    ],
)
def test_pay_without_a_currency_or_period_is_not_guessed(record: dict[str, object]) -> None:
    assert read(**record).pay_stated == ()


def test_there_is_nothing_to_ask() -> None:
    def get(url: str, **_: object) -> Reply:
        raise AssertionError(url)

    with pytest.raises(SourceUnavailable, match="rolecall import FILE --name mine"):
        SOURCE.fetch(BOARD, get)  # type: ignore[arg-type]


def test_a_row_that_no_look_could_take_says_why() -> None:
    with pytest.raises(PayloadChanged, match="seen_on: missing"):
        read(unreadable="seen_on: missing")
