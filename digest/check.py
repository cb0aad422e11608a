"""Everything wrong with the sources or the output of a site.

The whole site is planned and rendered as in a build, so all problems of a build are found, including published addresses that
would be gone. In addition: links that lead nowhere, changes of the output, and the least certain fields.

Each link of a page to the site is followed: to a page or file, and to an anchor in it. So templates, custom pages and the footer
are checked, too. A link that many pages share is reported once. Links in articles and custom pages may lead to the web only, so
a relative one (``[x](other.md)``) is plain text on the page. It is looked for in the Markdown source, and the message says what
to write instead.

Rejected: links to other sites, which need a network and may work again tomorrow; relative links of HTML articles, which lead to
the site from which the article was saved; files in ``static/``, which are copied unchanged. Names among the
fields to review: readers find articles by headline, date, topic and source.
"""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from msgspec import Struct
from msgspec.structs import replace

from digest import render, urls
from digest.build.cache import Cache
from digest.build.emptied import emptied, former_of
from digest.build.executors import executor_for
from digest.build.job import Findings, Job, Progress, Work
from digest.build.reading import Read, full_reader
from digest.build.site import PlannedSite, derived_pages, page_of, plan_site
from digest.errors import Fatal, Position, Problem, and_more, problem
from digest.i18n import UNDETERMINED
from digest.model import Article, Origin, Site
from digest.pages import PageSpec, SiteContext
from digest.pages.provenance import LIKELY
from digest.publish.maintenance import Leftovers, leftovers
from digest.readers.encoding import Decoded, decode
from digest.readers.front_matter import declared_encoding, read_front_matter
from digest.readers.html_elements import web_address
from digest.readers.markdown import markdown_html
from digest.render import Theme
from digest.vocabulary import media_topics

