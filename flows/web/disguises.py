"""Cuts secrets out of what servers send back, however they are written there.

Decides in which encodings a secret is looked for: as it is, percent-encoded (once or twice), with JSON's or HTML's escapes, each
letter in its own way if need be, and inside base64. Leaves which secrets there are to `flows.web.credentials`.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from functools import lru_cache
from html.entities import html5

REMOVED = "(key)"

_NAMED = {
    letter: sorted(name for name, stands_for in html5.items() if stands_for == letter)
    for letter in map(chr, range(128))
}


@lru_cache(maxsize=64)
def finder(secrets: tuple[str, ...]) -> re.Pattern[bytes]:
    """Matches each of the secrets in every encoding. Of one inside another the longer is matched."""
    forms = [form for secret in secrets for form in (_escaped(secret), *_in_base64(secret))]
    return re.compile("|".join(sorted(forms, key=len, reverse=True)).encode())


def cut_from(body: bytes, secrets: Iterable[str]) -> bytes:
    """The body with a mark in place of each secret."""
    wanted = tuple(secrets)
    return finder(wanted).sub(REMOVED.encode(), body) if wanted else body


def _escaped(secret: str) -> str:
    return "".join(map(_any_form, secret))


def _any_form(letter: str) -> str:
    """A pattern of one letter in every way in which it may be written."""
    code = ord(letter)
    hexadecimal = "".join(f"[{digit}{digit.upper()}]" for digit in f"{code:02x}")
    forms = [
        re.escape(letter),
        rf"%(?:25)*{hexadecimal}",
        rf"\\+(?:u00|x){hexadecimal}",
        rf"&(?:amp;)?#0{{0,5}}{code};?",
        rf"&(?:amp;)?#[xX]0{{0,5}}{hexadecimal};?",
        *(rf"&(?:amp;)?{re.escape(name)}" for name in _NAMED.get(letter, ())),
    ]
    if not letter.isalnum():
        forms.append(rf"\\+{re.escape(letter)}")
    return f"(?:{'|'.join(forms)})"


def _in_base64(secret: str) -> list[str]:
    """What the secret alone decides of its base64, by where in a group of three bytes it begins."""
    forms = []
    raw = secret.encode()
    for before in range(3):
        written = b64encode(b"\0" * before + raw)
        first = -(-before * 8 // 6)
        last = (before + len(raw)) * 8 // 6
        kept = re.escape(written[first:last].decode())
        # Addresses write "-" and "_" for "+" and "/", and may encode all four.
        kept = kept.replace(r"\+", r"(?:\+|-|%2[bB])").replace("/", r"(?:\\?/|_|%2[fF])")
        forms.append(kept)
    return forms
