"""Reads which of the eight roles a posting is, by the work it describes, and says which phrases decided.

Decides the role, how sure that is (calibrated) and the evidence. The model is a table that a person can read: named
features of `lexicons/roles.toml` with one weight a role in `lexicons/roles_weights.csv`, summed; no other machinery. What
the company says of itself, the benefits and the legal text are never looked at. Fitting is `flows.fit_roles`'s;
from which confidence on a role counts in a mart is the warehouse's.

A posting without a body worth reading is judged by the title's own table of weights, and its basis says so.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from itertools import combinations, pairwise, permutations
from math import exp, log2

import numpy as np
from ahocorasick_rs import AhoCorasick
from numpy.typing import NDArray

from transforms.text import Document

ROLES = (
    "ai_engineer",
    "ml_engineer",
    "data_scientist",
    "research_scientist",
    "data_engineer",
    "data_analyst",
    "software_engineer",
    "other",
)
"""The first three are the focus; the next four their neighbours."""

ROLE_CONFIDENCE_FLOOR = 0.5
"""Below this chance of being right a role is more likely wrong than right: statistics count the posting as `unclear`."""

_PART_OF_KIND = {"duties": "duties", "other": "duties", "requirements": "asks", "preferred": "asks"}
# Shorter bodies (a link, "see our site") describe no work: the shortest labelled posting with duties has 260 characters.
_BODY_MIN_CHARS = 150
# Titles run to a few words; one of thousands is an attack.
_TITLE_MAX_CHARS = 300
_EVIDENCE_ITEMS = 6
_PHRASES_SHOWN = 3
# A share is damped by this many phrases, so that three hits in a thin posting are not "all about" anything.
_SHARE_DAMPING = 8
_ASKS_COUNT_HALF = 0.5
# Pairs and products are more specific than their parts: a smaller scale makes the fit prefer the parts.
_PAIR_SCALE, _TITLE_SCALE, _PRODUCT_SCALE = 2.1, 3.0, 0.5
_TITLE_STOP_WORDS = frozenset(["and", "of", "the", "de", "in", "for", "f", "m", "d", "w", "h", "x", "at", "to", "a"])
_WORDS = re.compile(r"[a-zà-ÿ0-9]+")
_NOT_TITLE = re.compile(r"[^a-z0-9à-ÿ]+")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason: what was looked for, the words found, and how far they speak for the role against the runner-up.

    `weight` is in units of log-odds; negative when the words speak against the role that was chosen.
    """

    feature: str
    phrase: str
    weight: float


@dataclass(frozen=True, slots=True)
class RoleReading:
    """The role of one posting. `confidence` is the calibrated probability of `role`; `basis` is body or title."""

    role: str
    confidence: float
    basis: str
    evidence: tuple[Evidence, ...]


@dataclass(slots=True)
class RoleFeatures:
    """What the model sees of a posting: `values` by feature name, and where the evidence for each can be read."""

    basis: str
    values: dict[str, float] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    """The lower-case text of each part."""
    spots: dict[str, dict[int, tuple[int, int]]] = field(default_factory=dict)
    """By "part: family": where each different phrase of the family stands first in the part's text."""

    def phrases(self, name: str, most: int = _PHRASES_SHOWN) -> list[str]:
        """The words found for a "part: family", in the order of the text; of phrases in each other the longest."""
        text, shown, last = self.texts.get(name.partition(": ")[0], ""), list[str](), 0
        for start, end in sorted(self.spots.get(name, {}).values(), key=lambda spot: (spot[0], -spot[1])):
            if end > last and len(shown) < most:
                shown.append(_whole_words(text, start, end))
                last = end
        return shown


@dataclass(frozen=True, slots=True)
class _Lexicon:
    finder: AhoCorasick
    is_stem: tuple[bool, ...]
    meanings: tuple[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]], ...]
    """The families, verbs and objects that each phrase belongs to."""
    titles: tuple[tuple[str, re.Pattern[str]], ...]
    themes: dict[str, tuple[str, ...]]
    interacting: frozenset[str]
    about: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Weights:
    temperature: float
    intercept: NDArray[np.float64]
    number: dict[str, int]
    """Row of `matrix` by feature."""
    matrix: NDArray[np.float64]
    source: tuple[str, ...]
    """What a reader can check behind each row: several features may stand on the same words."""


@cache
def _lexicon() -> _Lexicon:
    table = tomllib.loads(files("transforms").joinpath("lexicons/roles.toml").read_text("utf-8"))
    meanings: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for name, family in table["family"].items():
        for phrase in family["phrases"]:
            meanings[phrase]["family"].append(name)
    for part in ("verb", "object"):
        for name, phrases in table[part].items():
            for phrase in phrases:
                meanings[phrase][part].append(name)
    phrases = sorted(meanings)
    about = {name: entry["about"] for kind in ("family", "title", "theme") for name, entry in table[kind].items()}
    return _Lexicon(
        finder=AhoCorasick([phrase.removesuffix("*") for phrase in phrases]),
        is_stem=tuple(phrase.endswith("*") for phrase in phrases),
        meanings=tuple(
            (tuple(meanings[phrase]["family"]), tuple(meanings[phrase]["verb"]), tuple(meanings[phrase]["object"]))
            for phrase in phrases
        ),
        titles=tuple((name, re.compile(entry["pattern"])) for name, entry in table["title"].items()),
        themes={name: tuple(entry["families"]) for name, entry in table["theme"].items()},
        interacting=frozenset(table["interaction"]["titles"]),
        about=about,
    )


