"""Why a workbook file is left alone: every reason, in Chinese and English."""

from __future__ import annotations

REFUSALS: dict[str, tuple[str, str]] = {
    "missing": ("找不到文件 {path}", "There is no file {path}"),
    "not_xlsx": (
        "{name} 不是 .xlsx 或 .xlsm 工作簿，请在 Excel 或 WPS 里另存为 .xlsx",
        "{name} is no .xlsx or .xlsm workbook; save it as .xlsx first",
    ),
    "not_readable": (
        "{name} 不是能读的表格；能读 .xlsx、.xlsm、.xls、.ods 和 .csv，别的请先另存为 .xlsx",
        "{name} is no table that can be read: .xlsx, .xlsm, .xls, .ods and .csv can; save it as .xlsx first",
    ),
    "renamed": (
        "{name} 只是改了扩展名（内容是{what}），请打开后另存为 .xlsx",
        "{name} was only renamed (it holds {what}); open it and save it as .xlsx",
    ),
    "strict": (
        "{name} 是严格 Open XML 格式，请另存为普通的“Excel 工作簿 (.xlsx)”",
        "{name} is Strict Open XML; save it as an ordinary Excel workbook (.xlsx)",
    ),
    "encrypted": (
        "{name} 设了打开密码，请先去掉密码（文件 → 信息 → 保护工作簿）再同步",
        "{name} needs a password to open; remove the password first",
    ),
    "damaged": (
        "{name} 不完整或已损坏，请从备份找回，或用 Excel 打开修复后另存",
        "{name} is truncated or damaged; restore it from a backup, or repair it in Excel",
    ),
    "too_large": (
        "{name} 解开后太大（{what}），不像订单表；请把订单复制到新的订单录入表",
        "{name} is too large inside ({what}) for an order book; copy the orders to a fresh one",
    ),
    "entities": (
        "{name} 含有外部实体或 DTD（{what}），可能不安全，已拒绝",
        "{name} holds external entities or a DTD ({what}) and may be unsafe",
    ),
    "too_wide": (
        "{name} 的工作表用到第 {what} 列，太宽了；请删掉右边多余的列再保存",
        "{name} uses column {what}; delete the needless columns on the right and save",
    ),
    "too_tall": (
        "{name} 的工作表“{what}”在第 {row} 行还有内容，太远了；请删掉下面多余的行再保存",
        "Sheet “{what}” of {name} holds something in row {row}; delete the needless rows below and save",
    ),
    "would_lose": (
        "{name} 里有同步后会丢失的内容：{what}。请在 Excel 里直接同步，或把订单复制到新的订单录入表",
        "{name} holds what writing the file would lose: {what}. Sync from within Excel, or use a fresh book",
    ),
    "open_elsewhere": (
        "{name} 正被{what}打开，请先关闭再同步（如果确实没人打开，请删除 {lock}）",
        "{name} is open by {what}; close it first (if nobody has it open, delete {lock})",
    ),
    "locked": (
        "{name} 正被别的程序占用，请关闭后再同步",
        "{name} is in use by another program; close it first",
    ),
    "read_only": (
        "{name} 是只读的，不能写回结果；请去掉只读属性再同步",
        "{name} is read-only; results could not be written back",
    ),
    "unwritable": (
        "{name} 写不进去（{what}），原文件没有动",
        "{name} could not be written ({what}); the file is as it was",
    ),
    "disk_full": (
        "{name} 所在的磁盘满了，写不进结果，原文件没有动；请腾出空间再按一次，订单不会丢失也不会重复",
        "The disk of {name} is full and the file is as it was; make room and press again, nothing doubles",
    ),
    "read_only_folder": (
        "不能在文件夹 {what} 里写文件，{name} 没有动；请把它移到能写的文件夹（例如“文档”）再按一次",
        "Nothing can be written in folder {what}; move {name} to one you may write in and press again",
    ),
    "changed": (
        "{name} 在同步期间被别人保存过，没有覆盖；请再同步一次，订单不会重复",
        "{name} was saved by somebody else meanwhile and was not overwritten; press again, nothing doubles",
    ),
    "no_sheets": (
        "{name} 里没有认得的工作表；工作表名要是：{what}",
        "{name} has no sheet that is known here; sheets must be called: {what}",
    ),
    "no_header": (
        "{name} 的工作表“{what}”里找不到表头，请用 start.py build 生成的主数据.xlsx",
        "Sheet “{what}” of {name} has no header row; start from the workbook that build makes",
    ),
    "uncalculated": (
        "{name} 的公式还没有算出结果（{what}），请用 Excel 或 LibreOffice 打开并保存一次再同步",
        "{name} has formulas without results ({what}); open and save it in a spreadsheet program first",
    ),
}


class RefusedBookError(Exception):
    """A workbook is left untouched; `code` says why, the text what to do about it."""

    def __init__(self, code: str, /, **facts: str) -> None:
        chinese, english = (text.format_map(facts) for text in REFUSALS[code])
        super().__init__(chinese)
        self.code = code
        self.chinese = chinese
        self.english = english
