"""Whatever a person does to the sheet between two presses, a press never writes to a wrong row.

Edits, in any sequence: type a new order, type over a cell, clear the cells in sight, reuse a row for another
order, copy a row (and change the copy), copy the cells in sight, paste a synced row of another book, sort
whole rows, sort the columns in sight, sort the columns people fill, filter, delete a row, another clerk's
edit, save, close without saving and open the saved file, press, press and lose the answer.

Oracle: `tests/sync/rows/oracle.py`, a server by the letter of the protocol that logs what it wrote, and a
soul per row: the order its content means, which moves with the content wherever that goes. Every write must
come from the row whose soul the stored row was created for, and write just what that row shows. Rows nobody
can tell apart (equal content, two changed rows under one key) may stand for each other. A sort that leaves
order numbers behind is made when every row has its key, and no row is copied or taken away before the next
press: content under another order's number, its own row gone, reads as an edit to anyone (the brake asks when
they are many, the server refuses another customer).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import example, given
from hypothesis import strategies as st

from tests.properties.world import (
    EDITS,
    TAKING_AWAY,
    World,
    clear,
    copy_in_sight,
    copy_row,
    edit,
    press,
    sort,
    type_new,
)

if TYPE_CHECKING:
    from collections.abc import Callable

_ROWS = 6
# A changed copy comes to stand under its original's key, the original where no key is, all in one sort.
_COPY_UNDER_THE_KEY = [
    (copy_in_sight, 2, 0),
    (type_new, 0, 0),
    (sort("all columns"), 0, 16),
    (type_new, 0, 0),
    (clear, 11, 0),
    (edit, 3, 0),
    (copy_row, 1, 0),
    (sort("the columns in sight"), 0, 0),
]


@given(
    st.lists(
        st.tuples(st.sampled_from(EDITS), st.integers(0, 20), st.integers(0, 20)), min_size=1, max_size=14
    )
)
@example(_COPY_UNDER_THE_KEY)
def test_no_press_ever_writes_to_a_wrong_row(
    steps: list[tuple[Callable[[World, int, int], None], int, int]],
) -> None:
    world = World()
    for place in range(_ROWS):
        type_new(world, place, place)
    press(world, 0, 0)
    for change, place, other in steps:
        if world.numbers_left and change in TAKING_AWAY:
            press(world, 0, 0)
        change(world, place, other)
    press(world, 0, 0)
    press(world, 0, 0)
