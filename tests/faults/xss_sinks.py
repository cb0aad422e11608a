"""Sites whose every text is hostile: each payload once in each place where somebody can write a text.

An article carries a payload in its body and others in its fields; its number decides which, so that a check of the
built site knows which text must be where. ``CONTEXTS`` says what is written how.

Rejected: payloads in several fields that work together only in a certain order. Each meets the others by turns.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import escape
from pathlib import Path

from msgspec.structs import replace

from digest.build.job import BuildResult, Job, Progress, job_beside
from digest.build.pipeline import build
from digest.manifest.format import escape as escape_markdown
from digest.manifest.format import format_cell
from digest.readers.formats import find_markup
from digest.readers.front_matter import plain
from digest.readers.remarks import without_remarks
from digest.readers.text import resolve_markup
from digest.vocabulary.fields import split
from tests.faults.amounts import FULL, some
from tests.faults.hostile import BASIC_MARKUP, BASIC_NAMES, BASIC_URLS, MARKUP, NAMES, URLS, texts
from tests.faults.output_scanner import letters
from tests.made import png

BASE = "https://site.example/"
ARTICLES = 600  # of a site, at most
TEXTS = ("title", "summary", "author", "note", "alt", "credit")  # fields of one text that an article's page shows
TERMS = {"txt": "topics", "md": "source", "html": "places"}  # what has pages of its own: by one kind of file each
LISTS = ("people", "organisations", "keyphrases")
ODD = (
    "url",
    "slug",
    "aliases",
    "image",
    "date",
    "language",
    "encoding",
    "lead",
    "weight",
    "added",
)  # most of which are refused
HTML_FIELDS = ("title", "summary", "author", "source", "keyphrases", "url", "date", "language")
FOLDERS = ("articles", "topics", "sources", "places", "languages", "dates", "assets", "media")  # whose names we make
KINDS = ("txt", "md", "html")


@dataclass(slots=True)
class Written:
    """An article of a hostile site: its file, and what must be read on its page, by where it was written."""

    file: str
    shown: dict[str, str] = field(default_factory=dict)


def payloads() -> list[str]:
    """All hostile texts, or a tenth of them, each once."""
    every = [*texts(BASIC_MARKUP, MARKUP), *texts(BASIC_NAMES, NAMES), *texts(BASIC_URLS, URLS)]
    return some(list(dict.fromkeys(every)))


def written_text(text: str) -> str:
    """``text`` as a file can hold it: no NUL, by which a file is no text, and no lone surrogate, which no encoding writes."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def line(text: str) -> str:
    """``text`` in one line."""
    return " ".join(written_text(text).split())


def yaml(text: str) -> str:
    """``text`` as a quoted scalar of YAML: every sign of it, the invisible ones by their numbers. No YAML has lone surrogates."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    return '"' + "".join(sign if sign.isprintable() and sign not in '\\"' else _number(sign) for sign in text) + '"'


def _number(sign: str) -> str:
    code = ord(sign)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


@dataclass(frozen=True, slots=True)
class PayloadPicker:
    """The payloads of article ``number``: its own, and for each field another one."""

    texts: Sequence[str]
    number: int

    def of(self, name: str) -> str:
        """The payload that the field ``name`` takes; ``body`` takes the article's own."""
        place = 0 if name == "body" else 1 + sum(map(ord, name)) * 17
        return self.texts[(self.number + place) % len(self.texts)]


def write_txt(seeds: Path, file: str, picker: PayloadPicker) -> Iterator[tuple[str, str]]:
    """Plain text, every sign of which is a letter; fields in the manifest's row, as the program writes them.

    What is plainly another format is read as that, and private remarks are shown nowhere: of those only the rest is looked for.
    """
    body = written_text(picker.of("body"))
    data = f"Opening words.\n\n{body}\n\nClosing words.\n".encode()
    (seeds / file).write_bytes(data)
    if find_markup(data) or without_remarks(body)[0] != body:
        yield "body of .txt", "Opening words."
    else:  # “&lt;” is read as the character it means, and furniture is below the rest
        yield from (("body of .txt", line) for line in resolve_markup(body).splitlines())


def row(picker: PayloadPicker, names: Sequence[str]) -> dict[str, str]:
    """A manifest's cells, by field, that say the payloads as they are; fields that no cell can say are left out."""
    values = {name: line(picker.of(name)) for name in names}
    for name in values.keys() & {*LISTS, "topics", "places"}:
        joined = values[name] if split(values[name]) == (values[name],) else f"{values[name]};"
        values[name] = joined if split(joined) == (values[name],) else ""
    return {name: format_cell(text) for name, text in values.items() if text}


def raw_row(picker: PayloadPicker, names: Sequence[str]) -> dict[str, str]:
    """Cells as somebody types them who knows of ``|`` and of nothing else."""
    return {name: line(picker.of(name)).replace("\\", "\\\\").replace("|", "\\|") for name in names}


