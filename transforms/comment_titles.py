"""Finds the openings that a Hacker News comment names: in its first line, in lists, in its sentences.

Decides which of them count: a list outranks the first line, which outranks prose; a vague "engineers" gives way to the
kinds that are named later. Leaves how a phrase splits into titles to `transforms.titles`.
"""

from __future__ import annotations

import re

from transforms.comment_header import is_terms, names_only_a_job
from transforms.comment_lines import LINK, Line
from transforms.titles import is_title, kinds_in, split_titles, tidy, without_brackets, words

_MOST_OPENINGS = 30
"""A comment has never listed more; a longer list is an attack or a mistake of ours."""


def openings_named(lines: list[Line], parts: list[str]) -> tuple[list[str], dict[int, int]]:
    """The titles of a comment, and for those with a line of their own, its number by the title's place in the list."""
    in_header = _header_titles(parts)
    listed = _listed_titles(lines)
    if not listed:
        titles = in_header
        if not titles or all(_is_vague(title) for title in titles):
            told = _titles_in_sentences(lines)
            titles = told if not titles or len(told) > len(titles) else titles
        return _distinct(titles + _invited_interns(lines, titles)), {}
    missing = []
    if len(listed) < len(in_header) or all(_is_specific(title) for title in in_header):
        missing = [
            title
            for title in in_header
            if not any(_overlap(title, other) for _, other in listed) and _is_specific(title)
        ]
    titles = _distinct(missing + [title for _, title in listed])
    where = {titles.index(title): line for line, title in listed if title in titles}
    return titles, where


def _distinct(titles: list[str]) -> list[str]:
    seen: dict[str, str] = {}
    for title in titles:
        seen.setdefault(re.sub(r"\W+", " ", title.lower()).strip(), title)
    return list(seen.values())[:_MOST_OPENINGS]


def _header_titles(parts: list[str]) -> list[str]:
    titles: list[str] = []
    for index, part in enumerate(parts):
        if len(part) > 220 or words("several").fullmatch(part):
            continue
        if index == 0 and len(parts) > 1 and not names_only_a_job(part):
            continue
        if index and is_terms(part):
            continue
        before, colon, after = part.partition(": ")
        part = after if colon and not is_title(before) and is_title(after) else part
        titles += split_titles(_without_place(part))
    return titles


def _without_place(part: str) -> str:
    """The part without a trailing " - San Francisco" or " - Remote friendly"."""
    head, dash, tail = part.rpartition(" - ")
    is_place = words("towns").match(tail) or re.match(r"remote|on-?site|hybrid", tail, re.I)
    return head if dash and head and is_place else part


_CUT = re.compile(
    rf"\s*{LINK}|\s+[-–—]{{1,2}}\s+|[–—]|:\s|:$|\s\|\s|\s•\s|\s[-–]>|(?<!\bSr)(?<!\bJr)\.\s|\.$|\s=>|\s?\(?[$€£]\d|;\s"
)


_LEADS_A_LIST = re.compile(
    r"(?:positions?|roles?|openings?|hiring|looking for|seeking|jobs|opportunities|opened|recruiting)\b[^.]{0,60}:?\s*$",
    re.I,
)


_TITLE_IN_BARS = re.compile(r"\s*\|\s*")


def _listed_titles(lines: list[Line]) -> list[tuple[int, str]]:
    """(line, title) of every line below the first that opens with a title: list items, headings, lines before a link."""
    found: list[tuple[int, str]] = []
    in_list = in_traits = False
    for number, line in enumerate(lines[1:], start=1):
        leads = bool(_LEADS_A_LIST.search(line.text)) and len(line.text) < 220
        opens_traits = (
            not leads and len(line.text) < 60 and bool(words("traits").match(line.text)) and not line.has_bullet
        )
        in_traits = opens_traits or (in_traits and not leads and line.has_bullet)
        following = lines[number + 1] if number + 1 < len(lines) else None
        titles = [] if in_traits and not line.has_link else _titles_of_line(line, in_list, following)
        found += [(number, title) for title in titles]
        in_list = leads or (in_list and (bool(titles) or line.text == LINK or line.has_bullet))
    return found


_LISTING = re.compile(
    r"(?:open |current |available |job )*(?:roles?|positions?|openings?|jobs)(?: \w+)?\s*:\s*(?P<list>[^.!?]{3,300}?)\W*$",
    re.I,
)


