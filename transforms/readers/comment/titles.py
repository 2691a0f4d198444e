"""Recognises job titles in short phrases.

Decides whether a phrase is a title, an area of work or neither, and what a title is without the signs around it. Leaves
to `transforms.readers.comment.splits` how many openings a phrase names, and to `transforms.readers.role.model` the role.
"""

from __future__ import annotations

import re
from functools import lru_cache

from transforms.readers.comment.words import plain_words, words

LONGEST_TITLE = 90
"""Characters. A longer phrase is a sentence that mentions a job."""

_MOST_WORDS = 11
_LONGEST_NAME = 6
"""Words of a title that is written as names are, each with a capital."""

_TITLE_AND_TWO = re.compile(
    r"(?P<title>[^,;&+]+), (?P<one>[^,;&+]+?) (?:&|\+|and) (?P<two>[^,;&+]+)"
)

_EDGES = " \t-–—*+•·:;,|>#=~\"'“”→➜⇒"

_LEAD_AS_VERB = re.compile(r"[Ll]eads?\s+(?=[a-z])|Architect\s+(?=\w)")
"""Upper or lower case as written: "Lead new features with partners" is a duty, "Lead Design" a job."""

_ENDING_NOUN = re.compile(
    r"(engineers?|\beng|developers?|devs?|designers?|managers?|scientists?|leads?|analysts?|architects?"
    r"|programmers?|experts?|interns?|specialists?|testers?|positions|roles)\W*$",
    re.I,
)
_TAIL = re.compile(
    r"\s*(?:[-–—|,:@]\s*|\b(?:in|at)\s+)?(?:\(?\b(?:roles?|positions?|openings?|postings?|wanted|needed"
    r"|opportunit\w+|full[- ]?time|part[- ]?time|remote|on-?site|hybrid)\b\)?\s*)+$",
    re.I,
)
_TAILS = (
    *("role", "position", "opening", "posting", "roles", "positions", "openings", "postings"),
    *("wanted", "needed", "opportunity", "opportunities", "time", "remote", "site", "hybrid"),
)
"""What a tail ends with. Most titles have none, and are spared the search."""

_TERMS_IN_BRACKETS = re.compile(
    r"\s*[(\[][^)\]]*\b(?:remote|on-?site|hybrid|full[- ]?time|part[- ]?time|opening next \w+"
    r"|all levels|multiple|[mfdwx]/[mfdwx]/?[mfdwx]?)\b[^)\]]*[)\]]\s*$",
    re.I,
)
_COUNT_BEFORE = re.compile(
    r"^(?:an?|the|our|for|several|some|two|three|\d+\s?x?)\s+(?:open\s+)?", re.I
)
_LEAD = re.compile(
    r"(?:(?:we(?:['’]re| are) |now )?(?:hiring|seeking|recruiting)(?: for)?:?(?: an?| two| several)?"
    r"|\d+\s?x)\s+(?=[A-Z\d]|\.N)",
    re.I,
)
_ADDRESS = re.compile(r"\w\.(?:com|co|io|ai|org|dev|app|tech|xyz)\b")
_LINK = re.compile(r"\s*(?:https?://|www\.)\S+|\(?\s*⟨⟩\s*\)?")
_LINKS = ("⟨", "://", "www.", "WWW.")
_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]?")


def is_title(phrase: str, *, needs_noun: bool = False) -> bool:
    """Whether a short phrase names a job: a role noun, and none of the words of sentences and requirements.

    `needs_noun`: "Backend" or "QA" alone will not do.
    """
    bare = without_brackets(phrase)
    return 2 <= len(bare) <= LONGEST_TITLE and _is_short_title(bare, needs_noun=needs_noun)


