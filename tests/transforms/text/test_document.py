"""How a posting's text is cut into sections, and what each is about."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.text.document import KINDS, read_document


def kinds(html: str | None = None, plain: str | None = None) -> list[tuple[str, str]]:
    """Kind and text of each section that has a text."""
    return [
        (section.kind, section.text)
        for section in read_document(html, plain).sections
        if section.text
    ]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("What You’ll Do", "duties"),
        ("Key Responsibilities:", "duties"),
        ("About the role", "duties"),
        ("About Acme", "about"),
        ("Who we are", "about"),
        ("Who you are", "requirements"),
        ("Minimum Qualifications", "requirements"),
        ("Preferred Qualifications", "preferred"),
        ("Nice-to-haves", "preferred"),
        ("Bonus points if you have", "preferred"),
        ("Nice if you have", "preferred"),
        ("Strong candidates may also have", "preferred"),
        ("Skills Preferred", "preferred"),
        ("What will set you apart", "preferred"),
        ("Cualidades preferidas", "preferred"),
        ("What we offer", "benefits"),
        ("Compensation & Benefits", "benefits"),
        ("Equal Employment Opportunity", "legal"),
        ("How to apply", "legal"),
        ("Wat ga je doen?", "duties"),
        ("Wat wij vragen", "requirements"),
        ("Deine Aufgaben", "duties"),
        ("Über uns", "about"),
        ("Das bringst du mit", "requirements"),
        ("Vos missions", "duties"),
        ("Profil recherché", "requirements"),
        ("Qué ofrecemos", "benefits"),
        ("Tech stack", "other"),
        ("Bananas", "other"),
    ],
)
def test_a_heading_says_what_its_section_is_about(heading: str, kind: str) -> None:
    assert [
        section.kind for section in read_document(html=f"<h2>{heading}</h2><p>x</p>").sections
    ] == [kind]


def test_headings_are_found_with_and_without_markup() -> None:
    html = "<h2>About us</h2><p>We bake.</p><p><strong>Responsibilities</strong></p><ul><li>Bake</li></ul>"
    bare = "ABOUT US\nWe bake.\n\nResponsibilities:\n• Bake\n\nQualifications\nSteady hands"
    assert kinds(html) == [("about", "We bake."), ("duties", "- Bake")]
    assert kinds(plain=bare) == [
        ("about", "We bake."),
        ("duties", "- Bake"),
        ("requirements", "Steady hands"),
    ]


def test_a_sentence_with_a_heading_word_in_it_is_not_a_heading() -> None:
    plain = "Responsibilities:\nBuild benefits software for hospitals.\nExperience with SQL"
    assert kinds(plain=plain) == [
        ("duties", "Build benefits software for hospitals.\nExperience with SQL")
    ]


def test_a_heading_and_its_text_on_one_line_are_taken_apart() -> None:
    plain = "Requirements: five years of baking in a kitchen that feeds two hundred people a day\nSteady hands"
    assert kinds(plain=plain) == [
        (
            "requirements",
            "five years of baking in a kitchen that feeds two hundred people a day\nSteady hands",
        )
    ]


def test_a_fact_on_one_line_does_not_end_the_section_it_stands_in() -> None:
    plain = "Responsibilities:\nBake bread\nSalary: 50,000 EUR\nBake cake"
    assert kinds(plain=plain) == [
        ("duties", "Bake bread"),
        ("benefits", "50,000 EUR"),
        ("duties", "Bake cake"),
    ]


def test_an_unknown_heading_below_a_known_one_belongs_to_it() -> None:
    html = "<h2>Responsibilities</h2><h3>Oven</h3><p>Heat it</p><h2>Zebras</h2><p>Stripes</p>"
    assert kinds(html) == [("duties", "Heat it"), ("other", "Stripes")]


def test_legal_text_at_the_end_is_not_part_of_the_last_section() -> None:
    plain = (
        "Responsibilities:\n- Bake\nAcme is an equal opportunity employer and considers everyone."
    )
    assert kinds(plain=plain)[-1][0] == "legal"


def test_an_unheaded_posting_is_placed_paragraph_by_paragraph() -> None:
    plain = (
        "Acme was founded in 1999 and is headquartered in Utrecht.\n"
        "You will bake bread for our shops.\n"
        "A bachelor of baking is asked.\n"
        "We pay for health insurance."
    )
    assert [kind for kind, _ in kinds(plain=plain)] == [
        "about",
        "duties",
        "requirements",
        "benefits",
    ]


def test_no_text_gives_an_empty_document_with_one_section() -> None:
    document = read_document(None, None)
    assert document.text == ""
    assert [section.text for section in document.sections] == [""]


def test_of_joins_the_sections_asked_for() -> None:
    document = read_document(plain="Responsibilities:\nBake\nNice to have:\nSing\nBenefits:\nBread")
    assert document.of("duties", "preferred") == "Bake\nSing"


@pytest.mark.parametrize(
    "evil", ["<a", "<", "**", "#", "- ", "<li>", "[a", "<!--", "<script", ":", "<b>", "&lt;"]
)
def test_hostile_repetition_is_read_to_the_end(evil: str) -> None:
    assert {section.kind for section in read_document(html=evil * 20_000).sections} <= set(KINDS)


@given(st.text(max_size=400))
def test_no_control_character_or_stray_blank_survives(text: str) -> None:
    document = read_document(plain=text)
    assert all(line == line.strip() and line for line in document.text.split("\n") if document.text)
    assert not {unicodedata.category(char) for char in document.text.replace("\n", "")} & {
        "Cc",
        "Cs",
    }
    document.text.encode("utf-8")


@given(
    st.lists(
        st.sampled_from(["About us", "Responsibilities:", "- bake bread", "We sing.", "**Zebra**"]),
        max_size=12,
    )
)
def test_every_line_of_text_stands_in_exactly_one_section(lines: list[str]) -> None:
    document = read_document(plain="\n".join(lines))
    in_sections = [
        line for section in document.sections for line in section.text.split("\n") if line
    ]
    assert in_sections == [line for line in lines if line in {"- bake bread", "We sing."}]
    assert {section.kind for section in document.sections} <= set(KINDS)
