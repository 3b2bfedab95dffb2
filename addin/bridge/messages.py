"""Both directions of `POST /api/v1/bridge/{action}` as typed records; version 2 of the bridge."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

BRIDGE_VERSION = 2
OLDEST_VERSION = 1
"""Hosts of this version are served as long as an answer holds nothing they do not know (`version_of`)."""
LAST_ROW = 1_048_576
Row = Annotated[int, msgspec.Meta(ge=1, le=LAST_ROW)]
Column = Annotated[int, msgspec.Meta(ge=1, le=16_384)]
Cell = str | int | float | bool | None
"""A cell as it travels: a date is ISO text (`2026-11-30T09:12:00`) that `CellBlock.dates` names."""


class Range(msgspec.Struct, frozen=True, omit_defaults=True):
    """A rectangle of a sheet, from 1, ends included; `last_row` or `last_column` 0: to the used end."""

    sheet: str
    first_row: Row
    first_column: Column
    last_row: Annotated[int, msgspec.Meta(ge=0, le=1_048_576)]
    last_column: Annotated[int, msgspec.Meta(ge=0, le=16_384)]


class Need(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the next snapshot shall hold: a range's values, and with `looks` its colours and merged cells."""

    range: Range
    looks: bool = False


PaintKind = Literal["fill", "font"]
Rgb = Annotated[str, msgspec.Meta(pattern="^[0-9A-F]{6}$")]


class CellBlock(msgspec.Struct, omit_defaults=True):
    """Values of a range, row by row; `formulas` and `dates` list [row, column] of such cells on the sheet.

    `uncalculated` are those of the formulas whose result nobody knows (their value is None).

    Of a need with `looks`: `paints` are rectangles (first row, first column, last row, last column) that
    together cover the cells of the range which have a colour: of fills all but white, of fonts all but black
    and automatic; what conditional formats show is no colour. `merged` are the areas that reach into the
    range, whole.
    """

    range: Range
    rows: list[list[Cell]]
    formulas: list[tuple[int, int]] = []
    dates: list[tuple[int, int]] = []
    hidden_rows: list[int] = []
    uncalculated: list[tuple[int, int]] = []
    paints: list[tuple[PaintKind, Rgb, int, int, int, int]] = []
    merged: list[tuple[int, int, int, int]] = []


class SheetInfo(msgspec.Struct, frozen=True, omit_defaults=True):
    """A sheet's name and used size (rows, columns)."""

    name: str
    rows: int
    columns: int


class Snapshot(msgspec.Struct, omit_defaults=True):
    """What a host saw: the book, where the user stands, and the blocks the action asked for.

    `state` is the content of the book's hidden state sheet, one text value by name.
    """

    book_name: str
    host: str
    sheets: list[SheetInfo] = []
    active_sheet: str = ""
    selection: Range | None = None
    state: dict[str, str] = {}
    blocks: list[CellBlock] = []


class BridgeRequest(msgspec.Struct, omit_defaults=True):
    """One numbered call of a press. `token` of the conversation comes back unchanged from the last answer.

    `answers` are the user's replies to `Ask`, by question id (`cancel`: it was cancelled); `options` are what
    the command line gave (`prefer`, `yes`, `sheet`).
    """

    version: int
    press: str
    number: int
    snapshot: Snapshot
    carry: Any = None
    answers: dict[str, str] = {}
    options: dict[str, str] = {}


class Put(msgspec.Struct, tag="put", omit_defaults=True):
    """Write values to a block. Text never becomes a formula; cells in `dates` get ISO text as real dates.

    A sheet that does not exist is made.
    """

    range: Range
    rows: list[list[Cell]]
    dates: list[tuple[int, int]] = []
    keep_formulas: bool = True


class PutState(msgspec.Struct, tag="put_state"):
    """Set names in the book's state sheet; None removes."""

    values: dict[str, str | None]


class Note(msgspec.Struct, tag="note"):
    """Set (or with empty text remove) the note of a cell; only notes of the product are replaced."""

    sheet: str
    row: int
    column: int
    text: str


