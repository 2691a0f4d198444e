"""Finds the skills that a posting names, and whether it requires, prefers or only mentions each.

Decides which words of which sections name a skill. Leaves the taxonomy to `transforms.readers.taxonomy`, how strongly a
sentence asks to `transforms.readers.requirement`, and to the marts what a share of postings means. The pass over each line
(`transforms.text.lines`) finds every alias. Word boundaries, case and context then decide, so a posting costs its hits, not
the size of the taxonomy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from transforms.readers.requirement import (
    REQUIREMENTS,
    Known,
    Said,
    denied_in,
    is_within,
    rank,
    says,
    sentences_of,
)
from transforms.readers.taxonomy import Contexts, Form, skill_forms, taxonomy
from transforms.text.document import COMPANY_KINDS, Document
from transforms.text.folding import FIRST_CJK
from transforms.text.lines import Cues, Line, line_of

_STRONGEST = len(REQUIREMENTS) - 1
_UNFOUND = (-1, "")
_NOTHING: Said = frozenset()

_BEFORE_CHARS = 24
"""How far back a `before` context is looked for: the longest of them is a few words."""

_NEAR_CHARS = 120
"""How far on either side, within the line, `near` and `exclude` look: a list of tools, not a whole page on one line."""

_TYPESET_HYPHENS = "\u2011\u2010"
_PLAIN_HYPHENS = str.maketrans(_TYPESET_HYPHENS, "--")

_VOICES = (
    *("At ", "About ", "Join ", "join ", "Why "),
    *("Life at ", "Working at ", "Welcome to ", "here at "),
)
"""How a posting speaks of its own company: "At Databricks, we ...". A lower-case "at" would also be "customers at"."""


_FORM_OF_FIRM = re.compile(
    r"(?:[ ,.]+(?:inc|llc|ltd|limited|gmbh|se|ag|bv|b\.v|sa|corp|corporation|ai|io|com|labs|software|technologies)\b\.?)+$"
)
"""What may end an employer's name that its product does not have: "Snorkel AI", "Databricks Inc"."""

_LONGEST_NAME = 100


class SkillMention(NamedTuple):
    """One skill of a posting. `phrase`: the words that named it, as written (those of the child for a parent skill)."""

    skill: str
    category: str
    requirement: str
    phrase: str


Found = dict[str, tuple[int, str]]
"""By skill: the strongest requirement's rank, and the phrase."""


_Named = tuple[tuple[str, ...], str, Said, bool]
"""A skill that a line names: its id with those of its parents, the words, what their sentence says, and whether the line
says that it is not asked."""


def read_skills(
    title: str, document: Document, employer: str | None = None
) -> tuple[SkillMention, ...]:
    """The skills of one posting, each once with its strongest requirement, sorted by id.

    Skills named only where the company speaks of itself, its benefits or the law are left out, unless the line asks the
    applicant for them. A parent is counted with its child (SageMaker gives AWS too). A company's name is not a skill in its
    own postings, whether `employer` gives it or the posting speaks as this company. Never raises on text.
    """
    found: Found = {}
    own = _own_names(employer) if employer else frozenset()
    _add_named(found, "title", list(map(line_of, title.split("\n"))), own)
    for section in document.sections:
        _add_named(found, section.kind, section.lines, own)
    skills = taxonomy()
    return tuple(
        _mention(id_, rank, phrase)
        for id_, (rank, phrase) in sorted(found.items())
        if not (skills[id_].is_employer and _is_employer(phrase, document.text))
    )


# The same few thousand mentions are made over and over.
@lru_cache(maxsize=20_000)
def _mention(id_: str, rank: int, phrase: str) -> SkillMention:
    return SkillMention(id_, taxonomy()[id_].category, REQUIREMENTS[rank], phrase)


# A board has many postings, and most employers have one board.
@lru_cache(maxsize=4_000)
def _own_names(employer: str) -> frozenset[str]:
    """An employer's name as `_plain` gives it, with what says its legal form or its trade and without."""
    name = employer.lower().strip()[:_LONGEST_NAME]
    return frozenset(filter(None, map(_plain, (name, _FORM_OF_FIRM.sub("", name)))))


def _plain(name: str) -> str:
    return name.lower().replace(" ", "").replace("-", "").removesuffix("s")


