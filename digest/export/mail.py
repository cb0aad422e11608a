"""Articles as a mail: an ``.eml`` file with a text and an HTML part, which mail programs open as a draft.

The HTML is what mail programs show alike: tables and styles at each element, no script, no picture, nothing that is loaded.
Headers are written by the standard library, which encodes any headline; a line end in one is not possible.
"""

from __future__ import annotations

from collections.abc import Iterator
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import localtime, make_msgid
from html import escape

from digest.export.book import remarks
from digest.export.select import Export, Exported
from digest.export.text import dek, facts, text_lines
from digest.i18n import Words, clip, direction, words

_WRAP = "overflow-wrap:anywhere"  # a headline may be an address
# For mail programs that show mails dark; in others the styles at the elements hold.
_SCHEMES = """<meta name="color-scheme" content="light dark">
<style>@media (prefers-color-scheme: dark) { .m { background: #161616 !important; color: #e8e8e8 !important; }
.f { color: #b0b0b0 !important; } }</style>
"""
_FONT = "font-family:Georgia,'Times New Roman',serif"
_MOST_SUBJECT = 200  # characters


def mail(export: Export, title: str, *, sender: str = "") -> bytes:
    """The mail of the articles of ``export``, with ``title`` as its subject.

    With ``sender``, a mail address, it is ready to be sent: from there, to there, now. Without, it is a draft, and the same
    articles give the same bytes.
    """
    interface = words(export.settings.language)
    message = EmailMessage(policy=SMTP)
    message["Subject"] = subject(title)
    if sender:
        message["From"] = message["To"] = Address(addr_spec=sender)
        message["Date"] = localtime()
        message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    else:
        message["X-Unsent"] = "1"  # Outlook opens it as a draft
    message.set_content("\n".join(text_lines(export, title)))
    message.add_alternative("".join(_html(export, title, interface)), subtype="html")
    message["Content-Language"] = interface.language
    message.set_boundary("=_digest_mail")  # a boundary by chance would differ each time
    return message.as_bytes()


def subject(title: str) -> str:
    """``title`` as the value of a header: one line, without control characters, and with nothing that would be taken for an
    encoded word (RFC 2047), which begins with ``=?``.
    """
    line = "".join(sign if sign.isprintable() else " " for sign in title)
    return clip(" ".join(line.split()).replace("=?", "= ?"), _MOST_SUBJECT)


def _html(export: Export, title: str, interface: Words) -> Iterator[str]:
    yield f'<!DOCTYPE html>\n<html lang="{interface.language}" dir="{interface.direction}">\n'
    yield f'<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">\n{_SCHEMES}'
    yield f"<title>{escape(title)}</title></head>\n"
    yield '<body class="m" style="margin:0;padding:16px;background:#ffffff;color:#1a1a1a">\n'
    yield '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:640px;margin:0 auto">\n'
    yield f'<tr><td><h1 style="{_FONT};font-size:26px;line-height:1.2;margin:0 0 8px;{_WRAP}">{escape(title)}</h1>\n'
    for paragraph in export.opening:
        yield f'<p style="{_FONT};font-size:16px;line-height:1.45;margin:8px 0">{escape(paragraph)}</p>\n'
    yield "</td></tr>\n"
    for part in export.parts:
        if part.heading:
            yield (
                f'<tr><td><h2 style="{_FONT};font-size:15px;margin:24px 0 4px;padding-top:6px;border-top:2px solid">'
                f"{escape(part.heading)}</h2></td></tr>\n"
            )
        for one in part.articles:
            yield _entry(one, interface)
    yield "</table>\n</body>\n</html>\n"


def _entry(exported: Exported, interface: Words) -> str:
    article = exported.article
    label, link, beginning = escape(article.label), exported.public_page or exported.original, dek(exported)
    head = f'<a class="m" href="{escape(link)}" style="color:#1a1a1a">{label}</a>' if link else label
    shown = escape(" · ".join(facts(exported, interface)))
    weight = "bold" if article.title else "normal"
    language = f'lang="{escape(article.language)}" dir="{direction(article.language)}"'
    top = f"{_FONT};font-size:18px;line-height:1.25;font-weight:{weight};margin:0;{_WRAP}"
    text = f"{_FONT};font-size:15px;line-height:1.45;margin:3px 0;{_WRAP}"
    return (
        f'<tr><td style="padding:10px 0"><h3 {language} style="{top}">{head}</h3>\n'
        '<p class="f" style="font-family:Arial,sans-serif;font-size:13px;color:#595959;margin:3px 0">'
        f"{shown}</p>\n"
        + (f'<p {language} style="{text}">{escape(beginning)}</p>\n' if beginning else "")
        + (
            f'<div style="{text};padding:0 10px;border-inline-start:3px solid">\n{noted}</div>\n'
            if (noted := remarks(exported, interface))
            else ""
        )
        + "</td></tr>\n"
    )
