"""The explanation of one article: the value of each field, its origin, and declarations that were overridden.

The seeds are read as in a build, so the explanation is what a build will do. This includes the article's address, which depends
on the names of the other articles.

Rejected: explaining settings of the whole site, such as its title. ``digest build`` reports those in notices.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path, PurePosixPath

from msgspec import Struct

from digest import readers, urls
from digest.build.executors import executor_for
from digest.build.job import Job, Progress, Work
from digest.build.reading import Seeds, full_reader, read_article, read_seeds
from digest.errors import Position, Problem
from digest.i18n import name_key
from digest.infer.resolve import declarations_of
from digest.model import Article, Declared, Document, Entry, Origin, Picture, Rights, Settings
from digest.publish.refusals import published
from digest.site.arrange import slugs_of
from digest.site.cards import card_of
from digest.site.rights import is_withheld, rights_of
from digest.sources import file_names
from digest.sources.folder import SourceFolder
from digest.vocabulary import countries, fields, media_topics

# The encoding is used by the reader and is no field of an article; quotations cannot be declared.
_NAMES = (*(name for name in fields.FIELDS if name != "encoding"), "quotations")
_UNLISTED = "not listed in any INDEX.md"
_ALWAYS_KNOWN = frozenset({"rights", "draft"})


class NoSuchArticle(LookupError):
    """There is no such article in the seeds. The message says why, and suggests the most similar one."""


class ListingStatus(StrEnum):
    """Whether an article is listed in a manifest, and if not, whether it is published nevertheless."""

    LISTED = "listed"
    FOLDER = "the folder is the manifest"  # there is no INDEX.md
    INCLUDED = "unlisted and published"  # with the setting “unlisted: include”
    UNLISTED = "unlisted"


class Overridden(Struct, frozen=True, kw_only=True):
    """A declaration that another one of higher precedence overrides."""

    origin: Origin
    text: str
    where: Position


class Field(Struct, frozen=True, kw_only=True):
    """A resolved field. ``value`` has one or several texts; it is empty if the declared value is invalid.

    ``where`` is the position of the declaration. For an inferred value, ``evidence`` quotes the text it is based on, and
    ``certainty`` is a number from 0 to 1.
    """

    name: str
    value: tuple[str, ...]
    origin: Origin
    where: Position | None = None
    evidence: str = ""
    certainty: float | None = None
    overridden: tuple[Overridden, ...] = ()


class Explanation(Struct, frozen=True, kw_only=True):
    """Everything known about one article.

    ``listed`` is its position in the manifest. ``withheld`` is the reason why it is not published, and empty if it is; it has
    no ``address`` then, except for an unlisted article: that has the address it would get. ``rights_by`` says which setting
    the rights come from. ``absent`` names the fields that are neither declared nor inferred. ``reader`` is empty if the file
    cannot be read.
    """

    file: str
    status: ListingStatus
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
    """Explains the article at the path ``typed``, relative to the current folder or to the seeds.

    Raises NoSuchArticle if it does not exist, and Fatal if the seeds cannot be read.
    """
    with executor_for(job.jobs) as executor, full_reader() as reader:
        seeds = read_seeds(job, Work(executor=executor, progress=Progress()), reader)
        return _explanation(job, typed, seeds)


def _explanation(job: Job, typed: str, seeds: Seeds) -> Explanation:
    file = article_file(job.seeds.path, typed, seeds)
    listed = {entry.file: entry for entry in seeds.entries}
    unlisted = {entry.file: entry for entry in seeds.collection.unlisted}
    entry = listed.get(file) or unlisted.get(file)
    entry = entry or Entry(file=file, position=len(listed), named=file_names.named(file))  # a draft, by its name
    read = read_article(seeds.folder, entry, seeds.settings.rules)
    problems = seeds.problems if file in listed else (*seeds.problems, *read.problems)
    document = _document(seeds.folder, entry)
    article = read.article
    status = _status(entry, file in listed)
    withheld = _withheld(article, file, status, seeds.settings)
    owners = published(job.output).owners
    address, clashes = _address(article, seeds, owners) if article and withheld in ("", _UNLISTED) else (None, ())
    found = tuple(_fields(entry, document, article)) if article else ()
    known = {field.name for field in found}
    return Explanation(
        file=file,
        status=status,
        listed=entry.where if status is ListingStatus.LISTED else None,
        reader=document.reader if document else "",
        encoding=document.encoding if document else "",
        address=address,
        withheld=withheld,
        rights=rights_of(article, seeds.settings) if article else None,
        rights_by=_rights_by(article, seeds.settings) if article else "",
        draft=_is_draft_by_name(file) or (article is not None and article.draft),
        fields=found,
        absent=tuple(name for name in _NAMES if article and name not in known | _ALWAYS_KNOWN),
        problems=tuple(_problems_of(entry, document, [*problems, *clashes])),
    )


# The article that the path names.


def article_file(folder: Path, typed: str, seeds: Seeds) -> str:
    """The path in ``folder``, that of the seeds, of the file that ``typed`` names. Raises NoSuchArticle if there is none."""
    known = [entry.file for entry in (*seeds.entries, *seeds.collection.unlisted)]
    candidates = list(dict.fromkeys(_candidates(folder, typed)))
    for file in candidates:
        if file in known:
            return file
    for problem in seeds.problems:
        if problem.article in candidates:  # it is listed, and missing or outside
            raise NoSuchArticle(str(problem))
    for file in candidates:
        if os.path.isfile(folder / file):  # Path.is_file raises if a name is too long
            return _not_listed(file)
    if any(os.path.isdir(folder / file) for file in candidates):
        raise NoSuchArticle(f"“{typed}” is a folder. Use the path of an article in it.")
    near = _nearest(candidates[-1], known)
    hint = f"Did you mean “{near}”?" if near else "Use a path relative to the current or the seeds directory."
    if os.path.isfile(typed):
        raise NoSuchArticle(f"“{typed}” is not in the seeds directory ({folder}). {hint}")
    raise NoSuchArticle(f"No such article: “{typed}”. {hint}")


def _candidates(folder: Path, typed: str) -> Iterator[str]:
    """Paths in seeds that ``typed`` may mean: relative to the current folder, with links followed or not, or to the seeds."""
    for resolve in (os.path.abspath, os.path.realpath):
        path, root = Path(resolve(typed)), Path(resolve(folder))
        if path.is_relative_to(root):
            yield path.relative_to(root).as_posix()
    path, root = Path(os.path.abspath(folder / typed)), Path(os.path.abspath(folder))
    yield path.relative_to(root).as_posix() if path.is_relative_to(root) else Path(typed).name


def _not_listed(file: str) -> str:
    """``file`` itself if it is a draft by its name; raises NoSuchArticle with the reason if it is not an article."""
    name = PurePosixPath(file).name
    if _is_draft_by_name(file):
        return file
    if name.casefold() == file_names.INDEX.casefold():
        raise NoSuchArticle(f"“{file}” is a manifest, not an article. Run “digest check” to check it.")
    if not readers.supported(name):
        kinds = ", ".join(suffix for suffix in readers.READERS if suffix)
        raise NoSuchArticle(f"“{file}” has an unsupported format. Save it as one of {kinds}.")
    raise NoSuchArticle(f"“{file}” is ignored because of its name. List it in {file_names.INDEX} if it is an article.")


def _is_draft_by_name(file: str) -> bool:
    return PurePosixPath(file).name.startswith("_")


def _nearest(file: str, known: list[str]) -> str | None:
    """The ``known`` file of the same name in another folder, else the one with the most similar path or name."""
    name = PurePosixPath(file).name
    by_name = {PurePosixPath(other).name: other for other in reversed(known)}
    if name in by_name or not known:
        return by_name.get(name)
    near = fields.nearest(name, tuple(by_name))
    return fields.nearest(file, tuple(known)) or (by_name[near] if near else None)


# Its fields and problems.


def _document(seeds: SourceFolder, entry: Entry) -> Document | None:
    declared = entry.fields.get("encoding")
    found = readers.read(seeds, entry.file, encoding=str(declared.text) if declared else None)
    return found if isinstance(found, Document) else None


def _status(entry: Entry, is_listed: bool) -> ListingStatus:
    if entry.where is not None:
        return ListingStatus.FOLDER if entry.where.file == entry.file else ListingStatus.LISTED
    return ListingStatus.INCLUDED if is_listed else ListingStatus.UNLISTED


def _withheld(article: Article | None, file: str, status: ListingStatus, settings: Settings) -> str:
    """The reason why the article is not published; empty if it is."""
    if article is None:
        return "its file is invalid"
    if _is_draft_by_name(file):
        return "it is a draft (its name begins with “_”)"
    if article.draft:
        return "it is a draft"
    if rights_of(article, settings) is Rights.PRIVATE:
        return "it is private"
    return _UNLISTED if status is ListingStatus.UNLISTED else ""


def _address(article: Article, seeds: Seeds, published: Mapping[str, str]) -> tuple[str, tuple[Problem, ...]]:
    """The article's address, as if it were published, and problems of slugs that clash."""
    cards = [card for card in seeds.cards if not is_withheld(card, seeds.settings)]
    if all(card.file != article.file for card in cards):
        cards.append(card_of(article))
    slugs, problems = slugs_of(cards, published, seeds.settings.base_url)
    return urls.article(slugs[article.file]), problems


