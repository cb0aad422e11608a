"""What a page says of itself to machines: schema.org (https://schema.org) as JSON-LD, and nothing that people are not told.

A list is a ``CollectionPage`` with the articles it shows. An article's page is a ``WebPage``; if the article is somebody else's
(it has a source or an address), that is what the page ``isBasedOn``, with its publisher and its date at the precision that is
known. A headline that was inferred is the page's name and never the article's ``headline``.

Rejected: names of persons and places. Whether they are right is not known well enough to be told to the whole web.
"""

from __future__ import annotations

from collections.abc import Iterable

from digest import urls
from digest.model import Article, Origin
from digest.pages.views import Picture, Site, Story

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
        "CollectionPage",
        site,
        here,
        name,
        site.language,
        {"mainEntity": {"@type": "ItemList", "numberOfItems": len(items), "itemListElement": items}},
    )


def story(site: Site, told: Story, article: Article) -> Data:
    """The page of one article, as readers are ``told`` of it; ``article`` as it may be seen."""
    made = article.provenance.get("title")
    original: Data = {"@type": "NewsArticle", "inLanguage": article.language}
    if made is not None and made.origin is not Origin.INFERRED:
        original["headline"] = article.title
    if article.date:
        original["datePublished"] = str(article.date)
    if article.author:
        original["author"] = {"@type": "Person", "name": article.author}
    if article.source:
        original["publisher"] = {"@type": "Organization", "name": article.source}
    if article.url:
        original["url"] = article.url
    more: Data = {"isBasedOn" if article.source or article.url else "mainEntity": original}
    if told.topics:
        more["about"] = [{"@type": "Thing", "name": topic.label} for topic in told.topics]
    if told.picture:
        more["image"] = _picture(site, told.address, told.picture)
    return _page("WebPage", site, told.address, article.title, article.language, more)


def _picture(site: Site, here: str, picture: Picture) -> Data:
    told: Data = {"@type": "ImageObject", "url": _url(site, here, picture.address)}
    told |= {"width": picture.width, "height": picture.height}
    return told | ({"creditText": picture.credit} if picture.credit else {})


def _page(kind: str, site: Site, here: str, name: str, language: str, more: Data) -> Data:
    whole: Data = {"@type": "WebSite", "name": site.title, "url": _url(site, here, urls.HOME)}
    page: Data = {"@context": "https://schema.org", "@type": kind, "name": name, "inLanguage": language}
    return page | {"url": _url(site, here, here), "isPartOf": whole} | more


def _url(site: Site, here: str, there: str) -> str:
    """Absolute where the site's address is known, else the way from ``here``, by which JSON-LD resolves it."""
    if site.base_url is None:
        return urls.relative(here, there)
    return site.base_url + ("" if there == urls.HOME else there)
