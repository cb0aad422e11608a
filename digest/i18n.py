"""The interface's translations, language tags and names, and keys for comparing text.

Messages are gettext's: the English text is the key and ``locale/LANG/LC_MESSAGES/digest.po`` has the translation. The ``.po``
file is read directly (about 10 ms per process), so no compiled file can be out of date. Names of languages, months and days
come from CLDR through Babel.

Rejected: regional variants of the interface. ``fr-CA`` has the French translations; a site in a language without a
catalogue has an English interface.
"""

from __future__ import annotations

import gettext
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date as calendar_day
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import DateTimeFormat, format_interval, match_skeleton, parse_pattern
from babel.numbers import format_decimal
from msgspec import Struct

from digest.dates import Date

_LANGUAGES = Path(__file__).parent / "data" / "language_names.json"  # made by tools/language_names.py
LOCALES = Path(__file__).parent / "locale"
UNDETERMINED = "und"
_SKELETONS = {
    "full": ("y", "yMMMM"),
    "long": ("y", "yMMMM"),
    "short": ("y", "yMMM", "yMMMd"),
    "in year": ("y", "MMM", "MMMd"),
    "in month": ("y", "MMM", "Ed"),
}
_PATTERNS = {("en", "Ed"): "E d"}  # CLDR's "6 Wed" is read as a number; Wed 6 is that of en-GB
# The first of a month is an ordinal in French and in Portuguese (not in Portugal), which CLDR does not have.
_FIRST = {"fr": ("1 ", "1er "), "pt": ("1 de ", "1º de ")}
_THE_LANGUAGE = re.compile(r"(?:jezyk|اللغة) (.+)|(.+) язык")  # język polski, русский язык, اللغة العربية; folded
_LISTED_AS = {"no": "nb", "nn": "nb", "bs": "hr", "ms": "id", "in": "id", "tl": "fil", "iw": "he", "yue": "zh"}
_RIGHT_TO_LEFT = frozenset(
    ["ar", "arc", "ckb", "dv", "fa", "ha-Arab", "he", "iw", "ks", "ku-Arab", "ps", "sd", "ug", "ur", "yi"]
)


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """A name or a label for comparisons; as ``fold_text``."""
    return fold_text(text)


def fold_text(text: str) -> str:
    """``text`` for comparisons: NFKD, without accents and letter case, runs of white space as one space."""
    if text.isascii():
        return " ".join(text.lower().split())
    bare = unicodedata.normalize("NFKD", text)
    for mark in filter(unicodedata.combining, set(bare)):  # a fifth of the time of a look at each character
        bare = bare.replace(mark, "")
    return " ".join(bare.casefold().split())


_APOSTROPHES = dict.fromkeys(map(ord, "’‘‛ʼʻʽʹ′´`＇ꞌ׳"), "'")
_LIGATURES = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "þ": "th"}
)
# Accents of Latin, Greek, Hebrew and Arabic letters, the Arabic tatweel, the dots of the Russian ё, and characters without
# width. Marks that make another letter (й, ガ, the vowels of Indic scripts) are kept.
_ACCENTS = re.compile(
    "(?<=[a-z\u0370-\u03ff\u1f00-\u1fff\u0590-\u06ff])[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670]+"
    "|\u0640|(?<=е)\u0308|[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]"
)
_INITIALS = re.compile(r"(?<![\w.])(?:[^\W\d_]\.)+[^\W\d_](?![\w'])")  # U.S., S.N.C.F


class _NameCharacters(dict[int, str]):
    """A table for ``str.translate``: keeps letters, digits, marks and apostrophes; any other character becomes a space."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        self[code] = character if character == "'" or unicodedata.category(character)[0] in "LNM" else " "
        return self[code]


_NAME_CHARACTERS = _NameCharacters()


def spell_symbols(text: str) -> str:
    """``text`` with the symbols that distinguish names written as words: ``C++``, ``Canal+`` and ``C#``, but not ``#MeToo``."""
    if "+" not in text and "#" not in text:
        return text
    return re.sub(r"(?<=[^\W\d_])#(?!\w)", " sharp", re.sub(r"(?<=[\w+])\+(?!\w)", " plus", text))


