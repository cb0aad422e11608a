"""Articles as a book: EPUB 3.3 (https://www.w3.org/TR/epub-33/), with contents by topic and article.

The same articles give the same bytes. A book needs a time of its last change; it is that of the newest article, since when it was
written says nothing about what it contains.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from digest.dates import newest_first
from digest.export.select import Export, Exported, Part
from digest.export.text import facts
from digest.i18n import UNDETERMINED, Words, direction, words
from digest.pages.articles import dek_of

_VOID = frozenset("br hr col wbr".split())
_WEB = ("http://", "https://", "mailto:")
_BARE_RUBY = re.compile(r"<ruby[^<>]*>((?:(?!<rt|</?ruby).)*+)</ruby>", re.DOTALL)  # without a reading it is not valid
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # of a member of a zip
_CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="EPUB/book.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
_STYLE = """body { line-height: 1.45; margin: 0 5%; }
h1 { font-size: 1.5em; line-height: 1.2; margin: 1em 0 .4em; }
h2 { font-size: 1.15em; margin: 1.4em 0 .4em; }
h1, h2 { hyphens: manual; page-break-after: avoid; }
.facts, .source { font-size: .85em; margin: .2em 0; }
.dek { font-style: italic; margin: .6em 0 1em; }
blockquote { margin: 1em 1.5em; }
.note { margin: 1.4em 0; padding-left: .8em; border-left: 3px solid; }
table { border-collapse: collapse; }
td, th { border: 1px solid; padding: .2em .4em; vertical-align: top; }
nav li { margin: .3em 0; }
"""


def remarks(exported: Exported, interface: Words) -> str:
    """The editor's note and the highlights of an article, as HTML that is XML too, or an empty text."""
    _, article = interface.gettext, exported.article
    body = ""
    if article.note:
        paragraphs = "".join(f"<p>{_xml(paragraph)}</p>\n" for paragraph in article.note.split("\n\n"))
        body += f"<p><b>{_xml(_('Editor’s note'))}</b></p>\n{paragraphs}"
    if article.highlights:
        language = language_of(article.language)
        passages = "".join(
            f"<blockquote{language}><p>{_xml(passage)}</p></blockquote>\n" for passage in article.highlights
        )
        body += f"<p><b>{_xml(_('Highlighted'))}</b></p>\n{passages}"
    return f'<div class="note"{language_of(interface.language)}>\n{body}</div>\n' if body else ""


def write_book(file: Path, export: Export, title: str) -> None:
    """Writes a book called ``title`` to ``file``."""
    interface = words(export.settings.language)
    ordered = export.listed
    names = {one.slug: f"a{number}.xhtml" for number, one in enumerate(ordered, 1)}
    members = {
        "META-INF/container.xml": _CONTAINER,
        "EPUB/book.opf": _package(export, title, interface, [(names[one.slug], _properties(one)) for one in ordered]),
        "EPUB/nav.xhtml": _contents(title, interface, export, names),
        "EPUB/style.css": _STYLE,
    }
    with ZipFile(file, "w") as archive:
        _add(archive, "mimetype", "application/epub+zip", ZIP_STORED)
        for name, text in members.items():
            _add(archive, name, text, ZIP_DEFLATED)
        for one in ordered:
            _add(archive, f"EPUB/{names[one.slug]}", _article_page(one, interface), ZIP_DEFLATED)


def _add(archive: ZipFile, name: str, text: str, compression: int) -> None:
    member = ZipInfo(name, _EARLIEST)
    member.compress_type = compression
    member.external_attr = 0o644 << 16
    archive.writestr(member, text.encode("utf-8"))


def _package(export: Export, title: str, interface: Words, pages: Sequence[tuple[str, str]]) -> str:
    """The package document. ``pages`` are the names of the articles' pages and their properties."""
    settings = export.settings
    dates = sorted((one.article.date for one in export.articles if one.article.date), key=newest_first)
    year, month, day = dates[0].first_day() if dates else _EARLIEST[:3]
    known = "\n".join(f"{one.slug} {one.page}" for one in export.articles)
    number = uuid5(NAMESPACE_URL, f"{settings.base_url or ''} {settings.title} {title}\n{known}")
    languages = dict.fromkeys(
        [settings.language, *(one.article.language for one in export.articles if one.article.language != UNDETERMINED)]
    )
    named = "".join(f"<dc:language>{escape(tag)}</dc:language>\n" for tag in languages)
    items = "".join(
        f'<item id="p{number}" href="{page}" media-type="application/xhtml+xml"{properties}/>\n'
        for number, (page, properties) in enumerate(pages)
    )
    order = "".join(f'<itemref idref="p{number}"/>\n' for number in range(len(pages)))
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id"
 xml:lang="{escape(settings.language)}" dir="{interface.direction}">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">urn:uuid:{number}</dc:identifier>
