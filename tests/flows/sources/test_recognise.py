"""A redirect to another kind of board is told as a move, and its answer is not read as this board's."""

import pytest

from flows.errors import BoardMissing
from flows.sources.recognise import kind_at, require_same_kind

GREENHOUSE = "https://boards-api.greenhouse.io/v1/boards/acme/jobs?content=true"
LEVER = "https://api.lever.co/v0/postings/acme?mode=json"


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        (GREENHOUSE, "greenhouse"),
        (LEVER, "lever"),
        ("https://jobs.lever.co/acme", "lever"),
        ("https://job-boards.greenhouse.io/acme/jobs/4", "greenhouse"),
        ("https://jobs.ashbyhq.com/acme", "ashby"),
        ("https://careers.acme.example/jobs", None),
        ("not an address", None),
    ],
)
def test_the_kind_of_a_board_is_told_by_its_address(url: str, kind: str | None) -> None:
    assert kind_at(url) == kind


def test_a_board_that_answers_from_another_kind_is_missing_and_the_message_says_where_it_went() -> (
    None
):
    with pytest.raises(
        BoardMissing, match=r"has moved to https://api\.lever\.co/v0/postings/acme.*\(lever\)"
    ):
        require_same_kind("greenhouse", GREENHOUSE, LEVER)


@pytest.mark.parametrize(
    "answered",
    [
        GREENHOUSE,
        "https://boards.eu.greenhouse.io/v1/boards/acme/jobs",
        "https://careers.acme.example/jobs.json",
    ],
    ids=["no redirect", "another host of the kind", "the employer's own domain"],
)
def test_an_answer_of_the_same_kind_or_of_no_known_kind_is_for_the_reader_to_judge(
    answered: str,
) -> None:
    require_same_kind("greenhouse", GREENHOUSE, answered)
