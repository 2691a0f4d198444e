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
        ("Location: Ghent, Belgium (see the posting)", ("Ghent, Belgium",)),
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


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        ("Acme Anvils (Ghent, Belgium)", ("Ghent, Belgium",)),
        ("Acme Anvils Inc: New York City, NY - Fulltime - Onsite", ("New York City, NY",)),
        ("Acme Anvils, NYC - many roles", ("NYC",)),
        ("Acme Anvils // Oslo // FULLTIME", ("Oslo",)),
        ("Acme Anvils<p>Seattle, WA - close to the station", ("Seattle, WA",)),
        ("Acme Anvils<p>Fulltime - Toronto, Canada", ("Toronto, Canada",)),
        ("Acme Anvils in downtown Boston is growing", ("Boston",)),
        ("Acme Anvils - we ship anvils to everybody every day", ()),
        (
            "Acme Anvils: anvils for smiths in Kenya<p>We're hiring for several roles in NYC.",
            ("NYC",),
        ),
        ("Acme Anvils<p>Austin (CTO) and I founded it.", ()),
        ("Acme Anvils<p>Sofia - our CEO - says hi", ()),
        ("Acme Anvils | Data Engineer | FinTech in India", ()),
        ("Acme Anvils | Data Engineer | Full-time<p>Paris - our first forge opened in 2012", ()),
    ],
)
def test_a_first_line_without_bars_names_its_places(first: str, expected: tuple[str, ...]) -> None:
    html = (
        f"{first}<p>We are looking for a Data Engineer. We make anvils for everybody and like it."
    )
    assert read_comment(html).locations == expected


@pytest.mark.parametrize(
    ("below", "expected"),
    [
        ("Our anvils run on distributed systems.", None),
        ("We build hybrid mobile apps for anyone, anywhere.", None),
        ("Then comes an interview on-site, near our on-site gym.", None),
        ("REMOTE is fine with us.", "remote"),
        ("Sorry, no remote.", "onsite"),
        ("All positions are full-time and onsite.", "onsite"),
        ("Ghent or remote", "remote"),
    ],
)
def test_below_the_first_line_only_a_plain_word_says_how_the_work_is_done(
    below: str, expected: str | None
) -> None:
    assert (
        read_comment(f"Acme | Data Engineer | Ghent<p>We make anvils.<p>{below}").remote == expected
    )


def test_the_way_of_working_of_another_opening_is_not_the_comments() -> None:
    html = "Acme | Several roles | Ghent<p>- Data Engineer<p>- ML Engineer (remote)"
    comment = read_comment(html)
    assert [comment.remote_of(opening) for opening in comment.openings] == [None, "remote"]


def test_distributed_systems_in_a_first_line_are_no_remote_work() -> None:
    assert read_comment("Acme | Distributed Systems Engineer | Ghent<p>Hi").remote is None
    for way in (
        "Distributed",
        "Distributed (US)",
        "Distributed - Europe",
        "Fully distributed startup",
    ):
        assert read_comment(f"Acme | Data Engineer | {way}<p>Hi").remote == "remote", way
