"""Resolves every field of an article: declared, inferred from its text, or absent.

Precedence: the manifest's row, the file itself, the manifest's headings, the file's name (date and language only), the
text. Of ``draft`` and ``rights`` the most restrictive declaration counts, wherever it is. A declared value is never refined,
except a month that the file or its name gives: where the text states a day within it, the date is that day.
A declaration that cannot be read is an error and leaves its field absent; no other declaration replaces it, since the editor
meant something else. Only the headline and the language, without which there is no article, are inferred even then.

The language is inferred first, then the headline; the other fields (``INFERRERS``) depend on these two only. The result is a
pure function of one article and the editor's rules. What is declared is not inferred.

Rejected: fields that help to infer each other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from html import unescape
from itertools import count
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from digest.dates import Date, parse
from digest.dates.in_language import day_first_in, parse_in
from digest.errors import Position, Problem, Severity, problem
from digest.i18n import clip
from digest.infer.bylines import infer_bylines
from digest.infer.date import infer_date, infer_day
from digest.infer.extract import extract_of
from digest.infer.headline import first_words, infer_headline, is_headline
from digest.infer.highlights import mark
from digest.infer.language import BEGINNING, infer_language
from digest.infer.names import infer_names, known_names
from digest.infer.quotations import quotations
from digest.infer.summary import infer_summary
from digest.infer.surroundings import infer_newspaper, kickers_and_labels, second_article, statement_lines
from digest.infer.text import Text
from digest.infer.topics import infer_topics, known_topics, with_parents, without_generic
from digest.model import (
    Article,
    Block,
    BlockKind,
    Declared,
    Document,
    Entry,
    Heading,
    Inference,
    NameKind,
    Origin,
    Picture,
    Provenance,
    Rights,
    Rules,
)
from digest.readers.furniture import Furniture, furniture
from digest.vocabulary import fields

_EXCERPT = 1000  # characters
_ELEMENT = re.compile(r"<(p|h[2-6]|li)\b[^>]*>((?:[^<]++|<(?!(?:p|ul|ol|li)\b))*?)</\1>\n?")
_EMPTY_LIST = re.compile(r"<([uo]l)\b[^>]*>\s*</\1>\n?")
_LONGEST_HTML = 2_000_000  # characters; lines are not removed from longer articles
_TAG = re.compile(r"<[^>]*>")
_PARAGRAPH = re.compile(r"<p(?: (?![^>]*\bid=)[^>]*)?>((?:[^<]++|<(?!/p>))*+)</p>")  # without an id
_NUMBERED = re.compile(r'\bid="p([1-9][0-9]*)"')
_NAME_KINDS = {"people": NameKind.PERSON, "organisations": NameKind.ORGANISATION, "places": NameKind.PLACE}
_BY_NAME = frozenset({"date", "language"})  # what a file's name may declare
_OF_THE_FILE = frozenset({Origin.FILE, Origin.NAME})
_MONTH = 2  # the precision of a date without a day
_NOT_OF_ARTICLES = frozenset({"encoding"})  # used by the readers
_HINTS = {
    "date": "Write it as 2025, 2025-02 or 2025-02-13, or take it out; the article has no date until then.",
    "language": "Correct it, or take it out; until then the language is inferred from the text.",
    "rights": "Write full, excerpt, headline or private; until then nothing of the article is published.",
    "draft": "Write “draft: yes” or “draft: no”; until then the article is not published.",
    "title": "Write it as one line, or take it out; until then the headline is inferred from the text.",
    "image": "Save a PNG, JPEG, GIF, WebP or AVIF file beside the article and name it here; until then there is no picture.",
}
_HINT = "Correct it, or take it out; the article is published without it until then."
_WEB_ADDRESS = re.compile(r"\s*(?:https?:)?//|\s*data:", re.IGNORECASE)
_LONGEST_MESSAGE = 300
_ARCHIVED_AT = re.compile(r"/((?:19|20)[0-9]{2})\.?([0-9]{2})\.?([0-9]{2})-?[0-9]{0,6}(?:[a-z]{2}_)?/(?=https?:)")
_NO_RULES = Rules()

# Finds the image file that a declaration names. Raises ValueError with the reason if it is unusable.
FindPicture = Callable[[str, Position], Picture]
Inferred = Inference[str] | Inference[tuple[str, ...]] | Inference[Date] | None
Found = Mapping[str, Inferred]  # by field; None where nothing could be inferred


def _no_picture(_path: str, _where: Position) -> Picture:
    raise ValueError("there is no folder to look for it in")


class _Resolved(Struct, kw_only=True):
    """The fields resolved so far: values, provenance and problems."""

    find_picture: FindPicture
    values: dict[str, Any] = field(default_factory=dict)
    provenance: dict[str, Provenance] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def declare(self, name: str, value: object, origin: Origin, where: Position) -> None:
        self.values[name] = value
        self.provenance[name] = Provenance(origin=origin, evidence=str(where), where=where)

    def infer(self, name: str, found: Inferred) -> None:
        if found is None:
            return
        self.values[name] = found.value
        self.provenance[name] = Provenance(origin=found.origin, evidence=found.evidence, certainty=found.certainty)


# The function that infers each group of fields from the text, the headline and the editor's rules. What one has found, a later
# one does not look for.
INFERRERS: Mapping[tuple[str, ...], Callable[[Text, str, Rules], Found]] = {
    ("date",): lambda text, _title, _rules: {"date": infer_date(text)},
    ("author", "source"): lambda text, _title, _rules: dict(
        zip(("author", "source"), infer_bylines(text), strict=True)
    ),
    ("source",): lambda text, _title, _rules: {"source": infer_newspaper(text)},
    ("summary",): lambda text, title, _rules: {"summary": infer_summary(text, title)},
    ("topics",): lambda text, title, rules: {"topics": infer_topics(text, title, rules.topics)},
    ("people", "places", "organisations"): infer_names,
}


def resolve(
    entry: Entry, document: Document, rules: Rules = _NO_RULES, find_picture: FindPicture = _no_picture
) -> tuple[Article, tuple[Problem, ...]]:
    """The article of ``entry`` and ``document``, and the problems of its declarations. Never raises."""
    resolved = _Resolved(find_picture=find_picture)
    declared_names = {*entry.fields, *document.declared, *entry.inherited, *entry.named}
    invalid = {
        name
        for name in fields.FIELDS
        if name in declared_names and name != "date" and not _resolve_declared(name, entry, document, resolved, rules)
    }
    if "rights" in invalid:  # an unreadable restriction must not publish more than was meant
        resolved.values["rights"] = Rights.PRIVATE
    if "draft" in invalid:
        resolved.values["draft"] = True
    blocks = document.blocks
    if "archived" in resolved.values and "archived_on" not in resolved.values:
        resolved.infer("archived_on", _archived_on(resolved.values["archived"]))
    if "language" not in resolved.values:
        resolved.infer("language", infer_language(_language_sample(blocks) or str(resolved.values.get("title", ""))))
    text = Text(blocks, str(resolved.values["language"]))
    text = text.without(statement_lines(text))
    # a date may be written in the language of the article
    if "date" in declared_names and not _resolve_declared("date", entry, document, resolved, rules):
        invalid.add("date")
    if "title" not in resolved.values:
        resolved.infer("title", infer_headline(text))
    title = str(resolved.values.setdefault("title", None) or "")
    if not title:
        resolved.values["first_words"] = first_words(text, entry.file)
    text = text.without(kickers_and_labels(text, title), kickers=True)
    _infer_all(text, title, rules, invalid, resolved)
    _infer_day(text, resolved)
    headline_index = _headline_index(text, title)
    _find_extracts(text, headline_index, resolved)
    headline_blocks = [] if headline_index is None else [blocks[headline_index]]
    removed = text.aside | {index for index, block in enumerate(blocks) if block.kind is BlockKind.FURNITURE}
    removed_blocks = [blocks[index] for index in sorted(removed)]
    kept = [index for index in range(len(blocks)) if index not in removed]
    html = _find_quotations(text, _without_lines(document.html, [*removed_blocks, *headline_blocks]), resolved)
    html = _mark_highlights(html, resolved)
    article = Article(
        file=entry.file,
        position=entry.position,
        html=html,
        words=text.count_words(kept),
        excerpt=_excerpt(text, title),
        headings=tuple(
            Heading(id=blocks[index].id, text=blocks[index].text)
            for index in kept
            if index != headline_index and blocks[index].kind is BlockKind.CROSSHEAD
        ),
        furniture=tuple(" ".join(block.text.split()) for block in removed_blocks),
        provenance=resolved.provenance,
        **resolved.values,
    )
    _find_problems_of_text(text, removed_blocks, entry.file, resolved)
    return article, tuple(resolved.problems)


def _find_problems_of_text(text: Text, removed_blocks: Sequence[Block], file: str, resolved: _Resolved) -> None:
    """Reports a notice not to publish the text, and another article in the same file."""
    if embargo := next((block.text for block in removed_blocks if furniture(block.text) is Furniture.EMBARGO), None):
        message = f"The text has a notice not to publish it (“{clip(embargo, 80)}”), and it is published."
        hint = "Declare “draft: yes” until it may be published, or remove that line."
        resolved.problems.append(problem("embargo", message, hint, Position(file=file)))
    provenances = (resolved.provenance.get(name) for name in ("date", "author", "source"))
    if other := second_article(text, declared=any(made and made.origin is Origin.FILE for made in provenances)):
        message = f"The file seems to hold several articles: another one begins with “{clip(other, 80)}”."
        hint = "Save each article in its own file."
        resolved.problems.append(problem("several-articles", message, hint, Position(file=file)))


def _infer_all(text: Text, title: str, rules: Rules, invalid: set[str], resolved: _Resolved) -> None:
    """Infers every field that has no declaration, valid or ``invalid``."""
    for several, infer in INFERRERS.items():
        wanted = [name for name in several if name not in resolved.values and name not in invalid]
        if not wanted:
            continue
        found = infer(text, title, rules)
        for name in wanted:
            resolved.infer(name, found[name])


def _find_extracts(text: Text, headline: int | None, resolved: _Resolved) -> None:
    """Adds to the provenance of the headline and the dek which sentences they were taken from."""
    for name in ("title", "summary"):
        made = resolved.provenance.get(name)
        if made and made.origin is Origin.INFERRED:
            extract = extract_of(str(resolved.values[name]), made.evidence, text, headline)
            resolved.provenance[name] = replace(made, extract=extract)


def _find_quotations(text: Text, html: str, resolved: _Resolved) -> str:
    """Adds the quotations of ``text`` and why they have their speakers; returns ``html`` with anchors for their paragraphs.

    The n-th paragraph of ``html`` without an id gets the id ``pn`` if it holds a quotation.
    """
    people, organisations = (resolved.values.get(name, ()) for name in ("people", "organisations"))
    found = quotations(text.passages, text.language, people, organisations)
    if not found:
        return html
    plain = [" ".join(unescape(_TAG.sub("", match[1])).split()) for match in _PARAGRAPH.finditer(html)]
    taken = {int(number) for number in _NUMBERED.findall(html)}
    numbers = [_number_of(one.quotation.text, plain, taken) for one in found]
    resolved.values["quotations"] = tuple(
        replace(one.quotation, paragraph=number) for one, number in zip(found, numbers, strict=True)
    )
    evidence = "; ".join(dict.fromkeys(one.evidence for one in found))
    resolved.provenance["quotations"] = Provenance(origin=Origin.INFERRED, evidence=evidence)
    counted = count(1)
    return _PARAGRAPH.sub(lambda match: _anchored(match[0], next(counted), numbers), html)


def _archived_on(address: str) -> Inference[Date] | None:
    """The day of a copy whose ``address`` has its time: ``https://web.archive.org/web/20250213101500/https://quay.example/``."""
    found = _ARCHIVED_AT.search(address)
    try:
        return Inference(parse("-".join(found.groups())), found[0].strip("/"), 1.0) if found else None
    except ValueError:
        return None


