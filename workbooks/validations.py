"""Dropdowns and input messages of a sheet; they help and never stop anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbooks.layout import FIRST_ROW, LAST_ROW

if TYPE_CHECKING:
    from sync.fields.kinds import Field
    from workbooks.book import Sheet
    from workbooks.layout import Layout

EXTRA_CHOICES = {"action": ("用我的", "用对方的")}


def list_names(plan: Layout) -> tuple[str, ...]:
    """Return the names of the dropdown lists that the sheet takes from the lists sheet, each once."""
    chosen = [column.field.choices for column in plan.columns if column.field and column.is_typed]
    return tuple(dict.fromkeys(choices for choices in chosen if isinstance(choices, str)))


def add_validations(sheet: Sheet, plan: Layout) -> None:
    """Add a dropdown or an input message to every typed column that has one."""
    for column in plan.columns:
        if column.field is None or not column.is_typed:
            continue
        options = _validation(column.field)
        if options:
            at = column.index - 1
            sheet.raw.data_validation(FIRST_ROW - 1, at, LAST_ROW - 1, at, options)


def _validation(field: Field) -> dict[str, object]:
    message: dict[str, object] = (
        {"input_title": field.label, "input_message": field.hint} if field.hint else {}
    )
    if isinstance(field.choices, str):
        return {"validate": "list", "source": f"=list_{field.choices}", "show_error": False} | message
    words = [*field.choices, *EXTRA_CHOICES.get(field.key, ())] if field.choices else []
    if words:
        return {"validate": "list", "source": words, "show_error": False} | message
    return {"validate": "any", "show_error": False} | message if message else {}
