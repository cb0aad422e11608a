"""Linked data of a page: schema.org (https://schema.org) as JSON-LD, with nothing that readers of the page do not see.

A list is a ``CollectionPage`` with the articles it shows. An article's page is a ``WebPage``; if the article is somebody else's
(it has a source or an address), that is what the page ``isBasedOn``, with its publisher and its date at the precision that is
known. A headline that was inferred is the page's name and never the article's ``headline``.

Rejected: names of persons and places, since their inference is not certain enough to be published as data.
"""

from __future__ import annotations

from collections.abc import Iterable

from digest import urls
from digest.model import Article, Origin
from digest.pages.views import Picture, SiteInfo, Story

MOST = 50  # articles of a list that are named
Data = dict[str, object]


def collection(site: SiteInfo, address: str, name: str, listed: Iterable[str]) -> Data:
    """The page at ``address`` as a list of the articles at the addresses ``listed``."""
    shown = list(dict.fromkeys(listed))[:MOST]
    items = [
        {"@type": "ListItem", "position": place, "url": _url(site, address, target)}
        for place, target in enumerate(shown, start=1)
    ]
    website: Data = {"@type": "WebSite", "name": site.title, "url": _url(site, address, urls.HOME)}
    found: Data = {"@type": "ItemList", "numberOfItems": len(items), "itemListElement": items}
    return _page("CollectionPage", site, address, name, site.language, {"isPartOf": website, "mainEntity": found})


def story_data(site: SiteInfo, story: Story, article: Article) -> Data:
    """The page of one article: ``story`` as readers see it, ``article`` as its rights allow."""
    provenance = article.provenance.get("title")
    original: Data = {"@type": "NewsArticle", "inLanguage": article.language}
    if provenance is not None and provenance.origin is not Origin.INFERRED:
        original["headline"] = article.title
    if article.date:
        original["datePublished"] = str(article.date)
    if article.author:
        original["author"] = {"@type": "Person", "name": article.author}
    if article.source:
        original["publisher"] = {"@type": "Organization", "name": article.source}
    if article.url:
        original["url"] = article.url
    if article.section:
        original["articleSection"] = article.section
    if article.page:
        original["pagination"] = article.page
    if article.archived:
        original["archivedAt"] = article.archived
    more: Data = {"isBasedOn" if article.source or article.url else "mainEntity": original}
    if story.topics:
        more["about"] = [{"@type": "Thing", "name": topic.label} for topic in story.topics]
    if story.picture:
        more["image"] = _picture(site, story.address, story.picture)
    return _page("WebPage", site, story.address, article.label, article.language, more)


def _picture(site: SiteInfo, address: str, picture: Picture) -> Data:
    data: Data = {"@type": "ImageObject", "url": _url(site, address, picture.address)}
    data |= {"width": picture.width, "height": picture.height}
    return data | ({"creditText": picture.credit} if picture.credit else {})


def _page(kind: str, site: SiteInfo, address: str, name: str, language: str, more: Data) -> Data:
    page: Data = {"@context": "https://schema.org", "@type": kind, "name": name, "inLanguage": language}
    return page | {"url": _url(site, address, address)} | more


def _url(site: SiteInfo, address: str, target: str) -> str:
    """Absolute where the site's address is known, else the way from ``address``, by which JSON-LD resolves it."""
    if site.base_url is None:
        return urls.relative(address, target)
    return site.base_url + ("" if target == urls.HOME else target)
