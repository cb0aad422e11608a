"""From what was declared to an article whose every field is resolved: declared, inferred from its text, or absent.

Precedence: the manifest's row, the file itself, the manifest's headings, the file's name (date and language only), the
text. Of ``draft`` and ``rights`` the value that holds back most counts, wherever it was said. A declared value is never
refined. One that cannot be read is an error and leaves its field absent: nothing nearer or farther takes its place,
since the editor meant something else. Only the headline and the language, without which there is no article, are
inferred even then.

The language comes first, then the headline; all others of ``INFERRERS`` read the text in that language beside that headline.
Headings and the number of words are counted out. It is a pure function of one article and the editor's rules: no other
article, no clock. What is declared is never inferred, and costs nothing. Only a picture is looked for on the disk, by who calls.

Rejected: fields that help to infer each other. Only the language and the headline are known to the others.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import unescape
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from digest.dates import Date
from digest.dates.in_language import day_first_in, parse_in
from digest.errors import Position, Problem, Severity
from digest.i18n import clip
from digest.infer.bylines import bylines
from digest.infer.date import infer_date
from digest.infer.headline import headline, is_headline
from digest.infer.keyphrases import keyphrases
from digest.infer.language import BEGINNING, language
from digest.infer.names import known_names, names
from digest.infer.summary import infer_summary
from digest.infer.surroundings import around_headline, infer_newspaper, second_article, statements
from digest.infer.text import Text
from digest.infer.topics import MOST, known_topics, ruled, topics, with_parents, without_generic
from digest.infer.words import count_words
from digest.model import (
    Article,
    Block,
    BlockKind,
    Declared,
    Document,
    Entry,
    Fields,
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

_EXCERPT = 1000  # characters; what rights let be seen of it is for the settings to say
_ELEMENT = re.compile(r"<(p|h[2-6]|li)\b[^>]*>((?:(?!<(?:p|ul|ol|li)\b).)*?)</\1>\n?", re.DOTALL)
_EMPTY_LIST = re.compile(r"<([uo]l)\b[^>]*>\s*</\1>\n?")
_MOST_HTML = 2_000_000  # characters of a text out of which lines are taken
_TAG = re.compile(r"<[^>]*>")
_NAMES = {"people": NameKind.PERSON, "organisations": NameKind.ORGANISATION, "places": NameKind.PLACE}
_ALWAYS = frozenset({"title", "language"})  # every article has these
_BY_NAME = frozenset({"date", "language"})  # what a file's name may declare
_NOT_OF_ARTICLES = frozenset({"encoding"})  # for the readers
_HINTS = {
    "date": "Write it as 2025, 2025-02 or 2025-02-13, or take it out; the article has no date until then.",
    "language": "Correct it, or take it out; until then the language is inferred from the text.",
    "rights": "Write full, excerpt, headline or private; until then nothing of the article is published.",
    "draft": "Write “draft: yes” or “draft: no”; until then the article is not published.",
    "title": "Write it as one line, or take it out; until then the headline is inferred from the text.",
    "image": "Save a PNG, JPEG, GIF, WebP or AVIF file beside the article and name it here; until then there is no picture.",
}
_MEND = "Correct it, or take it out; the article is published without it until then."
_ON_THE_WEB = re.compile(r"\s*(?:https?:)?//|\s*data:", re.IGNORECASE)
_LONGEST_MESSAGE = 300
_NO_RULES = Rules()

# Finds the picture that a declaration names. ValueError says why it is none.
FindPicture = Callable[[str, Position], Picture]
Inferred = Inference[str] | Inference[tuple[str, ...]] | Inference[Date] | None
Found = Mapping[str, Inferred]  # by field; None where the text does not tell


def _no_picture(_path: str, _where: Position) -> Picture:
    raise ValueError("there is no folder to look for it in")


class _Resolved(Struct, kw_only=True):
    """The fields so far: values, provenance and problems; and what finds a picture."""

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


def _summary(text: Text, title: str, _rules: Rules) -> Found:
    return {"summary": infer_summary(text, title)}


def _topics(text: Text, title: str, rules: Rules) -> Found:
    """The topics of the editor's rules; after them inferred ones as long as there is room."""
    ordered, words = ruled(text.blocks, title, rules.topics)
    guessed = topics(text, title)
    if not ordered:
        return {"topics": guessed and replace(guessed, value=with_parents(guessed.value, rules.topics))}
    added = [topic for topic in guessed.value if topic not in ordered] if guessed else []
    value = with_parents((*ordered, *added[: max(0, MOST - len(ordered))]), rules.topics)
    return {"topics": Inference(value=value, evidence=words, certainty=1.0, origin=Origin.RULES)}


def _keyphrases(text: Text, title: str, _rules: Rules) -> Found:
    return {"keyphrases": keyphrases(text, title)}


def _date(text: Text, _title: str, _rules: Rules) -> Found:
    return {"date": infer_date(text)}


def _bylines(text: Text, _title: str, _rules: Rules) -> Found:
    author, source = bylines(text)
    return {"author": author, "source": source or infer_newspaper(text)}


