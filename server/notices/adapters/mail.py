"""Mail over SMTP, never in the clear beyond this machine."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from typing import TYPE_CHECKING

from server.notices.rules.outcomes import Fate, Outcome

if TYPE_CHECKING:
    from server.config import MailSettings
    from server.notices.rules.letters import CardChange, Letter

TIMEOUT_SECONDS = 15.0
FOR_GOOD = 500


@dataclass(frozen=True)
class MailWay:
    """A mail server. The same letter again has the same Message-ID, by which mail programs show it once."""

    settings: MailSettings
    name: str = "mail"
    repeatable: bool = True
    trust: ssl.SSLContext | None = None

    def send(self, letter: Letter) -> Outcome:
        """Send to one address."""
        try:
            self._post(self._message(letter))
        except smtplib.SMTPRecipientsRefused as error:
            code = next((code for code, _ in error.recipients.values()), 0)
            fate = Fate.REFUSED if code >= FOR_GOOD else Fate.FAILED
            return Outcome(fate=fate, detail=f"邮件服务器不收 {letter.address} ({code})")
        except (smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError, ssl.SSLError) as error:
            return Outcome(fate=Fate.STOPPED, detail=f"登录不了邮件服务器 ({type(error).__name__})")
        except smtplib.SMTPResponseException as error:
            fate = Fate.REFUSED if error.smtp_code >= FOR_GOOD else Fate.FAILED
            return Outcome(fate=fate, detail=f"邮件服务器答复 {error.smtp_code}")
        except (OSError, smtplib.SMTPException) as error:
            return Outcome(fate=Fate.UNKNOWN, detail=f"邮件服务器没有答复 ({type(error).__name__})")
        return Outcome(fate=Fate.SENT)

    def change(self, change: CardChange) -> Outcome:
        """Say that a mail stays as it is."""
        return Outcome(fate=Fate.REFUSED, detail="邮件不能改")

    def _post(self, message: EmailMessage) -> None:
        server = self._connected()
        try:
            server.send_message(message)
        finally:
            with suppress(OSError, smtplib.SMTPException):  # how the parting goes changes nothing
                server.quit()
            server.close()

    def _connected(self) -> smtplib.SMTP:
        mail, trust = self.settings, self.trust or ssl.create_default_context()
        if mail.tls == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                mail.host, mail.port, timeout=TIMEOUT_SECONDS, context=trust
            )
        else:
            server = smtplib.SMTP(mail.host, mail.port, timeout=TIMEOUT_SECONDS)
        try:
            if mail.tls == "starttls":
                server.starttls(context=trust)
            if mail.user:
                server.login(mail.user, mail.password)
        except BaseException:
            server.close()
            raise
        return server

    def _message(self, letter: Letter) -> EmailMessage:
        message = EmailMessage()
        message["From"] = self.settings.sender
        message["To"] = letter.address
        message["Subject"] = " ".join(f"{letter.title} {dict(letter.rows).get('订单', '')}".split())
        message["Message-ID"] = f"<{letter.key}@{self.settings.sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content("\n\n".join(part for part in (letter.body, letter.link) if part))
        return message
