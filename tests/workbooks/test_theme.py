"""Every status and every result has a look of its own kind, and a line in the legend."""

from __future__ import annotations

import pytest

from sync.fields.kinds import Field, Kind, Writer
from sync.fields.orders import HOLDS, ORDERS, STAGES
from sync.rows.words import Result
from workbooks import theme
from workbooks.books.legend import RESULT_LINES, STATUS_LINES


def test_every_status_a_row_can_show_has_a_look_and_a_line() -> None:
    shown = {*STAGES.values(), *HOLDS.values()}
    assert shown == set(theme.STATUS_LOOKS) == set(STATUS_LINES)


def test_every_result_a_row_can_show_has_a_look_and_a_line() -> None:
    assert set(Result) == set(theme.RESULT_LOOKS) == set(RESULT_LINES)


@pytest.mark.parametrize("look", [*theme.STATUS_LOOKS.values(), *theme.RESULT_LOOKS.values()], ids=str)
def test_words_can_be_read_on_their_fill(look: theme.Look) -> None:
    if look.ink != theme.PALE_INK:  # faded on purpose
        assert _contrast(look.ink, look.fill or "#FFFFFF") >= 4.5


@pytest.mark.parametrize(
    ("kind", "alignment"),
    [(Kind.QUANTITY, "right"), (Kind.PRICE, "right"), (Kind.DATE, "center"), (Kind.TEXT, "left")],
)
def test_numbers_stand_right_and_words_left(kind: Kind, alignment: str) -> None:
    assert theme.alignment(Field(key="x", label="x", english="x", kind=kind)) == alignment


def test_numbers_have_separators_and_dates_are_iso() -> None:
    formats = {field.key: theme.number_format(field) for field in ORDERS.fields}
    assert formats["quantity"].startswith("#,##0")
    assert formats["unit_price"].startswith("#,##0.00")
    assert formats["promised_on"] == "yyyy-mm-dd"
    assert formats["changed_at"] == "yyyy-mm-dd hh:mm"
    assert formats["phone"] == formats["customer_po"] == "@"


def test_what_the_server_writes_is_grey() -> None:
    fills = {field.writer: theme.cell_props(field).get("bg_color") for field in ORDERS.fields}
    assert fills == {
        Writer.PEOPLE: None,
        Writer.SERVER: theme.SERVER_FILL,
        Writer.SHEET: theme.SERVER_FILL,
    }


def _contrast(ink: str, fill: str) -> float:
    """Return the contrast ratio of WCAG 2.1, 1.4.3."""
    light, dark = sorted((_luminance(ink), _luminance(fill)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
