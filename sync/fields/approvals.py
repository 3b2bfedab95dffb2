"""Fields of the sheets of approvals: 审批待办, 重复待复核 and 缺货待确认."""

from __future__ import annotations

from sync.fields.kinds import Field, Kind, ViewSpec, Writer

_S = Writer.SERVER
DECISIONS = ("同意", "驳回", "转交")
WITHDRAW = "撤回"
STATES = {
    "open": "待审",
    "paused": "暂停",
    "approved": "已同意",
    "passed": "自动通过",
    "rejected": "已驳回",
    "void": "已失效",
    "ended": "已结束",
}
DUPLICATE_DECISIONS = ("都保留", "合并", "作废本单")
SHORTAGE_DECISIONS = ("等货", "拆单发货", "改数量")

_ORDER_NO = Field(key="order_no", label="订单号", english="Order no.", kind=Kind.CODE, writer=_S, width=14)
_CUSTOMER = Field(key="customer", label="客户名称", english="Customer", writer=_S, width=22)
_LEVEL = Field(key="level", label="客户等级", english="Level", writer=_S, width=8)
_AMOUNT = Field(key="amount", label="金额", english="Amount", kind=Kind.MONEY, writer=_S, width=13)
_ENTERED_BY = Field(key="entered_by", label="录单人", english="Entered by", writer=_S, width=10)
_ENTERED_AT = Field(
    key="entered_at", label="录入时间", english="Entered at", kind=Kind.TIME, writer=_S, width=17
)
_DECIDED_BY = Field(key="decided_by", label="处理人", english="Decided by", writer=_S, width=10, shown=False)
_COMMENT = Field(
    key="comment",
    label="意见",
    english="Comment",
    width=26,
    limit=1000,
    hint="驳回必须写原因，会回到录单员的表上。",
    hint_english="A rejection needs a reason; it goes back to the clerk's sheet.",
)

