"""What a page says of itself to machines: schema.org (https://schema.org) as JSON-LD, and nothing that people are not told.

A list is a ``CollectionPage`` with the articles it shows. An article's page is a ``WebPage``; if the article is somebody else's
(it has a source or an address), that is what the page ``isBasedOn``, with its publisher and its date at the precision that is
known. A headline that was inferred is the page's name and never the article's ``headline``.

Given up: names of persons and places. Whether they are right is not known well enough to be told to the whole web.
"""

from __future__ import annotations

from collections.abc import Iterable

from digest import addresses
from digest.model import Article, Origin
from digest.views import Site

MOST = 50  # articles of a list that are named
Data = dict[str, object]


def collection(site: Site, here: str, name: str, listed: Iterable[str]) -> Data:
    """The page at ``here`` as a list of the articles at the addresses ``listed``."""
    shown = list(dict.fromkeys(listed))[:MOST]
    items = [
        {"@type": "ListItem", "position": place, "url": _url(site, here, address)}
        for place, address in enumerate(shown, start=1)
    ]
    return _page(
        "CollectionPage", site, here, name, site.language,
        {"mainEntity": {"@type": "ItemList", "numberOfItems": len(items), "itemListElement": items}},
    )  # fmt: skip


def story(site: Site, here: str, article: Article, topics: Iterable[str]) -> Data:
    """The page of one article; ``article`` as it may be seen, ``topics`` as readers see them."""
    made = article.provenance.get("title")
    told: Data = {"@type": "NewsArticle", "inLanguage": article.language}
    if made is not None and made.origin is not Origin.INFERRED:
        told["headline"] = article.title
    if article.date:
        told["datePublished"] = str(article.date)
    if article.author:
        told["author"] = {"@type": "Person", "name": article.author}
    if article.source:
        told["publisher"] = {"@type": "Organization", "name": article.source}
    if article.url:
        told["url"] = article.url
    elsewhere = article.source or article.url
    about = [{"@type": "Thing", "name": topic} for topic in topics]
    more: Data = {"isBasedOn" if elsewhere else "mainEntity": told} | ({"about": about} if about else {})
    return _page("WebPage", site, here, article.title, article.language, more)


def _page(kind: str, site: Site, here: str, name: str, language: str, more: Data) -> Data:
    whole: Data = {"@type": "WebSite", "name": site.title, "url": _url(site, here, addresses.HOME)}
    page: Data = {"@context": "https://schema.org", "@type": kind, "name": name, "inLanguage": language}
    return page | {"url": _url(site, here, here), "isPartOf": whole} | more


def _url(site: Site, here: str, there: str) -> str:
    """Absolute where the site's address is known, else the way from ``here``, by which JSON-LD resolves it."""
    if site.base_url is None:
        return addresses.relative(here, there)
    return site.base_url + ("" if there == addresses.HOME else there)
