"""Reads filings: rows of the Department of Labor's files, as text, become roles, levels, places and wages a year.

Decides which filings count (certified ones, for one of the roles), when a filing was made, which of its positions are new
demand, and why a row cannot be read. Leaves the role to `readers.role`, the level to `readers.level`, the place to
`readers.place`. What a word of the files stands for is in `words.toml`.

A title is all that is known of the work, so a role carries the title reader's error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

import polars as pl

from transforms.history.openings import employer_key
from transforms.readers.impersonal import clean_columns, clean_name
from transforms.readers.level import read_level
from transforms.readers.place.locations import read_location
from transforms.readers.place.metros import COUNTRY, metros_of_places
from transforms.readers.role.model import ROLE_CONFIDENCE_FLOOR, read_roles_of_titles
from transforms.text.document import read_document
from transforms.text.lexicon import lexicon
from transforms.text.personal import without_personal_data
from transforms.vocabulary import ROLES

RAW = pl.Schema(
    dict.fromkeys(
        "case_number case_status received_date decision_date visa_class job_title soc_code "
        "full_time_position total_worker_positions new_employment continued_employment "
        "change_previous_employment new_concurrent_employment change_employer amended_petition "
        "employer_name secondary_entity worksite_city worksite_state wage_from wage_to wage_unit "
        "wage_level h1b_dependent".split(),
        pl.String(),
    )
)
"""One row per row of a file, as written. A file that lacks a column has nulls in it. No column names a person."""

FILING = pl.Schema(
    {
        "case_number": pl.String(),
        "certified_date": pl.Date(),
        "decision_date": pl.Date(),
        "visa_class": pl.String(),
        "employer": pl.String(),
        "employer_key": pl.String(),
        "title": pl.String(),
        "role": pl.String(),
        "role_confidence": pl.Float64(),
        "level": pl.String(),
        "wage_level": pl.String(),
        "region": pl.String(),
        "metro": pl.String(),
        "wage_min_usd_year": pl.Float64(),
        "wage_max_usd_year": pl.Float64(),
        "is_full_time": pl.Boolean(),
        "n_positions": pl.Int64(),
        "n_new": pl.Int64(),
        "n_renewed": pl.Int64(),
        "is_dependent": pl.Boolean(),
        "is_placed_elsewhere": pl.Boolean(),
    }
)
"""One row per certified filing for one of the roles. Null = not stated.

