"""Published addresses that would be removed, or that would show something else: other sites may link to them.

The listing of the last build, in the output, has the file or the term of each page. Where it does not, an article is recognised
by its headline, which the old page still shows.

Changes that the editor intended (a draft, private rights, a removed file) are reported as notices, and so are lists that have
become empty.

Rejected: a history of all addresses. Only the last build is known.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from html import unescape
from itertools import groupby
from pathlib import Path

from msgspec import Struct

from digest import urls
from digest.build.reading import Seeds
from digest.errors import Position, Problem, Severity, and_more, problem
from digest.model import ArticleCard, Rights, Site, SiteArticle, Term
from digest.publish.listing import Listing
from digest.publish.refusals import published_text
from digest.site.rights import rights_of

_HEADLINE = re.compile(r"<h1\b[^>]*>(.*?)</h1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_NAMED = 5  # addresses that a message names at most
_EXAMPLES = 3  # of one kind, where there are more than _NAMED
_KEEP = "so that old links still arrive"


class Move(Struct, frozen=True, kw_only=True):
    """What became of a published ``address``; ``kind`` is what several of them have in common."""

    kind: str
    address: str
    message: str
    hint: str
    code: str = "address-gone"
    severity: Severity = Severity.WARNING


def moves(
    output: Path,
    former: Listing,
    seeds: Seeds,
    site: Site,
    owners: Mapping[str, str],
    here: Iterable[str],
    problems: Iterable[Problem],
) -> list[Problem]:
    """A problem for each address of ``output``, as its ``former`` listing has them, that is gone or shows something else.

    ``owners`` are the new ones, ``here`` all addresses of the site. ``problems`` are those of the seeds; they name the articles
    that are left out. Where many addresses have moved in the same way, one problem names a few of them.
    """
    before = former.files if former.former is None else former.former
    known = {*here, *owners}
    lost = sorted(address for address in before if address not in known and not address.startswith(urls.ASSETS))
    new = [item for item in site.articles if item.url not in before]
    clues = _Clues(output, former.owners, seeds, site, owners, problems, new)
    found = list(filter(None, map(clues.gone, lost)))
    reported = {move.address for move in found}
    found += filter(None, (clues.reused(address) for address in sorted(owners) if address in before))
    others = [address for address in lost if address not in reported]
    return [*_problems(found), *([_others(output, others)] if others else [])]


def _problems(found: Sequence[Move]) -> Iterator[Problem]:
    def alike(move: Move) -> tuple[str, str, Severity]:
        return move.code, move.kind, move.severity

    for (code, _, severity), group in groupby(sorted(found, key=alike), alike):
        same = list(group)
        if len(same) <= _NAMED:
            for move in same:
                where = Position(file=move.address)
                yield problem(code, move.message, move.hint, where, severity=severity)
            continue
        shown = " ".join(f"“{move.address}”: {move.message}" for move in same[:_EXAMPLES])
        message = f"{shown} And {len(same) - _EXAMPLES} more like these."
        yield problem(code, message, same[0].hint, Position(file=same[0].address), severity=severity)


def _others(output: Path, lost: Sequence[str]) -> Problem:
    what = "A list, feed or file" if len(lost) == 1 else f"{len(lost)} lists, feeds or files"
    message = f"{what} of the last build {'is' if len(lost) == 1 else 'are'} gone: {and_more(lost, _NAMED)}."
    hint = "Expected if the page was removed or a topic, source or file was renamed."
    return problem("address-gone", message, hint, Position(file=str(output)), severity=Severity.NOTICE)


class _Clues:
    """What tells where a page has gone: who owned which address, who does now, and which articles are new."""

    def __init__(
        self,
        output: Path,
        former: Mapping[str, str],
        seeds: Seeds,
        site: Site,
        owners: Mapping[str, str],
        problems: Iterable[Problem],
        new: Iterable[SiteArticle],
    ) -> None:
        self.output, self.former, self.site, self.owners = output, former, site, owners
        self.articles = {article.file: article for article in seeds.cards}
        self.left_out = {problem.article: problem for problem in problems if problem.article}
        self.unlisted = {entry.file for entry in seeds.collection.unlisted}
        self.published = {item.card.file: item for item in site.articles}
        self.titles: dict[str, list[SiteArticle]] = defaultdict(list)
        for item in new:
            self.titles[_line(item.card.label)].append(item)

    @cached_property
    def _by_slug(self) -> Mapping[str, str]:
        """Files by the slugs that they would have, for addresses of which the listing does not say whose they were."""
        others = {urls.file_slug(file): file for file in (*self.unlisted, *self.left_out)}
        declared = {file: article.slug for file, article in self.articles.items()}
        return others | {urls.slug(slug) if slug else urls.file_slug(file): file for file, slug in declared.items()}

    def gone(self, address: str) -> Move | None:
        """The move of the page that was at ``address``; None where it belonged to neither an article nor a term that has a page
        now.
        """
        if urls.article_slug(address) is None and self.former.get(address) not in self.articles:
            return self._moved_term(address)
        file = self.former.get(address) or self._by_slug.get(urls.article_slug(address) or "", "")
        if article := self.articles.get(file):
            return self._of_article(address, article)
        if problem := self.left_out.get(file):
            message = f"It is gone: “{file}” is left out because of an error ({problem.code})."
            return Move(kind="left out", address=address, message=message, hint="Fix that error first.")
        if file in self.unlisted:
            message = f"It is gone: no INDEX.md lists “{file}” now."
            hint = "Add a line for it, unless it is withdrawn."
            return Move(kind="unlisted", address=address, message=message, hint=hint)
        return self._of_nobody(address)

    def _of_article(self, address: str, article: ArticleCard) -> Move:
        if why := self._meant(article):
            message, hint = (
                f"It is gone: “{article.file}” {why}.",
                "To withdraw it, copy the output to the host with deletion.",
            )
            return Move(kind="withdrawn", address=address, message=message, hint=hint, severity=Severity.NOTICE)
        now, by_path = self._address(article.file), urls.file_slug(article.file)
        slug = urls.article_slug(address)
        message = f"It is gone: “{article.file}” is at {now} now"
        hint = f"Declare “aliases: {address}” for it, {_KEEP}."
        if self.former.get(now) == article.file:
            message = f"It is gone: it forwarded to “{article.file}” at {now}, which no longer has that alias"
        elif (
            address in self.former and not article.slug and slug not in (by_path, urls.with_tail(by_path, article.file))
        ):
            message += " (it no longer has a “slug”)"
            hint = f"Declare “slug: {slug}” for it again, or “aliases: {address}”, {_KEEP}."
        return Move(kind="moved", address=address, message=f"{message}.", hint=hint)

    def _meant(self, article: ArticleCard) -> str:
        settings = self.site.settings
        if article.draft and not settings.drafts:
            return "is a draft now"
        return "is private now" if rights_of(article, settings) is Rights.PRIVATE else ""

    def _address(self, file: str) -> str:
        return self.published[file].url if file in self.published else ""

    def _of_nobody(self, address: str) -> Move:
        same = [item for headline in self._headlines(address) for item in self.titles.get(headline, ())]
        if len(same) == 1:
            message = (
                f"It is gone; perhaps it is “{same[0].card.file}” now, at {same[0].url}: the headline is the same."
            )
            hint = f"If so, declare “aliases: {address}” for that article, {_KEEP}."
            return Move(kind="renamed", address=address, message=message, hint=hint)
        message = "It is gone, and no article in the seeds is like it."
        hint = "Expected if it was withdrawn; otherwise restore its file, or list it again."
        return Move(kind="nobody's", address=address, message=message, hint=hint, severity=Severity.NOTICE)

    def _headlines(self, address: str) -> set[str]:
        """What the level-1 headings of the old page at ``address`` say."""
        return {
            _line(unescape(_TAG.sub("", found[1])))
            for found in _HEADLINE.finditer(published_text(self.output, address))
        }

    def _moved_term(self, address: str) -> Move | None:
        key, kind = self.former.get(address), address.partition("/")[0]
        now = next((term for term in self.site.terms.get(kind, ()) if term.key == key), None)
        if now is None:
            return None
        message = f"It is gone: the page of “{now.label}” is {urls.term(kind, now.slug)} now."
        hint = "Links to the old page are broken now; update them."
        return Move(kind="moved term", address=address, message=message, hint=hint)

    def reused(self, address: str) -> Move | None:
        """The move at an ``address`` that has another owner now; None where it has the same one, perhaps under a new name."""
        old, new = self.former.get(address), self.owners[address]
        if old is None or old == new:
            return None
        if term := self._term_at(address):
            message = f"It lists “{term.label}” now, no longer “{old}”."
            hint = "Links to the old list lead to the new one now; update them."
            return Move(kind="reused term", code="address-reused", address=address, message=message, hint=hint)
        if place := self._address(old):
            message = f"It shows “{new}” now; “{old}”, which was there, is at {place}."
            hint = "Declare another “slug” for the new one to keep links to the old one."
        else:
            is_forward = self._address(new) != address
            if is_forward or _line(self.published[new].card.label) in self._headlines(address):
                return None
            message = f"It shows “{new}” now, no longer “{old}”."
            hint = "Declare another “slug” for the new one, unless it replaces the old one."
        return Move(kind="reused", code="address-reused", address=address, message=message, hint=hint)

    def _term_at(self, address: str) -> Term | None:
        kind = address.partition("/")[0]
        terms = self.site.terms.get(kind, ())
        return next((term for term in terms if urls.term(kind, term.slug) == address), None)


def _line(text: str) -> str:
    return " ".join(text.split())
