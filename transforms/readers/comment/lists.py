"""Finds the titles that lines of a Hacker News comment open with: list items, headings, lines before a link.

Decides whether a line is an opening, a requirement, a person or prose. Leaves which openings count in the end to
`transforms.readers.comment.openings`, and what a phrase splits into to `transforms.readers.comment.titles`.
"""

from __future__ import annotations

import re

from transforms.readers.comment.header import is_terms
from transforms.readers.comment.lines import LINK, Line
from transforms.readers.comment.titles import is_area, is_title, split_titles, tidy, words

_CUT = re.compile(
    rf"\s*{LINK}|\s+[-–—]{{1,2}}\s+|[–—]|:\s|:$|\s\|\s|\s•\s|\s[-–]>|(?<!\bSr)(?<!\bJr)\.\s|\.$|\s=>|\s?\(?[$€£]\d|;\s"
)


_LONGEST_LEAD = 220
"""Characters of a line that announces a list."""

_LEADS_A_LIST = re.compile(
    r"(?:positions?|roles?|openings?|hiring|looking for|seeking|jobs|opportunities|opened|recruiting)\b[^.]{0,60}:?\s*$",
    re.I,
)


_LONGEST_HEADING = 60
"""Characters of a heading such as "Tech stack"."""

_TITLE_IN_BARS = re.compile(r"\s*\|\s*")


def listed_titles(lines: list[Line]) -> list[tuple[int, str]]:
    """(line, title) of every line below the first that opens with a title: list items, headings, lines before a link."""
    found: list[tuple[int, str]] = []
    in_list = in_traits = after_title = False
    for number, line in enumerate(lines[1:], start=1):
        leads = len(line.text) < _LONGEST_LEAD and bool(_LEADS_A_LIST.search(line.text))
        opens_traits = (
            not (leads or line.has_bullet)
            and len(line.text) < _LONGEST_HEADING
            and bool(words("traits").match(line.text))
            and not is_title(line.text, needs_noun=True)
        )
        in_traits = opens_traits or (in_traits and not leads and line.has_bullet)
        following = lines[number + 1] if number + 1 < len(lines) else None
        titles = (
            [] if in_traits and not line.has_link else _titles_of_line(line, in_list, following)
        )
        if (
            not titles
            and not in_traits
            and (line.has_bullet or line.has_link)
            and (in_list or after_title)
        ):
            titles = _area_of_item(line.text)
        after_title = bool(titles) and (line.has_bullet or line.has_link)
        found += [(number, title) for title in titles]
        in_list = leads or (in_list and (bool(titles) or line.text == LINK or line.has_bullet))
    return found


def titles_opening_a_line(lines: list[Line]) -> list[str]:
    """The titles of the first line that begins with one, "Rails developers. Python is fine too": for want of better ones."""
    for line in lines[1:_FEW_LINES]:
        phrase, rest = _head_of_line(line.text)
        if (
            _begins_as_name(phrase)
            and is_title(phrase, needs_noun=True)
            and not _is_person(phrase, rest)
        ):
            return split_titles(phrase)
    return []


_FEW_LINES = 5
"""Lines of a comment in which an opening is named, if it is named without any sign."""


def _area_of_item(text: str) -> list[str]:
    """The area that an item in a list of openings names instead of a title: "- Design", "- Platform: you will …"."""
    phrase, rest = _head_of_line(text)
    is_labelled = not rest.strip(f" {LINK}:.|-–—") or rest.startswith((":", ";"))
    return [tidy(phrase)] if is_labelled and is_area(tidy(phrase)) else []


_LISTING = re.compile(
    r"(?:\w+ )?(?:open |current |available |job )*(?:roles?|positions?|openings?|jobs)(?: \w+)?\s*:\s*(?P<list>[^.!?]{3,300}?)\W*$",
    re.I,
)


_LABEL = re.compile(
    r"(?:open |current |our |the )*(?:role|position|job|title|opening)s?\s*:\s+", re.I
)
"""What may stand before a title on its line: "Open role: Senior Engineer"."""


def _titles_of_line(line: Line, in_list: bool, following: Line | None) -> list[str]:
    """The titles that a line opens with; [] when it is a sentence, a requirement or a person."""
    if (listing := _LISTING.match(line.text)) and (titles := _split_dashes(listing["list"])):
        return titles
    if (
        "|" in line.text
        and len(line.text) < _LONGEST_BARRED
        and (titles := _titles_between_bars(line.text))
    ):
        return titles
    if len(titles := _titles_in_a_row(line.text)) >= _FEWEST_IN_A_ROW:
        return titles
    label = _LABEL.match(line.text)
    phrase, rest = _head_of_line(line.text[label.end() :] if label else line.text)
    begins_well = _begins_as_name(phrase) or line.has_bullet
    if not begins_well or not is_title(phrase, needs_noun=not in_list) or _is_person(phrase, rest):
        return []
    is_alone = not rest.strip(f" {LINK}:.|-–—")
    is_linked = line.has_link or (
        following is not None and is_alone and following.text.startswith(LINK)
    )
    is_labelled = rest.startswith(":") or bool(re.match(r"\s*[-–—(|•$€£]", rest))
    is_item = line.has_bullet or bool(label)
    is_plain = _is_plain_title(phrase) and (
        is_item or is_labelled or (is_alone and len(phrase) <= _LONE_TITLE)
    )
    if in_list or is_linked or is_plain or (line.has_bullet and is_labelled):
        titles = split_titles(phrase) or [tidy(phrase)]
        return [titles[0] + _area_behind(rest)] if len(titles) == 1 else titles
    return []


