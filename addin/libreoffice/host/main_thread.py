"""The office's main thread, on which alone documents and windows are touched."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, TypeVar

import unohelper
from com.sun.star.awt import XCallback

if TYPE_CHECKING:
    from collections.abc import Callable

Result = TypeVar("Result")


class MainThread:
    """Runs work on the main thread for other threads, which wait for it."""

    def __init__(self, context: Any) -> None:
        service = "com.sun.star.awt.AsyncCallback"
        self._line = context.ServiceManager.createInstanceWithContext(service, context)

    def run(self, work: Callable[[], Result]) -> Result:
        """Return what the work returns, and raise what it raises. Never to be called on the main thread."""
        call = _Call(work)
        self._line.addCallback(call, None)
        call.done.wait()
        if call.error is not None:
            raise call.error
        result: Result = call.result
        return result

    def later(self, work: Callable[[], object]) -> None:
        """Have work done soon, and wait for nothing."""
        self._line.addCallback(_Call(work), None)


class _Call(unohelper.Base, XCallback):  # type: ignore[misc]  # UNO has no types
    """One piece of work on its way."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self.done = threading.Event()
        self.result: Any = None
        self.error: BaseException | None = None
        self._work = work

    def notify(self, _: Any) -> None:
        """Do the work; UNO calls this on the main thread."""
        try:
            self.result = self._work()
        except BaseException as error:  # noqa: BLE001 - raised again in the thread that waits
            self.error = error
        finally:
            self.done.set()
