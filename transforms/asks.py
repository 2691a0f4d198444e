"""Reads what a posting asks of a person besides skills: years, degree, mathematics, work to show, a visa; and equity.

Decides which sentences are requirements and what they require, by the labelling guide: the lowest number of years required
for the job overall, the lowest degree required. Leaves level to `transforms.level`, tools and methods to
`transforms.skills`. The words are in `lexicons/asks.toml`; nothing is inferred from what is not said.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from transforms.rule import Rule, rule
from transforms.text import Document, Section

DEGREES = ("bachelor", "master", "phd")
"""Lowest first. `none_stated` when none is required."""

_MAX_YEARS = 20
"""More years than this are an age or a company's history, never a requirement seen in the corpus."""

_WHOLE_LINE_TOPICS = frozenset({"years", "degree"})
"""Topics read by the sentence, once a line; the others are read around each of their cues."""

_AROUND_CHARS = 90
"""How far around a cue its meaning is looked for: a clause on either side, not a page that is one line."""

_FIELD_CHARS = 200
_BESIDE_CHARS = 30
"""A field of study stands right beside other fields, and its degree in the same sentence."""

_YEARS_AROUND = 50
"""How far around a number of years the words stand that make it a company's or a calendar's."""

_SHORT_LINE_CHARS = 30
"""A line no longer than this ("7+ years") says what it is about in its heading."""

_WISH_ASIDE = re.compile(r"(?i)\([^()]*(?:prefer|a plus|desired)[^()]*\)")
"""A wish in brackets says nothing of what stands before them."""

_ALTERNATIVE = re.compile(r"(?i)\bor (?:an? |at least |the |minimum |over )*$")
_OPTION = re.compile(r"(?i)\W*option \d")
"""Two ways of writing alternatives: "8 years, or 5 years", "Option 2: ..."."""

_COMPANY_KINDS = frozenset({"about", "benefits"})
"""Sections whose years and degrees are the company's own, but for a list item that plainly asks."""

_ASKING_ITEM = re.compile(
    r"(?i)- (?:an? |minimum (?:of )?|at least )?(?:bachelor|master|ph\.?d|b\.?s\b|m\.?s\b|\d+\+? ?(?:- ?\d+ )?years? of)"
)
"""A list item that asks for years or a degree under a heading about the company: the splitter missed a heading."""

_SENTENCE_END = re.compile(r"[.;!?](?<=[a-z)].)\s+(?=[A-Z])")
"""A full stop after a word of small letters: "B.S. Computer Science" is one sentence."""

_INLINE_HEADING = re.compile(
    r"(?=\b(?:BASIC|PREFERRED|MINIMUM|REQUIRED|Preferred|Basic|Minimum|Required) (?:Q|q)(?:ualifications|UALIFICATIONS))"
)
_WISH_HEADING = re.compile(
    r"(?i)^(?:preferred|desired|additional) (?:qualifications|skills|experience|requirements)|^nice[- ]to[- ]have"
)
_NEED_HEADING = re.compile(r"(?i)^(?:basic|minimum|required) (?:qualifications|skills|requirements)")


@dataclass(frozen=True, slots=True)
class Asks:
    """What one posting asks for.

    `years_min` in years, None when not stated; `degree` the lowest required or `none_stated`; `math` the kinds of
    mathematics named, sorted; `visa` offered | not_offered, None when not said.
    """

    years_min: float | None
    degree: str
    math: tuple[str, ...]
    has_portfolio_ask: bool
    visa: str | None
    has_equity: bool


class _Line(NamedTuple):
    """A line that holds a cue: where it starts in its section, and where the (first) cue stands in it."""

    section: Section
    start: int
    text: str
    kind: str
    hit_start: int
    hit_end: int


class _Sentence(NamedTuple):
    """One sentence, its section's heading and whether it is only a wish by the section or heading it stands under."""

    text: str
    heading: str
    is_wish: bool


