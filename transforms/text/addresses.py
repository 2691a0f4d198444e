"""Finds e-mail addresses and addresses of people's profiles, plain or written against robots.

Decides which spellings count: signs in other scripts and encodings, words for the sign and the dot in brackets, between
dashes or between spaces. Their words are data: `addresses.toml`. A word in place of a sign is an address only before an
ending that hosts have. Leaves the names beside an address, and what is put in its place, to `personal`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from transforms.text.lexicon import lexicon

_LOCAL_CHARS = r"[\w.+%'’-]"
_LOCAL = rf"(?:{_LOCAL_CHARS}{{1,64}}|\{{[\w.,+ -]{{1,64}}\}}|<[a-z_. -]{{1,24}}>)"
_LABEL = r"[^\W_][\w-]{0,62}"
_OPEN, _CLOSE = r"[\[({<]", r"[\])}>]"
_GAP = r"[ \t\u00a0]"
_RULE = r"[-_*|~/#+]"
_BEGINS = rf"(?<!{_LOCAL_CHARS})"
_ADDRESS_CHARS = 140  # a local part and a host, each of its greatest length
_PROFILE_NAME = r"[\w.%~@+-]{1,80}(?:[/?#][^\s<>\"')\]]{0,120})?"


def email_hints() -> list[str]:
    """What hints at an e-mail address nearby, in every case in which it is written."""
    hints = _words()["hints"]
    return sorted({form for hint in hints for form in (hint, hint.upper(), hint.title())})


def profile_hints() -> list[str]:
    """What hints at a profile nearby: the hosts, in the case in which they are written."""
    return _words()["profile_hints"]


def find_emails(text: str, hints: Iterable[int]) -> Iterator[re.Match[str]]:
    """Every e-mail address near the hints, in order. Group `local` is what stands before the sign."""
    done = 0
    for begin, finish in _stretches(hints):
        for match in _email().finditer(text, max(done, begin), finish):
            if not _is_a_place(match):
                yield match
                done = match.end()


def find_profiles(text: str, hints: Iterable[int]) -> Iterator[tuple[re.Match[str], bool]]:
    """Every address of a profile near the hints, in order, and whether it is a person's for sure."""
    done = 0
    for begin, finish in _stretches(hints):
        for match in _profile().finditer(text, max(done, begin), finish):
            yield match, match["sure"] is not None
            done = match.end()


@cache
def _words() -> dict[str, list[str]]:
    found = lexicon(__package__, "addresses.toml")
    return {
        name: words.split() if isinstance(words, str) else words for name, words in found.items()
    }


