"""What one actor may see and write of a view's fields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sync.fields.kinds import Kind, Writer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from server.views.contract import Rights, Values
    from sync.fields.kinds import Field, ViewSpec


@dataclass(frozen=True, slots=True)
class Columns:
    """The fields of a view by their use, for one actor.

    `listed` are the columns of the actor's sheet, `visible` those with values that travel to it, `writable`
    those whose values the actor may set, `served` those the server fills, `secrets` those that leave no
    trace. `computed` tells whether some visible ones are no part of a revision, `owning` whether rows carry
    columns of the actor's own beside them.
    """

    fields: Mapping[str, Field]
    listed: Mapping[str, Field]
    visible: frozenset[str]
    writable: Mapping[str, Field]
    served: frozenset[str]
    computed: bool
    secrets: frozenset[str]
    command: str | None
    owning: bool = False

    def seen(self, values: Values) -> dict[str, str | None]:
        """Return the values that the actor may see."""
        if values.keys() <= self.visible:
            return dict(values)
        return {field: text for field, text in values.items() if field in self.visible}


def columns_of(spec: ViewSpec, rights: Rights) -> Columns:
    """Return the fields of a view as an actor with these rights knows them."""
    fields = spec.by_key()
    listed = {
        key: field
        for key, field in fields.items()
        if field.writer is not Writer.SHEET and key not in rights.hidden
    }
    secrets = frozenset(key for key, field in fields.items() if field.kind is Kind.SECRET)
    commands = [key for key, field in listed.items() if field.kind is Kind.COMMAND]
    visible = frozenset(listed) - secrets - frozenset(commands)
    return Columns(
        fields=fields,
        listed=listed,
        visible=visible,
        writable={
            key: field
            for key, field in listed.items()
            if field.writer is Writer.PEOPLE and field.kind is not Kind.COMMAND
        },
        served=frozenset(key for key in visible if fields[key].writer is Writer.SERVER),
        computed=any(fields[key].computed for key in visible),
        secrets=secrets,
        command=commands[0] if commands else None,
    )