def _titles_of_line(line: Line, in_list: bool, following: Line | None) -> list[str]:
    """The titles that a line opens with; [] when it is a sentence, a requirement or a person."""
    if listing := _LISTING.match(line.text):
        return split_titles(listing["list"])
    if "|" in line.text and len(line.text) < _LONGEST_BARRED and (titles := _titles_between_bars(line.text)):
        return titles
    phrase, rest = _head_of_line(line.text)
    begins_well = phrase[:1].isupper() or line.has_bullet
    if not begins_well or not is_title(phrase, needs_noun=not in_list) or _is_person(phrase, rest):
        return []
    is_alone = not rest.strip(f" {LINK}:.|-–—")
    is_linked = LINK in rest or (following is not None and is_alone and following.text.startswith(LINK))
    is_labelled = rest.startswith(":") or bool(re.match(r"\s*[-–—(|•$€£]", rest))
    is_plain = _is_plain_title(phrase) and (line.has_bullet or is_labelled or (is_alone and len(phrase) <= _LONE_TITLE))
    if in_list or is_linked or is_plain or (line.has_bullet and is_labelled):
        return split_titles(phrase) or [tidy(phrase)]
    return []


_LONGEST_BARRED = 400
"""Characters of a line of titles between bars; longer lines are prose with a bar in it."""

_LONE_TITLE = 60
"""Characters of a title that has a line to itself, without bullet, link or list."""


def _head_of_line(text: str) -> tuple[str, str]:
    """A line cut where its first phrase ends; brackets stay with the phrase."""
    cut = _CUT.search(text)
    at = cut.start() if cut else len(text)
    if "(" in text[:at] and ")" not in text[:at] and ")" in text[at : at + 60]:
        at = text.index(")", at) + 1
    return text[:at].strip(), text[at:]


def _is_person(phrase: str, rest: str) -> bool:
    """Whether a line names a person: "Jane Doe, CTO" or "CTO: Jane Doe"."""
    return bool(
        re.fullmatch(
            r"[A-Z][a-z]+(?: [A-Z][a-z]+)?,? (?:\()?(?:CTO|CEO|COO|VP|Founder|Co-?founder|Head of \w+|Recruiter).*",
            phrase,
        )
    ) or bool(
        re.match(r"\s*[:–—-]\s*[A-Z][a-z]+ [A-Z][a-z]+\W*$", rest)
        and not re.search(r"engineer|developer|scientist|designer", phrase, re.I)
    )


def _is_plain_title(phrase: str) -> bool:
    """A title with one of the commonest nouns: safe to take from a line that nothing else marks."""
    return bool(words("plain_nouns").search(phrase))


def _titles_between_bars(text: str) -> list[str]:
    """Titles of a line like "Backend Engineer - Remote | Designer - NYC", or the one of "Engineer | Agentic AI"."""
    parts = [part for part in _TITLE_IN_BARS.split(text.replace(LINK, " ").strip()) if part]
    titles = []
    for part in parts:
        cut = _CUT.search(part)
        phrase = part[: cut.start()] if cut else part
        if is_title(phrase, needs_noun=True):
            titles.append(tidy(phrase))
    if len(titles) == 1 and len(parts) == 2 and is_title(parts[0]) and _is_area(parts[1]):
        return [f"{parts[0]} | {parts[1]}"]
    return titles


def _is_area(part: str) -> bool:
    """Whether the part behind a title names its area ("Engineer | Agentic AI"), not its place, terms or pay."""
    is_name = len(part) <= 40 and part[:1].isupper() and "," not in part and not is_terms(part)
    return is_name and not re.search(r"\d|on-?site", part, re.I) and not words("towns").search(part)


_ASKS_FOR = re.compile(
    r"(?:looking for|looking to hire|looking to add|hiring(?: for)?|seeking|searching for|in search of|recruiting|we need|want to hire|opening for|openings for|position for|looking to bring on|to hire)\s*:?\s+"
    r"(?P<what>[^.!?;:]{3,200})",
    re.I,
)


