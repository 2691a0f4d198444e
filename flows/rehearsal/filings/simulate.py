"""Simulated filings: what invented employers tell the Department of Labor, with planted wages and growth.

Decides who files for what, when and at which wage. Leaves the numbers to `filings.toml`, and files and their columns to
`department`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from flows.rehearsal.planted import planted
from flows.rehearsal.truth import Market
from transforms.text.lexicon import lexicon

_SEED = 7  # beside the market's own, so that filings change nothing else of it


def planted_filings() -> dict[str, Any]:
    """What `filings.toml` says."""
    return lexicon(__package__, "filings.toml")


@dataclass(frozen=True, slots=True)
class SimulatedFiling:
    """One filing. `wage` and `wage_top` are US dollars a year."""

    number: int
    day: date
    employer: str
    role: str
    level: str
    title: str
    place: tuple[str, str]
    wage: float
    wage_top: float | None
    is_hourly: bool
    is_new: bool
    is_outsourcer: bool


@dataclass(frozen=True, slots=True)
class _Filer:
    name: str
    size: float
    """Its part of what its kind files for."""
    wage_factor: float


def quarters_of(market: Market) -> list[date]:
    """First days of the quarters whose files are out by the market's last day, oldest first."""
    table = planted_filings()["market"]
    out_by = market.last_day - timedelta(weeks=table["weeks_late"])
    start = date(out_by.year, 3 * ((out_by.month - 1) // 3) + 1, 1)
    found = []
    for _ in range(table["quarters"]):
        start = (start - timedelta(days=1)).replace(day=1)
        start = start.replace(month=start.month - 2)
        found.append(start)
    return found[::-1]


def simulate_filings(market: Market) -> dict[date, tuple[SimulatedFiling, ...]]:
    """The filings of each quarter, by its first day."""
    return _Department(market).filings()


class _Department:
    def __init__(self, market: Market) -> None:
        self.rng = np.random.default_rng([market.seed, _SEED])
        self.table = planted_filings()
        self.quarters = quarters_of(market)
        names = [f"{employer.name}, Inc." for employer in market.employers]
        more = lexicon("flows.rehearsal", "employers.toml")
        names += [f"{one}{two} LLC" for one in more["first"] for two in more["second"]]
        n_direct = self.table["market"]["direct_employers"]
        self.direct = self._filers(names[:n_direct])
        placed = [f"{name} Consulting Ltd" for name in names[n_direct:]]
        self.outsourcers = self._filers(placed[: self.table["market"]["outsourcers"]])
        self.number = 0

    def filings(self) -> dict[date, tuple[SimulatedFiling, ...]]:
        return {
            quarter: tuple(sorted(self._of_quarter(quarter), key=lambda filing: filing.day))
            for quarter in self.quarters
        }

    def _filers(self, names: list[str]) -> list[_Filer]:
        market = self.table["market"]
        sizes = self.rng.gamma(market["employer_size_shape"], size=len(names))
        factors = np.exp(self.rng.normal(0, market["employer_wage_sigma"], len(names)))
        return [
            _Filer(name, float(size / sizes.sum()), float(factor))
            for name, size, factor in zip(names, sizes, factors, strict=True)
        ]

    def _of_quarter(self, quarter: date) -> Iterator[SimulatedFiling]:
        years = (quarter.year - self.quarters[0].year) + (
            quarter.month - self.quarters[0].month
        ) / 12
        season = self.table["market"]["season"][(quarter.month - 1) // 3]
        for role, row in self.table["roles"].items():
            mean = row["positions"] * season * (1 + row["growth"]) ** years
            for filer in self.direct:
                for _ in range(int(self.rng.poisson(mean * filer.size))):
                    yield self._filing(quarter, filer, role, row["title"], is_new=True)
                # Renewals do not grow: they stand apart, or they would hide what does.
                renewals = row["positions"] * self.table["market"]["renewal_share"] * filer.size
                for _ in range(int(self.rng.poisson(renewals))):
                    yield self._filing(quarter, filer, role, row["title"], is_new=False)
        yield from self._placed(quarter, years, season)

    def _placed(self, quarter: date, years: float, season: float) -> Iterator[SimulatedFiling]:
        row = self.table["outsourcers"]
        mean = row["positions"] * season * (1 + row["growth"]) ** years
        for filer in self.outsourcers:
            for _ in range(int(self.rng.poisson(mean * filer.size))):
                index = int(self.rng.integers(len(row["roles"])))
                yield self._filing(
                    quarter,
                    filer,
                    row["roles"][index],
                    row["titles"][index],
                    is_new=True,
                    is_placed=True,
                )

    def _filing(
        self,
        quarter: date,
        filer: _Filer,
        role: str,
        title: str,
        *,
        is_new: bool,
        is_placed: bool = False,
    ) -> SimulatedFiling:
        rng, market = self.rng, self.table["market"]
        level = self._one(self.table["levels"])
        mid = planted()["roles"][role]["pay"] * planted()["levels"][level]["pay"]
        factor = market["wage_factor"] * (
            self.table["outsourcers"]["wage_factor"] if is_placed else 1
        )
        chance = float(np.exp(rng.normal(0, market["filing_wage_sigma"])))
        wage = round(mid * factor * filer.wage_factor * chance, -2)
        top = round(wage * 1.2, -2) if rng.random() < market["range_share"] else None
        places = self.table["places"]
        town, code, state = places["towns"][
            int(rng.choice(len(places["towns"]), p=places["weights"]))
        ]
        self.number += 1
        return SimulatedFiling(
            number=self.number,
            day=quarter + timedelta(days=int(rng.integers(0, 89))),
            employer=filer.name,
            role=role,
            level=level,
            title=self.table["levels"][level]["title"].format(title),
            place=(town, code if rng.random() < 0.5 else state),
            wage=wage,
            wage_top=top,
            is_hourly=bool(rng.random() < market["hourly_share"]),
            is_new=is_new,
            is_outsourcer=is_placed,
        )

    def _one(self, rows: dict[str, dict[str, Any]]) -> str:
        weights = [row["weight"] for row in rows.values()]
        return str(self.rng.choice(list(rows), p=weights))
