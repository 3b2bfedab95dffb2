"""The LibreOffice extension as a package."""

from __future__ import annotations

import ast
import json
import struct
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl.xml.functions import fromstring

from addin.actions.registry import ACTIONS
from addin.surfaces import icons, oxt, toolbar

if TYPE_CHECKING:
    from pathlib import Path

OOR = "{http://openoffice.org/2001/registry}"
MANIFEST = "{http://openoffice.org/2001/manifest}"


@pytest.fixture(scope="module")
def parts() -> dict[str, bytes]:
    """Make the files of the extension."""
    return oxt.parts()


def urls(tree: Any) -> list[str]:
    found = (prop.findtext("value") for prop in tree.iter("prop") if prop.get(f"{OOR}name") == "URL")
    return [url for url in found if url]


def under(tree: Any, name: str) -> Any:
    return next(node for node in tree.iter("node") if node.get(f"{OOR}name") == name)


def test_the_same_sources_give_the_same_bytes(tmp_path: Path) -> None:
    one, two = oxt.build_extension(tmp_path / "a"), oxt.build_extension(tmp_path / "b")
    assert one.read_bytes() == two.read_bytes()
    with zipfile.ZipFile(one) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2020, 1, 1, 0, 0, 0)}
        assert archive.testzip() is None


def test_the_manifest_names_what_is_there(parts: dict[str, bytes]) -> None:
    manifest = fromstring(parts["META-INF/manifest.xml"])
    named = [entry.get(f"{MANIFEST}full-path") for entry in manifest]
    assert set(named) <= parts.keys()
    assert {"Addons.xcu", "ProtocolHandler.xcu", "CalcWindowState.xcu"} <= set(named)


def test_the_description_names_product_version_and_oldest_office(parts: dict[str, bytes]) -> None:
    text = parts["description.xml"].decode()
    fromstring(parts["description.xml"])
    assert f'<identifier value="{toolbar.IDENTIFIER}"/>' in text
    assert f'<version value="{oxt.version()}"/>' in text
    assert "http://libreoffice.org/extensions/description/2011" in text  # elsewhere it counts as unmet
    assert parts["LICENSE"].startswith(b"MIT License")


@pytest.mark.parametrize("place", ["Submenu", f"{toolbar.IDENTIFIER}.toolbar"])
def test_every_action_is_in_menu_and_toolbar_in_the_order_of_the_registry(
    parts: dict[str, bytes], place: str
) -> None:
    found = urls(under(fromstring(parts["Addons.xcu"]), place))
    wanted = [f"sheetline:{action.id}" for action in ACTIONS if "toolbar" in action.surfaces]
    assert [url for url in found if url != "private:separator"] == wanted
    groups = {action.group for action in toolbar.toolbar_actions()}
    assert found.count("private:separator") >= len(groups) - 1


def test_labels_are_in_both_languages(parts: dict[str, bytes]) -> None:
    text = parts["Addons.xcu"].decode()
    for action in toolbar.toolbar_actions():
        assert f'<value xml:lang="zh-CN">{action.label}</value>' in text
        assert f'<value xml:lang="en-US">{action.english}</value>' in text
        assert f'<value xml:lang="zh-CN">{action.label}(~{action.key_tip[0]})</value>' in text


@pytest.mark.parametrize("size", [toolbar.SMALL, toolbar.BIG])
def test_every_button_has_a_picture_of_its_own_in_both_sizes(parts: dict[str, bytes], size: int) -> None:
    pictures = [parts[toolbar.icon_name(action, size)] for action in toolbar.toolbar_actions()]
    assert len(set(pictures)) == len(pictures)
    for picture in pictures:
        assert picture[:8] == b"\x89PNG\r\n\x1a\n"
        assert struct.unpack(">II", picture[16:24]) == (size, size)
    missing = [action.id for action in toolbar.toolbar_actions() if action.id not in icons.DRAWINGS]
    assert missing == []


def test_modules_are_python_3_8_and_import_only_what_every_office_has(parts: dict[str, bytes]) -> None:
    allowed = {"__future__", "sheetline", "uno", "unohelper", "com", "typing", "dataclasses", "pathlib"}
    allowed |= {"collections", "contextlib", "datetime", "functools", "gzip", "http", "itertools", "json"}
    allowed |= {"keyring"}
    allowed |= {
        "errno",
        "os",
        "re",
        "socket",
        "ssl",
        "sys",
        "threading",
        "time",
        "traceback",
        "urllib",
        "uuid",
        "zlib",
    }
    modules = {name: content for name, content in parts.items() if name.endswith(".py")}
    assert len(modules) > 10
    for name, content in modules.items():
        tree = ast.parse(content, name, feature_version=(3, 8))
        for node in ast.walk(tree):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert {each.partition(".")[0] for each in names} <= allowed, name


def test_the_package_carries_the_facts_the_host_needs(parts: dict[str, bytes]) -> None:
    facts = json.loads(parts["python/pythonpath/sheetline/facts.json"])
    assert all(facts[name] for name in ("note_mark", "state_sheet", "lists_sheet", "book_property"))
    assert facts["labels"]["sync"] == "同步"
    assert "token" not in " ".join(facts)
