"""The contenders: each a site made of the same articles, the command that builds it, and the folder that it builds.

*Equal work*: everything is declared, digest has a theme of bare templates and no search; Hugo has the same pages from
templates that say the same. *Everything on*: digest reads raw text, infers all fields, sets its own theme and makes its search;
Hugo and Pelican are given what they need, Hugo with the bare templates, Pelican with its own theme.

Rejected: pages equal to the byte. Hugo writes feeds as RSS, one a list, digest as Atom and JSON; the files and bytes of each
are printed beside its figures.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus import Made, write_declared, write_hugo, write_pelican, write_raw


@dataclass(frozen=True, slots=True)
class Contender:
    """``write`` makes its sources in a folder; ``leftovers`` are what a cold build must not find."""

    name: str
    write: Callable[[Path, Sequence[Made]], None]
    command: tuple[str, ...]
    output: str
    leftovers: tuple[str, ...]


_FRAME = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="description" content="{description}">
</head><body><nav>{ways}</nav><main>
{main}
</main></body></html>
"""

# digest ----------------------------------------------------------------------------------------------------------------

_DIGEST_NAV = '{% for way in view.frame.site.ways %}<a href="{{ way.address | link }}">{{ way.label }}</a> {% endfor %}'
_DIGEST_CARDS = """{% macro row(card) %}
<li><time datetime="{{ card.datetime }}">{{ card.when }}</time> <a href="{{ card.address | link }}">{{ card.title }}</a>
<p>{{ card.dek }}</p></li>
{% endmacro %}
"""
_DIGEST_BASE = _FRAME.format(
    title="{{ view.frame.title }}",
    description="{{ view.frame.description }}",
    nav=_DIGEST_NAV,
    main="{% block main %}{% endblock %}",
)


def _page(main: str) -> str:
    head = '{% extends "base.html" %}\n{% from "_rows.html" import row with context %}\n'
    return f"{head}{{% block main %}}\n{main}\n{{% endblock %}}\n"


_DIGEST_TEMPLATES = {
    "base.html": _DIGEST_BASE,
    "_rows.html": _DIGEST_CARDS,
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
<ol>{{ row(view.lead) }}{% for card in view.under + view.second %}{{ row(card) }}{% endfor %}
{% for section in view.sections %}{{ row(section.first) }}
{% for card in section.rest %}{{ row(card) }}{% endfor %}{% endfor %}</ol>"""
    ),
    "dates.html": _page(
        """<h1>{{ view.heading }}</h1>
<ol>{% if view.newest %}{% for card in view.newest.cards %}{{ row(card) }}{% endfor %}{% endif %}</ol>"""
    ),
}


def _digest_equal(site: Path, articles: Sequence[Made]) -> None:
    write_declared(site, articles)
    (site / "digest.yml").write_text(
        "title: Bench\nlanguage: en\nsearch: no\nbase_url: https://example.org/\n", "utf-8"
    )
    for name, text in _DIGEST_TEMPLATES.items():
        (site / "templates").mkdir(exist_ok=True)
        (site / "templates" / name).write_text(text, "utf-8")


def _digest_raw(site: Path, articles: Sequence[Made]) -> None:
    for one in articles:
        write_raw(site, one)
    (site / "digest.yml").write_text("title: Bench\nlanguage: en\nbase_url: https://example.org/\n", "utf-8")


def _digest(name: str, write: Callable[[Path, Sequence[Made]], None], jobs: int) -> Contender:
    command = (sys.executable, "-m", "digest", "build", "--quiet", "--jobs", str(jobs))
    return Contender(name, write, command, "output", ("output", ".digest-cache", ".output.digest-stage"))


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
)
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


def _hugo_site(site: Path, articles: Sequence[Made], *, as_html: bool) -> None:
    write_hugo(site, articles, as_html=as_html)
    (site / "hugo.toml").write_text(_HUGO_CONFIG, "utf-8")
    for name, text in _HUGO_LAYOUTS.items():
        path = site / "layouts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def _hugo(name: str, binary: str, *, as_html: bool) -> Contender:
    return Contender(
        name,
        lambda site, articles: _hugo_site(site, articles, as_html=as_html),
        (binary, "--quiet", "--destination", "public", "--noBuildLock"),
        "public",
        ("public", "resources"),
    )


# Pelican -----------------------------------------------------------------------------------------------------------------

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


def _pelican_site(site: Path, articles: Sequence[Made]) -> None:
    write_pelican(site, articles)
    (site / "pelicanconf.py").write_text(_PELICAN_CONFIG, "utf-8")


def contenders(hugo: str, pelican: str, names: Sequence[str]) -> list[Contender]:
    """Those of all contenders that have one of ``names``, in their order."""
    known = {
        one.name: one
        for one in (
            _hugo("Hugo, Markdown", hugo, as_html=False),
            _hugo("Hugo, HTML bodies", hugo, as_html=True),
            Contender(
                "Pelican", _pelican_site, (pelican, "content", "-s", "pelicanconf.py", "-q"), "output", ("output",)
            ),
            _digest("digest, equal work", _digest_equal, 1),
            _digest("digest, equal work, 2 processes", _digest_equal, 2),
            _digest("digest, everything on", _digest_raw, 1),
            _digest("digest, everything on, 2 processes", _digest_raw, 2),
        )
    }
    return [known[name] for name in names]
