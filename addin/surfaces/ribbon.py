"""The registry as Excel's ribbon: one tab, and the hidden sheet its labels are read from in two languages."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from openpyxl.xml.functions import fromstring

from addin.actions.registry import ACTIONS
from addin.surfaces.ribbon_schema import misplaced

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from addin.actions.action import Action
    from addin.vba.module import Module

SURFACE = "ribbon"
MODULE = "OrderRibbon"
TAB, TAB_LABEL, TAB_ENGLISH, TAB_KEY_TIP = "tab_orders", "订单", "Orders", "DD"
UI_2010 = "http://schemas.microsoft.com/office/2009/07/customui"
UI_2007 = "http://schemas.microsoft.com/office/2006/01/customui"
MESSAGES = (
    ("no_book", "请先打开一个工作簿。", "Open a workbook first."),
    (
        "busy",
        "Excel 正忙或正在编辑单元格，请按回车结束编辑后再点。",
        "Excel is busy or a cell is being edited. Press Enter to finish it, then try again.",
    ),
)
LARGE = frozenset({"precheck", "sync", "undo", "refresh"})
LONGEST_TEXT = 1_024
_ID = re.compile(r"[a-z][a-z0-9_]*")
_KEY_TIP = re.compile(r"[A-Z0-9]{1,3}")
_SUB = re.compile(r"^(?:Public )?Sub (\w+)\(", re.MULTILINE)
_TEXTS = ("Label", "Screentip", "Supertip")


class BadRibbonError(ValueError):
    """Excel would drop the ribbon, or show a button that does nothing."""


def ribbon_actions() -> list[Action]:
    """Return the actions that have a button."""
    return [action for action in ACTIONS if SURFACE in action.surfaces]


def custom_ui(namespace: str = UI_2010) -> str:
    """Return `customUI14.xml`, or with the older namespace `customUI.xml`."""
    groups = "".join(_group(number, actions) for number, actions in _grouped())
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<customUI xmlns="{namespace}"{_call("onLoad")}>\n<ribbon startFromScratch="false">\n<tabs>\n'
        f'<tab id="{TAB}"{_call("getLabel")} insertAfterMso="TabHome" keytip="{TAB_KEY_TIP}">\n'
        f"{groups}</tab>\n</tabs>\n</ribbon>\n</customUI>\n"
    )


def labels() -> list[tuple[str, str, str]]:
    """Return the rows of the labels sheet: key, Chinese, English."""
    rows = [(f"{TAB}.label", TAB_LABEL, TAB_ENGLISH)]
    for number, actions in _grouped():
        group = actions[0].group
        rows.append((f"{group_id(number)}.label", group.label, group.english))
        for action in actions:
            rows.append((f"{action.id}.label", action.label, action.english))
            rows.append((f"{action.id}.tip", action.tip, action.tip_english))
    return [*rows, *MESSAGES]


def group_id(number: int) -> str:
    """Return the id of the group at a place, from 1."""
    return f"group_{number}"


def require_sound(ui: str, modules: Sequence[Module], texts: Sequence[tuple[str, str, str]]) -> None:
    """Raise BadRibbonError, naming everything Excel would stumble over."""
    found = list(faults(ui, modules, texts))
    if found:
        raise BadRibbonError("; ".join(found))


def faults(ui: str, modules: Sequence[Module], texts: Sequence[tuple[str, str, str]]) -> Iterator[str]:
    """Yield what is wrong with a ribbon: ids, key tips, texts, callbacks (limits: [MS-CUSTOMUI])."""
    controls = [node for node in fromstring(ui.encode()).iter() if _tag(node) in {"tab", "group", "button"}]
    yield from misplaced(ui)
    yield from _faults_of_names(controls)
    known = {key for key, *_ in texts}
    subs = {f"{module.name}.{name}" for module in modules for name in _SUB.findall(module.source)}
    for node in fromstring(ui.encode()).iter():
        for attribute, value in node.attrib.items():
            if re.fullmatch(r"on[A-Z]\w*|get[A-Z]\w*", attribute) and value not in subs:
                yield f"{attribute}: there is no public Sub {value}"
        if _tag(node) in {"tab", "group", "button"}:
            yield from _faults_of_texts(node.attrib, known)
    for key, *both in texts:
        if not all(0 < len(text) <= LONGEST_TEXT for text in both):
            yield f"{key}: a text is missing or longer than {LONGEST_TEXT}"


def _faults_of_names(controls: Sequence[object]) -> Iterator[str]:
    ids = [node.attrib.get("id", "") for node in controls]  # type: ignore[attr-defined]  # lxml has no types
    tips = [node.attrib["keytip"] for node in controls if "keytip" in node.attrib]  # type: ignore[attr-defined]
    yield from (f"id {each!r} would not be safe in a command" for each in ids if not _ID.fullmatch(each))
    yield from (f"id {each} stands twice" for each in sorted(set(ids)) if ids.count(each) > 1)
    yield from (f"key tip {each!r} is not 1 to 3 capitals" for each in tips if not _KEY_TIP.fullmatch(each))
    yield from (f"key tip {each} stands twice" for each in sorted(set(tips)) if tips.count(each) > 1)
    for node in controls:
        yield from _faults_of_looks(node.attrib)  # type: ignore[attr-defined]


def _faults_of_looks(given: dict[str, str]) -> Iterator[str]:
    if "image" in given and "imageMso" in given:
        yield f"{given.get('id')}: two pictures"
    if given.get("size", "large") not in {"normal", "large"}:
        yield f"{given.get('id')}: no such size"


def _faults_of_texts(given: dict[str, str], known: set[str]) -> Iterator[str]:
    name = given.get("id", "")
    if ("label" in given) == ("getLabel" in given):
        yield f"{name}: one of label and getLabel"
    if "getLabel" in given and f"{name}.label" not in known:
        yield f"{name}: no label on the sheet"
    if "getSupertip" in given and f"{name}.tip" not in known:
        yield f"{name}: no tip on the sheet"


def _grouped() -> list[tuple[int, list[Action]]]:
    groups = groupby(ribbon_actions(), key=lambda action: action.group)
    return [(number, list(actions)) for number, (_, actions) in enumerate(groups, start=1)]


def _group(number: int, actions: Sequence[Action]) -> str:
    buttons = "".join(map(_button, actions))
    return f"<group id={quoteattr(group_id(number))}{_call('getLabel')}>\n{buttons}</group>\n"


def _button(action: Action) -> str:
    size = "large" if action.id in LARGE else "normal"
    calls = "".join(_call(f"get{text}") for text in _TEXTS) + _call("getEnabled") + _call("onAction")
    looks = f'size="{size}" imageMso={quoteattr(action.icon)} keytip={quoteattr(action.key_tip)}'
    return f"<button id={quoteattr(action.id)} {looks}{calls}/>\n"


def _call(attribute: str) -> str:
    return f' {attribute}="{MODULE}.{attribute[0].upper()}{attribute[1:]}"'


def _tag(node: object) -> str:
    return str(node.tag).rpartition("}")[2]  # type: ignore[attr-defined]