def _mark_highlights(html: str, resolved: _Resolved) -> str:
    """``html`` with the editor's highlights marked; adds a warning for each that it does not contain."""
    if "highlights" not in resolved.values:
        return html
    marked, lost = mark(html, resolved.values["highlights"])
    for passage in lost:
        message = f"The text does not contain the highlight “{clip(passage, 80)}”, so the passage is not marked."
        hint = "Copy the passage from the text as it is, or remove it."
        where = resolved.provenance["highlights"].where
        resolved.problems.append(problem("highlight-not-found", message, hint, where))
    return marked


def _number_of(words: str, paragraphs: Iterable[str], taken: Collection[int]) -> int:
    """The number of the first of ``paragraphs`` that holds ``words``, from 1; 0 if none does, or its number is ``taken``."""
    number = next((at for at, paragraph in enumerate(paragraphs, 1) if words in paragraph), 0)
    return 0 if number in taken else number


def _anchored(paragraph: str, number: int, wanted: Collection[int]) -> str:
    """The ``paragraph`` of HTML with the id ``pNUMBER`` if its number is ``wanted``."""
    return paragraph.replace("<p", f'<p id="p{number}"', 1) if number in wanted else paragraph


def _infer_day(text: Text, resolved: _Resolved) -> None:
    """Replaces the month that the file gives as its date by the day within it that ``text`` states."""
    month = resolved.values.get("date")
    if month is None or month.precision != _MONTH or resolved.provenance["date"].origin not in _OF_THE_FILE:
        return
    resolved.infer("date", infer_day(text, month))


