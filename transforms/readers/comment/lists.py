"""Finds the titles that lines of a Hacker News comment open with: list items, headings, lines before a link.

Decides whether a line is an opening, a requirement, a person or prose. Leaves which openings count in the end to
`transforms.readers.comment.openings`, and what a phrase splits into to `transforms.readers.comment.splits`.
"""

from __future__ import annotations

import re
from operator import itemgetter

from transforms.readers.comment.header import is_place, is_terms
from transforms.readers.comment.kinds import is_kind, titles_in_brackets
from transforms.readers.comment.lines import LINK, Line
from transforms.readers.comment.siblings import named_by_siblings
from transforms.readers.comment.splits import split_titles
from transforms.readers.comment.titles import (
    is_area,
    is_plural,
    is_title,
    tidy,
    without_brackets,
    without_lead,
)
from transforms.readers.comment.words import words

_LONGEST_LEAD = 220
"""Characters of a line that announces a list."""

_LONGEST_HEADING = 60
"""Characters of a heading such as "Tech stack"."""

_LONGEST_HEAD = 200
"""Characters in which a title must end. A longer phrase is no title, wherever it is cut."""

_LONGEST_BARRED = 400
"""Characters of a line of titles between bars. Longer lines are prose with a bar in it."""

_LONE_TITLE = 60
"""Characters of a title that has a line to itself, without bullet, link or list."""

_MOST_BETWEEN = 3
"""Lines from one item of a list to the next at the most."""

_FEW_LINES = 5
"""Lines of a comment in which an opening is named, if it is named without any sign."""

_FEWEST_IN_A_ROW = 2
_SEVERAL_PARTS = 3
"""Parts between bars that make a row of openings, in which "DevOps" alone is one too."""

_CUT = re.compile(
    rf"\s*{LINK}|\s+[-–—]{{1,2}}\s+|(?<=[a-z]{{3}})-\s(?=[A-Z])(?!Stack|End)|[–—]|:\s|:$|\s\|\s|\s•\s|\s[-–]>"
    r"|(?<!\bSr)(?<!\bJr)(?<!\.[A-Z])\.\s|\.$|\s=>|\s?\(?[$€£]\d|;\s"
)
_LINK_BELOW = re.compile(rf"(?:\([^)]*\)\s*)?{LINK}")
_NOTHING = f" {LINK}:.|-–—"
_BAR = re.compile(r"\s*\|\s*")
_DASH = re.compile(r"\s[-–—•·*]\s")
_MARK_BEHIND = re.compile(r":|\s*[-–—(|•$€£]")
_LEADS_A_LIST = re.compile(
    r"\b(?=[prohlsj])(?:positions?|roles?|openings?|hiring|looking for|seeking|jobs|opportunities|opened"
    r"|recruiting)\b(?:[^.]{0,60}|[^.]{0,120}:)\s*$",
    re.I,
)
_LISTING = re.compile(
    r"(?:\w+ )?(?:open |current |available |job )*(?:roles?|positions?|openings?|jobs)(?: \w+)?\s*:"
    r"\s*(?P<list>[^.!?]{3,600}?)\W*$",
    re.I,
)
_LABEL = re.compile(
    r"\[[A-Z]\w{1,18}\]\s+|(?:open |current |our |the )*(?:role|position|job|title|opening)s?\s*:\s+",
    re.I,
)
"""What may stand before a title on its line: "Open role: Senior Engineer", "[Leadership] Staff Engineer"."""

_DEPARTMENT = re.compile(r"(?P<area>[A-Z][\w &/]{1,30}?)\s*[-–:]\s+(?P<list>[A-Z].{3,200})$")
_AND_MORE = re.compile(r",?\s*(?:and|&)\s(?:many\s|lots\s)?(?:more|others?)(?: here)?\W*$", re.I)
_BETWEEN_TITLES = re.compile(r"[,;]\s*(?:and\s)?|\s[&+]\s")
_AREA_BEHIND = re.compile(
    r"\s+[-–—]\s+(?P<area>[A-Z][^|:;.⟨–—]{1,44}?)\s*(?=$|[|:;.⟨–—]|\s-\s|[($€£])"
)
_PERSON_AND_OFFICE = re.compile(
    r"[A-Z][\w'’.]+(?: [A-Z][\w'’.]+)?(?:, | \()"
    r"(?:CTO|CEO|COO|VP|Founder|[Cc]o-?founder|Head of \w+|Recruiter).*"
)
_PERSON_BEHIND = re.compile(r"\s*[:–—-]\s*[A-Z][a-z]+ [A-Z][a-z]+\W*$")
_CLAUSE = re.compile(
    r",?\s(?:to|who|with|w/|that|which|where|for|so|(?:on|in) (?:our|the)|at)\s|,\s"
)
_SENTENCE = re.compile(r"(?:\w+ ){4,}\w+\.$")
_FACT = re.compile(r":\s*\S")
_POSITION = re.compile(r"(?<=\w) (?:positions?|roles?|opening)$", re.I)
_AFTER_PLACE = re.compile(r"\s*[-–—:]\s+(?P<title>[A-Z].*)")
"""A title behind the town: "Oslo - Data Engineer"."""

