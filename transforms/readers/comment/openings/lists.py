"""Finds the titles that lines of a Hacker News comment open with: list items, headings, lines before a link.

Decides whether a line is an opening, a requirement, a person or prose. Leaves lines that name several to
`transforms.readers.comment.openings.rows`, which openings count in the end to `transforms.readers.comment.openings.precedence`, and what a
phrase splits into to `transforms.readers.comment.splits`.
"""

from __future__ import annotations

import re
from operator import itemgetter

from transforms.readers.comment.header import is_place, is_terms
from transforms.readers.comment.kinds import is_kind, is_language, titles_in_brackets
from transforms.readers.comment.lines import LINK, CommentLine, head_of_line
from transforms.readers.comment.openings.rows import LEADS_A_LIST, titles_of_row
from transforms.readers.comment.openings.siblings import named_by_siblings, strays
from transforms.readers.comment.splits import split_titles
from transforms.readers.comment.titles import (
    begins_as_name,
    ending_noun,
    is_area,
    is_named_title,
    is_plural,
    is_title,
    is_title_and_area,
    tidy,
    without_brackets,
    without_lead,
)
from transforms.readers.comment.words import words

_LONGEST_LEAD = 220
"""Characters of a line that announces a list, unless it ends with a colon."""

_LONGEST_HEADING = 60
"""Characters of a heading such as "Tech stack"."""

_LONE_TITLE = 60
"""Characters of a title that has a line to itself, without bullet, link or list."""

_MOST_BETWEEN = 3
"""Lines from one item of a list to the next at the most."""

_FEW_LINES = 5
"""Lines of a comment in which an opening is named, if it is named without any sign."""

_LINK_BELOW = re.compile(rf"(?:\([^)]*\)\s*)?{LINK}")
_NOTHING = f" {LINK}:.|-–—"
_MARK_BEHIND = re.compile(r":|\s*[-–—(|•$€£]")
_LABEL = re.compile(
    r"\[[A-Z]\w{1,18}\]\s+|(?:open |current |our |the )*(?:role|position|job|title|opening)s?\s*:\s+",
    re.I,
)
"""What may stand before a title on its line: "Open role: Senior Engineer", "[Leadership] Staff Engineer"."""

_AREA_BEHIND = re.compile(
    r"\s+[-–—]\s+(?P<area>[A-Z][^|:;.⟨–—]{1,44}?)\s*(?=$|[|:;.⟨–—]|\s-\s|[($€£])"
)
_KINDS_BEHIND = re.compile(r"[:;]\s+(?P<kinds>[^.:;()]{5,160}?)\s*\.?$")
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)")
_PERSON_AND_OFFICE = re.compile(
    r"[A-Z][\w'’.]+(?: [A-Z][\w'’.]+)?(?:, | \()"
    r"(?:CTO|CEO|COO|VP|Chief|President|Founder|[Cc]o-?founder|Head of \w+|Recruiter).*"
)
_NAME_BEFORE = re.compile(
    r"(?P<name>[A-Z][a-z'’]+(?: [A-Z][a-z'’]+)?), (?=(?:[A-Z]\w+ ){0,3}"
    r"(?:Director|Manager|Head|VP|CTO|Engineer|Developer|Recruiter|Talent|Architect)\b)"
)
_PERSON_BEHIND = re.compile(r"\s*[:–—-]\s*[A-Z][a-z]+ [A-Z][a-z]+(?:\W*$|, \S*@)")
_CLAUSE = re.compile(
    r",?\s(?:to|who|with|w/|that|which|where|for|so|(?:on|in) (?:our|the)|at)\s|,\s"
)
_TO_DO = re.compile(r"(?:[\w+#./-]+ ){1,4}to [a-z]+ ")
"""How an item without a bullet begins: "Data scientist to work with …"."""

_SENTENCE = re.compile(r"(?:\w+ ){4,}\w+\.$")
_FACT = re.compile(r":\s*\S")
_POSITION = re.compile(r"(?<=\w) (?:positions?|roles?|opening)$", re.I)
_AFTER_PLACE = re.compile(r"\s*[-–—:]\s+(?P<title>[A-Z].*)")
"""A title behind the town: "Oslo - Data Engineer"."""

