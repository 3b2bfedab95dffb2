"""A LibreOffice process for tests: own profile, a pipe of its own, its log kept; ended by its own number."""

from __future__ import annotations

import os
import signal
import subprocess
import time
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Any

import uno
import unohelper
from com.sun.star.beans import NamedValue, PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.lang import DisposedException
from com.sun.star.task import XInteractionHandler
from com.sun.star.ucb import XCommandEnvironment
from com.sun.star.uno import RuntimeException

PROGRAM = Path("/usr/lib/libreoffice/program/soffice.bin")  # not the wrapper: one process, one number
RESTART_ME = 81
"""How an office ends that has just made a fresh profile."""
PATIENCE_SECONDS = 60.0
GRACE_SECONDS = 15.0
GONE = (DisposedException, RuntimeException, SystemError)
"""What UNO raises of windows and offices that have ended."""
_SYSTEM = "/usr/local/bin:/usr/bin:/bin"
"""Where an office looks for programs: its Python takes the library of the first `python3` for its own."""
_FOREIGN = (
    "PYTHONHOME",
    "PYTHONPATH",
    "VIRTUAL_ENV",
    "LD_LIBRARY_PATH",
    "UNO_PATH",
    "URE_BOOTSTRAP",
    "PYTHONSAFEPATH",
)


class OfficeError(Exception):
    """The office did not start, or is gone; holds what it said."""


class Office:
    """A running office. UNO objects stay inside: printing one whose office died would end the tests."""

    def __init__(self, folder: Path, *, display: str = "", environment: dict[str, str] | None = None) -> None:
        """Start with the profile `folder/profile`; on a display when one is named."""
        self.folder = folder
        self.is_shown = bool(display)
        self.log = folder / "office.log"
        self._pipe = f"sheetline{uuid.uuid4().hex}"
        _settle(folder / "profile" / "user")
        self._command = [
            str(PROGRAM),
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            f"--accept=pipe,name={self._pipe};urp;StarOffice.ComponentContext",
            *("--norestore", "--nologo", "--nodefault", "--nofirststartwizard", "--nolockcheck"),
            *([] if display else ["--headless"]),
        ]
        kept = {name: value for name, value in os.environ.items() if name not in _FOREIGN}
        shown = {"SAL_USE_VCLPLUGIN": "gen", "DISPLAY": display} if display else {"SAL_USE_VCLPLUGIN": "svp"}
        own = {"XDG_CONFIG_HOME": str(folder / "config"), "PYTHONUTF8": "1", "no_proxy": "127.0.0.1"}
        self._environment = {**kept, **shown, **own, "PATH": _SYSTEM, **(environment or {})}
        self.process = self._start()
        self._context = self._connected()
        self.desktop = self.service("com.sun.star.frame.Desktop")

    def __repr__(self) -> str:
        return f"<office {self.process.pid}>"

    def service(self, name: str) -> Any:
        """Return a service of the office."""
        return self._context.ServiceManager.createInstanceWithContext(name, self._context)

    def install(self, extension: Path) -> None:
        """Install an extension for this profile."""
        manager = self._context.getByName("/singletons/com.sun.star.deployment.ExtensionManager")
        quiet = (NamedValue("SUPPRESS_LICENSE", "1"),)
        manager.addExtension(extension.as_uri(), quiet, "user", None, _Yes())

    def open(self, path: Path) -> Any:
        """Return the document; a file that does not open is an error."""
        document = self.desktop.loadComponentFromURL(path.absolute().as_uri(), "_blank", 0, ())
        if document is None:
            raise OfficeError(f"{path} did not open\n{self.said()}")
        return document

    def new(self) -> Any:
        """Return an empty spreadsheet."""
        return self.desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, ())

    def said(self) -> str:
        """Return the end of the log."""
        return self.log.read_text("utf-8", "replace")[-6_000:]

    def is_alive(self) -> bool:
        """Tell whether the process runs."""
        return self.process.poll() is None

    def close(self) -> None:
        """End the office, kindly first."""
        try:
            if self.is_alive():
                with suppress(*GONE):  # its end cuts the line
                    self.desktop.terminate()
                with suppress(subprocess.TimeoutExpired):
                    self.process.wait(GRACE_SECONDS)
        finally:
            self.kill()

    def kill(self) -> None:
        """End the process at once, and what it started."""
        if self.is_alive():
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(GRACE_SECONDS)

    def _start(self) -> subprocess.Popen[bytes]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            return subprocess.Popen(
                self._command,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _connected(self) -> Any:
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            with suppress(NoConnectException):
                return resolver.resolve(f"uno:pipe,name={self._pipe};urp;StarOffice.ComponentContext")
            if self.process.poll() == RESTART_ME:
                self.process = self._start()
            elif self.process.poll() is not None:
                raise OfficeError(f"the office ended with {self.process.poll()}\n{self.said()}")
            time.sleep(0.1)
        self.kill()
        raise OfficeError(f"the office did not get ready\n{self.said()}")


_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Linguistic/General">
<prop oor:name="UILocale" oor:op="fuse"><value>zh-CN</value></prop></item>
</oor:items>
"""


def _settle(user: Path) -> None:
    """Make a fresh profile whose office speaks Chinese, as those of clerks do."""
    user.mkdir(parents=True, exist_ok=True)
    settings = user / "registrymodifications.xcu"
    if not settings.exists():
        settings.write_text(_SETTINGS, encoding="utf-8")


class _Yes(unohelper.Base, XCommandEnvironment, XInteractionHandler):  # type: ignore[misc]  # UNO has no types
    """Agrees to whatever the extension manager asks."""

    def getInteractionHandler(self) -> _Yes:  # noqa: N802 - the name is UNO's
        return self

    def getProgressHandler(self) -> None:  # noqa: N802
        return None

    def handle(self, request: Any) -> None:
        approve = uno.getTypeByName("com.sun.star.task.XInteractionApprove")
        for choice in request.getContinuations():
            if choice.queryInterface(approve):
                choice.select()
                return


def properties(**values: Any) -> tuple[Any, ...]:
    """Return property values as UNO wants them."""
    return tuple(PropertyValue(name, 0, value, 0) for name, value in values.items())
