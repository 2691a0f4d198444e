"""Finds the titles of a line that names several: "Backend Engineer | Designer", "Marketing: CMO, Editor", "Open roles: …".

Decides which lines are nothing but a row of titles, and where such a row is cut. Leaves lines with one title to
`transforms.readers.comment.openings.lists`, and a phrase with commas to `transforms.readers.comment.splits`.
"""

from __future__ import annotations

import re

from transforms.readers.comment.header import is_terms
from transforms.readers.comment.kinds import is_kind
from transforms.readers.comment.lines import CUT, LINK
from transforms.readers.comment.splits import split_titles
from transforms.readers.comment.titles import (
    begins_as_name,
    is_area,
    is_named_title,
    is_title,
    tidy,
    without_brackets,
    without_lead,
)
from transforms.readers.comment.words import words

_LONGEST_BARRED = 400
"""Characters of a line of titles between bars. Longer lines are prose with a bar in it."""

_FEWEST_IN_A_ROW = 2
_SEVERAL_PARTS = 3
"""Parts between bars that make a row of openings, in which "DevOps" alone is one too."""

_BAR = re.compile(r"\s*\|+\s*")
_DASH = re.compile(r"\s[-–—•·*]\s")
LEADS_A_LIST = re.compile(
    r"\b(?=[prohlsj])(?:positions?|roles?|openings?|hiring|looking for|seeking|jobs|opportunities|opened"
    r"|recruiting)\b(?:[^.]{0,60}|[^.]{0,120}:)\s*$",
    re.I,
)
_DOTS = re.compile(r"\s[•·]\s|;\s")
_FEWEST_DOTTED = 3
"""Parts between dots that are a list of openings, if half of them are known by themselves."""

_LISTING = re.compile(
    r"(?:(?:\w+ )?(?:open |current |available |job )*(?:roles?|positions?|openings?|jobs)"
    r"(?: \w+| we(?:['’]re| are) \w+ing(?: for)?)?"
    r"|(?P<asks>(?:we(?:['’]re| are) )?(?:currently |now )?(?:hiring|looking for|seeking|needs?|needed|wanted)))\s*:"
    r"\s*(?P<list>[^.!?]{3,600}?)\W*$",
    re.I,
)
_WHERE = re.compile(r"\s(?:at|in|for) (?:our|the)\s[^,;|]*$")
"""Behind a list, where its people will work: "… and Product Manager at our Seattle startup"."""

_DEPARTMENT = re.compile(r"(?P<area>[A-Z][\w &/]{1,30}?)\s*[-–:]\s+(?P<list>[A-Z].{3,600})$")
_MOST_NAMED = 0.7
"""Share of a department's list that are titles. "Software Engineer, Cloud Computing" has its area behind a comma, too."""

_AND_MORE = re.compile(r",?\s*(?:and|&)\s(?:many\s|lots\s)?(?:more|others?)(?: here)?\W*$", re.I)
_BETWEEN_TITLES = re.compile(r"[,;]\s*(?:and\s)?|\s[&+]\s")


def titles_of_row(text: str) -> list[str]:
    """The titles of a line that names several, or that says which list it is. [] for any other line."""
    if (titles := _titles_of_listing(text)) or (titles := _titles_of_department(text)):
        return titles
    if len(text) >= _LONGEST_BARRED:
        return []
    if "|" in text and (titles := _titles_between_bars(text)):
        return titles
    titles = _titles_in_a_row(text)
    return titles if len(titles) >= _FEWEST_IN_A_ROW else []


def _titles_of_listing(text: str) -> list[str]:
    """The titles of "Open roles: …", and of "We're hiring: …" where each is written as a name."""
    listing = _LISTING.match(text) if ":" in text else None
    titles = _split_listing(_WHERE.sub("", listing["list"])) if listing else []
    is_list = bool(listing and not listing["asks"]) or all(map(is_named_title, titles))
    return titles if is_list else []


def _titles_in_a_row(text: str) -> list[str]:
    """The titles of a line that is nothing else: "Senior Engineer, DevOps Engineer, and more"."""
    if "," not in text and " + " not in text:
        return []
    first = _BETWEEN_TITLES.split(text.removeprefix(LINK).lstrip(), maxsplit=1)[0]
    if not (is_named_title(first) or (begins_as_name(first) and is_kind(first))):
        return []
    text = text.replace(LINK, "").rstrip(" :")
    text = _AND_MORE.sub("", text) if "more" in text or "other" in text else text
    pieces = [tidy(piece) for piece in _BETWEEN_TITLES.split(text)]
    n_titles = sum(map(is_named_title, pieces))
    is_row = n_titles > len(pieces) // 2 and all(map(_is_in_row, pieces))
    return split_titles(text) if is_row else []


def _is_in_row(piece: str) -> bool:
    return is_named_title(piece) or is_kind(piece) or is_area(piece)


def _titles_of_department(text: str) -> list[str]:
    """The titles behind the area they belong to: "Engineering - Backend Engineer, iOS Lead", "Marketing: CMO"."""
    found = _DEPARTMENT.match(text)
    if found is None or not is_area(found["area"]):
        return []
    listed = _AND_MORE.sub("", without_brackets(found["list"].replace(LINK, "")).strip())
    pieces = [tidy(piece) for piece in _BETWEEN_TITLES.split(listed)]
    titles = [piece for piece in pieces if is_named_title(piece)]
    return titles if len(titles) > _MOST_NAMED * len(pieces) else []


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


def _titles_between_bars(text: str) -> list[str]:
    """Titles of a line like "Backend Engineer - Remote | Designer - NYC", or the one of "Engineer | Agentic AI"."""
    lead, colon, after = text.partition(": ")
    text = after if colon and LEADS_A_LIST.search(lead) else text
    parts = [without_lead(part) for part in _BAR.split(text.replace(LINK, " ").strip()) if part]
    is_row = len(parts) >= _SEVERAL_PARTS and all(map(is_title, parts))
    phrases = [CUT.split(part, maxsplit=1)[0] for part in parts]
    named = [phrase for phrase in phrases if not is_terms(phrase)]
    titles = [tidy(phrase) for phrase in named if is_title(phrase, needs_noun=not is_row)]
    if len(titles) == 1 and len(parts) == 2 and is_title(parts[0]) and _is_area_part(parts[1]):
        return [f"{parts[0]} | {parts[1]}"]
    return titles


def _is_area_part(part: str) -> bool:
    """Whether the part behind a title names its area ("Engineer | Agentic AI"), not its place, terms or pay."""
    is_name = len(part) <= 40 and part[:1].isupper() and "," not in part and not is_terms(part)
    return is_name and not re.search(r"\d|on-?site", part, re.I) and not words("towns").search(part)


def titles_between_dots(part: str) -> list[str]:
    """The openings of "SRE • Backend Python • Data Engineering". [] when a part holds something else."""
    pieces = [tidy(piece) for piece in _DOTS.split(part)]
    known = [
        is_title(piece, needs_noun=True) or is_area(piece) or is_kind(piece) for piece in pieces
    ]
    if len(pieces) < _FEWEST_DOTTED or 2 * sum(known) < len(pieces):
        return []
    return [title for piece in pieces for title in split_titles(piece) or [piece]]