TODO = ViewSpec(
    "todo",
    "审批待办",
    "To decide",
    (
        _ORDER_NO,
        Field(key="step", label="审批步骤", english="Step", writer=_S, width=16),
        Field(
            key="decision",
            label="决定",
            english="Decision",
            width=9,
            choices=DECISIONS,
            hint="同意、驳回（写意见）、转交（写转交给谁），填好按同步。",
            hint_english="Approve, reject (with a comment) or hand on (to whom); then sync.",
        ),
        _COMMENT,
        Field(
            key="hand_to",
            label="转交给",
            english="Hand on to",
            kind=Kind.CODE,
            width=11,
            hint="同事的登录名或姓名。",
            hint_english="A colleague's sign-in name or name.",
        ),
        Field(key="due_at", label="应审时间", english="Due", kind=Kind.TIME, writer=_S, width=17),
        Field(
            key="waited",
            label="已等工时",
            english="Hours waited",
            kind=Kind.NUMBER,
            writer=_S,
            width=9,
            computed=True,
        ),
        _CUSTOMER,
        _LEVEL,
        _AMOUNT,
        Field(key="items", label="产品明细", english="Items", writer=_S, width=34, limit=1000),
        Field(key="requested_on", label="期望交期", english="Requested", kind=Kind.DATE, writer=_S, width=12),
        Field(key="stock", label="库存", english="Stock", writer=_S, width=14),
        Field(key="capacity", label="产能", english="Capacity", writer=_S, width=26, computed=True),
        Field(
            key="promise",
            label="可承诺交期",
            english="Possible date",
            kind=Kind.DATE,
            writer=_S,
            width=12,
            computed=True,
        ),
        Field(key="price", label="价格", english="Prices", writer=_S, width=9),
        Field(key="payment_terms", label="付款方式", english="Payment terms", writer=_S, width=10),
        Field(key="credit", label="信用", english="Credit", writer=_S, width=22, computed=True),
        Field(key="earlier", label="之前的审批", english="So far", writer=_S, width=34, computed=True),
        Field(
            key="action",
            label="操作",
            english="Action",
            kind=Kind.COMMAND,
            width=9,
            choices=(WITHDRAW,),
            hint="撤回：收回自己刚做的决定，下一步还没人审时可用。",
            hint_english="Take back an own decision that nobody has followed yet.",
        ),
        Field(key="priority", label="优先级", english="Priority", writer=_S, width=8, shown=False),
        Field(key="remark", label="备注", english="Remark", writer=_S, width=22, limit=1000, shown=False),
        Field(
            key="promised_on",
            label="承诺交期",
            english="Promised",
            kind=Kind.DATE,
            writer=_S,
            width=12,
            shown=False,
        ),
        Field(key="channel", label="来源渠道", english="Channel", writer=_S, width=9, shown=False),
        Field(key="salesperson", label="业务员", english="Salesperson", writer=_S, width=9, shown=False),
        Field(key="entered_by", label="录单人", english="Entered by", writer=_S, width=9, shown=False),
        Field(
            key="entered_at",
            label="录入时间",
            english="Entered at",
            kind=Kind.TIME,
            writer=_S,
            width=17,
            shown=False,
        ),
        Field(
            key="opened_at",
            label="到达时间",
            english="Opened at",
            kind=Kind.TIME,
            writer=_S,
            width=17,
            shown=False,
        ),
        Field(
            key="waits_for",
            label="待谁审",
            english="Waits for",
            writer=_S,
            width=20,
            computed=True,
            shown=False,
        ),
        Field(key="assignee", label="转交人选", english="Assignee", writer=_S, width=10, shown=False),
        Field(key="state", label="审批状态", english="State", writer=_S, width=9, shown=False),
        _DECIDED_BY,
        Field(
            key="decided_at",
            label="处理时间",
            english="Decided at",
            kind=Kind.TIME,
            writer=_S,
            width=17,
            shown=False,
        ),
    ),
)
DUPLICATES = ViewSpec(
    "duplicates",
    "重复待复核",
    "Possible duplicates",
    (
        _ORDER_NO,
        Field(
            key="decision",
            label="决定",
            english="Decision",
            width=10,
            choices=DUPLICATE_DECISIONS,
            hint="都保留：这几张都是真的；合并：把不重复的行并到另一张；作废本单：这一张是重复的。",
            hint_english="Keep all, merge into another, or cancel this one.",
        ),
        Field(
            key="target",
            label="并入订单",
            english="Merge into",
            kind=Kind.CODE,
            width=14,
            hint="合并时填；只有一张相似的可以空着。",
            hint_english="Where to merge; may be blank when only one order is alike.",
        ),
        Field(
            key="comment",
            label="原因",
            english="Reason",
            width=26,
            limit=1000,
            hint="每个决定都要写原因。",
            hint_english="Every decision needs a reason.",
        ),
        Field(
            key="others", label="相似的订单", english="Alike", writer=_S, width=30, limit=1000, computed=True
        ),
        Field(key="rule", label="为什么可疑", english="Why", writer=_S, width=20, computed=True),
        _CUSTOMER,
        Field(key="phone", label="联系电话", english="Phone", kind=Kind.PHONE, writer=_S, width=15),
        Field(key="items", label="产品明细", english="Items", writer=_S, width=34, limit=1000),
        _AMOUNT,
        Field(key="customer_po", label="客户单号", english="Customer PO", writer=_S, width=15),
        _ENTERED_BY,
        _ENTERED_AT,
        _DECIDED_BY,
    ),
)
SHORTAGES = ViewSpec(
    "shortages",
    "缺货待确认",
    "Shortages",
    (
        _ORDER_NO,
        Field(key="line_no", label="行号", english="Line", kind=Kind.WHOLE, writer=_S, width=6),
        Field(
            key="decision",
            label="决定",
            english="Decision",
            width=10,
            choices=SHORTAGE_DECISIONS,
            hint="等货：按承诺交期等；拆单发货：有多少先发多少；改数量：写新数量。",
            hint_english="Wait for the promise, ship part, or change the quantity.",
        ),
        Field(key="new_quantity", label="新数量", english="New quantity", kind=Kind.QUANTITY, width=10),
        Field(key="comment", label="说明", english="Comment", width=22, limit=1000),
        Field(key="product", label="产品型号", english="Product", kind=Kind.CODE, writer=_S, width=16),
        Field(key="product_name", label="品名", english="Product name", writer=_S, width=18),
        Field(key="quantity", label="数量", english="Quantity", kind=Kind.QUANTITY, writer=_S, width=10),
        Field(
            key="available",
            label="可用库存",
            english="Available",
            kind=Kind.QUANTITY,
            writer=_S,
            width=10,
            computed=True,
        ),
        Field(
            key="outlook",
            label="何时能齐",
            english="Earliest",
            kind=Kind.DATE,
            writer=_S,
            width=12,
            computed=True,
        ),
        Field(key="requested_on", label="期望交期", english="Requested", kind=Kind.DATE, writer=_S, width=12),
        _CUSTOMER,
        _LEVEL,
        Field(key="since", label="何时缺货", english="Since", kind=Kind.TIME, writer=_S, width=17),
        _ENTERED_BY,
    ),
)
APPROVALS = (TODO, DUPLICATES, SHORTAGES)