def write_md(seeds: Path, file: str, picker: PayloadPicker, *, front: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Markdown: a crosshead, and the payload between paragraphs."""
    head = "".join(f"{name}: {value}\n" for name, value in front.items())
    body = written_text(picker.of("body"))
    crosshead = line(picker.of("crosshead"))
    text = f"---\n{head}---\nOpening words.\n\n## Crosshead {crosshead}\n\nMiddle words.\n\n{body}\n\nClosing words.\n"
    (seeds / file).write_bytes(text.encode())
    yield "body of .md", "Opening words."
    yield "crosshead of .md", "Crosshead"
    if not _encloses(crosshead, body):
        yield "text between two payloads in .md", "Middle words."


def _encloses(one: str, other: str) -> bool:
    """Whether ``one`` opens what ``other`` ends, so that what stands between them is a script's or a comment's."""
    opened = {found.lower() for found in re.findall(r"<([a-z][a-z0-9]*|!--)", one, re.IGNORECASE)}
    ended = {found.lower() for found in re.findall(r"</([a-z][a-z0-9]*)", other, re.IGNORECASE)} | (
        {"!--"} if ">" in other else set()
    )
    return bool(opened & ended) or _has_remark(one) or _has_remark(other)


def _has_remark(text: str) -> bool:
    """Whether ``text`` is, or begins, a private remark, which hides its content: ``%% … %%``, ``<!-- … -->``."""
    return without_remarks(text)[0] != text


def write_html(seeds: Path, file: str, picker: PayloadPicker) -> Iterator[tuple[str, str]]:
    """A page as publishers make them: its metadata is properly escaped, its article holds the payload as markup."""
    values = {name: written_text(picker.of(name)) for name in HTML_FIELDS}
    linked = {
        "@type": "NewsArticle", "headline": values["title"], "author": {"name": values["author"]}, "url": values["url"],
        "publisher": {"name": values["source"]}, "datePublished": values["date"],
    }  # fmt: skip
    metas = {
        "og:title": values["title"], "description": values["summary"], "author": values["author"], "og:site_name": values["source"],
        "keywords": values["keyphrases"], "og:url": values["url"], "article:published_time": values["date"],
    }  # fmt: skip
    # Half of the pages say it in JSON-LD, the others in <meta>; the title in both.
    data = json.dumps(linked).replace("</", "<\\/") if picker.number % 2 else ""
    head = "".join(f'<meta property="{name}" content="{escape(value)}">\n' for name, value in metas.items() if not data)
    body = written_text(picker.of("body"))
    page = (
        f'<!DOCTYPE html><html lang="{escape(values["language"])}"><head><title>{escape(values["title"])}</title>\n{head}'
        f'<script type="application/ld+json">{data}</script></head><body><main><article>\n'
        f'<header><h1>{escape(values["title"])}</h1><time datetime="{escape(values["date"])}">1</time></header>\n'
        f"<p>Opening words.</p>\n<h2>Crosshead {escape(picker.of('crosshead').replace(chr(0), ''))}</h2>\n<p>Middle words.</p>\n"
        f'<p title="{escape(body)}">{body}</p>\n<p>Closing words.</p>\n</article></main></body></html>\n'
    )
    (seeds / file).write_bytes(page.encode("utf-8", "replace"))
    if any(map(_has_remark, (values["title"], written_text(picker.of("crosshead")), body))):
        return
    yield "body of .html", "Opening words."
    yield "crosshead of .html", "Crosshead" + written_text(picker.of("crosshead"))
    yield "text before a payload in .html", "Middle words."


def share() -> int:
    """How many payloads a site takes."""
    return ARTICLES // len(KINDS) if FULL else ARTICLES


def write_site(site: Path, every: Sequence[str], numbers: Sequence[int]) -> tuple[Path, list[Written]]:
    """A site with the articles of these ``numbers``, one of each kind of file."""
    seeds = site / "seeds"
    seeds.mkdir(parents=True)
    (seeds / "picture.png").write_bytes(png())
    (site / "digest.yml").write_text(f"title: Hostile\nlanguage: en\nbase_url: {BASE}\n", "utf-8")
    names = (*TEXTS, *LISTS, "topics", "source", "places", *ODD)
    rows = ["| File | " + " | ".join(names) + " |", "| --- " * (len(names) + 1) + "|"]
    articles: list[Written] = []
    for number in numbers:
        picker = PayloadPicker(every, number)
        for kind in KINDS if FULL else (KINDS[number % len(KINDS)],):
            written = Written(f"{number:05}-{kind}.{kind}")
            cells = _write(seeds, written, kind, picker)
            rows.append(f"| {written.file} | " + " | ".join(cells.get(name, "") for name in names) + " |")
            articles.append(written)
    (seeds / "INDEX.md").write_text("\n".join(rows) + "\n", "utf-8", newline="")
    return site, articles


def _write(seeds: Path, written: Written, kind: str, picker: PayloadPicker) -> dict[str, str]:
    """Writes one article; its cells."""
    shown = [name for name in TEXTS if name not in ("alt",)]
    pictured = {"image": "picture.png"} if picker.number % 2 else {}
    if kind == "txt":
        written.shown |= write_txt(seeds, written.file, picker)
        cells = row(picker, (*TEXTS, *LISTS, TERMS[kind], *ODD))
        exact = {name: line(picker.of(name)) for name in (*shown, TERMS[kind]) if name in cells}
    elif kind == "md" and picker.number % 4 < 2:
        front = {name: yaml(picker.of(name)) for name in (*TEXTS, TERMS[kind], *ODD)}
        front |= {name: f"[{yaml(picker.of(name))}]" for name in LISTS}
        written.shown |= write_md(seeds, written.file, picker, front=front | pictured)
        cells = {}
        named = (*shown, TERMS[kind]) if _has_unique_name(picker, TERMS[kind]) else shown
        exact = {name: str(plain(name, picker.of(name))) for name in named}  # a link as its words
    elif kind == "md":
        front = {name: line(picker.of(name)) for name in ("title", "note", "date")} if picker.number % 4 == 2 else {}
        written.shown |= write_md(seeds, written.file, picker, front=front)
        cells = raw_row(picker, (*TEXTS, *LISTS, TERMS[kind], *ODD)) | {
            "title": "Headline " + raw_row(picker, ["title"])["title"]
        }
        exact = {"raw title": "Headline"}
    else:
        written.shown |= write_html(seeds, written.file, picker)
        cells = row(picker, (TERMS[kind],))
        exact = {}
    if not pictured:
        exact.pop("credit", None)
    written.shown |= exact
    if kind != "md" or cells:  # feeds hold what can be dated: every second article, whose other date is hostile
        cells["added" if picker.number % 2 else "date"] = (
            f"2025-{picker.number % 12 + 1:02}-{picker.number % 28 + 1:02}"
        )
    return cells | (pictured if cells else {})


def _has_unique_name(picker: PayloadPicker, field: str) -> bool:
    """Whether ``field``'s payload is shown as it is: no link, no web address (its host is shown), no spelling of another one."""
    text = picker.of(field)
    if text.startswith("http") or plain(field, text) != text:
        return False
    key = _alphanumeric(text)
    return sum(_alphanumeric(other) == key for other in picker.texts) == 1


@cache
def _alphanumeric(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def write_around(site: Path, picker: PayloadPicker) -> Path:
    """A site of three plain articles with hostile texts in everything that is written around articles."""
    (site / "seeds").mkdir(parents=True)
    (site / "pages" / "topics").mkdir(parents=True)
    values = {
        name: yaml(picker.of(name))
        for name in ("site title", "description", "topic", "label", "parent", "source", "person", "alias")
    }
    # A name must have letters, and a key of YAML has at most 1,024 signs.
    named = {name: text if letters(picker.of(name)) and len(text) < 1000 else '"x"' for name, text in values.items()}
    (site / "digest.yml").write_text(
        f"title: {values['site title'] if letters(picker.of('site title')) else 'x'}\ndescription: {values['description']}\nlanguage: en\nbase_url: {BASE}\n"
        f"topics:\n  {named['topic']}: {{any: [words], label: {{en: {named['label']}}}, parent: {named['parent']}}}\n"
        f"rights:\n  {named['source']}: excerpt\n",
        "utf-8", "replace",
    )  # fmt: skip
    (site / "names.yml").write_text(
        f"people:\n  {named['person']}: [{named['alias']}]\nignore: [{named['label']}]\n", "utf-8", "replace"
    )
    basic = written_text(picker.of("own page"))
    page = f"---\ntitle: {yaml(picker.of('page title'))}\n---\nOpening words.\n\n{basic}\n\nClosing words.\n"
    for name in ("own", "_footer", "about", "topics/politics"):
        (site / "pages" / f"{name}.md").write_text(page, "utf-8", "replace")
    body = f"Some words of {written_text(picker.of('person'))} and {written_text(picker.of('alias'))}, they said.\n"
    for name in "abc":
        (site / "seeds" / f"{name}.txt").write_text(body, "utf-8")
    heading = escape_markdown(line(picker.of("heading")))
    (site / "seeds" / "INDEX.md").write_text(
        f"# {line(picker.of('index title'))}\n\n- [A](a.txt) - {line(picker.of('dash note'))}\n\n## Topic: {heading}\n\n"
        f"- [B](b.txt), {line(picker.of('tail'))}\n\n## Source: {escape_markdown(line(picker.of('source')))}\n\n- [C](c.txt)\n",
        "utf-8", newline="",
    )  # fmt: skip
    return site


def built(site: Path, **changes: object) -> BuildResult:
    """Builds ``site``, in this process."""
    job: Job = replace(job_beside(site / "digest.yml"), jobs=1, **changes)
    return build(job, Progress())
