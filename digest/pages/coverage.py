"""Coverage: which source writes about which topics, when, and in which languages; as tables on one page, and as a file.

The tables have at most ``SOURCES`` sources, ``TOPICS`` topics that are below no other, and ``PERIODS`` periods, the largest or
the newest; the rest is one line or column. Periods are months, or years where the months would be more. The file has all figures.

A source is first with a story if it reported that at least a day before all others.

Rejected: shares of a source's articles. A press review is a selection, so they would tell more about the editor than about the
source.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import StringIO
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from digest import urls
from digest.dates import Date
from digest.model import NewsStory, Term
from digest.pages.calendars import histogram_inputs, ranked
from digest.pages.context import SiteContext
from digest.pages.lists import Listing, address_within
from digest.pages.planner import FEWEST_COMPARED, Planner
from digest.pages.spec import Blobs, PageSpec
from digest.pages.views import Cell, CoverageRow, CoverageTable, CoverageView, LinesView, TermLink

SOURCES, TOPICS, PERIODS = 20, 15, 24
_STEPS = 4  # shades of a cell
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # how a cell begins that spreadsheets compute


class RowInputs(Struct, frozen=True, array_like=True):
    """A source (None for the rest, an empty label for articles without one), its articles, and the count and the address of each
    cell.
    """

    source: TermLink | None
    articles: int
    cells: tuple[tuple[int, str], ...]


class CoverageInputs(Struct, frozen=True, array_like=True, kw_only=True):
    """Two tables of sources: by topic and by period. A None at the end of ``topics`` and ``periods`` is for the rest."""

    introduction: str
    facts: tuple[str, ...]
    topics: tuple[TermLink | None, ...]
    by_topic: tuple[RowInputs, ...]
    periods: tuple[Date | None, ...]
    by_period: tuple[RowInputs, ...]
    languages: tuple[TermLink, ...]
    first: tuple[TermLink, ...]


class FileInputs(Struct, frozen=True, array_like=True):
    """The lines of the file: source, what it is counted by (topic, date, language or first report), its name, and the number of
    articles.
    """

    rows: tuple[tuple[str, str, str, int], ...]


def plan_coverage(planner: Planner) -> Iterator[PageSpec[Any]]:
    """The page and its file, where there are sources to compare."""
    if len(planner.site.terms.get("sources", ())) < FEWEST_COMPARED:
        return
    topics, periods, first = _topics(planner), _periods(planner), _first_to_report(planner)
    inputs = CoverageInputs(
        introduction=planner.introduction(urls.COVERAGE),
        facts=planner.facts,
        topics=tuple(planner.term_link(topic) if topic else None for topic in topics),
        by_topic=_by_topic(planner, topics) if topics else (),
        periods=periods,
        by_period=_by_period(planner, periods) if periods else (),
        languages=ranked(planner, planner.site.terms["languages"]),
        first=first,
    )
    yield PageSpec(urls.COVERAGE, "coverage.html", inputs, coverage_view)
    yield PageSpec(urls.COVERAGE_FILE, "lines", FileInputs(tuple(_figures(planner, first))), coverage_file)


def _sources(planner: Planner) -> list[tuple[TermLink | None, Term | None, tuple[int, ...]]]:
    """The rows: the largest sources, all others (None), and articles without a source (without a label); with their articles."""
    terms = planner.site.terms["sources"]
    rows = [(planner.term_link(term), term, term.articles) for term in terms[:SOURCES]]
    others = tuple(index for term in terms[SOURCES:] for index in term.articles)
    more = [(None, None, others), (TermLink(label="", address=""), None, _without_source(planner))]
    return [*rows, *(row for row in more if row[2])]


def _without_source(planner: Planner) -> tuple[int, ...]:
    return tuple(index for index in planner.listed if not planner.terms("sources", index))


def _topics(planner: Planner) -> tuple[Term | None, ...]:
    terms = [topic for topic in planner.site.terms["topics"] if not planner.parent(topic)]
    return (*terms[:TOPICS], *([None] if len(terms) > TOPICS else []))


def _by_topic(planner: Planner, topics: Sequence[Term | None]) -> tuple[RowInputs, ...]:
    """The rows of sources by topic. An article of several topics is counted in each; of the rest, once. One below another topic
    is counted in that.
    """
    shown = {topic.slug for topic in topics if topic}
    below = {topic.slug for topic in planner.site.terms["topics"] if planner.parent(topic)}
    searchable = planner.settings.search.on and len(shown) > 1

    def row(link: TermLink | None, source: Term | None, articles: tuple[int, ...]) -> RowInputs:
        slugs = ({topic.slug for topic in planner.terms("topics", index)} for index in articles)
        counted = Counter(slug for found in slugs for slug in {slug if slug in shown else "" for slug in found - below})
        cells = (
            (
                counted[topic.slug if topic else ""],
                urls.searched(source.slug, topic.slug) if searchable and source and topic else "",
            )
            for topic in topics
        )
        return RowInputs(link, len(articles), tuple(cells))

    return tuple(row(*source) for source in _sources(planner))


def _periods(planner: Planner) -> tuple[Date | None, ...]:
    """The newest months, or years where there are more months, the newest first; at the end None for those before them."""
    months = [period for period in planner.site.periods if period.precision == 2]
    years = [period for period in planner.site.periods if period.precision == 1]
    found = months if len(months) <= PERIODS and len(months) > 1 else years
    return (*found[:PERIODS], *([None] if len(found) > PERIODS else []))


def _by_period(planner: Planner, periods: Sequence[Date | None]) -> tuple[RowInputs, ...]:
    shown = {period for period in periods if period}
    precision = max(period.precision for period in shown)

    def row(link: TermLink | None, source: Term | None, articles: tuple[int, ...]) -> RowInputs:
        known = (date.cut(precision) for index in articles if (date := planner.cards[index].date))
        counted = Counter(period if period in shown else None for period in known if period)
        address_of = _addresses(planner, source) if source else None
        cells = ((counted[one], address_of(one) if address_of and one and counted[one] else "") for one in periods)
        return RowInputs(link, len(articles), tuple(cells))

    return tuple(row(*source) for source in _sources(planner))


def _addresses(planner: Planner, source: Term) -> Callable[[Date], str]:
    """Where the articles of ``source`` in a period are listed."""
    listing = Listing(term=(source.kind, source.slug), name=source.label, trail=(), section=source.kind)
    return address_within(listing, len(source.articles), histogram_inputs(planner, source.articles))


def _first_to_report(planner: Planner) -> tuple[TermLink, ...]:
    """The sources with the number of stories that they reported first, the most first; each with its share of the highest."""
    counted = Counter(link for story in planner.site.connections.stories if (link := _first_source(planner, story)))
    found = sorted(counted.items(), key=lambda one: (-one[1], planner.words.collation(one[0].label)))[:SOURCES]
    return tuple(replace(link, count=count, share=max(1, round(100 * count / found[0][1]))) for link, count in found)


def _first_source(planner: Planner, story: NewsStory) -> TermLink | None:
    """The only source that reported ``story``, in an article or a copy of one, on its first day; None if there are several, if no
    other source followed, or if the day of any article is not known.
    """
    copies = planner.site.connections.copies
    days: dict[TermLink, tuple[int, int, int]] = {}
    for index in (copy for member in story.articles for copy in copies.get(member, (member,))):
        date = planner.cards[index].date
        if date is None or date.precision < 3:
            return None
        for source in planner.term_links("sources", index):
            days[source] = min(date.first_day(), days.get(source, date.first_day()))
    first = min(days.values(), default=None)
    sources = [source for source, day in days.items() if day == first]
    return sources[0] if len(sources) == 1 and len(days) > 1 else None


def _figures(planner: Planner, first: Iterable[TermLink]) -> Iterator[tuple[str, str, str, int]]:
    """All figures of the tables, with those that they leave out; by what they are counted by, then by source. ``first`` are the
    sources that reported ``_first_to_report``.
    """
    sources = [(term.label, index) for term in planner.site.terms["sources"] for index in term.articles]
    articles = [*sources, *(("", index) for index in _without_source(planner))]
    for by, kind in (("topic", "topics"), ("language", "languages")):
        counted = Counter((name, term.label) for name, index in articles for term in planner.terms(kind, index))
        yield from ((name, by, label, count) for (name, label), count in sorted(counted.items()))
    dates = ((name, planner.cards[index].date) for name, index in articles)
    dated = Counter((name, str(date.cut(2) or date)) for name, date in dates if date)
    yield from ((name, "date", month, count) for (name, month), count in sorted(dated.items()))
    yield from ((link.label, "first report", "", link.count or 0) for link in first)


def coverage_view(inputs: CoverageInputs, context: SiteContext, _blobs: Blobs) -> CoverageView:
    """The page."""
    _ = context.words.gettext
    heading, sources = _("Coverage"), _("Sources")
    others, earlier = TermLink(label=_("Others"), address=""), TermLink(label=_("earlier"), address="")
    periods = [
        TermLink(label=context.words.date(period, "short"), address=urls.period(period)) if period else earlier
        for period in inputs.periods
    ]
    tables = (
        _table(_("Sources by topic"), sources, [topic or others for topic in inputs.topics], inputs.by_topic, context),
        _table(_("Sources by date"), sources, periods, inputs.by_period, context),
    )
    return CoverageView(
        frame=context.frame(urls.COVERAGE, heading, current="coverage", facts=inputs.facts),
        heading=heading,
        introduction=inputs.introduction,
        tables=tuple(table for table in tables if table.rows),
        languages=inputs.languages,
        first=inputs.first,
        file=urls.COVERAGE_FILE,
    )


def _table(
    caption: str, corner: str, columns: Sequence[TermLink], rows: Iterable[RowInputs], context: SiteContext
) -> CoverageTable:
    """A table whose shades depend on its largest cell; what is no single source has no shade."""
    found = tuple(rows)
    most = max((count for row in found if row.source and row.source.address for count, _ in row.cells), default=0)
    edges = sorted({most * step // _STEPS + 1 for step in range(_STEPS)})
    gettext = context.words.gettext

    def head(source: TermLink | None) -> TermLink:
        if source is None:
            return TermLink(label=gettext("Others"), address="")
        return source if source.label else TermLink(label=gettext("without a source"), address="")

    def cell(source: TermLink, column: TermLink, count: int, address: str) -> Cell:
        label = f"{context.words.joined([source.label, column.label])}: {context.articles(count)}"
        step = sum(count >= edge for edge in edges) if source.address else 0
        return Cell(label=label, short="", address=address if count else "", count=count, step=step)

    return CoverageTable(
        caption=caption,
        corner=corner,
        columns=tuple(columns),
        rows=tuple(
            CoverageRow(
                head=(name := head(row.source)),
                articles=row.articles,
                cells=tuple(cell(name, column, *one) for column, one in zip(columns, row.cells, strict=True)),
            )
            for row in found
        ),
    )


def coverage_file(inputs: FileInputs, _context: SiteContext, _blobs: Blobs) -> LinesView:
    """The file: comma-separated values with a byte order mark, without which Excel does not read them as UTF-8."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["\ufeffsource", "by", "name", "articles"])
    writer.writerows((_plain(source), by, _plain(name), count) for source, by, name, count in inputs.rows)
    return LinesView(lines=text.getvalue().encode("utf-8", "replace").split(b"\n")[:-1])


def _plain(text: str) -> str:
    """``text`` as a cell that no spreadsheet takes for a formula (https://owasp.org/www-community/attacks/CSV_Injection)."""
    return f"'{text}" if text.startswith(_FORMULA) else text
