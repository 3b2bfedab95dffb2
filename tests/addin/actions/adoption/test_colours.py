"""Colours of an adopted sheet as tags of its rows, both ways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from addin.actions.adoption.layouts import layouts_in, put_layout
from sync.adoption.layout import ColourMeaning
from tests.addin.actions.adoption.sheets import (
    FILL,
    SHEET,
    at,
    own_book,
    stored,
)
from tests.addin.presses import press

if TYPE_CHECKING:
    from addin.hosts.memory import MemoryHost
    from tests.addin.fake_api import FakeApi


def set_layout(host: MemoryHost, **changes: Any) -> None:
    layout = layouts_in(host.state)[SHEET]
    state = put_layout(
        SHEET, type(layout)(**{**{f: getattr(layout, f) for f in layout.__struct_fields__}, **changes})
    )
    host.state.update({name: text for name, text in state.items() if text})


def paint(host: MemoryHost, row: int, *, rgb: str = FILL) -> None:
    host.sheets[SHEET].looks.paints["fill", (row, 2)] = rgb


def test_colours_give_tags_and_paint_that_goes_takes_them(api: FakeApi) -> None:
    host = own_book()
    press(host, api, "adopt", yes="1")
    set_layout(host, colours=(ColourMeaning("fill", FILL, "加急"),))
    paint(host, 3)
    press(host, api, yes="1")
    assert (stored(api, host, 3)["tags"], at(host, 3, "_painted")) == ("加急", "加急")
    host.sheets[SHEET].looks.paints.clear()
    press(host, api)
    assert (stored(api, host, 3)["tags"], at(host, 3, "_painted")) == (None, None)


def test_a_colour_that_another_program_tells_a_shade_off_means_the_same(api: FakeApi) -> None:
    host = own_book()
    press(host, api, "adopt", yes="1")
    meanings = (ColourMeaning("fill", "9DC3E6", "加急"), ColourMeaning("fill", "9DC3F0", "已确认"))
    set_layout(host, colours=meanings)
    paint(host, 3, rgb="9FC4E7")
    paint(host, 4, rgb="9DC3EB")
    press(host, api, yes="1")
    assert (at(host, 3, "_painted"), at(host, 4, "_painted")) == ("加急", None)


def test_tags_of_others_stay_beside_those_of_colours_and_paint_nothing(api: FakeApi) -> None:
    host = own_book()
    press(host, api, "adopt", yes="1")
    set_layout(host, colours=(ColourMeaning("fill", FILL, "加急"),))
    press(host, api, yes="1")
    api.edit(at(host, 3, "_key"), tags="客户催；加急")
    press(host, api)
    assert at(host, 3, "标签") == "客户催；加急"
    assert ("fill", (3, 2)) not in host.sheets[SHEET].looks.paints
    paint(host, 3)
    press(host, api)
    host.sheets[SHEET].looks.paints.clear()
    press(host, api)
    assert stored(api, host, 3)["tags"] == "客户催"


def test_tags_of_others_are_painted_where_the_owner_wants_it(api: FakeApi) -> None:
    host = own_book()
    press(host, api, "adopt", yes="1")
    set_layout(host, colours=(ColourMeaning("fill", FILL, "加急"),), repaint=True)
    press(host, api, yes="1")
    key = at(host, 3, "_key")
    api.edit(key, tags="加急")
    press(host, api)
    assert host.sheets[SHEET].looks.paints["fill", (3, 2)] == FILL
    api.asked.clear()
    press(host, api)
    assert api.asked == []
    api.edit(key, tags=None)
    press(host, api)
    assert ("fill", (3, 2)) not in host.sheets[SHEET].looks.paints
    press(host, api)
    assert api.asked == []
