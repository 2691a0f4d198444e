"""A digest: the news of one edition, in words.

Decides how each kind of news is said, in which order, and how many of each. Leaves what is news to
`transforms.statistics.news`, and how a digest is written to `writing`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from reports.answers import Row
from reports.wording import numbers
from reports.wording.names import (
    ATTRIBUTES,
    COUNTRIES,
    EVIDENCE_SUBJECTS,
    LEVELS,
    employer_name,
    name_in,
    word,
)
from reports.wording.roles import role_of

MOST_LINES = 12
"""News of one kind that a digest names. It says how many more there are."""

MOST_EMPLOYERS = 5
LEAST_OPENED = 3
"""Openings of an employer in four weeks below which it is not named among those that opened most."""

NEW_BELOW = 5
"""A skill that fewer openings than these named is new. They are also too few to be compared."""


@dataclass(frozen=True, slots=True)
class News:
    """One piece of news: what it is about, and what is said of it."""

    subject: str
    said: str


@dataclass(frozen=True, slots=True)
class Section:
    """The news of one kind. `n_more`: how many lines are left out."""

    title: str
    lines: tuple[News, ...]
    n_more: int = 0


@dataclass(frozen=True, slots=True)
class Digest:
    """What an edition says that an earlier one did not. Without sections there is no news.

    `as_of` and `since` are the days of both editions. `caveats`: what else than the market may have moved figures.
    """

    as_of: str
    since: str
    edition_id: str
    is_rehearsal: bool
    caveats: tuple[str, ...]
    n_boards: int
    n_postings: int
    n_compared: int
    sections: tuple[Section, ...]

    @property
    def title(self) -> str:
        """What the digest is called, in a mailbox too."""
        return f"Rolecall: what changed by {self.as_of}"


def build_digest(
    record: Row, since: str, news: pl.DataFrame, stated: pl.DataFrame, caveats: tuple[str, ...]
) -> Digest:
    """The digest of an edition.

    Args:
        record: the edition's record, as `reports.site.archive` writes it.
        since: the day of the edition that it is compared with.
        news: what changed (`transforms.statistics.news.NEWS`).
        stated: all that the edition states (`STATEMENT`).
        caveats: what else than the market may have moved figures, as sentences.
    """
    sections = [_section(title, chosen(news), say) for title, chosen, say in _KINDS]
    with_news = [section for section in sections if section.lines]
    if with_news:
        with_news += filter(lambda section: section.lines, [_most_opened(stated)])
    return Digest(
        str(record["as_of"]),
        since,
        str(record["edition_id"]),
        bool(record["is_rehearsal"]),
        caveats,
        int(record["n_boards"] or 0),
        int(record["n_postings"] or 0),
        stated.height,
        tuple(with_news),
    )


def _section(title: str, rows: pl.DataFrame, say: Callable[[Row], News]) -> Section:
    shown = rows.head(MOST_LINES)
    return Section(title, tuple(map(say, shown.to_dicts())), rows.height - shown.height)


def _most_opened(stated: pl.DataFrame) -> Section:
    opened = stated.filter(pl.col("topic") == "employer", pl.col("value") >= LEAST_OPENED)
    most = opened.sort("value", "subject", descending=[True, False]).head(MOST_EMPLOYERS)
    lines = tuple(
        News(employer_name(row["detail"]), _opened(row["value"])) for row in most.to_dicts()
    )
    return Section("Who opened most in four weeks", lines)


def _name(row: Row) -> str:
    return numbers.show(row["detail"])


def _opened(value: float) -> str:
    return f"{numbers.count(value)} new openings for the three roles"


def _growth(row: Row) -> News:
    role = role_of(row["role"]).in_text
    subject = EVIDENCE_SUBJECTS.get(row["subject"], "Demand for {role}").format(role=role)
    return News(subject, f"{_then_and_now(row, 'growth')} in a year")


def _pay(row: Row) -> News:
    country, level = row["subject"].split("/", 1)
    where, who = name_in(COUNTRIES, country), name_in(LEVELS, level).lower()
    return News(
        f"Median stated base pay of {role_of(row['role']).in_text}, {who}, {where}",
        _then_and_now(row, "usd"),
    )


def _asks(row: Row) -> News:
    attribute, value = row["subject"].split("/", 1)
    what = f"{name_in(ATTRIBUTES, attribute)}, {word(value).lower()}"
    return News(f"{role_of(row['role']).plural}: {what}", _then_and_now(row, "share"))


def _skill(row: Row) -> News:
    named = f"named by {_then_and_now(row, 'share')} of openings"
    return News(f"{role_of(row['role']).plural}: {_name(row)}", named)


def _verdict(row: Row) -> News:
    ours = numbers.estimate(row["value"], row["low"], row["high"], row["unit"])
    verdict = f"{word(row['verdict']).lower()}, was {word(row['verdict_before']).lower()}"
    return News(f"“{numbers.clean_text(row['detail'])}”", f"{verdict} (we measure {ours})")


def _employer(row: Row) -> News:
    before = numbers.count(row["value_before"])
    return News(
        employer_name(row["detail"]), f"{_opened(row['value'])} in four weeks, was {before}"
    )


def _alarm(row: Row) -> News:
    source, item = row["subject"].split("/", 1)
    said = numbers.sentence_part(row["note"]) or "fell silent"
    return News(f"{numbers.show(source)}, {item.replace('_', ' ')}", said)


def _then_and_now(row: Row, form: str) -> str:
    now = numbers.estimate(row["value"], row["low"], row["high"], form)
    then = numbers.estimate(row["value_before"], row["low_before"], row["high_before"], form)
    return f"{now}, was {then}"


def _of(*topics: str) -> Callable[[pl.DataFrame], pl.DataFrame]:
    return lambda news: news.filter(pl.col("topic").is_in(topics))


def _skills(is_new: bool) -> Callable[[pl.DataFrame], pl.DataFrame]:
    # A count again: a share of six digits times its n is five openings only to the fifth digit.
    named_before = (pl.col("value_before") * pl.col("n_before")).round()
    return lambda news: news.filter(
        pl.col("topic") == "skill", (named_before < NEW_BELOW) == is_new
    )


_FIGURES: Mapping[str, Callable[[Row], News]] = {"growth": _growth, "pay": _pay, "asks": _asks}

_KINDS = (
    ("Figures that moved", _of(*_FIGURES), lambda row: _FIGURES[row["topic"]](row)),
    ("New verdicts on the common story", _of("verdict"), _verdict),
    ("New skills", _skills(True), _skill),
    ("Skills named more often or less", _skills(False), _skill),
    ("Employers that open more than they did", _of("employer"), _employer),
    ("Fell silent", _of("alarm"), _alarm),
)
"""Kinds of news in the order of a digest: title, which rows, and how one is said."""
