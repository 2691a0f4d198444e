"""What a posting requires besides skills, by the rulings of the labelling guide."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.readers.asks.asks import Asks, read_asks
from transforms.readers.asks.degree import DEGREES
from transforms.text.document import KINDS, Document, Section


def asks(
    *lines: str, kind: str = "requirements", heading: str = "Requirements", title: str = "Engineer"
) -> Asks:
    text = "\n".join(lines)
    return read_asks(title, Document(text, (Section(kind, heading, text),)))


@pytest.mark.parametrize(
    ("line", "years"),
    [
        ("5+ years of experience in data science", 5),
        ("3-5 years of relevant experience", 3),
        ("3 to 5 yrs experience", 3),
        ("Minimum of five (5) years of professional experience", 5),
        ("Two to Four (2-4) or more years of experience leading teams", 2),
        ("At least 6 months of experience with Python", 0.5),
        ("0-2 years of experience", 0),
        ("8+ years of legal experience, including 4+ years in product counselling", 8),
        ("3+ years of direct experience or 5+ years of total experience", 3),
        (
            "12+ years with a Bachelor's degree; or 8+ years with a Master's degree; or 5+ years with a PhD",
            5,
        ),
        ("Mindestens 3 Jahre Erfahrung mit Python", 3),
        ("Au moins 4 ans d'expérience", 4),
        ("3+ years in a sales role, preferably in software", 3),
    ],
)
def test_years_are_the_lowest_number_required_overall(line: str, years: float) -> None:
    assert asks(line).years_min == years


def test_of_years_that_must_all_hold_the_overall_one_counts() -> None:
    assert (
        asks(
            "- 7+ years of engineering experience", "- 2+ years of experience with Kafka"
        ).years_min
        == 7
    )


def test_alternatives_by_degree_on_several_lines_give_the_lowest() -> None:
    lines = (
        "- Bachelor's degree plus 7 years of experience",
        "- Master's degree plus 5 years of experience",
        "- PhD plus 2 years of experience",
    )
    assert asks(*lines).years_min == 2


def test_a_bare_number_of_years_is_read_with_its_heading() -> None:
    assert asks("10 to 13 Yrs.", heading="Experience").years_min == 10


@pytest.mark.parametrize(
    "line",
    [
        "For over 20 years we have built software",
        "Equity vests over 4 years",
        "$120,000 per year",
        "Founded 5 years ago by working engineers",
        "2+ years of experience preferred",
        "Experience with Python: 2 years (Preferred)",
        "For almost 14 years Acme has helped people with experience",
        "Since the spring of 2010 and almost 14 years Acme has helped people with experience",
        "You will rotate for 2 years across three teams",
        "The 2-year trainee programme gives you practical training",
        "Within 6 months you are proficient in our tools",
        "Within 12 months you gain exposure to each of our tools",
        "Internship of 6 months: practical work with models",
        "A great place to work for two years running",
        "You must be 18 years of age",
    ],
)
def test_years_that_are_a_wish_or_not_of_experience_do_not_count(line: str) -> None:
    assert asks(line).years_min is None


@pytest.mark.parametrize("kind", ["preferred", "about", "benefits"])
def test_years_and_degrees_outside_requirements_do_not_count(kind: str) -> None:
    found = asks("A PhD and 9 years of experience", kind=kind)
    assert (found.years_min, found.degree) == (None, "none_stated")


@pytest.mark.parametrize(
    ("line", "degree"),
    [
        ("Bachelor's degree in computer science", "bachelor"),
        ("BS, MS or PhD in a technical field", "bachelor"),
        ("B.Sc. or higher in physics", "bachelor"),
        ("A degree in engineering or equivalent experience", "bachelor"),
        ("Bachelor’s required, Master’s preferred", "bachelor"),
        ("Degree in mathematics, a Master's is a plus", "bachelor"),
        ("M.S. in statistics", "master"),
        ("Advanced degree in a quantitative field", "master"),
        ("Master's degree (PhD preferred)", "master"),
        ("PhD or equivalent", "phd"),
        ("Doctorate in chemistry", "phd"),
        ("Abgeschlossenes Studium der Informatik", "bachelor"),
        ("Bachelor's degree, preferably in physics", "bachelor"),
        ("A relevant degree, preferably in law, is required", "bachelor"),
        ("Bachelor's degree required, major in biology preferred", "bachelor"),
        ("Master's degree required and PhD preferred", "master"),
        ("Graduate degree, ideally a PhD", "master"),
        ("Degree in physics and preferably work in optics", "bachelor"),
        ("PhD preferred, MS required", "master"),
        ("PhD preferred; master's degree is required", "master"),
        ("PhD preferred, but a master's is a must", "master"),
        ("Master's degree preferred, 5 years of work required", "none_stated"),
        ("PhD preferred, master's degree not required", "none_stated"),
        ("A PhD is preferably held", "none_stated"),
        ("Our colleague preferably holds a PhD", "none_stated"),
        ("Strong maths, ideally with a degree in physics", "none_stated"),
        ("A master's degree is preferred but not required", "none_stated"),
        ("High school degree required, college preferred", "none_stated"),
        ("JD from a law school", "master"),
        ("Full JD here", "none_stated"),
        ("What stands in the JD", "none_stated"),
        ("Years with JD Edwards", "none_stated"),
        ("Master's degree preferred", "none_stated"),
        ("A high degree of ownership", "none_stated"),
        ("Certified scrum master", "none_stated"),
        ("Master your craft", "none_stated"),
        ("Fluent in MS Office", "none_stated"),
        ("We do not hire in HI, ME, MS, NM", "none_stated"),
        ("Mentor BSc students", "bachelor"),
    ],
)
def test_degree_is_the_lowest_one_required(line: str, degree: str) -> None:
    assert asks(line).degree == degree


def test_preferred_qualifications_inside_a_paragraph_are_a_wish() -> None:
    found = asks(
        "BASIC QUALIFICATIONS Bachelor's degree. PREFERRED QUALIFICATIONS PhD in machine learning. 9 years of experience."
    )
    assert (found.degree, found.years_min) == ("bachelor", None)


def test_math_lists_the_kinds_named_and_leaves_out_fields_of_study() -> None:
    assert asks("Linear algebra, probability and Bayesian methods").math == (
        "bayesian",
        "linear_algebra",
        "probability",
    )
    assert asks("Degree in computer science, statistics or a related field").math == ()


@pytest.mark.parametrize(
    ("line", "is_asked"),
    [
        ("Share a link to your GitHub", True),
        ("A portfolio of projects you are proud of", True),
        ("Contributions to open-source projects", True),
        ("GitHub Actions pipelines", False),
        ("Manage our product portfolio", False),
        ("Portfolio management for investors", False),
    ],
)
def test_work_to_show_is_asked_only_of_the_applicant(line: str, is_asked: bool) -> None:
    assert asks(line).has_portfolio_ask is is_asked


@pytest.mark.parametrize(
    ("line", "visa"),
    [
        ("We offer visa sponsorship", "offered"),
        ("Acme | Data Engineer | Oslo | ONSITE, VISA", "offered"),
        ("Acme | Data Engineer | Oslo | Visa", "offered"),
        ("Acme - Oslo - FULLTIME, INTERN, H1B", "offered"),
        ("H1B transfers are welcome", "offered"),
        ("NO REMOTE, but VISA sponsorship", "offered"),
        ("Relocation and immigration support", "offered"),
        ("No H1B, sorry", "not_offered"),
        ("Sadly there is no housing/visa sponsorship for this post", "not_offered"),
        ("No moving costs, visa sponsorship or other aid is given", "not_offered"),
        ("No C2C, third parties, or visa sponsorship", "not_offered"),
        ("No CPT/OPT/H1B sponsorship", "not_offered"),
        ("We give no moving, visa, or housing support", "not_offered"),
        ("No recruiters, C2C or sponsorship", "not_offered"),
        ("No recruiters, we sponsor visas", "offered"),
        ("There are no posts for which we sponsor visas", "not_offered"),
        ("Acme | Data Engineer | Oslo | No remote, VISA", "offered"),
        ("Sorry, H1B transfers are not supported", "not_offered"),
        ("H1B transfer not possible", "not_offered"),
        ("We do not do H1B transfers", "not_offered"),
        ("We cannot do an H1B transfer", "not_offered"),
        ("Unable to support H1B transfers", "not_offered"),
        ("W2 only, no C2C / H1B", "not_offered"),
        ("We cannot take C2C/H1B", "not_offered"),
        ("We don't do new H1Bs, but are OK with an H1B transfer", "offered"),
        ("We do not discriminate by age, religion, citizenship or immigration status", None),
        (
            "If you are not yet living in Norway but know our field well, we will gladly help you, and offer visa sponsorship",
            "offered",
        ),
        (
            "We are not hiring anybody for this role who will now or at any later time need sponsorship",
            "not_offered",
        ),
        ("You must be allowed to see our software without sponsorship for an export license", None),
        ("Among our customers are Anvilbank, Visa, and many more", None),
        ("Candidates with valid work permit", None),
        ("A home office with equipment sponsorship", None),
        ("Visa sponsorship and relocation assistance", "offered"),
        ("We do sponsor visas, but cannot sponsor for every role", "offered"),
        ("We are unable to provide visa sponsorship", "not_offered"),
        ("Sponsorship is not available", "not_offered"),
        ("Must be authorized to work without sponsorship", "not_offered"),
        ("Our customers include Visa and Mastercard", None),
        ("Executive sponsor of the programme", None),
        ("We value curiosity", None),
    ],
)
def test_visa_is_offered_refused_or_not_said(line: str, visa: str | None) -> None:
    assert asks(line, kind="benefits").visa == visa


@pytest.mark.parametrize(
    ("line", "has_equity"),
    [
        ("Competitive salary and generous equity", True),
        ("Stock options for everyone", True),
        ("RSUs vest over four years", True),
        ("Stock ownership", True),
        ("An ownership stake from your first day", True),
        ("You share ownership of the roadmap", False),
        ("Diversity, equity and inclusion", False),
        ("A private equity firm", False),
        ("Pay equity audits", False),
    ],
)
def test_equity_is_what_the_employer_gives(line: str, has_equity: bool) -> None:
    assert asks(line, kind="benefits").has_equity is has_equity


def test_years_in_the_title_count_when_the_body_states_none() -> None:
    assert asks("You like puzzles", title="Data Engineer (5+ years)").years_min == 5


@given(st.text(max_size=300), st.text(max_size=60), st.sampled_from(KINDS))
def test_any_text_is_read_without_error(body: str, heading: str, kind: str) -> None:
    found = read_asks(heading, Document(body, (Section(kind, heading, body),)))
    assert found.degree in (*DEGREES, "none_stated")
    assert found.years_min is None or 0 <= found.years_min <= 20
    assert found.math == tuple(sorted(set(found.math)))
