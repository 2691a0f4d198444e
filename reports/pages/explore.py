"""Explore: any role, level, place, remote policy and skills, and what is asked and offered; two selections side by side.

Decides how the cube of selections and the openings of narrower ones are packed for the script. Leaves what is counted, and
the floors of every cell, to `mart_slice`, and those of what it does not count to `static/cells.js`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl

from reports.answers import Answer, Row
from reports.drawing.distributions import draw_frames
from reports.drawing.metros import draw_metros
from reports.figures import charts, columns, findings
from reports.figures.catalogue import entry, show_table
from reports.page import Edition, Figure, Finding, Page, Tool
from reports.wording import numbers
from reports.wording.asks import ASKS, pack_asks, written_short
from reports.wording.names import COUNTRIES, LEVELS, employer_name, name_in, word
from reports.wording.roles import FOCUS, ROLES, role_of

TITLE = "Explore"
ORDER = 2

_EVERY = "all"
_POLICIES = (_EVERY, "remote", "hybrid", "onsite")
_COUNTS = (
    *("n_openings", "n_employers", "n_open_openings", "n_paid", "n_paying_employers"),
    "n_stating_openings",
)
_NAMES = {"remote_policy": "Remote or not", "skill": "Any skill"}
_ASKS = [(key, label) for key, (label, _) in ASKS.items()]
_ASKED = {key: [(_EVERY, "Any"), *choices] for key, (_, choices) in ASKS.items()}


def build(answer: Answer, edition: Edition) -> Page:
    """The page on which a reader chooses."""
    largest = answer("explore_cells")
    is_cut = any(n > largest.height for n in largest["n_selections"].head(1))
    cells, top = _nameable(largest), _nameable(answer("explore_top"))
    names = dict(answer("skill_names").iter_rows())
    first = _headline(cells)
    return Page(
        headline=first.words,
        basis=first.basis,
        lede=(
            "Openings of the last year. The address keeps what you choose, so a link shows the "
            "same. A selection needs ten openings of five employers. A median needs ten with "
            "stated pay at five employers, none with more than a third of them."
        ),
        blocks=(
            _tool(cells, top, _nameable(answer("explore_openings")), names, is_cut=is_cut),
            _map(answer("explore_map")),
            show_table(answer, "explore_table"),
        ),
    )


def _nameable(table: pl.DataFrame) -> pl.DataFrame:
    """Selections whose role, level and policy have names: what a newer market calls otherwise is no choice here."""
    return table.filter(
        pl.col("role").is_in(list(ROLES)),
        pl.col("level").is_in(list(LEVELS)) | pl.col("level").is_null(),
        pl.col("remote_policy").is_in(_POLICIES) | pl.col("remote_policy").is_null(),
    )


def _headline(cells: pl.DataFrame) -> Finding:
    """The two selections that the page begins with."""
    rows = cells.filter(pl.col("p50").is_not_null(), pl.col("metro") == _EVERY).rows(named=True)
    known = {_name(row): row for row in rows}
    shown = [known[name] for name in _first(rows)]
    if not shown:
        return Finding("No selection of openings has a median of pay yet.")
    words = [f"{_who(row)} {numbers.money(row['p50'])}" for row in shown]
    basis = [
        f"{_who(row)} {findings.number(row, columns.MEDIAN)} ({numbers.n_of(row['n_paid'])})"
        for row in shown
    ]
    return Finding(
        f"Median stated pay: {findings.listed(words)}. Choose your own below.",
        "; ".join(basis),
    )


def _who(row: Row) -> str:
    """A role and its place: AI engineers in the United States."""
    place = name_in(COUNTRIES, row["country_code"])
    where = findings.HOME if row["country_code"] == "US" else place
    beyond = "" if row["country_code"] == _EVERY else f" in {where}"
    return f"{role_of(row['role']).in_text}{beyond}"


def _tool(
    cells: pl.DataFrame,
    top: pl.DataFrame,
    openings: pl.DataFrame,
    names: dict[str, str],
    *,
    is_cut: bool,
) -> Tool:
    choices = _choices(cells, names)
    positions = {
        key: {value: position for position, (value, _) in enumerate(known)}
        for key, known in choices.items()
    }
    rows = cells.rows(named=True)
    return Tool(
        id="explore",
        title="Two selections side by side",
        kind="explore",
        values={"has_rows": bool(rows), "asks": _ASKS},
        data={
            "choices": choices | _ASKED,
            "skilled": list(FOCUS),
            "openings": [_opening(row, positions) for row in openings.iter_rows(named=True)],
            "marks": {
                role: {"colour": mark.colour, "glyph": mark.glyph, "name": mark.plural}
                for role, mark in ROLES.items()
            },
            "cells": [_packed(row, positions) for row in rows],
            "top": _leaders(top, positions, names),
            "first": _first(rows),
            "is_cut": is_cut,
        },
        chart=draw_frames(("Selection A", "Selection B")) if rows else None,
    )


def _map(table: pl.DataFrame) -> Figure:
    first = table.unique("role", keep="first", maintain_order=True).rows(named=True)
    words = [
        f"{role_of(row['role']).in_text} {numbers.show(row['metro'])} "
        f"({numbers.n_of(row['n_openings'])})"
        for row in sorted(first, key=lambda row: FOCUS.index(row["role"]))
    ]
    return Figure(
        **entry("explore_map"),
        finding=findings.sentence("Most openings", words),
        table=table,
        chart=draw_metros(table.rows(named=True), charts.estimate(columns.MEDIAN)),
    )


def _choices(cells: pl.DataFrame, names: dict[str, str]) -> dict[str, list[tuple[str, str]]]:
    """The values of each of the five questions with their names, in the order in which they are offered."""
    stated = {key: set(cells[key]) for key in ("role", "level", "remote_policy", "skill")}
    places = cells.select("country_code", "metro").unique().sort("country_code", "metro").rows()
    return {
        "role": [(role, mark.plural) for role, mark in ROLES.items() if role in stated["role"]],
        "level": [(level, name) for level, name in LEVELS.items() if level in stated["level"]],
        "place": sorted(
            (_place(*place) for place in places), key=lambda place: _place_order(*place)
        ),
        "remote_policy": [
            (policy, _NAMES["remote_policy"] if policy == _EVERY else word(policy))
            for policy in _POLICIES
            if policy in stated["remote_policy"]
        ],
        "skill": sorted(
            ((skill, _skill(skill, names)) for skill in stated["skill"]),
            key=lambda known: (known[0] != _EVERY, known[1].casefold()),
        ),
    }


def _skill(skill: str, names: dict[str, str]) -> str:
    return _NAMES["skill"] if skill == _EVERY else numbers.show(names.get(skill, skill))


def _place(country: str, metro: str) -> tuple[str, str]:
    """A place as the address has it, and its name."""
    place = _place_of({"country_code": country, "metro": metro})
    return place, place if metro != _EVERY else name_in(COUNTRIES, country)


def _place_of(row: Row) -> str:
    return numbers.show(row["country_code"] if row["metro"] == _EVERY else row["metro"])


def _place_order(place: str, name: str) -> tuple[bool, bool, bool, str]:
    """All countries, the country that states most pay, the others, then the metropolitan areas."""
    return len(place) > 3, place != _EVERY, place != "US", name


def _keys(row: Row) -> dict[str, str]:
    """A selection's five values, in the order of the questions."""
    place, skill = _place_of(row), row.get("skill", _EVERY)
    return {
        "role": row["role"],
        "level": row["level"],
        "place": place,
        "remote_policy": row["remote_policy"],
        "skill": skill,
    }


