"""Finds the titles that the prose of a Hacker News comment asks for: "we're looking for a Rails developer and a designer".

Decides which words of a sentence are the people asked for. Leaves whether they count beside a first line and a list to
`transforms.readers.comment.openings`.
"""

from __future__ import annotations

import re

from transforms.readers.comment.lines import LINK, Line
from transforms.readers.comment.titles import is_title, kinds_in, split_titles, words

_VAGUE = re.compile(
    r"^(?:(?:senior|sr\.?|software|experienced|full-?time|talented|great|many|multiple|various|several|all)\s+)*(?:engineers?|developers?|devs|people|hackers|interns?|programmers?|leads?)(?:\s*\(all levels\))?$",
    re.I,
)


def is_vague(title: str) -> bool:
    """Whether a title says no more than "engineers": any kind that is named elsewhere says more."""
    return bool(_VAGUE.match(title))


_ASKS_FOR = re.compile(
    r"(?:looking for|looking to hire|looking to add|hiring(?: for)?|seeking(?: to hire)?|searching for|in search of|recruiting|we need|want to hire|opening for|openings for|position for|looking to bring on|to hire)\s*:?\s+"
    r"(?P<what>(?:[^.!?;:]|\.(?=\w)){3,200})",
    re.I,
)


def titles_in_sentences(lines: list[Line]) -> list[str]:
    """Titles that prose names: "we're looking for a senior Rails developer and two designers to …".

    A list of kinds ("devs for frontend, backend and QA") counts before the vague noun it explains.
    """
    titles: list[str] = []
    for line in lines:
        for found in _ASKS_FOR.finditer(line.text.replace(LINK, " ")):
            if kinds := _kinds_asked(found["what"]):
                return [title for title in titles if not is_vague(title)] + kinds
            if not titles:
                titles = _titles_asked(found["what"])
        if titles and not any(is_vague(title) for title in titles):
            break
    return titles


_ALSO = re.compile(
    r"\balso (?:hiring|looking for|looking to hire|seeking|recruiting)(?: for)?\s+(?P<what>[^.!?;:()]{3,160})",
    re.I,
)


def also_asked(lines: list[Line]) -> list[str]:
    """The further titles of "we're also looking for a Data Engineer and a Designer"."""
    return [
        title
        for line in lines
        if "lso " in line.text
        for found in _ALSO.finditer(line.text)
        for title in _titles_asked(found["what"])
        if not is_vague(title)
    ]


_FOR_KINDS = re.compile(
    r"^(?:.*?\b(?P<noun>engineer|developer|dev|designer|programmer)s?\s+(?:for|in|on|across|\()\s*(?:both\s+)?)?(?P<kinds>[^()]+)"
)


def _kinds_asked(what: str) -> list[str]:
    found = _FOR_KINDS.match(what)
    if not found:
        return []
    listed = re.split(r"\s(?:who|to|that|with|based)\s|\broles?\b|\bpositions?\b", found["kinds"])[
        0
    ]
    return [f"{kind} {found['noun'] or 'engineer'}" for kind in kinds_in(listed)]


_SECOND_ELSEWHERE = re.compile(r"\s(?:in|at)\s[^,.]{2,30}?\s(?:and|&)\s(?P<second>an?\s)")
"""Between two people asked for in two towns: "a designer in Rome & an engineer in Paris"."""

_DASH_OR_BRACKET = re.compile(
    r"\s[-–—(]|,\s(?=(?:who|to|with|and you|based|in|ideally|preferably|both)\b)"
)


def _titles_asked(what: str) -> list[str]:
    what = _SECOND_ELSEWHERE.sub(r" and \g<second>", _unqualified(what))
    ends = [
        end.start()
        for end in (words("asked_end").search(what, 1), _DASH_OR_BRACKET.search(what))
        if end
    ]
    what = what[: min(ends, default=len(what))]
    what = re.split(r",? and (?=(?:other|more|many|\w+ enthusiast))", what)[0].strip(" ,")
    pieces = [
        _unqualified(piece.strip()) for piece in re.split(r",? and (?:an? |some |\d )|, an? ", what)
    ]
    named = [piece for piece in pieces if words("people").search(piece) or is_title(piece)]
    return [
        title
        for piece in named
        for title in split_titles(piece[:_LONGEST_ASKED])
        if len(title.split()) <= 8
    ]


_LONGEST_ASKED = 120
"""Characters of one phrase in a sentence; a longer one lists what the people do."""


def _unqualified(phrase: str) -> str:
    """The phrase without the praise and the numbers before its noun."""
    while (found := words("qualifiers").match(phrase)) and phrase[
        found.end() : found.end() + 1
    ].isspace():
        phrase = phrase[found.end() :].lstrip()
    return phrase


def invited_interns(lines: list[Line], titles: list[str]) -> list[str]:
    """An opening for interns when the header invites them ("Full-time and Intern") and the text speaks of them."""
    if (
        not titles
        or any(re.search(r"\bintern", title, re.I) for title in titles)
        or not re.search(r"\bintern(?:s|ships?)?\b", lines[0].text, re.I)
    ):
        return []
    below = " ".join(line.text for line in lines[1:])
    return ["Intern"] if re.search(r"\binterns?\b|\binternships?\b", below, re.I) else []
