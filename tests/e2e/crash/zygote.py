"""A process that has imported the product and forks children of itself: presses, servers, in milliseconds.

It reads one JSON command a line and answers each with one line. A child may be killed after so many seconds
(by SIGKILL, at whatever instruction it is then) or at a placed point, where it kills itself.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from typing import TYPE_CHECKING, Any

from tests.e2e.crash import hosting, points, pressing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Told = Mapping[str, Any]


def main() -> None:
    """Serve commands until standard input ends; then everything that was started ends, too."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    children: dict[str, int] = {}
    try:
        for line in sys.stdin:
            told = json.loads(line)
            answer = _COMMANDS[told["do"]](told, children)
            sys.stdout.write(json.dumps(answer) + "\n")
            sys.stdout.flush()
    finally:
        for pid in children.values():
            os.kill(pid, signal.SIGKILL)


def _press(told: Told, _children: dict[str, int]) -> Told:
    """Run a press to its end, or until it is killed."""
    pid = _fork(told, lambda: pressing.press(told))
    return _ended(pid, told.get("kill_after"))


def _command(told: Told, _children: dict[str, int]) -> Told:
    """Run a command of the server."""
    return _ended(_fork(told, lambda: pressing.command(told)), None)


def _serve(told: Told, children: dict[str, int]) -> Told:
    """Start a server and answer when it listens."""
    reading, writing = os.pipe()
    children["server"] = _fork(told, lambda: hosting.serve(told, writing))
    os.close(writing)
    ready = os.read(reading, 1)
    os.close(reading)
    return {"ready": bool(ready)}


def _restart(told: Told, children: dict[str, int]) -> Told:
    """Let the server die in its time, and start it again at once."""
    died = _ended(children["server"], told.get("kill_after"))
    return {**died, **_serve(told, children)}


def _stop(_told: Told, children: dict[str, int]) -> Told:
    """Kill the server for good."""
    os.kill(children["server"], signal.SIGKILL)
    return _ended(children.pop("server"), None)


def _rest(told: Told, _children: dict[str, int]) -> Told:
    """Answer after so many seconds."""
    signal.sigtimedwait({signal.SIGCHLD}, told["seconds"])
    return {}


def _fork(told: Told, run: Callable[[], int]) -> int:
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
        output = os.open(told["output"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        for stream in (1, 2):
            os.dup2(output, stream)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        points.arm(told.get("point"))
        code = run()
        sys.stdout.flush()
    except BaseException:  # noqa: BLE001 - a child must never come back into the loop of its parent
        sys.excepthook(*sys.exc_info())
        sys.stderr.flush()
    finally:
        os._exit(code)


def _ended(pid: int, kill_after: float | None) -> Told:
    """Wait for a child, at most so long; return its exit code (None: killed) and how long it lived."""
    began = time.monotonic()
    status = _waited(pid, kill_after)
    if status is None:
        os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
    code = None if os.WIFSIGNALED(status) else os.waitstatus_to_exitcode(status)
    return {"code": code, "seconds": time.monotonic() - began}


def _waited(pid: int, seconds: float | None) -> int | None:
    if seconds is None:
        return os.waitpid(pid, 0)[1]
    ends = time.monotonic() + seconds
    while True:
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            return status
        left = ends - time.monotonic()
        if left <= 0:
            return None
        signal.sigtimedwait({signal.SIGCHLD}, left)


_COMMANDS = {
    "press": _press,
    "command": _command,
    "serve": _serve,
    "restart": _restart,
    "stop": _stop,
    "rest": _rest,
}

if __name__ == "__main__":
    main()
