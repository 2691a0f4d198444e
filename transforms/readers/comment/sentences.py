"""Finds the titles that the prose of a Hacker News comment asks for: "we're looking for a Rails developer and a designer".

Decides which words of a sentence are the people asked for. Leaves whether they count beside a first line and a list to
`transforms.readers.comment.openings`.
"""

from __future__ import annotations

import re

from transforms.readers.comment.kinds import kinds_in
from transforms.readers.comment.lines import LINK, Line
from transforms.readers.comment.splits import split_titles
from transforms.readers.comment.titles import is_title
from transforms.readers.comment.words import words

_LONGEST_ASKED = 120
"""Characters of one phrase in a sentence. A longer one lists what the people do."""

_MOST_WORDS = 8

_VAGUE = re.compile(
    r"^(?:(?:senior|sr\.?|software|experienced|full-?time|talented|great|many"
    r"|multiple|various|several|all)\s+)*"
    r"(?:engineers?|developers?|devs|people|hackers|interns?|programmers?|leads?)"
    r"(?:\s*\(all levels\))?$",
    re.I,
)
_ASKS_FOR = re.compile(
    r"\b(?=[lhsirwopt])(?:looking for|looking to hire|looking to add|hiring(?! manager| team| process| lead)(?: for)?|seeking(?: to hire)?"
    r"|searching for|in search of|recruiting|we need|want to hire|opening for|openings for"
    r"|position for|looking to bring on|to hire)\s*:?\s+"
    r"(?P<what>(?:[^.!?;:]|\.(?=\w)){3,200})",
    re.I,
)
_ALSO = re.compile(
    r"\balso (?:hiring|looking for|looking to hire|seeking|recruiting)(?: for)?\s+"
    r"(?P<what>[^.!?;:()]{3,160})",
    re.I,
)
_FOR_KINDS = re.compile(
    r"^(?:.*?\b(?P<noun>engineer|developer|dev|designer|programmer)s?\s+"
    r"(?:for|in|on|across|\()\s*(?:both\s+)?)?"
    r"(?P<kinds>[^()]+)"
)
_KINDS_END = re.compile(r"\s(?:who|to|that|with|based)\s|\broles?\b|\bpositions?\b")
_SECOND_ELSEWHERE = re.compile(r"\s(?:in|at)\s[^,.]{2,30}?\s(?:and|&)\s(?P<second>an?\s)")
"""Between two people asked for in two towns: "a designer in Rome & an engineer in Paris"."""

_DASH_OR_BRACKET = re.compile(
    r"\s[-–—(]|,\s(?=(?:who|to|with|and you|based|in|ideally|preferably|both)\b)"
)
_ASIDE = re.compile(r"\s*\([^()]*\)")
_AND_OTHERS = re.compile(r",? and (?=(?:other|more|many|\w+ enthusiast))")
_RUBY_ON = re.compile(r"\bruby on (?=rails\b)", re.I)
"""What would end a phrase at its "on"."""

_COMMA_AND = re.compile(r",\s*(?:and\s|or\s)?(?:an?\s)?|\sand\s(?:an?\s)?")
_AND_ANOTHER = re.compile(r",? and (?:an? |some |\d )|, an? ")
_INTERN = re.compile(r"\bintern(?:s|ships?)?\b", re.I)


def is_vague(title: str) -> bool:
    """Whether a title says no more than "engineers". Any kind that is named elsewhere says more."""
    return bool(_VAGUE.match(title))


def titles_in_sentences(lines: list[Line]) -> list[str]:
    """Titles that prose names: "we're looking for a senior Rails developer and two designers to …".

    A list of kinds ("devs for frontend, backend and QA") counts before the vague noun it explains.
    """
    titles: list[str] = []
    for line in lines:
        for found in _ASKS_FOR.finditer(line.text.replace(LINK, " ")):
            if kinds := _kinds_asked(found["what"]):
                return [title for title in titles if not is_vague(title)] + kinds
            asked = _titles_asked(found["what"])
            titles += asked if not titles else [each for each in asked if _is_telling(each)]
    return titles


def _is_telling(title: str) -> bool:
    return not is_vague(title) and is_title(title, needs_noun=True)


def further_titles(lines: list[Line]) -> list[str]:
    """The further titles of "we're also looking for a Data Engineer and a Designer"."""
    asked = [
        found["what"]
        for line in lines
        if "lso " in line.text
        for found in _ALSO.finditer(line.text)
    ]
    return [title for what in asked for title in _titles_asked(what) if not is_vague(title)]


def _kinds_asked(what: str) -> list[str]:
    found = _FOR_KINDS.match(what)
    if not found:
        return []
    listed = _KINDS_END.split(found["kinds"])[0]
    return [f"{kind} {found['noun'] or 'engineer'}" for kind in kinds_in(listed)]


def _titles_asked(what: str) -> list[str]:
    what = _ASIDE.sub("", what) if "(" in what else what
    what = _RUBY_ON.sub("", what)
    what = _SECOND_ELSEWHERE.sub(r" and \g<second>", _unqualified(what))
    ends = (words("asked_end").search(what, 1), _DASH_OR_BRACKET.search(what))
    end = min((end.start() for end in ends if end), default=len(what))
    what, behind = what[:end], what[end:]
    what = _AND_OTHERS.split(what)[0].strip(" ,")
    pieces = [_unqualified(piece.strip()) for piece in _AND_ANOTHER.split(what)]
    pieces += [piece for piece in _COMMA_AND.split(behind)[1:] if _is_name(piece)]
    named = [piece for piece in pieces if words("people").search(piece) or is_title(piece)]
    titles = [title for piece in named for title in split_titles(piece[:_LONGEST_ASKED])]
    return [title for title in titles if len(title.split()) <= _MOST_WORDS]


def _is_name(phrase: str) -> bool:
    """Whether a phrase behind a clause is one more title, as its capital says: "…, Senior Data Scientists"."""
    return phrase[:1].isupper() and is_title(phrase, needs_noun=True)


def _unqualified(phrase: str) -> str:
    """The phrase without the praise and the numbers before its noun."""
    qualifiers = words("qualifiers")
    while (found := qualifiers.match(phrase)) and phrase[found.end() :][:1].isspace():
        phrase = phrase[found.end() :].lstrip()
    return phrase


def invited_interns(lines: list[Line], titles: list[str]) -> list[str]:
    """An opening for interns when the header invites them ("Full-time and Intern") and the text speaks of them."""
    has_intern = any(re.search(r"\bintern", title, re.I) for title in titles)
    if not titles or has_intern or not _INTERN.search(lines[0].text):
        return []
    return ["Intern"] if any(_INTERN.search(line.text) for line in lines[1:]) else []
