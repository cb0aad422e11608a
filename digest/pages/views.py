"""What each kind of page shows, complete: the contract between ``pages/`` and the templates.

A view holds finished values: words in the site's language, dates as they read, addresses below output (templates make
them relative with the ``link`` filter). Lists carry ``Card``, the light view of an article. Nothing here points back to
the digest, so a page can be rendered anywhere and its view is all that its bytes depend on, theme aside.

Rejected: one view class for all pages with everything optional.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from digest.model import Heading


class NavItem(Struct, frozen=True, array_like=True):
    """A way in, as the masthead shows it. ``key`` (home, topics, dates) tells which one is current."""

    key: str
    label: str
    address: str


class SiteInfo(Struct, frozen=True, array_like=True):
    """What all pages share: settings and which sections exist, never totals."""

    title: str
    description: str
    language: str  # BCP 47, of the interface
    direction: str  # ltr or rtl
    base_url: str | None
    noindex: bool
    nav: tuple[NavItem, ...]
    foot: tuple[NavItem, ...]  # own pages, about, subscribe
    foot_html: str  # the editor's text for the foot of each page, safe; often empty
    search: str  # the address of the search, empty if missing
    shortcut: bool  # whether the key / leads to its field


class FeedLink(Struct, frozen=True, array_like=True):
    """A feed: its title, what kind it is called (``label``) and its media type."""

    title: str
    label: str
    address: str
    type: str


class Picture(Struct, frozen=True, array_like=True):
    """A picture of an article: its address, its size in pixels, what it shows (``alt``) and whose it is; these may be empty."""

    address: str
    width: int
    height: int
    alt: str
    credit: str


class Frame(Struct, frozen=True):
    """The frame of one page. ``title`` and ``description`` are for the head; ``current`` is a way's key or empty.

    ``facts`` are beside the masthead on home, indexes and about; one line each; empty elsewhere. ``feeds`` are announced
    in the head. ``canonical`` is the page's absolute address, with ``base_url`` only. ``data`` is what the page says of itself
    to machines (JSON-LD), None where it says nothing. ``kind`` is Open Graph's: ``website`` or ``article``; ``picture`` is what
    stands for the page elsewhere. ``depth_free`` marks 404, which is served at any depth.
    """

    site: SiteInfo
    address: str
    title: str
    description: str = ""
    current: str = ""
    facts: tuple[str, ...] = ()
    feeds: tuple[FeedLink, ...] = ()
    canonical: str | None = None
    data: Mapping[str, object] | None = None
    kind: str = "website"
    picture: Picture | None = None
    depth_free: bool = False

    @property
    def is_in_navigation(self) -> bool:
        """Whether the navigation leads to this page itself, not only to its section."""
        return any(item.address == self.address for item in self.site.nav)


class TermLink(Struct, frozen=True, array_like=True):
    """A topic, source, place or language by name, or a story. ``count`` only where a page may show counts.

    ``share`` is the length of its bar among others, per cent of the fullest; 0 where there is no bar. ``language`` is that of a
    story's headline; all else is in the site's language, and it is empty.
    """

    label: str
    address: str
    count: int | None = None
    share: int = 0
    language: str = ""
    direction: str = ""


class Card(Struct, frozen=True, array_like=True):
    """An article in a list.

    ``size`` grades the headline's length: ``short`` (to 45 characters), ``medium`` (to 80), ``long``; ``text`` where ``title`` is
    only the first words of an article without a headline. ``language`` is
    its tag; ``language_name`` stands where it is not the site's. ``dek`` never repeats the headline; empty where there is
    none. ``when`` reads ``13 févr. 2025``, ``févr. 2025``, ``2025``, empty if undated; ``datetime`` is EDTF. ``day_known``
    tells a day from a month or year. ``draft`` marks what only a preview shows. ``also`` are copies of it.
    ``passages`` are those of a watch list, as in ``model.Watched``; they replace the dek.
    """

    address: str
    title: str
    size: str
    language: str
    language_name: str
    direction: str
    dek: str
    when: str
    datetime: str
    day_known: bool
    topic: TermLink | None
    source: str
    minutes: int
    draft: bool = False
    also: tuple[TermLink, ...] = ()
    passages: tuple[tuple[str, ...], ...] = ()


class Section(Struct, frozen=True, array_like=True):
    """A topic on the front page: one story with dek (``first``), up to three without."""

    topic: TermLink
    first: Card
    rest: tuple[Card, ...]


class Day(Struct, frozen=True, array_like=True):
    """A cell of a calendar. ``address`` and ``count`` where that day has articles; ``number`` 0 pads a week."""

    number: int
    address: str = ""
    count: int = 0
    label: str = ""  # the date in words and the count, for those who hear it


class Calendar(Struct, frozen=True, array_like=True):
    """A month by weeks. ``weekdays`` are (narrow, full) names in the order of the site's language."""

    label: str
    address: str
    weekdays: tuple[tuple[str, str], ...]
    weeks: tuple[tuple[Day, ...], ...]
    unknown: int  # articles of that month whose day is not known


