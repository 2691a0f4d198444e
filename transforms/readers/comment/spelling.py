"""Spells out the short titles of comments: "Sr. SREs" as "Sr. Site Reliability Engineer", "Infra" as "Infrastructure Engineer".

Decides how a title is written out, so that an opening that is named by a word says the job it is. Leaves which words are
titles to `transforms.readers.comment.openings.precedence`, and the role to `transforms.readers.role.model`.
"""

from __future__ import annotations

import re
from functools import cache

from transforms.readers.comment.kinds import is_language
from transforms.readers.comment.words import words
from transforms.text.lexicon import lexicon

_STEP = re.compile(r"[\s,/.-]+")
_DEV = re.compile(r"\b(d)ev\b(?! ?(?:ops|rel|lead|manager|test|team|tools?|experience)\b)", re.I)
_ASIDE = re.compile(r"\s*\([^)]*\)$")
_PLAIN = re.compile(
    r"(?P<before>.*?)\b(?P<noun>engineer|developer|dev|programmer|coder|hacker)(?:\(?s\)?)?$", re.I
)


def spelled_out(title: str) -> str:
    """The title of one person, with its abbreviations written out, and with its noun where it is an area or "engineers" alone."""
    said = title.lower()
    if job := _jobs().get(_ASIDE.sub("", said) if said.startswith("intern") else said):
        return job
    title = _as_engineer(words("in_the_plural").sub(lambda many: many[0][:-1], title))
    title = _DEV.sub(r"\1eveloper", title)
    if job := _job_of_experts(title):
        return job
    pattern, full = _abbreviations()
    title = pattern.sub(lambda short: full[short["short"]], title)
    return _with_craft(title)


def _job_of_experts(title: str) -> str | None:
    """Writes "Computer Vision experts" as the engineer that the area names. None for experts of anything else."""
    area, _, noun = title.rpartition(" ")
    if not words("experts").fullmatch(noun):
        return None
    if is_language(area):
        return f"{area} Software Engineer"
    known = [_jobs().get(piece) for piece in [area.lower(), *area.lower().split("/")]]
    return next((job for job in known if job and job.endswith("Engineer")), None)


def _with_craft(title: str) -> str:
    """Writes "Senior engineer" as "Senior software engineer": what the plain noun means in these threads."""
    plain = _PLAIN.fullmatch(title)
    if plain is None or _STEP.sub("", words("seniorities").sub("", plain["before"])):
        return title
    noun = "developer" if plain["noun"].lower() == "developer" else "engineer"
    return f"{plain['before']}{'software' if plain['before'] else 'Software'} {noun}"


@cache
def _abbreviations() -> tuple[re.Pattern[str], dict[str, str]]:
    """The abbreviations as a pattern, and what each stands for."""
    table: dict[str, str] = lexicon(__package__, "comments.toml")["abbreviations"]
    short = "|".join(sorted(table, key=lambda name: (-len(name), name)))
    return re.compile(rf"\b(?P<short>{short})(?: [Ee]ngineer)?(?:['’]?s)?\b"), table


def _as_engineer(title: str) -> str:
    """Writes "QA Lead" as "QA Engineering Lead": a title of engineers that does not say so."""
    one_of_them, titles = _engineers()
    if one_of_them.search(title):
        for pattern, written in titles:
            title = pattern.sub(written, title)
    return title


@cache
def _engineers() -> tuple[re.Pattern[str], list[tuple[re.Pattern[str], str]]]:
    """Such titles as one pattern, and how each is written. Most titles are none, and are searched once."""
    table: dict[str, str] = lexicon(__package__, "comments.toml")["as_engineers"]
    any_of_them = "|".join(re.sub(r"\(\?P<\w+>", "(?:", pattern) for pattern in table)
    titles = [(re.compile(pattern, re.I), written) for pattern, written in table.items()]
    return re.compile(any_of_them, re.I), titles


@cache
def _jobs() -> dict[str, str]:
    """The job by the name of an area that stands alone."""
    table: dict[str, list[str]] = lexicon(__package__, "comments.toml")["jobs_of_areas"]
    return {area: job for job, areas in table.items() for area in areas}
