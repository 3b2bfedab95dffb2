"""What the add-in itself says, Chinese with the English beside it; all else is said by the server."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sentence:
    """A sentence in both languages, to be filled with facts."""

    chinese: str
    english: str

    def __call__(self, **facts: object) -> str:
        """Return both, a line each."""
        return f"{self.chinese}\n{self.english}".format(**facts)


PRODUCT = "表上单 Sheetline"
BUSY = Sentence("上一次还没做完，请稍等。", "Still at work: one moment.")
WORKING = Sentence("{label}：正在处理…", "{label}: at work…")
PROGRESS = Sentence("{label}：{done} / {total} 行", "{label}: {done} of {total} rows")
CANCELLING = Sentence("正在停下：做完手上这一批就停。", "Stopping after the rows in hand.")
READ_ONLY = Sentence(
    "这本工作簿是只读的。请另存一份，或点窗口上方的“编辑文档”，再按一次。",
    "This book is read-only. Save a copy or press “Edit document” first.",
)
PROTECTED = Sentence(
    "工作表“{sheet}”受保护，没有写入。请先取消保护（工具 → 保护工作表），再按一次。",
    "Sheet “{sheet}” is protected and was left alone. Unprotect it first (Tools → Protect Sheet).",
)
TOO_TALL = Sentence(
    "工作表“{sheet}”第 {row} 行还有内容，太靠下了。请删掉多余的内容，再按一次。",
    "Sheet “{sheet}” holds something as far down as row {row}. Clear it, then press again.",
)
NO_CELLS = Sentence("请先打开一本工作簿。", "Open a spreadsheet first.")
SIGN_IN_FIRST = Sentence("还没有登录，什么都没有提交。", "Not signed in: nothing was sent.")
SIGNED_IN = Sentence("已登录：{user}", "Signed in as {user}")
SIGNED_OUT = Sentence("已退出，这台电脑上的登录已失效。", "Signed out on this computer.")
EXPIRED = Sentence("登录已过期，请再输一次密码。", "The sign-in has expired: enter the password once more.")
WRONG_SIGN_IN = Sentence("用户名或密码不对。", "The name or the password is wrong.")
BAD_ADDRESS = Sentence(
    "服务器地址要像 http://192.168.1.10:8765 这样写。", "Write the address like http://192.168.1.10:8765."
)
BROKEN = Sentence(
    "加载项出错（{what}）。表上的内容没有丢，请再按一次；还不行请告诉管理员。",
    "The add-in failed ({what}). Nothing on the sheet is lost: press again, or tell your administrator.",
)
STOPPED_BY_PERSON = Sentence(
    "已停下。再按一次会接着做，不会重复。", "Stopped. Press again to go on; nothing is doubled."
)

SIGN_IN_TITLE = "登录 Sign in"
SERVER_LABEL, USER_LABEL, PASSWORD_LABEL = "服务器 Server", "用户名 Name", "密码 Password"
SIGN_IN_BUTTON, CANCEL_BUTTON, OK_BUTTON = "登录 Sign in", "取消 Cancel", "知道了 OK"
STOP_BUTTON = "停下 Stop"
NEXT_PROBLEM_BUTTON = "下一个问题 Next"
AGAIN_BUTTON = "再试一次 Try again"
GO_ON_BUTTON = "接着做 Go on"
