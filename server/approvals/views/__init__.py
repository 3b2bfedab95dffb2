"""The sheets 审批待办, 重复待复核, 缺货待确认 and 审批规则."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.approvals.ports import NO_PORTS, Ports
from server.approvals.views import rules
from server.approvals.views.todo import TodoView

if TYPE_CHECKING:
    from server.views.contract import View


def views(*, ports: Ports = NO_PORTS) -> tuple[View, ...]:
    """Return the views of approvals; `ports` say what is known beyond the orders, and who is told."""
    return (TodoView(ports=ports), rules.view(ports=ports))
