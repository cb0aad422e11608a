"""Addresses of pages: slugs, paths below output, and links from one page to another. Only this module forms them.

An address does not depend on the headline, so links from other sites remain valid: an article's slug is the declared one, else
it is made from the path of its file. A published page keeps its address when others are added or removed (``distinct``;
docs/manifest.md, “Addresses”). Links are relative and include the file name, so the site works from disk, below any path and on
any host.

Slugs are ``[a-z0-9-]``, 1 to 80 characters, never ``index`` or a name that Windows reserves; letters of any script become Latin
by anyascii, whose version is pinned because its table is part of every address.

Rejected: addresses without ``.html``, which need a server that adds it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import unquote

from anyascii import anyascii

from digest.dates import Date
from digest.i18n import spell_symbols

MOST = 80  # characters of a slug
_TAIL = 9  # "-" and 8 hex digits
_ELISION = re.compile(r"(?<=\b[cdjlmnst])'|(?<=\bqu)'")  # l'OTAN is two words, O'Brien and don't are one each
NOTION_ID = re.compile(r"(?<=[^\W_])[\s_-]+[0-9a-f]{32}$", re.IGNORECASE)  # “Ferries 1f2e3d…”: Notion's exports
_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")  # in names of folders: 2025, 2025-03, 2025/03
_OF_WINDOWS = frozenset(
    ["con", "prn", "aux", "nul", "conin$", "conout$"]
    + [f"{port}{n}" for port in ("com", "lpt") for n in "0123456789¹²³"]
)
_PLAIN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*+")  # what needs no change to be a slug
_RESERVED = frozenset({"index"}) | _OF_WINDOWS
_MOST_OF_OLD, _MOST_OF_OLD_PART = 200, 150  # bytes of an old address, and of a name in it

HOME = "index.html"
ABOUT = "about.html"
NOT_FOUND = "404.html"
SUBSCRIBE = "subscribe.html"
SEARCH = "search.html"
LATEST = "latest.html"
COVERAGE = "coverage.html"
COVERAGE_FILE = "coverage.csv"
SITEMAP = "sitemap.xml"
STORIES = "stories/index.html"
ROBOTS = "robots.txt"
RECORDS = "records.jsonl"
LLMS = "llms.txt"
FOOT = "_footer.html"  # not a page: the editor's text for the foot of all pages
KNOWN = frozenset({HOME, ABOUT, NOT_FOUND, SUBSCRIBE, SEARCH, LATEST, COVERAGE, FOOT})
_ARTICLES = "articles/"
ASSETS = "assets/"  # the theme's files
STYLESHEET = f"{ASSETS}digest.css"
MEDIA = "media/"  # pictures of articles
_OF_CONTENT = 16  # hex digits: no two pictures of one name meet
SEARCHING = frozenset(f"{ASSETS}{name}.js" for name in ("search", "words", "marks"))  # the scripts of the search


def slug(text: str) -> str:
    """``text`` as a slug; where nothing of it can be written in Latin letters, eight hex digits of its hash."""
    plain = _latin(text)
    if len(plain) > MOST:
        plain = plain[: MOST + 1].rsplit("-", 1)[0][:MOST].strip("-")
    return _allowed(plain or _digits(text))


@lru_cache(maxsize=4096)  # of folders, which come again and again
def _latin(text: str) -> str:
    """The Latin letters and digits of ``text``, with a hyphen for whatever stands between them."""
    if _PLAIN.fullmatch(text):
        return text
    latin = _ELISION.sub("-", spell_symbols(anyascii(text)).lower()).replace("'", "")
    return re.sub(r"[^a-z0-9]+", "-", latin).strip("-")


def _allowed(plain: str) -> str:
    return f"{plain}-x" if plain in _RESERVED else plain


def _digits(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def with_tail(plain: str, key: str) -> str:
    """The slug ``plain``, followed by ``-`` and eight hex digits of the hash of ``key``."""
    return f"{plain[: MOST - _TAIL].rstrip('-')}-{_digits(key)}"


class Claim(NamedTuple):
    """A claim to an address: ``key`` is a file's path or a term's key, ``slug`` the slug that it would have alone.

    Of several claims to one slug, the one of the lowest ``rank`` gets it, then the first by key.
    """

    key: str
    slug: str
    rank: int


def distinct(
    claims: Iterable[Claim], published: Mapping[str, str] = MappingProxyType({}), reserved: Collection[str] = ()
) -> dict[str, str]:
    """A slug for each key, all different, whatever the order of the claims.

    ``published`` has the key that is published at each slug. A key keeps its slug, if that is its plain form or its plain form
    with a tail; so adding or removing a claim changes no other one. Of the rest each gets its plain form if it is free and
    not ``reserved``, else the form with a tail (``with_tail``).
    """
    waiting = sorted(claims, key=lambda claim: (claim.rank, claim.key))
    holders = set(published.values())
    slugs: dict[str, str] = {}
    for claim in waiting:
        if published.get(claim.slug) == claim.key:  # should it hold both forms, the plain one counts
            slugs[claim.key] = claim.slug
        elif claim.key in holders and published.get(tried := with_tail(claim.slug, claim.key)) == claim.key:
            slugs[claim.key] = tried
    taken = {*slugs.values(), *reserved}
    numbered: list[Claim] = []
    for claim in waiting:
        if claim.key in slugs:
            continue
        if claim.slug in taken:
            numbered.append(claim)
        else:
            slugs[claim.key] = claim.slug
            taken.add(claim.slug)
    for claim in numbered:
        tried, salt = with_tail(claim.slug, claim.key), 0
        while tried in taken:  # another file has that name
            salt += 1
            tried = with_tail(claim.slug, f"{claim.key}\0{salt}")
        taken.add(tried)
        slugs[claim.key] = tried
    return slugs


# A file of a format in which several articles come; a folder hardly has such a name.
_EXPORT = re.compile(
    r".+\.(?:html?|txt|csv|tsv|docx?|rtf|xml|tei|jsonl?|ndjson|zip|xlsx|ods|eml|mbox|mht|mhtml|ris|bib|rss|atom|rst|warc|gz)",
    re.IGNORECASE,
)


def file_slug(file: str) -> str:
    """The slug of a file, from its path below seeds alone: ``2025-03/Édito.txt`` is ``2025-03-edito``.

    Folders that repeat the date at the beginning of the name are left out, and so is the identifier that Notion appends, and the
    name of an export file that holds the article. A path that is too long for a slug is cut and gets a tail, so that two with
    the same beginning differ.
    """
    *folders, name = file.split("/")
    if folders and _EXPORT.fullmatch(folders[-1]):
        del folders[-1]
    parts = [_latin(part) or _digits(part) for part in (NOTION_ID.sub("", part) for part in (*folders, _stem(name)))]
    count = 1
    while count < min(len(parts), 4):  # a date takes three folders at most: 2025/03/04
        date = "-".join(parts[-1 - count : -1])
        if _DATE.fullmatch(date) and f"{parts[-1]}-".startswith(f"{date}-"):
            del parts[-1 - count : -1]
            count = 0
        count += 1
    plain = "-".join(parts)
    return with_tail(plain, file) if len(plain) > MOST else _allowed(plain)


def is_exact(file: str, slug: str) -> bool:
    """Whether ``slug`` has all of a path except its suffix and letter case; space, ``_`` and ``/`` count as hyphens."""
    folder, slash, name = file.rpartition("/")
    return slug == re.sub(r"[\s_/-]+", "-", f"{folder}{slash}{_stem(name)}".lower())


def _stem(name: str) -> str:
    at = name.rfind(".")
    return name[:at] if 0 < at < len(name) - 1 else name


def article(name: str) -> str:
    """The address of the article with the slug ``name``."""
    return f"{_ARTICLES}{name}.html"


def article_slug(address: str) -> str | None:
    """The slug of the article at ``address``; None where no article can be there."""
    name = address.removeprefix(_ARTICLES).removesuffix(".html")
    return name if article(name) == address and "/" not in name else None


def story(name: str) -> str:
    """The page of a story."""
    return f"stories/{name}.html"


def picture(file: str, sha256: str, suffix: str) -> str:
    """The address of a picture, by its file's name and its content (SHA-256, hex): another content, another address."""
    return f"{MEDIA}{slug(_stem(file.rpartition('/')[2]))}-{sha256[:_OF_CONTENT]}.{suffix}"