class Cell(Struct, frozen=True, array_like=True):
    """A month in a year's row. ``step`` 0 (none) to 4 is the quarter that its count is in, of all different counts."""

    label: str  # février 2025: 7 articles
    short: str  # févr.
    address: str
    count: int
    step: int


class YearRow(Struct, frozen=True, array_like=True):
    """A year's twelve months. ``unknown`` counts articles of that year whose month is not known."""

    label: str
    address: str
    count: int
    unknown: int
    months: tuple[Cell, ...]


class Years(Struct, frozen=True, array_like=True):
    """Years by months: column names, (``janv.``, ``janvier``) pairs; rows newest first."""

    months: tuple[tuple[str, str], ...]
    rows: tuple[YearRow, ...]


class Bar(Struct, frozen=True, array_like=True):
    """A period in a picture. ``height`` is per cent of the highest bar, 0 where it has no articles; then no address."""

    label: str  # février 2025 : 7 articles
    name: str  # février 2025
    address: str
    count: int
    height: int


class Histogram(Struct, frozen=True, array_like=True):
    """How many articles each period has, as bars in the order of time.

    ``first`` and ``last`` name the ends; ``most`` and ``unknown`` say in words what the picture shows and what it leaves out.
    """

    bars: tuple[Bar, ...]
    first: str
    last: str
    most: str
    unknown: str


class Part(Struct, frozen=True, array_like=True):
    """A link to a period of what a page shows. ``count`` only where the page may show counts."""

    label: str
    address: str
    count: int | None = None


class Group(Struct, frozen=True, array_like=True):
    """Cards under one name (a month, "jour inconnu", "sans date"). ``address`` of the period's page, or empty.

    ``id`` is its anchor on the page, empty where nothing leads to it. ``count`` is None where the list is cut and the number of
    cards would mislead. ``dates`` has of each card's date what the names above do not say: ``jeu. 13`` below a month, empty
    where they say all that is known. ``unknown`` counts the cards of a month that do not know their day.
    """

    label: str
    address: str
    cards: tuple[Card, ...]
    count: int | None
    dates: tuple[str, ...]
    id: str = ""
    unknown: int = 0

    @property
    def rows(self) -> Iterable[tuple[Card, str]]:
        """Each card with its part of ``dates``."""
        return zip(self.cards, self.dates, strict=True)


class Neighbour(Struct, frozen=True, array_like=True):
    """The page before or after this one, in the order of its kind. Language and direction are the label's own.

    ``untitled`` tells that the label is only the first words of an article without a headline.
    """

    label: str
    address: str
    language: str
    direction: str
    untitled: bool = False


class ProvenanceRow(Struct, frozen=True):
    """One line of "how this record was made". ``certainty`` is a word (``likely``), empty where not inferred."""

    field: str
    value: str
    origin: str
    evidence: str
    certainty: str