@lru_cache(maxsize=4096)
def name_key(text: str) -> str:
    """A key that is equal for all spellings of a name: ``L’Équipe`` and ``L'Equipe``, ``Le-Monde`` and ``Le Monde``.

    Ignores letter case, accents, ligatures, character widths, the kind of apostrophe and the dots of initials; other
    punctuation counts as a space. Words are kept: “&” is not “and”, and C, C++ and C# are three names.
    """
    plain = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES)).casefold()
    plain = unicodedata.normalize("NFKD", plain).replace("♯", "#").translate(_LIGATURES)
    plain = unicodedata.normalize("NFC", _ACCENTS.sub("", plain))
    plain = spell_symbols(_INITIALS.sub(lambda initials: initials[0].replace(".", ""), plain)).translate(
        _NAME_CHARACTERS
    )
    return " ".join(re.sub(r"(?<!\w)'+|'+(?!\w)", " ", plain).split()) or fold(text)


def clip(text: str, most: int) -> str:
    """``text`` if it has at most ``most`` characters, else its beginning, cut after a word if it has spaces, and ``…``."""
    if len(text) <= most:
        return text
    kept = text[: most - 1]
    if not text[most - 1].isspace() and (space := kept.rfind(" ")) > most // 2:
        kept = kept[:space]
    while kept and unicodedata.category(text[len(kept)])[0] == "M":  # do not separate a letter from its marks
        kept = kept[:-1]
    return (kept.rstrip(" ,;:.–—-،、，；：“„«‹‘([{（「『【《¿¡") or kept) + "…"


def interface_languages() -> tuple[str, ...]:
    """The languages of the interface: English and each language that has a catalogue, sorted."""
    return tuple(sorted({"en", *(path.parent.parent.name for path in LOCALES.glob("*/LC_MESSAGES/digest.po"))}))


def interface_language(tag: str) -> str:
    """The language of the interface of a site in the language ``tag``: the same, or English if it has no catalogue."""
    base = tag.split("-")[0]
    return base if base in interface_languages() else "en"


def data_language(tag: str) -> str:
    """The language of ``tag`` by which words are listed in ``digest/data``: without region and script, under one code for each
    language, and for Bokmål and Nynorsk, Bosnian and Croatian, Malay and Indonesian, Cantonese and Chinese the same.
    """
    base = tag.split("-")[0]
    return _LISTED_AS.get(base, base)


def direction(tag: str) -> str:
    """The direction of the script of the language ``tag``: ``rtl`` or ``ltr``."""
    return "rtl" if tag in _RIGHT_TO_LEFT or tag.split("-")[0] in _RIGHT_TO_LEFT else "ltr"


def language_tag(text: str) -> str | None:
    """The BCP 47 tag that ``text`` is or names (``fr``, ``français``, ``French``, ``フランス語``); None if it is neither.

    Letter case is normalised (``PT-br`` becomes ``pt-BR``). Names are known in the languages of the interface and in the
    language itself; case and accents do not matter.
    """
    word = text.strip().replace("_", "-")
    parts = word.split("-")
    code = parts[0].lower()
    if word.isascii() and 2 <= len(code) <= 3 and code in _languages().codes:
        sized = (
            part.title() if len(part) == 4 else part.upper() if len(part) == 2 else part.lower() for part in parts[1:]
        )
        if all(part.isalnum() and len(part) <= 8 for part in parts[1:]):
            return "-".join([code, *sized])
    return _by_name(text)


def language_named(text: str) -> str | None:
    """The tag of the language that ``text`` names, if the name has no other meaning: not ``fr``, ``Corse`` or ``Italien``."""
    if " ".join(text.split()).casefold() in _languages().words_too:
        return None
    return _by_name(text)


