"""LibreOffice as a host: every snapshot and every operation is a press through the installed extension."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from addin.bridge import messages as m
from tests.contracts.hosts.books import FileMaker
from tests.contracts.hosts.coloured import Look, saved_look, write_coloured

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.e2e.calc.driving import Calc
    from tests.e2e.calc.stand import Stand
    from tests.e2e.calc.wire import Wire

ENDED = {"outcome": {"action": "test"}}


@dataclass(frozen=True, eq=False)
class CalcHost:
    """A document in Calc, driven by a server that asks for a snapshot, or sends one operation."""

    calc: Calc
    wire: Wire

    def snapshot(self, needs: Sequence[m.Need]) -> m.Snapshot:
        """Return what the extension sends when it is asked for these ranges."""
        more: Any = {"more": {"needs": msgspec.to_builtins(list(needs)), "carry": None}}
        bodies = self.wire.play(more, ENDED)
        self._press()
        return msgspec.convert(bodies[-1]["snapshot"], m.Snapshot)

    def apply(self, operation: m.Operation) -> None:
        """Let the extension do one operation."""
        self.wire.play({"operations": [msgspec.to_builtins(operation)], **ENDED})
        self._press()

    def _press(self) -> None:
        done = self.calc.press("sync")
        assert done["exit"] == 0, done


@dataclass(frozen=True)
class CalcMaker:
    """The described book as a file, opened in Calc."""

    folder: Path
    stand: Stand
    wire: Wire

    def make(self) -> CalcHost:
        return self.opened(FileMaker(self.folder).make().path)

    def opened(self, path: Path) -> CalcHost:
        """Open a workbook file."""
        return CalcHost(self.stand.calc(path), self.wire)

    def again(self, host: Any) -> CalcHost:
        """Save as a person does and open the file anew."""
        path = Path(tempfile.mkdtemp(dir=self.folder)) / "订单.xlsx"
        host.calc.store(path)
        return CalcHost(self.stand.calc(path), self.wire)

    def coloured(self) -> CalcHost:
        return self.opened(write_coloured(self.folder / "订单.xlsx"))

    def look(self, host: Any, sheet: str, spot: tuple[int, int]) -> Look:
        path = Path(tempfile.mkdtemp(dir=self.folder)) / "订单.xlsx"
        host.calc.store(path)
        return saved_look(path, sheet, spot)

    def formula(self, host: Any, row: int, column: int) -> str:
        return str(self.again(host).calc.formula(row, column))

    def note(self, host: Any, row: int, column: int) -> str:
        return str(self.again(host).calc.note(row, column))

    def kept(self, text: str) -> str:
        return text.replace("\r", "\n")
