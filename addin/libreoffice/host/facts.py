"""What the add-in and the rest of the product agree on, put beside this file when the add-in is packed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FACTS_FILE = "facts.json"


@dataclass(frozen=True)
class Facts:
    """Names of sheets and marks, the version, labels of actions, looks of roles, the first server."""

    version: str
    server: str
    note_mark: str
    state_sheet: str
    lists_sheet: str
    book_property: str
    labels: dict[str, str]
    roles: dict[str, dict[str, Any]]


def load_facts(path: Path | None = None) -> Facts:
    """Return the facts. Raises FileNotFoundError outside of a packed add-in."""
    found: dict[str, Any] = json.loads((path or Path(__file__).with_name(FACTS_FILE)).read_text("utf-8"))
    return Facts(**found)
