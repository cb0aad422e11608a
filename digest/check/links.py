"""Links that lead nowhere inside the site: those of its pages, and those that texts were written with.

Every page is rendered as a build would, and each link of it that stays on the site is followed: to a page or file, and to an
anchor in it. So templates, own pages and the footer are looked at too. A link that many pages share is told once.

Links in articles and own pages lead to the web only, so a relative one (``[x](other.md)``) has become plain text on the
page: it is looked for in the Markdown itself, and what to write instead is said.

Rejected: relative links of HTML articles, which lead back to where the article was saved; and files in ``static/``, which are
copied as they are.
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
from digest.build.site import Blobstore, PlannedSite, page_of
from digest.errors import Position, Problem, Severity
from digest.pages import PageSpec, SiteContext
from digest.readers.decoding import Decoded, decode
from digest.readers.front_matter import declared_encoding, read_front_matter
from digest.readers.links import web_address
from digest.readers.markdown import markdown_html
from digest.render import Theme

_OPENING = re.compile(r"<[a-zA-Z][^<>]*>")
_ATTRIBUTE = re.compile(r"""\s(href|src|id)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_CANDIDATE = re.compile(r"\]\s*[(:\[]|<a\s", re.IGNORECASE)
_NAMED = 5  # pages or links that a message names at most


class Links(Struct, frozen=True, kw_only=True):
    """What a rendered page links to, and the anchors that it has."""

    address: str
    targets: frozenset[str]
    anchors: frozenset[str]


def links_of(theme: Theme, context: SiteContext, blobs: Blobstore, spec: PageSpec[Any]) -> Links:
    """The links and anchors of one page, rendered. Raises Fatal where its template fails."""
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
    there = {page.url for page in site.pages} | {address for address, _ in site.copied}
    dead: dict[tuple[str, str], list[str]] = defaultdict(list)
    for links in read:
        for target in sorted(links.targets):
            place = _place(links.address, target, site.site.settings.base_url)
            if place is not None and not _leads(*place, there, anchors):
                address, anchor = place
                dead["" if target.startswith("#") else address, anchor].append(links.address)
    files = {article.url: article.card.file for article in site.site.articles}
    for (address, anchor), pages in dead.items():
        is_page = not address or address in there
        yield _dead_on_pages(f"{address}#{anchor}" if anchor else address, is_page, pages, files)


def _place(page: str, target: str, base_url: str | None) -> tuple[str, str] | None:
    """The address below output and the anchor that ``target``, a link on ``page``, leads to; None where it leads away."""
    if base_url and target.startswith(base_url):
        page, target = "", target.removeprefix(base_url)
    try:
        parts = urlsplit(target)
    except ValueError:
        return None  # no address at all
    if parts.scheme or parts.netloc or parts.path.startswith("/"):
        return None  # elsewhere; or from a host's root, which only the host knows
    path = unquote(parts.path)
    if not path:
        return page or urls.HOME, unquote(parts.fragment)
    address = posixpath.normpath(posixpath.join(posixpath.dirname(page), path))
    if path.endswith(("/", "/.", "/..")) or path in (".", ".."):
        address = posixpath.normpath(f"{address}/{urls.HOME}")
    return address, unquote(parts.fragment)


def _leads(address: str, anchor: str, there: set[str], anchors: Mapping[str, frozenset[str]]) -> bool:
    if address not in there:
        return False
    return anchor in ("", "top") or address not in anchors or anchor in anchors[address]


def _dead_on_pages(target: str, is_page: bool, pages: list[str], files: Mapping[str, str]) -> Problem:
    shown = ", ".join(pages[:_NAMED]) + (f" and {len(pages) - _NAMED} more" if len(pages) > _NAMED else "")
    what = "there is no such place on that page" if is_page else "there is no such page or file in the site"
    only_articles = all(page in files for page in pages)
    hint = "in the article" if only_articles else "in the own page or template that has it"
    return _dead(
        Position(file=files[pages[0]] if only_articles else pages[0]),
        f"A link to “{target}” leads nowhere, as {what}. It stands on {shown}.",
        f"Correct it {hint}.",
    )


def _dead(where: Position, message: str, hint: str) -> Problem:
    return Problem(code="dead-link", severity=Severity.WARNING, message=message, hint=hint, where=where)


