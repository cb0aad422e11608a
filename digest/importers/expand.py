"""An export file as a folder of articles: each is a Markdown file with front matter, as an editor would have written it.

What reads articles (``readers``, ``infer``) knows nothing of exports: it gets these files. Their names are slugs of headlines,
so that an article keeps its name when others are added to the export, or when that is sorted in another way.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from digest import urls
from digest.errors import Position, Problem, problem
from digest.importers.imported import ExportFile, Import, ImportedArticle, Importer
from digest.readers.markdown import is_reference
from digest.vocabulary import fields

SUFFIX = ".md"
_LONGEST_NAME = 80  # characters; the rest of a slug of a long headline tells nobody more
_MOST_ARTICLES = 100_000
_MOST_REFUSED = 20  # named one by one
_KEYS = {"section": fields.display_name("section")}  # “section” alone would be a topic
# Values that YAML reads as the same text without quotes.
_PLAIN = re.compile(
    r"(?!(?:null|true|false|yes|no|on|off|y|n|~)\Z)[^\W\d_](?:[^\n:#\"'\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]|:(?=[^\s:]))*(?<!\s)",
    re.I,
)
_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
_ADDRESS = re.compile(r"https?://[^\s\"'#,\[\]{}]+(?:#[^\s\"',\[\]{}]+)?")
_REMOTE = re.compile(r"\s*(?:https?:)?//|\s*data:", re.IGNORECASE)


class Expanded(Struct, frozen=True, kw_only=True):
    """The articles of an export file: their names with their contents, and the articles as the importer gave them.

    ``form`` is what the file is, ``problems`` what of it could not be read.
    """

    form: str
    files: tuple[tuple[str, bytes], ...]
    articles: tuple[ImportedArticle, ...]
    problems: tuple[Problem, ...]


def expand(importer: Importer, file: ExportFile) -> Expanded:
    """The articles of ``file`` as files. Never raises because of what it reads."""
    try:
        found = importer.read(file)
    except Exception as error:  # a bug; one file must not keep the others from being published
        message = f"This file ({importer.name}) cannot be read: {type(error).__name__}: {error}."
        hint = "Please report this bug with a file that shows it. The articles of this file are left out."
        return Expanded(
            form=importer.name,
            files=(),
            articles=(),
            problems=(problem("bad-export", message, hint, Position(file=file.name)),),
        )
    return as_files(importer.name, file.name, found)


def as_files(form: str, file: str, found: Import) -> Expanded:
    """What was ``found`` in ``file`` as files; ``form`` says in messages what the file is."""
    taken: set[str] = set()
    kept = [article for article in found.articles[:_MOST_ARTICLES] if _is_complete(article)]
    files = tuple((_name(article, number, taken), article_file(article)) for number, article in enumerate(kept, 1))
    return Expanded(form=form, files=files, articles=tuple(kept), problems=tuple(_problems(form, file, found)))


def article_file(article: ImportedArticle) -> bytes:
    """``article`` as a Markdown file with front matter."""
    text = f"\n{article.text.strip()}\n" if article.text.strip() else ""
    return "".join(["---\n", *field_lines(article), "---\n", text]).encode("utf-8", "replace")


def field_lines(article: ImportedArticle) -> list[str]:
    """The lines of front matter (YAML) that state the fields of ``article``."""
    return [f"{_KEYS.get(name, name)}: {yaml_value(value)}\n" for name, value in _declared(article)]


def _declared(article: ImportedArticle) -> Iterator[tuple[str, str | tuple[str, ...]]]:
    """The fields in the order of the vocabulary. A picture on the web is none: pages load nothing from other sites."""
    for name in fields.FIELDS:
        value = article.fields.get(name, "")
        if not value or (name == "image" and isinstance(value, str) and _REMOTE.match(value)):
            continue
        yield name, value
    if article.also:
        yield "note", "Also in: " + "; ".join(article.also)
    if article.id:
        yield "id", article.id


def yaml_value(value: str | tuple[str, ...]) -> str:
    """``value`` as YAML in one line: plain where that is read as the same text, else as JSON, which YAML contains."""
    if not isinstance(value, str):
        return json.dumps([" ".join(one.split()) for one in value], ensure_ascii=False)
    line = " ".join(value.split())
    if _PLAIN.fullmatch(line) or _DATE.fullmatch(line) or _ADDRESS.fullmatch(line):
        return line
    return json.dumps(line, ensure_ascii=False)


def _is_complete(article: ImportedArticle) -> bool:
    """Whether there is a text, or enough to lead to it."""
    return bool(article.text.strip()) or is_reference({name for name, value in article.fields.items() if value})


def _name(article: ImportedArticle, number: int, taken: set[str]) -> str:
    """The name of an article's file: its headline, else its id, else its place in the order; unlike those ``taken``."""
    title = article.fields.get("title", "")
    words = title if isinstance(title, str) and title.strip() else article.id
    plain = urls.slug(words) if words.strip() else f"article-{number}"
    if len(plain) > _LONGEST_NAME:
        plain = plain[: _LONGEST_NAME + 1].rpartition("-")[0] or plain[:_LONGEST_NAME]
    name, count = plain, 1
    while name in taken:
        count += 1
        name = f"{plain}-{count}"
    taken.add(name)
    return name + SUFFIX


def _problems(form: str, file: str, found: Import) -> Iterable[Problem]:
    where = Position(file=file)
    refused = [(one.place, one.reason) for one in found.refused]
    for number, article in enumerate(found.articles, 1):
        if number > _MOST_ARTICLES:
            refused.append((article.place, f"Only {_MOST_ARTICLES:,} articles of one file are read."))
            break
        if not _is_complete(article):
            refused.append((article.place, "There is no text in it, and no address that leads to one."))
    for place, reason in refused[:_MOST_REFUSED]:
        message = f"{place[:1].upper()}{place[1:]} ({form}) is left out: {reason[:1].lower()}{reason[1:]}"
        yield problem("refused-article", message, "If you need it, save it in a file of its own.", where)
    if len(refused) > _MOST_REFUSED:
        message = f"{len(refused) - _MOST_REFUSED} more articles ({form}) are left out."
        yield problem("refused-article", message, "Repair the file, or export it again.", where)
    there = len(found.articles) + len(found.refused)
    if found.stated is not None and found.stated != there:
        message = f"The file says that it holds {found.stated} documents; {there} are in it."
        yield problem("export-count", message, "If some are missing, export them again.", where)
    for note in found.notes:
        yield problem("export-note", note, "", where)
    if not found.articles and not found.notes and not refused:
        yield problem("empty-export", f"There are no articles in this file ({form}).", "Export it again.", where)