# What infers which fields, from the text, the headline and the editor's rules. Asked only for what nobody declared.
INFERRERS: Mapping[tuple[str, ...], Callable[[Text, str, Rules], Found]] = {
    ("date",): _date,
    ("author", "source"): _bylines,
    ("summary",): _summary,
    ("topics",): _topics,
    ("keyphrases",): _keyphrases,
    ("people", "places", "organisations"): names,
}


def resolve(
    entry: Entry, document: Document, rules: Rules = _NO_RULES, find_picture: FindPicture = _no_picture
) -> tuple[Article, tuple[Problem, ...]]:
    """The article that ``entry`` and ``document`` make, and what was wrong with their declarations. Never raises."""
    resolved = _Resolved(find_picture=find_picture)
    said = {*entry.fields, *document.declared, *entry.inherited, *entry.named}
    invalid = {
        name
        for name in fields.FIELDS
        if name in said and name != "date" and not _declare(name, entry, document, resolved, rules)
    }
    if "rights" in invalid:  # what was to hold something back must not publish more than was meant
        resolved.values["rights"] = Rights.PRIVATE
    if "draft" in invalid:
        resolved.values["draft"] = True
    blocks = document.blocks
    if "language" not in resolved.values:
        resolved.infer("language", language(_beginning(blocks) or str(resolved.values.get("title", ""))))
    text = Text(blocks, str(resolved.values["language"]))
    text = Text(blocks, text.language, statements(text))
    if "date" in said and not _declare("date", entry, document, resolved, rules):  # now its language is known
        invalid.add("date")
    if "title" not in resolved.values:
        resolved.infer("title", headline(text, entry.file))
    title = str(resolved.values["title"])
    text = Text(blocks, text.language, text.aside | around_headline(text, title))
    _infer_all(text, title, rules, invalid, resolved)
    headed = _headline_place(text, title)
    out = text.aside | {place for place, block in enumerate(blocks) if block.kind is BlockKind.FURNITURE}
    around = [blocks[place] for place in sorted(out)]
    own = [block for place, block in enumerate(blocks) if place not in out and place != headed]
    article = Article(
        file=entry.file,
        position=entry.position,
        html=_without(document.html, around if headed is None else [*around, blocks[headed]]),
        words=sum(count_words(block.text) for block in (own if headed is None else [blocks[headed], *own])),
        excerpt=_excerpt(text, title),
        headings=tuple(Heading(id=block.id, text=block.text) for block in own if block.kind is BlockKind.CROSSHEAD),
        furniture=tuple(" ".join(block.text.split()) for block in around),
        provenance=resolved.provenance,
        **resolved.values,
    )
    if held := next((block.text for block in around if furniture(block.text) is Furniture.EMBARGO), None):
        resolved.problems.append(_embargo(entry.file, held))
    stated = (resolved.provenance.get(name) for name in ("date", "author", "source"))
    if other := second_article(text, declared=any(made and made.origin is Origin.FILE for made in stated)):
        resolved.problems.append(_several(entry.file, other))
    return article, tuple(resolved.problems)


def _embargo(file: str, line: str) -> Problem:
    return Problem(
        code="embargo",
        severity=Severity.WARNING,
        message=f"The text says that it is not to be published (“{clip(line, 80)}”), and it is published.",
        hint="Declare “draft: yes” for the article until it may be, or remove that line.",
        where=Position(file=file),
    )


def _several(file: str, headline: str) -> Problem:
    return Problem(
        code="several-articles",
        severity=Severity.WARNING,
        message=f"The file seems to hold several articles: another one begins with “{clip(headline, 80)}”.",
        hint="Save each article as a file of its own.",
        where=Position(file=file),
    )


def _infer_all(text: Text, title: str, rules: Rules, invalid: set[str], resolved: _Resolved) -> None:
    """Every field that is neither declared nor declared in a way that cannot be read."""
    for several, infer in INFERRERS.items():
        wanted = [name for name in several if name not in resolved.values and name not in invalid]
        if not wanted:
            continue
        found = infer(text, title, rules)
        for name in wanted:
            resolved.infer(name, found[name])


def _declare(name: str, entry: Entry, document: Document, resolved: _Resolved, rules: Rules) -> bool:
    """Resolves the field ``name`` from the nearest declaration that says anything. False if that one cannot be read."""
    if name in _NOT_OF_ARTICLES:
        return True
    sources = [(Origin.ROW, entry.fields), (Origin.FILE, document.declared), (Origin.HEADING, entry.inherited)]
    if name in _BY_NAME:
        sources.append((Origin.NAME, entry.named))
    if name in fields.STRICTEST:
        return _declare_strictest(name, sources, resolved)
    for origin, declared in sources:
        if name not in declared or _says_nothing(declared[name]):
            continue
        text = declared[name].text
        if name == "image" and isinstance(text, str) and _ON_THE_WEB.match(text):
            resolved.problems.append(_remote_picture(declared[name]))
            return True
        try:
            value = _read(name, text, origin, str(resolved.values.get("language", "")))
            if name == "image":
                value = resolved.find_picture(str(value), declared[name].where)
        except ValueError as error:
            of_a_page = name == "date" and origin is Origin.FILE and document.reader == "html"
            problem = _problem(name, declared[name], str(error))
            # What a saved page says of itself is no mistake of the editor's.
            resolved.problems.append(replace(problem, severity=Severity.NOTICE) if of_a_page else problem)
            return False
        if isinstance(value, tuple):
            if name == "topics" and origin is Origin.FILE:
                value = without_generic(value, rules.topics)
            value = _as_editor_says(name, value, rules)
        if value == ():
            continue  # a list of nothing but separators, or of generic tags
        resolved.declare(name, value, origin, declared[name].where)
        return True
    return True