# A comment's phrases are asked about several times: as a part, in a list, as a piece of either.
@lru_cache(maxsize=4_000)
def _is_short_title(bare: str, *, needs_noun: bool) -> bool:
    said = bare.lower().split()
    if len(said) > _MOST_WORDS and sum(any(map(str.isalpha, word)) for word in said) > _MOST_WORDS:
        return False
    if said[0] == "for":
        return False  # "For devs: our stack is …"
    named = bare.partition(" for ")[0]  # "Tutorials for data scientists", "work for engineers"
    if not (words("nouns").search(named) or (not needs_noun and words("soft_nouns").search(named))):
        return False
    if not plain_words("not_title").isdisjoint(said) or words("not_title").search(bare):
        bare = words("compounds").sub("job", bare)
        if _is_written_as_name(bare):
            bare = words("in_some_titles").sub("Job", bare)
        if words("not_title").search(bare):
            return False
    if "." in bare and _ADDRESS.search(bare):
        return False
    lead = _LEAD_AS_VERB.match(bare)
    return lead is None or _names_work(bare[lead.end() :])


def _is_written_as_name(bare: str) -> bool:
    """Whether a phrase is written as names are and ends with its noun: "Data Services Specialist", "Office Administrator"."""
    said = bare.split()
    if len(said) > _LONGEST_NAME or not all(
        word[0].isupper() for word in said if word[0].isalpha()
    ):
        return False
    nouns = list(words("nouns").finditer(bare))
    return len(said) > 1 and bool(nouns) and nouns[-1].end() == len(bare)


def begins_as_name(phrase: str) -> bool:
    """Whether a phrase begins as a name does: with a capital, or with "iOS"."""
    return phrase.lstrip(".")[:1].isupper() or phrase.startswith("iOS")


def is_named_title(phrase: str) -> bool:
    """Whether a phrase is a title with a role noun, written as names are."""
    return begins_as_name(phrase) and is_title(phrase, needs_noun=True)


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


def is_title_and_area(phrase: str) -> bool:
    """Whether a phrase is one title in the singular and, behind a comma, its area: "Senior Engineer, Finance"."""
    title, *areas = phrase.split(", ")
    return len(areas) == 1 and _is_one_title(title) and is_area(areas[0])


def is_title_and_two_areas(phrase: str) -> bool:
    """Whether two areas stand behind one title in the singular: "Staff Software Engineer, AI & Automation"."""
    found = _TITLE_AND_TWO.fullmatch(phrase)
    if not found or not _is_one_title(found["title"]):
        return False
    return not any(is_title(area) or ending_noun(area) for area in (found["one"], found["two"]))


def _is_one_title(phrase: str) -> bool:
    is_noun = is_title(phrase, needs_noun=True) and bool(ending_noun(phrase))
    return is_noun and not is_plural(phrase) and " " in phrase


def without_brackets(phrase: str) -> str:
    """The phrase without what stands in brackets."""
    if "(" in phrase or "[" in phrase:
        phrase = _BRACKETS.sub(" ", phrase)
    return phrase.strip()


def without_lead(phrase: str) -> str:
    """The phrase without a "Hiring" or "2x" before its capital."""
    lead = _LEAD.match(phrase)
    return phrase[lead.end() :] if lead and not phrase[lead.end()].islower() else phrase


def trim(phrase: str) -> str:
    """The phrase without the signs around it. A dot before it stays (".NET")."""
    bare = phrase.rstrip(_EDGES + ".").lstrip(_EDGES)
    if bare[-1:] in ("C", "c", "F"):
        sign = next((sign for sign in ("++", "#") if f"{bare}{sign}" in phrase), "")
        return bare + sign
    return bare


def tidy(phrase: str) -> str:
    """A title as written, without bullets, links, trailing "role" or "(Remote)"."""
    if any(sign in phrase for sign in _LINKS):
        phrase = _LINK.sub(" ", phrase)
    phrase = trim(phrase.replace("( )", " ").replace("  ", " "))
    if phrase.endswith((")", "]")):
        phrase = trim(_TERMS_IN_BRACKETS.sub("", phrase))
    phrase = _COUNT_BEFORE.sub("", phrase)
    while phrase.lower().rstrip(" )").endswith(_TAILS):
        shorter = trim(_TAIL.sub("", phrase))
        if shorter in ("", phrase):
            break
        phrase = shorter
    if "[" in phrase and "]" not in phrase:
        phrase = trim(phrase[: phrase.index("[")]) or phrase
    if phrase.endswith(")") and "(" not in phrase:
        return trim(phrase[:-1])
    if phrase.count("(") <= phrase.count(")"):
        return phrase
    return trim(phrase[: phrase.rindex("(")]) if phrase.endswith("(") else phrase + ")"
