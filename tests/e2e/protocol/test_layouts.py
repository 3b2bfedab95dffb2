"""What somebody kept for files of a shape is read again by that person alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from server.db.session import reading
from server.layouts.models import LAYOUTS
from server.layouts.store import MOST

if TYPE_CHECKING:
    from tests.e2e.protocol.api import Person
    from tests.e2e.protocol.conftest import Firm

SHAPE = "0123456789abcdef" * 4


def keep(person: Person, layout: Any, shape: str = SHAPE) -> int:
    """Keep a layout and return the status."""
    return person.call("PUT", f"/layouts/{shape}", json={"layout": layout}).status_code


def test_a_layout_is_kept_for_its_owner_and_replaced(firm: Firm) -> None:
    assert firm.clerk.call("GET", f"/layouts/{SHAPE}").status_code == 404
    assert [keep(firm.clerk, text) for text in ("第一次", "第二次")] == [204, 204]
    assert firm.clerk.get(f"/layouts/{SHAPE}") == {"layout": "第二次"}
    for other in (firm.colleague, firm.admin, firm.dealer):
        assert other.call("GET", f"/layouts/{SHAPE}").status_code == 404
    assert keep(firm.colleague, "别人的") == 204
    assert firm.clerk.get(f"/layouts/{SHAPE}") == {"layout": "第二次"}


@pytest.mark.parametrize("shape", [SHAPE[1:], SHAPE + "0", SHAPE.upper(), "x" * 64, "%00" * 64])
def test_what_is_no_shape_has_no_layout(firm: Firm, shape: str) -> None:
    assert keep(firm.clerk, "x", shape) == 404
    assert firm.clerk.call("GET", f"/layouts/{shape}").status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"[]", 422),
        (b"{}", 422),
        (b'{"layout": null}', 422),
        (b'{"layout": "x", "more": 1}', 422),
        (b'{"layout": "\\u0000"}', 422),
        (b'{"layout": "\\ud800"}', 400),
        (('{"layout": "%s"}' % ("字" * 21_846)).encode(), 413),
    ],
)
def test_a_body_that_is_no_layout_is_refused(firm: Firm, body: bytes, status: int) -> None:
    answer = firm.clerk.call("PUT", f"/layouts/{SHAPE}", data=body, content_type="application/json")
    assert answer.status_code == status
    assert firm.clerk.call("GET", f"/layouts/{SHAPE}").status_code == 404


def test_a_layout_may_have_64_kilobytes(firm: Firm) -> None:
    assert keep(firm.clerk, "字" * 21_845) == 204


def test_the_oldest_layouts_of_a_user_are_forgotten(firm: Firm) -> None:
    shapes = [f"{number:064x}" for number in range(MOST + 3)]
    assert {keep(firm.clerk, "x", shape) for shape in shapes} == {204}
    with reading(firm.engine) as conn:
        assert set(conn.execute(sa.select(LAYOUTS.c.shape)).scalars()) == set(shapes[3:])
