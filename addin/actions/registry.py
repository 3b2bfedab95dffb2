"""The list of all actions; ribbon, toolbar and command line are renderings of it."""

from __future__ import annotations

from addin.actions.action import ACCOUNT, ORDERS, QUERIES, Action
from addin.actions.adoption.adopt import adopt
from addin.actions.explain_row import explain_row
from addin.actions.lookup_product import lookup_product
from addin.actions.next_problem import next_problem
from addin.actions.precheck import precheck
from addin.actions.refresh import refresh
from addin.actions.sync import sync
from addin.actions.undo import undo

ACTIONS: tuple[Action, ...] = (
    Action(
        id="precheck",
        label="预检",
        english="Check",
        tip="只检查，不登记；只写“同步结果”和“同步说明”两列。",
        tip_english="Check without sending: writes the two result columns only.",
        group=ORDERS,
        icon="AcceptTask",
        key_tip="C",
        step=precheck,
    ),
    Action(
        id="sync",
        label="同步",
        english="Sync",
        tip="提交改动，取回订单号、状态、库存和别人的改动。",
        tip_english="Send what changed; bring back numbers, status, stock and what others changed.",
        group=ORDERS,
        icon="SynchronizeData",
        key_tip="S",
        step=sync,
    ),
    Action(
        id="undo",
        label="撤销本次提交",
        english="Undo submission",
        tip="撤销最近一次提交；别人之后改过的格子不动。",
        tip_english="Take the last submission back; what others changed since is left alone.",
        group=ORDERS,
        icon="Undo",
        key_tip="U",
        step=undo,
    ),
    Action(
        id="refresh",
        label="刷新",
        english="Refresh",
        tip="取回最新数据，把范围内表上没有的行加在下面，并更新下拉列表。",
        tip_english="Bring the newest data, append rows of the scope below, refill dropdowns.",
        group=ORDERS,
        icon="Refresh",
        key_tip="R",
        step=refresh,
    ),
    Action(
        id="adopt",
        label="接管工作簿",
        english="Adopt workbook",
        tip="让您自己的表直接同步：先在“字段对应”页给出每列、每种颜色的意思，改好再按一次；表的样子不变。",
        tip_english="Sync a workbook of your own as it is: correct what its columns mean, then press again.",
        group=ORDERS,
        icon="ImportExcel",
        key_tip="A",
        step=adopt,
    ),
    Action(
        id="import_history",
        label="导入历史",
        english="Import history",
        tip="把多年的老订单一次导入：早于某天的记为已结束，其余记为未交；先用 --dry-run 看报告，可整批撤销。",
        tip_english="Bring in years of old orders: closed before a day, open from it on; undone as one.",
        group=ORDERS,
        icon="ImportSavedImports",
        key_tip="H",
        surfaces=("cli",),
    ),
    Action(
        id="next_problem",
        label="下一个问题",
        english="Next problem",
        tip="跳到下一个要处理的格子，并说明怎么改。",
        tip_english="Go to the next cell that needs attention and say what to do.",
        group=QUERIES,
        icon="FindNext",
        key_tip="N",
        step=next_problem,
    ),
    Action(
        id="explain_row",
        label="说明",
        english="Explain",
        tip="把所选这一行的来龙去脉写在“说明”页：谁改了什么，各仓库存，承诺交期，冻结原因和怎么放行。",
        tip_english="Write the story of the selected row on a sheet: changes, stock, promise, holds.",
        group=QUERIES,
        icon="Help",
        key_tip="E",
        step=explain_row,
    ),
    Action(
        id="lookup_product",
        label="查产品",
        english="Look up product",
        tip="按所选格子里的型号、品名或拼音查产品。",
        tip_english="Find products by the code, name or pinyin in the selected cell.",
        group=QUERIES,
        icon="FindDialog",
        key_tip="P",
        step=lookup_product,
    ),
    Action(
        id="login",
        label="登录",
        english="Sign in",
        tip="输入用户名和密码，令牌保存在系统的钥匙串里，不写进工作簿。",
        tip_english="The token is kept in the system's keyring, never in the book.",
        group=ACCOUNT,
        icon="ContactProperties",
        key_tip="L",
    ),
    Action(
        id="logout",
        label="退出",
        english="Sign out",
        tip="让这台电脑上的令牌失效。",
        tip_english="Revoke this computer's token.",
        group=ACCOUNT,
        icon="CancelRequest",
        key_tip="O",
    ),
)
ACTION_BY_ID: dict[str, Action] = {action.id: action for action in ACTIONS}
