"""The protocol handler `sheetline:ACTION`: what buttons, menu items and macros dispatch to."""

from __future__ import annotations

import json
import traceback
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import uno
import unohelper
from com.sun.star.frame import XDispatchProvider, XNotifyingDispatch
from com.sun.star.lang import XInitialization, XServiceInfo

from addin.libreoffice.host import words
from addin.libreoffice.host.facts import load_facts
from addin.libreoffice.host.main_thread import MainThread
from addin.libreoffice.host.person import SCHEME
from addin.libreoffice.host.press import REFUSED, Asked, Host, Press, log, outcome_text
from addin.libreoffice.host.signin import sign_ins
from sync.client.loop import Ended

if TYPE_CHECKING:
    from collections.abc import Sequence

IMPLEMENTATION = "org.sheetline.calc.Handler"
SERVICES = ("com.sun.star.frame.ProtocolHandler",)
STOP = "stop"
SPREADSHEET = "com.sun.star.sheet.SpreadsheetDocument"
SUCCESS, FAILURE = 1, 0
"""com.sun.star.frame.DispatchResultState."""

presses: dict[str, Press] = {}
"""Presses under way, by the document's id in this office."""
hosts: list[Host] = []
"""What all windows of this office share, once the first button was pressed."""
listeners: dict[str, list[Any]] = defaultdict(list)
"""Who shows whether a button can be pressed: (listener, url), by the document's id."""


class Handler(
    unohelper.Base,  # type: ignore[misc]  # UNO has no types
    XServiceInfo,  # type: ignore[misc]
    XDispatchProvider,  # type: ignore[misc]
    XNotifyingDispatch,  # type: ignore[misc]
    XInitialization,  # type: ignore[misc]
):
    """Made by the office for a window."""

    def __init__(self, context: Any, *_: Any) -> None:
        self._context = context
        self._frame: Any = None

    def initialize(self, arguments: Sequence[Any]) -> None:
        """Take the window's frame."""
        if arguments:
            self._frame = arguments[0]

    def getImplementationName(self) -> str:  # noqa: N802 - the names are UNO's
        """Return the name the package was registered with."""
        return IMPLEMENTATION

    def supportsService(self, name: str) -> bool:  # noqa: N802
        """Tell whether this is such a service."""
        return name in SERVICES

    def getSupportedServiceNames(self) -> tuple[str, ...]:  # noqa: N802
        """Return what this is."""
        return SERVICES

    def queryDispatch(self, url: Any, _target: str, _flags: int) -> Any:  # noqa: N802
        """Return who does what the url says."""
        return self if url.Complete.startswith(SCHEME) else None

    def queryDispatches(self, requests: Sequence[Any]) -> tuple[Any, ...]:  # noqa: N802
        """Return who does what each url says."""
        return tuple(
            self.queryDispatch(each.FeatureURL, each.FrameName, each.SearchFlags) for each in requests
        )

    def dispatch(self, url: Any, arguments: Sequence[Any]) -> None:
        """Begin what the url says; it goes on after this returns."""
        self._begin(url, arguments, None)

    def dispatchWithNotification(self, url: Any, arguments: Sequence[Any], listener: Any) -> None:  # noqa: N802
        """Begin what the url says, and tell when it has ended."""
        self._begin(url, arguments, listener)

    def addStatusListener(self, listener: Any, url: Any) -> None:  # noqa: N802
        """Tell whether the button can be pressed, now and whenever it changes."""
        key = self._key()
        listeners[key].append((listener, url))
        listener.statusChanged(self._state(url, is_free=key not in presses))

    def removeStatusListener(self, listener: Any, url: Any) -> None:  # noqa: N802
        """Tell no more."""
        key = self._key()
        listeners[key] = [each for each in listeners[key] if each != (listener, url)]

    def _begin(self, url: Any, arguments: Sequence[Any], listener: Any) -> None:
        try:
            self._press(url, arguments, listener)
        except Exception:
            log(traceback.format_exc())
            raise

    def _press(self, url: Any, arguments: Sequence[Any], listener: Any) -> None:
        asked, key = _asked(url, arguments), self._key()
        running = presses.get(key)
        if asked.action == STOP:
            if running is not None:
                running.person.stopping.set()
            self._tell(listener, Ended({"action": STOP, "busy": running is not None}, 0), [])
        elif running is not None:
            self._tell(listener, Ended({"refused": "busy", "message": words.BUSY()}, REFUSED), [])
        elif not key:
            nothing = Ended({"refused": "no_cells", "message": words.NO_CELLS()}, REFUSED)
            self._tell(listener, nothing, [])
        else:

            def ended(outcome: Ended) -> None:
                del presses[key]
                self._show_states(key)
                self._tell(listener, outcome, press.person.said)

            press = Press(asked, frame=self._frame, host=self._shared(), ended=ended)
            presses[key] = press
            self._show_states(key)
            press.begin()

    def _shared(self) -> Host:
        if not hosts:
            facts = load_facts()
            hosts.append(Host(self._context, facts, MainThread(self._context), sign_ins(facts.server)))
        return hosts[0]

    def _key(self) -> str:
        controller = self._frame.getController() if self._frame is not None else None
        document = controller.getModel() if controller is not None else None
        if document is None or not document.supportsService(SPREADSHEET):
            return ""
        return str(document.RuntimeUID)

    def _tell(self, listener: Any, ended: Ended, said: list[Any]) -> None:
        if listener is None:
            return
        event = uno.createUnoStruct("com.sun.star.frame.DispatchResultEvent")
        event.Source, event.State = self, FAILURE if ended.exit else SUCCESS
        event.Result = outcome_text(ended, said)
        listener.dispatchFinished(event)

    def _show_states(self, key: str) -> None:
        for listener, url in list(listeners[key]):
            listener.statusChanged(self._state(url, is_free=key not in presses))

    def _state(self, url: Any, *, is_free: bool) -> Any:
        event = uno.createUnoStruct("com.sun.star.frame.FeatureStateEvent")
        event.FeatureURL, event.IsEnabled, event.Requery, event.Source = url, is_free, False, self
        return event


def _asked(url: Any, arguments: Sequence[Any]) -> Asked:
    """Return what a url and its arguments ask for: `Options` and `Answers` are JSON, `Quiet` means unseen."""
    given = {each.Name: each.Value for each in arguments}
    return Asked(
        url.Complete[len(SCHEME) :].partition("?")[0],
        bool(given.get("Quiet", False)),
        json.loads(given.get("Options") or "{}"),
        json.loads(given.get("Answers") or "{}"),
    )
