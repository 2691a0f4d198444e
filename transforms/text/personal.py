"""Removes what tells of a person from a text that is kept: e-mail addresses, phone numbers, and names of contacts.

Decides what counts as such in a posting, and leaves a visible mark in its place. A name is removed only where the wording
marks it ("contact Jane Doe", "Ansprechpartner: …") or an address stands beside it; whoever is named otherwise (a founder,
a Nobel laureate) stays, and so does everything that only looks like a phone number: pay, years, dates, versions, ids,
addresses of pages. The words that mark a name are data: `personal.toml`. Readers see the text as sent; this comes
last, before the text is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick, Implementation

from transforms.text.digits import digit_places
from transforms.text.lexicon import lexicon

EMAIL_MARK = "[e-mail removed]"
PHONE_MARK = "[phone number removed]"
NAME_MARK = "[name removed]"

_LOCAL = r"[\w.+%'’-]{1,64}"
# "jane (at) example (dot) com", "jane at example dot com": written against robots, and meant for people like us.
_AT = r"\s?[\[({<]\s?at\s?[\])}>]\s?"
_DOT = r"(?:\s?[\[({<]\s?dot\s?[\])}>]\s?|\sdot\s)"
_EMAIL = re.compile(
    rf"(?<![\w.+%'’-]){_LOCAL}(?:"
    rf"@(?:[^\W_][\w-]{{0,62}}\.){{1,5}}[^\W\d_]{{2,24}}(?![\w@])"
    rf"|(?:{_AT}|@)[\w-]{{1,63}}(?:(?:{_DOT}|\.)[^\W_][\w-]{{1,62}}){{1,3}}(?!\w)"
    rf"|\sat\s[\w-]{{1,63}}(?:{_DOT}[^\W\d_]{{2,24}}){{1,3}}(?!\w))",
    re.IGNORECASE,
)
_EMAIL_CHARS = 140  # a local part and a host, each of its greatest length
_EMAIL_HINTS = (
    "@",
    "(at)",
    "[at]",
    "{at}",
    "<at>",
    "[ at ]",
    "( at )",
    "(AT)",
    "[AT]",
    " dot ",
    " DOT ",
    "[dot]",
    "(dot)",
)

# Seven digits with at most three characters between two of them: what no text without a phone number needs.
_PHONE_LIKE = re.compile(r"[0-9](?:[ \u00a0().\-/–]{0,3}[0-9]){6}")
_LABEL_CHARS = 40  # before the digits: "call me on this number:"
_PHONE_MAX_CHARS = 40  # after the seventh digit
_GAP = r"[ \u00a0().\-/–]{0,3}"
_PHONE = re.compile(
    # with the country's code
    rf"(?<![\w+])\+{_GAP}\d(?:{_GAP}\d){{7,14}}(?!\w|[.,-]\d)"
    # North American: 3-3-4, the first two groups never begin with 0 or 1
    r"|(?<![\w.,/$€£=&?%+-])(?:\+?1[ .-]{1,3})?(?:\([2-9]\d\d\)[ .-]{0,2}|[2-9]\d\d[ .-])[2-9]\d\d[ .-]\d{4}(?!\w|[.,-]\d)"
    # European, with a leading zero and an area code
    rf"|(?<![\w.,/$€£=&?%+-])\(?0\d{{1,4}}\)?[ /-]{{1,3}}\d(?:{_GAP}\d){{4,9}}(?!\w|[.,/-]\d)"
    # anything of seven digits or more that is called a phone number
    rf"|(?i:\b(?:tel|phone|telephone|telefon|telefoon|mobile|mobil|cell|call|fax|whatsapp|desk|durchwahl|handy)\b)"
    rf"(?P<between>[.:\s]{{0,3}}(?:(?:us|me|at|on|no|number|is)\b[.:\s]{{0,3}}){{0,2}})\(?\d(?:{_GAP}\d){{6,14}}(?!\w|[.,-]\d)"
)
_PHONE_MIN_DIGITS = 7
_DATE_OR_YEARS = re.compile(
    r"\b\d{1,2}[ ./-]{1,2}\d{1,2}[ ./-]{1,2}(?:19|20)\d\d\b|\b(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}\b|\b(?:19|20)\d\d[ –-]+(?:19|20)\d\d\b"
)
_ROUND_AMOUNT = re.compile(r"(?:^|[^\d])\d{1,3}(?:[ .\u00a0]000)+(?!\d)")
_ID_BEFORE = re.compile(
    r"(?:\b(?:req|requisition|id|job|ref|reference|no|nr|code|version|isbn|vat|#)|#)[\s.:#]*$",
    re.IGNORECASE,
)
_ID_WORDS_CHARS = 16
_CURRENCY_BESIDE = re.compile(r"\s?(?:[$€£¥]|(?:EUR|USD|GBP|CHF|CAD|AUD|INR|SEK|PLN)\b)")

_WORD = r"[^\W\d_]+(?:['’-][^\W\d_]+)*"
_RUN = re.compile(rf"(?:{_WORD}\.?)(?:[ \u00a0]{_WORD}\.?){{0,5}}")
_MAX_NAME_WORDS = 4
_DIRECTLY = re.compile(r"[ \u00a0]")
_BY_MARK = re.compile(
    r"\"?\s{0,2}(?::|,|[-–—]| is\b)\s{0,2}\"?|\s?\n\s{0,3}"
)  # quotes: the excerpt of a raw body is JSON
_NAME_ENDS = re.compile(
    r"\s*(?:$|[\n,;.:()|/!?–—\[\"<]|-\s)|\s(?:at|via|on|from|by|or|and|to|if|for|with|who|directly|in|über|unter|per|oder|und|op|zur)\b"
)
_NAME_BEFORE = re.compile(
    rf"(?P<name>(?:{_WORD}\.? ){{1,3}}{_WORD})(?P<joint>[ ,:(|<–—-]{{1,4}}(?:(?:at|on) )?)$"
)
_BESIDE_CHARS = 80  # before an address: room for a name and what joins the two
_SHORTEST_NAME = 3  # a name's word of two letters stands in too many addresses by chance

_PASSES = (
    8  # honest texts need one; a chain of addresses glued together must not cost a pass for each
)

Found = list[tuple[int, int, int]]
"""Number of a marker, where it begins and ends."""


def without_personal_data(text: str) -> str:
    """`text` with e-mail addresses, phone numbers and contacts' names replaced by marks; the same text when it has none.

    Doing it twice changes nothing more: what a mark uncovers beside it is looked at again.
    """
    for _ in range(_PASSES):
        cleaned = _cleaned(text)
        if cleaned == text:
            break
        text = cleaned
    return text


def _cleaned(text: str) -> str:
    markers = _markers()
    found = markers.automaton.find_matches_as_indexes(text, overlapping=True)
    cleaned = _without_emails(text, found, markers)
    digits = digit_places(cleaned)
    if len(digits) >= _PHONE_MIN_DIGITS and any(
        _PHONE_LIKE.match(cleaned, place) for place in digits
    ):
        cleaned = _without_phones(cleaned)
    if found and cleaned != text:
        found = markers.automaton.find_matches_as_indexes(cleaned, overlapping=True)
    return _without_marked_names(cleaned, found, markers)


def _without_emails(text: str, found: Found, markers: _Markers) -> str:
    """Addresses become marks, and so does the name before one that holds a part of that name."""
    kept: list[str] = []
    done = 0
    for begin, finish in _stretches(
        [start for number, start, _ in found if markers.joints[number] is None]
    ):
        for match in _EMAIL.finditer(text, max(done, begin), finish):
            before = text[done : match.start()]
            kept += [_without_owner(before, match[0].lower(), markers), EMAIL_MARK]
            done = match.end()
    return "".join([*kept, text[done:]]) if kept else text


def _stretches(hints: list[int]) -> Iterator[tuple[int, int]]:
    """Where addresses may stand: around each hint, overlapping stretches as one. Regexes are too slow for whole texts."""
    begin = finish = None
    for hint in sorted(hints):
        if finish is None or begin is None or hint - _EMAIL_CHARS > finish:
            if begin is not None and finish is not None:
                yield begin, finish
            begin = max(0, hint - _EMAIL_CHARS)
        finish = hint + 3 * _EMAIL_CHARS
    if begin is not None and finish is not None:
        yield begin, finish


def _without_owner(before: str, address: str, markers: _Markers) -> str:
    name = _NAME_BEFORE.search(before, max(0, len(before) - _BESIDE_CHARS))
    if name is None:
        return before
    words = name["name"].split(" ")
    first = len(words)
    while first and _is_name_word(words[first - 1].rstrip("."), markers):
        first -= 1
    owner = words[first:]
    local = re.split(r"@|\W?\bat\b", address)[0]
    if len(owner) < 2 or not any(
        len(word) >= _SHORTEST_NAME and word.lower() in local for word in owner
    ):
        return before
    return before[: name.start()] + " ".join([*words[:first], NAME_MARK]) + name["joint"]


def _without_phones(text: str) -> str:
    kept: list[str] = []
    done = 0
    for digits in _PHONE_LIKE.finditer(text):
        if digits.end() <= done:
            continue
        match = _PHONE.search(
            text, max(done, digits.start() - _LABEL_CHARS), digits.end() + _PHONE_MAX_CHARS
        )
        if match and (mark := _phone_mark(match)) != match[0]:
            kept += [text[done : match.start()], mark]
            done = match.end()
    return "".join([*kept, text[done:]])


def _phone_mark(match: re.Match[str]) -> str:
    """The mark for what is a phone number; the match itself for a date, an amount or an id written like one."""
    found, text = match[0], match.string
    if sum(letter.isdigit() for letter in found) < _PHONE_MIN_DIGITS or _DATE_OR_YEARS.search(
        found
    ):
        return found
    if _CURRENCY_BESIDE.match(text, match.end()) or _ROUND_AMOUNT.search(found):
        return found
    if _ID_BEFORE.search(text, max(0, match.start() - _ID_WORDS_CHARS), match.start()):
        return found
    label = match.end("between") - match.start() if match["between"] is not None else 0
    return found[:label] + PHONE_MARK


@dataclass(frozen=True, slots=True)
class _Markers:
    """The lexicon, ready to search. `joints`: by marker's number, how a name is joined to it; None: it hints at an e-mail."""

    automaton: AhoCorasick
    joints: tuple[re.Pattern[str] | None, ...]
    salutations: frozenset[str]
    salutation_initials: frozenset[str]
    particles: frozenset[str]
    not_names: frozenset[str]


