"""Knows what marks personal data in a text: hints at addresses, and words behind which a contact's name stands.

Decides how a marker may be joined to a name, and which lines need not be searched for either. The words are data:
`personal.toml`. Leaves what a name is, and what is put in its place, to `personal`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick

from transforms.text.addresses import email_hints, profile_hints
from transforms.text.lexicon import lexicon
from transforms.text.lines import Cues, Line
from transforms.text.phrases import every_phrase

_DIRECTLY = r"[ \u00a0]"
# Quotes, because the excerpt of a raw body is JSON.
_BY_MARK = r"\"?\s{0,2}(?::|,|[-–—]| is\b)\s{0,2}\"?|\s?\n\s{0,3}"
INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
"""Letters that nobody sees, with which addresses are disguised."""


@dataclass(frozen=True, slots=True)
class Markers:
    """The lexicon, ready to search. `joints`: how a name is joined to each marker, None if it hints at an address.

    `unseen`: letters that nobody sees, found in the same pass.
    """

    finder: AhoCorasick
    by_form: dict[str, re.Pattern[str] | None]
    joints: tuple[re.Pattern[str] | None, ...]
    of_profiles: frozenset[int]
    unseen: frozenset[int]
    salutations: frozenset[str]
    salutation_initials: frozenset[str]
    particles: frozenset[str]
    not_names: frozenset[str]

    def may_begin_name(self, initial: str) -> bool:
        """Whether a name of a person, or what it is addressed with, begins with this letter."""
        return initial.isupper() or initial in self.salutation_initials


@cache
def known_markers() -> Markers:
    """The markers of `personal.toml` and `addresses.toml`, compiled once a process."""
    words = lexicon(__package__, "personal.toml")
    joints: dict[str, dict[str, None]] = {hint: {} for hint in (*email_hints(), *profile_hints())}
    for key, joint in (("before_name", _DIRECTLY), ("named_by", _BY_MARK)):
        for phrase in words[key]:
            for form in (phrase, phrase[0].upper() + phrase[1:], phrase.title()):
                joints.setdefault(form, {})[joint] = None
    forms = [*sorted(joints), *INVISIBLE]
    by_form = {
        form: re.compile("|".join(ways)) if (ways := joints.get(form)) else None for form in forms
    }
    return Markers(
        every_phrase(forms),
        by_form,
        tuple(by_form.values()),
        frozenset(index for index, form in enumerate(forms) if form in profile_hints()),
        frozenset(range(len(joints), len(forms))),
        frozenset(words["salutations"]),
        frozenset(salutation[0] for salutation in words["salutations"]),
        frozenset(words["particles"]),
        frozenset(words["not_names"].split()),
    )


def _holds(line: Line, hits: list[tuple[None, int, int]]) -> bool:
    """Whether a line may hold more than a phone number: an address, or a marker that joins a name or the next line."""
    markers, text = known_markers(), line.written
    for _, start, end in hits:
        form = text[start:end]
        if form not in markers.by_form:
            continue
        pattern = markers.by_form[form]
        if pattern is None:
            return True
        joint = None if text[start - 1].isalnum() else pattern.match(text, end)
        if joint and (joint.end() >= len(text) - 1 or markers.may_begin_name(text[joint.end()])):
            return True
    return False


def _cues() -> Iterator[tuple[str, None]]:
    return ((form, None) for form in sorted({form.lower() for form in known_markers().by_form}))


MARKERS = Cues(_cues, _holds)
"""A line of which they make something may hold an address, or a marker that joins a name or the next line."""
