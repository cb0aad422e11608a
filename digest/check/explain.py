"""Why an article is as it is: each field's value, where it comes from, and what was declared besides and lost.

It reads the seeds as a build does, so what it says is what a build will do: the address too, which depends on how the other
articles are called.

Rejected: explaining what is shared, such as the site's title. ``digest build`` tells of that in notices.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path, PurePosixPath

from msgspec import Struct

from digest import publish, readers, urls
from digest.build.executors import executor_for
from digest.build.job import Job, Progress, Work
from digest.build.reading import FullReader, Seeds, read_article, read_seeds
from digest.errors import Position, Problem
from digest.i18n import name_key
from digest.model import Article, Declared, Document, Entry, Origin, Picture, Rights, Settings
from digest.site.arrange import slugs_of
from digest.site.cards import card_of
from digest.site.rights import is_withheld, rights_of
from digest.sources import loader
from digest.sources.folder import Folder
from digest.vocabulary import countries, fields, media_topics

_NAMES = tuple(name for name in fields.FIELDS if name != "encoding")  # which is the reader's affair
_UNLISTED = "no INDEX.md lists it"
_TOLD_APART = frozenset({"rights", "draft"})  # every article has an answer to these


class NoSuchArticle(LookupError):
    """There is no such article in the seeds; the message says why, and names the nearest one if there is one."""


class Standing(StrEnum):
    """How an article comes to be in the site, or why it does not."""

    LISTED = "listed"
    FOLDER = "the folder is the manifest"  # there is no INDEX.md
    INCLUDED = "unlisted and published"  # INDEX.md is silent, and the settings say to include such files
    UNLISTED = "unlisted"


class Also(Struct, frozen=True, kw_only=True):
    """A declaration that does not count."""

    origin: Origin
    text: str
    where: Position


class Field(Struct, frozen=True, kw_only=True):
    """A field as it was resolved. ``value`` is in words, one or several; empty where what was declared cannot be used.

    ``where`` is the place of the declaration; for an inferred value ``evidence`` holds the words that it rests on, and
    ``certainty`` how sure it is (0 to 1).
    """

    name: str
    value: tuple[str, ...]
    origin: Origin
    where: Position | None = None
    evidence: str = ""
    certainty: float | None = None
    also: tuple[Also, ...] = ()


class Explanation(Struct, frozen=True, kw_only=True):
    """All that is known of one article.

    ``listed`` is its place in the manifest. ``withheld`` says in words why it is not published; it has no ``address`` then,
    but for an unlisted one, which is told the address that it would have. ``rights_by`` says whose rights they are.
    ``absent`` names the fields that nobody declared and nothing told. ``reader`` is empty where the file cannot be read.
    """

    file: str
    standing: Standing
    listed: Position | None
    reader: str
    encoding: str
    address: str | None
    withheld: str
    rights: Rights | None
    rights_by: str
    draft: bool
    fields: tuple[Field, ...]
    absent: tuple[str, ...]
    problems: tuple[Problem, ...]


def explain(job: Job, typed: str) -> Explanation:
    """The explanation of the article that ``typed`` names: a path from the current folder, or below the seeds.

    NoSuchArticle where there is none; Fatal where the seeds cannot be read.
    """
    with executor_for(job.jobs) as executor:
        seeds = read_seeds(job, Work(executor=executor, progress=Progress()), FullReader())
    file = _file(job.seeds_path, typed, seeds, seeds.problems)
    listed = {entry.file: entry for entry in seeds.entries}
    unlisted = {entry.file: entry for entry in seeds.collection.unlisted}
    entry = listed.get(file) or unlisted.get(file)
    entry = entry or Entry(file=file, position=len(listed), named=loader.named(file))  # no article, by its name
    read = read_article(job.seeds, entry, seeds.settings.rules)
    problems = seeds.problems if file in listed else (*seeds.problems, *read.problems)
    document = _document(job.seeds, entry)
    article = read.article
    standing = _standing(entry, file in listed)
    withheld = _withheld(article, file, standing, seeds.settings)
    published = publish.published(job.output).owners
    address, clashes = _address(article, seeds, published) if article and withheld in ("", _UNLISTED) else (None, ())
    found = tuple(_fields(entry, document, article)) if article else ()
    known = {field.name for field in found}
    return Explanation(
        file=file,
        standing=standing,
        listed=entry.where if standing is Standing.LISTED else None,
        reader=document.reader if document else "",
        encoding=document.encoding if document else "",
        address=address,
        withheld=withheld,
        rights=rights_of(article, seeds.settings) if article else None,
        rights_by=_rights_by(article, seeds.settings) if article else "",
        draft=_by_name(file) or (article is not None and article.draft),
        fields=found,
        absent=tuple(name for name in _NAMES if article and name not in known | _TOLD_APART),
        problems=tuple(_of(entry, document, [*problems, *clashes])),
    )


# Which article is meant.


def _file(folder: Path, typed: str, seeds: Seeds, problems: Iterable[Problem]) -> str:
    """The path below seeds of the file that ``typed`` names."""
    known = [entry.file for entry in (*seeds.entries, *seeds.collection.unlisted)]
    candidates = list(dict.fromkeys(_candidates(folder, typed)))
    for file in candidates:
        if file in known:
            return file
    for problem in problems:
        if problem.article in candidates:  # it is listed, and missing or outside
            raise NoSuchArticle(str(problem))
    for file in candidates:
        if os.path.isfile(folder / file):  # not Path.is_file: that raises where a name is too long
            return _not_listed(file)
    if any(os.path.isdir(folder / file) for file in candidates):
        raise NoSuchArticle(f"“{typed}” is a folder. Name an article in it.")
    near = _nearest(candidates[-1], known)
    hint = f"Did you mean “{near}”?" if near else "Name it from here, or from the seeds folder."
    if os.path.isfile(typed):
        raise NoSuchArticle(f"“{typed}” is not in the seeds folder ({folder}). {hint}")
    raise NoSuchArticle(f"There is no article “{typed}”. {hint}")


def _candidates(folder: Path, typed: str) -> Iterator[str]:
    """Paths below seeds that ``typed`` may mean: from the current folder, links followed or not, else from the seeds."""
    for way in (os.path.abspath, os.path.realpath):
        path, root = Path(way(typed)), Path(way(folder))
        if path.is_relative_to(root):
            yield path.relative_to(root).as_posix()
    path, root = Path(os.path.abspath(folder / typed)), Path(os.path.abspath(folder))
    yield path.relative_to(root).as_posix() if path.is_relative_to(root) else Path(typed).name


def _not_listed(file: str) -> str:
    """``file`` itself if it is an article that its name keeps out; NoSuchArticle where it is none."""
    name = PurePosixPath(file).name
    if _by_name(file):
        return file
    if name.casefold() == loader.INDEX.casefold():
        raise NoSuchArticle(f"“{file}” is a manifest, not an article. “digest build” says what is wrong with it.")
    if not readers.supported(name):
        kinds = ", ".join(suffix for suffix in readers.READERS if suffix)
        raise NoSuchArticle(f"“{file}” is not read as an article. Save it as one of {kinds}.")
    raise NoSuchArticle(f"“{file}” is not taken for an article, by its name. List it in {loader.INDEX} if it is one.")


def _by_name(file: str) -> bool:
    return PurePosixPath(file).name.startswith("_")


def _nearest(file: str, known: list[str]) -> str | None:
    """Of the ``known`` files the one of this very name in another folder, else the one of the most similar path or name."""
    name = PurePosixPath(file).name
    by_name = {PurePosixPath(other).name: other for other in reversed(known)}
    if name in by_name or not known:
        return by_name.get(name)
    near = fields.nearest(name, tuple(by_name))
    return fields.nearest(file, tuple(known)) or (by_name[near] if near else None)


# What is known of it.


def _document(seeds: Folder, entry: Entry) -> Document | None:
    declared = entry.fields.get("encoding")
    found = readers.read(seeds, entry.file, encoding=str(declared.text) if declared else None)
    return found if isinstance(found, Document) else None


def _standing(entry: Entry, is_listed: bool) -> Standing:
    if entry.where is not None:
        return Standing.FOLDER if entry.where.file == entry.file else Standing.LISTED
    return Standing.INCLUDED if is_listed else Standing.UNLISTED


def _withheld(article: Article | None, file: str, standing: Standing, settings: Settings) -> str:
    """Why the article is not published; empty where it is."""
    if article is None:
        return "its file cannot be used"
    if _by_name(file):
        return "it is a draft, by the “_” in front of its name"
    if article.draft:
        return "it is a draft"
    if rights_of(article, settings) is Rights.PRIVATE:
        return "it is private"
    return _UNLISTED if standing is Standing.UNLISTED else ""


def _address(article: Article, seeds: Seeds, published: Mapping[str, str]) -> tuple[str, tuple[Problem, ...]]:
    """Where the article stands among the published ones, or would if it were one of them; and slugs that clash."""
    shown = [card for card in seeds.cards if not is_withheld(card, seeds.settings)]
    if all(card.file != article.file for card in shown):
        shown.append(card_of(article))
    slugs, problems = slugs_of(shown, published, seeds.settings.base_url)
    return urls.article(slugs[article.file]), problems


def _rights_by(article: Article, settings: Settings) -> str:
    if article.rights is not None:
        return "its own"
    of_source = name_key(article.source or "") in settings.source_rights
    return f"those of the source “{article.source}”" if of_source else "the site's"


def _declarations(name: str, entry: Entry, document: Document | None) -> list[tuple[Origin, Declared]]:
    """Every declaration of the field ``name`` that says something, the one of the highest precedence first."""
    sources = (
        (Origin.ROW, entry.fields), (Origin.FILE, document.declared if document else {}),
        (Origin.HEADING, entry.inherited), (Origin.NAME, entry.named),
    )  # fmt: skip
    return [(origin, found[name]) for origin, found in sources if name in found and _text(found[name])]


def _text(declared: Declared) -> str:
    texts = (declared.text,) if isinstance(declared.text, str) else declared.text
    return "; ".join(" ".join(text.split()) for text in texts if text.strip())


def _fields(entry: Entry, document: Document | None, article: Article) -> Iterator[Field]:
    """Each field that has a value or a declaration."""
    for name in _NAMES:
        declared = _declarations(name, entry, document)
        found = article.provenance.get(name)
        if found is None and not declared:
            continue
        origin = found.origin if found else declared[0][0]
        inferred = found if found and found.origin is Origin.INFERRED else None
        yield Field(
            name=name,
            value=_words(name, getattr(article, name)) if found else (),
            origin=origin,
            where=found.where if found else declared[0][1].where,
            evidence=inferred.evidence if inferred else "",
            certainty=inferred.certainty if inferred else None,
            also=tuple(
                Also(origin=other, text=_text(lost), where=lost.where)
                for other, lost in declared
                if other is not origin
            ),
        )


def _words(name: str, value: object) -> tuple[str, ...]:
    if isinstance(value, tuple):
        shown = {"topics": _topic, "places": _place}.get(name, str)
        return tuple(shown(item) for item in value)
    if isinstance(value, bool):
        return ("yes" if value else "no",)
    if isinstance(value, Picture):
        return (f"{value.file} ({value.width} × {value.height})",)
    return (str(value),)


def _topic(term: str) -> str:
    return f"{media_topics.label(term, 'en')} (IPTC {term})" if media_topics.is_iptc(term) else term


def _place(term: str) -> str:
    return f"{countries.label(term, 'en')} (ISO {term})" if countries.is_country(term) else term


def _of(entry: Entry, document: Document | None, problems: Iterable[Problem]) -> Iterator[Problem]:
    """Those of ``problems`` that this article caused: its file, its place in the manifest, or what it declares."""
    declared = {found.where for name in fields.FIELDS for _, found in _declarations(name, entry, document)}
    row = (entry.where.file, entry.where.line) if entry.where else None
    for problem in dict.fromkeys(problems):
        where = problem.where
        if problem.article == entry.file or (where is not None and (
            where.file == entry.file or where in declared or (where.file, where.line) == row
        )):  # fmt: skip
            yield problem