class Story(Struct, frozen=True):
    """An article whole, as its page (or a home page of one article) shows it.

    ``dek`` only if declared. ``when`` is long (``13 février 2025``). ``title_inferred`` marks a headline from the text.
    ``html`` is safe and empty where only the headline may be shown; ``shown`` is ``full``, ``excerpt``, ``headline``, or
    ``reference`` where the seeds hold no text. ``section`` and ``page`` are those of the newspaper.
    ``furniture`` are lines of the file around the text, plain. ``picture`` is None if missing, or where it may not be shown.
    ``archived`` is the address of a copy in a web archive, ``sha256`` is that of its file, ``babel_language`` the name of its
    language for BibTeX. ``made`` is the sentence above ``provenance``. ``draft`` marks what only a preview shows.
    """

    address: str
    title: str
    title_inferred: bool
    size: str
    language: str
    language_name: str  # where it is not the site's, else empty
    direction: str
    topics: tuple[TermLink, ...]
    dek: str
    when: str
    datetime: str
    precision: int  # 0 undated, 1 year, 2 month, 3 day
    period: str  # address of the page of its day, month or year; undated's
    source: TermLink | None
    section: str
    page: str
    author: str
    url: str
    host: str  # of url, as a name for it where there is no source
    minutes: int
    html: str
    shown: str
    headings: tuple[Heading, ...]
    furniture: tuple[str, ...]
    note: str
    highlights: tuple[str, ...]
    archived: str
    archived_when: str
    sha256: str
    babel_language: str
    people: tuple[
        TermLink, ...
    ]  # these three to a search where there is no page; without an address where there is no search
    places: tuple[TermLink, ...]
    organisations: tuple[TermLink, ...]
    provenance: tuple[ProvenanceRow, ...]
    made: str
    picture: Picture | None = None
    draft: bool = False


class RelatedCard(Struct, frozen=True):
    """A related article, and the names that both mention, in one line."""

    card: Card
    names: str


class StoryLink(Struct, frozen=True, array_like=True):
    """The story that an article is a part of: its title, in its language, and the number of its articles."""

    title: str
    address: str
    language: str
    direction: str
    count: int


class ArticleView(Struct, frozen=True):
    """article.html. ``part_of`` is its story, ``also`` are copies of it. ``nearby`` are of the same first
    topic, the same source or any, as ``nearby_label`` says, nearest in time besides ``earlier`` and ``later``.
    """

    frame: Frame
    story: Story
    earlier: Neighbour | None
    later: Neighbour | None
    part_of: StoryLink | None
    also: tuple[TermLink, ...]
    related: tuple[RelatedCard, ...]
    nearby: tuple[Card, ...]
    nearby_label: str


class EditionBody(Struct, frozen=True):
    """An edition, as its page or a front page shows it: the editor's ``introduction`` (safe HTML, often empty), lead stories,
    stories by topic, and the rest in brief. ``parts`` are its days or its month, where the edition does not hold all articles.
    """

    heading: str
    intro: str
    introduction: str
    lead: Card | None
    picture: Picture | None
    second: tuple[Card, ...]
    sections: tuple[Group, ...]
    brief: tuple[Card, ...]
    parts: tuple[Part, ...]
    earlier: Neighbour | None
    later: Neighbour | None


class EditionView(Struct, frozen=True):  # edition.html
    frame: Frame
    kicker: TermLink
    edition: EditionBody


class EditionsView(Struct, frozen=True):
    """editions.html: editions by year, each with the number of its articles; ``years`` lead to all of each."""

    frame: Frame
    heading: str
    intro: str
    introduction: str
    groups: tuple[tuple[Part, tuple[Part, ...]], ...]
    years: tuple[Part, ...]


class HomeView(Struct, frozen=True):
    """home.html. ``layout`` by the number of articles: ``empty`` (0), ``single`` (1: ``story``), ``few`` (2-8: ``lead`` and
    ``articles``), ``full`` (to 300), ``many`` (more: six sections, then ``topics`` as a list). No story stands twice.
    ``edition`` if the editor wants the newest one on the front page.
    """

    frame: Frame
    layout: str
    story: Story | None = None
    lead: Card | None = None
    picture: Picture | None = None  # of the lead
    under: tuple[Card, ...] = ()  # next two of the lead's topic
    second: tuple[Card, ...] = ()  # three to five beside the lead, no dek
    articles: tuple[Card, ...] = ()
    sections: tuple[Section, ...] = ()
    also: tuple[TermLink, ...] = ()  # topics of fewer than three articles
    topics: tuple[TermLink, ...] = ()  # ranked, with counts and bars, for the margin
    sources: tuple[TermLink, ...] = ()  # the same, where there are several
    calendar: Calendar | None = None  # of the newest month, where a third of its articles know their day
    years: Years | None = None  # the newest ones, where there is no such calendar
    latest: tuple[Card, ...] = ()  # latest additions
    edition: EditionBody | None = None


