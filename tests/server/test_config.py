"""Settings from the environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.config import MailSettings, SettingError, read_config

MAIL = {"SHEETLINE_SMTP_HOST": "mail.example.cn", "SHEETLINE_SMTP_FROM": "orders@example.cn"}


def test_without_settings_everything_lies_in_the_data_folder() -> None:
    config = read_config({})
    assert config.data == Path("data").resolve()
    assert config.database_url == f"sqlite:///{(Path('data').resolve() / 'sheetline.sqlite3').as_posix()}"
    assert config.admin_password is None
    assert config.proxies == 0


def test_settings_are_taken_from_the_environment(tmp_path: Path) -> None:
    config = read_config(
        {
            "SHEETLINE_DATA": str(tmp_path),
            "DATABASE_URL": "postgresql://db/orders",
            "SHEETLINE_ADMIN_PASSWORD": "hunter2",
            "SHEETLINE_PROXIES": "2",
        }
    )
    assert (config.data, config.database_url) == (tmp_path.resolve(), "postgresql://db/orders")
    assert (config.admin_password, config.proxies) == ("hunter2", 2)


@pytest.mark.parametrize("text", ["one", "-1", "1.5", "１"])
def test_a_number_that_is_none_is_refused_by_name(text: str) -> None:
    with pytest.raises(SettingError, match="SHEETLINE_PROXIES"):
        read_config({"SHEETLINE_PROXIES": text})


def test_a_secret_may_stand_in_a_file_that_only_the_server_reads(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("s3cret\n", encoding="utf-8")
    config = read_config({"SHEETLINE_WECOM_SECRET_FILE": str(tmp_path / "secret")})
    assert config.wecom.secret == "s3cret"
    with pytest.raises(SettingError, match="SHEETLINE_SMTP_PASSWORD_FILE"):
        read_config(MAIL | {"SHEETLINE_SMTP_PASSWORD_FILE": str(tmp_path / "none")})


def test_mail_goes_encrypted_unless_its_server_is_this_machine() -> None:
    assert read_config(MAIL).mail == MailSettings("mail.example.cn", 587, "orders@example.cn")
    with pytest.raises(SettingError, match="SHEETLINE_SMTP_TLS"):
        read_config(MAIL | {"SHEETLINE_SMTP_TLS": "none"})
    local = read_config(MAIL | {"SHEETLINE_SMTP_TLS": "none", "SHEETLINE_SMTP_HOST": "127.0.0.1"})
    assert local.mail is not None


def test_mail_needs_a_sender() -> None:
    with pytest.raises(SettingError, match="SHEETLINE_SMTP_FROM"):
        read_config({"SHEETLINE_SMTP_HOST": "mail.example.cn"})


@pytest.mark.parametrize("key", ["short", "x" * 42, "x" * 44, "x" * 42 + "="])
def test_a_key_of_calls_that_cannot_be_one_is_refused_and_not_told(key: str) -> None:
    with pytest.raises(SettingError, match="SHEETLINE_WECOM_AES_KEY") as refused:
        read_config({"SHEETLINE_WECOM_AES_KEY": key})
    assert key not in str(refused.value)


@pytest.mark.parametrize("address", ["orders.example.cn", "ftp://x", "https://", "javascript:1"])
def test_links_begin_with_an_address_that_a_browser_opens(address: str) -> None:
    assert read_config({"SHEETLINE_URL": "https://orders.example.cn/"}).url == "https://orders.example.cn"
    with pytest.raises(SettingError, match="SHEETLINE_URL"):
        read_config({"SHEETLINE_URL": address})


@pytest.mark.parametrize("address", ["http://wecom.example.cn", "wecom", "ftp://127.0.0.1"])
def test_secrets_are_not_sent_to_an_address_that_others_can_listen_to(address: str) -> None:
    with pytest.raises(SettingError, match="SHEETLINE_WECOM_API"):
        read_config({"SHEETLINE_WECOM_API": address})


def test_settings_can_be_printed_without_giving_secrets_away() -> None:
    secrets = {
        f"SHEETLINE_{name}": f"hunter2-{name}"
        for name in ("WECOM_SECRET", "WECOM_TOKEN", "WECOM_ROBOT", "SMTP_PASSWORD")
    }
    secrets["SHEETLINE_WECOM_AES_KEY"] = "hunter2".ljust(43, "x")
    given = {"DATABASE_URL": "postgresql://u:pw@db/x", "SHEETLINE_ADMIN_PASSWORD": "hunter2"}
    config = read_config(MAIL | secrets | given)
    assert "pw@db" not in repr(config)
    assert "hunter2" not in repr(config)
