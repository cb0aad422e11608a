"""Articles from records: rows of a table, objects of JSON. What a column or key means is known from its name, in many languages.

The names are those of ``vocabulary.fields`` and of ``data/record_words.json``, which has those of services (Meltwater, Media
Cloud, wallabag, Pocket, news-please). Dates of saving, indexing and modifying are not dates of an article. ``N/A``, ``null`` and
the like are empty values.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from digest import dates
from digest.dates.in_language import day_first_in, parse_in
from digest.i18n import fold, language_tag
from digest.importers.addresses import host_of
from digest.importers.html_text import html_line, html_or_text_markdown
from digest.importers.imported import ImportedArticle, Refused, titled
from digest.importers.markdown_text import escaped
from digest.readers.encoding import clean
from digest.readers.html_elements import web_address
from digest.vocabulary import fields

_DATA = Path(__file__).parent.parent / "data"
_WORDS = json.loads((_DATA / "record_words.json").read_text("utf-8"))
_FIELD_WORDS = json.loads((_DATA / "field_words.json").read_text("utf-8"))["fields"]
_LONGEST_LABEL = 60  # characters
_LONGEST_LINE = 1000
_LONGEST_TOPIC, _SHOWN = 100, 80
_MOST_ITEMS = 100  # topics or authors
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORD = re.compile(r"[^\W_]+")
# Units and formats in brackets, and endings of the other gender: “Autor(in)”, “Autor/in”, “auteur·rice”.
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}|[/*:·.](?:in|innen|e|es|s|rice|rices|a|as)\b")
_NONE = frozenset("n/a na n.a. null none nan nil undefined #n/a #n/d - -- – — ? \\n [] {} {null}".split()) | {
    "(none)",
    "no author",
}
_WORDS_OF_OBJECTS = ("name", "title", "main", "original", "rendered", "value", "label", "#text", "$date", "$numberLong")
_CUT_SHORT = re.compile(r"\[\+\d+ (?:chars|characters)\]\s*\Z")  # what a news API puts at the end of an excerpt
_NO_TEXT = re.compile(r"wallabag can['’]t retrieve contents for this article|errors_during_fetching\.html")
_QUOTED = re.compile(r"'((?:[^'\\]|\\.)*+)'|\"((?:[^\"\\]|\\.)*+)\"")
_STATES = frozenset({"unread", "archive", "archived", "starred", "read", "inbox"})  # folders of read-later services
_BY = re.compile(r"\A(?i:by|par|por|door)\s+(?=[^\W\d_a-z])")
_CLOCK = re.compile(
    r"[\s,T]+(?:à|at|um|a las|alle|om|o|в)?\s*\d{1,2}\s?[:hH.]\s?\d{2}(?:[:.]\d{2}(?:[.,]\d{1,9})?)?\s*(?:[ap]\.?m\.?|uhr|uur|h)?"
    r"\s*(?:Z|UTC|GMT|C?E[SD]?T|[A-Z]{3,4})?\s*(?:[+-]\d{2}:?\d{2})?\s*(?:\([^()]{1,60}\))?\s*\Z",
    re.IGNORECASE,
)
_SHORT_YEAR = re.compile(r"(\d{1,2}(?:[./-]\d{1,2}[./-]|[ -][^\W\d_]{3,9}\.?[ -]))(\d{2})(?![\d:h])")

_ENGLISH = frozenset(
    "title author body content language published publish keywords outlet byline publisher newspaper".split()
)
_ENOUGH: tuple[set[str], ...] = ({"title", "url"}, {"title", "text"}, {"title", "date", "source"})
_ENOUGH_WITH_MORE: tuple[set[str], ...] = ({"text", "source"}, {"text", "url"}, {"text", "date"})
_OF_PRESS = frozenset("date year source domain url author section page language".split())
_SHORTEST_TEXT = 250  # characters of an article without a date, a source, an address or an author


# What a column means.


def _words(label: str) -> frozenset[str]:
    spaced = _CAMEL.sub(" ", _BRACKETED.sub(" ", label))
    return frozenset(_WORD.findall(fold(spaced)))


_NOISE = frozenset(word for one in _WORDS["noise"].split(", ") for word in _words(one))
_ROLE_OF_FIELD = {"topics": "tags", "keyphrases": "keywords"}
_MEANT = ("title", "date", "source", "url", "author", "language", "summary", "topics", "keyphrases")


def _known() -> dict[frozenset[str], str]:
    """The role of each set of words, those of services before the names of fields."""
    known = {_words(word): "" for word in _WORDS["ignored"].split(", ")}
    for role, words in _WORDS["roles"].items():
        for word in words.split(", "):
            known.setdefault(_words(word), role)
    for field in _MEANT:
        for words in (field, *_FIELD_WORDS[field].values()):
            for word in words.split(", "):
                known.setdefault(_words(word), _ROLE_OF_FIELD.get(field, field))
    return known


_KNOWN = _known()


@lru_cache(maxsize=4096)
def role_of(label: str) -> str:
    """What the values under ``label`` are: a field's name, ``text``, ``tags``, ``id``, ``domain`` and so on; empty if unknown."""
    if len(label) > _LONGEST_LABEL:
        return ""
    words = _words(label)
    for known in (words, words - _NOISE):
        if known in _KNOWN:
            return _KNOWN[known]
    field = fields.field_named(_BRACKETED.sub("", label).strip(" :*"))  # “publishdate”, words written together
    return _ROLE_OF_FIELD.get(field, field) if field in _MEANT else ""


