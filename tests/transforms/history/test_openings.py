"""Openings: which postings are one job (docs/methods.md, Unit and Duplicates)."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from transforms.history import openings

START = datetime(2026, 1, 5)
SCHEMA = pl.Schema(
    {
        "posting_id": pl.String,
        "source": pl.String,
        "board": pl.String,
        "employer": pl.String,
        "title": pl.String,
        "location_raw": pl.String,
        "description_text": pl.String,
        "city": pl.String,
        "region": pl.String,
        "country_codes": pl.List(pl.String),
        "fingerprint": pl.List(pl.UInt32),
        "first_seen_at": pl.Datetime("us"),
        "last_seen_at": pl.Datetime("us"),
        "closed_at": pl.Datetime("us"),
        "is_open": pl.Boolean,
        "is_left_truncated": pl.Boolean,
        "is_census": pl.Boolean,
        "period": pl.String,
        "role_counted": pl.String,
        "level": pl.String,
    }
)


def text(seed: int, n_changed: int = 0) -> list[int]:
    """A made-up fingerprint; `n_changed` of its 64 values differ from the plain one of the same seed."""
    generator = random.Random(seed)
    values = [generator.getrandbits(32) for _ in range(64)]
    return [value ^ 1 if place < n_changed else value for place, value in enumerate(values)]


def posting(
    posting_id: str, first: float = 0, closed: float | None = None, **more: object
) -> dict[str, object]:
    begin = START + timedelta(days=first)
    end = None if closed is None else START + timedelta(days=closed)
    return {
        "posting_id": posting_id,
        "source": "ashby",
        "board": "b",
        "employer": "Acme",
        "title": "Data Scientist",
        "location_raw": "Berlin",
        "description_text": "You draw maps.",
        "city": "Berlin",
        "region": None,
        "country_codes": ["DE"],
        "fingerprint": text(1),
        "first_seen_at": begin,
        "last_seen_at": begin if end is None else end - timedelta(days=1),
        "closed_at": end,
        "is_open": end is None,
        "is_left_truncated": False,
        "is_census": False,
        "period": None,
        "role_counted": "data_scientist",
        "level": None,
    } | more


def frame(*postings: dict[str, object]) -> pl.DataFrame:
    made = pl.DataFrame(list(postings), schema=SCHEMA)
    return made.with_columns(employer_key=openings.employer_key(pl.col("employer")))


def group_frame(postings: pl.DataFrame) -> openings.Grouping:
    numbered = postings.with_row_index("row")
    known = numbered.drop("description_text", "fingerprint")
    return openings.group(known, numbered.lazy().select("row", "description_text", "fingerprint"))


def group(*postings: dict[str, object]) -> openings.Grouping:
    return group_frame(frame(*postings))


def groups(*postings: dict[str, object]) -> set[frozenset[str]]:
    links = group(*postings).links.group_by("opening_id").agg("posting_id")
    return {frozenset(ids) for ids in links["posting_id"].to_list()}


def apart(*ids: str) -> set[frozenset[str]]:
    return {frozenset([name]) for name in ids}


def together(*ids: str) -> set[frozenset[str]]:
    return {frozenset(ids)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme Corp.", "ACME"),
        ("Acme, Inc.", "Acme"),
        ("Acme GmbH & Co. KG", "acme gmbh"),
        ("Smith & Acme", "Smith and Acme"),
        ("The Acme Company", "Acme"),
        ("Acme S.A.", "Acme"),
        ("Hugging Face", "huggingface"),
        ("Crédit Acme", "Credit Acme"),
        ("Acme B.V.", "Acme Ltd"),
    ],
)
def test_spellings_of_one_employer_share_a_key(one: str, other: str):
    keys = pl.DataFrame({"employer": [one, other]}).select(
        key=openings.employer_key(pl.col("employer"))
    )["key"]
    assert keys.n_unique() == 1


@pytest.mark.parametrize(
    ("one", "other"), [("Acme", "Acme Robotics"), ("Scale", "Scale AI"), ("数据科技", "智能科技")]
)
def test_different_employers_keep_different_keys(one: str, other: str):
    keys = pl.DataFrame({"employer": [one, other]}).select(
        key=openings.employer_key(pl.col("employer"))
    )["key"]
    assert keys.n_unique() == 2


@pytest.mark.parametrize("nameless", [None, "", "  ", "...", "\x00"])
def test_a_nameless_employer_has_no_key(nameless: str | None):
    frame_of_one = pl.DataFrame({"employer": [nameless]}, schema={"employer": pl.String})
    assert frame_of_one.select(key=openings.employer_key(pl.col("employer")))["key"].to_list() == [
        None
    ]


def test_a_legal_form_alone_is_a_name():
    assert pl.DataFrame({"employer": ["SE"]}).select(key=openings.employer_key(pl.col("employer")))[
        "key"
    ].to_list() == ["se"]


def test_the_same_text_and_title_in_two_cities_is_one_opening():
    assert groups(posting("a"), posting("b", city="Paris", location_raw="Paris")) == together(
        "a", "b"
    )


def test_the_city_in_the_title_does_not_make_another_opening():
    berlin = posting("a", title="Data Scientist - Berlin (m/f/d)")
    paris = posting("b", title="Data Scientist, Paris", city="Paris", location_raw="Paris")
    assert groups(berlin, paris) == together("a", "b")


def at(city: str, **more: object) -> dict[str, object]:
    return {"city": city, "location_raw": city, **more}


@pytest.mark.parametrize(("n_changed", "is_one"), [(0, True), (9, True), (10, False)])
def test_at_another_place_the_beginning_of_the_title_is_enough_from_a_similarity_of_85_percent(
    n_changed: int, is_one: bool
):
    ottawa = posting("a", title="Store Manager - Parliament Mall", **at("Ottawa"))
    halifax = posting(
        "b", title="Store Manager - Bay Mall", **at("Halifax", fingerprint=text(1, n_changed))
    )
    assert groups(ottawa, halifax) == (together("a", "b") if is_one else apart("a", "b"))


def test_at_the_same_place_two_ends_of_a_title_are_two_jobs_whatever_their_text():
    soc, detection = (
        posting("a", title="Security Analyst (SOC)"),
        posting("b", title="Security Analyst (Detection)"),
    )
    assert groups(soc, detection) == apart("a", "b")
    assert groups(soc, detection | {"board": "c"}) == apart("a", "b")


@pytest.mark.parametrize(("n_changed", "is_one"), [(0, True), (1, True), (2, False)])
def test_at_the_same_place_a_title_that_only_says_less_needs_nearly_the_same_text(
    n_changed: int, is_one: bool
):
    longer = posting("a", title="Backend Engineer, Payments Platform")
    shorter = posting("b", title="Backend Engineer, Payments", fingerprint=text(1, n_changed))
    assert groups(longer, shorter) == (together("a", "b") if is_one else apart("a", "b"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Engineer, Apps", "Engineer, Data"),
        ("Store Agent (Days)", "Store Agent (Nights)"),
        ("Store Agent", "Store Agent (French speaking)"),
        ("Staff Store Manager", "Store Manager"),
        ("SEO Manager - US", "SEO Lead - US"),
        ("Agent Engineer, Apps", "Agent Engineer, Apps (New Grad)"),
    ],
)
def test_an_equal_text_under_another_title_is_another_opening(one: str, other: str):
    assert groups(posting("a", title=one), posting("b", title=other)) == apart("a", "b")


def test_copies_on_two_boards_under_two_spellings_are_one_opening():
    assert groups(
        posting("a", employer="Acme Inc."),
        posting("b", source="lever", board="acme", employer="ACME"),
    ) == together("a", "b")


def test_another_employer_with_the_same_text_is_another_opening():
    assert groups(posting("a"), posting("b", employer="Other")) == apart("a", "b")


def test_another_level_in_the_title_is_another_opening():
    assert groups(posting("a"), posting("b", title="Senior Data Scientist")) == apart("a", "b")


@pytest.mark.parametrize(("n_changed", "is_one"), [(0, True), (9, True), (10, False), (40, False)])
def test_at_the_same_place_texts_are_the_same_from_a_similarity_of_85_percent(
    n_changed: int, is_one: bool
):
    expected = together("a", "b") if is_one else apart("a", "b")
    assert groups(posting("a"), posting("b", fingerprint=text(1, n_changed))) == expected


@pytest.mark.parametrize("other", [at("Paris"), {"board": "c"}, {"source": "lever"}])
@pytest.mark.parametrize(("n_changed", "is_one"), [(10, True), (22, True), (23, False)])
def test_at_another_place_or_on_another_board_a_similarity_of_65_percent_is_enough(
    other: dict[str, object], n_changed: int, is_one: bool
):
    expected = together("a", "b") if is_one else apart("a", "b")
    assert groups(posting("a"), posting("b", fingerprint=text(1, n_changed), **other)) == expected


def test_a_posting_without_a_place_is_taken_to_be_at_the_same_one():
    nowhere = posting("b", city=None, location_raw=None, fingerprint=text(1, 15))
    assert groups(posting("a"), nowhere) == apart("a", "b")


def test_places_in_common_are_the_same_place():
    several = posting("b", location_raw="Paris | Berlin", fingerprint=text(1, 15))
    assert groups(posting("a"), several) == apart("a", "b")


def test_texts_that_ask_for_different_languages_are_different_jobs():
    french = posting("a", description_text="You are fluent in French.", **at("Lyon"))
    german = posting(
        "b", description_text="You are fluent in German.", **at("Bonn", fingerprint=text(1, 2))
    )
    assert groups(french, german) == apart("a", "b")
    assert groups(french, german | {"description_text": french["description_text"]}) == together(
        "a", "b"
    )


WHOLE = " ".join(f"word{number}" for number in range(200))
CUT = " ".join(WHOLE.split()[:80])


@pytest.mark.parametrize(
    "other",
    [{"source": "jobicy", "board": "all"}, at("Remote"), {"title": "Data Scientist (m/f/d)"}],
)
def test_a_cut_copy_belongs_to_the_posting_it_was_cut_from(other: dict[str, object]):
    whole = posting("a", description_text=WHOLE)
    cut = posting(
        "b", **{"description_text": f"{CUT} … Read more", "fingerprint": text(2), **other}
    )
    assert groups(whole, cut) == together("a", "b")
    assert groups(whole, cut | {"title": "Senior Data Scientist"}) == apart("a", "b")
    assert groups(whole, cut | {"employer": "Globex"}) == apart("a", "b")


def test_a_beginning_that_two_jobs_share_does_not_make_them_one():
    paris = posting("a", description_text=WHOLE, **at("Paris"))
    bonn = posting("b", description_text=CUT + " other" * 100, **at("Bonn", fingerprint=text(2)))
    cut = posting("c", description_text=CUT, **at("Bonn", fingerprint=text(3)))
    assert groups(paris, bonn, cut) == {frozenset("a"), frozenset("bc")}


@pytest.mark.parametrize("fingerprint", [None, [], [1, 2, 3]])
def test_without_a_text_nothing_shows_that_two_postings_are_one(fingerprint: list[int] | None):
    assert groups(
        posting("a", fingerprint=fingerprint), posting("b", fingerprint=fingerprint)
    ) == apart("a", "b")


def test_postings_of_nameless_employers_are_compared_on_their_own_board_only():
    assert groups(posting("a", employer=None), posting("b", employer=None)) == together("a", "b")
    assert groups(posting("a", employer=None), posting("b", employer=None, board="c")) == apart(
        "a", "b"
    )


def test_a_new_id_within_90_days_is_a_repost():
    found = group(posting("a", 0, 30), posting("b", 120)).openings
    assert found.height == 1
    assert found["n_reposts"].to_list() == [1]
    assert found["is_open"].to_list() == [True]


def test_a_new_id_at_the_look_that_closed_the_old_one_is_a_repost():
    assert group(posting("a", 0, 30), posting("b", 30)).openings["n_reposts"].to_list() == [1]


def test_a_job_that_comes_back_in_another_city_with_that_citys_pay_is_a_repost():
    moved = posting("b", 40, 60, **at("Paris", fingerprint=text(1, 20)))
    back = posting("c", 100, **at("Berlin"))
    found = group(posting("a", 0, 30), moved, back).openings
    assert found["n_reposts"].to_list() == [2]
    assert found["opened_date"].to_list() == [START.date()]


LINES = [
    "We build tools for planners who would rather spend their day outside than at a desk.",
    "{heading}",
    "You own the forecasts of the northern region and explain them to people who use them daily.",
    "- You write SQL.",
    "- You have run experiments with real customers and lived with what came out of them.",
    "{benefits}",
    "Five weeks of holiday, a budget for books, and a desk in an office with a garden.",
]


def written(heading: str, benefits: str = "What we offer", duty: str = LINES[2]) -> str:
    return "\n".join([*LINES[:2], duty, *LINES[3:]]).format(heading=heading, benefits=benefits)


@pytest.mark.parametrize("headings", [("The role", "What we offer"), ("Thrive", "Up north")])
def test_a_job_that_comes_back_under_other_headings_is_a_repost(headings: tuple[str, str]):
    """A heading decides whether what stands below it is in the fingerprint: one text has two of them."""
    before = posting("a", 0, 20, description_text=written("About us"))
    after = posting("b", 24, fingerprint=text(2), description_text=written(*headings))
    found = group(before, after)
    assert found.openings.height == 1
    assert found.openings["n_reposts"].to_list() == [1]


@pytest.mark.parametrize(
    "other",
    [
        {"description_text": written("The role", duty="You keep the payments of two banks alive.")},
        {"description_text": written("The role"), "title": "Data Scientist, Payments Fraud"},
        {"description_text": written("The role") + "\n- You are fluent in German."},
        {"description_text": written("The role"), "employer": "Borealis"},
    ],
)
def test_another_duty_title_language_or_employer_under_the_same_lines_is_another_opening(
    other: dict[str, object],
):
    mine = posting("a", description_text=written("About us"), title="Data Scientist, Growth")
    theirs = {"title": "Data Scientist, Growth"} | other
    assert group(mine, posting("b", fingerprint=text(2), **theirs)).openings.height == 2


def test_short_lines_that_all_jobs_share_make_no_two_jobs_one():
    shared = "Acme is an equal opportunity employer and welcomes everybody who wants to work here with us."
    texts = [
        f"Ship a map.\nDraw {what}.\nTalk to users.\nFix bugs.\nWrite tests.\n{shared}"
        for what in ("roads", "rivers")
    ]
    one, two = (
        posting(n, description_text=each, fingerprint=text(k))
        for n, k, each in zip("ab", (1, 2), texts, strict=True)
    )
    assert group(one, two).openings.height == 2


def test_a_new_id_after_more_than_90_days_is_another_opening():
    assert groups(posting("a", 0, 30), posting("b", 121)) == apart("a", "b")


def test_copies_open_at_once_are_no_reposts():
    assert group(posting("a", 0, 30), posting("b", 10)).openings["n_reposts"].to_list() == [0]


def test_an_opening_opens_with_its_first_posting_and_closes_with_its_last():
    found = group(posting("a", 0, 30), posting("b", 10, 50, country_codes=["FR"])).openings.row(
        0, named=True
    )
    assert (found["opened_date"], found["closed_date"]) == (
        START.date(),
        (START + timedelta(days=50)).date(),
    )
    assert found["country_codes"] == ["DE", "FR"]
    assert found["n_postings"] == 2
    assert found["is_open"] is False


def test_a_copy_that_says_it_is_a_talent_pool_takes_no_opening_its_role() -> None:
    copies = posting("a", 0, role_counted=None), posting("b", 0), posting("c", 0)
    assert group(*copies).openings["role"].to_list() == ["data_scientist"]
    assert group(copies[0]).openings["role"].to_list() == [None]


def test_an_opening_is_open_while_one_of_its_postings_is():
    found = group(posting("a", 0, 30), posting("b", 10)).openings.row(0, named=True)
    assert found["is_open"] is True
    assert found["closed_date"] is None


@pytest.mark.parametrize(
    ("of_postings", "of_opening"),
    [
        ((True, None), True),
        ((True, False), True),
        ((False, None), None),
        ((None, None), None),
        ((False, False), False),
    ],
)
def test_an_opening_none_of_whose_postings_is_known_to_be_open_is_unknown_if_one_of_them_is(
    of_postings: tuple[bool | None, ...], of_opening: bool | None
):
    rows = [
        posting(name, 0, 30 if is_open is False else None, is_open=is_open)
        for name, is_open in zip("ab", of_postings, strict=True)
    ]
    found = group(*rows).openings
    assert found["is_open"].to_list() == [of_opening]
    assert (found["closed_date"].null_count() == 0) == (of_opening is False)


def test_three_reposts_within_a_year_make_an_evergreen():
    assert group(
        *(posting(name, at, at + 20) for name, at in zip("abcd", (0, 40, 80, 120), strict=True))
    ).openings["is_evergreen"].to_list() == [True]
    assert group(
        *(posting(name, at, at + 20) for name, at in zip("abc", (0, 40, 80), strict=True))
    ).openings["is_evergreen"].to_list() == [False]


def test_an_opening_seen_for_more_than_180_days_is_an_evergreen():
    assert group(posting("a", 0, 182 + 1)).openings["is_evergreen"].to_list() == [True]
    assert group(posting("a", 0, 180)).openings["is_evergreen"].to_list() == [False]


def test_posts_of_a_census_are_compared_within_their_month_only():
    def post(name: str, month: str) -> dict[str, object]:
        return posting(name, is_census=True, is_open=None, source="hackernews", period=month)

    assert groups(post("a", "2026-01"), post("b", "2026-01")) == together("a", "b")
    assert groups(post("a", "2026-01"), post("b", "2026-02")) == apart("a", "b")
    assert group(post("a", "2026-01")).openings["is_open"].to_list() == [None]


def test_one_title_in_121_cities_is_one_opening():
    cities = (
        posting(f"p{n:03d}", city=f"City{n}", location_raw=f"City{n}", fingerprint=text(1, n % 4))
        for n in range(121)
    )
    assert group(*cities).openings["n_postings"].to_list() == [121]


def test_an_opening_is_named_by_its_smallest_posting():
    assert group(posting("b"), posting("a")).openings["opening_id"].to_list() == ["a"]


def test_no_postings_give_no_openings():
    assert group().openings.is_empty()


POSTINGS = st.builds(
    lambda seed, changed, first, days, employer, title: {
        "fingerprint": text(seed, changed),
        "first": first,
        "closed": None if days is None else first + days,
        "employer": employer,
        "title": title,
    },
    st.integers(1, 3),
    st.integers(0, 12),
    st.integers(0, 400),
    st.none() | st.integers(1, 200),
    st.sampled_from(["Acme", "Acme Inc", "Other", None]),
    st.sampled_from(["Data Scientist", "ML Engineer"]),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(POSTINGS, min_size=1, max_size=12), st.randoms())
def test_grouping_is_the_same_in_any_order(drawn: list[dict[str, object]], shuffler: random.Random):
    made = [posting(f"p{number:02d}", **row) for number, row in enumerate(drawn)]  # type: ignore[arg-type]
    shuffled = list(made)
    shuffler.shuffle(shuffled)
    assert_frame_equal(group(*made).links, group(*shuffled).links)
    assert_frame_equal(group(*made).openings, group(*shuffled).openings)


@settings(max_examples=40, deadline=None)
@given(st.lists(POSTINGS, min_size=1, max_size=12))
def test_grouping_the_postings_of_one_opening_again_gives_that_opening(
    drawn: list[dict[str, object]],
):
    made = frame(*(posting(f"p{number:02d}", **row) for number, row in enumerate(drawn)))  # type: ignore[arg-type]
    grouping = group_frame(made)
    assert grouping.openings["n_postings"].sum() == made.height
    for opening_id in grouping.openings["opening_id"]:
        members = grouping.links.filter(opening_id=opening_id)
        again = group_frame(made.join(members, on="posting_id", how="semi"))
        assert opening_id in again.openings["opening_id"].to_list()


def versions(*rows: tuple[str, str, str, str]) -> set[frozenset[str]]:
    """The groups of postings with (id, language, requisition, place), each with a text of its own."""
    postings = [
        posting(name, fingerprint=text(100 + number), title=f"Job {name}", location_raw=place)
        for number, (name, _, _, place) in enumerate(rows)
    ]
    known = frame(*postings).with_columns(
        language=pl.Series([row[1] for row in rows]),
        requisition_id=pl.Series([row[2] for row in rows]),
    )
    links = group_frame(known).links.group_by("opening_id").agg("posting_id")
    return {frozenset(ids) for ids in links["posting_id"].to_list()}


def test_one_requisition_in_two_languages_is_one_opening() -> None:
    assert versions(("a", "en", "R7", "Oslo"), ("b", "no", "R7", "Oslo")) == {frozenset("ab")}


def test_two_texts_of_a_requisition_in_one_language_or_at_two_places_stay_apart() -> None:
    assert versions(("a", "en", "R7", "Oslo"), ("b", "en", "R7", "Oslo")) == apart("a", "b")
    assert versions(("a", "en", "R7", "Oslo"), ("b", "no", "R7", "Bergen")) == apart("a", "b")
    assert versions(("a", "en", "R7", "Oslo"), ("b", "no", "R8", "Oslo")) == apart("a", "b")