def _is_employer(name: str, text: str) -> bool:
    """Whether the posting speaks as the company of this name."""
    start = text.find(name)
    while start >= 0 and not text.endswith(_VOICES, 0, start):
        start = text.find(name, start + 1)
    return start >= 0


def _add_named(found: Found, kind: str, lines: list[Line], own: frozenset[str]) -> None:
    """Adds the skills of a section's lines and their parents to those found, the strongest requirement of each kept.

    `own`: names of the employer, which name no skill.
    """
    of_kind = rank(kind, _NOTHING)
    for line in lines:
        if not line.found or _FORMS not in line.found:
            continue
        if not line.text.isascii():
            line = _with_plain_hyphens(line)
        if kind in COMPANY_KINDS and not says(line, "asking"):
            continue
        for counted, phrase, said, is_denied in _FORMS.of(line) or ():
            strongest = found.get(counted[0], _UNFOUND)[0]
            # What is known of a skill is known of its parents.
            if strongest == _STRONGEST or (is_denied and _deny(lines)):
                continue
            if own and _plain(phrase) in own:
                continue
            stated = rank(kind, said) if said else of_kind
            for id_ in counted if stated > strongest else ():
                if found.get(id_, _UNFOUND)[0] < stated:
                    found[id_] = (stated, phrase)


def _deny(lines: list[Line]) -> bool:
    """Whether a section says of anything that it is not asked."""
    return any(says(line, "denying") for line in lines)


def _with_plain_hyphens(line: Line) -> Line:
    plain = line.text.translate(_PLAIN_HYPHENS) if _is_typeset(line.text) else line.text
    return line if plain is line.text else line_of(plain)


def _is_typeset(text: str) -> bool:
    return any(map(text.__contains__, _TYPESET_HYPHENS))


def _named_in(
    line: Line, hits: list[tuple[tuple[int, list[Form]], int, int]]
) -> tuple[_Named, ...]:
    """The skills that a line names, in order."""
    text, lowered, sentences = line.written, line.lowered, sentences_of(line)
    known: Known = {}
    denied = denied_in(line)
    named: list[_Named] = []
    for (padding, forms), start, end in hits:
        start += padding
        if lowered[start - 1].isalnum() and lowered[start - 1] < FIRST_CJK:
            continue
        for form in forms:
            stop = _end_of(form, text, lowered, start, end - padding)
            if not stop:
                continue
            if form.contexts is None or _allows(form.contexts, text, lowered, start, stop):
                said = _NOTHING if sentences is None else sentences.around(start, stop, known)
                named.append((form.counted, text[start:stop], said, is_within(start, denied)))
    return tuple(named)


def _cues() -> Iterator[tuple[str, tuple[int, list[Form]]]]:
    yield from skill_forms().items()
    # Behind such a hyphen stand spellings that hold a plain one.
    yield from ((hyphen, (0, [])) for hyphen in _TYPESET_HYPHENS)


_FORMS = Cues(_cues, _named_in, begin_words=True)


def _end_of(form: Form, text: str, lowered: str, start: int, end: int) -> int:
    """Where the words of a form end, or 0 when the letters at this position are not those words."""
    if form.pattern is not None:
        matched = form.pattern.match(lowered, start)
        return matched.end() if matched else 0
    if form.written is not None and text[start:end] not in form.written:
        return 0
    following = lowered[end]
    if following == "s" and end - start > 2 and (form.written is None or text[end] == "s"):
        end += 1
        following = lowered[end]
    return 0 if following.isalnum() and following < FIRST_CJK else end


def _allows(contexts: Contexts, text: str, lowered: str, start: int, end: int) -> bool:
    """Whether the words around a form leave it the skill."""
    before, after, near, exclude = contexts.before, contexts.after, contexts.near, contexts.exclude
    if before is not None and before.search(text[max(0, start - _BEFORE_CHARS) : start]):
        return False
    if after is not None and after.match(text, end):
        return False
    if near is None and exclude is None:
        return True
    first = max(0, start - _NEAR_CHARS)
    left = text.rfind("\n", first, start) + 1 or first
    right = text.find("\n", end, end + _NEAR_CHARS)
    around = slice(left, right if right >= 0 else end + _NEAR_CHARS)
    if exclude is not None and exclude.is_in(text[around], lowered[around]):
        return False
    return near is None or near.is_in(text[around], lowered[around])
