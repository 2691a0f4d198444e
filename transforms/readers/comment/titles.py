"""Recognises job titles in short phrases.

Decides whether a phrase is a title, an area of work or neither, and what a title is without the signs around it. Leaves
to `transforms.readers.comment.splits` how many openings a phrase names, and to `transforms.readers.role.model` the role.
"""

from __future__ import annotations

import re

from transforms.readers.comment.words import single_words, words

LONGEST_TITLE = 90
"""Characters. A longer phrase is a sentence that mentions a job."""

_MOST_WORDS = 11
_EDGES = " \t-–—*+•·:;,|>#=~\"'“”"

_LEAD_AS_VERB = re.compile(r"[Ll]eads?\s+(?=[a-z])")
"""Upper or lower case as written: "Lead new features with partners" is a duty, "Lead Design" a job."""

_ENDING_NOUN = re.compile(
    r"(engineers?|developers?|devs?|designers?|managers?|scientists?|leads?|analysts?|architects?"
    r"|programmers?|experts?|interns?|specialists?|testers?|positions|roles)\W*$",
    re.I,
)
_TAIL = re.compile(
    r"\s*(?:[-–—|,:@]\s*|\b(?:in|at)\s+)?(?:\(?\b(?:roles?|positions?|openings?|wanted|needed"
    r"|opportunit\w+|full[- ]?time|part[- ]?time|remote|on-?site|hybrid)\b\)?\s*)+$",
    re.I,
)
_TERMS_IN_BRACKETS = re.compile(
    r"\s*[(\[][^)\]]*\b(?:remote|on-?site|hybrid|full[- ]?time|part[- ]?time|opening next \w+"
    r"|all levels|multiple|[mfdwx]/[mfdwx]/?[mfdwx]?)\b[^)\]]*[)\]]\s*$",
    re.I,
)
_COUNT_BEFORE = re.compile(r"^(?:an?|the|our|for|several|some|two|three|\d+\s?x?)\s+", re.I)
_LINK = re.compile(r"\s*(?:https?://|www\.)\S+|\(?\s*⟨⟩\s*\)?")
_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]?")


def is_title(phrase: str, *, needs_noun: bool = False) -> bool:
    """Whether a short phrase names a job: a role noun, and none of the words of sentences and requirements.

    `needs_noun`: "Backend" or "QA" alone will not do.
    """
    bare = without_brackets(phrase)
    if not 2 <= len(bare) <= LONGEST_TITLE:
        return False
    said = bare.lower().split()
    n_words = sum(any(map(str.isalpha, word)) for word in said)
    if n_words > _MOST_WORDS or not single_words("not_title").isdisjoint(said):
        return False
    if (lead := _LEAD_AS_VERB.match(bare)) and not _names_work(bare[lead.end() :]):
        return False
    is_named = words("nouns").search(bare) or (not needs_noun and words("soft_nouns").search(bare))
    return bool(is_named) and not words("not_title").search(bare)


def _names_work(phrase: str) -> bool:
    """Whether a phrase begins as a title does: "software engineer", "data scientist"."""
    begins_well = any(words(name).match(phrase) for name in ("kinds", "nouns", "soft_nouns"))
    return begins_well and is_title(phrase)


def is_area(phrase: str) -> bool:
    """Whether a phrase is an area of work or two, "Sales & Business Development", and nothing else."""
    return all(map(words("areas").fullmatch, re.split(r"\s*(?:&|\band\b|/)\s*", phrase)))


def ending_noun(phrase: str) -> str | None:
    """The role noun that a phrase ends with, as written."""
    found = _ENDING_NOUN.search(phrase)
    return found[1] if found else None


def is_plural(phrase: str) -> bool:
    """Whether a phrase ends with a role noun in the plural."""
    return (ending_noun(phrase) or "").lower().endswith("s")


def without_brackets(phrase: str) -> str:
    """The phrase without what stands in brackets."""
    if "(" in phrase or "[" in phrase:
        phrase = _BRACKETS.sub(" ", phrase)
    return phrase.strip()


def trim(phrase: str) -> str:
    """The phrase without the signs around it. A dot before it stays (".NET")."""
    return phrase.rstrip(_EDGES + ".").lstrip(_EDGES)


def tidy(phrase: str) -> str:
    """A title as written, without bullets, links, trailing "role" or "(Remote)"."""
    phrase = trim(_LINK.sub(" ", phrase).replace("  ", " "))
    phrase = _COUNT_BEFORE.sub("", trim(_TERMS_IN_BRACKETS.sub("", phrase)))
    while (shorter := trim(_TAIL.sub("", phrase))) not in ("", phrase):
        phrase = shorter
    if phrase.count("(") <= phrase.count(")"):
        return phrase
    return trim(phrase[: phrase.rindex("(")]) if phrase.endswith("(") else phrase + ")"
