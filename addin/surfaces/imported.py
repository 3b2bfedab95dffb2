"""What became of a file of old orders, as people read it on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sync.fields.orders import ORDERS
from sync.fields.own import OWN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SKIPPED = {"not_orders": "不是订单的行", "synced": "已经同步过", "cancelled": "已取消的"}
MOST_SHOWN = 5


def import_lines(outcome: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines that show what became of an import, or of taking one back."""
    if "taken_back" in outcome:
        yield f"已撤销 {outcome['taken_back']} 行；{outcome['rejected']} 行之后有人改过，没有动"
        return
    if not outcome["tables"]:
        yield "没有找到订单表：要有一行表头，里面有产品和数量。 No table of orders was found."
        return
    for table in outcome["tables"]:
        yield f"工作表“{table['sheet']}”：{table['order_lines']} 行订单；{_columns(table)}"
        yield from _questions(table)
    verb = "试算：可导入" if outcome["dry_run"] else "已导入"
    yield (
        f"共 {outcome['rows']} 行。{verb} {outcome['closed']} 行已结束（{outcome['open_from']} 以前）、"
        f"{outcome['open']} 行未交；{outcome['there']} 行早已导入；{outcome['rejected']} 行没有导入"
    )
    skipped = "，".join(f"{SKIPPED[name]} {count}" for name, count in outcome["skipped"].items())
    if skipped:
        yield f"跳过：{skipped}"
    if outcome["doubtful"]:
        doubts = "，".join(f"{_label(name)} {count}" for name, count in outcome["doubtful"].items())
        yield f"读得不太有把握的格子：{doubts}（带标签“导入存疑”的请看一眼）"
    for kind in outcome["not_taken"]:
        yield from _kind(kind)
    if outcome["submission"]:
        yield f"要撤销：import_history --take-back --submission {outcome['submission']}"


def _columns(table: Mapping[str, Any]) -> str:
    fields = [
        f"{column['header']}→{_label(column['field'])}"
        for column in table["columns"].values()
        if column["field"] and not column["field"].startswith(OWN)
    ]
    return "、".join(fields)


def _questions(table: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a person has to confirm before columns count as fields."""
    if table["lacking"]:
        yield f"  缺少：{'、'.join(map(_label, table['lacking']))}，这张表没有导入"
    if table["asked"]:
        guesses = (
            f"{letters} {table['columns'][letters]['header']}→{_label(key)}"
            for letters, key in table["asked"].items()
        )
        yield f"  请确认：{'、'.join(guesses)}。加 --yes 就这样对应，或先用“接管工作簿”改好"


def _kind(kind: Mapping[str, Any]) -> Iterator[str]:
    first = kind["examples"][0]
    yield f"没有导入 {kind['rows']} 行：{first['message']}（如“{first['sheet']}”第 {first['row']} 行）"
    texts = kind.get("texts", {})
    if len(texts) > 1:
        shown = [f"{text} {count} 行" for text, count in list(texts.items())[:MOST_SHOWN]]
        yield f"    {'、'.join(shown)}{' …' if len(texts) > MOST_SHOWN else ''}"


def _label(key: str) -> str:
    return ORDERS.field(key).label
