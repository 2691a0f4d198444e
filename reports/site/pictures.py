"""Each figure as a small page of its own, for whoever turns pages into image files: `rolecall report --png`.

Decides what belongs to a figure that travels alone: its title, finding, drawing, legend, caption with n, and the edition it
is from. Leaves the taking of the picture to `flows`. The drawings are the static ones; nothing runs but one line of script
on the contact sheet, which measures how tall each figure is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from reports.answers import Answer
from reports.page import Edition, Figure
from reports.site.rendering import environment
from reports.site.site import every_page, read_edition, stylesheet
from reports.wording import numbers

PICTURE_WIDTH = 1120
"""CSS pixels: three small multiples side by side keep the width that the pages give them."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One drawn figure: its id, which names the file, and a page that shows it and nothing else."""

    name: str
    html: str


def every_picture(answer: Answer) -> list[Picture]:
    """One page per figure that has a drawing, in the order of the site; a figure that still waits for data has none.

    Args:
        answer: As for `reports.site.site.build_site`.

    Raises:
        ValueError: When `mart_edition` has no row with a day.
    """
    edition = read_edition(answer)
    return [Picture(figure.id, _page([figure], edition)) for figure in _drawn(answer, edition)]


def contact_sheet(answer: Answer) -> str:
    """All pictures on one page; opened in a browser, its `body[data-heights]` holds each figure's height in CSS pixels."""
    edition = read_edition(answer)
    return _page(list(_drawn(answer, edition)), edition)


def _drawn(answer: Answer, edition: Edition) -> Iterator[Figure]:
    for entry in every_page():
        for block in entry.module.build(answer, edition).blocks:
            if isinstance(block, Figure) and block.panels:
                yield block


def _page(figures: list[Figure], edition: Edition) -> str:
    env = environment()
    return env.get_template("picture.html").render(
        figures=figures,
        edition=edition,
        day=numbers.day(edition.as_of),
        css=Markup(stylesheet(env).decode()),  # noqa: S704 - our own stylesheet
        width=PICTURE_WIDTH,
    )