def _is_offered(row: Row, positions: dict[str, dict[str, int]]) -> bool:
    """Whether a reader can choose the selection: the page holds the largest ones only."""
    return all(value in positions[key] for key, value in _keys(row).items())


def _positions(row: Row, positions: dict[str, dict[str, int]]) -> list[int]:
    return [positions[key][value] for key, value in _keys(row).items()]


def _packed(row: Row, positions: dict[str, dict[str, int]]) -> list[Any]:
    """A cell as a short list: five positions, six counts, who could state pay, five quantiles, the first step and its counts."""
    disclosed = row["disclosure_share"]
    ends = [row["disclosure_low"], row["disclosure_high"]]
    head = [
        *_positions(row, positions),
        *(row[name] for name in _COUNTS),
        # Below the floor of a share there is nothing that it could be of.
        None if disclosed is None else row["n_could_state_pay"],
        *(None if end is None else round(end, 3) for end in ends),
    ]
    if row["p50"] is None:
        return [*head, numbers.show(row["note"])]
    quantiles = (_quantile(row, name) for name in ("p10", "p25", "p50", "p75", "p90"))
    return [*head, *quantiles, *_steps(row["pay_bins"])]


def _quantile(row: Row, name: str) -> list[int] | None:
    """Estimate and interval in thousands, halves rounded up as in the headline. None below its floor."""
    dollars = [row[column] for column in (name, f"{name}_low", f"{name}_high")]
    return None if None in dollars else [math.floor(each / 1000 + 0.5) for each in dollars]


