"""The wording of a rehearsal posting: sections of invented sentences for one opening.

Decides which sentences of `words.toml` an opening is written with. The same opening always reads the same. Leaves the
markup to `dialects`. A repost keeps its opening's words but for one sentence, as reposts do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from random import Random

from flows.rehearsal.planted import Opening, planted
from transforms.text.lexicon import lexicon

_SKILLS_AT_MOST_PER_SENTENCE = 3
_PREFERRED_SKILL_SHARE = 0.25  # of an opening's skills stand among the nice-to-haves
_PERIOD_WORDS = {"year": "per year", "month": "per month", "hour": "per hour"}


@dataclass(frozen=True, slots=True)
class Part:
    """One section: its heading, its paragraphs, then its list."""

    kind: str
    heading: str
    paragraphs: tuple[str, ...]
    items: tuple[str, ...]

    def html(self, rank: str = "h3") -> str:
        """The section as plain HTML, heading included."""
        return f"<{rank}>{escape(self.heading)}</{rank}>" + self.html_body()

    def html_body(self) -> str:
        """The section as plain HTML without its heading."""
        paragraphs = "".join(f"<p>{escape(line)}</p>" for line in self.paragraphs)
        return paragraphs + (f"<ul>{self.html_items()}</ul>" if self.items else "")

    def html_items(self) -> str:
        """The list's items as HTML, without the list around them."""
        return "".join(f"<li>{escape(line)}</li>" for line in self.items)

    def plain(self) -> str:
        """The section as plain text."""
        return "\n".join([self.heading, *self.paragraphs, *(f"- {item}" for item in self.items)])


def write_parts(opening: Opening, n_repost: int = 0) -> tuple[Part, ...]:
    """The sections of the opening's text: about, duties, requirements, preferred, benefits, legal."""
    return _Writer(opening).parts(n_repost)


def write_duties(opening: Opening, n_duties: int) -> list[str]:
    """A few sentences on the work alone, for short forms such as a hiring thread's comments."""
    return _Writer(opening).duties(n_duties)


def skill_list(skills: Sequence[str]) -> str:
    """Skills by their names as one reads them: "A, B and C"."""
    names = [lexicon(__package__, "words.toml")["skill_names"][skill] for skill in skills]
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else ""


def money(amount: int, country: str) -> str:
    """An amount with its sign and thousands grouped: "$150,000"."""
    return f"{planted()['countries'][country]['sign']}{amount:,}"


