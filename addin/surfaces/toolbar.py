"""The registry as LibreOffice's toolbar and menu: the configuration files that its extensions bring."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from addin.actions.registry import ACTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from addin.actions.action import Action

IDENTIFIER = "org.sheetline.calc"
SCHEME = "sheetline:"
TITLE, TITLE_ENGLISH = "表上单", "Sheetline"
SURFACE = "toolbar"
SMALL, BIG = 16, 26
"""Sizes of icons, in pixels."""
_SPREADSHEET = "com.sun.star.sheet.SpreadsheetDocument"
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<oor:component-data oor:name="{name}" oor:package="{package}"'
    ' xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">\n'
)
_FOOT = "</oor:component-data>\n"


def toolbar_actions() -> list[Action]:
    """Return the actions that have a button."""
    return [action for action in ACTIONS if SURFACE in action.surfaces]


def icon_name(action: Action, size: int) -> str:
    """Return where the picture of an action lies in the package."""
    return f"icons/{action.id}_{size}.png"


def addons() -> str:
    """Return `Addons.xcu`: menu, toolbar (its buttons are direct children, or none shows), pictures."""
    actions = toolbar_actions()
    menu = [
        _start(f"{IDENTIFIER}.menu", replace=True),
        _text("Title", TITLE, TITLE_ENGLISH),
        _prop("Context", _SPREADSHEET),
        _start("Submenu"),
        *_items(actions, of_menu=True),
        "</node>\n</node>\n",
    ]
    bar = [_start(f"{IDENTIFIER}.toolbar", replace=True), *_items(actions, of_menu=False), "</node>\n"]
    parts = [
        _start("AddonUI"),
        *(_start("OfficeMenuBar"), *menu, "</node>\n"),
        *(_start("OfficeToolBar"), *bar, "</node>\n"),
        *(_start("Images"), *map(_picture, actions), "</node>\n"),
        "</node>\n",
    ]
    return _HEAD.format(name="Addons", package="org.openoffice.Office") + "".join(parts) + _FOOT


def window_state() -> str:
    """Return `CalcWindowState.xcu`: the toolbar's name, docked below the others, with words."""
    bar = f"private:resource/toolbar/addon_{IDENTIFIER}.toolbar"
    looks = [
        _text("UIName", TITLE, TITLE_ENGLISH),
        _prop("Visible", "true", kind="boolean"),
        _prop("Docked", "true", kind="boolean"),
        _prop("DockingArea", "0", kind="int"),
        _prop("DockPos", "0,3"),
        _prop("Style", "2", kind="int"),
    ]
    parts = [_start("UIElements"), _start("States"), _start(bar, replace=True), *looks, "</node>\n" * 3]
    return _HEAD.format(name="CalcWindowState", package="org.openoffice.Office.UI") + "".join(parts) + _FOOT


def protocol_handler(implementation: str) -> str:
    """Return `ProtocolHandler.xcu`: who answers `sheetline:`."""
    protocols = f'<prop oor:name="Protocols" oor:type="oor:string-list"><value>{SCHEME}*</value></prop>\n'
    parts = [_start("HandlerSet"), _start(implementation, replace=True), protocols, "</node>\n" * 2]
    return _HEAD.format(name="ProtocolHandler", package="org.openoffice.Office") + "".join(parts) + _FOOT


def _items(actions: Sequence[Action], *, of_menu: bool) -> Iterator[str]:
    """Yield menu items or buttons in the order of the registry, a line between groups."""
    number = 0
    for place, (_, group) in enumerate(groupby(actions, key=lambda action: action.group)):
        if place:
            number += 1
            yield _start(f"i{number:03}", replace=True) + _prop("URL", "private:separator") + "</node>\n"
        for action in group:
            number += 1
            yield _start(f"i{number:03}", replace=True) + _item(action, of_menu=of_menu) + "</node>\n"


def _item(action: Action, *, of_menu: bool) -> str:
    titles = (action.label, action.english)
    if of_menu:
        titles = (f"{action.label}(~{action.key_tip[0]})", _underlined(action.english, action.key_tip[0]))
    return "".join(
        (
            _prop("URL", SCHEME + action.id),
            _text("Title", *titles),
            _prop("Target", "_self"),
            _prop("Context", _SPREADSHEET),
        )
    )


def _underlined(label: str, letter: str) -> str:
    """Return a menu item with the letter to press marked, behind it where it has no such letter."""
    at = label.lower().find(letter.lower())
    return f"{label[:at]}~{label[at:]}" if at >= 0 else f"{label} (~{letter})"


def _picture(action: Action) -> str:
    origin = "%origin%/"
    urls = _prop("ImageSmallURL", origin + icon_name(action, SMALL)) + _prop(
        "ImageBigURL", origin + icon_name(action, BIG)
    )
    node = _start(f"{IDENTIFIER}.{action.id}", replace=True)
    inner = _start("UserDefinedImages") + urls + "</node>\n"
    return node + _prop("URL", SCHEME + action.id) + inner + "</node>\n"


def _start(name: str, *, replace: bool = False) -> str:
    return (
        f'<node oor:name="{escape(name)}"{" oor:op=" + chr(34) + "replace" + chr(34) if replace else ""}>\n'
    )


def _prop(name: str, value: str, *, kind: str = "string") -> str:
    return f'<prop oor:name="{name}" oor:type="xs:{kind}"><value>{escape(value)}</value></prop>\n'


def _text(name: str, chinese: str, english: str) -> str:
    values = (
        f'<value xml:lang="en-US">{escape(english)}</value><value xml:lang="zh-CN">{escape(chinese)}</value>'
    )
    return f'<prop oor:name="{name}" oor:type="xs:string">{values}</prop>\n'