def _rights_by(article: Article, settings: Settings) -> str:
    if article.rights is not None:
        return "of the article"
    of_source = name_key(article.source or "") in settings.source_rights
    return f"of the source “{article.source}”" if of_source else "of the site"


def _text(declared: Declared) -> str:
    texts = (declared.text,) if isinstance(declared.text, str) else declared.text
    return "; ".join(" ".join(text.split()) for text in texts if text.strip())


def _fields(entry: Entry, document: Document | None, article: Article) -> Iterator[Field]:
    """Each field that has a value or a declaration."""
    for name in _NAMES:
        declared = declarations_of(name, entry, document)
        found = article.provenance.get(name)
        if found is None and not declared:
            continue
        origin = found.origin if found else declared[0][0]
        inferred = found if found and found.origin is Origin.INFERRED else None
        yield Field(
            name=name,
            value=_value_texts(name, getattr(article, name)) if found else (),
            origin=origin,
            where=found.where if found else declared[0][1].where,
            evidence=inferred.evidence if inferred else "",
            certainty=inferred.certainty if inferred else None,
            overridden=tuple(
                Overridden(origin=other, text=_text(declaration), where=declaration.where)
                for other, declaration in declared
                if other is not origin
            ),
        )


def _value_texts(name: str, value: object) -> tuple[str, ...]:
    if isinstance(value, tuple):
        if name == "quotations":
            return tuple(f"{one.speaker}: “{one.text}”" for one in value)
        to_text = {"topics": _topic, "places": _place}.get(name, str)
        return tuple(to_text(item) for item in value)
    if isinstance(value, bool):
        return ("yes" if value else "no",)
    if isinstance(value, Picture):
        return (f"{value.file} ({value.width} × {value.height})",)
    return (" ".join(str(value).split()),)  # a note has paragraphs


def _topic(term: str) -> str:
    return f"{media_topics.label(term, 'en')} (IPTC {term})" if media_topics.is_iptc(term) else term


def _place(term: str) -> str:
    return f"{countries.label(term, 'en')} (ISO {term})" if countries.is_country(term) else term


def _problems_of(entry: Entry, document: Document | None, problems: Iterable[Problem]) -> Iterator[Problem]:
    """Those of ``problems`` that concern this article: its file, its row in the manifest, or one of its declarations."""
    declared = {found.where for name in fields.FIELDS for _, found in declarations_of(name, entry, document)}
    row = (entry.where.file, entry.where.line) if entry.where else None
    for problem in dict.fromkeys(problems):
        where = problem.where
        if problem.article == entry.file or (
            where is not None and (where.file == entry.file or where in declared or (where.file, where.line) == row)
        ):
            yield problem
