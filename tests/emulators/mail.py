"""A mail server on loopback that keeps what it is sent, and refuses what it is told to refuse."""

from __future__ import annotations

import email
import socketserver
import threading
from dataclasses import dataclass, field
from email.policy import SMTP
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator
    from email.message import EmailMessage


@dataclass
class Mail:
    """What arrived; `answers` holds what to say to the next commands of a verb in place of yes.

    With a `context` it encrypts: from the first byte (`at_once`), or when it is asked to.
    """

    messages: list[EmailMessage] = field(default_factory=list)
    answers: dict[str, list[str]] = field(default_factory=dict)
    context: ssl.SSLContext | None = None
    at_once: bool = False
    heard: list[str] = field(default_factory=list)

    def answer(self, verb: str) -> str:
        """Return what a command is answered."""
        planned = self.answers.get(verb, [])
        if planned:
            return planned.pop(0)
        if verb == "EHLO" and self.context and not self.at_once:
            return "250-mail.example.com\r\n250 STARTTLS"
        if verb == "STARTTLS":
            return "220 go on" if self.context else "502 not here"
        return {"DATA": "354 go on", "QUIT": "221 bye"}.get(verb, "250 ok")


class _Handler(socketserver.StreamRequestHandler):
    """Speaks SMTP with one client."""

    mail: Mail

    def handle(self) -> None:
        try:
            if self.mail.at_once:
                self._encrypt()
            self._talk()
        except OSError:  # the other side does not trust us, or left
            return
        finally:
            for each in (self.rfile, self.wfile, self.request):
                each.close()

    def _encrypt(self) -> None:
        assert self.mail.context
        self.request = self.mail.context.wrap_socket(self.request, server_side=True)
        self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", 0)

    def _talk(self) -> None:
        self._say("220 mail.example.com")
        for line in iter(lambda: self.rfile.readline(), b""):  # noqa: PLW0108 - it changes with encryption
            verb = line.decode().strip().upper().partition(" ")[0]
            answer = self.mail.answer(verb)
            self.mail.heard.append(verb)
            self._say(answer)
            if verb == "STARTTLS" and answer.startswith("220"):
                self._encrypt()
            if verb == "QUIT":
                return
            if verb == "DATA" and answer.startswith("354"):
                self._take()

    def _take(self) -> None:
        taken = iter(self.rfile.readline, b".\r\n")
        lines = [line.removeprefix(b".") if line.startswith(b"..") else line for line in taken]
        answer = self.mail.answer("END")
        if answer.startswith("250"):
            parsed = email.message_from_bytes(b"".join(lines), policy=SMTP)
            self.mail.messages.append(parsed)
        self._say(answer)

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


def serving(mail: Mail) -> Iterator[int]:
    """Serve on loopback; yields the port."""
    handler = type("Handler", (_Handler,), {"mail": mail})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()
