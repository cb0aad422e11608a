"""How an article's record was made, in words for its readers: a sentence, and a row for each field.

Rejected: percentages, which promise more than they measure; the line of the manifest where something is declared
(``digest explain`` prints it): one new line must not change the pages of all other articles.
"""

from __future__ import annotations

import re

from digest.dates import Date
from digest.errors import Position
from digest.i18n import clip
from digest.model import Article, Extract, LeftOut, Origin, Picture, Provenance
from digest.pages.context import SiteContext
from digest.pages.views import ProvenanceRow
from digest.vocabulary import countries, media_topics

_MOST = 160  # characters of a value or of evidence
_SURE, LIKELY = 0.9, 0.5  # certainties from which an inferred value is called so
_ORDER = re.compile(r" \((day|month) first, [^()]*\)$")  # as ``infer/date.py`` says how a numeric date was read
_NAMES = frozenset({"people", "places", "organisations"})
_LINES = frozenset({"date", "author", "source"})


def position_shown(where: Position, article_file: str) -> str:
    """Where a field is declared: the file, with the line only in the article's own. The lines of a manifest move whenever another
    article is added.
    """
    return f"{where.file}:{where.line}" if where.file == article_file and where.line is not None else where.file


def provenance_rows(article: Article, context: SiteContext) -> tuple[ProvenanceRow, ...]:
    """A row for each field that has a value and that readers see, in the order of the page."""
    return tuple(
        ProvenanceRow(
            field=name,
            value=clip(_value(article, field, context), _MOST),
            origin=context.origin_names[made.origin],
            evidence=clip(_evidence(field, made, article, context), _MOST),
            certainty=_certainty(made.certainty, context) if made.origin is Origin.INFERRED else "",
        )
        for field, name in context.field_names.items()
        if (made := article.provenance.get(field))
    )


def provenance_sentence(article: Article, context: SiteContext) -> str:
    """Which fields a program inferred, in one sentence."""
    _ = context.words.gettext
    inferred = [
        name
        for field, name in context.field_names.items()
        if (made := article.provenance.get(field)) and made.origin is Origin.INFERRED
    ]
    if not inferred:
        return _("The editor or the file gave all of this.")
    return _("Inferred from the text by a program: %(fields)s.") % {"fields": context.words.joined(inferred)}


def _certainty(certainty: float, context: SiteContext) -> str:
    _ = context.words.gettext
    return _("sure") if certainty >= _SURE else _("likely") if certainty >= LIKELY else _("to check")


def _evidence(field: str, made: Provenance, article: Article, context: SiteContext) -> str:
    """Why the field has its value: where it was declared, or what of the text it was inferred from."""
    if made.where:
        return position_shown(made.where, article.file)
    _ = context.words.gettext
    if made.extract:
        return _sentences(made.extract, str(_value(article, field, context)), context)
    if made.origin is not Origin.INFERRED or not made.evidence:
        return made.evidence
    if field == "title":
        return _("a line above the text") if made.evidence == article.title else _quoted(made.evidence, "", context)
    if field in _LINES:
        order = _ORDER.search(made.evidence)
        line = _("in the line %(words)s") % {"words": _quoted(_ORDER.sub("", made.evidence), "", context)}
        day_first = _("%(line)s, read with the day first") if order and order[1] == "day" else ""
        month_first = _("%(line)s, read with the month first") if order and order[1] == "month" else ""
        return (day_first or month_first or "%(line)s") % {"line": line}
    if field in _NAMES:
        telling = [part for part in made.evidence.split("; ") if part not in getattr(article, field)]
        shown = "; ".join(telling) or made.evidence
        return _("where the text says %(words)s") % {"words": _quoted(shown, "; ", context)}
    if field == "language":
        return _("by words that are frequent in it: %(words)s") % {"words": _quoted(made.evidence, ", ", context)}
    return _("by the words %(words)s") % {"words": _quoted(made.evidence, ", ", context)}


def _quoted(evidence: str, separator: str, context: SiteContext) -> str:
    """The parts of ``evidence`` in quotation marks."""
    mark = context.words.gettext("“%(words)s”")
    parts = evidence.split(separator) if separator else [evidence]
    return context.words.joined(mark % {"words": part} for part in parts)


def _sentences(extract: Extract, value: str, context: SiteContext) -> str:
    """From which sentences of the text ``value`` was taken, and what was left out."""
    _ = context.words.gettext
    number = context.words.number
    if extract.last > extract.first:
        where = _("sentences %(first)s and %(last)s of the text")
        return where % {"first": number(extract.first), "last": number(extract.last)}
    ordinals = (_("first sentence of the text"), _("second sentence of the text"), _("third sentence of the text"))
    later = _("sentence %(number)s of the text") % {"number": number(extract.first)}
    sentence = ordinals[extract.first - 1] if extract.first <= len(ordinals) else later
    if extract.left_out is LeftOut.END:
        word = _quoted(value.rstrip(" .…").rsplit(" ", 1)[-1], "", context)
        return _("%(sentence)s, cut after %(word)s") % {"sentence": sentence, "word": word}
    return sentence if extract.left_out is LeftOut.NOTHING else _("%(sentence)s, shortened") % {"sentence": sentence}


def _value(article: Article, field: str, context: SiteContext) -> str:
    value = getattr(article, field)
    if isinstance(value, Date):
        return context.words.date(value)
    if isinstance(value, Picture):
        return value.file
    if field == "language":
        return context.words.language_name(value)
    if field == "topics":
        return context.words.joined(media_topics.label(term, context.settings.language) for term in value)
    if field == "places":
        return context.words.joined(countries.label(term, context.settings.language) for term in value)
    return context.words.joined(value) if isinstance(value, tuple) else str(value)
