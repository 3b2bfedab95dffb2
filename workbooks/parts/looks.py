"""Looks of cells as the styles part lists them: what is a date, and a look like another but for one thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format

from workbooks.parts.elements import Elements, extended
from workbooks.parts.markup import attributes, prefix_of, quoted, tag, whole, with_attribute

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbooks.parts.archive import Archive

_FIRST_OWN_FORMAT = 164
CHINESE_DATES = frozenset({*range(27, 37), *range(50, 59)})
"""Built-in formats of East Asian versions; ECMA-376 part 1, 18.8.30."""


class Looks:
    """The `cellXfs` of a workbook, from 0; new ones are added behind, none is ever changed."""

    def __init__(self, archive: Archive, part: str | None) -> None:
        self._archive, self._part = archive, part
        text = self.text
        self.prefix = prefix_of(text)
        self._formats = self._own_formats(text)
        self._looks, self.fonts, self.fills = (
            Elements(text, names, prefix=self.prefix)
            for names in (("cellXfs", "xf"), ("fonts", "font"), ("fills", "fill"))
        )
        self._made: dict[tuple[object, ...], int] = {}
        self._new_formats: dict[str, int] = {}
        self._dates: dict[int, bool] = {}
        self._durations: dict[int, bool] = {}

    @property
    def text(self) -> bytes:
        """The part as it was read or saved, empty where a book has none."""
        part = self._part
        return self._archive.text(part) if part is not None and part in self._archive.parts else b""

    @property
    def count(self) -> int:
        """How many looks there are; none in a book without styles, where nothing can be dressed."""
        return len(self._looks)

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
        return self._quoted(look, "" if self.is_date(look) else number_format, quote=False)

    def quoted(self, look: int, *, quote: bool) -> int:
        """Return a look like this one in which a text is marked as text (`quotePrefix`), or is not."""
        return self._quoted(look, "", quote=quote)

    def said_of(self, look: int) -> dict[str, str]:
        """Return the attributes of a look: `fontId`, `fillId` …; none for what is no look."""
        found = tag("xf", self.prefix).match(self._looks[look]) if self._looks else None
        return attributes(found[1]) if found else {}

    def changed(self, look: int, said: Mapping[str, str | None], *, alignment: bytes | None = None) -> int:
        """Return a look like this one with other attributes, and with another alignment if one is given."""
        if not self._looks:
            return 0
        key = (look, *said.items(), alignment)
        if key not in self._made:
            self._made[key] = self._looks.index_of(self._with(look, said, alignment))
        return self._made[key]

    def shown(self, number_format: str) -> dict[str, str | None]:
        """Return the attributes of a look that shows numbers in a format."""
        return {"numFmtId": str(self._format_id(number_format)), "applyNumberFormat": "1"}

    def save(self) -> None:
        """Put the new looks, fonts, fills and formats into the part."""
        text = before = self.text
        for listed in (self.fonts, self.fills, self._looks):
            text = listed.saved(text)
        if self._new_formats:
            formats = b"".join(
                b'<%snumFmt numFmtId="%d" formatCode="%s"/>' % (self.prefix, number, quoted(code))
                for code, number in self._new_formats.items()
            )
            text = extended(text, "numFmts", formats, count=len(self._formats), prefix=self.prefix)
        if self._part is not None and text is not before:
            self._archive.parts[self._part] = text
        self._new_formats = {}

    def _quoted(self, look: int, number_format: str, *, quote: bool) -> int:
        marked = self.said_of(look).get("quotePrefix", "0") in {"1", "true"}
        said: dict[str, str | None] = {} if marked == quote else {"quotePrefix": "1" if quote else None}
        return self.changed(look, said | (self.shown(number_format) if number_format else {}))

    def _with(self, look: int, said: Mapping[str, str | None], alignment: bytes | None) -> bytes:
        found = tag("xf", self.prefix).match(self._looks[look])
        if found is None:
            return self._looks[look]
        text, rest = found[1], self._looks[look][found.end() :]
        for name, value in said.items():
            text = with_attribute(text, name, value)
        if alignment is None:
            return b"<%sxf%s%s>" % (self.prefix, text, found[2]) + rest
        text = with_attribute(text, "applyAlignment", "1")
        old = tag("alignment", self.prefix).match(rest)
        closing = b"</%sxf>" % self.prefix if found[2] else b""
        inner = rest[old.end() if old else 0 :].removeprefix(b"</%salignment>" % self.prefix)
        return b"<%sxf%s>" % (self.prefix, text) + alignment + inner + closing

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
        return (whole(self.said_of(look).get("numFmtId")) if 0 <= look < len(self._looks) else None) or 0

    def _own_formats(self, text: bytes) -> dict[int, str]:
        known = [attributes(found[1]) for found in tag("numFmt", self.prefix).finditer(text)]
        return {
            number: each.get("formatCode", "")
            for each in known
            if (number := whole(each.get("numFmtId"))) is not None
        }
