"""The sheets 审批待办, 重复待复核, 缺货待确认, 信用冻结 and 审批规则."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.approvals.ports import NO_PORTS, Ports
from server.approvals.views import rules
from server.approvals.views.duplicates import DuplicatesView
from server.approvals.views.frozen import CreditHoldsView
from server.approvals.views.shortages import ShortagesView
from server.approvals.views.todo import TodoView
from server.orders.service.followers import NOBODY

if TYPE_CHECKING:
    from server.orders.service.followers import Follower
    from server.views.contract import View


def views(*, ports: Ports = NO_PORTS, follower: Follower = NOBODY) -> tuple[View, ...]:
    """Return the views of approvals; `ports` say what is known beyond the orders, and who is told."""
    return (
        TodoView(ports=ports),
        DuplicatesView(follower=follower),
        ShortagesView(ports=ports, follower=follower),
        CreditHoldsView(ports=ports, follower=follower),
        rules.view(ports=ports, follower=follower),
    )