def _by_name(text: str) -> str | None:
    name = fold(text)
    called = _THE_LANGUAGE.fullmatch(name)
    return _languages().names.get((called[1] or called[2]) if called else name)


class _Languages(Struct, frozen=True, kw_only=True):
    """Language codes, tags by folded name, and names (case-folded) that are also other words."""

    codes: frozenset[str]
    names: Mapping[str, str]
    words_too: frozenset[str]


@lru_cache(maxsize=1)
def _languages() -> _Languages:
    table = json.loads(_LANGUAGES.read_text("utf-8"))
    return _Languages(
        codes=frozenset([UNDETERMINED, *table["codes"].split()]),
        names={name: tag for tag, names in table["names"].items() for name in names.split("|")},
        words_too=frozenset(table["words_too"]),
    )


class Words:
    """The interface in one language: messages, dates, numbers and names. ``language`` always has a catalogue or is English."""

    def __init__(self, language: str) -> None:
        self.language = interface_language(language)
        try:
            tag = language if language.split("-")[0] == self.language else self.language
            self.locale = Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            self.locale = Locale(self.language)
        self.translations = _translations(self.language)
        # CLDR's short date for Portugal is in figures, 13/02/2025, which leaves open which is the month.
        skeletons = self.locale.datetime_skeletons
        self._short_months = all("MM/" not in str(skeletons[name]) for name in _SKELETONS["short"])

    @property
    def direction(self) -> str:
        return direction(self.language)

    def gettext(self, message: str) -> str:
        return self.translations.gettext(message)

    def ngettext(self, one: str, many: str, count: int) -> str:
        """The plural form for ``count``, with ``%(num)s`` replaced by the number."""
        return _counted(one, many, count, self)

    def forms(self, one: str, many: str) -> dict[str, str]:
        """The plural forms of a message by CLDR category (``one``, ``few``, ``other``), with placeholders.

        For scripts in pages, which get the category of a number from ``Intl.PluralRules``.
        """
        found = {"other": self.translations.ngettext(one, many, 100)}
        for count in range(100, -1, -1):
            found[self.locale.plural_form(count)] = self.translations.ngettext(one, many, count)
        return found

    def joined(self, parts: Iterable[str]) -> str:
        """The non-empty parts, joined by the language's comma: ``25 articles, 7 languages``."""
        return self.gettext(", ").join(filter(None, parts))

    def number(self, number: int) -> str:
        return _number(number, self)

    def date(self, date: Date, length: str = "long") -> str:
        """``date`` at its precision: ``13 février 2025``, ``févr. 2025``, ``2025``.

        ``length`` is ``long``, ``short`` or ``full``, which has the weekday (``jeudi 13 février 2025``), or below the name of its
        year or month ``in year`` (``13 févr.``) or ``in month`` (``jeu. 13``).
        """
        return _date(date, length, self)

    def worded(self, date: Date, length: str) -> str:
        """What ``date`` returns, which keeps it."""
        if length == "short" and not self._short_months:
            length = "long"
        text = _date_pattern(length, date.precision, self.locale) % _DateParts(date, self.locale)
        if date.day == 1 and self.language in _FIRST and self._short_months:
            text = f"{text} ".replace(*_FIRST[self.language], 1).rstrip()
        return text

    def days(self, first: Date, last: Date) -> str:
        """From which day to which: ``10–16 févr. 2025``."""
        begin, end = calendar_day(*first.first_day()), calendar_day(*last.first_day())
        text = format_interval(begin, end, "yMMMd", locale=self.locale)
        if 1 in (first.day, last.day) and self.language in _FIRST and self._short_months:
            ordinal = _FIRST[self.language][1].split()[0]
            text = re.sub(r"(?<!\d)1(?!\d)", ordinal, text)
        return text

    def language_name(self, tag: str) -> str:
        """The name of a language in the interface's language: ``anglais``. The tag itself if CLDR has no name for it."""
        return self.gettext("undetermined language") if tag == UNDETERMINED else _language_name(tag, self.locale)

    def months(self, width: str) -> tuple[str, ...]:
        """The stand-alone names of the twelve months; ``width`` is ``wide`` or ``abbreviated``."""
        names = self.locale.months["stand-alone"][width]
        return tuple(names[number] for number in range(1, 13))

    def weekdays(self) -> tuple[int, tuple[tuple[str, str], ...]]:
        """The first day of the week (0 is Monday) and the (narrow, wide) names of seven days from it on."""
        return _weekdays(self.locale)

    def collation(self, text: str) -> tuple[str, str]:
        """A sort key for names: first without accents and letter case, then as written."""
        return fold(text), text


