"""Import what Factiva (Dow Jones) has delivered: HTML and RTF in two forms each, and the XML that it offered until about 2012.

*Indexed*: a table of two columns for each article, codes and values: ``HD`` headline, ``BY`` author, ``PD`` date, ``ET`` hour,
``SN`` source, ``SE`` section, ``PG`` page, ``LA`` language, ``LP`` lead, ``TD`` text, ``NS`` subjects (``code : Name | …``),
``AN`` number. The codes are the same in every language; in scripts from right to left they are the right column.

*Article*: unlabelled lines in a fixed order: section, headline, author, “169 words”, date, hour, source, code of the source,
page, language, copyright; section, author, hour and page may be absent. Then the text and “Document” with the number.

*XML*: ``ppsarticle/article`` with named elements.

Words, names of months and languages are in the language of the interface. Sources of the forms: the readers of tm.plugin.factiva
(R), factiva_parser and Factiva-RTF-output-to-XML (Python), and Zotero's translator.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from xml.etree.ElementTree import Element

from msgspec import Struct
from selectolax.lexbor import LexborHTMLParser, LexborNode

from digest.importers.html_text import html_line, html_markdown
from digest.importers.imported import ExportFile, Import, ImportedArticle, Importer, Refused, with_places
from digest.importers.markdown_text import crosshead, joined, paragraph
from digest.importers.press_fields import (
    RIGHTS,
    authors_of,
    fields_of,
    iso_date,
    language_of,
    text_markdown,
    with_crossheads,
)
from digest.importers.word_files import Line, read_rtf
from digest.importers.xml_text import parse_xml, words_of

_ARTICLE = re.compile(r"<div\b[^<>]{0,200}?\bclass\s*=\s*[\"']?article\s+(?:\w\w)?\w*Article\b", re.IGNORECASE)
_CODES = frozenset(
    "HD BY CR WC PD ET SN SC ED PG VOL LA CY LP TD CT RF CO IN NS RE IPC IPD PUB AN SE CLM ART DLN GC VIDEO".split()
)
_NUMBER = re.compile(r"[^\W\d_]{2,12}\.?\s+(?P<number>[A-Za-z0-9]{1,12}?0{2,4}(?:19|20)\d{6}\w{4,14})")
_COUNT = re.compile(r"\d[\d.,\s\xa0\u202f]{0,12}\s?[^\W\d_]{1,14}\.?")
_HOUR = re.compile(r"\d{1,2}[:.h]\d{2}(?:[:.]\d{2})?\s*(?:[AaPp]\.?\s?[Mm]\.?)?(?:\s\w{2,4})?")
_CODE = re.compile(r"[A-Z][A-Z0-9]{1,9}")
_LONGEST_CROSSHEAD = 120
_ENOUGH = 500_000  # bytes of a file to recognise it


class _Part(Struct, frozen=True):
    """A line in front of the text, and what its markup says: ``headline``, ``author`` or nothing."""

    text: str
    mark: str = ""


# Indexed articles.


def _coded(values: Mapping[str, str], text: str, place: str) -> ImportedArticle:
    """An article of codes and their values as plain text."""
    number = values.get("AN", "").split()[-1:]
    fields = fields_of(
        title=values.get("HD"),
        date=iso_date(values.get("PD", "")),
        source=values.get("SN"),
        author=authors_of(values.get("BY", "")),
        language=language_of(values.get("LA", "")),
        section=values.get("SE") or values.get("CLM"),
        page=values.get("PG"),
        topics=tuple(dict.fromkeys(_names(values.get("NS", "")))),
    )
    return ImportedArticle(place=place, id="".join(number), fields=fields, text=text)


def _names(codes: str) -> Iterator[str]:
    """The names in ``code : Name | code : Name``."""
    for part in codes.split("|"):
        code, colon, name = part.partition(":")
        yield (name if colon else code).strip()


# Articles of unlabelled lines.


def _unlabelled(parts: Sequence[_Part], text: str, number: str, place: str) -> ImportedArticle:
    """An article whose ``parts`` have the fixed order: the count of words and the date tell which is which."""
    lines = [part.text for part in parts]
    dated = next((n for n, line in enumerate(lines) if iso_date(line) and not _CODE.fullmatch(line)), len(lines))
    counted = next((n for n in range(dated - 1, -1, -1) if _COUNT.fullmatch(lines[n])), dated)
    head = parts[:counted]
    title = next((n for n, part in enumerate(head) if part.mark == "headline"), None)
    if title is None:
        title = 1 if len(head) > 2 else 0
    authors = [part.text for part in head[title + 1 :]]
    marked = [part.text for part in head if part.mark == "author"]
    rest = list(lines[dated + 1 :])
    if rest and _HOUR.fullmatch(rest[0]):
        rest.pop(0)
    source, code, page, language = rest[0] if rest else "", "", "", ""
    for line in rest[1:]:
        if RIGHTS.match(line):
            break
        if not code and _CODE.fullmatch(line):
            code = line
        elif found := language_of(line):
            language = found
        elif any(sign.isdigit() for sign in line) or len(line) <= 4:
            page = page or line
    fields = fields_of(
        title=head[title].text if title < len(head) else "",
        date=iso_date(lines[dated]) if dated < len(lines) else "",
        source=source,
        author=authors_of((marked or authors[-1:] or [""])[0]),
        language=language,
        section=head[title - 1].text if title and title <= len(head) else "",
        page=page,
    )
    return ImportedArticle(place=place, id=number, fields=fields, text=text)


# HTML.


def _recognises_html(file: ExportFile) -> bool:
    text = file.text[:300_000]
    if not _ARTICLE.search(text):
        return False
    return "factiva" in text.lower() or "articleParagraph" in text or re.search(r"<b>\s*HD\s*</b>", text) is not None


def _read_html(file: ExportFile) -> Import:
    text = file.text
    starts = [found.start() for found in _ARTICLE.finditer(text)]
    found = []
    pieces = list(pairwise([*starts, len(text)]))
    for place, (start, end) in with_places(pieces, "article"):  # each by itself: end tags may be missing
        root = LexborHTMLParser(text[start:end]).css_first("div")
        if root is None:
            continue
        rows = {code: cell for row in root.css("tr") for code, cell in _row(row)}
        if len(rows) > 1:
            values = {code: html_line(cell.html or "") for code, cell in rows.items()}
            blocks = [html_markdown(with_crossheads(_contents(rows[code]))) for code in ("LP", "TD") if code in rows]
            found.append(_coded(values, joined(blocks), place))
        else:
            found.append(_html_article(root, place))
    return Import.of(found)


def _contents(node: LexborNode) -> str:
    return "".join(child.html or "" for child in node.iter(include_text=True))


def _row(row: LexborNode) -> Iterator[tuple[str, LexborNode]]:
    """The code and the cell of its value of a row of the index."""
    cells = [cell for cell in row.iter() if cell.tag in ("td", "th")]
    if len(cells) == 2:
        for cell, other in (cells, reversed(cells)):
            code = cell.text().replace("\xa0", " ").strip()
            if code in _CODES and "index" in (cell.attributes.get("class") or "index"):
                yield code, other
                return


def _html_article(root: LexborNode, place: str) -> ImportedArticle:
    parts: list[_Part] = []
    body: list[str] = []
    number = ""
    for node in root.iter():
        text = html_line(node.html or "")
        if found := _NUMBER.fullmatch(text):
            number = found["number"]
        elif node.tag == "div" and not body:
            parts += [_Part(text, _mark(node))] if text else []
        elif text and (node.tag != "p" or parts):
            body.append(node.html or "")
    return _unlabelled(parts, html_markdown(with_crossheads("".join(body))), number, place)


def _mark(node: LexborNode) -> str:
    if "author" in (node.attributes.get("class") or ""):
        return "author"
    is_headline = node.attributes.get("id") == "hd" or node.css_first("[class$=Headline]") is not None
    return "headline" if is_headline else ""


# RTF.


def _recognises_rtf(file: ExportFile) -> bool:
    lines = read_rtf(file.data[:_ENOUGH]) or []
    numbered = any(_NUMBER.fullmatch(line.text.strip()) for line in lines)
    coded = sum(bool(_cells(line)[0]) for line in lines)
    return numbered or coded >= 4


def _read_rtf(file: ExportFile) -> Import:
    lines = read_rtf(file.data) or []
    documents: list[list[Line]] = [[]]
    numbers: list[str] = []
    for line in lines:
        code, value = _cells(line)
        if code == "HD" and any(_cells(one)[0] == "HD" for one in documents[-1]):
            documents.append([])
            numbers.append("")
        documents[-1].append(line)
        if found := _NUMBER.fullmatch(line.text.strip() if code != "AN" else value):
            numbers.append(found["number"])
            documents.append([])
    if len(documents) > len(numbers):
        last = documents.pop()  # the summary of the search, unless the file is cut off
        if any(_COUNT.fullmatch(line.text.strip()) for line in last) and not any(
            "Factiva" in line.text for line in last
        ):
            documents.append(last)
            numbers.append("")
    found_articles = []
    for place, (document, number) in with_places(list(zip(documents, numbers, strict=True)), "article"):
        codes = dict(filter(lambda pair: pair[0], map(_cells, document)))
        if codes:
            text = joined(text_markdown(codes[code]) for code in ("LP", "TD") if code in codes)
            found_articles.append(_coded(codes, text, place))
        else:
            found_articles.append(_rtf_article(document, number, place))
    return Import.of(found_articles)


def _cells(line: Line) -> tuple[str, str]:
    """The code and the value of a row of the index; empty for other lines."""
    cells = [cell.strip() for cell in line.cells if cell.strip()]
    if len(cells) == 2:
        for code, value in (cells, reversed(cells)):
            if code in _CODES:
                return code, value
    return "", ""


def _rtf_article(lines: Sequence[Line], number: str, place: str) -> ImportedArticle:
    filled = [line for line in lines if line.text.strip() and not _NUMBER.fullmatch(line.text.strip())]
    dated = next((n for n, line in enumerate(filled) if iso_date(line.text)), 0)
    head = next((n + 1 for n in range(dated, min(dated + 9, len(filled))) if RIGHTS.match(filled[n].text)), dated + 4)
    parts = [_Part(line.text.strip(), "headline" if line.bold else "") for line in filled[:head]]
    blocks = [
        crosshead(line.text) if line.bold and len(line.text) <= _LONGEST_CROSSHEAD else paragraph(line.text)
        for line in filled[head:]
    ]
    return _unlabelled(parts, joined(blocks), number, place)


# XML.


def _recognises_xml(file: ExportFile) -> bool:
    return re.search(r"<(?:\w+:)?ppsArticle", file.text[:20_000], re.IGNORECASE) is not None


def _read_xml(file: ExportFile) -> Import:
    root = parse_xml(file.text)
    if root is None:
        return Import.of([Refused("the file", "It is no XML, or it declares entities.")])
    articles = [
        one for one in root.iter("article") if one.find("headline") is not None or one.find("accessionNo") is not None
    ]
    results = next(root.iter("ppsarticleResultSet"), None)
    count = results.get("count", "") if results is not None else ""
    return Import.of(
        (_xml_article(one, place) for place, one in with_places(articles, "article")),
        stated=int(count) if count.isdecimal() and len(count) < 7 else None,
    )


def _xml_article(article: Element, place: str) -> ImportedArticle:
    date = article.find("publicationDate")
    fields = fields_of(
        title=" ".join(words_of(part) for part in article.findall("headline/paragraph")),
        date=iso_date(words_of(date))
        or next(filter(None, (iso_date(words_of(one)) for one in ([] if date is None else date))), ""),
        source=words_of(article.find("sourceName")) or words_of(article.find("source/sourceName")),
        author=authors_of(words_of(article.find("byline"))),
        language=language_of(words_of(article.find("baseLanguage"))),
        section=words_of(article.find("sectionName")),
        page=", ".join(words_of(page) for page in article.findall("pages/page")),
        topics=tuple(words_of(name) for name in article.findall("newsSubject/name")),
        summary=words_of(article.find("snippet")),
    )
    paragraphs = [*article.findall("leadParagraph/paragraph"), *article.findall("tailParagraphs/paragraph")]
    text = text_markdown("\n\n".join(words_of(one) for one in paragraphs)) if paragraphs else ""
    number = words_of(article.find("accessionNo"))
    return ImportedArticle(place=place, id=number, fields=fields, text=text)


FACTIVA_HTML = Importer("Factiva delivery in HTML", _recognises_html, _read_html)
FACTIVA_RTF = Importer("Factiva delivery in RTF", _recognises_rtf, _read_rtf)
FACTIVA_XML = Importer("Factiva delivery in XML", _recognises_xml, _read_xml)
