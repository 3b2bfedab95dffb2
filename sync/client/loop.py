"""The loop of a press: take the snapshot asked for, post it, apply what comes back, until it has ended."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Dict, Protocol

from sync.client.transport import RefusedError, UnreachableError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

BRIDGE_VERSION = 2
MOST_CALLS = 2_000
SAVE = {"type": "save"}
FIRST: dict[str, Any] = {"needs": [], "light": True}
KEPT_ROWS = "keys."
"""How the names of the state begin that remember rows: what a light call leaves out."""
Json = Dict[str, Any]


class Book(Protocol):
    """A workbook a host has in hand; snapshots and operations travel as the JSON of the bridge."""

    def snapshot(self, needs: list[Json]) -> Json:
        """Return what the book holds now, with the ranges asked for."""

    def apply(self, operation: Json) -> None:
        """Do one operation on the book, whatever its type: all that `Person` is not told or asked."""


class Person(Protocol):
    """Who sits in front of the book, or the command line in their place."""

    def ask(self, question: Json) -> str | None:
        """Return one of the question's choices, or None when it cannot be answered."""

    def tell(self, operation: Json) -> None:
        """Show a message or how far the press is, or drop the sign-in (`forget_token`)."""

    def wants_to_stop(self) -> bool:
        """Tell whether the press was cancelled; asked between two calls."""


@dataclass(frozen=True)
class Ended:
    """How a press ended: what `--json` prints, and 0 done, 2 refused, 3 server not reached."""

    outcome: Json
    exit: int


@dataclass
class _Press:
    book: Book
    person: Person
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    answers: dict[str, str] = field(default_factory=dict)
    assumed: list[Json] = field(default_factory=list)
    saves: int = 0
    unsaved: bool = False

    def request(self, number: int, more: Json, options: Mapping[str, str]) -> Json:
        snapshot = self.book.snapshot(more["needs"])
        if more.get("light"):
            state = snapshot.get("state", {})
            snapshot["state"] = {name: state[name] for name in state if not name.startswith(KEPT_ROWS)}
        return {
            "version": BRIDGE_VERSION,
            "press": self.id,
            "number": number,
            "snapshot": snapshot,
            "carry": more.get("carry"),
            "answers": self.answers,
            "options": dict(options),
        }

    def apply(self, operation: Json) -> None:
        kind = operation["type"]
        if kind == "ask":
            self.answers[operation["id"]] = self._answer(operation)
        elif kind in {"message", "progress", "forget_token"}:
            self.person.tell(operation)
        else:
            self.book.apply(operation)
            self.unsaved = kind != "save"
            self.saves += kind == "save"

    def keep_answers(self) -> None:
        """Save what answers wrote after the first save; before it nothing was sent."""
        if self.saves and self.unsaved:
            self.book.apply(SAVE)

    def _answer(self, question: Json) -> str:
        answer = self.person.ask(question)
        return str(answer) if answer else self._assume(question)

    def _assume(self, question: Json) -> str:
        """Go on as the question says where nobody answers, and say so."""
        default = str(question.get("default") or "")
        if not default:
            raise RefusedError(status=0, title="需要确认", detail=question["text"])
        self.assumed.append({"id": question["id"], "text": question["text"], "answer": default})
        told = f"{question['text']}（没有人回答，按“{default}”处理）"
        self.person.tell({"type": "message", "text": told, "level": "warning"})
        return default


def run_press(
    post: Callable[[Json], Json], *, book: Book, person: Person, options: Mapping[str, str] | None = None
) -> Ended:
    """Run one press to its end; `post` sends a numbered call to the bridge and returns the answer.

    A call whose answer is lost is repeated by `post` itself. When the server stays away, what its earlier
    answers wrote is saved, so that pressing again goes on from there.
    """
    press = _Press(book, person)
    try:
        return _calls(press, post, options or {})
    except UnreachableError as error:
        press.keep_answers()
        return Ended({"unreachable": True, "message": str(error)}, 3)
    except RefusedError as error:
        press.keep_answers()
        if error.status == RefusedError.UNAUTHORIZED:
            person.tell({"type": "forget_token"})
        return Ended({"refused": error.title, "message": str(error)}, 2)


def _calls(press: _Press, post: Callable[[Json], Json], options: Mapping[str, str]) -> Ended:
    more: Json = FIRST
    rows: list[Any] = []
    for number in range(1, MOST_CALLS):
        if number > 1 and press.person.wants_to_stop():
            press.answers["cancel"] = "yes"
        reply = post(press.request(number, more, options))
        for operation in reply.get("operations", []):
            press.apply(operation)
        rows += reply.get("rows", [])
        if not reply.get("more"):
            said = {"rows": rows, "assumed": press.assumed}
            outcome = (reply.get("outcome") or {}) | {name: part for name, part in said.items() if part}
            return Ended(outcome, reply.get("exit", 0))
        more = reply["more"]
    raise RefusedError(status=0, title="没有结束", detail="同步没有结束，请告诉管理员。")
