"""Removes personal data from a text that is kept: e-mail addresses, phone numbers, profiles and names of contacts.

Decides which names count as such in a posting, and leaves a visible mark in place of whatever is removed. A name is removed
only if the wording marks it ("contact Jane Doe", "Ansprechpartner: …") or an address stands beside it. Whoever is named
otherwise (a founder, a Nobel laureate) stays. Leaves the words that mark a name to `markers`, addresses to `addresses`,
numbers to `phones`, and what a posting means to the readers, which see the text as sent.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import accumulate

from transforms.text.addresses import find_emails, find_profiles
from transforms.text.digits import digit_places
from transforms.text.document import Document
from transforms.text.markers import INVISIBLE, MARKERS, Markers, known_markers
from transforms.text.phones import MIN_PHONE_DIGITS, find_phones

EMAIL_MARK = "[e-mail removed]"
PROFILE_MARK = "[profile removed]"
PHONE_MARK = "[phone number removed]"
NAME_MARK = "[name removed]"

_WORD = r"[^\W\d_]+(?:['’-][^\W\d_]+)*"
_RUN = re.compile(rf"(?:{_WORD}\.?)(?:[ \u00a0]{_WORD}\.?){{0,5}}")
_MAX_NAME_WORDS = 4
_NAME_ENDS = re.compile(
    r"\s*(?:$|[\n,;.:()|/!?–—\[\"<]|-\s)"
    r"|\s(?:at|via|on|from|by|or|and|to|if|for|with|who|directly"
    r"|in|über|unter|per|oder|und|op|zur)\b"
)
_NAME_BEFORE = re.compile(
    # From the first letter of a word only: the later ones would cost as much each.
    rf"(?<![^\W\d_])(?P<name>(?:{_WORD}\.? ){{1,3}}{_WORD})[ ,:(|<–—-]{{1,4}}(?:(?:at|on) )?$"
)
_BESIDE_CHARS = 80  # before an address: room for a name and what joins the two
_MARK = re.compile(r"\s*[(<\[|]?\[(?:e-mail|profile|phone number|name) removed\][)>\]]?\s*")
_LOCAL_PART = re.compile(r"[\w.+%'’-]+")
_SHORTEST_NAME = 3  # a name's word of two letters stands in too many addresses by chance

# Honest texts need one pass. A chain of addresses glued together must not cost a pass for each.
_PASSES = 8

_REACH = 500
"""What stands so many signs from a line that holds a marker has no part in what is removed: three addresses are shorter."""

Found = list[tuple[int, int, int]]
"""Index of a marker, where it begins and ends."""

Cut = tuple[int, int, str]
"""Where a cut begins and ends, and the mark to put there."""


def kept_text(document: Document) -> str:
    """A document's text without personal data. What readers have found in its lines spares most of it the search for any."""
    text = document.text
    if any(True for _ in find_phones(text, document.digits)):
        return without_personal_data(text)
    if not MARKERS.are_in(document.lines):
        return text
    start, end = _around_markers(document)
    return text[:start] + without_personal_data(text[start:end]) + text[end:]


def _around_markers(document: Document) -> tuple[int, int]:
    """Where the lines begin and end that hold a marker, with all that may stand beside one."""
    text, holding, start = document.text, list[int](), 0
    for line in document.lines:
        end = start + len(line.text)
        if MARKERS.are_in((line,)):
            holding += [start, end]
        start = end + 1
    first, last = holding[0] - _REACH, text.find("\n", holding[-1] + _REACH)
    return text.rfind("\n", 0, max(0, first)) + 1, last if last >= 0 else len(text)


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


def may_tell(texts: Iterable[str]) -> list[str]:
    """Those of many texts that can hold what is removed: a marker, or as many digits as a phone number has.

    The others stay as they are. One pass over all is far quicker than to clean each.
    """
    texts = list(texts)
    joined = "\n".join(texts)
    ends = list(accumulate(len(text) + 1 for text in texts))
    # No marker holds the end of a line, so each stands within one text.
    found = known_markers().finder.find_matches_as_indexes(joined, overlapping=True)
    marked = {bisect_right(ends, start) for _, start, _ in found}
    n_digits = Counter(bisect_right(ends, place) for place in digit_places(joined))
    return [
        text
        for index, text in enumerate(texts)
        if index in marked or n_digits[index] >= MIN_PHONE_DIGITS
    ]


def without_marks(text: str) -> str:
    """A cleaned text without the marks, and without the signs that then join nothing."""
    return _MARK.sub(" ", text).strip(" \t-–—,;:|/<(").strip()


