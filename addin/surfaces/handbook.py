"""The registry as a page for people, and the bridge as a JSON schema: `python -m addin.surfaces.handbook`."""

from __future__ import annotations

import json
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from addin.actions.registry import ACTIONS
from addin.bridge.messages import BRIDGE_VERSION, BridgeReply, BridgeRequest
from addin.bridge.packing import MOST_BODY_BYTES
from sync.client.loop import MOST_CALLS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from addin.actions.action import Action

DOCS = Path(__file__).resolve().parents[2] / "docs"
ACTIONS_PAGE, SCHEMA_FILE = DOCS / "actions.md", DOCS / "bridge.schema.json"
SURFACES = {
    "ribbon": "Excel 功能区 Excel ribbon",
    "toolbar": "LibreOffice 工具栏 LibreOffice toolbar",
    "cli": "命令行 command line",
}
HEAD = """# 按钮 (Actions)

由 `addin/actions/registry.py` 生成（`python -m addin.surfaces.handbook`）；按钮、菜单、命令行都来自那张表。
Made from `addin/actions/registry.py`: ribbon, toolbar, menu and command line render the same table.
"""
COLUMNS = ("按钮 Button", "做什么 What it does", "按键 Key tip", "命令 Command", "出现在 Shown in")


def actions_page() -> str:
    """Return `docs/actions.md`."""
    return HEAD + "".join(_groups())


def bridge_schema() -> str:
    """Return `docs/bridge.schema.json`: what a host sends and what it is answered, JSON Schema 2020-12."""
    (request, reply), parts = msgspec.json.schema_components(
        [BridgeRequest, BridgeReply], ref_template="#/$defs/{name}"
    )
    schema: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Sheetline bridge, version {BRIDGE_VERSION}",
        "description": "POST /api/v1/bridge/{action}: the request; its answer is $defs/BridgeReply. "
        f"A body holds at most {MOST_BODY_BYTES} bytes, as it travels and unpacked (413); it may come with "
        "Content-Encoding: gzip, and an answer is packed for who sends Accept-Encoding: gzip. "
        f"A press makes at most {MOST_CALLS} calls.",
        **request,
        "$defs": dict(sorted(parts.items())),
    }
    if reply["$ref"] != "#/$defs/BridgeReply":
        raise AssertionError(reply)
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def write() -> None:
    """Write both into `docs/`."""
    ACTIONS_PAGE.write_text(actions_page(), encoding="utf-8")
    SCHEMA_FILE.write_text(bridge_schema(), encoding="utf-8")


def _groups() -> Iterator[str]:
    for group, actions in groupby(ACTIONS, key=lambda action: action.group):
        yield f"\n## {group.label} ({group.english})\n\n"
        yield f"| {' | '.join(COLUMNS)} |\n|{' --- |' * len(COLUMNS)}\n"
        for action in actions:
            yield f"| {' | '.join(_cells(action))} |\n"


def _cells(action: Action) -> Iterator[str]:
    yield f"**{action.label}** {action.english}"
    yield f"{action.tip} {action.tip_english}"
    yield f"Alt, S, {action.key_tip}"
    yield f"`start.py addin {action.id}`" if "cli" in action.surfaces else "—"
    yield "；".join(SURFACES[surface] for surface in action.surfaces)


if __name__ == "__main__":
    write()