class _Years(NamedTuple):
    """The years one sentence states, the ones it requires, and whether they go with a degree or a numbered option."""

    values: tuple[float, ...]
    required: float
    is_by_degree: bool


def read_asks(title: str, document: Document) -> Asks:
    """The asks of one posting, from its own words. Never raises on text.

    The title is read for years only ("Engineer (5+ years)").
    """
    cued = _cued_lines(document)
    return Asks(
        years_min=_years_min(title, _stated_years(document)),
        degree=_degree(cued.get("degree", ())),
        math=_math(cued.get("math", ())),
        has_portfolio_ask=any(_passes("portfolio", "asks", line) for line in cued.get("portfolio", ())),
        visa=_visa(cued.get("visa", ())),
        has_equity=any(_passes("equity", "offered", line) for line in cued.get("equity", ())),
    )


def usual_years(document: Document) -> float | None:
    """Years of the usual candidate, for levels: the most of the alternatives by degree; wished ones when none are required."""
    required = _stated_years(document)
    if required:
        return max(max(found.values) if found.is_by_degree else found.required for found in required)
    sentences = _sentences(_cued_lines(document).get("years", ()))
    wished = [found for sentence in sentences if (found := _years_of(sentence._replace(is_wish=False)))]
    return max((found.required for found in wished), default=None)


@lru_cache(maxsize=1)
def _cued_lines(document: Document) -> dict[str, list[_Line]]:
    """The lines of a posting that hold a cue, by topic, in order: one pass, so that a posting pays for what it says.

    The last posting's are kept: its level is read right after its asks, from the same lines.
    """
    automaton, meanings = _automaton()
    cued: dict[str, list[_Line]] = {}
    for section in document.sections:
        text = f"\n{section.heading}\n{section.text}\n".replace("\u0130", "I")
        lowered = text.lower()
        line_start, line_end, line = 0, 0, ""
        for index, start, end in automaton.find_matches_as_indexes(lowered, overlapping=True):
            if lowered[start - 1].isalnum():
                continue
            # Hits come in order of their ends: a line is cut out once, however many cues it holds.
            if start > line_end or not line:
                line_start, line_end = lowered.rfind("\n", 0, start) + 1, lowered.find("\n", start)
                line = text[line_start:line_end]
            topic, kind = meanings[index]
            lines = cued.setdefault(topic, [])
            if topic in _WHOLE_LINE_TOPICS and lines and lines[-1].section is section and lines[-1].start == line_start:
                continue
            lines.append(_Line(section, line_start, line, kind, start - line_start, end - line_start))
    return cued


@lru_cache(maxsize=1)
def _stated_years(document: Document) -> list[_Years]:
    """The years that a posting's sentences require, in order; kept like its lines, for its level is read from them too."""
    return [found for line in _sentences(_cued_lines(document).get("years", ())) if (found := _years_of(line))]


def _years_min(title: str, stated: Sequence[_Years]) -> float | None:
    """The years required overall: the lowest of the alternatives by degree, else the greatest of those that must all hold."""
    by_degree = {value for found in stated if found.is_by_degree for value in found.values}
    if len(by_degree) > 1:
        return min(by_degree)
    titled = None if stated else _years_of(_Sentence(f"{title} experience", "", is_wish=False))
    return max((found.required for found in stated), default=titled.required if titled else None)


def _years_of(sentence: _Sentence) -> _Years | None:
    """The years that a sentence requires, None when they are a wish or not about experience."""
    text = sentence.text
    context = text if len(text) > _SHORT_LINE_CHARS else f"{sentence.heading}: {text}"
    if sentence.is_wish or not _rules("years")["experience"].is_in(context):
        return None
    found = [match for match in _year_pattern().finditer(text) if _requires_years(text, match)]
    if not found:
        return None
    values = tuple(_number(match) for match in found)
    is_by_degree = bool(_degrees_in(text)) or _OPTION.match(text) is not None
    is_alternative = is_by_degree or (len(found) > 1 and _ALTERNATIVE.search(text[: found[1].start()]) is not None)
    return _Years(values, min(values) if is_alternative else values[0], is_by_degree)