class TermRow(Struct, frozen=True, array_like=True):
    """A topic or story in the index: its link with count, from when to when in words, its newest article, None where
    that has the headline of the story; 0 where no topic is above it.
    """

    link: TermLink
    span: str
    newest: Card | None
    depth: int = 0


class NamesView(Struct, frozen=True):
    """names.html: people or organisations with the number of their articles, by first letter if they are many."""

    frame: Frame
    heading: str
    intro: str
    letters: tuple[tuple[str, tuple[TermLink, ...]], ...]


class TermsView(Struct, frozen=True):  # topics/index.html, terms.html
    """``rows`` are the terms with their newest article, ``others`` those of places with few articles, in the alphabet."""

    frame: Frame
    heading: str
    intro: str
    rows: tuple[TermRow, ...]
    others: tuple[TermLink, ...] = ()


class Quote(Struct, frozen=True):
    """Words of a person or an organisation, and the article that quotes them; ``address`` is that of the paragraph. ``speaker``
    is empty on the speaker's own page.
    """

    text: str
    address: str
    card: Card
    speaker: TermLink = TermLink(label="", address="")


class StoryView(Struct, frozen=True):
    """story.html. ``title`` is in ``language``. ``reasons`` are the names and words that its articles share, in one line.

    ``sources`` are in the order of their first report. The dek of each of ``cards``, in the order of time, is its own, or what
    the article adds to those before it.
    """

    frame: Frame
    kicker: TermLink
    title: str
    size: str
    language: str
    direction: str
    intro: str
    reasons: str
    sources: tuple[TermLink, ...]
    cards: tuple[Card, ...]
    quotes: tuple[Quote, ...]


class NameDetails(Struct, frozen=True):
    """What only the list of a name has: how else it is written, in words, and the newest quotations."""

    forms: str
    quotes: tuple[Quote, ...]


class ListView(Struct, frozen=True):
    """list.html: a topic, a year, a month, a day, undated, or a period of a topic.

    ``kicker`` leads back up (``Sujets``, ``février 2025``). ``introduction`` is the editor's, safe HTML, often empty.
    ``deks`` is False on a list too long for them. ``parts`` are its periods, for a list that is divided (then ``groups`` hold
    the newest only and ``partial`` says so in words) and for a year or month (its months or days). ``calendar`` and ``years``
    as on ``HomeView``. ``children`` are the topics below a topic, ``often`` those that most of its articles also have.
    """

    frame: Frame
    kicker: tuple[TermLink, ...]
    heading: str
    intro: str
    introduction: str
    groups: tuple[Group, ...]
    deks: bool
    partial: str
    parts: tuple[Part, ...]
    histogram: Histogram | None
    calendar: Calendar | None
    years: Years | None
    earlier: Neighbour | None
    later: Neighbour | None
    children: tuple[TermLink, ...] = ()
    often: tuple[TermLink, ...] = ()
    name: NameDetails | None = None  # of a person or an organisation

    @property
    def trail(self) -> tuple[str, ...]:
        """The addresses of the pages above this one, and its own: its cards do not lead there again."""
        return *(link.address for link in self.kicker), self.frame.address


class DatesView(Struct, frozen=True):  # dates/index.html, dates.html
    frame: Frame
    heading: str
    intro: str
    years: Years | None
    undated: Part | None
    newest: Group | None  # the newest month's articles
    more: Part | None = None  # all of that month, where these are not all


class LatestView(Struct, frozen=True):
    """latest.html: the latest additions by the day on which they were added."""

    frame: Frame
    heading: str
    intro: str
    introduction: str
    groups: tuple[Group, ...]


class CoverageRow(Struct, frozen=True, array_like=True):
    """A source (without an address for the rest), its number of articles, and its cells."""

    head: TermLink
    articles: int
    cells: tuple[Cell, ...]


class CoverageTable(Struct, frozen=True, array_like=True):
    """Sources by topics or by periods; ``corner`` names the rows."""

    caption: str
    corner: str
    columns: tuple[TermLink, ...]
    rows: tuple[CoverageRow, ...]


class CoverageView(Struct, frozen=True):
    """coverage.html; ``first`` are the sources that reported stories first, ``file`` is the address of the figures."""

    frame: Frame
    heading: str
    introduction: str
    tables: tuple[CoverageTable, ...]
    languages: tuple[TermLink, ...]
    first: tuple[TermLink, ...]
    file: str


