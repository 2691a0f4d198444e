"""The name that a board gets when it is added: the lists', its postings', or its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from flows.boards.naming import name_employer
from flows.settings import Settings
from flows.sources import Board
from tests.flows.served_site import Answer, Answers, Site

SILENT = Settings(mirror="http://127.0.0.1:9", timeout_s=1)


def test_an_employer_that_moved_and_kept_its_boards_name_keeps_its_own() -> None:
    known = [Board("lever", "other", "Other"), Board("greenhouse", "Quillmere", "Quillmere Inc.")]
    assert name_employer(Board("ashby", "quillmere"), SILENT, known) == (
        "Quillmere Inc.",
        "as the lists call the employer of greenhouse,Quillmere",
    )


def test_a_boards_postings_name_their_employer(site: Callable[[Answers], Site]) -> None:
    job = '{"id": 1, "title": "Engineer", "company_name": "Acme, Inc.", "content": ""}'

    def answer(path: str, _nth: int) -> Answer:
        if "robots.txt" in path:
            return 404, {}, b""
        return 200, {"Content-Type": "application/json"}, f'{{"jobs": [{job}]}}'.encode()

    settings = Settings(mirror=site(answer).url, timeout_s=5)
    found = name_employer(Board("greenhouse", "acme9"), settings, [])
    assert found == ("Acme, Inc.", "as its postings say")


@pytest.mark.parametrize(
    ("source", "slug", "name"),
    [
        ("ashby", "acme-labs", "Acme Labs"),
        ("lever", "acme", "Acme"),
        ("ashby", "Pocket Worlds", "Pocket Worlds"),
        ("careers_page", "careers.acme-labs.example/en", "Acme Labs"),
        ("ashby", "acme.ai", "Acme"),
    ],
)
def test_a_board_that_says_nothing_is_called_by_its_own_name(
    source: str, slug: str, name: str
) -> None:
    assert name_employer(Board(source, slug), SILENT, []) == (name, "by the name of the board")


def test_an_aggregator_is_no_employer() -> None:
    assert name_employer(Board("arbeitnow", "arbeitnow"), SILENT, []) == (None, "")
