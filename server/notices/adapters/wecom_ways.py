"""企业微信 as two ways: messages of our application to one member, and the robot of a group."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from server.notices.adapters.wecom_api import RefusedCallError, WecomApi, asked
from server.notices.adapters.wecom_codes import outcome_of
from server.notices.rules.outcomes import Fate, Outcome
from server.notices.rules.reasons import NO_REASON, QUESTION, REASONS
from server.notices.rules.words import shortened, shortened_bytes

if TYPE_CHECKING:
    from server.config import WecomSettings
    from server.notices.rules.letters import CardChange, Letter

SAME_SECONDS = 1_800
"""So long the same message to the same member arrives once (enable_duplicate_check)."""
MOST_ROWS, ROW_NAME, ROW_VALUE = 6, 5, 28
BUTTON_WORDS = 20
TITLE_BYTES, DESCRIPTION_BYTES, TEXT_BYTES, MARKDOWN_BYTES = 128, 512, 2_048, 4_096
_PLAIN = str.maketrans({"<": "＜", ">": "＞", "[": "［", "]": "］", "`": "｀", "*": "＊", "_": "＿"})


@dataclass(frozen=True)
class AppWay:
    """Messages of our own application: a card with buttons where a decision is wanted."""

    api: WecomApi
    name: str = "wecom"
    repeatable: bool = True

    def send(self, letter: Letter) -> Outcome:
        """Send to one member; a member the firm does not have is named in an answer that is otherwise ok."""
        body = {
            "touser": letter.address,
            "agentid": self.api.settings.agent,
            **self._content(letter),
            "enable_duplicate_check": 1,
            "duplicate_check_interval": SAME_SECONDS,
        }
        try:
            answer = self.api.call("message/send", body)
        except RefusedCallError as error:
            return error.outcome
        if answer.get("invaliduser"):
            return Outcome(fate=Fate.REFUSED, detail=f"企业微信没有成员 {letter.address} (invaliduser)")
        return Outcome(fate=Fate.SENT, code=answer.get("response_code") or None)

    def change(self, change: CardChange) -> Outcome:
        """Put words in place of the buttons of a card."""
        body = {
            "userids": [change.address],
            "agentid": self.api.settings.agent,
            "response_code": change.code,
            "button": {"replace_name": shortened(change.words, BUTTON_WORDS)},
        }
        try:
            self.api.call("message/update_template_card", body)
        except RefusedCallError as error:
            return error.outcome
        return Outcome(fate=Fate.SENT)

    def _content(self, letter: Letter) -> dict[str, Any]:
        if letter.asks and self.api.settings.aes_key:
            return {"msgtype": "template_card", "template_card": card(letter)}
        if letter.link:
            return {"msgtype": "textcard", "textcard": _text_card(letter, letter.link)}
        text = f"{letter.title}\n{letter.body}"
        return {"msgtype": "text", "text": {"content": shortened_bytes(text, TEXT_BYTES)}}


@dataclass(frozen=True)
class RobotWay:
    """The robot of one group. It has no way to tell the same message again from another one."""

    settings: WecomSettings
    name: str = "robot"
    repeatable: bool = False

    def send(self, letter: Letter) -> Outcome:
        """Tell the group."""
        link = f"\n[打开]({letter.link})" if letter.link else ""
        told = f"**{letter.title.translate(_PLAIN)}**\n{letter.body.translate(_PLAIN)}"
        room = MARKDOWN_BYTES - len(link.encode())
        body = {"msgtype": "markdown", "markdown": {"content": shortened_bytes(told, room) + link}}
        url = f"{self.settings.api}/cgi-bin/webhook/send?key={quote(self.settings.robot)}"
        try:
            answer = asked(url, body)
        except RefusedCallError as error:
            return error.outcome
        code = int(answer.get("errcode", 0))
        return Outcome(fate=Fate.SENT) if code == 0 else outcome_of(code, str(answer.get("errmsg", "")))

    def change(self, change: CardChange) -> Outcome:
        """Say that a robot's messages stay as they are."""
        return Outcome(fate=Fate.REFUSED, detail="群机器人的消息不能改")


def card(letter: Letter) -> dict[str, Any]:
    """Return the card of a letter that wants a decision (button_interaction)."""
    look = [{"text": "查看", "type": 1, "url": letter.link, "style": 4}] if letter.link else []
    revision = "" if letter.rev is None else str(letter.rev)
    options = [
        {"id": NO_REASON, "text": "（驳回请先选原因）"},
        *({"id": key, "text": text} for key, text in REASONS.items()),
    ]
    return {
        "card_type": "button_interaction",
        "task_id": letter.key,
        "source": {"desc": "表上单", "desc_color": 0},
        "main_title": {"title": shortened(letter.title, 26), "desc": shortened(letter.body, 30)},
        "horizontal_content_list": [
            {"keyname": shortened(name, ROW_NAME), "value": shortened(value, ROW_VALUE)}
            for name, value in letter.rows[:MOST_ROWS]
        ],
        "button_selection": {
            "question_key": QUESTION,
            "title": "驳回原因",
            "option_list": options,
            "selected_id": NO_REASON,
        },
        "button_list": [
            {"text": "同意", "style": 1, "key": f"approve:{revision}"},
            {"text": "驳回", "style": 2, "key": f"reject:{revision}"},
            *look,
        ],
    }


def _text_card(letter: Letter, link: str) -> dict[str, Any]:
    described = html.escape(letter.body, quote=False).replace("\n", "<br>")
    return {
        "title": shortened_bytes(letter.title, TITLE_BYTES),
        "description": shortened_bytes(described, DESCRIPTION_BYTES),
        "url": link,
        "btntxt": "查看",
    }
