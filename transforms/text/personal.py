"""Removes what tells of a person from a text that is kept: e-mail addresses, phone numbers, and names of contacts.

Decides what counts as such in a posting, and leaves a visible mark in its place. A name is removed only if the wording
marks it ("contact Jane Doe", "Ansprechpartner: …") or an address stands beside it. Whoever is named otherwise (a founder,
a Nobel laureate) stays, and so does everything that only looks like a phone number: pay, years, dates, versions, ids,
addresses of pages. The words that mark a name are data: `personal.toml`. Leaves what a posting means to the readers,
which see the text as sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick

from transforms.text.digits import digit_places
from transforms.text.lexicon import lexicon
from transforms.text.phrases import every_phrase

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

# Seven digits with at most three characters between two of them: what no text without a phone number needs.
_PHONE_LIKE = re.compile(r"[0-9](?:[ \u00a0().\-/–]{0,3}[0-9]){6}")
_PHONE_MIN_DIGITS = 7
_LABEL_CHARS = 40  # before the digits: "call me on this number:"
_PHONE_MAX_CHARS = 40  # after the seventh digit
_GAP = r"[ \u00a0().\-/–]{0,3}"
_NOT_BEFORE = r"(?<![\w.,/$€£=&?%+-])"
_LABELS = (
    "tel|phone|telephone|telefon|telefoon|mobile|mobil|cell|call|fax|whatsapp|desk|durchwahl|handy"
)
_PHONE = re.compile(
    # with the country's code
    rf"(?<![\w+])\+{_GAP}\d(?:{_GAP}\d){{7,14}}(?!\w|[.,-]\d)"
    # North American: 3-3-4, the first two groups never begin with 0 or 1
    rf"|{_NOT_BEFORE}(?:\+?1[ .-]{{1,3}})?(?:\([2-9]\d\d\)[ .-]{{0,2}}|[2-9]\d\d[ .-])"
    r"[2-9]\d\d[ .-]\d{4}(?!\w|[.,-]\d)"
    # European, with a leading zero and an area code
    rf"|{_NOT_BEFORE}\(?0\d{{1,4}}\)?[ /-]{{1,3}}\d(?:{_GAP}\d){{4,9}}(?!\w|[.,/-]\d)"
    # anything of seven digits or more that is called a phone number
    rf"|(?i:\b(?:{_LABELS})\b)"
    r"(?P<between>[.:\s]{0,3}(?:(?:us|me|at|on|no|number|is)\b[.:\s]{0,3}){0,2})"
    rf"\(?\d(?:{_GAP}\d){{6,14}}(?!\w|[.,-]\d)"
)
_DATE_OR_YEARS = re.compile(
    r"\b\d{1,2}[ ./-]{1,2}\d{1,2}[ ./-]{1,2}(?:19|20)\d\d\b"
    r"|\b(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}\b|\b(?:19|20)\d\d[ –-]+(?:19|20)\d\d\b"
)
_ROUND_AMOUNT = re.compile(r"(?:^|[^\d])\d{1,3}(?:[ .\u00a0]000)+(?!\d)")
_ID_BEFORE = re.compile(
    r"(?:\b(?:req|requisition|id|job|ref|reference|no|nr|code|version|isbn|vat|#)|#)[\s.:#]*$", re.I
)
_ID_WORDS_CHARS = 16
_CURRENCY_BESIDE = re.compile(r"\s?(?:[$€£¥]|(?:EUR|USD|GBP|CHF|CAD|AUD|INR|SEK|PLN)\b)")

_WORD = r"[^\W\d_]+(?:['’-][^\W\d_]+)*"
_RUN = re.compile(rf"(?:{_WORD}\.?)(?:[ \u00a0]{_WORD}\.?){{0,5}}")
_MAX_NAME_WORDS = 4
_DIRECTLY = r"[ \u00a0]"
# Quotes, because the excerpt of a raw body is JSON.
_BY_MARK = r"\"?\s{0,2}(?::|,|[-–—]| is\b)\s{0,2}\"?|\s?\n\s{0,3}"
_NAME_ENDS = re.compile(
    r"\s*(?:$|[\n,;.:()|/!?–—\[\"<]|-\s)"
    r"|\s(?:at|via|on|from|by|or|and|to|if|for|with|who|directly"
    r"|in|über|unter|per|oder|und|op|zur)\b"
)
_NAME_BEFORE = re.compile(
    rf"(?P<name>(?:{_WORD}\.? ){{1,3}}{_WORD})[ ,:(|<–—-]{{1,4}}(?:(?:at|on) )?$"
)
_BESIDE_CHARS = 80  # before an address: room for a name and what joins the two
_SHORTEST_NAME = 3  # a name's word of two letters stands in too many addresses by chance

# Honest texts need one pass. A chain of addresses glued together must not cost a pass for each.
_PASSES = 8

Found = list[tuple[int, int, int]]
"""Index of a marker, where it begins and ends."""

Cut = tuple[int, int, str]
"""Where a cut begins and ends, and the mark to put there."""


@dataclass(frozen=True, slots=True)
class _Markers:
    """The lexicon, ready to search. `joints`: how a name is joined to each marker, None if it hints at an e-mail."""

    finder: AhoCorasick
    joints: tuple[re.Pattern[str] | None, ...]
    salutations: frozenset[str]
    salutation_initials: frozenset[str]
    particles: frozenset[str]
    not_names: frozenset[str]


@cache
def _markers() -> _Markers:
    words = lexicon(__package__, "personal.toml")
    joints: dict[str, dict[str, None]] = {hint: {} for hint in words["email_hints"]}
    for key, joint in (("before_name", _DIRECTLY), ("named_by", _BY_MARK)):
        for phrase in words[key]:
            for form in (phrase, phrase[0].upper() + phrase[1:], phrase.title()):
                joints.setdefault(form, {})[joint] = None
    forms = sorted(joints)
    return _Markers(
        every_phrase(forms),
        tuple(re.compile("|".join(joints[form])) if joints[form] else None for form in forms),
        frozenset(words["salutations"]),
        frozenset(salutation[0] for salutation in words["salutations"]),
        frozenset(words["particles"]),
        frozenset(words["not_names"].split()),
    )


def without_personal_data(text: str) -> str:
    """`text` with marks for e-mail addresses, phone numbers and contacts' names. The same text if it has none.

    Doing it twice changes nothing more: what a mark uncovers beside it is looked at again.
    """
    for _ in range(_PASSES):
        cleaned = _clean_once(text)
        if cleaned == text:
            break
        text = cleaned
    return text


def _clean_once(text: str) -> str:
    markers = _markers()
    found = markers.finder.find_matches_as_indexes(text, overlapping=True)
    hints = [start for index, start, _ in found if markers.joints[index] is None]
    cleaned = _replace(text, _emails(text, hints, markers))
    digits = digit_places(cleaned)
    if len(digits) >= _PHONE_MIN_DIGITS and any(_PHONE_LIKE.match(cleaned, at) for at in digits):
        cleaned = _replace(cleaned, _phones(cleaned))
    if found and cleaned != text:
        found = markers.finder.find_matches_as_indexes(cleaned, overlapping=True)
    return _replace(cleaned, _marked_names(cleaned, found, markers))


def _replace(text: str, cuts: Iterable[Cut]) -> str:
    """The text with its marks. The cuts come in order and never overlap."""
    kept: list[str] = []
    done = 0
    for start, end, mark in cuts:
        kept += [text[done:start], mark]
        done = end
    return "".join([*kept, text[done:]]) if kept else text


def _emails(text: str, hints: list[int], markers: _Markers) -> Iterator[Cut]:
    """Addresses, each after the name before it that holds a part of that name."""
    done = 0
    for begin, finish in _stretches(hints):
        for match in _EMAIL.finditer(text, max(done, begin), finish):
            if owner := _owner_of(match, done, markers):
                yield (*owner, NAME_MARK)
            yield match.start(), match.end(), EMAIL_MARK
            done = match.end()


def _stretches(hints: list[int]) -> list[list[int]]:
    """Where addresses may stand: around each hint, overlapping stretches as one."""
    # The expression is too slow for whole texts.
    stretches: list[list[int]] = []
    for hint in sorted(hints):
        if not stretches or hint - _EMAIL_CHARS > stretches[-1][1]:
            stretches.append([max(0, hint - _EMAIL_CHARS), 0])
        stretches[-1][1] = hint + 3 * _EMAIL_CHARS
    return stretches


def _owner_of(address: re.Match[str], done: int, markers: _Markers) -> tuple[int, int] | None:
    """Where the name of an address's owner stands before it."""
    text, end = address.string, address.start()
    found = _NAME_BEFORE.search(text, max(done, end - _BESIDE_CHARS), end)
    if found is None:
        return None
    words = found["name"].split(" ")
    first = len(words)
    while first and _is_name_word(words[first - 1].rstrip("."), markers):
        first -= 1
    owner = words[first:]
    local = re.split(r"@|\W?\bat\b", address[0].lower())[0]
    is_in_address = any(len(word) >= _SHORTEST_NAME and word.lower() in local for word in owner)
    if len(owner) < 2 or not is_in_address:
        return None
    return found.end("name") - len(" ".join(owner)), found.end("name")


