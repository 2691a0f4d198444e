"""Finds the cues of `pay.toml` in the words around a sum of money.

Decides where a cue ends, and which words only name a job ("Pricing Data Scientist"). Leaves to
`transforms.readers.pay.context` what the nearest cue makes of the sum.
"""

from __future__ import annotations

import re
from functools import cache

from transforms.text.lexicon import lexicon
from transforms.text.phrases import Phrases

_CUES = (
    *("pay", "range_word", "pay_verb", "payer", "job", "job_field"),
    *("not_pay", "beside_pay", "never_lone", "strong", "range_pay"),
)
_OTHER_MONEY = ("not_pay", "beside_pay", "never_lone", "payer")
_IN_JOB_NAME = re.compile(r"[a-z/&]*(?: [a-z/&]+){0,2} ?")


@cache
def _cues() -> Phrases[tuple[str, str]]:
    """Every cue with its group. A "*" at an end of it stands for any letters."""
    pay = lexicon(__package__, "pay.toml")
    groups = {name: pay[name] for name in _CUES} | pay["kinds"]
    return Phrases(
        (entry.strip("*"), (group, entry))
        for group, entries in groups.items()
        for entry in dict.fromkeys(entries)
    )


def cue_ends(text: str) -> dict[str, int]:
    """Group of cues -> where its last cue ends in `text` (folded). Groups without a cue are absent."""
    ends: dict[str, list[int]] = {}
    cues = _cues()
    for index, start, end in cues.find(text):
        group, entry = cues.meanings[index]
        if start and text[start - 1].isalnum() and entry[0] != "*":
            continue
        if end < len(text) and text[end].isalnum() and entry[-1] != "*":
            continue
        if group in ("job", "job_field"):
            _forget_job_name(ends, text, start if group == "job" else end)
        ends.setdefault(group, []).append(end)
    return {group: max(found) for group, found in ends.items() if found}


def _forget_job_name(ends: dict[str, list[int]], text: str, job: int) -> None:
    """Drops words of other money that only name the job at `job`: "Pricing Data Scientist"."""
    for group in _OTHER_MONEY:
        found = ends.get(group)
        while found and _IN_JOB_NAME.fullmatch(text, found[-1], job):
            found.pop()
