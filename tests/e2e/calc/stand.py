"""An office with the extension, signed in to a server, started again when a test left it dead."""

from __future__ import annotations

import json
import shutil
import threading
from typing import TYPE_CHECKING

from addin.surfaces.oxt import build_extension
from tests.e2e.calc.driving import Calc
from tests.e2e.calc.office import Office, OfficeError

if TYPE_CHECKING:
    from pathlib import Path


PATIENCE_SECONDS = 150.0
"""How long documents of a test stay open at most: less than pytest waits, which cannot end a call of UNO."""


class Stand:
    """Where tests get documents; all of them are closed when a test has ended."""

    def __init__(
        self, folder: Path, *, server: str, display: str = "", patience_seconds: float = PATIENCE_SECONDS
    ) -> None:
        """Keep everything in a folder; the office starts with the first document."""
        self.folder = folder
        self.patience_seconds = patience_seconds
        self._watch: threading.Timer | None = None
        self._server = server
        self._display = display
        self._office: Office | None = None
        self._is_installed = False
        self._open: list[Calc] = []

    def __repr__(self) -> str:
        return f"<stand in {self.folder}>"

    def office(self) -> Office:
        """Return a living office, its extension installed."""
        if self._office is not None and not self._office.is_alive():
            self._office.close()
            self._office = None
        if self._office is None:
            self._install()
            self._office = self._started()
        return self._office

    def _install(self) -> None:
        """Add the extension to the profile; only an office started afterwards runs it within itself."""
        if self._is_installed:
            return
        office = self._started()
        office.install(build_extension(self.folder))
        office.close()
        self._is_installed = True

    def _started(self) -> Office:
        return Office(self.folder, display=self._display, environment={"SHEETLINE_SERVER": self._server})

    def sign_in(self, user: str, token: str) -> None:
        """Let the computer remember a sign-in, as the last dialog would have left it."""
        path = self.tokens
        path.parent.mkdir(parents=True, exist_ok=True)
        kept = {f"last user {self._server}": user, f"{user} {self._server}": token}
        path.write_text(json.dumps(kept), encoding="utf-8")

    @property
    def tokens(self) -> Path:
        """The file in which this computer remembers sign-ins."""
        return self.folder / "config" / "sheetline" / "tokens.json"

    def remembered(self) -> dict[str, str]:
        """Return what this computer remembers of sign-ins."""
        found: dict[str, str] = json.loads(self.tokens.read_text("utf-8")) if self.tokens.exists() else {}
        return found

    @property
    def addin_log(self) -> str:
        """What the extension noted of its own faults."""
        path = self.folder / "config" / "sheetline" / "addin.log"
        return path.read_text("utf-8") if path.exists() else ""

    def calc(self, path: Path | None = None) -> Calc:
        """Open a document; an office that hangs is ended after a while, so that who waits for it goes on."""
        self.office()
        self._guard()
        opened = Calc(self.office(), path)
        self._open.append(opened)
        return opened

    def tidy(self) -> None:
        """Close what a test opened. Raises OfficeError when the office crashed."""
        self._guard()
        while self._open:
            self._open.pop().close()
        self._relax()
        code = self._office.process.poll() if self._office is not None else None
        if code:  # on a screen it ends well with its last window
            raise OfficeError(f"the office crashed\n{self.said()}")

    def said(self) -> str:
        """Return what is known of a failure: the office's log, the extension's, whether it lives."""
        office = self._office
        lives = f"alive: {office.is_alive()}, ended with {office.process.poll()}" if office else "not started"
        return f"{lives}\n--- office\n{office.said() if office else ''}\n--- extension\n{self.addin_log}"

    def keep(self, folder: Path) -> None:
        """Copy profile and logs aside, to look into a failure."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True, ignore_dangling_symlinks=True)

    def close(self) -> None:
        """End the office."""
        self._guard()
        if self._office is not None:
            self._office.close()
        self._relax()

    def _guard(self) -> None:
        self._relax()
        if self._office is not None:
            self._watch = threading.Timer(self.patience_seconds, self._office.kill)
            self._watch.daemon = True
            self._watch.start()

    def _relax(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None
