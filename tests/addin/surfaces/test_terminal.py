"""A person at a terminal: asked only where somebody can answer."""

from __future__ import annotations

import io
from typing import Any

import pytest

from addin.surfaces.terminal import Terminal

QUESTION = {"id": "brake", "text": "这次会改动 7 行，确定吗？", "choices": ["继续", "取消"]}


class Typed(io.StringIO):
    """A keyboard with a person, or a pipe."""

    def __init__(self, text: str = "", *, person: bool = True) -> None:
        super().__init__(text)
        self.person = person

    def isatty(self) -> bool:
        return self.person


def terminal(keyboard: Typed, screen: Typed | None = None, **options: Any) -> Terminal:
    return Terminal(lambda: None, keyboard=keyboard, screen=screen or Typed(), **options)


@pytest.mark.parametrize(
    ("typed", "answer"), [("1\n", "继续"), ("取消\n", "取消"), ("7\n什么\n2\n", "取消"), ("", None)]
)
def test_an_answer_is_a_number_or_a_word_of_the_choices(typed: str, answer: str | None) -> None:
    screen = Typed()
    assert terminal(Typed(typed), screen).ask(QUESTION) == answer
    assert "确定吗" in screen.getvalue()
    assert "2. 取消" in screen.getvalue()


def test_nobody_is_asked_over_a_pipe_or_beside_json() -> None:
    assert terminal(Typed("1\n", person=False)).ask(QUESTION) is None
    assert terminal(Typed("1\n"), quiet=True).ask(QUESTION) is None


@pytest.mark.parametrize("person", [True, False])
def test_messages_are_coloured_only_on_a_screen(person: bool) -> None:  # noqa: FBT001
    screen = Typed(person=person)
    terminal(Typed(), screen).tell({"type": "message", "text": "登记 2", "level": "warning"})
    assert ("\x1b[33m" in screen.getvalue()) is person
    assert "登记 2" in screen.getvalue()


def test_progress_shows_on_a_screen_alone() -> None:
    step = {"type": "progress", "done": 3, "total": 9}
    seen, piped, quiet = Typed(), Typed(person=False), Typed()
    terminal(Typed(), seen).tell(step)
    terminal(Typed(), piped).tell(step)
    terminal(Typed(), quiet, quiet=True).tell(step)
    assert (seen.getvalue(), piped.getvalue(), quiet.getvalue()) == ("\r3/9 ", "", "")


def test_an_expired_sign_in_is_forgotten() -> None:
    forgotten: list[str] = []
    Terminal(lambda: forgotten.append("token"), keyboard=Typed(), screen=Typed()).tell(
        {"type": "forget_token"}
    )
    assert forgotten == ["token"]