def _resolve_declared(name: str, entry: Entry, document: Document, resolved: _Resolved, rules: Rules) -> bool:
    """Resolves the field ``name`` from the first declaration that is not blank. False if that one cannot be read."""
    if name in _NOT_OF_ARTICLES:
        return True
    declarations = declarations_of(name, entry, document)
    if name in fields.STRICTEST:
        return _declare_strictest(name, declarations, resolved)
    for origin, declared in declarations:
        text = declared.text
        if name == "image" and isinstance(text, str) and _WEB_ADDRESS.match(text):
            resolved.problems.append(_remote_image(declared))
            return True
        try:
            value = _read(name, text, origin, str(resolved.values.get("language", "")))
            if name == "image":
                value = resolved.find_picture(str(value), declared.where)
        except ValueError as error:
            of_a_page = name == "date" and origin is Origin.FILE and document.reader == "html"
            found = _problem(name, declared, str(error))
            # The metadata of a saved page are not the editor's mistake.
            resolved.problems.append(replace(found, severity=Severity.NOTICE) if of_a_page else found)
            return False
        if isinstance(value, tuple):
            if name == "topics" and origin is Origin.FILE:
                value = without_generic(value, rules.topics)
            value = _by_rules(name, value, rules)
        if value == ():
            continue  # a list of separators or generic tags only
        resolved.declare(name, value, origin, declared.where)
        return True
    return True


