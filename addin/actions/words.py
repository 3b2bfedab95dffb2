"""What actions say to a person, Chinese with the English beside it."""

from __future__ import annotations

from sync.rows.words import Sentence

NO_VIEW = Sentence(
    "这本工作簿里没有认得的表（{titles}）", "This book has no sheet the system knows ({titles})"
)
NO_HEADER = Sentence(
    "工作表“{sheet}”里找不到表头（如 客户名称、产品型号、数量）",
    "Sheet “{sheet}” has no header row (such as 客户名称, 产品型号, 数量)",
)
UNCALCULATED = Sentence(
    "“{sheet}”里的公式还没有算出结果（{spots}），请用 Excel 或 LibreOffice 打开并保存一次再同步",
    "Formulas of “{sheet}” have no results yet ({spots}); open and save it in a spreadsheet program first",
)
LOST_SHEET = Sentence(
    "找不到已接管的工作表“{sheets}”：改过名就改回来，或再按一次“接管工作簿”",
    "The adopted sheet “{sheets}” is gone: give it its name back, or adopt the book again",
)
ADOPTED_NO_MORE = Sentence(
    "工作表“{sheet}”里系统的列不见了；要接着同步，请再按一次“接管工作簿”",
    "The system's columns of sheet “{sheet}” are gone; to go on, adopt the book again",
)
COLUMN_GONE = Sentence(
    "工作表“{sheet}”里找不到{labels}那一列的表头；改回原来的表头，或再按一次“接管工作簿”",
    "Sheet “{sheet}” has no column for {labels} any more; give it its header back, or adopt the book again",
)
MISSING_COLUMNS = Sentence(
    "表头不见了，这几列不再同步：{words}", "Headers that are gone; these columns are synced no more: {words}"
)
DOUBTFUL_CELLS = Sentence(
    "有 {count} 行读得不确定：{cells}。按读到的提交吗？",
    "{count} rows were read with doubt: {cells}. Send them as read?",
)
DOUBTFUL_CELL = Sentence("{row} 行 {label} {typed} → {value}", "row {row} {label} {typed} → {value}")
CARRIED_CELLS = Sentence("{count} 行的{labels}空着，照上一行", "{labels} of {count} rows are blank: as above")
READ_AS = Sentence("{label} {typed} 读作 {value}", "{label} {typed} is read as {value}")
NOT_SENT_YET = Sentence(
    "没有提交：{cells}；请写清楚，再同步时确认",
    "Not sent: {cells}; write it plainly, or confirm at the next sync",
)
AS_READ, NOT_YET = "按读到的提交", "这些行先不交"
OTHER_SERVER = Sentence(
    "这本工作簿上次连的是另一台服务器，或服务器恢复过备份。要把表上的行在这里重新登记吗？",
    "This book was synced with another server, or the server was restored. Enter its rows anew here?",
)
STOPPED = Sentence("没有提交：{why}", "Nothing was sent: {why}")
NOT_CONFIRMED = Sentence("没有得到确认", "it was not confirmed")
NOTHING_TO_UNDO = Sentence("这张表还没有可以撤销的提交", "This sheet has no submission to undo")
NOTHING_TO_CHECK = Sentence("没有要提交的改动", "Nothing has changed")
NO_PROBLEM = Sentence("没有要处理的行", "No row needs attention")
PROBLEM_AT = Sentence(
    "第 {row} 行 {label}：{note}（第 {place} 处，共 {count} 处，后面还有 {left} 处{also}）",
    "Row {row}, {label}: {note} ({place} of {count}, {left} left{also})",
)
ALSO_HIDDEN = Sentence("；另有 {count} 行被筛选隐藏", "; {count} rows hidden by a filter")
ALL_HIDDEN = Sentence(
    "有问题的 {count} 行都被筛选隐藏了（第 {rows}），清除筛选就能看到",
    "All {count} rows with problems are hidden by a filter ({rows}); clear it to see them",
)
STORY_TITLE = Sentence("{mark}{view} {number} 第 {row} 行", "{mark}{view} {number}, row {row}")
STORY_HINT = Sentence(
    "{clock} 取回；每次按“说明”都重写这一页，请不要在这里填写 (written afresh each time)",
    "As of {clock}; written afresh each time",
)
STORY_WRITTEN = Sentence(
    "已写在“{sheet}”页，共 {count} 次改动", "Written on sheet “{sheet}”: {count} changes"
)
OTHER_NUMBER = Sentence(
    "第 {row} 行表上写的是 {shown}，系统里这一行是 {number}；排过序的话，请先同步",
    "Row {row} shows {shown}, but this row is {number}; sync first if you sorted",
)
NO_ROW = Sentence(
    "先选中订单表里的一行，或在命令里写 --row", "Select a row of an order sheet first, or name it by --row"
)
NOT_ENTERED = Sentence(
    "第 {row} 行还没有登记，没有可说明的；先按“同步”{note}", "Row {row} is not entered yet; sync first {note}"
)
NOTHING_THERE = Sentence("没有记录", "Nothing there")
EARLIER = Sentence("更早的 {count} 次改动没有列出", "{count} earlier changes are not listed")
IN_THE_HOUSE = Sentence("厂里", "The firm")
THIS_BOOK = Sentence("这本工作簿", "This book")
OTHER_BOOK = Sentence("另一本工作簿（…{id}）", "Another book (…{id})")
HOW = {
    "created": Sentence("登记", "Created"),
    "updated": Sentence("修改", "Updated"),
    "followed": Sentence("随别的改动", "Followed another change"),
}
FILLED = Sentence("{label} 填为 {after}", "{label}: {after}")
CLEARED = Sentence("{label} 清空（原为 {before}）", "{label} cleared (was {before})")
CHANGED = Sentence("{label} 从 {before} 改为 {after}", "{label}: {before} became {after}")
NO_PRODUCT = Sentence("没有找到“{text}”", "Nothing found for “{text}”")
NO_SEARCH = Sentence(
    "先选中一个写了型号或品名的格子，或在命令里写 --text", "Select a cell with a code or a name first"
)
WHICH_PRODUCT = Sentence(
    "“{text}”找到 {count} 个产品{narrow}，要哪一个？\n{listed}",
    "{count} products for “{text}”{narrow}; which one?\n{listed}",
)
NARROW = Sentence("（先列最接近的，写全一点再查会更少）", " (closest first, type more to narrow)")
PRODUCT_WRITTEN = Sentence("第 {row} 行已写入：{label}", "Row {row}: {label}")
TOO_MANY = Sentence("一次最多预检 {most} 行", "At most {most} rows can be checked at once")
FOUND_PRODUCTS = Sentence("找到 {count} 个：{listed}", "{count} found: {listed}")
REFRESHED = Sentence("已刷新 {rows} 行，新增 {added} 行", "{rows} rows refreshed, {added} added")
YES, NO = "继续", "取消"
RESTORE = "重新登记"

COUNT_WORDS: dict[str, tuple[str, str]] = {
    "created": ("登记", "created"),
    "updated": ("更新", "updated"),
    "merged": ("合并", "merged"),
    "held": ("待处理", "held"),
    "unchanged": ("无变化", "unchanged"),
    "conflict": ("冲突", "in conflict"),
    "rejected": ("退回", "rejected"),
    "unfinished": ("未填完", "unfinished"),
    "doubtful": ("认不出", "in doubt"),
    "changed": ("他人改动", "changed by others"),
    "added": ("新增", "added"),
    "waiting": ("表外有更新", "waiting elsewhere"),
}
