"""A real Chromium without a window, driven over the pipes of its DevTools protocol; standard library only."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Json = dict[str, Any]
FLAGS = (
    "--headless=new",
    "--no-sandbox",  # tests may run as root, which the sandbox refuses
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--remote-debugging-pipe",
)
KEYS = {"Tab": (9, ""), "Enter": (13, "\r"), "Space": (32, " ")}


class BrowserError(Exception):
    """The browser refused a command, or ended."""


@dataclass
class Pipe:
    """Messages to and from the browser, each ended by a zero byte; `events` are those nobody asked for."""

    sending: int
    receiving: int
    events: list[Json] = field(default_factory=list)
    _rest: bytes = b""
    _last: int = 0

    def ask(self, method: str, session: str | None = None, **parameters: Any) -> Json:
        """Return the answer to a command."""
        self._last += 1
        message = {"id": self._last, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self.sending, json.dumps(message).encode() + b"\0")
        while True:
            found = self.read()
            if found.get("id") == self._last:
                if "error" in found:
                    raise BrowserError(f"{method}: {found['error']}")
                answer: Json = found["result"]
                return answer
            self.events.append(found)

    def read(self) -> Json:
        """Return the next message."""
        while b"\0" not in self._rest:
            got = os.read(self.receiving, 65536)
            if not got:
                raise BrowserError("the browser ended")
            self._rest += got
        whole, _, self._rest = self._rest.partition(b"\0")
        found: Json = json.loads(whole)
        return found


@dataclass
class Tab:
    """A page in a browser."""

    pipe: Pipe
    session: str
    taps: int = 0

    def ask(self, method: str, **parameters: Any) -> Json:
        """Return the answer to a command about this page."""
        return self.pipe.ask(method, self.session, **parameters)

    def phone(self, *, width: int = 360, height: int = 740, dark: bool = False) -> None:
        """Be a phone of this size."""
        self.ask(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=2, mobile=True
        )
        self.ask("Emulation.setTouchEmulationEnabled", enabled=True)
        scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self.ask("Emulation.setEmulatedMedia", features=scheme)

    def open(self, url: str) -> None:
        """Open a page and wait until it is there."""
        self._loaded(lambda: self.ask("Page.navigate", url=url))

    def run(self, script: str) -> Any:
        """Return the value of a script run in the page."""
        found = self.ask("Runtime.evaluate", expression=script, returnByValue=True)
        if "exceptionDetails" in found:
            raise BrowserError(str(found["exceptionDetails"]))
        return found["result"].get("value")

    def tap(self, script: str, *, opens_page: bool = False) -> None:
        """Put a finger on the element that a script finds, scrolled to first."""
        where = self.run(
            f"(() => {{ const e = {script}; e.scrollIntoView({{block: 'center'}});"
            " const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; })()"
        )
        self.taps += 1

        def touch() -> None:
            point = [{"x": where[0], "y": where[1]}]
            self.ask("Input.dispatchTouchEvent", type="touchStart", touchPoints=point)
            self.ask("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])

        self._loaded(touch) if opens_page else touch()

    def press(self, key: str, *, opens_page: bool = False) -> None:
        """Press a key."""
        code, text = KEYS[key]
        same = {"key": " " if key == "Space" else key, "code": key, "windowsVirtualKeyCode": code}

        def strike() -> None:
            self.ask("Input.dispatchKeyEvent", type="keyDown", text=text, **same)
            self.ask("Input.dispatchKeyEvent", type="keyUp", **same)

        self._loaded(strike) if opens_page else strike()

    def type(self, text: str) -> None:
        """Type into what has the focus."""
        self.ask("Input.insertText", text=text)

    def tree(self) -> list[Json]:
        """Return what a screen reader is told: the nodes that are not ignored, with role and name."""
        nodes = self.ask("Accessibility.getFullAXTree")["nodes"]
        return [
            {"role": node["role"]["value"], "name": node.get("name", {}).get("value", "")}
            for node in nodes
            if not node.get("ignored") and "role" in node
        ]

    def picture(self, path: Path) -> None:
        """Keep a picture of the whole page."""
        shot = self.ask("Page.captureScreenshot", format="png", captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(shot["data"]))

    def complaints(self) -> list[str]:
        """Return what the browser complained of: refused content, errors."""
        told = [event for event in self.pipe.events if event.get("method") == "Log.entryAdded"]
        entries = [event["params"]["entry"] for event in told if event.get("sessionId") == self.session]
        return [entry["text"] for entry in entries]

    def _loaded(self, act: Any) -> None:
        """Do something and wait until the page it leads to has loaded."""
        seen = len(self.pipe.events)
        act()
        while not any(self._is_load(event) for event in self.pipe.events[seen:]):
            self.pipe.events.append(self.pipe.read())

    def _is_load(self, event: Json) -> bool:
        return event.get("method") == "Page.loadEventFired" and event.get("sessionId") == self.session


@contextmanager
def browsing(profile: Path) -> Iterator[Pipe]:
    """Run a browser for the block."""
    (down, sending), (receiving, up) = _pipe(), _pipe()
    # The program expects its pipes as file descriptors 3 and 4.
    script = f'exec chromium "$@" 3<&{down} 4>&{up}'
    command = ["bash", "-c", script, "chromium", *FLAGS, f"--user-data-dir={profile}", "about:blank"]
    process = subprocess.Popen(
        command, pass_fds=(down, up), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    os.close(down)
    os.close(up)
    pipe = Pipe(sending, receiving)
    try:
        yield pipe
    finally:
        os.close(sending)  # the browser ends with its pipe
        process.wait(30)
        os.close(receiving)


def _pipe() -> tuple[int, int]:
    """Return the ends of a pipe, reading and writing, whose numbers are none of those the program expects."""
    low = os.pipe()
    reading, writing = (fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in low)
    for end in low:
        os.close(end)
    return reading, writing


def new_tab(pipe: Pipe) -> Tab:
    """Open a tab with cookies of its own."""
    context = pipe.ask("Target.createBrowserContext")["browserContextId"]
    target = pipe.ask("Target.createTarget", url="about:blank", browserContextId=context)["targetId"]
    session = pipe.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    tab = Tab(pipe, session)
    for domain in ("Page", "Runtime", "Log", "Accessibility"):
        tab.ask(f"{domain}.enable")
    return tab