_FIRST_PART = re.compile(r"[^|]{2,60}\|")
_READERS = re.compile(r"(?:no )?recruiters", re.I)
_FOUNDERS = re.compile(r"co-?founders|founders", re.I)
_CRAFT = re.compile(r"engineer|developer|scientist|designer", re.I)


def listed_titles(lines: list[CommentLine]) -> list[tuple[int, str]]:
    """(line, title) of every line below the first that opens with a title: list items, headings, lines before a link."""
    found: list[tuple[int, str]] = []
    traits: set[int] = set()
    in_list = in_traits = False
    last = 0
    for number, line in enumerate(lines[1:], start=1):
        is_item = line.has_bullet or line.has_link
        asks = line.text.endswith(":") and bool(words("trait_leads").search(line.text))
        leads = not asks and _leads_a_list(line.text)
        goes_on = in_traits and not leads and line.has_bullet
        in_traits = goes_on or asks or (not leads and _opens_traits(line))
        traits |= {number} if in_traits else set()
        titles: list[str] = []
        if line.has_link or not in_traits:
            following = lines[number + 1].text if number + 1 < len(lines) else ""
            titles = _titles_of_line(line, in_list, following)
        after_title = 0 < last >= number - _MOST_BETWEEN and lines[last].bullet == line.bullet
        if not titles and not in_traits and is_item and (in_list or after_title):
            titles = _area_of_item(line.text)
        found += [(number, title) for title in titles]
        last = number if titles and is_item else last
        in_list = leads or (in_list and (bool(titles) or line.text == LINK or line.has_bullet))
    alone = strays(lines, dict(found))
    found = [(number, title) for number, title in found if number not in alone]
    further = named_by_siblings(lines, dict(found), traits, head_of_line)
    return sorted([*found, *further.items()], key=itemgetter(0))


def has_a_first_line_each(listed: list[tuple[int, str]], lines: list[CommentLine]) -> bool:
    """Whether lines below begin as the first does: "Acme | Director | …", "Acme | Engineer | …"."""
    head = _FIRST_PART.match(lines[0].text)
    return head is not None and any(lines[line].text.startswith(head[0]) for line, _ in listed)


def _leads_a_list(text: str) -> bool:
    longest = _LONGEST_HEADING if text.endswith(".") else _LONGEST_LEAD
    is_sentence = len(text) >= longest and text[-1] != ":"
    return not is_sentence and bool(LEADS_A_LIST.search(text.rstrip(".")))


def _opens_traits(line: CommentLine) -> bool:
    """Whether a line opens a list of what is asked of people rather than of openings."""
    is_heading = not line.has_bullet and len(line.text) < _LONGEST_HEADING
    is_heading = is_heading and not (line.text.endswith(".") and _SENTENCE.search(line.text))
    trait = words("traits").match(line.text) if is_heading else None
    # "Tech: PHP" is a fact of one line.
    is_trait = trait is not None and not _FACT.search(line.text, trait.end())
    return is_trait and not is_title(line.text, needs_noun=True)


def titles_opening_a_line(lines: list[CommentLine]) -> list[str]:
    """The titles of the first line that begins with one, "Rails developers. Python is fine too": for want of better ones."""
    for line in lines[1:_FEW_LINES]:
        phrase, rest = head_of_line(line.text)
        if is_named_title(phrase) and not _is_person(phrase, rest):
            return split_titles(phrase)
    return []


def _area_of_item(text: str) -> list[str]:
    """The area that an item in a list of openings names instead of a title: "- Design", "- Platform: you will …"."""
    phrase, rest = head_of_line(text)
    is_labelled = not rest.strip(_NOTHING) or rest.startswith((":", ";"))
    return [tidy(phrase)] if is_labelled and is_area(tidy(phrase)) else []


