"""Mail leaves encrypted to a server that can prove who it is, or not at all."""

from __future__ import annotations

import ssl
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from server.config import MailSettings
from server.notices.adapters.mail import MailWay
from server.notices.rules.letters import CardChange, Letter
from server.notices.rules.outcomes import Fate
from tests.emulators.mail import Mail, serving
from tests.server.listening import make_certificate

if TYPE_CHECKING:
    from server.notices.rules.outcomes import Outcome

LETTER = Letter(key="k1", address="li@example.com", title="待您审批", body="订单 SO1", link="https://x/todo")
Trust = tuple[ssl.SSLContext, ssl.SSLContext]
serve = contextmanager(serving)


@pytest.fixture(scope="module")
def trust(tmp_path_factory: pytest.TempPathFactory) -> Trust:
    """Return the context of a server, and that of a client that trusts it."""
    made = make_certificate(tmp_path_factory.mktemp("mail"))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(made.chain, made.key)
    return server, ssl.create_default_context(cafile=str(made.chain))


def sent(mail: Mail, *, tls: str, trusting: ssl.SSLContext | None = None, user: str = "") -> Outcome:
    """Send a letter to a server."""
    with serve(mail) as port:
        settings = MailSettings("127.0.0.1", port, "orders@example.cn", user=user, password="secret", tls=tls)
        return MailWay(settings, trust=trusting).send(LETTER)


@pytest.mark.parametrize("tls", ["tls", "starttls"])
def test_a_server_that_is_trusted_gets_the_letter_encrypted(trust: Trust, tls: str) -> None:
    mail = Mail(context=trust[0], at_once=tls == "tls")
    assert sent(mail, tls=tls, trusting=trust[1]).fate is Fate.SENT
    (letter,) = mail.messages
    assert letter["Message-ID"] == "<k1@example.cn>"
    assert letter.get_content().split() == ["订单", "SO1", "https://x/todo"]


@pytest.mark.parametrize("tls", ["tls", "starttls"])
def test_a_server_that_nobody_vouches_for_gets_nothing(trust: Trust, tls: str) -> None:
    mail = Mail(context=trust[0], at_once=tls == "tls")
    assert sent(mail, tls=tls, user="me").fate is Fate.STOPPED
    assert mail.messages == []
    assert not {"AUTH", "MAIL", "RCPT", "DATA"} & set(mail.heard)


def test_a_server_that_does_not_encrypt_is_told_neither_password_nor_letter() -> None:
    mail = Mail()
    assert sent(mail, tls="starttls", user="me").fate is Fate.STOPPED
    assert not {"AUTH", "MAIL", "RCPT", "DATA"} & set(mail.heard)


@pytest.mark.parametrize(
    ("verb", "answer", "fate"),
    [
        ("MAIL", "451 later", Fate.FAILED),
        ("MAIL", "550 not you", Fate.REFUSED),
        ("DATA", "451 later", Fate.FAILED),
        ("END", "452 full", Fate.FAILED),
        ("END", "554 no", Fate.REFUSED),
        ("QUIT", "500 what", Fate.SENT),
    ],
)
def test_what_a_server_answers_decides_what_follows(verb: str, answer: str, fate: Fate) -> None:
    assert sent(Mail(answers={verb: [answer]}), tls="none").fate is fate


def test_a_server_that_is_not_there_is_tried_again() -> None:
    with serve(Mail()) as port:
        pass
    outcome = MailWay(MailSettings("127.0.0.1", port, "orders@example.cn", tls="none")).send(LETTER)
    assert outcome.fate is Fate.UNKNOWN
    assert "secret" not in outcome.detail


def test_a_mail_that_was_sent_stays_as_it_is() -> None:
    way = MailWay(MailSettings("127.0.0.1", 1, "orders@example.cn", tls="none"))
    assert way.change(CardChange("li@example.com", "c", "李伟 同意")).fate is Fate.REFUSED
