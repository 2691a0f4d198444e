"""What a place's name can mean."""

from __future__ import annotations

from transforms.readers.place.gazetteer import gazetteer, written_names


def test_one_name_may_mean_a_country_a_region_and_cities() -> None:
    meaning = gazetteer().meaning("Georgia")
    assert meaning is not None
    assert meaning.countries == ["GE"]
    assert ("US", "GA") in meaning.regions


def test_codes_count_in_capitals_only() -> None:
    assert gazetteer().meaning("US") is not None
    assert gazetteer().meaning("us") is None
    assert gazetteer().meaning("U.S.") == gazetteer().meaning("US")


def test_a_bare_code_may_be_a_state_or_a_country_only_where_it_stands_alone() -> None:
    inside, alone = gazetteer().meaning("DE"), gazetteer().whole_meaning("DE")
    assert inside is not None
    assert inside.countries == []
    assert alone is not None
    assert (alone.countries, alone.regions) == (["DE"], [("US", "DE")])


def test_german_names_are_found_without_their_umlauts() -> None:
    assert gazetteer().meaning("Muenster") == gazetteer().meaning("Münster")


def test_a_wide_region_is_known_and_means_no_place() -> None:
    meaning = gazetteer().meaning("EMEA")
    assert meaning is not None
    assert not meaning.is_admin
    assert not meaning.cities


def test_every_country_of_the_gazetteer_is_an_iso_code() -> None:
    codes = {code for meaning in gazetteer().names.values() for code in meaning.countries}
    assert {"US", "GB", "DE", "XK"} <= codes
    assert all(len(code) == 2 and code.isupper() for code in codes)


def test_written_names_keep_their_capitals_for_running_text() -> None:
    names = written_names()
    assert "United States" in names
    assert "Québec" in names
    assert all(name[0].isupper() for name in names)
