"""A Calc document as the book of a press: operations wait until they can be done in one go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from addin.libreoffice.host import looks, sheets
from addin.libreoffice.host.reading import TooTallError, block, gather
from addin.libreoffice.host.state import load_state, save_state
from addin.libreoffice.host.words import PROTECTED, READ_ONLY, TOO_TALL
from addin.libreoffice.host.writing import Writer
from sync.client.transport import RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from addin.libreoffice.host.facts import Facts
    from addin.libreoffice.host.main_thread import MainThread
    from addin.libreoffice.host.reading import Gathered

HOST = "libreoffice"
_LOOKS = frozenset({"hide", "dropdown", "dress", "paint"})
_ON_SHEETS = frozenset({"put", "note", "add_rows"}) | _LOOKS
_LOOKING = frozenset({"select"})
"""Operations that change nothing one could undo."""


class CalcBook:
    """The document that is pressed on. Its methods are called off the main thread, UNO only on it."""

    def __init__(self, document: Any, *, label: str, facts: Facts, main: MainThread) -> None:
        self._document = document
        self._facts = facts
        self._main = main
        self._label = label
        self._waiting: list[Mapping[str, Any]] = []
        self._has_written = False

    def snapshot(self, needs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """Return the book as it stands, after what waits was done. Raises RefusedError."""
        seen, gathered = self._main.run(lambda: self._see(needs))
        return {**seen, "blocks": [_travelling(each) for each in gathered]}

    def apply(self, operation: Mapping[str, Any]) -> None:
        """Take an operation on; it is done before anything is read, shown or asked.

        Saving is left to the person: what was not saved when LibreOffice ends is known again by the server.
        """
        if operation["type"] != "save":
            self._waiting.append(operation)

    def flush(self) -> None:
        """Do what waits. Raises RefusedError."""
        if self._waiting:
            self._main.run(self._do_waiting)

    def close(self) -> None:
        """Make all that was written one step of undo. On the main thread."""
        if self._has_written:
            self._document.getUndoManager().leaveUndoContext()

    def _see(self, needs: Sequence[Mapping[str, Any]]) -> Any:
        self._do_waiting()
        document = self._document
        visible = [each for each in document.Sheets if each.Name != self._facts.state_sheet]
        seen = {
            "book_name": document.Title,
            "host": HOST,
            "sheets": [_info(each) for each in visible],
            "active_sheet": document.getCurrentController().getActiveSheet().Name,
            "selection": sheets.selection(document),
            "state": load_state(document, self._facts),
        }
        try:
            return seen, gather(document, needs, see=looks.see)
        except TooTallError as error:
            raise refused(TOO_TALL, sheet=error.sheet, row=error.row) from error

    def _do_waiting(self) -> None:
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        if not self._has_written and any(each["type"] not in _LOOKING for each in waiting):
            self._document.getUndoManager().enterUndoContext(self._label)
            self._has_written = True
        with _Undisturbed(self._document):
            writer = Writer(self._document)
            for operation in waiting:
                self._do(operation, writer)
            writer.finish()

    def _do(self, operation: Mapping[str, Any], writer: Writer) -> None:
        kind = operation["type"]
        if kind in _ON_SHEETS:
            self._require_writable(operation.get("sheet") or operation["range"]["sheet"])
        if kind == "put":
            writer.put(operation)
        elif kind == "put_state":
            save_state(self._document, self._facts, operation["values"], writer)
        elif kind == "note":
            sheets.note(self._document, self._facts, operation)
        elif kind == "choices":
            sheets.refill(self._document, self._facts, operation, writer)
        elif kind == "add_rows":
            sheets.add_rows(self._document, writer, operation)
        elif kind == "select":
            sheets.select(self._document, operation)
        elif kind in _LOOKS:
            self._look(kind, operation, writer)
        else:
            raise TypeError(kind)

    def _look(self, kind: str, operation: Mapping[str, Any], writer: Writer) -> None:
        if kind == "hide":
            looks.hide(operation, writer)
        elif kind == "dropdown":
            looks.offer(self._document, self._facts, operation, writer)
        elif kind == "dress":
            looks.dress(self._document, self._facts, operation, writer)
        else:
            looks.paint(operation, writer)

    def _require_writable(self, name: str) -> None:
        if self._document.isReadonly():
            raise refused(READ_ONLY)
        if self._document.Sheets.hasByName(name) and self._document.Sheets.getByName(name).isProtected():
            raise refused(PROTECTED, sheet=name)


def refused(sentence: Any, **facts: object) -> RefusedError:
    """Return the error of a book that must be left alone, in words of what to do."""
    return RefusedError(status=0, title=sentence.chinese.format(**facts), detail=sentence(**facts))


def _travelling(found: Gathered) -> dict[str, Any]:
    whole = block(found)
    rows = whole["range"]["first_row"], whole["range"]["last_row"]
    return whole if found.looks is None else {**whole, **looks.travelling(found.looks, *rows)}


def _info(sheet: Any) -> dict[str, Any]:
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)  # noqa: FBT003 - UNO knows no keywords
    at = cursor.RangeAddress
    return {"name": sheet.Name, "rows": at.EndRow + 1, "columns": at.EndColumn + 1}


class _Undisturbed:
    """Holds back painting, recalculation, and measuring rows: with Chinese text that takes seconds a write.

    A class, as `contextlib` cannot pass on exceptions of UNO: these take no traceback.
    """

    def __init__(self, document: Any) -> None:
        self._document = document
        self._heights = document.IsAdjustHeightEnabled

    def __enter__(self) -> None:
        self._document.lockControllers()
        self._document.addActionLock()
        self._document.IsAdjustHeightEnabled = False

    def __exit__(self, *_: object) -> None:
        self._document.IsAdjustHeightEnabled = self._heights
        self._document.removeActionLock()
        self._document.unlockControllers()
