"""Finds where the digits of a text stand, so that figures are looked for there and nowhere else.

Decides only what a digit is: 0 to 9, the ones that pay and phone numbers are written in. Leaves to `transforms.readers.pay.money`,
`transforms.readers.pay.ranges` and `transforms.text.personal` what a figure means.
"""

from __future__ import annotations


def digit_places(text: str) -> list[int]:
    """The positions of the digits 0-9 in a text, ascending.

    A posting holds some twenty digits among thousands of letters: ten searches for a character find them four times as
    soon as one regular expression that tries every letter.
    """
    places: list[int] = []
    for digit in "0123456789":
        place = text.find(digit)
        while place >= 0:
            places.append(place)
            place = text.find(digit, place + 1)
    places.sort()
    return places
