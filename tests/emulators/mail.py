"""A mail server on loopback that keeps what it is sent, and refuses what it is told to refuse."""

from __future__ import annotations

import email
import socketserver
import threading
from dataclasses import dataclass, field
from email.policy import SMTP
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage


@dataclass
class Mail:
    """What arrived; `answers` holds what to say to the next commands of a verb in place of yes."""

    messages: list[EmailMessage] = field(default_factory=list)
    answers: dict[str, list[str]] = field(default_factory=dict)

    def answer(self, verb: str) -> str:
        """Return what a command is answered."""
        planned = self.answers.get(verb, [])
        if planned:
            return planned.pop(0)
        return {"DATA": "354 go on", "QUIT": "221 bye"}.get(verb, "250 ok")


class _Handler(socketserver.StreamRequestHandler):
    """Speaks SMTP with one client."""

    mail: Mail

    def handle(self) -> None:
        self._say("220 mail.example.com")
        for line in iter(self.rfile.readline, b""):
            verb = line.decode().strip().upper().partition(" ")[0]
            answer = self.mail.answer(verb)
            self._say(answer)
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
