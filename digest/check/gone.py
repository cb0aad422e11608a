"""Addresses that an earlier build published and this one would not. Somebody may have linked to them.

The earlier build's listing, in the output, names them. For an article's page the file that it was made from is guessed: one
whose name makes that address and which is held back or addressed otherwise now, else one with the same headline (the old page
still has it), else a new one that is called similarly.

What the editor has said (a draft, private rights) is told as a notice: it is meant. So are lists that have become empty.

Given up: a history. Only the last build is known.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from html import unescape
from pathlib import Path

from msgspec import Struct

from digest import addresses, fields
from digest.errors import Position, Problem, Severity
from digest.model import Article, Rights
from digest.rights import rights_of
from digest.site import Site

_ARTICLES = addresses.article("").removesuffix(".html")
_HEADLINE = re.compile(r"<h1\b[^>]*>(.*?)</h1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_NAMED = 5  # addresses that a message names at most


def gone(output: Path, former: Collection[str], site: Site, problems: Iterable[Problem]) -> list[Problem]:
    """A problem for each article's address of ``former``, the last build of ``output``, that ``site`` lacks.

    The others are told together. ``problems`` are those of the seeds; they name the articles that are left out.
    """
    here = {page.address for page in site.pages} | {address for address, _ in site.copied}
    lost = sorted(address for address in former if address not in here and not address.startswith(addresses.ASSETS))
    articles = [address for address in lost if address.startswith(_ARTICLES)]
    clues = _Clues(
        output=output,
        site=site,
        left_out={problem.article: problem for problem in problems if problem.article},
        new={item.address: item.article for item in site.digest.items if item.address not in former},
    )
    told = [clues.problem(address) for address in articles]
    others = [address for address in lost if address not in articles]
    return told + ([_others(output, others)] if others else [])


def _others(output: Path, lost: list[str]) -> Problem:
    shown = ", ".join(lost[:_NAMED]) + (f" and {len(lost) - _NAMED} more" if len(lost) > _NAMED else "")
    what = "A list, feed or file" if len(lost) == 1 else f"{len(lost)} lists, feeds or files"
    return Problem(
        code="address-gone",
        severity=Severity.NOTICE,
        message=f"{what} of the last build would be gone: {shown}.",
        mend="That is so if nothing is left to stand there, or a topic, a source or a file is called otherwise now.",
        where=Position(file=str(output)),
    )


class _Clues(Struct, frozen=True, kw_only=True):
    """What tells where an article's page has gone. ``new`` are articles at addresses that the last build did not have."""

    output: Path
    site: Site
    left_out: dict[str, Problem]
    new: dict[str, Article]

    def problem(self, address: str) -> Problem:
        """What to say of the page that stood at ``address``."""
        slug = address.removeprefix(_ARTICLES).removesuffix(".html")
        for article in self.site.seeds.articles:
            if slug in (addresses.file_slug(article.file), article.slug and addresses.slug(article.slug)):
                if why := self._meant(article):
                    message = f"It would be gone: “{article.file}” {why}."
                    return _gone(address, message, "Build, and copy with deletion, to withdraw it.", Severity.NOTICE)
                return self._moved(address, article)
        for file, found in self.left_out.items():
            if addresses.file_slug(file) == slug:
                message = f"It would be gone: “{file}” is left out because of an error ({found.code})."
                return _gone(address, message, "Mend that first.")
        for entry in self.site.seeds.collection.unlisted:
            if addresses.file_slug(entry.file) == slug:
                message = f"It would be gone: no INDEX.md lists “{entry.file}” any more."
                return _gone(address, message, "Add a line for it, unless it is withdrawn.")
        return self._renamed(address)

    def _meant(self, article: Article) -> str:
        if article.draft:
            return "is a draft now"
        return "is private now" if rights_of(article, self.site.digest.settings) is Rights.PRIVATE else ""

    def _moved(self, address: str, article: Article) -> Problem:
        now = next((item.address for item in self.site.digest.items if item.article.file == article.file), "")
        message = f"It would be gone: “{article.file}” stands at {now} now."
        return _gone(address, message, f"Declare “aliases: {address}” for it, so that the old address forwards.")

    def _renamed(self, address: str) -> Problem:
        found = self._same_headline(address) or self._similar(address)
        if found is None:
            message = "It would be gone, and no article of the seeds resembles it."
            return _gone(address, message, "That is so if it was withdrawn; else put its file back, or list it again.")
        place, article = found
        message = f"It would be gone; perhaps it is “{article.file}” now, at {place}."
        return _gone(address, message, f"If so, declare “aliases: {address}” for that article.")

    def _same_headline(self, address: str) -> tuple[str, Article] | None:
        headlines = set(_headlines(self.output / address))
        same = [(place, article) for place, article in self.new.items() if _line(article.title) in headlines]
        return same[0] if len(same) == 1 else None

    def _similar(self, address: str) -> tuple[str, Article] | None:
        near = fields.nearest(address, tuple(self.new)) if self.new else None
        return (near, self.new[near]) if near else None


def _headlines(page: Path) -> Iterator[str]:
    """What the level-1 headings of a page say that was published earlier; nothing where it cannot be read."""
    try:
        html = page.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return  # somebody has removed or changed it; the output's own problems tell
    for found in _HEADLINE.finditer(html):
        yield _line(unescape(_TAG.sub("", found[1])))


def _line(text: str) -> str:
    return " ".join(text.split())


def _gone(address: str, message: str, mend: str, severity: Severity = Severity.WARNING) -> Problem:
    return Problem(
        code="address-gone", severity=severity, message=message, mend=mend, where=Position(file=address)
    )  # fmt: skip
