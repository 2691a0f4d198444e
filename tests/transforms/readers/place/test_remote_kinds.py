"""Kinds of words on the place of work that were once misread: the sentence as a posting writes it, and the policy."""

from __future__ import annotations

import pytest

from transforms.readers.place.remote import read_remote
from transforms.text.document import read_document


def policy(line: str, location: str = "") -> str | None:
    text = f"About the role\nYou build.\n\nWhere you will work\n{line}"
    return read_remote([location], "Data Engineer", read_document(html=None, plain=text))


@pytest.mark.parametrize(
    "line",
    [
        "Remote: No",
        "Remote - not available",
        "We are not hiring remotely at this time.",
        "Remote candidates will not be considered.",
        "Not open to remote.",
        "We do not offer remote or hybrid work.",
        "We cannot support remote work for this position.",
        "Working remotely is not an option.",
    ],
)
def test_remote_work_that_is_denied_is_onsite(line: str) -> None:
    assert policy(line) == "onsite"
    assert policy(line, "Remote") == "onsite"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Three coordinated office days each week, remote for four weeks per year.", "hybrid"),
        ("Open to hire for remote work as well.", "remote"),
        ("Ghent is best, but remote is possible.", "remote"),
        ("Some remote is fine.", None),
        ("You want fully remote work. We're hybrid with 4 days in-office.", "hybrid"),
        ("Trabajo híbrido, dos días a la semana en la oficina.", "hybrid"),
        ("Trabalho remoto.", "remote"),
        ("Présence au bureau trois jours par semaine.", "hybrid"),
        ("Télétravail complet.", "remote"),
        ("Praca zdalna.", "remote"),
        ("Praca hybrydowa, 2 dni w tygodniu w biurze", "hybrid"),
        ("Arbete på distans.", "remote"),
        ("Drei Tage pro Woche im Büro", "hybrid"),
        ("Homeoffice-Anteil bis zu 40 %", "hybrid"),
        ("Poste en présentiel à Lille.", "onsite"),
        ("Je werkt op locatie in Zwolle.", "onsite"),
        ("Smart working due giorni a settimana", "hybrid"),
        ("Lavoro in sede a Torino", "onsite"),
        ("Arbetet sker på plats i Lund.", "onsite"),
        ("週2日在宅勤務可", "hybrid"),
        ("フルリモート勤務", "remote"),
        ("每周两天到岗", "hybrid"),
        ("可居家办公，每周到岗两天", "hybrid"),
        ("Home office duas vezes por semana", "hybrid"),
        ("Minimaal 3 dagen op kantoor", "hybrid"),
        ("现场办公，不支持远程", "onsite"),
    ],
)
def test_days_and_words_of_other_languages_are_read(line: str, expected: str | None) -> None:
    assert policy(line) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("There are no restrictions on where you can be located for this role.", "remote"),
        ("It does not matter where you live.", "remote"),
        ("We don’t care where you are based.", "remote"),
        ("We don't care where you are in your career.", None),
        ("Note: this is a fully remote role for folks near the lakes.", "remote"),
        ("Please note: this position is on-site in Ghent.", "onsite"),
        ("Note: remote interviews are possible.", None),
    ],
)
def test_free_choice_of_home_is_remote_and_a_note_speaks_of_the_job(
    line: str, expected: str | None
) -> None:
    assert policy(line) == expected
