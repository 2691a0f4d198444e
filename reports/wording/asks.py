"""What an opening asks and offers beside its work: visa sponsorship, kind of contract, years and degree, as choices of a form.

Decides the choices, their names, and how an opening's answers are packed for the script. Leaves which openings fit a choice
to `static/asks.js`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Row = Mapping[str, Any]

_YEARS = (1, 2, 3, 5, 8)
"""Steps at which many openings ask for more: fewer choices than any number, and each of them is counted."""

Choices = list[tuple[str, str]]


def _spoken(years: int) -> str:
    return "1 year" if years == 1 else f"{years} years"


_VISA: Choices = [
    ("offered", "Visa offered"),
    ("unrefused", "Visa offered or not said"),
    ("refused", "Visa refused"),
]
_CONTRACT: Choices = [
    ("no", "No contract or temporary work"),
    ("only", "Contract or temporary"),
]
_AT_MOST: Choices = [
    *((f"{years}", f"At most {_spoken(years)} asked") for years in _YEARS),
    *((f"{years}-unsaid", f"At most {_spoken(years)} or not said") for years in _YEARS),
]
_DEGREE: Choices = [
    ("no-phd", "No PhD asked"),
    ("none", "No degree asked"),
    ("phd", "PhD asked"),
]

ASKS: Mapping[str, tuple[str, Choices]] = {
    "visa": ("Visa sponsorship", _VISA),
    "contract": ("Kind of contract", _CONTRACT),
    "years": ("Years of experience", _AT_MOST),
    "degree": ("Degree", _DEGREE),
}
"""Key in the address -> label, and its choices as value and name. "Any" stands before them."""

_OFFERED = {"offered": 1, "not_offered": 0}
_CONTRACTS = ("contract", "temporary")
_DEGREES = ("none_stated", "bachelor", "master", "phd")


def pack_asks(row: Row) -> list[int | float | None]:
    """An opening's answers: visa offered, contract or temporary, fewest years, rank of the lowest degree. Null where nothing says."""
    kind, years, degree = row["employment_type"], row["years_min"], row["degree"]
    return [
        _OFFERED.get(row["visa"] or ""),
        None if kind is None else int(kind in _CONTRACTS),
        written_short(years),
        _DEGREES.index(degree) if degree in _DEGREES else None,
    ]


def written_short(value: float | None) -> int | float | None:
    """A number to the cent, and whole where it is whole: `180000.0` thousands of times over is a longer page."""
    return None if value is None else int(value) if value == int(value) else round(value, 2)
