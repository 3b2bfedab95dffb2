"""What an action reaches of the server as its user."""

from __future__ import annotations

import pytest

from addin.bridge.problems import ApiError
from addin.bridge.session import Session
from sync.rows.keys import new_key
from tests.addin.fake_api import TOKEN, FakeApi

SHAPE = "0" * 64


def session(token: str = TOKEN) -> Session:
    return Session(call=FakeApi(), token=token, user="xiaoli", press=new_key(), number=1)


def test_a_layout_is_kept_by_shape_and_one_nobody_kept_is_none() -> None:
    made = session()
    made.keep_layout(SHAPE, '{"列": "客户"}')
    assert made.layout(SHAPE) == '{"列": "客户"}'
    assert made.layout("1" * 64) is None


def test_a_layout_that_cannot_be_asked_for_is_no_missing_one() -> None:
    with pytest.raises(ApiError, match="401"):
        session(token="nobody").layout(SHAPE)