def terms(kind: str) -> str:
    """The index of a kind of term: ``topics``."""
    return f"{kind}/index.html"


def api(name: str) -> str:
    """A file of the JSON API."""
    return f"api/v1/{name}.json"


def term(kind: str, name: str, part: str = "") -> str:
    """A term's page, or the page of one of its parts (``2024``, ``2024-03``, ``undated``)."""
    return f"{kind}/{name}/{part}.html" if part else f"{kind}/{name}.html"


def term_slug(kind: str, address: str) -> str | None:
    """The slug of the term of the ``kind`` whose first page is at ``address``; None where that is no term's."""
    if not address.startswith(f"{kind}/"):
        return None
    name = address.removeprefix(f"{kind}/").removesuffix(".html")
    return name if term(kind, name) == address and "/" not in name else None


def feeds(kind: str = "", name: str = "") -> tuple[str, str]:
    """The Atom and the JSON feed of a term, or of the whole site."""
    base = f"{kind}/{name}" if kind else "feed"
    return f"{base}.xml", f"{base}.json"


def feeds_of_page(address: str) -> tuple[str, str]:
    """The Atom and the JSON feed of the list at ``address``."""
    base = address.removesuffix(".html")
    return f"{base}.xml", f"{base}.json"


def searched(source: str, topic: str) -> str:
    """The search, narrowed to a source and a topic, by their slugs."""
    return f"{SEARCH}?source={source}&topic={topic}"