_READERS = re.compile(r"(?:no )?recruiters", re.I)
_CRAFT = re.compile(r"engineer|developer|scientist|designer", re.I)


def listed_titles(lines: list[Line]) -> list[tuple[int, str]]:
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
    further = named_by_siblings(lines, dict(found), traits, _head_of_line)
    return sorted([*found, *further.items()], key=itemgetter(0))


def _leads_a_list(text: str) -> bool:
    is_sentence = len(text) >= _LONGEST_LEAD or text.endswith(".")
    return not is_sentence and bool(_LEADS_A_LIST.search(text))


def _opens_traits(line: Line) -> bool:
    """Whether a line opens a list of what is asked of people rather than of openings."""
    is_heading = not line.has_bullet and len(line.text) < _LONGEST_HEADING
    is_heading = is_heading and not (line.text.endswith(".") and _SENTENCE.search(line.text))
    trait = words("traits").match(line.text) if is_heading else None
    # "Tech: PHP" is a fact of one line.
    is_trait = trait is not None and not _FACT.search(line.text, trait.end())
    return is_trait and not is_title(line.text, needs_noun=True)


def titles_opening_a_line(lines: list[Line]) -> list[str]:
    """The titles of the first line that begins with one, "Rails developers. Python is fine too": for want of better ones."""
    for line in lines[1:_FEW_LINES]:
        phrase, rest = _head_of_line(line.text)
        if _is_named_title(phrase) and not _is_person(phrase, rest):
            return split_titles(phrase)
    return []


def _area_of_item(text: str) -> list[str]:
    """The area that an item in a list of openings names instead of a title: "- Design", "- Platform: you will …"."""
    phrase, rest = _head_of_line(text)
    is_labelled = not rest.strip(_NOTHING) or rest.startswith((":", ";"))
    return [tidy(phrase)] if is_labelled and is_area(tidy(phrase)) else []


def _titles_of_line(line: Line, in_list: bool, following: str) -> list[str]:
    """The titles that a line opens with. [] when it is a sentence, a requirement or a person."""
    if (listing := _LISTING.match(line.text)) and (titles := _split_listing(listing["list"])):
        return titles
    if titles := _titles_of_department(line.text):
        return titles
    if len(line.text) < _LONGEST_BARRED:
        if "|" in line.text and (titles := _titles_between_bars(line.text)):
            return titles
        if len(titles := _titles_in_a_row(line.text)) >= _FEWEST_IN_A_ROW:
            return titles
    label = _LABEL.match(line.text)
    phrase, rest = _head_of_line(without_lead(line.text[label.end() :] if label else line.text))
    phrase = _POSITION.sub("", phrase) if phrase == line.text else phrase
    if (after := _AFTER_PLACE.match(rest)) and is_place(phrase):
        phrase, rest = _head_of_line(after["title"])
    begins_well = line.has_bullet or _begins_as_name(phrase)
    if not begins_well:
        return []
    if not is_title(phrase, needs_noun=not in_list):
        is_item = line.has_bullet or (in_list and len(line.text) <= _LONE_TITLE)
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
    titles = (not is_alias and split_titles(phrase)) or [tidy(phrase)]
    if len(titles) > 1:
        return titles
    area = _area_behind(rest)
    each = titles_in_brackets(f"{titles[0]} ({area[3:]})") if area else []
    return each or [titles[0] + area]


def _titles_in_a_row(text: str) -> list[str]:
    """The titles of a line that is nothing else: "Senior Engineer, DevOps Engineer, and more"."""
    if "," not in text and " + " not in text:
        return []
    first = _BETWEEN_TITLES.split(text, maxsplit=1)[0]
    if not (_is_named_title(first) or (_begins_as_name(first) and is_kind(first))):
        return []
    text = text.replace(LINK, "").rstrip(" :")
    text = _AND_MORE.sub("", text) if "more" in text or "other" in text else text
    pieces = [tidy(piece) for piece in _BETWEEN_TITLES.split(text)]
    n_titles = sum(map(_is_named_title, pieces))
    is_row = n_titles > len(pieces) // 2 and all(map(_is_in_row, pieces))
    return split_titles(text) if is_row else []