<dc:title>{_xml(title)}</dc:title>
{named}<meta property="dcterms:modified">{year:04}-{month:02}-{day:02}T00:00:00Z</meta>
</metadata>
<manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="style" href="style.css" media-type="text/css"/>
{items}</manifest>
<spine page-progression-direction="{interface.direction}">
<itemref idref="nav"/>
{order}</spine>
</package>
"""


def _properties(exported: Exported) -> str:
    """A package has to name the pages with formulas."""
    return ' properties="mathml"' if "<math" in exported.article.html else ""


def _contents(title: str, interface: Words, export: Export, names: dict[str, str]) -> str:
    def entries(part: Part) -> Iterator[str]:
        for one in part.articles:
            label, tag = _xml(one.article.label), one.article.language
            yield f'<li><a href="{names[one.slug]}"{language_of(tag)}>{label}</a></li>\n'

    listed = "".join(
        f"<li><span>{_xml(part.heading)}</span>\n<ol>\n{''.join(entries(part))}</ol></li>\n"
        if part.heading
        else "".join(entries(part))
        for part in export.parts
    )
    heading = _xml(interface.gettext("Contents"))
    opening = "".join(f"<p>{_xml(paragraph)}</p>\n" for paragraph in export.opening)
    nav = f'<h1>{_xml(title)}</h1>\n{opening}<nav epub:type="toc" id="toc">\n<h2>{heading}</h2>\n<ol>\n{listed}</ol>\n</nav>\n'
    return _page(title, interface.language, nav)


def _article_page(exported: Exported, interface: Words) -> str:
    article = exported.article
    return _page(article.label, article.language, article_body(exported, xhtml(article.html), "h1", interface))


def article_body(exported: Exported, text: str, heading: str, interface: Words) -> str:
    """An article as HTML: its headline in the element ``heading``, facts, dek, ``text``, remarks and source."""
    article = exported.article
    own = language_of(interface.language)
    shown = " · ".join(facts(exported, interface))
    body = f"<{heading}>{_xml(article.label)}</{heading}>\n" if article.title else ""
    body += f'<p class="facts"{own}>{_xml(shown)}</p>\n'
    summary = dek_of(article)
    body += f'<p class="dek">{_xml(summary)}</p>\n' if summary else ""
    body += text + remarks(exported, interface)
    if address := exported.original:
        link = f'<a href="{escape(address)}">{_xml(address)}</a>'
        body += f'<p class="source"{own}>{_xml(interface.gettext("Original"))}: {link}</p>\n'
    return body


def _page(title: str, language: str, body: str) -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"{language_of(language)}>
<head><title>{_xml(title)}</title><link rel="stylesheet" href="style.css"/></head>
<body>
{body}</body>
</html>
"""


def language_of(tag: str) -> str:
    """The attributes of an element whose words are in the language ``tag``."""
    return f' lang="{escape(tag)}" xml:lang="{escape(tag)}" dir="{direction(tag)}"'


def _xml(text: str) -> str:
    """``text`` with the characters that XML does not allow left out, and its marks escaped."""
    return escape("".join(sign for sign in text if sign in "\t\n" or (sign >= " " and sign not in "\ufffe\uffff")))


class _Writer(HTMLParser):
    """Writes HTML as XML: elements closed, attributes quoted, links only to the web and within the article."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kept = [(name, value or "") for name, value in attrs]
        kept = [(name, value) for name, value in kept if name != "href" or value.startswith((*_WEB, "#"))]
        kept += [("xml:lang", value) for name, value in kept if name == "lang"]
        if tag == "math":
            kept.append(("xmlns", "http://www.w3.org/1998/Math/MathML"))
        given = "".join(f' {name}="{_xml(value)}"' for name, value in kept)
        self.parts.append(f"<{tag}{given}/>" if tag in _VOID else f"<{tag}{given}>")

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.parts.append(_xml(data))


def xhtml(html: str) -> str:
    """The safe HTML of an article as well-formed XML."""
    writer = _Writer()
    writer.feed(_BARE_RUBY.sub(r"\1", html))
    writer.close()
    return "".join(writer.parts)