def _read(name: str, written: str | tuple[str, ...], origin: Origin, language: str) -> object:
    """The value of the field ``name``. A date that the file itself declares may be written in the file's own language."""
    try:
        return fields.read(name, written)
    except ValueError:
        if name != "date" or origin is not Origin.FILE or not isinstance(written, str):
            raise
        if (date := parse_in(written, language, day_first=day_first_in(language))) is None:
            raise
        return date


def _declare_strictest(name: str, sources: Iterable[tuple[Origin, Fields]], resolved: _Resolved) -> bool:
    """Resolves a field of which the value that holds back most counts, wherever it was said. False if one cannot be read."""
    readable = True
    for origin, declared in sources:
        if name not in declared or _says_nothing(declared[name]):
            continue
        try:
            value = fields.read(name, declared[name].text)
        except ValueError as error:
            resolved.problems.append(_problem(name, declared[name], str(error)))
            readable = False
            continue
        before = resolved.values.get(name)
        if before is None or (before != value and fields.strictest([before, value]) == value):
            resolved.declare(name, value, origin, declared[name].where)
    return readable


def _remote_picture(declared: Declared) -> Problem:
    return Problem(
        code="remote-image",
        severity=Severity.NOTICE,
        message="The picture is on the web, and pages load nothing from elsewhere, so it is not shown.",
        hint="Save it beside the article and name that file to show it.",
        where=declared.where,
    )


def _as_editor_says(name: str, values: tuple[str, ...], rules: Rules) -> tuple[str, ...]:
    """Declared topics and names by what the editor calls them, topics with those above them."""
    if name == "topics":
        return with_parents(known_topics(values, rules.topics), rules.topics)
    return known_names(values, rules.names, _NAMES[name]) if name in _NAMES else values


def _says_nothing(declared: Declared) -> bool:
    texts = (declared.text,) if isinstance(declared.text, str) else declared.text
    return not any(text.strip() for text in texts)


def _problem(name: str, declared: Declared, reason: str) -> Problem:
    reason = " ".join(reason.split())
    written = declared.text if isinstance(declared.text, str) else ", ".join(declared.text)
    shown = clip(" ".join(written.split()), 80)
    message = f"The {name} {reason}" if reason.startswith("“") else f"The {name} “{shown}” cannot be used: {reason}"
    return Problem(
        code=f"bad-{name}",
        severity=Severity.ERROR,
        message=f"{clip(message, _LONGEST_MESSAGE)}.",
        hint=_HINTS.get(name, _MEND),
        where=declared.where,
    )


def _beginning(blocks: Iterable[Block]) -> str:
    """The beginning of the running text, as much of it as tells its language."""
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


def _headline_place(text: Text, title: str) -> int | None:
    """The place of the block above all other text that says the headline; None where none does, or nothing would be left."""
    first = text.passages[0] if len(text.passages) > 1 else None
    if first is None or first.kind not in (BlockKind.PARAGRAPH, BlockKind.CROSSHEAD):
        return None
    return first.place if is_headline(first.text, title, text.language) else None


def _without(html: str, blocks: Sequence[Block]) -> str:
    """``html`` without the paragraphs, headings and list items that say what ``blocks`` say, in their order."""
    if not blocks or len(html) > _MOST_HTML:
        return html
    wanted = Counter(" ".join(block.text.split()) for block in blocks)
    kept: list[str] = []
    place = 0
    for found in _ELEMENT.finditer(html):
        lines = found[2].split("<br>")
        texts = [" ".join(unescape(_TAG.sub("", line)).split()) for line in lines]
        if wanted[whole := " ".join(texts)] > 0:
            wanted[whole] -= 1
            left = ""
        elif any(wanted[text] > 0 for text in texts):
            wanted.subtract(texts)
            left = "<br>".join(line for line, text in zip(lines, texts, strict=True) if wanted[text] < 0)
        else:
            continue
        kept += [html[place : found.start()], f"<{found[1]}>{left}</{found[1]}>\n" if left else ""]
        place = found.end()
    if not kept:
        return html
    return _EMPTY_LIST.sub("", "".join([*kept, html[place:]]))


def _excerpt(text: Text, title: str) -> str:
    """The first paragraphs in one line, cut at a word; without the first line if that is the headline."""
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
