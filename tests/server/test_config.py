"""Settings from the environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.config import SettingError, read_config


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


def test_settings_can_be_printed_without_giving_secrets_away() -> None:
    config = read_config({"DATABASE_URL": "postgresql://u:pw@db/x", "SHEETLINE_ADMIN_PASSWORD": "hunter2"})
    assert "pw@db" not in repr(config)
    assert "hunter2" not in repr(config)