def _is_in_row(piece: str) -> bool:
    return _is_named_title(piece) or is_kind(piece) or is_area(piece)


def _titles_of_department(text: str) -> list[str]:
    """The titles behind the area they belong to: "Engineering - Backend Engineer, iOS Lead", "Marketing: CMO"."""
    found = _DEPARTMENT.match(text)
    if found is None or not is_area(found["area"]):
        return []
    listed = _AND_MORE.sub("", without_brackets(found["list"].replace(LINK, "")).strip())
    pieces = [tidy(piece) for piece in _BETWEEN_TITLES.split(listed)]
    return pieces if all(_is_named_title(piece) for piece in pieces) else []


def _split_listing(listed: str) -> list[str]:
    """The titles of "iOS Engineer - Backend Engineer - Editor" or between bars, else of a list with commas."""
    items = _BAR.split(listed)
    if not all(map(is_title, items)):
        listed = items[0]  # "Data Engineer, Designer | $100k"
    if len(items) == 1 or not all(map(is_title, items)):
        items = _DASH.split(listed)
    if len(items) > 1 and all(map(is_title, items)):
        return [tidy(item) for item in items]
    return split_titles(listed)


def _begins_as_name(phrase: str) -> bool:
    return phrase[:1].isupper() or phrase.startswith("iOS")


def _is_named_title(phrase: str) -> bool:
    return _begins_as_name(phrase) and is_title(phrase, needs_noun=True)


def _area_behind(rest: str) -> str:
    """The area behind the dash that ended a title, with its dash. "" when places, terms or duties follow."""
    found = _AREA_BEHIND.match(rest)
    area = found["area"] if found else ""
    if words("towns").search(area) or words("not_title").search(area) or is_terms(area):
        return ""
    return f" - {area.strip(' ,')}" if words("kinds").search(area) else ""


def _head_of_line(text: str) -> tuple[str, str]:
    """A line cut where its first phrase ends. Brackets stay with the phrase."""
    cut = _CUT.search(text, 0, _LONGEST_HEAD)
    at = cut.start() if cut else len(text)
    if "(" in text[:at] and ")" not in text[:at] and ")" in text[at : at + 60]:
        at = text.index(")", at) + 1
    return text[:at].strip(), text[at:]


def _without_clause(phrase: str, rest: str) -> tuple[str, str]:
    """The title before the clause that says what its people will do: "Web Developers | to help us solve …". "" when there is none."""
    clause = _CLAUSE.search(phrase)
    if clause is None or not is_title(phrase[: clause.start()], needs_noun=True):
        return "", rest
    return phrase[: clause.start()], f": {phrase[clause.end() :]}{rest}"


def _is_person(phrase: str, rest: str) -> bool:
    """Whether a line names a person: "Jane Doe, CTO" or "CTO: Jane Doe"."""
    if _PERSON_AND_OFFICE.fullmatch(phrase) or _READERS.fullmatch(phrase):
        return True
    return bool(_PERSON_BEHIND.match(rest)) and not _CRAFT.search(phrase)


def _titles_between_bars(text: str) -> list[str]:
    """Titles of a line like "Backend Engineer - Remote | Designer - NYC", or the one of "Engineer | Agentic AI"."""
    lead, colon, after = text.partition(": ")
    text = after if colon and _LEADS_A_LIST.search(lead) else text
    parts = [without_lead(part) for part in _BAR.split(text.replace(LINK, " ").strip()) if part]
    is_row = len(parts) >= _SEVERAL_PARTS and all(map(is_title, parts))
    phrases = [_CUT.split(part, maxsplit=1)[0] for part in parts]
    named = [phrase for phrase in phrases if not is_terms(phrase)]
    titles = [tidy(phrase) for phrase in named if is_title(phrase, needs_noun=not is_row)]
    if len(titles) == 1 and len(parts) == 2 and is_title(parts[0]) and _is_area_part(parts[1]):
        return [f"{parts[0]} | {parts[1]}"]
    return titles


def _is_area_part(part: str) -> bool:
    """Whether the part behind a title names its area ("Engineer | Agentic AI"), not its place, terms or pay."""
    is_name = len(part) <= 40 and part[:1].isupper() and "," not in part and not is_terms(part)
    return is_name and not re.search(r"\d|on-?site", part, re.I) and not words("towns").search(part)