def declarations_of(name: str, entry: Entry, document: Document | None) -> list[tuple[Origin, Declared]]:
    """All declarations of the field ``name`` that are not blank, in order of precedence: its row in the manifest, the file
    itself (None if it cannot be read), the headings above the row, the file's name.
    """
    sources = [(Origin.ROW, entry.fields), (Origin.HEADING, entry.inherited)]
    if document is not None:
        sources.insert(1, (Origin.FILE, document.declared))
    if name in _BY_NAME:
        sources.append((Origin.NAME, entry.named))
    return [(origin, found[name]) for origin, found in sources if name in found and not _is_blank(found[name])]


@lru_cache(maxsize=4096)  # articles share their days, sources and topics
def _read(name: str, written: str | tuple[str, ...], origin: Origin, language: str) -> object:
    """The value of the field ``name``. A date in the file itself may be written in the article's language."""
    try:
        return fields.read(name, written)
    except ValueError:
        if name != "date" or origin is not Origin.FILE or not isinstance(written, str):
            raise
        if (date := parse_in(written, language, day_first=day_first_in(language))) is None:
            raise
        return date


def _declare_strictest(name: str, declarations: Iterable[tuple[Origin, Declared]], resolved: _Resolved) -> bool:
    """Resolves a field by the most restrictive of its declarations. False if one of them cannot be read."""
    readable = True
    for origin, declared in declarations:
        try:
            value = fields.read(name, declared.text)
        except ValueError as error:
            resolved.problems.append(_problem(name, declared, str(error)))
            readable = False
            continue
        before = resolved.values.get(name)
        if before is None or (before != value and fields.strictest([before, value]) == value):
            resolved.declare(name, value, origin, declared.where)
    return readable


