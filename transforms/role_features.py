"""Turns a posting into the named features that the role model weighs: phrases of the body, patterns of the title.

Decides what can count towards a role and what cannot: only duties and asks are read, never what the company says of
itself, its benefits or the legal text; a phrase counts once however often it is said. The phrases and patterns are data,
`lexicons/roles.toml`. Leaves to `transforms.roles` what a feature weighs, and to `transforms.text` what a section is.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from itertools import combinations, pairwise, permutations
from math import log2

from ahocorasick_rs import AhoCorasick

from transforms.text import Document

_PART_OF_KIND = {"duties": "duties", "other": "duties", "requirements": "asks", "preferred": "asks"}
_SECTIONED_BY = frozenset(["duties", "requirements", "preferred"])
# Shorter bodies (a link, "see our site") describe no work: the shortest labelled posting with duties has 260 characters.
_BODY_MIN_CHARS = 150
# Titles run to a few words; one of thousands is an attack.
TITLE_MAX_CHARS = 300
PHRASES_SHOWN = 3
# A share is damped by this many phrases, so that three hits in a thin posting are not "all about" anything.
_SHARE_DAMPING = 8
_ASKS_COUNT_HALF = 0.5
# Pairs and products are more specific than their parts: a smaller scale makes the fit prefer the parts.
_PAIR_SCALE, _TITLE_SCALE, _PRODUCT_SCALE = 2.1, 3.0, 0.5
_TITLE_STOP_WORDS = frozenset(["and", "of", "the", "de", "in", "for", "f", "m", "d", "w", "h", "x", "at", "to", "a"])
_WORDS = re.compile(r"[a-zà-ÿ0-9]+")
_NOT_TITLE = re.compile(r"[^a-z0-9à-ÿ]+")


def _by_place(spot: tuple[int, int]) -> tuple[int, int]:
    """In the order of the text, of those that begin together the longest first."""
    return spot[0], -spot[1]


@dataclass(slots=True)
class RoleFeatures:
    """What the model sees of a posting: `values` by feature name, and where the evidence for each can be read."""

    basis: str
    is_sectioned: bool = True
    """False for a text whose work stands under no heading: it may speak of several jobs, or of the company, as much as of this one."""
    values: dict[str, float] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    """The lower-case text of each part."""
    spots: dict[str, dict[int, tuple[int, int]]] = field(default_factory=dict)
    """By "part: family": where each different phrase of the family stands first in the part's text."""

    def phrases(self, name: str, most: int = PHRASES_SHOWN) -> list[str]:
        """The words found for a "part: family", in the order of the text; of phrases in each other the longest."""
        text, shown, last = self.texts.get(name.partition(": ")[0], ""), list[str](), 0
        spots = self.spots.get(name, {}).values()
        for start, end in [min(spots, key=_by_place)] if spots and most == 1 else sorted(spots, key=_by_place):
            if end > last and len(shown) < most:
                shown.append(_whole_words(text, start, end))
                last = end
        return shown


@dataclass(frozen=True, slots=True)
class RoleLexicon:
    """`lexicons/roles.toml` made ready for matching."""

    finder: AhoCorasick
    is_stem: tuple[bool, ...]
    meanings: tuple[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]], ...]
    """The families, verbs and objects that each phrase belongs to."""
    titles: tuple[tuple[str, re.Pattern[str]], ...]
    themes: dict[str, tuple[str, ...]]
    leads: tuple[tuple[str, str, str], ...]
    """Every theme against every other, with the name of the feature for the lead of the first."""
    interacting: frozenset[str]
    about: dict[str, str]


@cache
def role_lexicon() -> RoleLexicon:
    """The lexicon, read once a process."""
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
    return RoleLexicon(
        finder=AhoCorasick([phrase.removesuffix("*") for phrase in phrases]),
        is_stem=tuple(phrase.endswith("*") for phrase in phrases),
        meanings=tuple(
            (tuple(meanings[phrase]["family"]), tuple(meanings[phrase]["verb"]), tuple(meanings[phrase]["object"]))
            for phrase in phrases
        ),
        titles=tuple((name, re.compile(entry["pattern"])) for name, entry in table["title"].items()),
        themes={name: tuple(entry["families"]) for name, entry in table["theme"].items()},
        leads=tuple(
            (first, second, f"theme: {first} over {second}") for first, second in permutations(table["theme"], 2)
        ),
        interacting=frozenset(table["interaction"]["titles"]),
        about=about,
    )


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
    lexicon, is_duties = role_lexicon(), part == "duties"
    meanings, is_stem = lexicon.meanings, lexicon.is_stem
    seen: dict[str, dict[int, tuple[int, int]]] = {}
    line_end = -1
    verbs: list[set[str]] = [set()]
    objects: list[set[str]] = [set()]
    bounded = text + " "  # stands after the last character and, as [-1], before the first
    for phrase, start, end in lexicon.finder.find_matches_as_indexes(text, overlapping=True):
        if bounded[start - 1].isalnum():
            continue
        if not is_stem[phrase] and bounded[end].isalnum() and bounded[end - 1].isalnum():
            continue
        families, done, things = meanings[phrase]
        for family in families:
            spots = seen.get(family)
            if spots is None:
                seen[family] = {phrase: (start, end)}
            elif phrase not in spots:
                spots[phrase] = (start, end)
        if is_duties and (done or things):
            if start > line_end:
                line_end = text.find("\n", start) % len(bounded)
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
    plain = _NOT_TITLE.sub(" ", text[:TITLE_MAX_CHARS].lower())
    return tuple(name for name, pattern in role_lexicon().titles if pattern.search(plain))


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
    lexicon = role_lexicon()
    strength = {
        theme: log2(1 + sum([duties.get(name, 0) + _ASKS_COUNT_HALF * asks.get(name, 0) for name in families]))
        for theme, families in lexicon.themes.items()
    }
    for theme, amount in strength.items():
        if amount:
            values[f"theme: {theme}"] = amount
    for first, second, name in lexicon.leads:
        if (lead := strength[first] - strength[second]) > 0:
            values[name] = lead
    for title in titles:
        if title in lexicon.interacting:
            for theme, amount in strength.items():
                if amount:
                    values[f"title x theme: {title} x {theme}"] = amount * _PRODUCT_SCALE


def role_features(title: str, department: str | None, document: Document) -> RoleFeatures:
    """Everything the model looks at. Pure; order of the features is that of the text.

    Args:
        title: as the employer wrote it; only its first 300 characters count.
        department: as the board states it, or None.
        document: the body; one without a text worth reading gives features of the title alone.
    """
    parts = _parts(document)
    has_body = sum(map(len, parts.values())) >= _BODY_MIN_CHARS
    is_sectioned = any(section.heading and section.kind in _SECTIONED_BY for section in document.sections)
    features = RoleFeatures("body" if has_body else "title", is_sectioned)
    titles = _read_title(title[:TITLE_MAX_CHARS], department, features.values)
    if has_body:
        duties = _read_part("duties", parts["duties"], features)
        asks = _read_part("asks", parts["asks"], features)
        total = sum(duties.values()) + _SHARE_DAMPING
        features.values.update((f"share: {family}", _SHARE_DAMPING * count / total) for family, count in duties.items())
        _read_themes(duties, asks, titles, features.values)
    return features