def _titles_in_sentences(lines: list[Line]) -> list[str]:
    """Titles that prose names: "we're looking for a senior Rails developer and two designers to …".

    A list of kinds ("devs for frontend, backend and QA") counts before the vague noun it explains.
    """
    titles: list[str] = []
    for line in lines:
        for found in _ASKS_FOR.finditer(line.text.replace(LINK, " ")):
            if kinds := _kinds_asked(found["what"]):
                return [title for title in titles if not _is_vague(title)] + kinds
            if not titles:
                titles = _titles_asked(found["what"])
        if titles and not any(_is_vague(title) for title in titles):
            break
    return titles


_FOR_KINDS = re.compile(
    r"^(?:.*?\b(?P<noun>engineer|developer|dev|designer|programmer)s?\s+(?:for|in|on|across|\()\s*(?:both\s+)?)?(?P<kinds>[^()]+)"
)


def _kinds_asked(what: str) -> list[str]:
    found = _FOR_KINDS.match(what)
    if not found:
        return []
    listed = re.split(r"\s(?:who|to|that|with|based)\s|\broles?\b|\bpositions?\b", found["kinds"])[0]
    return [f"{kind} {found['noun'] or 'engineer'}" for kind in kinds_in(listed)]


_DASH_OR_BRACKET = re.compile(r"\s[-–—(]|,\s(?=(?:who|to|with|and you|based|in|ideally|preferably|both)\b)")


def _titles_asked(what: str) -> list[str]:
    what = _unqualified(what)
    ends = [end.start() for end in (words("asked_end").search(what, 1), _DASH_OR_BRACKET.search(what)) if end]
    what = what[: min(ends, default=len(what))]
    what = re.split(r",? and (?=(?:other|more|many|\w+ enthusiast))", what)[0].strip(" ,")
    pieces = [_unqualified(piece.strip()) for piece in re.split(r",? and (?:an? |some |\d )|, an? ", what)]
    named = [piece for piece in pieces if words("people").search(piece) or is_title(piece)]
    return [title for piece in named for title in split_titles(piece[:_LONGEST_ASKED]) if len(title.split()) <= 8]


_LONGEST_ASKED = 120
"""Characters of one phrase in a sentence; a longer one lists what the people do."""


def _unqualified(phrase: str) -> str:
    """The phrase without the praise and the numbers before its noun."""
    while (found := words("qualifiers").match(phrase)) and phrase[found.end() : found.end() + 1].isspace():
        phrase = phrase[found.end() :].lstrip()
    return phrase


def _invited_interns(lines: list[Line], titles: list[str]) -> list[str]:
    """An opening for interns when the header invites them ("Full-time and Intern") and the text speaks of them."""
    if (
        not titles
        or any(re.search(r"\bintern", title, re.I) for title in titles)
        or not re.search(r"\bintern(?:s|ships?)?\b", lines[0].text, re.I)
    ):
        return []
    below = " ".join(line.text for line in lines[1:])
    return ["Intern"] if re.search(r"\binterns?\b|\binternships?\b", below, re.I) else []


_VAGUE = re.compile(
    r"^(?:(?:senior|sr\.?|software|experienced|full-?time|talented|great|many|multiple|various|several|all)\s+)*(?:engineers?|developers?|devs|people|hackers|interns?|programmers?|leads?)(?:\s*\(all levels\))?$",
    re.I,
)


def _is_vague(title: str) -> bool:
    return bool(_VAGUE.match(title))


def _is_specific(title: str) -> bool:
    """More than "Software Engineers": a kind or an area that a list below could not mean by another name."""
    return (
        not _is_vague(title)
        and not re.match(
            r"^(?:software|senior|sr\.?|founding|product|full[- ]?stack|back[- ]?end|front[- ]?end|\W)*\s*(?:engineer|developer|dev|swe)s?\b",
            title,
            re.I,
        )
        and bool(words("nouns").search(title))
    )


def _overlap(a: str, b: str) -> bool:
    """Whether two titles may name one job: the telling words of one are all among the other's."""
    one, other = _telling(a), _telling(b)
    return one <= other or other <= one


def _telling(title: str) -> set[str]:
    return set(re.findall(r"[a-z]{2,}", re.sub(r"(?<=[a-z])s\b", "", without_brackets(title).lower()))) - _COMMON


_COMMON = frozenset(
    "engineer developer senior sr junior staff principal of and the software dev technical founding".split()
)