def _phones(text: str) -> Iterator[Cut]:
    done = 0
    for digits in _PHONE_LIKE.finditer(text):
        if digits.end() <= done:
            continue
        stop = digits.end() + _PHONE_MAX_CHARS
        match = _PHONE.search(text, max(done, digits.start() - _LABEL_CHARS), stop)
        if match and _is_phone(match):
            # A label before the number stays.
            start = match.start() if match["between"] is None else match.end("between")
            yield start, match.end(), PHONE_MARK
            done = match.end()


def _is_phone(match: re.Match[str]) -> bool:
    """Whether it is a phone number, and no date, amount or id written like one."""
    found, text = match[0], match.string
    return not (
        sum(letter.isdigit() for letter in found) < _PHONE_MIN_DIGITS
        or _DATE_OR_YEARS.search(found)
        or _CURRENCY_BESIDE.match(text, match.end())
        or _ROUND_AMOUNT.search(found)
        or _ID_BEFORE.search(text, max(0, match.start() - _ID_WORDS_CHARS), match.start())
    )


def _marked_names(text: str, found: Found, markers: _Markers) -> Iterator[Cut]:
    done = 0
    for index, start, end in found:
        pattern = markers.joints[index]
        if pattern is None or start < done or (start and text[start - 1].isalnum()):
            continue
        joint = pattern.match(text, end)
        name = _name_at(text, joint.end(), markers) if joint else None
        if name is not None:
            yield (*name, NAME_MARK)
            done = name[1]


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
                # A team, a job or a firm: "Human Resources", "Email Marketing Assistant".
                return None
            break
    is_name = n_words >= (1 if is_addressed else 2)
    return (begin, end) if is_name and _NAME_ENDS.match(text, end) else None


def _is_name_word(word: str, markers: _Markers) -> bool:
    if len(word) == 1:
        return word.isupper()
    is_capitalised = word[:1].isupper() and any(letter.islower() for letter in word)
    return is_capitalised and word.lower() not in markers.not_names
