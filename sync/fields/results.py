"""Words of the column 同步结果: what became of a row at the last press, in Chinese and English."""

from __future__ import annotations

RESULT_LABELS = {
    "created": ("已登记", "created"),
    "updated": ("已更新", "updated"),
    "merged": ("已合并", "merged"),
    "unchanged": ("无变化", "unchanged"),
    "held": ("待确认", "held"),
    "conflict": ("冲突", "conflict"),
    "rejected": ("退回", "rejected"),
    "sibling": ("同单待改", "waits for its order"),
    "draft": ("已暂存", "draft"),
    "changed": ("有更新", "changed by others"),
    "undone": ("已撤销", "undone"),
    "unfinished": ("未填完", "unfinished"),
    "gone": ("不再显示", "left the scope"),
}
"""Outcomes of the protocol, then what only a sheet says: a good row of a bad order, a draft, a pulled change."""

RESULTS = {result: labels[0] for result, labels in RESULT_LABELS.items()}
