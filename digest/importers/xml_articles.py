"""XML of one article or of several: TEI (https://tei-c.org/), the XML of trafilatura and of corpus tools.

TEI has its fields in ``teiHeader``; the others in attributes of ``doc`` or ``text``, whose names mean what ``records.role_of``
says. Dates of downloading are no dates of the article; comments below it are no part of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from digest.importers.imported import ExportFile, Import, ImportedArticle, Importer, Refused
from digest.importers.markdown_text import crosshead, joined, list_item, paragraph, quotation
from digest.importers.records import read_record, role_of
from digest.importers.xml_text import parse_xml, words_of

_ROOT = re.compile(rb"<(?:tei:)?(?:TEI|TEI\.2|teiCorpus|doc|docs|documents|corpus|texts|text)[\s>]")
_MOST_ARTICLES = 200_000
_LEFT_OUT = frozenset({"comments", "teiHeader", "graphic", "figure", "note", "ref_list", "fw", "pb"})
_HEADINGS = frozenset({"head", "title"})
_PARAGRAPHS = frozenset({"p", "ab", "l", "item", "quote", "q", "cell", "head", "title", "code"})
_SEPARATING = frozenset({"lb", "cell", "item", "p", "row", "head"})
_DOMAIN = re.compile(r"\s*\((?:[\w-]+\.)+\w+\)\s*\Z")


def _roots(data: bytes) -> list[Element]:
    """The elements that are articles."""
    root = parse_xml(data)
    if root is None:
        return []
    if root.tag in ("TEI", "TEI.2") or (root.tag in ("doc", "text") and root.find(".//p") is not None and root.attrib):
        return [root]
    return [
        one
        for one in root
        if one.tag in ("TEI", "TEI.2", "doc", "text") and (one.attrib or one.find("teiHeader") is not None)
    ]


def _recognises(file: ExportFile) -> bool:
    if not file.start.startswith(b"<") or not _ROOT.search(file.start):
        return False
    roots = _roots(file.data)
    return any(_is_tei(one) or {"title", "url", "date"} & {role_of(name) for name in one.attrib} for one in roots[:5])


def _is_tei(root: Element) -> bool:
    return root.find("teiHeader") is not None


def _read(file: ExportFile) -> Import:
    found: list[ImportedArticle | Refused] = []
    roots = _roots(file.data)[:_MOST_ARTICLES]
    for number, root in enumerate(roots, 1):
        place = f"document {number} of {len(roots)}" if len(roots) > 1 else "document"
        values = list(_header(root) if _is_tei(root) else _attributes(root))
        body = root.find("text/body") if _is_tei(root) else root.find("main")
        text = joined(_blocks(root if body is None else body))
        found.append(read_record(values, place, markdown=text))
    return Import.of(found)


def _attributes(root: Element) -> Iterator[tuple[str, object]]:
    for name, value in root.attrib.items():
        role = role_of(name)
        yield role, [value] if role == "section" else value
    for link in root.iter("ref"):
        yield "url", link.get("target", "")
        break


def _header(root: Element) -> Iterator[tuple[str, object]]:
    """The fields in the header of a TEI document, those of its source first."""
    header = root.find("teiHeader")
    if header is None:
        return
    file = header.find("fileDesc")
    full = header.find(".//biblFull")
    parts = [one for one in (full, header.find(".//sourceDesc"), file) if one is not None]
    for part in parts:
        titles = list(part.iter("title"))
        yield (
            "title",
            words_of(next((one for one in titles if one.get("type") == "main"), titles[0] if titles else None)),
        )
        yield "author", [words_of(one) for one in _first_group(part, "author")]
        yield "source", _DOMAIN.sub("", words_of(next(part.iter("publisher"), None)))
        for date in part.iter("date"):
            if date.get("type") in (None, "publication"):
                yield "date", date.get("when") or words_of(date)
        for link in part.iter("ptr"):
            if link.get("type") in (None, "URL"):
                yield "url", link.get("target", "")
        for number in part.iter("idno"):
            yield "url", words_of(number)
    for language in header.iter("language"):
        yield "language", language.get("ident", "")
    yield "language", root.get("lang", "")
    yield "summary", words_of(header.find(".//abstract"))
    for term in header.iter("term"):
        yield "categories" if term.get("type") == "categories" else "tags", words_of(term)


def _first_group(part: Element, tag: str) -> list[Element]:
    """The elements named ``tag`` of the first element that has any."""
    return next((found for one in part.iter() if (found := one.findall(tag))), [])


def _blocks(element: Element) -> Iterator[str]:
    """The text of ``element`` as blocks of Markdown."""
    for part in element:
        if part.tag in _LEFT_OUT or part.get("type") == "comments":
            continue
        if part.tag == "row":
            yield paragraph(_words(part))
        elif part.tag in _PARAGRAPHS and not any(
            one.tag in ("p", "ab", "item") for one in part.iter() if one is not part
        ):
            yield _block(part)
        elif part.tag == "list":
            yield joined(list_item(_words(one)) for one in part.iter("item"))
        elif part.tag in ("quote", "q"):
            yield joined(quotation(_words(one)) for one in part.iter("p"))
        else:
            yield paragraph(part.text or "")
            yield from _blocks(part)
        yield paragraph(part.tail or "")


def _block(part: Element) -> str:
    line = _words(part)
    if part.tag in _HEADINGS or part.get("type") == "header":
        return crosshead(line)
    if part.tag == "item":
        return list_item(line)
    return quotation(line) if part.tag in ("quote", "q") else paragraph(line)


def _words(element: Element) -> str:
    """The words of ``element`` in one line; line breaks (``lb``) and cells separate them."""
    return " ".join("".join(_inline(element)).split())


def _inline(element: Element) -> Iterator[str]:
    if element.tag in _SEPARATING:
        yield " "
    yield element.text or ""
    for part in element:
        if part.tag not in _LEFT_OUT:
            yield from _inline(part)
        yield part.tail or ""


XML = Importer(name="XML of articles (TEI, trafilatura)", recognises=_recognises, read=_read)