@cache
def _markers() -> _Markers:
    words = lexicon(__package__, "personal.toml")
    joints: dict[str, re.Pattern[str] | None] = dict.fromkeys(_EMAIL_HINTS)
    for key, joint in (("before_name", _DIRECTLY), ("named_by", _BY_MARK)):
        for phrase in words[key]:
            for form in (phrase, phrase[0].upper() + phrase[1:], phrase.title()):
                other = joints.get(form)
                joints[form] = (
                    re.compile(f"{other.pattern}|{joint.pattern}")
                    if other and other != joint
                    else joint
                )
    forms = sorted(joints)
    return _Markers(
        # A DFA needs 5 MB for these words and a third of the time.
        AhoCorasick(forms, implementation=Implementation.DFA),
        tuple(joints[form] for form in forms),
        frozenset(words["salutations"]),
        frozenset(salutation[0] for salutation in words["salutations"]),
        frozenset(words["particles"]),
        frozenset(words["not_names"].split()),
    )


def _without_marked_names(text: str, found: Found, markers: _Markers) -> str:
    kept: list[str] = []
    done = 0
    for number, start, end in found:
        pattern = markers.joints[number]
        if pattern is None or start < done or (start and text[start - 1].isalnum()):
            continue
        joint = pattern.match(text, end)
        name = _name_at(text, joint.end(), markers) if joint else None
        if name is not None:
            kept += [text[done : name[0]], NAME_MARK]
            done = name[1]
    return "".join([*kept, text[done:]]) if kept else text


