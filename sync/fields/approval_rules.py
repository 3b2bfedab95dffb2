"""Fields of the sheet 审批规则: which steps an order takes, and which it passes without a person."""

from __future__ import annotations

from sync.fields.kinds import Field, Kind, ViewSpec
from sync.fields.masterdata import ACTIVE, LEVELS, ROLES

HANDLINGS = ("需审批", "自动通过")
STOCKS = ("全部现货", "有缺口")
CREDITS = ("额度内", "超额或逾期")

APPROVAL_RULES = ViewSpec(
    "approval_rules",
    "审批规则",
    "Approval rules",
    (
        Field(
            key="place",
            label="顺序",
            english="Place",
            kind=Kind.WHOLE,
            width=7,
            required=True,
            hint="步骤按顺序走；同一步骤里，从小到大第一条合适的规则算数。",
            hint_english="Steps go in this order; within a step the first rule that fits decides.",
        ),
        Field(key="step", label="审批步骤", english="Step", width=18, required=True),
        Field(
            key="role",
            label="角色",
            english="Role",
            kind=Kind.CODE,
            width=18,
            required=True,
            choices=tuple(role for role in ROLES if role not in {"dealer", "admin"}),
        ),
        Field(
            key="handling",
            label="处理",
            english="Handling",
            width=10,
            required=True,
            choices=HANDLINGS,
            hint="自动通过：条件都满足就不用人审；不知道的情况从不自动通过。",
            hint_english="自动通过 passes without a person; what is unknown never does.",
        ),
        Field(key="amount_from", label="金额从", english="Amount from", kind=Kind.MONEY, width=12),
        Field(key="amount_to", label="金额到", english="Amount to", kind=Kind.MONEY, width=12),
        Field(key="level", label="客户等级", english="Level", width=9, choices=LEVELS),
        Field(key="payment_terms", label="付款方式", english="Payment terms", choices="payment_terms"),
        Field(key="stock", label="库存", english="Stock", width=10, choices=STOCKS),
        Field(
            key="deviation_from", label="价差从（%）", english="Deviation from", kind=Kind.NUMBER, width=11
        ),
        Field(key="deviation_to", label="价差到（%）", english="Deviation to", kind=Kind.NUMBER, width=11),
        Field(
            key="new_customer",
            label="新客户",
            english="New customer",
            kind=Kind.TRUTH,
            width=8,
            choices=("是", "否"),
        ),
        Field(key="channel", label="来源渠道", english="Channel", width=9),
        Field(key="credit", label="信用", english="Credit", width=11, choices=CREDITS),
        Field(
            key="hours",
            label="时限（工时）",
            english="Hours",
            kind=Kind.NUMBER,
            width=11,
            hint="空着是 4 个工作小时；到点提醒，再上报上级。",
            hint_english="Working hours until it is overdue; blank is 4.",
        ),
        ACTIVE,
    ),
)
