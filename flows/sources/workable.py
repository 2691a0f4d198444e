"""Workable: careers pages at apply.workable.com/{name}.

API: https://workable.readme.io/reference/jobs-1 (public jobs of an account, as the widget on companies' own sites asks)
One reply is the whole board with its texts. Where an account has switched the widget off, the list of its careers page is
asked instead (ten postings a page, by POST), and each posting's own page for the text. It never gives pay in a field or the
language. `published_on` is the last publication, which a repost renews.
Terms and rate: public, meant for careers sites. 429 comes early, so two seconds between requests are ours. Its robots.txt
closes nothing of this to us. It adds a content signal against training models on it, which nobody does here.
Payload basis: documented. Third parties' readers confirm the field names, no reply was captured. Last checked: 2026-11.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote

from flows.sources import Board, Get, Payload, Source
from flows.sources.kit import details, fields, listing, values, words
from transforms.posting import Posting

SOURCE = Source(
    name="workable",
    title="Workable",
    home="https://www.workable.com",
    docs_url="https://workable.readme.io/reference/jobs-1",
    slug_pattern=r"[A-Za-z0-9-][A-Za-z0-9_-]{0,98}",
    address_patterns=(
        r"https?://apply\.workable\.com/api/v[123]/(?:widget/)?accounts/(?P<slug>[^/?#]+)",
        # /j/SHORTCODE alone names a job but no account.
        r"https?://apply\.workable\.com/(?!(?:api|j)(?:[/?#]|$))(?P<slug>[^/?#]+)",
        r"https?://(?!(?:www|apply|jobs|help|resources|careers|api)\.)(?P<slug>[a-z0-9-]+)\.workable\.com(?:[/?#:]|$)",
    ),
    hosts=("apply.workable.com",),
    never_gives=("language_stated", "pay_stated"),
    min_delay_s=2.0,
    payload_basis="documented",
    detail_basis="documented",
    checked_on="2026-11-23",
)

_SITE = "https://apply.workable.com"
_PAGES_MAX = 500  # of ten postings each
_ID = "shortcode"
_EVERYTHING: dict[str, object] = {
    "query": "",
    "department": [],
    "location": [],
    "workplace": [],
    "worktype": [],
}
_TYPES = {"full": "full_time", "part": "part_time"}


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields every job of the account's widget, else of its careers page. Each comes with its text."""
    account = f"accounts/{quote(board.slug, safe='')}"
    url = f"{_SITE}/api/v1/widget/{account}"
    reply = get(url, params={"details": "true"}, missing_ok=True)
    if reply.status == 200:
        yield from listing.read_page(reply, "jobs", _ID).rows
        return
    listed = listing.every_row(
        lambda turn: _page(f"{_SITE}/api/v3/{account}/jobs", get, turn), pages_max=_PAGES_MAX
    )
    jobs = f"{_SITE}/api/v2/{account}/jobs"
    yield from details.with_details(listed, lambda payload: _detail(jobs, payload, get), get)


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one job of the widget or of the careers page. The two name some things differently."""
    job = fields.read_object(payload.body)
    shown = [place for place in job.objects("locations") if place.get("hidden") is not True]
    places = shown or job.objects("location") or [job]
    account, code = (quote(name, safe="") for name in (board.slug, payload.external_id or ""))
    dates = map(job.date, ("published_on", "published", "created_at"))
    return [
        Posting(
            title=job.title("title"),
            url=job.link("url") or f"{_SITE}/{account}/j/{code}/",
            department=job.first_text("department"),
            locations=values.distinct(map(_place, places)),
            country_codes_stated=values.distinct(map(_country, places)),
            remote_stated=_remote(job),
            employment_type=job.employment_type("employment_type")
            or _TYPES.get(str(job.get("type")))
            or job.employment_type("type"),
            posted_date=values.first(dates),
            description_html=_description(job),
        )
    ]


def _page(url: str, get: Get, turn: listing.Turn) -> listing.Page:
    reply = get(url, json={**_EVERYTHING, "token": turn.cursor})
    page = listing.read_page(reply, "results", _ID, total="total", cursor="nextPage")
    return replace(page, is_last=not page.cursor)


def _detail(jobs: str, payload: Payload, get: Get) -> bytes:
    url = f"{jobs}/{quote(payload.external_id or '', safe='')}"
    return details.own_body(details.own_page(get, url), payload, _ID)


def _place(place: fields.JsonObject) -> str | None:
    region = "region" if "region" in place.value else "state"
    return values.joined(map(place.text, ("city", region, "country")))


def _country(place: fields.JsonObject) -> str | None:
    names = map(place.get, ("countryCode", "country_code", "country"))
    return words.country_code(values.first(names))


def _remote(job: fields.JsonObject) -> str | None:
    if found := words.workplace(str(job.get("workplace")).replace("_", " ")):
        return found
    # False says "not flagged remote", which is hybrid as often as on site.
    return "remote" if True in (job.get("telecommuting"), job.get("remote")) else None


def _description(job: fields.JsonObject) -> str | None:
    """The text. A posting's own page has it in three parts, the widget in one."""
    return values.sections(
        (None, job.prose("description")),
        ("Requirements", job.prose("requirements")),
        ("Benefits", job.prose("benefits")),
    )
