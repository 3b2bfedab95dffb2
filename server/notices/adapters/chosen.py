"""The ways that the settings of this machine open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.notices.adapters.mail import MailWay
from server.notices.adapters.wecom_api import WecomApi
from server.notices.adapters.wecom_ways import AppWay, RobotWay

if TYPE_CHECKING:
    from server.config import Config
    from server.notices.rules.letters import Way


def ways_of(config: Config) -> tuple[Way, ...]:
    """Return the ways, the preferred first: 企业微信, then mail; and the group's robot."""
    wecom = config.wecom
    found: list[Way] = []
    if wecom.corp and wecom.secret:
        found.append(AppWay(WecomApi(wecom)))
    if config.mail:
        found.append(MailWay(config.mail))
    if wecom.robot:
        found.append(RobotWay(wecom))
    return tuple(found)
