"""Placed points at which a process kills itself: around a commit, an answer, a connection, a saved file."""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import sqlalchemy as sa
    from sqlalchemy.pool import PoolProxiedConnection

    Point = tuple[str, int]
"""The name of a point, and at which passing of it (from 1) the process dies."""

COMMITS = ("before commit", "after commit")
ANSWERS = ("before answer", "half of the answer")
CLIENT = ("before connecting", "new file opened", "half of the new file", "before rename", "after rename")
HALF_BYTES = 3_000
ORDER = "die-at.json"


_armed: dict[str, int] = {}
_passed: dict[str, int] = {}


def arm(point: Point | None) -> None:
    """Let this process die at a point; without one it lives."""
    if point is None:
        return
    name, number = point
    _armed[name] = number
    if name in _EVENTS:
        sys.addaudithook(_hear)


def arm_from(order: Path) -> None:
    """Arm a running server when a file with a point lies there; it is taken away."""
    if order.exists():
        arm(json.loads(order.read_text()))
        order.unlink()


def passing(name: str) -> bool:
    """Count that a point is passed; tell whether it is time to die."""
    if name not in _armed:
        return False
    _passed[name] = _passed.get(name, 0) + 1
    return _passed[name] == _armed[name]


def die() -> None:
    """Be gone, as by a power cut."""
    os.kill(os.getpid(), signal.SIGKILL)


def watch_commits(engine: sa.Engine) -> None:
    """Count the commits of writing transactions; readers roll back."""
    commit = engine.dialect.do_commit

    def committing(connection: PoolProxiedConnection) -> None:
        if passing("before commit"):
            die()
        commit(connection)
        if passing("after commit"):
            die()

    engine.dialect.do_commit = committing  # type: ignore[method-assign,assignment]


def _hear(happened: str, facts: tuple[Any, ...]) -> None:
    """Hear what the interpreter is about to do."""
    for name, is_point in _EVENTS.items():
        if name in _armed and is_point(happened, facts) and passing(name):
            if name == "half of the new file":
                _die_at_size(HALF_BYTES)
            else:
                die()


def _die_at_size(size: int) -> None:
    """Let the kernel kill this process as soon as a file grows beyond a size."""
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def is_new_file(happened: str, facts: tuple[Any, ...]) -> bool:
    """Tell whether the file host opens the file that will replace the book."""
    return happened == "open" and str(facts[0]).endswith(".tmp") and "w" in str(facts[1])


def _is_folder(happened: str, facts: tuple[Any, ...]) -> bool:
    """Tell whether a folder is opened: the file host does so to flush the rename."""
    return happened == "open" and facts[1] is None and os.path.isdir(str(facts[0]))  # noqa: PTH112


_EVENTS: dict[str, Callable[[str, tuple[Any, ...]], bool]] = {
    "before connecting": lambda happened, _: happened == "socket.connect",
    "new file opened": is_new_file,
    "half of the new file": is_new_file,
    "before rename": lambda happened, _: happened == "os.rename",
    "after rename": _is_folder,
}
