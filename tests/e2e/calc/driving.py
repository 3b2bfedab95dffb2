"""Documents in a running office as plain values: open, press, read and type cells, look at them."""

from __future__ import annotations

import json
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import uno
import unohelper
from com.sun.star.frame import XDispatchResultListener

from tests.e2e.calc.office import GONE, Office, OfficeError, properties

if TYPE_CHECKING:
    from pathlib import Path

PRESS_SECONDS = 90.0
XLSX = "Calc MS Excel 2007 XML"


class Pressed:
    """A press under way in the office."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._ended = threading.Event()
        self._outcome: dict[str, Any] = {}

    def wait(self, seconds: float = PRESS_SECONDS) -> dict[str, Any]:
        """Return the outcome; an office that never tells is an error with its log."""
        if not self._ended.wait(seconds):
            raise OfficeError(f"no end of the press; alive: {self._office.is_alive()}\n{self._office.said()}")
        return self._outcome

    @property
    def has_ended(self) -> bool:
        """Tell whether it is over."""
        return self._ended.is_set()

    def end(self, text: str) -> None:
        """Take the outcome."""
        self._outcome = json.loads(text)
        self._ended.set()


class _Listener(unohelper.Base, XDispatchResultListener):  # type: ignore[misc]  # UNO has no types
    def __init__(self, pressed: Pressed) -> None:
        self._pressed = pressed

    def dispatchFinished(self, event: Any) -> None:  # noqa: N802 - the name is UNO's
        self._pressed.end(event.Result)

    def disposing(self, _: Any) -> None:
        """Nothing to let go of."""


class Calc:
    """One document on the screen of an office, or in its memory."""

    def __init__(self, office: Office, path: Path | None = None) -> None:
        """Open a workbook, or an empty one."""
        self._office = office
        self._document = office.open(path) if path else office.new()
        self._sheet = self._document.Sheets.getByIndex(0).Name

    def __repr__(self) -> str:
        return "<document in Calc>"

    def start(self, action: str, **arguments: Any) -> Pressed:
        """Begin a press as a program does: nothing is shown, unless `shown` is given."""
        pressed = Pressed(self._office)
        given: dict[str, Any] = {} if arguments.pop("shown", False) else {"Quiet": True}
        given |= {name.title(): json.dumps(value, ensure_ascii=False) for name, value in arguments.items()}
        frame = self._document.CurrentController.Frame
        url = uno.createUnoStruct("com.sun.star.util.URL")
        url.Complete = f"sheetline:{action}"
        url = self._office.service("com.sun.star.util.URLTransformer").parseStrict(url)[1]
        dispatch = frame.queryDispatch(url, "_self", 0)
        if dispatch is None:
            raise OfficeError(
                f"nobody answers {url.Complete}: the extension is not there\n{self._office.said()}"
            )
        dispatch.dispatchWithNotification(url, properties(**given), _Listener(pressed))
        return pressed

    def press(self, action: str, **arguments: Any) -> dict[str, Any]:
        """Press and wait for the outcome."""
        return self.start(action, **arguments).wait()

    def on(self, sheet: str) -> None:
        """Turn to a sheet."""
        self._sheet = sheet
        self._document.CurrentController.setActiveSheet(self._document.Sheets.getByName(sheet))

    def rows(self, first: int, last: int, columns: int) -> list[list[Any]]:
        """Return the values of some rows as Calc has them."""
        cells = self._now.getCellRangeByPosition(0, first - 1, columns - 1, last - 1)
        return [list(row) for row in cells.getDataArray()]

    def text(self, row: int, column: int) -> str:
        """Return what a cell shows."""
        return str(self._cell(row, column).getString())

    def formula(self, row: int, column: int) -> str:
        """Return the formula of a cell; empty where there is none."""
        cell = self._cell(row, column)
        return str(cell.getFormula()) if cell.getType().value == "FORMULA" else ""

    def note(self, row: int, column: int) -> str:
        """Return the note of a cell."""
        return str(self._cell(row, column).getAnnotation().getString())

    def colour(self, row: int, column: int) -> int:
        """Return the fill a person gave a cell; -1 where there is none."""
        return int(self._cell(row, column).CellBackColor)

    def height(self, row: int) -> int:
        """Return the height of a row, in hundredths of a millimetre."""
        return int(self._now.Rows.getByIndex(row - 1).Height)

    def type_in(self, row: int, column: int, value: str | float) -> None:
        """Type into a cell, as a person does: what looks like a date or a formula becomes one."""
        cell = self._cell(row, column)
        if isinstance(value, str):
            cell.setFormula(value)
        else:
            cell.setValue(value)

    def fill(self, row: int, column: int, values: list[list[str | float]]) -> None:
        """Write a block of values at once."""
        cells = self._now.getCellRangeByPosition(
            column - 1, row - 1, column + len(values[0]) - 2, row + len(values) - 2
        )
        cells.setDataArray(tuple(tuple(line) for line in values))

    def paint(self, row: int, column: int, colour: int) -> None:
        """Fill a cell with a colour."""
        self._cell(row, column).CellBackColor = colour

    def protect(self) -> None:
        """Protect the sheet without a password."""
        self._now.protect("")

    def undo(self) -> str:
        """Take the newest step back, as Ctrl+Z does, and return its name."""
        manager = self._document.UndoManager
        title = str(manager.getCurrentUndoActionTitle())
        manager.undo()
        return title

    def redo(self) -> str:
        """Do again what was taken back, and return its name."""
        manager = self._document.UndoManager
        title = str(manager.getCurrentRedoActionTitle())
        manager.redo()
        return title

    def undo_titles(self) -> list[str]:
        """Return the names of steps that can be taken back, newest first."""
        return [str(title) for title in self._document.UndoManager.getAllUndoActionTitles()]

    def selected(self) -> tuple[str, int, int]:
        """Return sheet, row and column of the cursor."""
        at = self._document.CurrentSelection.RangeAddress
        name = self._document.CurrentController.ActiveSheet.Name
        return str(name), at.StartRow + 1, at.StartColumn + 1

    def sheets(self) -> list[tuple[str, bool]]:
        """Return the sheets, and whether they are in sight."""
        return [(str(sheet.Name), bool(sheet.IsVisible)) for sheet in self._document.Sheets]

    def store(self, path: Path) -> None:
        """Save a copy as a workbook."""
        self._document.storeToURL(path.absolute().as_uri(), properties(FilterName=XLSX, Overwrite=True))

    def close(self) -> None:
        """Close without saving, once a press that is at work has stopped."""
        if self._office.is_alive():
            while self.press("stop")["busy"]:
                time.sleep(0.1)
            self._document.setModified(False)
            with suppress(*GONE):  # an office on a screen ends with its last window
                self._document.close(True)  # noqa: FBT003 - UNO knows no keywords

    def run(self, command: str, **arguments: Any) -> None:
        """Run a command of the office, `.uno:SortDescending`."""
        helper = self._office.service("com.sun.star.frame.DispatchHelper")
        frame = self._document.CurrentController.Frame
        helper.executeDispatch(frame, command, "", 0, properties(**arguments))

    def select(self, address: str) -> None:
        """Select cells of the sheet, `A3:D9`."""
        self._document.CurrentController.select(self._now.getCellRangeByName(address))

    def has_message(self) -> bool:
        """Tell whether a bar above the sheet says something."""
        return bool(self._document.CurrentController.hasInfobar("sheetline"))

    def spread(self, width: int, height: int) -> None:
        """Let the window fill the screen, and come to the front."""
        window = self._document.CurrentController.Frame.ContainerWindow
        window.setPosSize(0, 0, width, height, 15)
        window.toFront()

    @property
    def document(self) -> Any:
        """The UNO document: not to be kept in a test, nor printed."""
        return self._document

    @property
    def _now(self) -> Any:
        return self._document.Sheets.getByName(self._sheet)

    def _cell(self, row: int, column: int) -> Any:
        return self._now.getCellByPosition(column - 1, row - 1)
