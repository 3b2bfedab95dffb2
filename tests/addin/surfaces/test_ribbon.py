"""The registry as Excel's ribbon."""

from __future__ import annotations

import pytest
from openpyxl.xml.functions import fromstring

from addin.actions.registry import ACTIONS
from addin.surfaces import ribbon, xlam

BUTTON = f"{{{ribbon.UI_2010}}}button"
GROUP = f"{{{ribbon.UI_2010}}}group"


def faults(ui: str) -> list[str]:
    return list(ribbon.faults(ui, xlam.modules(), ribbon.labels()))


def test_every_action_of_the_ribbon_has_its_button_in_the_order_of_the_registry() -> None:
    buttons = list(fromstring(ribbon.custom_ui().encode()).iter(BUTTON))
    wanted = [action for action in ACTIONS if "ribbon" in action.surfaces]
    assert [each.get("id") for each in buttons] == [action.id for action in wanted]
    assert [each.get("imageMso") for each in buttons] == [action.icon for action in wanted]
    assert [each.get("keytip") for each in buttons] == [action.key_tip for action in wanted]


def test_groups_are_those_of_the_registry() -> None:
    groups = list(fromstring(ribbon.custom_ui().encode()).iter(GROUP))
    label_by_key = {key: (chinese, english) for key, chinese, english in ribbon.labels()}
    named = [label_by_key[f"{each.get('id')}.label"] for each in groups]
    assert named == list(dict.fromkeys((action.group.label, action.group.english) for action in ACTIONS))


def test_both_languages_of_every_label_and_tip_are_on_the_sheet() -> None:
    rows = ribbon.labels()
    for action in ribbon.ribbon_actions():
        assert (f"{action.id}.label", action.label, action.english) in rows
        assert (f"{action.id}.tip", action.tip, action.tip_english) in rows
    assert (f"{ribbon.TAB}.label", "订单", "Orders") in rows


def test_the_older_ribbon_differs_in_its_namespace_alone() -> None:
    older = ribbon.custom_ui(ribbon.UI_2007)
    assert older.replace(ribbon.UI_2007, ribbon.UI_2010) == ribbon.custom_ui()


def test_the_ribbon_has_no_fault() -> None:
    assert faults(ribbon.custom_ui()) == []


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        ('id="undo"', 'id="sync"', "id sync stands twice"),
        ('id="undo"', 'id="9undo"', "id '9undo' would not be safe"),
        ('id="undo"', "id=\"x');y('\"", "would not be safe"),
        ('id="undo"', "", "id '' would not be safe"),
        ('keytip="U"', 'keytip="UUUU"', "key tip 'UUUU'"),
        ('keytip="U"', 'keytip="S"', "key tip S stands twice"),
        ('keytip="U"', 'keytip="U 1"', "key tip 'U 1'"),
        ('imageMso="Undo"', 'imageMso="Undo" image="x"', "two pictures"),
        ('id="undo" size="large"', 'id="undo" size="huge"', "no such size"),
        ('id="undo"', 'id="undo" label="x"', "one of label and getLabel"),
        ('id="undo"', 'id="redo"', "redo: no label on the sheet"),
        ("OrderRibbon.OnLoad", "OrderRibbon.Loaded", "no public Sub OrderRibbon.Loaded"),
        ("OrderRibbon.GetEnabled", "Ribbon.GetEnabled", "no public Sub Ribbon.GetEnabled"),
        ("OrderRibbon.OnAction", "OrderRibbon.Notify", "no public Sub OrderRibbon.Notify"),
    ],
)
def test_what_excel_would_stumble_over_is_found(right: str, wrong: str, fault: str) -> None:
    spoilt = ribbon.custom_ui().replace(right, wrong)
    assert spoilt != ribbon.custom_ui()
    found = faults(spoilt)
    assert any(fault in each for each in found), found


def test_a_text_that_is_missing_or_too_long_is_found() -> None:
    texts = [*ribbon.labels(), ("empty", "", "x"), ("long", "长" * 1_025, "x")]
    found = list(ribbon.faults(ribbon.custom_ui(), xlam.modules(), texts))
    assert [each.partition(":")[0] for each in found] == ["empty", "long"]


def test_an_unsound_ribbon_is_not_built() -> None:
    with pytest.raises(ribbon.BadRibbonError, match="no public Sub"):
        ribbon.require_sound(ribbon.custom_ui(), [], ribbon.labels())
