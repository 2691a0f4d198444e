"""Fingerprints a posting's words, so that copies and reposts of one opening can be found without comparing every text.

Decides which words count (the work and what is asked, not what all postings of a company share) and how they are hashed. Leaves to `transforms.history.same_job` how similar is the same.
"""

from __future__ import annotations

from rensa import RMinHash

from transforms.text.document import COMPANY_KINDS, Document

PERMUTATIONS = 64
"""Standard error of the similarity is about 1/sqrt(64) = 0.06 at worst, 0.045 at 0.85: enough beside equal titles."""

SEED = 20260101
"""Never change it: fingerprints of different runs are compared."""

FEWEST_WORDS = 20
"""With fewer words outside the boilerplate the sections are not to be trusted, and the whole text is hashed."""

LONGEST_WORDS = 5_000
"""Enough for the longest honest posting (3,500 words). Hostile texts cost no more than that."""

_MARKS = b".,;:()"
"""Copies of one text differ in these. Without them the set judged by hand has a recall of 0.954 instead of 0.943."""


def fingerprint(document: Document) -> list[int]:
    """MinHash of a posting's own words: 64 numbers below 2**32. Empty when there is no text.

    The same words give the same numbers on every machine and in every version of Python.
    """
    own = [part.lowered_text for part in document.sections if part.kind not in COMPANY_KINDS]
    words = _words("\n".join(own))
    if len(words) < FEWEST_WORDS:
        words = _words(document.text.lower())
    if not words:
        return []
    triples = map(" ".join, zip(words, words[1:], words[2:], strict=False))
    sketch = RMinHash(PERMUTATIONS, SEED)
    sketch.update(triples if len(words) > 2 else [" ".join(words)])
    return list(sketch.digest())


def _words(text: str) -> list[str]:
    # As bytes: all marks in one pass.
    plain = text.encode().translate(None, _MARKS).decode()
    return plain.split(maxsplit=LONGEST_WORDS)[:LONGEST_WORDS]
