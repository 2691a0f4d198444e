"""Turns a posting into the named features that the role model weighs: phrases of the body, patterns of the title.

Decides what can count towards a role and what cannot: only duties and asks are read, never what the company says of
itself, its benefits or the legal text. A phrase counts once however often it is said. Leaves the phrases and patterns to
`transforms.readers.role.words`, what a feature weighs to `transforms.readers.role.model`, and what a section is to
`transforms.text.document`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, combinations, pairwise, starmap
from math import log2

from transforms.readers.role.glossary import (
    LANGUAGES,
    READ_LANGUAGES,
    WITHOUT_BLANKS,
    title_in_english,
)
from transforms.readers.role.words import RoleWords, role_words
from transforms.text.document import WORK_KINDS, Document
from transforms.text.folding import FIRST_CJK

# Titles run to a few words. One of thousands is an attack.
TITLE_MAX_CHARS = 300
PHRASES_SHOWN = 3

_PART_OF_KIND = {"duties": "duties", "other": "duties", "requirements": "asks", "preferred": "asks"}
# Shorter bodies (a link, "see our site") describe no work: the shortest labelled posting with duties has 260 characters.
_BODY_MIN_CHARS = 150
# A Chinese, Japanese or Korean letter says as much as three of the alphabet.
_BODY_MIN_LETTERS_WITHOUT_BLANKS = 50
# A share is damped by this many phrases, so that three hits in a thin posting are not "all about" anything.
_SHARE_DAMPING = 8
_ASKS_COUNT_HALF = 0.5
# Pairs and products are more specific than their parts: a smaller scale makes the fit prefer the parts.
_PAIR_SCALE, _TITLE_SCALE, _PRODUCT_SCALE = 2.1, 3.0, 0.5
_TITLE_STOP_WORDS = frozenset("and of the de in for f m d w h x at to a".split())
_WORDS = re.compile(r"[a-zà-ÿ0-9]+")
_NOT_TITLE = re.compile(r"[^a-z0-9à-ÿ]+")

Spot = tuple[int, int]
"""Where a phrase stands, as its start and minus its end. Sorted, spots are in the order of the text, and of those that
begin together the longest comes first."""


@dataclass(slots=True)
class RoleFeatures:
    """What the model sees of a posting: `values` by feature name, and where the evidence for each can be read."""

    basis: str
    is_sectioned: bool = True
    """False for a text whose work stands under no heading: it may speak of several jobs, or of the company, as much as of this one."""
    is_language_read: bool = True
    """False for a body in a language without a glossary, or a title in letters that nothing is known of."""
    values: dict[str, float] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    """The lower-case text of each part."""
    spots: dict[str, list[Spot]] = field(default_factory=dict)
    """By "part: family": where each different phrase of the family stands first in the part's text."""

    def phrases(self, name: str, most: int = PHRASES_SHOWN) -> list[str]:
        """The words found for a "part: family", in the order of the text. Of phrases in each other, the longest."""
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


def role_features(
    title: str, department: str | None, document: Document, language: str | None = None
) -> RoleFeatures:
    """Everything the model looks at. Pure, and the order of the features is that of the text.

    Args:
        title: as the employer wrote it. Only its first 300 characters count.
        department: as the board states it, or None.
        document: the body. One without a text worth reading gives features of the title alone.
        language: that of the body, if it is known. English words are read in every language.
    """
    parts = _parts(document)
    is_dense = language in WITHOUT_BLANKS
    least = _BODY_MIN_LETTERS_WITHOUT_BLANKS if is_dense else _BODY_MIN_CHARS
    has_body = sum(map(len, parts.values())) >= least
    is_sectioned = any(part.heading and part.kind in WORK_KINDS for part in document.sections)
    features = RoleFeatures("body" if has_body else "title", is_sectioned)
    features.is_language_read = (
        language in READ_LANGUAGES if has_body else _has_known_letters(title)
    )
    values = features.values
    titles = _read_title(title[:TITLE_MAX_CHARS], department, values)
    if has_body:
        known = role_words(language if language in LANGUAGES else None)
        duties = _read_part("duties", parts["duties"], features, known)
        asks = _read_part("asks", parts["asks"], features, known)
        total = sum(duties.values()) + _SHARE_DAMPING
        for family, count in duties.items():
            values[f"share: {family}"] = _SHARE_DAMPING * count / total
        strength = _read_themes(duties, asks, values)
        _read_titles_by_theme(titles, strength, values)
    return features


def _parts(document: Document) -> dict[str, str]:
    """Lower-case text of the duties and of the asks. The whole text as duties when no section is either."""
    parts: dict[str, list[str]] = {"duties": [], "asks": []}
    for section in document.sections:
        if (part := _PART_OF_KIND.get(section.kind)) and section.text:
            parts[part].append(section.lowered_text)
    texts = {part: "\n".join(lines) for part, lines in parts.items()}
    return texts if any(texts.values()) else {"duties": document.text.lower(), "asks": ""}


