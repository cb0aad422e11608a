"""The text of a mail as lines, each with its links, without what mail programs and services put around it.

Layout tables are read as boxes. Lines above and below the text that speak of subscriptions and browsers are left out, and so is
what follows a signature mark (``-- ``, RFC 3676).
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from msgspec import Struct

from digest.importers.addresses import article_address, is_front_page
from digest.importers.html_text import html_line, html_markdown
from digest.importers.markdown_text import crosshead, joined, list_item, one_line, paragraph, quotation
from digest.importers.press_fields import text_markdown
from digest.readers.html_tree import Element

_WORDS = json.loads((Path(__file__).parent.parent / "data" / "mail_words.json").read_text("utf-8"))
_FOOTER = re.compile("|".join(re.escape(phrase) for words in _WORDS["footer"].values() for phrase in words.split(", ")))
FORWARDED = re.compile(
    rf"\A\s*(?:{'|'.join(_WORDS['forwarded'].split(', '))})\s?(?:\[\d+\])?\s?[:：]\s*", re.IGNORECASE
)
_TABLES = re.compile(r"<(?P<end>/?)(?:table|thead|tbody|tfoot|tr|td|th|center)\b", re.IGNORECASE)
_LEAVING = re.compile(
    r"unsubscri|optout|opt-out|desabonn|desinscri|abmeld|abbestell|afmeld|uitschrijv|disiscri|desuscri|darse-de-baja|/baja\b|/remove\?",
    re.I,
)
_SERVICE = re.compile(
    r"https?://(?:[\w-]+\.)?(?:facebook|twitter|x|instagram|linkedin|youtube|pinterest|whatsapp|tiktok|threads|bsky|google)\.[a-z.]{2,6}/",
    re.IGNORECASE,
)
_TINY = re.compile(
    r"(?:max-height|font-size|line-height)\s*:\s*[01](?:px|pt)?\s*(?:;|!|\Z)|opacity\s*:\s*0\s*(?:;|\Z)", re.IGNORECASE
)
_PREHEADER = re.compile(r"\b(?:preheader|preview-?text|mcnpreviewtext|hidden)\b", re.IGNORECASE)
_LINK = re.compile(r"(?<!\\)\[(?P<text>(?:\\.|[^\\\[\]])*)\]\((?P<address>[^()\s]*)\)")
_WRITERS = {"## ": crosshead, "> ": quotation, "- ": list_item}  # by the mark of a block
_PREFIX = re.compile(r"## |> |- |\d{1,9}\. ")
_EMPHASIS = re.compile(r"(?<!\\)\*{1,3}")
_ESCAPED = re.compile(r"\\([^\w\s])")
_LONGEST_FOOTER = 400  # characters of one paragraph
_EDGE = 4  # paragraphs at the top in which a notice may be
_ADDRESS_LINE = re.compile(r"(?P<label>[^<>\n]{0,60}?[:：»>]?)\s*<?(?P<address>https?://[^\s<>]+)>?\s*")


class Link(Struct, frozen=True):
    """A link: its words and the address of the article that it leads to (empty if to another page)."""

    text: str
    address: str


class Line(Struct, frozen=True, kw_only=True):
    """A line of a mail: ``text`` is plain, ``prefix`` its mark in Markdown (``## ``, ``- ``), ``paragraph`` its number."""

    text: str
    prefix: str = ""
    links: tuple[Link, ...] = ()
    paragraph: int = 0
    is_emphasised: bool = False
    is_bold: bool = False

    @property
    def is_heading(self) -> bool:
        return self.prefix == "## "

    def lead_link(self) -> Link | None:
        """The link with which the line begins."""
        return self.links[0] if self.links and self.text.startswith(self.links[0].text) else None


def html_lines(html: str) -> list[Line]:
    """The lines of a part in HTML."""
    written = html_markdown(_TABLES.sub(r"<\g<end>div", html), _is_hidden, is_rich=True)
    lines: list[Line] = []
    for number, block in enumerate(re.split(r"\n\n|\n(?=- )", written)):
        for row in block.split("\n"):
            mark = _PREFIX.match(row)
            line = _line(row[mark.end() :] if mark else row, mark[0] if mark else "", number)
            if line.text:
                lines.append(line)
    return _without_notices(lines)


def _is_hidden(element: Element) -> bool:
    return _TINY.search(element["style"][:2000]) is not None or _PREHEADER.search(element["class"][:500]) is not None


def _line(row: str, prefix: str, number: int) -> Line:
    links = tuple(
        Link(_plain(found["text"]), article_address(found["address"])) for found in _LINK.finditer(row[:20_000])
    )
    bare = row.strip()
    return Line(
        text=_plain(_LINK.sub(lambda found: found["text"], row)),
        prefix=prefix,
        links=tuple(link for link in links if link.text),
        paragraph=number,
        is_emphasised=bare.startswith("*") and bare.endswith("*"),
        is_bold=bare.startswith("**") and bare.endswith("**"),
    )


def _plain(row: str) -> str:
    return html_line(_ESCAPED.sub(r"\1", _EMPHASIS.sub("", row)).replace("<", "&lt;"))


def text_lines(text: str) -> list[Line]:
    """The lines of a plain part, without its signature. A line of only an address is a link."""
    body = re.split(r"(?m)^-- ?$", text, maxsplit=1)
    if body[0].strip():
        text = body[0]
    lines: list[Line] = []
    number = 0
    for row in text.split("\n"):
        if not row.strip():
            number += 1
            continue
        found = _ADDRESS_LINE.fullmatch(row.strip())
        link = (Link(found["label"], article_address(found["address"])),) if found else ()
        lines.append(Line(text=one_line(row), links=link, paragraph=number))
    return _without_notices(lines)


def plain_markdown(lines: list[Line]) -> str:
    """Lines of a plain part as Markdown: wrapped lines are joined."""
    parts: list[str] = []
    for number, line in enumerate(lines):
        parts += ["\n\n" if number and line.paragraph != lines[number - 1].paragraph else "\n", line.text]
    return text_markdown("".join(parts))


def rich_markdown(lines: list[Line]) -> str:
    """Lines of a part in HTML as Markdown, without links and emphasis."""
    return joined(
        _WRITERS[line.prefix](line.text) if line.prefix in _WRITERS else line.prefix + paragraph(line.text)
        for line in lines
    )


def _without_notices(lines: list[Line]) -> list[Line]:
    """``lines`` without notices about the subscription; what follows one near the end is the rest of the notice."""
    total = sum(len(line.text) for line in lines)
    passed = 0
    kept: list[Line] = []
    for line in lines:
        passed += len(line.text)
        can_leave = any(_LEAVING.search(link.address) for link in line.links)
        if not can_leave and not _says_notice(line):
            kept.append(line)
        elif kept and (4 * passed > 3 * total or (can_leave and 2 * passed > total)):
            break
        elif not can_leave and line.paragraph > _EDGE:
            kept.append(line)
    return kept


def _says_notice(line: Line) -> bool:
    return (
        len(line.text) <= _LONGEST_FOOTER
        and not line.is_heading
        and _FOOTER.search(line.text.casefold().replace("’", "'")) is not None
    )


def leads_to_article(link: Link) -> bool:
    """Whether a link has an address of more than a site, and not of a service for sharing or searching."""
    return bool(link.address) and not is_front_page(link.address) and not _SERVICE.match(link.address)
