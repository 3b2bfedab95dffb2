"""Whose figures somebody may be told of in a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.accounts.policy import Reach, reach
from server.errors import ForbiddenError

if TYPE_CHECKING:
    from server.views.contract import Actor


class NoReportError(ForbiddenError):
    """The role has no such report."""

    title = "您的角色没有这张报表"


def reach_of(actor: Actor, report: str) -> Reach:
    """Return how far a report reaches for somebody; raises NoReportError where it does not at all."""
    found = reach(actor, report)
    if found is None:
        raise NoReportError
    return found