- `certified_date`: the decision. For a filing that was withdrawn later, CERTIFIED_WITHIN_DAYS after it was received.
- `wage_*_usd_year`: the offered wage, gross US dollars a year. Both are the same where one wage is stated.
- `n_new`: positions of new, concurrent and changed employment. `n_renewed`: continued, amended and changed back.
- `is_dependent`: the employer says that it depends on H-1B workers. `is_placed_elsewhere`: work at another company.
"""

REJECTED = pl.Schema({"case_number": pl.String(), "reason": pl.String(), "excerpt": pl.String()})
"""One row per filing that could not be read, with what its title and wage say."""

CERTIFIED_WITHIN_DAYS = 9
"""The department must decide within seven working days."""

LEAST_USD_YEAR, MOST_USD_YEAR = 15_000.0, 2_000_000.0
"""Below is less than the federal minimum wage of a full year. Such rows are hourly wages filed as yearly ones, or typing errors."""

# Steps and codes that close a title: "AI ENGINEER II", "… - JC60", "… (15-2051.00)". They name a grade and no work.
_GRADE = re.compile(
    r"(?:[\s,/(#-]+(?:I{1,3}|IV|V|[1-6]|[A-Z]{1,4}\d{2,}(?:[.-]\d+)*|\d[\d.-]{3,})\)?)+\s*$", re.I
)

_NEW = ("new_employment", "new_concurrent_employment", "change_employer")
_RENEWED = ("continued_employment", "change_previous_employment", "amended_petition")
_CLEANS = {
    "employer_name": clean_name,
    "job_title": without_personal_data,
    "worksite_city": without_personal_data,
}
"""Employers fill in forms by hand, and some write an address where another word should stand."""

_MOST_POSITIONS = 10_000
_FIRST_EXCEL_DAY, _LAST_EXCEL_DAY = 30_000, 80_000  # 1982 to 2119; less is a quantity, more a slip
_EXCERPT_CHARS = 160


@dataclass(frozen=True)
class Reading:
    """What one file says: filings in `FILING`, rejects in `REJECTED`, and how many rows were neither."""

    filings: pl.DataFrame
    rejected: pl.DataFrame
    n_not_certified: int
    n_other_work: int


def read_filings(raw: pl.DataFrame) -> Reading:
    """Reads the rows of one file, in `RAW`. Of several rows of one case the one decided last counts."""
    status = _word_of("status", "case_status")
    typed = raw.with_columns(status=status).filter(pl.col("status").fill_null("?") != "refused")
    typed = typed.pipe(_with_dates).pipe(_with_wages).pipe(_with_positions)
    judged = typed.with_columns(reason=_reason())
    rejected = judged.filter(pl.col("reason").is_not_null())
    kept = judged.filter(pl.col("reason").is_null()).pipe(_latest).pipe(clean_columns, _CLEANS)
    filings = kept.pipe(_with_work).pipe(_with_places).pipe(_with_employers)
    return Reading(
        filings.select(pl.col(name).cast(kind) for name, kind in FILING.items()),
        clean_columns(
            rejected.select("case_number", "reason", excerpt=_excerpt()),
            {"excerpt": without_personal_data},
        ),
        n_not_certified=raw.height - typed.height,
        n_other_work=kept.height - filings.height,
    )


def _with_dates(rows: pl.DataFrame) -> pl.DataFrame:
    decided, received = _day("decision_date"), _day("received_date")
    certified = _certified(decided, received)
    return rows.with_columns(decision_date=decided, certified_date=certified)


def _certified(decided: pl.Expr, received: pl.Expr) -> pl.Expr:
    first = pl.min_horizontal(decided, received + pl.duration(days=CERTIFIED_WITHIN_DAYS))
    return pl.when(pl.col("status") == "withdrawn").then(first).otherwise(decided)


def _day(column: str) -> pl.Expr:
    """A date written as Excel's day count, as ISO date and time, or as MM/DD/YYYY."""
    text = pl.col(column).str.strip_chars()
    count = text.cast(pl.Float64, strict=False).floor().cast(pl.Int64, strict=False)
    is_count = count.is_between(_FIRST_EXCEL_DAY, _LAST_EXCEL_DAY)
    counted = pl.lit(date(1899, 12, 30)) + pl.duration(days=pl.when(is_count).then(count))
    iso = text.str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)
    parts = text.str.extract(r"^(\d{1,2}/\d{1,2}/\d{4})")
    return pl.coalesce(counted, iso, parts.str.to_date("%m/%d/%Y", strict=False))


def _with_wages(rows: pl.DataFrame) -> pl.DataFrame:
    """The offered wage a year. A second wage of 0, or one below the first, makes no range."""
    per_year = _word_of("units", "wage_unit").replace_strict(
        _words("per_year"), default=None, return_dtype=pl.Float64
    )
    low, high = _amount("wage_from") * per_year, _amount("wage_to") * per_year
    is_range = (high >= low).fill_null(False)
    top = pl.when(is_range).then(high).otherwise(low)
    return rows.with_columns(wage_min_usd_year=low, wage_max_usd_year=top, per_year=per_year)


def _amount(column: str) -> pl.Expr:
    """A number, or one with a dollar sign and commas."""
    bare = pl.col(column).str.replace_all(r"[$,\s]", "").cast(pl.Float64, strict=False)
    return pl.when(bare.is_finite()).then(bare)


def _with_positions(rows: pl.DataFrame) -> pl.DataFrame:
    """Positions by kind. A filing that states no kind has null in both."""
    kinds = {name: _amount(name).cast(pl.Int64, strict=False) for name in (*_NEW, *_RENEWED)}
    is_stated = pl.any_horizontal(kind.is_not_null() for kind in kinds.values())
    new, renewed = (
        pl.when(is_stated).then(pl.sum_horizontal(kinds[name] for name in names))
        for names in (_NEW, _RENEWED)
    )
    stated = _amount("total_worker_positions").cast(pl.Int64, strict=False)
    total = pl.coalesce(stated, pl.max_horizontal(new + renewed, 1))
    return rows.with_columns(n_positions=total, n_new=new, n_renewed=renewed)


def _reason() -> pl.Expr:
    """Why a row cannot be read, null for a good one. The first fault is named."""
    wage = "wage_min_usd_year"
    faults = (
        (_is_blank("case_number"), pl.lit("case_number: is empty")),
        (pl.col("status").is_null(), _quoted("case_status", "is not a status that we know")),
        (_is_blank("job_title"), pl.lit("job_title: is empty")),
        (_is_blank("employer_name"), pl.lit("employer_name: is empty")),
        (pl.col("certified_date").is_null(), pl.lit("decision_date: is not a date")),
        (_amount("wage_from").is_null(), _quoted("wage_from", "is not an amount")),
        (pl.col("per_year").is_null(), _quoted("wage_unit", "is not a unit that we know")),
        (~pl.col(wage).is_between(LEAST_USD_YEAR, MOST_USD_YEAR), _implausible()),
        (pl.col("wage_max_usd_year") > MOST_USD_YEAR, _quoted("wage_to", "is not a plausible wage a year")),
        (~pl.col("n_positions").is_between(1, _MOST_POSITIONS), _quoted("total_worker_positions", "is not a plausible number of workers")),
    )  # fmt: skip
    return pl.coalesce(pl.when(is_bad).then(words) for is_bad, words in faults)


