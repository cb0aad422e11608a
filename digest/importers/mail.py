"""Mails (RFC 5322, MIME: RFC 2045 to 2047): single ones, and mailboxes (mbox, RFC 4155, with quoted “From” lines).

A mail is one article, named by its subject, or it announces several (``mail_items``). Its sender is the source and its date, the
day as written, that of the article; in a forwarded mail, those of the mail within. HTML is preferred to plain text, because it
has headings. Attached files are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from email import message_from_bytes
from email.message import Message
from email.utils import parseaddr

from msgspec import Struct

from digest.importers.addresses import host_of, same_site
from digest.importers.excerpts import is_more, squeezed, without_notices
from digest.importers.imported import ExportFile, Import, ImportedArticle, Importer, Refused, titled, with_places
from digest.importers.mail_items import Item, alert_items, html_items, text_items
from digest.importers.mail_parts import header, parts_of
from digest.importers.mail_text import (
    FORWARDED,
    Line,
    html_lines,
    leads_to_article,
    plain_markdown,
    rich_markdown,
    text_lines,
)
from digest.importers.markdown_text import one_line
from digest.importers.press_fields import authors_of, fields_of, is_name_like
from digest.importers.records import read_date

_START = 100_000  # bytes in which the header ends
_HEADER = re.compile(rb"(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*)+", re.MULTILINE)
_NAME = re.compile(rb"^([!-9;-~]+):", re.MULTILINE)
_SENT = frozenset({b"message-id", b"received", b"return-path", b"delivered-to"})
_SAVED_PAGE = re.compile(rb"^(?:snapshot-content-location:|from:\s*\"?<?saved by )", re.IGNORECASE | re.MULTILINE)
_BEGINS = re.compile(rb"^From [^\n]*\d\d:\d\d[^\n]*\n(?=>?[!-9;-~]+:)", re.MULTILINE)
_QUOTED_FROM = re.compile(rb"^>(?=>*From )", re.MULTILINE)
_APPLE = re.compile(rb"\A\s*(\d{1,9})\s*\n")
_NO_SUBJECT = re.compile(
    r"\A\W*(?:no subject|sans objet|aucun objet|kein betreff|sin asunto|nessun oggetto|sem assunto|geen onderwerp)\W*\Z",
    re.I,
)
_LIST_NAME = re.compile(r"\A\[[^\[\]]{1,40}\]\s*")
_OF_SENDER = re.compile(
    r"\s*(?:[-–—|:,(]\s*)?\b(?:(?:l[ae]|the|our|die|der|de|el|il|het)\s+)?(?:newsletters?|infolettre|e-?mails?)\)?\s*\Z",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"[*\s]*(?P<label>[^\W\d_][^:\n<>@]{0,24}?)\s?:[*\s]*(?P<value>\S.*)")
_MOST_MAILS = 100_000
_LARGEST = 30_000_000  # bytes of one mail
_TOP = 12  # lines in which the headline of a mail may be


class _Facts(Struct, frozen=True, kw_only=True):
    """What the header of a mail states."""

    subject: str
    sender: str
    host: str
    date: str


# The files.


def _head(data: bytes) -> bytes:
    """The header of the mail in ``data``; empty if it does not begin with one."""
    start = data[:_START].replace(b"\r\n", b"\n")
    found = _HEADER.match(start)
    return found[0] if found and start[found.end() : found.end() + 1] in (b"\n", b"") else b""


def _is_mail(file: ExportFile) -> bool:
    head = _head(_bare(file.data))
    names = {name.lower() for name in _NAME.findall(head)}
    is_sent = bool(names & _SENT) or {b"mime-version", b"to"} <= names
    return b"from" in names and bool(names & {b"subject", b"date"}) and is_sent and not _SAVED_PAGE.search(head)


def _is_mailbox(file: ExportFile) -> bool:
    return _BEGINS.match(file.data[:_START].lstrip(b"\xef\xbb\xbf\r\n")) is not None


def _bare(data: bytes) -> bytes:
    """The mail in ``data``, which Apple's program puts between its length and a property list."""
    data = data.lstrip(b"\xef\xbb\xbf\r\n")
    found = _APPLE.match(data)
    return data[found.end() : found.end() + int(found[1])] if found else data


def _read_mail(file: ExportFile) -> Import:
    return _import([("message", _bare(file.data))])


def _read_mailbox(file: ExportFile) -> Import:
    data = file.data.lstrip(b"\xef\xbb\xbf\r\n")
    starts = list(_BEGINS.finditer(data))[:_MOST_MAILS]
    ends = [found.start() for found in starts[1:]] + [len(data)]
    places = with_places(list(zip(starts, ends, strict=True)), "message")
    return _import((place, _QUOTED_FROM.sub(b"", data[found.end() : end])) for place, (found, end) in places)


def _import(mails: Iterable[tuple[str, bytes]]) -> Import:
    articles: list[ImportedArticle | Refused] = []
    for place, data in mails:
        try:
            articles += list(_articles(message_from_bytes(data[:_LARGEST]), place))
        except RecursionError:
            articles.append(Refused(place=place, reason="Its parts are nested too deeply."))
    return Import.of(articles)


# One mail.


