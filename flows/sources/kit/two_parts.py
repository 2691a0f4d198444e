"""Keeps a posting in two parts, each as it was sent: what the list says, and what the posting's own page says.

Decides how the two stand in one body. Leaves what either means to each source, and when a page is asked for to
`flows.sources.kit.details`. A posting without a page of its own is the list's part alone.
"""

from __future__ import annotations

import msgspec

from flows.errors import PayloadChanged
from flows.sources import Reply
from flows.sources.kit.fields import JsonObject, read_object
from flows.sources.kit.job_markup import job_postings


class _Both(msgspec.Struct):
    listed: msgspec.Raw
    own: msgspec.Raw


def joined(listed: bytes, own: bytes) -> bytes:
    """One body of the list's part and the posting's own. Both are JSON objects, and stay as sent.

    Raises:
        PayloadChanged: one of them is no JSON object.
    """
    read_object(listed)
    read_object(own)
    return msgspec.json.encode(_Both(msgspec.Raw(listed), msgspec.Raw(own)))


def parts(body: bytes) -> tuple[JsonObject, JsonObject]:
    """The list's part of a body and the posting's own. The second is empty when there is only the first.

    Raises:
        PayloadChanged: the body is no JSON object.
    """
    found = read_object(body)
    if isinstance(found.get("listed"), dict) and isinstance(found.get("own"), dict):
        return found.object("listed"), found.object("own")
    return found, JsonObject({})


def markup_of(reply: Reply) -> bytes:
    """The schema.org JobPosting on a posting's own page, as one JSON object.

    Raises:
        PayloadChanged: there is none.
    """
    for body in job_postings(reply.body):
        return body
    raise PayloadChanged(f"{reply.url}: no schema.org JobPosting on the page", reply.status)
