"""The view `approval_rules` (审批规则), and what a change of it would have done to last month's orders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.approvals.models import RULES
from server.approvals.ports import NO_PORTS, Ports
from server.approvals.service.trial import try_rules
from server.approvals.service.waiting import reconsider
from server.masterdata.links import TO_TERMS
from server.orders.service.followers import NOBODY, Follower
from server.views.table import TableView
from sync.fields.approval_rules import APPROVAL_RULES
from sync.protocol.problems import problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from server.views.contract import Context, Touched
    from server.views.drafts import Draft

PAIRS = (("amount_from", "amount_to"), ("deviation_from", "deviation_to"))
MOST_HOURS = 1_000


@dataclass(frozen=True, kw_only=True)
class ApprovalRulesView(TableView):
    """Rules as rows; 预检 tries the sheet's changes on the orders of the last month."""

    ports: Ports = NO_PORTS
    follower: Follower = NOBODY

    def prepare(self, conn: Connection, drafts: Sequence[Draft], context: Context) -> None:
        """Judge ranges and limits; a rehearsal says where last month's orders would have gone."""
        for draft in drafts:
            if not draft.rejected and not draft.row["ended"]:
                _check(draft)
        sound = [draft for draft in drafts if not draft.rejected]
        if context.dry_run and sound:
            summaries = try_rules(conn, [draft.row for draft in sound], context=context, ports=self.ports)
            for draft in sound:
                summary = summaries[draft.edit.key]
                draft.problems.append(problem("rule_trial", None, summary=summary))

    def settle(self, conn: Connection, drafts: Sequence[Draft], context: Context) -> Sequence[Touched]:
        """Let orders that wait go their way by the new rules at once."""
        if context.dry_run:
            return ()
        return reconsider(conn, context=context, follower=self.follower)


def _check(draft: Draft) -> None:
    row = draft.row
    for low, high in PAIRS:
        if row[low] is not None and row[high] is not None and row[high] < row[low]:
            draft.refuse(
                "bad_value", high, text=draft.texts[high] or "", expected=f"{draft.texts[low]} 或更大"
            )
    if not 0 < row["hours"] <= MOST_HOURS:
        draft.refuse(
            "bad_value", "hours", text=draft.texts["hours"] or "", expected="0 到 1000 之间的工作小时"
        )


def view(*, ports: Ports = NO_PORTS, follower: Follower = NOBODY) -> ApprovalRulesView:
    """Return the view; `ports` tell a trial how customers stand with credit."""
    return ApprovalRulesView(
        spec=APPROVAL_RULES,
        table=RULES,
        links={"payment_terms": TO_TERMS},
        defaults={"hours": "4", "active": "true"},
        ports=ports,
        follower=follower,
    )
