"""`serve --tls-cert --tls-key`: encrypted, trusted when told whom to trust, refused otherwise."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import pytest

from server.commands.running import UNENCRYPTED
from server.processes import Address, Certificate
from sync.client.transport import Server, UnreachableError, UntrustedError
from tests.server.listening import ADMIN_PASSWORD, LOCAL, listening, make_certificate
from tests.server.raw import asked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CREDENTIALS = {"name": "admin", "password": ADMIN_PASSWORD}
EVERYWHERE = "0.0.0.0"  # noqa: S104 - named, not listened on
GET = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


@pytest.fixture(scope="module")
def encrypted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Certificate]]:
    """Run a server with a certificate that no system trusts."""
    folder = tmp_path_factory.mktemp("encrypted")
    made = make_certificate(folder)
    with listening(folder, "--tls-cert", str(made.chain), "--tls-key", str(made.key)) as port:
        yield port, made


def url(port: int, *, scheme: str = "https", host: str = str(LOCAL)) -> str:
    """Return the address of a server on this machine."""
    return f"{scheme}://{host}:{port}"


def impatient(address: str, *, ca: str = "") -> Server:
    """Return a client that asks once."""
    return Server(url=address, ca=ca, pauses_seconds=())


@pytest.mark.slow
def test_a_client_told_whom_to_trust_signs_in_and_is_asked_to_stay_with_tls(
    encrypted: tuple[int, Certificate], monkeypatch: pytest.MonkeyPatch
) -> None:
    port, made = encrypted
    monkeypatch.setenv("SHEETLINE_CA", str(made.chain))
    assert Server(url=url(port)).post("/api/v1/session", CREDENTIALS)["token"]
    trusting = ssl.create_default_context(cafile=str(made.chain))
    for path in (b"/healthz", b"/nowhere", b"/api/v1/bridge/sync"):
        answer = asked(port, GET.replace(b"/healthz", path), context=trusting)
        assert b"strict-transport-security: max-age=31536000\r\n" in answer


@pytest.mark.slow
def test_a_client_told_nothing_refuses_before_it_sends_anything_and_says_what_to_do(
    encrypted: tuple[int, Certificate], monkeypatch: pytest.MonkeyPatch
) -> None:
    port, _ = encrypted
    monkeypatch.delenv("SHEETLINE_CA", raising=False)
    with pytest.raises(UntrustedError, match="SHEETLINE_CA") as refused:
        impatient(url(port)).post("/api/v1/session", CREDENTIALS)
    assert ADMIN_PASSWORD not in str(refused.value)


@pytest.mark.slow
def test_a_certificate_for_another_name_is_refused(encrypted: tuple[int, Certificate]) -> None:
    port, made = encrypted
    with pytest.raises(UntrustedError):
        impatient(url(port, host="localhost"), ca=str(made.chain)).get("/healthz")


@pytest.mark.slow
def test_nothing_is_answered_in_plain_on_an_encrypted_port(encrypted: tuple[int, Certificate]) -> None:
    with pytest.raises(UnreachableError):
        impatient(url(encrypted[0], scheme="http")).get("/healthz")


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
@pytest.mark.parametrize(
    ("version", "spoken"),
    [(ssl.TLSVersion.TLSv1_3, True), (ssl.TLSVersion.TLSv1_2, True), (ssl.TLSVersion.TLSv1_1, False)],
)
def test_tls_1_2_and_newer_are_spoken_and_nothing_older(
    encrypted: tuple[int, Certificate], version: ssl.TLSVersion, *, spoken: bool
) -> None:
    port, made = encrypted
    context = ssl.create_default_context(cafile=str(made.chain))
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = version
    if spoken:
        assert asked(port, GET, context=context).startswith(b"HTTP/1.1 200")
    else:
        with pytest.raises(ssl.SSLError):
            asked(port, GET, context=context)


def test_a_ca_file_that_is_not_there_trusts_nobody(tmp_path: Path) -> None:
    with pytest.raises(UntrustedError, match="SHEETLINE_CA"):
        impatient("https://127.0.0.1:1", ca=str(tmp_path / "none.pem")).get("/healthz")


@pytest.mark.parametrize(
    ("address", "is_open"),
    [
        (Address("127.0.0.1", 1), False),
        (Address("::1", 1), False),
        (Address(EVERYWHERE, 1), True),
        (Address("192.0.2.1", 1), True),
    ],
)
def test_listening_beyond_this_machine_without_tls_is_warned_of(address: Address, *, is_open: bool) -> None:
    assert address.is_open is is_open
    assert "--tls-cert" in UNENCRYPTED


def test_with_a_certificate_the_address_is_https_and_there_is_nothing_to_warn_of(tmp_path: Path) -> None:
    address = Address(EVERYWHERE, 8765, Certificate(tmp_path / "cert.pem", tmp_path / "key.pem"))
    assert address.url == f"https://{EVERYWHERE}:8765"
    assert not address.is_open
