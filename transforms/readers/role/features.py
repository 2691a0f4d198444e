"""Turns a posting into the named features that the role model weighs: phrases of the body, patterns of the title.

Decides what can count towards a role and what cannot: only duties and asks are read, never what the company says of
itself, its benefits or the legal text. A phrase counts once however often it is said. Leaves the phrases and patterns to
`transforms.readers.role.words`, what a feature weighs to `transforms.readers.role.model`, and what a section is to
`transforms.text.document`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, combinations, islice, pairwise, product, starmap

from transforms.readers.role.columns import Body, Spots, body_matrix, columns
from transforms.readers.role.every_word import WordAmounts, read_words
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

# Too few labels are in other languages to weigh their words: "der" would mean that German postings are other work. None: a
# text too thin to say.
_ENGLISH = frozenset({None, "en"})
_DUTIES_KINDS = frozenset({"duties", "other"})
_ASKS_KINDS = frozenset({"requirements", "preferred"})
# Shorter bodies (a link, "see our site") describe no work: the shortest labelled posting with duties has 260 characters.
_BODY_MIN_CHARS = 150
# A Chinese, Japanese or Korean letter says as much as three of the alphabet.
_BODY_MIN_LETTERS_WITHOUT_BLANKS = 50
# Pairs are more specific than their parts: a smaller scale makes the fit prefer the parts.
_PAIR_SCALE, _TITLE_SCALE = 2.1, 3.0
_TITLE_STOP_WORDS = frozenset("and of the de in for f m d w h x at to a".split())
_WORDS = re.compile(r"[a-zà-ÿ0-9]+")
_NOT_TITLE = re.compile(r"[^a-z0-9à-ÿ]+")


@dataclass(slots=True)
class RoleFeatures:
    """What the model sees of a posting, and where the evidence for it can be read."""

    basis: str
    title: str
    """As the employer wrote it, its first 300 characters."""
    department: str
    is_sectioned: bool = True
    """False for a text whose work stands under no heading: it may speak of several jobs, or of the company, as much as of this one."""
    is_language_read: bool = True
    """False for a body in a language without a glossary, or a title in letters that nothing is known of."""
    body: Body = field(default_factory=Body)
    duties: str = ""
    """The lower-case text of the duties."""
    asks: str = ""
    work: str = ""
    """Both, where every word is weighed: in English. Empty for other languages, and for a posting judged by its title."""
    words: WordAmounts = field(default_factory=WordAmounts)
    """The words of `work` that have a weight."""

    @property
    def values(self) -> dict[str, float]:
        """Every named feature, those of the title first. Single words are not among them."""
        names, (row,) = columns().names, body_matrix([self.body]).tolist()
        found = {name: value for name, value in zip(names, row, strict=True) if value}
        return title_values(self.title) | department_values(self.department) | found

    def phrases(self, part: str, family: int, most: int = PHRASES_SHOWN) -> list[str]:
        """The words found for a family in the duties or the asks, in the order of the text. Of phrases in each other, the longest."""
        is_duties = part == "duties"
        text = self.duties if is_duties else self.asks
        spots = (self.body.duties if is_duties else self.body.asks).get(family, [])
        shown, last = list[str](), 0
        for start, minus_end in sorted(spots) if len(spots) > 1 else spots:
            if -minus_end > last:
                shown.append(_whole_words(text, start, -minus_end))
                last = -minus_end
                if len(shown) == most:
                    break
        return shown

    def first_phrases(self, families: Iterable[int], most: int = PHRASES_SHOWN) -> list[str]:
        """The first phrase of each of these families, as many as are shown. Those of the duties come first."""
        parts = ((self.duties, self.body.duties), (self.asks, self.body.asks))
        found = (
            (text, min(spots[family]))
            for text, spots in parts
            for family in families
            if family in spots
        )
        return [_whole_words(text, start, -end) for text, (start, end) in islice(found, most)]


def role_features(
    title: str, department: str | None, document: Document, language: str | None = None
) -> RoleFeatures:
    """Everything the model looks at. Pure.

    Args:
        title: as the employer wrote it. Only its first 300 characters count.
        department: as the board states it, or None.
        document: the body. One without a text worth reading gives features of the title alone.
        language: that of the body, if it is known. English words are read in every language.
    """
    duties, asks = _parts(document)
    is_dense = language in WITHOUT_BLANKS
    least = _BODY_MIN_LETTERS_WITHOUT_BLANKS if is_dense else _BODY_MIN_CHARS
    has_body = len(duties) + len(asks) >= least
    title = title[:TITLE_MAX_CHARS]
    features = RoleFeatures("body" if has_body else "title", title, department or "")
    features.is_sectioned = _has_headed_work(document)
    features.is_language_read = (
        language in READ_LANGUAGES if has_body else _has_known_letters(title)
    )
    if has_body:
        features.duties, features.asks = duties, asks
        known = role_words(language if language in LANGUAGES else None)
        features.body = _read_body(duties, asks, known, _interacting_titles(title))
        if language in _ENGLISH:
            features.work = f"{duties}\n{asks}"
            features.words = read_words(features.work)
    return features


def _read_body(duties: str, asks: str, known: RoleWords, titles: tuple[int, ...]) -> Body:
    in_duties, lines = _find_phrases(duties, True, known)
    in_asks, _ = _find_phrases(asks, False, known)
    return Body(in_duties, in_asks, _count_pairs(lines), titles)


def _has_headed_work(document: Document) -> bool:
    return any(part.heading and part.kind in WORK_KINDS for part in document.sections)


def _parts(document: Document) -> tuple[str, str]:
    """Lower-case text of the duties and of the asks. The whole text as duties when no section is either."""
    duties, asks = list[str](), list[str]()
    for section in document.sections:
        if section.text:
            if section.kind in _DUTIES_KINDS:
                duties.append(section.lowered_text)
            elif section.kind in _ASKS_KINDS:
                asks.append(section.lowered_text)
    if not (duties or asks):
        return document.text.lower(), ""
    return "\n".join(duties), "\n".join(asks)


def title_values(title: str) -> dict[str, float]:
    """The features of a title by name: its words, its pairs of words and the patterns that hold."""
    words = _title_words(title_in_english(title))
    names = title_names(title)
    values = {f"title word: {word}": 1.0 for word in words}
    values |= {f"title word: {first} {second}": 1.0 for first, second in pairwise(words)}
    values |= {f"title: {name}": _TITLE_SCALE for name in names}
    pairs = combinations(sorted(names), 2)
    return values | {f"title: {first} & {second}": _PAIR_SCALE for first, second in pairs}


def department_values(department: str) -> dict[str, float]:
    """The features of a department by name."""
    return {f"department: {name}": 1.0 for name in _pattern_names(department)}


def _has_known_letters(title: str) -> bool:
    """Whether a title has letters of its English words, or has none at all."""
    return not any(map(str.isalpha, title)) or bool(_title_words(title_in_english(title)))


def _title_words(title: str) -> list[str]:
    title = title.lower().replace("c++", "cpp").replace("c#", "csharp").replace(".net", "dotnet")
    words = (word for word in _WORDS.findall(title) if word not in _TITLE_STOP_WORDS)
    return [word for word in words if not word.isdigit()]


# Boards repeat their titles.
@lru_cache(maxsize=10_000)
def title_names(title: str) -> tuple[str, ...]:
    """The title patterns that hold in a title of any language."""
    return _pattern_names(title_in_english(title))


@lru_cache(maxsize=10_000)
def _interacting_titles(title: str) -> tuple[int, ...]:
    interacting = role_words().interacting
    return tuple(interacting.index(name) for name in title_names(title) if name in interacting)


def _pattern_names(text: str) -> tuple[str, ...]:
    """The title patterns that hold in an English title or department."""
    plain = _NOT_TITLE.sub(" ", text[:TITLE_MAX_CHARS].lower())
    return tuple(name for name, pattern in role_words().titles if pattern.search(plain))


def _find_phrases(
    text: str, is_duties: bool, known: RoleWords
) -> tuple[Spots, list[tuple[int, int]]]:
    """Where each phrase stands first, by family, and the verbs and objects of each line of duties that has both."""
    ends_word, actions, families = known.ends_word, known.actions, known.families
    has_blanks = known.has_blanks
    seen: set[int] = set()
    spots: Spots = {}
    lines: list[tuple[int, int]] = []
    line_end, verbs, objects = -1, 0, 0
    bounded = text + " "  # stands after the last character and, as [-1], before the first
    for phrase, start, end in known.finder.find_matches_as_indexes(text, overlapping=True):
        action = actions[phrase] if is_duties else None
        if (
            (action is None and phrase in seen)
            or (bounded[start - 1].isalnum() and (has_blanks or _is_word(bounded, start)))
            or (
                ends_word[phrase]
                and bounded[end].isalnum()
                and (has_blanks or _is_word(bounded, end))
            )
        ):
            continue
        if phrase not in seen:
            seen.add(phrase)
            for family in families[phrase]:
                if family in spots:
                    spots[family].append((start, -end))
                else:
                    spots[family] = [(start, -end)]
        if action is not None:
            if start > line_end:
                lines.append((verbs, objects))
                line_end, verbs, objects = text.find("\n", start) % len(bounded), 0, 0
            verbs |= action[0]
            objects |= action[1]
    return spots, [line for line in (*lines, (verbs, objects)) if line[0] and line[1]]


def _count_pairs(lines: Iterable[tuple[int, int]]) -> dict[int, int]:
    """How many lines hold each pair of a verb and an object."""
    return Counter(chain.from_iterable(starmap(_pairs_of, lines)))


def _is_word(text: str, index: int) -> bool:
    """Whether the letters before and at an index belong to one word: neither is Chinese, Japanese or Korean."""
    return text[index - 1] < FIRST_CJK and text[index] < FIRST_CJK


@lru_cache(maxsize=2_000)
def _pairs_of(verbs: int, objects: int) -> tuple[int, ...]:
    """Every pair of a line with these verbs and objects, as indexes in `RoleWords.pairs`."""
    known = role_words()
    n_objects = len(known.objects)
    pairs = product(range(len(known.verbs)), range(n_objects))
    return tuple(
        verb * n_objects + thing
        for verb, thing in pairs
        if verbs >> verb & 1 and objects >> thing & 1
    )


def _whole_words(text: str, start: int, end: int) -> str:
    """The stretch, drawn out to the end of its last word (stems)."""
    while end < len(text) and text[end].isalnum():
        end += 1
    return text[start:end].strip(" ,")
