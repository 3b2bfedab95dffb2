"""The story of a row as a page of cells: what stands now, what features add, who changed what in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.actions import words
from sync.fields.dates import time_cell
from sync.fields.kinds import Field, Kind, Writer
from sync.fields.values import is_dated, to_cell

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sync.fields.kinds import ViewSpec
    from sync.fields.values import Cell
    from sync.protocol.stories import FieldChange, RowRevision, Section, SectionColumn, Story

BOOKKEEPING = frozenset({"changed_by", "changed_at"})
"""Who and when stand beside the changes."""
CODED = frozenset({"stage", "holds"})
"""Codes for programs; 状态 says the same in words."""
_KINDS = {kind.value: kind for kind in Kind}
_WORDS = Field(key="", label="", english="")
_WHEN = Field(key="", label="", english="", kind=Kind.TIME)


class Page:
    """Cells row by row; which of them are dates, as (row, column) from 1; which rows begin a part."""

    def __init__(self, *above: str) -> None:
        self.rows: list[list[Cell]] = [[text] for text in above]
        self.dates: list[tuple[int, int]] = []
        self.beginnings: list[int] = []

    def line(self, cells: Sequence[tuple[Field, str | None]]) -> None:
        """Add a row of values, each as the field it is of shows it."""
        self.rows.append([_cell(field, text) for field, text in cells])
        self.dates += [
            (len(self.rows), column)
            for column, (field, text) in enumerate(cells, start=1)
            if text is not None and is_dated(field)
        ]

    def words(self, *texts: str) -> None:
        """Add a row of words."""
        self.rows.append(list(texts))

    def title(self, chinese: str, english: str) -> None:
        """Begin a part."""
        self.rows += [[], [f"{chinese} {english}"]]
        self.beginnings.append(len(self.rows))


def page_of(story: Story, spec: ViewSpec, *, book: str, above: Sequence[str]) -> Page:
    """Return a story as a page below the words `above`; `book` is the one it is shown in."""
    page = Page(*above)
    _now(page, story, spec)
    for section in story.sections:
        _section(page, section)
    _history(page, story, spec, book)
    return page


def _now(page: Page, story: Story, spec: ViewSpec) -> None:
    page.title("现在", "Now")
    for field in spec.fields:
        text = story.values.get(field.key)
        if text is not None and field.writer is not Writer.SHEET and field.key not in CODED:
            page.line([(_WORDS, f"{field.label} {field.english}"), (field, text)])


def _section(page: Page, section: Section) -> None:
    page.title(section.title, section.english)
    page.words(*(f"{column.label} {column.english}" for column in section.columns))
    fields = [_field(column) for column in section.columns]
    for row in section.rows:
        page.line(list(zip(fields, row, strict=True)))
    if not section.rows:
        page.words(words.NOTHING_THERE())


def _history(page: Page, story: Story, spec: ViewSpec, book: str) -> None:
    page.title("来龙去脉", "History")
    page.words("时间 Time", "谁 Who", "从哪里 From", "做了什么 What")
    if story.earlier:
        page.words(words.EARLIER(count=story.earlier))
    for one in story.history:
        what = "；".join(_changes(one, spec))
        told = (one.by or words.IN_THE_HOUSE(), _where(one, book), what)
        page.line([(_WHEN, one.at), *((_WORDS, text) for text in told)])


def _changes(revision: RowRevision, spec: ViewSpec) -> Iterator[str]:
    yield words.HOW[revision.how]()
    fields = spec.by_key()
    for change in revision.changes:
        field = fields.get(change.field)
        if field and change.field not in BOOKKEEPING | CODED:
            yield _change(field, change, fresh=revision.how == "created")


def _change(field: Field, change: FieldChange, *, fresh: bool) -> str:
    before, after = _shown(field, change.before), _shown(field, change.after)
    if not after:
        return words.CLEARED(label=field.label, before=before)
    if not before:
        return words.FILLED(label=field.label, after=after) if not fresh else f"{field.label} {after}"
    return words.CHANGED(label=field.label, before=before, after=after)


def _shown(field: Field, text: str | None) -> str:
    """Return a value as a person reads it in a sentence."""
    if text is None:
        return ""
    if field.kind is Kind.TIME:
        return str(time_cell(text)).replace("T", " ")
    return str(_cell(field, text)) if field.kind is Kind.TRUTH else text


def _where(revision: RowRevision, book: str) -> str:
    if revision.book is None:
        return ""
    return words.THIS_BOOK() if revision.book == book else words.OTHER_BOOK(id=revision.book[-6:])


def _cell(field: Field, text: str | None) -> Cell:
    try:
        return to_cell(field, text)
    except ValueError:  # a section of a newer server, or a value that was never canonical
        return text


def _field(column: SectionColumn) -> Field:
    kind = _KINDS.get(column.kind, Kind.TEXT)
    return Field(key="", label=column.label, english=column.english, kind=kind)
