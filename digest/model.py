"""The records of the flow, frozen. Every stage makes a new type out of the one before it.

    Entry        what the manifest declares about one article, nothing resolved
    Document     the text and the metadata of one file
    Article      every field resolved, each with its provenance; whole, it lives in the cache
    ArticleCard  what lists, feeds and neighbours show of an article
    Site         all cards in order, and their groups
    PageSpec     a page to be rendered: URL, template, inputs and the function that makes its view (``pages/spec.py``)
    File         a file that has been written: path, hash and size

Declared and resolved are different types: ``Declared`` is raw text and its position, an ``Article``'s attribute is a
checked value. A field that may be absent is None (or an empty tuple) from the start, never "not filled in yet".
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Generic, TypeVar

from msgspec import Struct, field

from digest.dates import Date
from digest.errors import Position, Problem

T = TypeVar("T")

EXCERPT = 300  # characters of an excerpt where the settings say nothing


class Origin(StrEnum):
    """Where a field's value comes from, in the order of precedence."""

    ROW = "manifest row"
    FILE = "file"
    HEADING = "manifest heading"
    NAME = "file name"
    RULES = "rules"
    INFERRED = "inferred"


class Rights(StrEnum):
    """What of an article may be published, from all of it to nothing."""

    FULL = "full"
    EXCERPT = "excerpt"
    HEADLINE = "headline"
    PRIVATE = "private"


class TopicRule(Struct, frozen=True, array_like=True):
    """What digest.yml says of one topic, an IPTC id or an editor's own label.

    An article has the topic if its text holds one of ``any_of``, each of ``all_of`` and none of ``none_of``; without the
    first two the rule finds nothing. ``aliases`` are other names of it. ``labels`` are its names by BCP 47 tag. Whatever has
    the topic has ``parent`` too, if there is one.
    """

    topic: str
    any_of: tuple[str, ...] = ()
    all_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    parent: str = ""


class TopicRules(Struct, frozen=True, array_like=True):
    """The editor's rules, in the order of digest.yml."""

    rules: tuple[TopicRule, ...] = ()


class NameKind(StrEnum):
    """What a name names; the words are those of the records."""

    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organization"


class NameRule(Struct, frozen=True, array_like=True):
    """What names.yml says of one name: how the editor writes it, what it names, and how else texts write it."""

    name: str
    kind: NameKind
    aliases: tuple[str, ...] = ()


class NameRules(Struct, frozen=True, array_like=True):
    """The editor's names, in the order of names.yml. ``ignored`` are words that look like names and are none."""

    rules: tuple[NameRule, ...] = ()
    ignored: tuple[str, ...] = ()


class WatchRule(Struct, frozen=True, array_like=True):
    """A watch list of digest.yml: an article is on it if its text has one of ``any_of``, each of ``all_of`` and none of
    ``none_of``.
    """

    name: str
    any_of: tuple[str, ...] = ()
    all_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()


class Watched(Struct, frozen=True, gc=False, array_like=True):
    """A watch list that an article is on, by its ``name``, with the ``passages`` of the text that have its words.

    A passage is plain and matching pieces in turn, a plain one first.
    """

    name: str
    passages: tuple[tuple[str, ...], ...]


class Rules(Struct, frozen=True, array_like=True):
    """The editor's rules on what texts contain, and whether texts are compared to find ``duplicates`` and ``stories``."""

    topics: TopicRules = field(default_factory=TopicRules)
    names: NameRules = field(default_factory=NameRules)
    watch: tuple[WatchRule, ...] = ()
    duplicates: bool = True
    stories: bool = True


class Look(Struct, frozen=True):
    """``theme:`` of digest.yml. ``accent`` is ``#rrggbb``, ``font`` is ``sans`` or names of fonts; empty for the default."""

    accent: str = ""
    font: str = ""
    compact: bool = False


class Search(Struct, frozen=True):
    """``search:`` of digest.yml: whether there is a search, and whether the key ``/`` leads to its field."""

    on: bool = True
    shortcut: bool = True


class About(Struct, frozen=True):
    """What the page about the site says of who makes it; each may be empty."""

    publisher: str = ""
    selection: str = ""
    rights: str = ""


