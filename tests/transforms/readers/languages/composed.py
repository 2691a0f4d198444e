"""Postings composed of the invented sentences of one language's file: 64 a language, each with what must be read in it.

A posting of each role in eight variants: its titles, levels, three of its duties, what is asked, pay and place take turns, so
that every sentence stands beside different others.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
VARIANTS = 8
COUNTRIES = {
    "de": ("DE", "Berlin, Deutschland"),
    "fr": ("FR", "Lyon, France"),
    "nl": ("NL", "Utrecht, Nederland"),
    "es": ("ES", "Madrid, España"),
    "pt": ("BR", "São Paulo, Brasil"),
    "it": ("IT", "Milano, Italia"),
    "pl": ("PL", "Kraków, Polska"),
    "sv": ("SE", "Stockholm, Sverige"),
    "ja": ("JP", "東京"),
    "zh": ("CN", "上海"),
}
"""By language: where its postings stand, as a board writes it."""


@dataclass(frozen=True)
class Case:
    """A posting and what is right. `pay`: lowest, highest, currency, period, None when it states none."""

    title: str
    location: str
    text: str
    right: dict[str, Any]


def composed(language: str) -> list[Case]:
    """The postings of one language."""
    table = tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))
    roles = table["roles"]
    return [
        _case(table, language, role, number * 3, variant)
        for number, role in enumerate(roles)
        for variant in range(VARIANTS)
    ]


def _case(table: dict[str, Any], language: str, role: str, shift: int, variant: int) -> Case:
    words = table["roles"][role]
    titles, duties = words["titles"], words["duties"]
    chosen = [duties[(variant + step) % len(duties)] for step in (0, 1, 3)]
    turn = shift + variant
    level = table["levels"][(turn // 2) % len(table["levels"])]
    asks, pay, remote = (table[name][turn % len(table[name])] for name in ("asks", "pay", "remote"))
    headings = table["headings"]
    parts = zip(headings, (chosen, asks["lines"], [pay["line"], remote["line"]]), strict=True)
    text = "\n".join(line for head, lines in parts for line in (head, *(f"- {x}" for x in lines)))
    low, high, *terms = pay.get("range", (None, None))
    return Case(
        level["form"].format(titles[variant % len(titles)]),
        COUNTRIES[language][1],
        text,
        {
            "role": role,
            "level": level.get("level"),
            "years_min": asks.get("years"),
            "degree": asks.get("degree", "none_stated"),
            "remote_policy": remote.get("policy"),
            "pay": (low or None, high, *terms) if terms else None,
        },
    )
