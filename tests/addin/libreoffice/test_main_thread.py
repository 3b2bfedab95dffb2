"""Work on the office's main thread is done one piece after the other, whatever the office does in between."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest

import tests.e2e.calc  # noqa: F401 - finds the system's UNO

if TYPE_CHECKING:
    from addin.libreoffice.host.main_thread import MainThread

pytestmark = pytest.mark.office


class Events:
    """Stands for the office and its service of callbacks: events wait until somebody handles them."""

    def __init__(self) -> None:
        self.waiting: list[Any] = []
        self.ServiceManager = self

    def createInstanceWithContext(self, _name: str, _context: Any) -> Events:  # noqa: N802 - as UNO names it
        return self

    def addCallback(self, callback: Any, _: Any) -> None:  # noqa: N802
        self.waiting.append(callback)

    def handle(self) -> None:
        while self.waiting:
            self.waiting.pop(0).notify(None)


@pytest.fixture
def events() -> Events:
    """Stand for an office."""
    return Events()


@pytest.fixture
def main(events: Events) -> MainThread:
    """Take this test's thread for the main one."""
    from addin.libreoffice.host.main_thread import MainThread  # noqa: PLC0415 - UNO is not everywhere

    return MainThread(events)


def test_work_that_comes_up_in_the_middle_of_other_work_waits_for_its_end(
    main: MainThread, events: Events
) -> None:
    seen = []

    def moving_a_bar() -> None:
        seen.append("bar begins")
        main.later(lambda: seen.append("window is closed"))
        events.handle()  # as a bar of progress does when it moves
        seen.append("bar ends")

    main.later(moving_a_bar)
    events.handle()
    assert seen == ["bar begins", "bar ends", "window is closed"]


def test_work_goes_on_while_a_person_is_asked(main: MainThread, events: Events) -> None:
    seen = []

    def asking() -> None:
        main.later(lambda: seen.append("waited for before"))
        events.handle()
        main.meanwhile(window)
        main.later(lambda: seen.append("after the window"))
        events.handle()
        seen.append("end of asking")

    def window() -> None:
        main.later(lambda: seen.append("while the window is open"))
        events.handle()

    main.later(asking)
    events.handle()
    assert seen == ["waited for before", "while the window is open", "end of asking", "after the window"]


def test_another_thread_gets_the_result_or_the_error(main: MainThread, events: Events) -> None:
    found: list[Any] = []

    def asking() -> None:
        found.append(main.run(lambda: 7))
        try:
            main.run(lambda: 1 // 0)
        except ZeroDivisionError as error:
            found.append(error)

    thread = threading.Thread(target=asking)
    thread.start()
    while thread.is_alive():
        events.handle()
        thread.join(0.01)
    assert found[0] == 7
    assert isinstance(found[1], ZeroDivisionError)
