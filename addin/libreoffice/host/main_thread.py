"""The office's main thread, on which alone documents and windows are touched."""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING, Any, TypeVar

import unohelper
from com.sun.star.awt import XCallback

if TYPE_CHECKING:
    from collections.abc import Callable

Result = TypeVar("Result")


class MainThread:
    """Runs work on the main thread for other threads, one piece after the other.

    Some calls of the office handle events before they return, a bar of progress does whenever it moves: work
    that comes up then waits until the piece at hand is done. Begun within it, it would take away windows that
    are being drawn, and the office would write to memory that is no longer theirs.
    """

    def __init__(self, context: Any) -> None:
        service = "com.sun.star.awt.AsyncCallback"
        self._line = context.ServiceManager.createInstanceWithContext(service, context)
        self._waiting: deque[_Call] = deque()
        self._is_busy = False

    def run(self, work: Callable[[], Result]) -> Result:
        """Return what the work returns, and raise what it raises. Never to be called on the main thread."""
        call = _Call(work, take=self._take)
        self._line.addCallback(call, None)
        call.done.wait()
        if call.error is not None:
            raise call.error
        result: Result = call.result
        return result

    def later(self, work: Callable[[], object]) -> None:
        """Have work done soon, and wait for nothing."""
        self._line.addCallback(_Call(work, take=self._take), None)

    def meanwhile(self, work: Callable[[], Result]) -> Result:
        """Return what work returns that waits for a person, while others' is done. On the main thread."""
        self._is_busy = False
        try:
            self._work_off()
            return work()
        finally:
            self._is_busy = True

    def _take(self, call: _Call) -> None:
        self._waiting.append(call)
        self._work_off()

    def _work_off(self) -> None:
        while self._waiting and not self._is_busy:
            self._is_busy = True
            try:
                self._waiting.popleft().do()
            finally:
                self._is_busy = False


class _Call(unohelper.Base, XCallback):  # type: ignore[misc]  # UNO has no types
    """One piece of work on its way."""

    def __init__(self, work: Callable[[], Any], *, take: Callable[[_Call], None]) -> None:
        self.done = threading.Event()
        self.result: Any = None
        self.error: BaseException | None = None
        self._work = work
        self._take = take

    def notify(self, _: Any) -> None:
        """Do the work when its turn has come; UNO calls this on the main thread."""
        self._take(self)

    def do(self) -> None:
        """Do the work."""
        try:
            self.result = self._work()
        except BaseException as error:  # noqa: BLE001 - raised again in the thread that waits
            self.error = error
        finally:
            self.done.set()
