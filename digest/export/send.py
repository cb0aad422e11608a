"""Sends a mail through the SMTP server that ``mail:`` in digest.yml names, always encrypted.

The password is in no file: it comes from the environment. Recipients do not see each other: they are named to the server, not in
the message (RFC 5321, section 3.3, as “blind carbon copy”).

Rejected: sending without encryption, which shows the password to the network; a password in digest.yml, which is shared.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Mapping

from digest.config import MailSettings
from digest.errors import Fatal, problem

PASSWORD = "DIGEST_MAIL_PASSWORD"  # noqa: S105 - the name of an environment variable
_SECONDS = 30  # to wait for an answer of the server
_HINTS = {
    smtplib.SMTPAuthenticationError: f"Check “user” of “mail” in digest.yml and the password in {PASSWORD}.",
    smtplib.SMTPRecipientsRefused: "Check “to” of “mail” in digest.yml.",
    smtplib.SMTPSenderRefused: "Check “from” of “mail” in digest.yml.",
    smtplib.SMTPNotSupportedError: "Use a server that offers STARTTLS, or “security: tls” and its port, usually 465.",
    ssl.SSLCertVerificationError: "Use the name of the server that its certificate is for.",
}
_HINT = "Check “host”, “port” and “security” of “mail” in digest.yml, and the network."


def send(message: bytes, settings: MailSettings, environment: Mapping[str, str]) -> None:
    """Sends ``message`` to all recipients of ``settings``. Raises Fatal, with nobody having got it, if the server cannot be
    reached or refuses it, or with the refused addresses if it refuses some of them.
    """
    password = environment.get(PASSWORD, "")
    if settings.user and not password:
        hint = f"Put it into the environment variable {PASSWORD}."
        raise Fatal(problem("mail-failed", f"There is no password for “{settings.user}” at {settings.host}.", hint))
    context = ssl.create_default_context()
    try:
        with _connection(settings, context) as server:
            if not settings.tls:
                server.starttls(context=context)
            if settings.user:
                server.login(settings.user, password)
            refused = server.sendmail(settings.sender, list(settings.recipients), message)
    except (OSError, smtplib.SMTPException) as error:
        hint = next((text for kind, text in _HINTS.items() if isinstance(error, kind)), _HINT)
        said = f"{settings.host}:{settings.port} did not take the mail: {_reason(error)}."
        raise Fatal(problem("mail-failed", said, hint)) from error
    if refused:
        named = ", ".join(refused)
        raise Fatal(problem("mail-failed", f"The mail was sent, but not to {named}, which the server refuses.", _HINT))


def _connection(settings: MailSettings, context: ssl.SSLContext) -> smtplib.SMTP:
    if settings.tls:
        return smtplib.SMTP_SSL(settings.host, settings.port, timeout=_SECONDS, context=context)
    return smtplib.SMTP(settings.host, settings.port, timeout=_SECONDS)


def _reason(error: Exception) -> str:
    """What went wrong, in one line, without the full stop that some servers add."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "it refuses " + ", ".join(error.recipients)
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        return f"{error.smtp_code} {' '.join(text.split())}".rstrip(".")
    strerror = getattr(error, "strerror", None)
    return str(strerror or error or type(error).__name__).rstrip(".")
