"""Published addresses that would be gone, or show something else: somebody may have linked to them.

The listing of the last build, in the output, says of which file or name each page was. Where it does not (an older version wrote
it), an article is recognised by its headline, which the old page still has.

What the editor has said (a draft, private rights) or done (a file that was removed) is told as a notice: it is meant. So are
lists that have become empty.

Rejected: a history of all addresses. Only the last build is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import unescape
from itertools import groupby
from pathlib import Path

from msgspec import Struct

from digest import addresses, fields
from digest.bucket import Bucket
from digest.errors import Position, Problem, Severity
from digest.model import Article, Digest, Rights
from digest.publish import Listing, published_text
from digest.reading import Seeds
from digest.rights import rights_of

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
    mend: str
    code: str = "address-gone"
    severity: Severity = Severity.WARNING


def moves(
    output: Path | Bucket,
    former: Listing,
    seeds: Seeds,
    digest: Digest,
    owners: Mapping[str, str],
    here: Iterable[str],
    problems: Iterable[Problem],
) -> list[Problem]:
    """A problem for each address of ``output``, as its ``former`` listing has them, that is gone or shows something else.

    ``owners`` are the new ones, ``here`` all addresses of the site.
    ``problems`` are those of the seeds; they name the articles that are left out. Where many addresses have moved in the same
    way, one problem names a few of them.
    """
    there = former.files if former.former is None else former.former
    known = {*here, *owners}
    lost = sorted(address for address in there if address not in known and not address.startswith(addresses.ASSETS))
    clues = _Clues(
        output=output,
        former=former.owners,
        seeds=seeds,
        digest=digest,
        owners=owners,
        left_out={problem.article: problem for problem in problems if problem.article},
        new={item.address: item.article for item in digest.items if item.address not in there},
    )
    found = [clues.gone(address) for address in lost if addresses.article_slug(address) is not None]
    found += filter(None, (clues.moved_term(address) for address in lost if addresses.article_slug(address) is None))
    found += filter(None, (clues.reused(address) for address in sorted(owners) if address in there))
    told = {move.address for move in found}
    others = [address for address in lost if address not in told]
    return [*_problems(found), *([_others(output, others)] if others else [])]


def _problems(found: Sequence[Move]) -> Iterator[Problem]:
    def alike(move: Move) -> tuple[str, str, Severity]:
        return move.code, move.kind, move.severity

    for (code, _, severity), group in groupby(sorted(found, key=alike), alike):
        same = list(group)
        if len(same) <= _NAMED:
            for move in same:
                where = Position(file=move.address)
                yield Problem(code=code, severity=severity, message=move.message, mend=move.mend, where=where)
            continue
        shown = " ".join(f"{move.address}: {move.message}" for move in same[:_EXAMPLES])
        yield Problem(
            code=code,
            severity=severity,
            message=f"{shown} And {len(same) - _EXAMPLES} more like these.",
            mend=same[0].mend,
            where=Position(file=same[0].address),
        )


def _others(output: Path | Bucket, lost: Sequence[str]) -> Problem:
    shown = ", ".join(lost[:_NAMED]) + (f" and {len(lost) - _NAMED} more" if len(lost) > _NAMED else "")
    what = "A list, feed or file" if len(lost) == 1 else f"{len(lost)} lists, feeds or files"
    return Problem(
        code="address-gone",
        severity=Severity.NOTICE,
        message=f"{what} of the last build {'is' if len(lost) == 1 else 'are'} gone: {shown}.",
        mend="That is so if nothing is left to stand there, or a topic, a source or a file is called otherwise now.",
        where=Position(file=str(output)),
    )


class _Clues(Struct, frozen=True, kw_only=True):
    """What tells where a page has gone. ``new`` are articles at addresses that the last build did not have."""

    output: Path | Bucket
    former: Mapping[str, str]
    seeds: Seeds
    digest: Digest
    owners: Mapping[str, str]
    left_out: Mapping[str, Problem]
    new: Mapping[str, Article]

    def gone(self, address: str) -> Move:
        """What to say of the article's page that was at ``address``."""
        slug = addresses.article_slug(address) or ""
        file = self.former.get(address)

        def was_here(other: str, declared: str | None = None) -> bool:
            if file is not None:
                return other == file
            return slug == (addresses.slug(declared) if declared else addresses.file_slug(other))

        for article in self.seeds.articles:
            if was_here(article.file, article.slug):
                return self._of_article(address, article)
        for other, problem in self.left_out.items():
            if was_here(other):
                message = f"It is gone: “{other}” is left out because of an error ({problem.code})."
                return Move(kind="left out", address=address, message=message, mend="Mend that first.")
        for entry in self.seeds.collection.unlisted:
            if was_here(entry.file):
                message = f"It is gone: no INDEX.md lists “{entry.file}” any more."
                mend = "Add a line for it, unless it is withdrawn."
                return Move(kind="unlisted", address=address, message=message, mend=mend)
        return self._of_nobody(address)

    def _of_article(self, address: str, article: Article) -> Move:
        if why := self._meant(article):
            message, mend = f"It is gone: “{article.file}” {why}.", "Copy the output with deletion, to withdraw it."
            return Move(kind="withdrawn", address=address, message=message, mend=mend, severity=Severity.NOTICE)
        now = self._address(article.file)
        slug = addresses.article_slug(address)
        without = not article.slug and slug not in (
            form := addresses.file_slug(article.file),
            addresses.with_tail(form, article.file),
        )
        why = " (it has no “slug” any more)" if without and self.former.get(address) else ""
        message = f"It is gone: “{article.file}” stands at {now} now{why}."
        mend = f"Declare “aliases: {address}” for it, {_KEEP}."
        if why:
            mend = f"Declare “slug: {slug}” for it again, or “aliases: {address}”, {_KEEP}."
        return Move(kind="moved", address=address, message=message, mend=mend)

    def _meant(self, article: Article) -> str:
        settings = self.digest.settings
        if article.draft and not settings.drafts:
            return "is a draft now"
        return "is private now" if rights_of(article, settings) is Rights.PRIVATE else ""

    def _address(self, file: str) -> str:
        return next((item.address for item in self.digest.items if item.article.file == file), "")

    def _of_nobody(self, address: str) -> Move:
        if same := self._same_headline(address):
            place, article = same
            message = f"It is gone; perhaps it is “{article.file}” now, at {place}: the headline is the same."
            mend = f"If so, declare “aliases: {address}” for that article, {_KEEP}."
            return Move(kind="renamed", address=address, message=message, mend=mend)
        near = fields.nearest(address, tuple(self.new)) if self.new else None
        message = "It is gone, and no article of the seeds resembles it."
        mend = "That is so if it was withdrawn; else put its file back, or list it again."
        if near:
            message = f"It is gone; perhaps it is “{self.new[near].file}” now, at {near}."
            mend = f"If so, declare “aliases: {address}” for that article, {_KEEP}."
        kind = "similar" if near else "nobody's"
        return Move(kind=kind, address=address, message=message, mend=mend, severity=Severity.NOTICE)

    def _same_headline(self, address: str) -> tuple[str, Article] | None:
        headlines = self._headlines(address)
        same = [(place, article) for place, article in self.new.items() if _line(article.title) in headlines]
        return same[0] if len(same) == 1 else None

    def _headlines(self, address: str) -> set[str]:
        """What the level-1 headings of the old page at ``address`` say."""
        return {
            _line(unescape(_TAG.sub("", found[1])))
            for found in _HEADLINE.finditer(published_text(self.output, address))
        }

    def moved_term(self, address: str) -> Move | None:
        """What to say of the term's page that was at ``address``; None where there is no page of that term."""
        key, kind = self.former.get(address), address.partition("/")[0]
        now = next((term for term in self.digest.terms.get(kind, ()) if term.key == key), None)
        if now is None:
            return None
        message = f"It is gone: the page of “{now.label}” is {addresses.term(kind, now.slug)} now."
        mend = "Links to the old one lead nowhere: tell those who have them."
        return Move(kind="moved term", address=address, message=message, mend=mend)

    def reused(self, address: str) -> Move | None:
        """What to say of an ``address`` that is another one's now; None where it is not, or is the same under a new name."""
        old, new = self.former.get(address), self.owners[address]
        if old is None or old == new:
            return None
        if addresses.article_slug(address) is None:
            return self._reused_by_term(address, old)
        if place := self._address(old):
            message = f"It shows “{new}” now; “{old}”, which was there, is at {place}."
            mend = "Give the new one another “slug” if links to the old one are to arrive."
        else:
            article = next((item.article for item in self.digest.items if item.article.file == new), None)
            is_forward = self._address(new) != address
            if article is None or is_forward or _line(article.title) in self._headlines(address):
                return None
            message = f"It shows “{new}” now, no longer “{old}”."
            mend = "Give the new one another “slug”, unless it takes the place of the old one."
        return Move(kind="reused", code="address-reused", address=address, message=message, mend=mend)

    def _reused_by_term(self, address: str, old: str) -> Move:
        kind = address.partition("/")[0]
        label = next(term.label for term in self.digest.terms[kind] if addresses.term(kind, term.slug) == address)
        message = f"It lists “{label}” now, no longer “{old}”."
        mend = "Links to the old list arrive at the new one: tell those who have them."
        return Move(kind="reused term", code="address-reused", address=address, message=message, mend=mend)


def _line(text: str) -> str:
    return " ".join(text.split())
