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

_PAYER_REACH = 30
"""Characters between a payer and what it pays: "customers on our marketplace pay"."""

_UNMARKED_REACH = 30
"""A lone figure without a currency must follow its pay word this closely: "Gehalt ab 70k"."""

_SAME_LIST, _LIST_GAP = 300, 3
"""Characters and line ends between two ranges of one list: "Zone 2: Texas, Illinois, … " can be long."""

_CUES = (
    *("pay", "range_word", "pay_verb", "payer", "job", "job_field"),
    *("not_pay", "beside_pay", "never_lone", "strong", "range_pay"),
)
_OTHER_MONEY = frozenset({"not_pay", "beside_pay", "never_lone", "payer"})
_KINDS = ("ote", "total", "base")

_IN_JOB_NAME = re.compile(r"[a-z/&]*(?: [a-z/&]+){0,2} ?")
_SENTENCE_END = re.compile(r"[.!?;] ")
_RETIREMENT_PLANS = (401_000, 403_000, 457_000)
_LABELLED = re.compile(r"^\W*[^:\d]{2,40}:\s*$")
_RANGE_AFTER = re.compile(r"\s*range\b")
_REFERRAL = re.compile(r"[^.]{0,50}\brefer")
_ALONE_AFTER = re.compile(r"[\s.*)\]]*(?:$|[|•])")
_HEADER_PARTS = re.compile(r"\||\s[-–—]\s")
_LEFT_OUT = 1_000
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
    ends: dict[str, list[int]] = {}
    cues = _cues()
    for index, start, end in cues.find(text):
        cue = cues.meanings[index]
        if not cue.is_open_left and start and text[start - 1].isalnum():
            continue
        if not cue.is_open_right and end < len(text) and text[end].isalnum():
            continue
        if cue.group in ("job", "job_field"):
            _forget_job_name(ends, text, start if cue.group == "job" else end)
        ends.setdefault(cue.group, []).append(end)
    return {group: max(found) for group, found in ends.items() if found}


def _forget_job_name(ends: dict[str, list[int]], text: str, job: int) -> None:
    """Drops words of other money that only name the job at `job`: "Pricing Data Scientist"."""
    for group in _OTHER_MONEY & ends.keys():
        while ends[group] and _IN_JOB_NAME.fullmatch(text, ends[group][-1], job):
            ends[group].pop()


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
        groups = ["pay", *(["range_pay"] if says_more else [])]
        if not self._is_said_before("range_word", "not_pay", len(self.around.left)):
            groups.append("range_word")
        if not self._is_said_before("pay_verb", "payer", _PAYER_REACH):
            groups.append("pay_verb")
        return max(self.left.get(group, -1) for group in groups)

    def _is_said_before(self, word: str, subject: str, reach: int) -> bool:
        """Whether a word's sentence names its subject so many characters before it, or nearer."""
        start, end = self.left.get(subject, -1), self.left.get(word, -1)
        if not 0 <= start <= end <= start + reach:
            return False
        return _SENTENCE_END.search(self.around.left, start, end) is None

    @property
    def other(self) -> int:
        """Where the last word of other money before the figure ends, -1 without one."""
        is_paid_by_other = self._is_said_before("pay_verb", "payer", _PAYER_REACH)
        return max(self.left.get("not_pay", -1), self.left["pay_verb"] if is_paid_by_other else -1)

    @property
    def stands_alone(self) -> bool:
        return bool(STANDALONE.match(self.around.left))

    @property
    def is_said_after(self) -> bool:
        return self.span.is_gross or bool(_pay_after().match(self.around.right))

    @property
    def is_unmarked_pay(self) -> bool:
        """Whether a lone figure without a currency follows a word of wages closely enough to be one."""
        reach = len(self.around.left) - self.left.get("strong", -_LEFT_OUT)
        return reach <= _UNMARKED_REACH and self.span.low not in _RETIREMENT_PLANS


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
    scene = _Scene(span, around, _cue_ends(left), is_header, goes_on)
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
    if scene.span.currency is None and not scene.is_range:
        return not scene.is_unmarked_pay
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
    pay = max(above.get(group, -1) for group in ("pay", "range_word", "pay_verb"))
    if pay < max(above.get("not_pay", -1), 0):
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
