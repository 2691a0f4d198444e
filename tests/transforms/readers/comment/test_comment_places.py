"""Where the openings of a "Who is hiring?" comment are. All comments here are invented."""

from __future__ import annotations

import pytest

from transforms.readers.comment.comment import read_comment

HEADER = "Acme | Engineers | London, Tallinn | ONSITE or REMOTE"


def places(html: str) -> list[tuple[str, ...]]:
    comment = read_comment(html)
    return [comment.locations_of(opening) for opening in comment.openings]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Acme | Data Engineer | Remote in US & CAN | SaaS | AI Industry", ("Remote in US & CAN",)),
        ("Acme | Data Engineer | Backend, DevOps, QA, more | Ghent", ("Ghent",)),
        ("Acme | Data Engineer | Unity, Mongo | Bay Area", ("Bay Area",)),
        ("Acme | Data Engineer | On Site & Travel | Oslo", ("On Site & Travel", "Oslo")),
    ],
)
def test_a_part_without_a_place_or_a_way_of_working_is_no_location(
    header: str, expected: tuple[str, ...]
) -> None:
    assert read_comment(f"{header}<p>We make anvils.").locations == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("We're hiring for many engineering roles in NYC, including:", ("NYC",)),
        ("We are based in Berlin, Germany and sell anvils.", ("Berlin, Germany",)),
        ("Our office is in London. Come and see it.", ("London",)),
        ("Location: Ghent, Belgium (see the posting)", ("Ghent, Belgium (see the posting)",)),
        ("Our customers are in Chicago.", ()),
        ("We are hiring people who excel in Excel.", ()),
    ],
)
def test_a_sentence_says_where_when_the_first_line_does_not(
    line: str, expected: tuple[str, ...]
) -> None:
    html = f"Acme is hiring a Data Engineer. We make anvils for everybody and like it.<p>{line}"
    assert read_comment(html).locations == expected


def test_an_openings_own_place_stands_before_the_comments() -> None:
    html = f"{HEADER}<p>Open roles:<p>- Data Engineer (Tallinn)<p>- ML Engineer - London, onsite<p>- Designer"
    assert places(html) == [
        ("Tallinn", "ONSITE or REMOTE"),
        ("London, onsite",),
        ("London, Tallinn", "ONSITE or REMOTE"),
    ]


def test_an_openings_own_way_of_working_stands_before_the_comments() -> None:
    html = "Acme | Several roles | Hybrid SF<p>Open roles:<p>- Data Engineer - US Remote (SF or Seattle preferred) - builds pipelines<p>- ML Engineer"
    comment = read_comment(html)
    assert [comment.remote_of(opening) for opening in comment.openings] == ["remote", "hybrid"]
    assert places(html) == [("US Remote", "SF or Seattle preferred"), ("Hybrid SF",)]


def test_anywhere_on_its_own_line_leaves_the_comments_places() -> None:
    html = "Acme | Several roles | Ghent<p>Open roles:<p>- Data Engineer (anywhere)<p>- ML Engineer"
    assert places(html) == [("anywhere", "Ghent"), ("Ghent",)]


def test_a_skill_in_brackets_behind_a_title_is_no_place() -> None:
    html = "Acme | Several roles | Ghent<p>Open roles:<p>- Systems Engineer (IT)<p>- ML Engineer (Java, Mobile)"
    assert places(html) == [("Ghent",), ("Ghent",)]


def test_a_line_under_the_title_may_say_where() -> None:
    html = "Acme | Several roles | Ghent or Oslo<p>Open roles:<p>Data Engineer\nOslo | ONSITE\nYou build pipelines.<p>ML Engineer\nGhent | REMOTE\nYou train models."
    assert places(html) == [("Oslo", "ONSITE"), ("Ghent", "REMOTE")]


@pytest.mark.parametrize(
    ("first", "employer"),
    [
        ("Company: Acme", "Acme"),
        ("Startup: Acme Anvils", "Acme Anvils"),
        ("Company: Acme Location: Ghent", "Acme"),
    ],
)
def test_a_label_before_the_name_is_no_part_of_it(first: str, employer: str) -> None:
    html = f"{first}<p>Role: Data Engineer<p>We are hiring a Data Engineer to build our anvil pipelines."
    assert read_comment(html).employer == employer
