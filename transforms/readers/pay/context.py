"""Judges money by the words around it: is it pay at all, and of which kind.

Decides by the nearest cue before a figure, then by what the figure is said to be the amount of ("$2,000 stipend"), then by
the lines above. Leaves finding the cues to `transforms.readers.pay.cues`, the figures to `transforms.readers.pay.money`, their
terms to `transforms.readers.pay.terms`, and what becomes of the verdicts to `transforms.readers.pay.ranges`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from transforms.readers.pay.cues import cue_ends
from transforms.readers.pay.money import Span
from transforms.readers.pay.terms import is_a_living, pattern_of
from transforms.readers.pay.words_around import STANDALONE, Surroundings

_NEAR = 90
"""A lone figure needs its pay word this close: further away it is an allowance, a price, a customer's number."""

_SHORT = 100
"""A line with no more characters than this before its figure is a list item. Its sense stands in the lines above."""

_REACH = 30
"""Characters between a payer and what it pays ("customers on our marketplace pay"), and between a word of wages and a lone
figure without a currency ("Gehalt ab 70k")."""

_SAME_LIST, _LIST_GAP = 300, 3
"""Characters and line ends between two ranges of one list: "Zone 2: Texas, Illinois, … " can be long."""

_KINDS = ("ote", "total", "base")
_SAID_KINDS = ("unclear", *_KINDS)

_SENTENCE_END = re.compile(r"[.!?;] ")
_RETIREMENT_PLANS = (401_000, 403_000, 457_000)
_LABELLED = re.compile(r"^\W*[^:\d]{2,40}:\s*$")
_HEADER_PARTS = re.compile(r"\||\s[-–—]\s")


@dataclass(slots=True)
class Verdict:
    """What the words say of one span. `is_pay` None: money near pay words of which we cannot say what it is."""

    is_pay: bool | None
    kind: str = "base"


@dataclass(slots=True)
class _Scene:
    """One span with its surroundings and what the cues say of them.

    `pay`, `other`: where the last word of pay, and the last of other money, before the figure ends. -1 without one.
    """

    span: Span
    around: Surroundings
    left: dict[str, int]
    pay: int
    other: int
    is_header: bool
    goes_on: bool

    @property
    def is_range(self) -> bool:
        return self.span.high is not None

    @property
    def stands_alone(self) -> bool:
        return bool(STANDALONE.match(self.around.left))

    @property
    def is_said_after(self) -> bool:
        return self.span.is_gross or self.is_before("pay")

    def is_before(self, name: str) -> bool:
        """Whether what stands directly behind the figure is one of `after` in the lexicon."""
        return pattern_of("after", name).match(self.around.right) is not None


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
    # A header's parts before the figure name the job, the town and the employer.
    left = _HEADER_PARTS.split(around.raw_left)[-1].lower() if is_header else around.left
    ends = cue_ends(left)
    scene = _Scene(span, around, ends, *_nearest(span, around.left, ends), is_header, goes_on)
    is_pay = False if _is_ruled_out(scene) else _is_pay(scene)
    return Verdict(is_pay, _kind(scene, before) if is_pay else "base")


def _nearest(span: Span, left: str, ends: dict[str, int]) -> tuple[int, int]:
    """Where the last word of pay, and the last of other money, before a figure ends. -1 without one."""

    def is_said_before(word: str, subject: str, reach: int) -> bool:
        """Whether the sentence of a word names its subject so many characters before it, or nearer."""
        start, end = ends.get(subject, -1), ends.get(word, -1)
        is_near = 0 <= start <= end <= start + reach
        return is_near and _SENTENCE_END.search(left, start, end) is None

    is_paid_by_other = is_said_before("pay_verb", "payer", _REACH)
    says_more = span.high is not None or span.period is not None
    is_range_of_other = is_said_before("range_word", "not_pay", len(left))
    counts = {
        "pay": True,
        "range_pay": says_more,
        "range_word": not is_range_of_other,
        "pay_verb": not is_paid_by_other,
    }
    pay = max(ends.get(group, -1) for group, is_pay in counts.items() if is_pay)
    return pay, max(ends.get("not_pay", -1), ends["pay_verb"] if is_paid_by_other else -1)


def _is_ruled_out(scene: _Scene) -> bool:
    """Whether the words directly after the figure, or those around a lone or an unmarked one, leave no doubt."""
    is_label = scene.is_range and scene.is_before("next_label")
    if scene.is_before("not_pay") and not is_label:
        return True
    span, strong = scene.span, scene.left.get("strong")
    if not scene.is_range:
        if "never_lone" in scene.left or scene.is_before("not_lone"):
            return True
        if span.currency is None:
            is_near = strong is not None and len(scene.around.left) - strong <= _REACH
            return not is_near or span.low in _RETIREMENT_PLANS
    if span.currency is not None or scene.is_header or strong is not None:
        return False
    is_marked = scene.is_said_after or "strong" in cue_ends(scene.around.above)
    return not (scene.stands_alone and is_marked)


def _is_pay(scene: _Scene) -> bool | None:
    """The verdict of the nearest words. None when only the lines above speak of pay, and not of this figure."""
    if scene.other >= max(scene.pay, 0) and not (scene.is_said_after and scene.is_range):
        return scene.is_range and scene.pay >= 0 and scene.other == scene.left.get("beside_pay")
    if scene.pay >= 0:
        is_near = len(scene.around.left) - scene.pay <= _NEAR
        return scene.is_range or is_near or scene.is_said_after
    if scene.is_said_after or (scene.goes_on and scene.other < 0) or scene.is_header:
        return True
    is_named = scene.span.period is not None
    if scene.is_range and (scene.is_before("pay_range") or (is_named and is_a_living(scene.span))):
        return True
    if scene.stands_alone and _stands_for_pay(scene):
        return True
    return _is_pay_by_lines_above(scene)


def _stands_for_pay(scene: _Scene) -> bool:
    """Whether a sum with a line to itself is pay by its form: a range, a living with its period, "$250,000 + equity"."""
    if scene.is_range:
        return scene.is_before("nothing")
    right = scene.around.right
    is_named = scene.span.period is not None and "not_pay" not in cue_ends(right)
    return is_a_living(scene.span) and (is_named or right.strip() == "+")


def _is_pay_by_lines_above(scene: _Scene) -> bool | None:
    above, left = cue_ends(scene.around.above), scene.around.left
    pay = max(above.get(group, -1) for group in ("pay", "range_word", "pay_verb"))
    if pay < max(above.get("not_pay", -1), 0):
        return False
    is_short = len(left) <= _SHORT
    has_label = scene.stands_alone or bool(_LABELLED.match(left))
    is_item = scene.is_range or has_label or scene.span.period is not None
    if is_item and (is_short or left.rstrip().endswith(":")):
        return True
    return None if is_short else False


def _kind(scene: _Scene, before: Verdict | None) -> str:
    """The kind of a sum that is pay: said directly after it, else by the list it goes on, else by the nearest cue."""
    if "unclear" in scene.left:
        return "unclear"
    for kind in _SAID_KINDS:
        if pattern_of("kinds_after", kind).match(scene.around.right):
            return kind
    if scene.goes_on and scene.pay < 0 and before is not None:
        return before.kind
    is_named = any(kind in scene.left for kind in _KINDS)
    near = scene.left if is_named else cue_ends(scene.around.above)
    return max((kind for kind in _KINDS if kind in near), key=near.__getitem__, default="base")
