"""The loop of a press: needs, operations, questions, cancelling, and how a press ends."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sync.client import loop
from sync.client.loop import Ended, run_press
from sync.client.transport import RefusedError, UnreachableError

if TYPE_CHECKING:
    import pytest

Json = dict[str, Any]


@dataclass
class Book:
    """Remembers what it was asked and told."""

    needs: list[Any] = field(default_factory=list)
    applied: list[Json] = field(default_factory=list)

    def snapshot(self, needs: list[Json]) -> Json:
        self.needs.append(needs)
        return {"book_name": "a.xlsx"}

    def apply(self, operation: Json) -> None:
        self.applied.append(operation)


@dataclass
class Person:
    """Answers every question alike."""

    answer: str | None = None
    told: list[Json] = field(default_factory=list)
    stops: bool = False

    def ask(self, question: Json) -> str | None:
        return self.answer

    def tell(self, operation: Json) -> None:
        self.told.append(operation)

    def wants_to_stop(self) -> bool:
        return self.stops


@dataclass
class Script:
    """A bridge that answers what it was given, one reply a call; an exception is raised."""

    replies: list[Json | Exception]
    calls: list[Json] = field(default_factory=list)

    def __call__(self, body: Json) -> Json:
        self.calls.append({**body, "answers": dict(body["answers"])})
        reply = self.replies.pop(0)
        if isinstance(reply, Exception):
            raise reply
        return reply


PUT = {"type": "put", "rows": [[1]]}
SAVE = {"type": "save"}
END: Json = {"outcome": {"counts": {}}}


def more(*operations: Json, carry: Any = None) -> Json:
    return {"operations": list(operations), "more": {"needs": ["all"], "carry": carry}}


def test_calls_are_numbered_and_carry_what_the_last_answer_gave() -> None:
    script, book = Script([more(carry={"step": 2}), END]), Book()
    assert run_press(script, book=book, person=Person(), options={"prefer": "mine"}) == Ended(
        {"counts": {}}, 0
    )
    first, second = script.calls
    assert (first["version"], first["number"], first["carry"]) == (2, 1, None)
    assert (second["number"], second["carry"], second["press"]) == (2, {"step": 2}, first["press"])
    assert second["options"] == {"prefer": "mine"}
    assert book.needs == [[], ["all"]]


def test_operations_reach_the_book_in_order_and_words_the_person() -> None:
    book, person = Book(), Person()
    said = [{"type": "message", "text": "好"}, {"type": "progress", "done": 1, "total": 2}]
    run_press(Script([{"operations": [PUT, said[0], SAVE, said[1]], **END}]), book=book, person=person)
    assert (book.applied, person.told) == ([PUT, SAVE], said)


def test_rows_of_all_calls_are_gathered() -> None:
    script = Script([{**more(), "rows": [1]}, {**more(), "rows": [2, 3]}, {**END, "exit": 2}])
    assert run_press(script, book=Book(), person=Person()) == Ended({"counts": {}, "rows": [1, 2, 3]}, 2)


def test_an_answer_to_a_question_goes_with_the_next_call() -> None:
    ask = {"type": "ask", "id": "brake", "text": "确定？", "choices": ["继续"]}
    script = Script([more(ask), END])
    run_press(script, book=Book(), person=Person("继续"))
    assert script.calls[1]["answers"] == {"brake": "继续"}


def test_a_question_nobody_answers_takes_its_default_or_ends_the_press() -> None:
    ask = {"type": "ask", "id": "missing", "text": "少了 2 行", "choices": ["a"]}
    script = Script([more({**ask, "default": "只是不看"}), END])
    person = Person()
    ended = run_press(script, book=Book(), person=person)
    assert script.calls[1]["answers"] == {"missing": "只是不看"}
    assert ended.outcome["assumed"] == [{"id": "missing", "text": "少了 2 行", "answer": "只是不看"}]
    assert person.told[0]["text"] == "少了 2 行（没有人回答，按“只是不看”处理）"
    book = Book()
    ended = run_press(Script([more(PUT, ask)]), book=book, person=Person())
    assert (ended.exit, ended.outcome["message"], book.applied) == (2, "少了 2 行", [PUT])


def test_a_person_who_wants_to_stop_is_heard_between_calls() -> None:
    script = Script([more(), END])
    run_press(script, book=Book(), person=Person(stops=True))
    assert [call["answers"] for call in script.calls] == [{}, {"cancel": "yes"}]


def test_a_server_that_stays_away_ends_the_press_with_three_and_keeps_answers() -> None:
    away = UnreachableError("http://x", reason="away")
    book = Book()
    ended = run_press(Script([more(PUT, SAVE), more(PUT), away]), book=book, person=Person())
    assert (ended.exit, ended.outcome["unreachable"]) == (3, True)
    assert book.applied == [PUT, SAVE, PUT, SAVE]


def test_nothing_is_saved_when_the_server_was_never_there() -> None:
    book = Book()
    run_press(Script([UnreachableError("http://x", reason="away")]), book=book, person=Person())
    assert book.applied == []


def test_a_refusal_ends_the_press_with_two_and_an_old_token_is_dropped() -> None:
    person = Person()
    expired = RefusedError(status=401, title="请先登录")
    assert run_press(Script([expired]), book=Book(), person=person).exit == 2
    assert person.told == [{"type": "forget_token"}]
    forbidden = RefusedError(status=403, title="没有权限", detail="找管理员")
    ended = run_press(Script([forbidden]), book=Book(), person=person)
    assert ended.outcome == {"refused": "没有权限", "message": "找管理员"}


def test_a_press_that_never_ends_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop, "MOST_CALLS", 3)
    assert run_press(Script([more()] * 3), book=Book(), person=Person()).exit == 2