def _read_title(title: str, department: str | None, values: dict[str, float]) -> tuple[str, ...]:
    """Adds the features of title and department. Gives the names of the title patterns that hold."""
    title = title_in_english(title)
    words = _title_words(title)
    values.update((f"title word: {word}", 1.0) for word in words)
    values.update((f"title word: {first} {second}", 1.0) for first, second in pairwise(words))
    names = _title_names(title)
    values.update((f"title: {name}", _TITLE_SCALE) for name in names)
    for first, second in combinations(sorted(names), 2):
        values[f"title: {first} & {second}"] = _PAIR_SCALE
    if department:
        values.update((f"department: {name}", 1.0) for name in _title_names(department))
    return names


def _has_known_letters(title: str) -> bool:
    """Whether a title has letters of its English words, or has none at all."""
    return not any(map(str.isalpha, title)) or bool(_title_words(title_in_english(title)))


def _title_words(title: str) -> list[str]:
    title = title.lower().replace("c++", "cpp").replace("c#", "csharp").replace(".net", "dotnet")
    words = (word for word in _WORDS.findall(title) if word not in _TITLE_STOP_WORDS)
    return [word for word in words if not word.isdigit()]


# Boards repeat their titles and departments.
@lru_cache(maxsize=10_000)
def _title_names(text: str) -> tuple[str, ...]:
    """The title patterns that hold in a title or department."""
    plain = _NOT_TITLE.sub(" ", text[:TITLE_MAX_CHARS].lower())
    return tuple(name for name, pattern in role_words().titles if pattern.search(plain))


def _read_part(part: str, text: str, features: RoleFeatures, known: RoleWords) -> dict[str, int]:
    """Adds the features of one part. Gives how many different phrases of each family it holds."""
    firsts, verbs_and_objects = _find_phrases(text, part == "duties", known)
    lines = Counter(chain.from_iterable(starmap(_line_features, verbs_and_objects)))
    features.texts[part] = text
    for pair, count in lines.items():
        features.values[pair] = log2(1 + count)
    families = known.families
    spots: dict[str, list[Spot]] = {}
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


def _find_phrases(
    text: str, is_duties: bool, known: RoleWords
) -> tuple[dict[int, Spot], list[tuple[int, int]]]:
    """Where each phrase stands first, and the verbs and objects of each line of duties that has both."""
    ends_word, actions = known.ends_word, known.actions if is_duties else {}
    has_blanks = known.has_blanks
    firsts: dict[int, Spot] = {}
    lines: list[tuple[int, int]] = []
    line_end, verbs, objects = -1, 0, 0
    bounded = text + " "  # stands after the last character and, as [-1], before the first
    for phrase, start, end in known.finder.find_matches_as_indexes(text, overlapping=True):
        action = actions.get(phrase)
        if (
            (action is None and phrase in firsts)
            or (bounded[start - 1].isalnum() and (has_blanks or _is_word(bounded, start)))
            or (
                ends_word[phrase]
                and bounded[end].isalnum()
                and (has_blanks or _is_word(bounded, end))
            )
        ):
            continue
        if phrase not in firsts:
            firsts[phrase] = (start, -end)
        if action is not None:
            if start > line_end:
                lines.append((verbs, objects))
                line_end, verbs, objects = text.find("\n", start) % len(bounded), 0, 0
            verbs |= action[0]
            objects |= action[1]
    return firsts, [line for line in (*lines, (verbs, objects)) if all(line)]


def _is_word(text: str, index: int) -> bool:
    """Whether the letters before and at an index belong to one word: neither is Chinese, Japanese or Korean."""
    return text[index - 1] < FIRST_CJK and text[index] < FIRST_CJK


@lru_cache(maxsize=2_000)
def _line_features(verbs: int, objects: int) -> tuple[str, ...]:
    """The features of a line with these verbs and objects: every pair of the two."""
    known = role_words()
    chosen_verbs = [verb for row, verb in enumerate(known.verbs) if verbs >> row & 1]
    chosen_objects = [thing for row, thing in enumerate(known.objects) if objects >> row & 1]
    return tuple(f"line: {verb} + {thing}" for verb in chosen_verbs for thing in chosen_objects)


def _whole_words(text: str, start: int, end: int) -> str:
    """The stretch, drawn out to the end of its last word (stems)."""
    while end < len(text) and text[end].isalnum():
        end += 1
    return text[start:end].strip(" ,")


def _read_themes(
    duties: Mapping[str, int], asks: Mapping[str, int], values: dict[str, float]
) -> dict[str, float]:
    """Adds the sums over themes and the lead of each theme over each other. Gives the strength of each theme."""
    known = role_words()
    counts = dict.fromkeys(known.themes, 0.0)
    for found, say in ((duties, 1.0), (asks, _ASKS_COUNT_HALF)):
        for family, count in found.items():
            for theme in known.themes_of[family]:
                counts[theme] += say * count
    strength = {theme: log2(1 + count) for theme, count in counts.items()}
    values.update((f"theme: {theme}", amount) for theme, amount in strength.items() if amount)
    for first, second, name in known.leads:
        if (lead := strength[first] - strength[second]) > 0:
            values[name] = lead
    return strength


def _read_titles_by_theme(
    titles: tuple[str, ...], strength: Mapping[str, float], values: dict[str, float]
) -> None:
    """Adds the product of each interacting title and each theme."""
    for title in titles:
        if title in role_words().interacting:
            for theme, amount in strength.items():
                if amount:
                    values[f"title x theme: {title} x {theme}"] = amount * _PRODUCT_SCALE