@cache
def _weights(basis: str) -> _Weights:
    """The weights of the body's or the title's model: one row a feature, in the order of `ROLES`."""
    by_feature: dict[str, list[float]] = {}
    text = files("transforms").joinpath("lexicons/roles_weights.csv").read_text("utf-8")
    for row in csv.DictReader(text.splitlines()):
        if row["basis"] == basis:
            by_feature[row["feature"]] = [float(row[role]) for role in ROLES]
    temperature = by_feature.pop("(temperature)")[0]
    intercept = np.array(by_feature.pop("(intercept)"))
    return _Weights(
        temperature,
        intercept,
        {name: number for number, name in enumerate(by_feature)},
        np.array(list(by_feature.values())),
        tuple(map(_source_of, by_feature)),
    )


def _source_of(feature: str) -> str:
    """The evidence a feature belongs to: the title, a family in a part, a line, or the theme that leads."""
    kind, _, rest = feature.partition(": ")
    if kind in {"title", "title word"}:
        return "title"
    if kind == "title x theme":
        return f"theme: {rest.split(' x ')[1]}"
    if kind == "theme":
        return f"theme: {rest.split(' over ')[0]}"
    return {"share": f"duties: {rest}", "department": "department"}.get(kind, feature)


def _found(text: str) -> Iterator[tuple[int, int, int]]:
    """Phrases of the lexicon as whole words in lower-case text: (phrase number, start, end)."""
    lexicon = _lexicon()
    is_stem, length = lexicon.is_stem, len(text)
    for phrase, start, end in lexicon.finder.find_matches_as_indexes(text, overlapping=True):
        if start and text[start - 1].isalnum():
            continue
        if end < length and not is_stem[phrase] and text[end].isalnum() and text[end - 1].isalnum():
            continue
        yield phrase, start, end


def _whole_words(text: str, start: int, end: int) -> str:
    """The stretch, drawn out to the end of its last word (stems)."""
    while end < len(text) and text[end].isalnum():
        end += 1
    return text[start:end].strip(" ,")


def _parts(document: Document) -> dict[str, str]:
    """Lower-case text of the duties and of the asks; the whole text as duties when no section is either."""
    parts: dict[str, list[str]] = {"duties": [], "asks": []}
    for section in document.sections:
        if (part := _PART_OF_KIND.get(section.kind)) and section.text:
            parts[part].append(section.text)
    texts = {part: "\n".join(lines).lower() for part, lines in parts.items()}
    return texts if any(texts.values()) else {"duties": document.text.lower(), "asks": ""}


def _read_part(part: str, text: str, features: RoleFeatures) -> dict[str, int]:
    """Adds the features of one part; gives how many different phrases of each family it holds."""
    meanings, is_duties = _lexicon().meanings, part == "duties"
    seen: dict[str, dict[int, tuple[int, int]]] = {}
    line_end = -1
    verbs: list[set[str]] = [set()]
    objects: list[set[str]] = [set()]
    for phrase, start, end in _found(text):
        families, done, things = meanings[phrase]
        for family in families:
            seen.setdefault(family, {}).setdefault(phrase, (start, end))
        if is_duties and (done or things):
            if start > line_end:
                line_end = text.find("\n", start) % (len(text) + 1)
                verbs.append(set())
                objects.append(set())
            verbs[-1].update(done)
            objects[-1].update(things)
    lines = Counter(
        f"line: {verb} + {thing}"
        for done, things in zip(verbs, objects, strict=True)
        if things
        for verb in done
        for thing in things
    )
    features.texts[part] = text
    features.values.update((pair, log2(1 + count)) for pair, count in lines.items())
    for family, spots in seen.items():
        features.values[f"{part}: {family}"] = log2(1 + len(spots))
        features.spots[f"{part}: {family}"] = spots
    return {family: len(spots) for family, spots in seen.items()}


def _title_words(title: str) -> list[str]:
    title = title.lower().replace("c++", "cpp").replace("c#", "csharp").replace(".net", "dotnet")
    return [word for word in _WORDS.findall(title) if word not in _TITLE_STOP_WORDS and not word.isdigit()]


@lru_cache(maxsize=10_000)
def _title_names(text: str) -> tuple[str, ...]:
    """The title patterns that hold in a title or department; cached because boards repeat both."""
    plain = _NOT_TITLE.sub(" ", text[:_TITLE_MAX_CHARS].lower())
    return tuple(name for name, pattern in _lexicon().titles if pattern.search(plain))


