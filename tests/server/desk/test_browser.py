"""The pages in a real browser of the width of a small phone: taps, keys, a reader's ear, colours."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from werkzeug.serving import make_server

from server.desk.sessions import PLAIN
from tests.browser import browsing, new_tab
from tests.e2e.protocol.seeds import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.browser import Pipe, Tab
    from tests.server.desk.browsing import Office

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("firm", ["sqlite"], indirect=True)]
CONTROLS = {"button", "link", "textbox", "DisclosureTriangle", "DisclosureTriangleGrouped"}
LONG = "很长的备注" * 30 + "W" * 120
FIRST_SUMMARY = "document.querySelectorAll('.decide summary')[{}]"
SMALL = """[...document.querySelectorAll('a, button, summary, input:not([type=hidden]), textarea')]
  .filter(e => e.offsetParent !== null && !e.classList.contains('skip'))
  .map(e => [e.textContent.trim() || e.name, Math.round(e.getBoundingClientRect().height)])
  .filter(([, height]) => height < 44)"""
FAINT = """(() => {
  const parse = text => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = e => {
    for (; e; e = e.parentElement) {
      const c = parse(getComputedStyle(e).backgroundColor);
      if (c.length === 3 || c[3] > 0) return c;
    }
    return [255, 255, 255];
  };
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement;
    if (!walk.currentNode.textContent.trim() || e.offsetParent === null) continue;
    const [a, b] = [light(parse(getComputedStyle(e).color)), light(ground(e))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) found.push([walk.currentNode.textContent.trim(), ratio]);
  }
  return found;
})()"""


@dataclass
class Phone:
    """A phone on which somebody has the pages open."""

    office: Office
    tab: Tab
    base: str

    def open(self, path: str) -> None:
        """Open a page."""
        self.tab.open(self.base + path)

    def be(self, name: str) -> None:
        """Be signed in as somebody."""
        self.tab.ask(
            "Network.setCookie", name=PLAIN, value=self.office.tokens[name], url=self.base, httpOnly=True
        )

    @property
    def text(self) -> str:
        """Return what is to be read on the page."""
        return str(self.tab.run("document.body.innerText"))


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipe]:
    """Run one browser for all tests here."""
    with browsing(tmp_path_factory.mktemp("chromium")) as pipe:
        yield pipe


@contextmanager
def listening(office: Office) -> Iterator[str]:
    """Serve the firm on loopback for the block."""
    server = make_server("127.0.0.1", 0, office.firm.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def phone(office: Office, chromium: Pipe) -> Iterator[Phone]:
    """Return a phone in nobody's hands; at the end its browser must not have complained of anything."""
    chromium.events.clear()
    with listening(office) as base:
        tab = new_tab(chromium)
        tab.phone()
        yield Phone(office, tab, base)
        complaints = tab.complaints()
    assert complaints == []


def paths(office: Office) -> list[str]:
    """Return every page, with an order on them whose texts are as long as can be."""
    number = office.order(remark=LONG, quantity="12345", priority="加急")["values"]["order_no"]
    return ["/login", "/todo", "/notices", f"/orders/{number}", "/orders/none"]


def test_on_a_small_phone_nothing_runs_out_of_the_page_and_every_target_fits_a_finger(phone: Phone) -> None:
    shown = paths(phone.office)
    phone.be("supervisor")
    for path in shown[:-1]:
        phone.open(path)
        phone.tab.run(
            "document.querySelectorAll('details').forEach((e, i) => { if (i === 1) e.open = true; })"
        )
        assert phone.tab.run("[innerWidth, document.documentElement.scrollWidth]") == [360, 360], path
        assert phone.tab.run(SMALL) == [], path


@pytest.mark.parametrize("dark", [False, True])
def test_every_text_stands_out_from_its_ground_by_day_and_by_night(phone: Phone, *, dark: bool) -> None:
    shown = paths(phone.office)
    phone.tab.phone(dark=dark)
    phone.be("supervisor")
    for path in shown[:-1]:
        phone.open(path)
        phone.tab.run(
            "document.querySelectorAll('details').forEach((e, i) => { if (i === 1) e.open = true; })"
        )
        assert phone.tab.run(FAINT) == [], path


def test_signing_in_and_approving_with_two_taps(phone: Phone) -> None:
    made = phone.office.order()
    phone.open(f"/orders/{made['values']['order_no']}")
    assert "登录" in phone.text
    for element, text in (("name", "supervisor"), ("password", PASSWORD)):
        phone.tab.run(f"document.getElementById('{element}').focus()")
        phone.tab.type(text)
    phone.tab.tap("document.querySelector('button.yes')", opens_page=True)
    phone.tab.taps = 0
    phone.tab.tap(FIRST_SUMMARY.format(0))
    phone.tab.tap("document.querySelector('details[open] button.yes')", opens_page=True)
    assert phone.tab.taps == 2
    assert f"已同意 {made['values']['order_no']}" in phone.text
    assert phone.tab.run("document.cookie") == ""
    phone.be("maker")
    phone.open("/todo")
    assert made["values"]["order_no"] in phone.text


