"""Tinted theme colours as Excel shows them: ECMA-376 part 1, 18.8.19, in whole numbers.

The standard leaves rounding open. Hue, luminance and saturation from 0 to 240, as in the colour dialog of
Windows, give all 35 shades of the palette of Office 2010 to the last bit.
"""

from __future__ import annotations

from functools import lru_cache

_MOST, _WHOLE = 240, 255
_SIXTH, _HALF = _MOST // 6, _MOST // 2
_THIRD, _TWO_THIRDS = _MOST // 3, _MOST * 2 // 3
_ROUNDED_FROM = 0.1
"""Excel drops what is behind the point; what is nearly whole is whole."""


@lru_cache(maxsize=1024)
def tinted(rgb: str, tint: float) -> str:
    """Return a colour (six hexadecimal digits) made darker (tint below 0) or lighter (above)."""
    if not tint or not -1 <= tint <= 1:
        return rgb
    hue, light, saturation = _hls(*(int(rgb[at : at + 2], 16) for at in (0, 2, 4)))
    lit = light * (1 + tint) if tint < 0 else light * (1 - tint) + _MOST * tint
    return _rgb(hue, int(lit + _ROUNDED_FROM), saturation)


def _hls(red: int, green: int, blue: int) -> tuple[int, int, int]:
    high, low = max(red, green, blue), min(red, green, blue)
    total, spread = high + low, high - low
    light = (total * _MOST + _WHOLE) // (2 * _WHOLE)
    if not spread:
        return _TWO_THIRDS, light, 0
    room = total if light <= _HALF else 2 * _WHOLE - total
    saturation = (spread * _MOST + room // 2) // room
    away = [((high - part) * _SIXTH + spread // 2) // spread for part in (red, green, blue)]
    if red == high:
        hue = away[2] - away[1]
    elif green == high:
        hue = _THIRD + away[0] - away[2]
    else:
        hue = _TWO_THIRDS + away[1] - away[0]
    return hue % _MOST, light, saturation


def _rgb(hue: int, light: int, saturation: int) -> str:
    if light <= _HALF:
        upper = (light * (_MOST + saturation) + _HALF) // _MOST
    else:
        upper = light + saturation - (light * saturation + _HALF) // _MOST
    lower = 2 * light - upper
    parts = (_part(lower, upper, (hue + turn) % _MOST) for turn in (_THIRD, 0, -_THIRD))
    return "".join(f"{min(_WHOLE, (part * _WHOLE + _HALF) // _MOST):02X}" for part in parts)


def _part(lower: int, upper: int, hue: int) -> int:
    if hue < _SIXTH:
        return lower + ((upper - lower) * hue + _SIXTH // 2) // _SIXTH
    if hue < _HALF:
        return upper
    if hue < _TWO_THIRDS:
        return lower + ((upper - lower) * (_TWO_THIRDS - hue) + _SIXTH // 2) // _SIXTH
    return lower
