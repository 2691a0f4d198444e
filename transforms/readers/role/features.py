"""Turns a posting into the named features that the role model weighs: phrases of the body, patterns of the title.

Decides what can count towards a role and what cannot: only duties and asks are read, never what the company says of
itself, its benefits or the legal text. A phrase counts once however often it is said. Leaves the phrases and patterns to
`transforms.readers.role.words`, finding them to `transforms.readers.role.phrases`, what a feature weighs to
`transforms.readers.role.model`, and which sections are duties and asks to `transforms.readers.work`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise

import numpy as np

from transforms.readers.role.columns import Floats, body_matrix, columns
from transforms.readers.role.every_word import WordAmounts, read_words, vocabulary
from transforms.readers.role.glossary import (
    LANGUAGES,
    READ_LANGUAGES,
    WITHOUT_BLANKS,
    title_in_english,
)
from transforms.readers.role.phrases import Spots, find_phrases
from transforms.readers.role.words import RoleWords, role_words
from transforms.readers.work import Work, read_work
from transforms.text.document import WORK_KINDS, Document

# Titles run to a few words. One of thousands is an attack.
TITLE_MAX_CHARS = 300
PHRASES_SHOWN = 3

# Too few labels are in other languages to weigh their words: "der" would mean that German postings are other work. None: a
# text too thin to say.
_ENGLISH = frozenset({None, "en"})
# Shorter bodies (a link, "see our site") describe no work: the shortest labelled posting with duties has 260 characters.
_BODY_MIN_CHARS = 150
# A Chinese, Japanese or Korean letter says as much as three of the alphabet.
_BODY_MIN_LETTERS_WITHOUT_BLANKS = 50
# Pairs are more specific than their parts: a smaller scale makes the fit prefer the parts.
_PAIR_SCALE, _TITLE_SCALE = 2.1, 3.0
_TITLE_STOP_WORDS = frozenset("and of the de in for f m d w h x at to a".split())
_WORDS = re.compile(r"[a-zà-ÿ0-9]+")
_NOT_TITLE = re.compile(r"[^a-z0-9à-ÿ]+")

_PARTS = ("duties", "asks")
"""In the order of `Spots.of`."""


@dataclass(slots=True)
class RoleFeatures:
    """What the model sees of a posting, and where the evidence for it can be read."""

    basis: str
    title: str
    """As the employer wrote it, its first 300 characters."""
    department: str
    is_sectioned: bool
    """False for a text whose work stands under no heading: it may speak of several jobs, or of the company, as much as of this one."""
    is_language_read: bool
    """False for a body in a language without a glossary, or a title in letters that nothing is known of."""
    is_english: bool
    """Whether the body is in English, or too short to tell."""
    body: Floats
    """The values of `columns().names`."""
    words: WordAmounts
    """The words of the body that have a weight. None where they are not weighed."""
    text: str
    """The lower-case text of duties and asks."""
    spots: Spots
    """Where the phrases of this text stand, and of some others."""
    index: int
    """Which of their texts this is."""

    @property
    def is_weighed(self) -> bool:
        """Whether every word of the body is weighed."""
        return self.is_english and self.basis == "body"

    @property
    def work(self) -> str:
        """The text whose words are weighed. Empty for other languages, and for a posting judged by its title."""
        return self.text if self.is_weighed else ""

    @property
    def values(self) -> dict[str, float]:
        """Every named feature, those of the title first. Single words are not among them."""
        names = columns().names
        found = {
            name: value for name, value in zip(names, self.body.tolist(), strict=True) if value
        }
        return title_values(self.title) | department_values(self.department) | found

    def phrases(self, part: str, family: int, most: int = PHRASES_SHOWN) -> list[str]:
        """The words found for a family in the duties or the asks, in the order of the text. Of phrases in each other, the longest."""
        shown, last = list[str](), 0
        for start, end in self.spots.of(self.index, _PARTS.index(part), family):
            if end > last:
                shown.append(_whole_words(self.text, start, end))
                last = end
                if len(shown) == most:
                    break
        return shown

    def first_phrases(self, keys: Sequence[int], most: int = PHRASES_SHOWN) -> list[str]:
        """The first phrase of each family with one of these keys (`keys_of`), as many as are shown."""
        found = self.spots.firsts(self.index, keys, most)
        return [_whole_words(self.text, start, end) for start, end in found]


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
    (features,) = read_features(
        [title], [department], [document], [language], read_work([document])
    )
    return features


def read_features(
    titles: Sequence[str],
    departments: Sequence[str | None],
    documents: Sequence[Document],
    languages: Sequence[str | None],
    works: Iterable[Work],
) -> Iterator[RoleFeatures]:
    """The features of many postings. `works`: what `read_work` gives for these documents."""
    n_read = 0
    for work in works:
        some = slice(n_read, n_read + len(work.texts))
        yield from _read_together(
            titles[some], departments[some], documents[some], languages[some], work
        )
        n_read += len(work.texts)


def _read_together(
    titles: Sequence[str],
    departments: Sequence[str | None],
    documents: Sequence[Document],
    languages: Sequence[str | None],
    work: Work,
) -> Iterator[RoleFeatures]:
    titles = [title[:TITLE_MAX_CHARS] for title in titles]
    have_body = list(map(_has_body, work.texts, languages))
    known = list(map(_words_of, languages, have_body))
    rows = vocabulary().rows(work.words.numbers)
    counts, spots = find_phrases(work, rows, known)
    held = [
        (index, number)
        for index, title in enumerate(titles)
        if have_body[index]
        for number in _interacting_titles(title)
    ]
    counts.titles[tuple(np.array(held, dtype=np.intp).reshape(-1, 2).T)] = 1.0
    are_weighed = [
        has and language in _ENGLISH for has, language in zip(have_body, languages, strict=True)
    ]
    words = read_words(work.words, rows, are_weighed)
    bodies = body_matrix(counts)
    for index, title in enumerate(titles):
        has_body = have_body[index]
        yield RoleFeatures(
            "body" if has_body else "title",
            title,
            departments[index] or "",
            _has_headed_work(documents[index]),
            languages[index] in READ_LANGUAGES if has_body else _has_known_letters(title),
            languages[index] in _ENGLISH,
            bodies[index],
            words[index],
            work.texts[index],
            spots,
            index,
        )


def _has_body(work: str, language: str | None) -> bool:
    """Whether a text of duties, a line end and asks is worth reading."""
    is_dense = language in WITHOUT_BLANKS
    least = _BODY_MIN_LETTERS_WITHOUT_BLANKS if is_dense else _BODY_MIN_CHARS
    return len(work) > least


def _words_of(language: str | None, has_body: bool) -> RoleWords | None:
    if not has_body:
        return None
    return role_words(language if language in LANGUAGES else None)


def _has_headed_work(document: Document) -> bool:
    return any(part.heading and part.kind in WORK_KINDS for part in document.sections)


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


def _whole_words(text: str, start: int, end: int) -> str:
    """The stretch, drawn out to the end of its last word (stems)."""
    n_signs = len(text)
    while end < n_signs and text[end].isalnum():
        end += 1
    return text[start:end].strip(" ,")
