"""Settings, read once from the environment into typed values."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_BODY_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Config:
    """Where data lives and which database is used. `admin_password` only matters at the first start."""

    data: Path
    database_url: str
    admin_password: str | None = None
    max_body_bytes: int = MAX_BODY_BYTES


def read_config(environment: Mapping[str, str] | None = None) -> Config:
    """Return the settings of SHEETLINE_DATA, DATABASE_URL and SHEETLINE_ADMIN_PASSWORD."""
    values = os.environ if environment is None else environment
    data = Path(values.get("SHEETLINE_DATA") or "data").resolve()
    default_url = f"sqlite:///{(data / 'sheetline.sqlite3').as_posix()}"
    return Config(
        data=data,
        database_url=values.get("DATABASE_URL") or default_url,
        admin_password=values.get("SHEETLINE_ADMIN_PASSWORD") or None,
    )