def _clean_once(text: str) -> str:
    markers = known_markers()
    bare, found = text, markers.finder.find_matches_as_indexes(text, overlapping=True)
    if any(index in markers.unseen for index, *_ in found):
        bare = _visible(text)
        found = markers.finder.find_matches_as_indexes(bare, overlapping=True)
    hints = [(index, start) for index, start, _ in found if markers.joints[index] is None]
    cleaned = _replace_seen(text, bare, _addresses(bare, hints, markers)) if hints else text
    bare = cleaned if bare is text else _visible(cleaned)
    numbers = ((start, end, PHONE_MARK) for start, end in find_phones(bare))
    cleaned = _replace_seen(cleaned, bare, numbers)
    if found and cleaned != text:
        found = markers.finder.find_matches_as_indexes(cleaned, overlapping=True)
    return _replace(cleaned, _marked_names(cleaned, found, markers))


def _visible(text: str) -> str:
    """The text without what nobody sees in it."""
    for letter in INVISIBLE:
        text = text.replace(letter, "")
    return text


def _replace_seen(text: str, bare: str, cuts: Iterable[Cut]) -> str:
    """The text with the cuts of `bare`, which is the same text without what nobody sees in it."""
    cuts = list(cuts)
    if text == bare or not cuts:
        return _replace(text, cuts)
    places = [at for at, letter in enumerate(text) if letter not in INVISIBLE]
    return _replace(text, ((places[start], places[end - 1] + 1, mark) for start, end, mark in cuts))


def _replace(text: str, cuts: Iterable[Cut]) -> str:
    """The text with its marks. The cuts come in order and never overlap."""
    kept: list[str] = []
    done = 0
    for start, end, mark in cuts:
        kept += [text[done:start], mark]
        done = end
    return "".join([*kept, text[done:]]) if kept else text


def _addresses(text: str, hints: list[tuple[int, int]], markers: Markers) -> list[Cut]:
    """E-mail addresses and profiles, each after the name before it that holds a part of that name.

    Where firms have profiles too, only one with such a name is a person's.
    """
    of_profiles = [start for index, start in hints if index in markers.of_profiles]
    of_emails = [start for index, start in hints if index not in markers.of_profiles]
    profiles = [(match, PROFILE_MARK, sure) for match, sure in find_profiles(text, of_profiles)]
    addresses = [(match, EMAIL_MARK, True) for match in find_emails(text, of_emails)]
    cuts: list[Cut] = []
    done = 0
    for match, mark, is_sure in sorted((*addresses, *profiles), key=lambda found: found[0].start()):
        if match.start() < done:
            continue
        handle = _LOCAL_PART.search(match[0]) if mark == EMAIL_MARK else match
        owner = handle and _owner_of(match, handle[0], done, markers)
        if owner:
            cuts.append((*owner, NAME_MARK))
        if owner or is_sure:
            cuts.append((match.start(), match.end(), mark))
            done = match.end()
    return cuts


def _owner_of(
    address: re.Match[str], handle: str, done: int, markers: Markers
) -> tuple[int, int] | None:
    """Where the name of an address's owner stands before it: a name of which a part is in the handle."""
    end = address.start()
    begin = max(done, end - _BESIDE_CHARS)
    found = _NAME_BEFORE.search(address.string[begin:end])
    if found is None:
        return None
    words = found["name"].split(" ")
    first = len(words)
    while first and _is_name_word(words[first - 1].rstrip("."), markers):
        first -= 1
    owner = words[first:]
    lower = handle.lower()
    is_in_address = any(len(word) >= _SHORTEST_NAME and word.lower() in lower for word in owner)
    if len(owner) < 2 or not is_in_address:
        return None
    name_end = begin + found.end("name")
    return name_end - len(" ".join(owner)), name_end


def _marked_names(text: str, found: Found, markers: Markers) -> Iterator[Cut]:
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


def _name_at(text: str, start: int, markers: Markers) -> tuple[int, int] | None:
    """Where a person's name stands that begins at `start`: two to four words, or one after "Mr" or "Frau"."""
    # Most words behind a mark are no name, and their first letter says so.
    if not markers.may_begin_name(text[start : start + 1]):
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


def _is_name_word(word: str, markers: Markers) -> bool:
    if len(word) == 1:
        return word.isupper()
    is_capitalised = word[:1].isupper() and any(letter.islower() for letter in word)
    return is_capitalised and word.lower() not in markers.not_names