class Choices(msgspec.Struct, tag="choices"):
    """Refill a dropdown list that sits in a column of the hidden lists sheet."""

    name: str
    values: list[str]


class AddRows(msgspec.Struct, tag="add_rows"):
    """Append rows below the table, formats taken from the row above."""

    sheet: str
    after_row: int
    rows: list[list[Cell]]
    dates: list[tuple[int, int]] = []


class Select(msgspec.Struct, tag="select"):
    """Put the cursor on a range."""

    range: Range


class Ask(msgspec.Struct, tag="ask", omit_defaults=True):
    """Ask before going on; a host that cannot ask takes `default`, or refuses when it is empty."""

    id: str
    text: str
    choices: list[str]
    default: str = ""


class Message(msgspec.Struct, tag="message", omit_defaults=True):
    """Tell the user something: `info` in a status line, `warning` and `error` where they cannot be missed."""

    text: str
    level: Literal["info", "warning", "error"] = "info"


class Progress(msgspec.Struct, tag="progress"):
    """How far the press is, in rows."""

    done: int
    total: int


class Hide(msgspec.Struct, tag="hide"):
    """Hide columns of a sheet; what they hold, and how wide they were, stays."""

    sheet: str
    first_column: Column
    last_column: Column


class Dropdown(msgspec.Struct, tag="dropdown"):
    """Offer a list of `Choices`, by its name, in all cells of a range; anything else may be typed too.

    The list follows when it is refilled. Other dropdowns of these cells go; without such a list nothing is
    done. Names of lists are letters, digits and underlines.
    """

    range: Range
    list: str


class Dress(msgspec.Struct, tag="dress", omit_defaults=True):
    """Let cells look as on a sheet of ours: a title, the bold head of a table, its body, a small note.

    Put what they hold before. A title in the first row lets the sheet be printed as wide as one page.
    From the first column on, `widths` are those of columns, in digits, and `formats` number formats; 0 and
    empty text leave a column as it is. `beside` a table of a person's own, rows stay as high as they are.
    """

    range: Range
    role: Literal["title", "head", "body", "note"]
    widths: list[float] = []
    formats: list[str] = []
    beside: bool = False


class Paint(msgspec.Struct, tag="paint"):
    """Give the cells of a range a fill or a font colour; without `rgb` they have none."""

    range: Range
    kind: PaintKind
    rgb: Rgb | None


class Save(msgspec.Struct, tag="save"):
    """Save the book now, before anything else happens (a host with an open book on screen may ignore it)."""


class ForgetToken(msgspec.Struct, tag="forget_token"):
    """The sign-in is no longer valid: drop the stored token."""


Looks = Hide | Dropdown | Dress | Paint
Operation = (
    Put | PutState | Note | Choices | AddRows | Select | Looks | Ask | Message | Progress | Save | ForgetToken
)


class More(msgspec.Struct, omit_defaults=True):
    """Call again after applying the operations, with these needs read afresh.

    `light`: the rows the book had (`keys.…` of its state, a megabyte for 20,000 rows) may stay at home. The
    first call of a press is light.
    """

    needs: list[Need]
    carry: Any = None
    light: bool = False


class BridgeReply(msgspec.Struct, omit_defaults=True):
    """Operations in the order they shall be applied; `more` asks for another call; `outcome` ends the press.

    `outcome` is what `--json` prints: counts, submission; `exit` 0 done, 2 refused, 3 not reached. `rows` are
    the outcomes of rows this call dealt with; the host gathers them into `rows` of the outcome.
    """

    operations: list[Operation] = []
    more: More | None = None
    outcome: dict[str, Any] | None = None
    exit: int = 0
    rows: list[Any] = []


def version_of(reply: BridgeReply) -> int:
    """Return the first version of the bridge whose hosts know everything in an answer."""
    looks = any(isinstance(operation, Looks) for operation in reply.operations)
    return 2 if looks or (reply.more and any(need.looks for need in reply.more.needs)) else OLDEST_VERSION