# In texts as they were written.


def _in_texts(job: Job, site: PlannedSite) -> Iterator[Problem]:
    """Relative links in Markdown: of the articles in their order, then of the editor's own pages."""
    addresses_of = {article.card.file: article.url for article in site.site.articles}
    pages = {page.url for page in site.pages}
    known = {entry.file for entry in (*site.seeds.entries, *site.seeds.collection.unlisted)}
    for folder, file, address, encoding in _texts(job, site, addresses_of):
        others = []
        for where, target in relative_links(folder, file, encoding):
            path = unquote(target.partition("#")[0].partition("?")[0])
            beside = posixpath.normpath(posixpath.join(posixpath.dirname(file), path))
            meant = posixpath.normpath(posixpath.join(posixpath.dirname(address), path))
            if path and beside in known:
                yield _instead(where, target, addresses_of.get(beside), site.site.settings.base_url)
            elif path and meant in pages:
                yield _instead(where, target, meant, site.site.settings.base_url)
            else:
                others.append((where, target))
        if others:
            yield _lost(others)


def _texts(job: Job, site: PlannedSite, addresses_of: Mapping[str, str]) -> Iterator[tuple[Path, str, str, str | None]]:
    """Each Markdown text of the site: the folder that its name counts from, its name, its page, its declared encoding."""
    for entry in site.seeds.entries:
        if entry.file in addresses_of and entry.file.lower().endswith((".md", ".markdown")):
            declared = entry.fields.get("encoding")
            yield job.seeds_path, entry.file, addresses_of[entry.file], str(declared.text) if declared else None
    for page in site.seeds.custom_pages:
        yield job.pages.parent, page.file, page.address, None


def relative_links(folder: Path, file: str, encoding: str | None) -> Iterator[tuple[Position, str]]:
    """Where the Markdown text ``file`` below ``folder`` has links that are neither to the web nor to its own notes.

    Each target is given once.
    """
    data = (folder / file).read_bytes()
    decoded = decode(data, file, encoding or declared_encoding(data))
    if not isinstance(decoded, Decoded):
        return
    front = read_front_matter(decoded.text, file)
    if isinstance(front, Problem):
        return  # it is not published
    if not _CANDIDATE.search(front.body):
        return  # no link in it
    found = list(_attributes(markdown_html(front.body) or ""))
    notes = {f"#{value}" for name, value in found if name == "id" and value.startswith("fn")}
    for target in dict.fromkeys(value for name, value in found if name == "href"):
        if target and target not in notes and web_address(target) is None:
            yield _written(front.body, target, file, front.first_line), target


def _written(body: str, target: str, file: str, first_line: int) -> Position:
    """The first place of ``body`` where ``target`` is written as a link's."""
    found = re.search(r"""(?:\(|\]:|=)\s*[<"']?""" + re.escape(target), body)
    if found is None:
        return Position(file=file)  # written with a reference or an escape
    start = found.end() - len(target)
    line = first_line + body.count("\n", 0, start)
    return Position(file=file, line=line, column=start - body.rfind("\n", 0, start))


def _instead(where: Position, target: str, address: str | None, base_url: str | None) -> Problem:
    """A link to a page of ours, or to an article that has none."""
    message = f"The link to “{target}” is dead: links in texts lead to the web only, so it is set as plain text."
    if address is None:
        return _dead(where, message, "That article is not published: take the link away.")
    if base_url:
        return _dead(where, message, f"Write the page's address instead: {base_url}{address}")
    return _dead(where, message, f"Write the page's whole address instead: the site's “base_url”, then {address}")


def _lost(links: list[tuple[Position, str]]) -> Problem:
    """Links that mean nothing here, in one message."""
    shown = ", ".join(f"“{target}”" for _, target in links[:_NAMED])
    shown += f" and {len(links) - _NAMED} more" if len(links) > _NAMED else ""
    one = len(links) == 1
    what = "A link leads nowhere and is" if one else f"{len(links)} links lead nowhere and are"
    hint = (
        f"Write {'a whole address' if one else 'whole addresses'} (https://…), or take {'it' if one else 'them'} away."
    )
    return _dead(links[0][0], f"{what} set as plain text: {shown}.", hint)