# Most numbers, dates and names recur on many pages, and Babel is slow.
@lru_cache(maxsize=8192)
def _number(number: int, words: Words) -> str:
    return format_decimal(number, locale=words.locale)


@lru_cache(maxsize=8192)
def _counted(one: str, many: str, count: int, words: Words) -> str:
    return words.translations.ngettext(one, many, count) % {"num": words.number(count)}


@lru_cache(maxsize=64)
def _weekdays(locale: Locale) -> tuple[int, tuple[tuple[str, str], ...]]:
    likely = get_global("likely_subtags").get(str(locale), "")  # ja is ja_Jpan_JP
    first = (Locale.parse(likely) if likely else locale).first_week_day
    days = locale.days["stand-alone"]
    order = [(first + offset) % 7 for offset in range(7)]
    return first, tuple((days["narrow"][day], days["wide"][day]) for day in order)


@lru_cache(maxsize=1024)
def _language_name(tag: str, locale: Locale) -> str:
    try:
        name = Locale.parse(tag, sep="-").get_display_name(locale)
    except (UnknownLocaleError, ValueError):
        name = locale.languages.get(tag.split("-")[0])
    return name or tag


@lru_cache(maxsize=8192)
def _date(date: Date, length: str, words: Words) -> str:
    return words.worded(date, length)


@cache
def _date_pattern(length: str, precision: int, locale: Locale) -> str:
    """CLDR's pattern for dates of that ``precision``, with a placeholder for each part, such as ``%(MMMM)s``."""
    if precision == 3 and length in ("full", "long"):
        pattern = locale.date_formats[length]
    else:
        skeleton = _SKELETONS[length][precision - 1]
        known = locale.datetime_skeletons
        found = skeleton if skeleton in known else match_skeleton(skeleton, known)
        pattern = _PATTERNS.get((str(locale), str(found)), known[found])
    return str(parse_pattern(pattern).format)


class _DateParts(dict[str, str]):
    """The parts of a date in words, by the letters of CLDR (``MMMM``). Each is worded once: there are few months and days."""

    def __init__(self, date: Date, locale: Locale) -> None:
        self._date, self._locale = date.first_day(), locale

    def __missing__(self, name: str) -> str:
        year, month, day = self._date
        alone = {"y": (year, 1, 1), "M": (2000, month, 1), "L": (2000, month, 1), "d": (2000, 1, day)}
        return _date_part(name, alone.get(name[0], self._date), self._locale)


@lru_cache(maxsize=4096)
def _date_part(name: str, date: tuple[int, int, int], locale: Locale) -> str:
    return DateTimeFormat(calendar_day(*date), locale)[name]


def _translations(language: str) -> gettext.NullTranslations:
    if language == "en":
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo  # imported lazily: sites in English need neither
    from babel.messages.pofile import read_po

    with (LOCALES / language / "LC_MESSAGES" / "digest.po").open("rb") as source:
        catalogue = read_po(source, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@cache
def words(language: str) -> Words:
    """The interface for a site in ``language``; created once per process."""
    return Words(language)