_FEWEST_IN_A_ROW = 2


def _titles_in_a_row(text: str) -> list[str]:
    """The titles of a line that is nothing else: "Senior Engineer, DevOps Engineer, and more"."""
    if "," not in text or len(text) >= _LONGEST_BARRED:
        return []
    text = _AND_MORE.sub("", text) if "more" in text or "other" in text else text
    pieces = re.split(r",\s*(?:and\s)?|\s&\s", text)
    is_row = all(_begins_as_name(piece) and is_title(piece, needs_noun=True) for piece in pieces)
    return split_titles(text) if is_row else []


def _split_dashes(listed: str) -> list[str]:
    """The titles of "iOS Engineer - Backend Engineer - Editor", else of a list with commas."""
    items = re.split(r"\s[-–—•·*]\s", listed)
    if len(items) > 1 and all(is_title(item) for item in items):
        return [tidy(item) for item in items]
    return split_titles(listed)


def _begins_as_name(phrase: str) -> bool:
    return phrase[:1].isupper() or phrase.startswith("iOS")


_AND_MORE = re.compile(r",?\s*(?:and|&)\s(?:many\s)?(?:more|others?)\W*$", re.I)

_LONGEST_BARRED = 400
"""Characters of a line of titles between bars; longer lines are prose with a bar in it."""

_AREA_BEHIND = re.compile(
    r"\s+[-–—]\s+(?P<area>[A-Z][^|:;.⟨–—]{1,44}?)\s*(?=$|[|:;.⟨–—]|\s-\s|[($€£])"
)


def _area_behind(rest: str) -> str:
    """The area behind the dash that ended a title, with its dash; nothing when places, terms or duties follow."""
    found = _AREA_BEHIND.match(rest)
    if (
        not found
        or words("towns").search(found["area"])
        or words("not_title").search(found["area"])
    ):
        return ""
    is_work = words("kinds").search(found["area"]) and not is_terms(found["area"])
    return f" - {found['area'].strip(' ,')}" if is_work else ""


_LONE_TITLE = 60
"""Characters of a title that has a line to itself, without bullet, link or list."""


_LONGEST_HEAD = 200
"""Characters in which a title must end; what is longer is no title, wherever it is cut."""


def _head_of_line(text: str) -> tuple[str, str]:
    """A line cut where its first phrase ends; brackets stay with the phrase."""
    cut = _CUT.search(text, 0, _LONGEST_HEAD)
    at = cut.start() if cut else len(text)
    if "(" in text[:at] and ")" not in text[:at] and ")" in text[at : at + 60]:
        at = text.index(")", at) + 1
    return text[:at].strip(), text[at:]


def _is_person(phrase: str, rest: str) -> bool:
    """Whether a line names a person: "Jane Doe, CTO" or "CTO: Jane Doe"."""
    return bool(
        re.fullmatch(
            r"[A-Z][a-z]+(?: [A-Z][a-z]+)?(?:, | \()(?:CTO|CEO|COO|VP|Founder|Co-?founder|Head of \w+|Recruiter).*",
            phrase,
        )
    ) or bool(
        re.match(r"\s*[:–—-]\s*[A-Z][a-z]+ [A-Z][a-z]+\W*$", rest)
        and not re.search(r"engineer|developer|scientist|designer", phrase, re.I)
    )


def _is_plain_title(phrase: str) -> bool:
    """A title with one of the commonest nouns: safe to take from a line that nothing else marks."""
    return bool(words("plain_nouns").search(phrase))


_SEVERAL_PARTS = 3
"""Parts between bars that make a row of openings, in which "DevOps" alone is one too."""


def _titles_between_bars(text: str) -> list[str]:
    """Titles of a line like "Backend Engineer - Remote | Designer - NYC", or the one of "Engineer | Agentic AI"."""
    lead, colon, after = text.partition(": ")
    text = after if colon and _LEADS_A_LIST.search(lead) else text
    parts = [part for part in _TITLE_IN_BARS.split(text.replace(LINK, " ").strip()) if part]
    is_row = len(parts) >= _SEVERAL_PARTS and all(is_title(part) for part in parts)
    titles = []
    for part in parts:
        cut = _CUT.search(part)
        phrase = part[: cut.start()] if cut else part
        if is_title(phrase, needs_noun=not is_row):
            titles.append(tidy(phrase))
    if len(titles) == 1 and len(parts) == 2 and is_title(parts[0]) and _is_area_part(parts[1]):
        return [f"{parts[0]} | {parts[1]}"]
    return titles


def _is_area_part(part: str) -> bool:
    """Whether the part behind a title names its area ("Engineer | Agentic AI"), not its place, terms or pay."""
    is_name = len(part) <= 40 and part[:1].isupper() and "," not in part and not is_terms(part)
    return is_name and not re.search(r"\d|on-?site", part, re.I) and not words("towns").search(part)