class Settings(Struct, frozen=True):
    """What holds for the whole site, resolved: command line > digest.yml > front matter of the root INDEX.md > default.

    ``language`` is a BCP 47 tag. ``base_url`` ends with ``/`` and is None where the site's address is not known.
    ``rights`` is the default, ``source_rights`` by the folded name of a source. ``include_unlisted`` publishes files that
    INDEX.md does not list. ``names`` is whether inferred names (people, organisations, cities) have pages. ``excerpt`` is how
    many characters an excerpt has at most.
    ``rules`` are the editor's, for topics and names; ``look`` is what the theme takes, ``search`` what the search does.
    ``about`` and ``contact`` (a mail address or the URL of a page) are for the page about the site.
    ``feed_texts`` puts the whole texts into the feeds of all articles and of topics.
    ``stories`` and ``duplicates`` tell whether these are looked for.
    ``editions`` is the period of an edition (``week``, ``month``, ``day``), or empty; ``home_edition`` makes the newest one the
    front page.
    ``drafts`` shows drafts, in the preview and nowhere else; no file can set it. ``api`` and ``llms`` add the files for programs.
    """

    title: str
    language: str
    description: str = ""
    base_url: str | None = None
    include_unlisted: bool = False
    rights: Rights = Rights.FULL
    source_rights: Mapping[str, Rights] = field(default_factory=dict)
    noindex: bool = False
    feeds: bool = True
    feed_texts: bool = False
    names: bool = True
    excerpt: int = EXCERPT
    rules: Rules = field(default_factory=Rules)
    look: Look = field(default_factory=Look)
    search: Search = field(default_factory=Search)
    about: About = field(default_factory=About)
    contact: str = ""
    stories: bool = True
    duplicates: bool = True
    editions: str = ""
    home_edition: bool = False
    drafts: bool = False
    api: bool = False
    llms: bool = False


class Declared(Struct, frozen=True, gc=False, array_like=True):
    """A value as somebody wrote it: ``text`` one string, or several where a list was written; and where."""

    text: str | tuple[str, ...]
    where: Position


Fields = Mapping[str, Declared]  # by the name of a field in ``fields.FIELDS``


class Entry(Struct, frozen=True, gc=False, array_like=True):
    """One article as the manifest has it.

    ``file`` is the path below seeds, with ``/``. ``position`` counts from 0 in the order of the whole manifest.
    ``fields`` were said of this article alone, ``inherited`` by the headings above it, ``named`` by the file's own name
    (a date or a language only).
    """

    file: str
    position: int
    where: Position | None = None
    fields: Fields = field(default_factory=dict)
    inherited: Fields = field(default_factory=dict)
    named: Fields = field(default_factory=dict)


class BlockKind(StrEnum):
    PARAGRAPH = "paragraph"
    CROSSHEAD = "crosshead"  # a sub-heading inside the article
    QUOTE = "quote"
    ITEM = "item"  # of a list
    CODE = "code"
    FURNITURE = "furniture"  # what a page puts around an article: no part of its text


class Block(Struct, frozen=True):
    """A piece of an article's text, plain, one line. ``id`` is a heading's anchor in the HTML, else empty.

    Plain text knows more: blocks with the same ``group`` other than 0 are rows of one table, which have ``cells`` (``header``:
    names of the columns), or lines of one paragraph that stay lines (verse, addresses).
    """

    kind: BlockKind
    text: str
    id: str = ""
    group: int = 0
    cells: tuple[str, ...] = ()
    header: bool = False


class Document(Struct, frozen=True):
    """What one file holds.

    ``declared`` is its own metadata (front matter, in-band header), ``blocks`` its text in order without markup and
    without that metadata, ``html`` the same, sanitised, ready for an ``<article>`` (headings from ``h2`` down).
    """

    file: str
    reader: str
    encoding: str
    declared: Fields
    blocks: tuple[Block, ...]
    html: str
    problems: tuple[Problem, ...] = ()


class Inference(Struct, Generic[T], frozen=True):
    """An answer that was not declared: its value, the words it rests on, and how sure it is (0 to 1).

    ``origin`` is ``RULES`` where the editor's own rules gave it.
    """

    value: T
    evidence: str
    certainty: float
    origin: Origin = Origin.INFERRED


class LeftOut(StrEnum):
    """What a headline or dek leaves out of the sentence that it is taken from."""

    NOTHING = "nothing"
    END = "end"
    PARTS = "parts"


class Extract(Struct, frozen=True, gc=False, array_like=True):
    """The ``first`` and ``last`` sentence of the text, counted from 1, that a headline or dek is taken from."""

    first: int
    last: int
    left_out: LeftOut


class Provenance(Struct, frozen=True, gc=False, array_like=True):
    """How a field got its value: ``where`` it was declared, or as ``evidence`` the words it was inferred from.

    A headline or dek that was inferred from sentences of the text has an ``extract``.
    """

    origin: Origin
    evidence: str
    certainty: float = 1.0
    where: Position | None = None
    extract: Extract | None = None


