"""The hidden state sheet of a book: ids, cursors and remembered rows, one text of a cell's length by name."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sync.fields.numbers import count_of
from sync.rows.keys import is_key
from sync.rows.missing import Kept, kept_of, kept_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LAYOUT = 1
_CELL = 30_000  # a cell holds 32,767 characters


@dataclass(frozen=True, slots=True)
class ViewState:
    """What a book remembers of one view: cursor, submissions, rows it had.

    Submissions are the newest whose answers were saved, the one begun, the newest that wrote anything.
    `before` is the server and epoch it was last synced with, where the book has spoken with another since.
    """

    cursor: str | None = None
    last_submission: str | None = None
    submission: str | None = None
    written: str | None = None
    kept: Mapping[str, Kept] = field(default_factory=dict)
    before: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class BookState:
    """A book's id, the server and epoch it last spoke with, and its views by name."""

    book: str = ""
    server: str | None = None
    epoch: int | None = None
    views: Mapping[str, ViewState] = field(default_factory=dict)

    def view(self, name: str) -> ViewState:
        """Return what is remembered of a view; nothing when it was never synced."""
        return self.views.get(name, ViewState())

    def last_submission(self, name: str) -> str | None:
        """Return the newest submission whose answers the book saved, on any sheet of the same view.

        Names of further sheets of a view go on behind an `@`.
        """
        view = name.partition("@")[0]
        same = (each.last_submission for key, each in self.views.items() if key.partition("@")[0] == view)
        return max(filter(None, same), default=None)

    @property
    def known_keys(self) -> frozenset[str]:
        """Return the keys of rows that the book remembers, of all its sheets."""
        return frozenset(key for view in self.views.values() for key in view.kept)

    def synced_with(self, name: str) -> tuple[str | None, int | None]:
        """Return the server and epoch a view was last synced with; None when it never was."""
        return self.view(name).before or (self.server, self.epoch)

    def now_with(self, server: str, epoch: int, *, view: str) -> BookState:
        """Return the state after a view was synced; the others are still as they were left."""
        views = dict(self.views)
        if self.server is not None and (self.server, self.epoch) != (server, epoch):
            left = (self.server, self.epoch or 0)
            views = {name: replace(each, before=each.before or left) for name, each in views.items()}
        views[view] = replace(self.view(view), before=None)
        return replace(self, server=server, epoch=epoch, views=views)


def state_of(texts: Mapping[str, str]) -> BookState:
    """Return the state from the texts of the state sheet; what is unreadable counts as absent."""
    names = dict.fromkeys(name.partition(".")[2].partition("#")[0] for name in texts if "." in name)
    epoch = texts.get("epoch", "").removesuffix(".0")
    return BookState(
        book=texts.get("book", ""),
        server=texts.get("server") or None,
        epoch=count_of(epoch),
        views={name: _view_of(texts, name) for name in names},
    )


def _view_of(texts: Mapping[str, str], name: str) -> ViewState:
    parts = [texts[part] for part in _parts(texts, f"keys.{name}")]
    return ViewState(
        cursor=texts.get(f"cursor.{name}") or None,
        last_submission=_key_of(texts, f"last_submission.{name}"),
        submission=_key_of(texts, f"submission.{name}"),
        written=_key_of(texts, f"written.{name}"),
        before=_site_of(texts.get(f"before.{name}", "")),
        kept=kept_of("\n".join(parts).split("\n")),
    )


def _key_of(texts: Mapping[str, str], name: str) -> str | None:
    text = texts.get(name, "")
    return text if is_key(text) else None


def _site_of(text: str) -> tuple[str, int] | None:
    server, _, written = text.partition(" ")
    epoch = count_of(written)
    return (server, epoch) if server and epoch is not None else None


def _parts(texts: Mapping[str, str], stem: str) -> list[str]:
    found = [name for name in texts if name.startswith(stem + "#")]
    return sorted(found, key=lambda name: (len(name), name))


def state_texts(state: BookState, *, before: Mapping[str, str]) -> dict[str, str | None]:
    """Return the texts that differ from those on the sheet; None for names to remove."""
    texts = {"layout": str(LAYOUT), "book": state.book}
    if state.server is not None:
        texts |= {"server": state.server, "epoch": str(state.epoch)}
    for name, view in state.views.items():
        texts |= dict(_texts_of(name, view))
    changed: dict[str, str | None] = {name: text for name, text in texts.items() if before.get(name) != text}
    return changed | dict.fromkeys(name for name in before if name not in texts)


def _texts_of(name: str, view: ViewState) -> Iterator[tuple[str, str]]:
    single = {
        "cursor": view.cursor,
        "last_submission": view.last_submission,
        "submission": view.submission,
        "written": view.written,
        "before": f"{view.before[0]} {view.before[1]}" if view.before else None,
    }
    for what, text in single.items():
        if text:
            yield f"{what}.{name}", text
    for number, part in enumerate(_packed(kept_text(view.kept))):
        yield f"keys.{name}#{number}", part


def _packed(lines: Iterator[str]) -> Iterator[str]:
    """Yield the lines joined to texts that fit into a cell."""
    part = ""
    for line in lines:
        if part and len(part) + len(line) >= _CELL:
            yield part
            part = ""
        part = f"{part}\n{line}" if part else line
    if part:
        yield part
