"""The questions that programs may ask: name, parameters, query, definition. Stated once, in `questions.toml` and `sql/`.

Decides which values a parameter takes. Leaves running a query to `running`, and how a question is asked to `api` and
`model_tools`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from flows.errors import UsageError
from transforms.readers.level import LEVELS
from transforms.text.lexicon import lexicon
from transforms.vocabulary import ALL, PANEL_ROLES, READ_ROLES

LONGEST_TEXT = 20_000
"""Characters of a query or an id. The longest of our own figures' queries has a tenth of that."""

_MOST_PAY = 100_000_000

_ABOUT = {
    "role": "The role, by the work.",
    "panel_role": "The role, by the work, or all.",
    "level": "Level, or all.",
    "country": "ISO 3166-1 alpha-2 code in capitals, or all.",
}
_CHOICES = {"role": list(READ_ROLES), "panel_role": list(PANEL_ROLES), "level": [*LEVELS, ALL]}
_PATTERNS = {"country": r"[A-Z]{2}|all", "word": r"[a-z0-9_]{1,60}"}
_TYPES = {"money": "number", "count": "integer"}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a question. It is required unless it has a `default`.

    `kind`: role, panel_role (with all), level, country, choice, word (a name), text, money or count. `most`: the largest count.
    """

    name: str
    kind: str
    about: str = ""
    default: str | int | None = None
    choices: tuple[str, ...] = ()
    most: int = 0

    @property
    def schema(self) -> dict[str, Any]:
        """What it takes, as JSON Schema."""
        schema: dict[str, Any] = {"type": _TYPES.get(self.kind, "string")}
        schema |= {"description": self.about or _ABOUT.get(self.kind, "")}
        if self.default is not None:
            schema["default"] = self.default
        if self.choices:
            schema["enum"] = list(self.choices)
        if pattern := _PATTERNS.get(self.kind):
            schema["pattern"] = f"^({pattern})$"
        if self.kind == "text":
            schema["maxLength"] = LONGEST_TEXT
        if self.kind == "count":
            schema |= {"minimum": 1, "maximum": self.most}
        if self.kind == "money":
            schema |= {"exclusiveMinimum": 0, "maximum": _MOST_PAY}
        return schema

    def read(self, value: object) -> str | int | float:
        """The value as the query takes it. Raises UsageError, which says what would be right."""
        if value is None:
            if self.default is None:
                raise UsageError(f"{self.name} is missing: {self.schema['description']}")
            return self.default
        if self.kind in _TYPES:
            return self._number(value)
        text = str(value)
        if self.choices and text not in self.choices:
            raise UsageError(f"{self.name}: {text[:60]!r} is none of {', '.join(self.choices)}")
        pattern = _PATTERNS.get(self.kind)
        if pattern and not re.fullmatch(pattern, text):
            raise UsageError(
                f"{self.name}: {text[:60]!r} is not valid. {self.schema['description']}"
            )
        if len(text) > LONGEST_TEXT:
            raise UsageError(f"{self.name} is longer than {LONGEST_TEXT:,} characters")
        return text

    def _number(self, value: object) -> float:
        most = self.most or _MOST_PAY
        try:
            number = int(str(value)) if self.kind == "count" else float(str(value))
        except ValueError:
            number = 0
        if not 0 < number <= most:
            raise UsageError(f"{self.name}: {str(value)[:60]!r} is not a number from 1 to {most:,}")
        return number


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    `example`: values as in an address. `interval`: columns of an interval's ends. `n`: columns of counts.
    `meanings`: what columns mean that no table has. `unknown`: what to say when the values name nothing in the market.
    """

    name: str
    title: str
    example: str
    definition: str
    tables: tuple[str, ...]
    interval: tuple[str, ...]
    n: Mapping[str, str]
    meanings: Mapping[str, str]
    parameters: tuple[Parameter, ...]
    unknown: str

    @property
    def sql(self) -> str | None:
        """The query. None: the asker brings it."""
        return _read_sql(f"{self.name}.sql")

    @property
    def known_sql(self) -> str | None:
        """What gives a row when the values name something that has no answer. None: no rows say that they name nothing."""
        return _read_sql(f"{self.name}.known.sql")

    @property
    def schema(self) -> dict[str, Any]:
        """What it takes, as JSON Schema."""
        return {
            "type": "object",
            "properties": {each.name: each.schema for each in self.parameters},
            "required": [each.name for each in self.parameters if each.default is None],
            "additionalProperties": False,
        }

    def read(self, values: Mapping[str, object]) -> dict[str, str | int | float]:
        """Every parameter's value, defaults filled in. Raises UsageError for a wrong, missing or unknown one."""
        names = [each.name for each in self.parameters]
        if unknown := sorted(set(values) - set(names)):
            raise UsageError(
                f"{self.name} takes no {', '.join(unknown)[:100]}; it takes {', '.join(names)}"
            )
        return {each.name: each.read(values.get(each.name)) for each in self.parameters}


@cache
def every_question() -> dict[str, Question]:
    """All questions by name, in the order in which they are shown."""
    return {
        name: Question(
            name=name,
            title=about["title"],
            example=about["example"],
            definition=about["definition"],
            tables=tuple(about["tables"]),
            interval=tuple(about["interval"]),
            n=about["n"],
            meanings=about.get("meanings", {}),
            parameters=tuple(map(_parameter, about["parameters"])),
            unknown=about.get("unknown", ""),
        )
        for name, about in lexicon(__package__, "questions.toml").items()
    }


def _read_sql(name: str) -> str | None:
    file = files(__package__).joinpath("sql", name)
    return file.read_text("utf-8").strip() if file.is_file() else None


def _parameter(about: Mapping[str, Any]) -> Parameter:
    choices = tuple(about.get("choices", _CHOICES.get(about["kind"], ())))
    return Parameter(**{**about, "choices": choices})