def _requires_years(text: str, match: re.Match[str]) -> bool:
    """Whether a number of years is required: not a wish, not an age, not a company's or a calendar's years."""
    rules = _rules("years")
    before = text[max(0, match.start() - _YEARS_AROUND) : match.start()]
    after = text[match.end() : match.end() + _AROUND_CHARS]
    return not (
        _number(match) > _MAX_YEARS
        or rules["other"].is_in(before + match.group() + after[:_YEARS_AROUND])
        or rules["wished_before"].is_in(before)
        or rules["wished_after"].is_in(after)
    )


def _degree(lines: Sequence[_Line]) -> str:
    """The lowest degree that a requiring sentence names."""
    ranks = [rank for sentence in _sentences(lines) if (rank := _degree_of(sentence)) is not None]
    return DEGREES[min(ranks)] if ranks else "none_stated"


def _degree_of(sentence: _Sentence) -> int | None:
    """Rank in `DEGREES` of what the sentence requires. With a wish beside it ("BS, MS preferred") the lower is required."""
    if sentence.is_wish:
        return None
    text = _WISH_ASIDE.sub("", sentence.text)
    ranks = _degrees_in(text)
    if not ranks:
        return None
    rules = _rules("degree")
    is_wished = (len(ranks) == 1 or ranks[0] > 0) and rules["wished"].is_in(text)
    return None if is_wished or rules["other"].is_in(text) else ranks[0]


def _degrees_in(text: str) -> list[int]:
    """Ranks of the degrees that a text names, lowest first; a degree of no named level is a first one."""
    automaton, forms = _degree_automaton()
    lowered = text.replace("\u0130", "I").lower()
    named: set[str] = set()
    for index, start, _ in automaton.find_matches_as_indexes(lowered, overlapping=True):
        degree, pattern = forms[index]
        if degree not in named and not (start and lowered[start - 1].isalnum()) and pattern.match(text, start):
            named.add(degree)
    ranks = [rank for rank, degree in enumerate(DEGREES) if degree in named]
    if 0 not in ranks and "unnamed" in named and (not ranks or _rules("degree")["first"].is_in(text)):
        ranks.insert(0, 0)
    return ranks


def _math(lines: Sequence[_Line]) -> tuple[str, ...]:
    """Kinds of mathematics named outside lists of fields of study and outside the company's own words."""
    rules = _rules("math_field")
    kinds: set[str] = set()
    for line in lines:
        if line.kind in kinds or line.section.kind in ("about", "benefits", "legal"):
            continue
        near = line.text[max(0, line.hit_start - _FIELD_CHARS) : line.hit_end + _FIELD_CHARS]
        left = line.text[max(0, line.hit_start - _BESIDE_CHARS) : line.hit_start]
        right = line.text[line.hit_end : line.hit_end + _BESIDE_CHARS]
        if not (rules["beside"].is_in(f"{left}|{right}") and rules["degree"].is_in(near)):
            kinds.add(line.kind)
    return tuple(sorted(kinds))


def _visa(lines: Sequence[_Line]) -> str | None:
    if any(_passes("visa", "not_offered", line) for line in lines):
        # "We do sponsor visas, but cannot for every role" offers one.
        return "offered" if any(_passes("visa", "surely", line) for line in lines) else "not_offered"
    return "offered" if any(_passes("visa", "offered", line) for line in lines) else None


def _passes(topic: str, name: str, line: _Line) -> bool:
    """Whether the sentence around the cue matches the rule and nothing says that it is about something else."""
    rules = _rules(topic)
    left, right = max(0, line.hit_start - _AROUND_CHARS), line.hit_end + _AROUND_CHARS
    left = max(left, line.text.rfind(". ", left, line.hit_start) + 1)
    stop = line.text.find(". ", line.hit_end, right)
    around = line.text[left : stop if stop >= 0 else right]
    return rules[name].is_in(around) and not rules["other"].is_in(around)