@cache
def _email() -> re.Pattern[str]:
    words = _words()
    sign = _any(words["signs"])
    at, name = _any(words["at_words"]), _any(words["at_names"])
    dot_word, plain_dot = _any(words["dot_words"]), _any(words["plain_dot_words"])
    ending = rf"(?:{_any(re.escape(one) for one in words['endings'])})(?![\w@])"
    wrapped_dot = rf"\s?{_OPEN}\s?(?:{dot_word}|\.)\s?{_CLOSE}\s?"
    ruled_dot = rf"\s?{_RULE}\s?{dot_word}\s?{_RULE}\s?"
    worded_dot = rf"(?:{wrapped_dot}|{ruled_dot}|{_GAP}{{1,2}}{plain_dot}{_GAP}{{1,2}})"
    dot = rf"(?:{worded_dot}|\s?[.．。])"
    any_dot = rf"(?:{dot}|{_GAP}{dot_word}{_GAP})"
    local = rf"(?P<local>{_LOCAL}{_way_begins()}(?:{worded_dot}{_LOCAL_CHARS}{{1,40}}){{0,2}})"
    host = rf"(?:{_LABEL}{dot}){{1,4}}{ending}"
    worded_host = rf"{_LABEL}(?:{worded_dot}{_LABEL}){{0,2}}{worded_dot}{ending}"
    bracket = rf"\s{{0,2}}{_OPEN}\s{{0,2}}(?:{at}|{name})\s{{0,2}}{_CLOSE}\s{{0,2}}"
    rule = rf"\s?{_RULE}{{1,2}}\s?{at}\s?{_RULE}{{1,2}}\s?"
    plain = rf"{sign}(?:(?:{_LABEL}|_{{1,8}})\.){{1,5}}[^\W\d_]{{2,24}}(?![\w@])"
    ways = (
        plain,
        rf"{sign}{host}",
        rf"{bracket}(?:{_LABEL}{any_dot}){{1,4}}[^\W_][\w-]{{1,23}}(?!\w)",
        # Without any dot only brackets, or dashes with spaces, say that an address is meant.
        rf"(?-i:{bracket}[a-z0-9-]{{1,40}})(?!\w)",
        rf"\s?{_OPEN}a{_CLOSE}\s?{host}",
        rf"{rule}{host}",
        r"(?-i:\s-at-\s[a-z0-9-]{1,40})(?!\w)",
        rf"{_GAP}{{1,2}}at{_GAP}{{1,2}}{worded_host}",
        rf"{_GAP}{name}{_GAP}(?:{_LABEL}{any_dot}){{1,4}}{ending}",
        rf"(?P<apart>{_GAP}{{1,2}}{sign}{_GAP}{{0,2}}|{sign}{_GAP}{{1,2}})(?:{_LABEL}\.){{1,4}}{ending}(?!/)",
    )
    joined = r"(?-i:[a-z0-9._+-]{1,64}?_?AT_?[a-z0-9-]{1,63}_?DOT_?[a-z]{2,24})(?!\w)"
    return re.compile(rf"{_BEGINS}(?:{local}(?:{'|'.join(ways)})|{joined})", re.IGNORECASE)


def _way_begins() -> str:
    """A lookahead behind a local part: every way of writing the rest begins like this."""
    # Without it, a word is tried with all ways at each of its letters, which takes three times as long.
    words = _words()
    letters = rf"[{re.escape(''.join(sign[0] for sign in words['signs']))}\[({{<_*|~/#+-]"
    worded = _any(["at", *words["at_names"], *words["plain_dot_words"]])
    return rf"(?={letters}|\s{{1,2}}(?:{letters}|{worded}))"


@cache
def _profile() -> re.Pattern[str]:
    words = _words()
    sure, shared = _any(words["profiles"]), _any(words["shared_profiles"])
    host_begins = r"(?<![\w.@-])(?:https?://)?(?=[a-z.]+/)"
    return re.compile(rf"{host_begins}(?:(?P<sure>{sure})|{shared}){_PROFILE_NAME}", re.IGNORECASE)


def _any(patterns: Iterable[str]) -> str:
    longest_first = sorted(patterns, key=len, reverse=True)
    return f"(?:{'|'.join(longest_first)})"


def _is_a_place(match: re.Match[str]) -> bool:
    """Whether a sign with spaces says where: "Engineers @ Acme.com", "hiring @ acme.com"."""
    if match["apart"] is None:
        return False
    local, words = match["local"], _words()
    if match["apart"][-1:].isspace():
        is_brand = match.string[match.end("apart")].isupper()
        return is_brand or not local[:1].islower() or local in words["not_mailboxes"]
    return local not in words["mailboxes"]  # "write from @acme.com"


def _stretches(hints: Iterable[int]) -> list[list[int]]:
    """Where addresses may stand: around each hint, overlapping stretches as one."""
    # The expression is too slow for whole texts.
    stretches: list[list[int]] = []
    for hint in sorted(hints):
        if not stretches or hint - _ADDRESS_CHARS > stretches[-1][1]:
            stretches.append([max(0, hint - _ADDRESS_CHARS), 0])
        stretches[-1][1] = hint + 3 * _ADDRESS_CHARS
    return stretches
