"""Says in English what titles and phrases of other languages mean, in the words that the role model knows.

Decides which languages are read, and what a title is in English. Leaves what the English words say of a role to
`transforms.readers.role.words` and `transforms.readers.role.features`. The words are `languages/<code>.toml`: under `work`
and `title`, an English phrase and what a language says for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from transforms.text.folding import FIRST_CJK
from transforms.text.lexicon import lexicon

LANGUAGES = ("da", "de", "es", "fr", "it", "ja", "ko", "nl", "no", "pl", "pt", "sv", "zh")
"""Languages that have a glossary. English needs none."""

READ_LANGUAGES = frozenset({None, "en", *LANGUAGES})
"""Those in which work is understood. None: a text too thin to say, or a caller that does not know."""

WITHOUT_BLANKS = frozenset({"ja", "ko", "zh"})
"""Languages whose words, or their endings, are glued to each other."""

_GENDERED = re.compile(
    r"(?<=[^\W\d_])(?:[*:·•_/]-?|\(-?)(?:in(?:nen)?|e|se|euse|trice|rice|ne|a|as|os?|r)\b\)?"
)
"""The ending of the other gender: "Entwickler*in", "Ingénieur(e)", "Ingeniero/a"."""


def work_phrases(language: str | None) -> Iterator[tuple[str, str]]:
    """Each phrase of a language with the English phrase of `roles.toml` that it means. None for English."""
    for english, phrases in _glossary(language, "work").items():
        yield from ((phrase, english) for phrase in phrases)


def _glossary(language: str | None, part: str) -> dict[str, list[str]]:
    if language not in LANGUAGES:
        return {}
    table: dict[str, list[str]] = lexicon(__package__, f"languages/{language}.toml").get(part, {})
    return table


def false_friends(language: str | None) -> list[str]:
    """The English phrases of `roles.toml` that mean something else in a language."""
    return list(_glossary(language, "false_friends"))


def title_in_english(title: str) -> str:
    """A title in lower case, with the words of other languages in English: "Analista de datos" is a "data analyst"."""
    title = title.lower()
    finder, english = _titles()
    if not finder.find_matches_as_indexes(title):
        return title
    plain = _GENDERED.sub("", title)
    words, end = list[str](), 0
    for index, start, stop in finder.find_matches_as_indexes(plain):
        if _is_whole(plain, start, stop):
            words += plain[end:start], f" {english[index]} "
            end = stop
    if not words:
        return title
    said = " ".join("".join([*words, plain[end:]]).split())
    return _noun_first().sub(r"\2 \1", said)


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether a phrase stands as words of their own. Scripts without blanks have none."""
    if text[start] >= FIRST_CJK:
        return True
    before, behind = text[start - 1 : start], text[end : end + 1]
    return not (
        (before.isalnum() and before < FIRST_CJK) or (behind.isalnum() and behind < FIRST_CJK)
    )


@cache
def _titles() -> tuple[AhoCorasick, list[str]]:
    """A finder of every language's words of titles, the longest first, and the English of each."""
    english: dict[str, str] = {}
    for language in LANGUAGES:
        for said, phrases in _glossary(language, "title").items():
            english.update(dict.fromkeys(phrases, said))
    return AhoCorasick(list(english), matchkind=MatchKind.LeftmostLongest), list(english.values())


@cache
def _noun_first() -> re.Pattern[str]:
    """A noun before its field, as in most languages: "engineer de data"."""
    words = lexicon(__package__, "languages/order.toml")
    nouns, links, fields = ("|".join(words[name]) for name in ("nouns", "links", "fields"))
    return re.compile(rf"\b({nouns}) (?:(?:{links})[ ']+)*({fields})\b")
