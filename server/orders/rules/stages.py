"""The life of an order as tables: what a command does at a stage, and which fields a stage has locked."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from sync.fields.orders import ACTIONS, STAGES
from sync.protocol.problems import problem

if TYPE_CHECKING:
    from sync.protocol.messages import Problem

SAVE, CANCEL, PART, WAIT = ("暂存", "作废", "拆单发货", "同意等货")
NEW = "new"
MODES = {PART: "part", WAIT: "wait"}


class Effect(Enum):
    """What a row does to its order, whatever fields it changes besides."""

    DRAFT = "stays a draft"
    ENTER = "goes into review"
    EDIT = "stays at its stage"
    REOPEN = "goes back into review"
    CANCEL = "the line ends"
    NOTHING = "nothing"
    REFUSED = "refused"
    SHIPPED = "refused: goods have left"


_ENTERING = {None: Effect.ENTER, PART: Effect.ENTER, WAIT: Effect.ENTER, SAVE: Effect.DRAFT}
_OPEN = {None: Effect.EDIT, PART: Effect.EDIT, WAIT: Effect.EDIT, CANCEL: Effect.CANCEL, SAVE: Effect.REFUSED}
_DECIDED = {**_OPEN, PART: Effect.REFUSED, WAIT: Effect.REFUSED}
_SHIPPING = {**_DECIDED, CANCEL: Effect.SHIPPED}
EFFECTS: dict[str, dict[str | None, Effect]] = {
    NEW: {**_ENTERING, CANCEL: Effect.REFUSED},
    "draft": {**_ENTERING, CANCEL: Effect.CANCEL},
    "review": _OPEN,
    "approved": _DECIDED,
    "production": _DECIDED,
    "part_shipped": _SHIPPING,
    "shipped": _SHIPPING,
    "invoiced": _SHIPPING,
    "settled": _SHIPPING,
    "rejected": {
        None: Effect.REOPEN,
        PART: Effect.REOPEN,
        WAIT: Effect.REOPEN,
        CANCEL: Effect.CANCEL,
        SAVE: Effect.REFUSED,
    },
    "cancelled": {
        None: Effect.REFUSED,
        PART: Effect.REFUSED,
        WAIT: Effect.REFUSED,
        SAVE: Effect.REFUSED,
        CANCEL: Effect.NOTHING,
    },
}
ASIDE = frozenset({"tags"})
"""Fields that say nothing of the order itself: they can be written at every stage and move it nowhere."""
_ONCE_APPROVED = frozenset({"product"})
_ONCE_SHIPPED = frozenset({"product", "quantity", "unit_price", "requested_on", "ship_to"})
LOCKED: dict[str, frozenset[str]] = {
    "approved": _ONCE_APPROVED,
    "production": _ONCE_APPROVED,
    "part_shipped": _ONCE_APPROVED,
    "shipped": _ONCE_SHIPPED,
    "invoiced": _ONCE_SHIPPED,
    "settled": _ONCE_SHIPPED,
}


def effect_of(stage: str, command: str | None) -> Effect:
    """Return what a command (None: a plain edit) does to an order at a stage, `NEW` before it has one."""
    return EFFECTS[stage][command]


def command_problem(stage: str, command: str | None) -> Problem | None:
    """Return why a command cannot be run, None when it can."""
    if command is not None and command not in ACTIONS:
        return problem("bad_value", "action", text=command, expected="、".join(ACTIONS))
    effect = effect_of(stage, command)
    if effect is Effect.SHIPPED:
        return problem("shipped", "action")
    if effect is Effect.REFUSED and command is not None:
        if stage == NEW:
            others = "、".join(action for action in ACTIONS if action != command)
            return problem("bad_value", "action", text=command, expected=f"{others}，或清空整行")
        return locked_problem(stage, "action", label="操作")
    return None


def locked_problem(stage: str, field: str, *, label: str) -> Problem:
    """Return the problem of a field that the stage does not let change."""
    return problem("locked_by_stage", field, stage=STAGES[stage], label=label)


def is_locked(stage: str, field: str) -> bool:
    """Tell whether a field cannot change at a stage any more."""
    if field in ASIDE:
        return False
    return effect_of(stage, None) is Effect.REFUSED or field in LOCKED.get(stage, frozenset())
