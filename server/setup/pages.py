"""`/setup`: how the Excel add-in comes onto a PC, the scripts that do it, and the files they fetch."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, render_template, request, send_file

from server.setup.rules import BadAddressError, filled, require_address, require_hash

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

APP_ZIP, PYTHON_ZIP = "sheetline-excel.zip", "sheetline-python.zip"
ADDRESS_WRONG, NOT_THERE = 400, 404
INSTALL, UNINSTALL = "install.ps1", "uninstall.ps1"
WORDS = {
    "CLOSE_EXCEL": "请先关闭 Excel，再运行一次。Close Excel first, then run this again.",
    "BROKEN_FILE": "下载的文件不完整，请再运行一次。A file came broken: run this again.",
    "NO_CA": "找不到 SHEETLINE_CA 指的证书文件。There is no file where SHEETLINE_CA points.",
    "LOADING": "正在下载… Fetching…",
    "DONE": "装好了。打开 Excel，点“订单”页。Done: open Excel and go to the tab 订单.",
    "GONE": "已卸载，工作簿没有动。Removed; your workbooks are untouched.",
}
_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Files:
    """The packages that `start.py build` left in a folder."""

    folder: Path

    def missing(self) -> list[str]:
        """Return the names of packages that are not there."""
        return [name for name in (APP_ZIP, PYTHON_ZIP) if not (self.folder / name).is_file()]

    def hash(self, name: str) -> str:
        """Return the SHA-256 of a package, as PowerShell writes it."""
        with (self.folder / name).open("rb") as file:
            return require_hash(hashlib.file_digest(file, "sha256").hexdigest().upper())


def make_setup(folder: Path) -> Blueprint:
    """Return the routes; nothing on them is secret, so they ask for no sign-in."""
    files = Files(folder)
    setup = Blueprint("setup", __name__, template_folder="templates")

    @setup.get("/setup")
    def page() -> str:
        return render_template("setup.html", server=_server(), missing=files.missing())

    @setup.get("/setup/<name>")
    def part(name: str) -> ResponseReturnValue:
        if name == INSTALL and not files.missing():
            return _script(install_script(_server(), files))
        if name == UNINSTALL:
            return _script(uninstall_script())
        if name in {APP_ZIP, PYTHON_ZIP} and name not in files.missing():
            return send_file(files.folder.resolve() / name, mimetype="application/zip")
        return abort(NOT_THERE)

    return setup


def install_script(server: str, files: Files) -> str:
    """Return the script that installs from this server. Raises BadAddressError."""
    words = {name: WORDS[name] for name in ("CLOSE_EXCEL", "NO_CA", "BROKEN_FILE", "LOADING", "DONE")}
    facts = {
        "SERVER": require_address(server),
        "APP_ZIP": APP_ZIP,
        "APP_HASH": files.hash(APP_ZIP),
        "PYTHON_ZIP": PYTHON_ZIP,
        "PYTHON_HASH": files.hash(PYTHON_ZIP),
    }
    return filled((_TEMPLATES / INSTALL).read_text("ascii"), facts | words)


def uninstall_script() -> str:
    """Return the script that removes what the other one put there."""
    words = {name: WORDS[name] for name in ("CLOSE_EXCEL", "GONE")}
    return filled((_TEMPLATES / UNINSTALL).read_text("ascii"), words)


def _server() -> str:
    """Return the address the clerk's browser used: the PC reaches the server by it."""
    try:
        return require_address(request.host_url)
    except BadAddressError:
        return abort(ADDRESS_WRONG)


def _script(text: str) -> Response:
    return Response(text.replace("\n", "\r\n"), mimetype="text/plain")
