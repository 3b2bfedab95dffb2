"""Pictures of actions, drawn from strokes: small PNG files with smooth edges and a clear ground."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from itertools import pairwise
from math import cos, hypot, pi, sin

GRID = 24.0
"""Strokes are drawn on a square of this side."""
BLUE, GREEN, ORANGE, RED, GREY = 0x2F5D7C, 0x2E8B57, 0xC77800, 0xC0392B, 0x52606D
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through points, round at its ends; one point alone is a dot of this width."""

    colour: int
    points: tuple[Point, ...]
    width: float = 2.6


def _arc(centre: Point, radius: float, start: float, end: float) -> tuple[Point, ...]:
    """Return points on a circle; degrees, clockwise from the right."""
    steps = 24
    turns = (start + (end - start) * step / steps for step in range(steps + 1))
    return tuple(
        (centre[0] + radius * cos(turn * pi / 180), centre[1] + radius * sin(turn * pi / 180))
        for turn in turns
    )


_MIDDLE = (12.0, 12.0)
_RING = _arc(_MIDDLE, 8.5, 0, 360)
_PAGE = ((5.0, 3.0), (19.0, 3.0), (19.0, 21.0), (5.0, 21.0), (5.0, 3.0))
DRAWINGS: dict[str, tuple[Stroke, ...]] = {
    "precheck": (
        Stroke(GREY, _PAGE, 2.0),
        Stroke(GREEN, ((8.5, 12.0), (11.2, 15.0), (16.0, 8.5)), 3.0),
    ),
    "sync": (
        Stroke(BLUE, _arc(_MIDDLE, 8.0, 190, 345), 3.0),
        Stroke(BLUE, ((20.5, 4.5), (20.0, 10.0), (14.8, 9.2)), 2.6),
        Stroke(GREEN, _arc(_MIDDLE, 8.0, 10, 165), 3.0),
        Stroke(GREEN, ((3.5, 19.5), (4.0, 14.0), (9.2, 14.8)), 2.6),
    ),
    "undo": (
        Stroke(ORANGE, ((4.0, 9.0), (14.0, 9.0)), 3.0),
        Stroke(ORANGE, _arc((14.0, 14.0), 5.0, -90, 90), 3.0),
        Stroke(ORANGE, ((14.0, 19.0), (8.0, 19.0)), 3.0),
        Stroke(ORANGE, ((8.5, 4.0), (3.5, 9.0), (8.5, 14.0)), 3.0),
    ),
    "refresh": (
        Stroke(BLUE, _arc(_MIDDLE, 8.0, -40, 260), 3.0),
        Stroke(BLUE, ((19.5, 1.8), (18.8, 7.4), (13.4, 6.6)), 2.6),
    ),
    "next_problem": (
        Stroke(RED, ((12.0, 3.0), (12.0, 12.0)), 4.0),
        Stroke(RED, ((12.0, 17.0),), 4.2),
        Stroke(GREY, ((6.0, 21.0), (18.0, 21.0)), 2.0),
    ),
    "lookup_product": (
        Stroke(BLUE, _arc((10.0, 10.0), 6.2, 0, 360), 2.6),
        Stroke(BLUE, ((14.8, 14.8), (20.5, 20.5)), 3.6),
    ),
    "explain_row": (
        Stroke(GREY, _RING, 2.2),
        Stroke(BLUE, ((12.0, 7.2),), 3.2),
        Stroke(BLUE, ((12.0, 11.5), (12.0, 17.0)), 3.0),
    ),
    "adopt": (
        Stroke(GREY, ((5.0, 8.0), (19.0, 8.0), (19.0, 21.0), (5.0, 21.0), (5.0, 8.0)), 2.0),
        Stroke(ORANGE, ((8.5, 16.5), (15.5, 16.5)), 3.0),
        Stroke(GREEN, ((12.0, 2.0), (12.0, 12.5)), 2.8),
        Stroke(GREEN, ((8.6, 9.2), (12.0, 12.6), (15.4, 9.2)), 2.8),
    ),
    "statement": (
        Stroke(GREY, _PAGE, 2.0),
        Stroke(BLUE, ((8.5, 7.5), (15.5, 7.5)), 2.0),
        Stroke(BLUE, ((8.5, 11.5), (15.5, 11.5)), 2.0),
        Stroke(GREEN, ((10.5, 16.5), (15.5, 16.5)), 3.4),
    ),
    "weekly_report": (
        Stroke(GREY, ((3.5, 20.5), (20.5, 20.5)), 2.2),
        Stroke(BLUE, ((6.5, 17.5), (6.5, 13.0)), 3.4),
        Stroke(GREEN, ((12.0, 17.5), (12.0, 5.0)), 3.4),
        Stroke(ORANGE, ((17.5, 17.5), (17.5, 9.0)), 3.4),
    ),
    "shortage": (
        Stroke(ORANGE, ((12.0, 3.0), (21.0, 20.0), (3.0, 20.0), (12.0, 3.0)), 2.4),
        Stroke(RED, ((12.0, 9.5), (12.0, 13.5)), 2.8),
        Stroke(RED, ((12.0, 17.0),), 3.0),
    ),
    "login": (
        Stroke(BLUE, _arc((12.0, 8.0), 3.6, 0, 360), 3.0),
        Stroke(BLUE, _arc((12.0, 21.5), 8.0, 190, 350), 3.0),
    ),
    "logout": (
        Stroke(GREY, ((12.0, 3.5), (4.5, 3.5), (4.5, 20.5), (12.0, 20.5)), 2.6),
        Stroke(RED, ((10.0, 12.0), (20.0, 12.0)), 2.8),
        Stroke(RED, ((16.0, 7.5), (20.5, 12.0), (16.0, 16.5)), 2.8),
    ),
}
OTHER = (Stroke(GREY, _RING, 2.4), Stroke(BLUE, (_MIDDLE,), 6.0))
"""The picture of an action that has none of its own."""


