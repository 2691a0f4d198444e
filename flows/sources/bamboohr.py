"""BambooHR: hosted boards at {tenant}.bamboohr.com/careers, read through the JSON that their own pages load.

API: none documented for readers (https://documentation.bamboohr.com is for tenants with a key).
/careers/list is the whole board with its count. /careers/{id}/detail adds the text, the date and the pay, one request a
posting. Pay is free text. It is put below the description, to be read from there. `isRemote` is null everywhere, and
`locationType` decides. A remote job's region stands in `atsLocation`. It never gives the language, nor amounts in a field.
A tenant that is gone redirects to BambooHR's own site.
Payload basis: documented (three readers' field lists of 2026). No reply was at hand.
Terms and rate: public pages, no documented limit. One request a second is ours.
Last checked: 2026-11, against those field lists.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote

import msgspec

from flows.sources import Board, Get, Payload, Source
from flows.sources.kit import details, fields, listing, values, words
from flows.sources.kit.two_parts import joined, parts
from transforms.posting import Posting

SOURCE = Source(
    name="bamboohr",
    title="BambooHR",
    home="https://www.bamboohr.com",
    docs_url="https://documentation.bamboohr.com",
    slug_pattern=r"[A-Za-z0-9][A-Za-z0-9-]{0,62}",
    address_patterns=(
        r"https?://(?!(?:www|app|api|help|documentation|partners|marketplace)\.)(?P<slug>[A-Za-z0-9-]+)\.bamboohr\.com(?:[/?#]|$)",
    ),
    host_template="{slug}.bamboohr.com",
    never_gives=("language_stated", "pay_stated"),
    payload_basis="documented",
    detail_basis="documented",
    checked_on="2026-11-23",
)

_WORKPLACES = {"0": "onsite", "1": "remote", "2": "hybrid"}
_PLACE = ("city", "state", "province", "addressCountry", "country")


class _Opening(msgspec.Struct):
    jobOpening: msgspec.Raw  # noqa: N815 - the board's own name


class _Detail(msgspec.Struct):
    """A posting's own reply. The form for applicants beside the opening is left where it is."""

    result: _Opening


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields every opening of the list, each with its own text: one request for the list, then one each."""
    yield from details.with_details(
        _listed(board, get), lambda payload: _with_text(payload, get), get
    )


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one opening: of the list, and of its own reply where there is one."""
    listed, own = parts(payload.body)
    ats, address = listed.object("atsLocation"), (own if own.get("location") else listed)
    place = address.object("location")
    return [
        Posting(
            title=listed.title("jobOpeningName"),
            url=own.link("jobOpeningShareUrl") or payload.url,
            department=listed.text("departmentLabel"),
            locations=values.distinct([_place(place) or _place(ats)]),
            country_codes_stated=values.distinct(
                [words.country_code(place.get("addressCountry") or ats.get("country"))]
            ),
            remote_stated=_WORKPLACES.get(str(listed.get("locationType"))),
            employment_type=listed.employment_type("employmentStatusLabel"),
            posted_date=own.date("datePosted"),
            description_html=values.sections(
                (None, own.prose("description")),
                (None, values.paragraph("Compensation", own.text("compensation"))),
            ),
        )
    ]


def _listed(board: Board, get: Get) -> Iterator[Payload]:
    host = SOURCE.host(board)
    reply = get(f"https://{host}/careers/list")
    listing.require_host(reply, host)
    page = listing.read_page(reply, "result", total="meta.totalCount")
    for row in listing.whole(page):
        name = row.external_id
        yield replace(row, url=f"https://{host}/careers/{quote(name, safe='')}") if name else row


def _with_text(payload: Payload, get: Get) -> bytes:
    reply = details.own_page(get, f"{payload.url}/detail")
    return joined(payload.body, bytes(fields.reply_as(_Detail, reply).result.jobOpening))


def _place(address: fields.JsonObject) -> str | None:
    return values.joined(map(address.text, _PLACE))
