"""Which fields of a view stand on a sheet, sorted by what they mean for a row's identity."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from sync.fields.kinds import Kind, Writer
from sync.rows.checks import field_sign

if TYPE_CHECKING:
    from sync.fields.kinds import Field, ViewSpec

WITNESS: dict[str, tuple[str, ...]] = {
    "orders": ("order_no", "line_no"),
    "todo": ("order_no", "step"),
    "duplicates": ("order_no",),
    "shortages": ("order_no", "line_no"),
}
"""By view: server fields that say which stored row a sheet row is."""
NEEDED: dict[str, tuple[str, ...]] = {"orders": ("product", "quantity")}
"""By view: a row that has none of these is not yet anything."""
COMPARED = frozenset({"amount"})
"""Server fields that are sent with a new row so that the server can compare them."""
RESULT, NOTE, ACTION = "sync_result", "sync_note", "action"
_ONCE = frozenset({Kind.COMMAND, Kind.SECRET})


@dataclass(frozen=True)
class Columns:
    """The fields of `spec` that stand on this sheet, in the order of the catalogue."""

    spec: ViewSpec
    fields: tuple[Field, ...]

    @cached_property
    def by_key(self) -> dict[str, Field]:
        """Return the fields by key."""
        return {field.key: field for field in self.fields}

    @cached_property
    def people(self) -> tuple[str, ...]:
        """Return fields that people write and that keep their value: the content of a row."""
        return tuple(f.key for f in self.fields if f.writer is Writer.PEOPLE and f.kind not in _ONCE)

    @cached_property
    def once(self) -> tuple[str, ...]:
        """Return fields that are sent once and then emptied: the command, a password."""
        return tuple(f.key for f in self.fields if f.kind in _ONCE)

    @cached_property
    def secrets(self) -> tuple[str, ...]:
        """Return fields that are never left on a sheet."""
        return tuple(f.key for f in self.fields if f.kind is Kind.SECRET)

    @cached_property
    def servers(self) -> tuple[str, ...]:
        """Return fields of a revision that the server writes."""
        return tuple(f.key for f in self.fields if f.writer is Writer.SERVER and not f.computed)

    @cached_property
    def compared(self) -> tuple[str, ...]:
        """Return fields whose edits are sent: of those the server writes not the ones that name the row."""
        return (*self.people, *(key for key in self.servers if key not in self.witness))

    @cached_property
    def refilled(self) -> frozenset[str]:
        """Return fields the server writes, as a set: without a check of one a row must be told it again."""
        return frozenset(self.servers)

    @cached_property
    def filled(self) -> tuple[str, ...]:
        """Return all fields the server writes, computed ones included."""
        return tuple(f.key for f in self.fields if f.writer is Writer.SERVER)

    @cached_property
    def in_sight(self) -> tuple[str, ...]:
        """Return fields in sight: a row where all of them are blank was taken off the sheet.

        Those people write; in a view where they need not fill any (a list of what waits for them) all.
        """
        counting = (*self.people, *self.servers) if self.is_list else self.people
        return tuple(key for key in counting if self.by_key[key].shown)

    @cached_property
    def is_list(self) -> bool:
        """Tell whether the server lists the rows, and people need not fill any of their fields."""
        return not any(f.required and f.writer is Writer.PEOPLE for f in self.spec.fields)

    @cached_property
    def witness(self) -> tuple[str, ...]:
        """Return the witness fields on this sheet."""
        return tuple(key for key in WITNESS.get(self.spec.name, ()) if key in self.by_key)

    @cached_property
    def needed(self) -> tuple[str, ...]:
        """Return the fields without which a new row is left alone."""
        return tuple(key for key in NEEDED.get(self.spec.name, ()) if key in self.by_key)

    @cached_property
    def signs(self) -> dict[str, str]:
        """Return field keys by their sign in `_sum`."""
        return {field_sign(key): key for key in (*self.people, *self.servers)}

    @cached_property
    def labels(self) -> dict[str, str]:
        """Return the labels of all fields of the view by key."""
        return {field.key: field.label for field in self.spec.fields}

    @cached_property
    def keys_by_label(self) -> dict[str, str]:
        """Return the keys of fields on this sheet by label; a marked column may be gone."""
        return {field.label: field.key for field in self.fields}


def columns_of(spec: ViewSpec, keys: tuple[str, ...]) -> Columns:
    """Return the columns of a sheet on which the fields `keys` stand (others are passed over)."""
    return Columns(spec, tuple(field for field in spec.fields if field.key in set(keys)))
