"""Takes from postings the text that says what the work is, and cuts it into words for all readers that count words.

Decides which sections speak of this job, its duties and what it asks, and not of the company. Leaves what a section is to
`transforms.text.document`, and what the words say to the readers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from transforms.text.document import Document
from transforms.text.words import Words, cut_words

_DUTIES_KINDS = frozenset({"duties", "other"})
_ASKS_KINDS = frozenset({"requirements", "preferred"})


@dataclass(frozen=True, slots=True, eq=False)
class Work:
    """What some postings say of the work. They follow each other as their documents do."""

    texts: list[str]
    """In lower case: the duties, a line end, and what is asked."""
    n_duties: list[int]
    """How many signs of each text are its duties."""
    words: Words
    """The words of these texts."""


def read_work(documents: Sequence[Document]) -> Iterator[Work]:
    """The work of postings, of some of them at a time, in their order."""
    parts = list(map(_parts, documents))
    texts = [f"{duties}\n{asks}" for duties, asks in parts]
    n_duties = [len(duties) for duties, _ in parts]
    n_read = 0
    for words in cut_words(texts):
        some = slice(n_read, n_read + words.n_texts)
        yield Work(texts[some], n_duties[some], words)
        n_read += words.n_texts


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