def icon(action: str, size: int) -> bytes:
    """Return the PNG of an action, `size` pixels square."""
    strokes = DRAWINGS.get(action, OTHER)
    scale = GRID / size
    rows = (
        b"\0" + b"".join(_pixel(((x + 0.5) * scale, (y + 0.5) * scale), strokes, scale) for x in range(size))
        for y in range(size)
    )
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)  # eight bits each of red, green, blue, alpha
    parts = (_chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(b"".join(rows), 9)), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def _pixel(at: Point, strokes: tuple[Stroke, ...], scale: float) -> bytes:
    """Return a pixel: later strokes over earlier ones, its alpha what they cover of it together."""
    red = green = blue = alpha = 0.0
    for stroke in strokes:
        cover = min(1.0, max(0.0, 0.5 + (stroke.width / 2 - _distance(at, stroke.points)) / scale))
        if cover:
            colours = (stroke.colour >> 16 & 255, stroke.colour >> 8 & 255, stroke.colour & 255)
            red, green, blue = (
                (
                    new * cover + old * (1 - cover)
                    for new, old in zip(colours, (red, green, blue), strict=True)
                )
                if alpha
                else colours
            )
            alpha = cover + alpha * (1 - cover)
    return bytes((round(red), round(green), round(blue), round(alpha * 255)))


def _distance(at: Point, points: tuple[Point, ...]) -> float:
    if len(points) == 1:
        return hypot(at[0] - points[0][0], at[1] - points[0][1])
    return min(_to_segment(at, start, end) for start, end in pairwise(points))


def _to_segment(at: Point, start: Point, end: Point) -> float:
    along = (end[0] - start[0], end[1] - start[1])
    length = along[0] ** 2 + along[1] ** 2
    part = ((at[0] - start[0]) * along[0] + (at[1] - start[1]) * along[1]) / length
    part = min(1.0, max(0.0, part))
    return hypot(at[0] - start[0] - part * along[0], at[1] - start[1] - part * along[1])


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
