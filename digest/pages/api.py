"""Files for programs: the JSON API below ``api/v1/``, and llms.txt. Both are off unless the site's settings ask for them.

The API is described in docs/api.md. Its version changes if a field is removed or means something else; new fields may be added.
Articles are in pages of ``PAGE``, the oldest first, so that a new article changes the last page only.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from digest import urls
from digest.i18n import words
from digest.model import Term
from digest.pages.context import SiteContext
from digest.pages.data import RecordLinesInputs, record_inputs, record_lines
from digest.pages.planner import Planner
from digest.pages.spec import Blobs, PageSpec
from digest.pages.views import LinesView

PAGE = 100  # articles


class ApiPageInputs(Struct, frozen=True, array_like=True):
    """A page of articles: its ``number`` of so many ``pages``, and the lines of its articles."""

    number: int
    pages: int
    lines: RecordLinesInputs


class ApiTerm(Struct, frozen=True):
    """A topic, source, place or language: its name, the address of its page, and the slugs of its articles, newest first."""

    name: str
    slug: str
    page: str
    articles: tuple[str, ...]


class ApiTermsInputs(Struct, frozen=True, array_like=True):
    """All terms of a ``kind``, the fullest first."""

    kind: str
    terms: tuple[ApiTerm, ...]


class ApiIndexInputs(Struct, frozen=True, array_like=True):
    """How many articles there are, on how many pages, and the kinds of terms."""

    articles: int
    pages: int
    kinds: tuple[str, ...]


class LlmsInputs(Struct, frozen=True, array_like=True):
    """The topics with their numbers of articles, and whether there is an API."""

    topics: tuple[tuple[str, str, int], ...]
    articles: int
    api: bool


def plan_api(planner: Planner) -> Iterator[PageSpec[Any]]:
    """The files of the API and llms.txt, as far as the settings ask for them."""
    settings, site = planner.settings, planner.site
    if settings.llms:
        topics = tuple(
            (term.label, urls.term("topics", term.slug), len(term.articles)) for term in site.terms["topics"]
        )
        inputs = LlmsInputs(topics, len(site.articles), settings.api)
        yield PageSpec(url=urls.LLMS, template="lines", inputs=inputs, view=llms_view)
    if not settings.api:
        return
    oldest_first = range(len(site.articles) - 1, -1, -1)
    parts = [oldest_first[start : start + PAGE] for start in range(0, len(oldest_first), PAGE)]
    for number, part in enumerate(parts, 1):
        records = tuple(record_inputs(planner, index) for index in part)
        page = ApiPageInputs(number, len(parts), RecordLinesInputs(records, settings.excerpt))
        yield PageSpec(url=urls.api(f"articles-{number}"), template="lines", inputs=page, view=articles_view)
    kinds = tuple(kind for kind, terms in site.terms.items() if terms)
    for kind in kinds:
        terms = ApiTermsInputs(kind, tuple(_term(planner, term) for term in site.terms[kind]))
        yield PageSpec(url=urls.api(kind), template="lines", inputs=terms, view=terms_view)
    index = ApiIndexInputs(len(site.articles), len(parts), kinds)
    yield PageSpec(url=urls.api("index"), template="lines", inputs=index, view=index_view)


def _term(planner: Planner, term: Term) -> ApiTerm:
    slugs = tuple(planner.site.articles[index].slug for index in term.articles)
    return ApiTerm(name=term.label, slug=term.slug, page=urls.term(term.kind, term.slug), articles=slugs)


def articles_view(inputs: ApiPageInputs, _context: SiteContext, blobs: Blobs) -> LinesView:
    """A page of articles: an object with a line for each."""
    following = urls.api(f"articles-{inputs.number + 1}") if inputs.number < inputs.pages else None
    head = {"page": inputs.number, "pages": inputs.pages, "next": following}
    lines = record_lines(inputs.lines, blobs)
    listed = [line + (b"," if number < len(lines) else b"") for number, line in enumerate(lines, 1)]
    return LinesView(lines=[_json(head)[:-1] + b', "articles": [', *listed, b"]}"])


def terms_view(inputs: ApiTermsInputs, _context: SiteContext, _blobs: Blobs) -> LinesView:
    """The terms of a kind: an object with a line for each."""
    lines = [
        _json(
            {"name": one.name, "slug": one.slug, "page": one.page, "count": len(one.articles), "articles": one.articles}
        )
        for one in inputs.terms
    ]
    listed = [line + (b"," if number < len(lines) else b"") for number, line in enumerate(lines, 1)]
    return LinesView(lines=[_json({"kind": inputs.kind})[:-1] + b', "terms": [', *listed, b"]}"])


def index_view(inputs: ApiIndexInputs, context: SiteContext, _blobs: Blobs) -> LinesView:
    """The start of the API: what the site is, and where its other files are."""
    info = context.info
    found = {
        "version": 1,
        "title": info.title,
        "description": info.description,
        "language": info.language,
        "url": info.base_url,
        "articles": inputs.articles,
        "pages": [urls.api(f"articles-{number}") for number in range(1, inputs.pages + 1)],
        "terms": {kind: urls.api(kind) for kind in inputs.kinds},
    }
    return LinesView(lines=[_json(found)])


def llms_view(inputs: LlmsInputs, context: SiteContext, _blobs: Blobs) -> LinesView:
    """llms.txt (https://llmstxt.org): what the site is, in Markdown, and where its texts are as data."""
    info = context.info
    base = info.base_url or ""
    count = words(info.language).ngettext("%(num)s article", "%(num)s articles", inputs.articles)
    lines = [f"# {_plain(info.title)}", "", f"> {_plain(info.description or count)}", ""]
    lines += [f"- [{urls.RECORDS}]({base}{urls.RECORDS}): {count}"]
    lines += [f"- [API]({base}{urls.api('index')})"] if inputs.api else []
    if inputs.topics:
        lines += ["", f"## {words(info.language).gettext('Topics')}", ""]
        lines += [f"- [{_plain(label)}]({base}{page}): {number}" for label, page, number in inputs.topics]
    return LinesView(lines=[line.encode("utf-8", "replace") for line in lines])


def _plain(text: str) -> str:
    """``text`` without what Markdown would take for a link or a heading."""
    return " ".join(text.replace("[", "(").replace("]", ")").replace("`", "'").split())


def _json(found: Mapping[str, object]) -> bytes:
    return json.dumps(found, ensure_ascii=False).encode("utf-8", "replace")
