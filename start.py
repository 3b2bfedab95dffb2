"""Make the environment Sheetline runs in, then run one command in it: `python3 start.py help`.

Standard library only, so that a fresh machine needs nothing but Python 3.11 or newer.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
MARKER = ENVIRONMENT / "installed-locks"
LOCK = ROOT / "requirements.txt"
DEV_LOCK = ROOT / ".ci" / "requirements-dev.txt"  # holds everything of LOCK, in the same versions
OLDEST_PYTHON = (3, 11)
PIP_OPTIONS = ("--require-hashes", "--disable-pip-version-check", "--no-input", "--quiet")
LOCK_TIMEOUT_SECONDS = 1_800


class StopError(Exception):
    """The command cannot go on; says why and what to do, in Chinese and English."""

    def __init__(self, chinese: str, english: str, *, code: int = 1) -> None:
        super().__init__(f"{chinese}\n{english}")
        self.code = code


@dataclass(frozen=True)
class Command:
    """One word of the command line: what it does, and the function that does it and returns the exit code."""

    chinese: str
    english: str
    run: Callable[[Sequence[str]], int]


def main(arguments: Sequence[str]) -> int:
    """Run the command line and return its exit code."""
    try:
        require_python(sys.version_info[:2])
        data, words = take_data(arguments)
        os.environ.update(surroundings(data))
        name, *rest = words or ["help"]
        return command_called(name).run(rest)
    except StopError as stop:
        say(str(stop))
        return stop.code
    except KeyboardInterrupt:
        return 130


def command_called(name: str) -> Command:
    """Return the command of a name, or raise StopError."""
    if name not in COMMANDS:
        raise StopError(f"没有命令 {name}，见 start.py help", f"No command {name}, see start.py help", code=2)
    return COMMANDS[name]


def say(text: str) -> None:
    """Tell the person at the keyboard, beside what the command itself prints."""
    print(text, file=sys.stderr, flush=True)


def require_python(version: tuple[int, int]) -> None:
    """Raise StopError when Python is too old."""
    if version < OLDEST_PYTHON:
        raise StopError("需要 Python 3.11 或更新版本。", "Python 3.11 or newer is needed.")


def take_data(arguments: Sequence[str]) -> tuple[str | None, list[str]]:
    """Split `--data DIR` or `--data=DIR`, wherever it stands, from the other words."""
    data, words, waiting = None, [], iter(arguments)
    for word in waiting:
        if word == "--data":
            data = next(waiting, "")
        elif word.startswith("--data="):
            data = word.partition("=")[2]
        else:
            words.append(word)
    if data == "":
        raise StopError("--data 后面要写文件夹。", "--data needs a folder.", code=2)
    return data, words


def surroundings(data: str | None) -> dict[str, str]:
    """Return the environment variables that every command runs with."""
    chosen = data or os.environ.get("SHEETLINE_DATA")
    return {
        "SHEETLINE_DATA": str(Path(chosen).absolute() if chosen else ROOT / "data"),
        "PYTHONPATH": str(ROOT),
        "PYTHONSAFEPATH": "1",  # a folder of the user's named like one of ours is not ours
        "PYTHONUTF8": "1",
    }


# The environment


def prepare(lock: Path) -> None:
    """Make `.venv` hold what `lock` names; nothing to do when it already does."""
    if is_current(lock):
        return
    with only_one(ROOT / ".venv.lock"):
        if is_current(lock):
            return
        MARKER.unlink(missing_ok=True)
        if not is_sound():
            make_environment()
        say("正在安装依赖，约一分钟…  Installing what Sheetline needs, about a minute…")
        if call([str(PYTHON), "-m", "pip", "install", *PIP_OPTIONS, "-r", str(lock)]):
            raise StopError(
                "安装依赖失败，请检查网络后重试。", "Installing failed: check the network, try again."
            )
        MARKER.write_text("\n".join(fingerprint(done) for done in (LOCK, lock)), encoding="ascii")


def is_current(lock: Path) -> bool:
    """Tell whether this lock, for this Python, was installed to the end."""
    return PYTHON.exists() and MARKER.exists() and fingerprint(lock) in MARKER.read_text("ascii").split()


def fingerprint(lock: Path) -> str:
    """Return a hash of what a lock names and of the Python it is installed for."""
    return hashlib.sha256(repr(sys.version_info[:2]).encode() + lock.read_bytes()).hexdigest()


def is_sound() -> bool:
    """Tell whether `.venv` runs this version of Python and has pip (a broken or half-made one does not)."""
    probe = f"import sys, pip; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    return PYTHON.exists() and call([str(PYTHON), "-c", probe], quiet=True) == 0


def make_environment() -> None:
    """Make an empty `.venv`, after installing Debian's package for it where that is missing."""
    if not importlib.util.find_spec("ensurepip"):
        install_packages(["python3-venv"])
        importlib.invalidate_caches()
    if call([sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)]):
        raise StopError(f"无法建立 {ENVIRONMENT}。", f"Could not make {ENVIRONMENT}.")


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Hold an exclusive lock, after waiting for another start.py: SQLite has one on every system."""
    try:
        connection = sqlite3.connect(path, timeout=LOCK_TIMEOUT_SECONDS, isolation_level=None)
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        raise StopError(f"无法写入 {path}。", f"Cannot write {path}: {error}.") from error
    with closing(connection):
        yield


# Programs of the system


def require_tools(*, only: Sequence[str] = ()) -> None:
    """Install the Debian packages that tests need and that are missing, of those in `only` if given."""
    from tests.tools import missing_packages  # noqa: PLC0415 - a server may stand without the tests

    missing = [package for package in missing_packages() if not only or package in only]
    if missing:
        install_packages(missing)


def install_packages(packages: Sequence[str]) -> None:
    """Install Debian packages as root or by sudo without a password; where that cannot be, name them."""
    names = " ".join(packages)
    if not shutil.which("apt-get"):
        raise StopError(f"请先安装（Debian 软件包名）：{names}", f"Install first (Debian's names): {names}")
    root = root_prefix()
    if root is None:
        command = f"sudo apt-get install --no-install-recommends {names}"
        raise StopError(f"缺少 {names}。请先执行：{command}", f"Missing: {names}. Run first: {command}")
    say(f"正在安装 {names}…  Installing {names}…")
    apt = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    call([*apt, "update"])
    if call([*apt, "install", "-y", "--no-install-recommends", *packages]):
        raise StopError(f"安装 {names} 失败。", f"Installing {names} failed.")


def root_prefix() -> list[str] | None:
    """Return what to put before a command that needs root, or None when nobody may."""
    if sys.platform != "win32" and os.geteuid() == 0:
        return []
    if shutil.which("sudo") and call(["sudo", "-n", "true"], quiet=True) == 0:
        return ["sudo", "-n"]
    return None


# Commands


def call(command: Sequence[str], *, quiet: bool = False) -> int:
    """Run a program to its end and return its exit code; quietly, only the code is of interest."""
    output = subprocess.DEVNULL if quiet else None
    try:
        return subprocess.run(command, check=False, stdout=output, stderr=output).returncode
    except FileNotFoundError:
        return 127


def become(module: str, arguments: Sequence[str]) -> int:
    """Run a module of the environment in place of this process: signals and exit code are its own."""
    command = [str(PYTHON), "-m", module, *arguments]
    if os.name != "nt":
        os.execv(PYTHON, command)
    with subprocess.Popen(command) as child:
        while child.returncode is None:
            with suppress(KeyboardInterrupt):  # the child got it too and ends in its own way
                child.wait()
        return child.returncode


def product(module: str, *first: str) -> Callable[[Sequence[str]], int]:
    """Return a command that runs a module of the product with the words that follow."""

    def run(rest: Sequence[str]) -> int:
        prepare(LOCK)
        return become(module, [*first, *rest])

    return run


def test(rest: Sequence[str]) -> int:
    """Run all tests, or those that pytest arguments choose; `--long` adds the ones that take minutes."""
    require_tools()
    prepare(DEV_LOCK)
    os.chdir(ROOT)
    return become("tests.house.suite", rest)


def check(rest: Sequence[str]) -> int:
    """Run every gate, or those named."""
    require_tools(only=["postgresql"])
    prepare(DEV_LOCK)
    os.chdir(ROOT)
    return become("tests.house.gates", rest)


def bench(rest: Sequence[str]) -> int:
    """Run the benchmarks."""
    with_office = "calc" in rest or "--only" not in rest
    require_tools(only=["postgresql", *(["libreoffice-calc", "python3-uno"] if with_office else [])])
    prepare(DEV_LOCK)
    return become("tests.benchmarks", rest)


def later(_: Sequence[str]) -> int:
    """Say that a command of the table is not there yet."""
    raise StopError("这个版本还没有此功能。", "Not in this version yet.", code=2)


def show_help(_: Sequence[str]) -> int:
    """Print the table of commands."""
    print("python3 start.py [--data 文件夹 DIR] 命令 COMMAND …\n")
    for name, command in COMMANDS.items():
        print(f"  {name:<8}{command.chinese}\n{'':10}{command.english}")
    return 0


COMMANDS = {
    "demo": Command("用样例数据演示全过程", "the whole job on sample data", product("addin.demo")),
    "serve": Command("启动服务器", "server and worker", product("server.cli", "serve")),
    "worker": Command("只启动后台任务", "the worker alone", product("server.cli", "worker")),
    "addin": Command("对工作簿执行动作", "an action on a workbook file", product("addin.cli")),
    "build": Command("生成加载项和模板", "add-ins and templates into dist/", product("addin.build")),
    "admin": Command("用户、令牌、导入", "users, tokens, import, migrate", product("server.cli", "admin")),
    "test": Command("运行全部测试", "every test; --long for those of minutes", test),
    "check": Command("格式、类型、依赖、快速测试", "format, lint, types, imports, fast tests", check),
    "bench": Command("性能测试", "benchmarks", bench),
    "read": Command("识别单据（以后提供）", "document intake (later)", later),
    "draft": Command("识别语句（以后提供）", "sentence intake (later)", later),
    "help": Command("显示本表", "this table", show_help),
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