def is_english(label: str) -> bool:
    """Whether ``label`` has a word of English and of no other language, so that numeric dates may begin with the month."""
    return bool(_words(label) & _ENGLISH)


def describes_articles(roles: Iterable[str]) -> bool:
    """Whether records with these ``roles`` may be articles: each has a text or an address, and more that only articles have."""
    found = set(roles)
    has_more = len(found - {"id", ""}) > 2
    return any(needed <= found for needed in _ENOUGH) or (
        has_more and any(needed <= found for needed in _ENOUGH_WITH_MORE)
    )


def are_articles(roles: Iterable[str], texts: Iterable[object]) -> bool:
    """Whether records with these ``roles`` are articles; headlines and ``texts`` alone if most are longer than flashcards."""
    found = set(roles)
    if found & _OF_PRESS:
        return describes_articles(found)
    lengths = [len(one_text(text)) for text in texts]
    return describes_articles(found) and 2 * sum(length >= _SHORTEST_TEXT for length in lengths) > len(lengths)


# Values.


def one_text(value: object) -> str:
    """``value`` as text, clean; empty for none and for what is no text."""
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, dict):
        return next(
            (text for key in _WORDS_OF_OBJECTS if (text := one_text(value.get(key)))),
            "",
        )
    if isinstance(value, list):
        return "\n\n".join(filter(None, map(one_text, value[:10_000])))
    text = clean(str(value)).strip()
    return "" if text.casefold() in _NONE else text


def one_line(value: object) -> str:
    """``value`` in one line, without tags; empty if it is too long for a headline or a name."""
    text = one_text(value)
    line = html_line(text) if len(text) <= 4 * _LONGEST_LINE else ""
    return line if len(line) <= _LONGEST_LINE else ""


def items(value: object) -> tuple[str, ...]:
    """The items of a list, as JSON or Python write it or joined with ``|``, ``;`` or ``,``."""
    if isinstance(value, str) and value.strip()[:1] in ("[", "(", "{") and len(value) < 20_000:
        value = _literal(value.strip())
    if isinstance(value, list | tuple | set):
        found = [one_line(one) for one in list(value)[:_MOST_ITEMS]]
    else:
        text = one_line(value)
        delimiter = next((delimiter for delimiter in "|;；，、," if delimiter in text), "")
        found = text.split(delimiter) if delimiter else [text]
    return tuple(dict.fromkeys(line for one in found[:_MOST_ITEMS] if (line := one.strip(" \t\xa0#"))))


