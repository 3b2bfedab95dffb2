"""What the add-in on the PC says itself, in both languages; all else is said by the server."""

from __future__ import annotations

TITLE = "表上单 Sheetline"
WORKING = "表上单：正在处理… at work…"
PROGRESS = "表上单：{done} / {total} 行 rows（Esc 停下 stops）"
STOPPING = "表上单：正在停下… stopping…"
STOPPED = (
    "已停下，做完的行都在。再按一次会接着做，不会重复。\n"
    "Stopped; the rows that were done are safe. Press again to go on: nothing is doubled."
)
NO_SERVER = (
    "这台电脑上没有服务器地址，请在浏览器打开服务器的 /setup 页重新安装。\n"
    "No server address on this computer: open /setup of the server in a browser and install again."
)
BUSY = (
    "Excel 正忙，或者正在编辑单元格。请按回车结束编辑，再点一次；什么都没有丢。\n"
    "Excel is busy or a cell is being edited. Press Enter, then try again; nothing is lost."
)
PROTECTED = (
    "有工作表受保护，或工作簿是只读的，没有写完。请取消保护（审阅 → 撤消工作表保护），再按一次，不会重复。\n"
    "A sheet is protected, or the book read-only. Unprotect it (Review → Unprotect Sheet) and press again."
)
BROKEN = (
    "加载项出错（{what}）。表上的内容没有丢，请再按一次；还不行请把这个文件交给管理员：{log}\n"
    "The add-in failed. Nothing on the sheet is lost: press again, or give the file to your administrator."
)
SIGN_IN_FIRST = "还没有登录，什么都没有提交。\nNot signed in: nothing was sent."
SIGN_IN_TEXT = "请输入表上单的用户名和密码。服务器：{server}"
SIGNED_IN = "已登录：{user}\nSigned in as {user}"
SIGNED_OUT = "已退出，这台电脑上的登录已失效。\nSigned out on this computer."
OFFER = "{text}\n\n{number}. {choice}\n\n选这一项吗？ Choose this?"
YES_NO = "{text}\n\n是 Yes = {yes}\n否 No = {no}"