def index(hashed: str) -> str:
    """The first file of the search index. Browsers may keep it, since ``hashed`` is the hash of its content."""
    return f"{ASSETS}search/index-{hashed}.js"


def segment(name: str, hashed: str, part: str) -> str:
    """A part of the index of a period: a shard (``0``) or cards (``c0``)."""
    return f"{ASSETS}search/{name}-{hashed}/{part}.js"


def forward(alias: str, base_url: str | None) -> str | None:
    """The address of the page that redirects from the old address ``alias``; None if that is no address of the site.

    A slug means ``articles/SLUG.html``; a path that names a folder gets ``index.html``; a whole URL must begin with ``base_url``.
    """
    if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", alias):
        if base_url is None or not alias.startswith(base_url):
            return None
        alias = alias.removeprefix(base_url)
    path = unquote(alias.partition("#")[0].partition("?")[0]).strip().replace("\\", "/")
    if path and "/" not in path and "." not in path:
        return article(slug(path))
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if not parts or not all(map(_can_be_a_name, parts)) or f"{parts[0].casefold()}/" in (ASSETS, MEDIA):
        return None
    address = "/".join(parts if parts[-1].endswith((".html", ".htm")) else [*parts, "index.html"])
    return address if len(address.encode("utf-8")) <= _MOST_OF_OLD else None


def _can_be_a_name(part: str) -> bool:
    """Whether ``part`` is a valid name of a file or folder on every system, since an output may be copied to any host."""
    return (
        part.isprintable()
        and not re.search(r'[:*?"<>|]', part)
        and part[0] != "."
        and part[-1] not in ". "
        and part.partition(".")[0].strip().casefold() not in _OF_WINDOWS
        and len(part.encode("utf-8")) <= _MOST_OF_OLD_PART
    )


def dates() -> str:
    """The index of dates."""
    return "dates/index.html"


def period(date: Date | None) -> str:
    """The page of a year, a month or a day; for None, of undated articles."""
    return f"dates/{date or 'undated'}.html"


def undated(number: int, *term: str) -> str:
    """The ``number``-th page of undated articles, of the whole site or of a ``term`` (kind and slug)."""
    return f"{'/'.join(term) or 'dates'}/undated{f'-{number}' if number > 1 else ''}.html"


def editions(year: str = "") -> str:
    """The index of editions, or of those of one year."""
    return f"editions/{year or 'index'}.html"


def edition(name: str) -> str:
    """The page of the edition called ``2025-W07``."""
    return f"editions/{name}.html"


def relative(page: str, target: str) -> str:
    """The link from the page ``page`` to ``target``, both addresses below output; an anchor is kept."""
    path, mark, anchor = target.partition("#")
    folder, _, name = page.rpartition("/")
    if path in ("", page):
        return f"#{anchor}" if mark else name
    return _from_folder(folder, target)


@lru_cache(maxsize=4096)
def _from_folder(folder: str, target: str) -> str:
    """The link from any page in ``folder``. Cached, since every page has the links of the navigation."""
    path, mark, anchor = target.partition("#")
    below, parts = folder.split("/") if folder else [], path.split("/")
    common = 0
    for one, other in zip(below, parts[:-1], strict=False):
        if one != other:
            break
        common += 1
    return "../" * (len(below) - common) + "/".join(parts[common:]) + mark + anchor


def on_any_disk(address: str) -> str:
    """``address`` for comparing: some disks ignore letter case, some the difference between Unicode's normal forms."""
    if address.isascii():
        return address.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", address).casefold())


def folders(address: str) -> Iterator[str]:
    """The folders around ``address``, the outermost first."""
    at = address.find("/")
    while at >= 0:
        yield address[:at]
        at = address.find("/", at + 1)


def clashes(claims: Sequence[tuple[str, str]]) -> Mapping[str, tuple[str, str]]:
    """The addresses with two claimants, as some disks compare them (``on_any_disk``), and the first two claimants of each.

    ``claims`` are pairs of an address and its claimant. A file in the place of a folder of another file is claimed twice, too.
    """
    first: dict[str, str] = {}
    inside: dict[str, str] = {}  # the first claimant in each folder
    twice: dict[str, tuple[str, str]] = {}
    for address, who in claims:
        folded = on_any_disk(address)
        if folded in first:
            twice.setdefault(address, (first[folded], who))
        else:
            first[folded] = who
        folder = folded.rpartition("/")[0]
        if folder and folder not in inside:
            inside |= dict.fromkeys([folder, *folders(folder)], who)
    for folder in inside.keys() & first.keys():
        twice.setdefault(folder, (first[folder], inside[folder]))
    return twice
