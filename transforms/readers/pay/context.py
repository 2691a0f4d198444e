"""Judges money by the words around it: is it pay at all, and of which kind.

Decides from the cues of `pay.toml`: the nearest one before a figure counts most, then what the figure is said to be the
amount of ("$2,000 stipend"), then the lines above. Leaves the figures to `transforms.readers.pay.money`, their terms to
`transforms.readers.pay.terms`, and what becomes of the verdicts to `transforms.readers.pay.ranges`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from transforms.readers.pay.money import Span
from transforms.readers.pay.terms import is_a_living
from transforms.readers.pay.words_around import STANDALONE, Surroundings
from transforms.text.lexicon import lexicon
from transforms.text.phrases import Phrases

_NEAR = 90
"""A lone figure needs its pay word this close: further away it is an allowance, a price, a customer's number."""

_SHORT = 100
"""A line with no more characters than this before its figure is a list item. Its sense stands in the lines above."""

_SAME_LIST, _LIST_GAP = 300, 3
"""Characters and line ends between two ranges of one list: "Zone 2: Texas, Illinois, … " can be long."""

_CUES = ("pay", "not_pay", "beside_pay", "never_lone", "strong", "range_pay")
_KINDS = ("ote", "total", "base")

_LABELLED = re.compile(r"^\W*[^:\d]{2,40}:\s*$")
_RANGE_AFTER = re.compile(r"\s*range\b")
_REFERRAL = re.compile(r"[^.]{0,50}\brefer")
_ALONE_AFTER = re.compile(r"[\s.*)\]]*(?:$|\|)")
_LISTED_ELSEWHERE = re.compile(r"\s*\W?\s*\d+\+? (?:hours?|days?|weeks?|months?) ago")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the words say of one span. `is_pay` None: money near pay words of which we cannot say what it is."""

    is_pay: bool | None
    kind: str = "base"


@dataclass(frozen=True, slots=True)
class _Cue:
    group: str
    is_open_left: bool
    is_open_right: bool


@cache
def _cues() -> Phrases[_Cue]:
    pay = lexicon(__package__, "pay.toml")
    groups = {name: pay[name] for name in _CUES} | pay["kinds"]
    return Phrases(
        (entry.strip("*"), _Cue(group, entry.startswith("*"), entry.endswith("*")))
        for group, entries in groups.items()
        for entry in dict.fromkeys(entries)
    )


def _cue_ends(text: str) -> dict[str, int]:
    """Group of cues -> where its last cue ends in `text` (folded). Groups without a cue are absent."""
    last: dict[str, int] = {}
    cues = _cues()
    for index, start, end in cues.find(text):
        cue = cues.meanings[index]
        if not cue.is_open_left and start and text[start - 1].isalnum():
            continue
        if not cue.is_open_right and end < len(text) and text[end].isalnum():
            continue
        if end > last.get(cue.group, 0):
            last[cue.group] = end
    return last


@cache
def _not_pay_after() -> re.Pattern[str]:
    after = lexicon(__package__, "pay.toml")["after"]
    return re.compile(rf"[\s)\]*]*(?:(?:{after['between']})[\s]+)*(?:{after['not_pay']})\b", re.I)


@cache
def _pay_after() -> re.Pattern[str]:
    return re.compile(rf"[\s)\]*]*(?:{lexicon(__package__, 'pay.toml')['after']['pay']})", re.I)


@cache
def _kinds_after() -> dict[str, re.Pattern[str]]:
    kinds = lexicon(__package__, "pay.toml")["kinds_after"]
    return {kind: re.compile(pattern) for kind, pattern in kinds.items()}


@dataclass(frozen=True, slots=True)
class _Scene:
    """One span with its surroundings and what the cues say of them."""

    span: Span
    around: Surroundings
    left: dict[str, int]
    is_header: bool
    goes_on: bool

    @property
    def is_range(self) -> bool:
        return self.span.high is not None

    @property
    def pay(self) -> int:
        """Where the last pay word before the figure ends, -1 without one."""
        says_more = self.is_range or self.span.period is not None
        return max(self.left.get("pay", -1), self.left.get("range_pay", -1) if says_more else -1)

    @property
    def other(self) -> int:
        """Where the last word of other money before the figure ends, -1 without one."""
        return self.left.get("not_pay", -1)

    @property
    def stands_alone(self) -> bool:
        return bool(STANDALONE.match(self.around.left))

    @property
    def is_said_after(self) -> bool:
        return bool(_pay_after().match(self.around.right))


def judge(
    span: Span, around: Surroundings, before: Verdict | None, gap: str, is_header: bool
) -> Verdict:
    """Whether a span is pay, and of which kind.

    `before`: the verdict on the previous span and `gap` the text since. Lists of zones and levels go on in its sense.
    `is_header`: the span stands in a title or a first line, where a range alone is pay.
    """
    if before is not None and before.is_pay is False and gap.strip() in ("/", "or", "|", ","):
        return before
    is_same_list = len(gap) <= _SAME_LIST and gap.count("\n") <= _LIST_GAP
    goes_on = before is not None and bool(before.is_pay) and is_same_list
    scene = _Scene(span, around, _cue_ends(around.left), is_header, goes_on)
    is_pay = False if _is_ruled_out(scene) else _is_pay(scene)
    if not is_pay:
        return Verdict(is_pay)
    return Verdict(True, _kind(scene, before.kind if before else "base"))


def _is_ruled_out(scene: _Scene) -> bool:
    """Whether the words directly after the figure, or those around a lone or an unmarked one, leave no doubt."""
    right = scene.around.right
    if _not_pay_after().match(right) or _LISTED_ELSEWHERE.match(right):
        return True
    if not scene.is_range and ("never_lone" in scene.left or _REFERRAL.match(right)):
        return True
    if scene.span.currency is not None or scene.is_header or "strong" in scene.left:
        return False
    is_marked = scene.is_said_after or "strong" in _cue_ends(scene.around.above)
    return not (scene.stands_alone and is_marked)


def _is_pay(scene: _Scene) -> bool | None:
    """The verdict of the nearest words. None when only the lines above speak of pay, and not of this figure."""
    if scene.other >= max(scene.pay, 0) and not (scene.is_said_after and scene.is_range):
        return scene.is_range and scene.pay >= 0 and scene.other == scene.left.get("beside_pay")
    if scene.pay >= 0:
        return scene.is_range or len(scene.around.left) - scene.pay <= _NEAR
    if scene.is_said_after or (scene.goes_on and scene.other < 0) or scene.is_header:
        return True
    if scene.is_range and (
        _RANGE_AFTER.match(scene.around.right) or (scene.span.period and is_a_living(scene.span))
    ):
        return True
    if scene.stands_alone and _stands_for_pay(scene):
        return True
    return _is_pay_by_lines_above(scene)


def _stands_for_pay(scene: _Scene) -> bool:
    """Whether a sum with a line to itself is pay by its form: a range, a living with its period, "$250,000 + equity"."""
    right = scene.around.right
    if scene.is_range:
        return bool(_ALONE_AFTER.match(right))
    is_named = scene.span.period is not None and "not_pay" not in _cue_ends(right)
    return is_a_living(scene.span) and (is_named or right.strip() == "+")


def _is_pay_by_lines_above(scene: _Scene) -> bool | None:
    above, left = _cue_ends(scene.around.above), scene.around.left
    if above.get("pay", -1) < max(above.get("not_pay", -1), 0):
        return False
    is_short = len(left) <= _SHORT
    has_label = scene.stands_alone or bool(_LABELLED.match(left))
    is_item = scene.is_range or has_label or scene.span.period is not None
    if is_item and (is_short or left.rstrip().endswith(":")):
        return True
    return None if is_short else False


def _kind(scene: _Scene, inherited: str) -> str:
    """The kind of a sum that is pay: said directly after it, else by the list it goes on, else by the nearest cue."""
    if "unclear" in scene.left:
        return "unclear"
    for kind, pattern in _kinds_after().items():
        if pattern.match(scene.around.right):
            return kind
    if scene.goes_on and scene.pay < 0:
        return inherited
    is_named = any(kind in scene.left for kind in _KINDS)
    near = scene.left if is_named else _cue_ends(scene.around.above)
    return max((kind for kind in _KINDS if kind in near), key=near.__getitem__, default="base")