def _remote_image(declared: Declared) -> Problem:
    message = "The picture is on the web, and pages load nothing from other sites, so it is not shown."
    hint = "Save it beside the article and name that file to show it."
    return problem("remote-image", message, hint, declared.where)


def _by_rules(name: str, values: tuple[str, ...], rules: Rules) -> tuple[str, ...]:
    """Declared topics and names as the editor's rules call them; topics with their parents."""
    if name == "topics":
        return with_parents(known_topics(values, rules.topics), rules.topics)
    return known_names(values, rules.names, _NAME_KINDS[name]) if name in _NAME_KINDS else values


def _is_blank(declared: Declared) -> bool:
    texts = (declared.text,) if isinstance(declared.text, str) else declared.text
    return not any(text.strip() for text in texts)


def _problem(name: str, declared: Declared, reason: str) -> Problem:
    reason = " ".join(reason.split())
    written = declared.text if isinstance(declared.text, str) else ", ".join(declared.text)
    shown = clip(" ".join(written.split()), 80)
    message = f"The {name} {reason}" if reason.startswith("“") else f"The {name} “{shown}” cannot be used: {reason}"
    return problem(f"bad-{name}", f"{clip(message, _LONGEST_MESSAGE)}.", _HINTS.get(name, _HINT), declared.where)


def _language_sample(blocks: Iterable[Block]) -> str:
    """The beginning of the running text, from which its language is inferred."""
    found: list[str] = []
    length = 0
    for block in blocks:
        if length >= BEGINNING:
            break
        prose = block.kind not in (BlockKind.CODE, BlockKind.FURNITURE)
        if prose and any(map(str.isalpha, block.text[:BEGINNING])):
            found.append(block.text[:BEGINNING])
            length += len(found[-1]) + 1
    return "\n".join(found)


def _headline_index(text: Text, title: str) -> int | None:
    """The index of the first block if that is the headline; None if it is not, or is the only block."""
    first = text.passages[0] if len(text.passages) > 1 else None
    if not title or first is None or first.kind not in (BlockKind.PARAGRAPH, BlockKind.CROSSHEAD):
        return None
    return first.index if is_headline(first.text, title, text.language) else None


def _without_lines(html: str, blocks: Sequence[Block]) -> str:
    """``html`` without the paragraphs, headings and list items that have the text of ``blocks``, in order."""
    if not blocks or len(html) > _LONGEST_HTML:
        return html
    wanted = Counter(" ".join(block.text.split()) for block in blocks)
    kept: list[str] = []
    index = 0
    for found in _ELEMENT.finditer(html):
        lines = found[2].split("<br>")
        texts = [" ".join(unescape(_TAG.sub("", line)).split()) for line in lines]
        if wanted[element_text := " ".join(texts)] > 0:
            wanted[element_text] -= 1
            left = ""
        elif any(wanted[text] > 0 for text in texts):
            wanted.subtract(texts)
            left = "<br>".join(line for line, text in zip(lines, texts, strict=True) if wanted[text] < 0)
        else:
            continue
        kept += [html[index : found.start()], f"<{found[1]}>{left}</{found[1]}>\n" if left else ""]
        index = found.end()
    if not kept:
        return html
    return _EMPTY_LIST.sub("", "".join([*kept, html[index:]]))


def _excerpt(text: Text, title: str) -> str:
    """The first paragraphs as one line, cut at a word, without the headline."""
    found: list[str] = []
    length = 0
    for passage in text.passages:
        if length > _EXCERPT:
            break
        if passage.kind is not BlockKind.PARAGRAPH or (not found and is_headline(passage.text, title, text.language)):
            continue
        found.append(passage.text)
        length += len(passage.text) + 1
    return clip(" ".join(found), _EXCERPT)
