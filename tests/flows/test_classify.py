"""What is kept of a body that cannot be read tells of no person."""

import polars as pl

from flows.classify import read_bodies
from flows.lake import BODY


def body_of(raw: bytes) -> pl.DataFrame:
    row = {"content_hash": "h", "source": "ashby", "board": "acme", "external_id": "1", "body": raw, "look_id": "l"}
    return pl.DataFrame([row], schema=BODY)


def test_the_excerpt_of_a_quarantined_body_holds_no_address_number_or_name() -> None:
    raw = b'{"recruiter": "Jane Doe", "mail": "jane.doe@acme.example", "phone": "+49 30 1234567", "title": null}'
    _, quarantine = read_bodies(body_of(raw))
    assert quarantine["excerpt"].to_list() == [
        '{"recruiter": "[name removed]", "mail": "[e-mail removed]", "phone": "[phone number removed]", "title": null}'
    ]


def test_the_cut_leaves_no_half_of_an_address() -> None:
    raw = b'{"title": null, "x": "' + b"-" * 130 + b' jane.doe@acme.example"}'
    _, quarantine = read_bodies(body_of(raw))
    assert "jane" not in quarantine["excerpt"][0]
    assert len(quarantine["excerpt"][0]) <= 160