class AboutView(Struct, frozen=True):
    """about.html. ``facts`` are (label, value) pairs, ``precisions`` (label, count) ones.

    ``contact`` is a mail address or the URL of a page, ``contact_address`` the link to it; both may be empty.
    """

    frame: Frame
    heading: str
    introduction: str
    facts: tuple[tuple[str, str], ...]
    precisions: tuple[tuple[str, int], ...]
    inferred_titles: int
    article_count: int
    contact: str = ""
    contact_address: str = ""


class NotFoundView(Struct, frozen=True):
    """404.html. ``home`` is the path of the home page on its host, with ``base_url`` only."""

    frame: Frame
    home: str | None


class SubscribeView(Struct, frozen=True):
    """subscribe.html: the site's feeds, those of other lists, and those of each term by kind: (heading, ((link, feeds), ...))."""

    frame: Frame
    heading: str
    site: tuple[FeedLink, ...]
    lists: tuple[tuple[TermLink, tuple[FeedLink, ...]], ...]
    terms: tuple[tuple[str, tuple[tuple[TermLink, tuple[FeedLink, ...]], ...]], ...]


class Choice(Struct, frozen=True, array_like=True):
    """What a search can be narrowed to: ``value`` is how the index and the address call it."""

    value: str
    label: str


class Filter(Struct, frozen=True):
    """A list of choices. ``name`` (topic, year, source, language) is in the address, ``label`` is beside it."""

    name: str
    label: str
    choices: tuple[Choice, ...]


class SearchView(Struct, frozen=True):
    """search.html. ``index`` is the address of what the script loads first; ``words`` is all that the script says.

    ``ways`` (heading, links) and the ``newest`` articles are shown until something is searched for.
    """

    frame: Frame
    heading: str
    index: str
    filters: tuple[Filter, ...]
    words: Mapping[str, object]
    ways: tuple[tuple[str, tuple[TermLink, ...]], ...] = ()
    newest: Group | None = None


class CallView(Struct, frozen=True):
    """A script that hands over ``data``, a value of JSON. Headlines and deks in it are ``Typeset``."""

    data: object


class Typeset(Struct, frozen=True, array_like=True):
    """A text that is set by the rules of its language when it is written out."""

    text: str
    language: str


class CustomPageView(Struct, frozen=True):
    """page.html: a page of the editor's own. ``html`` is safe."""

    frame: Frame
    heading: str
    html: str


class ForwardView(Struct, frozen=True):
    """forward.html: an old address that leads to ``target``."""

    frame: Frame
    target: str


class FeedEntry(Struct, frozen=True, array_like=True):
    """An article in a feed. ``link`` is absolute, empty without ``base_url``; ``updated`` and ``published`` are RFC 3339.

    ``text`` is plain: the beginning of the article as far as its rights go, at least its headline. ``html`` is the whole text,
    safe; it is empty where the feed has none or the article's rights forbid it.
    """

    id: str
    title: str
    language: str
    link: str
    via: str
    author: str
    summary: str
    text: str
    topics: tuple[str, ...]
    updated: str
    published: str
    html: str = ""


class FeedView(Struct, frozen=True):
    """A feed, Atom or JSON. ``home`` and ``self`` are absolute, empty without ``base_url``."""

    id: str
    title: str
    description: str
    language: str
    home: str
    self: str
    updated: str
    entries: tuple[FeedEntry, ...]


class LinesView(Struct, frozen=True):
    """A file of lines, as bytes, since there may be very many: robots.txt, records.jsonl."""

    lines: Sequence[bytes]


class SitemapView(Struct, frozen=True):
    """A sitemap of absolute ``addresses``, or an index of sitemaps (``index``)."""

    addresses: tuple[str, ...]
    index: bool


DataView = CallView | FeedView | LinesView | SitemapView  # written without a template
View = (
    HomeView | ArticleView | StoryView | TermsView | NamesView | ListView | DatesView | AboutView | NotFoundView | SubscribeView
    | SearchView | LatestView | EditionView | EditionsView | CoverageView | CustomPageView | ForwardView | DataView
)  # fmt: skip


class Page(Struct, frozen=True):
    """A page ready to be rendered: its address, its template and the view it shows."""

    address: str
    template: str
    view: View
