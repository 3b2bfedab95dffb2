"""What each finding means, in Chinese and English."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from server.integrity.rules.records import Finding

WORDS: dict[str, tuple[str, str]] = {
    "amount": ("金额不等于数量×单价", "the amount is not quantity times price"),
    "answer_missing": ("已收下的请求没有可读的回答", "a request that was taken has no readable answer"),
    "answer_row": ("已回答写入的行没有历史", "a row that was answered as written has no history"),
    "answer_submission": ("已回答的提交没有登记", "the submission of an answer is unknown"),
    "audit_broken": ("审计记录被改动过", "the audit trail was tampered with"),
    "audit_differs": ("历史与审计记录对不上", "history and audit trail differ"),
    "book_row": ("工作簿登记的行不存在", "a row noted for a workbook does not exist"),
    "bundle": ("订单的归组键不对", "the order's bundle does not follow from its fields"),
    "calendar_unit": ("工作日历里的生产单元不存在", "a special day is of a production unit nobody knows"),
    "case_held": ("疑似重复的订单没有冻结", "an order of a duplicate case is not held"),
    "case_live": ("疑似重复里有已结束的订单", "a duplicate case names an order that is not live"),
    "case_missing": ("订单因重复冻结，却没有重复记录", "an order is held as a duplicate of nothing"),
    "case_order": ("疑似重复的两张订单顺序不对", "the orders of a duplicate case are not in order"),
    "changed_by": ("修改人与历史不符", "who changed the row last is not what its history says"),
    "commitment": ("承诺的数量、产品或仓库不符", "what the line was promised does not fit the line"),
    "commitment_stray": ("承诺没有对应的订单行", "something is promised to no order line"),
    "cover": ("该占用库存的行没有占用", "a line that asks for stock was given no answer"),
    "cover_stray": ("不该占用库存的行占着库存", "a line that must not hold stock does"),
    "customer_code": ("用户所属的客户不存在", "the customer of a user does not exist"),
    "history_gap": ("历史版本不连续", "the revisions of a row have gaps"),
    "history_chain": ("历史版本前后接不上", "a revision does not follow from the one before"),
    "history_replay": ("重演历史得不到现在的值", "the history does not lead to the stored value"),
    "history_row": ("历史里的行不存在", "the history is of a row that does not exist"),
    "history_stamp": (
        "行的提交序号与最后版本不符",
        "the row's place in commit order is not its last revision's",
    ),
    "history_submission": ("历史里的提交没有登记", "the submission of a revision is unknown"),
    "history_view": ("历史属于不存在的表", "the history is of a view that does not exist"),
    "hold_line": ("冻结指向的行不在这张订单或已结束", "a hold is about no live line of its order"),
    "hold_stage": ("已结束或草稿的订单还有冻结", "an order that is a draft or has ended is still held"),
    "ledger_sign": ("往来账的应收与类型、金额不符", "an entry does not owe what its kind and amount say"),
    "line_incomplete": ("订单行缺必填项", "a line of a live order lacks what it cannot be without"),
    "line_number": ("行号不是从 1 连续编起", "line numbers do not run from 1"),
    "names": ("查找用的名称与主数据不符", "the names a row is found by are not those it has"),
    "natural": ("唯一键与行的内容不符", "the natural key of a row does not follow from its fields"),
    "no_lines": ("订单没有行", "an order has no lines"),
    "order_number": ("订单号缺失或不合格式", "the order number is missing or not well-formed"),
    "order_series": ("订单号大于已发的最大号", "an order number is beyond the last one that was drawn"),
    "own_submission": (
        "个人列的改动属于没有登记的提交",
        "a change in a person's own column is of no known submission",
    ),
    "phone_mask": ("查重用的电话键不对", "the order's phone mask does not follow from its phone"),
    "reference": ("引用的行不存在", "a row refers to one that does not exist"),
    "reservation": ("占用的数量、产品或仓库不符", "the reservation does not fit the line"),
    "reservation_lost": ("行显示已占用，但没有占用记录", "a line is reserved without a reservation"),
    "reservation_stray": ("占用没有对应的订单行", "a reservation is of no order line"),
    "stage": ("订单阶段与行不符", "the stage of an order does not agree with its lines"),
    "stamp": ("提交序号超过当前", "a place in commit order lies in the future"),
    "step_held": ("订单有冻结，审批却没有暂停", "an order is held while its step waits for somebody"),
    "step_none": ("订单已审核，却没有通过的步骤", "an order is approved without a step that counts"),
    "step_own": ("审批人就是录单人", "a step was decided by who entered the order"),
    "step_paused": ("订单没有冻结，审批却暂停着", "a step is paused although nothing holds its order"),
    "step_stage": ("订单不在审核，却还有待审的步骤", "a step waits although its order is not in review"),
    "step_stock": ("已审核订单的占用还会到期", "a reservation of an approved order has an end"),
    "stock_bounds": ("占用超出库存", "reserved is not between 0 and what is on hand"),
    "stock_sum": ("占用合计与占用记录不符", "reserved is not the sum of the reservations"),
    "undo_answer": ("撤销登记不完整", "a submission was taken back without a readable answer"),
    "waiver_stray": ("放行记录没有对应的订单", "a credit waiver is of no order of its customer"),
}
_MOST_CHARACTERS = 120


def chinese(finding: Finding) -> str:
    """Return the finding as a sentence in Chinese."""
    words = WORDS[finding.code][0]
    return f"{words}：{finding.row}，应为 {_cut(finding.expected)}，实为 {_cut(finding.stored)}"


def english(finding: Finding) -> str:
    """Return the finding as a sentence in English."""
    return f"{WORDS[finding.code][1]}: expected {_cut(finding.expected)}, stored {_cut(finding.stored)}"


def shown(value: object) -> str:
    """Return a value as findings show it."""
    return "空 (blank)" if value is None else str(value)


def _cut(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _MOST_CHARACTERS else f"{plain[:_MOST_CHARACTERS]}…"
