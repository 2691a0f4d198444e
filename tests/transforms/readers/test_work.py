"""What of a posting speaks of the work: the duties and what is asked, not the company."""

from __future__ import annotations

from transforms.readers.work import read_work
from transforms.text.document import Document, read_document

POSTING = """About us
We make maps for sailors.
Requirements
- Python
Responsibilities
- You draw Maps
Benefits
- Free boats"""


def test_duties_come_first_then_what_is_asked_in_lower_case() -> None:
    (work,) = read_work([read_document(plain=POSTING)])
    assert work.texts == ["- you draw maps\n- python"]
    assert work.texts[0][: work.n_duties[0]] == "- you draw maps"


def test_a_text_of_nothing_but_the_company_is_read_whole() -> None:
    (work,) = read_work([read_document(plain="About us\nWe make Maps")])
    assert work.texts == ["about us\nwe make maps\n"]


def test_each_posting_has_its_work_in_their_order() -> None:
    documents = [
        read_document(plain="- You sell boats"),
        Document("", ()),
        read_document(plain="- Sail"),
    ]
    (work,) = read_work(documents)
    assert work.texts == ["- you sell boats\n", "\n", "- sail\n"]
    assert work.words.bounds.tolist() == [0, 3, 3, 4]
    assert list(read_work([])) == []
