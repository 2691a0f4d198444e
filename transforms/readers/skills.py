"""Finds the skills that a posting names, and whether it requires, prefers or only mentions each.

Decides which words of which sections name a skill. Leaves the taxonomy to `transforms.readers.taxonomy`, how strongly a
sentence asks to `transforms.readers.requirement`, and to the marts what a share of postings means. One Aho-Corasick pass
over the lower-cased text finds every alias. Word boundaries, case and context then decide, so a posting costs its hits,
not the size of the taxonomy.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from transforms.readers.requirement import REQUIREMENTS, rank_sentences
from transforms.readers.taxonomy import Contexts, Form, skill_forms, taxonomy
from transforms.text.document import Document, Section
from transforms.text.folding import FIRST_CJK

_STRONGEST = len(REQUIREMENTS) - 1
_UNFOUND = (-1, "")

_BEFORE_CHARS = 24
"""How far back a `before` context is looked for: the longest of them is a few words."""

_NEAR_CHARS = 120
"""How far on either side, within the line, `near` and `exclude` look: a list of tools, not a whole page on one line."""

_TYPESET_HYPHENS = "\u2011\u2010"

_VOICES = (
    *("At ", "About ", "Join ", "join ", "Why "),
    *("Life at ", "Working at ", "Welcome to ", "here at "),
)
"""How a posting speaks of its own company: "At Databricks, we ...". A lower-case "at" would also be "customers at"."""


@dataclass(frozen=True, slots=True)
class SkillMention:
    """One skill of a posting. `phrase`: the words that named it, as written (those of the child for a parent skill)."""

    skill: str
    category: str
    requirement: str
    phrase: str


Found = dict[str, tuple[int, str]]
"""By skill: the strongest requirement's rank, and the phrase."""


def read_skills(title: str, document: Document) -> tuple[SkillMention, ...]:
    """The skills of one posting, each once with its strongest requirement, sorted by id.

    Skills named only where the company speaks of itself, its benefits or the law are left out, unless the line asks the
    applicant for them. A parent is counted with its child (SageMaker gives AWS too). A company's name is not a skill in its
    own postings. Never raises on text.
    """
    found: Found = {}
    for section in (Section("title", "", title), *document.sections):
        _add_mentions(found, section)
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


def _is_employer(name: str, text: str) -> bool:
    """Whether the posting speaks as the company of this name."""
    start = text.find(name)
    while start >= 0 and not text.endswith(_VOICES, 0, start):
        start = text.find(name, start + 1)
    return start >= 0


def _add_mentions(found: Found, section: Section) -> None:
    """Adds a section's skills to those found, the strongest requirement of each kept."""
    text, lowered = section.written, section.lowered
    for hyphen in _TYPESET_HYPHENS:
        if hyphen in lowered:
            text, lowered = text.replace(hyphen, "-"), lowered.replace(hyphen, "-")
    ranks = rank_sentences(section.kind, lowered)
    if ranks is None:
        return
    # Without abbreviations every mention of a sentence has the same rank, which is known sooner than its contexts.
    is_ranked_first = not ranks.has_abbreviations
    finder, meanings = skill_forms()
    for index, start, end in finder.find_matches_as_indexes(lowered, overlapping=True):
        padding, forms = meanings[index]
        start += padding
        if lowered[start - 1].isalnum() and lowered[start - 1] < FIRST_CJK:
            continue
        if ranks.denied and ranks.denies(start):
            continue
        for form in forms:
            known = found.get(form.counted[0], _UNFOUND)[0]
            if known == _STRONGEST:
                continue
            stop = _end_of(form, text, lowered, start, end - padding)
            if not stop:
                continue
            rank = ranks.at(start, stop) if is_ranked_first else _STRONGEST
            if rank <= known or not _allows(form.contexts, text, lowered, start, stop):
                continue
            _keep(found, form, rank if is_ranked_first else ranks.at(start, stop), text[start:stop])


def _keep(found: Found, form: Form, rank: int, phrase: str) -> None:
    """Adds a mention of a skill and its parents, unless a stronger one is known."""
    for id_ in form.counted:
        if found.get(id_, _UNFOUND)[0] < rank:
            found[id_] = (rank, phrase)


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


def _allows(contexts: Contexts | None, text: str, lowered: str, start: int, end: int) -> bool:
    """Whether the words around a form leave it the skill."""
    if contexts is None:
        return True
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
