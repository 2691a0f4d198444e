"""The words shown for stored values: levels, kinds of board, attributes of the profile, outcomes.

Decides wording only; a value that is not known here is shown as it is stored, with its underscores as spaces.
"""

from __future__ import annotations

from collections.abc import Mapping

from reports.wording import numbers

LEVELS: Mapping[str, str] = {
    "all": "All levels",
    "intern": "Intern",
    "junior": "Entry and junior",
    "mid": "Mid",
    "senior": "Senior",
    "staff": "Staff, principal",
    "manager": "Manager",
}

RANGE_ENDS: Mapping[str, str] = {"low": "Low end", "mid": "Middle", "high": "High end"}

COUNTRIES: Mapping[str, str] = {
    "all": "All countries",
    "AE": "United Arab Emirates",
    "AR": "Argentina",
    "AT": "Austria",
    "AU": "Australia",
    "BE": "Belgium",
    "BG": "Bulgaria",
    "BR": "Brazil",
    "CA": "Canada",
    "CH": "Switzerland",
    "CL": "Chile",
    "CN": "China",
    "CO": "Colombia",
    "CR": "Costa Rica",
    "CZ": "Czechia",
    "DE": "Germany",
    "DK": "Denmark",
    "EE": "Estonia",
    "ES": "Spain",
    "FI": "Finland",
    "FR": "France",
    "GB": "United Kingdom",
    "GR": "Greece",
    "HK": "Hong Kong",
    "HU": "Hungary",
    "ID": "Indonesia",
    "IE": "Ireland",
    "IL": "Israel",
    "IN": "India",
    "IT": "Italy",
    "JP": "Japan",
    "KR": "South Korea",
    "LT": "Lithuania",
    "LU": "Luxembourg",
    "MX": "Mexico",
    "MY": "Malaysia",
    "NG": "Nigeria",
    "NL": "Netherlands",
    "NO": "Norway",
    "NZ": "New Zealand",
    "PH": "Philippines",
    "PK": "Pakistan",
    "PL": "Poland",
    "PT": "Portugal",
    "RO": "Romania",
    "RS": "Serbia",
    "SA": "Saudi Arabia",
    "SE": "Sweden",
    "SG": "Singapore",
    "TH": "Thailand",
    "TR": "Türkiye",
    "TW": "Taiwan",
    "UA": "Ukraine",
    "US": "United States",
    "VN": "Vietnam",
    "ZA": "South Africa",
}
"""Names of the countries most met; any other is shown by its ISO code."""

STATES: Mapping[str, str] = {
    "AL": "Alabama",
    "AK": "Alaska",
    "AZ": "Arizona",
    "AR": "Arkansas",
    "CA": "California",
    "CO": "Colorado",
    "CT": "Connecticut",
    "DE": "Delaware",
    "DC": "District of Columbia",
    "FL": "Florida",
    "GA": "Georgia",
    "HI": "Hawaii",
    "ID": "Idaho",
    "IL": "Illinois",
    "IN": "Indiana",
    "IA": "Iowa",
    "KS": "Kansas",
    "KY": "Kentucky",
    "LA": "Louisiana",
    "ME": "Maine",
    "MD": "Maryland",
    "MA": "Massachusetts",
    "MI": "Michigan",
    "MN": "Minnesota",
    "MS": "Mississippi",
    "MO": "Missouri",
    "MT": "Montana",
    "NE": "Nebraska",
    "NV": "Nevada",
    "NH": "New Hampshire",
    "NJ": "New Jersey",
    "NM": "New Mexico",
    "NY": "New York",
    "NC": "North Carolina",
    "ND": "North Dakota",
    "OH": "Ohio",
    "OK": "Oklahoma",
    "OR": "Oregon",
    "PA": "Pennsylvania",
    "RI": "Rhode Island",
    "SC": "South Carolina",
    "SD": "South Dakota",
    "TN": "Tennessee",
    "TX": "Texas",
    "UT": "Utah",
    "VT": "Vermont",
    "VA": "Virginia",
    "WA": "Washington",
    "WV": "West Virginia",
    "WI": "Wisconsin",
    "WY": "Wyoming",
}
"""The states of the United States by their postal codes: regions of the pay bands."""

ATTRIBUTES: Mapping[str, str] = {
    "remote": "Remote policy",
    "level": "Level",
    "degree": "Degree required",
    "years_min": "Years asked",
    "math": "Mathematics named",
    "portfolio": "Portfolio or open source",
    "visa": "Visa",
    "equity": "Equity",
    "pay_disclosed": "Pay stated",
    "median_pay_usd": "Median base pay, USD",
    "employment_type": "Employment",
    "top_skill": "Key skills",
}
"""Attributes of the profile in the order in which they are told."""

EVIDENCE: Mapping[str, str] = {
    **{
        name: f"#roles_{name}"
        for name in ("remote", "level", "degree", "math", "portfolio", "equity", "pay_disclosed")
    },
    "median_pay_usd": "pay.html#pay_by_level",
    "top_skill": "skills.html",
}
"""Where an attribute's figure stands."""

CLAIM_EVIDENCE: Mapping[str, str] = {
    "growth": "growth.html#growth_readings",
    "pay": "pay.html#pay_by_level",
    "skills": "skills.html#skills_{role}",
    "math": "#roles_math",
    "portfolio": "#roles_portfolio",
}
"""Where the figure that a claim of a topic is held against stands; `{role}` is the role the claim is about."""

VERDICT_GLYPHS: Mapping[str, str] = {"supported": "✓", "contradicted": "✗", "undecided": "?"}
"""A sign beside the word, so that a column of verdicts can be skimmed without colour."""

_VALUES: Mapping[str, str] = {
    "stock": "Open openings",
    "flow": "New openings",
    "share": "Share of all openings",
    "unadjusted": "Plain difference",
    "adjusted": "Like for like",
    "within_employer": "Within one employer",
    "chained": "Week by week",
    "geks": "All pairs of weeks",
    "fixed": "First week’s boards",
    "none": "None",
    "US": "United States",
    "none_stated": "None stated",
    "phd": "Doctorate",
    "yes": "Yes",
    "true": "Yes",
    "false": "No",
    **LEVELS,
}


def word(value: str | None) -> str:
    """A stored value in words: level names, degrees, yes and no; anything else as it is stored, spaced."""
    text = value or "any"
    return _VALUES.get(text) or numbers.shown(text.replace("_", " ").capitalize())[0]
