"""What a kind of problem is, and the kinds that decisions of approvers meet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sync.protocol.messages import Level


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of problem; the templates name the facts they need in braces."""

    code: str
    level: Level
    chinese: str
    english: str


DECIDING: tuple[Code, ...] = (
    Code(
        "own_order",
        "reject",
        "自己录的订单不能自己审，已转给上级",
        "Nobody approves an order they entered; it goes to the superior",
    ),
    Code(
        "not_yours",
        "reject",
        "“{step}”现在等 {people} 审，不归您决定",
        "“{step}” waits for {people}, not for you",
    ),
    Code(
        "step_decided",
        "reject",
        "“{step}”已由 {by} {decision}，不用再审",
        "“{step}” was decided already: {by}, {decision}",
    ),
    Code(
        "step_paused",
        "reject",
        "订单有冻结，“{step}”先停着；处理完冻结会回到待办",
        "The order is on hold; “{step}” comes back when it goes on",
    ),
    Code(
        "step_over",
        "reject",
        "“{step}”已经失效：订单改过、作废或规则变了",
        "“{step}” is over: the order or the rules changed",
    ),
    Code(
        "decision_followed",
        "reject",
        "后面的“{step}”已由 {by} 处理，不能撤回",
        "“{step}” was decided by {by} since; it cannot be taken back",
    ),
    Code(
        "changed_in_sight",
        "warn",
        "您看到之后订单又改过：{changes}；请看过新的再决定",
        "Changed since you saw it: {changes}; look again before you decide",
    ),
    Code(
        "no_new_rows",
        "reject",
        "这张表的行由系统列出，不能自己添加；请清空这一行",
        "Rows of this sheet are listed by the system; clear this row",
    ),
    Code(
        "decided_for_good",
        "reject",
        "这里的决定不能撤销；请在订单上改",
        "What was decided here cannot be taken back; change the order instead",
    ),
    Code(
        "hold_gone",
        "reject",
        "这一行已经不用处理了，有人先处理过",
        "This was settled before; nothing is left to do",
    ),
    Code(
        "bad_target",
        "reject",
        "“{text}”不能并入：要是同一客户、还在审核的订单",
        "“{text}” is no open order of the customer",
    ),
    Code("rule_trial", "warn", "试算：{summary}", "Trial: {summary}"),
)