def _articles(message: Message, place: str) -> Iterator[ImportedArticle | Refused]:
    """The articles of a mail, and of mails attached to it."""
    html, plain, attached, is_cut = parts_of(message)
    facts = _facts(message)
    where = titled(place, facts.subject)
    if is_cut:
        yield Refused(place=where, reason="The file ends within it.")
        return
    if items := alert_items(html):
        yield from _of_items(items, facts, place)
        return
    lines = html_lines(html) if html else []
    is_html = sum(len(line.text) for line in lines) > 20
    plain_lines = text_lines(plain)
    lines = lines if is_html else plain_lines
    facts, lines = _forwarded(facts, lines)
    if items := (html_items(lines, facts.subject) if is_html else []) or text_items(_forwarded(facts, plain_lines)[1]):
        yield from _of_items(items, facts, place)
    elif any(map(str.isalnum, "".join(line.text for line in lines))):
        yield _one_article(lines, facts, place, is_html=is_html)
    elif not attached:
        yield Refused(place=where, reason="It has no text.")
    for number, one in enumerate(attached, 1):
        yield from _articles(one, f"{place}, attached message {number}")


def _of_items(items: list[Item], facts: _Facts, place: str) -> Iterator[ImportedArticle]:
    for at, item in with_places(items, "item"):
        host = host_of(item.url)
        source = item.source or (facts.sender if same_site(host, facts.host) else host)
        fields = fields_of(title=item.title, date=item.date, source=source, url=item.url, summary=item.summary)
        yield ImportedArticle(place=f"{place}, {at}", fields=fields, text=item.text)


def _one_article(lines: list[Line], facts: _Facts, place: str, *, is_html: bool) -> ImportedArticle:
    at = next((number for number, line in enumerate(lines[:_TOP]) if _is_headline(line, facts.subject)), -1)
    title = lines[at].text if at >= 0 else facts.subject
    links = [link for line in (lines[at : at + 1] if at >= 0 else []) for link in line.links]
    body = lines[at + 1 :] if len(lines) > at + 1 else lines
    if at < 0:
        while len(body) > 1 and (link := body[0].lead_link()) and len(body[0].text) <= len(link.text) + 3:
            body = body[1:]  # the name of the paper, buttons
    author: str | tuple[str, ...] = ""
    if is_html and len(body) > 1 and at >= 0 and _is_author(body[0], body[1]):
        author, body = authors_of(body[0].text), body[1:]
    links += [link for line in body for link in line.links if is_more(link.text)]
    text = rich_markdown(body) if is_html else plain_markdown(body)
    fields = fields_of(
        title="" if _NO_SUBJECT.match(title) else title,
        date=facts.date,
        source=facts.sender,
        author=author,
        url=next((link.address for link in links if leads_to_article(link)), ""),
    )
    blocks = without_notices(text.split("\n\n"), title, facts.sender)
    return ImportedArticle(place=place, fields=fields, text="\n\n".join(blocks))


def _is_headline(line: Line, subject: str) -> bool:
    """Whether a line repeats the subject, or is a heading of which the subject has the words."""
    one, other = squeezed(line.text), squeezed(subject)
    return bool(one) and (one == other or (line.is_heading and len(one) > 12 and (one in other or other in one)))


def _is_author(line: Line, following: Line) -> bool:
    """Whether a line below the headline is only a name."""
    words = line.text.split()
    is_short = (
        2 <= len(words) <= 5 and not line.is_heading and all(word[0].isupper() or len(word) < 4 for word in words)
    )
    return is_short and is_name_like(line.text) and len(following.text) > 2 * len(line.text)


def _facts(message: Message) -> _Facts:
    name, address = _sender(header(message, "from"))
    host = address.rpartition("@")[2].lower().strip("<> ")
    sender = _OF_SENDER.sub("", one_line(name).strip("'\" "))
    subject = header(message, "subject")
    while (bare := FORWARDED.sub("", subject)) != subject:
        subject = bare
    if any(name.lower() in ("list-id", "mailing-list") for name in message):
        subject = _LIST_NAME.sub("", subject) or subject
    date = read_date(header(message, "date"))
    return _Facts(subject=subject, sender=host if "@" in sender or not sender else sender, host=host, date=date)


def _sender(text: str) -> tuple[str, str]:
    """The name and the address of a sender; a decoded name may have commas that no quotation marks protect."""
    found = re.fullmatch(r"\s*\"?([^<>\"]*?)\"?\s*<([^<>\s]*)>.{0,100}", text)
    return (found[1], found[2]) if found else parseaddr(text)


def _forwarded(facts: _Facts, lines: list[Line]) -> tuple[_Facts, list[Line]]:
    """The facts and text of the mail within a forwarded one: labelled lines with its sender, date and subject precede it."""
    for first, line in enumerate(lines[:40]):
        labelled = [found for one in lines[first : first + 6] if (found := _LABELLED.fullmatch(one.text))]
        count = next((n for n, one in enumerate(lines[first : first + 6]) if not _LABELLED.fullmatch(one.text)), 6)
        if count < 3 or "@" not in lines[first].text or not _LABELLED.fullmatch(line.text):
            continue
        values = [found["value"] for found in labelled[:count]]
        name, address = _sender(values[0].replace("[mailto:", "<").replace("]", ">"))
        date = next(filter(None, map(read_date, values[1:])), "")
        inner = _Facts(
            subject=next((one for one in values[1:] if squeezed(one) == squeezed(facts.subject)), facts.subject),
            sender=_OF_SENDER.sub("", one_line(name)) or host_of(f"https://{address.rpartition('@')[2]}/"),
            host=address.rpartition("@")[2].lower(),
            date=date or facts.date,
        )
        return inner, lines[first + count :]
    return facts, lines


MAIL = Importer(name="mail", recognises=_is_mail, read=_read_mail)
MAILBOX = Importer(name="mailbox", recognises=_is_mailbox, read=_read_mailbox)