def _titles_of_line(line: CommentLine, in_list: bool, following: str) -> list[str]:
    """The titles that a line opens with. [] when it is a sentence, a requirement or a person."""
    if titles := titles_of_row(line.text):
        return titles
    label = _LABEL.match(line.text)
    phrase, rest = head_of_line(without_lead(line.text[label.end() :] if label else line.text))
    phrase = _POSITION.sub("", phrase) if line.text.startswith(phrase) else phrase
    if (after := _AFTER_PLACE.match(rest)) and (
        is_place(phrase) or _is_area_of(phrase, after["title"])
    ):
        phrase, rest = head_of_line(after["title"])
    begins_well = line.has_bullet or begins_as_name(phrase)
    if not begins_well:
        return []
    if not is_title(phrase, needs_noun=not in_list):
        is_item = line.has_bullet or (
            in_list and (len(line.text) <= _LONE_TITLE or bool(_TO_DO.match(line.text)))
        )
        phrase, rest = _without_clause(phrase, rest) if is_item else ("", rest)
    if not phrase or _is_person(phrase, rest):
        return []
    is_alone = not rest.strip(_NOTHING)
    is_linked = line.has_link or (is_alone and bool(_LINK_BELOW.match(following)))
    is_marked = bool(_MARK_BEHIND.match(rest))
    is_item = line.has_bullet or bool(label)
    stands_out = is_item or is_marked or (is_alone and len(without_brackets(phrase)) <= _LONE_TITLE)
    is_plain = stands_out and bool(words("plain_nouns").search(phrase))
    if not (in_list or is_linked or is_plain or (line.has_bullet and is_marked)):
        return []
    bare = without_brackets(phrase)
    is_alias = line.has_bullet and " / " in bare and "," not in bare and not is_plural(bare)
    is_one = is_alias or (line.has_link and is_title_and_area(bare))
    titles = (not is_one and split_titles(phrase)) or [tidy(phrase)]
    if len(titles) > 1:
        return titles
    if is_plural(phrase) and (each := _each_kind_behind(phrase, rest)):
        return each
    area = _area_behind(rest)
    if phrase.endswith(")") and is_named_title(area[3:]):
        return [titles[0], area[3:]]
    each = titles_in_brackets(f"{titles[0]} ({area[3:]})") if area else []
    return each or [titles[0] + area]


def _is_area_of(phrase: str, behind: str) -> bool:
    """Whether a phrase is the area of the title behind it: "Embedded Systems - Proof of Concept Engineer"."""
    is_work = is_area(phrase) or is_kind(phrase) or is_language(phrase)
    is_title_itself = is_title(phrase, needs_noun=True)
    return is_work and not is_title_itself and is_named_title(head_of_line(behind)[0])


def _each_kind_behind(phrase: str, rest: str) -> list[str]:
    """One title for each kind behind a colon: "Senior Engineers: Backend, Frontend (React)"."""
    kinds = _KINDS_BEHIND.match(_IN_BRACKETS.sub("", rest))
    return titles_in_brackets(f"{phrase} ({kinds['kinds']})") if kinds else []


def _area_behind(rest: str) -> str:
    """The area behind the dash that ended a title, with its dash. "" when places, terms or duties follow."""
    found = _AREA_BEHIND.match(rest)
    area = found["area"] if found else ""
    if words("towns").search(area) or words("not_title").search(area) or is_terms(area):
        return ""
    return f" - {area.strip(' ,')}" if words("kinds").search(area) else ""


def _without_clause(phrase: str, rest: str) -> tuple[str, str]:
    """The title before the clause that says what its people will do: "Web Developers | to help us solve …". "" when there is none."""
    for number, clause in enumerate(_CLAUSE.finditer(phrase)):
        head = phrase[: clause.start()]
        if is_title(head, needs_noun=True) and (number == 0 or ending_noun(head)):
            return head, f": {phrase[clause.end() :]}{rest}"
    return "", rest


def _is_person(phrase: str, rest: str) -> bool:
    """Whether a line names a person: "Jane Doe, CTO" or "CTO: Jane Doe"."""
    if _PERSON_AND_OFFICE.fullmatch(phrase) or _READERS.fullmatch(phrase):
        return True
    if _FOUNDERS.fullmatch(phrase) and rest.startswith(":"):
        return True  # "Founders: Jane Doe & John Roe"
    name = _NAME_BEFORE.match(phrase)
    if name and not (
        is_title(name["name"])
        or words("kinds").search(name["name"])
        or words("seniorities").search(name["name"])
    ):
        return True
    is_named = _PERSON_BEHIND.match(rest) and not words("kinds").search(rest)
    return bool(is_named) and not _CRAFT.search(phrase)
