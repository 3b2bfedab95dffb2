"""Calls from 企业微信 as values: a button pressed on a card, and the reply that changes that button."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.parsers import expat
from xml.sax.saxutils import escape

from server.errors import InvalidError
from server.notices.rules.reasons import NO_REASON, QUESTION

if TYPE_CHECKING:
    from collections.abc import Mapping

PRESSED = "template_card_event"
MOST_ELEMENTS, DEEPEST, LONGEST_TIME = 200, 8, 11
Elements = dict[str, list[str]]


class BadXmlError(InvalidError):
    """The body is no XML of the kind that is called with."""

    title = "内容不是约定的 XML"


@dataclass(frozen=True, slots=True)
class Press:
    """A button pressed on a card. Events carry no id: `key` is made of what makes it this press."""

    key: str
    member: str
    at: dt.datetime
    button: str
    task: str
    code: str | None
    reason: str | None


def read_xml(text: str) -> Elements:
    """Return the texts by path below the root (`SelectedItems/SelectedItem/QuestionKey`); raises BadXmlError.

    There are no document types, so no entities: nothing grows, nothing is fetched.
    """
    found: Elements = {}
    path: list[str] = []
    texts: list[list[str]] = []

    def begin(name: str, _attributes: Mapping[str, str]) -> None:
        path.append(name)
        texts.append([])
        if len(path) > DEEPEST or sum(map(len, found.values())) > MOST_ELEMENTS:
            raise BadXmlError

    def read(data: str) -> None:
        texts[-1].append(data)

    def end(_name: str) -> None:
        found.setdefault("/".join(path[1:]), []).append("".join(texts.pop()).strip())
        path.pop()

    def refuse(*_declared: object) -> None:
        raise BadXmlError

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.CharacterDataHandler = read
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    try:
        parser.Parse(text, True)  # noqa: FBT003 - its own signature
    except expat.ExpatError as error:
        raise BadXmlError from error
    return found


def sealed_in(body: bytes) -> str:
    """Return what is sealed in the body of a call; raises BadXmlError."""
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise BadXmlError from error
    return _one(read_xml(text), "Encrypt")


def press_of(text: str) -> Press | None:
    """Return the press that an opened call tells of, None of any other event; raises BadXmlError."""
    elements = read_xml(text)
    if elements.get("Event") != [PRESSED]:
        return None
    names = ("FromUserName", "CreateTime", "TaskId", "EventKey")
    member, created, task, button = parts = tuple(_one(elements, name) for name in names)
    if not created.isascii() or not created.isdigit() or len(created) > LONGEST_TIME:
        raise BadXmlError
    return Press(
        key=hashlib.sha256("\n".join(parts).encode()).hexdigest(),
        member=member,
        at=dt.datetime.fromtimestamp(int(created), dt.UTC),
        button=button,
        task=task,
        code=elements.get("ResponseCode", [""])[0] or None,
        reason=_reason(elements),
    )


def reply(member: str, corp: str, *, words: str, at: int) -> str:
    """Return the passive reply that puts words in place of the button that was pressed."""
    return (
        f"<xml><ToUserName>{escape(member)}</ToUserName><FromUserName>{escape(corp)}</FromUserName>"
        f"<CreateTime>{at}</CreateTime><MsgType>update_button</MsgType>"
        f"<Button><ReplaceName>{escape(words)}</ReplaceName></Button></xml>"
    )


def sealed_reply(sealed: str, signature: str, *, timestamp: str, nonce: str) -> str:
    """Return the body that carries a sealed reply."""
    return (
        f"<xml><Encrypt>{sealed}</Encrypt><MsgSignature>{signature}</MsgSignature>"
        f"<TimeStamp>{timestamp}</TimeStamp><Nonce>{escape(nonce)}</Nonce></xml>"
    )


def _reason(elements: Elements) -> str | None:
    questions = elements.get("SelectedItems/SelectedItem/QuestionKey", [])
    options = elements.get("SelectedItems/SelectedItem/OptionIds/OptionId", [])
    chosen = dict(zip(questions, options, strict=False)).get(QUESTION, NO_REASON)
    return None if chosen == NO_REASON else chosen


def _one(elements: Elements, name: str) -> str:
    found = elements.get(name, [])
    if len(found) != 1 or not found[0]:
        raise BadXmlError
    return found[0]
