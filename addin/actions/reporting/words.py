"""What reports say to a person, Chinese with the English beside it."""

from __future__ import annotations

from sync.rows.words import Sentence

HINT = Sentence(
    "{mark}{clock} 取自服务器；再按一次会重写这一页，要留底请另存或改名 (written afresh each time)",
    "As of {clock}; written afresh each time",
)
NO_CUSTOMER = Sentence(
    "先选中订单表里这个客户的一行，或在命令里写 --customer 客户",
    "Select a row of this customer first, or name the customer by --customer",
)
WHICH_PERIOD = Sentence("对账单从哪天到哪天？\n{periods}", "Which period?\n{periods}")
PERIOD = Sentence("{name}：{first} 到 {last}", "{name}: {first} to {last}")
LAST_MONTH, THIS_MONTH, THIS_YEAR = "上月", "本月", "今年"
STATEMENT_WRITTEN = Sentence(
    "{customer} 从 {first} 到 {last}：期初 {opening}，期末 {closing}，已写在“{sheet}”页",
    "{customer}, {first} to {last}: from {opening} to {closing}, on sheet “{sheet}”",
)
WEEK_WRITTEN = Sentence(
    "本周录入 {entered_lines} 行 {entered_amount} 元，待处理 {held_lines} 行，已过交期 {late_lines} 行，"
    "下周到期 {due_lines} 行，已写在“{sheet}”页",
    "{entered_lines} lines entered ({entered_amount}), {held_lines} held, {late_lines} late, "
    "{due_lines} due next week, on sheet “{sheet}”",
)
SHORTAGE_WRITTEN = Sentence(
    "{lines} 行赶不上交期，涉及 {orders} 张订单，其中 {unplanned} 行还没有补足日期，已写在“{sheet}”页",
    "{lines} lines of {orders} orders will miss their day, {unplanned} without a date, on sheet “{sheet}”",
)
NO_SHORTAGE = Sentence("没有赶不上交期的行（“{sheet}”页）", "No line will miss its day (sheet “{sheet}”)")
BAD_DAY = Sentence("“{text}”不是日期，请像 2026-11-30 这样写", "“{text}” is no day; write it like 2026-11-30")