def _steps(written: str | None) -> list[int]:
    """The steps of a distribution from the first that is not empty to the last, led by the position of the first."""
    counts = [int(count) for count in (written or "").split()]
    filled = [position for position, count in enumerate(counts) if count]
    return [filled[0], *counts[filled[0] : filled[-1] + 1]] if filled else []


def _opening(row: Row, positions: dict[str, dict[str, int]]) -> list[Any]:
    """An opening as a short list: what it counts under by position, its employer, what holds of it, pay, asks."""
    countries, metros = (row["countries"] or "").split(), (row["metros"] or "").split("|")
    states = (row["states_pay"], row["could_state_pay"])
    is_so = (row["is_open"], *states, row["has_text"], len(countries) == 1)
    return [
        positions["role"].get(row["role"], -1),
        positions["level"].get(row["level"], -1),
        _known(positions["place"], map(numbers.show, countries + metros)),
        positions["remote_policy"].get(row["remote_policy"], -1),
        _known(positions["skill"], (row["skills"] or "").split()),
        row["employer_number"],
        "".join(mark for mark, holds in zip("osct1", is_so, strict=True) if holds),
        written_short(row["pay_usd_year"]),
        pack_asks(row),
    ]


def _known(positions: dict[str, int], values: Iterable[str]) -> list[int]:
    return [positions[value] for value in values if value in positions]


def _leaders(
    top: pl.DataFrame, positions: dict[str, dict[str, int]], names: dict[str, str]
) -> dict[str, dict[str, list[list[Any]]]]:
    """By selection: its skills with share and interval, and its employers with their openings."""
    found: dict[str, dict[str, list[list[Any]]]] = {}
    for row in top.iter_rows(named=True):
        if not _is_offered(row, positions):
            continue
        mine = found.setdefault(
            ".".join(map(str, _positions(row, positions)[:4])), {"skill": [], "employer": []}
        )
        if row["kind"] == "skill":
            ends = [round(row[end], 3) for end in ("share", "share_low", "share_high")]
            mine["skill"].append([numbers.show(names.get(row["name"], row["name"])), *ends])
        else:
            mine["employer"].append([employer_name(row["name"]), row["n"]])
    return found


def _first(rows: Sequence[Row]) -> list[str]:
    """Two selections to begin with: AI engineers and software engineers where most pay is stated, else the largest two."""
    wanted = [
        f"{role},all,{place},all,all"
        for place in ("US", _EVERY)
        for role in ("ai_engineer", "software_engineer")
    ]
    known = {_name(row) for row in rows if row["metro"] == _EVERY}
    found = [name for name in wanted if name in known]
    return [*found, *_largest(rows)][:2]


def _largest(rows: Iterable[Row]) -> list[str]:
    return list(dict.fromkeys(_name(row) for row in rows if row["metro"] == _EVERY))[:2]


def _name(row: Row) -> str:
    return ",".join(row[key] for key in ("role", "level", "country_code", "remote_policy", "skill"))
