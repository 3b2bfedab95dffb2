"""The look of our workbooks: colours, font, heights, number formats, looks of statuses and results."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sync.fields.kinds import Kind, Writer
from sync.fields.orders import HOLDS, STAGES, SYNC_NOTE
from sync.rows.words import Result

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sync.fields.kinds import Field

Props = dict[str, object]
"""Properties of an XlsxWriter format."""

FONT = "微软雅黑"
BASE: Props = {"font_name": FONT, "font_size": 10, "font_family": 2, "font_charset": 134, "valign": "vcenter"}

INK, SOFT_INK, PALE_INK = "#1F2933", "#52606D", "#9AA5B1"
BAND, ON_BAND, SOFT_ON_BAND = "#2F5D7C", "#FFFFFF", "#D9E6EF"
HEAD, HEAD_INK, HEAD_RULE = "#E4EDF4", "#1F3F57", "#2F5D7C"
SERVER_HEAD, SERVER_FILL = "#E1E5EA", "#F3F5F7"
RULE = "#DCE2E8"
STAR = "#C0392B"

BAND_PROPS: Props = BASE | {"bg_color": BAND, "font_color": ON_BAND}
TITLE_PROPS: Props = BAND_PROPS | {"bold": True, "font_size": 16, "indent": 1}
HOW_TO_PROPS: Props = BAND_PROPS | {"font_color": SOFT_ON_BAND, "indent": 1}
HIDDEN_PROPS: Props = BASE | {"font_color": PALE_INK, "num_format": "@"}
HEADER_PROPS: Props = BASE | {
    "bold": True,
    "bg_color": HEAD,
    "font_color": HEAD_INK,
    "border": 1,
    "border_color": RULE,
    "bottom": 2,
    "bottom_color": HEAD_RULE,
    "align": "center",
}
LIST_PROPS: Props = BASE | {"num_format": "@"}
TITLE_HEIGHT, HEADER_HEIGHT, ROW_HEIGHT = 36, 30, 24
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""Text that begins so is marked as text, so that editing the cell does not make it a formula either."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a word stands out: fill, ink, and whether it is bold or struck out."""

    ink: str
    fill: str | None = None
    bold: bool = False
    strike: bool = False

    @property
    def props(self) -> Props:
        """Return the look as format properties; a solid fill of a conditional format is its background."""
        props: Props = {"font_color": self.ink}
        if self.fill:
            props |= {"bg_color": self.fill}
        if self.bold:
            props |= {"bold": True}
        return props | {"font_strikeout": True} if self.strike else props


GREEN = Look("#22662A", "#DDF0DC")
TEAL = Look("#0F6660", "#D8EFED")
BLUE = Look("#1D4F84", "#DFEBF7")
VIOLET = Look("#4A3F99", "#E5E4F6")
PURPLE = Look("#6B3A8A", "#EDDFF5")
AMBER = Look("#8A5A00", "#FDEDC9")
YELLOW = Look("#75610A", "#FFF6C4")
ORANGE = Look("#A0431A", "#FBE0D3")
RED = Look("#A02622", "#FBDAD7", bold=True)
PINK = Look("#8E2466", "#F8DCEB", bold=True)
GREY = Look("#52606D", "#E4E7EB")
PALE = Look(PALE_INK)
ERROR_PROPS: Props = {"font_color": "#A02622", "bg_color": "#F9C9C4"}
CANCELLED = STAGES["cancelled"]

