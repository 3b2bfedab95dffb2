"""Settings, read once from the environment into typed values."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

VERSION = "0.1.0"
MAX_BODY_BYTES = 32 * 1024 * 1024


class SettingError(ValueError):
    """A setting of the environment cannot be read."""

    def __init__(self, name: str, value: str) -> None:
        super().__init__(f"{name}={value}：应为不小于 0 的整数 (must be a whole number, 0 or more)")


@dataclass(frozen=True, slots=True)
class Config:
    """Where data lives and which database is used. `admin_password` only matters at the first start.

    `proxies`: how many reverse proxies stand before the server and are trusted to name the client's address.
    `metrics_token`: with it others than this machine may read /metrics.
    """

    data: Path
    database_url: str = field(repr=False)
    backups: Path | None = None
    admin_password: str | None = field(default=None, repr=False)
    max_body_bytes: int = MAX_BODY_BYTES
    proxies: int = 0
    metrics_token: str | None = field(default=None, repr=False)


def read_config(environment: Mapping[str, str] | None = None) -> Config:
    """Return the settings of DATABASE_URL and of SHEETLINE_DATA, _ADMIN_PASSWORD, _PROXIES, _METRICS_TOKEN.

    Raises SettingError.
    """
    values = os.environ if environment is None else environment
    data = Path(values.get("SHEETLINE_DATA") or "data").resolve()
    default_url = f"sqlite:///{(data / 'sheetline.sqlite3').as_posix()}"
    return Config(
        data=data,
        database_url=values.get("DATABASE_URL") or default_url,
        backups=Path(values["SHEETLINE_BACKUP_DIR"]).resolve()
        if values.get("SHEETLINE_BACKUP_DIR")
        else None,
        admin_password=values.get("SHEETLINE_ADMIN_PASSWORD") or None,
        proxies=_whole(values, "SHEETLINE_PROXIES"),
        metrics_token=values.get("SHEETLINE_METRICS_TOKEN") or None,
    )


def _whole(values: Mapping[str, str], name: str) -> int:
    text = values.get(name) or "0"
    if not text.isascii() or not text.isdigit():
        raise SettingError(name, text)
    return int(text)
