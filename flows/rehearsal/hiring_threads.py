"""Hacker News in rehearsal: a "Who is hiring?" thread a month, as Algolia and Firebase give it.

Decides which openings a month's thread holds (planted means per role, growing as the role does) and how a comment is
written: "Employer | Titles | Place | REMOTE | pay", then a few sentences. Threads also hold what real ones hold besides:
replies, a remark that is no posting, a deleted comment. Leaves the truth to `truth` and HTTP to `server`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from html import escape
from random import Random

import numpy as np

from flows.rehearsal.planted import WEEKS_PER_YEAR, Employer, Offer, Opening, planted
from flows.rehearsal.truth import Market
from flows.rehearsal.words import money, skill_list, write_duties
from transforms.text.lexicon import lexicon

AUTHOR = "whoishiring"
_FIRST_ID = 42_000_000
_IDS_PER_MONTH = 100_000
_HOUR_OF_THREAD = 15  # threads open at 11 a.m. Eastern time
_SECOND_OPENING_SHARE = 0.25  # comments that go on to a further opening
_PAY_SHARE = 0.4
_REMARKS = (
    "Is anyone here hiring in Portugal this month?",
    "The parent thread sorts oddly for me, is it just me?",
)


@dataclass(frozen=True, slots=True)
class HiringComment:
    """One comment: openings is empty for a remark; `text` is HTML as Hacker News keeps it, None when deleted."""

    id: int
    parent_id: int
    created_at: datetime
    author: str | None
    text: str | None
    openings: tuple[Opening, ...]


@dataclass(frozen=True, slots=True)
class HiringThread:
    """One month's thread. `comments` holds the top level and the replies, oldest first."""

    id: int
    month: date
    created_at: datetime
    comments: tuple[HiringComment, ...]

    @property
    def title(self) -> str:
        """The title as the author writes it."""
        return f"Ask HN: Who is hiring? ({self.month:%B %Y})"

    def n_openings(self) -> dict[str, int]:
        """How many openings of each role the thread holds."""
        return Counter(opening.role for comment in self.comments for opening in comment.openings)


def simulate_threads(market: Market, lots: int = 1) -> tuple[HiringThread, ...]:
    """A thread for each month whose first working day lies in the market's span, oldest first. Other `lots`, other threads."""
    rng = np.random.default_rng([market.seed, lots])
    return tuple(
        _Month(market, rng, number, month).thread() for number, month in enumerate(_months(market))
    )


def _months(market: Market) -> Iterator[date]:
    month = market.start.replace(day=1)
    while (opens := _first_working_day(month)) <= market.last_day:
        if opens >= market.start:
            yield month
        month = (month + timedelta(days=32)).replace(day=1)


def _first_working_day(month: date) -> date:
    return month + timedelta(days=(7 - month.weekday()) if month.weekday() >= 5 else 0)


