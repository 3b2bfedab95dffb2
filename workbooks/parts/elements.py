"""Lists of the styles part (`fonts`, `fills`, `cellXfs` …): what stands there stays, new ones go behind."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbooks.parts.markup import tag, with_attribute

if TYPE_CHECKING:
    from collections.abc import Iterator

ORDER = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs")
"""How lists follow each other in the part; ECMA-376 part 1, 18.8.39."""


class Elements:
    """The elements of one list by their index, as bytes."""

    def __init__(self, text: bytes, names: tuple[str, str], *, prefix: bytes) -> None:
        self._name, one = names
        self._prefix = prefix
        full = prefix + one.encode()
        listed = list_pattern(self._name, prefix).search(text)
        pattern = re.compile(rb"<%s(?=[\s/>])[^>]*?(?:/>|>.*?</%s\s*>)" % (full, full), re.DOTALL)
        self._items: list[bytes] = pattern.findall(listed[2]) if listed else []
        self._known = len(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._items)

    def __getitem__(self, index: int) -> bytes:
        """Return an element; the first for an index that is none, as programs do. IndexError without any."""
        return self._items[index if 0 <= index < len(self._items) else 0]

    def index_of(self, element: bytes) -> int:
        """Return the index of an element, added where there is none like it."""
        if element not in self._items:
            self._items.append(element)
        return self._items.index(element)

    def saved(self, text: bytes) -> bytes:
        """Return the part with the new elements in the list."""
        fresh = self._items[self._known :]
        self._known = len(self._items)
        return (
            extended(text, self._name, b"".join(fresh), count=len(self), prefix=self._prefix)
            if fresh
            else text
        )


def list_pattern(name: str, prefix: bytes) -> re.Pattern[bytes]:
    """Return the pattern of a list: group 1 its attributes, group 2 its content."""
    full = prefix + name.encode()
    return re.compile(rb"<%s((?:\s[^>]*)?)>(.*?)</%s\s*>" % (full, full), re.DOTALL)


def extended(text: bytes, name: str, content: bytes, *, count: int, prefix: bytes) -> bytes:
    """Return the part with content at the end of one of its lists, which is made where there is none."""
    found = list_pattern(name, prefix).search(text)
    said = found[1] if found else b""
    inner = found[2] if found else b""
    element = b"<%s%s%s>%s%s</%s%s>" % (
        *(prefix, name.encode(), with_attribute(said, "count", str(count)), inner, content),
        *(prefix, name.encode()),
    )
    if found is not None:
        return text[: found.start()] + element + text[found.end() :]
    later = ORDER[ORDER.index(name) + 1 :]
    places = [at.start() for other in later if (at := tag(other, prefix).search(text))]
    root = tag("styleSheet", prefix).search(text)
    place = min(places, default=root.end() if root else 0)
    return text[:place] + element + text[place:]
