"""Turns a posting into the named features that the role model weighs: phrases of the body, patterns of the title.

Decides what can count towards a role and what cannot: only duties and asks are read, never what the company says of
itself, its benefits or the legal text; a phrase counts once however often it is said. The phrases and patterns are data,
`roles.toml`. Leaves to `transforms.readers.role.model` what a feature weighs, and to `transforms.text.document` what a section is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import combinations, pairwise, permutations
from math import log2

from ahocorasick_rs import AhoCorasick

from transforms.text.document import Document
from transforms.text.lexicon import lexicon

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
_TITLE_STOP_WORDS = frozenset(
    ["and", "of", "the", "de", "in", "for", "f", "m", "d", "w", "h", "x", "at", "to", "a"]
)
_WORDS = re.compile(r"[a-zà-ÿ0-9]+")
_NOT_TITLE = re.compile(r"[^a-z0-9à-ÿ]+")


@dataclass(slots=True)
class RoleFeatures:
    """What the model sees of a posting: `values` by feature name, and where the evidence for each can be read."""

    basis: str
    is_sectioned: bool = True
    """False for a text whose work stands under no heading: it may speak of several jobs, or of the company, as much as of this one."""
    values: dict[str, float] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    """The lower-case text of each part."""
    spots: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    """By "part: family": where each different phrase of the family stands first in the part's text, as its start and minus
    its end: sorted, they are in the order of the text, of those that begin together the longest first."""

    def phrases(self, name: str, most: int = PHRASES_SHOWN) -> list[str]:
        """The words found for a "part: family", in the order of the text; of phrases in each other the longest."""
        text, shown, last = self.texts.get(name.partition(": ")[0], ""), list[str](), 0
        for start, minus_end in sorted(self.spots.get(name, ())):
            if -minus_end > last and len(shown) < most:
                shown.append(_whole_words(text, start, -minus_end))
                last = -minus_end
        return shown

    def first_phrase(self, name: str) -> str:
        """The first of the phrases found for a "part: family", which must be one of `spots`."""
        start, minus_end = min(self.spots[name])
        return _whole_words(self.texts[name.partition(": ")[0]], start, -minus_end)


@dataclass(frozen=True, slots=True)
class RoleLexicon:
    """`roles.toml` made ready for matching."""

    finder: AhoCorasick
    is_stem: tuple[bool, ...]
    families: tuple[tuple[str, ...], ...]
    """The families that each phrase belongs to."""
    actions: dict[int, tuple[int, int]]
    """By phrase, of those that have any: its verbs and its objects, one bit each in the order of `verbs` and `objects`."""
    verbs: tuple[str, ...]
    objects: tuple[str, ...]
    titles: tuple[tuple[str, re.Pattern[str]], ...]
    themes: dict[str, tuple[str, ...]]
    """The "part: family" names that each theme is made of, those of the duties first."""
    themes_of: dict[str, tuple[str, ...]]
    """The themes that each family belongs to."""
    leads: tuple[tuple[str, str, str], ...]
    """Every theme against every other, with the name of the feature for the lead of the first."""
    interacting: frozenset[str]
    about: dict[str, str]


@cache
def role_lexicon() -> RoleLexicon:
    """The lexicon, read once a process."""
    table = lexicon(__package__, "roles.toml")
    meanings: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for name, family in table["family"].items():
        for phrase in family["phrases"]:
            meanings[phrase]["family"].append(name)
    for part in ("verb", "object"):
        for name, phrases in table[part].items():
            for phrase in phrases:
                meanings[phrase][part].append(name)
    phrases = sorted(meanings)
    verbs, objects = tuple(table["verb"]), tuple(table["object"])
    themes = {name: tuple(entry["families"]) for name, entry in table["theme"].items()}
    about = {
        name: entry["about"]
        for kind in ("family", "title", "theme")
        for name, entry in table[kind].items()
    }
    return RoleLexicon(
        finder=AhoCorasick([phrase.removesuffix("*") for phrase in phrases]),
        is_stem=tuple(phrase.endswith("*") for phrase in phrases),
        families=tuple(tuple(meanings[phrase]["family"]) for phrase in phrases),
        actions={
            number: (_bits(verbs, meaning["verb"]), _bits(objects, meaning["object"]))
            for number, meaning in enumerate(map(meanings.__getitem__, phrases))
            if meaning["verb"] or meaning["object"]
        },
        verbs=verbs,
        objects=objects,
        titles=tuple(
            (name, re.compile(entry["pattern"])) for name, entry in table["title"].items()
        ),
        themes={
            theme: tuple(f"{part}: {family}" for part in ("duties", "asks") for family in families)
            for theme, families in themes.items()
        },
        themes_of={
            family: tuple(theme for theme, families in themes.items() if family in families)
            for family in table["family"]
        },
        leads=tuple(
            (first, second, f"theme: {first} over {second}")
            for first, second in permutations(table["theme"], 2)
        ),
        interacting=frozenset(table["interaction"]["titles"]),
        about=about,
    )


def _bits(names: tuple[str, ...], chosen: list[str]) -> int:
    return sum(1 << names.index(name) for name in set(chosen))


@lru_cache(maxsize=2_000)
def _line_features(verbs: int, objects: int) -> tuple[str, ...]:
    """The features of a line with these verbs and objects: every pair of the two."""
    known = role_lexicon()
    return tuple(
        f"line: {verb} + {thing}"
        for row, verb in enumerate(known.verbs)
        if verbs >> row & 1
        for column, thing in enumerate(known.objects)
        if objects >> column & 1
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
    firsts, verbs_and_objects = _hits(text, part == "duties")
    lines: dict[str, int] = {}
    for verbs, objects in verbs_and_objects:
        for pair in _line_features(verbs, objects):
            lines[pair] = lines.get(pair, 0) + 1
    features.texts[part] = text
    for pair, count in lines.items():
        features.values[pair] = log2(1 + count)
    families = role_lexicon().families
    spots: dict[str, list[tuple[int, int]]] = {}
    for phrase, spot in firsts.items():
        for family in families[phrase]:
            if family in spots:
                spots[family].append(spot)
            else:
                spots[family] = [spot]
    for family, found in spots.items():
        name = f"{part}: {family}"
        features.values[name] = log2(1 + len(found))
        features.spots[name] = found
    return {family: len(found) for family, found in spots.items()}


def _hits(text: str, is_duties: bool) -> tuple[dict[int, tuple[int, int]], list[tuple[int, int]]]:
    """Where each phrase stands first (start, minus end), and the verbs and objects of each line of duties that has both."""
    known = role_lexicon()
    is_stem, actions = known.is_stem, known.actions if is_duties else {}
    firsts: dict[int, tuple[int, int]] = {}
    lines: list[tuple[int, int]] = []
    line_end, verbs, objects = -1, 0, 0
    bounded = text + " "  # stands after the last character and, as [-1], before the first
    for phrase, start, end in known.finder.find_matches_as_indexes(text, overlapping=True):
        action = actions.get(phrase)
        if (
            (action is None and phrase in firsts)
            or bounded[start - 1].isalnum()
            or (not is_stem[phrase] and bounded[end].isalnum() and bounded[end - 1].isalnum())
        ):
            continue
        if phrase not in firsts:
            firsts[phrase] = (start, -end)
        if action is not None:
            if start > line_end:
                if verbs and objects:
                    lines.append((verbs, objects))
                line_end, verbs, objects = text.find("\n", start) % len(bounded), 0, 0
            verbs |= action[0]
            objects |= action[1]
    if verbs and objects:
        lines.append((verbs, objects))
    return firsts, lines


def _title_words(title: str) -> list[str]:
    title = title.lower().replace("c++", "cpp").replace("c#", "csharp").replace(".net", "dotnet")
    return [
        word
        for word in _WORDS.findall(title)
        if word not in _TITLE_STOP_WORDS and not word.isdigit()
    ]


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
    values.update(
        (f"title: {first} & {second}", _PAIR_SCALE)
        for first, second in combinations(sorted(names), 2)
    )
    if department:
        values.update((f"department: {name}", 1.0) for name in _title_names(department))
    return names


def _read_themes(
    duties: Mapping[str, int],
    asks: Mapping[str, int],
    titles: tuple[str, ...],
    values: dict[str, float],
) -> None:
    """Adds the sums over themes, the lead of each theme over each other, and titles in the light of themes."""
    known = role_lexicon()
    counts = dict.fromkeys(known.themes, 0.0)
    for found, say in ((duties, 1.0), (asks, _ASKS_COUNT_HALF)):
        for family, count in found.items():
            for theme in known.themes_of[family]:
                counts[theme] += say * count
    strength = {theme: log2(1 + count) for theme, count in counts.items()}
    for theme, amount in strength.items():
        if amount:
            values[f"theme: {theme}"] = amount
    for first, second, name in known.leads:
        if (lead := strength[first] - strength[second]) > 0:
            values[name] = lead
    for title in titles:
        if title in known.interacting:
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
    is_sectioned = any(
        section.heading and section.kind in _SECTIONED_BY for section in document.sections
    )
    features = RoleFeatures("body" if has_body else "title", is_sectioned)
    titles = _read_title(title[:TITLE_MAX_CHARS], department, features.values)
    if has_body:
        duties = _read_part("duties", parts["duties"], features)
        asks = _read_part("asks", parts["asks"], features)
        total = sum(duties.values()) + _SHARE_DAMPING
        features.values.update(
            (f"share: {family}", _SHARE_DAMPING * count / total) for family, count in duties.items()
        )
        _read_themes(duties, asks, titles, features.values)
    return features
