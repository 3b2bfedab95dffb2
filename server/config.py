"""Settings, read once from the environment into typed values."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

VERSION = "0.1.0"
MAX_BODY_BYTES = 32 * 1024 * 1024
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


WHOLE = "不小于 0 的整数 (a whole number, 0 or more)"
WECOM_API = "https://qyapi.weixin.qq.com"
PORT_OF_MAIL = 587


class SettingError(ValueError):
    """A setting of the environment cannot be read."""

    def __init__(self, name: str, value: str, *, expected: str = WHOLE) -> None:
        super().__init__(f"{name}={value}：应为 (must be) {expected}")


@dataclass(frozen=True, slots=True)
class WecomSettings:
    """The firm's own application in 企业微信, and the key of a group's robot; what is empty is not used.

    `token` and `aes_key` are those of the callback; without them cards have no buttons.
    """

    corp: str = ""
    agent: int = 0
    secret: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    aes_key: str = field(default="", repr=False)
    robot: str = field(default="", repr=False)
    api: str = WECOM_API


@dataclass(frozen=True, slots=True)
class MailSettings:
    """The server that sends our mail; `tls` is `starttls`, `tls`, or `none` on this machine alone."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    tls: str = "starttls"


@dataclass(frozen=True, slots=True)
class BureauSettings:
    """The gateway to a credit bureau."""

    url: str
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Config:
    """Where data lives and which database is used. `admin_password` only matters at the first start.

    `proxies`: how many reverse proxies stand before the server and are trusted to name the client's address.
    `metrics_token`: with it others than this machine may read /metrics. `url`: where people reach the server;
    links in messages begin with it.
    """

    data: Path
    database_url: str = field(repr=False)
    backups: Path | None = None
    admin_password: str | None = field(default=None, repr=False)
    max_body_bytes: int = MAX_BODY_BYTES
    proxies: int = 0
    metrics_token: str | None = field(default=None, repr=False)
    url: str | None = None
    wecom: WecomSettings = field(default_factory=WecomSettings)
    mail: MailSettings | None = None
    bureau: BureauSettings | None = None


def read_config(environment: Mapping[str, str] | None = None) -> Config:
    """Return the settings of DATABASE_URL and of SHEETLINE_…, as docs/operations.md lists them.

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
        url=_public(values),
        wecom=_wecom(values),
        mail=_mail(values),
        bureau=_bureau(values),
    )


def _public(values: Mapping[str, str]) -> str | None:
    text = (values.get("SHEETLINE_URL") or "").rstrip("/")
    parts = urlsplit(text)
    if text and (parts.scheme not in {"http", "https"} or not parts.hostname):
        raise SettingError("SHEETLINE_URL", text, expected="https://…")
    return text or None


def _wecom(values: Mapping[str, str]) -> WecomSettings:
    aes_key = _secret(values, "SHEETLINE_WECOM_AES_KEY")
    if aes_key and not re.fullmatch(r"[A-Za-z0-9]{43}", aes_key):
        # The value is a secret: it is not told.
        raise SettingError("SHEETLINE_WECOM_AES_KEY", "***", expected="43 个字母和数字 (letters and digits)")
    return WecomSettings(
        corp=values.get("SHEETLINE_WECOM_CORP", ""),
        agent=_whole(values, "SHEETLINE_WECOM_AGENT"),
        secret=_secret(values, "SHEETLINE_WECOM_SECRET"),
        token=_secret(values, "SHEETLINE_WECOM_TOKEN"),
        aes_key=aes_key,
        robot=_secret(values, "SHEETLINE_WECOM_ROBOT"),
        api=_address(values, "SHEETLINE_WECOM_API", usual=WECOM_API),
    )


def _mail(values: Mapping[str, str]) -> MailSettings | None:
    host, sender = values.get("SHEETLINE_SMTP_HOST"), values.get("SHEETLINE_SMTP_FROM", "")
    if not host:
        return None
    if "@" not in sender:
        raise SettingError("SHEETLINE_SMTP_FROM", sender, expected="发件邮箱 (the sender's address)")
    tls = values.get("SHEETLINE_SMTP_TLS") or "starttls"
    if tls not in {"starttls", "tls"} and not (tls == "none" and host in LOOPBACK):
        expected = "starttls、tls；只有本机的邮件服务器可写 none (none on this machine alone)"
        raise SettingError("SHEETLINE_SMTP_TLS", tls, expected=expected)
    return MailSettings(
        host,
        _whole(values, "SHEETLINE_SMTP_PORT") or PORT_OF_MAIL,
        sender,
        user=values.get("SHEETLINE_SMTP_USER", ""),
        password=_secret(values, "SHEETLINE_SMTP_PASSWORD"),
        tls=tls,
    )


def _bureau(values: Mapping[str, str]) -> BureauSettings | None:
    if not values.get("SHEETLINE_BUREAU_URL"):
        return None
    url = _address(values, "SHEETLINE_BUREAU_URL", usual="")
    return BureauSettings(url, _secret(values, "SHEETLINE_BUREAU_TOKEN"))


def _address(values: Mapping[str, str], name: str, *, usual: str) -> str:
    """Return an address whose traffic nobody reads on the way: over TLS, or on this machine."""
    text = values.get(name) or usual
    parts = urlsplit(text)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise SettingError(name, text, expected="https://…")
    return text.rstrip("/")


def _secret(values: Mapping[str, str], name: str) -> str:
    """Return a secret: that of the variable, else what stands in the file that NAME_FILE names."""
    file = values.get(f"{name}_FILE")
    if values.get(name) or not file:
        return values.get(name, "")
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"{name}_FILE", file, expected="读得到的文件 (a readable file)") from error


def _whole(values: Mapping[str, str], name: str) -> int:
    text = values.get(name) or "0"
    if not text.isascii() or not text.isdigit():
        raise SettingError(name, text)
    return int(text)