def _literal(text: str) -> object:
    """The list that ``text`` is in JSON or Python; else ``text`` without brackets."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        quoted = [re.sub(r"\\(.)", r"\1", one or other) for one, other in _QUOTED.findall(text)]
        return quoted or re.sub(r"[\[\](){}]", "", text)


def people(value: object) -> tuple[str, ...]:
    """The names in ``value``: a list, or a line with ``;`` or ``|`` between them (a comma may be part of a name)."""
    if isinstance(value, list) or (isinstance(value, str) and value.strip()[:1] == "["):
        found: Iterable[str] = items(value)
    else:
        found = re.split(r"\s*[;|]\s*", one_line(value))
    names = (_BY.sub("", one.strip(" [],")) for one in found)
    return tuple(dict.fromkeys(name for name in names if name and not name.startswith(("http:", "https:"))))


def with_long_year(text: str) -> str:
    """A numeric date whose year has two digits with four: ``13.02.25`` is 2025, ``13.02.70`` is 1970."""
    short = _SHORT_YEAR.match(text)
    return f"{short[1]}{'19' if short[2] > '69' else '20'}{text[short.start(2) :]}" if short else text


def read_date(value: object, *, day_first: bool | None = None) -> str:
    """The date in ``value`` as ISO 8601, the day as written whatever the hour and the zone; empty if it states no date.

    ``day_first`` decides numeric dates with two readings; without it they are none. Seconds since 1970 are dates too.
    """
    if isinstance(value, bool | list):
        return ""
    text = " ".join(one_text(value).split())[:100]
    if re.fullmatch(r"1\d{9}(?:\d{3})?(?:\.\d+)?", text, re.ASCII):
        return datetime.fromtimestamp(int(text[:10]), UTC).date().isoformat()
    if re.fullmatch(r"[2-5]\d{4}(?:\.\d+)?", text, re.ASCII):  # days as spreadsheets count them
        return (date(1899, 12, 30) + timedelta(int(text[:5]))).isoformat()
    for line in dict.fromkeys((text, _CLOCK.sub("", text), re.sub(r"T.*", "", text))):
        line = with_long_year(line)
        if month := re.fullmatch(r"(\d{1,2})[./-](\d{4})", line, re.ASCII):
            line = f"{month[2]}-{month[1]:0>2}"
        found = dates.parse_written(line) or dates.parse_figures(line, day_first=day_first)
        if found:
            return str(found)
    return ""


def _address(value: object) -> str:
    text = one_text(value)
    return text if text.startswith(("http://", "https://", "HTTP")) and web_address(text) else ""


class Linked(str):
    """The text of a cell that leads to ``address``."""

    address = ""


# One record.


class _Record:
    """The values of a record by what they are."""

    def __init__(self, values: Sequence[tuple[str, object]], day_first: bool | None) -> None:
        self._values = values
        self._day_first = day_first

    def given(self, *roles: str) -> Iterator[object]:
        return (value for role in roles for name, value in self._values if name == role and value not in (None, ""))

    def line(self, *roles: str) -> str:
        return next((line for value in self.given(*roles) if (line := one_line(value))), "")

    def topics(self, role: str) -> tuple[str, ...]:
        found = (topic for value in self.given(role) for topic in items(value))
        return tuple(dict.fromkeys(topic for topic in found if len(topic) <= _LONGEST_TOPIC))

    def text(self) -> str:
        text = max(map(one_text, self.given("text")), key=len, default="")
        return text if "\n" in text or "\\n" not in text else text.replace("\\r", "").replace("\\n", "\n")

    def url(self) -> str:
        return next(filter(None, map(_address, self.given("url", "source", "id"))), "")

    def source(self) -> str:
        names = (line for value in self.given("source") if (line := one_line(value)) and not _address(line))
        domain = self.line("domain")
        return next(names, "") or (host_of(domain) if "://" in domain else domain.removeprefix("www."))

    def language(self) -> str:
        tags = (language_tag(one_line(value)[:40]) for value in self.given("language"))
        return next(filter(None, tags), "")

    def date(self) -> str:
        language = self.language()
        day_first = day_first_in(language) if language and self._day_first is None else self._day_first
        values = list(self.given("date", "year"))
        found = next(filter(None, (read_date(value, day_first=day_first) for value in values)), "")
        if found or not language:
            return found
        named = (parse_in(one_line(value)[:100], language) for value in values)  # months in a language without a table
        return next((str(date) for date in named if date), "")

    def fields(self) -> dict[str, str | tuple[str, ...]]:
        """The fields that the record states, without the headline."""
        folders = tuple(one for one in self.topics("folder") if one.casefold() not in _STATES)
        categories = self.topics("categories")
        topics = self.topics("tags") or folders or self.topics("keywords") or categories
        return {
            "date": self.date(),
            "source": self.source(),
            "author": next(filter(None, map(people, self.given("author"))), ()),
            "language": self.language(),
            "url": self.url(),
            "topics": topics,
            "section": self.line("section") or (", ".join(categories) if topics is not categories else ""),
            "page": self.line("page"),
            "summary": self.line("summary", "sentence"),
        }


def read_record(
    values: Sequence[tuple[str, object]],
    place: str,
    *,
    markdown: str = "",
    has_texts: bool = False,
    day_first: bool | None = None,
) -> ImportedArticle | Refused:
    """The article of a record: pairs of ``role_of`` and value. ``markdown`` is its text if that is elsewhere.

    ``has_texts``: its table has texts, so that a record without text, address and summary is refused. ``day_first``: the order
    of numeric dates, if it is known.
    """
    record = _Record(values, day_first)
    fields = record.fields()
    raw = record.text()
    if _CUT_SHORT.search(raw):
        fields["summary"] = fields["summary"] or html_line(_CUT_SHORT.sub("", raw))
        raw = ""
    title = record.line("title", "other title")
    text = _without_title(markdown or ("" if _NO_TEXT.search(raw) else html_or_text_markdown(raw)), title)
    where = titled(place, title)
    wrong = record.line("url")
    if not (title or text or fields["url"]):
        return Refused(place=where, reason="It has no headline, no text and no address.")
    if wrong and not fields["url"] and not text:
        return Refused(place=where, reason=f"“{wrong[:_SHOWN]}” is no web address, and there is no text.")
    if has_texts and not (text or fields["url"] or fields["summary"]):
        return Refused(place=where, reason="It has no text.")
    fields = {"title": title or ("" if text else fields["url"]), **fields}
    if fields["summary"] == title:
        fields["summary"] = ""
    return ImportedArticle(
        place=place, id=record.line("id"), fields={name: value for name, value in fields.items() if value}, text=text
    )


def _without_title(text: str, title: str) -> str:
    """``text`` without a first paragraph or heading that repeats ``title``."""
    first, _, rest = text.partition("\n\n")
    return rest if title and rest and first.removeprefix("## ") == escaped(title) else text
