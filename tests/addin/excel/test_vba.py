"""Our VBA, compiled and run in LibreOffice with stand-ins for xlwings and for what only Excel has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from addin.surfaces import ribbon, xlam
from addin.vba.module import Kind, Module
from addin.vba.project import Project
from tests.addin.excel.packages import write_as_book

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.slow
CONTROL = "Public ID As String\n"
XLWINGS = """Public LastCommand As String
Public Function RunPython(command As String)
    LastCommand = command
End Function
"""
TESTS = """Public Function Click(ByVal id As String) As String
    Dim pressed As New Control
    pressed.ID = id
    OnAction pressed
    Click = LastCommand
End Function
Public Function Label(ByVal id As String) As String
    Dim asked As New Control, text
    asked.ID = id
    GetLabel asked, text
    Label = text
End Function
Public Function Tip(ByVal id As String) As String
    Dim asked As New Control, text
    asked.ID = id
    GetSupertip asked, text
    Tip = text
End Function
Public Function Enabled() As String
    Dim asked As New Control, answer
    GetEnabled asked, answer
    RefreshRibbon
    Enabled = answer
End Function
"""


def modules() -> list[Module]:
    """Our own modules word for word, but for the types and the property that only Excel has."""
    ours = [
        module for module in xlam.modules() if module.name not in {"xlwings", "Dictionary", "ThisWorkbook"}
    ]
    known = [
        Module(
            module.name,
            module.kind,
            module.source.replace("As IRibbonUI", "As Object")
            .replace("As IRibbonControl", "As Object")
            .replace("Application.Ready", "True"),
        )
        for module in ours
    ]
    stands = [
        Module("xlwings", Kind.CODE, XLWINGS),
        Module("Control", Kind.CLASS, CONTROL),
        Module("Tests", Kind.CODE, TESTS),
    ]
    return [Module("ThisWorkbook", Kind.BOOK), *known, *stands]


@pytest.fixture(scope="module")
def call(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Any]]:
    """Open the add-in in an office; call functions of the module Tests."""
    from tests.e2e.calc.office import Office, properties  # noqa: PLC0415 - UNO is not there for fast tests

    folder = tmp_path_factory.mktemp("vba")
    parts = {**xlam.parts(), "xl/vbaProject.bin": Project("Probe", modules()).binary()}
    path = write_as_book(parts, folder / "probe.xlsm")
    office = Office(folder / "office")
    try:
        without_asking = properties(Hidden=True, MacroExecutionMode=4)
        document = office.desktop.loadComponentFromURL(path.as_uri(), "_blank", 0, without_asking)
        provider = document.getScriptProvider()

        def call(name: str, *arguments: str) -> Any:
            script = f"vnd.sun.star.script:Probe.Tests.{name}?language=Basic&location=document"
            return provider.getScript(script).invoke(arguments, (), ())[0]

        yield call
        document.close(True)  # noqa: FBT003 - UNO names no arguments
    finally:
        office.close()


@pytest.mark.parametrize("action", [action.id for action in ribbon.ribbon_actions()])
def test_a_button_starts_python_with_its_action(call: Callable[..., Any], action: str) -> None:
    assert call("Click", action) == f"from addin.excel.press import main; main('{action}')"


def test_labels_and_tips_come_from_the_sheet_in_a_language_of_the_office(call: Callable[..., Any]) -> None:
    for action in ribbon.ribbon_actions():
        assert call("Label", action.id) in {action.label, action.english}
        assert call("Tip", action.id) in {action.tip, action.tip_english}


def test_a_label_that_is_missing_shows_its_key(call: Callable[..., Any]) -> None:
    assert call("Label", "nothing") == "nothing.label"


def test_buttons_can_be_pressed_while_a_book_is_open(call: Callable[..., Any]) -> None:
    assert call("Enabled") == "True"
