"""Finds the titles that the prose of a Hacker News comment asks for: "we're looking for a Rails developer and a designer".

Decides which words of a sentence are the people asked for. Leaves whether they count beside a first line and a list to
`transforms.readers.comment.openings.precedence`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, filterfalse

from transforms.readers.comment.kinds import kinds_in, titles_in_brackets
from transforms.readers.comment.lines import LINK, CommentLine
from transforms.readers.comment.openings.areas import areas_of
from transforms.readers.comment.splits import split_titles
from transforms.readers.comment.titles import is_area, is_title
from transforms.readers.comment.words import words

_LONGEST_ASKED = 220
"""Characters of one phrase in a sentence. A longer one lists what the people do."""

_MOST_WORDS = 8

_VAGUE = re.compile(
    r"^(?:(?:senior|sr\.?|software|experienced|full-?time|talented|great|many"
    r"|multiple|various|several|all)\s+)*"
    r"(?:engineers?/developers?|engineers?|developers?|devs|people|hackers|interns?|programmers?|leads?)"
    r"(?:\s*\(all levels\))?$",
    re.I,
)
_ASKS_FOR = re.compile(
    r"\b(?=[clhsirwoptn])(?:looking for|looking to (?:hire|add|meet|find|recruit|bring on)"
    r"|hiring(?! manager| team| process| leads?\b(?! [\w-]+))(?: for)?|seeking(?: to hire)?"
    r"|searching for|in search (?:of|for)|on the (?:lookout|hunt) for|recruiting|we seek"
    r"|we (?:\w+ )?need|need for|want to hire|(?:openings?|positions?|roles?) (?:open |available )?for"
    r"|positions as(?= an? )|to hire|could use"
    r"|interested in(?= (?:[\w/-]+ ){0,3}?(?:engineers|developers|designers)[.,;]))"
    r"\s*:?\s+(?!in (?:an?|our|the|this|you)\b)"
    r"(?=(?P<what>(?:[^.!?;:]|\.(?=\w)|(?<=\b[SJ]r)\.){3,200}))",
    re.I,
)
_ALSO = re.compile(
    r"\b(?:also|additionally,? we(?:['’]re| are)) "
    r"(?:hiring|looking for|looking to (?:hire|add|meet|find|recruit|bring on)|seeking|recruiting"
    r"|(?:have|has) (?:an? )?(?:\w+ )?(?:positions?|roles?|openings?))(?: for)?:?\s+"
    r"(?!all (?:kinds|sorts))"
    r"(?P<what>[^.!?;:()]{3,160})"
    r"|\bother (?:roles|positions|openings)(?:\b[^.:]{0,30}? including|:) (?P<other>[^.!?;:()]{3,160})"
    r"|\b(?:hiring|looking for|seeking)\s+(?P<too>[^.!?;:(),]{3,60}?) (?:as well(?! as)|too)\b",
    re.I,
)
_ARE_ALSO = " are also "
_ALSO_THERE = re.compile(
    rf"(?:^|\.\s)([^.!?;:(),]{{3,80}}?)(?: positions| roles)?{_ARE_ALSO}(?:available|vacant|open)\b",
    re.I,
)
_IN_TEST = re.compile(r"\b((?:software )?(?:development )?engineers?) in test\b", re.I)
"""What would end a phrase at its "in"."""

_TAIL = re.compile(r"\s(?:roles?|positions?|openings?|candidates?|and|or)$", re.I)
_AS_WELL_AS = re.compile(r",? (?:as well as|along with) ", re.I)
_ALL_LEVELS = re.compile(r"\s(?:at|of) (?:all|every|various|any) (?:\w+ )?levels?\b", re.I)
_PEOPLE_OR = re.compile(
    r"(?<=engineers|designers) or (?=\w+s\b)|(?<=developers) or (?=\w+s\b)", re.I
)
"""Between two crafts: "engineers or designers"."""

_FOR_KINDS = re.compile(
    r"^(?:.*?\b(?P<noun>engineer|developer|dev|designer|programmer)"
    r"(?:s?\s(?:for|in|on|across)\s|s?,?\sboth\s|s\s*\()\s*(?:both\s+)?)?"
    r"(?P<kinds>[^()]+)"
)
_BEHIND_BRACKET = re.compile(r"\)\s*(?:,|and\b)\s*(?P<what>.+)", re.S)
"""More people behind "engineers (web, mobile), designers and writers"."""

_KINDS_END = re.compile(r"\s(?:who|to|that|with|based)\s|\broles?\b|\bpositions?\b")
_SECOND_ELSEWHERE = re.compile(r"\s(?:in|at)\s[^,.]{2,30}?\s(?:and|&)\s(?P<second>an?\s)")
"""Between two people asked for in two towns: "a designer in Rome & an engineer in Paris"."""

_DASH_OR_BRACKET = re.compile(
    r"\s[-–—(]|,\s(?=(?:who|to|with|and you|based|in|ideally|preferably|both)\b)"
)
_ASIDE_OF_SENTENCES = re.compile(r"\s*\([^()]*(?:[:;!?]|\.\s)[^()]*\)")
"""What in brackets would end the phrase around it: "Senior Engineers (e.g. C++), build engineers"."""

_OTHERS_CHARS = 40
_OTHERS_ASK = re.compile(
    r"\b(?:companies|businesses|clients|customers|users|people|employers|recruiters|students|candidates|anyone"
    r"|those|they|teams|firms)(?: (?:that|who|which))?(?: are|['’]re)?\s+$",
    re.I,
)
"""Before "looking for", no further than this: somebody else who asks, "companies looking for contractors"."""

_AREA_OF_ROLES = re.compile(r"(?P<area>.{3,40}?) (?:roles|positions|people|folks)\b", re.I)
_SPEAKS_OF_JOBS = re.compile(
    r"hir|look|seek|search|hunt|recruit|need|open|position|role|could use|interested in"
)
"""Of a line in lower case."""

_LISTED = re.compile(
    r"(?:\b(?:hiring|looking for|seeking|recruiting|we need|roles|positions|openings)\b[^.:!?]{0,60}:\s+"
    r"|\b(?:roles|positions|openings?)\b[^.:!?]{0,40}?\b(?:including|include|are|such as)\s+"
    r"|\b(?:new|open) (?:role|position)\b[^.:!?]{0,40}:\s+)(?P<what>[^.!?:;]{5,220})",
    re.I,
)
_ROLES_IN_BRACKETS = re.compile(
    r"\b(?:roles|positions|openings)\s*\((?=[^()]*(?:engineers|developers)\b)(?P<what>[^()]{5,160})\)",
    re.I,
)
_PIECE = r"(?:(?! to )[^.!?:;,]){3,50}"
_FROM_TO = re.compile(rf"\bfrom (?P<first>{_PIECE}(?:,? to {_PIECE}){{2,6}})(?=[,.!])", re.I)
_TO = re.compile(r",? to ", re.I)
"""Between the kinds of "from backend engineers, to data scientists, to QA engineers"."""

_HEAD_AND_KINDS = re.compile(r"(?:[\w+#./-]+ ){0,2}?\w+s \([^()]{3,120}\)")
_ASIDE = re.compile(r"\s*\([^()]*\)")
_AND_OTHERS = re.compile(r",? and (?=(?:other|more|many|\w+ enthusiast))")
_RUBY_ON = re.compile(r"\bruby on (?=rails\b)", re.I)
"""What would end a phrase at its "on"."""

_COMMA_AND = re.compile(r",\s*(?:and\s|or\s)?(?:an?\s)?|\sand\s(?:an?\s)?")
_AND_ANOTHER = re.compile(r",? and (?:an? |some |\d )|, an? ")
_AND_A = re.compile(r"(?:, (?:and )?|\sand )an?\s")
_SHORT_TITLE = 4
_ALSO_INTERNS = re.compile(
    r"\b(?:also|we['’]d|would|we) (?:\w+ ){0,2}?(?:hir(?:e|ing)|consider(?:ing)?|looking for|seeking|need(?: for)?"
    r"|accept(?:ing)?|welcome|offer(?:ing)?|have) (?:[\w-]+ ){0,3}?intern(?:s|ships?)?\b"
    r"|\bintern(?:s|ships?)\b[^.;]{0,24}? (?:(?:are )?(?:also )?(?:available|welcome|considered)|as well|too)\b",
    re.I,
)
"""Interns that a sentence asks for besides others."""

_INTERN = re.compile(r"\bintern(?:s|ships?)?\b", re.I)


def is_vague(title: str) -> bool:
    """Whether a title says no more than "engineers". Any kind that is named elsewhere says more."""
    return bool(_VAGUE.match(_unqualified(title)))


def titles_in_sentences(lines: list[CommentLine], also: set[str]) -> list[list[str]]:
    """By phrase the titles that prose names: "we're looking for a senior Rails developer and two designers to …".

    A list of kinds ("devs for frontend, backend and QA") counts before the vague noun it explains. `also`: the titles that
    come on top, which explain none.
    """
    phrases: list[list[str]] = []
    for what in _phrases_asked(lines):
        if kinds := _kinds_asked(what) or _kinds_in_brackets(what):
            return [list(filterfalse(is_vague, titles)) for titles in phrases] + [kinds]
        asked = _titles_asked(what)
        telling = [title for title in asked if _is_telling(title)]
        is_more = also.issuperset(telling)
        if not is_more and len(telling) > 1 and all(map(is_vague, chain.from_iterable(phrases))):
            phrases = []
        phrases.append(telling if any(phrases) else asked)
    return phrases


def longest_asked(lines: list[CommentLine]) -> list[str]:
    """The titles of the one phrase that asks for most."""
    several = (what for what in _phrases_asked(lines) if "," in what or " and " in what)
    return max(map(_titles_asked, several), key=len, default=[])


def _phrases_asked(lines: list[CommentLine]) -> Iterator[str]:
    """What stands behind "we're looking for" and the like."""
    for line in lines:
        if not _SPEAKS_OF_JOBS.search(line.text.lower()):
            continue
        text = line.text.replace(LINK, " ")
        text = _ASIDE_OF_SENTENCES.sub(" ", text) if "(" in text else text
        for found in chain(_ASKS_FOR.finditer(text), _LISTED.finditer(text)):
            begin = found.start()
            if not _OTHERS_ASK.search(text, max(0, begin - _OTHERS_CHARS), begin):
                yield found["what"]
        if "(" in line.text:
            for found in _ROLES_IN_BRACKETS.finditer(line.text):
                yield found["what"]
        if "rom " in text:
            for found in _FROM_TO.finditer(_ASIDE.sub("", text)):
                yield ", ".join(_TO.split(found["first"]))


def _is_telling(title: str) -> bool:
    return not is_vague(title) and is_title(title, needs_noun=True)


def further_titles(lines: list[CommentLine]) -> list[list[str]]:
    """By phrase the further titles of "we're also looking for a Data Engineer and a Designer"."""
    asked = [
        next(filter(None, found.groups()))
        for line in lines
        if any(sign in line.text for sign in ("lso ", "dditional", " as well", " too", "other "))
        for text in dict.fromkeys((line.text, _ASIDE.sub("", line.text)))
        for found in chain(
            _ALSO.finditer(text), _ALSO_THERE.finditer(text) if _ARE_ALSO in text else ()
        )
    ]
    return [
        list(filterfalse(is_vague, _titles_asked(what))) or _area_asked(what) or areas_of(what)
        for what in asked
    ]


def _area_asked(what: str) -> list[str]:
    """The area of "we're also hiring for business development roles"."""
    found = _AREA_OF_ROLES.match(what)
    return [found["area"]] if found and is_area(found["area"].lower()) else []


def _kinds_asked(what: str) -> list[str]:
    found = _FOR_KINDS.match(what)
    if not found:
        return []
    listed = _KINDS_END.split(found["kinds"])[0]
    kinds = [f"{kind} {found['noun'] or 'engineer'}" for kind in kinds_in(listed)]
    behind = _BEHIND_BRACKET.match(what, found.end())
    return [*kinds, *_titles_asked(behind["what"])] if kinds and behind else kinds


def _kinds_in_brackets(what: str) -> list[str]:
    """The kinds of "engineers for web (JS, Node), iOS (Swift) and Android"."""
    bare = _ASIDE.sub("", what)
    found = _FOR_KINDS.match(bare) if bare != what else None
    return _kinds_asked(bare) if found and found["noun"] else []


def _titles_asked(what: str) -> list[str]:
    what = _ASIDE.sub("", _HEAD_AND_KINDS.sub(_each_kind, what)) if "(" in what else what
    what = _AS_WELL_AS.sub(" and ", _RUBY_ON.sub("", what))
    what = _ALL_LEVELS.sub("", _PEOPLE_OR.sub(" and ", what))
    what = _IN_TEST.sub(r"\1 in_Test", what)
    what = _SECOND_ELSEWHERE.sub(r" and \g<second>", _unqualified(what))
    ends = (words("asked_end").search(what, 1), _DASH_OR_BRACKET.search(what))
    end = min((end.start() for end in ends if end), default=len(what))
    what, behind = what[:end], what[end:]
    what = _AND_OTHERS.split(what)[0].strip(" ,")
    pieces = [_unqualified(piece.strip()) for piece in _AND_ANOTHER.split(what)]
    pieces += filter(_is_name, map(_without_end, _COMMA_AND.split(behind)[1:]))
    pieces += filter(_is_short_title, map(_without_end, _AND_A.split(behind)[1:]))
    named = [piece for piece in map(_without_tail, pieces) if _names_people(piece)]
    titles = [title for piece in named for title in split_titles(piece[:_LONGEST_ASKED])]
    short = [title for title in titles if len(title.split()) <= _MOST_WORDS]
    return [title.replace("in_Test", "in Test") for title in short]


def _each_kind(found: re.Match[str]) -> str:
    """Writes "engineers (web, mobile)" as "web engineers, mobile engineers"."""
    titles = titles_in_brackets(found[0])
    return ", ".join(f"{title.removesuffix('s')}s" for title in titles) or found[0]


def _without_end(phrase: str) -> str:
    """The phrase up to what its people do: "Data Engineers" of "Data Engineers that keep lakes clean"."""
    end = words("asked_end").search(phrase, 1)
    return phrase[: end.start()].strip() if end else phrase


def _without_tail(phrase: str) -> str:
    bare = _TAIL.sub("", phrase)
    return bare if is_title(bare, needs_noun=True) else phrase


def _names_people(phrase: str) -> bool:
    """Whether a phrase, or the first of a list in it, is people: "sales reps, and director level positions"."""
    first = phrase.partition(",")[0]
    return bool(words("people").search(phrase)) or is_title(phrase) or is_title(first)


def _is_name(phrase: str) -> bool:
    """Whether a phrase behind a clause is one more title, as its capital says: "…, Senior Data Scientists"."""
    return phrase[:1].isupper() and is_title(phrase, needs_noun=True)


def _is_short_title(phrase: str) -> bool:
    """Whether a phrase behind an article is one more title: "…, a full stack engineer for our tools"."""
    is_short = len(phrase.split()) <= _SHORT_TITLE and not phrase[:1].isupper()
    return is_short and is_title(phrase, needs_noun=True)


def _unqualified(phrase: str) -> str:
    """The phrase without the praise and the numbers before its noun."""
    qualifiers = words("qualifiers")
    while (found := qualifiers.match(phrase)) and phrase[found.end() :][:1] in (" ", ","):
        phrase = phrase[found.end() :].lstrip(" ,")
    return phrase


def invited_interns(lines: list[CommentLine], titles: list[str]) -> list[str]:
    """An opening for interns that a sentence asks for besides, or that header ("Full-time and Intern") and text speak of."""
    has_intern = any(re.search(r"\bintern", title, re.I) for title in titles)
    if not titles or has_intern:
        return []
    if any("ntern" in line.text and _ALSO_INTERNS.search(line.text) for line in lines[1:]):
        return ["Intern"]
    if not _INTERN.search(lines[0].text):
        return []
    return ["Intern"] if any(_INTERN.search(line.text) for line in lines[1:]) else []