class Heading(Struct, frozen=True, gc=False, array_like=True):
    """A crosshead of an article and its anchor."""

    id: str
    text: str


class Quotation(Struct, frozen=True, gc=False, array_like=True):
    """Words that an article quotes, without their marks, and the name of their ``speaker``.

    ``paragraph`` is the number of the paragraph that holds them, from 1, and its anchor on the article's page (``p1``); 0 where
    they stand in none.
    """

    paragraph: int
    speaker: str
    text: str


class Picture(Struct, frozen=True, array_like=True):
    """A picture file of the seeds: its path there, its address in the output, its size in pixels and in bytes."""

    file: str
    address: str
    width: int
    height: int
    size: int


class Article(Struct, frozen=True, gc=False, array_like=True):
    """One article, every field resolved.

    ``language`` is a BCP 47 tag, ``und`` where undetermined. ``topics`` are ids of IPTC tops or an editor's own labels,
    best first; ``places`` are ISO 3166-1 codes of countries or names. ``summary`` is a plain dek, or None. ``words``
    counts the text. ``excerpt`` is the beginning of the text, plain, cut at a word. ``alt`` says in words what ``image``
    shows, ``credit`` whose it is. ``title`` is None where no sentence of the text would do as a headline; then the page
    shows ``first_words``. ``section`` and ``page`` are where it stood in the newspaper. ``story`` is the name of the story that
    the editor puts it into. ``note`` is the editor's, plain, with a blank line between paragraphs; ``highlights`` are passages of
    the text that the editor chose, which are marked in ``html``. ``archived`` is the address of a copy of the original in a web
    archive, made on the day ``archived_on``. ``sha256`` (hex) is that of its file, empty for an article of an export.
    ``furniture`` are the lines that the file has around the text (bylines, dates, buttons, credits of pictures), in their order,
    plain; they are no part of ``html``, ``excerpt`` and ``words``.
    ``provenance`` has an item for each field that has a value.
    """

    file: str
    position: int
    title: str | None
    language: str
    html: str
    words: int
    first_words: str = ""
    excerpt: str = ""
    date: Date | None = None
    summary: str | None = None
    topics: tuple[str, ...] = ()
    headings: tuple[Heading, ...] = ()
    people: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    keyphrases: tuple[str, ...] = ()
    source: str | None = None
    section: str | None = None
    page: str | None = None
    url: str | None = None
    author: str | None = None
    slug: str | None = None
    aliases: tuple[str, ...] = ()
    lead: bool = False
    weight: int = 0
    note: str | None = None
    highlights: tuple[str, ...] = ()
    archived: str | None = None
    archived_on: Date | None = None
    draft: bool = False
    added: Date | None = None
    image: Picture | None = None
    alt: str | None = None
    credit: str | None = None
    rights: Rights | None = None
    story: str | None = None
    furniture: tuple[str, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    sha256: str = ""
    provenance: Mapping[str, Provenance] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """What the article is called: its headline, else its first words."""
        return self.title or self.first_words


class Features(Struct, frozen=True, gc=False, array_like=True):
    """What of an article is compared with other articles: hashes of 32 bits, packed (see ``site/features.py``).

    ``shingles`` are those of the text that are kept at ``rate``, ``words`` those of headline and beginning,
    ``capitals`` those of them that look like parts of names. Each is empty where nothing asks for it (``Rules``).
    """

    rate: int = 1
    shingles: bytes = b""
    words: bytes = b""
    capitals: bytes = b""
    names: bytes = b""


class ArticleCard(Struct, frozen=True, gc=False, array_like=True):
    """What the site as a whole needs of one article: its order, groups and URL, and what lists, feeds and neighbours show.

    ``text`` is the hash by which the cache has the whole ``Article``. ``minutes`` is the reading time. ``excerpt`` is
    as long as feeds show it, ``EXCERPT`` characters at most. ``title_inferred`` tells a headline that nobody declared,
    ``title_certainty`` how certain that is (1 if declared); ``summary_declared`` and those like it the opposite.
    ``watched`` are the watch lists that it is on.
    ``declared_at`` has the positions of the fields about which the site as a whole can find problems (``slug``, ``aliases``,
    ``image``). All else is as in ``Article``.
    """

    file: str
    position: int
    text: bytes
    title: str | None
    language: str
    minutes: int
    first_words: str = ""
    date: Date | None = None
    added: Date | None = None
    summary: str | None = None
    excerpt: str = ""
    topics: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    source: str | None = None
    author: str | None = None
    url: str | None = None
    slug: str | None = None
    aliases: tuple[str, ...] = ()
    lead: bool = False
    weight: int = 0
    draft: bool = False
    image: Picture | None = None
    alt: str | None = None
    credit: str | None = None
    rights: Rights | None = None
    title_inferred: bool = False
    title_certainty: float = 1.0
    summary_declared: bool = False
    places_declared: bool = False
    watched: tuple[Watched, ...] = ()
    people_declared: bool = False
    organisations_declared: bool = False
    declared_at: Mapping[str, Position] = field(default_factory=dict)
    story: str | None = None
    features: Features = Features()

    @property
    def label(self) -> str:
        """What the article is called: its headline, else its first words."""
        return self.title or self.first_words


class SiteArticle(Struct, frozen=True):
    """An article of the site, at its URL (``articles/SLUG.html``)."""

    card: ArticleCard
    slug: str
    url: str


class Term(Struct, frozen=True):
    """A topic, source, place, person, organisation or language with its articles: indexes into ``Site.articles``, in order.

    ``kind`` is a key of ``arrange.TERM_KINDS``, as in URLs. ``key`` is what articles are grouped by (an IPTC id, an ISO 3166-1
    code, a folded name, a BCP 47 tag), ``label`` what readers see. ``forms`` are other spellings of a person's or an
    organisation's name, the most frequent first. ``is_repeated`` is whether the term has a list only because enough articles
    name it (``TermKind.repeated``).
    """

    kind: str
    key: str
    label: str
    slug: str
    articles: tuple[int, ...]
    forms: tuple[str, ...] = ()
    is_repeated: bool = False


class NewsStory(Struct, frozen=True, array_like=True):
    """Articles about one event: their indexes in ``Site.articles``, the first published first.

    ``title`` is the editor's, or the headline of the article that is most like the others, which is in ``language`` (empty where
    the editor declared it). ``reasons`` are the hashes of the names and words that they share, none where the editor
    declared the story.
    """

    slug: str
    title: str
    language: str
    articles: tuple[int, ...]
    reasons: tuple[int, ...]


class Related(Struct, frozen=True, array_like=True):
    """A related article by its index in ``Site.articles``, and the hashes of the names that it shares, the most telling first."""

    article: int
    names: tuple[int, ...]


class Connections(Struct, frozen=True, array_like=True):
    """What articles have to do with each other (``site/connections.py``), as indexes into ``Site.articles``.

    ``copies`` has for each article of which there are copies all of them, itself too, the first published first. ``story_of``
    has indexes into ``stories``, ``related`` a row for each article.
    """

    copies: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    stories: tuple[NewsStory, ...] = ()
    story_of: Mapping[int, int] = field(default_factory=dict)
    related: tuple[tuple[Related, ...], ...] = ()


class Site(Struct, frozen=True):
    """All articles in order and their groups; cards only.

    ``terms`` has for each kind its terms, the fullest first, then by name; ``terms_of`` has, for each kind and article,
    indexes into them. ``periods`` holds each year, month and day that has an article within it, newest first; ``undated``
    the rest. ``listed`` are the articles that lists of all have: of copies one; None for all.
    """

    settings: Settings
    articles: tuple[SiteArticle, ...]
    terms: Mapping[str, tuple[Term, ...]]
    terms_of: Mapping[str, tuple[tuple[int, ...], ...]]
    periods: Mapping[Date, tuple[int, ...]]
    undated: tuple[int, ...]
    connections: Connections = Connections()
    listed: tuple[int, ...] | None = None


class CustomPage(Struct, frozen=True, array_like=True):
    """A text of the editor's own from ``pages/``: ``address`` is its path below output, ``html`` is safe."""

    file: str
    address: str
    title: str
    html: str
    weight: int = 0


class File(Struct, frozen=True):
    """A file that has been written: its path below output (``address``), the SHA-256 of its bytes (hex) and their number."""

    address: str
    sha256: str
    size: int


PUBLISHED = "the site is published completely."  # the state of the output after a commit


class Published(Struct, frozen=True, kw_only=True):
    """What publishing a site changed.

    ``written`` counts files that are new or changed, ``removed`` files of ours that are gone, ``total`` all files of the site.
    ``atomic`` is False where files were replaced one by one. ``problems`` are those of the commit, not of the stage.
    ``relinked`` is whether unchanged files got new hard links, which changes their fingerprints.
    """

    output: Path
    written: int
    removed: int
    total: int
    atomic: bool
    problems: tuple[Problem, ...] = ()
    relinked: bool = True
