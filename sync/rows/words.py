"""What the sheet says in 同步结果 and 同步说明: words and sentences, Chinese with the English beside it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sync.fields.orders import STAGES


class Result(StrEnum):
    """Content of 同步结果."""

    CREATED = "已建单"
    SAVED = "已暂存"
    ADDED = "已新增"
    UPDATED = "已更新"
    UNCHANGED = "无变化"
    MERGED = "已合并"
    HELD = "已挂起"
    CONFLICT = "冲突"
    REJECTED = "请修改"
    SIBLING = "同单待改"
    THEIRS = "他人已改"
    REMOVED = "已移出"
    DOUBT = "请核对"
    UNDONE = "已撤销"
    FINE = "可提交"
    WILL_HOLD = "将挂起"


RESULT_ENGLISH: dict[Result, str] = {
    Result.CREATED: "Created",
    Result.SAVED: "Saved as draft",
    Result.ADDED: "Added",
    Result.UPDATED: "Updated",
    Result.UNCHANGED: "Unchanged",
    Result.MERGED: "Merged",
    Result.HELD: "On hold",
    Result.CONFLICT: "Conflict",
    Result.REJECTED: "Please mend",
    Result.SIBLING: "Waits for its order",
    Result.THEIRS: "Changed by others",
    Result.REMOVED: "Out of reach",
    Result.DOUBT: "Please check",
    Result.UNDONE: "Undone",
    Result.FINE: "Ready",
    Result.WILL_HOLD: "Would be held",
}

MINE = "用我的"
THEIRS = "用对方的"
CHOICES = (MINE, THEIRS)
"""Words in 操作 that decide a conflict; they stay on the sheet's side and are never sent."""

CANCEL_ALL, ONLY_HIDE, PUT_BACK = "作废", "只是不看", "放回来"
MISSING_CHOICES = (CANCEL_ALL, ONLY_HIDE, PUT_BACK)
"""Answers to the question about rows that are gone from the sheet."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence with facts in braces, in both languages."""

    chinese: str
    english: str

    def __call__(self, **facts: object) -> str:
        """Return the Chinese sentence with its facts."""
        return self.chinese.format_map(facts)


COPY_OF = Sentence("第 {row} 行的副本，已当作新的一行", "A copy of row {row}, taken as a new row")
PASTED = Sentence("从别的工作簿粘贴来，已当作新的一行", "Pasted from another book, taken as a new row")
REUSED = Sentence("订单号被清空，已当作新的一行", "Its number was cleared, so it is taken as a new row")
FOUND_AGAIN = Sentence(
    "这一行上次已经登记，已对上原来的订单", "Entered by an earlier press; joined with that order"
)
IN_DOUBT = Sentence(
    "排序后又改过，认不出是哪一行，没有提交；请撤销排序，或清空订单号当作新的一行",
    "Sorted and changed: it is unclear which row this is. Undo the sort, or clear its number",
)
MATCHED = Sentence(
    "只排序了一部分列，已按内容对回原来的行；请看一眼订单号对不对",
    "Only some columns were sorted; this row was matched by content. See that its number is right",
)
CHECK_AGAIN = Sentence(
    "只排序了一部分列，已按内容重新对号；请核对后再同步一次，改动才会提交",
    "Only some columns were sorted; rows were matched by content. Check, then sync again to send the changes",
)
SIBLING = Sentence(
    "同一张订单的第 {rows} 行有错，改好后一起提交",
    "Row {rows} of the same order has an error; mend it and send them together",
)
YOURS_THEIRS = Sentence(
    "{label}：你写 {yours}，{by}{at}改成 {theirs}", "{label}: yours {yours}, {by} {at} wrote {theirs}"
)
DECIDE = Sentence(
    "在“操作”填 用我的 或 用对方的，再同步", "Write 用我的 (mine) or 用对方的 (theirs) in 操作, then sync"
)
OTHERS_CHANGED = Sentence("{by}改了{labels}", "{by} changed {labels}")
NOT_WRITTEN = Sentence("{label}（现为 {value}，格子没有动）", "{label} (now {value}, the cell was left)")
OUT_OF_REACH = Sentence("这一行已不在你能看到的范围内", "This row is no longer yours to see")
SETTLED = Sentence(
    "已经不在列表里：处理过了，或不再等您；这一行可以删掉",
    "No longer listed: settled, or not waiting for you any more; this row may be deleted",
)
TYPE_AGAIN = Sentence(
    "没有写入，{label}已从表上清除；改好后请重新输入",
    "Not written; {label} was taken off the sheet, type it again when the row is mended",
)
UNDONE = Sentence("这次提交已撤销；改好可以再提交", "This submission was undone; mend and send again")
STILL_VALID = Sentence(
    "表上少了 {count} 行，订单仍然有效：{orders}", "{count} rows are gone, their orders stand: {orders}"
)
BRAKE = Sentence(
    "这次会改动 {count} 行的客户、产品或数量（第 {rows} 行），超过已同步行的两成，确定提交吗？",
    "This changes customer, product or quantity of {count} rows ({rows}), over a fifth. Send?",
)
HISTORY = "历史"
"""In 同步结果 of an adopted sheet: a line of old times, which was never entered."""
HISTORY_ROW = Sentence(
    "早于 {since}，当作历史，没有登记；要登记请改交期",
    "Before {since}: left alone as history; change its date to enter it",
)
BLANK_WORD = "（空）"
STATUS_CODES = {label: stage for stage, label in STAGES.items()}
SOMEBODY = "别人"
ROW_NAME = "第 {row} 行"
