"""Names the employer behind a board that is added, so that the list shows it as one of that employer's boards.

Decides which name wins: that of the bundled lists, then that in the board's own postings, then the board's own name. Sends
polite requests as any look does, for a few postings only. Leaves which board it is to `flows.boards.discover`.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterable
from itertools import islice

from flows.errors import RolecallError
from flows.settings import Settings
from flows.sources import Board, every_source
from flows.web.client import PoliteClient
from flows.web.look import Getter

log = logging.getLogger(__name__)

_POSTINGS_READ = 5  # of some sources each costs a request
_PARTS_OF_HOSTS = frozenset("www jobs job careers career apply recruiting hiring".split())


def name_employer(
    board: Board, settings: Settings, known: Iterable[Board]
) -> tuple[str | None, str]:
    """The employer whose board it is, and in words who says so. None for a board that gathers many employers.

    Args:
        board: the board to be added.
        settings: how to ask.
        known: boards that may name it: an employer that moves often keeps its board's name.
    """
    if every_source()[board.source].gathers:
        return None, ""
    for other in known:
        if other.employer and other.slug.casefold() == board.slug.casefold():
            return other.employer, f"as the lists call the employer of {other.source},{other.slug}"
    if said := _ask(board, settings):
        return said, "as its postings say"
    return _called(board.slug), "by the name of the board"


def _ask(board: Board, settings: Settings) -> str | None:
    """The employer that most of the first postings name. None: they name none, or the board does not answer."""
    source, names = every_source()[board.source], Counter[str]()
    try:
        with PoliteClient(settings) as client:
            keys = client.keys_of(source)
            get = Getter(client, source.min_delay_s, keys=keys, source=source.name)
            for payload in islice(source.fetch(board, get), _POSTINGS_READ):
                names.update(
                    posting.employer for posting in source.parse(payload, board) if posting.employer
                )
    except RolecallError as exc:
        log.info("%s/%s: %s", board.source, board.slug, exc)
    return names.most_common(1)[0][0] if names else None


def _called(slug: str) -> str:
    """A board's name as an employer's: "acme-labs" and "careers.acme-labs.example/en" are Acme Labs."""
    words = re.findall(r"[^-_+%\s]+", _longest_label(slug.partition("/")[0]))
    return " ".join(map(_capitalised, words))


def _capitalised(word: str) -> str:
    return word[:1].upper() + word[1:]


def _longest_label(host: str) -> str:
    labels = [label for label in host.split(".")[:-1] if label not in _PARTS_OF_HOSTS]
    return max(labels, key=len) if labels else host