def test_rejecting_with_a_reason_takes_two_taps(phone: Phone) -> None:
    made = phone.office.order()
    phone.be("supervisor")
    phone.open("/todo")
    phone.tab.tap(FIRST_SUMMARY.format(1))
    phone.tab.tap("document.querySelector('details[open] button.reason')", opens_page=True)
    assert phone.tab.taps == 2
    assert f"已驳回 {made['values']['order_no']}" in phone.text
    assert phone.office.status(made) == "已驳回"


def test_a_reason_of_ones_own_is_typed(phone: Phone) -> None:
    made = phone.office.order()
    phone.be("supervisor")
    phone.open("/todo")
    phone.tab.tap(FIRST_SUMMARY.format(1))
    phone.tab.run("document.querySelector('details[open] textarea').focus()")
    phone.tab.type("图纸 <改> 了")
    phone.tab.tap("document.querySelector('details[open] button.no')", opens_page=True)
    phone.open(f"/orders/{made['values']['order_no']}")
    assert "图纸 <改> 了" in phone.text


def test_approving_with_the_keyboard_alone_in_the_order_of_reading(phone: Phone) -> None:
    made = phone.office.order()
    phone.be("supervisor")
    phone.open("/todo")
    passed = []
    for _ in range(20):
        phone.tab.press("Tab")
        passed.append(phone.tab.run("document.activeElement.textContent.trim()"))
        assert phone.tab.run("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        if phone.tab.run("document.activeElement.matches('summary')"):
            break
    assert passed[:3] == ["跳到正文", "待办", "消息"]
    phone.tab.press("Enter")
    phone.tab.press("Tab")
    assert phone.tab.run("document.activeElement.labels[0].textContent") == "意见（可不填）"
    phone.tab.press("Tab")
    phone.tab.press("Enter", opens_page=True)
    assert f"已同意 {made['values']['order_no']}" in phone.text


def test_a_screen_reader_is_told_what_each_control_does_and_to_which_order(phone: Phone) -> None:
    numbers = [phone.office.order()["values"]["order_no"] for _ in range(2)]
    phone.be("supervisor")
    phone.open("/todo")
    phone.tab.run("document.querySelectorAll('details').forEach((e, i) => { if (i === 1) e.open = true; })")
    tree = phone.tab.tree()
    controls = [node for node in tree if node["role"] in CONTROLS]
    assert [node for node in controls if not node["name"].strip()] == []
    names = {node["name"] for node in controls}
    for number in numbers:
        assert {f"同意 {number}", f"驳回 {number}"} <= names
    roles = [node["role"] for node in tree]
    assert roles.count("main") == 1
    assert roles.count("navigation") == 1
    assert len([node for node in tree if node["role"] == "article" and node["name"].startswith("SO")]) == 2
    assert phone.tab.run("document.querySelectorAll('h1').length") == 1
    assert phone.tab.run("document.title") == "审批待办 2 · 表上单"


def test_what_went_wrong_at_signing_in_is_said_aloud(phone: Phone) -> None:
    phone.open("/login")
    phone.tab.run("document.getElementById('name').focus()")
    phone.tab.type("supervisor")
    phone.tab.press("Tab")
    phone.tab.type("wrong")
    phone.tab.press("Enter", opens_page=True)
    assert [node["role"] for node in phone.tab.tree()].count("alert") == 1
    assert phone.tab.run("document.getElementById('name').value") == "supervisor"
    assert phone.tab.run("document.getElementById('name').getAttribute('aria-describedby')") == "problem"
    phone.tab.pipe.events.clear()  # that the answer was 401 is what the browser complains of here


def test_pictures_of_the_pages_can_be_taken(phone: Phone, tmp_path: Path) -> None:
    shown = paths(phone.office)
    phone.office.order(customer_po="PO-9", quantity="3")
    phone.be("supervisor")
    for number, path in enumerate([*shown, "/todo"]):
        phone.tab.phone(dark=number == len(shown))
        phone.open(path)
        phone.tab.run(
            "document.querySelectorAll('details').forEach((e, i) => { if (i === 1) e.open = true; })"
        )
        phone.tab.picture(tmp_path / f"{number}.png")
        assert (tmp_path / f"{number}.png").read_bytes().startswith(b"\x89PNG")
    phone.tab.pipe.events.clear()  # the last one is not there