def _read_title(title: str, department: str | None, values: dict[str, float]) -> tuple[str, ...]:
    """Adds the features of title and department; gives the names of the title patterns that hold."""
    words = _title_words(title)
    values.update((f"title word: {word}", 1.0) for word in words)
    values.update((f"title word: {first} {second}", 1.0) for first, second in pairwise(words))
    names = _title_names(title)
    values.update((f"title: {name}", _TITLE_SCALE) for name in names)
    values.update((f"title: {first} & {second}", _PAIR_SCALE) for first, second in combinations(sorted(names), 2))
    if department:
        values.update((f"department: {name}", 1.0) for name in _title_names(department))
    return names


def _read_themes(
    duties: Mapping[str, int], asks: Mapping[str, int], titles: tuple[str, ...], values: dict[str, float]
) -> None:
    """Adds the sums over themes, the lead of each theme over each other, and titles in the light of themes."""
    lexicon = _lexicon()
    strength = {
        theme: log2(1 + sum(duties.get(name, 0) + _ASKS_COUNT_HALF * asks.get(name, 0) for name in families))
        for theme, families in lexicon.themes.items()
    }
    values.update((f"theme: {theme}", amount) for theme, amount in strength.items() if amount)
    for first, second in permutations(strength, 2):
        if (lead := strength[first] - strength[second]) > 0:
            values[f"theme: {first} over {second}"] = lead
    for title in titles:
        if title in lexicon.interacting:
            values.update(
                (f"title x theme: {title} x {theme}", amount * _PRODUCT_SCALE)
                for theme, amount in strength.items()
                if amount
            )


def role_features(title: str, department: str | None, document: Document) -> RoleFeatures:
    """Everything the model looks at. Pure; order of the features is that of the text.

    Args:
        title: as the employer wrote it; only its first 300 characters count.
        department: as the board states it, or None.
        document: the body; one without a text worth reading gives features of the title alone.
    """
    parts = _parts(document)
    has_body = sum(map(len, parts.values())) >= _BODY_MIN_CHARS
    features = RoleFeatures("body" if has_body else "title")
    titles = _read_title(title[:_TITLE_MAX_CHARS], department, features.values)
    if has_body:
        duties = _read_part("duties", parts["duties"], features)
        asks = _read_part("asks", parts["asks"], features)
        total = sum(duties.values()) + _SHARE_DAMPING
        features.values.update((f"share: {family}", _SHARE_DAMPING * count / total) for family, count in duties.items())
        _read_themes(duties, asks, titles, features.values)
    return features


def _evidence(
    features: RoleFeatures, title: str, department: str | None, gains: Mapping[str, float]
) -> tuple[Evidence, ...]:
    """The strongest sources with the words behind them."""
    ranked = sorted(gains.items(), key=lambda item: (-abs(item[1]), item[0]))[:_EVIDENCE_ITEMS]
    return tuple(
        _explained(name, round(weight, 3), features, title, department) for name, weight in ranked if round(weight, 3)
    )


def _explained(name: str, weight: float, features: RoleFeatures, title: str, department: str | None) -> Evidence:
    about = _lexicon().about
    kind, _, rest = name.partition(": ")
    if kind == "title":
        return Evidence(name, " ".join(title[:_TITLE_MAX_CHARS].split()), weight)
    if kind == "department":
        return Evidence(name, " ".join((department or "")[:_TITLE_MAX_CHARS].split()), weight)
    if kind == "line":
        return Evidence("duties: on one line", rest, weight)
    if kind == "theme":
        families = [f"{part}: {family}" for part in ("duties", "asks") for family in _lexicon().themes[rest]]
        shown = [family for family in families if family in features.spots][:_PHRASES_SHOWN]
        firsts = [features.phrases(family, 1)[0] for family in shown]
        return Evidence(f"balance: {about[rest]}", ", ".join(dict.fromkeys(firsts)), weight)
    return Evidence(f"{kind}: {about[rest]}", ", ".join(features.phrases(name)), weight)


def read_role(title: str, department: str | None, document: Document) -> RoleReading:
    """The role of a posting, by its work; by its title when there is no body to read.

    Always gives a role: an unsure one has a low confidence (0..1), it is never null.
    """
    features = role_features(title, department, document)
    weights = _weights(features.basis)
    known = [(weights.number[name], value) for name, value in features.values.items() if name in weights.number]
    rows = (
        weights.matrix[[row for row, _ in known]] * np.array([[value] for _, value in known])
        if known
        else weights.matrix[:0]
    )
    totals = (weights.intercept + rows.sum(axis=0)).tolist()
    best, second = sorted(range(len(ROLES)), key=lambda number: (-totals[number], number))[:2]
    scale = sum(exp((total - totals[best]) / weights.temperature) for total in totals)
    gains: dict[str, float] = defaultdict(float)
    for (row, _), gain in zip(known, (rows[:, best] - rows[:, second]).tolist(), strict=True):
        gains[weights.source[row]] += gain
    return RoleReading(ROLES[best], round(1 / scale, 4), features.basis, _evidence(features, title, department, gains))
