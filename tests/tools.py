"""Programs of the system that tests drive, and the Debian packages that bring them; standard library only."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

POSTGRESQL_URL_VARIABLE = "SHEETLINE_TEST_POSTGRESQL_URL"
POSTGRESQL_PLACES = (
    ("/usr/lib/postgresql", "*/bin/initdb"),
    ("C:/Program Files/PostgreSQL", "*/bin/initdb.exe"),
)


@dataclass(frozen=True)
class Tool:
    """A Debian package, and a check that what it brings is there, from wherever it came."""

    package: str
    is_present: Callable[[], bool]


def missing_packages() -> list[str]:
    """Return the Debian packages that bring what is missing here."""
    return [tool.package for tool in TOOLS if not tool.is_present()]


def initdb() -> Path | None:
    """Return the program that makes a PostgreSQL cluster (Debian keeps it off the PATH), the newest one."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve()
    return max((found for root, below in POSTGRESQL_PLACES for found in Path(root).glob(below)), default=None)


def _program(name: str) -> Callable[[], bool]:
    return lambda: shutil.which(name) is not None


def _postgresql() -> bool:
    return POSTGRESQL_URL_VARIABLE in os.environ or initdb() is not None


def _uno() -> bool:
    return _succeeds("/usr/bin/python3", "-c", "import uno")  # the system's own Python, not ours


def _chinese_font() -> bool:
    return _succeeds("fc-list", "--quiet", ":lang=zh")


def _succeeds(*command: str) -> bool:
    try:
        return subprocess.run(command, check=False, capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


TOOLS = (
    Tool("postgresql", _postgresql),
    Tool("libreoffice-calc", _program("soffice")),
    Tool("libreoffice-l10n-zh-cn", Path("/usr/lib/libreoffice/share/registry/Langpack-zh-CN.xcd").exists),
    Tool("python3-uno", _uno),
    Tool("fonts-noto-cjk", _chinese_font),
    Tool("chromium", _program("chromium")),
    Tool("poppler-utils", _program("pdftoppm")),
    Tool("xvfb", _program("Xvfb")),
    Tool("xdotool", _program("xdotool")),
    Tool("iproute2", _program("ip")),
    Tool("haproxy", _program("haproxy")),
    Tool("nginx-light", _program("nginx")),
    Tool("openssl", _program("openssl")),
)
