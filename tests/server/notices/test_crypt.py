"""The envelope of calls: published and computed vectors, and what must not open."""

from __future__ import annotations

import base64

import pytest

from server.notices.adapters.wecom_crypt import Envelope, ForgedCallError
from tests.emulators.wecom_calls import Caller

TOKEN, KEY, CORP = "Qh7mT2pXv9", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", "ww5f3c9a1b2d4e6f70"
OURS = Envelope(TOKEN, KEY, CORP)
SALT = b"0123456789abcdef"
AT = {"timestamp": "1793692800", "nonce": "839201746"}
ECHO = "4j/AuRx71kQlxVlzbpsMWPbdDtCTYGmI6MTMLN0kQJkrjqDKOlj8WsGWvRBYuJVCotDltmLnOwk2k/Bi9dx3IA=="
CLICK = (
    "<xml><ToUserName><![CDATA[ww5f3c9a1b2d4e6f70]]></ToUserName><FromUserName><![CDATA[ZhouMin]]></FromUserName>"
    "<CreateTime>1793692805</CreateTime><MsgType><![CDATA[event]]></MsgType>"
    "<Event><![CDATA[template_card_event]]></Event><EventKey><![CDATA[approve]]></EventKey>"
    "<TaskId><![CDATA[po-20261103-0007]]></TaskId><CardType><![CDATA[button_interaction]]></CardType>"
    "<ResponseCode><![CDATA[RC_7f2e91]]></ResponseCode><AgentID>1000007</AgentID></xml>"
)
LONG = (
    "4j/AuRx71kQlxVlzbpsMWLdwa700XSzOWDMkXDdU+WosU+ewEoBShSctEkjIMzDlHj7ienciJBS5fB56SXQa0edGk2oOGRvE"
    "/16/XAzASWwZqrN730Dwwuc+6Pi+fUe/"
)
REPLY = (
    "<xml><ToUserName><![CDATA[ZhouMin]]></ToUserName><FromUserName><![CDATA[ww5f3c9a1b2d4e6f70]]></FromUserName>"
    "<CreateTime>1793692806</CreateTime><MsgType><![CDATA[update_button]]></MsgType>"
    "<Button><ReplaceName><![CDATA[已确认]]></ReplaceName></Button></xml>"
)


def test_the_check_of_the_address_has_the_signature_and_text_of_the_vector() -> None:
    assert OURS.signature(ECHO, **AT) == "52bfe8bca6a0bdac69250447593460c80e2cdd37"
    assert OURS.open(ECHO) == "4821907731550264913"
    assert OURS.seal("4821907731550264913", salt=SALT) == ECHO


def test_a_click_whose_padding_is_longer_than_sixteen_opens() -> None:
    sealed = OURS.seal(CLICK, salt=SALT)
    assert OURS.signature(sealed, **AT) == "5076205fe084f3e11ee41f56e88094c6dea1291d"
    assert OURS.open(sealed) == CLICK


def test_a_passive_reply_is_sealed_as_in_the_vector() -> None:
    sealed = OURS.seal(REPLY, salt=b"fedcba9876543210")
    signature = OURS.signature(sealed, timestamp="1793692806", nonce="102938475")
    assert signature == "5da6a8c20387928d4f7d331d4ddb574411b1cf25"


@pytest.mark.parametrize(
    ("length", "sealed"),
    [
        (9, "4j/AuRx71kQlxVlzbpsMWFrGw+qbzsPWTWMFBT671c1YopvuGQsCxag+OKx1p0lGHQi6HVFGLJhJo6Z3iEYYfw=="),
        (26, LONG),
    ],
)
def test_padding_of_seventeen_and_of_a_whole_block_is_right(length: int, sealed: str) -> None:
    assert OURS.seal("x" * length, salt=SALT) == sealed
    assert OURS.open(sealed) == "x" * length


def test_the_sample_that_was_published_opens() -> None:
    published = Envelope("QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "wx5823bf96d3bd56c7")
    echo = "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=="
    signature = published.signature(echo, timestamp="1409659589", nonce="263014780")
    assert signature == "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3"
    assert published.open(echo) == "1616140317555161061"


@pytest.mark.parametrize("wrong", ["", "52bfe8bca6a0bdac69250447593460c80e2cdd38", "52BFE8", "签名"])
def test_a_wrong_signature_is_refused(wrong: str) -> None:
    with pytest.raises(ForgedCallError):
        OURS.demand_signature(wrong, ECHO, **AT)


@pytest.mark.parametrize("pad", [0, 33, 255])
def test_forged_padding_does_not_open(pad: int) -> None:
    with pytest.raises(ForgedCallError):
        OURS.open(Caller(TOKEN, KEY, CORP).sealed("x", corp=CORP, pad=pad))


def test_what_is_for_another_receiver_does_not_open() -> None:
    with pytest.raises(ForgedCallError):
        OURS.open(Caller(TOKEN, KEY, CORP).sealed("x", corp="ww0000000000000000"))


@pytest.mark.parametrize(
    "sealed", ["", "x", "%%%%", "AAAA", ECHO[:-4], base64.b64encode(b"\0" * 32).decode()]
)
def test_what_is_no_sealed_text_does_not_open(sealed: str) -> None:
    with pytest.raises(ForgedCallError):
        OURS.open(sealed)