def _sentences(lines: Sequence[_Line]) -> Iterator[_Sentence]:
    """The sentences of cued lines, but for those of the company's own sections, in order."""
    for line in lines:
        if line.section.kind in _COMPANY_KINDS and not _ASKING_ITEM.match(line.text):
            continue
        is_wish = line.section.kind == "preferred"
        for part in _split(line.text):
            if _WISH_HEADING.match(part):
                is_wish = True
            elif _NEED_HEADING.match(part):
                is_wish = False
            yield _Sentence(part, line.section.heading, is_wish)


def _split(line: str) -> list[str]:
    """The sentences of a line, cut also at headings that a board ran into the paragraph."""
    # Most lines are one list item: cheap looks spare them the regular expressions.
    parts = _SENTENCE_END.split(line) if ". " in line or "; " in line else [line]
    if "ualif" in line or "UALIF" in line:
        parts = [piece for part in parts for piece in _INLINE_HEADING.split(part)]
    return parts


def _number(match: re.Match[str]) -> float:
    """Years of a match of `_year_pattern`; months become the half years that people mean by them."""
    written = match["low"].lower()
    number = float(_lexicon()["years"]["numbers"].get(written, 0) or written)
    return round(number / 6) / 2 if match["unit"].lower().startswith("mo") else number


@cache
def _year_pattern() -> re.Pattern[str]:
    """Years as written: "5+ years", "3-5 yrs", "five (5) or more years"; `low` is the number or its word."""
    words = "|".join(_lexicon()["years"]["numbers"])
    number = rf"(?:\d{{1,2}}(?:\.\d)?|{words})"
    more = r"(?:\s*\(\d+(?:\s*[-–]\s*\d+)?\+?\))?\s*(?:\+|plus\b|or more\b)?"
    return re.compile(
        rf"(?i)(?<![\d$€£])(?<!\d[.,])(?:(?<=[a-z])(?=\d)|\b)(?P<low>{number}){more}(?:\s*(?:-|–|—|to|or|bis|à)\s*{number}{more})?(?:\s*(?:full|continuous|consecutive|solid|relevant))?[\s-]*"
        r"(?P<unit>years?|yrs?|yoe|jahren?|ans|années|jaar|años|months?)\b"
    )


@cache
def _lexicon() -> dict[str, Any]:
    return tomllib.loads(files("transforms").joinpath("lexicons/asks.toml").read_text(encoding="utf-8"))


@cache
def _automaton() -> tuple[AhoCorasick, list[tuple[str, str]]]:
    """The automaton over every cue; for each its topic, and for a phrase of mathematics its kind.

    A DFA: for some hundred words it takes less than half the time of the default, and little memory.
    """
    lexicon = _lexicon()
    meanings = [(cue, (topic, "")) for topic, table in lexicon.items() for cue in table.get("cues", ())]
    meanings += [(cue, ("degree", "")) for form in lexicon["degree"]["forms"] for cue in form["cues"]]
    meanings += [(phrase, ("math", kind)) for kind, phrases in lexicon["math"].items() for phrase in phrases]
    finder = AhoCorasick([cue for cue, _ in meanings], implementation=Implementation.DFA)
    return finder, [meaning for _, meaning in meanings]


@cache
def _degree_automaton() -> tuple[AhoCorasick, list[tuple[str, re.Pattern[str]]]]:
    """The automaton over the cues of degrees; for each its degree and the pattern that must match there."""
    forms = [
        (cue, (form["degree"], re.compile(form["pattern"])))
        for form in _lexicon()["degree"]["forms"]
        for cue in form["cues"]
    ]
    return AhoCorasick([cue for cue, _ in forms], implementation=Implementation.DFA), [form for _, form in forms]


@cache
def _rules(topic: str) -> dict[str, Rule]:
    """The rules of a topic, by name."""
    return {name: rule(source) for name, source in _lexicon()[topic].items() if isinstance(source, str)}
