"""What may stand where in a ribbon, by the tables of [MS-CUSTOMUI] and [MS-CUSTOMUI2], for the parts we use.

Excel drops a whole ribbon over one attribute it does not know, and says nothing. Microsoft's own schema files
are not at hand (no network where this is built); these tables say the same of the elements that we write.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from openpyxl.xml.functions import fromstring

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMESPACES = (
    "http://schemas.microsoft.com/office/2006/01/customui",
    "http://schemas.microsoft.com/office/2009/07/customui",
)
LONGEST_ID = 1_024
_NCNAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)
_TRUTH = frozenset({"true", "false", "1", "0"})
_IDS = ("id", "idQ", "idMso")
_PLACES = ("insertAfterMso", "insertBeforeMso", "insertAfterQ", "insertBeforeQ")
_PAIRS = (
    *("visible", "label", "keytip", "screentip", "supertip"),
    *("enabled", "size", "description", "showLabel", "showImage"),
)
_TRUTHS = frozenset({"visible", "enabled", "showLabel", "showImage", "startFromScratch", "autoScale"})


@dataclass(frozen=True, slots=True)
class Element:
    """What an element may hold: attributes, children by name with the most of each; whether it has an id."""

    attributes: frozenset[str]
    children: dict[str, int]
    has_id: bool = False
    least: int = 0


def _with_getters(*names: str) -> frozenset[str]:
    return frozenset(names) | {f"get{name[0].upper()}{name[1:]}" for name in names}


_TAB = frozenset({*_IDS, *_PLACES, "tag"}) | _with_getters("visible", "label", "keytip")
_GROUP = _TAB | _with_getters("screentip", "supertip") | {"image", "imageMso", "getImage", "autoScale"}
_BUTTON = frozenset({*_IDS, *_PLACES, "tag", "onAction", "image", "imageMso", "getImage"}) | _with_getters(
    *_PAIRS
)
ELEMENTS = {
    "customUI": Element(frozenset({"onLoad", "loadImage"}), {"ribbon": 1}),
    "ribbon": Element(frozenset({"startFromScratch"}), {"tabs": 1}),
    "tabs": Element(frozenset(), {"tab": 100}, least=1),
    "tab": Element(_TAB, {"group": 100}, has_id=True),
    "group": Element(_GROUP, {"button": 1_000}, has_id=True),
    "button": Element(_BUTTON, {}, has_id=True),
}


def misplaced(ui: str) -> Iterator[str]:
    """Yield what Excel's schema would refuse: elements, attributes and values that have no place there."""
    root = fromstring(ui.encode())
    space, _, name = str(root.tag).partition("}")
    if space.removeprefix("{") not in NAMESPACES or name != "customUI":
        yield f"the root is {root.tag}"
        return
    yield from _of_element(root, f"{space}}}")


def _of_element(node: object, space: str) -> Iterator[str]:
    name = str(node.tag).removeprefix(space)  # type: ignore[attr-defined]  # lxml has no types
    element, given = ELEMENTS[name], dict(node.attrib)  # type: ignore[attr-defined]
    yield from (f"{name}: no attribute {each}" for each in sorted(given.keys() - element.attributes))
    yield from _of_values(name, given, element)
    counted: dict[str, int] = {}
    for child in node:  # type: ignore[attr-defined]
        inner = str(child.tag).removeprefix(space)
        counted[inner] = counted.get(inner, 0) + 1
        if inner not in element.children:
            yield f"{name}: {inner} has no place in it"
        elif counted[inner] == element.children[inner] + 1:
            yield f"{name}: more than {element.children[inner]} of {inner}"
        else:
            yield from _of_element(child, space)
    if sum(counted.values()) < element.least:
        yield f"{name}: nothing in it"


def _of_values(name: str, given: dict[str, str], element: Element) -> Iterator[str]:
    ids = [each for each in _IDS if each in given]
    if element.has_id and len(ids) != 1:
        yield f"{name}: {len(ids)} ids"
    if not all(
        _NCNAME.fullmatch(given[each]) and len(given[each]) <= LONGEST_ID for each in ids if each == "id"
    ):
        yield f"{name}: {given['id']!r} is no name of XML"
    if sum(each in given for each in _PLACES) > 1:
        yield f"{name}: several places"
    for pair in _PAIRS:
        if pair in given and f"get{pair[0].upper()}{pair[1:]}" in given:
            yield f"{name}: {pair} and its callback"
    if sum(each in given for each in ("image", "imageMso", "getImage")) > 1:
        yield f"{name}: several pictures"
    yield from (
        f"{name}: {each} is no truth" for each in sorted(_TRUTHS & given.keys()) if given[each] not in _TRUTH
    )
