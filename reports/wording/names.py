"""The words shown for stored values: levels, places, attributes of the profile, verdicts.

Decides wording only, and reads it from `names.toml`. A value that is not there is shown as it is stored, with spaces for
its underscores.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources import files

from reports.wording import numbers

Names = Mapping[str, str]

_NAMES = tomllib.loads(files("reports.wording").joinpath("names.toml").read_text("utf-8"))

LEVELS: Names = _NAMES["levels"]
RANGE_ENDS: Names = _NAMES["range_ends"]
COUNTRIES: Names = _NAMES["countries"]
STATES: Names = _NAMES["states"]
LANGUAGES: Names = _NAMES["languages"]
POLICIES: Names = _NAMES["policies"]
ATTRIBUTES: Names = _NAMES["attributes"]
EVIDENCE: Names = _NAMES["evidence"]
EVIDENCE_SUBJECTS: Names = _NAMES["evidence_subjects"]
CLAIM_EVIDENCE: Names = _NAMES["claim_evidence"]
VERDICT_GLYPHS: Names = _NAMES["verdict_glyphs"]

EUROPE = frozenset(_NAMES["europe"])
FIELDS: Names = _NAMES["fields"]
_ABBREVIATIONS: Names = _NAMES["abbreviations"]
_COMMON_SKILLS: Names = _NAMES["common_skills"]
_WITH_ARTICLE = frozenset(_NAMES["places_with_article"])
_VALUES: Names = _NAMES["values"] | LEVELS


def employer_name(value: str | None) -> str:
    """An employer as a page names it. A board's own short name becomes words: "liquid-ai" -> "Liquid AI"."""
    text = numbers.show(value)
    if text != text.lower() or " " in text or not text:
        return text
    parts = text.replace("-", " ").replace("_", " ").split()
    return " ".join(_ABBREVIATIONS.get(part, part[:1].upper() + part[1:]) for part in parts)


def skill_in_text(name: str | None) -> str:
    """A skill within a sentence: "large language models", and "Google Cloud" as it is."""
    text = numbers.show(name)
    if text in _COMMON_SKILLS:
        return _COMMON_SKILLS[text]
    _, _, second = text.partition(" ")
    return f"{text[:1].lower()}{text[1:]}" if second[:1].islower() and text[1:2].islower() else text


def in_text(place: str) -> str:
    """A place within a sentence: "the United States", and "France" as it is."""
    return f"the {place}" if place in _WITH_ARTICLE else place


def name_in(names: Names, value: str) -> str:
    """The name of a stored value, or the value itself as a page may show it."""
    return names.get(value) or numbers.show(value)


def word(value: str | None) -> str:
    """A stored value in words: level names, degrees, yes and no; anything else as it is stored, spaced, and "SQL" stays "SQL"."""
    text = value or "any"
    spaced = text.replace("_", " ")
    return _VALUES.get(text) or numbers.show(f"{spaced[:1].upper()}{spaced[1:]}")


def profile_value(attribute: str, value: str) -> str:
    """A value of the profile in words. "all" of a median pay is every country, where a level's is every level."""
    return name_in(COUNTRIES, value) if attribute == "median_pay_usd" else word(value)