class _Writer:
    def __init__(self, opening: Opening) -> None:
        self.opening, self.words, self.random = (
            opening,
            lexicon(__package__, "words.toml"),
            Random(opening.text_seed),
        )

    def parts(self, n_repost: int) -> tuple[Part, ...]:
        duties = (*self.duties(6 + self._below(3)), *self._neighbouring_duties())
        parts = (
            Part("about", self._heading("about"), self._about(), ()),
            Part("duties", self._heading("duties"), (self._remote_line(),), duties),
            Part("requirements", self._heading("requirements"), (), self._requirements()),
            Part("preferred", self._heading("preferred"), (), self._preferred()),
            Part("benefits", self._heading("benefits"), self._pay(), self._benefits()),
            Part("legal", self._heading("legal"), self._legal(), ()),
        )
        if not n_repost:
            return parts
        another_close = self._fill(
            self.words["about"]["second"][n_repost % len(self.words["about"]["second"])]
        )
        return (
            Part(
                "about",
                parts[0].heading,
                (parts[0].paragraphs[0], another_close, *parts[0].paragraphs[2:]),
                (),
            ),
            *parts[1:],
        )

    def duties(self, n_duties: int) -> list[str]:
        return [
            self._fill(line)
            for line in self._some(self.words["duties"][self.opening.role], n_duties)
        ]

    def _neighbouring_duties(self) -> list[str]:
        """One or two duties of the neighbouring role, for the openings whose work is mixed."""
        chance, n_duties = self._below(1000) / 1000, 1 + self._below(2)
        if chance >= planted()["market"]["mixed_duties_share"]:
            return []
        neighbour = planted()["neighbours"][self.opening.role]
        return [self._fill(line) for line in self._some(self.words["duties"][neighbour], n_duties)]

    def _about(self) -> tuple[str, ...]:
        return tuple(
            self._fill(self._one(self.words["about"][place]))
            for place in ("first", "second", "third")
        )

    def _legal(self) -> tuple[str, ...]:
        return tuple(
            self._fill(self._one(self.words["legal"][place])) for place in ("first", "second")
        )

    def _remote_line(self) -> str:
        return str(self._one(self.words["remote"][self.opening.remote]))

    def _requirements(self) -> tuple[str, ...]:
        opening, words = self.opening, self.words
        degree = self._one(words["degrees"].get(opening.role, words["degrees"]["other"]))
        math = self._one(words["math"].get(opening.role, [""]))
        lines = [
            self._one(words["years"][opening.level]),
            *self._some(words["requirements"][opening.role], 3),
        ]
        lines += [*self._skill_lines("required", self._split_skills()[0]), degree, math]
        return tuple(self._fill(line) for line in lines if line)

    def _preferred(self) -> tuple[str, ...]:
        lines = self._skill_lines("preferred", self._split_skills()[1]) + self._some(
            self.words["preferred"]["any"], 2
        )
        return tuple(self._fill(line) for line in lines)

    def _benefits(self) -> tuple[str, ...]:
        words = self.words["benefits"]
        lines = self._some(words["any"], 4)
        if self._below(100) < 45:
            lines.append(words["equity"])
        visa = self._below(100)
        if visa < 25:
            lines.append(words["visa_offered"] if visa < 15 else words["visa_not_offered"])
        return tuple(map(self._fill, lines))

    def _pay(self) -> tuple[str, ...]:
        offer = self.opening.offer
        sentence = self._one(self.words["pay"]["sentences"])
        if offer is None or not offer.is_in_text:
            return ()
        low, high = (money(amount, self.opening.country) for amount in (offer.low, offer.high))
        return (sentence.format(low=low, high=high, period=_PERIOD_WORDS[offer.period]),)

    def _split_skills(self) -> tuple[list[str], list[str]]:
        """Required and preferred skills. Which is which depends on the opening alone, not on what was drawn before."""
        chance = Random(self.opening.text_seed + 1)
        preferred = [
            skill for skill in self.opening.skills if chance.random() < _PREFERRED_SKILL_SHARE
        ]
        return [skill for skill in self.opening.skills if skill not in preferred], preferred

    def _skill_lines(self, requirement: str, skills: Sequence[str]) -> list[str]:
        step = _SKILLS_AT_MOST_PER_SENTENCE
        groups = [skills[at : at + step] for at in range(0, len(skills), step)]
        sentences = self._some(self.words["skill_sentences"][requirement], len(groups))
        return [
            sentences[n % len(sentences)].format(skills=skill_list(group))
            for n, group in enumerate(groups)
        ]

    def _heading(self, kind: str) -> str:
        return self._fill(self._one(self.words["headings"][kind]))

    def _fill(self, line: str) -> str:
        if "{" not in line:
            return line
        slots = {name: self._one(values) for name, values in self.words["slots"].items()}
        employer = self.opening.employer
        return line.format(
            employer=employer.name, sector=employer.sector, product=employer.product, **slots
        )

    def _one(self, values: Sequence[str]) -> str:
        return values[self._below(len(values))]

    def _some(self, values: Sequence[str], n: int) -> list[str]:
        left = list(values)
        return [left.pop(self._below(len(left))) for _ in range(min(n, len(left)))]

    def _below(self, n: int) -> int:
        # random() alone is promised to stay the same over Python's versions; choice() and sample() are not.
        return int(self.random.random() * n)