def _name_at(text: str, start: int, markers: _Markers) -> tuple[int, int] | None:
    """Where a person's name stands that begins at `start`: two to four words, or one after "Mr" or "Frau"."""
    initial = text[start : start + 1]
    # Most words behind a mark are no name, and their first letter says so.
    if not initial.isupper() and initial not in markers.salutation_initials:
        return None
    run = _RUN.match(text, start)
    if run is None:
        return None
    is_addressed = False
    begin = end = start
    n_words = 0
    for word in re.finditer(r"[^ \u00a0]+", run[0]):
        bare = word[0].rstrip(".")
        if n_words == 0 and bare.lower() in markers.salutations:
            is_addressed = True
        elif _is_name_word(bare, markers) and n_words < _MAX_NAME_WORDS:
            begin = start + word.start() if n_words == 0 else begin
            n_words, end = n_words + 1, start + word.start() + len(bare)
        elif not (n_words and bare in markers.particles):
            if bare[0].isupper():
                return (
                    None  # a team, a job or a firm: "Human Resources", "Email Marketing Assistant"
                )
            break
    is_name = n_words >= (1 if is_addressed else 2)
    return (begin, end) if is_name and _NAME_ENDS.match(text, end) else None


def _is_name_word(word: str, markers: _Markers) -> bool:
    is_initial = len(word) == 1 and word.isupper()
    is_capitalised = word[0].isupper() and any(letter.islower() for letter in word)
    return is_initial or (is_capitalised and word.lower() not in markers.not_names)
