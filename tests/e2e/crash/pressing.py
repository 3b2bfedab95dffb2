"""A press as the command line makes it, in a world that is not always kind."""

from __future__ import annotations

import codecs
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import addin.cli
import server.cli
from addin.bridge import messages as m
from addin.hosts.file import FileHost
from sync.client import transport
from tests.e2e.crash.points import is_new_file
from tests.e2e.crash.small_disk import SmallDisk

if TYPE_CHECKING:
    from collections.abc import Mapping


def press(told: Mapping[str, Any]) -> int:
    """Run the command line and return its exit code.

    `patient`: ask a server that is away again, as the product does. `user`: who presses. `now`: what the
    clock shows. `full_at_save`: `disk` is full when the book is saved for that time.
    """
    if not told.get("patient", True):
        transport.PAUSES_SECONDS = ()  # type: ignore[assignment]  # none instead of four
    if "full_at_save" in told:
        _fill_at_save(told["full_at_save"], SmallDisk(Path(told["disk"])))
    if "now" in told:
        time.time = lambda: told["now"]
    if "user" in told:
        _load_everything(Path(told["book"]))
    _become(told)
    return addin.cli.main(told["words"], told["environment"])


def command(told: Mapping[str, Any]) -> int:
    """Run a command of the server and return its exit code."""
    _become(told)
    os.environ.update(told["environment"])
    return server.cli.main(told["words"])


def _load_everything(book: Path) -> None:
    """Load all of Python that a press needs: the other user may not read where it is installed."""
    codecs.lookup("idna")
    with tempfile.TemporaryDirectory() as folder:
        host = FileHost(Path(shutil.copy(book, folder)))
        host.apply(m.Save())


def _become(told: Mapping[str, Any]) -> None:
    """Be another user, where one is named."""
    if "user" in told:
        os.setgroups([])
        os.setresgid(told["user"], told["user"], told["user"])
        os.setresuid(told["user"], told["user"], told["user"])


def _fill_at_save(number: int, disk: SmallDisk) -> None:
    """Fill the disk, but for a part of the file, when the book is saved for the n-th time."""
    passed = 0

    def hear(happened: str, facts: tuple[Any, ...]) -> None:
        nonlocal passed
        if is_new_file(happened, facts):
            passed += 1
            if passed == number:
                disk.fill(leaving=4_096)

    sys.addaudithook(hear)