def _quoted(column: str, fault: str) -> pl.Expr:
    shown = pl.col(column).fill_null("nothing").str.head(40)
    return pl.format("{}: {} {}", pl.lit(column), shown, pl.lit(fault))


def _implausible() -> pl.Expr:
    shown = pl.col("wage_from").str.slice(0, 40), pl.col("wage_unit").fill_null("?")
    return pl.format("wage_from: {} a {} is not a plausible wage for full-time work", *shown)


def _is_blank(column: str) -> pl.Expr:
    return pl.col(column).fill_null("").str.strip_chars() == ""


def _excerpt() -> pl.Expr:
    shown = ("job_title", "wage_from", "wage_unit")
    words = pl.concat_str(shown, separator=" | ", ignore_nulls=True)
    return words.str.slice(0, _EXCERPT_CHARS)


def _latest(rows: pl.DataFrame) -> pl.DataFrame:
    ordered = rows.sort("case_number", "decision_date", maintain_order=True)
    return ordered.unique("case_number", keep="last", maintain_order=True)


def _with_work(rows: pl.DataFrame) -> pl.DataFrame:
    """Role and level by title. Rows of other work, and of work that a title leaves unclear, are dropped."""
    titles = rows["job_title"].unique().sort()
    nothing = read_document(None, None)
    roles = read_roles_of_titles([_GRADE.sub("", title) or title for title in titles])
    known = pl.DataFrame(
        {
            "job_title": titles,
            "role": [role.role for role in roles],
            "role_confidence": [role.confidence for role in roles],
        },
        schema_overrides={"job_title": pl.String, "role": pl.String, "role_confidence": pl.Float64},
    ).filter(pl.col("role").is_in(ROLES), pl.col("role_confidence") >= ROLE_CONFIDENCE_FLOOR)
    levels = [read_level(title, nothing, None) for title in known["job_title"]]
    levelled = known.with_columns(level=pl.Series(levels, dtype=pl.String))
    return rows.join(levelled, on="job_title", maintain_order="left").rename({"job_title": "title"})


def _with_places(rows: pl.DataFrame) -> pl.DataFrame:
    """State and metropolitan area of the worksite. An unknown place has neither."""
    where = ("worksite_city", "worksite_state")
    places = rows.select(where).unique().sort(where)
    regions, metros = [], []
    for names in places.iter_rows():
        found = read_location(", ".join(filter(None, names)), (COUNTRY,))[0]
        areas = metros_of_places(found)
        regions.append(next((each.region for each in found if each.country == COUNTRY), None))
        metros.append(areas[0] if areas else None)
    known = places.with_columns(
        region=pl.Series(regions, dtype=pl.String), metro=pl.Series(metros, dtype=pl.String)
    )
    return rows.join(known, on=where, how="left", nulls_equal=True, maintain_order="left")


def _with_employers(rows: pl.DataFrame) -> pl.DataFrame:
    flags = {
        "is_full_time": "full_time_position",
        "is_dependent": "h1b_dependent",
        "is_placed_elsewhere": "secondary_entity",
    }
    return rows.with_columns(
        *((_word_of("flags", theirs) == "yes").alias(ours) for ours, theirs in flags.items()),
        employer=pl.col("employer_name").str.strip_chars(),
        employer_key=employer_key(pl.col("employer_name")),
        wage_level=_word_of("wage_level", "wage_level"),
    ).filter(pl.col("employer_key").is_not_null())


def _word_of(table: str, column: str) -> pl.Expr:
    """What the word in `column` stands for. Null for a word that is not in `words.toml`."""
    plain = pl.col(column).str.to_lowercase().str.replace_all(r"[^a-z0-9]", "")
    return plain.replace_strict(_meanings(table), default=None, return_dtype=pl.String)


@cache
def _meanings(table: str) -> dict[str, str]:
    return {word: meaning for meaning, words in _words(table).items() for word in words}


@cache
def _words(table: str) -> dict[str, list[str]]:
    return dict(lexicon(__package__, "words.toml")[table])
