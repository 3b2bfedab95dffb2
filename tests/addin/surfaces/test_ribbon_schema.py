"""What Excel's schema of ribbons would refuse, is refused before it is shipped."""

from __future__ import annotations

import pytest

from addin.surfaces import ribbon
from addin.surfaces.ribbon_schema import ELEMENTS, NAMESPACES, misplaced


@pytest.mark.parametrize("namespace", NAMESPACES)
def test_both_ribbons_hold_nothing_that_has_no_place_there(namespace: str) -> None:
    assert list(misplaced(ribbon.custom_ui(namespace))) == []


def test_every_element_that_may_stand_in_another_is_described() -> None:
    assert {child for element in ELEMENTS.values() for child in element.children} <= ELEMENTS.keys()


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        (ribbon.UI_2010, "http://example.com/ui", "the root is"),
        ('id="undo"', 'id="undo" colour="red"', "button: no attribute colour"),
        ('id="undo"', 'id="undo" onaction="x"', "button: no attribute onaction"),
        ("insertAfterMso", "insertafterMso", "tab: no attribute insertafterMso"),
        ('id="undo"', "", "button: 0 ids"),
        ('id="undo"', 'id="undo" idMso="Undo"', "button: 2 ids"),
        ('id="undo"', 'id="1undo"', "is no name of XML"),
        ('id="undo"', 'id="un do"', "is no name of XML"),
        ('id="undo"', 'id="undo" label="x"', "button: label and its callback"),
        ('id="undo"', 'id="undo" image="x"', "button: several pictures"),
        (
            'insertAfterMso="TabHome"',
            'insertAfterMso="TabHome" insertBeforeMso="TabData"',
            "tab: several places",
        ),
        ('startFromScratch="false"', 'startFromScratch="no"', "ribbon: startFromScratch is no truth"),
        ("</tab>", '<button id="x"/></tab>', "tab: button has no place in it"),
        ("</tabs>", "</tabs><tabs/>", "ribbon: more than 1 of tabs"),
        ("<tabs>", "<tabs><menu/>", "tabs: menu has no place in it"),
    ],
)
def test_one_wrong_word_is_found(right: str, wrong: str, fault: str) -> None:
    ui = ribbon.custom_ui()
    assert right in ui
    assert any(fault in each for each in misplaced(ui.replace(right, wrong, 1)))


def test_a_ribbon_without_a_tab_and_one_with_too_many_groups_are_found() -> None:
    empty = f'<customUI xmlns="{ribbon.UI_2010}"><ribbon><tabs/></ribbon></customUI>'
    assert list(misplaced(empty)) == ["tabs: nothing in it"]
    groups = "".join(f'<group id="g{number}"/>' for number in range(101))
    many = empty.replace("<tabs/>", f'<tabs><tab id="t">{groups}</tab></tabs>')
    assert list(misplaced(many)) == ["tab: more than 100 of group"]


def test_a_ribbon_that_is_misplaced_is_never_built() -> None:
    ui = ribbon.custom_ui().replace('id="undo"', 'id="undo" colour="red"')
    assert "button: no attribute colour" in list(ribbon.faults(ui, (), ribbon.labels()))
