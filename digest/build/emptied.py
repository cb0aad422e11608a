"""Refuses a build that would replace a site by an empty one, or by one of files that no INDEX.md lists any more.

Nearly always the seeds are damaged then: an unmounted disk, an INDEX.md of zero bytes after a power cut, an editor that saves by
deleting first would publish a site without articles, or with files that were never meant for it, and a script that copies the
output would remove the real site. So a build goes from some articles to none, or from a manifest to none, only with
``--allow-empty``.

What was published is known from the listing in the output, and from the cache; either is enough.

Rejected: counting how many articles a build may lose. Half of them may leave on purpose.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from msgspec import Struct

from digest import urls
from digest.errors import Position, Problem, problem
from digest.sources.file_names import INDEX, is_index
from digest.sources.loader import Collection

_ARTICLES, _SUFFIX = urls.article("").rsplit("/", 1)[0] + "/", ".html"


class Former(Struct, frozen=True, kw_only=True):
    """What the last build published: how many articles, which manifests chose them, by path below the seeds, and how many files
    these listed.
    """

    articles: int = 0
    manifests: frozenset[str] = frozenset()
    listed: int = 0

    def __or__(self, other: Former) -> Former:
        return Former(
            articles=max(self.articles, other.articles),
            manifests=self.manifests | other.manifests,
            listed=max(self.listed, other.listed),
        )


def former_of(known: Iterable[str], *, manifest: int | None) -> Former:
    """What an output's listing has: the ``known`` addresses, and how many files a ``manifest`` listed, if there was one."""
    articles = sum(address.startswith(_ARTICLES) and address.endswith(_SUFFIX) for address in known)
    manifests = frozenset[str]() if manifest is None else frozenset({INDEX})
    return Former(articles=articles, manifests=manifests, listed=manifest or 0)


def manifest_of(collection: Collection) -> int | None:
    """How many files the INDEX.md at the top of the seeds lists, with those that it includes; None without an INDEX.md."""
    return None if "" in collection.bare else collection.listed


def emptied(former: Former, collection: Collection, articles: int) -> Problem | None:
    """Why a build of ``collection``, of which ``articles`` would be published, must not replace the ``former`` site.

    None where it may.
    """
    gone = (name for name in former.manifests if posixpath.dirname(name) in collection.bare)
    lost = min((name for name in gone if is_index(posixpath.basename(name))), default=None)
    lists_nothing = manifest_of(collection) == 0
    if former.articles and not articles:
        if lists_nothing:
            reason = f"{INDEX} lists no article any more"
        elif not collection.listed:
            reason = "there is no article in the seeds any more"
        else:
            reason = "every article is a draft, is private or is left out"
        published = "1 article" if former.articles == 1 else f"{former.articles} articles"
        message = f"The last build published {published}, and this one would publish none: {reason}"
        return _problem("emptied-site", INDEX if lists_nothing else None, message)
    if lost is not None:
        message = "it is not there any more, so every file of its folder would be published, listed before or not"
        return _problem("lost-manifest", lost, message)
    if lists_nothing and former.listed and former.manifests:
        return _problem("lost-manifest", INDEX, "it lists no article any more, so what it said of them would be lost")
    return None


def _problem(code: str, file: str | None, message: str) -> Problem:
    hint = "Restore what is missing from a copy; if it is meant, build with --allow-empty."
    return problem(code, f"{message[:1].upper()}{message[1:]}.", hint, Position(file=file) if file else None)
