"""The countries that a posting's text allows or prices explicitly."""

from __future__ import annotations

import pytest

from transforms.readers.place.allowed import allowed_countries, home_countries
from transforms.text.document import read_document


def allowed(text: str, *known: str) -> tuple[str, ...]:
    return allowed_countries(read_document(plain=text), known)


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("You must be based in the United States.", ("US",)),
        ("This role is open to candidates in the UK, Germany and Poland.", ("GB", "DE", "PL")),
        ("Location: US or Canada, preferably Los Angeles", ("US", "CA")),
        ("This is a remote position (United States, Canada, or Mexico).", ("US", "CA", "MX")),
        ("100% remote within the USA", ("US",)),
        ("For this role you need to be based out of France, Belgium or Spain.", ("FR", "BE", "ES")),
        ("This position can be based in Chicago, Washington DC or Amsterdam.", ("US", "NL")),
        ("Applicants must be authorized to work in Ireland.", ("IE",)),
        ("Work from anywhere in Germany.", ("DE",)),
        ("For Canada-based roles: the base range is CAD 150,000 to 170,000.", ("CA",)),
        ("In Canada, the reasonably expected salary range is 140,000 to 170,000 CAD.", ("CA",)),
        ("The US base salary range is $150,000 to $180,000.", ("US",)),
        ("Location: Jersey City, NJ", ("US",)),
        ("Standort: Berlin oder Wien", ("DE", "AT")),
    ],
)
def test_a_list_of_places_behind_words_about_this_job_is_allowed(
    text: str, countries: tuple[str, ...]
) -> None:
    assert allowed(text) == countries


@pytest.mark.parametrize(
    "text",
    [
        "Our customers are based in Germany and France.",
        "We are a company based in Sweden.",
        "We do not hire candidates in Brazil.",
        "Candidates must work US time zones.",
        "You report to the head of data, who is based in Japan.",
        "Team members are located in Poland and Spain.",
        "You may work outside of Italy for some weeks a year.",
        "We sell in Canada, Mexico and Chile.",
        "These benefits apply if you are based in Italy or Spain.",
    ],
)
def test_places_of_the_company_its_people_and_its_customers_allow_nothing(text: str) -> None:
    assert allowed(text) == ()


def test_the_company_section_allows_nothing() -> None:
    assert (
        allowed("About us\nYou can work from our hubs: candidates in Spain and Italy know us well.")
        == ()
    )


def test_a_list_of_states_without_a_country_means_the_united_states() -> None:
    assert allowed("We currently do not hire in the following states: AK, HI, RI") == ("US",)
    assert allowed("We currently do not hire in the following states: AK, HI, RI", "CA") == ()


def test_only_countries_beyond_the_known_ones_are_looked_for() -> None:
    assert "CA" in allowed("Candidates based in the US or Canada are welcome.", "US")


def test_the_first_office_named_is_the_home_of_a_company() -> None:
    text = "Market leader in the Netherlands. Our team, located in Amsterdam, builds a ledger."
    assert home_countries(read_document(plain=text)) == ("NL",)


def test_an_item_that_says_where_people_are_based_allows_its_countries() -> None:
    assert allowed(
        "- Based in Canada, the US, the UK, or the EU, and fluent in English.", "CA"
    ) == (
        "CA",
        "US",
        "GB",
    )


def test_where_the_company_is_based_allows_nothing() -> None:
    assert allowed("Based in Berlin, Acme makes anvils for remote candidates.") == ()
