"""Links that lead nowhere inside the site: on the rendered pages, and in the Markdown of articles and custom pages.

Every page is rendered as in a build, and each of its links to the site is followed: to a page or file, and to an anchor in it.
So templates, custom pages and the footer are checked, too. A link that many pages share is reported once.

Links in articles and custom pages may lead to the web only, so a relative one (``[x](other.md)``) is plain text on the page. It
is looked for in the Markdown source, and the message says what to write instead.

Rejected: relative links of HTML articles, which lead to the site from which the article was saved; and files in ``static/``,
which are copied unchanged.
"""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import partial
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from digest import render, urls
from digest.build.job import Job, Work
from digest.build.site import BlobCache, PlannedSite, page_of
from digest.errors import Position, Problem, and_more, problem
from digest.pages import PageSpec, SiteContext
from digest.readers.encoding import Decoded, decode
from digest.readers.front_matter import declared_encoding, read_front_matter
from digest.readers.html_elements import web_address
from digest.readers.markdown import markdown_html
from digest.render import Theme

_OPENING = re.compile(r"<[a-zA-Z][^<>]*>")
_ATTRIBUTE = re.compile(r"""\s(href|src|id)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_CANDIDATE = re.compile(r"\]\s*[(:\[]|<a\s", re.IGNORECASE)
_MAX_NAMES = 5  # pages or links named in a message


class Links(Struct, frozen=True, kw_only=True):
    """The links of a rendered page, as written, and its anchors."""

    address: str
    targets: frozenset[str]
    anchors: frozenset[str]


def links_of(theme: Theme, context: SiteContext, blobs: BlobCache, spec: PageSpec[Any]) -> Links:
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
    pages = [page for page in site.pages if page.url.endswith(".html")]
    function = partial(links_of, site.theme, site.context, site.blobs)
    read = work.each(function, pages, "Following links")
    return [*_on_pages(site, read), *_in_texts(job, site)]


def _attributes(html: str) -> Iterator[tuple[str, str]]:
    for tag in _OPENING.finditer(html):
        for found in _ATTRIBUTE.finditer(tag[0]):
            yield found[1].lower(), unescape(found[2] if found[2] is not None else found[3])


# On the pages.


def _on_pages(site: PlannedSite, read: list[Links]) -> Iterator[Problem]:
    anchors = {links.address: links.anchors for links in read}
    existing = {page.url for page in site.pages} | {address for address, _ in site.copied}
    dead: dict[tuple[str, str], list[str]] = defaultdict(list)
    for links in read:
        for target in sorted(links.targets):
            resolved = _resolve(links.address, target, site.site.settings.base_url)
            if resolved is not None and not _exists(*resolved, existing, anchors):
                address, anchor = resolved
                dead["" if target.startswith("#") else address, anchor].append(links.address)
    files = {article.url: article.card.file for article in site.site.articles}
    for (address, anchor), pages in dead.items():
        is_page = not address or address in existing
        yield _dead_on_pages(f"{address}#{anchor}" if anchor else address, is_page, pages, files)


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
    return _dead(
        Position(file=files[pages[0]] if only_articles else pages[0]),
        f"Dead link to “{target}” ({reason}) on {and_more(pages, _MAX_NAMES)}.",
        f"Correct it in the {source}.",
    )


def _dead(where: Position, message: str, hint: str) -> Problem:
    return problem("dead-link", message, hint, where)


# In the Markdown source.


def _in_texts(job: Job, site: PlannedSite) -> Iterator[Problem]:
    """Relative links in Markdown: of the articles in their order, then of the custom pages."""
    addresses_of = {article.card.file: article.url for article in site.site.articles}
    pages = {page.url for page in site.pages}
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
    for entry in site.seeds.entries:
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
        return _dead(where, message, "That article is not published: remove the link.")
    if base_url:
        return _dead(where, message, f"Use {base_url}{address}")
    return _dead(where, message, f"Use the site's “base_url”, followed by {address}")


def _to_nothing(links: list[tuple[Position, str]]) -> Problem:
    """One problem for all relative links of a file that lead to no page."""
    one = len(links) == 1
    count = "1 dead link is" if one else f"{len(links)} dead links are"
    targets = and_more([f"“{target}”" for _, target in links], _MAX_NAMES)
    hint = f"Use {'an absolute URL' if one else 'absolute URLs'} (https://…), or remove {'it' if one else 'them'}."
    return _dead(links[0][0], f"{count} shown as plain text: {targets}.", hint)
