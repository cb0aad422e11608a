"""Import what Europresse (Eureka, CEDROM-SNi) delivers as HTML, in the three forms since 2012.

*2012*: a table for each article, with a little markup: ``span.DocPublicationName`` the source, several ``span.DocHeader``
(section, weekday, date, page), ``span.TitreArticleVisu`` the headline; the author and the text are bare words between ``<br>``
and ``<p></p>``. *2014*: an ``article`` element each: ``header`` with the same classes, ``section`` with the text, ``aside`` with
captions and notes. *2019*: the same with ``rdp__`` classes: ``rdp__subtitle`` the deck, ``docAuthors`` or the last
``sm-margin-bottomNews`` the author, and ``apd-*``: where else the article was published.

Each article ends with its number, ``news·20250213·CPR·696469617``: kind, day, code of the source. Its day counts for more than
that of the header, which may be missing or wrong. Search terms are marked within words. The words of the header are in the
language of the interface (French, English), so they are recognised by form: date, “162 words”, page.

Sources of the forms: the readers of tm.plugin.europresse (R), EuroParser and Europresse_to_iramuteq (Python).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from selectolax.lexbor import LexborHTMLParser, LexborNode

from digest.importers.html_text import html_line, html_markdown
from digest.importers.imported import ExportFile, Import, ImportedArticle, Importer, with_places
from digest.importers.press_fields import (
    RIGHTS,
    Value,
    authors_of,
    calm,
    date_within,
    day_of_figures,
    fields_of,
    is_name_like,
    iso_date,
    split_page,
    with_crossheads,
)
from digest.vocabulary import countries

NUMBER = re.compile(
    r"(?<![^\W_])(?P<kind>[a-z]{2,12})(?P<sign>[^\w\s<>]{1,3})(?P<day>(?:19|20)\d{6})(?P=sign)(?P<code>[A-Z0-9_]{1,16})"
    r"(?P=sign)(?P<id>[\w-]{1,60})"
)
_PUBLICATION = re.compile(r"<span\s[^<>]{0,200}?class\s*=\s*[\"']?DocPublicationName\b", re.IGNORECASE)
_ARTICLE = re.compile(r"<article\b", re.IGNORECASE)
_TITLE_CLASS = re.compile(r"class\s*=\s*[\"']?[\w\s-]{0,80}?titreArticleVisu\b", re.IGNORECASE)
_ISSUE = re.compile(r"\s*,\s*(?:no|n[°ºo]s?|nr|num|núm|numéro|numero|issue|vol)\.?\s*[\d\s.,/-]{1,20}$", re.IGNORECASE)
_WORDS = re.compile(
    r"[\s,]*\b(?:\d{1,3}(?:[\s.,\xa0\u202f]\d{3})+|\d{1,6})\s?(?:mots?|words?|palabras?|wörter|parole|woorden|palavras)\b",
    re.IGNORECASE,
)
_NOTES = re.compile(r"\s*[^\W\d_]{3,20}\(s\)[^:]{0,30}:")  # Illustration(s) :, Note(s) :
_CUT_2012 = re.compile(r"<(?:br|p)\b[^<>]{0,200}>", re.IGNORECASE)
_BOLD_FONT = re.compile(
    r"<font\s[^<>]{0,100}?font-weight:\s*bold[^<>]{0,100}>(?P<words>[\s\S]{1,400}?)</font\s*>", re.IGNORECASE
)
_LONGEST_LINK = 200
_SHORTEST_DECK = 30  # a shorter line above a headline is a rubric


def _recognises(file: ExportFile) -> bool:
    text = file.text
    start = text[:400_000]
    return bool(
        _PUBLICATION.search(start) and _TITLE_CLASS.search(start) and ("DocHeader" in start or NUMBER.search(start))
    )


def _read(file: ExportFile) -> Import:
    text = file.text
    read, mark = (_article, _ARTICLE) if _ARTICLE.search(text) else (_article_of_2012, _PUBLICATION)
    starts = [found.start() for found in mark.finditer(text)]
    pieces = [
        text[start:end] for start, end in pairwise([*starts, len(text)])
    ]  # each by itself: end tags may be missing
    pieces = [piece for piece in pieces if _PUBLICATION.search(piece) or _TITLE_CLASS.search(piece)]
    return Import.of(read(piece, place) for place, piece in with_places(pieces, "article"))


def header_fields(header: str, rubric: str = "") -> dict[str, Value]:
    """Date, section and page of a header like ``France, jeudi 13 février 2025 162 mots, p. 3``, in any order."""
    line, page = split_page(_WORDS.sub("", header).strip(" ,-–"))
    found = date_within(line)
    date, before = (found[0], line[: found[1]]) if found else ("", line)
    if not page and found:  # the page follows the date directly
        page = split_page(line[found[2] :])[1]
    section = re.sub(r"[\s,]+$", "", before).strip(" ,•")
    if rubric and (not section or countries.is_country(countries.identify(section))):
        section = calm(rubric)
    return fields_of(date=date, section=section, page=page)


def source_of(name: str) -> str:
    """The name of a source without the number of its issue: ``La Croix, no. 43018``."""
    return _ISSUE.sub("", name.strip())


def numbered(text: str) -> tuple[str, str]:
    """The number of the document in ``text``, written with middle dots, and its day in ISO 8601."""
    found = NUMBER.search(text)
    if not found:
        return "", ""
    return "·".join((found["kind"], found["day"], found["code"], found["id"])), day_of_figures(found["day"])


# Since 2014.


def _article(html: str, place: str) -> ImportedArticle:
    tree = LexborHTMLParser(html)
    root = tree.css_first("article") or tree.root
    if root is None:
        return ImportedArticle(place=place)
    number, day = numbered(" ".join(_line(node) for node in root.css("[class*=lblNodoc], [id*=lblNodoc], footer")))
    name = root.css_first(".DocPublicationName")
    title = root.css_first(".titreArticleVisu")
    above, below = _around_title(root, title)
    body, url = _body(root)
    nodes = [*root.css(".rdp__subtitle"), *(node for node in _after(title) if node.tag == "p")]
    decks = list(dict.fromkeys(map(_line, nodes)))
    author = " ; ".join(_line(node) for node in root.css(".docAuthors"))
    if not author and below and is_name_like(below[-1]):
        author = below.pop()
    fields = {
        **header_fields(" ".join(_line(node) for node in root.css(".DocHeader")), above[0] if above else ""),
        **fields_of(
            title=_line(title),
            date=day,
            source=source_of(_first_line(name)),
            author=authors_of(author),
            summary=" ".join([*decks, *below]),
            url=url,
        ),
    }
    return ImportedArticle(place=place, id=number, fields=fields, text=body, also=tuple(_also(root)))


def _line(node: LexborNode | None) -> str:
    return "" if node is None else html_line(node.html or "")


def _first_line(node: LexborNode | None) -> str:
    """The words of ``node`` up to a line break."""
    if node is None:
        return ""
    return html_line(re.split(r"<br\b", node.html or "", maxsplit=1, flags=re.IGNORECASE)[0])


def _after(node: LexborNode | None) -> Iterator[LexborNode]:
    while node is not None and (node := node.next) is not None:
        yield node


def _around_title(root: LexborNode, title: LexborNode | None) -> tuple[list[str], list[str]]:
    """The lines of the header above the headline (rubrics) and below it (decks, the author)."""
    header = root.css_first("header") or root
    box = title
    while box is not None and box.parent is not None and box.parent != header:
        box = box.parent
    above: list[str] = []
    below: list[str] = []
    lines = above
    for node in header.iter():
        if box is not None and node == box:
            lines = below
        elif node.tag in ("div", "p") and not node.css_first(
            ".DocPublicationName, .DocHeader, .source-logo, .docAuthors"
        ):
            is_named = re.search(r"docAuthors|source-logo|rdp__Doc|subtitle", node.attributes.get("class") or "")
            if not is_named and (text := _line(node)):
                lines.append(text)
        elif node.tag == "section":
            break
    return above, below


def _body(root: LexborNode) -> tuple[str, str]:
    """The text of an article as Markdown, and the address that a paragraph of it links to as the original."""
    nested = {node.mem_id for node in root.css("[class*=DocText] .DocText")}
    nodes = [node for node in root.css(".DocText") or root.css("section") if node.mem_id not in nested]
    url = ""
    for node in nodes:
        for paragraph in node.css("p"):
            links = paragraph.css("a[href]")
            words = _line(paragraph) if len(links) == 1 else ""
            if 0 < len(words) <= _LONGEST_LINK and words == _line(links[0]) and not words.startswith("http"):
                address = links[0].attributes.get("href") or ""
                if address.startswith(("http://", "https://")):
                    url = url or address
                    paragraph.decompose()
        for furniture in node.css("aside, footer, .apd-wrapper, .Doc-LegalInfo, [class*=lblNodoc]"):
            furniture.decompose()
    return html_markdown(with_crossheads("".join(node.html or "" for node in nodes))), url


def _also(root: LexborNode) -> Iterator[str]:
    """Where else an article was published: ``Agence Lauze Presse, 2024-10-22``."""
    date = ""
    for node in root.css("[class*=apd-sources-date], [class*=source-name-APD]"):
        text = _line(node)
        if "date" in (node.attributes.get("class") or ""):
            date = iso_date(text) or (date_within(text) or ("",))[0]
        elif text:
            yield f"{text}, {date}" if date else text


# 2012.


def _article_of_2012(html: str, place: str) -> ImportedArticle:
    """An article without structure: its words between the marks of source, header and headline."""
    tree = LexborHTMLParser(html)
    number, day = numbered(html_line(html))
    headers = tree.css(".DocHeader")
    title = tree.css_first(".TitreArticleVisu")
    end = html.find("</span>", html.find(">", _class_at(html, "DocHeader", last=True)))
    at = _class_at(html, "TitreArticleVisu")
    start = _element_end(html, at) if at >= 0 else max(end, 0)
    head, blocks = _segments(html[start:])
    author, deck = "", ""
    if head and is_name_like(head[-1]):
        author, deck = head[-1], " ".join(head[:-1])
    else:
        blocks = [*(f"<p>{line}</p>" for line in head), *blocks]
    above = html_line(html[end:at]) if 0 <= end < at else ""
    fields = {
        **header_fields(" ".join(_line(node) for node in headers)),
        **fields_of(
            title=_line(title),
            date=day,
            source=source_of(_first_line(tree.css_first(".DocPublicationName"))),
            author=authors_of(author),
            summary=deck or (above if len(above) >= _SHORTEST_DECK else ""),
        ),
    }
    return ImportedArticle(place=place, id=number, fields=fields, text=html_markdown("".join(blocks)))


def _class_at(html: str, name: str, *, last: bool = False) -> int:
    """Where the first (or last) element of a class begins, or -1."""
    found = [
        one.start() for one in re.finditer(rf"<span\s[^<>]{{0,200}}?class\s*=\s*[\"']?{name}\b", html, re.IGNORECASE)
    ]
    return found[-1 if last else 0] if found else -1


def _element_end(html: str, at: int) -> int:
    """The end of the ``span`` that begins at ``at``."""
    depth = 0
    for tag in re.finditer(r"<(/?)span\b[^<>]{0,500}>", html[at:], re.IGNORECASE):
        depth += -1 if tag[1] else 1
        if depth <= 0:
            return at + tag.end()
    return len(html)


def _segments(html: str) -> tuple[list[str], list[str]]:
    """The lines between the headline and the first paragraph mark, and the paragraphs of the text as HTML."""
    marks = [*_CUT_2012.finditer(html), None]
    head: list[str] = []
    blocks: list[str] = []
    in_head = True
    done = 0
    for mark in marks:
        piece = html[done : mark.start() if mark else len(html)]
        words = html_line(piece)
        if RIGHTS.match(words) or _NOTES.match(words) or NUMBER.search(words) or "<table" in piece.lower():
            break
        if words and in_head:
            head.append(words)
        elif words:
            found = _BOLD_FONT.search(piece)
            is_crosshead = found is not None and html_line(found["words"]).split() == words.split()
            blocks.append(f"<h2>{found['words']}</h2>" if found and is_crosshead else f"<p>{piece}</p>")
        if mark is None:
            break
        if mark[0][1:2].lower() == "p" and head:
            in_head = False
        done = mark.end()
    return head, blocks


EUROPRESSE = Importer("Europresse delivery", _recognises, _read)
