"""The page /docs: everything of the catalogue is on it, and nothing is fetched from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine, create_engine

from server.app import create_app
from server.config import Config
from server.views.openapi import OPERATIONS
from server.wiring import VIEWS
from sync.fields.kinds import Writer
from sync.protocol.problems import CODES

if TYPE_CHECKING:
    from flask.testing import FlaskClient


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    """Return a client of an application without a database."""
    unused: Engine = create_engine("sqlite://")
    return create_app(Config(Path("unused"), "unused"), unused).test_client()


@pytest.fixture(scope="module")
def page(client: FlaskClient) -> str:
    """Return the page; it is made without the database."""
    return client.get("/docs").get_data(as_text=True)


def test_the_address_that_serve_prints_leads_to_the_page(client: FlaskClient) -> None:
    assert client.get("/").headers["Location"] == "/docs"


def test_every_route_is_on_the_page(page: str) -> None:
    assert not [found for found in OPERATIONS if f"{found.method.upper()} {found.path}" not in page]
    assert "POST /session" in page


def test_every_field_of_every_view_is_on_the_page(page: str) -> None:
    fields = [known for view in VIEWS for known in view.spec.fields if known.writer is not Writer.SHEET]
    assert not [known.key for known in fields if f"<code>{known.key}</code>" not in page]


def test_every_problem_code_is_on_the_page(page: str) -> None:
    assert not [code.code for code in CODES if f"<code>{code.code}</code>" not in page]


def test_every_route_is_described_in_both_languages() -> None:
    assert not [found.name for found in OPERATIONS if not (found.chinese and found.summary)]


def test_the_page_has_no_script_and_no_style_of_its_own_and_asks_no_other_server(page: str) -> None:
    assert "<script" not in page
    assert "style=" not in page
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page)
