"""A posting in two parts: what a list says of it, and what its own page says, kept side by side as both were sent.

Decides how the two stand in one body. Leaves what either means to each source, and when the second is asked for to
`flows.sources.kit.details`. A posting whose own page could not be had is the list's part alone.
"""

from __future__ import annotations

import msgspec

from flows.errors import PayloadChanged
from flows.sources import Reply
from flows.sources.kit.fields import Object, read_object
from flows.sources.kit.job_markup import job_postings


class _Both(msgspec.Struct):
    listed: msgspec.Raw
    own: msgspec.Raw


def joined(listed: bytes, own: bytes) -> bytes:
    """One body of the list's part and the posting's own, both JSON objects and both as sent.

    Raises:
        PayloadChanged: one of them is no JSON object.
    """
    read_object(listed)
    read_object(own)
    return msgspec.json.encode(_Both(msgspec.Raw(listed), msgspec.Raw(own)))


def parts(body: bytes) -> tuple[Object, Object]:
    """The list's part of a body and the posting's own; the latter is empty when only the list told of it.

    Raises:
        PayloadChanged: the body is no JSON object.
    """
    found = read_object(body)
    listed, own = found.get("listed"), found.get("own")
    return (listed, own) if isinstance(listed, dict) and isinstance(own, dict) else (found, {})


def markup_of(reply: Reply) -> bytes:
    """The schema.org JobPosting on a posting's own page, as one JSON object.

    Raises:
        PayloadChanged: there is none.
    """
    for body in job_postings(reply.body):
        return body
    raise PayloadChanged(f"{reply.url}: no schema.org JobPosting on the page", reply.status)