class _Month:
    def __init__(self, market: Market, rng: np.random.Generator, number: int, month: date) -> None:
        self.market, self.rng, self.month = market, rng, month
        self.opens = datetime.combine(
            _first_working_day(month), datetime.min.time(), UTC
        ) + timedelta(hours=_HOUR_OF_THREAD)
        self.next_id = self.thread_id = _FIRST_ID + number * _IDS_PER_MONTH
        names = lexicon(__package__, "employers.toml")
        self.names: list[str] = [
            first + second for first in names["first"] for second in names["second"]
        ]

    def thread(self) -> HiringThread:
        years = (self.opens.date() - self.market.start).days / 7 / WEEKS_PER_YEAR
        growth = self.market.truth.growth_share
        roles = [
            role
            for role, mean in self.market.truth.thread_openings.items()
            for _ in range(int(self.rng.poisson(mean * (1 + growth[role]) ** years)))
        ]
        waiting = [roles[place] for place in self.rng.permutation(len(roles))]
        comments: list[HiringComment] = []
        while waiting:
            n_openings = 2 if len(waiting) > 1 and self.rng.random() < _SECOND_OPENING_SHARE else 1
            taken, waiting = waiting[:n_openings], waiting[n_openings:]
            comments.append(self._posting(taken))
            if self.rng.random() < 0.15:
                comments.append(
                    self._comment(
                        "Is this open to people outside the listed places?", comments[-1].id, ()
                    )
                )
        comments.append(self._comment(_REMARKS[self.month.month % 2], self.thread_id, ()))
        comments.append(replace(self._comment("", self.thread_id, ()), text=None, author=None))
        return HiringThread(
            self.thread_id,
            self.month,
            self.opens,
            tuple(sorted(comments, key=lambda comment: comment.id)),
        )

    def _posting(self, roles: list[str]) -> HiringComment:
        employer = self._employer()
        first = self._opening(employer, roles[0])
        openings = [first, *(self._opening(employer, role, first.title) for role in roles[1:])]
        return self._comment(
            _comment_html(openings, self._one(planted()["countries"][first.country]["cities"])),
            self.thread_id,
            tuple(openings),
        )

    def _comment(self, text: str, parent_id: int, openings: tuple[Opening, ...]) -> HiringComment:
        # Most comments come in the first two days; ids rise with time, as on the site.
        self.next_id += int(self.rng.integers(5, 900))
        created_at = self.opens + timedelta(seconds=(self.next_id - self.thread_id) * 6)
        return HiringComment(
            self.next_id, parent_id, created_at, f"rehearsal{self.next_id % 9973}", text, openings
        )

    def _employer(self) -> Employer:
        countries = planted()["countries"]
        weights = np.array([row["weight"] for row in countries.values()])
        like = self.market.employers[int(self.rng.integers(len(self.market.employers)))]
        name = self._one(self.names)
        country = str(self.rng.choice(list(countries), p=weights / weights.sum()))
        remote = str(self.rng.choice(["remote", "hybrid", "onsite"], p=[0.5, 0.2, 0.3]))
        return Employer(
            name.lower(), name, like.sector, like.product, "hackernews", country, remote, 1.0
        )

    def _opening(self, employer: Employer, role: str, other_title: str = "") -> Opening:
        """An opening whose title is not part of `other_title`, the one beside it in the comment."""
        rng, country = self.rng, planted()["countries"][employer.country]
        level = str(rng.choice(["mid", "senior", "staff"], p=[0.55, 0.35, 0.1]))
        plain = [
            title
            for title, _ in planted()["titles"][role]
            if not {"{", ","} & set(title) and title not in other_title
        ]
        prefix = {"mid": "", "senior": "Senior ", "staff": "Staff "}[level]
        offer = None
        if rng.random() < _PAY_SHARE:
            mid = self.market.truth.pay_median[role, level, employer.country] * float(
                np.exp(rng.normal(0, 0.1))
            )
            step = max(country["step"], 5000)
            low, high = (int(round(mid * factor / step) * step) for factor in (0.88, 1.12))
            offer = Offer(
                low, high, country["currency"], "year", is_structured=False, is_in_text=True
            )
        shares = self.market.truth.skill_shares(
            role, self.opens.date(), self.market.start, self.market.last_day
        )
        skills = tuple(skill for skill, share in shares.items() if rng.random() < share)
        seed = int(rng.integers(1 << 40))
        title = prefix + self._one(plain)
        return Opening(
            seed,
            employer,
            role,
            level,
            title,
            employer.country,
            employer.remote,
            offer,
            skills,
            seed,
        )

    def _one(self, values: list[str]) -> str:
        return values[int(self.rng.integers(len(values)))]


def _comment_html(openings: list[Opening], city: str) -> str:
    first = openings[0]
    remote = {
        "remote": f"REMOTE ({planted()['countries'][first.country]['name']})",
        "hybrid": "HYBRID",
        "onsite": "ONSITE",
    }[first.remote]
    place = [remote] if first.remote == "remote" else [city, remote]
    titles = ", ".join(opening.title for opening in openings)
    pay = [_short_range(first)] if first.offer and len(openings) == 1 else []
    line = " | ".join([first.employer.name, titles, *place, "Full-time", *pay])
    paragraphs = [_hn(line), _hn(f"{first.employer.name} makes tools for {first.employer.sector}.")]
    for opening in openings:
        lead = f"{opening.title}: " if len(openings) > 1 else "You will: "
        paragraphs.append(
            _hn(lead + " ".join(write_duties(opening, 2 + Random(opening.text_seed).randrange(2))))
        )
        if opening.skills:
            paragraphs.append(_hn(f"We use {skill_list(opening.skills)}."))
    address = _hn(f"https://{first.employer.slug}.example/jobs")
    paragraphs.append(f'Apply: <a href="{address}" rel="nofollow">{address}</a>')
    return "<p>".join(paragraphs)


def _short_range(opening: Opening) -> str:
    offer = opening.offer
    if offer is None or offer.low >= 1_000_000:
        return f"{offer.currency} {offer.low:,} - {offer.high:,}" if offer else ""
    low, high = (money(amount // 1000, opening.country) for amount in (offer.low, offer.high))
    return f"{low}k - {high}k"


def _hn(text: str) -> str:
    """Escaped as Hacker News does: slashes and apostrophes too."""
    return escape(text, quote=False).replace("/", "&#x2F;").replace("'", "&#x27;")
