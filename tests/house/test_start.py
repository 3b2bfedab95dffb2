"""The starting script: its words, its environment, and what it says when it cannot go on."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import start
from tests.house.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FIXED_COMMANDS = [
    "demo",
    "serve",
    "worker",
    "test",
    "check",
    "bench",
    "addin",
    "build",
    "admin",
    "read",
    "draft",
]


class Calls:
    """Stands for the programs start.py would run: remembers them and answers with chosen exit codes."""

    def __init__(self, **codes: int) -> None:
        self.made: list[list[str]] = []
        self.codes = codes

    def __call__(self, command: Sequence[str], *, quiet: bool = False) -> int:
        self.made.append(list(command))
        return next((code for word, code in self.codes.items() if word in command), 0)


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Give start.py an empty folder instead of the project, with two locks."""
    for name, path in {
        "ROOT": tmp_path,
        "ENVIRONMENT": tmp_path / ".venv",
        "PYTHON": tmp_path / ".venv" / "python",
        "MARKER": tmp_path / ".venv" / "marker",
        "LOCK": tmp_path / "lock",
        "DEV_LOCK": tmp_path / "dev",
    }.items():
        monkeypatch.setattr(start, name, path)
    start.LOCK.write_text("flask==3")
    start.DEV_LOCK.write_text("flask==3\npytest==9")
    start.ENVIRONMENT.mkdir()
    return tmp_path


@pytest.fixture
def sound(place: Path, monkeypatch: pytest.MonkeyPatch) -> Calls:
    """Give start.py an environment that runs, with nothing installed."""
    start.PYTHON.touch()
    calls = Calls()
    monkeypatch.setattr(start, "call", calls)
    return calls


def test_every_fixed_command_has_words_in_both_languages() -> None:
    assert [name for name in FIXED_COMMANDS if name not in start.COMMANDS] == []
    assert all(command.chinese and command.english.isascii() for command in start.COMMANDS.values())


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert start.show_help([]) == 0
    printed = capsys.readouterr().out
    assert [name for name in start.COMMANDS if f"\n  {name} " not in printed] == []


@pytest.mark.parametrize(
    ("arguments", "data", "words"),
    [
        (["serve"], None, ["serve"]),
        (["--data", "d", "serve", "--port", "1"], "d", ["serve", "--port", "1"]),
        (["serve", "--data=d"], "d", ["serve"]),
        (["admin", "user", "--data", "d", "add"], "d", ["admin", "user", "add"]),
    ],
)
def test_the_data_folder_may_stand_anywhere(arguments: list[str], data: str | None, words: list[str]) -> None:
    assert start.take_data(arguments) == (data, words)


@pytest.mark.parametrize("arguments", [["serve", "--data"], ["--data=", "serve"]])
def test_a_data_option_without_a_folder_is_refused(arguments: list[str]) -> None:
    with pytest.raises(start.StopError, match="--data needs a folder") as refused:
        start.take_data(arguments)
    assert refused.value.code == 2


def test_the_data_folder_is_handed_on_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SHEETLINE_DATA", "from-environment")
    assert start.surroundings("given")["SHEETLINE_DATA"] == str(tmp_path / "given")
    assert start.surroundings(None)["SHEETLINE_DATA"] == str(tmp_path / "from-environment")
    monkeypatch.delenv("SHEETLINE_DATA")
    assert start.surroundings(None)["SHEETLINE_DATA"] == str(ROOT / "data")


@pytest.mark.parametrize("word", ["read", "draft", "nonsense"])
def test_what_is_not_there_is_said_in_both_languages_and_ends_with_two(word: str) -> None:
    command = [sys.executable, str(ROOT / "start.py"), word]
    ended = subprocess.run(command, check=False, capture_output=True, encoding="utf-8")
    assert ended.returncode == 2
    assert len(ended.stderr.splitlines()) == 2
    assert not ended.stderr.isascii()