_OPENING = re.compile(r"<[a-zA-Z][^<>]*>")
_ATTRIBUTE = re.compile(r"""\s(href|src|id)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_CANDIDATE = re.compile(r"\]\s*[(:\[]|<a\s", re.IGNORECASE)
_MAX_NAMES = 5  # files, pages or links named in a message
_MOST_WORDS = 50  # of a headline
_CERTAIN = 0.9  # an inferred value of at least this certainty needs no review
# The fields to review, in the order of the totals: words for one and for several articles whose field is inferred.
_INFERRED = {
    "title": ("headline inferred", "headlines inferred"),
    "summary": ("dek inferred", "deks inferred"),
    "language": ("language inferred", "languages inferred"),
    "date": ("date inferred", "dates inferred"),
    "topics": ("article with inferred topics", "articles with inferred topics"),
}
# Words for a missing field, and the certainty that it is ranked at. A missing headline comes first; a missing date matters more
# than a poor guess; a missing topic or source less, since the article can be found without it.
_MISSING = {
    "title": ("without a headline", -1.0),
    "language": ("in no known language", 0.0),
    "date": ("undated", 0.05),
    "topics": ("without a topic", 0.6),
    "source": ("without a source", 0.8),
}


class Weak(Struct, frozen=True, kw_only=True):
    """A field of the article in ``file`` that is missing (without ``certainty``) or inferred with little certainty (0 to 1)."""

    file: str
    field: str
    value: str
    certainty: float | None


class Checked(Struct, frozen=True, kw_only=True):
    """The result of a check.

    ``articles`` counts the published ones; None if nothing can be published. ``totals`` counts inferred and missing fields, in
    words. ``doubtful`` has the headlines to check, ``weak`` the other fields to review, the least certain first.
    """

    problems: tuple[Problem, ...]
    articles: int | None = None
    totals: tuple[str, ...] = ()
    doubtful: tuple[Weak, ...] = ()
    weak: tuple[Weak, ...] = ()


def check(job: Job, progress: Progress) -> Checked:
    """Checks a site. Problems that would end a build are in the result, too; no DigestError is raised."""
    report = Findings()
    site: PlannedSite | None = None
    reads: Sequence[Read] = ()
    try:
        with executor_for(job.jobs) as executor, full_reader() as reader:
            work = Work(executor=executor, progress=progress)
            site = _with_derived_pages(plan_site(job, report, work, reader), work)
            reads = reader.articles
            report.problems += dead_links(job, site, work)
    except Fatal as error:
        report.problems += error.problems
    report.problems += _check_output(job, site)
    if site is None:
        return Checked(problems=tuple(report.problems))
    if site.site.settings.base_url is None:
        message = "Without “base_url” the pages have no canonical link, and the links of 404.html do not work."
        report.problems.append(problem("no-base-url", message, "Set it in digest.yml once the site has a URL."))
    published = {article.card.file for article in site.site.articles}
    articles = [read.article for read in reads if read.article and read.article.file in published]
    report.problems += [*_copies(site.site, articles), *_without_text(articles)]
    weak = _weak_fields(articles)
    return Checked(
        problems=tuple(report.problems),
        articles=len(articles),
        totals=_totals(articles),
        doubtful=tuple(one for one in weak if _is_doubtful(one)),
        weak=tuple(one for one in weak if not _is_doubtful(one)),
    )


def _with_derived_pages(site: PlannedSite, work: Work) -> PlannedSite:
    """``site`` with the search and the records among its pages."""
    files = replace(site.files, pages=(*site.files.pages, *derived_pages(site.files, work)))
    return replace(site, files=files)


# The output.


def _check_output(job: Job, site: PlannedSite | None) -> list[Problem]:
    """Problems of the output as it is now."""
    try:
        found = leftovers(job.output, seeds=job.seeds.path)
    except Fatal as error:
        return list(error.problems)
    problems = list(_changes(found))
    if site is not None:
        former = former_of((*found.ours, *found.missing), manifest=found.manifest)
        emptied_site = emptied(former, site.seeds.collection, len(site.site.articles))
        problems += [emptied_site] if emptied_site else []
    return problems


def _changes(found: Leftovers) -> Iterator[Problem]:
    """Differences between the output and the hashes of the build that wrote it."""
    where = Position(file=str(found.output))
    if found.changed:
        message = f"Edited since the build: {and_more(found.changed, _MAX_NAMES)}."
        hint = "The next build overwrites your edits: make them in the site's templates/ or static/ folder."
        yield problem("changed-output", message, hint, where)
    if found.missing:
        message = f"Missing since the build: {and_more(found.missing, _MAX_NAMES)}."
        yield problem("missing-output", message, "Run “digest build” to write them again.", where)
    if found.foreign:
        message = (
            f"Files that digest did not write, so a build would publish nothing: {and_more(found.foreign, _MAX_NAMES)}."
        )
        hint = "Move them away, or to the site's static/ folder if they belong to the site."
        yield problem("foreign-output", message, hint, where)


# Texts: copies, and those that are hardly one.


def _copies(site: Site, articles: Iterable[Article]) -> Iterator[Problem]:
    """A notice for each of ``articles`` whose text is that of another one, or nearly."""
    files = [placed.card.file for placed in site.articles]
    first_of = {files[index]: files[group[0]] for index, group in site.connections.copies.items()}
    contents = {article.file: article.sha256 or article.file for article in articles}
    first_with = {content: file for file, content in reversed(contents.items())}
    for file, content in contents.items():
        first = first_of.get(file, first_with[content])
        if first != file:
            how = "that" if contents[first] == content else "nearly that"
            lists = ", and lists show one of the two" if file in first_of else ""
            hint = "Remove one of the two files, unless both sources should be named."
            yield problem("copied-text", f"The text is {how} of “{first}”{lists}.", hint, Position(file=file))


def _without_text(articles: Iterable[Article]) -> Iterator[Problem]:
    """A notice for each of ``articles`` that is only a headline or a word, and no reference to a page of the web."""
    for article in articles:
        is_headline = bool(article.title) and not article.excerpt and article.words <= _MOST_WORDS
        if article.url or article.summary or not (is_headline or article.words == 1):
            continue
        message = (
            f"The file has only a headline, “{article.title}”."
            if is_headline
            else f"The whole text is “{article.excerpt or article.first_words}”."
        )
        hint = "Add its text, or the address of its page as “url”; or remove the file."
        yield problem("no-text", message, hint, Position(file=article.file))


# Fields to review.


def _weak_fields(articles: Iterable[Article]) -> tuple[Weak, ...]:
    """The fields to review, the least certain first, then in the order of the articles."""
    found = [weak for article in articles for weak in _weak_fields_of(article)]
    return tuple(sorted(found, key=lambda weak: _MISSING[weak.field][1] if weak.certainty is None else weak.certainty))


def _is_doubtful(weak: Weak) -> bool:
    """Whether ``weak`` is a headline that is shown as “to check”."""
    return weak.field == "title" and weak.certainty is not None and weak.certainty < LIKELY


def _weak_fields_of(article: Article) -> Iterator[Weak]:
    for name in dict.fromkeys((*_INFERRED, *_MISSING)):
        certainty = _certainty(article, name)
        if _is_missing(article, name):
            yield Weak(file=article.file, field=name, value=_MISSING[name][0], certainty=None)
        elif certainty is not None and certainty < _CERTAIN:
            value = getattr(article, name)
            text = "; ".join(media_topics.label(topic, "en") for topic in value) if name == "topics" else str(value)
            yield Weak(file=article.file, field=name, value=text, certainty=certainty)


def _totals(articles: Sequence[Article]) -> tuple[str, ...]:
    """The number of inferred and of missing fields of each kind, in words, without the zeros."""
    totals = []
    for name, (one, several) in _INFERRED.items():
        count = sum(_certainty(article, name) is not None for article in articles)
        if count:
            totals.append(f"{count} {one if count == 1 else several}")
    for name, (words, _) in _MISSING.items():
        count = sum(_is_missing(article, name) for article in articles)
        if count:
            totals.append(f"{count} {words}")
    return tuple(totals)


def _certainty(article: Article, name: str) -> float | None:
    """The certainty of an inferred field; None if it is declared or missing."""
    found = article.provenance.get(name)
    if found is None or found.origin is not Origin.INFERRED or _is_missing(article, name):
        return None
    return found.certainty


def _is_missing(article: Article, name: str) -> bool:
    return name in _MISSING and getattr(article, name) in (None, (), "", UNDETERMINED)


# Links that lead nowhere.


class Links(Struct, frozen=True, kw_only=True):
    """The links of a rendered page, as written, and its anchors."""

    address: str
    targets: frozenset[str]
    anchors: frozenset[str]


def links_of(theme: Theme, context: SiteContext, blobs: Cache, spec: PageSpec[Any]) -> Links:
    """Renders one page and returns its links and anchors. Raises Fatal if its template fails."""
    page = page_of(spec, context, blobs)
    html = render.render(page, theme, context.settings.language).decode("utf-8")
    found = list(_attributes(html))
    return Links(
        address=page.address,
        targets=frozenset(value for name, value in found if name != "id"),
        anchors=frozenset(value for name, value in found if name == "id"),
    )


def dead_links(job: Job, site: PlannedSite, work: Work) -> list[Problem]:
    """A warning for each link that leads nowhere."""
    files = site.files
    pages = [page for page in files.pages if page.url.endswith(".html")]
    function = partial(links_of, files.theme, files.context, files.blobs)
    read = work.each(function, pages, "Following links")
    return [*_on_pages(site, read), *_in_texts(job, site)]


def _attributes(html: str) -> Iterator[tuple[str, str]]:
    for tag in _OPENING.finditer(html):
        for found in _ATTRIBUTE.finditer(tag[0]):
            yield found[1].lower(), unescape(found[2] if found[2] is not None else found[3])


def _on_pages(site: PlannedSite, read: list[Links]) -> Iterator[Problem]:
    anchors = {links.address: links.anchors for links in read}
    files = site.files
    existing = {page.url for page in files.pages} | {address for address, _ in files.copied}
    dead: dict[tuple[str, str], list[str]] = defaultdict(list)
    for links in read:
        for target in sorted(links.targets):
            resolved = _resolve(links.address, target, site.site.settings.base_url)
            if resolved is not None and not _exists(*resolved, existing, anchors):
                address, anchor = resolved
                dead["" if target.startswith("#") else address, anchor].append(links.address)
    articles = {article.url: article.card.file for article in site.site.articles}
    for (address, anchor), pages in dead.items():
        is_page = not address or address in existing
        yield _dead_on_pages(f"{address}#{anchor}" if anchor else address, is_page, pages, articles)


def _resolve(page: str, target: str, base_url: str | None) -> tuple[str, str] | None:
    """The address in the output and the anchor of ``target``, a link on ``page``; None if it leads to another site."""
    if base_url and target.startswith(base_url):
        page, target = "", target.removeprefix(base_url)
    try:
        parts = urlsplit(target)
    except ValueError:
        return None  # not a URL
    if parts.scheme or parts.netloc or parts.path.startswith("/"):
        return None  # another site, or relative to the root of the host, which may hold other sites
    path = unquote(parts.path)
    if not path:
        return page or urls.HOME, unquote(parts.fragment)
    address = posixpath.normpath(posixpath.join(posixpath.dirname(page), path))
    if path.endswith(("/", "/.", "/..")) or path in (".", ".."):
        address = posixpath.normpath(f"{address}/{urls.HOME}")
    return address, unquote(parts.fragment)


def _exists(address: str, anchor: str, existing: set[str], anchors: Mapping[str, frozenset[str]]) -> bool:
    if address not in existing:
        return False
    return anchor in ("", "top") or address not in anchors or anchor in anchors[address]


def _dead_on_pages(target: str, is_page: bool, pages: list[str], files: Mapping[str, str]) -> Problem:
    reason = "no such anchor on that page" if is_page else "no such page or file"
    only_articles = all(page in files for page in pages)
    source = "article" if only_articles else "custom page or template"
    where = Position(file=files[pages[0]] if only_articles else pages[0])
    message = f"Dead link to “{target}” ({reason}) on {and_more(pages, _MAX_NAMES)}."
    return problem("dead-link", message, f"Correct it in the {source}.", where)


def _in_texts(job: Job, site: PlannedSite) -> Iterator[Problem]:
    """Relative links in Markdown: of the articles in their order, then of the custom pages."""
    addresses_of = {article.card.file: article.url for article in site.site.articles}
    pages = {page.url for page in site.files.pages}
    known = {entry.file for entry in (*site.seeds.entries, *site.seeds.collection.unlisted)}
    for folder, file, address, encoding in _texts(job, site, addresses_of):
        others = []
        for where, target in relative_links(folder, file, encoding):
            path = unquote(target.partition("#")[0].partition("?")[0])
            as_source = posixpath.normpath(posixpath.join(posixpath.dirname(file), path))
            as_address = posixpath.normpath(posixpath.join(posixpath.dirname(address), path))
            if path and as_source in known:
                yield _to_page(where, target, addresses_of.get(as_source), site.site.settings.base_url)
            elif path and as_address in pages:
                yield _to_page(where, target, as_address, site.site.settings.base_url)
            else:
                others.append((where, target))
        if others:
            yield _to_nothing(others)


def _texts(job: Job, site: PlannedSite, addresses_of: Mapping[str, str]) -> Iterator[tuple[Path, str, str, str | None]]:
    """Each Markdown file of the site: its base folder, its path in it, the address of its page, its declared encoding."""
    exports = {export.file for export in site.seeds.collection.exports}  # links in these are written as text
    for entry in site.seeds.entries:
        if posixpath.dirname(entry.file) in exports:
            continue
        if entry.file in addresses_of and entry.file.lower().endswith((".md", ".markdown")):
            declared = entry.fields.get("encoding")
            yield job.seeds.path, entry.file, addresses_of[entry.file], str(declared.text) if declared else None
    for page in site.seeds.custom_pages:
        yield job.pages.parent, page.file, page.address, None


def relative_links(folder: Path, file: str, encoding: str | None) -> Iterator[tuple[Position, str]]:
    """The position and target of each link in the Markdown ``file`` of ``folder`` that leads neither to the web nor to a
    footnote. Each target is yielded once.
    """
    data = (folder / file).read_bytes()
    decoded = decode(data, file, encoding or declared_encoding(data))
    if not isinstance(decoded, Decoded):
        return
    front = read_front_matter(decoded.text, file)
    if isinstance(front, Problem):
        return  # the file is not published
    if not _CANDIDATE.search(front.body):
        return  # quick check: the text has no links
    found = list(_attributes(markdown_html(front.body) or ""))
    notes = {f"#{value}" for name, value in found if name == "id" and value.startswith("fn")}
    for target in dict.fromkeys(value for name, value in found if name == "href"):
        if target and target not in notes and web_address(target) is None:
            yield _position_of(front.body, target, file, front.first_line), target


def _position_of(body: str, target: str, file: str, first_line: int) -> Position:
    """The position in ``file`` of the first link to ``target`` in the text ``body``, which starts at ``first_line``."""
    found = re.search(r"""(?:\(|\]:|=)\s*[<"']?""" + re.escape(target), body)
    if found is None:
        return Position(file=file)  # written with a reference or an escape
    start = found.end() - len(target)
    line = first_line + body.count("\n", 0, start)
    return Position(file=file, line=line, column=start - body.rfind("\n", 0, start))


def _to_page(where: Position, target: str, address: str | None, base_url: str | None) -> Problem:
    """The problem of a link to another article or page; if that is published, it has an ``address``."""
    message = f"The relative link to “{target}” is shown as plain text: links in texts must be absolute."
    if address is None:
        hint = "That article is not published: remove the link."
    else:
        hint = f"Use {base_url}{address}" if base_url else f"Use the site's “base_url”, followed by {address}"
    return problem("dead-link", message, hint, where)


def _to_nothing(links: list[tuple[Position, str]]) -> Problem:
    """One problem for all relative links of a file that lead to no page."""
    one = len(links) == 1
    count = "1 dead link is" if one else f"{len(links)} dead links are"
    targets = and_more([f"“{target}”" for _, target in links], _MAX_NAMES)
    hint = f"Use {'an absolute URL' if one else 'absolute URLs'} (https://…), or remove {'it' if one else 'them'}."
    return problem("dead-link", f"{count} shown as plain text: {targets}.", hint, links[0][0])
