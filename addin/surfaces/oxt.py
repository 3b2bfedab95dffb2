"""The LibreOffice extension as a package: the same bytes whenever it is built from the same sources."""

from __future__ import annotations

import json
import re
import tomllib
import zipfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from addin.actions.registry import ACTIONS
from addin.hosts.port import NOTE_MARK
from addin.hosts.roles import ROLES
from addin.hosts.state import BOOK_PROPERTY
from addin.surfaces import toolbar
from addin.surfaces.command_line import DEFAULT_SERVER
from addin.surfaces.icons import icon
from workbooks.layout import LISTS_SHEET, STATE_SHEET

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FILE_NAME = "sheetline.oxt"
ROOT = Path(__file__).resolve().parents[2]
IMPLEMENTATION = "org.sheetline.calc.Handler"
OLDEST_OFFICE = "7.0"
_FROZEN_AT = (2020, 1, 1, 0, 0, 0)
_UNIX, _READABLE = 3, 0o100644 << 16
_FOLDER = "python/pythonpath/sheetline"
_SOURCES = (("addin/libreoffice/host", _FOLDER), ("sync/client", f"{_FOLDER}/client"))
_RENAMED = (("addin.libreoffice.host", "sheetline"), ("sync.client", "sheetline.client"))
"""Packages as they are named inside the office, where `addin` and `sync` might be somebody else's."""
_COMPONENT = "python/sheetline_component.py"
_TYPES = {
    _COMPONENT: "application/vnd.sun.star.uno-component;type=Python",
    "Addons.xcu": "application/vnd.sun.star.configuration-data",
    "CalcWindowState.xcu": "application/vnd.sun.star.configuration-data",
    "ProtocolHandler.xcu": "application/vnd.sun.star.configuration-data",
}


def build_extension(folder: Path) -> Path:
    """Write the extension into the folder and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE_NAME
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in sorted(parts().items()):
            info = zipfile.ZipInfo(name, _FROZEN_AT)
            info.create_system, info.external_attr = _UNIX, _READABLE
            archive.writestr(info, content, zipfile.ZIP_DEFLATED)
    return path


def parts() -> dict[str, bytes]:
    """Return the files of the extension by name."""
    texts = {
        "META-INF/manifest.xml": _manifest(),
        "description.xml": _description(),
        "description-en.txt": "Orders stay in the spreadsheet; the Sheetline server makes them true.\n",
        "description-zh.txt": "订单留在表格里，由表上单服务器核对、登记、答复。\n",
        "LICENSE": (ROOT / "LICENSE").read_text("utf-8"),
        "Addons.xcu": toolbar.addons(),
        "CalcWindowState.xcu": toolbar.window_state(),
        "ProtocolHandler.xcu": toolbar.protocol_handler(IMPLEMENTATION),
        _COMPONENT: _renamed((ROOT / "addin/libreoffice/component.py").read_text("utf-8")),
        f"{_FOLDER}/facts.json": json.dumps(_facts(), ensure_ascii=False, indent=1),
        **dict(_modules()),
    }
    return {**{name: text.encode() for name, text in texts.items()}, **dict(_icons())}


def _modules() -> Iterator[tuple[str, str]]:
    for source, place in _SOURCES:
        for path in sorted((ROOT / source).glob("*.py")):
            yield f"{place}/{path.name}", _renamed(path.read_text("utf-8"))


def _renamed(text: str) -> str:
    """Return a module whose imports name our packages as they are inside the office."""
    for ours, inside in _RENAMED:
        text = re.sub(rf"^(\s*from ){re.escape(ours)}\b", rf"\1{inside}", text, flags=re.MULTILINE)
    return text


def _icons() -> Iterator[tuple[str, bytes]]:
    for action in toolbar.toolbar_actions():
        for size in (toolbar.SMALL, toolbar.BIG):
            yield toolbar.icon_name(action, size), icon(action.id, size)


def version() -> str:
    """Return the version of the product."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return str(project["version"])


def _facts() -> Mapping[str, object]:
    return {
        "version": version(),
        "server": DEFAULT_SERVER,
        "note_mark": NOTE_MARK,
        "state_sheet": STATE_SHEET,
        "lists_sheet": LISTS_SHEET,
        "book_property": BOOK_PROPERTY,
        "labels": {action.id: action.label for action in ACTIONS},
        "roles": {name: asdict(role) for name, role in ROLES.items()},
    }


def _manifest() -> str:
    entries = "".join(
        f' <manifest:file-entry manifest:media-type="{kind}" manifest:full-path="{name}"/>\n'
        for name, kind in _TYPES.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">\n'
        f"{entries}</manifest:manifest>\n"
    )


def _description() -> str:
    oldest = f'<l:LibreOffice-minimal-version value="{OLDEST_OFFICE}" d:name="LibreOffice {OLDEST_OFFICE}"/>'
    texts = "".join(f'<src xlink:href="description-{lang}.txt" lang="{lang}"/>' for lang in ("en", "zh"))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<description xmlns="http://openoffice.org/extensions/description/2006"'
        ' xmlns:d="http://openoffice.org/extensions/description/2006"'
        ' xmlns:l="http://libreoffice.org/extensions/description/2011"'
        ' xmlns:xlink="http://www.w3.org/1999/xlink">\n'
        f' <identifier value="{toolbar.IDENTIFIER}"/>\n <version value="{version()}"/>\n'
        f' <display-name><name lang="en">{toolbar.TITLE_ENGLISH}</name>'
        f'<name lang="zh">{toolbar.TITLE}</name></display-name>\n'
        f" <extension-description>{texts}</extension-description>\n"
        f" <dependencies>{oldest}</dependencies>\n</description>\n"
    )