STATUS_LOOKS: Mapping[str, Look] = {
    STAGES["draft"]: GREY,
    STAGES["review"]: BLUE,
    STAGES["approved"]: TEAL,
    STAGES["production"]: VIOLET,
    STAGES["part_shipped"]: Look("#3D6B1F", "#E8F3DC"),
    STAGES["shipped"]: GREEN,
    STAGES["invoiced"]: Look("#1E6B4A", "#DAF0E4"),
    STAGES["settled"]: Look("#1B5E33", "#CBE8D3"),
    STAGES["rejected"]: RED,
    STAGES["cancelled"]: Look(PALE_INK, "#EEF0F2", strike=True),
    HOLDS["stock"]: AMBER,
    HOLDS["duplicate"]: PURPLE,
    HOLDS["credit"]: ORANGE,
    HOLDS["intake"]: YELLOW,
}
RESULT_LOOKS: Mapping[str, Look] = {
    Result.CREATED: GREEN,
    Result.SAVED: GREEN,
    Result.ADDED: GREEN,
    Result.UPDATED: GREEN,
    Result.UNCHANGED: PALE,
    Result.MERGED: TEAL,
    Result.HELD: AMBER,
    Result.CONFLICT: PINK,
    Result.REJECTED: RED,
    Result.SIBLING: GREY,
    Result.THEIRS: BLUE,
    Result.REMOVED: GREY,
    Result.DOUBT: PINK,
    Result.UNDONE: GREY,
    Result.FINE: GREEN,
    Result.WILL_HOLD: AMBER,
}

NUMBER_FORMATS: Mapping[Kind, str] = {
    Kind.CODE: "@",
    Kind.PHONE: "@",
    Kind.NAMES: "@",
    Kind.SECRET: "@",
    Kind.QUANTITY: "#,##0_ ",
    Kind.PRICE: "#,##0.00####_ ",
    Kind.MONEY: "#,##0.00_ ",
    Kind.WHOLE: "0_ ",
    Kind.NUMBER: "General_ ",
    Kind.DATE: "yyyy-mm-dd",
    Kind.TIME: "yyyy-mm-dd hh:mm",
}
TYPED_AS_TEXT = frozenset({Kind.DATE, Kind.TIME})
"""Cells where people type dates are text: a spreadsheet would make 11.3 of `11.30`. Synced ones are dates."""
FRACTION_FORMAT = "#,##0.0#####_ "
_RIGHT = frozenset({Kind.QUANTITY, Kind.PRICE, Kind.MONEY, Kind.NUMBER, Kind.WHOLE})
_CENTRE = frozenset({Kind.DATE, Kind.TIME, Kind.TRUTH, Kind.COMMAND})
_CENTRED_KEYS = frozenset({"status", "sync_result", "stage", "unit", "priority", "level"})


def number_format(field: Field) -> str:
    """Return the number format of an empty cell of the field."""
    if field.writer is Writer.PEOPLE and field.kind in TYPED_AS_TEXT:
        return "@"
    return NUMBER_FORMATS.get(field.kind, "General")


def alignment(field: Field) -> str:
    """Return where values of the field stand in their cells."""
    if field.kind in _RIGHT:
        return "right"
    return "center" if field.kind in _CENTRE or field.key in _CENTRED_KEYS else "left"


def cell_props(field: Field) -> Props:
    """Return the look of a cell of the field: white where people write, grey where the server does."""
    props = BASE | {"num_format": number_format(field), "align": alignment(field), "font_color": INK}
    props |= {"border": 1, "border_color": RULE}
    if alignment(field) == "left":
        props |= {"indent": 1}
    if field.writer is not Writer.PEOPLE:
        props |= {"bg_color": SERVER_FILL, "font_color": SOFT_INK}
    if field.key == SYNC_NOTE.key:
        props |= {"text_wrap": True, "font_size": 8.5}  # two lines fit into a row
    return props


def header_props(field: Field) -> Props:
    """Return the look of the field's header."""
    fill = HEAD if field.writer is Writer.PEOPLE else SERVER_HEAD
    ink = HEAD_INK if field.writer is Writer.PEOPLE else SOFT_INK
    rules: Props = {"border": 1, "border_color": RULE, "bottom": 2, "bottom_color": HEAD_RULE}
    return (
        BASE
        | rules
        | {"bold": True, "bg_color": fill, "font_color": ink, "align": "center", "text_wrap": True}
    )
