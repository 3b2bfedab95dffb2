"""Looks of cells as the styles part lists them: what is a date, and a look like another but for one thing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format

from workbooks.parts.markup import attributes, prefix_of, quoted, tag, whole, with_attribute

if TYPE_CHECKING:
    from workbooks.parts.archive import Archive

_FIRST_OWN_FORMAT = 164
CHINESE_DATES = frozenset({*range(27, 37), *range(50, 59)})
"""Built-in formats of East Asian versions; ECMA-376 part 1, 18.8.30."""


class Looks:
    """The `cellXfs` of a workbook, from 0; new ones are added behind, none is ever changed."""

    def __init__(self, archive: Archive, part: str | None) -> None:
        self._archive, self._part = archive, part
        text = archive.text(part) if part is not None and part in archive.parts else b""
        self._prefix = prefix_of(text)
        self._formats = self._own_formats(text)
        self._looks = self._listed(text)
        self._known = len(self._looks)
        self._made: dict[tuple[int, str, bool | None], int] = {}
        self._new_formats: dict[str, int] = {}
        self._dates: dict[int, bool] = {}
        self._durations: dict[int, bool] = {}

    def is_date(self, look: int) -> bool:
        """Tell whether numbers of the look are shown as dates or times."""
        known = self._dates.get(look)
        if known is None:  # asked for every number of a sheet
            known = self._id_of(look) in CHINESE_DATES or is_date_format(self._format(look))
            self._dates[look] = known
        return known

    def is_duration(self, look: int) -> bool:
        """Tell whether numbers of the look are shown as hours that may be more than a day's."""
        known = self._durations.get(look)
        if known is None:
            known = self._durations[look] = is_timedelta_format(self._format(look))
        return known

    def dated(self, look: int, number_format: str) -> int:
        """Return a look like this one that shows dates; the look itself when it does."""
        return self._like(look, "" if self.is_date(look) else number_format, quote=False)

    def quoted(self, look: int, *, quote: bool) -> int:
        """Return a look like this one in which a text is marked as text (`quotePrefix`), or is not."""
        return self._like(look, "", quote=quote)

    def save(self) -> None:
        """Put the new looks and formats into the part."""
        if self._part is None or (len(self._looks) == self._known and not self._new_formats):
            return
        text = self._archive.text(self._part)
        fresh = b"".join(self._looks[self._known :])
        text = self._extended(text, "cellXfs", fresh, count=len(self._looks))
        if self._new_formats:
            formats = b"".join(
                b'<%snumFmt numFmtId="%d" formatCode="%s"/>' % (self._prefix, number, quoted(code))
                for code, number in self._new_formats.items()
            )
            text = self._extended(text, "numFmts", formats, count=len(self._formats))
        self._archive.parts[self._part] = text
        self._known, self._new_formats = len(self._looks), {}

    def _like(self, look: int, number_format: str, *, quote: bool) -> int:
        if not 0 <= look < len(self._looks):
            look = 0
        if not self._looks:
            return 0
        key = (look, number_format, quote)
        if key not in self._made:
            self._made[key] = self._found_or_added(self._changed(look, number_format, quote=quote))
        return self._made[key]

    def _changed(self, look: int, number_format: str, *, quote: bool) -> bytes:
        found = tag("xf", self._prefix).match(self._looks[look])
        if found is None:
            return self._looks[look]
        text, rest = found[1], self._looks[look][found.end() :]
        marked = attributes(text).get("quotePrefix", "0") in {"1", "true"}
        if marked != quote:
            text = with_attribute(text, "quotePrefix", "1" if quote else None)
        if number_format:
            text = with_attribute(text, "numFmtId", str(self._format_id(number_format)))
            text = with_attribute(text, "applyNumberFormat", "1")
        return b"<%sxf%s%s>" % (self._prefix, text, found[2]) + rest

    def _found_or_added(self, look: bytes) -> int:
        if look not in self._looks:
            self._looks.append(look)
        return self._looks.index(look)

    def _format_id(self, code: str) -> int:
        known = next((number for number, text in self._formats.items() if text == code), None)
        if known is None:
            known = max((_FIRST_OWN_FORMAT - 1, *self._formats)) + 1
            self._formats[known] = code
            self._new_formats[code] = known
        return known

    def _format(self, look: int) -> str:
        number = self._id_of(look)
        return self._formats.get(number) or BUILTIN_FORMATS.get(number, "General")

    def _id_of(self, look: int) -> int:
        if not 0 <= look < len(self._looks):
            return 0
        found = tag("xf", self._prefix).match(self._looks[look])
        return (whole(attributes(found[1]).get("numFmtId")) if found else None) or 0

    def _own_formats(self, text: bytes) -> dict[int, str]:
        known = [attributes(found[1]) for found in tag("numFmt", self._prefix).finditer(text)]
        return {
            number: each.get("formatCode", "")
            for each in known
            if (number := whole(each.get("numFmtId"))) is not None
        }

    def _listed(self, text: bytes) -> list[bytes]:
        listed = _element("cellXfs", self._prefix).search(text)
        if listed is None:
            return []
        one = rb"<%sxf(?=[\s/>])[^>]*?(?:/>|>.*?</%sxf\s*>)" % (self._prefix, self._prefix)
        return re.findall(one, listed[2], re.DOTALL)

    def _extended(self, text: bytes, name: str, content: bytes, *, count: int) -> bytes:
        """Return the part with content at the end of one of its lists."""
        found = _element(name, self._prefix).search(text)
        if found is None:  # only of formats: they come first
            root = tag("styleSheet", self._prefix).search(text)
            place = root.end() if root else 0
            element = b'<%s%s count="%d">%s</%s%s>' % (
                *(self._prefix, name.encode(), count, content, self._prefix, name.encode()),
            )
            return text[:place] + element + text[place:]
        opening = with_attribute(found[1], "count", str(count))
        element = b"<%s%s%s>%s%s</%s%s>" % (
            *(self._prefix, name.encode(), opening, found[2], content, self._prefix, name.encode()),
        )
        return text[: found.start()] + element + text[found.end() :]


def _element(name: str, prefix: bytes) -> re.Pattern[bytes]:
    full = prefix + name.encode()
    return re.compile(rb"<%s((?:\s[^>]*)?)>(.*?)</%s\s*>" % (full, full), re.DOTALL)
