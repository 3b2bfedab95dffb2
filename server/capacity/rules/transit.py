"""How long goods are on the road, by the place an address begins with."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from server.masterdata.rules.folding import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

_SUFFIXES = re.compile("特别行政区|(?:维吾尔|壮族|回族)?自治区|省|市")


def place_of(text: str) -> str:
    """Return an address or the name of a place as they are compared: 江苏省苏州市 and 江苏苏州 are alike."""
    return _SUFFIXES.sub("", fold(text))


def spellings(days_by_place: Mapping[str, int]) -> dict[str, int]:
    """Return days by every name of a place, as compared; addresses often leave the province out.

    苏州 counts for 江苏苏州 where 江苏 is a place, too.
    """
    places = {place_of(place): days for place, days in days_by_place.items()}
    short = {
        place.removeprefix(outer): days
        for place, days in places.items()
        for outer in places
        if outer != place and place.startswith(outer)
    }
    return {**short, **places}


def days_on_road(ship_to: str | None, region: str | None, places: Mapping[str, int]) -> int | None:
    """Return the days of the longest place that the address begins with, else the customer's region.

    `places` is what `spellings` made. None where no place fits.
    """
    for text in (ship_to, region):
        asked = place_of(text or "")
        fitting = [place for place in places if place and asked.startswith(place)]
        if fitting:
            return places[max(fitting, key=len)]
    return None