def test_an_old_python_is_named() -> None:
    start.require_python((3, 11))
    with pytest.raises(start.StopError, match="Python 3.11"):
        start.require_python((3, 10))


def test_a_lock_is_installed_with_hashes_once(sound: Calls) -> None:
    start.prepare(start.LOCK)
    start.prepare(start.LOCK)
    installs = [command for command in sound.made if "install" in command]
    assert len(installs) == 1
    assert "--require-hashes" in installs[0]
    assert installs[0][-1] == str(start.LOCK)


def test_the_development_lock_stands_for_the_product_lock_too(sound: Calls) -> None:
    start.prepare(start.DEV_LOCK)
    sound.made.clear()
    start.prepare(start.LOCK)
    assert sound.made == []


def test_a_changed_lock_is_installed_again(sound: Calls) -> None:
    start.prepare(start.LOCK)
    start.LOCK.write_text("flask==4")
    sound.made.clear()
    start.prepare(start.LOCK)
    assert [command[-1] for command in sound.made if "install" in command] == [str(start.LOCK)]


def test_a_failed_install_stops_and_is_tried_again(sound: Calls) -> None:
    sound.codes = {"install": 1}
    with pytest.raises(start.StopError, match="check the network"):
        start.prepare(start.LOCK)
    assert not start.is_current(start.LOCK)
    sound.codes = {}
    start.prepare(start.LOCK)
    assert start.is_current(start.LOCK)


def test_a_half_made_environment_is_made_anew(sound: Calls) -> None:
    sound.codes = {"-c": 1}
    start.prepare(start.LOCK)
    assert ["venv" in command and "--clear" in command for command in sound.made] == [False, True, False]


def test_a_second_start_waits_for_the_first(monkeypatch: pytest.MonkeyPatch, place: Path) -> None:
    monkeypatch.setattr(start, "LOCK_TIMEOUT_SECONDS", 0)
    with (
        start.only_one(place / "lock-file"),
        pytest.raises(start.StopError, match="locked"),
        start.only_one(place / "lock-file"),
    ):
        pass
    with start.only_one(place / "lock-file"):
        pass


def test_missing_packages_are_named_where_nobody_may_install_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: "/usr/bin/apt-get")
    monkeypatch.setattr(start, "root_prefix", lambda: None)
    with pytest.raises(start.StopError, match="sudo apt-get install --no-install-recommends a b") as stop:
        start.install_packages(["a", "b"])
    assert stop.value.code == 1


def test_missing_packages_are_named_where_there_is_no_apt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(start.StopError, match=r"Debian's names\): a b"):
        start.install_packages(["a", "b"])


def test_missing_packages_are_installed_with_the_rights_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: "/usr/bin/apt-get")
    monkeypatch.setattr(start, "root_prefix", lambda: ["sudo", "-n"])
    calls = Calls()
    monkeypatch.setattr(start, "call", calls)
    start.install_packages(["chromium"])
    assert [command[:4] for command in calls.made] == [
        ["sudo", "-n", "env", "DEBIAN_FRONTEND=noninteractive"]
    ] * 2
    assert calls.made[-1][-1] == "chromium"


def test_the_tests_get_what_the_person_chose(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[str]] = []

    def become(module: str, arguments: Sequence[str]) -> int:
        seen.append([module, *arguments])
        return 5

    monkeypatch.setattr(start, "become", become)
    monkeypatch.setattr(start, "prepare", lambda _: None)
    monkeypatch.setattr(start, "require_tools", lambda: None)
    monkeypatch.chdir(ROOT)
    assert start.test(["tests/house", "--long"]) == 5
    assert seen == [["tests.house.suite", "tests/house", "--long"]]


def test_the_exit_code_of_a_command_is_passed_on() -> None:
    program = "import start, sys; start.PYTHON = sys.executable; sys.exit(start.become('calendar', ['x']))"
    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False, capture_output=True)
    assert ended.returncode == 2
